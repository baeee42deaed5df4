"""Topics planted in a corpus are found, and a corpus too small for topics is refused."""

import os
import random
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from analysis import lexicons, load_corpus
from analysis.counting.provenance import evidence
from analysis.counting.topics import N_TERMS, discover_topics
from analysis.finding.words import words
from analysis.tables import InputError

PLANTED = {
    "fish": "anchor boat cod harbour herring lobster net oyster quota salmon trawler tuna",
    "film": "actor camera cinema comedy director drama festival lens scene screen script studio",
    "trade": "bank cargo dollar export factory import invoice market price tariff trade yuan",
}
COMMON = ["evening", "garden", "letter", "morning", "paper", "table", "village", "window"]


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


def vocabulary_of(words):
    """Return the planted vocabulary with most of a topic's words."""
    terms = set(words.split(", "))
    return max(PLANTED, key=lambda name: len(terms & set(PLANTED[name].split())))


def test_planted_topics_are_found(found):
    """Three topics of ten terms, each of one vocabulary only, found again in every half."""
    assert {vocabulary_of(words) for words in found["words"]} == set(PLANTED)
    for row in found.itertuples():
        terms = row.words.split(", ")
        assert len(terms) == N_TERMS
        assert set(terms) <= set(PLANTED[vocabulary_of(row.words)].split())
        assert row.term.endswith(". " + ", ".join(terms[:3]))
    assert (found["stability"] > 0.6).all()
    assert found["hits"].is_monotonic_decreasing


def test_of_many_sentences_those_of_drawn_items_are_counted(planted, monkeypatch):
    """Of 510 sentences about 400: whole items, the same ones again, with the topics they have."""
    monkeypatch.setattr("analysis.counting.topics.MAX_SENTENCES", 400)
    found, again = (discover_topics(planted, n_topics=3) for _ in range(2))
    assert found.equals(again)
    items = set().union(*(evidence(found, row)["item_id"] for row in found.index))
    assert 15 < len(items) < 30
    assert found["hits"].sum() == 15 * len(items)
    assert {vocabulary_of(words) for words in found["words"]} == set(PLANTED)


def test_sentences_go_to_their_topic(planted, found):
    """Every planted sentence is a passage of its vocabulary's topic; two an article of none."""
    assert found["hits"].sum() == 30 * 15
    assert found["share"].sum() == pytest.approx(15 / 17)
    for number, row in enumerate(found.itertuples()):
        passages = evidence(found, number)
        assert len(passages) == row.hits
        vocabulary = set(PLANTED[vocabulary_of(row.words)].split())
        for sentence in passages["sentence"]:
            assert len(vocabulary & set(sentence.lower().strip(".").split())) == 5


def test_the_order_of_items_does_not_matter(planted, found):
    """Items and spans backwards: the same table."""
    spans = planted.spans.iloc[::-1].sort_values("start", kind="stable")
    spans = spans.sort_values("item_id", kind="stable", ascending=False, ignore_index=True)
    items = planted.items.iloc[::-1].reset_index(drop=True)
    turned = discover_topics(replace(planted, items=items, spans=spans), n_topics=3)
    pd.testing.assert_frame_equal(turned, found)


def test_a_part_has_the_topics_of_its_sentences(planted, found):
    """Articles of ten files that are left out, and words that are, are in no topic."""
    items = planted.items["item_id"].tolist()[:20]
    part = discover_topics(words(planted).where(items=items), n_topics=3, min_sentences=200)
    assert part["hits"].sum() == 20 * 15
    assert part["share"].sum() == pytest.approx(15 / 17)
    passages = pd.concat([evidence(part, number) for number in range(3)])
    assert set(passages["item_id"]) == set(items)
    heaviest = found["words"][0].partition(", ")[0]
    listed = words(planted, stopwords={*lexicons.stopwords(), heaviest})
    fewer = discover_topics(listed, n_topics=3)
    assert heaviest not in ", ".join(fewer["words"]).split(", ")


def test_two_processes_give_the_same_table(folder):
    """Whatever the seed of Python's hashes."""
    code = (
        "import sys; from analysis import load_corpus; from analysis.counting.topics import "
        "discover_topics; print(discover_topics(load_corpus(sys.argv[1]), n_topics=3).to_csv())"
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
    assert shown[0] == shown[1] != ""


def test_copies_make_no_topic(tmp_path, found):
    """Forty copies of one article change the sentences counted, not the words."""
    planted_files(tmp_path)
    text = (tmp_path / "00.txt").read_text("utf-8")
    for n in range(40):
        (tmp_path / f"copy{n}.txt").write_text(text, "utf-8")
    again = discover_topics(load_corpus(tmp_path), n_topics=3)
    assert {frozenset(words.split(", ")) for words in again["words"]} == {
        frozenset(words.split(", ")) for words in found["words"]
    }
    assert again["hits"].sum() == 70 * 15


def test_the_seeds_are_refused_with_numbers(corpus):
    """Eight items with enough words are too few; the message says what would be enough."""
    with pytest.raises(InputError) as refusal:
        discover_topics(corpus)
    message = str(refusal.value)
    assert message.startswith("too little text to discover 10 topics: 8 items (20 needed), ")
    assert "108 different sentences (500 needed)" in message
    assert "in 113 sentences" in message


@pytest.mark.parametrize("text", ["", "\n \n", "2024\n", "They spoke.\n"])
def test_next_to_nothing_is_refused(read, text):
    """No words, no topics."""
    with pytest.raises(InputError, match=r"too little text to discover 2 topics: 0 items"):
        discover_topics(read(a=text), n_topics=2)


def test_many_items_of_one_sentence_are_refused(read):
    """Copies are one sentence."""
    pages = {f"p{n}": "Of this\n\nThe harbour and the salmon.\n" for n in range(30)}
    with pytest.raises(InputError, match="1 different sentences"):
        discover_topics(read(**pages), n_topics=2)


def test_options_out_of_range_are_named(planted):
    """One topic is no choice; more topics need more sentences."""
    with pytest.raises(ValueError, match="n_topics is 1; use 2 or more"):
        discover_topics(planted, n_topics=1)
    with pytest.raises(InputError, match=r"447 different sentences \(500 needed\)"):
        discover_topics(planted, n_topics=10)


def test_without_scikit_learn_the_extra_is_named(planted, monkeypatch):
    """The base installation has no use for 50 MB."""
    monkeypatch.setitem(sys.modules, "sklearn.decomposition", None)
    with pytest.raises(InputError, match=r'run pip install "diplomatic-readouts\[topics\]"'):
        discover_topics(planted, n_topics=3)
