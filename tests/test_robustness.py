"""What changes when repeats stay in."""

from dataclasses import replace
from functools import partial

import pandas as pd

import analysis as an
from analysis.counting.changes import compare_readings, flips
from analysis.counting.series import series
from analysis.counting.topics import topic_series
from analysis.counting.words import count_terms


def test_repeats_double_strategic(corpus):
    """Post 002-6 says it three times and, as scraped, everything twice."""
    table = compare_readings(corpus, partial(count_terms, by="item_id"), lemmatize=True)
    row = table.set_index(["item_id", "term"]).loc[("002-6", "strategic")]
    assert row[["raw", "cleaned", "distinct"]].tolist() == [6, 3, 3]


def test_moved_ranks_and_flips_are_flagged(read):
    """As scraped the repeat puts b before a; cleaned, a leads."""
    post = "Forwarded from Channel\nHeading a a a\nb b\nb b\n"
    corpus = read(a=post)
    everything = partial(an.words, stopwords=())
    table = compare_readings(corpus, lambda of: count_terms(everything(of.corpus, of.reading)))
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
    table = compare_readings(corpus, partial(topic_series, denominator="hits", by=None))
    assert (table["raw"] >= table["cleaned"]).all()
    assert len(table) == 14


def test_ties_never_flip():
    """Equal in one reading: no order to turn."""
    table = pd.DataFrame({"term": ["a", "b"], "raw": [2, 1], "cleaned": [1, 1]})
    assert flips(table).empty


def test_weighed_counts_stay_weighed(read):
    """Half a hit in each of two years is not rounded off; a year without items stays missing."""
    days = {"a": "2020 peace", "b": "2022 peace", "c": "2020 trade"}
    corpus = read(**{name: f"Talks\n\nOn May 2, {told}.\n" for name, told in days.items()})
    items = corpus.items.copy()
    items.loc[items["doc_id"] == "a", "event_edtf"] = "[2020-12-31..2021-01-01]"
    changed = replace(corpus, items=items)
    count = partial(series, what=["peace"], denominator="hits")
    table = compare_readings(changed, count)
    assert table["cleaned"].tolist() == [0.5, 0.5, 1]
