"""Input files → raw items, one module per format; nothing else opens a document."""

import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from analysis.lexicons import Lexicons
from analysis.lexicons.rows import read_rows
from analysis.reading.corpus import period
from analysis.reading.dating import edtf
from analysis.reading.dating.days import HORIZON
from analysis.reading.sources import files, html, tables, telegram_json
from analysis.reading.sources.files import Text, read_file
from analysis.reading.sources.items import Parsed, RawItem, split_items
from analysis.tables import DOCUMENTS, ITEMS, STATED, InputError

_ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_TEXTS, _PAGES = (".txt", ".md"), (".html", ".htm")
ENDINGS = (*_TEXTS, *_PAGES, *tables.READERS)
# Columns of manifest.csv that mean something; any other is kept with the items.
_MANIFEST = (
    *("file", "outlet", "published", "event", "language", "kind"),
    *("note", "sha256", "format", "encoding", "between", "place"),
)
# What UTF-8 looks like when it was read as cp1252 or cp1251: "Ð¾" and "Рѕ" are о, "Ã©" is é.
_GARBLED = ("Ð¾", "Ðµ", "Ð°", "Рѕ", "Рµ", "Р°", "Ã©", "Ã¼", "Ã¶", "Ã¨", "â€™", "â€œ", "â€“")
MANY_LINES = 400  # of a text without a separator: it may be a dump that has lost its headers
_KINDS = ("", "article", "post", "telegram")  # telegram: posts of a dump, found by their headers


class Document(NamedTuple):
    """One input file: its row of the documents table, its items, and what is said of them all."""

    row: dict[str, Any]
    items: list[RawItem]
    said: Mapping[str, str]  # columns of the manifest, and place: "manifest.csv:3"


def read_documents(
    path: Path, root: Path, columns: Mapping[str, str], published: str, lexicons: Lexicons
) -> list[Document]:
    """Read every file of a corpus, in order of name; one that cannot be read has an `error`.

    ``columns`` names those of tables, or the outlet of all; it and ``published`` hold for what
    neither the manifest nor the source says.
    """
    paths, passed_over = files.find_files(path)
    manifest = _manifest_of(root)
    named = {file.relative_to(root).as_posix(): file for file in paths}
    missing: dict[str, str] = {}
    if path.is_dir():
        unmet = sorted(manifest.keys() - named.keys())
        missing = dict.fromkeys(unmet, "listed in the manifest but not there; restore it")
        for folder, series in groupby(paths, key=attrgetter("parent")):
            for name in html.missing_files(file.name for file in series):
                place = (folder / name).relative_to(root).as_posix()
                missing[place] = "missing in a series of messages; export again or restore it"
    ids = files.document_ids([*named, *sorted(missing)], listed=manifest)
    documents = []
    for name in [*named, *sorted(missing)]:
        said = manifest.get(name, {}) if name in named else {}
        row: dict[str, Any] = {**dict.fromkeys(DOCUMENTS, ""), "doc_id": ids[name]}
        row |= {"path": files.printable(name), "n_chars": 0, "outlet": said.get("outlet", "")}
        try:
            if name in missing:
                raise InputError(f"{root / name}: {missing[name]}")
            items = _read(named[name], row, said, root, columns, lexicons)
            if beside := passed_over.get(named[name]):
                note = f"{beside} files of the export passed over"
                row["note"] = "; ".join(filter(None, (row["note"], note)))
        except InputError as error:
            row["error"], items = files.printable(str(error)), []
        # A table has said already which outlet holds of which row.
        is_table = row["format"] in dict(tables.READERS.values())
        general = {"outlet": "" if is_table else columns["outlet"], "published": published}
        place = said.get("place", "") if said.get("published") or said.get("event") else "given"
        said = general | {column: cell for column, cell in said.items() if cell}
        documents.append(Document(row, items, said | {"place": place}))
    return documents


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
    text = read_file(path, root=folder).text if os.path.lexists(path) else "file\n"
    for row in read_rows(path, "file", text=text, others=True):
        if row["file"] in manifest:
            raise row.fail(f"{row['file']} is listed twice", "keep one row")
        for column in ("published", "event"):
            if not is_date(row.cells.get(column, "")):
                problem = f"{column} {row[column]!r} is no date"
                raise row.fail(problem, "write 2024-05-15, 2024-05, 2024 or another EDTF")
        if "kind" in row.cells:
            row.choice("kind", _KINDS)
        if between := row.cells.get("between"):
            try:
                period(between)
            except InputError:
                raise row.fail(
                    f"between {between!r} is no period", "write 2025-12/2026-03"
                ) from None
        manifest[row["file"]] = {**row.cells, "place": f"{path.name}:{row.line}"}
    return manifest


def _read(
    file: Path,
    row: dict[str, Any],
    said: Mapping[str, str],
    root: Path,
    columns: Mapping[str, str],
    lexicons: Lexicons,
) -> list[RawItem]:
    """Fill in the row of a file and return its items, with the reader's columns of the manifest."""
    ending = _ending_of(file, said.get("format", ""))
    is_binary = ending in tables.BINARY
    source = read_file(file, root=root, declared=said.get("encoding", ""), is_binary=is_binary)
    format_, items, note = _parse(source, ending, columns, lexicons)
    notes = [source.note, note, "" if items else "no items in it"]
    if (said.get("sha256") or source.sha256) != source.sha256:
        notes.append("sha256 differs from the manifest")
    if any(sign in item.raw for item in items for sign in _GARBLED):
        notes.append("looks garbled: UTF-8 that was read as another encoding; save it anew")
    if files.NUMBERED.fullmatch(row["path"]) and "~" in row["doc_id"]:
        notes.append("another file has the same number; rename one")
    row |= {"format": format_, "encoding": source.encoding, "n_chars": len(source.text)}
    row |= {"sha256": source.sha256, "note": "; ".join(filter(None, notes))}
    own = {
        f"source_{name}" if name in ITEMS or name in STATED else name: cell
        for name, cell in said.items()
        if name not in _MANIFEST
    }
    return [replace(item, own={**item.own, **own}) for item in items] if own else items


def _ending_of(file: Path, declared: str) -> str:
    """Return the ending that names a file's format: the manifest's word goes before its name."""
    ending = f".{declared.lower().lstrip('.')}" if declared else file.suffix.lower()
    if ending in ENDINGS or not file.is_file():  # what is no file is refused when it is opened
        return ending if ending in ENDINGS else ".txt"
    if ending in _ARCHIVES:
        raise InputError(f"{file}: an archive; unpack first")
    raise InputError(
        f"{file}: {f'format {ending}' if ending else 'a file without ending'} is not read; read "
        f"are {' '.join(ENDINGS)}; convert it, or name one of them in a column format of "
        "manifest.csv"
    )


def _parse(source: Text, ending: str, columns: Mapping[str, str], lexicons: Lexicons) -> Parsed:
    if ending in _TEXTS:
        format_, items = split_items(source.text, lexicons)
        n_lines = source.text.count("\n") if len(items) == 1 else 0
        note = f"{n_lines:,} lines and no separator: one item; is it a dump of posts?"
        return format_, items, note if n_lines >= MANY_LINES else ""
    if ending in _PAGES:
        return html.read_html(source)
    value = tables.read_json(source.text, source.path) if ending == ".json" else None
    if ending == ".json" and not isinstance(value, list):
        return telegram_json.read_export(source.path, value)
    return tables.read_table(source, ending, columns, value)
