"""What the events named in a text say of its own day."""

from datetime import date

import pytest

from analysis import lexicons
from analysis.reading.cleaning import Span
from analysis.reading.dating.context import Calendar, find_context
from analysis.reading.dating.cues import Text, number, tense
from analysis.reading.dating.days import Horizon, from_days

HORIZON = Horizon()
CALENDAR = Calendar.of(lexicons.events())


def evidence(text, horizon=HORIZON):
    return find_context(Text.of(text, [Span(0, len(text), "body")], horizon), CALENDAR)


def context(text):
    pieces = evidence(text)
    return [(piece.kind, from_days(piece.days, HORIZON)) for piece in pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "preparations for the Third Belt and Road Forum",
            [("before", "[2023-04-20..2023-10-17]")],
        ),
        ("They attended the Third Belt and Road Forum", [("after", "[2023-10-17..]")]),
        ("The Third Belt and Road Forum is a platform", []),
        (
            "this March, Xi Jinping paid a visit to Russia",
            [("after", "[2013-03-22..2013-12-31,2023-03-20..2023-12-31]")],
        ),
        (
            "the 75th anniversary of the founding of the PRC this year",
            [("anniversary", "[2023-01-01..2025-12-31]")],
        ),
        (
            "This year we mark the 75th anniversary of the founding of the PRC",
            [("anniversary", "2024")],
        ),
        ("Russia holds the BRICS chairmanship this year", [("chairmanship", "[2015,2020,2024]")]),
        (
            "the 10th anniversary of Crimea's reunification",
            [("anniversary", "[2023-01-01..2025-12-31]")],
        ),
        ("after the reunification of Crimea", [("after", "[2014-03-18..]")]),
        ("the historic expansion of BRICS", [("after", "[2023-08-24..]")]),
        ("форуме БРИКС", []),
    ],
)
def test_mentions(text, expected):
    """Past, coming, undecided; ambiguous names allow all their instances."""
    expected = [
        (
            r,
            e.replace(
                "[2015,2020,2024]",
                "[2015-01-01..2015-12-31,2020-01-01..2020-12-31,2024-01-01..2024-12-31]",
            ),
        )
        for r, e in expected
    ]
    assert context(text) == expected


def test_the_quote_holds_the_name_and_what_narrows_it_down():
    """A minister's name is dated by the term of office, unless the words around it deny that."""
    horizon = Horizon(last=date(2023, 12, 31))
    read = []
    for line in [
        "this March, Xi Jinping paid a visit to Russia",
        "preparations for the Third Belt and Road Forum",
        "The Third Belt and Road Forum is a platform",
        "Chinese Foreign Minister Qin Gang",
        "former Chinese Foreign Minister Qin Gang",
        "In 2021 there were advances",
    ]:
        pieces = evidence(line, horizon)
        read += [(piece.kind, piece.quote, from_days(piece.days, horizon)) for piece in pieces]
    visit = "[2013-03-22..2013-12-31,2023-03-20..]"
    assert read == [
        ("after", "this March, Xi Jinping paid a visit to Russia", visit),
        ("before", "Third Belt and Road Forum", "[2023-04-20..2023-10-17]"),
        ("tenure", "Foreign Minister Qin Gang", "[2022-12-30..2023-07-25]"),
        ("past_year", "In 2021 there were", "[2021-01-01..]"),
    ]


def test_what_is_coming_once_is_coming_everywhere():
    """A name without tense does not turn an announced event into a past one."""
    text = (
        "They were at the Winter Olympics in China. The Winter Olympics in China will be a success."
    )
    assert {relation for relation, _ in context(text)} == {"before"}


def test_a_name_inside_a_longer_one_is_none():
    """The longer name is the one: "Third Belt and Road Forum"."""
    raw = "At the Third Belt and Road Forum in Beijing"
    (names,) = CALENDAR.find_names(Text.of(raw, [Span(0, len(raw), "body")], Horizon()))
    found = [(raw[n.start : n.end], [event.relation for event in n.events]) for n in names]
    assert found == [("Third Belt and Road Forum", ["happening"])]


def test_words_of_dates_count_for_numbers():
    """Of the cues that are asked for only."""
    assert number("March", "month.en") == number("марте", "month.en", "month.ru") == 3
    assert number("two", "count") == 2
    assert number("two", "month.en") is None


def test_the_tense_of_a_date_is_that_of_the_verb_nearest_to_it():
    """One sentence looks back on the first day and ahead to the second."""
    line = "They met on 9 April, and will meet on Friday"
    assert [tense(line, (0, len(line)), at, at + 5) for at in (12, 38)] == ["past", "future"]
