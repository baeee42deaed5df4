"""Folder of figures → what the report needs of each: picture, caption, table, passages."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.showing.export import NAME, evidence_anchor, title_of
from analysis.showing.files import from_csv
from analysis.showing.pages.readable import count, tidy
from analysis.tables import InputError

MAX_KEYS = 3  # columns that name a mark, at most
# How a number reads with its column: hits 6 -> "6 hits", per_1000 9.3 -> "9.3 per 1,000 words".
NOUNS = ("hits", "items", "characters", "words", "sentences")
PHRASES = {
    "hits": "{} hits",
    "items": "{} items",
    "per_1000": "{} per 1,000 words",
    "item_share": "share of items {}",
    "log_ratio": "log ratio {}",
}
PERIODS = ("year", "quarter", "month")
# A cell of a CSV that is a number: "12", "-0.5", "1e-05"; not "2020–2024".
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
# What the picture says it was drawn from; a chart without a corpus says nothing.
_CORPUS = re.compile(r"corpus sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Passage:
    """One hit behind a mark: where it stands, and what it counts for."""

    item: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class _FigureMark:
    """One row of a figure's table: what it is in words, and the passages that are listed."""

    anchor: str
    name: str  # what it counts
    value: str  # the number it shows, with its unit
    passages: list[Passage]
    of: int  # passages in all; a large figure lists a sample


@dataclass(frozen=True)
class FigureFiles:
    """The files of a saved figure, as the report needs them."""

    name: str
    title: str
    caption: str
    svg: str
    columns: list[str]
    rows: list[list[str]]
    marks: list[_FigureMark]

    @property
    def labels(self) -> dict[str, str]:
        """Anchor of a mark → what it counts and the number."""
        return {m.anchor: f"{m.name}: {m.value}" if m.value else m.name for m in self.marks}

    @property
    def numeric(self) -> list[bool]:
        """Whether each column of the table holds numbers."""
        return [_is_number_column(column) for column in zip(*self.rows, strict=True)]

    @property
    def rest(self) -> str:
        """The caption after its title."""
        return self.caption.removeprefix(self.title).removeprefix(".").strip() or self.caption

    @property
    def n_passages(self) -> int:
        """How many passages stand behind all marks."""
        return sum(mark.of for mark in self.marks)


def read_figures(folder: Path, *, corpus: str) -> list[FigureFiles]:
    """Read every figure that `figures.save` left in a folder, in order of name.

    Parameters
    ----------
    corpus
        Fingerprint of the documents the report is about.

    Raises
    ------
    InputError
        When a figure is incomplete, was drawn from other documents, or holds in its picture what
        this package does not draw.
    """
    captions = sorted(folder.glob("*.caption.txt"))
    names = [path.name.removesuffix(".caption.txt") for path in captions]
    return [_read(folder, name, corpus) for name in names if NAME.fullmatch(name)]


def _name_marks(
    columns: list[str], rows: list[list[str]], values: Mapping[int, str]
) -> list[tuple[str, str]]:
    """Say in words what every row of a table is: what it counts, and the number.

    The words are the leading columns up to the first number that is no period, and as many more
    as tell the rows apart; the number is the column that the figure shows.

    Parameters
    ----------
    values
        Row → the value that is repeated beside its passages, which tells the column shown.

    >>> counts = [["2020", "china", "6"], ["", "china", "1"]]
    >>> _name_marks(["year", "term", "hits"], counts, {0: "6"})
    [('china · 2020', '6 hits'), ('china · not known', '1 hit')]
    """
    if not rows:
        return []
    numeric = [_is_number_column(column) for column in zip(*rows, strict=True)]
    keys = 1  # year, term, hits -> the first two: a period is no number here, and hits are counted
    while keys < min(MAX_KEYS, len(columns)) and (
        not numeric[keys]
        or columns[keys] in PERIODS
        or len({tuple(row[:keys]) for row in rows}) < len(rows)
    ):
        keys += 1
    shown = next(
        (n for n in range(len(columns)) if all(_same(rows[k][n], v) for k, v in values.items())),
        None,
    )
    if not values:
        shown = columns.index("hits") if "hits" in columns else None
    first = 1 if columns[:2] == ["doc_id", "item"] else 0  # an item names its document
    named = []
    for row in rows:
        order = sorted(range(first, keys), key=lambda n: columns[n] in PERIODS)  # periods last
        words = [_word(columns[n], row[n], numeric[n]) for n in order]
        value = "" if shown is None or shown < keys else _value(columns, row, shown)
        named.append((" · ".join(words), value))
    return named


def _is_number_column(cells: Iterable[str]) -> bool:
    """Whether a column holds numbers and nothing else but missing ones."""
    known = [cell for cell in cells if cell]
    return bool(known) and all(map(_NUMBER.fullmatch, known))


def _read(folder: Path, name: str, corpus: str) -> FigureFiles:
    try:
        files = {
            ending: (folder / f"{name}.{ending}").read_bytes().decode()
            for ending in ("svg", "csv", "evidence.csv", "caption.txt")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder / name}: incomplete ({error}); draw it again") from None
    drawn_from = _CORPUS.search(files["svg"])
    if drawn_from and drawn_from[1] != corpus:
        raise InputError(f"{folder / name}.svg: drawn from other documents; draw it again")
    table, evidence = _read_table(files["csv"]), _read_table(files["evidence.csv"])
    columns, rows = list(table.columns), table.to_numpy().tolist()
    passages: dict[int, list[Passage]] = {row: [] for row in range(len(rows))}
    of, values = dict.fromkeys(passages, 0), {}
    for hit in evidence.to_dict("records"):
        row = int(hit["mark"])
        of[row], values[row] = int(hit["of"]), hit["value"]
        place = hit["item"], int(hit["start"]), int(hit["end"])
        passages[row].append(Passage(*place, float(hit["weight"])))
    marks = [
        _FigureMark(evidence_anchor(name, row), *words, passages[row], of[row])
        for row, words in enumerate(_name_marks(columns, rows, values))
    ]
    caption = files["caption.txt"].split("\n\n")[0]
    return FigureFiles(name, title_of(caption), caption, files["svg"], columns, rows, marks)


def _read_table(text: str) -> pd.DataFrame:
    """Return a table written by `to_csv`, every cell as text."""
    return from_csv(text, dict.fromkeys(next(csv.reader(io.StringIO(text, newline=""))), "str"))


def _same(cell: str, value: str) -> bool:
    numbers = _NUMBER.fullmatch(cell) and _NUMBER.fullmatch(value)
    return float(cell) == float(value) if numbers else cell == value


def _word(column: str, cell: str, numeric: bool) -> str:
    if column in PERIODS:
        return cell or "not known"
    return f"{column} {tidy(cell)}" if numeric else cell or "(no name)"


def _value(columns: list[str], row: list[str], shown: int) -> str:
    """Say the number a mark shows, after its hits if it shows another."""
    parts = []
    for n in dict.fromkeys([columns.index("hits") if "hits" in columns else shown, shown]):
        column, cell = columns[n], row[n]
        if not _NUMBER.fullmatch(cell):
            parts.append(cell.replace("_", " "))
        elif column in NOUNS and float(cell).is_integer():
            parts.append(count(int(float(cell)), column))
        else:
            parts.append(PHRASES.get(column, column.replace("_", " ") + " {}").format(tidy(cell)))
    return ", ".join(filter(None, parts))
