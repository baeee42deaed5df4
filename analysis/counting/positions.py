"""Words → where in each text they stand."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.counting.chronology import chronology
from analysis.counting.provenance import counted, trace
from analysis.finding.search import search
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus


def texts_by_date(corpus: Corpus) -> pd.DataFrame:
    """Return the texts that have words, by the day of their event, undated ones last.

    One row per text: item_id, edtf, occasion, outlet, words (running words of the cleaned text).
    """
    sizes = pd.Series(as_words(corpus).per_item, corpus.items["item_id"], name="words")
    table = chronology(corpus)[["item_id", "edtf", "occasion", "outlet"]].join(sizes, on="item_id")
    return table[table["words"] > 0].reset_index(drop=True)


@counted
def positions(of: Words | Corpus, terms: Sequence[str]) -> pd.DataFrame:
    """Say at which word of its text every hit of words, phrases and #hashtags stands.

    Returns
    -------
    One row per hit, texts by date and hits in their order: item_id, term, position (1 is the
    first running word of the text; a hashtag set aside has that of the next word), words (running
    words of the text), hits (1), start, end.
    """
    given = as_words(of)
    hits = pd.concat([search(given, term) for term in terms], ignore_index=True)
    ids = given.corpus.items["item_id"]
    # Words in document order: item 3 begins at word 620, a hit that is word 630 is its eleventh.
    begins = np.concatenate([[0], np.cumsum(given.per_item)])
    step = 1 + max(given.end.max(initial=0), int(hits["end"].max() if len(hits) else 0))
    item = pd.Index(ids).get_indexer(hits["item_id"])
    places = item.astype(np.int64) * step + hits["start"].to_numpy()
    number = np.searchsorted(given.item.astype(np.int64) * step + given.start, places)
    table = hits.assign(position=number - begins[item] + 1, words=given.per_item[item], hits=1)
    order = {name: n for n, name in enumerate(texts_by_date(given.corpus)["item_id"])}
    table = table.assign(rank=table["item_id"].map(order)).sort_values(["rank", "start", "term"])
    columns = ["item_id", "term", "position", "words", "hits", "start", "end"]
    table = table[columns].reset_index(drop=True)
    return trace(table, given.corpus, ("item_id", "term", "start"), hits)
