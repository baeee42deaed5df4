"""Every row of a table leads to its passages, however the table was sorted or filtered."""

import pandas as pd
import pytest

from analysis.counting.collocations import collocations
from analysis.counting.provenance import EVIDENCE, evidence
from analysis.counting.words import concordance, count_hashtags, count_ngrams, count_terms


def test_counts_lead_to_their_concordance(corpus):
    """Words, sequences, pairs and hashtags, overall and by group."""
    tables = [
        count_terms(corpus),
        count_terms(corpus, by="year", text="raw"),
        count_terms(corpus, lemmatize=True),
        *(count_ngrams(corpus, n, by="outlet") for n in (2, 3, 4, 5)),
        count_hashtags(corpus),
        collocations(corpus),
    ]
    for table in tables:
        for row in table.head(3).index:
            assert len(evidence(table, row)) == table.loc[row, "hits"]
    table = count_terms(corpus, lemmatize=True)
    lines = concordance(corpus, "country", lemmatize=True)
    found = evidence(table, table.index[table["term"] == "country"][0])
    assert found[["item", "start", "end"]].equals(lines[["item", "start", "end"]])


def test_passages_are_verbatim(corpus):
    """File, line, sentence and keyword are those of the documents."""
    table = count_terms(corpus, lemmatize=True).set_index("term")
    row = evidence(table.reset_index(), table.index.get_loc("multilateralism")).iloc[0]
    assert (row["item"], row["lines"], row["date"]) == ("000-1", "14", "2020-11-18")
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
    assert len(quoted["sentence"]) <= 2 * 1000 + len("peace")
    assert "peace" in quoted["sentence"]
