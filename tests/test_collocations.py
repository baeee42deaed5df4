"""Pairs of words: counts, G² and log-Dice worked by hand and against nltk."""

import numpy as np
import pytest
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

import analysis as an
from analysis.counting import words
from analysis.counting.collocations import collocations


def hits(table):
    return dict(zip(table["term"], table["hits"], strict=True))


def test_collocations_agree_with_the_counts(corpus):
    """A pair's hits are those of the two-word sequence, its words' hits those of the words."""
    pairs = collocations(corpus, min_hits=3)
    grams = hits(words.count_ngrams(corpus, 2))
    singles = hits(words.count_terms(an.words(corpus, stopwords=())))
    for pair in pairs.itertuples():
        left, right = pair.term.split()
        assert pair.hits == grams[pair.term]
        assert (pair.left_hits, pair.right_hits) == (singles[left], singles[right])
    assert pairs["log_likelihood"].is_monotonic_decreasing


def test_log_likelihood_worked_by_hand(read):
    """Dunning's G² of a pair: 2 Σ O ln(O / E) over the four cells of its table."""
    from math import log

    corpus = read(a="Alpha beta gamma. Alpha beta delta. Alpha gamma beta.\n")
    pairs = collocations(an.words(corpus, stopwords=())).set_index("term")
    n, both, left, right = 9, 2, 3, 3
    cells = [both, left - both, right - both, n - left - right + both]
    expected = [left * right, left * (n - right), (n - left) * right, (n - left) * (n - right)]
    g2 = 2 * sum(o * log(o * n / e) for o, e in zip(cells, expected, strict=True) if o)
    assert pairs.loc["alpha beta", "log_likelihood"] == pytest.approx(g2)


def test_log_dice_worked_by_hand(read):
    """Two hits of the pair, three of each word: 14 + log₂(4 / 6)."""
    from math import log2

    corpus = read(a="Alpha beta gamma. Alpha beta delta. Alpha gamma beta.\n")
    pairs = collocations(an.words(corpus, stopwords=()), measure="log_dice").set_index("term")
    assert pairs.loc["alpha beta", "log_dice"] == pytest.approx(14 + log2(4 / 6))
    assert pairs.loc["alpha beta", ["hits", "sentences", "items"]].tolist() == [2, 2, 1]
    assert pairs["log_dice"].is_monotonic_decreasing


def test_log_dice_is_nltks(corpus):
    """14 + log₂ of nltk's Dice coefficient over sentences."""
    from math import log2

    forms = an.words(corpus)
    found = forms.hits()
    breaks = np.diff(forms.position, prepend=-2) != 1
    for column in ("item_id", "sentence"):
        breaks |= found[column].ne(found[column].shift()).to_numpy()
    runs = [list(run) for _, run in found["term"].groupby(breaks.cumsum(), sort=False)]
    theirs = dict(
        BigramCollocationFinder.from_documents(runs).score_ngrams(BigramAssocMeasures.dice)
    )
    for pair in collocations(corpus, min_hits=3).itertuples():
        assert pair.log_dice == pytest.approx(14 + log2(theirs[tuple(pair.term.split())]))


def test_an_unknown_measure_is_named(corpus):
    """And the known ones are listed."""
    with pytest.raises(ValueError, match="measure is 'dice'; use one of log_likelihood, log_dice"):
        collocations(corpus, measure="dice")


def test_an_empty_corpus_has_no_pairs(read):
    """A table with its columns and no rows."""
    assert collocations(read(empty="")).empty


def test_a_repeated_word_is_counted(read):
    """Five times the same word: no cell of its table is negative."""
    table = collocations(an.words(read(a="peace peace peace peace peace\n"), stopwords=()))
    assert table.empty or table["log_likelihood"].ge(0).all()


def test_pairs_that_avoid_each_other_are_left_out(corpus):
    """Only what stands together more often than by chance."""
    words_ = len(an.words(corpus))
    table = collocations(an.words(corpus, stopwords=()))
    assert (table["hits"] * words_ > table["left_hits"] * table["right_hits"]).all()
