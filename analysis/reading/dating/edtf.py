"""Sets of days ↔ EDTF (ISO 8601-2) strings, for what is known and no more."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from analysis.reading.dating.days import Horizon

_EVERY_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")  # "XXXX-09-18" → 18 September of every year
_PRECISION = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")  # "2024", "2024-05", "2024-05-15"


@lru_cache(maxsize=2**12)
def from_days(days: int, horizon: Horizon, *, lasting: bool = False) -> str:
    """Write a set of days as EDTF.

    A run that fills a month or a year is that month or year; the same day of every year is
    ``XXXX-MM-DD``; other runs are joined in ``[…]``, one of which is meant, and are open towards an
    end of the horizon they reach. ``lasting`` writes an interval ``a/b``: all of its days are
    meant. No day, or every day, is the empty string.

    >>> h = Horizon()
    >>> from_days(h.of(date(2024, 5, 15)), h), from_days(h.recurring(9, 18), h)
    ('2024-05-15', 'XXXX-09-18')
    >>> from_days(h.between(date(2023, 9, 18), None), h)
    '[2023-09-18..]'
    """
    if not days or days == horizon.every_day:
        return ""
    first, last = horizon.earliest(days), horizon.latest(days)
    if first == last or lasting:
        return f"{first}" if first == last else f"{first}/{last}"
    if days.bit_count() > 2 and days == horizon.recurring(first.month, first.day):
        return f"XXXX-{first:%m-%d}"
    for whole in (f"{first:%Y-%m}", f"{first:%Y}"):
        if bounds(whole) == (first, last) and days == horizon.between(first, last):
            return whole
    runs = (f"{low}" if low == high else f"{low}..{high}" for low, high in horizon.runs(days))
    joined = ",".join(runs).replace(f"{horizon.first}..", "..")
    return f"[{joined.replace(f'..{horizon.last}', '..')}]"


@lru_cache(maxsize=2**14)
def to_days(edtf: str, horizon: Horizon) -> int:
    """Read back what `from_days` writes; raises `ValueError` for anything else.

    >>> h = Horizon()
    >>> to_days("[2021-03-22..2021-03-23]", h) == h.between(date(2021, 3, 22), date(2021, 3, 23))
    True
    """
    if not edtf:
        return horizon.every_day
    if every_year := _EVERY_YEAR.fullmatch(edtf):
        return horizon.recurring(*map(int, every_year.groups()))
    days = 0
    for part in edtf.removeprefix("[").removesuffix("]").replace("/", "..").split(","):
        ends = part.split("..") if ".." in part else [part, part]
        low, high = (bounds(end) if end else (None, None) for end in ends)
        days |= horizon.between(low[0], high[1])
    return days


def precision(days: int, horizon: Horizon) -> str:
    """Return day, month, year, days (a set) or none."""
    written = from_days(days, horizon).lstrip("X")  # "XXXX-09-18" is a set
    return {0: "none", 4: "year", 7: "month", 10: "day"}.get(len(written), "days")


def bounds(written: str) -> tuple[date, date]:
    """Return the first and last day of a year, month or day.

    >>> [str(day) for day in bounds("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    if not _PRECISION.fullmatch(written):
        raise ValueError(f"{written!r} is no year, month or day")
    first = date.fromisoformat((written + "-01-01")[:10])
    if len(written) == 10:
        return first, first
    month = int((written + "-12")[5:7])
    return first, date(first.year, month, monthrange(first.year, month)[1])
