"""Find and open input files safely: the only place that touches the disk for reading."""

import codecs
import csv
import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from analysis.tables import InputError

MAX_FILE_BYTES = 256 * 2**20  # a text file is held in memory whole; larger ones must be split
MAX_NUL_SHARE = 0.1  # more NUL bytes than this is UTF-16 without a byte order mark, or no text
MANIFEST = "manifest.csv"
NOT_DOCUMENTS = (MANIFEST, "README", "README.md", "README.txt")
MANIFEST_COLUMNS = ("file", "outlet", "kind", "language", "note", "sha256")


@dataclass(frozen=True)
class Text:
    """The decoded text of one file, with how it was decoded."""

    text: str
    encoding: str
    sha256: str
    note: str


def find_files(path: Path) -> list[Path]:
    """Return the files of a corpus: the file itself, or all in a folder, by name.

    Hidden files, README files and the manifest are not documents. Raises `InputError` for a
    missing path, an address, an unreadable folder, or a folder without documents.
    """
    if "://" in str(path) or str(path).startswith(("http:/", "https:/")):
        raise InputError(f"{path}: an address is never fetched; download it and give the file")
    if not os.path.lexists(path):
        raise InputError(f"{path}: no such file or folder; check the spelling")
    if not path.is_dir():
        return [path]
    found: list[Path] = []

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: cannot be listed ({error.strerror})") from None

    for folder, subfolders, names in os.walk(path, onerror=refuse):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        found += [Path(folder, name) for name in names + links if _is_document(name)]
    if not found:
        raise InputError(f"{path}: no documents in this folder; put .txt files into it")
    return sorted(found, key=lambda file: file.relative_to(path).as_posix())


def _is_document(name: str) -> bool:
    return not name.startswith(".") and name not in NOT_DOCUMENTS


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Return what manifest.csv says of each file, or nothing when there is no manifest.

    Raises `InputError` with the line for another header, a short row or a file listed twice.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    rows = csv.reader(io.StringIO(read_text(path, root=folder).text, newline=""))
    if tuple(next(rows, ())) != MANIFEST_COLUMNS:
        raise InputError(f"{path}:1: the header must be {','.join(MANIFEST_COLUMNS)}")
    manifest: dict[str, dict[str, str]] = {}
    for cells in rows:
        if len(cells) != len(MANIFEST_COLUMNS):
            raise InputError(
                f"{path}:{rows.line_num}: {len(cells)} cells instead of {len(MANIFEST_COLUMNS)}; "
                "quote cells that hold a comma"
            )
        if cells[0] in manifest:
            raise InputError(f"{path}:{rows.line_num}: {cells[0]} is listed twice; keep one row")
        manifest[cells[0]] = dict(zip(MANIFEST_COLUMNS, cells, strict=True))
    return manifest


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
                raise InputError(
                    f"{path}: {before.st_size:,} bytes is over the cap of {MAX_FILE_BYTES:,}; "
                    "split the file"
                )
            data = file.read(MAX_FILE_BYTES + 1)
            after = os.fstat(file.fileno())
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of links"
        raise InputError(f"{path}: cannot be read ({reason}); check it and its rights") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError(f"{path}: changed while it was read; try again")
    return data
