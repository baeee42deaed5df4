"""Words → how varied they are: types per token in a moving window."""

import numpy as np
import pandas as pd

from analysis.counting.groups import By, certain_groups
from analysis.counting.provenance import counted, trace
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus

WINDOW = 100  # running words; shorter texts have no value of their own


@counted
def diversity(of: Words | Corpus, *, by: By | None = None, window: int = WINDOW) -> pd.DataFrame:
    """Measure lexical diversity as the moving-average type-token ratio, MATTR.

    The share of different words in every window of ``window`` running words, on average
    (Covington and McFall 2010, Journal of Quantitative Linguistics 17: 94-100); unlike types per
    token it does not fall with the length of a text. No window crosses from one text to another.
    Words count in the form they are given in, stop-words included.

    Returns
    -------
    One row per group: the group's column (if any), mattr (missing where no text is as long as a
    window), windows, words, types. `evidence` gives the words of the texts that have windows.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> diversity(load_corpus("seeds"))[["windows", "words", "types"]].values.tolist()
    [[2259, 2979, 836]]
    """
    words = as_words(of)
    groups = certain_groups(words.corpus, by)
    group = groups.codes[words.item]
    first, types = _windows(words, window)
    n_groups = len(groups.names)
    n = np.bincount(group[first], minlength=n_groups)
    total = np.bincount(group[first], weights=types, minlength=n_groups)
    pairs = np.unique(group.astype(np.int64) * (len(words.terms) + 1) + words.term)
    table = pd.DataFrame(
        {
            "mattr": np.divide(total, n * window, out=np.full(n_groups, np.nan), where=n > 0),
            "windows": n,
            "words": np.bincount(group, minlength=n_groups),
            "types": np.bincount(pairs // (len(words.terms) + 1), minlength=n_groups),
        }
    )
    found = words.hits(np.isin(words.item, words.item[first]))
    if by is None:
        return trace(table, words.corpus, (), lambda _: found.assign(weight=1.0))
    table.insert(0, by, groups.names)
    if by != "item_id":  # the group of every hit's text
        codes = groups.codes[pd.Index(words.corpus.items["item_id"]).get_indexer(found["item_id"])]
        found = found.assign(**{by: groups.names.take(codes)})
    table = table[table["words"] > 0].reset_index(drop=True)
    return trace(table, words.corpus, (by,), found)


def _windows(words: Words, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where every window begins and how many different words it has.

    A word is new in a window that begins after the word's last occurrence before it.
    """
    n = len(words)
    order = np.lexsort((np.arange(n), words.term, words.item))
    same = (np.diff(words.item[order]) == 0) & (np.diff(words.term[order]) == 0)
    before = np.full(n, -1)  # number of the last same word in the text
    before[order[1:][same]] = order[:-1][same]
    text_begins = np.searchsorted(words.item, words.item)
    # "a b a" in windows of two: the second a is new in the window that begins at b.
    first = np.maximum(np.maximum(before + 1, np.arange(n) - window + 1), text_begins)
    change = np.bincount(first, minlength=n + 1)[: n + 1].astype(np.int64)
    change[1:] -= np.ones(n, np.int64)  # word i is in no window that begins after i
    types = np.cumsum(change)[:n]
    starts = np.arange(n)
    last = np.minimum(starts + window - 1, n - 1)
    whole = (starts + window <= n) & (words.item[last] == words.item)
    return starts[whole], types[whole]
