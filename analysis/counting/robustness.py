"""A table of counts → whether it still holds in other readings, and without each outlet."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.counting.groups import By, columns_of
from analysis.counting.series import as_whole
from analysis.finding.store import READINGS
from analysis.finding.words import words
from analysis.reading.corpus import Corpus


def compare_readings(
    corpus: Corpus,
    count: Callable[..., pd.DataFrame],
    *,
    lemmatize: bool = False,
    label: str = "term",
    by: By = None,
) -> pd.DataFrame:
    """Count the same raw, cleaned, and once per cluster of duplicates, side by side.

    ``count`` is `count_terms`, `topic_series` or the like; ``label`` the column that names what is
    counted, ``by`` that of the groups. One row per group and name, most frequent raw first: hits as
    raw, cleaned, distinct (missing in a period without items), rank_raw, rank_cleaned,
    rank_distinct (in the group), moved (whether they differ). `evidence` gives the hits as scraped.
    """
    keys = [*columns_of(by), label]
    tables = [count(words(corpus, name, lemmatize=lemmatize), by=by) for name in READINGS]
    hits = [table.set_index(keys)["hits"].rename(None) for table in tables]
    table = pd.concat(hits, axis=1, keys=READINGS).reset_index()
    listed = pd.MultiIndex.from_frame(table[keys])
    for reading, part in zip(READINGS, tables, strict=True):
        absent = ~listed.isin(pd.MultiIndex.from_frame(part[keys]))
        table[reading] = as_whole(table[reading].mask(absent, 0))
        ranked = table.groupby(keys[:-1], dropna=False)[reading] if by else table[reading]
        table[f"rank_{reading}"] = ranked.rank(method="min", ascending=False).astype("Int64")
    ranks = table[[f"rank_{reading}" for reading in READINGS]]
    table["moved"] = ranks.nunique(axis=1) > 1
    table = table.sort_values([*keys[:-1], "rank_raw", label], ignore_index=True)
    table.attrs |= tables[0].attrs  # evidence is that of the raw reading
    return table


def flips(
    table: pd.DataFrame, one: str = "raw", other: str = "cleaned", *, label: str = "term"
) -> pd.DataFrame:
    """List every two names whose order is reversed between two columns of numbers.

    One row per pair: above, below (in ``one``), above_<one>, below_<one>, above_<other>,
    below_<other>. Ties are no order and never flip.
    """
    # raw: talks 8, peace 5; cleaned: talks 3, peace 4 → talks above peace 8 : 5, then 3 : 4
    rows = table[[label, one, other]].dropna().sort_values([one, label], ascending=[False, True])
    names, first, second = (rows[column].to_numpy() for column in (label, one, other))
    up, down = np.nonzero((first[:, None] > first) & (second[:, None] < second))
    pairs = {"above": names[up], "below": names[down]}
    for reading, hits in ((one, first), (other, second)):
        pairs |= {f"above_{reading}": hits[up], f"below_{reading}": hits[down]}
    return pd.DataFrame(pairs)


def without_each_outlet(
    by_outlet: pd.DataFrame, *, label: str = "term", words: str = "words"
) -> pd.DataFrame:
    """Leave out each outlet of a table of `count_terms` or `series` by outlet in turn.

    One row per outlet left out and name: without, the label's column, hits_all, per_1000_all,
    rank_all, then hits, per_1000 and rank of the other outlets, moved (whether the ranks differ).
    """
    sizes = by_outlet.drop_duplicates("outlet").set_index("outlet")[words].astype("int64")
    hits = by_outlet.pivot(index=label, columns="outlet", values="hits").fillna(0).astype("int64")
    rest = hits.rsub(hits.sum(axis=1), axis=0)[sizes.index]
    table = rest.T.stack().rename("hits").rename_axis(["without", label]).reset_index()
    table["hits_all"] = table[label].map(hits.sum(axis=1))
    left = sizes.sum() - table["without"].map(sizes)
    for ending, size in (("_all", sizes.sum()), ("", left.where(left > 0))):
        table[f"per_1000{ending}"] = 1000 * table[f"hits{ending}"] / size
        ranked = table.groupby("without")[f"hits{ending}"]
        table[f"rank{ending}"] = ranked.rank(method="min", ascending=False).astype("int64")
    table["moved"] = table["rank_all"] != table["rank"]
    columns = ["without", label, "hits_all", "per_1000_all", "rank_all"]
    columns += ["hits", "per_1000", "rank", "moved"]
    order = table.assign(place=table["without"].map(sizes.index.get_loc))
    return order.sort_values(["place", "rank_all", label], ignore_index=True)[columns]
