"""Words and their groups (stop-words, spellings, topics, occasions, names, dates), and events."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import eq
from pathlib import Path
from typing import Any, NamedTuple

from analysis.lexicons.rows import FOLDER, PACKAGE, Lexicons, Row, boilerplate, read_rows

LANGUAGES = ("en", "ru", "uk")
_MIN_PREFIX_LETTERS = 3  # "tr" would count trade, train and trust alike
_MAX_ACRONYM_LETTERS = 5  # US, BRICS: up to so many capitals match capitals only
# What a name stands for: the first word of its note, "role: minister of Russia".
_STANDS_FOR = "person woman role state body group media capital past place"
_NAMED = ("person", "woman", "capital", "place")  # proper names that have cases
SPEAKING = ("say", "tell", "attitude", "together")  # the classes that are verbs
_FORM = re.compile(r"[\w'.-]+(?: [\w'.-]+)*")  # "Wang Yi", "U.S.", "Уолл-стрит"
_GAP = r"\W[^.!?\n]{0,120}?\b"  # how far apart the parts of an alias of an event may stand
Part = tuple[frozenset[str], re.Pattern[str]]  # a word of every way to write it, and their pattern


@cache
def stopwords(*lists: str, language: str = "", lexicons: Lexicons = PACKAGE) -> frozenset[str]:
    """Read what is left out of word lists: ``function`` or ``project`` words, of all languages."""
    words = set()
    for row in lexicons.rows("stopwords.tsv"):
        word = row["word"].replace("’", "'")
        row.refuse(word != word.casefold(), "capitals", word)
        row.refuse(len(word.split()) > 1, "one word", "word", word)
        if (not lists or row["list"] in lists) and language in ("", row["language"]):
            words.add(word)
    return frozenset(words)


@cache
def aliases(lexicons: Lexicons = PACKAGE) -> dict[str, str]:
    """Read the spellings counted as one: a form, folded or in capitals → the term it counts as."""
    line_of, rows = dict[str, int](), list(lexicons.rows("aliases.tsv"))
    forms = {row["form"].replace("’", "'") for row in rows}
    for row in rows:
        for column in ("form", "term"):
            may = row[column].casefold(), row["form"].upper() if column == "form" else ""
            is_one = row[column] in may and len(row[column].split()) == 1
            row.refuse(not is_one, "one word", column, row[column])
        row.claim(row["form"], line_of, row["form"])
        row.refuse(row["term"] in forms, "chain", row["term"])
    return {row["form"].replace("’", "'"): row["term"].replace("’", "'") for row in rows}


def _counted_form(form: str, lexicons: Lexicons = PACKAGE) -> tuple[str, ...]:
    """Return the words of a form as they are compared: "Sergei Lavrov" → sergey, lavrov."""
    return tuple(aliases(lexicons).get(word, word) for word in form.casefold().split())


class Entry(NamedTuple):
    """One way to write what is counted: a term, an actor or a place, or a word for "says"."""

    group: str  # topic or occasion
    term: str  # as it is written
    match: str = "phrase"  # word: trade · phrase: trade deal · prefix: strateg (strategic, …)
    name: str = ""  # who or what is meant
    kind: str = ""  # actor | place
    side: str = ""
    role: str = ""  # what a name stands for, or the class of a cue
    oblique: bool = False  # a case form that is no subject
    plural: bool = False  # "agree": a verb only after several speakers, elsewhere it may be a noun

    @property
    def is_acronym(self) -> bool:
        """Whether only capitals count: US is not "us"."""
        is_short = len(self.term) <= _MAX_ACRONYM_LETTERS and self.term.isupper()
        return is_short and (self.match == "word" or self.role != "")

    @property
    def is_surname(self) -> bool:
        """Whether it names a person by a surname that stands first, as "Wang" does Wang Yi."""
        return " " in self.name and self.term.split()[-1] == self.name.split()[0]


@cache
def entries(name: str, lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read ``topics`` or ``occasions``; a term stands in one group only, to be counted once."""
    group_of, result = dict[str, str](), list[Entry]()
    for row in lexicons.rows(f"{name}.tsv"):
        group, term, match = row[name.removesuffix("s")], row["term"], row["match"]
        row.refuse((" " in term) != (match == "phrase") or "*" in term, "match", term, match)
        is_short = match == "prefix" and len(term) < _MIN_PREFIX_LETTERS
        row.refuse(is_short, "short prefix", term, _MIN_PREFIX_LETTERS)
        row.refuse(term.casefold() in group_of, "other group", term, group_of.get(term.casefold()))
        group_of[term.casefold()] = group
        result.append(Entry(group, term, match))
    return tuple(result)


