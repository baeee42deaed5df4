"""A table → one raw item per row: CSV, TSV, JSON lines, a JSON list, Parquet or Excel."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from analysis.reading.sources.files import Text, need
from analysis.reading.sources.items import Parsed, RawItem, read_stamp
from analysis.reading.sources.strict_json import read_json
from analysis.tables import INTEGERS, ITEMS, STATED, InputError

# What columns are called, the likeliest name first; the guess is written into the note.
_NAMES = {
    "text": (
        *("text", "content", "message", "full_text", "fulltext", "body", "raw", "post"),
        *("текст", "сообщение", "содержание", "t", "title"),
    ),
    "date": (
        *("date", "published", "published_at", "date_extracted", "datetime", "timestamp"),
        *("created_at", "pubdate", "date_published", "publication_date", "time", "day"),
        *("дата", "d"),
    ),
    "outlet": (
        *("outlet", "channel", "source", "publisher", "newspaper", "media", "site"),
        *("канал", "источник", "сми"),
    ),
    "id": ("id", "message_id", "item_id", "doc_id", "номер"),
}
_PLAIN_ID = re.compile(r"[A-Za-z0-9_.]{1,60}")
_INTEGER = re.compile(r"-?\d{1,18}")
_MISSING_SHOWN = 3  # places named of dates that could not be read
_ROW_OF = {"csv": ("row", 2), "tsv": ("row", 2), "xlsx": ("row", 2), "jsonl": ("line", 1)}


class Columns(NamedTuple):
    """Which columns hold what, by name; empty means that it is guessed."""

    text: str = ""
    date: str = ""
    outlet: str = ""
    id: str = ""


GUESSED = Columns()


class _Cells(NamedTuple):
    """A table as it stands in its file: names, rows, and what a row is called there."""

    names: list[str]
    rows: list[Sequence[Any]]
    format: str


def read_table(source: Text, ending: str, columns: Columns, value: Any = None) -> Parsed:
    """Return every row of a table as one item; columns that are nobody's are kept beside it."""
    if ending == ".json":
        cells = _from_objects(source, enumerate(value, start=1), "json")
    else:
        cells = _READERS[ending](source)
    if twice := [name for name in cells.names if cells.names.count(name) > 1]:
        raise InputError(f"{source.path}:1: the column {twice[0]!r} stands here twice; rename one")
    if not cells.rows:
        return Parsed(cells.format, [], "no rows")
    at, guesses = _placed(source, cells, columns)
    return _items(cells, at, guesses, columns.outlet)


def _placed(
    source: Text, cells: _Cells, columns: Columns
) -> tuple[dict[str, int | None], list[str]]:
    """Return which column holds what, and the guesses that were made."""
    folded = [name.casefold().strip() for name in cells.names]
    at: dict[str, int | None] = {}
    guesses = []
    for what, given in columns._asdict().items():
        if given and given in cells.names:
            at[what] = cells.names.index(given)
            continue
        if given and what != "outlet":  # an outlet that is no column is the name of one
            names = ", ".join(cells.names)
            raise InputError(f"{source.path}: no column {given!r}; the columns are {names}")
        guessed = (folded.index(name) for name in _NAMES[what] if name in folded)
        at[what] = None if given else next((n for n in guessed if n not in at.values()), None)
        if at[what] is not None:
            guesses.append(f"{what} = {cells.names[at[what] or 0]}")
    if at["text"] is None:
        names = ", ".join(cells.names) or "none"
        raise InputError(
            f"{source.path}: no column of texts is recognised; the columns are {names}; "
            "name one with text="
        )
    return at, guesses


def _items(cells: _Cells, at: dict[str, int | None], guesses: list[str], given: str) -> Parsed:
    """Return the rows as items; ``given`` is the outlet of all where no column says it."""
    text_at, title = at["text"] or 0, "title" in map(str.casefold, cells.names)
    kind = "article" if title and cells.names[text_at].casefold() != "title" else "post"
    named = [(n, _own_name(name)) for n, name in enumerate(cells.names) if n not in at.values()]
    ids, columns = _ids(cells, at["id"]), (text_at, at["date"], at["outlet"])
    word, first = _ROW_OF.get(cells.format, ("entry", 1))
    items, unread = [], []
    for number, (id_, row) in enumerate(zip(ids, cells.rows, strict=True), start=first):
        locator = f"{word} {number}"
        extra: dict[str, Any] = {}
        stated: dict[str, Any] = {}
        for column, name in named:
            (stated if name in STATED else extra)[name] = _value(row[column], name)
        raw, written, outlet = (_shown(row[n]) if n is not None else "" for n in columns)
        stamp = read_stamp(written)
        if written and not stamp:
            unread.append(locator)
        if at["id"] is not None:
            stated["message_id"] = _shown(row[at["id"]])
        kind_here = kind if raw.strip() else "placeholder"
        outlet = outlet if at["outlet"] is not None else given
        items.append(RawItem(id_, kind_here, raw, locator, 0, outlet, stamp, stated, extra))
    notes = [f"guessed {', '.join(guesses)}"] if guesses else []
    if unread:
        places = ", ".join(unread[:_MISSING_SHOWN])
        notes.append(f"{len(unread)} dates not read ({places})")
    if at["id"] is not None and ids[0] != _shown(cells.rows[0][at["id"]]):
        notes.append(f"{cells.names[at['id']]} is no plain and unique id: rows are numbered")
    return Parsed(cells.format, items, "; ".join(notes))


