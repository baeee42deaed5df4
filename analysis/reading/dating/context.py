"""Dated events a text mentions → the days its own event can have happened on."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.lexicons import Alias, Event
from analysis.reading.dating.days import Horizon
from analysis.reading.dating.mentions import MONTHS, month_number

# Assumptions, in days: how long before its beginning an event is spoken of as near at hand.
NEAR_AHEAD = timedelta(days=180)
_COMING = re.compile(
    r"\b(?:upcoming|forthcoming|coming|prepar\w+ (?:for|of)|ahead of|run-up to|(?:on the )?eve of"
    r"|will|to be held|scheduled|planned|next|plans? to|предстоящ\w+|накануне|подготовк\w+"
    r"|в преддверии|состоится|будет|напередодні|підготовк\w+|відбудеться|майбутн\w+)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:held|hosted|took place|attended|visited|paid|made|successful\w*|results? of|outcomes? of"
    r"|following|after|concluded|congratulat\w+|during|last|recent\w*|was|were|since|won"
    r"|состоял\w+|прошедш\w+|прош[её]л\w*|итог\w+|после|провед[её]н\w*|поздрав\w+"
    r"|відбул\w+|після|підсумк\w+|привіта\w+)\b",
    re.IGNORECASE,
)
_REACH = 300  # characters around a mention that are read for its sentence
MAX_MENTIONS = 200  # of events in one line; more say nothing new
_AFTER_NAME = 40  # characters behind a name in which "will" still speaks of it
_BEFORE_NAME = 90  # characters before a name in which "ahead of" or "attended" does
_NOT_IN_OFFICE = re.compile(
    r"\b(?:former|ex|then|elect|late|succeed\w*|successor|replac\w+|passing|бывш\w+|экс|избранн\w+|тогдашн\w+"
    r"|колишн\w+|обраний)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")
_RELATIVE = re.compile(
    rf"\b(?:this (?P<month>{MONTHS['en']})"
    r"|(?P<this>this year|earlier this year)|(?P<last>last year)"
    r"|в (?P<ru>[а-яё]+) (?:этого|текущего) года|(?P<this_ru>в этом году|цього року)"
    r"|(?P<last_ru>в прошлом году|торік))\b",
    re.IGNORECASE,
)
_ANNIVERSARY = re.compile(
    r"\b(?P<n>\d{1,3})(?:(?:st|nd|rd|th)[ -]anniversary|-лети\w+|-й годовщин\w+|-річч\w+)\b"
    r"|\b(?P<since>\d{1,3}) years (?:since|ago)\b",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(
    r"\b(?:this year|marks?|marked|on the occasion of|в этом году|отмеча\w+)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Context:
    """A mention of one or more dated events, and the days it leaves open."""

    start: int
    end: int
    relation: str
    days: int
    is_identity: bool
    ids: tuple[str, ...]
    note: str


Spelling = tuple[Alias, tuple[Event, ...]]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Events by spelling: aliases that are spelt alike are looked for once.

    A text is searched only for the aliases all of whose whole words it has.
    """

    by_word: dict[str, list[Spelling]]  # under the longest whole word
    by_stem: list[Spelling]

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Calendar":
        """Index the aliases of a calendar."""
        shared: dict[Alias, list[Event]] = defaultdict(list)
        for event in events:
            for alias in event.aliases:
                shared[alias].append(event)
        by_word: dict[str, list[Spelling]] = defaultdict(list)
        by_stem = []
        for alias, found in shared.items():
            if alias.words:
                by_word[max(alias.words, key=lambda w: (len(w), w))].append((alias, tuple(found)))
            else:
                by_stem.append((alias, tuple(found)))
        return cls(dict(by_word), by_stem)

    def spellings(self, lowered: str) -> Iterator[Spelling]:
        """Yield the aliases that may stand in a text in lower case."""
        words = set(_WORD.findall(lowered))
        for word in words & self.by_word.keys():
            for spelling in self.by_word[word]:
                if spelling[0].words <= words:
                    yield spelling
        for spelling in self.by_stem:
            if spelling[0].stem in lowered:
                yield spelling


def find_context(
    text: str, start: int, end: int, calendar: Calendar, horizon: Horizon
) -> list[Context]:
    """Return what the events mentioned in ``text[start:end]`` say of the day told, in order.

    A mention that overlaps a longer one is left out. An alias that fits several events allows the
    days of each; the month or year named beside it ("this March") narrows them down. An event
    spoken of as coming anywhere in this stretch is coming wherever it is mentioned there.
    """
    mentions: list[tuple[int, int, tuple[Event, ...]]] = []
    lowered = _lower(text[start:end])
    for alias, events in calendar.spellings(lowered):
        for match in alias.pattern.finditer(lowered):
            a, b = match.span()
            if a == 0 or not _WORD.match(lowered, a - 1):
                mentions.append((start + a, start + b, events))
    if not mentions:
        return []
    mentions = sorted(mentions, key=lambda m: m[:2])[:MAX_MENTIONS]
    chosen: list[tuple[int, int, tuple[Event, ...]]] = []
    for mention in sorted(mentions, key=lambda m: (m[0] - m[1], m[0])):
        clash = [c for c in chosen if c[0] < mention[1] and mention[0] < c[1]]
        kinds = _kinds(mention)
        if all(c[:2] == mention[:2] or kinds.isdisjoint(_kinds(c)) for c in clash):
            chosen.append(mention)
    coming = {
        event.label
        for a, b, events in chosen
        if any(event.relation == "before" for event in events)
        and _is_coming(text, start, end, a, b)
        for event in events
    }
    found = [
        _context(text, start, end, mention, coming, horizon)
        for mention in sorted(chosen, key=lambda m: m[:2])
    ]
    return [context for context in found if context is not None]


