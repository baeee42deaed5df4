"""Hits → lines of a concordance: every hit in the text around it."""

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd

from analysis.finding.readings import SPANS_READ, Reading
from analysis.finding.search import search
from analysis.finding.store import item_rows, store
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus
from analysis.tables import SET_ASIDE

WINDOW_CHARS = 60
CONCORDANCE = ["item_id", "line", "left", "keyword", "right", "start", "end"]


def concordance(of: Words | Corpus, term: str, *, window: int = WINDOW_CHARS) -> pd.DataFrame:
    """List every hit of a word or phrase in its context.

    The term is folded as in the counts, so the number of rows is the count of the same term in
    `count_terms` or `count_ngrams`, overall and in each group.

    Parameters
    ----------
    of
        From `words`, or a corpus: its cleaned word forms.
    term
        A word, a phrase, a #hashtag or any other query of `search`.
    window
        Characters of context on each side, taken from the text that is counted.

    Returns
    -------
    One row per hit in document order: item_id, line (in the file), left, keyword (verbatim),
    right, start, end (offsets into the item's raw text). Line ends show as spaces.

    Raises
    ------
    InputError
        When the term has no letter to look for.
    """
    words = as_words(of)
    hits = search(words, term)
    set_aside = term.strip().startswith("#")
    return context_lines(words.corpus, hits, words.reading, set_aside=set_aside, window=window)


def context_lines(
    corpus: Corpus,
    hits: pd.DataFrame,
    reading: Reading = "cleaned",
    *,
    set_aside: bool = False,
    window: int = WINDOW_CHARS,
) -> pd.DataFrame:
    """Put every hit (item_id, start, end) in its context, with columns as from `concordance`."""
    # The context is what the reading reads; with set_aside also lines of nothing but hashtags.
    labels = (*SPANS_READ[reading], *(SET_ASIDE if set_aside else ()))

    def make() -> tuple[Any, Any, list[str]]:
        read = np.flatnonzero(corpus.spans["label"].isin(labels))
        first = np.searchsorted(store(corpus).item[read], np.arange(len(corpus.items) + 1))
        return first, corpus.spans[["start", "end"]].to_numpy()[read], corpus.items["raw"].tolist()

    first, spans, raws = corpus.once(("contexts", labels), make)

    @cache
    def text_of(
        row: int,
    ) -> tuple[str, list[int], list[int]]:  # where its spans are in raw and text
        own = spans[first[row] : first[row + 1]].tolist()
        pieces = [raws[row][start:end] for start, end in own]
        return "".join(pieces), [start for start, _ in own], [0, *accumulate(map(len, pieces))]

    rows, lines = item_rows(corpus, hits["item_id"]).tolist(), []
    places = hits[["item_id", "start", "end"]].itertuples(index=False)
    for row, (item, start, end) in zip(rows, places, strict=True):
        text, starts, before = text_of(row)
        n, m = (bisect_right(starts, at) - 1 for at in (start, end - 1))
        left, right = before[n] + start - starts[n], before[m] + end - starts[m]
        around = text[max(0, left - window) : left], text[right : right + window]
        left_words, right_words = (re.sub(r"\s+", " ", context) for context in around)
        place = corpus.locate(item, start, end)
        keyword = " ".join(place.quote.split())
        lines.append((item, place.first_line, left_words, keyword, right_words, start, end))
    numbers = dict.fromkeys(("line", "start", "end"), "int64")
    return pd.DataFrame(lines, columns=CONCORDANCE).astype(numbers)


def keywords(corpus: Corpus, hits: pd.DataFrame) -> list[str]:
    """Return the words of hits as they stand in the text, white space as single spaces."""
    rows, raws = item_rows(corpus, hits["item_id"]).tolist(), corpus.items["raw"].tolist()
    places = zip(rows, hits["start"].tolist(), hits["end"].tolist(), strict=True)
    return [" ".join(raws[row][start:end].split()) for row, start, end in places]
