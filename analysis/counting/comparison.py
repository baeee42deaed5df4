"""Two parts of a corpus → the words that tell them apart, item by item."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.counting.keyness import Measure, keyness
from analysis.counting.provenance import trace
from analysis.finding.words import Words
from analysis.reading.corpus import Corpus


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
