"""How sure a number is: intervals of shares and rates, p-values and their corrections."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.special import erfc, stdtrit

Numbers = npt.NDArray[np.float64]
CONFIDENCE = 0.95
LEVEL = 0.05  # 1 - CONFIDENCE
# 1.96: "2 of 3" is 0.67 with a Wilson interval from 0.21 to 0.94.
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
SEED = 2024  # of everything drawn at random, so that two runs give the same numbers
DRAWS = 5000  # of the bootstrap
_CHUNK_CELLS = 4_000_000  # draws × texts held in memory at once


def wilson(successes: float, n: float) -> tuple[float, float]:
    """Return the Wilson score interval of a share; weighed trials count by their weight.

    The bounds are the roots of (p̂ - p)² = z² p (1 - p) / n (Wilson 1927, JASA 22: 209-212): (k +
    z²/2 ± z √(k (n - k) / n + z²/4)) / (n + z²). With n = 0 nothing is known: (0, 1).

    >>> [round(bound, 4) for bound in wilson(2, 3)]
    [0.2077, 0.9385]
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} trials")
    if n == 0:
        return 0.0, 1.0
    centre = successes + Z**2 / 2
    spread = Z * sqrt(successes * (n - successes) / n + Z**2 / 4)
    low, high = (centre - spread) / (n + Z**2), (centre + spread) / (n + Z**2)
    # At the edges the roots are exactly 0 and 1; rounding may miss them.
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)


def bootstrap_interval(
    top: Numbers, bottom: Numbers, texts: float, *, seed: int
) -> tuple[Numbers, Numbers]:
    """Return low and high of Σ top / Σ bottom for every column of top: an expanded bootstrap."""
    # The rows are texts, or clusters of copies of one text, never tokens (Efron & Tibshirani 1993,
    # An Introduction to the Bootstrap, chapter 13): whole texts are drawn again.
    # Percentile intervals of few texts are too narrow. The expanded ones take the tails at
    # Φ(-t √(n / (n - 1))), with n the number of texts and the quantile t of Student's distribution
    # with n - 1 degrees of freedom (Hesterberg 2015, The American Statistician 69: 371-386).
    # 95 % of 5 texts: t = 2.78, Φ(-2.78 · √1.25) → the tails are 0.1 %, not 2.5 %.
    quantile = stdtrit(texts - 1, 0.5 + CONFIDENCE / 2) * sqrt(texts / (texts - 1))
    tail = 100 * NormalDist().cdf(-quantile)
    draws = _bootstrap_ratios(top, bottom, seed=seed)
    low, high = np.nanpercentile(draws, (tail, 100 - tail), axis=0)
    return low, high


def _bootstrap_ratios(top: Numbers, bottom: Numbers, *, seed: int) -> Numbers:
    """Return Σ top / Σ bottom over rows drawn again, a row per draw; NaN where the bottom is 0."""
    random = np.random.default_rng(seed)
    n = len(bottom)
    ratios = []
    for at in range(0, DRAWS, size := max(1, _CHUNK_CELLS // max(n, 1))):
        drawn = random.integers(n, size=(min(size, DRAWS - at), n))
        rows = np.arange(len(drawn))[:, None] * n  # each draw counts in a row of its own
        times = np.bincount((drawn + rows).ravel(), minlength=rows.size * n).reshape(-1, n)
        above, below = (times @ top).astype(float), (times @ bottom)[:, None]
        missing = np.full_like(above, np.nan)
        ratios.append(np.divide(above, below, out=missing, where=below > 0))
    return np.concatenate(ratios)


def upper_chi2(x: npt.ArrayLike) -> Numbers:
    """Return P(χ² ≥ x), one degree of freedom: erfc(√(x / 2)); of z² it is the two-sided p of z."""
    return np.asarray(erfc(np.sqrt(np.asarray(x, dtype=float) / 2)), dtype=float)


def holm(p: npt.ArrayLike) -> Numbers:
    """Adjust p-values so that the chance of any false one stays below the level (Holm 1979).

    The k-th smallest of m is multiplied by m - k + 1, then raised to its predecessor, at most 1.

    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    raw = np.asarray(p, dtype=float)
    order = np.argsort(raw, kind="stable")
    scaled = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    return np.minimum(scaled, 1.0)[np.argsort(order)]


def benjamini_hochberg(p: npt.ArrayLike) -> Numbers:
    """Adjust p-values so that the expected share of false ones stays below the level.

    The k-th smallest of m is multiplied by m / k, then lowered to its successor (Benjamini &
    Hochberg 1995, J. R. Stat. Soc. B 57: 289-300).

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    raw = np.asarray(p, dtype=float)
    order = np.argsort(raw, kind="stable")
    scaled = raw[order] * len(raw) / np.arange(1, len(raw) + 1)
    lowered = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(lowered, 1.0)[np.argsort(order)]
