"""events.csv and meetings.csv → `Event`, the calendar; a corpus's rulings.csv → `Ruling`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from analysis.lexicons.rows import PACKAGE, Lexicons, Row, read_rows
from analysis.lexicons.terms import entries, names

_GAP_CHARS = 120  # how far apart the parts of an alias of an event may stand
_RULING_COLUMNS = "sha256 position target=event chosen reason source"
_SHA256 = re.compile("[0-9a-f]{64}")
_POSITION = re.compile("[1-9][0-9]{0,8}")
Part = tuple[frozenset[str], re.Pattern[str]]  # a word of every way to write it, and their pattern


@dataclass(frozen=True)
class Alias:
    """One spelling of an event: what every match contains, and the pattern."""

    words: frozenset[str]  # whole words
    key: str  # the longest of them, or else the longest beginning of a word
    # For lower case; may begin inside a word, which the caller checks: a literal is found fast.
    pattern: re.Pattern[str]


@dataclass(frozen=True, eq=False)
class Event:
    """One row of the diplomatic calendar; ``end`` is None while a term of office runs."""

    id: str
    label: str
    start: date
    end: date | None
    relation: str
    aliases: tuple[Alias, ...]
    is_identity: bool
    source: str
    # Of a meeting, what a sentence must have in any order: who, what kind and where.
    parts: tuple[Part, ...] = ()


@cache
def events(lexicons: Lexicons = PACKAGE) -> tuple[Event, ...]:
    """Read the diplomatic calendar: what can be before, behind or beside the event told.

    What is happening may be ahead or behind, before is only ahead, after only behind; a tenure or
    chairmanship may have no end. Aliases are alternatives separated by ``|``; in one, ``*`` stands
    for the rest of a word and ``…`` for a few words of the same sentence; case, punctuation and #
    between words are ignored. ``who`` and ``where`` in meetings.csv are names of names.tsv.
    """
    line_of: dict[str, int] = {}
    result = []
    for row in lexicons.rows("events.csv"):
        start, end = row.day("start"), row.day("end") if row["end"] else None
        if end and end < start:
            raise row.fail(f"end {end} is before start {start}", "exchange them")
        if not end and row["relation"] not in ("tenure", "chairmanship"):
            raise row.fail("end is empty", "only a running tenure or chairmanship has no end")
        row.claim(row["id"], line_of, row["id"])
        aliases = tuple(_alias(row, alias) for alias in row["aliases"].split("|"))
        told = start, end, row["relation"], aliases, row["class"] == "identity", row["source"]
        result.append(Event(row["id"], row["label"], *told))
    return (*result, *_meetings(lexicons, line_of))


def _meetings(lexicons: Lexicons, line_of: dict[str, int]) -> Iterator[Event]:
    """Yield the recorded meetings and calls; one without a place is a call to be dated nearly."""
    forms: dict[str, list[str]] = defaultdict(list)
    for name in names(lexicons):
        forms[name.name].append(re.escape(name.term))
    terms: dict[str, list[str]] = defaultdict(list)
    for term in entries("occasions", lexicons):
        terms[term.group].append(re.escape(term.term) + r"\w*" * (term.match == "prefix"))
    for row in lexicons.rows("meetings.csv"):
        row.claim(row["id"], line_of, row["id"])
        day, who, where = row.day("day"), row["who"].split("|"), row["where"]
        for one in who:
            if one not in forms:
                raise row.fail(f"who {one!r} is no name of names.tsv", "add its forms there")
        kind = _part(*terms["call" if row["kind"] == "call" else "meeting"])
        places = [_part(*forms.get(where, [re.escape(where)]))] if where else []
        parts = *(_part(*forms[one]) for one in who), *places, (frozenset[str](), kind[1])
        end = row.day("end") if row["end"] else day
        told = day, end, "during" if where else "call", (), True, row["source"], parts
        yield Event(row["id"], row["label"], *told)


@cache
def _part(*forms: str) -> Part:
    """Return what finds any of the forms as whole words, in lower case, marks between them."""
    spaced = [form.lower().replace(r"\ ", r"\W{1,3}") for form in forms]
    words = [re.findall(r"[^\W\d_]+", form.lower()) for form in forms]
    alone = {some[0] for some in words if len(some) == 1}  # "Wang", so never "minister" of it
    keys = frozenset(max(some, key=lambda word: (word in alone, len(word))) for some in words)
    return keys, re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)")


@dataclass(frozen=True)
class Ruling:
    """A person's choice between contradicting dates of one item, with the reason."""

    chosen: date
    reason: str
    place: str  # path:line
    source: str = ""


def read_rulings(path: Path, text: str) -> dict[tuple[str, int], Ruling]:
    """Read a corpus's rulings.csv: (sha256 of the file, position of the item) → ruling.

    Columns: sha256, position (1, 2, … in the file), target (event), chosen (YYYY-MM-DD), reason,
    source. The hash says which text was judged: a file that changes is judged anew.
    """
    rulings: dict[tuple[str, int], Ruling] = {}
    for row in read_rows(path, _RULING_COLUMNS, text=text):
        if not _SHA256.fullmatch(row["sha256"]):
            raise row.fail(f"sha256 {row['sha256']!r} is none", "write what sha256sum prints")
        if not _POSITION.fullmatch(row["position"]):
            raise row.fail(f"position {row['position']!r} is none", "count items from 1")
        key = row["sha256"], int(row["position"])
        if key in rulings:
            raise row.fail(f"a second ruling on item {key[1]} of this file", "keep one")
        place = f"{path}:{row.line}"
        rulings[key] = Ruling(row.day("chosen"), row["reason"], place, row["source"])
    return rulings


def _alias(row: Row, alias: str) -> Alias:
    words = alias.lower().split()
    whole = frozenset(re.findall(r"\w+", " ".join(w for w in words if "*" not in w).casefold()))
    stems = [word.split("*")[0].casefold() for word in words if word != "…"]
    if not any(re.search(r"\w", stem) for stem in stems):
        raise row.fail(f"alias {alias!r} matches nothing in particular", "give it a word")
    key = max(whole or stems, key=lambda word: (len(word), word))
    parts = [re.escape(w).replace(r"\*", r"\w*").replace("'", "['’]") for w in words]
    pattern = r"\W{1,3}".join(parts).replace(
        r"\W{1,3}…\W{1,3}", rf"\W[^.!?\n]{{0,{_GAP_CHARS}}}?\b"
    )
    return Alias(whole, key, re.compile(rf"{pattern}(?!\w)"))
