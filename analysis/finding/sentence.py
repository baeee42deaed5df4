"""Lexicon hits of one sentence → groups of actors that could speak, and the subjects of verbs."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from analysis.lexicons import FOLDER, SPEAKING, Entry, read_rows

# Between two actors that are not one: "China-Russia", "Beijing, Moscow", "Lavrov: China".
_APART = re.compile(r"[-–—,:;(]")
# From the last two letters of a word: China's, both sides', Lavrov 's.
_POSSESSIVE = re.compile(r"['’][sS]|.[sS]['’]|.. ['’]s\b")
# Speak under a name of their own, and may have a name behind them; "China" is no title.
SPEAKERS = ("person", "woman", "role", "body")
_TITLES = (*SPEAKERS, "group", "joint", "office")
# The side of a name in names.tsv → the voice of a sentence attributed to it.
VOICE_OF = {"china": "chinese", "russia": "russian", "other": "other"}
# Closed classes of words, each with its example; the package's own.
_ROWS = read_rows(FOLDER / "voices.tsv", "class words example")
CLOSED = {row["class"]: frozenset(row["words"].split()) for row in _ROWS}
# Ends what stands before a clause: "After the talks, Lavrov said"; an emoji and a bullet, too.
_CLAUSE = re.compile(r"[^\w\s'’.()/&-]|[–—] | - ")
_GOES_ON = re.compile(r"[,:]\s|.[,:]")
_JOINT = re.compile(r"[.,!?…]\W ?|.\W(?:,|,? ?[—–-]) ?")  # 'd," ', '!» — ', not 'd" '
_MAX_ASIDE_TOKENS = 12  # of the parenthesis in "Wang, who …, said"


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

    @cached_property
    def groups(self) -> list[Group]:
        """The actors among the mentions, joined into groups."""
        groups: list[Group] = []
        latest: Group | None = None
        actors = (m for m in self.mentions if m.entry.role not in (*SPEAKING, "source", "piece"))
        for first, last, entry in actors:
            if latest and self._extends(latest, first, entry):
                latest.members.append(entry)
            else:
                between = range(latest.last + 1, first) if latest and not latest.possessive else ()
                latest = Group(first, last, [entry], False)
                is_and = between and self.terms[between[0]] in CLOSED["and"]
                # "Wang and his colleague Lavrov" are one group
                joins = is_and and all(map(self.is_title, between[1:]))
                (groups[-1].joined if joins else groups).append(latest)
            possessive = bool(_POSSESSIVE.match(self.raw, self.ends[last] - 2))
            for group in (latest, groups[-1]):
                group.last, group.possessive = last, possessive
        return groups

    def _extends(self, group: Group, first: int, entry: Entry) -> bool:
        """Whether an actor belongs to the group before: "Minister of Iran Li", no "In Iran Li"."""
        titled = group.possessive or any(member.role in _TITLES for member in group.members)
        linking = [self.terms[n] for n in range(group.last + 1, first) if not self.is_title(n)]
        if linking:  # "Ambassador of Russia to Canada"
            return titled and linking in (["of"], ["for"], ["to"])
        apart = _APART.search(self.after(group.last))
        return not apart and (titled or entry.role not in ("person", "woman"))

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

    def quoted_before(self, n: int, behind: int) -> tuple[int, int, int]:
        """Say what is quoted before a token, else what is ``behind``; where it goes on, or 0."""
        # '"We agree," the envoy told TASS, "to trade."' → 0, 43 and the place of the second
        while n > 0 and self.is_title(n - 1) and not self.is_quoted(n - 1):
            n -= 1
        place = self.starts[n]
        last = max((quote for quote in self.quotes if self.start < quote[1] <= place), default=None)
        if not last or not _JOINT.fullmatch(self.raw, last[1] - 2, place):
            return behind, self.end, 0
        # "told «Известия» in Moscow" quotes no more
        later = (quote for quote in self.quotes if place < quote[0] < self.end)
        again = next((q for q in later if _GOES_ON.match(self.raw, q[0] - 2)), (0, place))
        return max(last[0], self.start), min(again[1], self.end), again[0]

    def group_behind(self, n: int) -> Group | None:
        """Return the group right behind a token, with titles between; "X's plan" is none."""
        k = bisect_left(self.groups, n + 1, key=lambda group: group.first)
        near = (group for group in self.groups[k : k + 1] if not group.possessive)
        return next((g for g in near if all(map(self.is_title, range(n + 1, g.first)))), None)

    def name_end(self, group: Group) -> int:
        """Return the last token of a group and the unknown name behind it: "Minister Ivan Su"."""
        k = bisect_right(self.mentions, group.last, key=lambda mention: mention.first)
        known = (mention.first for mention in self.mentions[k : k + 1])
        stop = min(group.last + 5, len(self.terms), *known)
        for n in range(group.last + 1, stop):
            if self.after(n - 1).strip(" .") or not self.word(n)[0].isupper():
                return n - 1
        return stop - 1

    def subject_before(self, verb: Mention) -> Group | None:
        """Return the group right before a verb, with adverbs or a parenthesis between."""
        # "Wang, who met Lavrov, said" has Wang, "The aide of Lavrov said" none; "в МИД заявили" МИД
        n = verb.first - 1
        while n >= 0 and (self.terms[n] in CLOSED["adverb"] or self.terms[n].endswith("ly")):
            n -= 1
        group = self._group_ending_at(n)
        if group is None or group.possessive:
            return None
        first, oblique = group.first, group.head is not None and group.head.oblique
        if self.terms[first - 1 : first] in (["в"], ["во"], ["у"]) and not self.is_title(first - 1):
            several = self.terms[verb.last].endswith(("ли", "ют", "ят"))
            oblique = not several or not group.head or group.head.role not in ("body", "capital")
            first -= 1
        return group if not oblique and self._opens_clause(first, group) else None

    def _opens_clause(self, first: int, group: Group) -> bool:
        """Whether nothing before a token governs it: "On Tuesday, May 3 Lavrov said"."""
        n = first - 1
        while n >= 0 and self.is_title(n) and not _CLAUSE.search(self.after(n)):
            n -= 1
        beside = n > 0 and self.terms[n] in CLOSED["and"] and self.word(n - 1)[0].isupper()
        if beside and any(entry.side for entry in group.members):
            return False  # "Russian and Chinese diplomats" are not the Chinese alone
        ends = n < 0 or _CLAUSE.search(self.after(n)) or self.terms[n][0].isdigit()
        return bool(ends) or self.terms[n] in CLOSED["adverb"] | CLOSED["opening"]

    def _group_ending_at(self, n: int) -> Group | None:
        """Return the group whose name ends at a token, or before a parenthesis that ends there."""
        k = bisect_right(self.groups, n, key=lambda group: group.last)
        ends = [(g, self.name_end(g)) for g in self.groups[max(0, k - 3) : k][::-1]]  # last first
        if n < 0 or "," not in self.after(n):
            return next((group for group, k in ends if k == n), None)
        ends = [(g, k) for g, k in ends if n - _MAX_ASIDE_TOKENS < k < n and "," in self.after(k)]
        return next((group for group, k in ends if not self.word(k + 1)[0].isupper()), None)

    def subject_behind(self, verb: Mention) -> Group | None:
        """Return who stands right behind a verb of saying: "said Wang", "Как заявил Лавров"."""
        group = self.group_behind(verb.last)
        head = group.head if group and not self.after(verb.last).strip() else None
        return group if head and not head.oblique and head.role in SPEAKERS else None

    def speaker_of(self, group: Group, verb: Mention, named: set[str]) -> tuple[str, str] | None:
        """Return voice and name of the subject of a verb, if it is sure who it is."""
        # Several of one side have its voice; others are both if China or Russia is one of them.
        head, role = group.head, verb.entry.role
        name = self.raw[self.starts[group.first] : self.ends[group.last]]
        if group.joined or any(entry.role == "joint" for entry in group.members):
            sides = set(group.sides)
            if "" not in sides and len(sides) == 1:
                return VOICE_OF[sides.pop()], name
            known = "" not in sides if sides else {"china", "russia"} & named
            return ("both", name) if known else None
        silent = ("group",) if verb.entry.term.isascii() else ("group", "media")
        if head is None or head.role in silent or role == "together":
            return None  # "РИА Новости рассказал": to the agency
        # A state alone says and tells; "China supports Iran" is said by someone else.
        speaks = head.role in SPEAKERS or role in ("say", "tell")
        sure = speaks and (name.endswith("s") or not verb.entry.plural)
        return (VOICE_OF[head.side], head.name) if sure else None
