"""What distinguishes two groups of texts: every term's frequency in one against the other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from analysis.counting import statistics as stats
from analysis.counting.provenance import Found, trace
from analysis.counting.words import deviation
from analysis.finding.tokens import KINDS, WORDLIKE, find_tokens, fold
from analysis.finding.words import Words
from analysis.tables import refuse

_OF_ITEMS = ("text_dispersion", "rank_sum")  # measures that need to know the items
Item: TypeAlias = str | Mapping[str, int] | pd.Series


def keyness(
    target: pd.Series | Sequence[Item],
    reference: pd.Series | Sequence[Item],
    *,
    measure: stats.Measure = "chi2",
    terms: Sequence[str] | None = None,
    target_words: int | None = None,
    reference_words: int | None = None,
    prior: pd.Series | None = None,
    pairs: stats.Pairs = (),
    seed: int = stats.SEED,
) -> pd.DataFrame:
    """Say which terms are more frequent in the target than in the reference, and how surely.

    All measures but the last two, of lists of items only, take tokens as independent, which
    overstates significance (Lijffijt et al. 2016, Digital Scholarship in the Humanities 31: 374):

    - ``chi2``, with Yates' correction (1934) where an expected count is below 5, as quanteda.
    - ``g2``: 2 Σ O ln(O / E) over the cells (Dunning 1993, Computational Linguistics 19: 61-74).
    - ``log_odds``: the difference of log odds under a Dirichlet prior, and its z (Monroe, Colaresi
      & Quinn 2008, Political Analysis 16: 372-403).
    - ``log_ratio``: log₂ of the ratio of the rates (Hardie 2014), with a 95 % interval (Katz et al.
      1978, Biometrics 34: 469-474); a hit is shared out by size where a group has none. Rows are
      ordered by conservative: the bound nearest to 0, or 0 inside the interval (Evert 2022,
      Measuring keyness, DH 2022: 202-205; here without a correction for many terms).
    - ``text_dispersion``: ``g2`` of items with and without a hit (Egbert & Biber 2019, Corpora 14).
    - ``rank_sum``: z of the Wilcoxon rank-sum test of rates (1945, Biometrics Bulletin 1: 80-83).

    A group is counts by term, or a list of items: texts or their counts by term, one per cluster of
    copies. ``terms`` are to be listed and p-values corrected for; ``target_words`` and
    ``reference_words`` the words of counts that don't hold all; ``prior`` the counts of all terms
    of a background corpus (None: both groups); ``pairs`` positions (in target, in reference) of
    items that are parts of one text, which splits only let change places.

    One row per term, highest measure (or z) first: term, the measure (negative where the target has
    fewer than expected) with z, or low, high and conservative, p, p_holm, p_bh (Benjamini &
    Hochberg 1995), n_target, n_reference (hits), per_1000_target, per_1000_reference; of lists of
    items also items_target, items_reference (with a hit), dp_target, dp_reference (normalised, see
    `dispersion`), dp_note, where few hits keep dp from 0 (Gries 2024), p_items (share of all, or of
    9,999 random, splits of the items that give such a measure), p_items_bh, and its note.

    >>> target, reference = {"peace": 8, "talks": 2}, {"peace": 2, "talks": 8}
    >>> keyness(pd.Series(target), pd.Series(reference))["chi2"].round(2).tolist()
    [7.2, -7.2]
    """
    from_items = not isinstance(target, pd.Series) and not isinstance(reference, pd.Series)
    told = (target_words, reference_words)
    refuse(from_items and any(told), "words of items")
    refuse(measure in _OF_ITEMS and not from_items, "measure of items", measure)
    cells, other = _cells(target, "target"), _cells(reference, "reference")
    k, n = (1 if isinstance(group, pd.Series) else len(group) for group in (target, reference))
    cells = pd.concat([cells, other.assign(item=other["item"] + k)])
    codes, every = pd.factorize(cells["term"], sort=True)
    hits, places = cells["hits"].to_numpy(float), (cells["item"].to_numpy(int), codes)
    matrix = coo_array((hits, places), (k + n, len(every))).tocsr()
    wanted = every if terms is None else every.intersection(list(terms), sort=False)
    splits = (pairs, seed) if from_items else None
    return _keyness(matrix, k, every, wanted, measure, splits, told, prior)


def _keyness(
    matrix: Any, k: int, every: Any, wanted: Any, measure: Any, splits: Any, told: Any, prior: Any
) -> pd.DataFrame:
    """Measure the wanted terms of a matrix of items and terms, of which the first k are target."""
    refuse(measure not in stats.SCORES, "measure", measure, ", ".join(stats.SCORES))
    counts = {"target": matrix[:k].sum(axis=0), "reference": matrix[k:].sum(axis=0)}
    sizes = []  # the running words of each group: those counted, or the number given
    for (name, hits), words in zip(counts.items(), told, strict=True):
        total = float(hits.sum())
        refuse(words is not None and words < total, "too few words", name, total, words)
        refuse(not (words or total), "no words", name)
        sizes.append(float(words or total))
    columns, items = every.get_indexer(wanted), matrix.sum(axis=1)
    hits = [each[columns] for each in counts.values()]
    matrix, score, own = matrix[:, columns], stats.SCORES[measure], dict[str, Any]()
    given = [hits[0], np.add(*hits), *sizes]
    if measure == "log_odds":
        alpha, alpha_sum = np.add(*hits), sum(sizes)
        if prior is not None:
            missing = every[~(prior.reindex(every) > 0)]
            refuse(len(missing), "prior", *missing[:1])
            alpha, alpha_sum = prior[wanted].to_numpy(float), float(prior.sum())
        score = partial(score, alpha=alpha, alpha_sum=alpha_sum)
    if splits:
        own = _spread(matrix, items, k)
        if measure in _OF_ITEMS:
            if measure == "text_dispersion":
                matrix = (matrix > 0).astype(float)
            else:
                matrix, ranks = _rank_items(matrix, items)
                score = partial(score, **ranks)
            items = np.ones(len(items))
            given = [matrix[:k].sum(axis=0), matrix.sum(axis=0), k, len(items) - k]
        key = "z" if measure == "log_odds" else "value"
        own |= stats.permutation_test(matrix, items, k, lambda *g: score(*g)[key], *splits)
    result = {measure if name == "value" else name: x for name, x in score(*given).items()}
    result["p"] = stats.upper_chi2(result.pop("x"))
    table = pd.DataFrame({"term": wanted.astype("str"), **result}, index=range(len(wanted)))
    table["p_holm"], table["p_bh"] = stats.adjust(result["p"])
    for name, found, size in zip(counts, hits, sizes, strict=True):
        table[f"n_{name}"] = found if (found % 1).any() else found.astype("int64")
        table[f"per_1000_{name}"] = 1000 * found / size
    by = [{"log_ratio": "conservative", "log_odds": "z"}.get(measure, measure), "term"]
    return table.assign(**own).sort_values(by, ascending=[False, True], ignore_index=True)


def _rank_items(hits: Any, words: stats.Numbers) -> tuple[Any, stats.Columns]:
    """Rank the items by their rate of every term: how far above items without it, and the rest."""
    n, n_terms = hits.shape
    cells = hits.tocoo()
    rates = pd.DataFrame({"term": cells.col, "rate": cells.data / words[cells.row]})
    without = n - np.bincount(cells.col, minlength=n_terms)
    none = (without + 1) / 2
    alike = rates.groupby(["term", "rate"]).size().reset_index(name="t")
    ties = np.bincount(alike["term"], (alike["t"] ** 3 - alike["t"]), minlength=n_terms)
    cells.data = rates.groupby("term")["rate"].rank().to_numpy() + (without - none)[cells.col]
    return cells.tocsr(), {"none": none, "ties": ties + without**3.0 - without}


def _spread(hits: Any, words: stats.Numbers, k: int) -> dict[str, Any]:
    """Say over how many of the first k items, and of the rest, terms are spread, how evenly."""
    columns, notes = dict[str, Any](), [""] * hits.shape[1]
    for name, rows in (("target", slice(k)), ("reference", slice(k, None))):
        cells, sizes = hits[rows].tocoo(), words[rows]
        shares = sizes / sizes.sum()
        n_items, widest = int((shares > 0).sum()), 1 - shares[shares > 0].min()
        columns[f"items_{name}"] = np.bincount(cells.col, minlength=hits.shape[1])
        own = cells.col, cells.data, sizes[cells.row], sizes.sum(), hits.shape[1]
        columns[f"dp_{name}"] = deviation(*own) / (widest or np.nan)
        totals, said = hits[rows].sum(axis=0), {}
        for n in np.unique(totals[(totals > 0) & (totals < n_items) & (totals % 1 == 0)]):
            # One hit in items with 1/2, 1/4, 1/4 of the words: at best in the first, DP = 1/2.
            whole, rest = np.divmod(n * shares, 1)
            least = np.sort(1 - rest)[: round(n - whole.sum())].sum() / n / widest
            hits_in = f"{n:.0f} hit{'s' if n > 1 else ''} in {n_items} items"
            said[n] = f"{name}: {hits_in}, so dp is at least {least:.2f}"
        both = zip(notes, (said.get(total, "") for total in totals), strict=True)
        notes = ["; ".join(filter(None, pair)) for pair in both]
    return {**columns, "dp_note": notes}


def compare(
    target: Words, reference: Words, *, measure: stats.Measure = "chi2", min_hits: int = 3
) -> pd.DataFrame:
    """Compare the words of two parts of a corpus, text by text; columns as from `keyness`.

    Parts are made by `Words.where`, or are words of two corpora. Copies are one text with the words
    of all, once if ``distinct``; of a text in both, splits only swap parts. Lists no stop-words.
    """
    parts = {"target": target, "reference": reference}
    (first, texts), (second, others) = map(_texts, parts.values())
    # Item 002-6, third of the target and first of the reference → (2, 0)
    place = {name: n for n, name in enumerate(second)}
    pairs = [(n, place[name]) for n, name in enumerate(first) if name in place]
    # By name: parts of two corpora have codes of their own.
    every = pd.Index(sorted({*target.terms, *reference.terms}))
    term = np.concatenate([every.get_indexer(p.terms)[p.term] for p in parts.values()])
    places = np.concatenate([texts, others + len(first)]), term
    matrix = coo_array((np.ones(len(term)), places), (len(first) + len(second), len(every))).tocsr()
    listed = np.concatenate([part.listed for part in parts.values()])
    wanted = every[np.bincount(term[listed], minlength=len(every)) >= max(1, min_hits)]
    how: Any = measure, (pairs, stats.SEED), (None, None), None
    table = _keyness(matrix, len(first), every, wanted, *how)

    def find(cells: Mapping[str, Any], most: int) -> Found:
        hits = []
        for name, part in parts.items():
            rows = part.places(cells["term"])
            rows = rows[part.listed[rows]]
            hits.append(part.hits(rows).assign(part=name, row=part.item[rows]))
        order = pd.concat(hits).sort_values(["row", "start"], kind="stable", ignore_index=True)
        return order.drop(columns="row"), len(order)

    corpus = target.corpus
    if corpus is not reference.corpus:  # passages of both, which may be parts of a third
        keys = {"documents": ["doc_id"], "items": ["item_id"], "spans": ["item_id", "start"]}
        rows = {k: pd.concat([getattr(part.corpus, k) for part in parts.values()]) for k in keys}
        kept = {k: rows[k].drop_duplicates(keys[k], ignore_index=True) for k in keys}
        corpus = replace(corpus, **kept)
    return trace(table, corpus, ("term",), find, shown=("part",))


def _cells(group: pd.Series | Sequence[Item], name: str) -> pd.DataFrame:
    """List the hits of every item of a group: item (0, 1, …), term, hits; a series is one item."""
    refuse(isinstance(group, str | Mapping), "single item")
    rows: list[tuple[int, Any, Any]] = []
    for n, item in enumerate([group] if isinstance(group, pd.Series) else group):
        if isinstance(item, str):  # as words of a corpus: "#BRICS summit 2024" → brics, summit
            found = find_tokens(item, 0, len(item))
            words = [item[at:end] for at, end, kind in found if KINDS.index(kind) in WORDLIKE]
            item = Counter(fold(word).removeprefix("#") for word in words)
        rows += [(n, *cell) for cell in item.items()]
    cells = pd.DataFrame(rows, columns=["item", "term", "hits"])
    twice = cells.loc[cells.duplicated(["item", "term"]), "term"].tolist()
    refuse(twice, "counted twice", name, *twice[:1])
    bad = cells[~(cells["hits"] >= 0) | ~np.isfinite(cells["hits"].astype(float))]
    refuse(len(bad), "no counts", name, *bad[["hits", "term"]].head(1).to_numpy().ravel())
    return cells[cells["hits"] > 0]


def _texts(part: Words) -> tuple[list[str], Any]:
    """Name the texts of a part, copies of one together, and give every word the number of its."""
    # 003-1 is a copy of 002-6 → one text, 002-6, with the words of both
    texts, names = pd.factorize(part.corpus.originals)
    own, of_word = np.unique(texts[part.item], return_inverse=True)
    return list(names[own]), of_word
