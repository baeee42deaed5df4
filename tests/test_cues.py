"""Words around a date: how far they are read, and which of two verbs is the nearer one."""

import pytest

from analysis.reading.dating.cues import sentence_at, tense
from analysis.reading.dating.item import date_text


def test_of_a_long_sentence_three_hundred_characters_on_either_side_are_read():
    """And never more than its line, or than the sentence where it ends before."""
    assert sentence_at("x" * 1000, (0, 1000), 400, 410) == (100, 710)
    assert sentence_at("x" * 1000, (150, 700), 400, 410) == (150, 700)
    line = "They met. On May 3, 2024 they spoke. They left."
    assert line[slice(*sentence_at(line, (0, len(line)), 13, 24))] == line[10:36]


def _tense_between(before, after):
    line = f"{before}9 April{after}"
    return tense(line, (0, len(line)), len(before), len(before) + len("9 April"))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # 120 characters away at most, the verb's own among them
        ("They met ".ljust(125, "x"), "", "past"),
        ("They met ".ljust(126, "x"), "", ""),
        ("", f" {'x' * 111} they met.", ""),
        ("", f" {'x' * 110} they met.", "past"),
        # a comma is forty characters: 50 before the day against 9 + 40 and 10 + 40 behind it
        ("They met ".ljust(58, "x"), f", {'x' * 6} will meet.", "future"),
        ("They met ".ljust(58, "x"), f", {'x' * 7} will meet.", "past"),
        ("They met ".ljust(58, "x"), f" {'x' * 47} will meet.", "future"),
        ("They met ".ljust(58, "x"), f" {'x' * 48} will meet.", "past"),
    ],
)
def test_the_tense_is_that_of_the_nearest_verb(before, after, said):
    """Of two as far away it is the one before."""
    assert _tense_between(before, after) == said


@pytest.mark.parametrize(("at", "edtf"), [(499, "2024-05-03"), (500, "")])
def test_an_opening_is_five_hundred_characters_of_a_line(at, edtf):
    """A sentence may be endless."""
    text = f"{'x' * (at - len(' they met on '))} they met on May 3, 2024"
    assert date_text(text, events=()).event.edtf == edtf
