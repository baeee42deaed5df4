"""What changes when repeats stay in, an outlet is left out, or the mix of outlets is fixed."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.counting.robustness import compare_texts, flips, standardised, without_each_outlet
from analysis.counting.series import series
from analysis.counting.topics import topic_series
from analysis.counting.words import count_terms


def test_repeats_double_strategic(corpus):
    """Post 002-6 says it three times and, as scraped, everything twice."""
    table = compare_texts(
        lambda text: count_terms(corpus, by="item", text=text, lemmatize=True), by="item"
    )
    row = table.set_index(["item", "term"]).loc[("002-6", "strategic")]
    assert row[["raw", "cleaned", "distinct"]].tolist() == [6, 3, 3]


def test_moved_ranks_and_flips_are_flagged(read):
    """As scraped the repeat puts b before a; cleaned, a leads."""
    post = "Forwarded from Channel\nHeading a a a\nb b\nb b\n"
    corpus = read(a=post)
    table = compare_texts(lambda text: count_terms(corpus, text=text, stopwords=()))
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
    table = compare_texts(
        lambda text: topic_series(corpus, by=None, text=text, denominator="hits"), label="topic"
    )
    assert (table["raw"] >= table["cleaned"]).all()
    assert len(table) == 14


def test_ties_never_flip():
    """Equal in one reading: no order to turn."""
    table = pd.DataFrame({"term": ["a", "b"], "raw": [2, 1], "cleaned": [1, 1]})
    assert flips(table).empty


def test_leaving_out_an_outlet_is_a_subtraction(corpus):
    """All but one outlet is what the others add up to."""
    by_outlet = count_terms(corpus, by="outlet", lemmatize=True)
    overall = count_terms(corpus, lemmatize=True).set_index("term")
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


@pytest.fixture
def mixed(tmp_path):
    """Outlet A says peace in every text, outlet B never; their mix turns from 5:15 to 15:5."""
    rows = ["file,outlet,kind,language,note,sha256"]
    for year, split in ((2020, 5), (2021, 15)):
        for n in range(20):
            outlet, word = ("A", "peace") if n < split else ("B", "trade")
            name = f"t{year}{n:02}.txt"
            filler = " ".join(["word"] * 20)
            text = f"Heading {n} {outlet}\n\nOn May 2, {year} {word} {filler}.\n"
            (tmp_path / name).write_text(text)
            rows.append(f"{name},{outlet},article,en,,")
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n")
    from analysis import load_corpus

    return load_corpus(tmp_path)


def test_a_fixed_mix_takes_the_change_of_mix_out(mixed):
    """The crude rate trebles; with the mix held fixed nothing changes."""
    table = standardised(mixed, ["peace"]).set_index("year")
    assert table.loc[2021, "crude"] == pytest.approx(3 * table.loc[2020, "crude"])
    assert table.loc[2020, "value"] == pytest.approx(table.loc[2021, "value"])
    words = mixed.items["text"].str.findall("[A-Za-z]+").str.len()
    # half of all words are A's, which has one hit in every text of equal length
    assert table.loc[2020, "value"] == pytest.approx(0.5 * 1000 / words.iloc[0], rel=0.02)
    assert table["outlets"].unique().tolist() == ["A · B"]
    # equal texts say nothing about how rates vary
    assert set(table["refused"]) == {"no interval: every text has the same rate"}
    assert table[["low", "high"]].isna().all(axis=None)


def test_few_texts_of_an_outlet_refuse_it(corpus):
    """Four of the five outlets of the seeds have one text."""
    table = standardised(corpus, ["china"])
    assert table["value"].isna().all()
    assert table["refused"].str.startswith("0 outlets have 5 texts and 100 words in every").all()
    assert table["crude"].notna().all()


def test_weighed_counts_stay_weighed(read):
    """Half a hit in each of two years is not rounded off; a year without items stays missing."""
    days = {"a": "2020 peace", "b": "2022 peace", "c": "2020 trade"}
    corpus = read(**{name: f"Talks\n\nOn May 2, {told}.\n" for name, told in days.items()})
    items = corpus.items.copy()
    items.loc[items["doc_id"] == "a", "event_edtf"] = "[2020-12-31..2021-01-01]"
    changed = replace(corpus, items=items)
    table = compare_texts(
        lambda text: series(changed, ["peace"], text=text, denominator="hits"), by="year"
    )
    assert table["cleaned"].tolist() == [0.5, 0.5, 1]
