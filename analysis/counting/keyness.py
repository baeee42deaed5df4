"""What distinguishes two groups of texts: every term's frequency in one against the other."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.counting import statistics
from analysis.counting.resampling import SEED, count_splits, splits
from analysis.finding.tokens import KINDS, WORDLIKE, find_tokens, fold
from analysis.tables import InputError

Item: TypeAlias = str | Mapping[str, int] | pd.Series
_CHUNK_CELLS = 4_000_000  # splits × terms held in memory at once


def keyness(
    target: pd.Series | Sequence[Item],
    reference: pd.Series | Sequence[Item],
    *,
    measure: statistics.Measure = "chi2",
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
    if measure not in get_args(statistics.Measure):
        raise ValueError(
            f"measure is {measure!r}; use one of {', '.join(get_args(statistics.Measure))}"
        )
    from_items = not isinstance(target, pd.Series) and not isinstance(reference, pd.Series)
    if from_items and (target_words or reference_words):
        raise ValueError("target_words and reference_words go with series of counts, not items")
    items = {"target": _items(target), "reference": _items(reference)}
    summed = {name: _sum(group, name) for name, group in items.items()}
    counts = pd.DataFrame(summed, dtype="float64").fillna(0.0)
    counts = counts.loc[sorted(counts.index[counts.sum(axis=1) > 0])]
    given = zip(items, (target_words, reference_words), strict=True)
    sizes = [_size(counts[name], words, name) for name, words in given]
    alpha = _prior(counts, prior)
    wanted = counts.index if terms is None else counts.index.intersection(list(terms), sort=False)
    alpha_sum = sum(sizes) if prior is None else float(prior.sum())
    score = statistics.scorer(measure, alpha.loc[wanted].to_numpy(), alpha_sum)
    hits = counts.loc[wanted].to_numpy().T
    result = score(hits[0], hits[1], *sizes)
    table = pd.DataFrame({"term": wanted.astype("str"), **result}, index=range(len(wanted)))
    table["p_holm"] = statistics.holm(result["p"])
    table["p_bh"] = statistics.benjamini_hochberg(result["p"])
    for name, found, size in zip(items, hits, sizes, strict=True):
        whole = not (found % 1).any()
        table[f"n_{name}"] = found.astype("int64") if whole else found
        table[f"per_1000_{name}"] = 1000 * found / size
    if from_items:
        table = table.assign(
            **_by_items(items, wanted, score, statistics.statistic_of(measure), pairs, seed)
        )
    order = table.assign(order=-table[statistics.statistic_of(measure)]).sort_values(
        ["order", "term"]
    )
    return order.drop(columns="order").reset_index(drop=True)


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


def _by_items(
    items: Mapping[str, list[pd.Series]],
    terms: pd.Index,
    score: statistics.Score,
    statistic: str,
    pairs: Sequence[tuple[int, int]],
    seed: int,
) -> dict[str, Any]:
    """Return the columns that say how many items use a term and what splits of them give."""
    k, n = len(items["target"]), sum(map(len, items.values()))
    hits, sizes = _matrix([*items["target"], *items["reference"]], terms)
    touched = (hits > 0).astype(np.float64)
    columns: dict[str, Any] = {
        "items_target": np.asarray(touched[:k].sum(axis=0)).ravel().astype("int64"),
        "items_reference": np.asarray(touched[k:].sum(axis=0)).ravel().astype("int64"),
    }
    in_target = np.arange(n) < k
    parts = [(one, k + other) for one, other in pairs]
    ways = count_splits(in_target, parts)
    # 2 against 3 items: 10 splits, p is at least 0.1; 3 against 3: turned round is as extreme,
    # so 2 of 20; 4 against 4: 2 of 70, below 0.05.
    smallest = (2 if 2 * k == n else 1) / ways
    said = f"{k} against {n - k} items" + (f", {len(pairs)} of them in both" if pairs else "")
    if smallest > statistics.LEVEL:
        note = f"{said}: p can't be below {smallest:.2g} whatever they say"
        missing = np.full(len(terms), np.nan)
        return {**columns, "p_items": missing, "p_items_bh": missing, "note": note}
    totals = np.asarray(hits.sum(axis=0)).ravel()

    def extremity(chosen: npt.NDArray[np.bool_]) -> statistics.Numbers:
        a, n1 = np.asarray(chosen @ hits), (chosen @ sizes)[:, None]
        n2 = sizes.sum() - n1
        value = np.zeros_like(a)
        some = ((n1 > 0) & (n2 > 0)).ravel()
        value[some] = score(a[some], totals - a[some], n1[some], n2[some])[statistic]
        return np.asarray(np.abs(value), dtype=float)

    observed = extremity(in_target[None, :])[0] * (1 - 1e-9)  # ties in spite of rounding
    reached, tried = np.zeros(len(terms)), 0
    size = max(1, _CHUNK_CELLS // max(n, len(terms), 1))
    for chosen in splits(in_target, parts, size, seed):
        reached += (extremity(chosen) >= observed).sum(axis=0)
        tried += len(chosen)
    # The split as it is counts as one of those drawn, so that p is never 0 (Phipson & Smyth 2010).
    p = reached / tried if tried == ways else (reached + 1) / (tried + 1)
    smallest = max(smallest, 1 / (tried + 1))
    # 400 terms, p at least 0.001: Benjamini & Hochberg pass it if 400 · 0.001 / 0.05 = 8 have it.
    needed = ceil(len(terms) * smallest / statistics.LEVEL)
    note = ""
    if needed > 1:
        note = f"{said}: none can pass unless {needed} of {len(terms)} terms reach {smallest:.2g}"
    return {**columns, "p_items": p, "p_items_bh": statistics.benjamini_hochberg(p), "note": note}


def _matrix(items: list[pd.Series], terms: pd.Index) -> tuple[Any, statistics.Numbers]:
    """Return hits (items × terms, sparse) and the running words of every item."""
    from scipy.sparse import csr_array

    rows, columns, values = [], [], []
    for row, counts in enumerate(items):
        places = terms.get_indexer(counts.index)
        known = (places >= 0) & (counts.to_numpy() > 0)
        columns.append(places[known])
        values.append(counts.to_numpy(dtype=float)[known])
        rows.append(np.full(int(known.sum()), row))
    cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    hits = csr_array(cells, shape=(len(items), len(terms)))
    return hits, np.array([float(counts.sum()) for counts in items])
