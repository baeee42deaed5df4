"""Texts and tables → what people read: HTML by templates, escaped, every control named; `show`."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from analysis.tables import printable, read_tsv

FOLDER = Path(__file__).with_name("templates")
ELLIPSIS, NO_VALUE = "…", "–"
MAX_ROWS = 40  # of a table in a notebook
MAX_CELL = 600  # characters, room for a long sentence
SHORT, MAX_SET = 24, 60  # a column of short texts is not wrapped, nor is a short set of days
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`])")  # "Five files. They hold *ten* items."
_UNSEEN = re.compile(
    # A browser would act on these: "a\u202eb" turns the direction of what follows -> "a‹U+202E›b".
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    # What no font has and XML forbids, line ends and tabs apart: "a\x1b[31m" -> "a␛[31m".
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")  # "17.119838" -> "17.12"; "12" and "a.5" stay
# The Markdown that opens a notebook: "five *files*" -> "five <em>files</em>".
_STYLED = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`")


def visible(value: Any) -> Any:
    """Return text with its controls named, line ends and tabs apart, before a page escapes it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    codes = {*map(ord, _UNSEEN.findall(value))}
    names = {code: chr(0x2400 + code) if code < 0x20 else f"‹U+{code:04X}›" for code in codes}
    return value.translate(names) if names else value


def cut(text: str, width: int) -> str:
    """Return text as one line: "one  two three" in 8 characters as "one two…"."""
    line = " ".join(text[: 4 * width].split())
    whole = len(line) <= width and len(text) <= 4 * width
    return line if whole else line[: width - 1].rstrip() + ELLIPSIS


def short_date(edtf: str) -> str:
    """Return an EDTF date in eleven characters: "[2021-03-22..2021-03-23]" as "2021-03-22…"."""
    first, *others = re.split(r"\.\.|[/,]", edtf.strip("[]{}"))
    if not others:
        return first or "no date"
    return f"{first}{ELLIPSIS}" if first else f"{ELLIPSIS}{others[-1]}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the plural: "1,204 passages"; of 1 "1 hit"."""
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}"


def _styled_line(markdown: str) -> Markup:
    """Return a line of a notebook with its *emphasis*, **strong** words and `code`."""
    escaped = str(escape(visible(markdown)))  # which leaves stars and backquotes as they are
    tagged = "<{0.lastgroup}>{1}</{0.lastgroup}>".format
    return Markup(_STYLED.sub(lambda found: tagged(found, found[str(found.lastgroup)]), escaped))


@cache
def environment() -> Environment:
    """Return the templates; a value that is missing is an error, never an empty place."""
    how: dict[str, Any] = {"finalize": visible, "undefined": StrictUndefined}
    how |= {"trim_blocks": True, "lstrip_blocks": True, "autoescape": select_autoescape()}
    templates = Environment(loader=FileSystemLoader(FOLDER), **how)
    templates.filters |= {"styled_line": _styled_line, "count": count, "cut": cut}
    templates.filters |= {"short_date": short_date, "printable": printable}
    templates.filters["first_sentence"] = lambda text: _SENTENCE_END.split(text)[0]
    templates.filters["tidy"] = lambda n: f"{float(n):.4g}" if _DECIMAL.fullmatch(n) else n
    return templates


@cache
def macros(template: str) -> Any:
    """Return a template whose macros can be called, each for a part of a page."""
    return environment().get_template(template).module


@cache
def read_text(*names: str) -> Markup:
    """Return our own style sheets or scripts, which are not escaped, one after the other."""
    return Markup("").join(Markup((FOLDER / name).read_text("utf-8")) for name in names)


class _Shown(NamedTuple):
    """A table as HTML and as text: a cell that ends in it shows it."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def show(table: pd.DataFrame | pd.Series, *columns: str, most: int = MAX_ROWS) -> _Shown:
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
    headings = {column: heading for column, heading in read_tsv("showing/headings.tsv")}
    for name, values in frame.head(most).items():
        head = headings.get(str(name), str(name).replace("_", " "))
        # Numbers, and what stands left of a keyword, end at one line.
        at_right = name == "left" or pd.api.types.is_numeric_dtype(frame[name])
        cells = _cells(str(name), values)
        wide = max(map(len, (head, *cells)))
        lines.append([f"{cell:{'>' if at_right else '<'}{wide}}" for cell in (head, *cells)])
        # Long texts are wrapped between words, "[2023-09-18,2024-09-18]" nowhere.
        long = any(len(cell) > SHORT and " " in cell for cell in cells) or wide > MAX_SET
        wrap = "" if long else ";white-space:nowrap"
        styles.append(f"text-align:{'right' if at_right else 'left'}{wrap}")
        html.append([head, *map(_wrappable, cells)])
    text = ["  ".join(line).rstrip() for line in zip(*lines, strict=True)]
    rest = f"the first {most:,} of {len(frame):,} rows" if len(frame) > most else ""
    heads, *rows = zip(*html, strict=True)
    page = macros("show.html").table(styles, heads, rows, rest)
    text += [f"({rest})"] * bool(rest)
    return _Shown(str(page), str(visible("\n".join(text))))


def _wrappable(cell: str) -> str:
    """Return a set of days so that a browser begins a line behind a comma, nowhere else."""
    is_set = len(cell) > SHORT and " " not in cell
    day = Markup('<span style="white-space:nowrap">{}</span>').format
    return Markup(",<wbr>").join(map(day, visible(cell).split(","))) if is_set else cell


def _cells(column: str, values: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(values):
        return ["yes" if value else "no" for value in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        write = "{:%Y-%m-%d}".format
    elif not pd.api.types.is_numeric_dtype(values):
        texts = [" ".join(str(value).split()) for value in values.astype("object").fillna("")]
        return [cut(text, MAX_CELL) or NO_VALUE for text in texts]
    elif column.endswith("share"):
        write, values = "{:.0f} %".format, 100 * values
    else:
        known = values.dropna().astype(float)
        whole, middle = (known % 1 == 0).all(), known[known != 0].abs().median()
        # As many decimals as show the median with three digits that count, at most four.
        digits = 0 if whole else min(4, max(1, 2 - math.floor(math.log10(middle))))
        write = f"{{:,.{digits}f}}".format
    return [NO_VALUE if pd.isna(value) else write(value) for value in values]
