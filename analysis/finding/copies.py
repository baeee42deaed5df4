"""Items that say nearly the same → one cluster; and the words in which two of them differ."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.finding.store import item_rows
from analysis.finding.words import Words, words
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

SHINGLE = 3  # words
MIN_WORDS = 10  # shorter items have exact copies only: "Live now" is not nearly "Live today"
# A pair of similarity s shares a band of 4 with probability s⁴, one of 16 bands with
# 1 - (1 - s⁴)¹⁶: 0.9998 at 0.8, 0.12 at 0.3.
BANDS, ROWS = 16, 4
Codes = npt.NDArray[np.uint64]


def mark_near_duplicates(corpus: Corpus, *, threshold: float = 0.8) -> Corpus:
    """Let ``duplicate_of`` name the copy that counts for near copies as well; none is dropped.

    Parameters
    ----------
    corpus
        From `load_corpus`.
    threshold
        Jaccard similarity of the sets of three-word shingles of two items (Broder 1997), 0 to 1,
        from which on they are copies. Items below 10 words have exact copies only.

    Returns
    -------
    Corpus: the same with another ``duplicate_of`` (the earliest dated item of each cluster, else
    the first) and a column ``similarity`` of items (to the copy that counts; missing where there
    is none). `Corpus.clusters` lists the clusters, the reading ``distinct`` counts one item of
    each, ``distinct_by_period`` one of each month.
    Raises `InputError` when the threshold is no share, or the extra [scale] is not installed.
    """
    if not 0 < threshold <= 1:
        raise InputError(f"threshold={threshold}: use a share above 0 and up to 1, as 0.8")
    try:
        from analysis.finding import kernel
    except ImportError:
        problem = 'near copies need the extra "scale": pip install "diplomatic-readouts[scale]"'
        raise InputError(problem) from None
    # Exact on folded words first; then sketches in bands propose pairs, all of which are measured.
    running = words(corpus)
    ends, folded = np.cumsum(running.per_item), np.ascontiguousarray(running.folded)
    bounds = zip((ends - running.per_item).tolist(), ends.tolist(), strict=True)
    own = [folded[first:stop].data for first, stop in bounds]  # an item without has its number
    keys = [blake2b(of, digest_size=16).digest() if of else n for n, of in enumerate(own)]
    text = pd.factorize(np.array(keys, object))[0]  # items of the same words have the same number
    firsts = np.unique(text, return_index=True)[1]
    compared = np.flatnonzero(running.per_item[firsts] >= MIN_WORDS)  # of the texts
    shingles, offsets = _shingles(running, firsts[compared])
    one, other = _proposed(kernel.sketch(shingles, offsets, BANDS * ROWS))
    sets = kernel.sort_rows(shingles, offsets)
    is_near = kernel.jaccard(shingles, offsets, sets, one, other) >= threshold
    # Copies known before are links, too.
    known = item_rows(corpus, corpus.items["duplicate_of"])
    near = np.column_stack([compared[one[is_near]], compared[other[is_near]]])
    edges = np.concatenate([near, np.column_stack([text, text[known]])[known >= 0]])
    graph = coo_array((np.ones(len(edges), bool), edges.T), shape=(len(firsts), len(firsts)))
    cluster = connected_components(graph, directed=False)[1][text]
    # What counts is no copy of the same message; the earliest dated, else the first.
    order = np.lexsort((corpus.items["published_from"], known >= 0))
    chosen = np.zeros(cluster.max(initial=-1) + 1, np.intp)
    chosen[cluster[order[::-1]]] = order[::-1]
    root = chosen[cluster]
    of_text = np.full(len(firsts), -1)
    of_text[compared] = np.arange(len(compared))
    a, b = of_text[text], of_text[text[root]]
    likeness = np.where(text == text[root], 1.0, np.nan)
    both = np.isnan(likeness) & (a >= 0) & (b >= 0)
    likeness[both] = kernel.jaccard(shingles, offsets, sets, a[both], b[both])
    items = corpus.items.assign(duplicate_of=corpus.items["item_id"].array.take(root))
    is_copy = root != np.arange(len(items))
    items.loc[~is_copy, "duplicate_of"] = ""
    return replace(corpus, items=items.assign(similarity=np.where(is_copy, likeness, np.nan)))


def differences(corpus: Corpus, one: str, other: str) -> pd.DataFrame:
    """List the words in which two items (ids) differ, case and punctuation aside.

    Returns
    -------
    One row per difference in order: words (of the first item, empty where the second adds),
    other_words, start, end, other_start, other_end (offsets into the items' raw texts; equal
    where there are no words). Raises `InputError` when there is no such item.
    """
    rows = item_rows(corpus, [one, other]).tolist()
    if -1 in rows:
        unknown = (one, other)[rows.index(-1)]
        raise InputError(f"no item {unknown!r}; see corpus.items.item_id")
    parts = [words(corpus).where(items=[item]) for item in (one, other)]
    raws = corpus.items["raw"].iloc[rows]
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
    names = ["words", "other_words", "start", "end", "other_start", "other_end"]
    table = pd.DataFrame(found, columns=names)
    return table.astype(dict.fromkeys(names[2:], "int64") | dict.fromkeys(names[:2], "str"))


def _shingles(running: Words, items: npt.NDArray[np.intp]) -> tuple[Codes, Codes]:
    """Return the three-word shingles of items as numbers, and where each item's begin and end."""
    rows = np.flatnonzero(np.isin(running.item, items))
    item, code = running.item[rows], running.folded[rows].astype(np.uint64)
    together = item[: 1 - SHINGLE] == item[SHINGLE - 1 :]
    parts = (code[k : len(code) - SHINGLE + 1 + k][together] for k in range(SHINGLE))
    sizes = running.per_item[items] - (SHINGLE - 1)
    return _mixed(parts), np.concatenate([[0], np.cumsum(sizes)])


def _proposed(sketches: Codes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return pairs of rows that agree in a band: each with the first and with the one before it."""
    # So the pairs grow with the rows, not with their square, however many copies one text has.
    n, pairs = len(sketches), []
    for band in range(BANDS):
        key = _mixed(sketches[:, band * ROWS : (band + 1) * ROWS].T)
        order = np.argsort(key, kind="stable")
        opens = np.append(True, key[order[1:]] != key[order[:-1]])
        first = order[np.maximum.accumulate(np.where(opens, np.arange(n), 0))]
        pairs += [(first * n + order)[~opens], (order[:-1] * n + order[1:])[~opens[1:]]]
    distinct = np.unique(np.concatenate(pairs))
    return distinct // n, distinct % n


def _mixed(parts: Iterable[Codes]) -> Codes:
    """Return numbers that look random of several (finalizer of SplitMix64, Steele et al. 2014)."""
    mixed: Any = np.uint64(0)
    for part in parts:  # wraps round at 2⁶⁴, as it should
        mixed = (mixed ^ part) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return np.asarray(mixed, np.uint64)
