"""A lexicon can be judged: hits drawn fairly, terms inside terms."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

import analysis as an
from analysis import lexicons, load_corpus
from analysis.counting import topics as audit
from analysis.counting.topics import topic_names
from analysis.finding.lexicon import topic_hits
from analysis.finding.search import keywords
from analysis.lexicons import Entry


def backwards(corpus):
    """Return the corpus with its documents from last to first, and its columns too."""
    items = corpus.items.iloc[:, ::-1]
    items = items.sort_values(["doc_id", "position"], ascending=[False, True], ignore_index=True)
    rank = {item: n for n, item in enumerate(items["item_id"])}
    order = corpus.spans["item_id"].map(rank).sort_values(kind="stable").index
    return replace(corpus, items=items, spans=corpus.spans.loc[order].reset_index(drop=True))


def in_order(sample):
    return sample.sort_values(["topic", "item_id", "start"], ignore_index=True)


def test_every_topic_with_hits_is_sampled(corpus):
    """At most two of each, in lexicon order, each a hit, with the number of all."""
    sample = audit.audit_sample(corpus, per_topic=2)
    hits = topic_hits(corpus)
    hits["keyword"] = keywords(corpus, hits)
    totals = hits["topic"].value_counts()
    drawn = sample["topic"].value_counts()
    assert drawn.to_dict() == totals.clip(upper=2).to_dict()
    assert sample["hits"].tolist() == totals[sample["topic"]].tolist()
    assert sample["topic"].drop_duplicates().tolist() == [t for t in topic_names() if t in totals]
    where = ["topic", "item_id", "start", "end", "term", "keyword"]
    assert len(sample.merge(hits, on=where)) == len(sample)


def test_a_sample_large_enough_is_all_hits(corpus):
    """Nothing is drawn twice, nothing is lost."""
    sample = audit.audit_sample(corpus, per_topic=1000)
    assert len(sample) == len(topic_hits(corpus))
    assert not sample.duplicated(["item_id", "start"]).any()


def test_hits_of_a_topic_are_in_document_order(corpus):
    """As the hits themselves are."""
    for _, rows in audit.audit_sample(corpus).groupby("topic"):
        places = list(zip(rows["item_id"], rows["start"], strict=True))
        assert places == sorted(places)


@pytest.mark.parametrize("text", ["cleaned", "raw"])
def test_a_row_quotes_its_sentence_and_line(corpus, text):
    """The keyword stands in the quote, and on the line named, in the file."""
    for row in audit.audit_sample(an.words(corpus, text)).itertuples():
        assert row.keyword in row.quote
        place = corpus.locate(row.item_id, row.start, row.end)
        assert place.first_line == row.line
        assert " ".join(place.quote.split()) == row.keyword


def test_the_quote_is_the_whole_sentence_and_no_more(read):
    """From the capital to the full stop."""
    corpus = read(a="Heading of a page\n\nThey met. The trade of both grew fast. They left.\n")
    row = audit.audit_sample(corpus).iloc[0]
    assert (row["keyword"], row["quote"]) == ("trade", "The trade of both grew fast.")
    assert (row["line"], row["hits"]) == (3, 1)


def test_the_sample_does_not_depend_on_the_order_of_rows(corpus):
    """With the last document first, the same hits are drawn."""
    turned = in_order(audit.audit_sample(backwards(corpus), per_topic=2))
    pd.testing.assert_frame_equal(turned, in_order(audit.audit_sample(corpus, per_topic=2)))


def test_the_sample_of_a_topic_does_not_depend_on_other_topics(corpus, monkeypatch):
    """With the other thirteen topics out of the lexicon, the same hits of this one."""
    topic = "Partnership formulas"
    full = audit.audit_sample(corpus)
    only = tuple(entry for entry in lexicons.entries("topics") if entry.group == topic)
    monkeypatch.setattr(lexicons, "entries", lambda name, own: only)
    alone = audit.audit_sample(replace(corpus))  # nothing found before is kept
    expected = full[full["topic"] == topic].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, expected)


def test_a_smaller_sample_is_part_of_a_larger(corpus):
    """What was judged once stays in when more is drawn."""
    where = ["topic", "item_id", "start"]
    two, five = (audit.audit_sample(corpus, per_topic=n)[where] for n in (2, 5))
    assert len(two.merge(five, on=where)) == len(two)


def test_another_file_only_replaces(tmp_path):
    """Hits leave the sample for hits of the new file only."""
    text = "Heading of the page\n\n" + "The trade grew. " * 40 + "\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    before = audit.audit_sample(load_corpus(tmp_path), per_topic=10)
    (tmp_path / "b.txt").write_text(text, "utf-8")
    after = audit.audit_sample(load_corpus(tmp_path), per_topic=10)
    old = after[after["item_id"] == "a-1"]
    assert 0 < len(old) < 10
    assert set(old["start"]) < set(before["start"])


def test_all_hits_are_drawn_equally_often(read, monkeypatch):
    """Of 20 hits, 5 each with 400 seeds: each 100 times, give or take five deviations of 8.7."""
    corpus = read(a="Heading of the page\n\n" + "The trade grew. " * 20 + "\n")
    hits = topic_hits(corpus)  # looked up once
    monkeypatch.setattr(audit, "topic_hits", lambda of: hits.copy())
    drawn = Counter(
        start for seed in range(400) for start in audit.audit_sample(corpus, seed=seed)["start"]
    )
    assert len(drawn) == 20
    assert all(56 < n < 144 for n in drawn.values())


def test_a_sample_must_be_of_something(corpus):
    """Zero per topic is a mistake."""
    with pytest.raises(ValueError, match="per_topic is 0; use a positive number"):
        audit.audit_sample(corpus, per_topic=0)


def test_terms_inside_a_longer_hit(read):
    """UN Security Council has UN and Security Council inside; the UN alone has nothing inside."""
    corpus = read(
        a="Heading of a page\n\nThe UN Security Council met. The UN Security Council left.\n"
        "\nThe UN's Security Council met, and the UN.\n"
    )
    un = "UN & international law"
    assert audit.overlapping_terms(corpus).values.tolist() == [
        [un, "un security council", un, "UN", 3],
        [un, "un security council", un, "security council", 3],
    ]


def test_capitals_and_hashtags_inside(read, monkeypatch):
    """An acronym inside a phrase counts in capitals only; a hashtag is its word."""
    lexicon = (
        Entry("A", "tell us all", "phrase"),
        Entry("B", "US", "word"),
        Entry("C", "tell", "prefix"),
        Entry("C", "te", "prefix"),
    )
    monkeypatch.setattr(lexicons, "entries", lambda name, own: lexicon)
    corpus = read(a="Heading of a page\n\nTell us all. #Tell US all.\n")
    assert audit.overlapping_terms(corpus).values.tolist() == [
        ["A", "tell us all", "C", "te", 2],
        ["A", "tell us all", "C", "tell", 2],
        ["A", "tell us all", "B", "US", 1],
    ]


def test_two_spellings_of_one_term_are_not_inside_each_other(read):
    """Kiev is counted as Kyiv: one term, once."""
    corpus = read(a="Heading of a page\n\nTalks in Kiev and Kyiv on color revolutions.\n")
    assert audit.overlapping_terms(corpus).empty


def test_inner_terms_stand_in_the_hits(corpus):
    """Every pair's inner term is found when the lexicon has nothing else, as often at least."""
    pairs = audit.overlapping_terms(corpus)
    assert len(pairs) > 10
    rows = list(
        pairs[["hits", "topic", "term", "inner_topic", "inner_term"]].itertuples(index=False)
    )
    assert rows == sorted(rows, key=lambda row: (-row[0], *row[1:]))
    totals = topic_hits(corpus)["term"].value_counts()
    assert all(row.hits <= totals[row.term] for row in pairs.itertuples())
    assert (pairs["term"] != pairs["inner_term"]).all()


@pytest.mark.parametrize("text", ["", "\n \n", "…\n", "They spoke.\n"])
def test_small_corpora_give_tables(read, text):
    """No hits: tables with their columns and whole numbers."""
    corpus = read(a=text)
    sample, inside = (f(corpus) for f in (audit.audit_sample, audit.overlapping_terms))
    assert (sample.columns.tolist(), len(sample)) == (audit.SAMPLE, 0)
    assert (inside.columns.tolist(), len(inside)) == (audit.INSIDE, 0)
    assert sample["line"].dtype == inside["hits"].dtype == "int64"
