"""Dates are what a page states, with their evidence, and nothing is filled in."""

from datetime import date

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.cleaning import label_spans
from analysis.reading.dating import date_item
from analysis.reading.dating.evidence import find_dates, latest_on_or_before


def event(raw, kind="article"):
    return date_item(raw, label_spans(raw, kind)).event


def mention(text):
    (found,) = find_dates(text, 0, len(text))
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("(May 15, 2024)", date(2024, 5, 15)),
        ("on 3 October 2024", date(2024, 10, 3)),
        ("3rd of October, 2024", date(2024, 10, 3)),
        ("SEPT. 18, 2023", date(2023, 9, 18)),
        ("18 ноября 2020 года", date(2020, 11, 18)),
        ("9 квітня 2024", date(2024, 4, 9)),
        ("2024-04-09", date(2024, 4, 9)),
        ("КНР02.04.24, 19:59", date(2024, 4, 2)),
        ("on\N{NO-BREAK SPACE}April\N{NO-BREAK SPACE}9, 2024", date(2024, 4, 9)),
    ],
)
def test_full_dates(text, day):
    """English, Russian, Ukrainian, in figures, glued to words, with no-break spaces."""
    assert mention(text).days == (day,)


@pytest.mark.parametrize(
    ("text", "month_day"),
    [
        ("On September 18, local time", (9, 18)),
        ("Tuesday, April 9", (4, 9)),
        ("16 октября", (10, 16)),
        ("February 29", (2, 29)),
    ],
)
def test_a_month_and_a_day_without_a_year(text, month_day):
    """The year stays open."""
    assert mention(text).month_day == month_day
    assert mention(text).days == ()


@pytest.mark.parametrize(
    "text", ["may 15 countries", "they march 3 abreast", "call 1.2.3.4", "in 2024", "12.5 percent"]
)
def test_what_is_no_date(text):
    """Verbs, addresses, years and numbers are not dates."""
    assert list(find_dates(text, 0, len(text))) == []


def test_figures_with_strokes_keep_both_readings():
    """03/04/2021 is the 3rd of April or the 4th of March; 19/11/2020 is one day."""
    assert mention("03/04/2021").days == (date(2021, 3, 4), date(2021, 4, 3))
    assert mention("19/11/2020").days == (date(2020, 11, 19),)


def test_a_range_has_a_first_and_a_last_day():
    """October 17–18, 2023 lasts two days."""
    found = mention("October 17–18, 2023")
    assert (found.days[0], found.last) == (date(2023, 10, 17), date(2023, 10, 18))
    assert event("Forum held on October 17–18, 2023\n").edtf == "2023-10-17/2023-10-18"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31 February 2024", "no such day"),
        ("February 31", "no such day in any year"),
        ("1 May 9999", "implausible year"),
        ("01.01.0000", "implausible year"),
    ],
)
def test_an_impossible_date_dates_nothing_and_keeps_its_reason(text, problem):
    """Hostile rows 26 and 29."""
    dating = date_item(f"Met on {text}\n", label_spans(f"Met on {text}\n", "article"))
    assert dating.event.status == "undated"
    assert [row["note"] for row in dating.evidence] == [problem]


@pytest.mark.parametrize(
    ("item", "edtf", "status"),
    [
        ("000-1", "2020-11-18", "derived"),
        ("001-1", "XXXX-09-18", "open"),
        ("002-1", "2021-03-18", "stated"),
        ("002-2", "", "undated"),
        ("002-3", "XXXX-10-16", "open"),
        ("002-4", "2024-05-15", "stated"),
        ("002-5", "", "undated"),
        ("002-6", "2024-10-03", "stated"),
        ("003-1", "2024-04-09", "stated"),
        ("004-1", "", "undated"),
    ],
)
def test_the_seeds_events(corpus, item, edtf, status):
    """What the pages state; decoys (2024 in 002-3, 1949 in 002-6, 02.04.24 in 003-1) do nothing."""
    row = corpus.items.set_index("item_id").loc[item]
    assert (row["event_edtf"], row["event_status"]) == (edtf, status)


def test_only_a_stamp_dates_the_publication(corpus):
    """000-1 has the only page stamp."""
    dated = corpus.items[corpus.items["published_status"] != "undated"]
    assert dated[["item_id", "published_edtf"]].values.tolist() == [["000-1", "2020-11-19"]]


def test_every_quote_stands_where_its_evidence_says(corpus):
    """Offsets give back the quote."""
    raw = corpus.items.set_index("item_id")["raw"]
    for row in corpus.evidence.itertuples():
        assert raw[row.item_id][row.start : row.end] == row.quote


def test_every_date_rests_on_used_evidence(corpus):
    """No date without evidence, and no event evidence used without a date."""
    used = corpus.evidence[corpus.evidence["used"] & (corpus.evidence["target"] == "event")]
    dated = corpus.items[corpus.items["event_status"] != "undated"]
    assert set(used["item_id"]) == set(dated["item_id"])


def test_the_page_stamp_gives_the_year_of_the_last_such_day():
    """A December day on a January page lies in the year before."""
    raw = "Talks held\n\n02.01.2021\n\nOn December 30, the ministers talked by phone.\n"
    assert event(raw).edtf == "2020-12-30"
    assert latest_on_or_before(2, 29, date(2021, 3, 1)) == date(2020, 2, 29)


def test_a_stamp_in_a_teaser_changes_no_date():
    """Removed spans other than the page's stamp say nothing about the item."""
    lead = "Talks held\n\nOn September 18, the ministers met in Moscow.\n\n"
    teaser = "Байден говорив телефон із Сі 02.04.24, 19:59\n"
    assert event(lead + teaser).edtf == event(lead).edtf == "XXXX-09-18"


def test_removing_repeats_changes_no_date():
    """A copy of the body adds no evidence."""
    once = "Forwarded from A\nHeading\nOn May 2, 2024 they met.\nThey talked.\n"
    twice = once + "On May 2, 2024 they met.\nThey talked.\n"
    first, second = (date_item(raw, label_spans(raw, "post")) for raw in (once, twice))
    assert first == second


@given(st.text(alphabet="0123456789./- ,–MayApril of2024", max_size=60))
def test_mentions_do_not_overlap_and_slice_to_their_quotes(text):
    """In order, with offsets that give the quote."""
    end = 0
    for found in find_dates(text, 0, len(text)):
        assert found.start >= end
        assert text[found.start : found.end] == found.quote
        end = found.end


def test_no_code_of_dating_reads_a_clock():
    """Neither today nor a time zone can date anything."""
    for path in (ROOT / "analysis/reading/dating").glob("*.py"):
        source = path.read_text("utf-8")
        assert not any(word in source for word in ("today(", "now(", "localtime", "time.time"))
