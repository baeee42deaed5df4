"""Lexicon hits of one sentence → groups of actors that could speak, and who they are.

There is no grammar here. Actors and titles that stand side by side, or with "and" between them,
are one group: "Chinese Foreign Minister Wang Yi and his Russian counterpart Sergei Lavrov".
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.lexicons import SPEAKING, Cue, Name

# Quotation marks → what closes them; a mark of another kind inside them is part of the words.
CLOSING = {'"': '"', "“": "”", "«": "»", "„": "“”"}
# Between two actors that are not one: "China-Russia", "Beijing, Moscow", "Lavrov: China".
APART = re.compile(r"[-–—,:;(]")
# From the last two letters of a word: China's, both sides', Lavrov 's.
POSSESSIVE = re.compile(r"['’][sS]|.[sS]['’]|.. ['’]s\b")
# Speak under a name of their own; a state is spoken of more often than it speaks.
SPEAKERS = ("person", "woman", "role", "body")
# The side of a name in names.tsv → the voice of a sentence attributed to it.
VOICE_OF = {"china": "chinese", "russia": "russian", "other": "other"}
# Of one group; a longer list is no subject, and costs no more time.
MAX_MEMBERS = 8


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AND = _words("and и та і й")
# Tie an office to a title: "ambassador of China", "Ambassador of Russia to Canada".
ATTACHING = _words("of for to")
# Between "and" and the name it joins, or before a name: "and his Russian counterpart Lavrov".
DETERMINERS = _words(
    "the a an his her its their our former acting deputy senior top first vice visiting mr mrs ms dr "
    "h.e state councilor political russian chinese permanent его ее её их своим його її их г-н"
)


class Mention(NamedTuple):
    """A hit of a lexicon in a sentence: first and last token, and the row."""

    first: int
    last: int
    entry: Name | Cue

    @property
    def stands_for(self) -> str:
        """What it is: person, role, state, … of a name; joint, office, say, … of a cue."""
        return self.entry.stands_for if isinstance(self.entry, Name) else self.entry.role


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
        """Who is meant by "Chinese Foreign Minister Wang Yi": the person before the office."""
        sided = [m.entry for m in self.members if isinstance(m.entry, Name) and m.entry.side]
        persons = [name for name in sided if name.stands_for in ("person", "woman")]
        return next(iter(persons + sided), None)

    @property
    def is_joint(self) -> bool:
        """Whether several speak: Wang and Lavrov, both sides."""
        return bool(self.joined) or any(m.stands_for == "joint" for m in self.members)

    @property
    def sides(self) -> list[str]:
        """The sides of all that are named in it; empty for a part that names none."""
        if any(m.stands_for == "joint" for m in self.members):  # "the ministers of Russia and Iran"
            named = [m.entry.side for m in self.members if m.entry.side]
        else:
            named = [self.head.side if self.head else ""]
        return [*named, *(side for part in self.joined for side in part.sides)]


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
        """Return the characters between a token and the next; of -1 those before the first."""
        start = self.ends[n] if n >= 0 else self.start
        return self.raw[start : self.starts[n + 1] if n + 1 < len(self.starts) else self.end]

    def word(self, n: int) -> str:
        """Return a token as written."""
        return self.raw[self.starts[n] : self.ends[n]]

    def text(self, first: int, last: int) -> str:
        """Return the characters from one token to another."""
        return self.raw[self.starts[first] : self.ends[last]]

    def is_title(self, n: int) -> bool:
        """Whether a token only leads to a name: an article, a title, an initial as in S. Lavrov."""
        initial = self.ends[n] - self.starts[n] == 1 and self.after(n).startswith(".")
        return initial or self.terms[n] in DETERMINERS

    def is_quoted(self, n: int) -> bool:
        """Whether a token stands inside quotation marks."""
        k = bisect_right(self.quotes, (self.starts[n], self.end)) - 1
        return k >= 0 and self.starts[n] < self.quotes[k][1]

    def is_known(self, n: int) -> bool:
        """Whether a token belongs to a hit of a lexicon."""
        k = bisect_right(self.mentions, n, key=lambda mention: mention.first) - 1
        return k >= 0 and n <= self.mentions[k].last

    def group_from(self, n: int) -> Group | None:
        """Return the first group that begins at a token or behind it."""
        k = bisect_left(self.groups, n, key=lambda group: group.first)
        return self.groups[k] if k < len(self.groups) else None

    def group_before(self, n: int) -> Group | None:
        """Return the last group that ends before a token."""
        k = bisect_left(self.groups, n, key=lambda group: group.last) - 1
        return self.groups[k] if k >= 0 else None

    def name_end(self, group: Group) -> int:
        """Return the last token of a group and of a name that no lexicon knows: "Minister Ivan Su".

        At most four words with capitals that follow at once.
        """
        last = group.last
        while (
            last + 1 < min(len(self.terms), group.last + 5)
            and not self.is_known(last + 1)
            and self.word(last + 1)[0].isupper()
            and self.after(last).strip(" .") == ""
        ):
            last += 1
        return last


def quotations(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the quoted stretches of one line; one that is not closed ends with it.

    >>> quotations('He said: "yes". «No', 0, 19)
    [(9, 14), (16, 19)]
    """
    quotes: list[tuple[int, int]] = []
    opened = -1
    for n in range(start, end):
        if opened < 0 and raw[n] in CLOSING:
            opened = n
        elif opened >= 0 and raw[n] in CLOSING[raw[opened]]:
            quotes.append((opened, n + 1))
            opened = -1
    return [*quotes, (opened, end)] if opened >= 0 else quotes


