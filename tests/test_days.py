"""Sets of days are exact, and EDTF strings name them and nothing else."""

from datetime import date, timedelta
from itertools import pairwise

import edtf as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.dating.days import (
    Horizon,
    bounds,
    first_day,
    from_days,
    period_around,
    period_name,
    period_number,
    period_of,
    periods_between,
    real_day,
    to_days,
)

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


@pytest.mark.parametrize("size", [1, 6, 7, 8, 13, 14, 15, 366])
@pytest.mark.parametrize("first", [date(2024, 2, 26), date(2024, 3, 3)])
def test_every_day_has_one_weekday(first, size):
    """Of horizons of any size, from a Monday and from a Sunday on: each by the calendar."""
    horizon = Horizon(first, first + timedelta(size - 1))
    days = [first + timedelta(n) for n in range(size)]
    for number in range(7):
        expected = horizon.of(*(day for day in days if day.weekday() == number))
        assert horizon.weekday(number) == expected
    assert horizon.every_day == horizon.of(*days)


@pytest.mark.parametrize(
    ("years", "edtf"), [(2, "[2024-09-18,2025-09-18]"), (3, "XXXX-09-18"), (1, "2024-09-18")]
)
def test_a_day_of_every_year_needs_three_of_them(years, edtf):
    """Two days say their years."""
    horizon = Horizon(date(2024, 1, 1), date(2023 + years, 12, 31))
    assert from_days(horizon.recurring(9, 18), horizon) == edtf


@pytest.mark.parametrize(
    ("first", "last", "edtf"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (date(2024, 2, 2), date(2024, 2, 29), "[2024-02-02..2024-02-29]"),
        (date(2024, 2, 1), date(2024, 2, 28), "[2024-02-01..2024-02-28]"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 12, 1), date(2024, 12, 31), "2024-12"),
        (date(2024, 1, 1), date(2025, 12, 31), "[2024-01-01..2025-12-31]"),
        (date(2013, 1, 1), date(2024, 1, 1), "[..2024-01-01]"),
        (date(2026, 12, 1), date(2026, 12, 31), "2026-12"),
        (date(2026, 12, 2), date(2026, 12, 31), "[2026-12-02..]"),
    ],
)
def test_whole_months_and_years_are_written_so(first, last, edtf):
    """And a month with a day less is not, nor one with a gap."""
    days = HORIZON.between(first, last)
    assert (from_days(days, HORIZON), to_days(edtf, HORIZON)) == (edtf, days)
    assert HORIZON.ends(days) == (first, last)
    gap = HORIZON.of(first + timedelta(5))
    written = from_days(days & ~gap, HORIZON)
    assert written.startswith("[") and to_days(written, HORIZON) == days & ~gap


PERIODS = [
    ("year", "2024-12-30", 2024, "2024-01-01", "2024-12-31"),
    ("quarter", "2024-12-30", "2024-Q4", "2024-10-01", "2024-12-31"),
    ("quarter", "2024-03-31", "2024-Q1", "2024-01-01", "2024-03-31"),
    ("month", "2024-12-30", "2024-12", "2024-12-01", "2024-12-31"),
    ("month", "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"),
    ("week", "2024-12-29", "2024-W52", "2024-12-23", "2024-12-29"),
    ("week", "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05"),
    ("day", "2024-12-30", "2024-12-30", "2024-12-30", "2024-12-30"),
]


@pytest.mark.parametrize(("by", "day", "name", "first", "last"), PERIODS)
def test_the_period_that_a_day_lies_in(by, day, name, first, last):
    """Its name, its number there and back, its ends, and the one behind it."""
    day, first, last = map(date.fromisoformat, (day, first, last))
    number = period_of(day, by)
    assert (period_name(number, by), period_number(name, by)) == (name, number)
    assert (first_day(number, by), first_day(number + 1, by)) == (first, last + timedelta(1))
    assert period_around(day, day, by) == (first, last)
    low, high = period_around(first, last + timedelta(1), by, 1)
    assert (low, high) == (last + timedelta(1), first_day(number + 3, by) - timedelta(1))
    assert periods_between(name, name, by) == [name]


def test_periods_run_without_a_gap():
    """Across the end of a year, and through a common February."""
    assert periods_between("2023-Q4", "2024-Q2", "quarter") == ["2023-Q4", "2024-Q1", "2024-Q2"]
    assert periods_between("2024-12", "2025-01", "month") == ["2024-12", "2025-01"]
    assert periods_between("2024-W52", "2025-W01", "week") == ["2024-W52", "2025-W01"]
    assert periods_between("2023-02-28", "2023-03-01", "day") == ["2023-02-28", "2023-03-01"]
    assert periods_between(2023, 2025, "year") == [2023, 2024, 2025]
    assert bounds("2023-02") == (date(2023, 2, 1), date(2023, 2, 28))
    assert real_day(2023, 2, 29) is None
