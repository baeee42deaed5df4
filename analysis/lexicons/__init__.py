"""What a researcher edits: tables of patterns, words and topics, and their strict readers.

Every reader checks every row and names file and line of the first one it cannot use.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from analysis.tables import LABELS, InputError

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ru", "uk")
SCOPES = ("line", "block", "end")
MATCHES = ("word", "phrase", "prefix")
MIN_PREFIX_LETTERS = 3
MAX_ACRONYM_LETTERS = 5
GAP_CHARS = 120  # how far apart the parts of an alias of an event may stand
KINDS = ("actor", "place")
SIDES = ("china", "russia", "other", "")
# What a name stands for: the first word of its note.
STANDS_FOR = (
    *("person", "woman", "role", "state", "body", "group", "media"),
    *("capital", "past", "place"),
)
SPEAKING = ("say", "tell", "attitude", "meet")
CUES = (
    *SPEAKING,
    *("source", "for", "impersonal", "agreement", "credit", "piece"),
    *("joint", "jointly", "they", "he", "she", "we", "this", "body", "text"),
    *("minister", "diplomat", "ambassador", "president", "premier", "spokesperson", "official"),
)
RELATIONS = ("before", "after", "during", "anniversary", "tenure", "chairmanship")


@dataclass(frozen=True)
class Row:
    """One row of a lexicon file and the line it stands on."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the cell of one column."""
        return self.cells[column]

    def fail(self, problem: str, remedy: str) -> InputError:
        """Return the error that names this row."""
        return InputError(f"{self.path}:{self.line}: {problem}; {remedy}")

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """Return a cell that must be one of a few words."""
        if self[column] not in allowed:
            raise self.fail(f"{column} {self[column]!r} is unknown", f"use {' | '.join(allowed)}")
        return self[column]


