"""names.tsv → `Name`: who and what is named, and for which side it speaks."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.lexicons.rows import PACKAGE, Lexicons
from analysis.lexicons.terms import MAX_ACRONYM_LETTERS, counted_form

KINDS = ("actor", "place")
SIDES = ("china", "russia", "other", "")  # empty: a place that speaks for nobody
# What a name stands for: the first word of its note, "role: minister of Russia".
STANDS_FOR = (
    *("person", "woman", "role", "state", "body"),
    *("group", "media", "capital", "past", "place"),
)
# A form is words of letters, digits, apostrophes, dots and hyphens: "Wang Yi", "U.S.".
FORM = re.compile(r"[\w'.-]+(?: [\w'.-]+)*")


@dataclass(frozen=True)
class Name:
    """One way to write an actor or a place: one row of names.tsv."""

    term: str  # as it is written
    name: str  # who or what is meant
    kind: str
    side: str
    stands_for: str
    oblique: bool  # a case form that is no subject
    note: str

    plural = False  # as a verb may be: see `Cue`
    match = "phrase"  # of one word or more

    @property
    def role(self) -> str:
        """What it stands for, beside the classes of a `Cue`."""
        return self.stands_for

    @property
    def is_acronym(self) -> bool:
        """Whether only capitals count: US is not "us"."""
        return len(self.term) <= MAX_ACRONYM_LETTERS and self.term.isupper()


@cache
def names(lexicons: Lexicons = PACKAGE) -> tuple[Name, ...]:
    """Read the actors and places: who is meant, and for which side they speak.

    Columns: form (a word or phrase), name (who or what is meant), kind (actor | place), side (china
    | russia | other, or empty for a place that speaks for nobody), note. The note begins with what
    the name stands for (`STANDS_FOR`); "oblique" after it marks a Russian or Ukrainian case form
    that is no subject. What follows the colon says who it is.

    A capital that is written for a government (Beijing, Moscow) is a place with a side: it is
    counted as a place, and speaks only where it is the subject. The Kremlin and the White House
    are offices and therefore actors. News media are actors of side other, whoever owns them.
    Spelling aliases are applied before two forms are compared; no form may stand twice.
    """
    columns = ("form", "name", "kind", "side", "note")
    line_of: dict[tuple[str, ...], int] = {}
    result = []
    for row in lexicons.rows("names.tsv", columns, required=("form", "name", "kind", "note")):
        kind, side = row.choice("kind", KINDS), row.choice("side", SIDES)
        if kind == "actor" and not side:
            raise row.fail("an actor has no side", "use china | russia | other")
        head, _, note = row["note"].partition(":")
        stands_for, _, case = head.partition(" ")
        if stands_for not in STANDS_FOR or case not in ("", "oblique"):
            raise row.fail(f"note begins with {head!r}", f"use {' | '.join(STANDS_FOR)}")
        if (stands_for in ("capital", "place")) != (kind == "place"):
            raise row.fail(f"a {kind} is no {stands_for}", "correct kind or note")
        if (stands_for == "place") != (not side):
            raise row.fail(f"a {stands_for} has side {side!r}", "correct side or note")
        if not FORM.fullmatch(row["form"]):
            raise row.fail(f"form {row['form']!r} is no word or phrase", "write plain words")
        key = counted_form(row["form"], lexicons)
        if key in line_of:
            raise row.fail(f"{row['form']!r} stands already in line {line_of[key]}", "keep one")
        line_of[key] = row.line
        oblique, said = bool(case), note.strip()
        result.append(Name(row["form"], row["name"], kind, side, stands_for, oblique, said))
    return tuple(result)
