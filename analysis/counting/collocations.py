"""Pairs of neighbouring words, and how strongly they attract each other."""

from collections.abc import Collection
from math import log, log2
from typing import Literal, get_args

import pandas as pd

from analysis.counting.provenance import Source, trace
from analysis.counting.words import counted_words, sequence_starts, stopped
from analysis.finding.tokens import Text
from analysis.reading.corpus import Corpus

Measure = Literal["log_likelihood", "log_dice"]


def collocations(
    corpus: Corpus,
    *,
    measure: Measure = "log_likelihood",
    min_hits: int = 2,
    text: Text = "cleaned",
    lemmatize: bool = False,
    stopwords: Collection[str] | None = None,
) -> pd.DataFrame:
    """List pairs of neighbouring words that occur together more often than by chance.

    Pairs stay inside a sentence; stop-words are left out after counting, so that expected
    frequencies are those of the running text. With f the hits of the pair and f₁, f₂ of its words:

    - log_likelihood: G² = 2 Σ O ln(O / E) of the table of the pair and its words (Dunning 1993,
      Computational Linguistics 19: 61-74; a cell that repeats in a row push below 0 is 0): how
      surely the two are not independent. It grows with the corpus.
    - log_dice: 14 + log₂(2 f / (f₁ + f₂)), at most 14 (Rychlý 2008, RASLAN: 6-9): how exclusively
      they occur together. It does not depend on the size of the corpus.

    Parameters
    ----------
    measure
        What the pairs are ordered by.
    min_hits
        Pairs seen less often are left out.

    Returns
    -------
    One row per pair, strongest first, ties in alphabetical order: term, hits, sentences and items
    (with a hit), left_hits and right_hits (of its words), log_likelihood, log_dice.
    """
    from nltk.collocations import BigramCollocationFinder

    if measure not in get_args(Measure):
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(get_args(Measure))}")
    words = counted_words(corpus, text=text, lemmatize=lemmatize)
    starts = sequence_starts(words, 2)
    breaks = (~starts).cumsum().shift(fill_value=0)
    runs = [list(run) for _, run in words["term"].groupby(breaks, sort=False)]
    finder = BigramCollocationFinder.from_documents(runs)
    finder.apply_freq_filter(min_hits)
    left_out = set(words.loc[stopped(words, stopwords), "term"])
    finder.apply_word_filter(left_out.__contains__)
    rows = []
    for (left, right), hits in finder.ngram_fd.items():
        sides = finder.word_fd[left], finder.word_fd[right]
        if hits * finder.N > sides[0] * sides[1]:
            log_dice = 14 + log2(2 * hits / sum(sides))
            likelihood = _log_likelihood(hits, *sides, finder.N)
            rows.append((f"{left} {right}", hits, *sides, likelihood, log_dice))
    columns = ["term", "hits", "left_hits", "right_hits", "log_likelihood", "log_dice"]
    table = pd.DataFrame(rows, columns=columns).astype({"term": "str"})
    pairs = words[starts].copy()
    ends = words["term"].shift(-1)[starts]
    pairs["term"] = [f"{left} {right}" for left, right in zip(pairs["term"], ends, strict=True)]
    pairs["end"] = words["end"].shift(-1)[starts].astype("int64")
    pairs = pairs[pairs["term"].isin(table["term"])]
    touched = pairs.drop_duplicates(["term", "item", "sentence"]).groupby("term").size()
    table.insert(2, "sentences", table["term"].map(touched).astype("int64"))
    items = pairs.groupby("term")["item"].nunique()
    table.insert(3, "items", table["term"].map(items).astype("int64"))
    order = table.assign(order=-table[measure]).sort_values(["order", "term"])
    table = order.drop(columns="order").reset_index(drop=True)
    return trace(table, Source(corpus, pairs, ("term",)))


def _log_likelihood(both: int, left: int, right: int, words: int) -> float:
    """Return G² of a pair from its hits, those of its words, and the running words."""
    cells = both, left - both, right - both, max(0, words - left - right + both)
    rows, columns = (left, words - left), (right, words - right)
    expected = [row * column / words for row in rows for column in columns]
    observed = cells[0], cells[1], cells[2], cells[3]
    return 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o and e)
