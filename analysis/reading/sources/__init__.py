"""Input files → raw items, one module per format; nothing else opens a document."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.reading.sources.files import Text, find_files, read_manifest, read_text
from analysis.reading.sources.text import RawItem, split_items
from analysis.tables import InputError

ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar")
FORMATS: dict[str, Callable[[str], tuple[str, list[RawItem]]]] = {".txt": split_items}
# The seeds' names are a running number and a hash; the number alone is the id.
NUMBERED = re.compile(r"(\d+)_[0-9a-f]{8,64}")


@dataclass(frozen=True)
class Document:
    """One input file: its row of the documents table and its items."""

    row: dict[str, Any]
    items: list[RawItem]


def read_documents(path: Path) -> list[Document]:
    """Read every file of a corpus, in order of name.

    A file that cannot be read gives a document with an `error` and no items; the others are
    not affected. Raises `InputError` when there is nothing to read at all.
    """
    files = find_files(path)
    root = path if path.is_dir() else path.parent
    manifest = read_manifest(root)
    names = [file.relative_to(root).as_posix() for file in files]
    ids = document_ids([*names, *sorted(manifest.keys() - set(names))])
    documents = [
        _read(file, name, ids[name], manifest.get(name, {}), root)
        for file, name in zip(files, names, strict=True)
    ]
    if path.is_dir():
        for name in sorted(manifest.keys() - set(names)):
            row = _row(ids[name], name, manifest[name])
            row["error"] = f"{root / name}: listed in the manifest but not there; restore it"
            documents.append(Document(row, []))
    return documents


def document_ids(names: list[str]) -> dict[str, str]:
    """Give each file a short id that depends on its own name unless two names collide.

    The running number of a ``<number>_<hash>`` name; else the name without its ending; files
    whose short ids are equal, also when only case or the encoding of accents differs, all take a
    hash of their path.

    >>> document_ids(["000_34093a0f0dff4853.txt", "b/talks.txt"])
    {'000_34093a0f0dff4853.txt': '000', 'b/talks.txt': 'talks'}
    """
    short = {name: _short_id(Path(name).stem) for name in names}
    taken = Counter(_folded(id_) for id_ in short.values())
    return {
        name: id_
        if taken[_folded(id_)] == 1
        else f"{id_}~{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
        for name, id_ in short.items()
    }


def _folded(id_: str) -> str:
    return unicodedata.normalize("NFC", id_).casefold()


def _short_id(stem: str) -> str:
    numbered = NUMBERED.fullmatch(stem)
    printable = "".join(c if c.isprintable() else "_" for c in stem)
    return numbered[1] if numbered else printable


def _row(doc_id: str, name: str, declared: dict[str, str]) -> dict[str, Any]:
    return {
        "doc_id": doc_id,
        "path": name,
        "format": "",
        "encoding": "",
        "n_chars": 0,
        "sha256": "",
        "outlet": declared.get("outlet", ""),
        "note": "",
        "error": "",
    }


def _read(file: Path, name: str, doc_id: str, declared: dict[str, str], root: Path) -> Document:
    row = _row(doc_id, name, declared)
    try:
        split = _format_of(file)
        source: Text = read_text(file, root=root)
    except InputError as error:
        return Document({**row, "error": str(error)}, [])
    format_, items = split(source.text)
    notes = [source.note] if source.note else []
    if (declared.get("sha256") or source.sha256) != source.sha256:
        notes.append("sha256 differs from the manifest")
    row |= {
        "format": format_,
        "encoding": source.encoding,
        "n_chars": len(source.text),
        "sha256": source.sha256,
        "note": "; ".join(notes),
    }
    return Document(row, items)


def _format_of(file: Path) -> Callable[[str], tuple[str, list[RawItem]]]:
    ending = file.suffix.lower()
    if ending in FORMATS or not file.is_file():  # what is no file is refused when it is opened
        return FORMATS[".txt"]
    if ending in ARCHIVES:
        raise InputError(f"{file}: an archive; unpack first")
    raise InputError(f"{file}: unknown format {ending or 'without ending'}; save it as UTF-8 .txt")
