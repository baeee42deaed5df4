"""Counts → complete series: every group shown, every rate with its denominator."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import pandas as pd

from analysis.counting.groups import (
    By,
    check_by,
    complete_years,
    item_groups,
    with_groups,
    year_weights,
)
from analysis.counting.tokens import Text, sentences
from analysis.counting.words import count_terms, counted_words
from analysis.reading.corpus import Corpus

SIZES = ("items_in_group", "sentences_in_group", "words_in_group")
CONFIDENCE = 0.95
MIN_WORDS = 100  # a rate per thousand of fewer running words says nothing and is left out


def term_series(
    corpus: Corpus,
    terms: Sequence[str],
    *,
    by: By | None = "year",
    text: Text = "cleaned",
    lemmatize: bool = False,
) -> pd.DataFrame:
    """Count chosen terms in every group.

    Parameters
    ----------
    terms
        As listed by `count_terms` with the same ``lemmatize``.

    Returns
    -------
    One row per group and term, as from `complete_series`, terms in the order given.
    """
    check_by(by)
    counted_by: By | None = "item" if by == "year" else by
    counts = count_terms(corpus, by=counted_by, text=text, lemmatize=lemmatize, stopwords=())
    counts = counts.drop(columns=["words", "per_1000"])
    if by == "year":
        counts = by_possible_year(counts, year_weights(corpus), "term")
    sizes = group_sizes(corpus, by=by, text=text)
    return complete_series(counts, sizes, "term", terms)


def by_possible_year(each: pd.DataFrame, weights: pd.DataFrame, label: str) -> pd.DataFrame:
    """Spread the counts of each item over the years it can lie in.

    Parameters
    ----------
    each
        item, label, hits and other counts, one row per item and label.
    weights
        From `year_weights`.

    Returns
    -------
    One row per year and label: hits and other counts weighed by aoristic weight, items (certain
    ones only), hits_certain (of items certain to lie in the year), hits_possible (of all items
    that can).
    """
    spread = each.merge(weights, on="item")
    counts = [column for column in each.columns if column not in ("item", label, "items")]
    weighed = spread[counts].mul(spread["weight"], axis=0)
    weighed["items"] = spread["certain"].astype("int64")
    weighed["hits_certain"] = spread["hits"].where(spread["certain"], 0)
    weighed["hits_possible"] = spread["hits"]
    return weighed.groupby([spread["year"], spread[label]]).sum().reset_index()


def complete_series(
    counts: pd.DataFrame, sizes: pd.DataFrame, label: str, names: Sequence[str]
) -> pd.DataFrame:
    """Give every name a row in every group: zeros are shown, nothing-to-count is missing.

    Parameters
    ----------
    counts
        The group's column (if any), the label's column, and counts: hits, items, and others.
    sizes
        From `group_sizes`, for the same grouping.
    label, names
        The column that names what is counted, and all its values in order.

    Returns
    -------
    The group's column, label, the counts (whole numbers unless weighed), the sizes, per_1000
    (hits per thousand words), item_share with low and high (Wilson 95 % interval). In a group
    without text, counts and rates are missing; in a group of fewer than `MIN_WORDS` words,
    per_1000 is.
    """
    sizes_given = [column for column in (*SIZES, "items_possible") if column in sizes.columns]
    group = [column for column in sizes.columns if column not in sizes_given]
    found = [column for column in counts.columns if column not in (*group, label)]
    grid = sizes.merge(pd.DataFrame({label: list(names)}, dtype="str"), how="cross")
    counts = counts.astype({column: grid[column].dtype for column in (*group, label)})
    series = grid.merge(counts, on=[*group, label], how="left")
    filled = series["words_in_group"] > 0
    for column in found:
        kind = "Float64" if series[column].dropna().mod(1).any() else "Int64"
        series[column] = series[column].astype(kind).fillna(0).where(filled)
    enough = series["words_in_group"] >= MIN_WORDS
    words = series["words_in_group"].where(enough).astype("Float64")
    series["per_1000"] = 1000 * series["hits"] / words
    certain = series["items_in_group"].where(series["items_in_group"] > 0)
    series["item_share"] = series["items"] / certain
    bounds = [
        wilson(int(k), n) if n else (None, None)
        for k, n in zip(series["items"].fillna(0), series["items_in_group"], strict=True)
    ]
    intervals = pd.DataFrame(bounds, index=series.index, columns=["low", "high"])
    series[["low", "high"]] = intervals.astype("Float64")
    rates = ["per_1000", "item_share", "low", "high"]
    return series[[*group, label, *found, *sizes_given, *rates]]


def group_sizes(corpus: Corpus, *, by: By | None, text: Text = "cleaned") -> pd.DataFrame:
    """Return how much each group holds: items_in_group, sentences_in_group, words_in_group.

    For years, sentences and words are weighed by aoristic weight, items_in_group are the items
    certain to lie in the year, and items_possible those that can. Years are complete from the
    first to the last certain one; an empty year has zeros.
    """
    groups = item_groups(corpus)
    if by == "year":
        each = group_sizes(corpus, by="item", text=text)
        weights = year_weights(corpus)
        spread = each.merge(weights, on="item")
        sizes = spread[list(SIZES)].mul(spread["weight"], axis=0)
        sizes["items_in_group"] = spread["certain"].astype("int64")
        sizes["items_possible"] = 1
        totals = sizes.groupby(spread["year"]).sum()
        index = pd.Index(complete_years(groups), name="year", dtype="Int64")
        totals = totals.reindex(index).fillna(0).reset_index()
        whole = [c for c in totals.columns if not totals[c].mod(1).any()]
        return totals.astype({column: "int64" for column in whole if column != "year"})
    listed = (
        groups,
        with_groups(sentences(corpus, text=text), corpus),
        counted_words(corpus, text=text, lemmatize=False),
    )
    if by is None:
        return pd.DataFrame([dict(zip(SIZES, map(len, listed), strict=True))])
    counts = pd.concat([rows.groupby(by).size() for rows in listed], axis=1, keys=SIZES)
    index = pd.Index(list(dict.fromkeys(groups[by])), name=by, dtype="str")
    return counts.reindex(index).fillna(0).astype("int64").reset_index()


def wilson(successes: int, n: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Wilson score interval of a share ``successes / n``.

    The bounds are the roots of (p̂ - p)² = z² p (1 - p) / n (Wilson 1927, JASA 22: 209-212):
    (k + z²/2 ± z √(k (n - k) / n + z²/4)) / (n + z²). With n = 0 nothing is known: (0, 1).

    Raises `ValueError` unless 0 <= successes <= n.

    >>> [round(bound, 4) for bound in wilson(2, 3)]
    [0.2077, 0.9385]
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} trials")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    centre = successes + z**2 / 2
    spread = z * sqrt(successes * (n - successes) / n + z**2 / 4)
    low, high = (centre - spread) / (n + z**2), (centre + spread) / (n + z**2)
    # At the edges the roots are exactly 0 and 1; rounding may miss them.
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)