def _groups(sentence: Sentence) -> list[Group]:
    groups: list[Group] = []
    for mention in sentence.mentions:
        if mention.stands_for in (*SPEAKING, "source", "piece"):
            continue
        possessive = bool(POSSESSIVE.match(sentence.raw, sentence.ends[mention.last] - 2))
        last = groups[-1] if groups else None
        if last and len(last.members) < MAX_MEMBERS and _extends(sentence, last, mention):
            last.members.append(mention)
            last.last, last.possessive = mention.last, possessive
        else:
            groups.append(Group(mention.first, mention.last, [mention], possessive))
    joint: list[Group] = []
    for group in groups:
        previous = joint[-1] if joint else None
        if previous and len(previous.joined) < MAX_MEMBERS and _is_and(sentence, previous, group):
            previous.joined.append(group)
            previous.last, previous.possessive = group.last, group.possessive
        else:
            joint.append(group)
    return joint


def _extends(sentence: Sentence, group: Group, mention: Mention) -> bool:
    """Whether an actor belongs to the group before it, by title or "of".

    >>> decided("Foreign Minister of Russia Sergei Lavrov said that trade grows.")
    'russian by verb'
    >>> decided("In Beijing Lavrov said that trade grows.")  # Beijing is no title
    'russian by verb'
    """
    titles = (*SPEAKERS, "group", "joint", "office")
    titled = any(m.stands_for in titles for m in group.members) or group.possessive
    between = range(group.last + 1, mention.first)
    words = [sentence.terms[n] for n in between if not sentence.is_title(n)]
    if not words:
        person = mention.stands_for in ("person", "woman")
        return not APART.search(sentence.after(group.last)) and (titled or not person)
    return len(words) == 1 and words[0] in ATTACHING and titled


def _is_and(sentence: Sentence, left: Group, right: Group) -> bool:
    """Whether only "and" and titles stand between two groups.

    >>> decided("Wang Yi and his Russian counterpart S. Lavrov called for peace.")
    'both by verb'
    """
    between = range(left.last + 1, right.first)
    if not between or sentence.terms[between[0]] not in AND or left.possessive:
        return False
    return all(map(sentence.is_title, between[1:]))
