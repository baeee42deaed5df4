"""A table → one raw item per row: CSV, TSV, JSON lines, a JSON list, Parquet or Excel."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

from analysis.lexicons.rows import csv_lines
from analysis.reading.sources.files import NAMES, Text
from analysis.reading.sources.items import Parsed, RawItem, read_stamp
from analysis.tables import ITEMS, RESULTS, STATED, need, refusal, refuse

_PLAIN_ID = re.compile(r"[A-Za-z0-9_.]{1,60}")
_INTEGER = re.compile(r"-?\d{1,18}")
_FILLER = re.compile(r"[\W_]+")
_MISSING_SHOWN = 3  # places named of dates that could not be read
_ROW_OF = {"csv": "row", "tsv": "row", "xlsx": "row", "jsonl": "line"}
_MAX_COLUMNS = 1_000  # rows with keys of their own would make a square of cells
MAX_DEPTH, _MAX_DIGITS = 64, 19  # of JSON, and of an integer in it
# An escaped backslash and a whole surrogate pair stay; half a pair, "\\ud83d" alone, is group 1.
_HALF = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|\\(ud[89a-f]..)", re.IGNORECASE)
# Names, rows with the number of each, other sheets.
_Cells = tuple[list[str], Sequence[tuple[int, Sequence[Any]]], *tuple[str, ...]]


def read_table(source: Text, ending: str, columns: Mapping[str, str], value: Any = None) -> Parsed:
    """Return every row as one item; ``value`` is what a JSON list holds, ``columns`` name cells."""
    format_, read = READERS[ending]
    names, rows, *others = read(source) if value is None else _cells_of(source, enumerate(value, 1))
    refuse(len(names) > _MAX_COLUMNS, "wide", source.path, len(names), _MAX_COLUMNS)
    if not rows:
        return format_, [], "no rows"
    rest = _filled(source, names, [row for _, row in rows])
    at = _placed(source, list(rest), columns)
    guesses = [f"{what} = {name}" for what, name in at.items() if name and not columns[what]]
    odd = {*map(type, rest[at["text"]])} & {list, dict}
    refuse(odd, "no text", source.path, at["text"], " and ".join(sorted(t.__name__ for t in odd)))
    shown = {what: list(map(_shown, rest.pop(name))) for what, name in at.items() if name}
    own = dict(_own(name, column, rest) for name, column in rest.items())
    own |= {"message_id": shown["id"]} if at["id"] else {}
    ids = shown.get("id", [])
    has_ids = 0 < len(set(filter(_PLAIN_ID.fullmatch, ids))) == len(ids)
    has_title = "title" in map(str.casefold, {*names} - {at["text"]})
    kinds = "placeholder", "article" if has_title else "post"
    outlets = shown.get("outlet", [columns["outlet"]] * len(rows))
    written = shown.get("date", [""] * len(rows))
    items, unread = list[RawItem](), list[str]()
    for n, raw in enumerate(shown["text"]):
        id_, kind = ids[n] if has_ids else str(n + 1), kinds[bool(raw.strip())]
        beside = {name: values[n] for name, values in own.items()}
        locator = f"{_ROW_OF.get(format_, 'entry')} {rows[n][0]}"
        stamp = read_stamp(written[n])
        unread += [locator] if written[n] and not stamp else []
        items.append(RawItem(id_, kind, raw, locator, 0, outlets[n], stamp, beside))
    notes = {
        f"guessed {', '.join(guesses)}": guesses,
        f"{len(unread)} dates not read ({', '.join(unread[:_MISSING_SHOWN])})": unread,
        f"{at['id']} is no plain and unique id: rows are numbered": ids and not has_ids,
        f"only the first sheet is read, not {', '.join(others)}": others,
    }
    return format_, items, "; ".join(note for note, holds in notes.items() if holds)


def _filled(source: Text, names: list[str], rows: list[Sequence[Any]]) -> dict[str, list[Any]]:
    """Return the columns by name, without those that have no name and no cell."""
    columns = zip(names, map(list, zip(*rows, strict=True)), strict=True)
    filled = [(name, cells) for name, cells in columns if name or any(map(_shown, cells))]
    names = [name for name, _ in filled]
    for twice in Counter(names) - Counter(set(names)):
        raise refusal("column twice" if twice else "no names", source.path, twice)
    return dict(filled)


def _placed(source: Text, names: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return which column holds what ("" if none does): those that are given, and guesses."""
    # "Published At", "published-at" and "publishedAt" are names of one thing: publishedat.
    folded = {_FILLER.sub("", name.casefold()): name for name in reversed(names)}
    at, listed = dict[str, str](), ", ".join(names) or "none"
    for what, given in columns.items():
        is_odd = given and given not in names and what != "outlet"  # which may be the name of one
        refuse(is_odd, "no such column", source.path, given, listed)
        likely = (folded[name] for name in NAMES[what] if name in folded)
        name = given or next((name for name in likely if name not in at.values()), "")
        at[what] = name if name in names else ""
    refuse(not at["text"], "no texts", source.path, listed)
    return at


