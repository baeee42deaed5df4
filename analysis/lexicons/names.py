"""names.tsv → `Name`, who speaks for which side; reporting.tsv → `Cue`, that someone speaks."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.lexicons.rows import PACKAGE, Lexicons
from analysis.lexicons.terms import MAX_ACRONYM_LETTERS, counted_form

# What a name stands for: the first word of its note, "role: minister of Russia".
_STANDS_FOR = (
    *("person", "woman", "role", "state", "body"),
    *("group", "media", "capital", "past", "place"),
)
SPEAKING = ("say", "tell", "attitude", "together")  # the classes that are verbs
# A form is words of letters, digits, apostrophes, dots and hyphens: "Wang Yi", "U.S.".
_FORM = re.compile(r"[\w'.-]+(?: [\w'.-]+)*")


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
    the name stands for (`_STANDS_FOR`); "oblique" after it marks a Russian or Ukrainian case form
    that is no subject. What follows the colon says who it is.

    A capital that is written for a government (Beijing, Moscow) is a place with a side: it is
    counted as a place, and speaks only where it is the subject. The Kremlin and the White House
    are offices and therefore actors. News media are actors of side other, whoever owns them.
    Spelling aliases are applied before two forms are compared; no form may stand twice.
    """
    line_of: dict[tuple[str, ...], int] = {}
    result = []
    for row in lexicons.rows("names.tsv"):
        kind, side = row["kind"], row["side"]
        if kind == "actor" and not side:
            raise row.fail("an actor has no side", "use china | russia | other")
        head, _, note = row["note"].partition(":")
        stands_for, _, case = head.partition(" ")
        if stands_for not in _STANDS_FOR or case not in ("", "oblique"):
            raise row.fail(f"note begins with {head!r}", f"use {' | '.join(_STANDS_FOR)}")
        if (stands_for in ("capital", "place")) != (kind == "place"):
            raise row.fail(f"a {kind} is no {stands_for}", "correct kind or note")
        if (stands_for == "place") != (not side):
            raise row.fail(f"a {stands_for} has side {side!r}", "correct side or note")
        if not _FORM.fullmatch(row["form"]):
            raise row.fail(f"form {row['form']!r} is no word or phrase", "write plain words")
        row.claim(counted_form(row["form"], lexicons), line_of, row["form"])
        oblique, said = bool(case), note.strip()
        result.append(Name(row["form"], row["name"], kind, side, stands_for, oblique, said))
    return tuple(result)


@dataclass(frozen=True)
class Cue:
    """One way to write that someone speaks: a verb, a phrase, or a word that stands for someone."""

    term: str  # as it is written
    role: str
    language: str
    plural: bool  # "agree": a verb only after several speakers, elsewhere it may be a noun

    side = ""
    match = "phrase"  # of one word or more
    is_acronym = False


@cache
def reporting(lexicons: Lexicons = PACKAGE) -> tuple[Cue, ...]:
    """Read the words that tell who speaks.

    Columns: forms (alternatives separated by ``|``), class, language (en | ru | uk), note. Classes:
    say (X said; also "…", said X), tell (X thanked Y), attitude (X supports …), together (X and Y
    discussed: no verb of one alone), source (according to X), piece (an interview, an article),
    joint (both sides), office (the minister, the ministry: part of a name, nobody by itself). An
    English form whose row also has it with -s is read as a verb only after a plural.
    """
    line_of: dict[tuple[str, ...], int] = {}
    result = []
    for row in lexicons.rows("reporting.tsv"):
        role, language = row["class"], row["language"]
        forms = row["forms"].split("|")
        for form in forms:
            if not form or form != form.strip() or form != form.casefold():
                raise row.fail(f"form {form!r} is empty, spaced or has capitals", "mend it")
            key = counted_form(form, lexicons)
            if line_of.get(key) == row.line:
                continue  # two spellings that are counted as one
            row.claim(key, line_of, form)
            thirds = {f"{form}s", f"{form}es", f"{form[:-1]}ies"}
            plural = role in SPEAKING and language == "en" and not thirds.isdisjoint(forms)
            result.append(Cue(form, role, language, plural))
    return tuple(result)
