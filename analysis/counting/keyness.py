"""What distinguishes two groups of texts: every term's frequency in one against the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.counting.measures import SCORES, Measure, item_matrix, rank_items, spread, touch_items
from analysis.counting.permutation import permutation_test
from analysis.counting.provenance import trace
from analysis.counting.statistics import SEED, Numbers, benjamini_hochberg, holm
from analysis.finding.tokens import KINDS, WORDLIKE, find_tokens, fold
from analysis.finding.words import Words
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

Item: TypeAlias = str | Mapping[str, int] | pd.Series


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

    With a = hits in the target, b = hits in the reference, c and d the other words of each, N = a +
    b + c + d, and E the expected count of a cell (row total · column total / N):

    - ``chi2``: N (|ad - bc| - y)² / ((a+b)(c+d)(a+c)(b+d)), where y = N/2 (Yates 1934) if an E is
      below 5 and |ad - bc| ≥ N/2, else 0: as in quanteda's `textstat_keyness`.
    - ``g2``: 2 Σ O ln(O / E) over the four cells (Dunning 1993, Computational Linguistics 19:
      61-74).
    - ``log_odds``: the difference of log odds under a Dirichlet prior α, natural logarithm, δ =
      ln((a+α)/(n₁+α₀-a-α)) - ln((b+α)/(n₂+α₀-b-α)), and z = δ / √(1/(a+α) + 1/(b+α)) (Monroe,
      Colaresi & Quinn 2008, Political Analysis 16: 372-403).
    - ``log_ratio``: log₂ of the ratio of the rates (Hardie 2014), with a 95 % interval: the
      standard error of ln ratio is √(1/a - 1/n₁ + 1/b - 1/n₂) (Katz et al. 1978, Biometrics 34:
      469-474). Where one group has no hit, one hit is added in all, shared out by size. Rows are
      ordered by conservative, the bound nearest to 0, or 0 if the interval holds it (Evert 2022,
      Measuring keyness, DH 2022: 202-205; here without a correction for many terms).
    - ``text_dispersion``, of lists of items: ``g2`` of the items with a hit and those without
      (Egbert & Biber 2019, Corpora 14: 77-104).
    - ``rank_sum``, of lists of items: z of the Wilcoxon rank-sum test of their rates, mean ranks
      for equal ones (Wilcoxon 1945, Biometrics Bulletin 1: 80-83; for words Kilgarriff 2001,
      International Journal of Corpus Linguistics 6: 97-133).

    All but these two take tokens as independent, which words in one text are not, and so overstate
    significance (Lijffijt et al. 2016, Digital Scholarship in the Humanities 31: 374-397). With
    lists of items, ``p_items`` asks how often a split of the same items into groups of the same
    sizes gives at least this measure (Fisher's permutation test): all splits, or 9,999 random.

    Parameters
    ----------
    target, reference
        Counts by term, or lists of items; an item is a text or its counts by term. Give one item
        per cluster of duplicates: copies are no new evidence.
    terms, target_words, reference_words
        What to list and to correct the p-values for; the running words of counts that don't hold
        all.
    prior
        For log_odds: counts of all terms of a background corpus (None: both groups together), used
        as they are, so that a large one outweighs the groups.
    pairs, seed
        Positions (in target, in reference) of items that are parts of one text, which the splits
        (random ones from the seed) only let change places.

    Returns
    -------
    One row per term, highest measure first (log_odds: highest z): term, the measure (negative where
    the target has fewer than expected) with z, or low, high and conservative, p, p_holm, p_bh
    (Benjamini & Hochberg 1995), n_target, n_reference (hits), per_1000_target, per_1000_reference;
    for lists of items also items_target, items_reference (with a hit), dp_target and dp_reference
    (normalised, see `dispersion`; missing without a hit), dp_note, where fewer hits than items keep
    dp from 0 (Gries 2024, Frequency, Dispersion, Association, and Keyness), p_items, p_items_bh,
    and note, which says why p_items is missing or how many terms would have to reach its smallest
    value for any to pass the correction.

    >>> target, reference = {"peace": 8, "talks": 2}, {"peace": 2, "talks": 8}
    >>> table = keyness(pd.Series(target), pd.Series(reference))
    >>> table.set_index("term")["chi2"].round(2).to_dict()
    {'peace': 7.2, 'talks': -7.2}
    """
    from_items = not isinstance(target, pd.Series) and not isinstance(reference, pd.Series)
    _check(measure, from_items, bool(target_words or reference_words))
    groups = {"target": _items(target, "target"), "reference": _items(reference, "reference")}
    items, k = [*groups["target"], *groups["reference"]], len(groups["target"])
    every = pd.Index(sorted(set().union(*(counts.index for counts in items))))
    matrix, words = item_matrix(items, every)
    counts = pd.DataFrame({"target": matrix[:k].sum(axis=0), "reference": matrix[k:].sum(axis=0)})
    counts = counts.set_axis(every)[counts.sum(axis=1).to_numpy() > 0]
    told = zip(groups, (target_words, reference_words), strict=True)
    sizes = [_size(counts[name], n, name) for name, n in told]
    wanted = counts.index if terms is None else counts.index.intersection(list(terms), sort=False)
    hits, statistic = counts.loc[wanted].to_numpy().T, "z" if measure == "log_odds" else measure
    score, given = SCORES[measure], [*hits, *sizes]
    if measure == "log_odds":
        score = partial(score, **_prior(counts, wanted, sum(sizes), prior))
    own: dict[str, Any] = {}
    if from_items:
        matrix = matrix[:, every.get_indexer(wanted)]
        own = _spreads(matrix, words, k)
        if measure in ("text_dispersion", "rank_sum"):
            matrix, ranks = (rank_items if measure == "rank_sum" else touch_items)(matrix, words)
            score, words = partial(score, **ranks), np.ones(len(words))
            given = [part.sum(axis=0) for all_ in (matrix, words) for part in (all_[:k], all_[k:])]
        own |= permutation_test(matrix, words, k, score, statistic, pairs, seed)
    result = score(*given)
    table = pd.DataFrame({"term": wanted.astype("str"), **result}, index=range(len(wanted)))
    table["p_holm"] = holm(result["p"])
    table["p_bh"] = benjamini_hochberg(result["p"])
    for name, found, size in zip(groups, hits, sizes, strict=True):
        whole = not (found % 1).any()
        table[f"n_{name}"] = found.astype("int64") if whole else found
        table[f"per_1000_{name}"] = 1000 * found / size
    ranked = "conservative" if measure == "log_ratio" else statistic
    table = table.assign(**own).sort_values([ranked, "term"], ascending=[False, True])
    return table.reset_index(drop=True)