def _lower(text: str) -> str:
    """Return a text in lower case, as long as before: letters that would grow stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _kinds(mention: tuple[int, int, tuple[Event, ...]]) -> set[str]:
    """Return what kinds of facts a mention states; only facts of one kind compete for a place."""
    return {
        {"before": "happening", "after": "happening", "during": "happening"}.get(
            e.relation, e.relation
        )
        for e in mention[2]
    }


def _context(
    text: str,
    start: int,
    end: int,
    mention: tuple[int, int, tuple[Event, ...]],
    coming: set[str],
    horizon: Horizon,
) -> Context | None:
    a, b, events = mention
    founding = tuple(event for event in events if event.relation == "anniversary")
    if founding and (found := _anniversary(text, start, a, b, founding, horizon)):
        return found
    lasting = tuple(e for e in events if e.relation in ("during", "tenure", "chairmanship"))
    tenure = any(event.relation == "tenure" for event in lasting)
    if tenure and _NOT_IN_OFFICE.search(text, max(start, a - 25), min(end, b + 25)):
        return None
    if not lasting:
        return _happening(text, start, end, mention, coming, horizon)
    days = 0
    for event in lasting:
        days |= horizon.between(event.start, event.end)
    identity = any(event.is_identity for event in lasting)
    ids = tuple(event.id for event in lasting)
    return Context(a, b, lasting[0].relation, days, identity, ids, _labels(lasting))


def _happening(
    text: str,
    start: int,
    end: int,
    mention: tuple[int, int, tuple[Event, ...]],
    coming: set[str],
    horizon: Horizon,
) -> Context | None:
    """Read a mention of something that happened or was to happen."""
    a, b, events = mention
    announced = {event.label for event in events if event.relation == "before"}
    ahead = [e for e in events if e.relation == "before" and e.label in coming]
    behind = [e for e in events if e.relation == "after" and e.label not in coming]
    if not ahead and announced and not _PAST.search(text, max(start, a - _BEFORE_NAME), b):
        return None  # named without saying whether it is past: could be either
    left, right = _sentence(text, start, end, a, b)
    relative = _RELATIVE.search(text, left, right)
    named = relative and (relative["month"] or relative["ru"])
    month = month_number(named) if named else None
    ahead, behind = (
        [event for event in found if month in (None, event.start.month)]
        for found in (ahead, behind)
    )
    days = 0
    for event in ahead:
        days |= horizon.between(event.start - NEAR_AHEAD, event.start)
    for event in behind:
        days |= horizon.between(event.start, _year_end(event, relative))
    used = tuple(ahead or behind)
    if not used or days == 0:
        return None
    relation = "before" if ahead else "after"
    if relative and not ahead:
        a, b = min(a, relative.start()), max(b, relative.end())
    return Context(a, b, relation, days, False, tuple(e.id for e in used), _labels(used))


def _year_end(event: Event, relative: re.Match[str] | None) -> date | None:
    """Return the last day a past event can be spoken of: "this March" ends with its year."""
    if relative is None:
        return None
    last_year = relative["last"] or relative["last_ru"]
    return date(event.start.year + (1 if last_year else 0), 12, 31)


def _anniversary(
    text: str, start: int, a: int, b: int, events: tuple[Event, ...], horizon: Horizon
) -> Context | None:
    """Read "the N-th anniversary of" before a founding date."""
    left = max(start, a - _BEFORE_NAME)
    counts = list(_ANNIVERSARY.finditer(text, left, a))
    if not counts:
        return None
    count = int(counts[-1]["n"] or counts[-1]["since"])
    exact = _THIS_YEAR.search(text, left, a) is not None
    days = 0
    for event in events:
        year = event.start.year + count
        days |= horizon.between(date(year - (not exact), 1, 1), date(year + (not exact), 12, 31))
    if not days:
        return None
    ids = tuple(event.id for event in events)
    return Context(counts[-1].start(), b, "anniversary", days, False, ids, _labels(events))


def _is_coming(text: str, start: int, end: int, a: int, b: int) -> bool:
    """Whether the words around a name speak of it as still to come."""
    left, right = _sentence(text, max(start, a - _BEFORE_NAME), end, a, b)
    if _COMING.search(text, left, a):
        return True
    return _COMING.search(text, b, min(right, b + _AFTER_NAME)) is not None


def _sentence(text: str, start: int, end: int, a: int, b: int) -> tuple[int, int]:
    """Return the bounds of the sentence around a mention."""
    left = max(start, a - _REACH)
    for found in _SENTENCE.finditer(text, left, a):
        left = found.end()
    furthest = min(end, b + _REACH)
    right = _SENTENCE.search(text, b, furthest)
    return left, right.start() if right else furthest


def _labels(events: Sequence[Event]) -> str:
    return "; ".join(dict.fromkeys(event.label for event in events))
