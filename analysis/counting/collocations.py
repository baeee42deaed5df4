"""Words that stand side by side or near each other, and how strongly they attract."""

from collections.abc import Mapping
from math import fsum, log, log2
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from analysis.counting.provenance import counted, trace
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus

Measure = Literal["log_likelihood", "log_dice"]


@counted
def collocations(
    of: Words | Corpus, *, measure: Measure = "log_likelihood", min_hits: int = 2
) -> pd.DataFrame:
    """List pairs of neighbouring words that occur together more often than by chance.

    Pairs stay inside a sentence; stop-words are left out after counting, so that expected
    frequencies are those of the running text. With f the hits of the pair and f₁, f₂ of its words:

    - log_likelihood: G² = 2 Σ O ln(O / E) of the table of the pair and its words (Dunning 1993,
      Computational Linguistics 19: 61-74; a cell that repeats in a row push below 0 is 0): how
      surely the two are not independent. It grows with the corpus.
    - log_dice: 14 + log₂(2 f / (f₁ + f₂)), at most 14 (Rychlý 2008, RASLAN: 6-9): how exclusively
      they occur together. It does not depend on the size of the corpus.

    Returns
    -------
    One row per pair of at least ``min_hits``, strongest by ``measure`` first, ties in alphabetical
    order: term, hits, sentences and items (with a hit), left_hits and right_hits (of its words),
    log_likelihood, log_dice.
    """
    if measure not in get_args(Measure):
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(get_args(Measure))}")
    words = as_words(of)
    counts = np.bincount(words.term, minlength=len(words.terms))
    is_stop = np.zeros(len(words.terms), bool)
    is_stop[words.term[~words.listed]] = True
    pairs = words.sequences(2)
    _, example, hits = np.unique(pairs.term, return_index=True, return_counts=True)
    left, right = _sides(words, pairs, example)
    drawn_together = hits * len(words) > counts[left] * counts[right]
    kept = drawn_together & (hits >= min_hits) & ~is_stop[left] & ~is_stop[right]
    codes = pairs.term[example[kept]]
    numbers = (column[kept].tolist() for column in (hits, counts[left], counts[right]))
    rows = []
    for code, both, one, other in zip(codes.tolist(), *numbers, strict=True):
        strength = _log_likelihood(both, one, other, len(words))
        # "belt road", 8 hits of 8 "belt" and 8 "road" → 14; of 80 and 80 → 14 - log₂ 10 = 10.7
        log_dice = 14 + log2(2 * both / (one + other))
        rows.append((pairs.terms[code], both, one, other, strength, log_dice))
    columns = ["term", "hits", "left_hits", "right_hits", "log_likelihood", "log_dice"]
    table = pd.DataFrame(rows, columns=columns).astype({"term": "str"})
    for place, (column, per) in enumerate(_spread(pairs, codes).items(), start=2):
        table.insert(place, column, per)
    order = table.assign(order=-table[measure]).sort_values(["order", "term"])
    table = order.drop(columns="order").reset_index(drop=True)

    def find(cells: Mapping[str, Any]) -> pd.DataFrame:
        return pairs.hits(pairs.places(pairs.code(cells["term"]))).assign(weight=1.0)

    return trace(table, words.corpus, ("term",), find)


