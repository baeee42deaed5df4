"""Dated events a text mentions → the days its own event can have happened on."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from analysis.lexicons import Alias, Event, Part
from analysis.reading.dating.aoristic import period_around
from analysis.reading.dating.cues import forms, number, sentence_at, words
from analysis.reading.dating.days import DAY, Horizon
from analysis.reading.dating.mentions import MONTHS
from analysis.reading.dating.relative import UNITS
from analysis.reading.dating.solver import Evidence

# Assumption: an event is spoken of as near at hand for so long before it begins.
# "ahead of the BRICS summit in Kazan" (22 October 2024) → from 25 April to 22 October 2024.
_NEAR_AHEAD = timedelta(days=180)
_COMING = words("coming")  # "preparations for the forum" → what is named is still to come
_OVER = words("over")  # "attended the forum" → past; "The forum is a platform" → could be either
# How far such words speak of a name: "attended by the leaders of ten countries, the summit in
# Kazan", "The summit in Kazan, the leaders agreed, will …".
_BEFORE_CHARS, _AFTER_CHARS = 90, 40
# "former Foreign Minister Qin Gang" → the term of office bounds nothing.
_NOT_IN_OFFICE = words("not in office")
_OFFICE_CHARS = 25  # on each side of the name
# "this March, Xi paid a visit" → a visit in March, told before its year ends; "last year" → before
# the next one does; "в марте этого года", "торік" alike.
_RELATIVE = re.compile(
    rf"\b(?:this (?P<month>{forms('month.en')})|в (?P<ru>[а-яё]+) (?:этого|текущего) года"
    rf"|(?P<shift>{forms('shift')}) (?P<period>{forms('period')}))\b",
    re.IGNORECASE,
)
_LAST_TIME = words("last time")  # "Xi last visited Russia in 2019" → before his next visit
_YEAR = re.compile(r"\b20\d\d\b")
# "the 75th anniversary of the founding of the PRC" (1949) → 2023 to 2025, for it may be near;
# "This year we mark the 75th anniversary" → 2024.
_ANNIVERSARY = words("anniversary")
_THIS_YEAR = words("this year")
# "In 2021 there were advances", "В 2021 году состоялась встреча" → the text is not older than 2021.
_PAST_YEAR = re.compile(
    r"\b(?:[Ii]n (?P<year>20\d\d),? (?:there )?|[Вв] (?P<ru>20\d\d) году? )"
    rf"{forms('past year')}\b"
)
_WORD = re.compile(r"\w+")
# Names of events in one line: more of them say nothing new, and work stays linear.
_MAX_NAMES = 200
# Relations that are one kind of fact: "the summit" may be ahead, behind or going on.
_HAPPENING = ("before", "after", "happening", "during")
# Relations of what may be still to come, and of what may be past.
_AHEAD, _BEHIND = ("before", "happening"), ("after", "happening")
# Relations that hold from start to end: "Russia holds the BRICS chairmanship" → 2015, 2020 or 2024.
_LASTING = ("during", "call", "tenure", "chairmanship")


class EventName(NamedTuple):
    """Where a line of a text names an event, and which events of the calendar it can be."""

    start: int
    end: int
    events: tuple[Event, ...]
    raw: str
    line: tuple[int, int]  # nothing beyond its ends is read

    def competes(self, longer: "EventName") -> bool:
        """Whether both claim the same characters for the same kind of fact."""
        # "BRICS summit" does inside "BRICS summit in Kazan"; a minister's name (tenure) does not
        # inside the name of a visit.
        if self.end <= longer.start or longer.end <= self.start or self[:2] == longer[:2]:
            return False
        one, other = (
            {"" if e.relation in _HAPPENING and not e.parts else e.relation for e in name.events}
            for name in (self, longer)
        )
        return bool(one & other)

    def evidence(
        self, kind: str, days: int, events: Sequence[Event], place: tuple[int, int] | None = None
    ) -> Evidence:
        """Return what the events named say, with the words they are read from."""
        start, end = place or self[:2]
        note = "; ".join(dict.fromkeys(event.label for event in events))
        ids = tuple(event.id for event in events)
        return Evidence("event", kind, "context", self.raw[start:end], start, end, days, note, ids)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Events by spelling: aliases that are spelt alike are looked for once."""

    # Under the longest whole word, or "" if there is none ("гуйлин*"): a text is searched only for
    # the aliases all of whose whole words it has.
    spellings: dict[str, list[tuple[Alias, tuple[Event, ...]]]]
    meetings: dict[Part, dict[tuple[Part, ...], list[Event]]]  # by the first of who, then by all

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Calendar":
        """Index the aliases of a calendar."""
        alike: dict[Alias, list[Event]] = defaultdict(list)
        meetings: dict[Part, dict[tuple[Part, ...], list[Event]]] = {}
        for event in events:
            for alias in event.aliases:
                alike[alias].append(event)
            if event.parts:
                of_first = meetings.setdefault(event.parts[0], {})
                of_first.setdefault(event.parts, []).append(event)
        spellings = defaultdict(list)
        for alias, spelt_so in alike.items():
            spellings[alias.key if alias.words else ""].append((alias, tuple(spelt_so)))
        return cls(dict(spellings), meetings)

    def find_names(self, raw: str, lines: Sequence[tuple[int, int]]) -> Iterator[list[EventName]]:
        """Yield the names of events in each line, in order, without those inside longer ones.

        >>> from analysis import lexicons
        >>> raw = "At the Third Belt and Road Forum in Beijing"
        >>> for name in next(Calendar.of(lexicons.events()).find_names(raw, [(0, len(raw))])):
        ...     print(raw[name.start : name.end], [event.relation for event in name.events])
        Third Belt and Road Forum ['happening']
        """
        # as long as the text: no other letter than this grows in lower case
        lowered = raw.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "I").lower()
        words = set(chain.from_iterable(_WORD.findall(lowered, *line) for line in lines))
        keys = ["", *sorted(words & self.spellings.keys())]
        alike = chain.from_iterable(self.spellings.get(key, ()) for key in keys)
        possible = [some for some in alike if some[0].words <= words and some[0].key in lowered]
        met = [
            (parts, tuple(events))
            for first, meetings in self.meetings.items()
            if not words.isdisjoint(first.keys)
            for parts, events in meetings.items()
            if all(not part.keys or not words.isdisjoint(part.keys) for part in parts)
        ]
        for line in lines:
            found = [
                EventName(*match.span(), events, raw, line)
                for alias, events in possible
                for match in alias.pattern.finditer(lowered, *line)
                # an alias inside a word is none
                if match.start() == line[0] or not _WORD.match(lowered, match.start() - 1)
            ]
            for parts, events in met:
                found += _meeting(EventName(0, 0, events, raw, line), parts, lowered)
            found = sorted(found, key=lambda name: name[:2])[:_MAX_NAMES]
            longest: list[EventName] = []
            for name in sorted(found, key=lambda name: (name.start - name.end, name.start)):
                if not any(name.competes(longer) for longer in longest):
                    longest.append(name)
            yield sorted(longest, key=lambda name: name[:2])


