"""Dates as EDTF (ISO 8601-2) strings, for what is known and no more."""

from collections.abc import Sequence
from datetime import date

UNDATED = ""


def one_of(days: Sequence[date]) -> str:
    """Return one day, or the set of days of which one is meant.

    >>> one_of([date(2024, 5, 15)])
    '2024-05-15'
    >>> one_of([date(2021, 4, 3), date(2021, 3, 4)])
    '[2021-03-04,2021-04-03]'
    """
    written = sorted({day.isoformat() for day in days})
    return written[0] if len(written) == 1 else f"[{','.join(written)}]"


def lasting(first: date, last: date) -> str:
    """Return an interval: something that lasts from one day to another.

    >>> lasting(date(2023, 10, 17), date(2023, 10, 18))
    '2023-10-17/2023-10-18'
    """
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def any_year(month: int, day: int) -> str:
    """Return a month and day whose year is not stated.

    >>> any_year(9, 18)
    'XXXX-09-18'
    """
    return f"XXXX-{month:02d}-{day:02d}"
