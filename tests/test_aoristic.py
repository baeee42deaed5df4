"""Aoristic weights are shares of possible days and sum to one."""

from datetime import date

import pandas as pd
import pytest

from analysis.reading.dating.days import aoristic_weights, period_around, periods_between


def weights(*edtf):
    items = pd.DataFrame({"item_id": [str(n) for n in range(len(edtf))], "event_edtf": edtf})
    return aoristic_weights(items)


def test_weights_worked_by_hand():
    """31 December 2020 to 2 January 2021: one day of three, then two."""
    table = weights("[2020-12-31..2021-01-02]")
    assert table["year"].tolist() == [2020, 2021]
    assert table["weight"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert not table["certain"].any()


def test_an_open_date_is_spread_over_the_horizon():
    """18 September of any of 14 years."""
    table = weights("XXXX-09-18")
    assert len(table) == 14
    assert table["weight"].tolist() == pytest.approx([1 / 14] * 14)


def test_weights_sum_to_one_and_undated_items_have_none(corpus):
    """Nine dated seeds, each certain of its year."""
    table = aoristic_weights(corpus.items)
    assert table.groupby("item_id")["weight"].sum().tolist() == [1.0] * 9
    assert table["certain"].all()
    assert weights("").empty


@pytest.mark.parametrize(
    ("by", "names", "shares"),
    [
        ("quarter", ["2024-Q4", "2025-Q1"], [3 / 4, 1 / 4]),
        ("month", ["2024-12", "2025-01"], [3 / 4, 1 / 4]),
        ("week", ["2024-W52", "2025-W01"], [1 / 4, 3 / 4]),
        ("day", ["2024-12-29", "2024-12-30", "2024-12-31", "2025-01-01"], [1 / 4] * 4),
    ],
)
def test_every_unit_has_its_periods(by, names, shares):
    """Sunday 29 December 2024 to 1 January 2025: the week of 2025 begins on 30 December."""
    items = pd.DataFrame({"item_id": ["a"], "event_edtf": ["[2024-12-29..2025-01-01]"]})
    table = aoristic_weights(items, by=by)
    assert table[by].tolist() == names
    assert table["weight"].tolist() == shares
    assert periods_between(names[0], names[-1], by) == names


def test_weights_of_the_best_dates_take_the_publication_where_the_event_is_unknown(read):
    """A stamp dates a post that tells no date."""
    posts = "Anna, [09.03.2026 08:04]\nTalks\n\nAnna, [10.03.2026 09:00]\nOn March 7 they met.\n"
    items = read(chat=posts).items
    weights = aoristic_weights(items, by="day", dates="best")
    assert weights["day"].tolist() == ["2026-03-09", "2026-03-07"]
    assert aoristic_weights(items, by="day")["day"].tolist() == ["2026-03-07"]


def test_shares_of_three_days_over_new_year():
    """31 December 2020 to 2 January 2021: one day of three, then two."""
    items = pd.DataFrame({"item_id": ["a"], "event_edtf": ["[2020-12-31..2021-01-02]"]})
    items = items.assign(event_from=pd.NaT, event_to=pd.NaT)
    rows = aoristic_weights(items, by="quarter").itertuples(index=False)
    expected = [("a", "2020-Q4", 1 / 3, False), ("a", "2021-Q1", 2 / 3, False)]
    assert [tuple(row) for row in rows] == expected


def test_the_month_before_ends_on_a_leap_day():
    """The month before March 2024."""
    around = period_around(date(2024, 3, 1), date(2024, 3, 1), "month", -1)
    assert around == (date(2024, 2, 1), date(2024, 2, 29))
