"""Sets of days are exact, and EDTF strings name them and nothing else."""

from datetime import date, timedelta
from itertools import pairwise

import edtf as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.dating.days import Horizon, from_days, to_days

HORIZON = Horizon()
POSITIONS = st.integers(0, HORIZON.every_day.bit_length() - 1)
RUNS = st.lists(st.tuples(POSITIONS, st.integers(0, 60)), min_size=1, max_size=4)


def day_set(runs):
    days = 0
    for start, length in runs:
        days |= HORIZON.between(*(HORIZON.first + timedelta(n) for n in (start, start + length)))
    return days & HORIZON.every_day


@pytest.mark.parametrize(
    ("edtf", "n"),
    [
        ("2024-05-15", 1),
        ("2021-03", 31),
        ("2020", 366),
        ("XXXX-09-18", 14),
        ("[2021-03-22..2021-03-23]", 2),
        ("[2023-09-18,2024-09-18]", 2),
        ("[..2013-01-15]", 15),
        ("[2026-12-30..]", 2),
        ("2023-10-17/2023-10-18", 2),
        ("", 5113),
    ],
)
def test_strings_and_their_days(edtf, n):
    """Counted on a calendar; written back the same."""
    days = to_days(edtf, HORIZON)
    assert days.bit_count() == n
    assert from_days(days, HORIZON, lasting="/" in edtf) == edtf


@given(RUNS)
def test_writing_and_reading_back(runs):
    """Any set survives the string."""
    days = day_set(runs)
    assert to_days(from_days(days, HORIZON), HORIZON) == days


@given(RUNS)
def test_an_independent_parser_reads_every_string(runs):
    """The edtf package accepts what is written."""
    written = from_days(day_set(runs), HORIZON)
    if written:
        reference.parse_edtf(written)


def test_an_independent_parser_reads_the_seeds(corpus):
    """Every string in the items table, also those without a year."""
    columns = ["event_edtf", "event_without_identity", "event_contested", "published_edtf"]
    strings = set(corpus.items[columns].to_numpy().ravel()) - {""}
    for written in [*strings, "XXXX-09-18", "2023-10-17/2023-10-18"]:
        reference.parse_edtf(written)


@given(RUNS)
def test_runs_are_apart_and_in_order(runs):
    """Each day of the set lies in exactly one run."""
    days = day_set(runs)
    found = list(HORIZON.runs(days))
    assert sum((last - first).days + 1 for first, last in found) == days.bit_count()
    assert all(a[1] < b[0] for a, b in pairwise(found))


def test_weekdays_and_leap_days():
    """9 April was a Tuesday in 2013, 2019 and 2024; 29 February is there in leap years only."""
    tuesdays = HORIZON.recurring(4, 9) & HORIZON.weekday(1)
    assert [first.year for first, _ in HORIZON.runs(tuesdays)] == [2013, 2019, 2024]
    assert [first.year for first, _ in HORIZON.runs(HORIZON.recurring(2, 29))] == [2016, 2020, 2024]


def test_days_outside_the_horizon_are_none():
    """Neither before nor after; its own first and last day are in it."""
    assert HORIZON.of(date(1949, 10, 2), date(2030, 1, 1)) == 0
    ends = HORIZON.first, HORIZON.last
    days = HORIZON.of(
        *ends, *(end + way * timedelta(1) for end, way in zip(ends, (-1, 1), strict=True))
    )
    assert [*HORIZON.runs(days)] == [(end, end) for end in ends]
    assert HORIZON.between(*ends) == HORIZON.every_day
    assert HORIZON.between(date(1990, 1, 1), date(2000, 1, 1)) == 0


@pytest.mark.parametrize("text", ["yesterday", "2024-5-15", "[a..b]"])
def test_other_strings_are_refused(text):
    """Nothing is guessed from a string either."""
    with pytest.raises(ValueError, match="is no year, month or day"):
        to_days(text, HORIZON)
