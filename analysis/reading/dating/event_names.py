"""Dated events by their spellings → where a text names them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from analysis.lexicons import Alias, Event

_WORD = re.compile(r"\w+")
# Names of events in one line: more of them say nothing new, and work stays linear.
_MAX_NAMES = 200
# Relations that are one kind of fact: "the summit" may be ahead, behind or going on.
_HAPPENING = ("before", "after", "during")


class EventName(NamedTuple):
    """Where a text names an event, and which events of the calendar it can be."""

    start: int
    end: int
    events: tuple[Event, ...]

    def competes(self, longer: "EventName") -> bool:
        """Whether both claim the same characters for the same kind of fact."""
        # "BRICS summit" does inside "BRICS summit in Kazan"; a minister's name (tenure) does not
        # inside the name of a visit.
        if self.end <= longer.start or longer.end <= self.start or self[:2] == longer[:2]:
            return False
        one, other = (
            {"" if event.relation in _HAPPENING else event.relation for event in name.events}
            for name in (self, longer)
        )
        return bool(one & other)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Events by spelling: aliases that are spelt alike are looked for once."""

    # Under the longest whole word, or "" if there is none ("гуйлин*"): a text is searched only for
    # the aliases all of whose whole words it has.
    spellings: dict[str, list[tuple[Alias, tuple[Event, ...]]]]

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Calendar":
        """Index the aliases of a calendar."""
        alike: dict[Alias, list[Event]] = defaultdict(list)
        for event in events:
            for alias in event.aliases:
                alike[alias].append(event)
        spellings = defaultdict(list)
        for alias, spelt_so in alike.items():
            spellings[alias.key if alias.words else ""].append((alias, tuple(spelt_so)))
        return cls(dict(spellings))

    def find_names(self, raw: str, lines: Sequence[tuple[int, int]]) -> list[list[EventName]]:
        """Return the names of events in each line, in order, without those inside longer ones.

        >>> from analysis import lexicons
        >>> raw = "At the Third Belt and Road Forum in Beijing"
        >>> for name in Calendar.of(lexicons.events()).find_names(raw, [(0, len(raw))])[0]:
        ...     print(raw[name.start : name.end], [event.relation for event in name.events])
        Third Belt and Road Forum ['after', 'before']
        """
        lowered_lines = [_lower(raw[start:end]) for start, end in lines]
        lowered = "\n".join(lowered_lines)
        words = set(_WORD.findall(lowered))
        keys = ["", *sorted(words & self.spellings.keys())]
        alike = chain.from_iterable(self.spellings.get(key, ()) for key in keys)
        possible = [some for some in alike if some[0].key in lowered and some[0].words <= words]
        placed = zip(lowered_lines, lines, strict=True)
        return [_names(line, start, possible) for line, (start, _) in placed]


def _names(
    lowered: str, start: int, spellings: Sequence[tuple[Alias, tuple[Event, ...]]]
) -> list[EventName]:
    """Return the names in a line that begins at ``start``; an alias inside a word is none."""
    names = [
        EventName(start + match.start(), start + match.end(), events)
        for alias, events in spellings
        if alias.key in lowered
        for match in alias.pattern.finditer(lowered)
        if match.start() == 0 or not _WORD.match(lowered, match.start() - 1)
    ]
    names = sorted(names, key=lambda name: name[:2])[:_MAX_NAMES]
    longest: list[EventName] = []
    for name in sorted(names, key=lambda name: (name.start - name.end, name.start)):
        if not any(name.competes(longer) for longer in longest):
            longest.append(name)
    return sorted(longest, key=lambda name: name[:2])


def _lower(text: str) -> str:
    """Return a text in lower case, as long as before: letters that would grow stay ("İ")."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
