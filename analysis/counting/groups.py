"""What counts are grouped by: periods, outlets or items; and which items belong to each."""

import re
from typing import Literal, get_args

import pandas as pd

from analysis.finding.tokens import Text
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import (
    Dates,
    Period,
    aoristic_weights,
    periods_between,
)

By = Literal["year", "quarter", "month", "outlet", "item"]
PERIODS = get_args(Period)
_OPEN = re.compile(r"^\[\.\.|\.\.\]$|^XXXX")  # EDTF that ends where the horizon ends
EVERYTHING = "all"  # the one group of counts that are not grouped


def item_groups(corpus: Corpus, *, text: Text = "cleaned", dates: Dates = "event") -> pd.DataFrame:
    """Give every item that can be counted its groups.

    Returns
    -------
    One row per article or post with kept text: item, year (Int64), quarter, month (str; missing
    unless the date is certain to lie in one), outlet, cluster (the first item with the same
    text). Placeholders and service messages are counted nowhere, duplicates not in ``distinct``.
    """
    key = ("groups", f"{text} {dates}")
    if key in corpus.memo:
        return corpus.memo[key].copy()
    counted = corpus.items["kind"].isin(("article", "post")) & (corpus.items["text"] != "")
    if text == "distinct":
        counted &= corpus.items["duplicate_of"] == ""
    items = corpus.items[counted]
    groups = pd.DataFrame(
        {
            "item": items["item_id"],
            **{by: _certain(items, by, dates) for by in PERIODS},
            "outlet": items["outlet"],
            "cluster": items["duplicate_of"].where(items["duplicate_of"] != "", items["item_id"]),
        }
    ).reset_index(drop=True)
    return corpus.memo.setdefault(key, groups).copy()


def membership(
    corpus: Corpus, by: By | None, *, text: Text = "cleaned", dates: Dates = "event"
) -> pd.DataFrame:
    """Say how much of every item belongs to each group.

    Returns
    -------
    One row per item and group: item, cluster, group, weight (1 for outlets, items and all items
    together; aoristic for periods), certain. The group is missing for what has no place in the
    periods from the first to the last certain one: undated items, dates open at an end (which
    say nothing about how likely each year is), and possible days outside; the weights of every
    item add up to 1.
    """
    check_by(by)
    groups = item_groups(corpus, text=text, dates=dates)
    if by is None or by == "outlet" or by == "item":
        group = groups[by] if by else pd.Series(EVERYTHING, groups.index, dtype="str")
        return groups[["item", "cluster"]].assign(group=group, weight=1.0, certain=True)
    edtf = corpus.items[f"{'event' if dates == 'event' else 'published'}_edtf"]
    weights = aoristic_weights(corpus.items[~edtf.str.contains(_OPEN)], by=by, dates=dates)
    weights = weights.rename(columns={"item_id": "item", by: "group"})
    kind = groups[by].dtype
    placed = weights[weights["group"].isin(complete_periods(groups, by))].astype({"group": kind})
    rest = 1 - placed.groupby("item")["weight"].sum().reindex(groups["item"]).fillna(0.0)
    rest = rest[rest > 1e-12].rename("weight").reset_index()
    rest = rest.assign(group=pd.Series(pd.NA, rest.index, dtype=kind), certain=rest["weight"] == 1)
    table = pd.concat([placed, rest], ignore_index=True)
    table = groups[["item", "cluster"]].merge(table, on="item", how="inner")
    return table[["item", "cluster", "group", "weight", "certain"]]


def complete_groups(
    corpus: Corpus, by: By | None, *, text: Text = "cleaned", dates: Dates = "event"
) -> list[int | str]:
    """Return all groups in order: periods without gaps, outlets and items as they appear."""
    check_by(by)
    groups = item_groups(corpus, text=text, dates=dates)
    if by is None:
        return [EVERYTHING]
    if by == "outlet" or by == "item":
        return list(dict.fromkeys(groups[by]))
    return complete_periods(groups, by)


def complete_periods(groups: pd.DataFrame, by: Period) -> list[int | str]:
    """Return all periods from the first to the last certain one, with the empty ones in between."""
    known = groups[by].dropna()
    return periods_between(known.min(), known.max(), by) if len(known) else []


def complete_years(groups: pd.DataFrame) -> list[int]:
    """Return all years from the first to the last certain one."""
    return [int(year) for year in complete_periods(groups, "year")]


def check_by(by: str | None) -> None:
    """Raise `ValueError` unless ``by`` is a way to group."""
    if by is not None and by not in get_args(By):
        raise ValueError(f"by is {by!r}; use one of {', '.join(get_args(By))} or None")


def with_groups(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add the columns of `item_groups` to a table with item_id; other items' rows are dropped."""
    return hits.merge(item_groups(corpus), left_on="item_id", right_on="item", how="inner")


def _certain(items: pd.DataFrame, by: Period, dates: Dates) -> pd.Series:
    weights = aoristic_weights(items, by=by, dates=dates)
    certain = weights[weights["certain"]].set_index("item_id")[by]
    return items["item_id"].map(certain).astype("Int64" if by == "year" else "str")
