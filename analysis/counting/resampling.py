"""Items drawn again: how much a number depends on which texts happen to be in the corpus."""

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

SEED = 2024
SPLITS = 9999  # random splits of items into two groups; all splits, if those are fewer
DRAWS = 2000  # of the bootstrap
_CHUNK_CELLS = 4_000_000  # draws × units held in memory at once


def splits(n: int, k: int, size: int, seed: int) -> Iterator[npt.NDArray[np.bool_]]:
    """Yield, in chunks, rows that choose k of n items: every way, or `SPLITS` random ones."""
    if comb(n, k) <= SPLITS:
        ways = np.array(list(combinations(range(n), k))).reshape(-1, k)
        chosen = np.zeros((len(ways), n), dtype=bool)
        np.put_along_axis(chosen, ways, True, axis=1)
        yield from (chosen[at : at + size] for at in range(0, len(chosen), size))
        return
    random = np.random.default_rng(seed)
    pool = np.arange(n) < k
    for at in range(0, SPLITS, size):
        yield random.permuted(np.tile(pool, (min(size, SPLITS - at), 1)), axis=1)


def bootstrap_ratios(
    top: npt.NDArray[np.float64], bottom: npt.NDArray[np.float64], *, seed: int
) -> npt.NDArray[np.float64]:
    """Return Σ top / Σ bottom over units drawn again with replacement, `DRAWS` times.

    The units are texts, or clusters of copies of one text, never tokens (Efron & Tibshirani
    1993, An Introduction to the Bootstrap, chapter 13).

    Parameters
    ----------
    top
        One row per unit, one column per label.
    bottom
        One number per unit.

    Returns
    -------
    One row per draw, one column per label; NaN where the bottom of a draw is 0.
    """
    random = np.random.default_rng(seed)
    n = len(bottom)
    ratios = []
    for at in range(0, DRAWS, size := max(1, _CHUNK_CELLS // max(n, 1))):
        drawn = random.integers(n, size=(min(size, DRAWS - at), n))
        times = np.apply_along_axis(np.bincount, 1, drawn, minlength=n)
        below = (times @ bottom)[:, None]
        above = (times @ top).astype(float)
        missing = np.full_like(above, np.nan)
        ratios.append(np.divide(above, below, out=missing, where=below > 0))
    return np.concatenate(ratios)


def percentile_interval(
    draws: npt.NDArray[np.float64], *, confidence: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return lower and upper bounds of every column; draws without a value are left out."""
    tails = 50 * (1 - confidence), 50 * (1 + confidence)
    low, high = np.nanpercentile(draws, tails, axis=0)
    return low, high
