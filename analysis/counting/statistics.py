"""How sure a number is: intervals, p-values, and their correction when there are many."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.special import erfc

Numbers = npt.NDArray[np.float64]
CONFIDENCE = 0.95
LEVEL = 0.05  # 1 - CONFIDENCE
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


def wilson(successes: float, n: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Wilson score interval of a share ``successes / n``.

    The bounds are the roots of (p̂ - p)² = z² p (1 - p) / n (Wilson 1927, JASA 22: 209-212):
    (k + z²/2 ± z √(k (n - k) / n + z²/4)) / (n + z²). With n = 0 nothing is known: (0, 1).
    Neither needs to be whole: weighed trials count by their weight.

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


def upper_chi2(x: npt.ArrayLike) -> Numbers:
    """Return P(χ² ≥ x) for one degree of freedom: erfc(√(x / 2))."""
    return np.asarray(erfc(np.sqrt(np.asarray(x, dtype=float) / 2)), dtype=float)


def two_sided(z: npt.ArrayLike) -> Numbers:
    """Return the two-sided p-value of a standard normal deviate."""
    return upper_chi2(np.asarray(z, dtype=float) ** 2)


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
    Hochberg 1995, Journal of the Royal Statistical Society B 57: 289-300).

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    raw = np.asarray(p, dtype=float)
    order = np.argsort(raw, kind="stable")
    scaled = raw[order] * len(raw) / np.arange(1, len(raw) + 1)
    lowered = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(lowered, 1.0)[np.argsort(order)]


def difference(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Return other - one with its interval, from two independent estimates with theirs.

    Each estimate is (value, low, high). The interval is the square-and-add one: the distances to
    the facing bounds are added as squares (Newcombe 1998, Statistics in Medicine 17: 873-890,
    method 10, for Wilson intervals; Zou & Donner 2008, Statistics in Medicine 27: 1693-1702, for
    any).

    >>> [round(x, 4) for x in difference((48 / 80, *wilson(48, 80)), (56 / 70, *wilson(56, 70)))]
    [0.2, 0.0524, 0.3339]
    """
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    below = sqrt((b - b_low) ** 2 + (a_high - a) ** 2)
    above = sqrt((b_high - b) ** 2 + (a - a_low) ** 2)
    return b - a, b - a - below, b - a + above
