"""What is weighed for one item, and how near, how few and how many it takes."""

from datetime import date, timedelta

import pytest

from analysis import lexicons
from analysis.lexicons import Lexicons
from analysis.reading.cleaning import Span
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.item import date_item, date_text

EVENTS = "# replace\nid,label,start,end,relation,aliases,class,source,note\n"
MEETINGS = "# replace\nid,label,day,end,kind,who,where,source,note\n"


@pytest.fixture
def own(tmp_path):
    """Return a function that makes a calendar of a two-day assembly and some meetings."""

    def calendar(*meetings):
        row = "otters,Assembly of Otters,2024-05-04,2024-05-05,{},assembly of otters,context,me,"
        (tmp_path / "events.csv").write_text(EVENTS + row.format("during") + "\n", "utf-8")
        rows = (f"{n},Talks,{day},,{kind},me|" for n, (day, kind) in enumerate(meetings))
        rows = (row.replace("me|", "Wang Yi|Sergey Lavrov,Guilin,me,") for row in rows)
        (tmp_path / "meetings.csv").write_text(MEETINGS + "\n".join([*rows, ""]), "utf-8")
        return lexicons.events(Lexicons.of(tmp_path))

    return calendar


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        # a summit of 22 October clashes with a day stated at most 100 characters from it
        (f"On October 5, 2024 they met,{' ' * 75}BRICS summit held in Kazan.", None, "contested"),
        (f"On October 5, 2024 they met,{' ' * 76}BRICS summit held in Kazan.", None, "2024-10-05"),
        (
            f"{'Talks ' * 20}\nOn October 5, 2024 they met at the BRICS summit held in Kazan.",
            *(None, "contested"),
        ),
        ("On October 5, 2024 they met.\nThe BRICS summit held in Kazan.", None, "2024-10-05"),
        ("On October 22, 2024 they met at the BRICS summit held in Kazan.", None, "2024-10-22"),
        # a weekday beside a day of the month is not weighed
        (
            "On April 9, after talks on Monday, they met; Russia is the current chair of BRICS.",
            *(None, "[2015-04-09,2020-04-09,2024-04-09]"),
        ),
        # a day told as past bounds, unless it can be read in two ways
        ("On May 9, they met. It was signed on 03/04/2025.", None, "XXXX-05-09"),
        (
            "On May 9, they met. It was signed on 13/04/2025.",
            *(None, "[2025-05-09,2026-05-09]"),
        ),
        ("On May 9, they met. They will meet on 13/04/2025.", None, "XXXX-05-09"),
        # news of 45 days before: where that leaves one day of several, it says nothing
        (
            "They spoke ahead of the BRICS summit in Kazan.",
            "2024-12-06",
            "[2024-04-25..2024-10-22]",
        ),
        (
            "They spoke ahead of the BRICS summit in Kazan.",
            "2024-12-05",
            "[2024-10-21..2024-10-22]",
        ),
        # and of 120 days after
        ("They attended the BRICS summit in Kazan.", "2024-06-24", "[2024-10-22..]"),
        ("They attended the BRICS summit in Kazan.", "2024-06-25", "[2024-10-22..2024-10-23]"),
    ],
)
def test_what_is_weighed(text, published, edtf):
    """By the calendar of the package."""
    event = date_text(text, published=published).event
    assert edtf in (event.edtf, event.status)


@pytest.mark.parametrize("published", [date(2024, 6, 19), date(2024, 1, 5)])
def test_one_of_two_days_only_by_being_near_is_none(own, published):
    """May 5 is 45 days before the one, May 4 is 120 days after the other."""
    text = "They met at the Assembly of Otters."
    for away, edtf in ((0, "[2024-05-04..2024-05-05]"), (200, "")):
        found = date_text(text, published=published + timedelta(away), events=own())
        assert found.event.edtf == edtf
    # and a weekday of no such day is not weighed
    event = date_text("They met on Monday at the Assembly of Otters.", events=own()).event
    assert (event.edtf, event.status) == ("[2024-05-04..2024-05-05]", "derived")


def test_a_day_of_two_years_is_open():
    """Nothing has narrowed it, so it bounds no publication."""
    horizon = Horizon(date(2023, 1, 1), date(2024, 12, 31))
    found = date_text("On May 9, they met.", horizon=horizon, events=())
    assert (found.event.edtf, found.event.status) == ("[2023-05-09,2024-05-09]", "open")
    assert found.publication.edtf == ""


@pytest.mark.parametrize(
    ("days", "size", "edtf"),
    [
        # of 31 days they are all, of 32 other evidence must choose; one run of days is one meeting
        ((date(2024, 2, 3), date(2024, 2, 20)), 31, "[2024-02-03,2024-02-20]"),
        ((date(2024, 2, 3), date(2024, 2, 20)), 32, ""),
        ((date(2024, 2, 3), date(2024, 2, 4)), 32, "[2024-02-03..2024-02-04]"),
        ((date(2024, 2, 3),), 32, "2024-02-03"),
        ((date(2024, 3, 3),), 31, ""),
    ],
)
def test_recorded_meetings_name_the_day_if_few_days_are_open(own, days, size, edtf):
    """The horizon begins on 1 February 2024."""
    first = date(2024, 2, 1)
    horizon = Horizon(first, first + timedelta(size - 1))
    events = own(*((day, "talks") for day in days))
    event = date_text("Lavrov met Wang Yi in Guilin.", horizon=horizon, events=events).event
    assert (event.edtf, event.status) == (edtf, "identified" if edtf else "undated")


