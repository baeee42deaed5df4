"""Lexicon hits of one sentence → groups of actors that could speak.

Actors and titles that stand side by side, or with "and" between them, are one group: "Chinese
Foreign Minister Wang Yi and his Russian counterpart Sergei Lavrov".
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.lexicons.terms import SPEAKING, Cue, Name

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


def words(text: str) -> frozenset[str]:
    """Return a closed class of words."""
    return frozenset(text.split())


# Lead to a name: "and his new Russian counterpart Lavrov".
DETERMINERS = words(
    "the a an his her its their our former acting deputy senior top first vice visiting new mr mrs "
    "ms dr h.e state councilor russian chinese permanent его ее её их своим його її г-н"
)


class Mention(NamedTuple):
    """A hit of a lexicon in a sentence: first and last token, and the row."""

    first: int
    last: int
    entry: Name | Cue


@dataclass(slots=True)
class Group:
    """Actors that act as one: side by side; ``joined`` are those behind an "and"."""

    first: int
    last: int
    members: list[Mention]
    possessive: bool
    joined: list["Group"] = field(default_factory=list)

    @property
    def head(self) -> Name | None:
        """Who is meant by "Chinese Foreign Minister Wang Yi": the person, else no agency."""
        sided = [m.entry for m in self.members if isinstance(m.entry, Name) and m.entry.side]
        persons = [name for name in sided if name.stands_for in ("person", "woman")]
        others = [name for name in sided if name.stands_for != "media"]
        return next(iter(persons + others + sided), None)

    @property
    def sides(self) -> list[str]:
        """The sides of all that are named in it; empty for a part that names none."""
        own = [self.head.side if self.head else ""]
        if any(m.entry.role == "joint" for m in self.members):  # "the ministers of Russia and Iran"
            own = [m.entry.side for m in self.members if m.entry.side]
        return [*own, *(side for part in self.joined for side in part.sides)]


@dataclass(slots=True)
class Sentence:
    """The tokens of one sentence, what the lexicons find in them, and where it stands."""

    item: str
    number: int
    start: int
    end: int
    raw: str
    line: int
    terms: list[str]
    starts: list[int]
    ends: list[int]
    mentions: list[Mention]
    groups: list[Group] = field(init=False)
    quotes: list[tuple[int, int]] = field(default_factory=list)  # of its line

    def __post_init__(self) -> None:
        """Join the actors among the mentions into groups."""
        self.groups = _groups(self)

    def after(self, n: int) -> str:
        """Return the characters between a token and the next."""
        return self.raw[self.ends[n] : [*self.starts[n + 1 : n + 2], self.end][0]]

    def word(self, n: int) -> str:
        """Return a token as written."""
        return self.raw[self.starts[n] : self.ends[n]]

    def is_title(self, n: int) -> bool:
        """Whether a token only leads to a name: an article, a title, an initial as in S. Lavrov."""
        initial = self.ends[n] - self.starts[n] == 1 and self.after(n).startswith(".")
        return initial or self.terms[n] in DETERMINERS

    def are_titles(self, first: int, stop: int) -> bool:
        """Whether nothing else stands between two tokens."""
        return all(map(self.is_title, range(first, stop)))

    def is_quoted(self, n: int) -> bool:
        """Whether a token stands inside quotation marks."""
        k = bisect_right(self.quotes, (self.starts[n], self.end)) - 1
        return k >= 0 and self.starts[n] < self.quotes[k][1]

    def group_from(self, n: int) -> Group | None:
        """Return the first group that begins at a token or behind it."""
        k = bisect_left(self.groups, n, key=lambda group: group.first)
        return self.groups[k] if k < len(self.groups) else None

    def groups_before(self, n: int) -> list[Group]:
        """Return the last three groups that end before a token, the nearest first."""
        k = bisect_left(self.groups, n, key=lambda group: group.last)
        return self.groups[max(0, k - 3) : k][::-1]

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


def _groups(sentence: Sentence) -> list[Group]:
    groups: list[Group] = []
    for mention in sentence.mentions:
        if mention.entry.role in (*SPEAKING, "source", "piece"):
            continue
        possessive = bool(POSSESSIVE.match(sentence.raw, sentence.ends[mention.last] - 2))
        if groups and _extends(sentence, groups[-1], mention):
            groups[-1].members.append(mention)
            groups[-1].last, groups[-1].possessive = mention.last, possessive
        else:
            groups.append(Group(mention.first, mention.last, [mention], possessive))
    joint: list[Group] = []
    for group in groups:
        n = joint[-1].last + 1 if joint else group.first
        is_and = (
            n < group.first
            and sentence.terms[n] in ("and", "и", "та", "і", "й")
            and not joint[-1].possessive
        )
        if is_and and sentence.are_titles(n + 1, group.first):  # "Wang and his colleague Lavrov"
            joint[-1].joined.append(group)
            joint[-1].last, joint[-1].possessive = group.last, group.possessive
        else:
            joint.append(group)
    return joint


def _extends(sentence: Sentence, group: Group, mention: Mention) -> bool:
    """Whether an actor belongs to the group before it: "Minister of Iran Ali", no "In Iran Ali"."""
    titled = group.possessive or any(member.entry.role in TITLES for member in group.members)
    between = range(group.last + 1, mention.first)
    linking = [sentence.terms[n] for n in between if not sentence.is_title(n)]
    if linking:  # "Ambassador of Russia to Canada"
        return titled and linking in (["of"], ["for"], ["to"])
    apart = APART.search(sentence.after(group.last))
    return not apart and (titled or mention.entry.role not in ("person", "woman"))
