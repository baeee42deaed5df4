"""Evidence → days: intersect what each piece allows, and report what can't be true together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain, combinations
from operator import and_

from analysis.reading.dating import edtf
from analysis.reading.dating.days import Horizon

# A contradiction that needs more pieces removed than this is reported without a way out; among
# more groups of pieces that allow the same days, only single ones are tried, or work would explode.
_MAX_REMOVED, _MAX_GROUPS = 3, 24


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: the words, whom they speak of, and the days they allow."""

    target: str  # event | publication | background
    kind: str
    tier: str  # stated | partial | context | identity | assumption
    quote: str
    start: int
    end: int
    days: int = field(repr=False)
    note: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contradiction:
    """A smallest set of evidence without which the rest agrees, and the date the rest gives."""

    without: tuple[Evidence, ...]
    days: int = field(repr=False)
    edtf: str


def intersect(evidence: Sequence[Evidence], horizon: Horizon) -> int:
    """Return the days every piece allows; all days of the horizon when there is none."""
    return reduce(and_, (piece.days for piece in evidence), horizon.every_day)


def contradictions(evidence: Sequence[Evidence], horizon: Horizon) -> tuple[Contradiction, ...]:
    """Return every smallest set of evidence whose removal leaves a day, with that date.

    Smallest means that no part of the set would do. Empty when the evidence agrees, or when more
    than three groups of it would have to go.
    """
    if intersect(evidence, horizon):
        return ()
    # Pieces that allow the same days stand and fall together. "this March … Xi's visit" → 2013 or
    # 2023, "chair of BRICS" → 2020 or 2024: two ways out.
    groups: dict[int, list[Evidence]] = {}
    for piece in evidence:
        groups.setdefault(piece.days, []).append(piece)
    ways_out: list[Contradiction] = []
    removed: list[set[int]] = []
    largest = _MAX_REMOVED if len(groups) <= _MAX_GROUPS else 1
    for size in range(1, min(largest, len(groups)) + 1):
        for without in combinations(groups, size):
            if any(smaller <= set(without) for smaller in removed):
                continue
            days = reduce(and_, groups.keys() - set(without), horizon.every_day)
            if days:
                removed.append(set(without))
                pieces = tuple(chain.from_iterable(groups[allowed] for allowed in without))
                ways_out.append(Contradiction(pieces, days, edtf.from_days(days, horizon)))
    return tuple(sorted(ways_out, key=lambda c: (c.edtf, [p.start for p in c.without])))