@pytest.mark.parametrize(("first", "n_days"), [(date(2022, 6, 3), 31), (date(2022, 5, 27), 218)])
def test_a_weekday_is_weighed_where_it_leaves_31_days(first, n_days):
    """Of the Fridays up to the end of the term, on a Friday."""
    text = "They met on Friday in Beijing, and Chinese Foreign Minister Wang Yi spoke."
    assert date_text(text, horizon=Horizon(first, date(2023, 1, 10))).event.n_days == n_days


@pytest.mark.parametrize(
    ("text", "title", "edtf"),
    [
        ("Met on May 3, 2024, and will meet again.", "", "[2024-05-03..]"),
        ("On May 3, 2024, they met, and on Friday they will.", "", "[2024-05-03..]"),
        ("They will meet.", "Talks (May 3, 2024)", "[2024-05-02..]"),
        ("They will meet.", "Talks, May 3, 2024", "[2024-05-03..]"),
        ("On Tuesday, April 9, they met.", "", ""),
        ("On April 9, they met.", "", ""),
        ("They met.", "", ""),
    ],
)
def test_a_page_is_not_older_than_what_it_tells(text, title, edtf):
    """Less a day for an issue date in brackets; nothing where the year is open."""
    found = date_text(text, title=title, events=())
    assert found.publication.edtf == edtf
    assert [p.target for p in found.publication.evidence] == ["publication"] * bool(edtf)


def test_what_was_not_used_says_why_and_what_was_used_stands_once():
    """A summit in another line disagrees; a day told as past is no background any more."""
    text = "On October 5, 2024 they met.\nThe BRICS summit held in Kazan."
    (piece,) = date_text(text).unused
    assert piece.note == "disagrees: 16th BRICS summit, Kazan"
    (piece,) = date_text(
        "They spoke ahead of the BRICS summit in Kazan.", published="2024-12-06"
    ).unused
    assert (piece.note, piece.start, piece.end) == ("agrees: told of these days", 0, 0)
    found = date_text("On May 9, they met. It was signed on 13/04/2025. They began on 12/04/1999.")
    assert [p.kind for p in found.event.evidence] == ["month_day", "past_date"]
    assert [p.quote for p in found.unused] == ["12/04/1999"]


def test_a_text_that_tells_again_says_so():
    """The recap is quoted, as evidence of the publication."""
    found = date_text("ICYMI: on May 3, 2024, they met.", events=())
    pieces = [(p.target, p.kind, p.quote) for p in found.publication.evidence]
    assert ("publication", "recap", "ICYMI") in pieces and len(pieces) == 2


def test_stamps_and_teasers_of_a_page():
    """The first day within the horizon is the page's own; the others say why they are not."""
    lines = ["1949-10-02\n", "2024-05-03\n", "2024-05-04\n", "May 1–2, 2024\n", "They met."]
    ends = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]
    labels = ["date_stamp"] * 3 + ["related_news", "body"]
    spans = [Span(*place, label) for *place, label in zip(ends, ends[1:], labels, strict=False)]
    found = date_item("".join(lines), spans)
    assert (found.publication.edtf, found.publication.status) == ("2024-05-03", "stated")
    assert [(p.kind, p.note) for p in found.unused] == [
        ("page_stamp", "implausible: outside the horizon"),
        ("page_stamp", "not the page's first stamp"),
        ("teaser_stamp", "the page is not older"),
    ]
    assert found.unused[-1].days == HORIZON.between(date(2024, 5, 1), None)


@pytest.mark.parametrize(
    ("text", "edtf", "status"),
    [
        # published 31 days later: of that year, or of a later one; 32 days later, of a later one
        (
            "On November 18, they met. It was published on 19 December 2023.",
            *("[2023-11-18,2024-11-18,2025-11-18,2026-11-18]", "derived"),
        ),
        (
            "On November 18, they met. It was published on 20 December 2023.",
            *("[2024-11-18,2025-11-18,2026-11-18]", "derived"),
        ),
        # not all meetings are on record, so one on another day contradicts nothing
        ("On 22 March 2024 Lavrov met Wang Yi in Beijing.", "2024-03-22", "stated"),
        # what is recalled is no report of it
        ("Lavrov recalled his meeting with Wang Yi in Tunxi.", "", "undated"),
    ],
)
def test_what_else_a_text_names_does_not_decide_the_day(text, edtf, status):
    """A bound shortly after the day, a meeting on record, a meeting remembered."""
    found = date_text(text).event
    assert (found.edtf, found.status) == (edtf, status)
