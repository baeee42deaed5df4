"""How evenly a term is spread over the texts, and which terms mark a group."""

import numpy as np
import pandas as pd

from analysis.counting.groups import By
from analysis.counting.words import count_terms
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus


def dispersion(of: Words | Corpus) -> pd.DataFrame:
    """Say how evenly every term is spread over the items.

    Gries' deviation of proportions, DP = ½ Σ |vᵢ - sᵢ|, where vᵢ is the share of the term's hits
    that are in item i and sᵢ the item's share of all running words (Gries 2008, International
    Journal of Corpus Linguistics 13: 403-437): 0 when the term is spread like the words, near 1
    when a small item holds all of it. dp_norm divides by 1 - min sᵢ, its largest possible value
    (Lijffijt & Gries 2012, ibid. 17: 147-149).

    Returns
    -------
    One row per term, as from `count_terms` (term, hits, items, rank, words, per_1000), with dp and
    dp_norm. In a corpus of one item dp is 0 and dp_norm missing: there is nothing to spread over.
    """
    words = as_words(of)
    table, each = count_terms(words), count_terms(words, by="item_id")
    sizes = pd.Series(words.per_item, words.corpus.items["item_id"].to_numpy())
    sizes = sizes[sizes > 0]
    shares = sizes / sizes.sum()
    # All 4 hits in an item with a quarter of the words, which two others share out by 1/2 and 1/4
    # → DP = (3/4 + 1/2 + 1/4) / 2 = 3/4, of at most 1 - 1/4, so dp_norm = 1.
    own = each["hits"] / each["term"].map(table.set_index("term")["hits"]).astype(float)
    expected = each["item_id"].map(shares).astype(float)
    # Items without a hit add their own share: what the items with one leave over.
    parts = pd.DataFrame({"gap": (own - expected).abs(), "met": expected})
    summed = parts.groupby(each["term"]).sum()
    dp = ((summed["gap"] + 1 - summed["met"]) / 2).clip(lower=0)
    table["dp"] = table["term"].map(dp).astype(float)
    table["dp_norm"] = table["dp"] / (1 - shares.min() if len(shares) > 1 else np.nan)
    return table


def tf_idf(of: Words | Corpus, *, by: By = "outlet") -> pd.DataFrame:
    """Say which terms mark a group: frequent in it and absent from others.

    tf is the term's share of the group's running words, idf = ln(groups / groups with the term)
    (Spärck Jones 1972, Journal of Documentation 28: 11-21). A term of every group has 0.

    One row per group and term, groups in alphabetical order, highest tf_idf first, ties by term:
    the group's column, term, hits, words, groups (with the term), tf, idf, tf_idf.
    """
    counts = count_terms(of, by=by)
    counts = counts[counts[by].notna()]
    counts["groups"] = counts.groupby("term")[by].transform("size")
    counts["tf"] = counts["hits"] / counts["words"]
    counts["idf"] = np.log(counts[by].nunique() / counts["groups"])
    counts["tf_idf"] = counts["tf"] * counts["idf"]
    counts["order"] = -counts["tf_idf"]
    table = counts.sort_values([by, "order", "term"], ignore_index=True)
    return table[[by, "term", "hits", "words", "groups", "tf", "idf", "tf_idf"]]