def _meeting(name: EventName, parts: Sequence[Part], lowered: str) -> Iterator[EventName]:
    """Yield the place where one sentence has all the parts of a meeting, in any order."""
    for first in parts[0].pattern.finditer(lowered, *name.line):
        bounds = sentence_at(name.raw, name.line, *first.span())
        found = [part.pattern.search(lowered, *bounds) for part in parts]
        spans = [match.span() for match in found if match]
        if len(spans) == len(parts):
            start, end = min(start for start, _ in spans), max(end for _, end in spans)
            yield name._replace(start=start, end=end)
            return


def find_context(
    raw: str, lines: Sequence[tuple[int, int]], calendar: Calendar, horizon: Horizon
) -> list[Evidence]:
    """Return what the events and past years mentioned in the lines say of the day told.

    An alias that fits several events allows the days of each; the month or year named beside it
    narrows them down: "this March, Xi Jinping paid a visit to Russia" → 2013 or 2023. A name that
    allows every day says nothing.
    """
    pieces: list[Evidence] = []
    for line, names in zip(lines, calendar.find_names(raw, lines), strict=True):
        # "The summit was prepared in May. The summit will open" → coming in both.
        coming = {event.label for name in names if _is_coming(name) for event in name.events}
        for name in names:
            founding = [event for event in name.events if event.relation == "anniversary"]
            lasting = [event for event in name.events if event.relation in _LASTING]
            piece = _anniversary(name, founding, horizon) if founding else None
            if not piece and lasting:
                piece = _lasting(name, lasting, horizon)
            elif not piece:
                piece = _happening(name, coming, horizon)
            if piece and piece.days != horizon.every_day:
                pieces.append(piece)
        if raw.find("20", *line) >= 0:  # else there is no such year, and the pattern is slow
            for match in _PAST_YEAR.finditer(raw, *line):
                days = horizon.between(date(int(match["year"] or match["ru"]), 1, 1), None)
                place = match.group(), *match.span()
                pieces.append(Evidence("event", "past_year", "context", *place, days))
    return pieces


