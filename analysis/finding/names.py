"""Actors and places of names.tsv → where each is named."""

import pandas as pd

from analysis import lexicons
from analysis.counting.groups import with_groups
from analysis.finding.lexicon import find_terms
from analysis.finding.tokens import Text, check_text
from analysis.reading.corpus import Corpus

COLUMNS = ["name", "kind", "side", "item", "sentence", "start", "end", "keyword", "year", "outlet"]


def name_hits(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every occurrence of an actor or place of names.tsv.

    Matching is on folded tokens inside a sentence, spelling variants as one; the longest match at
    a token wins, and no token belongs to two hits: "the Chinese foreign minister Wang Yi" is two
    hits, and China is none of them.

    Parameters
    ----------
    corpus
        From `load_corpus`.
    text
        ``cleaned`` or ``raw``.

    Returns
    -------
    One row per hit in document order: name, kind (actor | place), side (china | russia | other |
    empty), item, sentence, start, end (offsets into the item's raw text), keyword (verbatim),
    year, outlet.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> hits = name_hits(load_corpus("seeds"))
    >>> hits.loc[hits["name"] == "Sergey Lavrov", "keyword"].unique().tolist()[:2]
    ['Sergei Lavrov', 'Sergey Lavrov']
    """
    check_text(text)
    rows = [
        (name.name, name.kind, name.side, item, sentence, start, end, keyword)
        for name, item, sentence, start, end, keyword in find_terms(
            corpus, lexicons.names(), text=text
        )
    ]
    columns = [*COLUMNS[:3], "item_id", *COLUMNS[4:8]]
    offsets = dict.fromkeys(("sentence", "start", "end"), "int64")
    return with_groups(pd.DataFrame(rows, columns=columns).astype(offsets), corpus)[COLUMNS]
