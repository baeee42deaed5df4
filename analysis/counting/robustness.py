"""Does it still hold? The same table from other texts, without each outlet, with the mix fixed."""

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from analysis.counting.groups import complete_periods, item_groups
from analysis.counting.provenance import Source, same_source, trace
from analysis.counting.resampling import SEED, bootstrap_ratios, percentile_interval
from analysis.counting.series import MIN_ITEMS, MIN_WORDS, count_each_item, read_hits, sized_members
from analysis.counting.statistics import CONFIDENCE
from analysis.finding.tokens import Text
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates, Period

READINGS: tuple[Text, ...] = ("raw", "cleaned", "distinct")


def compare_texts(
    count: Callable[[Text], pd.DataFrame], *, label: str = "term", by: str | None = None
) -> pd.DataFrame:
    """Count the same raw, cleaned, and once per cluster of duplicates, side by side.

    Parameters
    ----------
    count
        What to count, given the reading: ``lambda text: count_terms(corpus, text=text)``.
    label, by
        Columns of its table that name what is counted, and the group (if any).

    Returns
    -------
    One row per group and name, most frequent raw first: the group's column (if any), the label's,
    raw, cleaned, distinct (hits; missing in a period without items), rank_raw, rank_cleaned,
    rank_distinct (in the group, the same for the same number), moved (whether the ranks differ).
    `evidence` gives the hits as scraped; their label tells which were removed.
    """
    keys = [by, label] if by else [label]
    tables = [count(text) for text in READINGS]
    hits = [table.set_index(keys)["hits"].rename(None) for table in tables]
    table = pd.concat(hits, axis=1, keys=READINGS).reset_index()
    periods = [pd.MultiIndex.from_frame(part[keys]) for part in tables]
    for text, listed in zip(READINGS, periods, strict=True):
        absent = ~pd.MultiIndex.from_frame(table[keys]).isin(listed)
        table[text] = table[text].mask(absent, 0)
        whole = not table[text].dropna().mod(1).any()
        table[text] = table[text].astype("Int64" if whole else "Float64")
        ranked = table.groupby(by, dropna=False)[text] if by else table[text]
        table[f"rank_{text}"] = ranked.rank(method="min", ascending=False).astype("Int64")
    ranks = table[[f"rank_{text}" for text in READINGS]]
    table["moved"] = ranks.nunique(axis=1) > 1
    order = [*keys[:-1], "rank_raw", label]
    table = table.sort_values(order, ignore_index=True)
    return same_source(table, tables[0])


def flips(
    table: pd.DataFrame, one: str = "raw", other: str = "cleaned", *, label: str = "term"
) -> pd.DataFrame:
    """List every two names whose order is reversed between two readings.

    Parameters
    ----------
    table
        From `compare_texts` (one group) or any with the label's column and two of numbers.

    Returns
    -------
    One row per pair: above, below (in ``one``), and their numbers: above_<one>, below_<one>,
    above_<other>, below_<other>. Ties are no order and never flip.
    """
    rows = table[[label, one, other]].dropna().sort_values([one, label], ascending=[False, True])
    names, first, second = (rows[column].to_numpy() for column in (label, one, other))
    up, down = np.nonzero((first[:, None] > first) & (second[:, None] < second))
    return pd.DataFrame(
        {
            "above": names[up],
            "below": names[down],
            f"above_{one}": first[up],
            f"below_{one}": first[down],
            f"above_{other}": second[up],
            f"below_{other}": second[down],
        }
    )


