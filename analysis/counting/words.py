"""Words → counts: how often each occurs, in which groups; every count knows its passages."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.counting.groups import By, certain_groups, check_by
from analysis.counting.provenance import counted, trace
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus


@counted
def count_terms(of: Words | Corpus, *, by: By | None = None) -> pd.DataFrame:
    """Count words, spelling variants folded together.

    `words` choose reading, dictionary forms and stop-words; a corpus means its cleaned word forms.
    ``by`` is a period of the event, outlet, item_id, or None: all items together. Items whose
    period is not known form the group with a missing one, so that the groups add up.

    Returns
    -------
    One row per group and term, most frequent first, ties in alphabetical order: the group's
    column (if any), term, hits, items (with a hit), rank (1 for the most hits in the group, the
    same for the same number), words (all running words of the group), per_1000 (hits per
    thousand words). `evidence` lists the hits behind a row.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> count_terms(load_corpus("seeds"))[["term", "hits", "items"]].head(1).values.tolist()
    [['china', 49, 8]]
    """
    words = as_words(of)
    return _tally(words, words.per_item, by)


@counted
def count_ngrams(of: Words | Corpus, n: int = 2, *, by: By | None = None) -> pd.DataFrame:
    """Count sequences of n words inside a sentence.

    Sequences do not cross sentences, numbers or addresses, and neither begin nor end with a
    stop-word. As in `count_terms`; term is the words joined by spaces.
    """
    words = as_words(of)
    return _tally(words.sequences(n), words.per_item, by)


@counted
def count_hashtags(of: Words | Corpus, *, by: By | None = None) -> pd.DataFrame:
    """Count hashtags of the text and of the lines set aside, each written # and folded.

    One row per group and hashtag: the group's column (if any), term, hits, items, rank.
    """
    return _tally(as_words(of).hashtags(), None, by)


def _tally(found: Words, sizes: Any, by: By | None) -> pd.DataFrame:
    """Count the listed words per group and term, with their rate if the items' sizes are given."""
    check_by(by)
    corpus = found.corpus
    groups = certain_groups(corpus, by)
    item, term = found.item[found.listed], found.term[found.listed]
    n_terms, n_items = max(1, len(found.terms)), max(1, len(corpus.items))
    # Group and term as one number: group 2 and term 7 of 100 → 207. With the item alike.
    pairs = groups.codes[item] * n_terms + term
    codes, hits = np.unique(pairs, return_counts=True)
    _, items = np.unique(np.unique(pairs * n_items + item) // n_items, return_counts=True)
    group, code = codes // n_terms, codes % n_terms
    names = pd.array(found.terms, dtype="str").take(code)
    table = pd.DataFrame({"term": names, "hits": hits, "items": items})
    table = table.astype({"hits": "int64", "items": "int64"})
    keys: tuple[str, ...] = ("term",)
    if by is not None:
        table.insert(0, by, groups.names.take(group))
        keys = (by, "term")
    # 9, 7, 7, 4 hits → ranks 1, 2, 2, 4
    ranked = table.groupby(group)["hits"]
    table["rank"] = ranked.rank(method="min", ascending=False).astype("int64")
    if sizes is not None:
        words = np.bincount(groups.codes, weights=sizes, minlength=len(groups.names))
        table["words"] = words[group].astype("int64")
        table["per_1000"] = 1000 * table["hits"] / table["words"]
    table = table.sort_values([*keys[:-1], "rank", "term"], ignore_index=True)
    known = {} if by is None else {_plain(name): n for n, name in enumerate(groups.names)}

    def find(cells: Mapping[str, Any]) -> pd.DataFrame:
        rows = found.places(found.code(cells["term"]))
        rows = rows[found.listed[rows]]
        if by is not None:
            rows = rows[groups.codes[found.item[rows]] == known.get(_plain(cells[by]), -1)]
        return found.hits(rows).assign(weight=1.0)

    return trace(table, corpus, keys, find)


def _plain(name: Any) -> Any:
    """Return a group's name so that all kinds of missing ones are one."""
    return None if pd.isna(name) else name
