"""Input files → raw items, one module per format; nothing else opens a document."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from analysis.lexicons import PACKAGE, Lexicons, Ruling, read_rulings
from analysis.lexicons.rows import read_rows
from analysis.reading.dating import edtf
from analysis.reading.dating.days import HORIZON
from analysis.reading.sources import files, tables, telegram_html, telegram_json
from analysis.reading.sources.files import Text, read_file
from analysis.reading.sources.items import Parsed, RawItem
from analysis.reading.sources.pages import read_html
from analysis.reading.sources.strict_json import read_json
from analysis.reading.sources.text import split_items
from analysis.tables import DOCUMENTS, ITEMS, STATED, InputError

_ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_TEXTS, _PAGES = (".txt", ".md"), (".html", ".htm")
ENDINGS = (*_TEXTS, *_PAGES, *tables.READERS)
# Columns of manifest.csv that mean something; any other is kept with the items.
_MANIFEST = (
    *("file", "outlet", "published", "event", "language", "kind"),
    *("note", "sha256", "format", "encoding", "place"),
)
_KINDS = ("", "article", "post", "telegram")  # telegram: posts of a dump, found by their headers


class Document(NamedTuple):
    """One input file: its row of the documents table, its items, and what is said of them all."""

    row: dict[str, Any]
    items: list[RawItem]
    said: Mapping[str, str]  # columns of the manifest, and place: "manifest.csv:3"


def read_documents(
    path: Path,
    columns: Mapping[str, str],
    *,
    published: str = "",
    lexicons: Lexicons = PACKAGE,
) -> list[Document]:
    """Read every file of a corpus, in order of name; one that cannot be read has an `error`.

    ``columns`` names those of tables, or the outlet of all; it and ``published`` hold for what
    neither the manifest nor the source says.
    """
    paths, passed_over = files.find_files(path)
    root = root_of(path)
    manifest = _manifest_of(root)
    names = [file.relative_to(root).as_posix() for file in paths]
    missing = {}
    if path.is_dir():
        listed = manifest.keys() - set(names)
        missing = {name: "listed in the manifest but not there; restore it" for name in listed}
        for folder, series in groupby(paths, key=lambda file: file.parent):
            for name in telegram_html.missing_files(file.name for file in series):
                place = (folder / name).relative_to(root).as_posix()
                missing[place] = "missing in a series of messages; export again or restore it"
    ids = files.document_ids([*names, *sorted(missing)], listed=manifest)
    documents = []
    for file, name in zip(paths, names, strict=True):
        said = manifest.get(name, {})
        row = _empty_row(ids[name], name) | {"outlet": said.get("outlet", "")}
        try:
            row, items = _read(file, row, said, root, columns, lexicons)
        except InputError as error:
            row, items = row | {"error": str(error)}, []
        if beside := passed_over.get(file):
            note = f"{beside} files of the export passed over"
            row["note"] = "; ".join(filter(None, (row["note"], note)))
        # A table has said already which outlet holds of which row.
        is_table = row["format"] in dict(tables.READERS.values())
        general = {"outlet": "" if is_table else columns["outlet"], "published": published}
        place = said.get("place", "") if said.get("published") or said.get("event") else "given"
        said = general | {name: cell for name, cell in said.items() if cell}
        documents.append(Document(row, items, said | {"place": place}))
    for name in sorted(missing):
        row = _empty_row(ids[name], name) | {"error": f"{root / name}: {missing[name]}"}
        documents.append(Document(row, [], {}))
    return documents


def rulings_of(corpus: Path) -> dict[tuple[str, int], Ruling]:
    """Return the rulings of rulings.csv by the file's hash and the item's position, if any."""
    path = root_of(corpus) / files.RULINGS
    return read_rulings(path, read_file(path, root=path.parent).text) if path.is_file() else {}


def root_of(path: Path) -> Path:
    """Return the folder of a corpus, where manifest, rulings and lexicons lie."""
    return path if path.is_dir() else path.parent


def is_date(written: str) -> bool:
    """Whether a date is written as EDTF; nothing is no mistake."""
    try:
        return edtf.to_days(written, HORIZON) >= 0
    except ValueError:
        return False


def _manifest_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return what manifest.csv says of each file, if there is one; dates are EDTF."""
    path = folder / files.MANIFEST
    manifest: dict[str, dict[str, str]] = {}
    if not path.is_file():
        return manifest
    text = read_file(path, root=folder).text
    for row in read_rows(path, "file", text=text, others=True):
        if row["file"] in manifest:
            raise row.fail(f"{row['file']} is listed twice", "keep one row")
        for column in ("published", "event"):
            if not is_date(row.cells.get(column, "")):
                problem = f"{column} {row[column]!r} is no date"
                raise row.fail(problem, "write 2024-05-15, 2024-05, 2024 or another EDTF")
        if "kind" in row.cells:
            row.choice("kind", _KINDS)
        manifest[row["file"]] = {**row.cells, "place": f"{path.name}:{row.line}"}
    return manifest


def _empty_row(doc_id: str, name: str) -> dict[str, Any]:
    empty = {column: 0 if dtype == "int64" else "" for column, dtype in DOCUMENTS.items()}
    return {**empty, "doc_id": doc_id, "path": name}


def _read(
    file: Path,
    row: dict[str, Any],
    said: Mapping[str, str],
    root: Path,
    columns: Mapping[str, str],
    lexicons: Lexicons,
) -> tuple[dict[str, Any], list[RawItem]]:
    """Return the row and the items of one file; other columns of the manifest go to the items."""
    ending = _ending_of(file, said.get("format", ""))
    is_binary = ending in tables.BINARY
    source = read_file(file, root=root, declared=said.get("encoding", ""), is_binary=is_binary)
    format_, items, note = _parse(source, ending, columns, lexicons)
    notes = [source.note, note, "" if items else "no items in it"]
    if (said.get("sha256") or source.sha256) != source.sha256:
        notes.append("sha256 differs from the manifest")
    if files.NUMBERED.fullmatch(row["path"]) and "~" in row["doc_id"]:
        notes.append("another file has the same number; rename one")
    own = {
        f"source_{name}" if name in ITEMS or name in STATED else name: cell
        for name, cell in said.items()
        if name not in _MANIFEST
    }
    items = [replace(item, own={**item.own, **own}) for item in items] if own else items
    row |= {"format": format_, "encoding": source.encoding, "n_chars": len(source.text)}
    row |= {"sha256": source.sha256, "note": "; ".join(filter(None, notes))}
    return row, items


def _ending_of(file: Path, declared: str) -> str:
    """Return the ending that names a file's format: the manifest's word goes before its name."""
    ending = f".{declared.lower().lstrip('.')}" if declared else file.suffix.lower()
    if ending in ENDINGS or not file.is_file():  # what is no file is refused when it is opened
        return ending if ending in ENDINGS else ".txt"
    if ending in _ARCHIVES:
        raise InputError(f"{file}: an archive; unpack first")
    format_ = f"format {ending}" if ending else "a file without ending"
    raise InputError(
        f"{file}: {format_} is not read; read are {' '.join(ENDINGS)}; convert it, or name one of "
        "them in a column format of manifest.csv"
    )


def _parse(source: Text, ending: str, columns: Mapping[str, str], lexicons: Lexicons) -> Parsed:
    if ending in _TEXTS:
        return *split_items(source.text, lexicons), ""
    if ending in _PAGES:
        return read_html(source)
    value = read_json(source.text, source.path) if ending == ".json" else None
    if ending == ".json" and not isinstance(value, list):
        return telegram_json.read_export(source.path, value)
    return tables.read_table(source, ending, columns, value)
