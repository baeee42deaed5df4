"""What distinguishes two groups of texts: every term's frequency in one against the other."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from analysis.counting.permutation import permutation_test
from analysis.counting.statistics import SEED, Numbers, Z, benjamini_hochberg, holm, upper_chi2
from analysis.finding.tokens import KINDS, WORDLIKE, find_tokens, fold
from analysis.tables import InputError

Item: TypeAlias = str | Mapping[str, int] | pd.Series
Measure = Literal["chi2", "g2", "log_odds", "log_ratio"]
# Below it in any of the four cells chi-squared takes Yates' correction: 3 of 100 against 0 of 100.
_MIN_EXPECTED = 5


def keyness(
    target: pd.Series | Sequence[Item],
    reference: pd.Series | Sequence[Item],
    *,
    measure: Measure = "chi2",
    terms: Sequence[str] | None = None,
    target_words: int | None = None,
    reference_words: int | None = None,
    prior: pd.Series | None = None,
    pairs: Sequence[tuple[int, int]] = (),
    seed: int = SEED,
) -> pd.DataFrame:
    """Say which terms are more frequent in the target than in the reference, and how surely.

    With a = hits in the target, b = hits in the reference, c and d the other words of each,
    N = a + b + c + d, and E the expected count of a cell (row total · column total / N):

    - ``chi2``: N (|ad - bc| - y)² / ((a+b)(c+d)(a+c)(b+d)), where y = N/2 (Yates 1934) if an E is
      below 5 and |ad - bc| ≥ N/2, else 0: as in quanteda's `textstat_keyness`.
    - ``g2``: 2 Σ O ln(O / E) over the four cells (Dunning 1993, Computational Linguistics 19:
      61-74).
    - ``log_odds``: the difference of log odds under a Dirichlet prior α, natural logarithm,
      δ = ln((a+α)/(n₁+α₀-a-α)) - ln((b+α)/(n₂+α₀-b-α)), and z = δ / √(1/(a+α) + 1/(b+α)) (Monroe,
      Colaresi & Quinn 2008, Political Analysis 16: 372-403).
    - ``log_ratio``: log₂ of the ratio of the rates (Hardie 2014), with a 95 % interval: the
      standard error of ln ratio is √(1/a - 1/n₁ + 1/b - 1/n₂) (Katz et al. 1978, Biometrics 34:
      469-474). Where one group has no hit, one hit is added in all, shared out by size.

    These tests take tokens as independent, which words in one text are not, and so overstate
    significance (Lijffijt et al. 2016, Digital Scholarship in the Humanities 31: 374-397). With
    lists of items, ``p_items`` asks instead how often a split of the same items into groups of the
    same sizes gives at least this measure (Fisher's permutation test): all splits, or 9,999 random.

    Parameters
    ----------
    target, reference
        Counts by term, or lists of items; an item is a text or its counts by term. Give one item
        per cluster of duplicates: copies are no new evidence.
    terms, target_words, reference_words
        What to list and to correct the p-values for (None: all terms); the running words of counts
        that don't hold all words.
    prior
        For log_odds: counts of all terms of a background corpus, used as they are, so that a large
        one outweighs the groups; None means both groups together.
    pairs, seed
        Positions (in target, in reference) of items that are parts of one text, which the splits
        (random ones from the seed) only let change places.

    Returns
    -------
    One row per term, highest measure first (log_odds: highest z), ties in alphabetical order:
    term, the measure (chi2 and g2 negative where the target has fewer than expected; log_odds with
    z, log_ratio with low and high), p, p_holm (Holm 1979), p_bh
    (Benjamini & Hochberg 1995), n_target, n_reference (hits), per_1000_target,
    per_1000_reference; for lists of items also items_target, items_reference (with a hit),
    p_items, p_items_bh, and note, which says why p_items is missing or how many terms would have to
    reach its smallest value for any to pass the correction.

    >>> target, reference = {"peace": 8, "talks": 2}, {"peace": 2, "talks": 8}
    >>> table = keyness(pd.Series(target), pd.Series(reference))
    >>> table.set_index("term")["chi2"].round(2).to_dict()
    {'peace': 7.2, 'talks': -7.2}
    """
    if measure not in get_args(Measure):
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(get_args(Measure))}")
    from_items = not isinstance(target, pd.Series) and not isinstance(reference, pd.Series)
    if from_items and (target_words or reference_words):
        raise ValueError("target_words and reference_words go with series of counts, not items")
    items = {"target": _items(target), "reference": _items(reference)}
    summed = {name: _sum(group, name) for name, group in items.items()}
    counts = pd.DataFrame(summed, dtype="float64").fillna(0.0)
    counts = counts.loc[sorted(counts.index[counts.sum(axis=1) > 0])]
    given = zip(items, (target_words, reference_words), strict=True)
    sizes = [_size(counts[name], words, name) for name, words in given]
    wanted = counts.index if terms is None else counts.index.intersection(list(terms), sort=False)
    score, statistic = _SCORES[measure], "z" if measure == "log_odds" else str(measure)
    if measure == "log_odds":
        alpha_sum = sum(sizes) if prior is None else float(prior.sum())
        alpha = _prior(counts, prior).loc[wanted].to_numpy()
        score = partial(_log_odds, alpha=alpha, alpha_sum=alpha_sum)
    hits = counts.loc[wanted].to_numpy().T
    result = score(hits[0], hits[1], *sizes)
    table = pd.DataFrame({"term": wanted.astype("str"), **result}, index=range(len(wanted)))
    table["p_holm"] = holm(result["p"])
    table["p_bh"] = benjamini_hochberg(result["p"])
    for name, found, size in zip(items, hits, sizes, strict=True):
        whole = not (found % 1).any()
        table[f"n_{name}"] = found.astype("int64") if whole else found
        table[f"per_1000_{name}"] = 1000 * found / size
    if from_items:
        both = items["target"], items["reference"]
        table = table.assign(**permutation_test(*both, wanted, score, statistic, pairs, seed))
    order = {statistic: False, "term": True}
    return table.sort_values(list(order), ascending=list(order.values()), ignore_index=True)


def _items(group: pd.Series | Sequence[Item]) -> list[pd.Series]:
    """Return the counts of every item of a group; a series of counts is one item."""
    if isinstance(group, pd.Series):
        return [group]
    if isinstance(group, str | Mapping):
        raise ValueError("give a list of items or a series of counts, not a single item")
    return [_count(item) if isinstance(item, str) else pd.Series(item) for item in group]


def _count(text: str) -> pd.Series:
    """Count the words of a text as those of a corpus are."""
    # "#BRICS summit 2024" → brics, summit
    found = [
        fold(text[start:end]).removeprefix("#")
        for start, end, kind in find_tokens(text, 0, len(text))
        if KINDS.index(kind) in WORDLIKE
    ]
    return pd.Series(found, dtype="str").value_counts()


def _sum(items: list[pd.Series], name: str) -> pd.Series:
    """Add up the items of one group, with clear words about what can't be counted."""
    for counts in items:
        if not counts.index.is_unique:
            twice = counts.index[counts.index.duplicated()][0]
            raise InputError(f"the {name} counts {twice!r} twice; add its counts up first")
        bad = counts.index[~(counts >= 0) | ~np.isfinite(counts.astype(float))]
        if len(bad):
            raise InputError(f"the {name} has {counts[bad[0]]} hits of {bad[0]!r}; give counts")
    listed = [counts for counts in items if len(counts)]
    if not listed:
        raise InputError(f"the {name} has no words; choose items with text")
    return listed[0] if len(listed) == 1 else pd.concat(listed).groupby(level=0).sum()


def _size(counts: pd.Series, words: int | None, name: str) -> float:
    """Return the running words of a group: those counted, or the number given."""
    counted = float(counts.sum())
    if words is not None and words < counted:
        raise InputError(f"the {name} has {counted:.0f} hits in {words} words; give all its words")
    if not (words or counted):
        raise InputError(f"the {name} has no words; choose items with text")
    return float(words or counted)


def _prior(counts: pd.DataFrame, prior: pd.Series | None) -> pd.Series:
    if prior is None:
        return counts.sum(axis=1)
    alpha = prior.reindex(counts.index).astype(float)
    if not (alpha > 0).all():
        missing = counts.index[~(alpha > 0)][0]
        raise InputError(f"the prior has no count of {missing!r}; give every term one")
    return alpha


# The measures: from hits a and b in groups of n1 and n2 words; splits are rows, terms columns.
# 8 of 10 words against 2 of 10: E = 5 in every cell, so no correction, and χ² is
# 20 (64 - 4)² / (10 · 10 · 10 · 10) = 7.2, positive, for the target has more.
def _chi2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    c, d, total = n1 - a, n2 - b, n1 + n2
    smallest = np.minimum(a + b, c + d) * np.minimum(n1, n2) / total
    gap = np.abs(a * d - b * c)
    yates = (smallest < _MIN_EXPECTED) & (gap >= total / 2)
    top = total * (gap - np.where(yates, total / 2, 0.0)) ** 2
    bottom = (a + b) * (c + d) * n1 * n2
    chi2 = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return {"chi2": np.sign(a * d - b * c) * chi2 + 0.0, "p": upper_chi2(chi2)}


# The same: 2 · (2 · 8 ln(8 / 5) + 2 · 2 ln(2 / 5)) = 7.71.
def _g2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    c, d, total = n1 - a, n2 - b, n1 + n2
    g2 = np.zeros_like(a + b)
    for observed, row, column in ((a, a + b, n1), (b, a + b, n2), (c, c + d, n1), (d, c + d, n2)):
        expected = row * column / total
        share = np.divide(observed, expected, out=np.ones_like(g2), where=observed > 0)
        g2 += 2 * observed * np.log(share)
    g2 = np.maximum(g2, 0.0)  # rounding may leave a trace below zero
    return {"g2": np.sign(a * d - b * c) * g2 + 0.0, "p": upper_chi2(g2)}


# The same, α = 10 of 20: ln(18 / 12) - ln(12 / 18) = 0.81 (shrunk from 2.77).
def _log_odds(
    a: Numbers, b: Numbers, n1: Any, n2: Any, *, alpha: Numbers, alpha_sum: float
) -> dict[str, Numbers]:
    first, second = a + alpha, b + alpha
    rest, other = n1 + alpha_sum - first, n2 + alpha_sum - second
    some = (rest > 0) & (other > 0)  # else every word anywhere is the term
    odds = (first * np.where(some, other, 1)) / (second * np.where(some, rest, 1))
    delta = np.where(some, np.log(odds), 0.0)
    z = delta / np.sqrt(1 / first + 1 / second)
    return {"log_odds": delta, "z": z, "p": upper_chi2(z**2)}


# The same: log₂(0.8 / 0.2) = 2. 3 of 100 against 0 of 300: 3.25 against 0.75, a hit shared out.
def _log_ratio(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    none = (a == 0) | (b == 0)
    first = a + np.where(none, n1 / (n1 + n2), 0.0)
    second = b + np.where(none, n2 / (n1 + n2), 0.0)
    ratio = np.log(first / n1) - np.log(second / n2)
    error = np.sqrt(np.maximum(1 / first - 1 / n1 + 1 / second - 1 / n2, 0.0))
    z = np.divide(ratio, error, out=np.zeros_like(ratio), where=error > 0)
    bits = {"log_ratio": ratio, "low": ratio - Z * error, "high": ratio + Z * error}
    return {**{name: value / np.log(2) for name, value in bits.items()}, "p": upper_chi2(z**2)}


_SCORES: dict[Measure, Callable[..., dict[str, Numbers]]] = {
    "chi2": _chi2,
    "g2": _g2,
    "log_odds": _log_odds,
    "log_ratio": _log_ratio,
}
