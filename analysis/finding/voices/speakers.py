"""One sentence → who could be speaking in it.

There is no grammar here: actors and cues of the lexicons are found and joined into groups ("Chinese
Foreign Minister Wang Yi and his Russian counterpart Sergei Lavrov" is one joint group), and a group
is free to be a subject when no preposition governs it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.finding.voices.grammar import AND, ATTACHING, DETERMINERS, PREPOSITIONS
from analysis.lexicons import SPEAKING, Cue, Name

QUOTE, CLOSING = re.compile('["“”«»„]'), "”»"
DASHES = "-–—"
PERSONS = ("person", "role")  # whom "he" may mean
ROLES = ("minister", "diplomat", "ambassador", "president", "premier", "spokesperson", "official")
STANDING_IN = frozenset((*ROLES, "body", "text", "joint", "jointly", "they", "he", "she", "we"))
OFFICES = ("state", "body", "capital", "group", "media", "place")
MAX_MEMBERS = 8  # of one group; a longer list is no subject
MAX_TITLE_WORDS = 8  # between a preposition and the name it governs
MAX_INITIAL = 1  # letters


class Mark(NamedTuple):
    """A hit of a lexicon: first and last token, and the row."""

    first: int
    last: int
    entry: Name | Cue


@dataclass(slots=True)
class Group:
    """Actors that act as one: side by side, or joined by "and"."""

    first: int
    last: int
    members: list[Mark]
    free: bool  # no preposition governs it, and it is not possessive
    possessive: bool = False
    joined: list["Group"] = field(default_factory=list)
    head: Name | None = None  # the person named; without one, the first member with a side

    @property
    def stand_in(self) -> Cue | None:
        """The first word that stands for someone: he, the minister, both sides."""
        return next((m.entry for m in self.members if isinstance(m.entry, Cue)), None)

    @property
    def is_plural(self) -> bool:
        """Whether several speak."""
        cue, last = self.stand_in, self.members[-1].entry
        several = cue is not None and cue.role in ("joint", "they", "we")
        officials = (
            isinstance(last, Name)
            and last.form.endswith("s")
            and last.stands_for in ("state", "group")
        )
        return bool(self.joined) or several or officials


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
    marks: list[Mark]
    line: int = 0
    opens_line: bool = True
    groups: list[Group] = field(default_factory=list)
    verbs: list[Mark] = field(default_factory=list)
    others: list[Mark] = field(default_factory=list)  # source, for, impersonal, credit, piece
    person: Group | None = None  # the first man or role that stands alone
    quotes: list[tuple[int, int]] = field(default_factory=list)

    def between(self, left: int, right: int) -> str:
        """Return the characters between two tokens; -1 and the number of tokens are the edges."""
        start = self.ends[left] if left >= 0 else self.start
        return self.raw[start : self.starts[right] if right < len(self.starts) else self.end]

    def is_initial(self, n: int) -> bool:
        """Whether a token is an initial of a name: S. Lavrov, С.В.Лавров."""
        return (
            self.ends[n] - self.starts[n] == MAX_INITIAL
            and self.raw[self.ends[n] : self.ends[n] + 1] == "."
        )

    def is_capitalised(self, n: int) -> bool:
        """Whether a token begins with a capital."""
        return self.raw[self.starts[n]].isupper()

    def is_upper(self, n: int) -> bool:
        """Whether a token is written in capitals."""
        return self.raw[self.starts[n] : self.ends[n]].isupper()

    def from_token(self, n: int) -> Iterator[Group]:
        """Yield the groups that begin at a token or after it."""
        for k in range(bisect_left(self.groups, n, key=_first), len(self.groups)):
            yield self.groups[k]

    def is_known(self, n: int) -> bool:
        """Whether a token belongs to a hit of a lexicon."""
        k = bisect_left(self.marks, n + 1, key=_first) - 1
        return k >= 0 and n <= self.marks[k].last

    def is_quoted(self, n: int) -> bool:
        """Whether a token stands inside quotation marks."""
        place = self.starts[n]
        k = bisect_left(self.quotes, (place, self.end + 1)) - 1
        return k >= 0 and place < self.quotes[k][1]


def _first(span: Mark | Group) -> int:
    return span.first


def read_sentence(sentence: Sentence, *, closes_quote: bool = False) -> None:
    """Sort the marks of a sentence into groups, verbs and other cues.

    ``closes_quote`` says that its first quotation mark closes one that was opened before it.
    """
    opened = sentence.start if closes_quote else -1
    sentence.quotes = find_quotes(sentence.raw, sentence.start, sentence.end, opened=opened)
    members: list[Mark] = []
    for mark in sentence.marks:
        role = mark.entry.role
        if role in SPEAKING:
            sentence.verbs.append(mark)
        elif role == "name" or role in STANDING_IN:
            members.append(mark)
        else:
            sentence.others.append(mark)
    _group(sentence, members)


def find_quotes(raw: str, start: int, end: int, *, opened: int = -1) -> list[tuple[int, int]]:
    """Return the quoted stretches of one sentence; one that is not closed ends with it.

    ``opened`` is where a quotation begins that goes on at the start.

    >>> find_quotes('He said: "yes". «No', 0, 19)
    [(9, 14), (16, 19)]
    """
    found: list[tuple[int, int]] = []
    for match in QUOTE.finditer(raw, start, end):
        mark = match.group()
        if opened < 0 and mark not in CLOSING:
            opened = match.start()
        elif opened >= 0 and (mark == '"' or mark in CLOSING or mark == "“"):
            found.append((opened, match.end()))
            opened = -1
    return [*found, (opened, end)] if opened >= 0 else found


def _group(sentence: Sentence, members: list[Mark]) -> None:
    """Join neighbouring actors into groups, and groups into joint ones."""
    groups: list[Group] = []
    for mark in members:
        whole = bool(groups) and len(groups[-1].members) < MAX_MEMBERS
        if whole and _extends(sentence, groups[-1], mark):
            groups[-1].members.append(mark)
            groups[-1].last = mark.last
            groups[-1].possessive = _is_possessive(sentence, mark.last)
        else:
            possessive = _is_possessive(sentence, mark.last)
            groups.append(Group(mark.first, mark.last, [mark], True, possessive))
    for group in groups:
        group.head = _head(group.members)
    kept: list[Group] = []
    for group in groups:
        previous = kept[-1] if kept else None
        fits = previous is not None and len(previous.joined) < MAX_MEMBERS
        if previous and fits and _is_joined(sentence, previous, group):
            previous.joined.append(group)
            previous.last, previous.possessive = group.last, group.possessive
            previous.free = previous.free and not group.possessive
            continue
        group.free = not group.possessive and not _is_governed(sentence, group)
        kept.append(group)
    sentence.groups = kept
    alone = (group for group in kept if group.free and not group.joined and group.head)
    sentence.person = next((g for g in alone if g.head and g.head.stands_for in PERSONS), None)


def _head(members: list[Mark]) -> Name | None:
    head = None
    for mark in members:
        if isinstance(mark.entry, Name) and mark.entry.side:
            if _is_person(mark):
                return mark.entry
            head = head or mark.entry
    return head


def _extends(sentence: Sentence, group: Group, mark: Mark) -> bool:
    """Whether an actor belongs to the group before it: by title, "of", or apposition."""
    last = group.members[-1]
    gap = sentence.terms[group.last + 1 : mark.first] if mark.first - group.last < 6 else ["", ""]
    apart = sentence.between(group.last, group.last + 1)
    person = _is_person(mark)
    while gap and sentence.is_initial(mark.first - len(gap)):
        gap = gap[1:]
    if not gap:
        if person and (_is_person(last) or any(map(_is_person, group.members))):
            return False
        bare = not any(mark in apart for mark in (*DASHES, ",", ":", "&", ")", "/"))
        if bare and person and _is_office(last) and not group.possessive:
            return any(map(is_title, group.members))  # not "in Beijing Wang Yi"
        if bare:
            return not (_is_office(last) and _is_office(mark)) and last.entry.role != "he"
        same_side = _side(group) in (None, _side_of(mark)) or _side_of(mark) is None
        title = is_title(last) != is_title(mark) and (person or any(map(_is_person, [last])))
        return "," in apart and same_side and title
    words = [word for word in gap if word not in ("the", "people", "republic")]
    joint = last.entry.role == "joint" or group.members[0].entry.role == "joint"
    if joint and len(group.members) > 1 and len(words) == 1 and words[0] in AND:
        return _is_office(mark)
    attaches = len(words) == 1 and words[0] in ATTACHING
    return attaches and is_title(last) and _is_office(mark)


def _is_person(mark: Mark) -> bool:
    return isinstance(mark.entry, Name) and mark.entry.stands_for in ("person", "woman")


def _is_office(mark: Mark) -> bool:
    return isinstance(mark.entry, Name) and mark.entry.stands_for in OFFICES


def is_title(mark: Mark) -> bool:
    """Whether an actor is a role or an office that a name may follow."""
    entry = mark.entry
    if isinstance(entry, Name):
        return entry.stands_for == "role"
    return entry.role in ROLES or entry.role in ("body", "text", "joint", "jointly")


def _side_of(mark: Mark) -> str | None:
    return (mark.entry.side or None) if isinstance(mark.entry, Name) else None


def _side(group: Group) -> str | None:
    return next((side for mark in group.members if (side := _side_of(mark))), None)


def _is_possessive(sentence: Sentence, n: int) -> bool:
    end = sentence.raw[sentence.ends[n] - 2 : sentence.ends[n] + 1].casefold()
    return end[:2] in ("'s", "’s") or end[1:] in ("s'", "s’")


def _is_joined(sentence: Sentence, left: Group, right: Group) -> bool:
    """Whether "and" (or a comma between states) joins two groups."""
    if right.first - left.last > 4 or left.possessive:
        return False
    gap = sentence.terms[left.last + 1 : right.first]
    while gap and sentence.is_initial(right.first - len(gap)) and gap[0] not in AND:
        gap = gap[1:]
    if not gap:
        separator = sentence.between(left.last, right.first).strip()
        both = _is_office(left.members[-1]) and _is_office(right.members[0])
        more = sentence.terms[right.last + 1 : right.last + 2]
        return separator == "&" or (both and separator == "," and bool(more) and more[0] in AND)
    rest = [word for word in gap[1:] if word not in DETERMINERS and len(word) > MAX_INITIAL]
    return gap[0] in AND and not rest


def _is_governed(sentence: Sentence, group: Group) -> bool:
    """Whether a preposition stands before a group, or it is a case form that is no subject."""
    entry = group.members[0].entry
    head = group.head
    if isinstance(head, Name) and head.oblique and not isinstance(entry, Cue):
        return True
    n = group.first - 1
    while n >= 0 and group.first - n <= MAX_TITLE_WORDS and "," not in sentence.between(n, n + 1):
        if sentence.is_initial(n):
            n -= 1
            continue
        if sentence.terms[n] in PREPOSITIONS:
            return True
        if sentence.terms[n] not in DETERMINERS:
            return False
        n -= 1
    return False