@counted
def collocates(
    of: Words | Corpus,
    hits: pd.DataFrame,
    *,
    window: int = 5,
    measure: Measure = "log_dice",
    min_hits: int = 2,
) -> pd.DataFrame:
    """List the words that stand near some hits more often than by chance.

    Near is within ``window`` words to the left or right in the same sentence; the words of the hits
    themselves are not counted, and a word near two hits once (surface co-occurrence: Evert 2008,
    Corpora and collocations, in Corpus Linguistics: An International Handbook, 1212-1248).

    - log_dice: as in `collocations`, of the hits and the word, hits shared at most once.
    - log_likelihood: as in `collocations`, of being near a hit and being the word.

    Parameters
    ----------
    hits
        item_id, sentence, start, end, as from `search`.

    Returns
    -------
    One row per word with at least ``min_hits`` near hits, strongest by ``measure`` first, ties in
    alphabetical order, stop-words left out: term, hits (near), left, right, word_hits (anywhere),
    log_likelihood, log_dice.
    """
    words = as_words(of)
    wide = np.int64(2**32)
    order = words.item * wide + words.start
    places = pd.Index(words.corpus.items["item_id"]).get_indexer(hits["item_id"]) * wide
    first = np.searchsorted(order, places + hits["start"].to_numpy())
    behind = np.searchsorted(order, places + hits["end"].to_numpy())
    side = np.zeros(len(words), np.int8)  # -1: left of a hit, 1: right of one, 0: near none
    for n in range(window):
        for step, rows in ((1, behind + n), (-1, first - 1 - n)):
            rows, own = np.clip(rows, 0, max(0, len(words) - 1)), rows
            near = (rows == own) & (words.item[rows] == places // wide)
            near &= words.sentence[rows] == hits["sentence"].to_numpy()
            free = rows[near]
            side[free[side[free] == 0]] = step
    for n in range(int((behind - first).max(initial=0))):  # words of a hit are near none
        side[(first + n)[first + n < behind]] = 0
    near_terms = words.term[side != 0]
    counts, near_counts = (
        np.bincount(terms, minlength=len(words.terms)) for terms in (words.term, near_terms)
    )
    lefts = np.bincount(words.term[side < 0], minlength=len(words.terms))
    is_stop = np.zeros(len(words.terms), bool)
    is_stop[words.term[~words.listed]] = True
    drawn = near_counts * len(words) > counts * len(near_terms)
    rows = []
    for code in np.flatnonzero(drawn & (near_counts >= min_hits) & ~is_stop).tolist():
        both, left, anywhere = int(near_counts[code]), int(lefts[code]), int(counts[code])
        strength = _log_likelihood(both, len(near_terms), anywhere, len(words))
        # 6 near 10 hits, 14 anywhere → 14 + log₂(12 / 24) = 13
        dice = 14 + log2(2 * min(both, len(hits)) / (len(hits) + anywhere))
        rows.append((words.terms[code], both, left, both - left, anywhere, strength, dice))
    columns = ["term", "hits", "left", "right", "word_hits", "log_likelihood", "log_dice"]
    table = pd.DataFrame(rows, columns=columns).astype({"term": "str"})
    order_of = table.assign(order=-table[measure]).sort_values(["order", "term"])
    table = order_of.drop(columns="order").reset_index(drop=True)

    def find(cells: Mapping[str, Any]) -> pd.DataFrame:
        own = words.places(words.code(cells["term"]))
        return words.hits(own[side[own] != 0]).assign(weight=1.0)

    return trace(table, words.corpus, ("term",), find)


def _sides(words: Words, pairs: Words, rows: Any) -> tuple[Any, Any]:
    """Return the terms of the left and right words of some pairs, by the place they stand at."""
    wide = np.int64(2**32)  # offsets are smaller, so item · 2³² + offset is a place in the corpus
    order = words.item * wide + words.start
    first = np.searchsorted(order, pairs.item[rows] * wide + pairs.start[rows])
    return words.term[first], words.term[first + 1]


def _spread(pairs: Words, codes: Any) -> dict[str, Any]:
    """Count the sentences and items in which each pair occurs."""
    size = max(1, len(pairs.terms))
    sentence = pairs.item.astype(np.int64) * (1 + pairs.sentence.max(initial=0)) + pairs.sentence
    found = {}
    for column, where in (("sentences", sentence), ("items", pairs.item.astype(np.int64))):
        touched = np.unique(where * size + pairs.term) % size
        found[column] = np.bincount(touched, minlength=size)[codes].astype("int64")
    return found


def _log_likelihood(both: int, left: int, right: int, words: int) -> float:
    """Return G² of a pair from its hits, those of its words, and the running words."""
    # Row by row: left word with the right one, with another; another with the right one, neither.
    observed = both, left - both, right - both, max(0, words - left - right + both)
    rows, columns = (left, words - left), (right, words - right)
    expected = [row * column / words for row in rows for column in columns]
    return 2 * fsum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o and e)