def _check(measure: Measure, from_items: bool, has_words: bool) -> None:
    """Raise `ValueError` when arguments do not go together."""
    if measure not in SCORES:
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(SCORES)}")
    if not from_items and measure in ("text_dispersion", "rank_sum"):
        raise ValueError(f"{measure} compares items; give lists of items, not series of counts")
    if from_items and has_words:
        raise ValueError("target_words and reference_words go with series of counts, not items")


def _prior(
    counts: pd.DataFrame, wanted: pd.Index, size: float, prior: pd.Series | None
) -> dict[str, Any]:
    """Return the Dirichlet prior of the wanted terms, and its sum over all."""
    alpha = counts.sum(axis=1) if prior is None else prior.reindex(counts.index).astype(float)
    if len(missing := counts.index[~(alpha > 0)]):
        raise InputError(f"the prior has no count of {missing[0]!r}; give every term one")
    alpha_sum = size if prior is None else float(prior.sum())
    return {"alpha": alpha.loc[wanted].to_numpy(), "alpha_sum": alpha_sum}


def _spreads(matrix: Any, words: Numbers, k: int) -> dict[str, Any]:
    """Return the columns that say over how many items terms are spread, and how evenly."""
    columns, notes = {}, []
    for name, of in (("target", slice(k)), ("reference", slice(k, None))):
        columns[f"items_{name}"] = (matrix[of] > 0).sum(axis=0).astype("int64")
        columns[f"dp_{name}"], said = spread(matrix[of], words[of], name)
        notes.append(said)
    both = zip(*notes, strict=True)
    return {**columns, "dp_note": ["; ".join(filter(None, said)) for said in both]}


def compare(
    target: Words, reference: Words, *, measure: Measure = "chi2", min_hits: int = 3
) -> pd.DataFrame:
    """Compare the words of two parts of a corpus, item by item; columns as from `keyness`.

    Parts are made by `Words.where`, or are words of two corpora, such as two of `Corpus.where`.
    Copies of a text count as one item; an item with words in both has a part in each, and splits
    only let these change places. Stop-words and terms with fewer than ``min_hits`` in both parts
    together are not listed, but stay in the denominators. `evidence` gives the hits with their
    part.

    >>> from analysis import load_corpus, words
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
        for first, last in pairwise([*bounds, len(keys)])
    }
