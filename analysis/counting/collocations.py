"""Words that stand side by side or near each other, and how strongly they attract."""

from collections.abc import Sequence
from math import fsum, log, log2
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from analysis.counting.provenance import counted, trace
from analysis.counting.words import words_of_hits
from analysis.finding.store import item_rows
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus

Measure = Literal["log_likelihood", "log_dice"]


@counted
def collocations(
    of: Words | Corpus, *, measure: Measure = "log_likelihood", min_hits: int = 2
) -> pd.DataFrame:
    """List pairs of neighbouring words that occur together more often than by chance.

    Pairs stay inside a sentence; stop-words are left out after counting. By ``measure``, with f the
    hits of the pair and f₁, f₂ of its words:

    - log_likelihood: G² = 2 Σ O ln(O / E) of the table of the pair and its words (Dunning 1993,
      Computational Linguistics 19: 61-74): how surely the two are not independent.
    - log_dice: 14 + log₂(2 f / (f₁ + f₂)), at most 14 (Rychlý 2008, RASLAN: 6-9): how exclusively
      they occur together, whatever the size of the corpus.

    One row per pair of at least ``min_hits``, strongest first, ties in alphabetical order: term,
    hits, sentences and items (with a hit), left_hits, right_hits, log_likelihood, log_dice.
    """
    words = as_words(of)
    pairs = words.sequences(2)
    counts, stop = _counts(words, words.term), _counts(words, words.term[~words.listed]) > 0
    _, example, hits = np.unique(pairs.term, return_index=True, return_counts=True)
    first = words_of_hits(words, pairs.hits(example))[0]
    left, right = words.term[first], words.term[first + 1]
    kept = hits * len(words) > counts[left] * counts[right]
    kept &= (hits >= min_hits) & ~stop[left] & ~stop[right]
    codes = pairs.term[example[kept]]
    table = pd.DataFrame({"term": [pairs.terms[code] for code in codes]}, dtype="str")
    table["hits"] = hits[kept]
    columns = ("item", "sentence", "term")
    places = pd.DataFrame({name: getattr(pairs, name) for name in columns}).drop_duplicates()
    table["sentences"] = _counts(pairs, places["term"])[codes]
    table["items"] = _counts(pairs, places.drop_duplicates(["item", "term"])["term"])[codes]
    table["left_hits"], table["right_hits"] = counts[left[kept]], counts[right[kept]]
    cells = table[["hits", "left_hits", "right_hits"]].to_numpy().tolist()
    table = _ranked(table, measure, len(words), cells, cells)
    return trace(table, words.corpus, ("term",), _finder(pairs))


@counted
def collocates(
    of: Words | Corpus,
    hits: pd.DataFrame,
    *,
    window: int = 5,
    measure: Measure = "log_dice",
    min_hits: int = 2,
) -> pd.DataFrame:
    """List the words that stand near some hits (as from `search`) more often than by chance.

    Near is within ``window`` words in the same sentence (surface co-occurrence: Evert 2008, in
    Corpus Linguistics: An International Handbook, 1212-1248). Rows as in `collocations`, of hits
    (shared at most once for log_dice) and word: term, hits (near), left, right, word_hits, and both
    measures.
    """
    words = as_words(of)
    first, behind = words_of_hits(words, hits)
    item = item_rows(words.corpus, hits["item_id"])
    side = np.zeros(len(words), np.int8)  # -1: left of a hit, 1: right of one, 0: near none
    for n in range(window):
        for step, rows in ((1, behind + n), (-1, first - 1 - n)):
            rows, own = np.clip(rows, 0, max(0, len(words) - 1)), rows
            near = (rows == own) & (words.item[rows] == item)
            near &= words.sentence[rows] == hits["sentence"].to_numpy()
            free = rows[near]
            side[free[side[free] == 0]] = step
    for n in range(int((behind - first).max(initial=0))):  # words of a hit are near none
        side[(first + n)[first + n < behind]] = 0
    counts, near_counts = _counts(words, words.term), _counts(words, words.term[side != 0])
    size, stop = int(near_counts.sum()), _counts(words, words.term[~words.listed]) > 0
    drawn = (near_counts * len(words) > counts * size) & (near_counts >= min_hits)
    codes = np.flatnonzero(drawn & ~stop)
    table = pd.DataFrame({"term": [words.terms[code] for code in codes]}, dtype="str")
    table["hits"] = near_counts[codes]
    table["left"] = _counts(words, words.term[side < 0])[codes]
    table["right"] = table["hits"] - table["left"]
    table["word_hits"] = counts[codes]
    both = table[["hits", "word_hits"]].to_numpy().tolist()
    likely = [(near, size, anywhere) for near, anywhere in both]
    dice = [(min(near, len(hits)), len(hits), anywhere) for near, anywhere in both]
    table, near_words = _ranked(table, measure, len(words), likely, dice), words.take(side != 0)
    return trace(table, words.corpus, ("term",), _finder(near_words))


def _finder(found: Words) -> Any:
    return lambda cells: found.hits(found.places(found.code(cells["term"])))


def _counts(words: Words, codes: Any) -> Any:
    return np.bincount(codes, minlength=len(words.terms))


def _ranked(
    table: pd.DataFrame, measure: Measure, words: int, likely: Sequence[Any], dice: Sequence[Any]
) -> pd.DataFrame:
    """Add both measures of hits together, of the one and of the other; strongest first."""
    if measure not in get_args(Measure):
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(get_args(Measure))}")
    table["log_likelihood"] = [_log_likelihood(f, one, other, words) for f, one, other in likely]
    # "belt road", 8 hits of 8 "belt" and 8 "road" → 14; of 80 and 80 → 14 - log₂ 10 = 10.7
    table["log_dice"] = [14 + log2(2 * both / (one + other)) for both, one, other in dice]
    return table.sort_values([measure, "term"], ascending=[False, True], ignore_index=True)


def _log_likelihood(both: int, left: int, right: int, words: int) -> float:
    """Return G² of a pair from its hits, those of its words, and the running words."""
    # Left word with the right one, with another; another with the right one; neither (below 0 by
    # repeats in a row it is 0).
    observed = both, left - both, right - both, max(0, words - left - right + both)
    rows, columns = (left, words - left), (right, words - right)
    expected = [row * column / words for row in rows for column in columns]
    return 2 * fsum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o and e)
