"""Items that say nearly the same → one cluster; and the words in which two of them differ."""

from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.finding.store import item_rows
from analysis.finding.tokens import URL
from analysis.finding.words import Words, read
from analysis.reading.corpus import Corpus
from analysis.tables import need, refuse, table

_SHINGLE = 3  # words
_MIN_WORDS = 10  # shorter items have exact copies only: "Live now" is not nearly "Live today"
# A pair of similarity s shares one of 16 bands of 4 by 1 - (1 - s⁴)¹⁶: 0.9998 at 0.8, 0.12 at 0.3.
_BANDS, _ROWS = 16, 4


def mark_near_duplicates(corpus: Corpus, *, threshold: float = 0.8) -> Corpus:
    """Let ``duplicate_of`` name the copy that counts for near copies as well; none is dropped.

    Copies are items whose sets of three-word shingles (Broder 1997), numbers being words, have a
    Jaccard similarity of ``threshold`` (0 to 1) or more; items below 10 words have exact copies
    only. The corpus has another ``duplicate_of`` (the earliest dated item of each cluster, else the
    first) and a column ``similarity`` of items (to the copy that counts, or missing): see
    `Corpus.clusters` and the readings of `words`. Raises `InputError` without the extra [scale].
    """
    refuse(not 0 < threshold <= 1, "threshold", threshold)
    kernel = need("analysis.finding.kernel", "near copies")
    # Exact on folded words first; then sketches in bands propose pairs, all of which are measured.
    running = _words(corpus)
    stops = np.cumsum(running.per_item)
    of = kernel.intern(running.folded.astype(np.uint32), stops - running.per_item, stops)[0]
    of = np.where(running.per_item > 0, of, len(of) + np.arange(len(of)))  # no words: like no other
    _, firsts, text = np.unique(of, return_index=True, return_inverse=True)  # the same words
    compared = np.flatnonzero(running.per_item[firsts] >= _MIN_WORDS)  # of the texts
    is_compared = np.isin(np.arange(len(of)), firsts[compared])
    begins, ends = running.item[: 1 - _SHINGLE], running.item[_SHINGLE - 1 :]
    inside = np.flatnonzero(is_compared[begins] & (begins == ends))
    shingles = kernel.mixed(running.folded, inside, _SHINGLE)
    offsets = np.append(0, np.cumsum(running.per_item[firsts[compared]] - (_SHINGLE - 1)))
    sketches = kernel.sketch(shingles, offsets, _BANDS * _ROWS)
    n, pairs = len(sketches), []  # of a row and the first with the same key, and the one before it
    for band in range(_BANDS):  # the pairs grow with the rows, however many copies one text has
        key = kernel.mixed(sketches.ravel(), (np.arange(n) * _BANDS + band) * _ROWS, _ROWS)
        order = np.argsort(key, kind="stable")
        first = pd.Series(order).groupby(key[order]).transform("first").to_numpy()
        again = first != order
        pairs += [(first * n + order)[again], (order[:-1] * n + order[1:])[again[1:]]]
    every = np.sort(np.concatenate(pairs))  # in a tenth of the time that `np.unique` takes
    one, other = np.divmod(every[np.diff(every, prepend=-1) > 0], max(1, n))
    sets = np.zeros(n, np.int64)  # their sizes, once they are sorted
    is_near = kernel.jaccard(shingles, offsets, sets, one, other) >= threshold
    known = item_rows(corpus, corpus.items["duplicate_of"])  # copies known before are links, too
    near = np.column_stack([compared[one[is_near]], compared[other[is_near]]])
    edges = np.concatenate([near, np.column_stack([text, text[known]])[known >= 0]])
    graph = coo_array((np.ones(len(edges), bool), edges.T), shape=(len(firsts), len(firsts)))
    cluster = connected_components(graph, directed=False)[1][text]
    # What counts is no copy of the same message; the earliest dated, else the first.
    order = np.lexsort((corpus.stated, known >= 0))
    root = order[np.unique(cluster[order], return_index=True)[1]][cluster]
    a, b = map(pd.Index(compared).get_indexer, (text, text[root]))
    likeness = np.where(text == text[root], 1.0, np.nan)
    both = np.isnan(likeness) & (a >= 0) & (b >= 0)
    likeness[both] = kernel.jaccard(shingles, offsets, sets, a[both], b[both])
    items = corpus.items.assign(duplicate_of=corpus.items["item_id"].array.take(root))
    is_copy = root != np.arange(len(items))
    items.loc[~is_copy, "duplicate_of"] = ""
    items["similarity"] = np.where(is_copy, likeness, np.nan)
    return replace(corpus, items=items, source={**corpus.source, "changed": "near copies"})


def _words(corpus: Corpus) -> Words:
    """Return words and numbers, for a rate of 105 is no copy of one of 250, but no addresses."""
    tokens = read(corpus, "cleaned")
    return tokens.take(tokens.store.kind[tokens.token] != URL)


def differences(corpus: Corpus, one: str, other: str) -> pd.DataFrame:
    """List the words and numbers in which two items (ids) differ, case and punctuation aside.

    One row per difference: words (of the first item, empty where the second adds), other_words,
    start, end, other_start, other_end (offsets into the raw texts; equal where no words are).
    """
    parts = [_words(corpus).where(items=[item]) for item in (one, other)]
    raws = corpus.items["raw"].iloc[item_rows(corpus, [one, other])]
    matcher = SequenceMatcher(None, parts[0].folded.tolist(), parts[1].folded.tolist(), False)
    found = []
    for kind, *bounds in matcher.get_opcodes():
        texts, places = [], []
        for part, raw, (first, stop) in zip(parts, raws, (bounds[:2], bounds[2:]), strict=True):
            end = int(part.end[stop - 1]) if stop else 0  # of the word before, if there are none
            places += [int(part.start[first]) if first < stop else end, end]
            texts.append(" ".join(raw[places[-2] : end].split()))
        if kind != "equal":
            found.append((*texts, *places))
    columns = {"words": "str", "other_words": "str", "start": "int64", "end": "int64"}
    return table({**columns, "other_start": "int64", "other_end": "int64"}, found)