def _own_name(name: str) -> str:
    """Return the name under which a column is kept; ours are never overwritten."""
    return f"source_{name}" if name in ITEMS or name == "item" or not name.strip() else name


def _ids(cells: _Cells, at: int | None) -> list[str]:
    numbers = [str(n) for n in range(1, len(cells.rows) + 1)]
    if at is None:
        return numbers
    ids = [_shown(row[at]) for row in cells.rows]
    is_plain = all(map(_PLAIN_ID.fullmatch, ids)) and len(set(ids)) == len(ids)
    return ids if is_plain else numbers


def _value(cell: Any, name: str) -> Any:
    if name in INTEGERS:
        shown = _shown(cell)
        return int(shown) if _INTEGER.fullmatch(shown) else None
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else _shown(cell)


def _shown(cell: Any) -> str:
    """Return a cell as text: "null" is a word, an empty cell is none.

    >>> _shown("nan"), _shown(None), _shown(3.0), _shown(date(2024, 5, 15)), _shown(["a"])
    ('nan', '', '3', '2024-05-15', '["a"]')
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, datetime) and not cell.time() and cell.tzinfo is None:
        cell = cell.date()  # a spreadsheet's day
    if isinstance(cell, date):  # a datetime too
        return cell.isoformat()
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


def _read_csv(source: Text) -> _Cells:
    is_tsv = source.path.suffix.lower() in (".tsv", ".tab")
    head = source.text[: source.text.find("\n") + 1 or None]
    mark = "\t" if is_tsv else max(",;\t", key=head.count)
    limit = csv.field_size_limit(max(len(source.text), 131_072))  # a post may be long
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=mark, strict=True)
    rows: list[Sequence[Any]] = []
    try:
        names = next(reader, [])
        for cells in reader:
            if len(cells) == len(names):
                rows.append(cells)
            elif cells:  # a line without anything is no row
                raise InputError(
                    f"{source.path}:{reader.line_num}: {len(cells)} cells instead of "
                    f"{len(names)}; mend the row or its quotes"
                )
    except csv.Error as error:
        raise InputError(f"{source.path}:{reader.line_num}: {error}; mend the quotes") from None
    finally:
        csv.field_size_limit(limit)
    return _Cells(names, rows, "tsv" if is_tsv else "csv")


def _read_lines(source: Text) -> _Cells:
    lines = enumerate(source.text.split("\n"), start=1)
    objects = ((n, read_json(line, source.path, n)) for n, line in lines if line.strip())
    return _from_objects(source, objects, "jsonl")


def _from_objects(source: Text, objects: Iterator[tuple[int, Any]], format_: str) -> _Cells:
    names: dict[str, int] = {}
    found = []
    for number, value in objects:
        if not isinstance(value, dict):
            raise InputError(
                f"{source.path}: entry {number} is no object with named values; "
                'write {"text": …} for each'
            )
        found.append(value)
        for name in value:
            names.setdefault(name, len(names))
    rows: list[Sequence[Any]] = [[value.get(name) for name in names] for value in found]
    return _Cells(list(names), rows, format_)


def _read_parquet(source: Text) -> _Cells:
    parquet = need("pyarrow.parquet", source.path)
    try:
        table = parquet.read_table(io.BytesIO(source.data))
    except (OSError, ValueError) as error:
        raise InputError(f"{source.path}: no Parquet file ({error}); write it again") from None
    rows: list[Sequence[Any]] = list(
        zip(*(column.to_pylist() for column in table.columns), strict=True)
    )
    return _Cells([str(name) for name in table.column_names], rows, "parquet")


def _read_excel(source: Text) -> _Cells:
    openpyxl = need("openpyxl", source.path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        table = list(book.worksheets[0].iter_rows(values_only=True))
    except Exception as error:  # whatever a broken archive or its XML raises is the file's fault
        raise InputError(f"{source.path}: no Excel table ({error}); save it again") from None
    names = [_shown(cell) for cell in table[0]] if table else []
    return _Cells(names, [row for row in table[1:] if any(c is not None for c in row)], "xlsx")


_READERS = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".jsonl": _read_lines,
    ".ndjson": _read_lines,
    ".parquet": _read_parquet,
    ".xlsx": _read_excel,
}
FORMATS = ("csv", "tsv", "jsonl", "json", "parquet", "xlsx")
BINARY = (".parquet", ".xlsx")
ENDINGS = (*_READERS, ".json")
