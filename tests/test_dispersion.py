"""Dispersion and tf-idf agree with hand-worked fractions and with scikit-learn."""

from math import log

import numpy as np
import pytest

import analysis as an
from analysis.counting.words import count_terms, dispersion, tf_idf


def test_dp_worked_by_hand(read):
    """Items of 6 and 2 words: 3 hits of 4 in the first, expected 6 of 8: nothing to see."""
    corpus = read(a="x x x b b b\n", b="x c\n")
    table = dispersion(an.words(corpus, stopwords=())).set_index("term")
    assert table.loc["x", "dp"] == 0
    # b is in the first only: ½ (|1 - 6/8| + |0 - 2/8|), at most 1 - 2/8
    assert table.loc["b", "dp"] == pytest.approx(0.25)
    assert table.loc["b", "dp_norm"] == pytest.approx(1 / 3)
    # c is in the second only: ½ (6/8 + 6/8), the most there can be
    assert table.loc["c", ["dp", "dp_norm"]].tolist() == pytest.approx([0.75, 1])


def test_dp_is_the_plain_formula(corpus):
    """½ Σ |v - s| over all items, written out."""
    each = count_terms(an.words(corpus, stopwords=()), by="item_id")
    sizes = each.drop_duplicates("item_id").set_index("item_id")["words"]
    hits = each.pivot(index="term", columns="item_id", values="hits").fillna(0)
    gaps = (hits.div(hits.sum(axis=1), axis=0) - sizes / sizes.sum()).abs().sum(axis=1) / 2
    table = dispersion(corpus).set_index("term")
    assert table["dp"].to_dict() == pytest.approx(gaps[table.index].to_dict(), abs=1e-12)
    assert table["dp_norm"].between(0, 1 + 1e-12).all()


def test_one_item_has_nothing_to_spread_over(read):
    """DP is 0; its normalised form would be 0 / 0 and is missing."""
    row = dispersion(an.words(read(a="x y\n"), stopwords=())).iloc[0]
    assert row["dp"] == 0
    assert np.isnan(row["dp_norm"])


def test_tf_idf_worked_by_hand(read):
    """Two groups; a term of one has ln 2, a term of both nothing."""
    corpus = read(a="x x y z\n", b="x w\n")
    table = tf_idf(an.words(corpus, stopwords=()), by="item_id").set_index(["item_id", "term"])
    assert table.loc[("a-1", "y"), "tf_idf"] == pytest.approx(log(2) / 4)
    assert table.loc[("b-1", "w"), "tf_idf"] == pytest.approx(log(2) / 2)
    assert table.loc[("a-1", "x"), "tf_idf"] == 0


def test_tf_idf_is_scikit_learns(corpus):
    """Its unsmoothed idf is ours plus 1; its tf is a count, ours a share."""
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = count_terms(an.words(corpus, stopwords=()), by="item_id")
    wide = counts.pivot(index="item_id", columns="term", values="hits").fillna(0)
    theirs = TfidfTransformer(norm=None, smooth_idf=False).fit(wide)
    idf = dict(zip(wide.columns, theirs.idf_ - 1, strict=True))
    table = tf_idf(an.words(corpus, stopwords=()), by="item_id")
    for row in table.itertuples():
        assert row.tf_idf == pytest.approx(row.hits / row.words * idf[row.term])


def test_an_empty_corpus_gives_empty_tables(read):
    """No items, no terms."""
    corpus = read(empty="")
    assert dispersion(corpus).empty
    assert tf_idf(corpus).empty
