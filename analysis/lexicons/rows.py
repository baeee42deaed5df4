"""A table that a person edits → its rows; an error names file and line. And page furniture."""

import csv
import io
import os
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from analysis.tables import LABELS, read_tsv, refusal, refuse

FOLDER = Path(__file__).parent
# Columns in order; a cell of "side?=china|russia|other" may be empty (?) or one of these words.
FILES = dict(read_tsv("lexicons/columns.tsv"))
FILES["boilerplate.tsv"] = FILES["boilerplate.tsv"].replace("LABELS", "|".join(LABELS))
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no text holds such a term
_REPLACE = "# replace"  # as first line: the rows stand for those of the package, not beside them


class Lexicons(NamedTuple):
    """A researcher's own lexicons, laid over those of the package; a changed file is another."""

    folder: Path = FOLDER
    hashes: tuple[tuple[str, str], ...] = ()  # file name, sha256

    @classmethod
    def of(cls, folder: Path) -> "Lexicons":
        """Return the lexicons in a folder, if there are any."""
        refuse(not folder.is_dir(), "lexicon folder", folder)
        found = [folder / name for name in FILES if os.path.lexists(folder / name)]
        for path in found:
            refuse(not path.is_file(), "lexicon file", path)
        hashes = tuple((path.name, sha256(path.read_bytes()).hexdigest()) for path in found)
        return cls(folder, hashes) if hashes else PACKAGE

    def rows(self, name: str) -> Iterator["Row"]:
        """Yield the rows of a lexicon: those of the package, then the researcher's own."""
        own = _text(self.folder / name) if name in dict(self.hashes) else ""
        if not own.startswith(_REPLACE):
            yield from read_rows(FOLDER / name, FILES[name])
        if own:
            yield from read_rows(self.folder / name, FILES[name], text=own)


PACKAGE = Lexicons()


@dataclass(frozen=True)
class Row:
    """One row of a lexicon file and the line it stands on."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, is_wrong: object, name: str, *told: object) -> None:
        """Raise the error that names this row if something is wrong with it."""
        refuse(is_wrong, name, f"{self.path}:{self.line}", *told)

    def claim(self, key: Hashable, line_of: dict[Any, int], shown: str) -> None:
        """Note the line of what may stand in one row only."""
        self.refuse(key in line_of, "claimed", shown, line_of.get(key))
        line_of[key] = self.line

    def day(self, column: str) -> date:
        """Return a cell that must be a day."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            raise refusal("day", f"{self.path}:{self.line}", column, self[column]) from None


def read_rows(path: Path, spec: str, *, text: str = "", others: bool = False) -> Iterator[Row]:
    """Yield the rows of a table whose header has these columns, as in `FILES`, or others too."""
    allowed = dict(column.partition("=")[::2] for column in spec.split())
    words = {name.rstrip("?"): few.split("|") for name, few in allowed.items()}
    names, text = list(words), text or _text(path)
    lines = csv_lines(path, text)
    if path.suffix != ".csv":
        lines = enumerate((n.split("\t") for n in text.removesuffix("\n").split("\n")), start=1)
    header = next((cells for _, cells in lines if "".join(cells).strip() != _REPLACE), [])
    needed = [name for name in allowed if not name.endswith("?")]
    is_free = others and set(needed) <= set(header) and len(set(header)) == len(header)
    shown = f"{','.join(needed)} and any other columns, each once" if others else ",".join(names)
    refuse(header != names and not is_free, "header", path, shown)
    line_of: dict[Any, int] = {}
    for number, cells in lines:
        row = Row(path, number, dict(zip(header, cells, strict=False)))
        row.refuse(len(cells) != len(header), "cells", len(cells), len(header))
        if spec == FILES.get(path.name):
            row.claim(tuple(cells), line_of, cells[0])
        for column, cell in row.cells.items():
            few, control = words.get(column, [""]), _CONTROL.findall(cell)
            row.refuse(control, "control character", *control[:1], column)
            row.refuse(cell != cell.strip(), "white space", column)
            row.refuse(column in allowed and not cell, "empty cell", column)
            is_odd = few != [""] and cell and cell not in few
            row.refuse(is_odd, "unknown word", column, cell, " | ".join(few))
        yield row


def csv_lines(path: Path, text: str, marks: str = ",;\t") -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of all lines of CSV, by the mark of the first, or as "sep=;" says."""
    limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))
    told, head = re.match(r"sep=(.)\r?\n", text), text[: text.find("\n") + 1 or None]
    mark, begin = (told[1], told.end()) if told else (max(marks, key=head.count), 0)
    reader = csv.reader(io.StringIO(text[begin:], newline=""), delimiter=mark, strict=True)
    try:
        yield from ((reader.line_num + bool(told), cells) for cells in reader)
    except csv.Error as error:  # a quote that is never closed swallows what follows
        raise refusal("quotes", path, reader.line_num, error) from None
    finally:
        csv.field_size_limit(limit)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise refusal("lexicon", path) from None
    except UnicodeDecodeError as error:
        raise refusal("lexicon encoding", path, error.start) from None


@dataclass(frozen=True, eq=False)
class Boilerplate:
    """The rules of boilerplate.tsv, compiled by scope; the group ``r<n>`` names the row."""

    line: re.Pattern[str]  # for whole lines
    end: re.Pattern[str]  # for the end of heading lines
    rules: dict[str, tuple[str, str]]  # group → label, reason
    blocks: frozenset[tuple[str, str]]  # those that open a list


@cache
def boilerplate(lexicons: Lexicons = PACKAGE) -> Boilerplate:
    """Read the rules that recognise page furniture: regular expressions, case ignored."""
    # Scopes: a line, a block (a line that opens a list of teasers), the end of a heading line.
    rules, blocks = dict[str, tuple[str, str]](), set[tuple[str, str]]()
    scopes: dict[str, list[str]] = {"line": [], "block": [], "end": []}
    for row in lexicons.rows("boilerplate.tsv"):
        pattern, scope, own = row["pattern"], row["scope"], "own " * (row.path.parent != FOLDER)
        try:
            compiled = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            row.refuse(True, "pattern", error)
        row.refuse(compiled.groups, "capturing group")
        row.refuse(compiled.fullmatch(""), "empty match")
        found = re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)
        is_found = (found.search if scope == "end" else found.match)(row["example"])
        row.refuse(not is_found, "example", row["example"])
        group = f"{own.strip() or 'r'}{row.line}"
        rules[group] = (row["label"], f"{own}{row.path.name}:{row.line} {row['note']}")
        # named behind it: what all ends begin with, white space, is then looked for but once
        scopes[scope].append(f"(?:{pattern})(?P<{group}>)")
        blocks |= {rules[group]} if scope == "block" else set()
    lines = "|".join(scopes["line"] + scopes["block"]) or "(?!)"  # nothing
    ends = rf"(?:{'|'.join(scopes['end']) or '(?!)'})\s*\Z"
    return Boilerplate(re.compile(lines, re.I), re.compile(ends, re.I), rules, frozenset(blocks))
