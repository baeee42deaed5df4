"""Every row of a table leads to its passages, however the table was sorted or filtered."""

import json
import pickle
import subprocess
import sys

import pandas as pd
import pytest
from conftest import ROOT

import analysis as an
from analysis.counting.chronology import chronology
from analysis.counting.provenance import EVIDENCE, evidence, quote
from analysis.counting.series import series
from analysis.counting.topics import topic_series
from analysis.counting.words import collocations, count_hashtags, count_ngrams, count_terms
from analysis.finding.lexicon import topic_hits
from analysis.finding.search import concordance
from analysis.tables import InputError


def test_counts_lead_to_their_concordance(corpus):
    """Words, sequences, pairs and hashtags, overall and by group."""
    tables = [
        count_terms(corpus),
        count_terms(an.words(corpus, "raw"), by="year"),
        count_terms(an.words(corpus, lemmatize=True)),
        *(count_ngrams(corpus, n, by="outlet") for n in (2, 3, 4, 5)),
        count_hashtags(corpus),
        collocations(corpus),
    ]
    for table in tables:
        for row in table.head(3).index:
            assert len(evidence(table, row)) == table.loc[row, "hits"]
    table = count_terms(an.words(corpus, lemmatize=True))
    lines = concordance(an.words(corpus, lemmatize=True), "country")
    found = evidence(table, table.index[table["term"] == "country"][0])
    assert found[["item_id", "start", "end"]].equals(lines[["item_id", "start", "end"]])


def test_passages_are_verbatim(corpus):
    """File, line, sentence and keyword are those of the documents."""
    table = count_terms(an.words(corpus, lemmatize=True)).set_index("term")
    row = evidence(table.reset_index(), table.index.get_loc("multilateralism")).iloc[0]
    assert (row["item_id"], row["lines"], row["date"]) == ("000-1", "14", "2020-11-18")
    assert row["file"] == "000_34093a0f0dff4853.txt"
    assert row["sentence"].startswith("Together, they uphold multilateralism,")
    assert row["sentence"].endswith("a global stabilizer.")
    assert row["keyword"] == "multilateralism"


def test_a_phrase_is_quoted_whole(corpus):
    """The end of a sequence is the end of its last word."""
    table = count_ngrams(corpus, 3)
    row = evidence(table, table.index[table["term"] == "china and russia"][0]).iloc[0]
    assert row["keyword"].casefold() == "china and russia"


def test_sorting_filtering_and_renaming_the_index_keep_the_way(corpus):
    """A row is found by its label or handed over itself."""
    table = count_terms(corpus).sort_values("term").query("hits > 5")
    label = table.index[table["term"] == "strategic"][0]
    assert len(evidence(table, label)) == len(evidence(table, table.loc[label])) == 18
    assert len(evidence(table.set_index("term"), "strategic")) == 18


def test_columns_stay_in_order(corpus):
    """What names the row comes first, unless it is one of the columns that are always there."""
    found = evidence(count_terms(corpus, by="outlet"), 0)
    assert found.columns.tolist() == ["term", *EVIDENCE]


def test_what_has_no_evidence_says_so(corpus):
    """A table from elsewhere, a label that is not there, a row without its name."""
    with pytest.raises(ValueError, match="does not say what it was counted from"):
        evidence(pd.DataFrame({"term": ["a"]}), 0)
    table = count_terms(corpus)
    with pytest.raises(ValueError, match="0 rows are called -1"):
        evidence(table, -1)
    with pytest.raises(ValueError, match="the row has no term"):
        evidence(table, table.drop(columns="term").iloc[0])


def test_a_sentence_without_end_is_quoted_around_the_hit(read):
    """Ten thousand words without a full stop: each passage is a window."""
    corpus = read(a="Heading\n\n" + "peace word " * 5000 + "\n")
    table = count_terms(corpus)
    quoted = evidence(table, table.index[table["term"] == "peace"][0]).iloc[2500]
    assert len(quoted["sentence"]) == 2 * 1000 + len("peace")
    assert "peace" in quoted["sentence"]


def test_what_pandas_does_to_a_table_keeps_the_way(corpus):
    """Sort, filter, copy, head, index, wide and long: the same passages."""
    table = count_terms(corpus, by="outlet")
    row = table[(table["term"] == "strategic") & (table["outlet"] == "Big Asia")].index[0]
    expected = evidence(table, row)
    for changed in (
        table.copy(),
        table.sort_values("hits"),
        table.query("hits > 0"),
        table.head(999),
    ):
        assert evidence(changed, row).equals(expected)
    wide = table.set_index(["term", "outlet"])["hits"].to_frame().unstack()["hits"]
    assert evidence(wide, "strategic", "Big Asia").equals(expected)
    pivoted = table.pivot_table(index="term", columns="outlet", values="hits")
    assert evidence(pivoted, "strategic", "Big Asia").equals(expected)


def test_a_table_in_a_file_knows_its_way_and_holds_no_text(corpus, tmp_path):
    """Pickle and Parquet hold how it was counted, neither texts nor hits."""
    lemmas = an.words(corpus, lemmatize=True, stopwords=["the"])
    tables = [
        count_terms(lemmas, by="year"),
        count_ngrams(corpus, 3),
        series(corpus, ["china", "new era"]),
        topic_series(corpus, by="outlet"),
        chronology(corpus),
        collocations(corpus),
    ]
    for table in tables:
        expected = evidence(table, 3)
        pickled = pickle.dumps(table)
        assert b"multilateralism, the" not in pickled
        assert evidence(pickle.loads(pickled), 3).equals(expected)
        table.to_parquet(tmp_path / "table.parquet")
        back = pd.read_parquet(tmp_path / "table.parquet")
        assert evidence(back, 3).equals(expected)


