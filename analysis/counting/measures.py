"""Hits and sizes of two groups → how different they are: χ², G², log odds, log ratio."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from analysis.counting.statistics import Numbers, Z, two_sided, upper_chi2

Measure = Literal["chi2", "g2", "log_odds", "log_ratio"]
Score = Callable[[Numbers, Numbers, Any, Any], dict[str, Numbers]]
MIN_EXPECTED = 5  # below it in any of the four cells, chi-squared takes Yates' correction


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

    def log_odds(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
        first, second = a + alpha, b + alpha
        rest, other = n1 + alpha_sum - first, n2 + alpha_sum - second
        some = (rest > 0) & (other > 0)  # else every word anywhere is the term
        odds = (first * np.where(some, other, 1)) / (second * np.where(some, rest, 1))
        delta = np.where(some, np.log(odds), 0.0)
        z = delta / np.sqrt(1 / first + 1 / second)
        return {"log_odds": delta, "z": z, "p": two_sided(z)}

    return log_odds


def _chi2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    c, d, total = n1 - a, n2 - b, n1 + n2
    smallest = np.minimum(a + b, c + d) * np.minimum(n1, n2) / total
    gap = np.abs(a * d - b * c)
    yates = (smallest < MIN_EXPECTED) & (gap >= total / 2)
    top = total * (gap - np.where(yates, total / 2, 0.0)) ** 2
    bottom = (a + b) * (c + d) * n1 * n2
    chi2 = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return {"chi2": np.sign(a * d - b * c) * chi2 + 0.0, "p": upper_chi2(chi2)}


def _g2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    c, d, total = n1 - a, n2 - b, n1 + n2
    g2 = np.zeros_like(a + b)
    for observed, row, column in ((a, a + b, n1), (b, a + b, n2), (c, c + d, n1), (d, c + d, n2)):
        expected = row * column / total
        share = np.divide(observed, expected, out=np.ones_like(g2), where=observed > 0)
        g2 += 2 * observed * np.log(share)
    g2 = np.maximum(g2, 0.0)  # rounding may leave a trace below zero
    return {"g2": np.sign(a * d - b * c) * g2 + 0.0, "p": upper_chi2(g2)}


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
