"""What distinguishes two groups of texts: every term's frequency in one against the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from analysis.counting.permutation import permutation_test
from analysis.counting.provenance import trace
from analysis.counting.statistics import SEED, Numbers, Z, benjamini_hochberg, holm, upper_chi2
from analysis.finding.tokens import KINDS, WORDLIKE, find_tokens, fold
from analysis.finding.words import Words
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

Item: TypeAlias = str | Mapping[str, int] | pd.Series
Measure = Literal["chi2", "g2", "log_odds", "log_ratio"]
# Below it in any of the four cells chi-squared takes Yates' correction: 3 of 100 against 0 of 100.
_MIN_EXPECTED = 5


def keyness(
    target: pd.Series | Sequence[Item],
    reference: pd.Series | Sequence[Item],
    *,
    measure: Measure = "chi2",
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
    if measure not in get_args(Measure):
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(get_args(Measure))}")
    from_items = not isinstance(target, pd.Series) and not isinstance(reference, pd.Series)
    if from_items and (target_words or reference_words):
        raise ValueError("target_words and reference_words go with series of counts, not items")
    groups = {"target": target, "reference": reference}
    items = {name: _items(group, name) for name, group in groups.items()}
    summed = {name: pd.concat(each).groupby(level=0).sum() for name, each in items.items()}
    counts = pd.DataFrame(summed, dtype="float64").fillna(0.0)
    counts = counts.loc[sorted(counts.index[counts.sum(axis=1) > 0])]
    given = zip(items, (target_words, reference_words), strict=True)
    sizes = [_size(counts[name], words, name) for name, words in given]
    wanted = counts.index if terms is None else counts.index.intersection(list(terms), sort=False)
    score, statistic = _SCORES[measure], "z" if measure == "log_odds" else str(measure)
    if measure == "log_odds":
        alpha = counts.sum(axis=1) if prior is None else prior.reindex(counts.index).astype(float)
        if len(missing := counts.index[~(alpha > 0)]):
            raise InputError(f"the prior has no count of {missing[0]!r}; give every term one")
        alpha_sum = sum(sizes) if prior is None else float(prior.sum())
        score = partial(_log_odds, alpha=alpha.loc[wanted].to_numpy(), alpha_sum=alpha_sum)
    hits = counts.loc[wanted].to_numpy().T
    result = score(hits[0], hits[1], *sizes)
    table = pd.DataFrame({"term": wanted.astype("str"), **result}, index=range(len(wanted)))
    table["p_holm"] = holm(result["p"])
    table["p_bh"] = benjamini_hochberg(result["p"])
    for name, found, size in zip(items, hits, sizes, strict=True):
        whole = not (found % 1).any()
        table[f"n_{name}"] = found.astype("int64") if whole else found
        table[f"per_1000_{name}"] = 1000 * found / size
    if from_items:
        both = items["target"], items["reference"]
        table = table.assign(**permutation_test(*both, wanted, score, statistic, pairs, seed))
    order = {statistic: False, "term": True}
    return table.sort_values(list(order), ascending=list(order.values()), ignore_index=True)


def compare(
    target: Words, reference: Words, *, measure: Measure = "chi2", min_hits: int = 3
) -> pd.DataFrame:
    """Compare the words of two parts of a corpus, item by item.

    Parts are made by `Words.where`, or are words of two corpora, such as two of `Corpus.where`.
    Copies of a text count as one item; an item with words in both has a part in each, and splits
    only let these change places. Stop-words and terms with fewer than ``min_hits`` in both parts
    together are not listed, but stay in the denominators. Columns as from `keyness` of lists of
    items; `evidence` gives the hits of a row in both parts, with part (target | reference).

    Examples
    --------
    >>> from analysis import load_corpus
    >>> from analysis.finding.words import words
    >>> forms = words(load_corpus("seeds"))
    >>> one, other = forms.where(items=["002-6"]), forms.where(items=["000-1", "003-1"])
    >>> compare(one, other)[["term", "n_target", "n_reference"]].head(1).values.tolist()
    [['diplomatic', 3, 0]]
    """
    parts = {"target": target, "reference": reference}
    first, second = map(_by_cluster, parts.values())
    # Item 002-6, third of the target and first of the reference → (2, 0)
    pairs = [(n, list(second).index(name)) for n, name in enumerate(first) if name in second]
    # By name: parts of two corpora have codes of their own.
    hits_of = pd.concat([part.take(part.listed).hits()["term"] for part in parts.values()])
    counts = hits_of.value_counts()
    terms = sorted(counts.index[counts >= min_hits])
    items = (list(part.values()) for part in (first, second))
    table = keyness(*items, measure=measure, terms=terms, pairs=pairs)

    def find(cells: Mapping[str, Any]) -> pd.DataFrame:
        hits = []
        for name, part in parts.items():
            rows = part.places(part.code(cells["term"]))
            rows = rows[part.listed[rows]]
            hits.append(part.hits(rows).assign(part=name, row=part.item[rows]))
        order = pd.concat(hits).sort_values(["row", "start"], kind="stable", ignore_index=True)
        return order.drop(columns="row")

    corpus = _holding_both(target.corpus, reference.corpus)
    return trace(table, corpus, ("term",), find, shown=("part",))


def _items(group: pd.Series | Sequence[Item], name: str) -> list[pd.Series]:
    """Return the counts of every item of a group; a series of counts is one item."""
    if isinstance(group, str | Mapping):
        raise ValueError("give a list of items or a series of counts, not a single item")
    given = [group] if isinstance(group, pd.Series) else group
    items = [_count(item) if isinstance(item, str) else pd.Series(item) for item in given]
    for counts in items:
        if not counts.index.is_unique:
            twice = counts.index[counts.index.duplicated()][0]
            raise InputError(f"the {name} counts {twice!r} twice; add its counts up first")
        bad = counts.index[~(counts >= 0) | ~np.isfinite(counts.astype(float))]
        if len(bad):
            raise InputError(f"the {name} has {counts[bad[0]]} hits of {bad[0]!r}; give counts")
    if not any(map(len, items)):
        raise InputError(f"the {name} has no words; choose items with text")
    return items


def _count(text: str) -> pd.Series:
    """Count the words of a text as those of a corpus are: "#BRICS summit 2024" → brics, summit."""
    found = find_tokens(text, 0, len(text))
    words = [text[start:end] for start, end, kind in found if KINDS.index(kind) in WORDLIKE]
    return pd.Series([fold(word).removeprefix("#") for word in words], dtype="str").value_counts()


def _size(counts: pd.Series, words: int | None, name: str) -> float:
    """Return the running words of a group: those counted, or the number given."""
    counted = float(counts.sum())
    if words is not None and words < counted:
        raise InputError(f"the {name} has {counted:.0f} hits in {words} words; give all its words")
    if not (words or counted):
        raise InputError(f"the {name} has no words; choose items with text")
    return float(words or counted)


# The measures: from hits a and b in groups of n1 and n2 words; splits are rows, terms columns.
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
    return {"chi2": np.sign(a * d - b * c) * chi2 + 0.0, "p": upper_chi2(chi2)}


# The same: 2 · (2 · 8 ln(8 / 5) + 2 · 2 ln(2 / 5)) = 7.71.
def _g2(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    c, d, total = n1 - a, n2 - b, n1 + n2
    g2 = np.zeros_like(a + b)
    for observed, row, column in ((a, a + b, n1), (b, a + b, n2), (c, c + d, n1), (d, c + d, n2)):
        expected = row * column / total
        share = np.divide(observed, expected, out=np.ones_like(g2), where=observed > 0)
        g2 += 2 * observed * np.log(share)
    g2 = np.maximum(g2, 0.0)  # rounding may leave a trace below zero
    return {"g2": np.sign(a * d - b * c) * g2 + 0.0, "p": upper_chi2(g2)}


# The same, α = 10 of 20: ln(18 / 12) - ln(12 / 18) = 0.81 (shrunk from 2.77).
def _log_odds(
    a: Numbers, b: Numbers, n1: Any, n2: Any, *, alpha: Numbers, alpha_sum: float
) -> dict[str, Numbers]:
    first, second = a + alpha, b + alpha
    rest, other = n1 + alpha_sum - first, n2 + alpha_sum - second
    some = (rest > 0) & (other > 0)  # else every word anywhere is the term
    odds = (first * np.where(some, other, 1)) / (second * np.where(some, rest, 1))
    delta = np.where(some, np.log(odds), 0.0)
    z = delta / np.sqrt(1 / first + 1 / second)
    return {"log_odds": delta, "z": z, "p": upper_chi2(z**2)}


# The same: log₂(0.8 / 0.2) = 2. 3 of 100 against 0 of 300: 3.25 against 0.75, a hit shared out.
def _log_ratio(a: Numbers, b: Numbers, n1: Any, n2: Any) -> dict[str, Numbers]:
    none = (a == 0) | (b == 0)
    first = a + np.where(none, n1 / (n1 + n2), 0.0)
    second = b + np.where(none, n2 / (n1 + n2), 0.0)
    ratio = np.log(first / n1) - np.log(second / n2)
    error = np.sqrt(np.maximum(1 / first - 1 / n1 + 1 / second - 1 / n2, 0.0))
    z = np.divide(ratio, error, out=np.zeros_like(ratio), where=error > 0)
    bits = {"log_ratio": ratio, "low": ratio - Z * error, "high": ratio + Z * error}
    return {**{name: value / np.log(2) for name, value in bits.items()}, "p": upper_chi2(z**2)}


_SCORES: dict[Measure, Callable[..., dict[str, Numbers]]] = {
    "chi2": _chi2,
    "g2": _g2,
    "log_odds": _log_odds,
    "log_ratio": _log_ratio,
}


def _holding_both(one: Corpus, other: Corpus) -> Corpus:
    """Return a corpus with the items of two, which may be parts of a third."""
    added = set(other.items["item_id"]) - set(one.items["item_id"])
    if not added:
        return one
    tables = {}
    for name in ("items", "spans", "evidence"):
        more = getattr(other, name)
        more = more[more["item_id"].isin(added)]
        tables[name] = pd.concat([getattr(one, name), more], ignore_index=True)
    documents = pd.concat([one.documents, other.documents]).drop_duplicates("doc_id")
    return replace(one, documents=documents.reset_index(drop=True), **tables)


def _by_cluster(part: Words) -> dict[str, pd.Series]:
    """Count all terms of every item, copies of one text together, in document order."""
    # 003-1 is a copy of 002-6 → one cluster, 002-6, with the words of both
    items = part.corpus.items
    copy_of = items["duplicate_of"].where(items["duplicate_of"] != "", items["item_id"])
    clusters, names = pd.factorize(copy_of)
    n_terms = max(1, len(part.terms))
    keys, hits = np.unique(clusters[part.item] * n_terms + part.term, return_counts=True)
    terms = np.array(part.terms, dtype=object)[keys % n_terms]
    of_cluster = keys // n_terms
    bounds = np.flatnonzero(np.diff(of_cluster, prepend=-1))
    return {
        names[of_cluster[first]]: pd.Series(hits[first:last], terms[first:last])
        for first, last in zip(bounds, [*bounds[1:], len(keys)], strict=True)
    }
