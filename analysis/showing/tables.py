"""Table → what a notebook shows: headings people read, numbers at the right, nothing wrapped."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from analysis.showing.pages.readable import visible

MAX_ROWS = 40
MAX_CELL = 90  # characters of a cell
# Headings that are not just the column's name without underscores.
HEADINGS = {
    "item_id": "item",
    "doc_id": "file",
    "edtf": "date",
    "event_edtf": "date",
    "event_status": "how known",
    "n_words": "words",
    "n_chars": "characters",
    "per_1000": "per 1,000 words",
    "words_in_group": "words",
    "items_in_group": "texts",
    "log_dice": "log-Dice",
    "dp": "DP",
    "g2": "G²",
}
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
    cut = frame.head(most)
    cells = {column: _cells(str(column), cut[column]) for column in frame.columns}
    # Numbers, and what stands left of a keyword, end at one line.
    at_right = {
        column: column == "left" or pd.api.types.is_numeric_dtype(frame[column]) for column in cells
    }
    heads = {column: HEADINGS.get(str(column), str(column).replace("_", " ")) for column in cells}
    rest = f"the first {most:,} of {len(frame):,} rows" if len(frame) > most else ""
    return Shown(_html(heads, cells, at_right, rest), _text(heads, cells, at_right, rest))


def _cells(column: str, values: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(values):
        return ["yes" if value else "no" for value in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        return [NO_VALUE if pd.isna(value) else str(value.date()) for value in values]
    if not pd.api.types.is_numeric_dtype(values):
        texts = (NO_VALUE if _missing(value) else " ".join(str(value).split()) for value in values)
        texts = (text or NO_VALUE for text in texts)
        return [text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…" for text in texts]
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


def _html(
    heads: Mapping[Any, str],
    cells: Mapping[Any, list[str]],
    at_right: Mapping[Any, bool],
    rest: str,
) -> str:
    def style(column: Any) -> Markup:
        short = all(len(cell) <= 24 for cell in cells[column])  # dates, numbers, names
        wrap = ";white-space:nowrap" if short else ""
        return Markup(f"text-align:{'right' if at_right[column] else 'left'}{wrap}")

    def row(tag: str, texts: Mapping[Any, str]) -> Markup:
        inside = (
            Markup('<{0} style="{1}">{2}</{0}>').format(Markup(tag), style(c), visible(text))
            for c, text in texts.items()
        )
        return Markup("<tr>{}</tr>").format(Markup("").join(inside))

    length = len(next(iter(cells.values()), []))
    body = [row("td", {c: cells[c][n] for c in cells}) for n in range(length)]
    note = Markup("<p>{}</p>").format(rest) if rest else ""
    head = row("th", heads)
    return (
        f"<table><thead>{head}</thead><tbody>{Markup('').join(body)}</tbody></table>{escape(note)}"
    )


def _text(
    heads: Mapping[Any, str],
    cells: Mapping[Any, list[str]],
    at_right: Mapping[Any, bool],
    rest: str,
) -> str:
    columns = []
    for column, texts in cells.items():
        every = [heads[column], *texts]
        wide = max(map(len, every))
        columns.append([t.rjust(wide) if at_right[column] else t.ljust(wide) for t in every])
    lines = ["  ".join(line).rstrip() for line in zip(*columns, strict=True)]
    return "\n".join([*lines, *([f"({rest})"] if rest else [])])
