"""What changes when repeats stay in or an outlet is left out."""

from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

import analysis as an
from analysis.counting.robustness import compare_readings, flips, without_each_outlet
from analysis.counting.series import series
from analysis.counting.topics import topic_series
from analysis.counting.words import count_terms


def test_repeats_double_strategic(corpus):
    """Post 002-6 says it three times and, as scraped, everything twice."""
    table = compare_readings(corpus, count_terms, lemmatize=True, by="item_id")
    row = table.set_index(["item_id", "term"]).loc[("002-6", "strategic")]
    assert row[["raw", "cleaned", "distinct"]].tolist() == [6, 3, 3]


def test_moved_ranks_and_flips_are_flagged(read):
    """As scraped the repeat puts b before a; cleaned, a leads."""
    post = "Forwarded from Channel\nHeading a a a\nb b\nb b\n"
    corpus = read(a=post)
    everything = partial(an.words, stopwords=())
    table = compare_readings(
        corpus, lambda of, by: count_terms(everything(of.corpus, of.reading), by=by)
    )
    rows = table.set_index("term")
    assert rows.loc["b", ["raw", "cleaned"]].tolist() == [4, 2]
    assert rows.loc["a", ["rank_raw", "rank_cleaned"]].tolist() == [2, 1]
    assert rows.loc["a", "moved"]
    found = flips(table)
    assert found[["above", "below"]].values.tolist() == [["b", "a"]]
    numbers = ["above_raw", "below_raw", "above_cleaned", "below_cleaned"]
    assert found.loc[0, numbers].tolist() == [4, 3, 2, 3]


def test_topics_are_compared_too(corpus):
    """Any table of counts will do."""
    table = compare_readings(corpus, partial(topic_series, denominator="hits"), label="topic")
    assert (table["raw"] >= table["cleaned"]).all()
    assert len(table) == 14


def test_ties_never_flip():
    """Equal in one reading: no order to turn."""
    table = pd.DataFrame({"term": ["a", "b"], "raw": [2, 1], "cleaned": [1, 1]})
    assert flips(table).empty


def test_leaving_out_an_outlet_is_a_subtraction(corpus):
    """All but one outlet is what the others add up to."""
    by_outlet = count_terms(an.words(corpus, lemmatize=True), by="outlet")
    overall = count_terms(an.words(corpus, lemmatize=True)).set_index("term")
    table = without_each_outlet(by_outlet)
    assert table["without"].nunique() == 5
    china = table[table["term"] == "china"].set_index("without")
    own = by_outlet[by_outlet["term"] == "china"].set_index("outlet")
    for outlet in own.index:
        row = china.loc[outlet]
        assert row["hits"] == overall.loc["china", "hits"] - own.loc[outlet, "hits"]
        words = overall.loc["china", "words"] - own.loc[outlet, "words"]
        assert row["per_1000"] == pytest.approx(1000 * row["hits"] / words)
    assert (table["moved"] == (table["rank"] != table["rank_all"])).all()


def test_leaving_out_the_only_outlet_leaves_nothing(read):
    """No words, no rate."""
    table = without_each_outlet(count_terms(read(a="Peace talks\n"), by="outlet"))
    assert table["hits"].eq(0).all()
    assert table["per_1000"].isna().all()


def test_weighed_counts_stay_weighed(read):
    """Half a hit in each of two years is not rounded off; a year without items stays missing."""
    days = {"a": "2020 peace", "b": "2022 peace", "c": "2020 trade"}
    corpus = read(**{name: f"Talks\n\nOn May 2, {told}.\n" for name, told in days.items()})
    items = corpus.items.copy()
    items.loc[items["doc_id"] == "a", "event_edtf"] = "[2020-12-31..2021-01-01]"
    changed = replace(corpus, items=items)
    count = partial(series, what=["peace"], denominator="hits")
    table = compare_readings(changed, count, by="year")
    assert table["cleaned"].tolist() == [0.5, 0.5, 1]
