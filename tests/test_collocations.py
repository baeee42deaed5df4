"""Pairs of words: counts, G² and log-Dice worked by hand and against nltk."""

import numpy as np
import pytest
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

import analysis as an
from analysis.counting import words
from analysis.counting.words import collocates, collocations
from analysis.finding.search import search


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


@pytest.mark.parametrize(("more", "listed"), [("", False), (" Gamma.", True)])
def test_a_pair_is_listed_where_it_is_more_frequent_than_by_chance(read, more, listed):
    """One pair, two hits of each word: 2 · 2 / 4 are expected, and of five words 2 · 2 / 5."""
    corpus = read(a=f"Alpha beta. Alpha. Beta.{more}\n")
    pairs = collocations(an.words(corpus, stopwords=()), min_hits=1)
    assert pairs["term"].tolist() == ["alpha beta"] * listed


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
    breaks = np.diff(forms.token, prepend=-2) != 1
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


def test_collocates_worked_by_hand(read):
    """Window 1: alpha is left of a trade and right of another; a sentence ends the window."""
    from math import log

    corpus = read(a="Alpha trade beta. Gamma trade alpha delta. Alpha gamma.\n")
    forms = an.words(corpus, stopwords=())
    table = collocates(forms, search(corpus, "trade"), window=1)
    (row,) = table.to_dict("records")
    columns = ("term", "hits", "left", "right", "word_hits")
    assert tuple(row[column] for column in columns) == ("alpha", 2, 1, 1, 3)
    assert row["log_dice"] == pytest.approx(14 + np.log2(2 * 2 / (2 + 3)))
    # of 9 words 4 are near a hit, 3 are alpha, 2 both
    cells, expected = (2, 2, 1, 4), (4 * 3 / 9, 4 * 6 / 9, 5 * 3 / 9, 5 * 6 / 9)
    g2 = 2 * sum(o * log(o / e) for o, e in zip(cells, expected, strict=True))
    assert row["log_likelihood"] == pytest.approx(g2)


def test_collocates_are_counted_once(read):
    """Between two hits a word is near both and counts once; a hit's own words are near none."""
    corpus = read(a="Trade alpha trade. Trade alpha trade. Beta gamma delta epsilon zeta eta.\n")
    forms = an.words(corpus, stopwords=())
    table = collocates(forms, search(corpus, "trade"), window=5).set_index("term")
    assert table["hits"].to_dict() == {"alpha": 2}
    assert collocates(forms, search(corpus, "trade alpha"), window=5)["term"].tolist() == ["trade"]


def test_near_is_within_five_words_and_more_often_than_by_chance(read):
    """Five words to the left and to the right, up to the end; of four words half are near."""
    corpus = read(a="Zero one two three four five trade six seven eight nine ten\n")
    forms = an.words(corpus, stopwords=())
    table = collocates(forms, search(corpus, "trade"), min_hits=1)
    assert sorted(table["term"][table["left"] == 1]) == ["five", "four", "one", "three", "two"]
    assert sorted(table["term"][table["right"] == 1]) == ["eight", "nine", "seven", "six", "ten"]
    corpus = read(a="Alpha trade beta. Alpha.\n")
    forms = an.words(corpus, stopwords=())
    # 2 of 4 words are near, as is one of two alphas; and the only beta
    near = collocates(forms, search(corpus, "trade"), window=1, min_hits=1)
    assert near["term"].tolist() == ["beta"]
    assert collocates(forms, search(corpus, "trade"), window=1).empty  # by default two hits


@pytest.mark.parametrize("query", ["china", "foreign minister*", "/20[0-9]{2}/", "zebra"])
@pytest.mark.parametrize("window", [1, 5])
def test_collocates_are_the_words_near(corpus, query, window):
    """Word by word: as many as stand at most so many words from a hit in its sentence."""
    forms, found = an.words(corpus), search(corpus, query)
    near = {}
    for (item, _), own in forms.hits().groupby(["item_id", "sentence"], sort=False):
        rows = own.reset_index(drop=True)
        inside, beside = set(), set()
        for hit in found[(found["item_id"] == item)].itertuples():
            if hit.sentence != rows["sentence"][0]:
                continue
            first = int((rows["start"] < hit.start).sum())
            behind = int((rows["start"] < hit.end).sum())
            inside |= set(range(first, behind))
            beside |= set(range(first - window, behind + window))
        for n in (beside - inside) & set(range(len(rows))):
            near[rows["term"][n]] = near.get(rows["term"][n], 0) + 1
    table = collocates(forms, found, window=window)
    assert hits(table) == {term: near[term] for term in table["term"]}
    assert (table["hits"] == table["left"] + table["right"]).all()
    assert (table["log_dice"] <= 14).all() and table["log_dice"].is_monotonic_decreasing
    for row in range(min(3, len(table))):
        assert len(an.evidence(table, row)) == table["hits"].iloc[row]
