"""Table → what a notebook shows: headings people read, numbers at the right, nothing wrapped."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from markupsafe import Markup, escape

from analysis.showing.pages.readable import visible

MAX_ROWS = 40
MAX_CELL, SHORT = 90, 24  # characters of a cell; a column of short ones is not wrapped
MAX_SENTENCE = 600  # a sentence is read whole
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
    styles, lines, html = [], [], []
    for name, values in frame.head(most).items():
        head = _headings().get(str(name), str(name).replace("_", " "))
        # Numbers, and what stands left of a keyword, end at one line.
        at_right = name == "left" or pd.api.types.is_numeric_dtype(frame[name])
        cells = _cells(str(name), values)
        wide = max(map(len, (head, *cells)))
        lines.append([f"{cell:{'>' if at_right else '<'}{wide}}" for cell in (head, *cells)])
        # Long texts are wrapped between words, and "[2023-09-18,2024-09-18]" nowhere.
        long = any(len(cell) > SHORT and " " in cell for cell in cells)
        wrap = "" if long else ";white-space:nowrap"
        styles.append(f"text-align:{'right' if at_right else 'left'}{wrap}")
        html.append([head, *cells])
    text = ["  ".join(line).rstrip() for line in zip(*lines, strict=True)]
    rest = f"the first {most:,} of {len(frame):,} rows" if len(frame) > most else ""
    head, *body = (
        _row("td" if n else "th", styles, cells) for n, cells in enumerate(zip(*html, strict=True))
    )
    page = f"<table><thead>{head}</thead><tbody>{''.join(body)}</tbody></table>"
    text += [f"({rest})"] * bool(rest)
    return Shown(page + (f"<p>{escape(rest)}</p>" if rest else ""), str(visible("\n".join(text))))


@cache
def _headings() -> dict[str, str]:
    """Read the headings that are not just the column's name without underscores."""
    lines = Path(__file__).with_name("headings.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _cells(column: str, values: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(values):
        return ["yes" if value else "no" for value in values]
    is_date = pd.api.types.is_datetime64_any_dtype(values)
    if not is_date and not pd.api.types.is_numeric_dtype(values):
        texts = [" ".join(str(value).split()) for value in values.astype("object").fillna("")]
        most = MAX_SENTENCE if column == "sentence" else MAX_CELL
        cut = [text if len(text) <= most else text[: most - 1] + "…" for text in texts]
        return [text or NO_VALUE for text in cut]
    if is_date:
        write = "{:%Y-%m-%d}".format
    elif column.endswith("share"):
        write, values = "{:.0f} %".format, 100 * values
    else:
        known = values.dropna().astype(float)
        write = f"{{:,.{0 if (known % 1 == 0).all() else _digits(known)}f}}".format
    return [NO_VALUE if pd.isna(value) else write(value) for value in values]


def _digits(known: pd.Series) -> int:
    """Return how many decimals show the median with three digits that count, at most four.

    >>> _digits(pd.Series([130.25, 20.5, 3.75])), _digits(pd.Series([0.0123, 0.02]))
    (1, 4)
    """
    middle = float(known[known != 0].abs().median())
    return min(4, max(1, 2 - math.floor(math.log10(middle))))


def _row(tag: str, styles: list[str], cells: tuple[str, ...]) -> str:
    cell = Markup('<{0} style="{1}">{2}</{0}>')
    shown = (
        cell.format(tag, style, visible(text)) for style, text in zip(styles, cells, strict=True)
    )
    return f"<tr>{''.join(shown)}</tr>"
