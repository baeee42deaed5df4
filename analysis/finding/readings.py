"""Corpus → what one reading of it reads: tokens, and sentences numbered within their item."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.finding.encoding import Encoded, Ints, encode
from analysis.reading.corpus import Corpus
from analysis.tables import KEPT, LABELS, SET_ASIDE

Reading = Literal["raw", "cleaned", "distinct"]
READINGS: tuple[Reading, ...] = get_args(Reading)
# What each reading reads: raw everything as scraped, cleaned the kept spans, distinct the same of
# one item per cluster of duplicates.
SPANS_READ: dict[str, tuple[str, ...]] = {"raw": LABELS, "cleaned": KEPT, "distinct": KEPT}


@dataclass(frozen=True, eq=False)
class Read:
    """What one reading reads: numbers of tokens, and of each sentence the number in its item."""

    corpus: Corpus
    reading: Reading
    encoded: Encoded
    rows: npt.NDArray[np.intp]  # of the tokens
    number: Ints  # of every encoded sentence; 0 when it is not read

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per sentence: item_id, sentence, start, end."""
        rows = np.flatnonzero(self.number)
        ids = self.corpus.items["item_id"].array.take(self.encoded.sentence_item[rows])
        columns = (self.number, self.encoded.sentence_start, self.encoded.sentence_end)
        numbers = (column[rows].astype(np.int64) for column in columns)
        names = ("sentence", "start", "end")
        return pd.DataFrame({"item_id": ids, **dict(zip(names, numbers, strict=True))})

    @cached_property
    def sentences_per_item(self) -> npt.NDArray[np.int64]:
        """The number of sentences of every item of the corpus."""
        rows = np.flatnonzero(self.number)
        counts = np.bincount(self.encoded.sentence_item[rows], minlength=len(self.corpus.items))
        return counts.astype(np.int64)


def read(corpus: Corpus, reading: Reading, *, set_aside: bool = False) -> Read:
    """Choose the tokens and number the sentences of one reading; kept with the corpus.

    With ``set_aside`` the tokens of lines set aside (of nothing but hashtags) are among them.
    """
    if reading not in READINGS:
        raise ValueError(f"reading is {reading!r}; use one of {', '.join(READINGS)}")

    def make() -> Read:
        encoded = encode(corpus)
        of_item = counted_items(corpus, reading)[encoded.sentence_item]
        labels, of_span = corpus.spans["label"], encoded.sentence_span
        is_read = of_item & labels.isin(SPANS_READ[reading]).to_numpy()[of_span]
        total = np.cumsum(is_read)
        begins = np.flatnonzero(np.diff(encoded.sentence_item, prepend=-1))
        before = (total - is_read)[begins]  # sentences read before the item
        sizes = np.diff(np.append(begins, len(total)))
        number = np.where(is_read, total - np.repeat(before, sizes), 0).astype(np.int32)
        wanted = is_read
        if set_aside:
            wanted = is_read | (of_item & labels.isin(SET_ASIDE).to_numpy()[of_span])
        rows = np.flatnonzero(wanted[encoded.sentence])
        return Read(corpus, reading, encoded, rows, number)

    return corpus.once(("read", reading, set_aside), make)


def sentences(corpus: Corpus, reading: Reading = "cleaned") -> pd.DataFrame:
    """List every sentence; a sentence never crosses a line.

    Returns
    -------
    One row per sentence: item_id, sentence (1, 2, … within the item), start, end (offsets into
    the item's raw text).
    """
    return read(corpus, reading).sentences.copy()


def counted_items(corpus: Corpus, reading: Reading = "cleaned") -> npt.NDArray[np.bool_]:
    """Return which items can be counted: articles and posts with kept text.

    In ``distinct`` those that copy an earlier item are left out.
    """
    items = corpus.items
    counted = items["kind"].isin(("article", "post")) & (items["text"] != "")
    if reading == "distinct":
        counted &= items["duplicate_of"] == ""
    return np.asarray(counted, bool)
