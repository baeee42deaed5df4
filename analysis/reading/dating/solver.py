"""Evidence → days → a date: intersect what each piece allows, and report what can't be true."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, reduce
from itertools import chain, combinations
from operator import and_, attrgetter
from typing import NamedTuple

from analysis.reading.dating.days import Horizon, from_days

# More pieces are not taken away from a contradiction, nor several of more groups: it would explode.
_MAX_REMOVED, _MAX_GROUPS = 3, 24
# "in May 2024", "MINSK, May 3" and "the night to 13 May" mean one of their days
_OF_ONE = ("month_year", "dateline", "night")


class Evidence(NamedTuple):
    """One piece of evidence: the words, whom they speak of, and the days they allow."""

    target: str  # event | publication | background
    kind: str
    tier: str  # stated | partial | context | identity | assumption
    quote: str
    start: int
    end: int
    days: int  # a set of them, see `Horizon`
    note: str = ""
    ids: tuple[str, ...] = ()


class _Contradiction(NamedTuple):
    """A smallest set of evidence without which the rest agrees, and the date the rest gives."""

    without: tuple[Evidence, ...]
    days: int
    edtf: str


def intersect(evidence: Sequence[Evidence], horizon: Horizon) -> int:
    """Return the days every piece allows; all days of the horizon when there is none."""
    return reduce(and_, (piece.days for piece in evidence), horizon.every_day)


def contradictions(evidence: Sequence[Evidence], horizon: Horizon) -> tuple[_Contradiction, ...]:
    """Return every smallest set of evidence whose removal leaves a day, with that date."""
    if intersect(evidence, horizon):
        return ()
    # Alike stand and fall together. "Xi's visit" 2013 or 2023, "chair" 2020 or 2024: two ways out.
    groups: dict[int, list[Evidence]] = {}
    for piece in evidence:
        groups.setdefault(piece.days, []).append(piece)
    ways_out: list[_Contradiction] = []
    largest = min(_MAX_REMOVED if len(groups) <= _MAX_GROUPS else 1, len(groups))
    for without in chain.from_iterable(combinations(groups, n + 1) for n in range(largest)):
        days = reduce(and_, groups.keys() - set(without), horizon.every_day)
        if days and not any({p.days for p in way.without} <= set(without) for way in ways_out):
            pieces = tuple(chain.from_iterable(groups[allowed] for allowed in without))
            ways_out.append(_Contradiction(pieces, days, from_days(days, horizon)))
    return tuple(sorted(ways_out, key=lambda c: (c.edtf, [p.start for p in c.without])))


class Dated(NamedTuple):
    """One date: the days it can be, how they are known, and what was weighed."""

    edtf: str  # empty when nothing is known
    earliest: date | None
    latest: date | None
    n_days: int
    status: str  # stated | derived | open (no year) | identified | contested | ruled | undated
    without_identity: str  # the EDTF that the text gives without the record of known meetings
    evidence: tuple[Evidence, ...] = ()  # used
    contradictions: tuple[_Contradiction, ...] = ()  # ways out of what can't be true together
    contested: str = ""  # the union of the ways out, also after a ruling


_UNDATED = Dated("", None, None, 0, "undated", "")


class Dating(NamedTuple):
    """Event and publication of one item, and the evidence that was not used."""

    event: Dated
    publication: Dated
    unused: tuple[Evidence, ...]

    def evidence(self) -> list[tuple[Evidence, bool]]:
        """Return all evidence with whether it was used, in the order of the text."""
        rows = [(piece, True) for piece in self.event.evidence + self.publication.evidence]
        rows += [(piece, False) for piece in self.unused]
        return sorted(rows, key=lambda row: (row[0].start, row[0].end, row[0].target, row[0].kind))


def dated(used: Sequence[Evidence], horizon: Horizon, known: str, days: int | None = None) -> Dated:
    """Return the date on ``days``, or on those that all of the evidence allows."""
    # "October 17–18, 2023" → both days; of days apart one is meant: "03/04/2021" → open.
    if not used:
        return _UNDATED
    days = intersect(used, horizon) if days is None else days
    is_told = known == "stated" and days.bit_count() > 1
    lasts = is_told and all(p.days == days and p.kind not in _OF_ONE for p in used)
    evidence = tuple(sorted(used, key=attrgetter("start", "end", "kind")))
    return Dated(*_written(days.bit_length(), days, horizon, known, lasts)[:6], evidence)


@lru_cache(maxsize=2**12)  # by the last day too: Python hashes 1 << n and 1 << n + 61 alike
def _written(last: int, days: int, horizon: Horizon, status: str, lasts: bool) -> Dated:
    if days == horizon.every_day:
        return _UNDATED
    # One unbroken run of days: adding to its first day carries past its last, 0110 + 0010 = 1000.
    is_run = days & (days + (days & -days)) == 0
    written = from_days(days, horizon, lasting=lasts and is_run)
    ends = *horizon.ends(days), days.bit_count()
    return Dated(written, *ends, "open" if status == "stated" and not is_run else status, written)
