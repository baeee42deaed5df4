"""Measures of keyness: how much, and how surely, one group has more of a term than another.

Each takes a and b, what the groups have of a term, and n₁ and n₂, what they have in all (words, or
items); splits of items are rows, terms columns. Of its columns, ``value`` is the measure and ``x``
what is as chi-squared with one degree of freedom.
"""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from analysis.counting.statistics import Numbers, Z
from analysis.counting.words import deviation

Columns: TypeAlias = dict[str, Numbers]
Measure = Literal["chi2", "g2", "log_odds", "log_ratio", "text_dispersion", "rank_sum"]
# Below it in any of the four cells chi-squared takes Yates' correction: 3 of 100 against 0 of 100.
_MIN_EXPECTED = 5


# 8 of 10 words against 2 of 10: E = 5 in every cell, so no correction, and χ² is
# 20 (64 - 4)² / (10 · 10 · 10 · 10) = 7.2, positive, for the target has more.
def _chi2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> Columns:
    c, d, total = n1 - a, n2 - b, n1 + n2
    smallest = np.minimum(a + b, c + d) * np.minimum(n1, n2) / total
    gap = np.abs(a * d - b * c)
    yates = (smallest < _MIN_EXPECTED) & (gap >= total / 2)
    top = total * (gap - np.where(yates, total / 2, 0.0)) ** 2
    bottom = (a + b) * (c + d) * n1 * n2
    chi2 = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return {"value": np.sign(a * d - b * c) * chi2 + 0.0, "x": chi2}


# The same: 2 · (2 · 8 ln(8 / 5) + 2 · 2 ln(2 / 5)) = 7.71. In 6 of 8 items against 1 of 9: 6.97.
def _g2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> Columns:
    c, d, total = n1 - a, n2 - b, n1 + n2
    g2 = np.zeros_like(a + b)
    for observed, row, column in ((a, a + b, n1), (b, a + b, n2), (c, c + d, n1), (d, c + d, n2)):
        expected = row * column / total
        share = np.divide(observed, expected, out=np.ones_like(g2), where=observed > 0)
        g2 += 2 * observed * np.log(share)
    g2 = np.maximum(g2, 0.0)  # rounding may leave a trace below zero
    return {"value": np.sign(a * d - b * c) * g2 + 0.0, "x": g2}


# The same, α = 10 of 20: ln(18 / 12) - ln(12 / 18) = 0.81 (shrunk from 2.77).
def _log_odds(a: Numbers, b: Numbers, n1: Any, n2: Any, *, alpha: Any, alpha_sum: Any) -> Columns:
    first, second = a + alpha, b + alpha
    rest, other = n1 + alpha_sum - first, n2 + alpha_sum - second
    some = (rest > 0) & (other > 0)  # else every word anywhere is the term
    odds = (first * np.where(some, other, 1)) / (second * np.where(some, rest, 1))
    delta = np.where(some, np.log(odds), 0.0)
    z = delta / np.sqrt(1 / first + 1 / second)
    return {"value": delta, "z": z, "x": z**2}


# The same: log₂(0.8 / 0.2) = 2. 3 of 100 against 0 of 300: 3.25 against 0.75, a hit shared out.
def _log_ratio(a: Numbers, b: Numbers, n1: Any, n2: Any) -> Columns:
    none = (a == 0) | (b == 0)
    first = a + np.where(none, n1 / (n1 + n2), 0.0)
    second = b + np.where(none, n2 / (n1 + n2), 0.0)
    ratio = np.log(first / n1) - np.log(second / n2)
    error = np.sqrt(np.maximum(1 / first - 1 / n1 + 1 / second - 1 / n2, 0.0))
    z = np.divide(ratio, error, out=np.zeros_like(ratio), where=error > 0)
    low, high = ratio - Z * error, ratio + Z * error
    bits = {"value": ratio, "low": low, "high": high}
    bits["conservative"] = np.maximum(low, 0.0) + np.minimum(high, 0.0)
    return {**{name: value / np.log(2) for name, value in bits.items()}, "x": z**2}


# Rates 3, 2, 0 against 1, 0: ranks 5, 4, 1.5, 3, 1.5, so W = 10.5, of which 3 · 6 / 2 = 9 expected.
def _rank_sum(a: Numbers, b: Numbers, n1: Any, n2: Any, *, none: Any, ties: Any) -> Columns:
    n = n1 + n2
    above = a + n1 * (none - (n + 1) / 2)
    variance = n1 * n2 / 12 * np.maximum(n + 1 - ties / (n * (n - 1)), 0.0)
    z = np.divide(above, np.sqrt(variance), out=np.zeros_like(above), where=variance > 0)
    return {"value": z, "x": z**2}


SCORES: dict[Measure, Callable[..., Columns]] = {
    **{"chi2": _chi2, "g2": _g2, "log_odds": _log_odds, "log_ratio": _log_ratio},
    **{"text_dispersion": _g2, "rank_sum": _rank_sum},
}


def rank_items(hits: Any, words: Numbers) -> tuple[Any, Columns]:
    """Rank the items by their rate of every term: how far above items without it, and the rest."""
    n, n_terms = hits.shape
    cells = hits.tocoo()
    rates = pd.DataFrame({"term": cells.col, "rate": cells.data / words[cells.row]})
    without = n - np.bincount(cells.col, minlength=n_terms)
    none = (without + 1) / 2
    alike = rates.groupby(["term", "rate"]).size().reset_index(name="t")
    ties = np.bincount(alike["term"], (alike["t"] ** 3 - alike["t"]), minlength=n_terms)
    ranks = rates.groupby("term")["rate"].rank().to_numpy()
    cells.data = ranks + without[cells.col] - none[cells.col]
    return cells.tocsr(), {"none": none, "ties": ties + without**3.0 - without}


def spread(hits: Any, words: Numbers, k: int) -> dict[str, Any]:
    """Say over how many of the first k items, and of the rest, terms are spread, how evenly."""
    columns: dict[str, Any] = {}
    notes = []
    for name, rows in (("target", slice(k)), ("reference", slice(k, None))):
        cells, shares = hits[rows].tocoo(), words[rows] / words[rows].sum()
        n_items, widest = int((shares > 0).sum()), 1 - shares[shares > 0].min()
        columns[f"items_{name}"] = np.bincount(cells.col, minlength=hits.shape[1])
        met = (pd.Series(column) for column in (cells.col, cells.data, shares[cells.row]))
        dp = deviation(*met).reindex(range(hits.shape[1])) / (widest or np.nan)
        columns[f"dp_{name}"] = dp.to_numpy(float)
        totals, said = hits[rows].sum(axis=0), {}
        for n in np.unique(totals[(totals > 0) & (totals < n_items) & (totals % 1 == 0)]):
            # One hit in items with 1/2, 1/4, 1/4 of the words: at best in the first, DP = 1/2.
            whole, rest = np.divmod(n * shares, 1)
            least = np.sort(1 - rest)[: round(n - whole.sum())].sum() / n / widest
            hits_in = f"{n:.0f} hit{'s' if n > 1 else ''} in {n_items} items"
            said[n] = f"{name}: {hits_in}, so dp is at least {least:.2f}"
        notes.append([said.get(total, "") for total in totals])
    return {
        **columns,
        "dp_note": ["; ".join(filter(None, said)) for said in zip(*notes, strict=True)],
    }
