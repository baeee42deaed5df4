"""How sure a number is: intervals, p-values and their corrections, differences of two groups."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations, islice, product
from math import ceil, comb, sqrt
from statistics import NormalDist
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import erfc, stdtrit

from analysis.tables import refuse

Numbers = npt.NDArray[np.float64]
Columns: TypeAlias = dict[str, Numbers]
Measure = Literal["chi2", "g2", "log_odds", "log_ratio", "text_dispersion", "rank_sum"]
Bools = npt.NDArray[np.bool_]
Pairs: TypeAlias = Sequence[tuple[int, int]]  # parts of one text: where in target, in reference
CONFIDENCE, LEVEL = 0.95, 0.05  # which add up to 1
# 1.96: "2 of 3" is 0.67 with a Wilson interval from 0.21 to 0.94.
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
SEED = 2024  # of everything drawn at random, so that two runs give the same numbers
DRAWS = 5000  # of the bootstrap
_GROUPS = 1000  # of texts for the bootstrap: more texts are put together by lot
SPLITS = 9999  # random splits of items into two groups; all splits, if those are fewer
_CHUNK_CELLS = 4_000_000  # draws × texts held in memory at once
_CACHE_CELLS = 400_000  # splits × terms, which the processor keeps at hand
# Below it in any of the four cells chi-squared takes Yates' correction: 3 of 100 against 0 of 100.
_MIN_EXPECTED = 5


def wilson(successes: float, n: float) -> tuple[float, float]:
    """Return the Wilson score interval of a share (Wilson 1927, JASA 22: 209-212)."""
    # The roots of (p̂ - p)² = z² p (1 - p) / n; weighed trials count by their weight.
    refuse(not 0 <= successes <= n, "successes", successes, n)
    if n == 0:  # nothing is known
        return 0.0, 1.0
    centre = successes + Z**2 / 2
    spread = Z * sqrt(successes * (n - successes) / n + Z**2 / 4)
    low, high = (centre - spread) / (n + Z**2), (centre + spread) / (n + Z**2)
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)  # rounding may miss


def bootstrap_interval(top: Numbers, bottom: Numbers, texts: float, *, seed: int) -> Numbers:
    """Return low and high of Σ top / Σ bottom for every column of top: an expanded bootstrap."""
    # Whole texts (rows), or clusters of copies, are drawn again, never tokens (Efron & Tibshirani
    # 1993, An Introduction to the Bootstrap, chapter 13). Percentile intervals of few are too
    # narrow; the expanded ones take the tails at Φ(-t √(n / (n - 1))), with the quantile t of
    # Student's distribution, n - 1 degrees of freedom (Hesterberg 2015, Am. Statistician 69: 371).
    # 95 % of 5 texts: t = 2.78, Φ(-2.78 · √1.25) → the tails are 0.1 %, not 2.5 %.
    # Of more texts random groups are drawn (Wolter 2007, Intr. to Variance Estimation, ch. 2).
    if len(bottom) > _GROUPS:
        lot = np.random.default_rng(seed).permutation(len(bottom)) % _GROUPS
        sums = np.zeros((_GROUPS, top.shape[1] + 1))
        np.add.at(sums, lot, np.column_stack([top, bottom]))
        top, bottom, texts = sums[:, :-1], sums[:, -1], min(texts, _GROUPS)
    quantile = stdtrit(texts - 1, 0.5 + CONFIDENCE / 2) * sqrt(texts / (texts - 1))
    tail = 100 * NormalDist().cdf(-quantile)
    draws = _bootstrap_ratios(top, bottom, seed=seed)
    percentile = np.nanpercentile if np.isnan(draws).any() else np.percentile  # much faster
    return np.asarray(percentile(draws, (tail, 100 - tail), axis=0))


def _bootstrap_ratios(top: Numbers, bottom: Numbers, *, seed: int) -> Numbers:
    """Return Σ top / Σ bottom over rows drawn again, a row per draw; NaN where the bottom is 0."""
    ratios, n = [], len(bottom)
    for times in _of_groups() if n == _GROUPS else _draw_rows(n, seed):
        above, below = (times @ top).astype(float), (times @ bottom)[:, None]
        ratios.append(np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0))
    return np.concatenate(ratios)


def _draw_rows(n: int, seed: int) -> Iterator[Any]:
    """Yield how often each of n rows is drawn, a row per draw, some draws at a time."""
    random = np.random.default_rng(seed)
    for at in range(0, DRAWS, size := max(1, _CHUNK_CELLS // max(n, 1))):
        drawn = random.integers(n, size=(min(size, DRAWS - at), n))
        rows = np.arange(len(drawn))[:, None] * n  # each draw counts in a row of its own
        yield np.bincount((drawn + rows).ravel(), minlength=rows.size * n).reshape(-1, n)


@cache
def _of_groups() -> list[Numbers]:
    return [times.astype(float) for times in _draw_rows(_GROUPS, SEED)]


def upper_chi2(x: npt.ArrayLike) -> Numbers:
    """Return P(χ² ≥ x), one degree of freedom: erfc(√(x / 2)); of z² it is the two-sided p of z."""
    return np.asarray(erfc(np.sqrt(np.asarray(x, dtype=float) / 2)), dtype=float)


def adjust(p: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Adjust p-values of many tests: after Holm (1979), and after Benjamini and Hochberg (1995)."""
    # 0.01, 0.04, 0.03 → 0.03, 0.06, 0.06 after Holm, and 0.03, 0.04, 0.04 after the others.
    raw = np.asarray(p, dtype=float)
    order, m = np.argsort(raw, kind="stable"), len(raw)
    # No false one: the k-th smallest of m times m - k + 1, raised to its predecessor, at most 1.
    holm = np.maximum.accumulate(raw[order] * np.arange(m, 0, -1))
    # Few among those passed: the k-th smallest times m / k, lowered to its successor.
    hochberg = np.minimum.accumulate((raw[order] * m / np.arange(1, m + 1))[::-1])[::-1]
    back = np.argsort(order)
    return np.minimum(holm, 1.0)[back], np.minimum(hochberg, 1.0)[back]


