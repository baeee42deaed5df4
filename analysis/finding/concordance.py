"""Hits → lines of a concordance: every hit in the text around it."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import pandas as pd

from analysis.finding.readings import SPANS_READ, Reading
from analysis.finding.search import search
from analysis.finding.store import item_of_span
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
    labels = tuple(dict.fromkeys((*SPANS_READ[reading], *(SET_ASIDE if set_aside else ()))))
    contexts = corpus.once(("contexts", labels), lambda: _Contexts(corpus, labels))
    rows = []
    for item, start, end in hits[["item_id", "start", "end"]].itertuples(index=False):
        place = corpus.locate(item, start, end)
        left, right = contexts.around(item, start, end, window)
        keyword = " ".join(place.quote.split())
        rows.append((item, place.first_line, left, keyword, right, start, end))
    lines = pd.DataFrame(rows, columns=CONCORDANCE)
    return lines.astype({"line": "int64", "start": "int64", "end": "int64"})


def keywords(corpus: Corpus, hits: pd.DataFrame) -> list[str]:
    """Return the words of hits as they stand in the text, white space as single spaces."""
    raws = dict(zip(corpus.items["item_id"].tolist(), corpus.items["raw"].tolist(), strict=True))
    places = zip(*(hits[column].tolist() for column in ("item_id", "start", "end")), strict=True)
    return [" ".join(raws[item][start:end].split()) for item, start, end in places]


class _Contexts:
    """The counted text around a hit: raw offsets mapped into the joined kept spans."""

    def __init__(self, corpus: Corpus, labels: Sequence[str]) -> None:
        kept = np.flatnonzero(corpus.spans["label"].isin(labels))
        item = item_of_span(corpus)[kept]
        order = np.argsort(item, kind="stable")
        self._first = np.searchsorted(item[order], np.arange(len(corpus.items) + 1))
        self._spans = corpus.spans[["start", "end"]].to_numpy()[kept[order]]
        self._raws = corpus.items["raw"].tolist()
        self._rows = {item_id: row for row, item_id in enumerate(corpus.items["item_id"].tolist())}
        self._texts: dict[str, tuple[str, list[int], list[int]]] = {}

    def around(self, item_id: str, start: int, end: int, window: int) -> tuple[str, str]:
        """Return up to ``window`` characters on each side, runs of white space as one space."""
        text, starts, before = self._text(item_id)
        n = bisect_right(starts, start) - 1
        left = before[n] + start - starts[n]
        n = bisect_right(starts, end - 1) - 1
        right = before[n] + end - starts[n]
        before_hit, after_hit = text[max(0, left - window) : left], text[right : right + window]
        return _one_line(before_hit), _one_line(after_hit)

    def _text(self, item_id: str) -> tuple[str, list[int], list[int]]:
        if item_id not in self._texts:
            row = self._rows[item_id]
            spans = self._spans[self._first[row] : self._first[row + 1]].tolist()
            pieces = [self._raws[row][start:end] for start, end in spans]
            starts = [start for start, _ in spans]
            self._texts[item_id] = ("".join(pieces), starts, [0, *accumulate(map(len, pieces))])
        return self._texts[item_id]


def _one_line(context: str) -> str:
    words = " ".join(context.split())
    lead = " " if context[:1].isspace() else ""
    tail = " " if context[-1:].isspace() and words else ""
    return f"{lead}{words}{tail}"
