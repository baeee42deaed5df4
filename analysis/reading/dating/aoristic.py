"""Uncertain dates in years: how much of each item's possible days fall in each year."""

import pandas as pd

from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.edtf import to_days


def aoristic_years(items: pd.DataFrame, *, horizon: Horizon = HORIZON) -> pd.DataFrame:
    """Weigh each item's year of the event by its share of the item's possible days.

    The aoristic weight of a year is the number of possible days in it over the number of all
    possible days (Ratcliffe 2000, International Journal of Geographical Information Science 14:
    669-679), so the weights of a dated item sum to 1. An interval (``a/b``) lasts over all of its
    days and is weighed alike.

    Parameters
    ----------
    items
        item_id, event_edtf, as in `analysis.tables.ITEMS`.

    Returns
    -------
    One row per item and year it can lie in: item_id, year, weight, certain (the year is the
    only possible one). Undated items have no row.
    """
    rows = []
    for item_id, edtf in zip(items["item_id"], items["event_edtf"], strict=True):
        days = to_days(edtf, horizon) if edtf else 0
        total = days.bit_count()
        if total:
            first, last = horizon.earliest(days).year, horizon.latest(days).year
            for year in range(first, last + 1):
                share = (days & to_days(f"{year}", horizon)).bit_count()
                if share:
                    rows.append((item_id, year, share / total, share == total))
    columns = {"item_id": "str", "year": "int64", "weight": "float64", "certain": "bool"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
