"""Input files → raw items, one module per format; nothing else opens a document."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import normalize

from analysis.lexicons import Lexicons, read_rows
from analysis.reading.corpus import period
from analysis.reading.dating.days import HORIZON, to_days
from analysis.reading.sources import files, html, tables
from analysis.reading.sources.items import Parsed, RawItem, read_export, split_items
from analysis.tables import DOCUMENTS, ITEMS, RESULTS, STATED, InputError, refusal, refuse

_TEXTS, _BINARY = (".txt", ".md"), (".parquet", ".xlsx")
_ENDINGS = (*_TEXTS, *files.PAGES, *tables.READERS)
_MANY_LINES = 400  # of a text without a separator: it may be a dump that has lost its headers
# Where no tags should be: "<p>Talks&nbsp;began</p>"; a text wrapped as letters and PDF files are.
_TAG = re.compile(r"<(?=/?(?:a|br?|div|em|h\d|i|img|li|p|span|strong|ul)\b[^<]*>)|&(?=[a-z]{2,6};)")
_BROKEN = re.compile(r"\n(?<=[^\W\d_]\n|[,-]\n)(?=[a-zа-яёіїєґ])")
_MIN_BROKEN = 10  # of few lines one ends inside a sentence by chance
# Its row of the table, its items, and what the manifest says of all, and where: "manifest.csv:3".
Document = tuple[dict[str, Any], list[RawItem], Mapping[str, str]]


def read_documents(
    path: Path, root: Path, columns: Mapping[str, str], published: str, lexicons: Lexicons
) -> list[Document]:
    """Read every file of a corpus, in order of name; one that cannot be read has an `error`."""
    # ``columns`` of tables, or the outlet of all, and ``published`` yield to what files say.
    paths, passed_over = files.find_files(path)
    named = {file.relative_to(root).as_posix(): file for file in paths}
    alike = {_compared(name): name for name in named}
    told = _manifest_of(root).items()
    manifest = {n if n in named else alike.get(_compared(n), n): row for n, row in told}
    twice = len(manifest) < len(told) and next(n for n, r in told if r not in manifest.values())
    refuse(twice, "listed twice", root / files.MANIFEST, twice)
    missing: dict[str, str] = {}
    if path.is_dir():
        missing = dict.fromkeys(sorted(manifest.keys() - named.keys()), "missing file")
        by_folder = attrgetter("parent")
        for folder, series in groupby(sorted(paths, key=by_folder), by_folder):
            absent = html.missing_files([file.name for file in series])
            inside = ((folder / name).relative_to(root).as_posix() for name in absent)
            missing |= dict.fromkeys(inside, "missing messages")
    ids = files.document_ids([*named, *sorted(missing)], listed=manifest)
    documents, parse = list[Document](), partial(_parse, columns=columns, own=lexicons)
    for name in [*named, *sorted(missing)]:
        said = manifest.get(name, {}) if name in named else {}
        row: dict[str, Any] = {**dict.fromkeys(DOCUMENTS, ""), "doc_id": ids[name], "n_chars": 0}
        # A byte of a name that is no UTF-8 is an escape, so that any encoding holds it.
        shown = name.encode("utf-8", "backslashreplace").decode()
        row |= {"path": shown, "outlet": said.get("outlet", "")}
        try:
            if name in missing:
                raise refusal(missing[name], root / name)
            items = _read(named[name], row, said, root, parse)
            if beside := passed_over.get(named[name]):
                note = f"{beside} files of the export passed over"
                row["note"] = "; ".join(filter(None, (row["note"], note)))
        except InputError as error:
            row["error"], items = str(error).encode("utf-8", "backslashreplace").decode(), []
        is_table = row["format"] in dict(tables.READERS.values())
        general = {"outlet": "" if is_table else columns["outlet"], "published": published}
        place = said.get("place", "") if said.get("published") or said.get("event") else "given"
        said = general | {column: cell for column, cell in said.items() if cell}
        documents.append((row, items, said | {"place": place}))
    return documents


def _compared(name: str) -> str:
    r"""Return a name of a file as it is compared: ".\й.txt" with й as two characters → "й.txt"."""
    return PurePosixPath(normalize("NFC", name.replace("\\", "/"))).as_posix()


def is_written(read: Callable[..., object], *written: object) -> bool:
    """Whether something can be read so: a date as EDTF, a period."""
    with suppress(ValueError):
        return read(*written) is not None
    return False


def _manifest_of(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / files.MANIFEST
    manifest: dict[str, dict[str, str]] = {}
    text = files.read_file(path, root=folder).text if os.path.lexists(path) else "file\n"
    # A document of kind telegram holds the posts of a dump, found by their headers.
    for row in read_rows(path, "file kind?=article|post|telegram", text=text, others=True):
        row.refuse(row["file"] in manifest, "listed twice", row["file"])
        for column in ("published", "event"):
            cell = row.cells.get(column, "")
            row.refuse(not is_written(to_days, cell, HORIZON), "no date", column, cell)
        between = row.cells.get("between")
        row.refuse(between and not is_written(period, between), "no period", between)
        manifest[row["file"]] = {**row.cells, "place": f"{path.name}:{row.line}"}
    return manifest


def _read(file: Path, row: Any, said: Mapping[str, str], root: Path, parse: Any) -> list[RawItem]:
    """Fill in the row of a file and return its items, with the reader's columns of the manifest."""
    declared = said.get("format", "").lower().lstrip(".")  # goes before what the name says
    ending = f".{declared}" if declared else file.suffix.lower()
    if ending not in _ENDINGS and file.is_file():
        refuse(ending in files.NAMES["archives"], "archive", file)
        shown = f"format {ending}" if ending else "a file without ending"
        raise refusal("format", file, shown, " ".join(_ENDINGS))
    kinds = {"is_binary": ending in _BINARY, "is_table": ending in tables.READERS}
    source = files.read_file(file, root=root, declared=said.get("encoding", ""), **kinds)
    format_, items, note = parse(source, ending)
    notes = [source.note, note, "" if items else "no items in it"]
    if (said.get("sha256") or source.sha256) != source.sha256:
        notes.append("sha256 differs from the manifest")
    notes += _oddities([item.raw for item in items])
    if files.NUMBERED.fullmatch(row["path"]) and "~" in row["doc_id"]:
        notes.append("another file has the same number; rename one")
    row |= {"format": format_, "encoding": source.encoding, "n_chars": len(source.text)}
    row |= {"sha256": source.sha256, "note": "; ".join(filter(None, notes))}
    kept = (name for name in said if name not in files.NAMES["manifest"])
    own = {f"source_{n}" if n in {*ITEMS, *STATED, *RESULTS} else n: said[n] for n in kept}
    return [item._replace(own={**item.own, **own}) for item in items] if own else items


