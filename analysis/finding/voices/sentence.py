"""Lexicon hits of one sentence → the groups that could be its subject, its verbs and other cues.

There is no grammar here: actors and cues of the lexicons are joined into groups ("Chinese Foreign
Minister Wang Yi and his Russian counterpart Sergei Lavrov" is one joint group), and a group is
free to be a subject when no preposition governs it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.finding.voices.grammar import AND, ATTACHING, DETERMINERS, PREPOSITIONS
from analysis.lexicons import SPEAKING, Cue, Name

# Every quotation mark of „talks“ “talks” «talks» "talks", and those that only close.
QUOTE, CLOSING = re.compile('["“”«»„]'), "”»"
# Between two actors that are not one: "China-Russia", "Beijing, Moscow", "Lavrov: China".
APART = re.compile("[-–—,:]")
# Around the last letters of a word: China's, both sides'.
POSSESSIVE = re.compile("['’][sS]|.[sS]['’]")
# Whom "he" and "she" can mean, and "For X, …" can name.
PEOPLE = ("person", "woman", "role")
# Who can speak under a name of their own: not "China" in "China: trade grows".
SPEAKERS = (*PEOPLE, "body")
# Words that stand for a person of that office: "the minister", "the spokeswoman".
ROLES = ("minister", "diplomat", "ambassador", "president", "premier", "spokesperson", "official")
# And for institutions and pairs: "the ministry", "the statement", "both sides".
STANDING_IN = frozenset((*ROLES, "body", "text", "joint", "they", "he", "she"))
# Of one group; a longer list is no subject, and costs no more time.
MAX_MEMBERS = 8
# Between a preposition and its name: "with his new Russian counterpart Lavrov".
MAX_TITLE_WORDS = 8


class Mention(NamedTuple):
    """A hit of a lexicon in a sentence: first and last token, and the row."""

    first: int
    last: int
    entry: Name | Cue

    @property
    def side(self) -> str:
        """The side of a name: china, russia, other; empty for cues."""
        return self.entry.side if isinstance(self.entry, Name) else ""

    @property
    def is_person(self) -> bool:
        """Whether it names somebody."""
        return isinstance(self.entry, Name) and self.entry.stands_for in ("person", "woman")

    @property
    def is_title(self) -> bool:
        """Whether a name may follow it: the minister, Russian Foreign Minister, both."""
        role = self.entry.stands_for if isinstance(self.entry, Name) else self.entry.role
        return role in ("role", "joint", "body", *ROLES)


@dataclass(slots=True)
class Group:
    """Actors that act as one: side by side, or joined by "and"."""

    first: int
    last: int
    members: list[Mention]
    possessive: bool
    free: bool = True  # no preposition governs it, and it is not possessive
    joined: list["Group"] = field(default_factory=list)
    head: Name | None = None  # the person named; without one, the first member with a side

    @property
    def stand_in(self) -> Cue | None:
        """The first word that stands for someone: he, the minister, both sides."""
        return next((m.entry for m in self.members if isinstance(m.entry, Cue)), None)

    @property
    def stands_for(self) -> str:
        """What the head is (person, state, …), without a head what stands in (minister, he, …)."""
        if self.head:
            return self.head.stands_for
        return self.stand_in.role if self.stand_in else ""

    @property
    def is_plural(self) -> bool:
        """Whether several speak: Wang and Lavrov, both sides, Chinese officials."""
        cue, last = self.stand_in, self.members[-1].entry
        several = cue is not None and cue.role in ("joint", "they")
        return bool(self.joined) or several or (isinstance(last, Name) and last.term[-1:] == "s")


@dataclass(slots=True)
class Sentence:
    """The tokens of one sentence, what the lexicons find in them, and where it stands."""

    item: str
    number: int
    start: int
    end: int
    raw: str
    is_heading: bool
    terms: list[str]
    starts: list[int]
    ends: list[int]
    mentions: list[Mention]
    line: int = 0
    opens_line: bool = True
    groups: list[Group] = field(default_factory=list)
    verbs: list[Mention] = field(default_factory=list)
    cues: list[Mention] = field(default_factory=list)  # source, for, impersonal, credit, piece
    quotes: list[tuple[int, int]] = field(default_factory=list)

    def between(self, left: int, right: int) -> str:
        """Return the characters between two tokens; -1 and the number of tokens are the edges."""
        start = self.ends[left] if left >= 0 else self.start
        return self.raw[start : self.starts[right] if right < len(self.starts) else self.end]

    def after(self, n: int) -> str:
        """Return the characters between a token and the next."""
        return self.between(n, n + 1)

    def word(self, n: int) -> str:
        """Return a token as written."""
        return self.raw[self.starts[n] : self.ends[n]]

    def is_initial(self, n: int) -> bool:
        """Whether a token is an initial of a name: S. Lavrov, С.В.Лавров."""
        return self.ends[n] - self.starts[n] == 1 and self.after(n).startswith(".")

    def from_token(self, n: int) -> Iterator[Group]:
        """Yield the groups that begin at a token or after it."""
        for k in range(bisect_left(self.groups, n, key=_first), len(self.groups)):
            yield self.groups[k]

    def is_known(self, n: int) -> bool:
        """Whether a token belongs to a hit of a lexicon."""
        k = bisect_left(self.mentions, n + 1, key=_first) - 1
        return k >= 0 and n <= self.mentions[k].last

    def is_quoted(self, n: int) -> bool:
        """Whether a token stands inside quotation marks."""
        place = self.starts[n]
        k = bisect_left(self.quotes, (place, self.end + 1)) - 1
        return k >= 0 and place < self.quotes[k][1]


def _first(span: Mention | Group) -> int:
    return span.first


def read_sentence(sentence: Sentence, *, closes_quote: bool = False) -> None:
    """Sort the mentions of a sentence into groups, verbs and other cues.

    ``closes_quote`` says that its first quotation mark closes one that was opened before it.
    """
    opened = sentence.start if closes_quote else -1
    sentence.quotes = _find_quotes(sentence.raw, sentence.start, sentence.end, opened=opened)
    groups: list[Group] = []
    for mention in sentence.mentions:
        role = mention.entry.role
        if role in SPEAKING:
            sentence.verbs.append(mention)
        elif role == "name" or role in STANDING_IN:
            _add_to_groups(sentence, groups, mention)
        else:
            sentence.cues.append(mention)
    sentence.groups = _join(sentence, groups)


def _find_quotes(raw: str, start: int, end: int, *, opened: int = -1) -> list[tuple[int, int]]:
    """Return the quoted stretches of one sentence; one that is not closed ends with it.

    ``opened`` is where a quotation begins that goes on at the start.

    >>> _find_quotes('He said: "yes". «No', 0, 19)
    [(9, 14), (16, 19)]
    """
    quotes: list[tuple[int, int]] = []
    for match in QUOTE.finditer(raw, start, end):
        if opened >= 0:
            quotes.append((opened, match.end()))
            opened = -1
        elif match.group() not in CLOSING:
            opened = match.start()
    return [*quotes, (opened, end)] if opened >= 0 else quotes


def _add_to_groups(sentence: Sentence, groups: list[Group], mention: Mention) -> None:
    """Add an actor to the last group, or begin another."""
    possessive = bool(POSSESSIVE.match(sentence.raw, sentence.ends[mention.last] - 2))
    last = groups[-1] if groups else None
    if last and len(last.members) < MAX_MEMBERS and _extends(sentence, last, mention):
        last.members.append(mention)
        last.last, last.possessive = mention.last, possessive
    else:
        groups.append(Group(mention.first, mention.last, [mention], possessive))


def _extends(sentence: Sentence, group: Group, mention: Mention) -> bool:
    """Whether an actor belongs to the group before it, by title or "of".

    >>> decided("Foreign Minister of Russia Sergei Lavrov said that trade grows.")
    'russian by verb'
    >>> decided("In Beijing Lavrov said that trade grows.")  # Beijing is no title
    'russian by verb'
    """
    between = range(group.last + 1, mention.first)
    words = [sentence.terms[n] for n in between if not sentence.is_initial(n)]
    if not words:
        titled = group.possessive or any(member.is_title for member in group.members)
        apart = APART.search(sentence.after(group.last))
        return not apart and (titled or not mention.is_person)
    of = [word for word in words if word != "the"]
    return len(of) == 1 and of[0] in ATTACHING and group.members[-1].is_title


def _join(sentence: Sentence, groups: list[Group]) -> list[Group]:
    """Join groups with "and" between them, and see which are free to be a subject."""
    joint: list[Group] = []
    for group in groups:
        group.head = _head(group.members)
        previous = joint[-1] if joint else None
        if previous and len(previous.joined) < MAX_MEMBERS and _is_and(sentence, previous, group):
            previous.joined.append(group)
            previous.last, previous.possessive = group.last, group.possessive
            continue
        group.free = not group.possessive and not _is_governed(sentence, group)
        joint.append(group)
    return joint


def _head(members: list[Mention]) -> Name | None:
    """Return who is meant by "Chinese Foreign Minister Wang Yi": the person before the office."""
    sided = [m.entry for m in members if isinstance(m.entry, Name) and m.entry.side]
    persons = [name for name in sided if name.stands_for in ("person", "woman")]
    return next(iter(persons + sided), None)


def _is_and(sentence: Sentence, left: Group, right: Group) -> bool:
    """Whether only "and" and words of titles stand between two groups.

    >>> decided("Wang Yi and his Russian counterpart S. Lavrov called for peace.")
    'both by verb'
    """
    words = sentence.terms[left.last + 1 : right.first]
    rest = [word for word in words[1:] if word not in DETERMINERS and len(word) > 1]
    return bool(words) and words[0] in AND and not rest and not left.possessive


def _is_governed(sentence: Sentence, group: Group) -> bool:
    """Whether a preposition stands before a group, or it is a case form that is no subject.

    >>> decided("The approaches of Russia were noted.")
    'unattributed'
    """
    if group.head and group.head.oblique:
        return True
    for n in range(group.first - 1, max(-1, group.first - 1 - MAX_TITLE_WORDS), -1):
        if sentence.terms[n] in PREPOSITIONS:
            return "," not in sentence.between(n, n + 1)
        if sentence.terms[n] not in DETERMINERS and not sentence.is_initial(n):
            return False
    return False
