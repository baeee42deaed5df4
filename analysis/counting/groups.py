"""Corpus → what counts are grouped by: periods, outlets or items, and which items are in each."""

import re
from collections.abc import Sequence
from itertools import product
from typing import Any, TypeAlias, cast, get_args

import numpy as np
import pandas as pd

from analysis.finding.store import Reading, counted_items, item_rows
from analysis.reading.corpus import Corpus, once
from analysis.reading.dating.days import Dates, Period, aoristic_weights, periods_between
from analysis.tables import dates_of, refuse

By: TypeAlias = str | Sequence[str] | None  # a way to group, two of them, or everything together
PERIODS = get_args(Period)
# Ends where the horizon does, its days have no share: "[..2023-09-18]", "[2023-09-18..]", "XXXX-…".
_OPEN = re.compile(r"^\[\.\.|\.\.\]$|^XXXX")
_MIN_WEIGHT = 1e-12  # less of an item outside all periods is rounding


def columns_of(by: By) -> list[str]:
    """Return the columns that name a group: none, one or two."""
    return [] if by is None else [by] if isinstance(by, str) else list(by)


@once
def certain_groups(corpus: Corpus, by: By) -> tuple[Any, pd.DataFrame]:
    """Give every item the number of its group, and the groups; a period is missing if unsure."""
    parts = {part: _group_of(corpus, part, "event") for part in columns_of(by)}
    table = pd.DataFrame({"": 0, **parts}, corpus.items.index)
    codes = table.groupby(list(table), dropna=False, sort=False).ngroup()
    return codes.to_numpy(np.int64), table.drop_duplicates(ignore_index=True).drop(columns="")


@once
def item_groups(
    corpus: Corpus, by: By = "year", *, reading: Reading = "cleaned", dates: Dates = "event"
) -> pd.DataFrame:
    """Give every item that can be counted its group: item_id, outlet, item_row, columns of by."""
    parts = {part: _group_of(corpus, part, dates) for part in columns_of(by)}
    table = corpus.items[["item_id", "outlet"]].assign(**parts)
    counted = counted_items(corpus, reading)
    return table[counted].assign(item_row=np.flatnonzero(counted)).reset_index(drop=True)


@once
def membership(corpus: Corpus, by: By, reading: Reading, dates: Dates) -> tuple[pd.DataFrame, ...]:
    """Return all groups in order, and how much of every item belongs to each (adding up to 1)."""
    listed, keys = item_groups(corpus, by, reading=reading, dates=dates), columns_of(by)
    axes = {part: complete_groups(corpus, part, reading=reading, dates=dates) for part in keys}
    periods = [part for part in keys if part in PERIODS]
    refuse(len(periods) > 1, "two periods", " and ".join(periods))
    cluster = pd.factorize(corpus.originals)[0][listed["item_row"]]
    members = listed[["item_row", *keys]].assign(cluster=cluster, weight=1.0, certain=True)
    for part in periods:
        placed = period_weights(corpus, part, dates).copy()
        placed = placed[~placed.pop("is_open") & placed[part].isin(axes[part])]
        # "[2019-12-31..2020-01-01]", 2020 the first certain year → half in 2020, half in none.
        rest = 1 - placed.groupby("item_row")["weight"].sum().reindex(members["item_row"]).fillna(0)
        rest = rest[rest > _MIN_WEIGHT].reset_index()
        none = pd.Series(pd.NA, rest.index, dtype=members[part].dtype)
        rest = rest.assign(certain=rest["weight"] == 1, **{part: none})
        own = pd.concat([placed.astype({part: none.dtype}), rest], ignore_index=True)
        members = members.drop(columns=[part, "weight", "certain"]).merge(own, on="item_row")
    if not keys:
        return pd.DataFrame(index=[0]), members.assign(group=0)
    cells = ([*axes[p], *([pd.NA] if members[p].isna().any() else [])] for p in keys)
    names = pd.DataFrame(list(product(*cells)), columns=keys).astype(listed[keys].dtypes)
    return names, members.merge(names.assign(group=range(len(names))), "left", keys)


def complete_groups(
    corpus: Corpus, by: str, *, reading: Reading = "cleaned", dates: Dates = "event"
) -> list[int | str]:
    """Return all groups in order; periods without gaps from the first to the last certain one."""
    known = item_groups(corpus, by, reading=reading, dates=dates)[by].dropna()
    if by not in PERIODS:
        return list(dict.fromkeys(known))
    return periods_between(known.min(), known.max(), cast(Period, by)) if len(known) else []


def _group_of(corpus: Corpus, by: str, dates: Dates) -> pd.Series:
    """Return the one group of every item: a period that is certain, or any column of the items."""
    items = corpus.items
    refuse(by not in (*PERIODS, *items), "by", by, ", ".join((*PERIODS, "outlet", "item_id")))
    if by not in PERIODS:
        return items[by]
    weights = period_weights(corpus, by, dates)
    # "[2020-12-31..2021-01-02]" is certain to lie in no year, "2021-03" in one, "2021" in no month.
    certain = weights[weights["certain"]].set_index("item_row")[by].reindex(range(len(items)))
    return certain.set_axis(items.index).astype("Int64" if by == "year" else "str")


@once
def period_weights(corpus: Corpus, by: Any, dates: Dates) -> pd.DataFrame:
    """Weigh the periods of every item: item_row, period, weight, certain, is_open."""
    edtf = dates_of(corpus.items, dates)["edtf"]  # each date is weighed once, not each item
    ways: Any = {"by": by, "dates": dates, "horizon": corpus.horizon}
    items = corpus.items.filter(regex="^(item_id|event_.*|published_.*)$")  # no long texts
    each = aoristic_weights(items[(~edtf.duplicated()).to_numpy()], **ways)
    each["edtf"] = edtf.array.take(item_rows(corpus, each.pop("item_id")))
    each["is_open"] = each["edtf"].str.contains(_OPEN)
    rows = pd.DataFrame({"item_row": range(len(edtf)), "edtf": edtf.array})
    return rows.merge(each, on="edtf").drop(columns="edtf")
