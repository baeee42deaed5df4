"""A table that a person edits → its rows; an error names file and line."""

import csv
import io
import os
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from analysis.tables import LABELS, InputError

FOLDER = Path(__file__).parent
# The columns of each lexicon in their order; a cell of those that end in ? may be empty. Where a
# cell can be a few words only, they follow: "side?=china|russia|other".
_LANGUAGE, _MATCH = "language=en|ru|uk", "match=word|phrase|prefix"
FILES = {
    "boilerplate.tsv": f"pattern label={'|'.join(LABELS)} scope=line|block|end example note source",
    "topics.tsv": f"topic term {_MATCH} note?",
    "occasions.tsv": f"occasion term {_MATCH} note?",
    "stopwords.tsv": f"word {_LANGUAGE} list=function|project source",
    "aliases.tsv": "form term note",
    "names.tsv": "form name kind=actor|place side?=china|russia|other note",
    "reporting.tsv": "forms class=say|tell|attitude|together|source|piece|joint|office"
    f" {_LANGUAGE} note?",
    "events.csv": "id label start end?"
    " relation=before|after|happening|during|anniversary|tenure|chairmanship"
    " aliases class=context|identity source note?",
    "meetings.csv": "id label day end? kind=call|meeting|talks|visit who where? source note?",
}
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no text holds such a term
_REPLACE = "# replace"  # as first line: the rows stand for those of the package, not beside them


@dataclass(frozen=True)
class Lexicons:
    """A researcher's own lexicons, laid over those of the package: which files, and their hash.

    A value: readers keep what they made of it, and read anew when a file has changed.
    """

    folder: Path = FOLDER
    hashes: tuple[tuple[str, str], ...] = ()  # file name, sha256

    @classmethod
    def of(cls, folder: Path) -> "Lexicons":
        """Return the lexicons in a folder, if there are any."""
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder of lexicons; check the spelling")
        found = [folder / name for name in FILES if os.path.lexists(folder / name)]
        if odd := [path for path in found if not path.is_file()]:
            raise InputError(f"{odd[0]}: no regular file; replace it, or take it away")
        hashes = tuple((path.name, sha256(path.read_bytes()).hexdigest()) for path in found)
        return cls(folder, hashes) if hashes else PACKAGE

    def rows(self, name: str) -> Iterator["Row"]:
        """Yield the rows of a lexicon: those of the package, then the researcher's own."""
        own = _text(self.folder / name) if name in dict(self.hashes) else ""
        if not own.startswith(_REPLACE):
            yield from read_rows(FOLDER / name, FILES[name])
        if own:
            rows = read_rows(self.folder / name, FILES[name], text=own)
            yield from (replace(row, own=True) for row in rows)


PACKAGE = Lexicons()


@dataclass(frozen=True)
class Row:
    """One row of a lexicon file and the line it stands on."""

    path: Path
    line: int
    cells: dict[str, str]
    own: bool = False  # the researcher's, not the package's

    def __getitem__(self, column: str) -> str:
        """Return the cell of one column."""
        return self.cells[column]

    def fail(self, problem: str, remedy: str) -> InputError:
        """Return the error that names this row."""
        return InputError(f"{self.path}:{self.line}: {problem}; {remedy}")

    def claim(self, key: Hashable, line_of: dict[Any, int], shown: str) -> None:
        """Note the line of what may stand in one row only."""
        if key in line_of:
            problem = f"{shown!r} stands already in line {line_of[key]}"
            raise self.fail(problem, "keep one row, none is counted twice")
        line_of[key] = self.line

    def check(self, column: str, is_required: bool, few: str | None) -> None:
        """Refuse a cell with white space around it, an empty one, or one that is not of a few."""
        if control := _CONTROL.search(self[column]):
            raise self.fail(f"control character {control[0]!r} in {column}", "remove it")
        if self[column] != self[column].strip():
            raise self.fail(f"white space around {column}", "remove it")
        if is_required and not self[column]:
            raise self.fail(f"{column} is empty", "fill it in or delete the row")
        if few and self[column]:
            self.choice(column, few.split("|"))

    def choice(self, column: str, allowed: Sequence[str]) -> None:
        """Check a cell that must be one of a few words."""
        if self[column] not in allowed:
            raise self.fail(f"{column} {self[column]!r} is unknown", f"use {' | '.join(allowed)}")

    def day(self, column: str) -> date:
        """Return a cell that must be a day."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            raise self.fail(f"{column} {self[column]!r} is no day", "write YYYY-MM-DD") from None


def read_rows(
    path: Path, columns: str, *, text: str | None = None, others: bool = False
) -> Iterator[Row]:
    """Yield the rows of a table with a header line: tab-separated, or CSV by its ending.

    ``columns`` are written as in `FILES`. With ``others``, the header may have any columns beside
    these, in any order.
    """
    allowed = dict(column.partition("=")[::2] for column in columns.split())
    names = [name.rstrip("?") for name in allowed]
    lines = _lines(path, _text(path) if text is None else text)
    header = next((cells for _, cells in lines if "".join(cells).strip() != _REPLACE), [])
    if others and set(names) <= set(header) and len(set(header)) == len(header):
        names = header
    elif header != names:
        beside = " and any other columns, each once" if others else ""
        raise InputError(f"{path}:1: the header must be {','.join(names)}{beside}")
    line_of: dict[Any, int] = {}
    for number, cells in lines:
        row = Row(path, number, dict(zip(names, cells, strict=False)))
        if len(cells) != len(names):
            raise row.fail(f"{len(cells)} cells instead of {len(names)}", "mend the row")
        if columns == FILES.get(path.name):
            row.claim(tuple(cells), line_of, cells[0])
        for column in row.cells:
            row.check(column, column in allowed, allowed.get(column) or allowed.get(f"{column}?"))
        yield row


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: no such lexicon; restore it from the repository") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from None


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every line; only CSV has quotes."""
    if path.suffix != ".csv":
        yield from enumerate((line.split("\t") for line in text.removesuffix("\n").split("\n")), 1)
        return
    limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a note may be long
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from ((reader.line_num, cells) for cells in reader)
    except csv.Error as error:  # a quote that is never closed swallows what follows
        raise InputError(f"{path}:{reader.line_num}: {error}; close the quote") from None
    finally:
        csv.field_size_limit(limit)
