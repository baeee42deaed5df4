"""Path → files, their ids and decoded text: the only code that opens what a user gives."""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path
from typing import NamedTuple

from analysis.lexicons.rows import FILES
from analysis.tables import read_tsv, refusal, refuse

# A file is held in memory whole, larger ones must be split; a million posts in CSV are about 1 GB.
MAX_FILE_BYTES, MAX_TABLE_BYTES = 256 * 2**20, 2 * 2**30
# More control bytes than this is UTF-16 without a byte order mark (b"T\0a\0", b"\x1f\x04" for П).
_MAX_CONTROL_SHARE = 0.1
_CONTROLS = bytes([*range(9), *range(14, 27)])
_ORDERS = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")  # utf-32 begins like utf-16
_MARKS = [("\ufeff".encode(name), name[:6]) for name in _ORDERS] + [(b"\xef\xbb\xbf", "utf-8-sig")]
# How archives begin, whatever their names say: gzip, zip, bzip2, xz, 7z, rar.
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
# What things are called: columns of tables (the likeliest first), elements of pages, media …
NAMES = {what: names.split() for what, names in read_tsv("reading/sources/names.tsv")}
MANIFEST, RULINGS, SAVED = "manifest.csv", "rulings.csv", "saved.json"
PAGES = (".html", ".htm")
_NOT_DOCUMENTS = (MANIFEST, RULINGS, *FILES, "README", "README.md", "README.txt")
# Of Telegram Desktop; what such an export holds beside them is passed over and counted.
_EXPORTS = re.compile(r"result\.json|messages[0-9]{0,6}\.html")
# "000_34093a0f0dff4853.txt": a running number and a hash; the number alone is the id.
NUMBERED = re.compile(r"([0-9]+)_[0-9a-f]{8,64}\.txt")
# "talks.txt" is talks, "talks.pdf" stays whole; a folder, a second dot or ~ is not plain.
_PLAIN = re.compile(r"([^\W_][\w -]{0,59})(\.[a-z0-9]{1,8})")
# As browsers read them: <https://encoding.spec.whatwg.org/#names-and-labels>.
_CHARSETS = "|".join(NAMES["charsets"]).encode()
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s?=\s?[\"']?(%b)\b" % _CHARSETS, re.IGNORECASE)
_ON_THE_WEB = {"iso-8859-1": "windows-1252", "gb2312": "gbk", "shift_jis": "cp932"}
_MAX_PROLOGUE = 1024  # bytes in which a page says its encoding
HASH_DIGITS = 12  # of the path: among a million files of one name two share them once in 500 times
_MAX_SLUG_CHARS = 40


class Text(NamedTuple):
    """The decoded text of one file, with how it was decoded; its bytes if it is no text."""

    path: Path
    text: str
    encoding: str
    sha256: str
    note: str
    data: bytes = b""


def find_files(path: Path) -> tuple[list[Path], dict[Path, int]]:
    """Return the documents of a corpus by name, and what an export's first file passes over."""
    # Hidden files, README, manifest, lexicons, saved corpora, media of exports are no documents.
    if not path.is_dir():
        return [path], {}
    documents, passed_over = list[Path](), Counter[Path]()
    exports: dict[Path, Path] = {}  # folder → its first file of messages
    # A folder that can't be listed is refused by name, as a file is.
    walk = os.walk(path, onerror=lambda error: documents.append(Path(error.filename)))
    for place, folders, names in walk:
        folder = Path(place)
        folders[:] = [n for n in folders if n[0] != "." and not (folder / n / SAVED).is_file()]
        if messages := sorted(filter(_EXPORTS.fullmatch, names)):
            exports[folder] = folder / ("index.html" if "index.html" in names else messages[0])
        if export := next((exports[f] for f in (folder, *folder.parents) if f in exports), None):
            for beside in [name for name in folders + names if name in NAMES["beside"]]:
                (folders if beside in folders else names).remove(beside)
                n_files = sum(len(files) for *_, files in os.walk(folder / beside))
                passed_over[export] += n_files if (folder / beside).is_dir() else 1
        links = [name for name in folders if (folder / name).is_symlink()]
        shown = {name for name in names + links if name[0] != "."}
        documents += map(folder.joinpath, shown.difference(_NOT_DOCUMENTS))
    refuse(not documents, "no documents", path)
    return sorted(documents, key=lambda file: file.relative_to(path).as_posix()), passed_over


