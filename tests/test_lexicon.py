"""Lexicon terms are found once, longest first, as they are counted."""

from dataclasses import dataclass

import pytest

from analysis.finding.lexicon import find_entries
from analysis.finding.words import read as read_corpus


@dataclass(frozen=True)
class Row:
    """A lexicon row of its own."""

    term: str
    match: str = "phrase"
    is_acronym: bool = False
    is_surname: bool = False


@pytest.fixture
def found(read):
    """Return a function that finds rows in a text of one sentence: first and last word, term."""

    def find(rows, text):
        columns = find_entries(read_corpus(read(a=text), "cleaned"), rows)
        hits = zip(*(column.tolist() for column in columns), strict=True)
        return [(first, last, rows[n].term) for first, last, n in hits]

    return find


def test_the_longest_phrase_wins_and_then_the_word(found):
    """Three words before two before one; a hit's words are in no other hit."""
    rows = [Row("chinese side", "phrase"), Row("side", "word"), Row("chinese side of it", "phrase")]
    assert found(rows, "the Chinese side of it") == [(1, 4, "chinese side of it")]
    assert found(rows, "the Chinese side of us side") == [(1, 2, "chinese side"), (5, 5, "side")]


def test_acronyms_need_capitals_and_prefixes_do_not(found):
    """US is not us; a prefix finds inflected words."""
    rows = [Row("US", "word", is_acronym=True), Row("multipolar", "prefix")]
    assert found(rows, "us US Multipolarity") == [(1, 1, "US"), (2, 2, "multipolar")]


def test_possessives_and_spelling_variants_are_one(found):
    """A form with 's and a text without it, Sergei and Sergey."""
    rows = [Row("people's daily"), Row("sergey lavrov")]
    assert [hit[2] for hit in found(rows, "People Daily on Sergei Lavrov's")] == [
        "people's daily",
        "sergey lavrov",
    ]
