"""Folder of figures → what the report needs of each: picture, caption, table, passages."""

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.showing.export import NAME, REPORT, evidence_anchor, title_of
from analysis.showing.files import from_csv
from analysis.tables import InputError

# A cell of a CSV that is a number: "12", "-0.5", "1e-05"; not "2020–2024".
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_LINK = re.compile(rf'href="{REPORT}#([^"]*)"')  # of a mark in the picture
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
class Mark:
    """One row of a figure's table that has passages: what it shows, and those that are listed."""

    anchor: str
    name: str
    of: int  # passages in all; a large figure lists a sample
    passages: list[Passage]


@dataclass(frozen=True)
class FigureFiles:
    """The files of a saved figure; columns that say the same in every row are told apart."""

    name: str
    caption: str
    svg: str
    columns: list[str]
    rows: list[list[str]]
    marks: dict[int, Mark]  # by the number of their row

    @property
    def title(self) -> str:
        """What is shown, in a line."""
        return title_of(self.caption)

    @property
    def rest(self) -> str:
        """The caption after its title."""
        return self.caption.removeprefix(self.title).removeprefix(".").strip() or self.caption

    @cached_property
    def numeric(self) -> list[bool]:
        """Whether each column of the table holds numbers, missing ones apart."""
        known = [[cell for cell in column if cell] for column in zip(*self.rows, strict=True)]
        return [bool(cells) and all(map(_NUMBER.fullmatch, cells)) for cells in known]

    @cached_property
    def shared(self) -> dict[str, str]:
        """What all rows say alike, the first column apart: said once, below the table."""
        columns = list(zip(self.columns, zip(*self.rows, strict=True), strict=False))
        return {
            column: cells[0]
            for column, cells in columns[1:]
            if len(cells) > 1 and len(set(cells)) == 1
        }

    @cached_property
    def varying(self) -> list[int]:
        """The places of the other columns."""
        return [n for n, column in enumerate(self.columns) if column not in self.shared]


def read_figures(folder: Path, *, corpus: str) -> list[FigureFiles]:
    """Read every figure that `save_figure` left in a folder, in order of name.

    Raises `InputError` when one is incomplete or was drawn from documents with another fingerprint.
    """
    captions = sorted(folder.glob("*.caption.txt"))
    names = [path.name.removesuffix(".caption.txt") for path in captions]
    return [_read(folder, name, corpus) for name in names if NAME.fullmatch(name)]


def _read(folder: Path, name: str, corpus: str) -> FigureFiles:
    try:
        svg, table, evidence, caption = (
            (folder / f"{name}.{ending}").read_bytes().decode()
            for ending in ("svg", "csv", "evidence.csv", "caption.txt")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder / name}: incomplete ({error}); draw it again") from None
    drawn_from = _CORPUS.search(svg)
    if drawn_from and drawn_from[1] != corpus:
        raise InputError(f"{folder / name}.svg: drawn from other documents; draw it again")
    columns, rows = _read_table(table)
    marks: dict[int, Mark] = {}
    header, hits = _read_table(evidence)
    for hit in (dict(zip(header, cells, strict=True)) for cells in hits):
        row = int(hit["mark"])
        mark = Mark(evidence_anchor(name, row), hit["name"], int(hit["of"]), [])
        place = hit["item"], int(hit["start"]), int(hit["end"])
        marks.setdefault(row, mark).passages.append(Passage(*place, float(hit["weight"])))
    if dead := set(_LINK.findall(svg)) - {mark.anchor for mark in marks.values()}:
        raise InputError(f"{folder / name}.svg: no passages for {min(dead)}; draw it again")
    return FigureFiles(name, caption.split("\n\n")[0], svg, columns, rows, marks)


def _read_table(text: str) -> tuple[list[str], list[list[str]]]:
    """Return columns and rows of a table written by `to_csv`, every cell as text."""
    columns = next(csv.reader(io.StringIO(text, newline="")))
    return columns, from_csv(text, dict.fromkeys(columns, "str")).to_numpy().tolist()
