"""Words and their groups: stop-words, spelling aliases, topics, occasions, names, dates."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.lexicons.rows import FOLDER, PACKAGE, Lexicons, read_rows

LANGUAGES = ("en", "ru", "uk")
_MIN_PREFIX_LETTERS = 3  # "tr" would count trade, train and trust alike
_MAX_ACRONYM_LETTERS = 5  # US, BRICS: up to so many capitals match capitals only
# What a name stands for: the first word of its note, "role: minister of Russia".
_STANDS_FOR = (
    *("person", "woman", "role", "state", "body"),
    *("group", "media", "capital", "past", "place"),
)
SPEAKING = ("say", "tell", "attitude", "together")  # the classes that are verbs
# A form is words of letters, digits, apostrophes, dots and hyphens: "Wang Yi", "U.S.".
_FORM = re.compile(r"[\w'.-]+(?: [\w'.-]+)*")


@cache
def stopwords(
    *lists: str, language: str | None = None, lexicons: Lexicons = PACKAGE
) -> frozenset[str]:
    """Read the words left out of word lists, of all languages or one.

    ``lists`` are ``function`` (of any text) and ``project`` (of this corpus); none means both.
    """
    words = set()
    for row in lexicons.rows("stopwords.tsv"):
        if row["word"] != row["word"].casefold():
            raise row.fail(f"{row['word']!r} has capitals", "write it in lower case")
        if (not lists or row["list"] in lists) and language in (None, row["language"]):
            words.add(row["word"])
    return frozenset(words)


@cache
def aliases(lexicons: Lexicons = PACKAGE) -> dict[str, str]:
    """Read the spellings counted as one: folded form → the term it is counted as."""
    line_of: dict[str, int] = {}
    rows = list(lexicons.rows("aliases.tsv"))
    forms = {row["form"] for row in rows}
    for row in rows:
        for column in ("form", "term"):
            if row[column] != row[column].casefold() or len(row[column].split()) != 1:
                raise row.fail(f"{column} {row[column]!r} is not one lower-case word", "mend it")
        row.claim(row["form"], line_of, row["form"])
        if row["term"] in forms:
            raise row.fail(f"{row['term']!r} is itself a form", "point to the final term")
    return {row["form"]: row["term"] for row in rows}


def counted_form(form: str, lexicons: Lexicons = PACKAGE) -> tuple[str, ...]:
    """Return the words of a form as they are compared: no case, spelling variants as one."""
    same = aliases(lexicons)  # "Sergei Lavrov" → sergey, lavrov
    return tuple(same.get(word, word) for word in form.casefold().split())


@dataclass(frozen=True)
class Entry:
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
    def stands_for(self) -> str:
        """What a name stands for: a person, a state …: the same as its role."""
        return self.role


Name = Entry  # a row of names.tsv
Cue = Entry  # a row of reporting.tsv


@cache
def entries(name: str, lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read ``topics`` or ``occasions``; a term stands in one group only, to be counted once."""
    group_of: dict[str, str] = {}
    result = []
    for row in lexicons.rows(f"{name}.tsv"):
        group, term, match = row[name.removesuffix("s")], row["term"], row["match"]
        if (" " in term) != (match == "phrase"):
            raise row.fail(f"{term!r} is no {match}", "a phrase has two or more words")
        if match == "prefix" and len(term) < _MIN_PREFIX_LETTERS:
            remedy = f"use at least {_MIN_PREFIX_LETTERS} letters"
            raise row.fail(f"prefix {term!r} is too short", remedy)
        if (folded := term.casefold()) in group_of:
            raise row.fail(f"{term!r} also stands under {group_of[folded]!r}", "keep one")
        group_of[folded] = group
        result.append(Entry(group, term, match))
    return tuple(result)


@cache
def names(lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read the actors and places: who is meant, and for which side they speak, if for any.

    The note begins with what the name stands for; "oblique" after it marks a Russian or Ukrainian
    case form that is no subject. A capital that is written for a government (Beijing) is a place
    with a side: it speaks only where it is the subject. The Kremlin and the White House are
    offices and therefore actors, and news media are of side other, whoever owns them.
    """
    line_of: dict[tuple[str, ...], int] = {}
    result = []
    for row in lexicons.rows("names.tsv"):
        form, kind, side = row["form"], row["kind"], row["side"]
        head = row["note"].partition(":")[0]
        stands_for, _, case = head.partition(" ")
        if kind == "actor" and not side:
            raise row.fail("an actor has no side", "use china | russia | other")
        if stands_for not in _STANDS_FOR or case not in ("", "oblique"):
            raise row.fail(f"note begins with {head!r}", f"use {' | '.join(_STANDS_FOR)}")
        if (stands_for in ("capital", "place")) != (kind == "place"):
            raise row.fail(f"a {kind} is no {stands_for}", "correct kind or note")
        if (stands_for == "place") != (not side):
            raise row.fail(f"a {stands_for} has side {side!r}", "correct side or note")
        if not _FORM.fullmatch(form):
            raise row.fail(f"form {form!r} is no word or phrase", "write plain words")
        row.claim(counted_form(form, lexicons), line_of, form)
        told = "phrase", row["name"], kind, side, stands_for, bool(case)
        result.append(Entry("", form, *told))
    return tuple(result)


@cache
def reporting(lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read the words that tell who speaks; forms are alternatives separated by ``|``.

    say (X said), tell (X thanked Y), attitude (X supports …), together (X and Y discussed), source
    (according to X), piece (an interview), joint (both sides), office (the minister: nobody by
    itself). An English form whose row also has it with -s is a verb only after a plural.
    """
    line_of: dict[tuple[str, ...], int] = {}
    result = []
    for row in lexicons.rows("reporting.tsv"):
        role, forms = row["class"], row["forms"].split("|")
        for form in forms:
            if not form or form != form.strip() or form != form.casefold():
                raise row.fail(f"form {form!r} is empty, spaced or has capitals", "mend it")
            key = counted_form(form, lexicons)
            if line_of.get(key) == row.line:
                continue  # two spellings that are counted as one
            row.claim(key, line_of, form)
            thirds = {f"{form}s", f"{form}es", f"{form[:-1]}ies"}
            is_english_verb = role in SPEAKING and row["language"] == "en"
            plural = is_english_verb and not thirds.isdisjoint(forms)
            result.append(Entry("", form, role=role, plural=plural))
    return tuple(result)


@cache
def date_words() -> dict[str, dict[str, str]]:
    """Read dates.tsv: cue → what its words count for (1 for January) → forms as one pattern.

    They are the package's own: a corpus cannot lay others over them.
    """
    cues: dict[str, dict[str, str]] = {}
    for row in read_rows(FOLDER / "dates.tsv", "cue value? forms example"):
        if not re.search(rf"\b(?:{row['forms']})", row["example"], re.IGNORECASE):
            raise row.fail(f"the forms do not match {row['example']!r}", "mend forms or example")
        forms = cues.setdefault(row["cue"], {})
        before = forms.get(row["value"])
        forms[row["value"]] = f"{before}|{row['forms']}" if before else row["forms"]
    return cues
