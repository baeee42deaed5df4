"""Contradictions list every smallest way out."""

from datetime import date

from analysis.reading.dating.days import Horizon
from analysis.reading.dating.solver import Evidence, contradictions, intersect

HORIZON = Horizon()


def piece(kind, *years):
    days = 0
    for year in years:
        days |= HORIZON.between(date(year, 1, 1), date(year, 12, 31))
    return Evidence("event", kind, "context", kind, 0, 1, days)


def ways(*pieces):
    found = contradictions(pieces, HORIZON)
    return [(way.edtf, "".join(p.kind for p in way.without)) for way in found]


def test_agreeing_evidence_has_no_contradiction():
    """2020–2021 and 2021–2022 meet in 2021."""
    pieces = [piece("a", 2020, 2021), piece("b", 2021, 2022)]
    assert intersect(pieces, HORIZON) == piece("", 2021).days
    assert contradictions(pieces, HORIZON) == ()


def test_either_of_two_can_go():
    """Two pieces that exclude each other: two ways out."""
    assert ways(piece("a", 2020), piece("b", 2021)) == [("2020", "b"), ("2021", "a")]


def test_a_smallest_set_has_no_smaller_one_inside():
    """One against two that agree: leave out the one, or the two together."""
    found = ways(piece("a", 2020), piece("b", 2021, 2022), piece("c", 2021, 2023))
    assert found == [("2020", "bc"), ("2021", "a")]


def test_the_same_days_stand_and_fall_together():
    """Saying it twice does not make it two witnesses."""
    assert ways(piece("a", 2020), piece("b", 2020), piece("c", 2021)) == [
        ("2020", "c"),
        ("2021", "ab"),
    ]


def test_no_evidence_allows_every_day():
    """And is no contradiction."""
    assert intersect([], HORIZON) == HORIZON.every_day
    assert contradictions([], HORIZON) == ()


def test_of_many_pieces_only_single_ones_are_left_out():
    """23 agree on 2020, two others exclude it and each other; of 22 and two, the two can go."""
    apart = [piece("x", 2024), piece("y", 2025)]
    others = [[2013 + bit for bit in range(5) if n >> bit & 1] for n in range(23)]
    agreeing = [piece("a", 2020, *years) for years in others]
    assert ways(*agreeing[:22], *apart) == [("2020", "xy")]
    assert ways(*agreeing, *apart) == []


def test_three_pieces_are_left_out_at_most():
    """Of four that exclude each other one stays, of five none."""
    apart = [piece(name, 2020 + n) for n, name in enumerate("abcde")]
    assert ways(*apart[:4]) == [("2020", "bcd"), ("2021", "acd"), ("2022", "abd"), ("2023", "abc")]
    assert ways(*apart) == []
