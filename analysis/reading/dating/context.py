"""Dated events a text mentions → the days its own event can have happened on."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, reduce
from itertools import chain, islice, takewhile
from operator import attrgetter, or_
from typing import NamedTuple

from analysis.lexicons import PACKAGE, Alias, Event, Lexicons, Part, events
from analysis.reading.dating.cues import WORD, Text, forms, number, sentence_at, words
from analysis.reading.dating.days import DAY, Horizon, Period, period_around
from analysis.reading.dating.mentions import MONTHS
from analysis.reading.dating.relative import UNITS
from analysis.reading.dating.solver import Evidence

_NEAR_AHEAD = timedelta(days=180)  # assumption: "ahead of the summit" of October → from April on
# How far words speak of a name: "The summit in Kazan, …, will", "former Foreign Minister Qin Gang".
_BEFORE_CHARS, _AFTER_CHARS, _OFFICE_CHARS = 90, 40, 25
# "this March, Xi paid a visit", "в марте этого года" → in March, told before its year ends.
_MONTH = rf"this (?P<month>{forms('month.en')})|в (?P<ru>[а-яё]+) (?:этого|текущего) года"
_PERIOD = rf"(?P<shift>{forms('shift')}) (?P<period>{forms('period')})"
_RELATIVE = re.compile(rf"\b(?:{_MONTH}|{_PERIOD})\b")
_YEAR = re.compile(r"\b20\d\d\b")
# "In 2021 there were advances", "В 2021 году состоялась встреча" → the text is not older than 2021.
_IN_YEAR = r"[Ii](?<!\w.)n (?P<year>20\d\d),? (?:there )?|[Вв](?<!\w.) (?P<ru>20\d\d) году? "
_PAST_YEAR = re.compile(rf"(?:{_IN_YEAR}){forms('past year')}\b")
_MAX_NAMES = 200  # in one line: more of them say nothing new, and work stays linear
_PLACE = attrgetter("start", "end")
# Relations of what may come, may be past, is one kind of fact; that last ("Russia chairs BRICS").
_AHEAD, _BEHIND = ("before", "happening"), ("after", "happening")
_HAPPENING = ("before", "after", "happening", "during")
_LASTING = ("during", "call", "tenure", "chairmanship")
# A kind of evidence, the place it is read from, and the first and last day by each of the events.
_Read = tuple[str, tuple[int, int], Mapping[Event, tuple[date, date | None]]]
_NOTHING: _Read = "", (0, 0), {}


class _EventName(NamedTuple):
    """Where a line of a text names an event, and which events of the calendar it can be."""

    start: int
    end: int
    events: tuple[Event, ...]
    text: Text
    line: tuple[int, int]  # nothing beyond its ends is read

    def competes(self, longer: "_EventName") -> bool:
        """Whether both claim the same characters for the same kind of fact."""
        # "BRICS summit" does inside "BRICS summit in Kazan", a minister not inside a visit.
        if self.end <= longer.start or longer.end <= self.start or self[:2] == longer[:2]:
            return False
        one, other = (
            {"" if e.relation in _HAPPENING and not e.parts else e.relation for e in name.events}
            for name in (self, longer)
        )
        return bool(one & other)


class Calendar(NamedTuple):
    """Events by spelling: aliases that are spelt alike are looked for once."""

    # by the rarest word, if whole: all words, what every match contains, the pattern, the events
    spellings: dict[str, list[tuple[frozenset[str], str, re.Pattern[str], tuple[Event, ...]]]]
    people: frozenset[str]  # words of whom the meetings name first
    meetings: list[tuple[tuple[Part, ...], tuple[Event, ...]]]  # with what they must name
    vocabulary: frozenset[str]  # all words that are asked for

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Calendar":
        """Index the aliases of a calendar."""
        alike: dict[Alias, list[Event]] = defaultdict(list)
        meetings: dict[tuple[Part, ...], list[Event]] = defaultdict(list)
        for event in events:
            for alias in event.aliases:
                alike[alias].append(event)
            if event.parts:
                meetings[event.parts].append(event)
        spellings = defaultdict(list)
        uses = Counter(chain.from_iterable(alias.words for alias in alike))
        for alias, spelt_so in alike.items():
            rarest = min(alias.words, key=lambda word: (uses[word], word), default="")
            spellings[rarest].append((alias.words, alias.key, alias.pattern, tuple(spelt_so)))
        met = [(parts, tuple(recorded)) for parts, recorded in meetings.items()]
        people = frozenset[str]().union(*(parts[0][0] for parts in meetings))
        named = (keys for parts in meetings for keys, _ in parts)
        return cls(dict(spellings), people, met, frozenset(uses).union(*named))

    def find_names(self, text: Text) -> Iterator[list[_EventName]]:
        """Yield the names of events in each line, in order, without those inside longer ones."""
        # "At the Third Belt and Road Forum in Beijing" → not also "Belt and Road Forum"
        lowered, words = text.lowered, self.vocabulary.intersection(text.tokens)
        rarest = ("", *sorted(words & self.spellings.keys()))
        spelt = chain.from_iterable(self.spellings.get(word, ()) for word in rarest)
        possible = [(p, of) for needed, key, p, of in spelt if needed <= words and key in lowered]
        meetings = () if words.isdisjoint(self.people) else self.meetings
        met = [m for m in meetings if not any(keys and words.isdisjoint(keys) for keys, _ in m[0])]
        for line in (span[:2] for span in text.spans) if possible or met else ():
            found = [
                _EventName(*match.span(), events, text, line)
                for pattern, events in possible
                for match in pattern.finditer(lowered, *line)
                # an alias inside a word is none
                if match.start() == line[0] or not WORD.match(lowered, match.start() - 1)
            ]
            for parts, recorded in met:
                found += _meeting(_EventName(0, 0, recorded, text, line), parts)
            found, longest = sorted(found, key=_PLACE)[:_MAX_NAMES], list[_EventName]()
            for name in sorted(found, key=lambda name: (name.start - name.end, name.start)):
                if not any(name.competes(longer) for longer in longest):
                    longest.append(name)
            if longest:
                yield sorted(longest, key=_PLACE)


@cache
def calendar(lexicons: Lexicons = PACKAGE) -> Calendar:
    """Return the calendar of a corpus's lexicons, indexed once."""
    return Calendar.of(events(lexicons))


