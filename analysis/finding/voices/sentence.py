"""Lexicon hits of one sentence → groups of actors that could speak."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from analysis.lexicons import Entry
from analysis.lexicons.rows import FOLDER, read_rows
from analysis.lexicons.terms import SPEAKING

# Quotation marks → what closes them; a mark of another kind inside them is part of the words.
CLOSING = {'"': '"', "“": "”", "«": "»", "„": "“”"}
QUOTE = re.compile('["“”«»„]')
# Between two actors that are not one: "China-Russia", "Beijing, Moscow", "Lavrov: China".
APART = re.compile(r"[-–—,:;(]")
# From the last two letters of a word: China's, both sides', Lavrov 's.
POSSESSIVE = re.compile(r"['’][sS]|.[sS]['’]|.. ['’]s\b")
# Speak under a name of their own, and may have a name behind them; "China" is no title.
SPEAKERS = ("person", "woman", "role", "body")
TITLES = (*SPEAKERS, "group", "joint", "office")
# Closed classes of words, each with its example; the package's own.
_ROWS = read_rows(FOLDER / "voices.tsv", "class words example")
CLOSED = {row["class"]: frozenset(row["words"].split()) for row in _ROWS}


class Mention(NamedTuple):
    """A hit of a lexicon in a sentence: first and last token, and the row."""

    first: int
    last: int
    entry: Entry


@dataclass(slots=True)
class Group:
    """Actors that act as one: side by side; ``joined`` are those behind an "and"."""

    # "Chinese Foreign Minister Wang Yi and his Russian counterpart Sergei Lavrov" → one, with one

    first: int
    last: int
    members: list[Entry]
    possessive: bool
    joined: list["Group"] = field(default_factory=list)

    @property
    def head(self) -> Entry | None:
        """Who is meant by "Chinese Foreign Minister Wang Yi": the person, else no agency."""
        order = {"person": 0, "woman": 0, "media": 2}
        sided = (entry for entry in self.members if entry.side)
        return min(sided, key=lambda entry: order.get(entry.role, 1), default=None)

    @property
    def sides(self) -> list[str]:
        """The sides of all that are named in it; empty for a part that names none."""
        own = [self.head.side if self.head else ""]
        if any(entry.role == "joint" for entry in self.members):
            own = [entry.side for entry in self.members if entry.side]
        return [*own, *(side for part in self.joined for side in part.sides)]


def _groups(sentence: "Sentence") -> list[Group]:
    """Join the actors among the mentions into groups."""
    groups: list[Group] = []
    latest: Group | None = None
    for first, last, entry in sentence.mentions:
        if entry.role in (*SPEAKING, "source", "piece"):
            continue
        if latest and _extends(sentence, latest, first, entry):
            latest.members.append(entry)
        else:
            between = range(latest.last + 1, first) if latest and not latest.possessive else ()
            latest = Group(first, last, [entry], False)
            is_and = between and sentence.terms[between[0]] in CLOSED["and"]
            if is_and and all(map(sentence.is_title, between[1:])):
                groups[-1].joined.append(latest)  # "Wang and his colleague Lavrov"
            else:
                groups.append(latest)
        possessive = bool(POSSESSIVE.match(sentence.raw, sentence.ends[last] - 2))
        for group in (latest, groups[-1]):
            group.last, group.possessive = last, possessive
    return groups


def _extends(sentence: "Sentence", group: Group, first: int, entry: Entry) -> bool:
    """Whether an actor belongs to the group before it: "Minister of Iran Ali", no "In Iran Ali"."""
    titled = group.possessive or any(member.role in TITLES for member in group.members)
    between = range(group.last + 1, first)
    linking = [sentence.terms[n] for n in between if not sentence.is_title(n)]
    if linking:  # "Ambassador of Russia to Canada"
        return titled and linking in (["of"], ["for"], ["to"])
    apart = APART.search(sentence.after(group.last))
    return not apart and (titled or entry.role not in ("person", "woman"))


@dataclass
class Sentence:
    """The tokens of one sentence, what the lexicons find in them, and where it stands."""

    item: int
    start: int
    end: int
    raw: str
    line: int
    terms: list[str]
    starts: list[int]
    ends: list[int]
    mentions: list[Mention]
    quotes: list[tuple[int, int]] = field(default_factory=list)  # of its line
    groups = cached_property(_groups)

    def after(self, n: int) -> str:
        """Return the characters between a token and the next."""
        return self.raw[self.ends[n] : [*self.starts[n + 1 : n + 2], self.end][0]]

    def word(self, n: int) -> str:
        """Return a token as written."""
        return self.raw[self.starts[n] : self.ends[n]]

    def is_title(self, n: int) -> bool:
        """Whether a token only leads to a name: an article, a title, an initial as in S. Lavrov."""
        initial = self.ends[n] - self.starts[n] == 1 and self.after(n).startswith(".")
        return initial or self.terms[n] in CLOSED["determiner"]

    def is_quoted(self, n: int) -> bool:
        """Whether a token stands inside quotation marks."""
        k = bisect_right(self.quotes, (self.starts[n], self.end)) - 1
        return k >= 0 and self.starts[n] < self.quotes[k][1]

    def group_behind(self, n: int) -> Group | None:
        """Return the group right behind a token, with titles between; "X's plan" is none."""
        k = bisect_left(self.groups, n + 1, key=lambda group: group.first)
        for group in self.groups[k : k + 1]:
            if not group.possessive and all(map(self.is_title, range(n + 1, group.first))):
                return group
        return None

    def name_end(self, group: Group) -> int:
        """Return the last token of a group and the unknown name behind it: "Minister Ivan Su"."""
        k = bisect_right(self.mentions, group.last, key=lambda mention: mention.first)
        known = self.mentions[k].first if k < len(self.mentions) else len(self.terms)
        stop = min(known, group.last + 5)
        for n in range(group.last + 1, stop):
            if self.after(n - 1).strip(" .") or not self.word(n)[0].isupper():
                return n - 1
        return stop - 1


def quotations(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the quoted stretches of one line; one that is not closed ends with it."""
    quotes: list[tuple[int, int]] = []
    opened = -1
    for mark in QUOTE.finditer(raw, start, end):
        if opened < 0 and mark[0] in CLOSING:
            opened = mark.start()
        elif opened >= 0 and mark[0] in CLOSING[raw[opened]]:
            quotes.append((opened, mark.end()))
            opened = -1
    return [*quotes, (opened, end)] if opened >= 0 else quotes