def read_rows(path: Path, columns: Sequence[str], *, required: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a lexicon with a header line: tab-separated, or CSV by its ending.

    Raises `InputError` with path and line for a missing file, bytes that are not UTF-8, another
    header, a wrong number of cells, an empty required cell or white space around a cell.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: no such lexicon; restore it from the repository") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    rows = _csv_rows(text) if path.suffix == ".csv" else _tsv_rows(text)
    if next(rows, (0, []))[1] != list(columns):
        raise InputError(f"{path}:1: the header must be {', '.join(columns)}")
    for number, cells in rows:
        row = Row(path, number, dict(zip(columns, cells, strict=False)))
        if len(cells) != len(columns):
            raise row.fail(f"{len(cells)} cells instead of {len(columns)}", "mend the row")
        for column, cell in row.cells.items():
            if cell != cell.strip():
                raise row.fail(f"white space around {column}", "remove it")
            if not cell and column in required:
                raise row.fail(f"{column} is empty", "fill it in or delete the row")
        yield row


def _tsv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.removesuffix("\n").split("\n")
    yield from ((number, line.split("\t")) for number, line in enumerate(lines, start=1))


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    yield from ((reader.line_num, cells) for cells in reader)


@dataclass(frozen=True)
class Boilerplate:
    """The rules of boilerplate.tsv, compiled by scope.

    ``line`` and ``block`` hold one alternation each, whose groups ``r<n>`` name the row; ``end``
    is searched at the end of heading lines. ``rules`` maps the group to (label, reason).
    """

    line: re.Pattern[str]
    end: re.Pattern[str]
    rules: dict[str, tuple[str, str]]
    blocks: frozenset[str]


@cache
def boilerplate(path: Path = FOLDER / "boilerplate.tsv") -> Boilerplate:
    """Read the rules that recognise page furniture.

    Columns: pattern (regular expression, case ignored), label, scope (line: a whole line; block: a
    line that opens a list of teasers; end: the end of a heading line), note, source.
    """
    alternatives: dict[str, list[str]] = {scope: [] for scope in SCOPES}
    rules: dict[str, tuple[str, str]] = {}
    blocks = set()
    columns = ("pattern", "label", "scope", "note", "source")
    for row in read_rows(path, columns, required=columns):
        scope = row.choice("scope", SCOPES)
        label = row.choice("label", LABELS)
        try:
            compiled = re.compile(row["pattern"], re.IGNORECASE)
        except re.error as error:
            raise row.fail(f"pattern does not compile ({error})", "mend the pattern") from None
        if compiled.groups:
            raise row.fail("pattern has a capturing group", "write (?:…) instead of (…)")
        if compiled.fullmatch(""):
            raise row.fail("pattern matches the empty string", "make it match something")
        group = f"r{row.line}"
        rules[group] = (label, f"{path.name}:{row.line} {row['note']}")
        alternatives[scope].append(f"(?P<{group}>{row['pattern']})")
        if scope == "block":
            blocks.add(group)
    never = r"(?!)"
    whole_lines = "|".join(alternatives["line"] + alternatives["block"]) or never
    return Boilerplate(
        line=re.compile(whole_lines, re.IGNORECASE),
        end=re.compile(rf"(?:{'|'.join(alternatives['end']) or never})\s*\Z", re.IGNORECASE),
        rules=rules,
        blocks=frozenset(blocks),
    )


@cache
def stopwords(
    *lists: str, path: Path = FOLDER / "stopwords.tsv", language: str | None = None
) -> frozenset[str]:
    """Read the words left out of word lists.

    Parameters
    ----------
    lists
        ``function`` (closed-class words of any text), ``project`` (words that say nothing in this
        corpus); none given means both.
    language
        en, ru or uk; None means all three.
    """
    columns = ("word", "language", "list", "source")
    words = set()
    for row in read_rows(path, columns, required=columns):
        row.choice("language", LANGUAGES)
        row.choice("list", ("function", "project"))
        if row["word"] != row["word"].casefold():
            raise row.fail(f"{row['word']!r} has capitals", "write it in lower case")
        if (not lists or row["list"] in lists) and language in (None, row["language"]):
            words.add(row["word"])
    return frozenset(words)


@cache
def aliases(path: Path = FOLDER / "aliases.tsv") -> dict[str, str]:
    """Read the spellings counted as one: folded form → the term it is counted as."""
    mapping: dict[str, str] = {}
    rows = list(read_rows(path, ("form", "term", "note"), required=("form", "term", "note")))
    forms = {row["form"] for row in rows}
    for row in rows:
        for column in ("form", "term"):
            if row[column] != row[column].casefold() or len(row[column].split()) != 1:
                raise row.fail(f"{column} {row[column]!r} is not one lower-case word", "mend it")
        if row["form"] in mapping:
            raise row.fail(f"{row['form']!r} stands here twice", "keep one row")
        if row["term"] in forms:
            raise row.fail(f"{row['term']!r} is itself a form", "point to the final term")
        mapping[row["form"]] = row["term"]
    return mapping


@dataclass(frozen=True)
class Entry:
    """One lexicon term: the group it counts for, how it is written and how it is matched."""

    group: str
    term: str
    match: str

    @property
    def is_acronym(self) -> bool:
        """Whether only capitals count: US is not "us"."""
        short = self.match == "word" and len(self.term) <= MAX_ACRONYM_LETTERS
        return short and self.term.isupper()


@cache
def entries(name: str, path: Path | None = None) -> tuple[Entry, ...]:
    """Read a lexicon of terms: ``topics`` or ``occasions``.

    Columns: the group (``topic`` or ``occasion``), term, match (word | phrase | prefix), note. A
    term may stand in one group only, so that no mark is counted twice.
    """
    path = path or FOLDER / f"{name}.tsv"
    group = name.removesuffix("s")
    found: dict[str, str] = {}
    result = []
    required = (group, "term", "match")
    for row in read_rows(path, (*required, "note"), required=required):
        match = row.choice("match", MATCHES)
        words = row["term"].split(" ")
        if (len(words) > 1) != (match == "phrase"):
            raise row.fail(f"{row['term']!r} is no {match}", "a phrase has two or more words")
        if match == "prefix" and len(row["term"]) < MIN_PREFIX_LETTERS:
            raise row.fail(
                f"prefix {row['term']!r} is too short",
                f"use at least {MIN_PREFIX_LETTERS} letters",
            )
        folded = row["term"].casefold()
        if folded in found:
            raise row.fail(f"{row['term']!r} also stands under {found[folded]!r}", "keep one")
        found[folded] = row[group]
        result.append(Entry(row[group], row["term"], match))
    return tuple(result)


@dataclass(frozen=True)
class Name:
    """One way to write an actor or a place: one row of names.tsv."""

    form: str
    name: str
    kind: str
    side: str
    stands_for: str
    oblique: bool  # a case form that is no subject
    note: str

    role = "name"

    @property
    def term(self) -> str:
        """The form."""
        return self.form

    @property
    def match(self) -> str:
        """``word`` or ``phrase``."""
        return "phrase" if " " in self.form else "word"

    @property
    def is_acronym(self) -> bool:
        """Whether only capitals count: US is not "us"."""
        return len(self.form) <= MAX_ACRONYM_LETTERS and self.form.isupper()


@cache
def names(path: Path = FOLDER / "names.tsv") -> tuple[Name, ...]:
    """Read the actors and places: who is meant, and for which side they speak.

    Columns: form (a word or phrase), name (who or what is meant), kind (actor | place), side (china
    | russia | other, or empty for a place that speaks for nobody), note. The note begins with what
    the name stands for (`STANDS_FOR`); "oblique" after it marks a Russian or Ukrainian case form
    that is no subject. What follows the colon says who it is: the words minister, diplomat,
    ambassador, president, premier, spokesperson and official in it are roles that may stand for
    the person later in a text.

    A capital that is written for a government (Beijing, Moscow) is a place with a side: it is
    counted as a place, and speaks only where it is the subject. The Kremlin and the White House
    are offices and therefore actors. News media are actors of side other, whoever owns them.
    Spelling aliases are applied before two forms are compared; no form may stand twice.
    """
    columns = ("form", "name", "kind", "side", "note")
    found: dict[tuple[str, ...], int] = {}
    result = []
    for row in read_rows(path, columns, required=("form", "name", "kind", "note")):
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
        if not re.fullmatch(r"[\w'.-]+(?: [\w'.-]+)*", row["form"]):
            raise row.fail(f"form {row['form']!r} is no word or phrase", "write plain words")
        key = _counted(row["form"])
        if key in found:
            raise row.fail(f"{row['form']!r} stands already in line {found[key]}", "keep one")
        found[key] = row.line
        result.append(
            Name(row["form"], row["name"], kind, side, stands_for, bool(case), note.strip())
        )
    return tuple(result)


@dataclass(frozen=True)
class Cue:
    """One way to write that someone speaks: a verb, a phrase, or a word that stands for someone."""

    form: str
    role: str
    language: str
    plural: bool  # "agree": a verb only after several speakers, elsewhere it may be a noun

    is_acronym = False

    @property
    def term(self) -> str:
        """The form."""
        return self.form

    @property
    def match(self) -> str:
        """``word`` or ``phrase``."""
        return "phrase" if " " in self.form else "word"


@cache
def reporting(path: Path = FOLDER / "reporting.tsv") -> tuple[Cue, ...]:
    """Read the words that tell who speaks.

    Columns: forms (alternatives separated by ``|``), class, language (en | ru | uk), note. Classes:
    say (X said; also "…", said X), tell (X thanked Y), attitude (X supports …), meet (an event is
    told), source (according to X), for (For X, …), impersonal (it is noted that), agreement (it
    was agreed), credit (who published it), piece (an interview, an article), and words that stand
    for speakers: joint (both sides), jointly (a joint statement), they, he, she, we, this, body
    (the ministry), text (the statement), minister … official. An English form whose row also has
    it with -s is read as a verb only after a plural.
    """
    found: dict[tuple[str, ...], int] = {}
    result = []
    columns = ("forms", "class", "language", "note")
    for row in read_rows(path, columns, required=("forms", "class", "language")):
        role, language = row.choice("class", CUES), row.choice("language", LANGUAGES)
        forms = row["forms"].split("|")
        for form in forms:
            if not form or form != form.strip() or form != form.casefold():
                raise row.fail(f"form {form!r} is empty, spaced or has capitals", "mend it")
            key = _counted(form)
            if key in found and found[key] != row.line:
                raise row.fail(f"{form!r} stands already in line {found[key]}", "keep one")
            if key in found:
                continue  # two spellings that are counted as one
            found[key] = row.line
            thirds = {f"{form}s", f"{form}es", f"{form[:-1]}ies"}
            plural = role in SPEAKING and language == "en" and not thirds.isdisjoint(forms)
            result.append(Cue(form, role, language, plural))
    return tuple(result)


def _counted(form: str) -> tuple[str, ...]:
    """Return the words of a form as they are compared: no case, spelling variants as one."""
    same = aliases()
    return tuple(same.get(word, word) for word in form.casefold().split())


@dataclass(frozen=True)
class Alias:
    """One spelling of an event: what every match contains, and the pattern.

    The pattern is for text in lower case and may begin inside a word, which the caller checks:
    so it can begin with a literal, and is found fast.
    """

    words: frozenset[str]  # whole words
    stem: str  # the longest beginning of a word, for an alias without whole words
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Event:
    """One row of the diplomatic calendar; ``end`` is None while a term of office runs."""

    id: str
    label: str
    start: date
    end: date | None
    relation: str
    aliases: tuple["Alias", ...]
    is_identity: bool
    source: str


@cache
def events(path: Path = FOLDER / "events.csv") -> tuple[Event, ...]:
    """Read the diplomatic calendar.

    Columns: id, label, start, end (YYYY-MM-DD; end may be empty for a running tenure or
    chairmanship), relation (before | after | during | anniversary | tenure | chairmanship),
    aliases, class (context | identity), source, note. Aliases are alternatives separated by
    ``|``; in one, ``*`` stands for the rest of a word and ``…`` for a few words of the same
    sentence; case, punctuation and # between words are ignored.
    """
    columns = ("id", "label", "start", "end", "relation", "aliases", "class", "source", "note")
    required = ("id", "label", "start", "relation", "aliases", "class", "source")
    found: dict[str, Event] = {}
    for row in read_rows(path, columns, required=required):
        relation = row.choice("relation", RELATIONS)
        start, end = _iso_day(row, "start"), None
        if row["end"]:
            end = _iso_day(row, "end")
            if end < start:
                raise row.fail(f"end {end} is before start {start}", "exchange them")
        elif relation not in ("tenure", "chairmanship"):
            raise row.fail("end is empty", "only a running tenure or chairmanship has no end")
        if row["id"] in found:
            raise row.fail(f"id {row['id']!r} stands here twice", "choose another")
        found[row["id"]] = Event(
            row["id"],
            row["label"],
            start,
            end,
            relation,
            tuple(_alias(row, alias) for alias in row["aliases"].split("|")),
            row.choice("class", ("context", "identity")) == "identity",
            row["source"],
        )
    return tuple(found.values())


@dataclass(frozen=True)
class Ruling:
    """A person's choice between contradicting dates of one item, with the reason."""

    chosen: date
    reason: str
    place: str  # path:line


@cache
def rulings(path: Path = FOLDER / "rulings.csv") -> dict[tuple[str, str], Ruling]:
    """Read the rulings: (item, target) → the day chosen and why.

    Columns: item, target (event), chosen (YYYY-MM-DD), reason, source.
    """
    columns = ("item", "target", "chosen", "reason", "source")
    found: dict[tuple[str, str], Ruling] = {}
    for row in read_rows(path, columns, required=columns):
        key = row["item"], row.choice("target", ("event",))
        if key in found:
            raise row.fail(f"a second ruling on the {key[1]} of {key[0]}", "keep one")
        found[key] = Ruling(_iso_day(row, "chosen"), row["reason"], f"{path}:{row.line}")
    return found


def check_all() -> None:
    """Read every lexicon, so that a malformed row is known before any work is done."""
    boilerplate()
    stopwords()
    aliases()
    entries("topics")
    entries("occasions")
    names()
    reporting()
    events()
    rulings()


def check_rulings(items: Iterable[str], path: Path = FOLDER / "rulings.csv") -> None:
    """Raise `InputError` with the line of the first ruling on an item that does not exist.

    Rulings on documents that are not in the corpus are of another corpus and left alone.
    """
    known = set(items)
    documents = {item.rpartition("-")[0] for item in known}
    columns = ("item", "target", "chosen", "reason", "source")
    for row in read_rows(path, columns, required=columns):
        if row["item"] not in known and row["item"].rpartition("-")[0] in documents:
            raise row.fail(f"there is no item {row['item']!r}", "see corpus.items.item_id")


def _iso_day(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise row.fail(f"{column} {row[column]!r} is no day", "write YYYY-MM-DD") from None


def _alias(row: Row, alias: str) -> Alias:
    """Compile one alias."""
    words = alias.lower().split()
    whole = " ".join(word for word in words if "*" not in word).casefold()
    stem = max(
        (word.split("*")[0].casefold() for word in words if word != "…"), key=len, default=""
    )
    if not re.search(r"\w", stem):
        raise row.fail(f"alias {alias!r} matches nothing in particular", "give it a word")
    parts = [re.escape(w).replace(r"\*", r"\w*").replace("'", "['’]") for w in words]
    pattern = r"\W{1,3}".join(parts).replace(r"\W{1,3}…\W{1,3}", rf"\W[^.!?\n]{{0,{GAP_CHARS}}}?\b")
    compiled = re.compile(rf"{pattern}(?!\w)")
    return Alias(frozenset(re.findall(r"\w+", whole)), stem, compiled)