def _meeting(name: _EventName, parts: Sequence[Part]) -> Iterator[_EventName]:
    """Yield the place where one sentence has all the parts of a meeting, in any order."""
    lowered = name.text.lowered
    for first in islice(parts[0][1].finditer(lowered, *name.line), _MAX_NAMES):
        bounds = sentence_at(name.text.raw, name.line, *first.span())
        found = (pattern.search(lowered, *bounds) for _, pattern in parts)
        spans = [match.span() for match in takewhile(bool, found) if match]
        if len(spans) == len(parts):
            yield name._replace(start=min(spans)[0], end=max(end for _, end in spans))
            return


def find_context(text: Text, calendar: Calendar) -> list[Evidence]:
    """Return what the events and past years mentioned in the lines say of the day told."""
    raw, horizon, pieces = text.raw, text.horizon, list[Evidence]()
    for names in calendar.find_names(text):
        # "The summit was prepared in May. The summit will open" → coming in both.
        coming = {event.label for name in names if _is_coming(name) for event in name.events}
        read = (_read_name(name, coming, horizon) for name in names)
        pieces += [piece for piece in read if piece and piece.days != horizon.every_day]
    for line in text.spans if "in 20" in text.lowered or "в 20" in text.lowered else ():
        for match in _PAST_YEAR.finditer(raw, *line[:2]):  # which is slow
            days = horizon.between(date(int(match["year"] or match["ru"]), 1, 1), None)
            pieces.append(text.piece("past_year", "context", match.span(), days))
    return pieces


def _read_name(name: _EventName, coming: set[str], horizon: Horizon) -> Evidence | None:
    """Return what a name says by the first of the rules that reads it."""
    for relations, read in _RULES.items():
        events = [event for event in name.events if event.relation in relations]
        kind, place, ends = read(name, events, coming) if events else _NOTHING
        days = reduce(or_, (horizon.between(*ends[event]) for event in ends), 0)
        if ends and (days or kind in _LASTING):
            note = "; ".join(dict.fromkeys(event.label for event in ends))
            tier = "identity" if any(event.is_identity for event in ends) else "context"
            sentence = sentence_at(name.text.raw, name.line, name.start, name.end)
            if tier == "identity" and words("recalled").search(name.text.lowered, *sentence):
                return None  # "Lavrov recalled his meeting with Wang Yi in Tunxi"
            return name.text.piece(kind, tier, place, days, note, *(event.id for event in ends))
    return None


