"""Dispersion agrees with hand-worked fractions and with its plain formula."""

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.counting.provenance import evidence
from analysis.counting.words import count_terms, dispersion


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


def test_the_first_terms_are_those_of_the_whole_table(corpus):
    whole, few = dispersion(corpus), dispersion(corpus, top=30)
    pd.testing.assert_frame_equal(few, whole.head(30))
    assert len(evidence(few, 0)) == whole.loc[0, "hits"]


def test_one_item_has_nothing_to_spread_over(read):
    """DP is 0; its normalised form would be 0 / 0 and is missing."""
    row = dispersion(an.words(read(a="x y\n"), stopwords=())).iloc[0]
    assert row["dp"] == 0
    assert np.isnan(row["dp_norm"])


def test_an_empty_corpus_gives_empty_tables(read):
    """No items, no terms."""
    corpus = read(empty="")
    assert dispersion(corpus).empty


def test_items_without_words_share_nothing_out(read):
    """Neither do they make the largest DP larger, nor is one word spread over two halves."""
    corpus = read(a="x x x b b b\n", b="x c\n", c="2024\n")
    table = dispersion(an.words(corpus, stopwords=())).set_index("term")
    assert table.loc["b", "dp_norm"] == pytest.approx(1 / 3)
    row = dispersion(an.words(corpus.where(item_id="b-1"), stopwords=())).iloc[0]
    assert (row["dp"], row["hits"]) == (0, 1)


def test_a_single_word_is_where_the_words_are(read):
    """DP of the only word of a corpus is 0."""
    assert dispersion(an.words(read(a="x\n"), stopwords=()))["dp"].tolist() == [0]
