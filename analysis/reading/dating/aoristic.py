"""Uncertain dates in periods: how much of each item's possible days fall in each of them."""

from functools import lru_cache
from typing import Literal

import pandas as pd

from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.edtf import to_days

Period = Literal["year", "quarter", "month"]
Dates = Literal["event", "publication"]
MONTHS = {"year": 12, "quarter": 3, "month": 1}
_COLUMNS = {"event": "event_edtf", "publication": "published_edtf"}


def aoristic_years(items: pd.DataFrame, *, horizon: Horizon = HORIZON) -> pd.DataFrame:
    """Weigh each item's year of the event; see `aoristic_weights`. The column is ``year``."""
    return aoristic_weights(items, by="year", horizon=horizon)


def aoristic_weights(
    items: pd.DataFrame,
    *,
    by: Period = "year",
    dates: Dates = "event",
    horizon: Horizon = HORIZON,
) -> pd.DataFrame:
    """Weigh each item's periods by their share of the item's possible days.

    The aoristic weight of a period is the number of possible days in it over the number of all
    possible days (Ratcliffe 2000, International Journal of Geographical Information Science 14:
    669-679), so the weights of a dated item sum to 1. An interval (``a/b``) lasts over all of its
    days and is weighed alike.

    Parameters
    ----------
    items
        item_id and event_edtf or published_edtf, as in `analysis.tables.ITEMS`.
    by
        year (2024), quarter (2024-Q2) or month (2024-05).
    dates
        The date of the event told, or that of the publication.

    Returns
    -------
    One row per item and period it can lie in: item_id, the period's column (Int64 for years,
    text for quarters and months), weight, certain (the period is the only possible one). Undated
    items have no row.
    """
    rows = []
    for item_id, edtf in zip(items["item_id"], items[_COLUMNS[dates]], strict=True):
        rows += [(item_id, *share) for share in _shares(edtf, by, horizon)]
    kind = "int64" if by == "year" else "str"
    columns = {"item_id": "str", by: kind, "weight": "float64", "certain": "bool"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def period_label(year: int, month: int, by: Period) -> int | str:
    """Return the name of the period a month lies in.

    >>> period_label(2024, 5, "quarter"), period_label(2024, 5, "month")
    ('2024-Q2', '2024-05')
    """
    if by == "year":
        return year
    return f"{year}-Q{(month + 2) // 3}" if by == "quarter" else f"{year}-{month:02d}"


def periods_between(first: int | str, last: int | str, by: Period) -> list[int | str]:
    """Return all periods from the first to the last, both included.

    >>> periods_between("2023-Q4", "2024-Q2", "quarter")
    ['2023-Q4', '2024-Q1', '2024-Q2']
    """
    (year, month), end = _start(first, by), _start(last, by)
    found = []
    while (year, month) <= end:
        found.append(period_label(year, month, by))
        month += MONTHS[by]
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return found


def _start(period: int | str, by: Period) -> tuple[int, int]:
    """Return the year and the first month of a period."""
    if by == "year":
        return int(period), 1
    year, _, part = str(period).partition("-")
    return int(year), 3 * int(part[1:]) - 2 if by == "quarter" else int(part)


@lru_cache(maxsize=2**16)
def _shares(edtf: str, by: Period, horizon: Horizon) -> list[tuple[int | str, float, bool]]:
    """Return (period, weight, certain) of every period an EDTF date can lie in."""
    days = to_days(edtf, horizon) if edtf else 0
    total = days.bit_count()
    if not total:
        return []
    first, last = horizon.earliest(days), horizon.latest(days)
    shares = []
    start, end = (period_label(day.year, day.month, by) for day in (first, last))
    for period in periods_between(start, end, by):
        year, month = _start(period, by)
        months = (_month(year, month + n, horizon) for n in range(MONTHS[by]))
        share = sum((days & month).bit_count() for month in months)
        if share:
            shares.append((period, share / total, share == total))
    return shares


@lru_cache(maxsize=2**14)
def _month(year: int, month: int, horizon: Horizon) -> int:
    """Return the days of a month inside the horizon."""
    return to_days(f"{year}-{month:02d}", horizon)