def without_each_outlet(
    by_outlet: pd.DataFrame, *, label: str = "term", words: str = "words"
) -> pd.DataFrame:
    """Leave out each outlet in turn.

    Parameters
    ----------
    by_outlet
        outlet, the label's column, hits, and the outlet's running words: from `count_terms` or
        `series` by outlet.

    Returns
    -------
    One row per outlet left out and name: without, the label's column, hits, per_1000 and rank of
    all outlets together (hits_all, per_1000_all, rank_all) and of the others (hits, per_1000,
    rank; per_1000 missing when nothing is left), moved (whether the ranks differ).
    """
    sizes = by_outlet.drop_duplicates("outlet").set_index("outlet")[words].astype("int64")
    hits = by_outlet.pivot(index=label, columns="outlet", values="hits").fillna(0).astype("int64")
    overall = hits.sum(axis=1)
    parts = []
    for outlet, size in sizes.items():
        rest, left = overall - hits[outlet], int(sizes.sum() - size)
        part = pd.DataFrame({"without": outlet, label: hits.index, "hits_all": overall.to_numpy()})
        part["per_1000_all"] = 1000 * part["hits_all"] / sizes.sum()
        part["hits"] = rest.to_numpy()
        part["per_1000"] = 1000 * part["hits"] / left if left else np.nan
        for column in ("hits_all", "hits"):
            rank = part[column].rank(method="min", ascending=False).astype("int64")
            part[column.replace("hits", "rank")] = rank
        parts.append(part.assign(moved=part["rank_all"] != part["rank"]))
    columns = ["without", label, "hits_all", "per_1000_all", "rank_all"]
    columns += ["hits", "per_1000", "rank", "moved"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    order = table.assign(place=table["without"].map(list(sizes.index).index))
    return order.sort_values(["place", "rank_all", label], ignore_index=True)[columns]


def standardised(
    corpus: Corpus,
    what: Sequence[str] | pd.DataFrame,
    *,
    by: Period = "year",
    dates: Dates = "event",
    text: Text = "cleaned",
    lemmatize: bool = False,
    label: str = "term",
    seed: int = SEED,
) -> pd.DataFrame:
    """Give the rate every period would have if all periods were made up of outlets alike.

    Direct standardisation: Σ wₒ rₒ, with the rate rₒ of each outlet in the period and its share wₒ
    of the words of all of them (Keyfitz 1966, Human Biology 38: 309-317). Only outlets with at
    least `MIN_ITEMS` texts and `MIN_WORDS` words in every period that has items can take part, and
    there must be two. The interval is a percentile bootstrap over the texts of each outlet.

    Returns
    -------
    One row per period and name: the period's column, the label's, crude (hits per thousand words
    of the same outlets in the period, of all outlets when refused), value (standardised), low,
    high, outlets (that can take part, joined by " · "), refused (why there is no value or no
    interval).
    """
    hits, label, names = read_hits(corpus, what, label, text=text, lemmatize=lemmatize)
    groups = item_groups(corpus, text=text, dates=dates)
    members = sized_members(corpus, by, text, dates).merge(groups[["item", "outlet"]], on="item")
    words = members["words_in_group"] * members["weight"]
    each = count_each_item(hits, label).pivot(index="item", columns=label, values="hits")
    tops = each.reindex(index=members["item"], columns=names).fillna(0.0).reset_index(drop=True)
    counts = tops.mul(members["weight"], axis=0).assign(words=words)
    outlets = _comparable_outlets(members.assign(words=words))
    mix = words.groupby(members["outlet"]).sum().loc[outlets]
    few = (
        f"{len(outlets)} outlets have {MIN_ITEMS} texts and {MIN_WORDS} words in every {by}; "
        "two are needed"
    )
    rows = []
    for period in complete_periods(groups, by):
        inside = (members["group"] == period).fillna(False)
        alike = inside & members["outlet"].isin(outlets) if len(outlets) > 1 else inside
        total = counts[alike].sum()
        crude = 1000 * total[names] / total["words"] if total["words"] else total[names] * np.nan
        why = "no items" if not inside.any() else "" if len(outlets) > 1 else few
        results = [crude * np.nan] * 3
        if not why:
            strata = [
                (
                    share,
                    counts.loc[at].groupby(members.loc[at, "cluster"]).sum(),
                    f"{period} {outlet}",
                )
                for outlet, share in (mix / mix.sum()).items()
                if len(at := members.index[inside & (members["outlet"] == outlet)])
            ]
            results = _weighed_rates(strata, seed)
        for name, *numbers in zip(names, crude, *results, strict=True):
            flat = not why and numbers[2] == numbers[3]
            if flat:
                numbers[2:] = [np.nan, np.nan]
            reason = "no interval: every text has the same rate" if flat else why
            rows.append((period, name, *numbers, " · ".join(outlets), reason))
    columns = [by, label, "crude", "value", "low", "high", "outlets", "refused"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:6], "Float64"))
    return trace(table, Source(corpus, hits, (by, label), members, by))


def _comparable_outlets(members: pd.DataFrame) -> list[str]:
    """Return the outlets with enough texts and words in every period that has items."""
    heaviest = members.groupby(["outlet", "group", "cluster"], sort=False)["weight"].max()
    cells = members.groupby(["outlet", "group"], sort=False).agg(words=("words", "sum"))
    cells["texts"] = heaviest.groupby(level=[0, 1], sort=False).sum()
    enough = (cells["words"] >= MIN_WORDS) & (cells["texts"] >= MIN_ITEMS)
    filled = members["group"].nunique()
    spread = enough.groupby("outlet", sort=False).sum()
    return list(spread.index[spread == filled]) if filled else []


def _weighed_rates(strata: list[tuple[float, pd.DataFrame, str]], seed: int) -> list[Any]:
    """Return value, low and high of Σ share · rate over strata of (share, texts, name)."""
    value: Any = 0.0
    draws: Any = 0.0
    for share, texts, name in strata:
        top, bottom = texts.to_numpy()[:, :-1], texts["words"].to_numpy()
        value = value + 1000 * share * top.sum(axis=0) / bottom.sum()
        own = seed + crc32(name.encode())
        draws = draws + 1000 * share * bootstrap_ratios(top, bottom, seed=own)
    fewest = min(len(texts) for _, texts, _ in strata)
    return [value, *percentile_interval(draws, fewest, confidence=CONFIDENCE)]
