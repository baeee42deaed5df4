"""Items drawn again: how much a number depends on which texts happen to be in the corpus."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import comb, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

SEED = 2024
SPLITS = 9999  # random splits of items into two groups; all splits, if those are fewer
DRAWS = 5000  # of the bootstrap
_CHUNK_CELLS = 4_000_000  # draws × units held in memory at once


def splits(
    in_target: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]], size: int, seed: int
) -> Iterator[npt.NDArray[np.bool_]]:
    """Yield the ways to split parts of texts into two groups, in chunks of rows like ``in_target``.

    Every way, or `SPLITS` random ones if there are more. ``pairs`` are parts of one text, one in
    each group, that only change places; all others are dealt out anew, as many to the target.
    """
    free = np.setdiff1d(np.arange(len(in_target)), np.array(pairs, dtype=int).ravel())
    k = int(in_target[free].sum())
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    if count_splits(in_target, pairs) <= SPLITS:
        ways = product(combinations(range(len(free)), k), product((False, True), repeat=len(pairs)))
        rows = []
        for dealt, turned in ways:
            row = np.zeros(len(in_target), dtype=bool)
            row[free[list(dealt)]] = True
            row[first], row[second] = ~np.array(turned, bool), np.array(turned, bool)
            rows.append(row)
        whole = np.array(rows)
        yield from (whole[at : at + size] for at in range(0, len(whole), size))
        return
    random = np.random.default_rng(seed)
    for at in range(0, SPLITS, size):
        chosen = np.tile(in_target, (min(size, SPLITS - at), 1))
        chosen[:, free] = random.permuted(chosen[:, free], axis=1)
        swapped = random.random((len(chosen), len(pairs))) < 0.5
        chosen[:, first], chosen[:, second] = ~swapped, swapped
        yield chosen


def count_splits(in_target: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]]) -> int:
    """Return in how many ways the parts can be split; see `splits`."""
    # 2 against 3 items, one more in both → C(5, 2) · 2 = 20
    free = len(in_target) - 2 * len(pairs)
    ways: int = comb(free, int(in_target.sum()) - len(pairs)) * 2 ** len(pairs)
    return ways


def bootstrap_ratios(
    top: npt.NDArray[np.float64], bottom: npt.NDArray[np.float64], *, seed: int
) -> npt.NDArray[np.float64]:
    """Return Σ top / Σ bottom over units drawn again with replacement, `DRAWS` times.

    The units are texts, or clusters of copies of one text, never tokens (Efron & Tibshirani
    1993, An Introduction to the Bootstrap, chapter 13). ``top`` has a row per unit and a column
    per label, the result a row per draw; NaN where the bottom of a draw is 0.
    """
    random = np.random.default_rng(seed)
    n = len(bottom)
    ratios = []
    for at in range(0, DRAWS, size := max(1, _CHUNK_CELLS // max(n, 1))):
        drawn = random.integers(n, size=(min(size, DRAWS - at), n))
        rows = np.arange(len(drawn))[:, None] * n  # each draw counts in a row of its own
        times = np.bincount((drawn + rows).ravel(), minlength=rows.size * n).reshape(-1, n)
        below = (times @ bottom)[:, None]
        above = (times @ top).astype(float)
        missing = np.full_like(above, np.nan)
        ratios.append(np.divide(above, below, out=missing, where=below > 0))
    return np.concatenate(ratios)


def percentile_interval(
    draws: npt.NDArray[np.float64], texts: float, *, confidence: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return lower and upper bounds of every column of `bootstrap_ratios`, NaN left out.

    Percentile intervals of few texts are too narrow. The expanded ones take the tails at
    Φ(-t √(n / (n - 1))), with n the number of texts and the quantile t of Student's distribution
    with n - 1 degrees of freedom (Hesterberg 2015, The American Statistician 69: 371-386).
    """
    # 95 % of 5 texts: t = 2.78, Φ(-2.78 · √1.25) → the tails are 0.1 %, not 2.5 %.
    quantile = stdtrit(texts - 1, 0.5 + confidence / 2) * sqrt(texts / (texts - 1))
    tail = 100 * NormalDist().cdf(-quantile)
    low, high = np.nanpercentile(draws, (tail, 100 - tail), axis=0)
    return low, high