def _oddities(raws: list[str]) -> Iterator[str]:
    """Say what in some texts was no text of its own before."""
    # What UTF-8 looks like when it was read as cp1252 or cp1251: "Ð¾" and "Рѕ" are о, "Ã©" is é.
    if any(any(map(raw.__contains__, files.NAMES["garbled"])) for raw in raws):
        yield "looks garbled: UTF-8 that was read as another encoding; save it anew"
    perhaps = (raw for raw in raws if "<" in raw or "&" in raw)  # the pattern is slow
    if (marked := sum(_TAG.search(raw) is not None for raw in perhaps)) > len(raws) / 20:
        yield f"HTML in {marked:,} of {len(raws):,} items, whose tags are counted; take it out"
    torn, ends = sum(len(_BROKEN.findall(r)) for r in raws), sum(r.count("\n") for r in raws)
    if torn >= max(_MIN_BROKEN, ends / 4):
        yield f"{torn:,} of {ends:,} lines end inside a sentence; join wrapped lines first"


def _parse(source: files.Text, ending: str, columns: Mapping[str, str], own: Lexicons) -> Parsed:
    if ending in files.PAGES:
        return html.read_html(source)
    value = tables.read_json(source.text, source.path) if ending == ".json" else []
    if not isinstance(value, list):
        return read_export(source.path, value)
    if ending in tables.READERS:
        return tables.read_table(source, ending, columns, value if ending == ".json" else None)
    format_, items = split_items(source.text, own)
    n_lines = source.text.count("\n") if len(items) == 1 else 0
    note = f"{n_lines:,} lines and no separator: one item; is it a dump of posts?"
    return format_, items, note if n_lines >= _MANY_LINES else ""
