"""Days and their evidence → the date of an event or a publication, as the tables have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.reading.dating import edtf
from analysis.reading.dating.days import Horizon
from analysis.reading.dating.solver import Contradiction, Evidence, intersect


@dataclass(frozen=True)
class Dated:
    """One date: the days it can be, how they are known, and what was weighed."""

    edtf: str  # empty when nothing is known
    earliest: date | None
    latest: date | None
    n_days: int
    precision: str  # day | month | year | days | none
    status: str  # stated | derived | open (no year) | identified | contested | ruled | undated
    without_identity: str  # the EDTF that the text gives without the record of known meetings
    evidence: tuple[Evidence, ...]  # used
    contradictions: tuple[Contradiction, ...] = ()  # ways out of what can't be true together
    contested: str = ""  # the union of the ways out, also after a ruling


_UNDATED = Dated("", None, None, 0, "none", "undated", "", ())


@dataclass(frozen=True)
class Dating:
    """Event and publication of one item, and the evidence that was not used."""

    event: Dated
    publication: Dated
    unused: tuple[Evidence, ...]

    def evidence(self) -> list[tuple[Evidence, bool]]:
        """Return all evidence with whether it was used, in the order of the text."""
        rows = [(piece, True) for piece in self.event.evidence + self.publication.evidence]
        rows += [(piece, False) for piece in self.unused]
        return sorted(rows, key=lambda row: (row[0].start, row[0].end, row[0].target, row[0].kind))


def dated(
    used: Sequence[Evidence], horizon: Horizon, status: str, *, days: int | None = None
) -> Dated:
    """Return the date on ``days``, or on those that all of the evidence allows.

    Stated days in a row last ("October 17–18, 2023" → 2023-10-17/2023-10-18); stated days apart
    are readings of one ("03/04/2021" → open). Every day, or nothing used, is no date.
    """
    if not used:
        return _UNDATED
    if days is None:
        days = intersect(used, horizon)
    # One unbroken run of days: adding to its first day carries past its last, 0110 + 0010 = 1000.
    is_run = days & (days + (days & -days)) == 0
    is_stated = status == "stated"
    lasts = is_stated and all(p.days == days and p.kind != "month_year" for p in used)
    written = edtf.from_days(days, horizon, lasting=lasts and is_run)
    if is_stated and not is_run:
        status = "open"
    known = days != horizon.every_day
    return Dated(
        edtf=written,
        earliest=horizon.earliest(days) if known else None,
        latest=horizon.latest(days) if known else None,
        n_days=days.bit_count() if known else 0,
        precision=edtf.precision(days, horizon),
        status=status if known else "undated",
        without_identity=written,
        evidence=tuple(sorted(used, key=lambda piece: (piece.start, piece.end, piece.kind))),
    )
