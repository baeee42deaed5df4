"""A table of counts → whether it still holds in other readings."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.counting.groups import By, columns_of
from analysis.counting.series import as_whole
from analysis.finding.readings import READINGS
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
