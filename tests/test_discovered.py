"""Topics planted in a corpus are found, and a corpus too small for topics is refused."""

import os
import random
import subprocess
import sys
from dataclasses import fields, replace

import pandas as pd
import pytest

from analysis import load_corpus
from analysis.counting import discovered
from analysis.counting.discovered import NO_TOPIC, discover_topics
from analysis.counting.provenance import evidence
from analysis.counting.series import series
from analysis.counting.topics import topic_hits, topic_names
from analysis.finding.tokens import sentences
from analysis.tables import InputError

PLANTED = {
    "fish": "anchor boat cod harbour herring lobster net oyster quota salmon trawler tuna",
    "film": "actor camera cinema comedy director drama festival lens scene screen script studio",
    "trade": "bank cargo dollar export factory import invoice market price tariff trade yuan",
}
COMMON = ["evening", "garden", "letter", "morning", "paper", "table", "village", "window"]
TABLES = [field.name for field in fields(discovered.Discovered)]


def planted_files(folder, n_files=30):
    """Write articles whose sentences each have five words of one vocabulary and two of all."""
    draw = random.Random(7)
    for n in range(n_files):
        lines = []
        for _ in range(15):
            words = PLANTED[draw.choice(sorted(PLANTED))].split()
            words = draw.sample(words, 5) + draw.sample(COMMON, 2)
            lines.append(f"The {' and the '.join(words)}.")
        text = f"Of this and that\n\n{' '.join(lines)} They spoke.\n"
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return planted_files(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def planted(folder):
    return load_corpus(folder)


@pytest.fixture(scope="module")
def found(planted):
    return discover_topics(planted, n_topics=3)


def vocabulary_of(topic, found):
    """Return the planted vocabulary with most of a topic's terms."""
    terms = set(found.terms.loc[found.terms["topic"] == topic, "term"])
    return max(PLANTED, key=lambda name: len(terms & set(PLANTED[name].split())))


def test_planted_topics_are_found(found):
    """Three topics of ten terms, each of one vocabulary only."""
    for topic, rows in found.terms.groupby("topic"):
        assert rows["rank"].tolist() == list(range(1, 11))
        assert set(rows["term"]) <= set(PLANTED[vocabulary_of(topic, found)].split())
    names = {vocabulary_of(topic, found) for topic in found.stability["topic"]}
    assert names == set(PLANTED)


def test_sentences_go_to_their_topic(planted, found):
    """Every planted sentence belongs to the topic of its vocabulary; two an article to none."""
    texts = planted.items.set_index("item_id")["raw"]
    for row in found.sentences.itertuples():
        words = set(texts[row.item][row.start : row.end].rstrip(".").lower().split())
        if row.topic == NO_TOPIC:
            assert not words & set(" ".join(PLANTED.values()).split())
            assert row.weight == 0
        else:
            assert len(words & set(PLANTED[vocabulary_of(row.topic, found)].split())) == 5
            assert 0 < row.weight <= 1
    assert (found.sentences["topic"] == NO_TOPIC).sum() == 2 * 30


def test_every_sentence_is_listed_once_in_document_order(planted, found):
    """With the places that `sentences` gives, and year and outlet."""
    listed = sentences(planted)
    where = ["sentence", "start", "end"]
    pd.testing.assert_frame_equal(found.sentences[where], listed[where])
    assert found.sentences["item"].tolist() == listed["item_id"].tolist()
    assert found.sentences.columns.tolist() == discovered.SENTENCES


def test_topics_are_in_the_order_of_their_sentences(found):
    """Most first, numbered from 1, with shares of all sentences that add up with no topic's."""
    stability = found.stability
    assert stability["sentences"].is_monotonic_decreasing
    assert [topic.split(".")[0] for topic in stability["topic"]] == ["1", "2", "3"]
    counts = found.sentences["topic"].value_counts()
    assert stability["sentences"].tolist() == counts[stability["topic"]].tolist()
    assert stability["share"].sum() == pytest.approx(1 - counts[NO_TOPIC] / counts.sum())
    assert found.terms["topic"].drop_duplicates().tolist() == stability["topic"].tolist()


def test_planted_topics_are_stable_and_shuffled_ones_are_not(found):
    """Halves of the items show the same topics, and better than words dealt out at random."""
    stability = found.stability
    assert (stability["stability"] > 0.75).all()
    assert (stability["stability"] > stability["chance_highest"]).all()
    assert (stability["chance"] <= stability["chance_highest"]).all()
    assert set(stability["resamples"]) == {discovered.RESAMPLES}


def test_topics_found_are_a_series_with_passages(planted, found):
    """Shares of sentences per outlet; every cell is as long as its passages."""
    table = series(
        planted, found.sentences, label="topic", by="outlet", denominator="share_of_sentences"
    )
    assert table["hits"].sum() == len(found.sentences)
    assert [len(evidence(table, row)) for row in table.index] == table["hits"].tolist()


def test_overlap_is_that_of_the_sentence_sets(planted, found):
    """Every pair, against sets of (item, sentence) made here."""

    def places(rows, label):
        return {
            key: set(zip(g["item"], g["sentence"], strict=True)) for key, g in rows.groupby(label)
        }

    mine, lexicon = places(found.sentences, "topic"), places(topic_hits(planted), "topic")
    assert len(found.overlap) == 3 * len(topic_names())
    for row in found.overlap.itertuples():
        a, b = mine[row.topic], lexicon.get(row.lexicon_topic, set())
        assert (row.sentences, row.lexicon_sentences, row.shared) == (len(a), len(b), len(a & b))
        assert row.jaccard == pytest.approx(len(a & b) / len(a | b))
    best = found.overlap.sort_values("jaccard").iloc[-1]
    assert (vocabulary_of(best["topic"], found), best["lexicon_topic"]) == (
        "trade",
        "Trade & economy",
    )


def test_no_number_is_missing(found):
    """Years apart, which an article without a date has not."""
    for name in TABLES:
        assert not getattr(found, name).drop(columns="year", errors="ignore").isna().any(axis=None)


def test_the_order_of_rows_and_columns_does_not_matter(planted, found):
    """Items and spans backwards, columns backwards: the same topics."""
    spans = planted.spans.iloc[::-1].sort_values("start", kind="stable")
    spans = spans.sort_values("item_id", kind="stable", ascending=False, ignore_index=True)
    items = planted.items.iloc[::-1, ::-1].reset_index(drop=True)
    turned = discover_topics(replace(planted, items=items, spans=spans), n_topics=3)
    for name in ("terms", "overlap", "stability"):
        pd.testing.assert_frame_equal(getattr(turned, name), getattr(found, name))
    back = turned.sentences.sort_values(["item", "sentence"], ignore_index=True)
    pd.testing.assert_frame_equal(back, found.sentences)


def test_two_processes_give_the_same_tables(folder):
    """Whatever the seed of Python's hashes."""
    code = (
        "import sys; from analysis import load_corpus; from analysis.counting.discovered import "
        "discover_topics; d = discover_topics(load_corpus(sys.argv[1]), n_topics=3, resamples=2)\n"
        f"for name in {TABLES}: print(getattr(d, name).to_csv())"
    )
    shown = [
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert shown[0] == shown[1]
    assert NO_TOPIC in shown[0]


def test_copies_make_no_topic(tmp_path, found):
    """An article that stands there forty times more changes no term and no weight."""
    text = (planted_files(tmp_path) / "00.txt").read_text("utf-8")
    for n in range(40):
        (tmp_path / f"copy{n:02}.txt").write_text(text, encoding="utf-8")
    copied = discover_topics(load_corpus(tmp_path), n_topics=3, resamples=2)
    weights = [
        table.terms.assign(name=table.terms["topic"].str.partition(". ")[2])
        .set_index(["name", "rank"])[["term", "weight"]]
        .sort_index()
        for table in (copied, found)
    ]
    pd.testing.assert_frame_equal(*weights)
    assert copied.stability["sentences"].sum() == found.stability["sentences"].sum() + 40 * 15


def test_another_seed_draws_other_halves_of_the_same_topics(planted, found):
    """Terms and sentences stay; the number of resamples is shown."""
    zero, one = (discover_topics(planted, n_topics=3, seed=n, resamples=3) for n in (0, 1))
    for other in (zero, one):
        pd.testing.assert_frame_equal(other.terms, found.terms)
        pd.testing.assert_frame_equal(other.sentences, found.sentences)
        assert set(other.stability["resamples"]) == {3}
    for column in ("stability", "chance"):
        assert one.stability[column].tolist() != zero.stability[column].tolist()


def test_the_seeds_are_refused_with_numbers(corpus):
    """Nine readable items of 113 sentences bear no topics of their own."""
    with pytest.raises(InputError) as refusal:
        discover_topics(corpus)
    message = str(refusal.value)
    assert "too little text to discover 10 topics: 8 items (20 needed)" in message
    assert "(500 needed)" in message
    assert "out of 113 sentences in 9 items" in message
    assert "use the topics of the lexicon" in message


@pytest.mark.parametrize(
    "text", ["", "…\n", "Ships sail.\n", "Head\n\n" + "The cod and the herring swim. " * 600 + "\n"]
)
def test_next_to_nothing_is_refused(read, text):
    """Nothing, one sentence, or one sentence over and over."""
    with pytest.raises(InputError, match=r"too little text to discover 2 topics: [01] items"):
        discover_topics(read(a=text), n_topics=2)


def test_many_items_of_one_sentence_are_refused(read):
    """Copies are one sentence, and tell nothing apart."""
    corpus = read(**{f"a{n:02}": "The cod and the herring swim at dawn.\n" for n in range(50)})
    with pytest.raises(InputError, match="1 different sentences"):
        discover_topics(corpus, n_topics=2)


def test_more_topics_need_more_sentences(planted):
    """The planted corpus has some 440 different sentences and 44 terms: enough for 4 topics."""
    assert len(discover_topics(planted, n_topics=4, resamples=2).stability) == 4
    with pytest.raises(InputError, match=r"different sentences \(500 needed\).*fewer topics"):
        discover_topics(planted, n_topics=10)
    with pytest.raises(InputError, match=r"44 terms that tell sentences apart \(60 needed\)"):
        discover_topics(planted, n_topics=4, n_terms=15)
    with pytest.raises(InputError, match=r"different sentences \(5000 needed\)"):
        discover_topics(planted, n_topics=3, min_sentences=5000)


def test_a_term_in_every_sentence_is_no_term_of_a_topic(tmp_path, found):
    """A word that all sentences have tells none apart: the topics stay as they are."""
    for path in planted_files(tmp_path).iterdir():
        text = path.read_text("utf-8").replace("The ", "The ocean and the ")
        path.write_text(text.replace("Of this", "Ocean of this").replace("They", "Ocean"), "utf-8")
    everywhere = discover_topics(load_corpus(tmp_path), n_topics=3, resamples=2)
    assert "ocean" not in set(everywhere.terms["term"])
    assert set(everywhere.terms["term"]) == set(found.terms["term"])


def test_sentences_that_all_have_the_same_terms_are_refused(read):
    """However often each stands in them: there is nothing to tell them apart by."""
    words = " ".join(PLANTED.values()).split()[:24]
    draw = random.Random(3)
    files = {}
    for n in range(30):
        lines = [f"The {' '.join(words + draw.choices(words, k=6))}." for _ in range(15)]
        files[f"a{n:02}"] = " ".join(lines)
    with pytest.raises(InputError, match=r"2 topics: 0 terms that tell sentences apart"):
        discover_topics(read(**files), n_topics=2)


def test_options_out_of_range_are_named(planted):
    """With what would be right."""
    for option, value in (("n_topics", 1), ("n_terms", 0), ("resamples", 1)):
        with pytest.raises(ValueError, match=f"{option} is {value}; use "):
            discover_topics(planted, **{option: value})
    with pytest.raises(ValueError, match="text is 'clean'; use one of raw, cleaned, distinct"):
        discover_topics(planted, text="clean")