def permutation_test(
    matrix: Any, sizes: Numbers, k: int, score: Callable[..., Numbers], pairs: Pairs, seed: int
) -> dict[str, Any]:
    """Say in how many splits of items (rows, k in the target) terms have such a score."""
    n, n_terms = matrix.shape
    in_target = np.arange(n) < k
    parts = [(one, k + other) for one, other in pairs]
    ways = _count_splits(in_target, parts)
    # 2 against 3 items: 10 splits, p is at least 0.1; 3 against 3, and turned round: 2 of 20.
    smallest = (2 if 2 * k == n else 1) / ways
    said = f"{k} against {n - k} items" + (f", {len(pairs)} of them in both" if pairs else "")
    if smallest > LEVEL:
        note = f"{said}: p can't be below {smallest:.2g} whatever they say"
        return {"p_items": np.nan, "p_items_bh": np.nan, "note": note}
    totals = matrix.sum(axis=0)

    def extremity(chosen: Bools) -> Numbers:
        a, n1 = chosen @ matrix, (chosen @ sizes)[:, None]
        n2 = sizes.sum() - n1
        value, some = np.zeros_like(a), ((n1 > 0) & (n2 > 0)).ravel()
        value[some] = score(a[some], totals, n1[some], n2[some])
        return np.asarray(np.abs(value), dtype=float)

    observed = extremity(in_target[None, :])[0] * (1 - 1e-9)  # ties in spite of rounding
    reached, tried = np.zeros(n_terms), 0
    for chosen in _splits(in_target, parts, max(1, _CACHE_CELLS // max(n, n_terms)), seed):
        reached += (extremity(chosen) >= observed).sum(axis=0)
        tried += len(chosen)
    # The split as it is counts as one of those drawn, so that p is never 0 (Phipson & Smyth 2010).
    p = reached / tried if tried == ways else (reached + 1) / (tried + 1)
    smallest = max(smallest, 1 / (tried + 1))
    # 400 terms, p at least 0.001: Benjamini & Hochberg pass it if 400 · 0.001 / 0.05 = 8 have it.
    needed = ceil(n_terms * smallest / LEVEL)
    none = f"{said}: none can pass unless {needed} of {n_terms} terms reach {smallest:.2g}"
    return {"p_items": p, "p_items_bh": adjust(p)[1], "note": none if needed > 1 else ""}


def _splits(in_target: Bools, pairs: Pairs, size: int, seed: int) -> Iterator[Bools]:
    """Yield every split of items, or `SPLITS` random ones, in chunks; pairs only change places."""
    free = np.setdiff1d(np.arange(len(in_target)), np.array(pairs, dtype=int).ravel())
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    n = _count_splits(in_target, pairs)
    random, turns = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    k = int(in_target[free].sum())
    turns_of = product((False, True), repeat=len(pairs))
    every: Any = n <= SPLITS and product(combinations(free, k), turns_of)  # holds all it is given
    for at in range(0, min(n, SPLITS), size):
        chosen = np.tile(in_target, (min(size, min(n, SPLITS) - at), 1))
        if n > SPLITS:
            chosen[:, free] = random.permuted(chosen[:, free], axis=1)
            swapped = turns.random((len(chosen), len(pairs))) < 0.5
        else:
            own, turned = zip(*islice(every, size), strict=True)
            chosen[:, free] = False
            np.put_along_axis(chosen, np.array(own, dtype=int), True, axis=1)
            swapped = np.array(turned, dtype=bool)
        chosen[:, first], chosen[:, second] = ~swapped, swapped
        yield chosen


def _count_splits(in_target: Bools, pairs: Pairs) -> int:
    free = len(in_target) - 2 * len(pairs)  # 2 against 3 items, one more in both → C(5, 2) · 2 = 20
    return int(comb(free, int(in_target.sum()) - len(pairs)) * 2 ** len(pairs))


# Measures of keyness take a and m, what the target and both groups have of a term, and n₁ and n₂,
# what they have in all; splits are rows, terms columns; x is as χ², one degree of freedom. 8 of 10
# words against 2: E = 5 everywhere, χ² = 20 (8 · 20 - 10 · 10)² / 10⁴ = 7.2, positive for more.
def _chi2(a: Numbers, m: Numbers, n1: Any, n2: Any) -> Columns:
    total = n1 + n2
    above = a * total - m * n1  # ad - bc
    smallest, gap = np.minimum(m, total - m) * (np.minimum(n1, n2) / total), np.abs(above)
    yates = (smallest < _MIN_EXPECTED) & (gap >= total / 2)
    top = total * (gap - np.where(yates, total / 2, 0.0)) ** 2
    bottom = m * (total - m) * n1 * n2
    chi2 = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return {"value": np.sign(above) * chi2 + 0.0, "x": chi2}


# The same: 2 · (2 · 8 ln(8 / 5) + 2 · 2 ln(2 / 5)) = 7.71. In 6 of 8 items against 1 of 9: 6.97.
def _g2(a: Numbers, m: Numbers, n1: Any, n2: Any) -> Columns:
    b, total = m - a, n1 + n2
    rest, g2 = total - m, np.zeros_like(a)
    for observed, row, column in ((a, m, n1), (b, m, n2), (n1 - a, rest, n1), (n2 - b, rest, n2)):
        share = np.divide(observed, row * column / total, out=np.ones_like(g2), where=observed > 0)
        g2 += 2 * observed * np.log(share)
    g2 = np.maximum(g2, 0.0)  # rounding may leave a trace below zero
    return {"value": np.sign(a * total - m * n1) * g2 + 0.0, "x": g2}


# The same, α = 10 of 20: ln(18 / 12) - ln(12 / 18) = 0.81 (shrunk from 2.77).
def _log_odds(a: Numbers, m: Numbers, n1: Any, n2: Any, *, alpha: Any, alpha_sum: Any) -> Columns:
    first, second = a + alpha, m - a + alpha
    rest, other = n1 + alpha_sum - first, n2 + alpha_sum - second
    some = (rest > 0) & (other > 0)  # else every word anywhere is the term
    odds = (first * np.where(some, other, 1)) / (second * np.where(some, rest, 1))
    delta = np.where(some, np.log(odds), 0.0)
    z = delta / np.sqrt(1 / first + 1 / second)
    return {"value": delta, "z": z, "x": z**2}


# The same: log₂(0.8 / 0.2) = 2. 3 of 100 against 0 of 300: 3.25 against 0.75, a hit shared out.
def _log_ratio(a: Numbers, m: Numbers, n1: Any, n2: Any) -> Columns:
    none = (a == 0) | (a == m)
    first = a + np.where(none, n1 / (n1 + n2), 0.0)
    second = m - a + np.where(none, n2 / (n1 + n2), 0.0)
    ratio = np.log(first / n1) - np.log(second / n2)
    error = np.sqrt(np.maximum(1 / first - 1 / n1 + 1 / second - 1 / n2, 0.0))
    z = np.divide(ratio, error, out=np.zeros_like(ratio), where=error > 0)
    low, high = ratio - Z * error, ratio + Z * error
    bits = {"value": ratio, "low": low, "high": high}
    bits["conservative"] = np.maximum(low, 0.0) + np.minimum(high, 0.0)
    return {**{name: value / np.log(2) for name, value in bits.items()}, "x": z**2}


# Rates 3, 2, 0 against 1, 0: ranks 5, 4, 1.5, 3, 1.5, so W = 10.5, of which 3 · 6 / 2 = 9 expected.
def _rank_sum(a: Numbers, m: Numbers, n1: Any, n2: Any, *, none: Any, ties: Any) -> Columns:
    n = n1 + n2
    above = a + n1 * (none - (n + 1) / 2)
    variance = n1 * n2 / 12 * np.maximum(n + 1 - ties / (n * (n - 1)), 0.0)
    z = np.divide(above, np.sqrt(variance), out=np.zeros_like(above), where=variance > 0)
    return {"value": z, "x": z**2}


SCORES: dict[Measure, Callable[..., Columns]] = {"chi2": _chi2, "g2": _g2, "log_odds": _log_odds}
SCORES |= {"log_ratio": _log_ratio, "text_dispersion": _g2, "rank_sum": _rank_sum}