def test_another_session_finds_the_way_again(corpus, tmp_path):
    """A fresh process that has the corpus gives the same passages; another corpus is refused."""
    table = count_terms(corpus)
    table.to_parquet(tmp_path / "table.parquet")
    code = (
        "import sys, pandas as pd, analysis as an\n"
        "table = pd.read_parquet(sys.argv[1])\n"
        "try: an.evidence(table, 0)\n"
        "except ValueError as error: print(error)\n"
        "print(len(an.evidence(table, 0, corpus=an.load_corpus(sys.argv[2]))))\n"
        "try: an.evidence(table, 0, corpus=an.load_corpus(sys.argv[3]))\n"
        "except ValueError as error: print(error)\n"
    )
    (tmp_path / "other.txt").write_text("Other words\n")
    arguments = [tmp_path / "table.parquet", ROOT / "seeds", tmp_path / "other.txt"]
    command = [sys.executable, "-c", code, *map(str, arguments)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert shown == [
        "this table was read from a file; give its corpus: corpus=…",
        str(table["hits"][0]),
        "this table was counted from other documents than this corpus; give its own",
    ]


def test_a_table_that_cannot_keep_it_says_so(corpus):
    """Counted from a part, or from hits chosen by hand: a pickle has no way back."""
    part = an.words(corpus).where(items=["002-6"])
    chosen = topic_hits(corpus).head(5)
    for table in (count_terms(part), series(corpus, chosen, label="topic", by=None)):
        assert len(evidence(table, 0)) == table["hits"].iloc[0]
        with pytest.raises(ValueError, match="a file can't keep what this table was counted from"):
            evidence(pickle.loads(pickle.dumps(table)), 0)
    pivoted = count_terms(corpus, by="outlet").pivot(index="term", columns="outlet", values="hits")
    with pytest.raises(ValueError, match="does not say what it was counted from"):
        evidence(pivoted, "china", "Big Asia")


def test_tables_of_two_origins_joined_forget_both(corpus):
    """No passages of one under a row of the other."""
    tables = [count_terms(corpus), count_terms(an.words(corpus, "raw"))]
    joined = pd.concat(tables, ignore_index=True)
    with pytest.raises(ValueError, match="does not say"):
        evidence(joined, 0)


def test_a_file_can_name_no_other_function(corpus):
    """What a table says of itself is looked up among counting functions, never run."""
    table = count_terms(corpus)
    for verb in (
        "os:system",
        "analysis.counting.provenance:_identify",
        "analysis.counting.nothing:x",
    ):
        table.attrs["counted_from"] = json.dumps({"verb": verb, "args": ["true"], "kwargs": {}})
        with pytest.raises(ValueError, match="not known here"):
            evidence(table, 0)


def test_a_quoted_place_has_its_lines_sentence_and_label(read):
    """From the first character to the last; a line's own character is in that line."""
    raw = "Forwarded from A\nTalks\nThey met. They left.\n#NATO\nb"
    corpus = read(a="They came.\n", b=raw)
    for keyword, lines, sentence, label in [
        ("Talks", "2", "Talks", "heading"),
        ("met", "3", "They met.", "body"),
        ("They left", "3", "They left.", "body"),
        ("left.\n#", "3–4", "They left. #", "body"),
        ("NATO", "4", "#NATO", "hashtags"),
        ("NATO\nb", "4–5", "#NATO b", "hashtags"),
        ("b", "5", "b", "body"),
        ("Forwarded", "1", "Forwarded from A", "forward_header"),
        (raw, "1–5", None, "forward_header"),
    ]:
        start = raw.rindex(keyword)
        place = {"item_id": ["b-1"], "start": [start], "end": [start + len(keyword)]}
        (row,) = quote(pd.DataFrame(place), corpus).to_dict("records")
        assert (row["lines"], row["label"], row["file"]) == (lines, label, "b.txt")
        assert sentence is None or " ".join(row["sentence"].split()) == sentence
        assert row["keyword"].split() == keyword.split()


@pytest.mark.parametrize(
    "place", [("a-1", -1, 3), ("a-1", 3, 3), ("a-1", 0, 12), ("c-1", 0, 3), ("a-1", 4, 3)]
)
def test_a_place_that_is_not_there_is_refused(read, place):
    """Of eleven characters."""
    hits = pd.DataFrame([place], columns=["item_id", "start", "end"])
    with pytest.raises(InputError):
        quote(hits, read(a="They left.\n"))


def test_evidence_from_a_table_names_the_row_and_the_line_in_it(tmp_path):
    """Row 3 of the file has a text of three lines; its third one has the word."""
    (tmp_path / "posts.csv").write_text('text\nTalks\n"One\n\nmore talks"\n', "utf-8")
    corpus = an.load_corpus(tmp_path / "posts.csv")
    found = an.evidence(an.count_terms(corpus), 0)
    assert found[["file", "lines"]].values.tolist() == [
        ["posts.csv", "row 2, 1"],
        ["posts.csv", "row 3, 3"],
    ]
    assert an.concordance(corpus, "talks")["line"].tolist() == [1, 3]