@cache
def names(lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read the actors and places: who is meant, and for which side they speak, if for any."""
    line_of, result = dict[tuple[str, ...], int](), list[Entry]()
    for row in lexicons.rows("names.tsv"):
        form, kind, side = row["form"], row["kind"], row["side"]
        head = row["note"].partition(":")[0]
        role, _, case = head.partition(" ")
        is_odd = role not in _STANDS_FOR.split() or case not in ("", "oblique")
        row.refuse(kind == "actor" and not side, "no side")
        row.refuse(is_odd, "stands for", head, _STANDS_FOR.replace(" ", " | "))
        row.refuse((role in ("capital", "place")) != (kind == "place"), "kind", kind, role)
        row.refuse((role == "place") == bool(side), "side", role, side)
        row.refuse(not _FORM.fullmatch(form), "form", form)
        row.claim(_counted_form(form, lexicons), line_of, form)
        result.append(Entry("", form, "phrase", row["name"], kind, side, role, bool(case)))
    return tuple(result)


@cache
def nominatives(lexicons: Lexicons = PACKAGE) -> dict[str, str]:
    """Return the words of Cyrillic names with their nominatives: "лавровым" → лавров."""
    own = [e for e in names(lexicons) if e.role in _NAMED and e.term > "\u0400"]
    parts = [(e, e.term.casefold().split()) for e in own]  # "Дмитрием Медведевым" word by word
    words = [(w, (e.name, len(of), n), e.oblique) for e, of in parts for n, w in enumerate(of)]
    heads = defaultdict[Any, list[str]](list)
    for word, place, is_oblique in words:
        heads[place] += [] if is_oblique else [word]

    def head(word: str, place: Any) -> str:  # "путіну" is a form of путін, not of путин
        return max(heads[place], key=lambda head: sum(map(eq, head, word)), default=word)

    return {word: head(word, place) for word, place, _ in words}


@cache
def reporting(lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read the words that tell who speaks; forms are alternatives separated by ``|``."""
    line_of, result = dict[tuple[str, ...], int](), list[Entry]()
    for row in lexicons.rows("reporting.tsv"):
        role, forms = row["class"], row["forms"].split("|")
        for form in forms:
            row.refuse(not form or form != form.strip().casefold(), "spaced form", form)
            key = _counted_form(form, lexicons)
            if line_of.get(key) == row.line:
                continue  # two spellings that are counted as one
            row.claim(key, line_of, form)
            thirds = {f"{form}s", f"{form}es", f"{form[:-1]}ies"}
            plural = role in SPEAKING and row["language"] == "en" and not thirds.isdisjoint(forms)
            result.append(Entry("", form, role=role, plural=plural))
    return tuple(result)


@cache
def date_words() -> dict[str, dict[str, str]]:
    """Read the package's dates.tsv: cue → what its words count for (1 for January) → forms."""
    cues: dict[str, dict[str, str]] = {}
    for row in read_rows(FOLDER / "dates.tsv", "cue value? forms example"):
        matches = re.search(rf"\b(?:{row['forms']})", row["example"], re.IGNORECASE)
        row.refuse(not matches, "forms", row["example"])
        forms = cues.setdefault(row["cue"], {})
        forms[row["value"]] = "|".join(filter(None, (forms.get(row["value"]), row["forms"])))
    return cues


class Alias(NamedTuple):
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
    parts: tuple[Part, ...] = ()  # in any order of a sentence: who meets, what kind and where


@cache
def events(lexicons: Lexicons = PACKAGE) -> tuple[Event, ...]:
    """Read the diplomatic calendar: what can be before, behind or beside the event told."""
    line_of, result = dict[str, int](), list[Event]()
    for row in lexicons.rows("events.csv"):
        start, end = row.day("start"), row.day("end") if row["end"] else None
        row.refuse(end and end < start, "end before start", end, start)
        row.refuse(not end and row["relation"] not in ("tenure", "chairmanship"), "open end")
        row.claim(row["id"], line_of, row["id"])
        aliases = tuple(_alias(row, alias) for alias in row["aliases"].split("|"))
        told = start, end, row["relation"], aliases, row["class"] == "identity", row["source"]
        result.append(Event(row["id"], row["label"], *told))
    # Then the recorded meetings and calls; one without a place is a call to be dated nearly.
    forms = defaultdict[tuple[str, str], list[str]](list)  # by occasion or name
    for one in (*names(lexicons), *entries("occasions", lexicons)):
        forms[one.group, one.name].append(re.escape(one.term) + r"\w*" * (one.match == "prefix"))
    for row in lexicons.rows("meetings.csv"):
        row.claim(row["id"], line_of, row["id"])
        day, who, where = row.day("day"), row["who"].split("|"), row["where"]
        for name in who:
            row.refuse(("", name) not in forms, "no name", name)
        kind = _part(*forms["call" if row["kind"] == "call" else "meeting", ""])
        places = [_part(*forms.get(("", where), [re.escape(where)]))] if where else []
        parts = *(_part(*forms["", name]) for name in who), *places, (frozenset[str](), kind[1])
        end = row.day("end") if row["end"] else day
        met = day, end, "during" if where else "call", (), True, row["source"], parts
        result.append(Event(row["id"], row["label"], *met))
    return tuple(result)


@cache
def _part(*forms: str) -> Part:
    """Return what finds any of the forms as whole words, in lower case, marks between them."""
    spaced = [form.lower().replace(r"\ ", r"\W{1,3}") for form in forms]
    spaced = [re.sub(r"\\?.", r"\g<0>(?<!\\w.)", form, count=1) for form in spaced]  # at a word
    words = [re.findall(r"[^\W\d_]+", form.lower()) for form in forms]
    alone = {some[0] for some in words if len(some) == 1}  # "Wang", so never "minister" of it
    keys = frozenset(max(some, key=lambda word: (word in alone, len(word))) for some in words)
    return keys, re.compile(rf"(?:{'|'.join(spaced)})(?!\w)")


class Ruling(NamedTuple):
    """A person's choice between contradicting dates of one item, with the reason."""

    chosen: date
    reason: str
    place: str  # path:line
    source: str = ""


def read_rulings(path: Path, text: str) -> dict[tuple[str, int], Ruling]:
    """Read a corpus's rulings.csv: (sha256 of the file, position of the item) → ruling."""
    # The hash says which text was judged: a file that changes is judged anew.
    rulings: dict[tuple[str, int], Ruling] = {}
    for row in read_rows(path, "sha256 position target=event chosen reason source", text=text):
        row.refuse(not re.fullmatch("[0-9a-f]{64}", row["sha256"]), "sha256", row["sha256"])
        position = re.fullmatch("[1-9][0-9]{0,8}", row["position"])
        row.refuse(not position, "position", row["position"])
        key = row["sha256"], int(row["position"])
        row.refuse(key in rulings, "second ruling", key[1])
        rulings[key] = Ruling(row.day("chosen"), row["reason"], f"{path}:{row.line}", row["source"])
    return rulings


def _alias(row: Row, alias: str) -> Alias:
    words = alias.lower().split()
    whole = frozenset(re.findall(r"\w+", " ".join(w for w in words if "*" not in w).casefold()))
    stems = [word.split("*")[0].casefold() for word in words if word != "…"]
    row.refuse(not any(re.search(r"\w", stem) for stem in stems), "vague alias", alias)
    key = max(whole or stems, key=lambda word: (len(word), word))
    parts = [re.escape(w).replace(r"\*", r"\w*").replace("'", "['’]") for w in words]
    pattern = r"\W{1,3}".join(parts).replace(r"\W{1,3}…\W{1,3}", _GAP)
    return Alias(whole, key, re.compile(rf"{pattern}(?!\w)"))


def check_all(lexicons: Lexicons = PACKAGE) -> None:
    """Read every lexicon, so that a malformed row is known before any work is done."""
    for read in (boilerplate, aliases, names, reporting, events):  # and the occasions
        read(lexicons)
    stopwords(lexicons=lexicons)
    entries("topics", lexicons)
