"""Groups hold every countable item once."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import count_terms, evidence, load_corpus, series, topic_hits, words
from analysis.counting.groups import complete_groups, item_groups
from analysis.counting.topics import topic_series
from analysis.tables import RESULTS, InputError


def test_years_of_the_seeds(corpus):
    """Nine items, each certain of its year; the placeholder is not counted."""
    groups = item_groups(corpus)
    assert groups["year"].value_counts().to_dict() == {2024: 3, 2021: 2, 2023: 2, 2020: 1, 2022: 1}
    assert groups["year"].notna().all()
    assert "002-5" not in set(groups["item_id"])
    assert complete_groups(corpus, "year") == [2020, 2021, 2022, 2023, 2024]


def test_an_interval_over_new_year_has_no_year(read):
    """Which of the two years counts is not known."""
    corpus = read(a="Forum held on December 30–31, 2023\n", b="Met on 2023-12-31\n")
    assert item_groups(corpus)["year"].tolist() == [2023, 2023]
    items = corpus.items.assign(event_edtf="[2023-12-31..2024-01-01]")
    assert item_groups(replace(corpus, items=items))["year"].isna().all()


def test_words_by_year_and_outlet_are_a_groupby(corpus):
    """Hits, items, running words and passages of every pair, counted again with pandas."""
    found = words(corpus).hits().merge(item_groups(corpus, ["year", "outlet"]), on="item_id")
    keys = ["year", "outlet", "term"]
    by_hand = found.groupby(keys)["item_id"].agg(hits="size", items="nunique")
    sizes = found.groupby(keys[:2]).size()
    table = count_terms(corpus, by=("year", "outlet"))
    counted = table.set_index(keys)
    assert len(table) > 1000
    expected = by_hand.loc[counted.index]
    pd.testing.assert_frame_equal(counted[["hits", "items"]], expected, check_dtype=False)
    assert (counted["words"] == sizes.reindex(counted.index.droplevel("term")).to_numpy()).all()
    assert table["hits"].sum() == count_terms(corpus)["hits"].sum()
    for row in table.index[:: len(table) // 7]:
        assert len(evidence(table, row)) == table["hits"][row]


def test_series_by_year_and_outlet_add_up(corpus):
    """Every year with every outlet, zeros and empty pairs shown; outlets sum to the years."""
    pairs = series(corpus, ["china", "strategic"], by=("year", "outlet"))
    assert len(pairs) == 5 * 5 * 2
    whole = series(corpus, ["china", "strategic"])
    summed = pairs.groupby(["year", "term"])[["hits", "items", "words_in_group"]].sum()
    expected = whole.set_index(["year", "term"])[["hits", "items", "words_in_group"]]
    pd.testing.assert_frame_equal(summed.loc[expected.index], expected, check_dtype=False)
    found = words(corpus).hits().merge(item_groups(corpus, ["year", "outlet"]), on="item_id")
    by_hand = found[found["term"] == "china"].groupby(["year", "outlet"]).size()
    counted = pairs[pairs["term"] == "china"].set_index(["year", "outlet"])["hits"]
    assert counted[counted > 0].to_dict() == by_hand.to_dict()
    assert counted.isna().sum() == (pairs["items_in_group"] == 0).sum() / 2
    for row in pairs.index[pairs["hits"] > 0]:
        assert len(evidence(pairs, row)) == pairs["hits"][row]


def test_undated_items_stay_with_their_outlet(read):
    """What has no period is a missing one of each outlet, and evidence finds it."""
    corpus = read(a="Met on 2023-05-31. Talks.\n", b="Talks and talks.\n")
    table = series(corpus, ["talks"], by=("year", "kind"), denominator="hits")
    assert table["year"].isna().tolist() == [False, True]
    assert table["hits"].tolist() == [1, 2]
    assert len(evidence(table, 1)) == 2


def test_topics_by_any_column_of_the_items(corpus):
    """Language and kind are columns like the reader's own; two periods at once are refused."""
    table = topic_series(corpus, by=("year", "kind"), denominator="hits")
    found = topic_hits(corpus).merge(item_groups(corpus, ["year", "kind"]), on="item_id")
    by_hand = found.groupby(["year", "kind", "topic"]).size()
    assert table[table["hits"] > 0].set_index(["year", "kind", "topic"])["hits"].to_dict() == (
        by_hand.to_dict()
    )
    by_language = count_terms(corpus, by="language").groupby("language")["hits"].sum()
    assert by_language.to_dict() == {"en": count_terms(corpus)["hits"].sum()}
    with pytest.raises(ValueError, match="by has two periods, year and month; use one of them"):
        series(corpus, ["china"], by=("year", "month"))
    with pytest.raises(ValueError, match=r"by is 'mood'; use one of year, .*column"):
        count_terms(corpus, by=("year", "mood"))


def test_columns_of_readers_are_grouped_by_under_names_of_their_own(tmp_path):
    """One called like a column of a result has another name; hits and passages are as many."""
    texts = ["China and Russia discussed trade in May. China agreed.", "China and Russia talk."]
    names = [*RESULTS, "topic", "number"]
    rows = [
        {"text": text, "date": "2024", **dict.fromkeys(names, f"{n} a")}
        for n, text in enumerate(texts)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "posts.csv", index=False)
    corpus = load_corpus(tmp_path / "posts.csv")
    own = [*(f"source_{name}" for name in RESULTS), "topic", "number"]
    for by in own:
        assert corpus.items[by].tolist() == ["0 a", "1 a"]
        table = count_terms(corpus, by=by)
        assert table.loc[table["term"] == "china", ["hits", by]].values.tolist() == [
            [2, "0 a"],
            [1, "1 a"],
        ]
        assert len(evidence(table, table.index[table["term"] == "china"][0])) == 2
    for by in own[::9]:
        assert series(corpus, "china", by=by, denominator="hits")["hits"].tolist() == [2, 1]
    with pytest.raises(InputError, match="label and by are both 'topic'"):
        series(corpus, topic_hits(corpus), label="topic", by="topic", denominator="hits")
