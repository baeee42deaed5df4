"""Path → files and their decoded text, safely: the only code that opens what a user gives."""

import codecs
import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple

from analysis.tables import InputError

MAX_FILE_BYTES = 256 * 2**20  # a text file is held in memory whole; larger ones must be split
# More NUL bytes than this is UTF-16 without a byte order mark (b"T\0a\0l\0"), or no text.
MAX_NUL_SHARE = 0.1
MANIFEST, RULINGS = "manifest.csv", "rulings.csv"
NOT_DOCUMENTS = (MANIFEST, RULINGS, "README", "README.md", "README.txt")


class Text(NamedTuple):
    """The decoded text of one file, with how it was decoded."""

    text: str
    encoding: str
    sha256: str
    note: str


def find_files(path: Path) -> list[Path]:
    """Return the files of a corpus: the file itself, or all in a folder, by name.

    Hidden files, README files, the manifest and the rulings are not documents. Raises
    `InputError` for a missing path, an address, an unreadable folder, or one without documents.
    """
    if "://" in str(path) or str(path).startswith(("http:/", "https:/")):
        raise InputError(f"{path}: an address is never fetched; download it and give the file")
    if not os.path.lexists(path):
        raise InputError(f"{path}: no such file or folder; check the spelling")
    if not path.is_dir():
        return [path]
    documents: list[Path] = []

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: cannot be listed ({error.strerror})") from None

    for folder, subfolders, names in os.walk(path, onerror=refuse):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        shown = [name for name in names + links if not name.startswith(".")]
        documents += [Path(folder, name) for name in shown if name not in NOT_DOCUMENTS]
    if not documents:
        raise InputError(f"{path}: no documents in this folder; put .txt files into it")
    return sorted(documents, key=lambda file: file.relative_to(path).as_posix())


def read_text(path: Path, *, root: Path) -> Text:
    """Read and strictly decode one text file: UTF-8, or UTF-16 that says so by its mark.

    Line ends stay as they are. Nothing is guessed: bytes that do not decode raise `InputError`
    with their position, as do links that leave ``root``, devices, files over the cap, files
    that change while they are read, and archives.
    """
    data = _read_bytes(path, root)
    encoding, note = "utf-8", []
    if data.startswith(codecs.BOM_UTF8):
        encoding, note = "utf-8-sig", ["byte order mark"]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, note = "utf-16", ["byte order mark"]
    elif data.count(0) > MAX_NUL_SHARE * len(data):
        raise InputError(f"{path}: too many NUL bytes for UTF-8 text; convert it to UTF-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte {error.start} is not {encoding.upper()} ({error.reason}); "
            "convert the file, for example with iconv -f CP1251 -t UTF-8"
        ) from None
    if "\N{ZERO WIDTH NO-BREAK SPACE}" in text:
        note.append("U+FEFF inside the text")
    return Text(text, encoding, hashlib.sha256(data).hexdigest(), "; ".join(note))


def _read_bytes(path: Path, root: Path) -> bytes:
    try:
        target = path.resolve(strict=True)
        if path.is_symlink() and not target.is_relative_to(root.resolve()):
            raise InputError(f"{path}: link out of the corpus folder; copy the file instead")
        if target.is_dir():
            raise InputError(f"{path}: link to a folder; copy the folder instead")
        if not stat.S_ISREG(target.stat().st_mode):
            raise InputError(f"{path}: not a regular file; remove it from the folder")
        with target.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > MAX_FILE_BYTES:
                size = f"{before.st_size:,} bytes is over the cap of {MAX_FILE_BYTES:,}"
                raise InputError(f"{path}: {size}; split the file")
            data = file.read(before.st_size + 1)  # one more would be a file that grows
            after = os.fstat(file.fileno())
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of links"
        raise InputError(f"{path}: cannot be read ({reason}); check it and its rights") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError(f"{path}: changed while it was read; try again")
    return data