def _lasting(name: EventName, events: list[Event], horizon: Horizon) -> Evidence | None:
    """Read a name of something that holds from a start to an end."""
    (left, right), (start, end) = name.line, name[:2]
    around = max(left, start - _OFFICE_CHARS), min(right, end + _OFFICE_CHARS)
    is_office = any(event.relation == "tenure" for event in events)
    # "Chinese Foreign Minister Qin Gang" → his term; "former Foreign Minister Qin Gang" → nothing.
    if is_office and _NOT_IN_OFFICE.search(name.raw, *around):
        return None
    if events[0].relation == "during" and _COMING.search(name.raw, left, end):
        return None  # "will meet on the sidelines of the G20" → not yet
    said = _RELATIVE.search(name.raw, *sentence_at(name.raw, name.line, *name[:2]))
    shift = number(said["shift"] or "", "shift") if said else None
    days = 0
    for event in events:
        ends = event.start, event.end
        if event.relation == "chairmanship" and shift:  # "will chair BRICS next year" → before it
            ends = period_around(event.start, event.start, "year", -shift)
        days |= horizon.between(*ends)
    piece = name.evidence(events[0].relation, days, events)
    return replace(piece, tier="identity") if any(e.is_identity for e in events) else piece


def _happening(name: EventName, coming: set[str], horizon: Horizon) -> Evidence | None:
    """Read a name of something that happened or was to happen."""
    is_open = any(event.relation in _AHEAD for event in name.events)
    told = [e for e in name.events if e.relation in _AHEAD and e.label in coming]
    is_ahead, left = bool(told), max(name.line[0], name.start - _BEFORE_CHARS)
    if is_open and not is_ahead and not _OVER.search(name.raw, left, name.end):
        return None  # named without saying whether it is past: could be either
    if not is_ahead:
        told = [e for e in name.events if e.relation in _BEHIND and e.label not in coming]
    sentence = sentence_at(name.raw, name.line, *name[:2])
    if _LAST_TIME.search(name.raw, sentence[0], name.end):
        return _last_time(name, told, sentence, horizon)
    relative = _RELATIVE.search(name.raw, *sentence)
    shift = number(relative["shift"] or "", "shift") if relative else None
    unit = UNITS[number((relative["period"] if relative else "") or "year", "period") or 365]
    relative = relative if shift is None or unit == "year" or (is_ahead and shift == 1) else None
    place, days = name[:2], 0
    if relative:  # the events that began in the month named: "this March"
        month = number(relative["month"] or relative["ru"] or "", *MONTHS)
        told = [event for event in told if month in (None, event.start.month)]
        place = min(name.start, relative.start()), max(name.end, relative.end())
    for event in told:
        first, last = event.start, None
        if is_ahead:
            first, last = event.start - _NEAR_AHEAD, event.start
        if is_ahead and relative and shift == 1:  # "the summit next month" → of the month before it
            first, last = period_around(event.start, event.start, unit, -1)
        elif relative and not is_ahead:  # "this March" is said until its year ends
            last = period_around(first, first, "year", 1 if shift == -1 else 0)[1]
        days |= horizon.between(first, last)
    kind, place = ("before", name[:2]) if is_ahead else ("after", place)
    return name.evidence(kind, days, told, place) if days else None


def _last_time(
    name: EventName, events: list[Event], sentence: tuple[int, int], horizon: Horizon
) -> Evidence | None:
    """Read "Xi last visited Russia in 2019": after that visit, and before the next on record."""
    years = {int(year) for year in _YEAR.findall(name.raw, *sentence)}
    days = 0
    starts = sorted(event.start for event in name.events)
    for event in events:
        later = [start for start in starts if start > event.start]
        if event.start.year in years or not years:
            days |= horizon.between(event.start, later[0] - DAY if later else None)
    return name.evidence("last_time", days, events) if days else None


def _anniversary(name: EventName, events: list[Event], horizon: Horizon) -> Evidence | None:
    """Read "the N-th anniversary of" before what was founded."""
    left = max(name.line[0], name.start - _BEFORE_CHARS)
    counts = list(_ANNIVERSARY.finditer(name.raw, left, name.end))
    if not counts:
        return None
    nearest = counts[-1]
    slack = 0 if _THIS_YEAR.search(name.raw, left, name.start) else 1
    days = 0
    for year in (event.start.year + int(nearest["n"] or nearest["since"]) for event in events):
        days |= horizon.between(date(year - slack, 1, 1), date(year + slack, 12, 31))
    place = nearest.start(), name.end
    return name.evidence("anniversary", days, events, place) if days else None


def _is_coming(name: EventName) -> bool:
    """Whether the words around a name of what may be ahead speak of it as still to come."""
    if all(event.relation not in _AHEAD for event in name.events):
        return False
    left, right = sentence_at(name.raw, name.line, *name[:2])
    left, right = max(left, name.start - _BEFORE_CHARS), min(right, name.end + _AFTER_CHARS)
    around = (left, name.start), (name.end, right)
    return any(_COMING.search(name.raw, *place) for place in around)
