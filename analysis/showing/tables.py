"""Table → what a notebook shows: headings people read, numbers at the right, nothing wrapped."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup, escape

from analysis.showing.pages.readable import visible

MAX_ROWS = 40
MAX_CELL = 90  # characters of a cell
NO_VALUE = "–"


@dataclass(frozen=True)
class Shown:
    """A table as HTML and as text: a cell that ends in it shows it."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


class _Column(NamedTuple):
    """A column as it is shown: its heading, its cells, and whether they stand at the right."""

    head: str
    cells: list[str]
    at_right: bool


def show(table: pd.DataFrame | pd.Series, *columns: str, most: int = MAX_ROWS) -> Shown:
    """Show a table, or some of its columns, as people read tables.

    Headings are words, whole numbers are whole, shares are per cent, other fractions have three
    digits that count; numbers stand at the right, texts at the left, and no date or number is
    wrapped. Everything is escaped. Columns that name the rows come first. Of a longer table the
    first ``most`` rows are shown, and how many there are.

    >>> show(pd.DataFrame({"term": ["peace"], "hits": [1200], "item_share": [0.257]}))
    term    hits  item share
    peace  1,200        26 %
    """
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    named = any(name is not None for name in frame.index.names)
    frame = frame.reset_index() if named else frame
    if columns:
        frame = frame[[*(frame.columns[: table.index.nlevels] if named else ()), *columns]]
    cut, shown = frame.head(most), []
    for name, values in cut.items():
        head = _headings().get(str(name), str(name).replace("_", " "))
        # Numbers, and what stands left of a keyword, end at one line.
        at_right = name == "left" or pd.api.types.is_numeric_dtype(frame[name])
        shown.append(_Column(head, _cells(str(name), values), at_right))
    rest = f"the first {most:,} of {len(frame):,} rows" if len(frame) > most else ""
    return Shown(_html(shown, rest), _text(shown, rest))


@cache
def _headings() -> dict[str, str]:
    """Read the headings that are not just the column's name without underscores."""
    lines = Path(__file__).with_name("headings.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _cells(column: str, values: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(values):
        return ["yes" if value else "no" for value in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        return [NO_VALUE if pd.isna(value) else str(value.date()) for value in values]
    if not pd.api.types.is_numeric_dtype(values):
        texts = ["" if _missing(value) else " ".join(str(value).split()) for value in values]
        cut = [text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…" for text in texts]
        return [text or NO_VALUE for text in cut]
    known = values.dropna().astype(float)
    if column.endswith("share"):
        return [NO_VALUE if pd.isna(value) else f"{100 * value:.0f} %" for value in values]
    digits = 0 if (known % 1 == 0).all() else _digits(known)
    return [NO_VALUE if pd.isna(value) else f"{float(value):,.{digits}f}" for value in values]


def _digits(known: pd.Series) -> int:
    """Return how many decimals show the median with three digits that count, at most four.

    >>> _digits(pd.Series([130.25, 20.5, 3.75])), _digits(pd.Series([0.0123, 0.02]))
    (1, 4)
    """
    middle = float(known[known != 0].abs().median())
    return min(4, max(1, 2 - math.floor(math.log10(middle))))


def _missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _html(columns: list[_Column], rest: str) -> str:
    def row(tag: str, texts: list[str]) -> Markup:
        inside = [
            Markup('<{0} style="{1}">{2}</{0}>').format(Markup(tag), style, visible(text))
            for style, text in zip(styles, texts, strict=True)
        ]
        return Markup("<tr>{}</tr>").format(Markup("").join(inside))

    styles = []
    for column in columns:
        short = all(len(cell) <= 24 for cell in column.cells)  # dates, numbers, names
        side = "right" if column.at_right else "left"
        styles.append(Markup(f"text-align:{side}{';white-space:nowrap' if short else ''}"))
    head = row("th", [column.head for column in columns])
    rows = zip(*(column.cells for column in columns), strict=True)
    body = Markup("").join(row("td", list(cells)) for cells in rows)
    note = Markup("<p>{}</p>").format(rest) if rest else ""
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{escape(note)}"


def _text(columns: list[_Column], rest: str) -> str:
    padded = []
    for head, cells, at_right in columns:
        wide = max(map(len, (head, *cells)))
        padded.append([t.rjust(wide) if at_right else t.ljust(wide) for t in (head, *cells)])
    lines = ["  ".join(line).rstrip() for line in zip(*padded, strict=True)]
    return str(visible("\n".join([*lines, *([f"({rest})"] if rest else [])])))