def _anniversary(name: _EventName, events: list[Event], coming: set[str]) -> _Read:
    """Read "the 75th anniversary of the PRC" (1949): 2023 to 2025, "This year we mark" it: 2024."""
    left = max(name.line[0], name.start - _BEFORE_CHARS)
    counts = list(words("anniversary").finditer(name.text.lowered, left, name.end))
    if not counts:
        return _NOTHING
    slack = 0 if words("this year").search(name.text.lowered, left, name.start) else 1
    years = {e: e.start.year + int(counts[-1]["n"] or counts[-1]["since"]) for e in events}
    ends = {e: (date(y - slack, 1, 1), date(y + slack, 12, 31)) for e, y in years.items()}
    return "anniversary", (counts[-1].start(), name.end), ends


def _lasting(name: _EventName, events: list[Event], coming: set[str]) -> _Read:
    """Read a name of something that holds from a start to an end."""
    kind, (left, right), (start, end) = events[0].relation, name.line, name[:2]
    around = max(left, start - _OFFICE_CHARS), min(right, end + _OFFICE_CHARS)
    # "Minister Qin Gang" → his term; "former Minister Qin Gang", "will meet at the G20" → nothing.
    is_past = kind == "tenure" and words("not in office").search(name.text.lowered, *around)
    if is_past or (kind == "during" and words("coming").search(name.text.lowered, left, end)):
        return _NOTHING
    shift = _relative(name)[1] if kind == "chairmanship" else 0
    if not shift:
        return kind, name[:2], {event: (event.start, event.end) for event in events}
    # "will chair BRICS next year" → of the year before
    return kind, name[:2], {e: period_around(e.start, e.start, "year", -shift) for e in events}


def _ahead(name: _EventName, events: list[Event], coming: set[str]) -> _Read:
    """Read "preparations for the summit", "will attend the summit next month"."""
    _, shift, unit, month = _relative(name)
    told = [e for e in events if e.label in coming and month in (None, e.start.month)]
    if shift == 1:
        return "before", name[:2], {e: period_around(e.start, e.start, unit, -1) for e in told}
    return "before", name[:2], {event: (event.start - _NEAR_AHEAD, event.start) for event in told}


def _behind(name: _EventName, events: list[Event], coming: set[str]) -> _Read:
    """Read "after the summit", "this March, Xi paid a visit", "Xi last visited Russia in 2019"."""
    left, place = max(name.line[0], name.start - _BEFORE_CHARS), name[:2]
    is_open = any(event.relation in _AHEAD for event in name.events)
    if is_open and not words("over").search(name.text.lowered, left, name.end):
        return _NOTHING  # named without saying whether it is past: could be either
    told = [event for event in events if event.label not in coming]
    left, right = sentence_at(name.text.raw, name.line, *place)
    if words("last time").search(name.text.lowered, left, name.end):  # and not since, on record
        years = {int(year) for year in _YEAR.findall(name.text.raw, left, right)}
        starts = sorted(event.start for event in events)
        of_year = [e for e in told if not years or e.start.year in years]
        until = (next((s - DAY for s in starts if s > e.start), None) for e in of_year)
        return "last_time", place, {e: (e.start, u) for e, u in zip(of_year, until, strict=True)}
    said, shift, unit, month = _relative(name)
    if said is None or (shift is not None and unit != "year"):
        return "after", place, {event: (event.start, None) for event in told}
    # "this March" is of the events that began in it, and is said until its year ends
    place = min(name.start, said.start()), max(name.end, said.end())
    told = [event for event in told if month in (None, event.start.month)]
    return "after", place, {e: (e.start, date(e.start.year + (shift == -1), 12, 31)) for e in told}


def _relative(name: _EventName) -> tuple[re.Match[str] | None, int | None, Period, int | None]:
    """Return "this March" or "next year" in the sentence of a name: shift, unit and month."""
    said = _RELATIVE.search(name.text.lowered, *sentence_at(name.text.raw, name.line, *name[:2]))
    if said is None:
        return None, None, "year", None
    unit = UNITS[number(said["period"] or "year", "period") or 365]
    month = number(said["month"] or said["ru"] or "", *MONTHS)
    return said, number(said["shift"] or "", "shift"), unit, month


# What a name can be, in this order: its relations in events.csv, and how it is read.
_RULES = {("anniversary",): _anniversary, _LASTING: _lasting, _AHEAD: _ahead, _BEHIND: _behind}


def _is_coming(name: _EventName) -> bool:
    """Whether the words around a name of what may be ahead speak of it as still to come."""
    if all(event.relation not in _AHEAD for event in name.events):
        return False
    left, right = sentence_at(name.text.raw, name.line, *name[:2])
    left, right = max(left, name.start - _BEFORE_CHARS), min(right, name.end + _AFTER_CHARS)
    around = (left, name.start), (name.end, right)
    return any(words("coming").search(name.text.lowered, *place) for place in around)
