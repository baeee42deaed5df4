"""Counts → complete series: every group shown, every rate with its denominator."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import pandas as pd

from analysis.counting.groups import By, check_by, complete_years, item_groups, with_groups
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
    counts = count_terms(corpus, by=by, text=text, lemmatize=lemmatize, stopwords=())
    keys = ["term"] if by is None else [by, "term"]
    sizes = group_sizes(corpus, by=by, text=text)
    return complete_series(counts[[*keys, "hits", "items"]], sizes, "term", terms)


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
    The group's column, label, the counts (Int64), items_in_group, sentences_in_group,
    words_in_group, per_1000 (hits per thousand words), item_share with low and high (Wilson 95 %
    interval). In a group without items, counts and rates are missing; in a group of fewer than
    `MIN_WORDS` words, per_1000 is.
    """
    group = [column for column in sizes.columns if column not in SIZES]
    found = [column for column in counts.columns if column not in (*group, label)]
    grid = sizes.merge(pd.DataFrame({label: list(names)}), how="cross")
    series = grid.merge(counts, on=[*group, label], how="left")
    filled = series["items_in_group"] > 0
    for column in found:
        series[column] = series[column].astype("Int64").fillna(0).where(filled)
    enough = series["words_in_group"] >= MIN_WORDS
    words = series["words_in_group"].where(enough).astype("Float64")
    series["per_1000"] = 1000 * series["hits"] / words
    series["item_share"] = series["items"] / series["items_in_group"].where(filled)
    bounds = [
        wilson(int(k), n) if n else (None, None)
        for k, n in zip(series["items"].fillna(0), series["items_in_group"], strict=True)
    ]
    series[["low", "high"]] = pd.DataFrame(bounds, index=series.index).astype("Float64")
    rates = ["per_1000", "item_share", "low", "high"]
    return series[[*group, label, *found, *SIZES, *rates]]


def group_sizes(corpus: Corpus, *, by: By | None, text: Text = "cleaned") -> pd.DataFrame:
    """Return how much each group holds: items_in_group, sentences_in_group, words_in_group.

    Years are complete from the first to the last known one; an empty year has zeros.
    """
    groups = item_groups(corpus)
    listed = (
        groups,
        with_groups(sentences(corpus, text=text), corpus),
        counted_words(corpus, text=text, lemmatize=False),
    )
    if by is None:
        return pd.DataFrame([dict(zip(SIZES, map(len, listed), strict=True))])
    counts = pd.concat([rows.groupby(by).size() for rows in listed], axis=1, keys=SIZES)
    order = complete_years(groups) if by == "year" else list(dict.fromkeys(groups[by]))
    index = pd.Index(order, name=by, dtype="Int64" if by == "year" else "str")
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
