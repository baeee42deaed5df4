"""Input files → raw items, one module per format; nothing else opens a document."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from analysis.lexicons import Ruling, read_rulings
from analysis.lexicons.rows import read_rows
from analysis.reading.sources.files import MANIFEST, RULINGS, find_files, read_text
from analysis.reading.sources.text import RawItem, split_items
from analysis.tables import DOCUMENTS, InputError

ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar")
# File ending → the function that splits its decoded text into a format's name and raw items.
FORMATS: dict[str, Callable[[str], tuple[str, list[RawItem]]]] = {".txt": split_items}
# "000_34093a0f0dff4853.txt": a running number and a hash; the number alone is the id.
NUMBERED = re.compile(r"([0-9]+)_[0-9a-f]{8,64}\.txt")
# "talks.txt" is talks, "talks.pdf" stays whole; a folder, a second dot or ~ is not plain.
PLAIN = re.compile(r"([^\W_][\w -]{0,59})(\.[a-z0-9]{1,8})")
HASH_DIGITS = 12  # of the path: among a million files of one name two share them once in 500 times
MAX_SLUG_CHARS = 40
MANIFEST_COLUMNS = ("file", "outlet", "kind", "language", "note", "sha256")


class Document(NamedTuple):
    """One input file: its row of the documents table and its items."""

    row: dict[str, Any]
    items: list[RawItem]


def _root_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def read_documents(path: Path) -> list[Document]:
    """Read every file of a corpus, in order of name.

    A file that cannot be read gives a document with an `error` and no items; the others are
    not affected. Raises `InputError` when there is nothing to read at all.
    """
    files = find_files(path)
    root = _root_of(path)
    manifest = _manifest_of(root)
    names = [file.relative_to(root).as_posix() for file in files]
    missing = sorted(manifest.keys() - set(names)) if path.is_dir() else []
    ids = document_ids([*names, *missing], listed=manifest)
    documents = []
    for file, name in zip(files, names, strict=True):
        declared = manifest.get(name, {})
        documents.append(_read(file, _row(ids[name], name, declared), declared, root))
    for name in missing:
        error = f"{root / name}: listed in the manifest but not there; restore it"
        documents.append(Document({**_row(ids[name], name, manifest[name]), "error": error}, []))
    return documents


def rulings_of(corpus: Path) -> dict[tuple[str, int], Ruling]:
    """Return the rulings of rulings.csv by the file's hash and the item's position, if any."""
    path = _root_of(corpus) / RULINGS
    return read_rulings(path, read_text(path, root=path.parent).text) if path.is_file() else {}


def _manifest_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return what manifest.csv says of each file, if there is one."""
    path = folder / MANIFEST
    manifest: dict[str, dict[str, str]] = {}
    if path.is_file():
        text = read_text(path, root=folder).text
        for row in read_rows(path, MANIFEST_COLUMNS, required=("file",), text=text):
            if row["file"] in manifest:
                raise row.fail(f"{row['file']} is listed twice", "keep one row")
            manifest[row["file"]] = row.cells
    return manifest


def document_ids(names: Iterable[str], *, listed: Iterable[str] = ()) -> dict[str, str]:
    """Give each file a short id that depends on its own path alone.

    The running number of a ``<number>_<hash>.txt`` name; a plain name in lower case without its
    ``.txt``; for any other path (a folder, capitals, odd characters) its name and a hash. Of two
    files with one number both take a hash, unless the manifest lists just one, which keeps it.

    >>> document_ids(["000_34093a0f0dff4853.txt", "talks.txt", "b/talks.txt"])
    {'000_34093a0f0dff4853.txt': '000', 'talks.txt': 'talks', 'b/talks.txt': 'talks~8dcb630b45b1'}
    """
    listed = frozenset(listed)
    ids = {name: _short_id(name) for name in names}
    for digits in (HASH_DIGITS, None):  # the whole hash if even its first digits are shared
        claims = Counter(ids.values())
        listed_claims = Counter(id_ for name, id_ in ids.items() if name in listed)
        for name, id_ in list(ids.items()):
            if claims[id_] > 1 and not (name in listed and listed_claims[id_] == 1):
                ids[name] = _hashed_id(name, digits)
    return ids


def _short_id(name: str) -> str:
    if numbered := NUMBERED.fullmatch(name):
        return numbered[1]
    plain = PLAIN.fullmatch(name)
    if plain and unicodedata.normalize("NFC", name.casefold()) == name:
        return plain[1] if plain[2] == ".txt" else name
    return _hashed_id(name, HASH_DIGITS)


def _hashed_id(name: str, digits: int | None) -> str:
    numbered = NUMBERED.fullmatch(name)
    slug = numbered[1] if numbered else Path(name).stem[:MAX_SLUG_CHARS]
    path_hash = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:digits]
    return "".join(c if c.isprintable() else "_" for c in slug) + f"~{path_hash}"


def _row(doc_id: str, name: str, declared: dict[str, str]) -> dict[str, Any]:
    empty = {column: 0 if dtype == "int64" else "" for column, dtype in DOCUMENTS.items()}
    return {**empty, "doc_id": doc_id, "path": name, "outlet": declared.get("outlet", "")}


def _read(file: Path, row: dict[str, Any], declared: dict[str, str], root: Path) -> Document:
    try:
        split = _format_of(file)
        source = read_text(file, root=root)
    except InputError as error:
        return Document({**row, "error": str(error)}, [])
    format_, items = split(source.text)
    notes = [source.note] if source.note else []
    if (declared.get("sha256") or source.sha256) != source.sha256:
        notes.append("sha256 differs from the manifest")
    if NUMBERED.fullmatch(row["path"]) and "~" in row["doc_id"]:
        notes.append("another file has the same number; rename one")
    row |= {"format": format_, "encoding": source.encoding, "n_chars": len(source.text)}
    return Document({**row, "sha256": source.sha256, "note": "; ".join(notes)}, items)


def _format_of(file: Path) -> Callable[[str], tuple[str, list[RawItem]]]:
    ending = file.suffix.lower()
    if ending in FORMATS or not file.is_file():  # what is no file is refused when it is opened
        return FORMATS.get(ending, split_items)
    if ending in ARCHIVES:
        raise InputError(f"{file}: an archive; unpack first")
    format_ = f"format {ending}" if ending else "a file without ending"
    raise InputError(f"{file}: {format_} is not read yet; read are: {', '.join(FORMATS)}")