def document_ids(names: Iterable[str], *, listed: Container[str] = ()) -> dict[str, str]:
    """Give each file its number, its plain name, or for any other path a name and a hash."""
    # "b/talks.txt" → talks~8dcb630b45b1; so do two with one number, but for the one that is listed.
    ids = {name: _plain_id(name) or _hashed_id(name, HASH_DIGITS) for name in names}
    for digits in (HASH_DIGITS, None):  # the whole hash if even its first digits are shared
        claims = Counter(ids.values())
        listed_claims = Counter(id_ for name, id_ in ids.items() if name in listed)
        for name, id_ in list(ids.items()):
            if claims[id_] > 1 and not (name in listed and listed_claims[id_] == 1):
                ids[name] = _hashed_id(name, digits)
    return ids


def _plain_id(name: str) -> str:
    numbered, plain = NUMBERED.fullmatch(name), _PLAIN.fullmatch(name)
    if plain and not numbered and unicodedata.normalize("NFC", name.casefold()) == name:
        return plain[1] if plain[2] == ".txt" else name
    return numbered[1] if numbered else ""


def _hashed_id(name: str, digits: int | None) -> str:
    numbered = NUMBERED.fullmatch(name)
    slug = numbered[1] if numbered else Path(name).stem[:_MAX_SLUG_CHARS]
    path_hash = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:digits]
    return "".join(c if c.isprintable() else "_" for c in slug) + f"~{path_hash}"


def read_file(
    path: Path, *, root: Path, declared: str = "", is_binary: bool = False, is_table: bool = False
) -> Text:
    """Read a file; decode text strictly: UTF-8, UTF-16 that says so, or what is declared."""
    data = _read_bytes(path, root, MAX_TABLE_BYTES if is_table else MAX_FILE_BYTES)
    sha256 = hashlib.sha256(data).hexdigest()
    if is_binary:
        return Text(path, "", "binary", sha256, "", data)
    refuse(data.startswith(_PACKED), "packed", path)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    n_controls = len(data) - len(data.translate(None, _CONTROLS))
    is_odd = not marked and not declared and n_controls > _MAX_CONTROL_SHARE * len(data)
    refuse(is_odd, "control bytes", path)
    encoding = marked or declared or _encoding_of_page(path, data) or "utf-8"
    try:
        text = data.decode(encoding)
    except LookupError:
        raise refusal("encoding", path, encoding) from None
    except UnicodeDecodeError as error:
        raise refusal("undecodable", path, error.start, encoding.upper(), error.reason) from None
    notes = ["byte order mark"] * bool(marked) + ["U+FEFF inside the text"] * ("\ufeff" in text)
    return Text(path, text, encoding, sha256, "; ".join(notes))


def _encoding_of_page(path: Path, data: bytes) -> str:
    """Return what a web page that is no UTF-8 says it is: <meta charset="windows-1251">."""
    if path.suffix.lower() not in PAGES or not (said := _CHARSET.search(data[:_MAX_PROLOGUE])):
        return ""
    try:
        data.decode()
    except UnicodeDecodeError:
        name = said[1].decode().lower()
        return _ON_THE_WEB.get(name, name)
    return ""


def _read_bytes(path: Path, root: Path, most: int) -> bytes:
    try:
        target = path.resolve(strict=True)
        refuse(path.is_symlink() and not target.is_relative_to(root.resolve()), "link out", path)
        if target.is_dir():
            os.scandir(target).close()  # says why a folder could not be listed
            raise refusal("folder", path)
        refuse(not target.is_file(), "no regular file", path)
        with target.open("rb") as file:
            was = os.fstat(file.fileno())
            refuse(was.st_size > most, "large", path, was.st_size, most)
            data = file.read(was.st_size + 1)  # one more would be a file that grows
            now = os.fstat(file.fileno())
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of links"
        raise refusal("unreadable", path, reason) from None
    refuse((was.st_size, was.st_mtime_ns) != (now.st_size, now.st_mtime_ns), "changed", path)
    return data
