"""How different two groups are and how sure that is: measures, p-values, intervals."""

from collections.abc import Callable
from math import sqrt
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import erfc

Numbers = npt.NDArray[np.float64]
Measure = Literal["chi2", "g2", "log_odds", "log_ratio"]
Score = Callable[[Numbers, Numbers, Any, Any], dict[str, Numbers]]
# Below it in any of the four cells chi-squared takes Yates' correction: 3 of 100 against 0 of 100.
_MIN_EXPECTED = 5
CONFIDENCE = 0.95
LEVEL = 0.05  # 1 - CONFIDENCE
# 1.96: "2 of 3" is 0.67 with a Wilson interval from 0.21 to 0.94.
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


def _upper_chi2(x: npt.ArrayLike) -> Numbers:
    """Return P(χ² ≥ x) for one degree of freedom: erfc(√(x / 2))."""
    return np.asarray(erfc(np.sqrt(np.asarray(x, dtype=float) / 2)), dtype=float)


def two_sided(z: npt.ArrayLike) -> Numbers:
    """Return the two-sided p-value of a standard normal deviate."""
    return _upper_chi2(np.asarray(z, dtype=float) ** 2)


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


def statistic_of(measure: Measure) -> str:
    """Return the column that terms are ranked by."""
    return "z" if measure == "log_odds" else measure


def scorer(measure: Measure, alpha: Numbers, alpha_sum: float) -> Score:
    """Return the measure as a function of hits and sizes; splits are rows, terms columns."""
    if measure == "chi2":
        return _chi2
    if measure == "g2":
        return _g2
    if measure == "log_ratio":
        return _log_ratio

    # 8 of 10 against 2 of 10, α = 10 of 20: ln(18 / 12) - ln(12 / 18) = 0.81 (shrunk from 2.77).
    def log_odds(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
        first, second = a + alpha, b + alpha
        rest, other = n1 + alpha_sum - first, n2 + alpha_sum - second
        some = (rest > 0) & (other > 0)  # else every word anywhere is the term
        odds = (first * np.where(some, other, 1)) / (second * np.where(some, rest, 1))
        delta = np.where(some, np.log(odds), 0.0)
        z = delta / np.sqrt(1 / first + 1 / second)
        return {"log_odds": delta, "z": z, "p": two_sided(z)}

    return log_odds


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
    return {"chi2": np.sign(a * d - b * c) * chi2 + 0.0, "p": _upper_chi2(chi2)}


# The same: 2 · (2 · 8 ln(8 / 5) + 2 · 2 ln(2 / 5)) = 7.71.
def _g2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    c, d, total = n1 - a, n2 - b, n1 + n2
    g2 = np.zeros_like(a + b)
    for observed, row, column in ((a, a + b, n1), (b, a + b, n2), (c, c + d, n1), (d, c + d, n2)):
        expected = row * column / total
        share = np.divide(observed, expected, out=np.ones_like(g2), where=observed > 0)
        g2 += 2 * observed * np.log(share)
    g2 = np.maximum(g2, 0.0)  # rounding may leave a trace below zero
    return {"g2": np.sign(a * d - b * c) * g2 + 0.0, "p": _upper_chi2(g2)}


# The same: log₂(0.8 / 0.2) = 2. 3 of 100 against 0 of 300: 3.25 against 0.75, a hit shared out.
def _log_ratio(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    none = (a == 0) | (b == 0)
    first = a + np.where(none, n1 / (n1 + n2), 0.0)
    second = b + np.where(none, n2 / (n1 + n2), 0.0)
    ratio = np.log(first / n1) - np.log(second / n2)
    error = np.sqrt(np.maximum(1 / first - 1 / n1 + 1 / second - 1 / n2, 0.0))
    z = np.divide(ratio, error, out=np.zeros_like(ratio), where=error > 0)
    reach = Z * error
    bits = {"log_ratio": ratio, "low": ratio - reach, "high": ratio + reach}
    return {**{name: value / np.log(2) for name, value in bits.items()}, "p": two_sided(z)}
