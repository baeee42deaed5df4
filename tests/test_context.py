"""What the events named in a text say of its own day."""

from datetime import date

import pytest

from analysis import lexicons
from analysis.reading.cleaning import Span
from analysis.reading.dating.context import Calendar, _EventName, find_context
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
        # said in the year of the forum or the next one; a week ago says nothing of its year
        *(
            (f"{said} they attended the Third Belt and Road Forum", [("after", edtf)])
            for said, edtf in [
                ("this year", "[2023-10-17..2023-12-31]"),
                ("last year", "[2023-10-17..2024-12-31]"),
                ("this October", "[2023-10-17..2023-12-31]"),
                ("last week", "[2023-10-17..]"),
                ("this month", "[2023-10-17..]"),
            ]
        ),
        ("this March they attended the Third Belt and Road Forum", []),
        # the visit after June 2019 began on 20 March 2023
        ("Xi Jinping last visited Russia in 2019", [("last_time", "[2019-06-05..2023-03-19]")]),
        ("Xi Jinping last visited Russia", [("last_time", "[2013-03-22..]")]),
        ("75 years since the founding of the PRC", [("anniversary", "[2023-01-01..2025-12-31]")]),
        (
            "the 9th anniversary of the pact, the 75th anniversary of the founding of the PRC",
            [("anniversary", "[2023-01-01..2025-12-31]")],
        ),
        *(
            (f"They will attend the Third Belt and Road Forum {said}", [("before", edtf)])
            for said, edtf in [
                ("next month", "2023-09"),
                ("next year", "2022"),
                ("this year", "[2023-04-20..2023-10-17]"),
            ]
        ),
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
    raw = "They met after the BRICS summit in Kazan"
    (names,) = CALENDAR.find_names(Text.of(raw, [Span(0, len(raw), "body")], Horizon()))
    assert [(raw[n.start : n.end], len(n.events)) for n in names] == [("BRICS summit in Kazan", 1)]


def test_words_of_dates_count_for_numbers():
    """Of the cues that are asked for only."""
    assert number("March", "month.en") == number("марте", "month.en", "month.ru") == 3
    assert number("two", "count") == 2
    assert number("two", "month.en") is None


def test_the_tense_of_a_date_is_that_of_the_verb_nearest_to_it():
    """One sentence looks back on the first day and ahead to the second."""
    line = "They met on 9 April, and will meet on Friday"
    assert [tense(line, (0, len(line)), at, at + 5) for at in (12, 38)] == ["past", "future"]


FORUM = "Third Belt and Road Forum"
FOUNDING = "the founding of the PRC"


def _far(word, n, name):
    """Write a word that begins so many characters before a name."""
    return f"They {word.ljust(n - 1, 'x')} {name}"


@pytest.mark.parametrize(
    ("make", "most", "inside", "outside"),
    [
        # "ahead of", "attended": 90 characters before the name; "will": 40 behind it
        (lambda n: _far("ahead of ", n, FORUM), 90, ["before"], []),
        (lambda n: _far("attended ", n, FORUM), 90, ["after"], []),
        (lambda n: f"The {FORUM} {'x' * (n - 6)} will", 40, ["before"], []),
        # "former", "then": 25 on either side
        (lambda n: _far("former ", n, "Foreign Minister Qin Gang"), 25, [], ["tenure"]),
        (lambda n: f"Foreign Minister Qin Gang {'x' * (n - 6)} then", 25, [], ["tenure"]),
        # "75th anniversary": 90 before what was founded
        (lambda n: _far("75th anniversary ", n - 4, FOUNDING), 90, ["anniversary"], []),
    ],
)
def test_how_far_from_a_name_words_speak_of_it(make, most, inside, outside):
    """The last place where they do, and the first where they do not."""
    found = [[kind for kind, _ in context(make(n))] for n in (most, most + 1)]
    assert found == [inside, outside]


def test_what_lasts_contradicts_a_horizon_without_it():
    """A summit outside of the horizon says nothing, a chair outside of it leaves no day."""
    horizon = Horizon(date(2016, 1, 1), date(2019, 12, 31))
    assert evidence(f"They attended the {FORUM}", horizon) == []
    (piece,) = evidence("Russia is the current chair of BRICS", horizon)
    assert (piece.kind, piece.days) == ("chairmanship", 0)
    # all days of a horizon say nothing either
    assert (
        evidence(
            "Russia is the current chair of BRICS", Horizon(date(2020, 1, 1), date(2020, 12, 31))
        )
        == []
    )


def test_of_a_line_two_hundred_names_are_read():
    """And the first part of a meeting is looked for as often."""
    assert [len(evidence(f"{FORUM} held. " * k)) for k in (200, 201)] == [199, 199]
    for k, found in ((199, ["during"]), (200, [])):
        text = "Wang Yi spoke. " * k + "Lavrov met Wang Yi in Tunxi."
        assert [kind for kind, _ in context(text)] == found


def test_names_compete_for_characters_they_share():
    """Names that touch do not, nor does one with itself or with another kind of fact."""
    kinds = {event.relation: event for event in lexicons.events() if not event.parts}
    text = Text.of("x" * 20, [Span(0, 20, "body")], HORIZON)

    def name(start, end, *relations):
        return _EventName(start, end, tuple(kinds[r] for r in relations), text, (0, 20))

    longer = name(5, 15, "happening")
    for start, end, shares in [
        (0, 5, 0),
        (0, 6, 1),
        (14, 20, 1),
        (15, 20, 0),
        (5, 15, 0),
        (6, 9, 1),
    ]:
        assert name(start, end, "before").competes(longer) == bool(shares)
    assert not name(6, 9, "tenure").competes(longer)
    assert name(6, 9, "tenure", "after").competes(longer)
