"""Sets of days ↔ EDTF (ISO 8601-2) strings, for what is known and no more."""

import re
from calendar import monthrange
from datetime import date

from analysis.reading.dating.days import Horizon

UNDATED = ""
_EVERY_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")
_PRECISION = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def from_days(days: int, horizon: Horizon, *, lasting: bool = False) -> str:
    """Write a set of days as EDTF.

    One day is itself; a run that fills a month or a year is that month or year; the same day of
    every year is ``XXXX-MM-DD``; runs of days are joined in ``[…]``, one of which is meant, and
    are open towards an end of the horizon they reach. ``lasting`` writes an interval ``a/b``
    instead: all of its days are meant. No day, or every day, is the empty string.

    >>> h = Horizon()
    >>> from_days(h.of(date(2024, 5, 15)), h)
    '2024-05-15'
    >>> from_days(h.between(date(2023, 9, 18), None), h)
    '[2023-09-18..]'
    >>> from_days(h.recurring(9, 18), h)
    'XXXX-09-18'
    """
    if not days or days == horizon.every_day:
        return UNDATED
    first, last = horizon.earliest(days), horizon.latest(days)
    if lasting and first != last:
        return f"{first}/{last}"
    if days.bit_count() > 2 and days == horizon.recurring(first.month, first.day):
        return f"XXXX-{first:%m-%d}"
    runs = list(horizon.runs(days))
    if len(runs) == 1 and (whole := _whole(*runs[0])):
        return whole
    return "[" + ",".join(_run(a, b, horizon) for a, b in runs) + "]"


def to_days(edtf: str, horizon: Horizon) -> int:
    """Read back what `from_days` writes; raises `ValueError` for anything else.

    >>> h = Horizon()
    >>> to_days("[2021-03-22..2021-03-23]", h) == h.between(date(2021, 3, 22), date(2021, 3, 23))
    True
    """
    if edtf == UNDATED:
        return horizon.every_day
    if found := _EVERY_YEAR.fullmatch(edtf):
        return horizon.recurring(int(found[1]), int(found[2]))
    days = 0
    for part in edtf.removeprefix("[").removesuffix("]").split(","):
        first, _, last = part.replace("/", "..").partition("..")
        if ".." not in part.replace("/", ".."):
            last = first
        days |= horizon.between(
            _bounds(first)[0] if first else None, _bounds(last)[1] if last else None
        )
    return days


def precision(days: int, horizon: Horizon) -> str:
    """Return day, month, year, days (a set) or none."""
    if not days or days == horizon.every_day:
        return "none"
    if days.bit_count() == 1:
        return "day"
    runs = list(horizon.runs(days))
    whole = _whole(*runs[0]) if len(runs) == 1 else ""
    return {7: "month", 4: "year"}.get(len(whole), "days")


def _whole(first: date, last: date) -> str:
    """Return the day, month or year that a run is exactly, or nothing."""
    if first == last:
        return first.isoformat()
    if (first, last) == _bounds(f"{first:%Y-%m}"):
        return f"{first:%Y-%m}"
    if (first, last) == _bounds(f"{first:%Y}"):
        return f"{first:%Y}"
    return ""


def _run(first: date, last: date, horizon: Horizon) -> str:
    if first == last:
        return first.isoformat()
    if first == horizon.first:
        return f"..{last}"
    if last == horizon.last:
        return f"{first}.."
    return f"{first}..{last}"


def _bounds(written: str) -> tuple[date, date]:
    """Return the first and last day of a year, month or day."""
    if not _PRECISION.fullmatch(written):
        raise ValueError(f"{written!r} is no year, month or day")
    year, *rest = (int(part) for part in written.split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        return date(year, rest[0], 1), date(year, rest[0], monthrange(year, rest[0])[1])
    return date(year, *rest), date(year, *rest)
