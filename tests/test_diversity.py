"""Moving-average type-token ratios, against a count that looks at every window."""

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import diversity, evidence, load_corpus, words


def plain_mattr(texts, window):
    """Look at every window of every text: Covington and McFall (2010), by their definition."""
    ratios = [
        len(set(text[n : n + window])) / window
        for text in texts
        for n in range(len(text) - window + 1)
    ]
    return fmean(ratios) if ratios else None


def texts_of(corpus):
    read = words(corpus)
    texts = {}
    for item, term in zip(read.item.tolist(), read.term.tolist(), strict=True):
        texts.setdefault(item, []).append(term)
    return list(texts.values())


@pytest.mark.parametrize("window", [1, 2, 50, 100, 500])
def test_it_agrees_with_every_window_counted(corpus, window):
    row = diversity(corpus, window=window).iloc[0]
    assert row["mattr"] == pytest.approx(plain_mattr(texts_of(corpus), window), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(text=st.lists(st.sampled_from(["talks", "peace", "trade", "ties"]), min_size=1, max_size=40))
def test_any_text_agrees(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("diverse")
    (folder / "a.txt").write_text(" ".join(text) + "\n", "utf-8")
    row = diversity(load_corpus(folder), window=5).iloc[0]
    expected = plain_mattr([text], 5)
    assert row["windows"] == max(0, len(text) - 4)
    assert (
        row["mattr"] != row["mattr"]
        if expected is None
        else row["mattr"] == pytest.approx(expected)
    )


def test_groups_have_their_own_windows(corpus):
    table = diversity(corpus, by="outlet")
    assert table["words"].sum() == len(words(corpus))
    assert table["windows"].sum() == diversity(corpus)["windows"][0]
    row = table.iloc[0]
    long_texts = evidence(table, row)["item_id"].nunique()
    assert long_texts >= 1
    with pytest.raises(ValueError, match="by"):
        diversity(corpus, by="mood")


def test_a_group_without_words_has_no_row(corpus):
    """The placeholder of the seeds is of no year and has no words; five years have some."""
    table = diversity(corpus, by="year")
    assert sorted(table["year"]) == [2020, 2021, 2022, 2023, 2024]
    assert table["words"].sum() == 2979
