"""Series are complete, and intervals are Wilson's."""

from dataclasses import replace

import pytest

from analysis.counting.trends import MIN_WORDS, group_sizes, term_series, wilson
from analysis.counting.words import count_terms


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775328),  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (1, 29, 0.0061, 0.1718),
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_against_published_values(k, n, low, high):
    """Newcombe's examples; 0 of 10 has z² / (n + z²) as its upper bound."""
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_at_the_edges():
    """Nothing known without trials; exact 0 and 1; impossible counts refused."""
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 3)[0] == 0.0
    assert wilson(3, 3)[1] == 1.0
    with pytest.raises(ValueError, match="4 successes in 3 trials"):
        wilson(4, 3)


def test_an_empty_year_is_missing_and_a_year_without_hits_zero(read):
    """2021 holds no item; 2022 holds one, which does not say "cooperation"."""
    corpus = read(
        a="Cooperation grows\n\nOn May 2, 2020 they met.\n",
        b="Talks held\n\nOn May 2, 2022 they met.\n",
    )
    series = term_series(corpus, ["cooperation"]).set_index("year")
    assert series.index.tolist() == [2020, 2021, 2022]
    assert series["hits"].isna().tolist() == [False, True, False]
    assert series.loc[2022, "hits"] == 0
    assert series.loc[2022, ["item_share", "low"]].tolist() == [0, 0]


def test_an_uncertain_year_is_weighed(read):
    """31 December or 1 January: half of its hits in each year, none of them certain."""
    corpus = read(
        a="Cooperation grows\n\nOn December 31, 2020 they met.\n",
        b="Cooperation\n\nOn May 2, 2021 they met.\n",
    )
    items = corpus.items.copy()
    items.loc[0, "event_edtf"] = "[2020-12-31..2021-01-01]"
    items.loc[1, "event_edtf"] = "[2020-05-02,2020-05-03]"
    changed = replace(corpus, items=items)
    series = term_series(changed, ["cooperation"]).set_index("year")
    assert series.index.tolist() == [2020]
    assert series.loc[2020, ["hits", "hits_certain", "hits_possible"]].tolist() == [1.5, 1, 2]
    assert series.loc[2020, ["items_in_group", "items_possible"]].tolist() == [1, 2]


def test_a_rate_needs_words(corpus):
    """The 27 words of 2021 give no rate per thousand."""
    series = term_series(corpus, ["foreign"]).set_index("year")
    assert series.loc[2021, "words_in_group"] < MIN_WORDS
    assert series["per_1000"].isna().tolist() == [False, True, False, False, False]


def test_the_series_agrees_with_the_counts(corpus):
    """Same hits and rates as `count_terms`, for outlets."""
    counts = count_terms(corpus, by="outlet").set_index(["outlet", "term"])
    for row in term_series(corpus, ["china", "russia"], by="outlet").itertuples():
        assert row.hits == counts["hits"].get((row.outlet, row.term), 0)
        if row.hits:
            assert row.per_1000 == pytest.approx(counts["per_1000"][row.outlet, row.term])


def test_sizes_add_up(corpus):
    """Outlets and items sum to the whole."""
    whole = group_sizes(corpus, by=None).iloc[0]
    for by in ("outlet", "item"):
        parts = group_sizes(corpus, by=by)
        assert parts.drop(columns=by).sum().equals(whole)
