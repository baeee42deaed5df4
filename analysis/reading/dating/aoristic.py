"""Uncertain dates in periods: how much of each item's possible days fall in each of them."""

from collections import Counter
from functools import lru_cache
from typing import Literal

import pandas as pd

from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.edtf import to_days

Period = Literal["year", "quarter", "month"]
Dates = Literal["event", "publication"]
_MONTHS_IN: dict[Period, int] = {"year": 12, "quarter": 3, "month": 1}
_COLUMNS = {"event": "event_edtf", "publication": "published_edtf"}


def aoristic_weights(
    items: pd.DataFrame, *, by: Period = "year", dates: Dates = "event", horizon: Horizon = HORIZON
) -> pd.DataFrame:
    """Weigh each item's periods by their share of the item's possible days.

    The aoristic weight of a period is the number of possible days in it over the number of all
    possible days (Ratcliffe 2000, International Journal of Geographical Information Science 14:
    669-679), so the weights of a dated item sum to 1. An interval (``a/b``) lasts over all of its
    days and is weighed alike.

    One row per item and period it can lie in: item_id, the period's column (year 2024, quarter
    2024-Q2 or month 2024-05), weight, certain (it is the only one). Undated items have no row.
    """
    rows = []
    for item_id, edtf in zip(items["item_id"], items[_COLUMNS[dates]], strict=True):
        rows += [(item_id, *share) for share in _shares(edtf, by, horizon)]
    kind = "int64" if by == "year" else "str"
    columns = {"item_id": "str", by: kind, "weight": "float64", "certain": "bool"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def periods_between(first: int | str, last: int | str, by: Period) -> list[int | str]:
    """Return all periods from the first to the last, both included.

    >>> periods_between("2023-Q4", "2024-Q2", "quarter"), periods_between(2023, 2024, "year")
    (['2023-Q4', '2024-Q1', '2024-Q2'], [2023, 2024])
    """
    months = range(_first_month(first, by), _first_month(last, by) + 1, _MONTHS_IN[by])
    return [_period(month, by) for month in months]


def _first_month(period: int | str, by: Period) -> int:
    """Return the number of a period's first month, counted from January of year 0."""
    year, _, part = str(period).partition("-")  # "2024-Q2" → 12 · 2024 + 3
    return 12 * int(year) + (int(part.strip("Q") or 1) - 1) * _MONTHS_IN[by]


def _period(month: int, by: Period) -> int | str:
    """Return the name of the period that a month counted from year 0 lies in."""
    year, place = month // 12, month % 12 // _MONTHS_IN[by] + 1
    if by == "year":
        return year
    return f"{year}-Q{place}" if by == "quarter" else f"{year}-{place:02d}"


@lru_cache(maxsize=2**16)
def _shares(edtf: str, by: Period, horizon: Horizon) -> list[tuple[int | str, float, bool]]:
    """Return (period, weight, certain) of every period an EDTF date can lie in.

    >>> _shares("[2020-12-31..2021-01-02]", "quarter", HORIZON)
    [('2020-Q4', 0.3333333333333333, False), ('2021-Q1', 0.6666666666666666, False)]
    """
    days = to_days(edtf, horizon) if edtf else 0
    if not days:
        return []
    ends = horizon.earliest(days), horizon.latest(days)
    first, last = (12 * end.year + end.month - 1 for end in ends)
    in_period: Counter[int | str] = Counter()
    for month in range(first, last + 1):
        in_month = to_days(f"{month // 12}-{month % 12 + 1:02d}", horizon)
        in_period[_period(month, by)] += (days & in_month).bit_count()
    # 31 December 2020 to 2 January 2021: one day of three, then two.
    total = days.bit_count()
    return [(period, n / total, n == total) for period, n in in_period.items() if n]
