"""Counts by voice add up to the counts, and lead to their passages."""

import pandas as pd
import pytest
from conftest import ROOT

import analysis as an
from analysis.counting.keyness import compare
from analysis.counting.provenance import evidence
from analysis.counting.series import series
from analysis.counting.topics import count_by_voice, topic_names
from analysis.finding.lexicon import topic_hits
from analysis.finding.voices import VOICES, voices


@pytest.fixture(scope="module")
def found(corpus):
    return voices(corpus)


def count_said(found, places):
    """Count by hand the places that are said: in their sentence, not in the clause that says so."""
    said = [
        row.said_start <= place.start
        and place.end <= row.said_end
        and (place.end <= row.by_start or row.by_end <= place.start)
        for place in places.itertuples()
        for row in found[
            (found["item_id"] == place.item_id) & (found["sentence"] == place.sentence)
        ].itertuples()
    ]
    return sum(said)


def test_topics_by_voice_add_up(corpus, found):
    """What is said has one voice, clauses of attribution none; every cell counts its passages."""
    hits, words = topic_hits(corpus), an.words(corpus).hits()
    table = count_by_voice(corpus, hits, found, names=topic_names())
    assert table["hits"].sum() == count_said(found, hits) == len(hits) - 1
    assert table.drop_duplicates("voice")["sentences_in_voice"].sum() == len(found)
    counted = table.drop_duplicates("voice")["words_in_voice"].sum()
    assert counted == count_said(found, words) < len(words) - 150
    for row in table.index:
        passages = evidence(table, row)
        assert len(passages) == table.loc[row, "hits"]
        assert (
            passages[["item_id", "sentence"]].drop_duplicates().shape[0]
            == table.loc[row, "sentences"]
        )


def test_few_words_have_no_rate(corpus, found):
    """The one sentence of another actor has fewer than 100 words."""
    table = count_by_voice(corpus, topic_hits(corpus), found).set_index("voice")
    assert table.loc["other", "per_1000"].isna().all()
    assert table.loc["russian", "per_1000"].notna().all()


def test_nobody_says_their_own_name(corpus, found):
    """Of 13 "wang" in Chinese sentences before, one is left: of others, in what is said."""
    spoken = an.words(corpus).where(sentences=found[found["voice"] == "chinese"]).hits()
    counts = spoken["term"].value_counts()
    assert [counts.get(term, 0) for term in ("wang", "yi", "said", "stressed")] == [1, 0, 0, 0]


def test_voices_are_a_series(corpus, found):
    """Shares of sentences by year and outlet, with their passages."""
    for by in ("year", "outlet"):
        table = series(
            corpus, found, label="voice", names=VOICES, by=by, denominator="share_of_sentences"
        )
        assert table["hits"].sum() == len(found)
        assert table.groupby(by)["value"].sum().tolist() == pytest.approx([1] * table[by].nunique())
        assert [len(evidence(table, row)) for row in table.index] == table["hits"].tolist()


def test_the_words_of_the_sides_are_compared_part_by_part(corpus, found):
    """Counts are those of the sentences; the passages of both sides are found."""
    parts = [
        an.words(corpus).where(sentences=found[found["voice"] == side])
        for side in ("chinese", "russian")
    ]
    table = compare(*parts)
    for part, column in zip(parts, ("n_target", "n_reference"), strict=True):
        spoken = part.hits()
        counts = spoken["term"].value_counts()
        assert table[column].tolist() == [counts.get(term, 0) for term in table["term"]]
        rates = table[column.replace("n_", "per_1000_")]
        assert rates.tolist() == pytest.approx((1000 * table[column] / len(spoken)).tolist())
    for row in table.index[:5]:
        assert len(evidence(table, row)) == table.loc[row, ["n_target", "n_reference"]].sum()
    assert (table["n_target"] + table["n_reference"] >= 3).all()
    assert "the" not in set(table["term"])


def test_two_passes_of_labelling_agree():
    """111 of 113; chance-corrected (Cohen 1960) 0.97; where they differ, a reason is given."""
    gold = pd.read_csv(ROOT / "tests/gold/voices.tsv", sep="\t", quoting=3, keep_default_na=False)
    agree = gold["pass_one"] == gold["pass_two"]
    assert (agree.sum(), len(gold)) == (111, 113)
    shares = [gold[column].value_counts(normalize=True) for column in ("pass_one", "pass_two")]
    chance = shares[0].mul(shares[1]).sum()
    assert (agree.mean() - chance) / (1 - chance) == pytest.approx(0.974, abs=5e-4)
    assert (gold.loc[agree, "voice"] == gold.loc[agree, "pass_one"]).all()
    assert (gold.loc[~agree, "note"] != "").all()


def test_bars_of_voices_end_at_one(corpus):
    """One bar an outlet with its n, one part a voice as long as its share, in the same order."""
    figure = an.figures.voices_by_outlet(corpus)
    parts = {patch.get_gid(): patch for patch in figure.axes.patches}
    reached = {}
    for row in figure.table.itertuples():
        part = parts[f"mark-{row.Index}"]
        assert part.get_x() == pytest.approx(reached.get(row.outlet, 0))
        assert part.get_width() == pytest.approx(float(row.value))
        reached[row.outlet] = part.get_x() + part.get_width()
    assert [*reached.values()] == pytest.approx([1] * 5)
    assert figure.axes.get_xlim() == (0, 1)
    shown = [label.get_text() for label in figure.axes.get_yticklabels()]
    sizes = figure.table.groupby("outlet", sort=False)["hits"].sum()
    assert shown == [f"{outlet}, n = {n}" for outlet, n in sizes.items()]
    names = [text.get_text() for text in figure.axes.figure.legends[0].get_texts()]
    assert names[:2] == ["Chinese side", "Russian side"]
