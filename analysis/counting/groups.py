"""Corpus → what counts are grouped by: periods, outlets or items, and which items are in each."""

import re
from functools import partial
from typing import Any, NamedTuple, TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.finding.readings import Reading, counted_items
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates, Period, aoristic_weights, periods_between

By: TypeAlias = str  # one of these
PERIODS = get_args(Period)
_BY = (*PERIODS, "outlet", "item_id")
# EDTF that ends where the horizon ends, so that no share of its days means anything:
# "[..2023-09-18]", "[2023-09-18..]", "XXXX-09-18".
_OPEN = re.compile(r"^\[\.\.|\.\.\]$|^XXXX")
_EVERYTHING = "all"  # the one group of counts that are not grouped
_MIN_WEIGHT = 1e-12  # less of an item outside all periods is rounding


class _Groups(NamedTuple):
    """The one group of every item: a number per row of corpus.items, and what the numbers name."""

    codes: npt.NDArray[np.int64]
    names: Any  # array of pandas; one may be missing


def certain_groups(corpus: Corpus, by: By | None, *, dates: Dates = "event") -> _Groups:
    """Give every item its group; a period is missing unless the date is certain to lie in it."""

    def make() -> _Groups:
        codes, names = pd.factorize(_group_of(corpus, by, dates), use_na_sentinel=False)
        return _Groups(codes.astype(np.int64), pd.Series(names).array)

    return corpus.once(("certain groups", by, dates), make)


def item_groups(
    corpus: Corpus, by: By | None = "year", *, reading: Reading = "cleaned", dates: Dates = "event"
) -> pd.DataFrame:
    """Give every item that can be counted its group: item_id, outlet, cluster, a period's column.

    That is an article or post with kept text, in ``distinct`` no copy; its cluster is the first
    item with the same text. A period is missing unless the date is certain to lie in one.
    """

    def make() -> pd.DataFrame:
        kept = counted_items(corpus, reading)
        items = corpus.items[kept]
        copy_of = items["duplicate_of"].where(items["duplicate_of"] != "", items["item_id"])
        table = items[["item_id", "outlet"]].assign(cluster=copy_of)
        group = _group_of(corpus, by, dates)
        if by in PERIODS:
            table[by] = group[kept]
        return table.reset_index(drop=True)

    return corpus.once(("item groups", by, reading, dates), make).copy()


def membership(
    corpus: Corpus, by: By | None, *, reading: Reading = "cleaned", dates: Dates = "event"
) -> pd.DataFrame:
    """Say how much of every item belongs to each group: item_id, cluster, group, weight, certain.

    The weight is 1, or aoristic for periods; an item's weights add up to 1. The group is missing
    for what has no place from the first certain period to the last: undated items, dates open at an
    end (which say nothing about how likely each year is), and possible days outside.
    """

    def make() -> pd.DataFrame:
        groups = item_groups(corpus, by, reading=reading, dates=dates)
        if by not in PERIODS:
            group = groups[by] if by else pd.Series(_EVERYTHING, groups.index, dtype="str")
            return groups[["item_id", "cluster"]].assign(group=group, weight=1.0, certain=True)
        edtf = corpus.items["event_edtf" if dates == "event" else "published_edtf"]
        is_open = edtf.str.contains(_OPEN)
        listed = complete_groups(corpus, by, reading=reading, dates=dates)
        placed = _weights(corpus, by, dates).rename(columns={by: "group"})
        placed = placed[~placed["item_id"].isin(corpus.items["item_id"][is_open])]
        placed = placed[placed["group"].isin(listed)].astype({"group": groups[by].dtype})
        # "[2019-12-31..2020-01-01]", 2020 the first certain year → half in 2020, half in none.
        rest = 1 - placed.groupby("item_id")["weight"].sum().reindex(groups["item_id"]).fillna(0.0)
        rest = rest[rest > _MIN_WEIGHT].rename("weight").reset_index()
        none = pd.Series(pd.NA, rest.index, dtype=groups[by].dtype)
        rest = rest.assign(group=none, certain=rest["weight"] == 1)
        table = pd.concat([placed, rest], ignore_index=True)
        table = groups[["item_id", "cluster"]].merge(table, on="item_id", how="inner")
        return table[["item_id", "cluster", "group", "weight", "certain"]]

    return corpus.once(("membership", by, reading, dates), make).copy()


def complete_groups(
    corpus: Corpus, by: By | None, *, reading: Reading = "cleaned", dates: Dates = "event"
) -> list[int | str]:
    """Return all groups in order; periods without gaps from the first to the last certain one."""
    if by is None:
        return [_EVERYTHING]
    known = item_groups(corpus, by, reading=reading, dates=dates)[by].dropna()
    if by not in PERIODS:
        return list(dict.fromkeys(known))
    return periods_between(known.min(), known.max(), cast(Period, by)) if len(known) else []


def _group_of(corpus: Corpus, by: By | None, dates: Dates) -> pd.Series:
    """Return the one group of every item; raise `ValueError` unless by is a way to group."""
    items = corpus.items
    if by is None:
        return pd.Series(_EVERYTHING, items.index, dtype="str")
    if by not in _BY:
        raise ValueError(f"by is {by!r}; use one of {', '.join(_BY)} or None")
    if by not in PERIODS:
        return items[by]
    weights = _weights(corpus, by, dates)
    # "[2020-12-31..2021-01-02]" is certain to lie in no year, "2021-03" in one, "2021" in no month.
    certain = weights[weights["certain"]].set_index("item_id")[by]
    return items["item_id"].map(certain).astype("Int64" if by == "year" else "str")


def _weights(corpus: Corpus, by: By | None, dates: Dates) -> pd.DataFrame:
    """Return the aoristic weights of all items; kept with the corpus."""
    make = partial(aoristic_weights, corpus.items, by=cast(Period, by), dates=dates)
    return corpus.once(("weights", by, dates), make)
