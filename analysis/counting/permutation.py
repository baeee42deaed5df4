"""Items of two groups → in how many splits of the same items a term would differ as much."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, product
from math import ceil, comb
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.counting.statistics import LEVEL, Numbers, benjamini_hochberg

Bools = npt.NDArray[np.bool_]
SPLITS = 9999  # random splits of items into two groups; all splits, if those are fewer
_CHUNK_CELLS = 4_000_000  # splits × terms held in memory at once


def permutation_test(
    matrix: Any,
    sizes: Numbers,
    k: int,
    score: Callable[..., dict[str, Numbers]],
    statistic: str,
    pairs: Sequence[tuple[int, int]],
    seed: int,
) -> dict[str, Any]:
    """Return p_items, p_items_bh and note: what splits of the items (k in the target) give.

    The matrix holds what items (rows) have of terms (columns), the sizes what they have in all.
    """
    n, n_terms = matrix.shape
    in_target = np.arange(n) < k
    parts = [(one, k + other) for one, other in pairs]
    ways = _count_splits(in_target, parts)
    # 2 against 3 items: 10 splits, p is at least 0.1; 3 against 3: turned round is as extreme,
    # so 2 of 20; 4 against 4: 2 of 70, below 0.05.
    smallest = (2 if 2 * k == n else 1) / ways
    said = f"{k} against {n - k} items" + (f", {len(pairs)} of them in both" if pairs else "")
    if smallest > LEVEL:
        note = f"{said}: p can't be below {smallest:.2g} whatever they say"
        return {"p_items": np.nan, "p_items_bh": np.nan, "note": note}
    totals = matrix.sum(axis=0)

    def extremity(chosen: Bools) -> Numbers:
        a, n1 = chosen @ matrix, (chosen @ sizes)[:, None]
        n2 = sizes.sum() - n1
        value = np.zeros_like(a)
        some = ((n1 > 0) & (n2 > 0)).ravel()
        value[some] = score(a[some], totals - a[some], n1[some], n2[some])[statistic]
        return np.asarray(np.abs(value), dtype=float)

    observed = extremity(in_target[None, :])[0] * (1 - 1e-9)  # ties in spite of rounding
    reached, tried = np.zeros(n_terms), 0
    size = max(1, _CHUNK_CELLS // max(n, n_terms, 1))
    for chosen in _splits(in_target, parts, size, seed):
        reached += (extremity(chosen) >= observed).sum(axis=0)
        tried += len(chosen)
    # The split as it is counts as one of those drawn, so that p is never 0 (Phipson & Smyth 2010).
    p = reached / tried if tried == ways else (reached + 1) / (tried + 1)
    smallest = max(smallest, 1 / (tried + 1))
    # 400 terms, p at least 0.001: Benjamini & Hochberg pass it if 400 · 0.001 / 0.05 = 8 have it.
    needed = ceil(n_terms * smallest / LEVEL)
    note = ""
    if needed > 1:
        note = f"{said}: none can pass unless {needed} of {n_terms} terms reach {smallest:.2g}"
    return {"p_items": p, "p_items_bh": benjamini_hochberg(p), "note": note}


def _splits(
    in_target: Bools, pairs: Sequence[tuple[int, int]], size: int, seed: int
) -> Iterator[Bools]:
    """Yield the ways to split parts of texts into two groups, in chunks of rows like ``in_target``.

    Every way, or `SPLITS` random ones if there are more. ``pairs`` are parts of one text, one in
    each group, that only change places; all others are dealt out anew, as many to the target.
    """
    free = np.setdiff1d(np.arange(len(in_target)), np.array(pairs, dtype=int).ravel())
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    n = _count_splits(in_target, pairs)
    dealt = combinations(free, int(in_target[free].sum()))
    ways = product(dealt, product((False, True), repeat=len(pairs)))
    random = np.random.default_rng(seed)
    for at in range(0, min(n, SPLITS), size):
        chosen = np.tile(in_target, (min(size, min(n, SPLITS) - at), 1))
        if n > SPLITS:
            chosen[:, free] = random.permuted(chosen[:, free], axis=1)
            swapped = random.random((len(chosen), len(pairs))) < 0.5
        else:
            own, turned = zip(*islice(ways, size), strict=True)
            chosen[:, free] = False
            np.put_along_axis(chosen, np.array(own, dtype=int), True, axis=1)
            swapped = np.array(turned, dtype=bool)
        chosen[:, first], chosen[:, second] = ~swapped, swapped
        yield chosen


def _count_splits(in_target: Bools, pairs: Sequence[tuple[int, int]]) -> int:
    """Return in how many ways the parts can be split; see `_splits`."""
    # 2 against 3 items, one more in both → C(5, 2) · 2 = 20
    free = len(in_target) - 2 * len(pairs)
    return int(comb(free, int(in_target.sum()) - len(pairs)) * 2 ** len(pairs))
