"""Words and their groups: stop-words, spelling aliases, topics, occasions, the words of dates."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.lexicons.rows import FOLDER, PACKAGE, Lexicons, read_rows

LANGUAGES = ("en", "ru", "uk")
_MIN_PREFIX_LETTERS = 3  # "tr" would count trade, train and trust alike
MAX_ACRONYM_LETTERS = 5  # US, BRICS: up to so many capitals match capitals only


@cache
def stopwords(
    *lists: str, language: str | None = None, lexicons: Lexicons = PACKAGE
) -> frozenset[str]:
    """Read the words left out of word lists, of all languages or one.

    ``lists`` are ``function`` (closed-class words of any text) and ``project`` (words that say
    nothing in this corpus); none given means both.
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


@dataclass(frozen=True)
class Entry:
    """One lexicon term: the group it counts for, how it is written and how it is matched."""

    group: str
    term: str
    match: str  # word: trade · phrase: trade deal · prefix: strateg (strategy, strategic, …)

    @property
    def is_acronym(self) -> bool:
        """Whether only capitals count: US is not "us"."""
        short = self.match == "word" and len(self.term) <= MAX_ACRONYM_LETTERS
        return short and self.term.isupper()


@cache
def entries(name: str, lexicons: Lexicons = PACKAGE) -> tuple[Entry, ...]:
    """Read a lexicon of terms: ``topics`` or ``occasions``.

    A term may stand in one group only, so that no mark is counted twice.
    """
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
def date_words() -> dict[str, dict[str, str]]:
    """Read dates.tsv, the words of dates: cue → what they count for → forms as one pattern.

    Columns: cue, value (1 for January; often empty), forms (a regular expression), example. They
    are the package's own: a corpus cannot lay others over them.
    """
    cues: dict[str, dict[str, str]] = {}
    for row in read_rows(FOLDER / "dates.tsv", "cue value? forms example"):
        if not re.search(rf"\b(?:{row['forms']})", row["example"], re.IGNORECASE):
            raise row.fail(f"the forms do not match {row['example']!r}", "mend forms or example")
        forms = cues.setdefault(row["cue"], {})
        before = forms.get(row["value"])
        forms[row["value"]] = f"{before}|{row['forms']}" if before else row["forms"]
    return cues


def counted_form(form: str, lexicons: Lexicons = PACKAGE) -> tuple[str, ...]:
    """Return the words of a form as they are compared: no case, spelling variants as one."""
    same = aliases(lexicons)  # "Sergei Lavrov" → sergey, lavrov
    return tuple(same.get(word, word) for word in form.casefold().split())
