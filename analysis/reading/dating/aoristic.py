"""Uncertain dates in periods: how much of each item's possible days fall in each of them."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import pandas as pd

from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.edtf import to_days
from analysis.tables import dates_of

Period = Literal["year", "quarter", "month", "week", "day"]
Dates = Literal["event", "publication", "best"]
_MONTHS_IN = {"year": 12, "quarter": 3, "month": 1}


def aoristic_weights(
    items: pd.DataFrame, *, by: Period = "year", dates: Dates = "event", horizon: Horizon = HORIZON
) -> pd.DataFrame:
    """Weigh each item's periods by their share of the item's possible days.

    The aoristic weight of a period is the number of possible days in it over the number of all
    possible days (Ratcliffe 2000, International Journal of Geographical Information Science 14:
    669-679), so the weights of a dated item sum to 1. An interval (``a/b``) lasts over all of its
    days and is weighed alike.

    One row per item and period it can lie in: item_id, the period's column (year 2024, quarter
    2024-Q2, month 2024-05, week 2024-W20 or day 2024-05-15), weight, certain (it is the only one).
    Undated items have no row.
    """
    dated = zip(items["item_id"], dates_of(items, dates)["edtf"], strict=True)
    rows = [(id_, *share) for id_, edtf in dated for share in _shares(edtf, by, horizon)]
    kind = "int64" if by == "year" else "str"
    columns = {"item_id": "str", by: kind, "weight": "float64", "certain": "bool"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def periods_between(first: int | str, last: int | str, by: Period) -> list[int | str]:
    """Return all periods from the first to the last, both included.

    >>> periods_between("2023-Q4", "2024-Q2", "quarter"), periods_between(2023, 2024, "year")
    (['2023-Q4', '2024-Q1', '2024-Q2'], [2023, 2024])
    """
    numbers = range(period_number(first, by), period_number(last, by) + 1)
    return [period_name(number, by) for number in numbers]


def period_number(period: int | str, by: Period) -> int:
    """Return the number of a period: years, months and so on are counted without gaps."""
    year, _, part = str(period).partition("-")
    if by in _MONTHS_IN:  # "2024-Q2" → 4 · 2024 + 1
        return 12 // _MONTHS_IN[by] * int(year) + int(part.strip("Q") or 1) - 1
    return period_of(date.fromisoformat(f"{period}-1" if by == "week" else str(period)), by)


def period_of(day: date, by: Period) -> int:
    """Return the number of the period that a day lies in; weeks begin on Monday (ISO 8601)."""
    if by in _MONTHS_IN:
        return (12 * day.year + day.month - 1) // _MONTHS_IN[by]
    return (day.toordinal() - 1) // 7 if by == "week" else day.toordinal()


def first_day(number: int, by: Period) -> date:
    """Return the day that a numbered period begins with."""
    if by in _MONTHS_IN:
        month = number * _MONTHS_IN[by]
        return date(month // 12, month % 12 + 1, 1)
    return date.fromordinal(7 * number + 1 if by == "week" else number)


def period_around(first: date, last: date, by: Period, shift: int = 0) -> tuple[date, date]:
    """Return first and last day of the periods two days lie in, or of those so many later.

    >>> [f"{day}" for day in period_around(date(2024, 3, 1), date(2024, 3, 1), "month", -1)]
    ['2024-02-01', '2024-02-29']
    """
    low, high = period_of(first, by) + shift, period_of(last, by) + shift + 1
    return first_day(low, by), first_day(high, by) - timedelta(days=1)


def period_name(number: int, by: Period) -> int | str:
    """Return the name of a numbered period."""
    begins = first_day(number, by)
    if by == "year":
        return begins.year
    if by == "week":  # 30 December 2024 is a Monday of 2025-W01
        return f"{begins:%G-W%V}"
    quarter = f"{begins.year}-Q{begins.month // 3 + 1}"
    return {"quarter": quarter, "month": f"{begins:%Y-%m}"}.get(by, begins.isoformat())


@lru_cache(maxsize=2**16)
def _shares(edtf: str, by: Period, horizon: Horizon) -> list[tuple[int | str, float, bool]]:
    """Return (period, weight, certain) of every period an EDTF date can lie in.

    >>> _shares("[2020-12-31..2021-01-02]", "quarter", HORIZON)
    [('2020-Q4', 0.3333333333333333, False), ('2021-Q1', 0.6666666666666666, False)]
    """
    days, shares = to_days(edtf, horizon) if edtf else 0, []
    if not days:
        return []
    total = days.bit_count()  # 31 December 2020 to 2 January 2021: one day of three, then two
    first, last = (period_of(end(days), by) for end in (horizon.earliest, horizon.latest))
    for number in range(first, last + 1):
        ends = period_around(begin := first_day(number, by), begin, by)
        if inside := (days & horizon.between(*ends)).bit_count():
            shares.append((period_name(number, by), inside / total, inside == total))
    return shares