def _own(name: str, cells: list[Any], taken: Container[str]) -> tuple[str, list[Any]]:
    # A column of the reader's, under a name that overwrites none of ours: "1,200" are no views.
    shown = list(map(_shown, cells))
    if STATED.get(name) == "Int64" and all(map(_INTEGER.fullmatch, filter(None, shown))):
        return name, [int(said) if said else None for said in shown]
    is_ours = name in {**ITEMS, **RESULTS} or STATED.get(name) == "Int64" or not name.strip()
    values = [cell if type(cell) is int else said for cell, said in zip(cells, shown, strict=True)]
    name = f"source_{name}" if is_ours else name
    while is_ours and name in taken:
        name = f"source_{name}"
    return name, values  # what is whole stays a number


def _shown(cell: Any) -> str:
    """Return a cell as text: "null" is a word, an empty cell is none, 3.0 a whole number."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, datetime) and cell.time() == time() and cell.tzinfo is None:
        cell = cell.date()  # a spreadsheet's day
    if isinstance(cell, date):  # a datetime too
        return cell.isoformat()
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.0f}" if cell.is_integer() else repr(cell)
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else str(cell)


def _read_csv(source: Text, *, marks: str = ",;\t") -> _Cells:
    lines = csv_lines(source.path, source.text, marks)
    _, names = next(lines, (0, []))
    rows: list[tuple[int, Sequence[Any]]] = []
    for n, (number, cells) in enumerate(lines, start=2):
        odd = len(cells) not in (0, len(names))  # an empty line is no item, but counted
        refuse(odd, "table cells", source.path, number, len(cells), len(names))
        rows += [(n, cells)] if cells else []
    return names, rows


def _read_lines(source: Text) -> _Cells:
    lines = enumerate(source.text.split("\n"), start=1)
    objects = ((n, read_json(line, source.path, n)) for n, line in lines if line.strip())
    return _cells_of(source, objects)


def read_json(text: str, path: Path, line: int = 0) -> Any:
    """Read a JSON value, or one line of several; what two readers could differ on is an error."""

    def fail(problem: str) -> Any:
        raise refusal("json", f"{path}:{line}" if line else path, problem) from None

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(members)
        if len(values) < len(members):
            twice = Counter(name for name, _ in members).most_common(1)[0][0]
            fail(f"the key {twice!r} stands twice in one object")
        return values

    def number(digits: str) -> Any:
        if not digits.lstrip("-").isdigit():
            value = float(digits)
            return value if isfinite(value) else fail(f"the number {digits} is out of range")
        n = len(digits.lstrip("-"))
        return int(digits) if n <= _MAX_DIGITS else fail(f"an integer of {n} digits")

    # No encoding could hold half a pair: its escape is escaped, and so becomes text.
    whole = _HALF.sub(lambda match: rf"\\{match[1]}" if match[1] else match[0], text)
    hooks: dict[str, Any] = {"object_pairs_hook": pairs, "parse_int": number, "parse_float": number}
    hooks["parse_constant"] = lambda name: fail(f"{name} is no JSON value")
    try:
        value = json.loads(whole, **hooks)
    except json.JSONDecodeError as error:
        fail(f"no whole JSON at character {error.pos} ({error.msg})")
    except RecursionError:
        fail(f"nested deeper than {MAX_DEPTH}")
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 2):
        members = (node.values() if isinstance(node, dict) else node for node in level)
        level = [member for node in members for member in node if isinstance(member, dict | list)]
    return fail(f"nested deeper than {MAX_DEPTH}") if level else value


def _cells_of(source: Text, objects: Iterable[tuple[int, Any]]) -> _Cells:
    found = list(objects)
    for number, value in found:
        refuse(not isinstance(value, dict), "no object", source.path, number)
    names = list(dict.fromkeys(name for _, value in found for name in value))
    refuse(len(names) > _MAX_COLUMNS, "wide", source.path, len(names), _MAX_COLUMNS)
    return names, [(number, [value.get(name) for name in names]) for number, value in found]


def _read_parquet(source: Text) -> _Cells:
    parquet = need("pyarrow.parquet", "extra", source.path)
    try:
        file = parquet.ParquetFile(io.BytesIO(source.data))
        batches = ([c.to_pylist() for c in batch.columns] for batch in file.iter_batches())
        rows = [row for columns in batches for row in zip(*columns, strict=True)]
    except Exception as error:  # whatever broken bytes make Arrow raise is the file's fault
        raise refusal("no Parquet", source.path, " ".join(str(error).split())) from None
    return list(map(str, file.schema_arrow.names)), list(enumerate(rows, 1))


def _read_excel(source: Text) -> _Cells:
    openpyxl = need("openpyxl", "extra", source.path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        head, *rows = list(book.worksheets[0].iter_rows(values_only=True)) or [()]
    except Exception as error:  # whatever a broken archive or its XML raises is the file's fault
        raise refusal("no Excel", source.path, " ".join(str(error).split())) from None
    others = (sheet.title for sheet in book.worksheets[1:] if next(sheet.values, None))
    full = [(n, row) for n, row in enumerate(rows, 2) if any(c is not None for c in row)]
    return list(map(_shown, head)), full, *others


# Ending → what the format is called, and its reader; a list of .json comes as a value.
READERS: dict[str, tuple[str, Callable[[Text], _Cells]]] = {".csv": ("csv", _read_csv)}
READERS |= {".tsv": ("tsv", partial(_read_csv, marks="\t")), ".jsonl": ("jsonl", _read_lines)}
READERS |= {".ndjson": ("jsonl", _read_lines), ".parquet": ("parquet", _read_parquet)}
READERS |= {".xlsx": ("xlsx", _read_excel), ".json": ("json", _read_lines)}
