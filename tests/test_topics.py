"""Topic hits are found once each, and coverage says what the lexicon does not see."""

import pytest

from analysis.counting import topics
from analysis.counting.topics import topic_names, topic_series
from analysis.finding.lexicon import topic_hits
from analysis.finding.search import concordance, keywords


def found(corpus, item="a-1"):
    hits = topic_hits(corpus)
    hits["keyword"] = keywords(corpus, hits)
    return hits.loc[hits["item_id"] == item, ["topic", "keyword"]].values.tolist()


def test_the_longest_match_wins(read):
    """UN Security Council is one hit; the words inside it are none."""
    corpus = read(a="Heading\n\nThe UN Security Council met.\n")
    assert found(corpus) == [["UN & international law", "UN Security Council"]]


def test_capitals_decide_between_us_and_us(read):
    """The US is a topic, us is a pronoun."""
    corpus = read(a="Heading\n\nThe US told us nothing.\n")
    assert [keyword for _, keyword in found(corpus)] == ["US"]


def test_possessives_count(read):
    """NATO's is NATO, Putin's is Putin."""
    corpus = read(a="Heading\n\nNATO's plans and Putin’s visit.\n")
    assert [keyword for _, keyword in found(corpus)][:2] == ["NATO's", "Putin’s"]


@pytest.mark.parametrize("text", ["", "\n \n", "#a #b\n", "2024\n", "…\n"])
def test_small_corpora_give_tables(read, text):
    """No words, no hits: tables with their columns."""
    corpus = read(a=text)
    for by in (None, "year", "outlet"):
        assert {"hits", "low"} <= set(topic_series(corpus, by=by).columns)
    assert topic_hits(corpus).empty
    assert topics.coverage(corpus)["untouched"].sum() == topics.coverage(corpus)["sentences"].sum()


def test_hashtags_and_spelling_variants_count(read):
    """#BRICS is BRICS; OSTC is counted as CSTO."""
    corpus = read(a="Heading\n\nThe #BRICS group, the OSTC and Tokáyev.\n")
    assert [keyword for _, keyword in found(corpus)] == ["#BRICS", "OSTC", "Tokáyev"]


def test_prefixes_find_inflected_words(read):
    """Russian and Ukrainian forms."""
    corpus = read(a="Заголовок\n\nМногополярного мира, багатополярного світу.\n")
    assert {topic for topic, _ in found(corpus)} == {"World order & multilateralism"}


def test_hits_do_not_overlap_and_quote_the_text(corpus):
    """Each hit slices to its keyword; no character belongs to two hits."""
    hits = topic_hits(corpus)
    hits["keyword"] = keywords(corpus, hits)
    for item, rows in hits.groupby("item_id"):
        assert (rows["start"].iloc[1:].values >= rows["end"].iloc[:-1].values).all()
        for row in rows.itertuples():
            assert corpus.locate(item, row.start, row.end).quote.split() == row.keyword.split()


def test_a_word_topic_has_as_many_hits_as_its_concordance(corpus):
    """Where a term stands in no longer phrase, both ways of counting agree."""
    hits = topic_hits(corpus)
    hits["keyword"] = keywords(corpus, hits)
    for term in ("brics", "asean", "multilateralism"):
        matched = hits[hits["keyword"].str.lower().str.lstrip("#") == term]
        assert len(matched) == len(concordance(corpus, term)) > 0


def test_the_series_is_complete_and_adds_up(corpus):
    """Every topic in every year; hits by item sum to all hits."""
    by_year = topic_series(corpus)
    names = topic_names()
    assert len(by_year) == 5 * len(names)
    by_item = topic_series(corpus, by="item_id")
    overall = topic_series(corpus, by=None)
    assert by_item["hits"].sum() == overall["hits"].sum() == len(topic_hits(corpus))
    summed = by_item.groupby("topic")["sentences"].sum()
    assert summed[overall["topic"]].tolist() == overall["sentences"].tolist()


def test_item_shares_have_n_and_wilson_intervals(corpus):
    """Pandemic: 1 of 9 items, 2.0 % to 43.5 %."""
    row = topic_series(corpus, by=None).set_index("topic").loc["Pandemic"]
    assert (row["items"], row["items_in_group"]) == (1, 9)
    assert (row["low"], row["high"]) == pytest.approx((0.0199, 0.4350), abs=1e-4)


def test_coverage_counts_untouched_sentences(read):
    """Two of three sentences have no topic."""
    corpus = read(a="Heading of the day\n\nTrade grows. They spoke again.\n")
    assert topics.coverage(corpus).iloc[0].tolist() == [3, 2, pytest.approx(2 / 3)]


def test_coverage_by_item_adds_up(corpus):
    """Items sum to the whole."""
    whole = topics.coverage(corpus).iloc[0]
    parts = topics.coverage(corpus, by="item_id")
    assert parts["sentences"].sum() == whole["sentences"]
    assert parts["untouched"].sum() == whole["untouched"]
