"""Dates are what the evidence allows: gold dates, invariants, and nothing filled in."""

import json
import os
import time
from datetime import date, datetime
from functools import partial
from itertools import product

import pytest
from conftest import ROOT
from effort import calls, seconds
from hypothesis import given
from hypothesis import strategies as st

from analysis import lexicons
from analysis.lexicons import Ruling
from analysis.reading.cleaning import Span, label_spans
from analysis.reading.dating.context import Calendar
from analysis.reading.dating.cues import Text
from analysis.reading.dating.days import Horizon, from_days, to_days
from analysis.reading.dating.item import date_item, date_text
from analysis.reading.dating.mentions import find_dates
from analysis.tables import InputError

HORIZON = Horizon()
GOLD = {
    row["item"]: row
    for row in json.loads((ROOT / "tests/gold/dates.json").read_text("utf-8"))["items"]
}
DATED = [item for item, row in GOLD.items() if row["event"]["best"]]
# Right day without the record of known meetings, as the gold file derives them.
DERIVED = ["000-1", "002-1", "002-3", "002-4", "002-6", "003-1"]


def item(corpus, item_id):
    return corpus.items.set_index("item_id").loc[item_id]


def dating(corpus, item_id, **options):
    raw = item(corpus, item_id)["raw"]
    return date_item(raw, label_spans(raw, item(corpus, item_id)["kind"]), **options)


def event(raw, kind="article", **options):
    return date_item(raw, label_spans(raw, kind), **options).event


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
    assert event("Forum held on October 17–18\n").status == "open"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("31 February 2024", "no such day"),
        ("February 31", "no such day in any year"),
        ("1 May 9999", "implausible: outside the horizon"),
        ("01.01.0000", "no such day"),
        ("October 2, 1949", "implausible: outside the horizon"),
        ("May 0999", "implausible: outside the horizon"),
        ("May 0000", "no such day"),
    ],
)
def test_an_impossible_date_dates_nothing_and_keeps_its_reason(text, note):
    """Flagged, not dropped."""
    found = date_text("", title=f"Met on {text}")
    assert found.event.status == "undated"
    assert [(piece.note, piece.days) for piece in found.unused] == [(note, 0)]


@pytest.mark.parametrize("item_id", DATED)
def test_the_truth_is_inside_the_set(corpus, item_id):
    """All nine dated seeds."""
    truth = HORIZON.of(date.fromisoformat(GOLD[item_id]["event"]["best"]))
    assert to_days(item(corpus, item_id)["event_edtf"], HORIZON) & truth


@pytest.mark.parametrize("item_id", DERIVED)
def test_the_day_is_derived_without_the_record_of_meetings(corpus, item_id):
    """Identity rows switched off, the same single day."""
    found = dating(corpus, item_id, identity=False).event
    assert found.edtf == found.without_identity == GOLD[item_id]["event"]["best"]
    assert found.n_days == 1


@pytest.mark.parametrize("item_id", [i for i in DATED if i not in ("001-1", "003-1", "004-1")])
def test_the_text_alone(corpus, item_id):
    """Without the calendar of events: what the gold file reads from the words alone."""
    expected = GOLD[item_id]["event"]["text_only"]
    assert dating(corpus, item_id, events=Calendar.of(())).event.edtf == expected.replace(
        "(none)", ""
    )


@pytest.mark.parametrize("item_id", DATED)
def test_with_context(corpus, item_id):
    """With the calendar, without identity: the gold file's sets."""
    expected = GOLD[item_id]["event"]["with_context_events"].split(" contested")[0]
    assert dating(corpus, item_id, identity=False).event.edtf == expected


@pytest.mark.parametrize("item_id", ["002-2", "004-1"])
def test_with_identity(corpus, item_id):
    """Two items are named by the record of known meetings, and say so."""
    row = item(corpus, item_id)
    assert row["event_edtf"] == GOLD[item_id]["event"]["with_identity_events"]
    assert row["event_status"] == "identified"


@pytest.mark.parametrize("item_id", GOLD)
def test_the_publication_as_the_page_states_it(corpus, item_id):
    """A stamp, or not before the event."""
    expected = GOLD[item_id]["publication"]["stated_on_page"]
    assert item(corpus, item_id)["published_edtf"] == (expected or "")


def test_the_contradiction_has_two_ways_out_and_a_ruling(corpus):
    """001-1: this March says 2013 or 2023, the chair of BRICS 2015, 2020 or 2024."""
    found = dating(corpus, "001-1").event
    assert (found.status, found.edtf) == ("contested", "[2023-09-18,2024-09-18]")
    ways = {way.edtf: {piece.kind for piece in way.without} for way in found.contradictions}
    assert ways == {"2023-09-18": {"chairmanship"}, "2024-09-18": {"after"}}
    row = item(corpus, "001-1")
    assert (row["event_edtf"], row["event_status"]) == ("2023-09-18", "ruled")
    assert row["event_contested"] == "[2023-09-18,2024-09-18]"


def test_a_ruling_must_choose_one_of_the_ways_out(corpus):
    """Another day is refused, and says what there is to choose from."""
    with pytest.raises(InputError, match=r"rulings\.csv:2: 2020-09-18 is none of the ways"):
        dating(corpus, "001-1", ruling=Ruling(date(2020, 9, 18), "x", "rulings.csv:2"))


def test_a_ruling_needs_something_to_rule_on(corpus):
    """A row for an item whose evidence agrees is refused with its place."""
    with pytest.raises(
        InputError, match=r"rulings\.csv:2: there is nothing to rule on, .* 2023-10-16;"
    ):
        dating(corpus, "002-3", ruling=Ruling(date(2023, 10, 16), "x", "rulings.csv:2"))


def test_two_stated_days_are_contested_and_can_be_ruled():
    """The same day of two years, both stated."""
    raw = "Met on March 5, 2022\n\nOn March 5, 2023 they met.\n"
    assert event(raw).contested == "[2022-03-05,2023-03-05]"
    ruled = event(raw, ruling=Ruling(date(2022, 3, 5), "x", "r:2"))
    assert (ruled.edtf, ruled.status) == ("2022-03-05", "ruled")


def test_what_a_ruling_sets_aside_stays_visible(corpus):
    """The chair of BRICS is in the evidence of 001-1, with the reason it was not used."""
    mine = corpus.evidence[corpus.evidence["item_id"] == "001-1"]
    chair = mine[mine["kind"] == "chairmanship"].iloc[0]
    assert not chair["used"]
    assert chair["note"].startswith("set aside by the ruling: BRICS chairmanship")


def test_a_placeholder_has_no_date(corpus):
    """Nothing to read, nothing to date."""
    row = item(corpus, "002-5")
    assert (row["event_edtf"], row["event_status"], row["published_edtf"]) == ("", "undated", "")


def test_the_weekday_and_the_chair_give_the_year(corpus):
    """003-1 is still 2024 when line 11, which states it, is hidden."""
    raw = item(corpus, "003-1")["raw"]
    hidden = raw.replace("April 9, 2024", "that day")
    found = event(hidden)
    assert (found.edtf, found.status) == ("2024-04-09", "derived")


def test_every_quote_stands_where_its_evidence_says(corpus):
    """Offsets give back the quote."""
    raw = corpus.items.set_index("item_id")["raw"]
    for row in corpus.evidence.itertuples():
        assert raw[row.item_id][row.start : row.end] == row.quote


def test_every_date_rests_on_used_evidence(corpus):
    """No date without evidence, and no used evidence without a date."""
    used = corpus.evidence[corpus.evidence["used"] & (corpus.evidence["target"] == "event")]
    dated = corpus.items[corpus.items["event_status"] != "undated"]
    assert set(used["item_id"]) == set(dated["item_id"])


def test_the_page_stamp_bounds_the_event():
    """A December day on a January page lies in the year before; what is far ahead dates nothing."""
    page = "Talks\n\n02.01.2021\n\n{}\n"
    assert event(page.format("On December 30, the ministers talked by phone.")).edtf == "2020-12-30"
    assert event(page.format("On January 4, the ministers will meet.")).edtf == "2021-01-04"
    assert event(page.format("On February 9, the ministers will meet.")).edtf == ""


def test_a_changed_teaser_stamp_changes_nothing():
    """A stamp in related news says nothing about the item."""
    lead = "Talks held\n\nOn September 18, the ministers met in Moscow.\n\n"
    items = [
        date_item(raw, label_spans(raw, "article"))
        for raw in (
            lead + f"Байден говорив телефон із Сі {stamp}, 19:59\n"
            for stamp in ("02.04.24", "11.11.19")
        )
    ]
    assert items[0].event.edtf == "XXXX-09-18"
    assert (items[0].event, items[0].publication) == (items[1].event, items[1].publication)
    assert [piece.note for piece in items[0].unused][-1] == "the page is not older"


def test_removing_repeats_changes_no_date():
    """A copy of the body adds no evidence."""
    once = "Forwarded from A\nHeading\nOn May 2, 2024 they met.\nThey talked.\n"
    twice = once + "On May 2, 2024 they met.\nThey talked.\n"
    first, second = (date_item(raw, label_spans(raw, "post")) for raw in (once, twice))
    assert first == second


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("On Tuesday, April 9, they met.", None, "[2013-04-09,2019-04-09,2024-04-09]"),
        ("On Tuesday, April 9, they met.", date(2024, 4, 10), "2024-04-09"),
        ("Во вторник, 9 апреля, министры провели переговоры.", date(2019, 4, 9), "2019-04-09"),
        ("У вівторок, 9 квітня, міністри зустрілися.", date(2024, 4, 9), "2024-04-09"),
        (
            "On October 8-9 the minister is on a visit.",
            date(2019, 10, 9),
            "[2019-10-08..2019-10-09]",
        ),
        ("BEIJING, October 16 /TASS/. They met.", date(2023, 10, 16), "[2023-10-13..2023-10-16]"),
        ("In March 2021 they met.", None, "2021-03"),
        ("The ships held in November 2018 were returned.", None, ""),
        ("Founded on 4 May 2014, the paper says they met on 5 June 2022.", None, "2022-06-05"),
        ("They met.", date(2024, 4, 9), ""),
        ("on may 9, the parade was held", date(2019, 5, 9), "2019-05-09"),
        (
            "Following the summit on December 15, 2021, they spoke today.",
            date(2022, 1, 10),
            "[2022-01-09..2022-01-10]",
        ),
        ("At 15:30 April 9, 2024 they met.", None, "2024-04-09"),
        ("The G20 March meeting", None, ""),
        ("On March 18, 2014, the treaty was signed. We celebrate.", date(2019, 3, 18), ""),
        ("Указ от 05.05.2022 действует.", None, ""),
        ("Правила изменятся с 1 января 2025 года.", None, ""),
        ("On this day, February 4, 2022, the Games began.", None, ""),
        ("On November 21−22, he is on a visit.", date(2016, 11, 21), "[2016-11-21..2016-11-22]"),
        ("22 и 23 марта Лавров посетил город.", date(2021, 3, 24), "[2021-03-22..2021-03-23]"),
        (
            "МОСКВА, 17 янв — РИА Новости. Глава МИД приедет.",
            date(2023, 1, 17),
            "[2023-01-14..2023-01-17]",
        ),
        ("see https://a.org/?utm=11.10.2020 for more", None, ""),
        ("On April 8, Lavrov will arrive.", date(2024, 4, 6), "2024-04-08"),
        ("On April 8, Lavrov will arrive.", date(2024, 4, 1), ""),
        ("On April 8, Lavrov arrives.", date(2024, 4, 1), ""),
    ],
)
def test_one_text(text, published, edtf):
    """Weekdays, ranges, datelines; a publication date narrows, and dates nothing by itself."""
    assert date_text(text, published=published, events=()).event.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("On July 20, they spoke after the BRICS summit held in Kazan.", "[2025-07-20,2026-07-20]"),
        ("On October 1, they spoke ahead of the BRICS summit in Kazan.", "2024-10-01"),
        ("On May 5 they spoke of the BRICS summit in Kazan.", "XXXX-05-05"),
        ("On March 1, Foreign Minister of China Qin Gang spoke.", "2023-03-01"),
        ("On June 5, former US Secretary of State Mike Pompeo spoke.", "XXXX-06-05"),
        ("On June 5, the 68th session of the United Nations commission met.", "XXXX-06-05"),
        (
            "On June 1 they marked the 20th anniversary of the Treaty of Good-Neighborliness.",
            "2021-06-01",
        ),
    ],
)
def test_events_named_in_a_text(text, edtf):
    """Past, coming, neither; tenure; anniversary."""
    assert date_text(text).event.edtf == edtf


FRIDAY = date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Yesterday the ministers met in Minsk.", "2024-05-02"),
        ("The court arrested him on Thursday.", "2024-05-02"),
        ("The firm fixed the bug Wednesday, it said.", "2024-05-01"),
        ("They met on Friday.", "2024-05-03"),
        ("They met on Saturday.", "2024-04-27"),
        ("They will meet on Sunday.", "2024-05-05"),
        ("They will meet on Thursday.", ""),
        ("Today Lavrov met with the ambassador.", "[2024-05-02..2024-05-03]"),
        ("Today the bridge was opened to traffic.", "2024-05-03"),
        ("Watch online today at 13.30: the press conference", "2024-05-03"),
        ("The talks begin tomorrow in Geneva.", "2024-05-04"),
        ("A depot was hit last night.", "[2024-05-02..2024-05-03]"),
        ("He arrived last week.", "[2024-04-22..2024-04-28]"),
        ("She resigned last month.", "2024-04"),
        ("In February they signed a contract.", "2024-02"),
        ("Three days ago they signed a contract.", "2024-04-30"),
        ("Вчера министры провели переговоры.", "2024-05-02"),
        ("Сегодня суд арестовал чиновника.", "2024-05-03"),
        ("В минувшую среду дорогу закрыли.", "2024-05-01"),
        ("Дрон сбили в ночь на четверг.", "[2024-05-01..2024-05-02]"),
        ("Два дня назад завод остановился.", "2024-05-01"),
        ("У вівторок міністри зустрілися.", "2024-04-30"),
        ("Учора міністри зустрілися.", "2024-05-02"),
        ("Вчора міністри зустрілися.", "2024-05-02"),
        ("#LIVE: briefing by the spokeswoman", "2024-05-03"),
        ("Today, on Victory Day, we honoured the fallen.", ""),
        ("Today is #WorldBookDay and we opened a library.", ""),
        ("Today's threats were discussed at length.", ""),
        ("❓ Question: today, many were asked to leave.", ""),
        ("Patch Tuesday was busy.", ""),
        ("They proposed nothing. Предложили не работать в субботу.", ""),
        ("Курс на завтра вырос.", ""),
        ("They were never here in spring.", ""),
    ],
)
def test_words_reckoned_from_the_publication(text, edtf):
    """The past looks back, the future ahead or not at all; holidays and slogans date nothing."""
    assert date_text(text, published=FRIDAY, events=()).event.edtf == edtf
    assert date_text(text, events=()).event.edtf == ""


@pytest.mark.parametrize(
    ("line", "edtf"),
    [
        ("It was fixed on Wednesday.", "2024-05-01"),
        ("It was found on Saturday.", ""),
        ("It was found on April 30.", ""),
        ("On April 30 it was found.", "2024-04-30"),
        ("On April 20 it was found.", ""),
        ("It was found last week.", ""),
        ("This week it was found.", "[2024-04-29..2024-05-03]"),
    ],
)
def test_below_a_headline_only_recent_days_are_told(line, edtf):
    """Older days there are history; a week stays a week, never a day of it that is near."""
    found = date_text(f"New flaw hits routers\n\n{line}\n", published=FRIDAY, events=())
    assert found.event.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "The Linux kernel through 5.9.13 was affected.",
        "Fixed in Samba 10.12.13 and earlier.",
        "Versions 10.10.11, 10.10.12 and 10.10.13 were affected.",
        "Вышла версия 02.04.24 программы.",
    ],
)
def test_a_version_is_no_date(text):
    """Figures after a product, after "through", or in a chain."""
    assert list(find_dates(text, 0, len(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "The plugin through 2019-01-02 was affected.",
        "He spoke. On May 25, 2018 the law came into force.",
        "Prices grew. Ранее, 4 мая 2022 года, их снизили.",
        "По указу от 5 мая 2022 года налоги снизили.",
        "The treaty of May 27, 1997 was discussed.",
        "The exhibition will open on May 5, 2024.",
        "Самая популярная дата является 25.05.2025 для пар.",
        "One\nTwo\nThree\nOn September 11, 2015 it began.\n" + "And so on.\n" * 9,
    ],
)
def test_a_date_that_is_only_mentioned_dates_nothing(text):
    """Limits, history, decrees, what will come, what stands deep in a text."""
    found = date_text(text, events=())
    assert found.event.status == "undated"
    assert found.unused or "1997" in text


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("#LIVE: talks in Minsk", "2024-05-06"),
        ("#LIVEstock fair in Minsk", ""),
        ("On May 4 they met in Minsk.", "2024-05-04"),
        ("On May 3, 2020, the treaty was signed, and on May 4 they met in Minsk.", ""),
    ],
)
def test_what_is_no_label_and_what_is_history(text, edtf):
    """A longer word is no live label; a line that opens with another time tells nothing."""
    assert date_text(text, published=date(2024, 5, 6), events=()).event.edtf == edtf


@pytest.mark.parametrize(
    ("line", "said", "edtf"),
    [
        (2, "On May 3, 2024, the ministers met.", "2024-05-03"),
        (3, "On May 3, 2024, the ministers met.", ""),
        (2, "After the summit of May 3, 2024, they met the next day.", "2024-05-04"),
        (3, "After the summit of May 3, 2024, they met the next day.", ""),
        (2, "After the summit of May 3-5, 2024, they met the next day.", ""),
    ],
)
def test_a_date_tells_in_the_first_three_lines(line, said, edtf):
    """Also the day after one, but not after several."""
    text = "\n".join(["Talks", *["They spoke."] * (line - 1), said])
    assert date_text(text, events=()).event.edtf == edtf


@pytest.mark.parametrize(("lines", "edtf"), [(8, "2024-05-03"), (9, "")])
def test_below_its_first_line_a_date_tells_in_a_short_text_alone(lines, edtf):
    """Of eight lines at most."""
    text = "Talks\nOn May 3, 2024, the ministers met.\n" + "They spoke of trade.\n" * (lines - 2)
    assert date_text(text, events=()).event.edtf == edtf


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("From January 30 to February 4, 2024 they met.", None, "2024-01-30/2024-02-04"),
        ("On 30 December – 2 January 2024 they met.", None, "2023-12-30/2024-01-02"),
        ("С 30 января по 4 февраля они встречались.", date(2024, 2, 5), "[2024-01-30..2024-02-04]"),
        ("Экзамены пройдут с 21 марта по 23 сентября.", date(2024, 10, 22), ""),
        ("Remarks (Moscow, March 5, 2024)\n\nOn March 1, 2024 it began.", None, "2024-03-05"),
        ("A bridge was opened\n\n📍 Cairo, 20 May 2024\n", None, "2024-05-20"),
        ("The drone was shot down on the night of May 3, 2023.", None, "2023-05-03"),
    ],
)
def test_ranges_across_months_and_labels(text, published, edtf):
    """A span is all of its days; a label goes before an opening date."""
    assert date_text(text, published=published, events=()).event.edtf == edtf


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("On Wednesday, February 12, 2026, they met.", None, "[2025-02-12,2026-02-11..2026-02-12]"),
        (
            "On Wednesday, February 12, they met.",
            date(2026, 2, 13),
            "[2025-02-12,2026-02-11..2026-02-12]",
        ),
        ("Briefing (January 15, 2025)", date(2026, 1, 16), "[2025-01-15,2026-01-15]"),
        ("On October 5, 2024 they met at the BRICS summit held in Kazan.", None, None),
    ],
)
def test_what_contradicts_itself_is_contested_with_ways_out(text, published, edtf):
    """A wrong weekday, a label a year off, a summit that was later."""
    found = date_text("", title=text, published=published).event
    assert found.status == "contested"
    assert len(found.contradictions) >= 2
    assert edtf in (None, found.edtf)


def test_a_weekday_narrows_what_other_evidence_leaves_open():
    """The forum's weeks hold three Mondays; alone, "on Monday" says nothing."""
    text = "They met on Monday {}, and Chinese Foreign Minister Qin Gang spoke."
    capped = Horizon(date(2013, 1, 1), date(2023, 1, 20))
    found = date_text(text.format("in Beijing"), horizon=capped).event
    assert found.edtf == "[2023-01-02,2023-01-09,2023-01-16]"
    assert date_text("They met on Monday in Beijing.", horizon=capped).event.edtf == ""
    # a night is of two days
    for said, narrows in (("В понедельник", True), ("В ночь на понедельник", False)):
        text = f"{said} они встретились, and Chinese Foreign Minister Qin Gang spoke."
        edtf = date_text(text, horizon=capped).event.edtf
        assert (edtf == found.edtf) == narrows and edtf


def test_the_publication_bounds_context_and_identity():
    """Of two recorded meetings the near one; of a term of office the days near the post."""
    met = date_text("In Tashkent, Lavrov met Wang Yi", published=date(2021, 7, 17)).event
    assert met.edtf == "2021-07-15"
    term = date_text("Foreign Minister Qin Gang spoke.", published=date(2023, 3, 1)).event
    assert term.edtf == "[2023-01-15..2023-06-29]"


@pytest.mark.parametrize(
    "text",
    [
        "The visa-free regime is extended to September 15, 2024.",
        "The summit was postponed to June 15, 2024.",
        "Безвизовый режим продлён по 15 сентября 2024 года.",
        "Саміт перенесено на 15 червня 2024 року, повідомили в МЗС.",
        "Путин пригласил Си на парад 9 мая 2024 года.",
        "The ministers discussed preparations for the summit on July 3, 2024.",
        "Министры обсудили подготовку к саммиту 3 июля 2024 года.",
    ],
)
def test_a_day_that_something_is_put_off_to_is_not_told(text):
    """Neither stated nor a bound of the publication."""
    found = date_text(text, events=())
    assert (found.event.edtf, found.publication.edtf) == ("", "")


@pytest.mark.parametrize("published", [date(2030, 1, 1), "2030-01-01", datetime(2030, 1, 1, 12)])
def test_a_publication_outside_the_horizon_is_flagged(published):
    """Implausible, not dropped; it dates nothing, and nothing is dated to other years beside it."""
    outside = ("published", "implausible: outside the horizon")
    for text, events in (
        ("On April 9, they met.", ()),
        ("On Friday, April 9, they met.", ()),  # of the horizon that of 2021 alone
        ("Lavrov met Wang Yi in Tunxi.", None),  # on record, in 2022
    ):
        found = date_text(text, published=published, events=events)
        assert (found.event.edtf, found.publication.status) == ("", "undated")
        assert [(p.kind, p.note) for p in found.unused][-1] == outside
        assert len(found.unused) > 1
    told = date_text("On April 9, 2021, they met.", published=published)
    assert (told.event.edtf, told.publication.status) == ("2021-04-09", "undated")


def test_a_second_stamp_is_passed_over_and_kept():
    """The first stamp of a page dates it; an update is listed."""
    page = "Talks\n\n19.11.2020\nUpdated: 21.11.2020\n\nOn November 18, they talked by phone.\n"
    found = date_item(page, label_spans(page, "article"))
    assert found.publication.edtf == "2020-11-19"
    assert [piece.note for piece in found.unused] == ["not the page's first stamp"]


def test_a_recorded_meeting_far_from_the_publication_stays_in_the_record():
    """Guilin in 2021 does not name a post of 2024, and the evidence says so."""
    found = date_text("In Guilin, Lavrov met with Wang Yi.", published=date(2024, 6, 1))
    assert found.event.status == "undated"
    assert [piece.tier for piece in found.unused] == ["identity"]


def test_a_horizon_can_be_capped():
    """By the day of capture, for instance."""
    capped = Horizon(date(2013, 1, 1), date(2020, 12, 31))
    found = date_text("On Tuesday, April 9, they met.", horizon=capped, events=())
    assert found.event.edtf == "[2013-04-09,2019-04-09]"


LINES = st.lists(
    st.sampled_from(
        [
            "On September 18, they met.",
            "This March, Xi Jinping paid a visit to Russia.",
            "Russia is the current chair of BRICS.",
            "They praised the expansion of BRICS.",
            "Chinese Foreign Minister Wang Yi spoke.",
            "In 2021 there were advances.",
            "They met ahead of the Third Belt and Road Forum.",
        ]
    ),
    unique=True,
    max_size=5,
)


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_does_not_matter(lines, random):
    """Shuffled lines behind the lead give the same set."""
    shuffled = lines[:]
    random.shuffle(shuffled)
    lead = "On September 18, they met.\n"
    one, other = (date_text(lead + "\n".join(order)).event for order in (lines, shuffled))
    assert (one.edtf, one.status) == (other.edtf, other.status)


@given(LINES, st.sampled_from(["Russia is the current chair of BRICS.", "AUKUS was named."]))
def test_more_evidence_never_enlarges_a_set(lines, more):
    """Unless it contradicts, which is said."""
    lead = "On September 18, they met.\n"
    before = date_text(lead + "\n".join(lines)).event
    after = date_text(lead + "\n".join([*lines, more])).event
    if "contested" not in (before.status, after.status):
        assert after.n_days <= before.n_days


@given(LINES)
def test_every_day_is_allowed_by_every_used_piece(lines):
    """The result is inside each set it was made of, unless contested."""
    found = date_text("\n".join(lines)).event
    days = to_days(found.edtf, HORIZON)
    if found.status != "contested":
        assert all(days & piece.days == days for piece in found.evidence)


def test_clock_locale_and_zone_change_nothing(monkeypatch):
    """The same text, the same date, whatever the machine thinks the time is."""
    text = "On Tuesday, April 9, they met."
    before = date_text(text)
    for zone in ("Pacific/Kiritimati", "America/Adak"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        assert date_text(text) == before
    for path in (ROOT / "analysis/reading/dating").glob("*.py"):
        source = path.read_text("utf-8")
        assert not any(word in source for word in ("today(", "now(", "localtime", "time.time"))


def test_dating_is_linear_in_hostile_text():
    """Numbers, months and names without end."""
    hostile_texts = ("1", "may ", "1 may ", "april 9 ", "Wang Yi ", "BRICS summit ", "9.9.", "х ")
    named = (
        "COVID-19 ",
        "founding of the PRC ",
        "BRICS summit in Kazan ",
        "Foreign Minister Wang Yi ",
    )
    reckoned = ("on Monday ", "«today ", "9 мая и ", "May 3 to ", "yesterday, ", "в мае ")
    for hostile, published in product(hostile_texts + named + reckoned, (None, FRIDAY)):
        text = hostile * (5_000 // len(hostile))
        short, long = (partial(date_text, of, published=published) for of in (text, text * 8))
        assert seconds(long) <= 2.3**3 * seconds(short) + 0.05, (hostile, published)


def test_dating_is_fast(corpus):
    """A hundred words of the densest seed take 320 calls; `CHANGELOG.md` has what was timed."""
    words = item(corpus, "001-1")["text"].split()
    posts = [" ".join(words[n : n + 100]) for n in range(0, 400, 4)]
    for post in posts:  # what is read once is read then
        date_text(post)
    assert calls(lambda: [date_text(post) for post in posts]) < 500 * len(posts)


def test_the_calendar_is_large_and_sourced():
    """At least 150 rows, each with a public page; identity rows are marked."""
    events = lexicons.events()
    assert len(events) >= 150
    assert all(event.source.startswith("http") for event in events)
    named = {event.id for event in events if event.is_identity}
    assert {"lavrov-wang-guilin-2021-03", "lavrov-wang-call-2022-01-10"} <= named


@given(st.text(alphabet="0123456789./- ,–MayApril of2024", max_size=60))
def test_mentions_do_not_overlap_and_slice_to_their_quotes(text):
    """In order, with offsets that give the quote."""
    end = 0
    for found in find_dates(text, 0, len(text)):
        assert found.start >= end
        assert text[found.start : found.end] == found.quote
        end = found.end


def test_each_kind_of_mention_in_one_line():
    """A day without its year, two readings, a month, no day at all; a verb and a share are none."""
    line = "Met on 15 May, 03/04/2021, in March 2021; 31 February; 20 may come, 12.5 percent"
    found = {m.quote: m for m in find_dates(line, 0, len(line))}
    assert list(found) == ["15 May", "03/04/2021", "March 2021", "31 February"]
    assert found["15 May"].month_day == (5, 15)
    assert found["03/04/2021"].days == (date(2021, 3, 4), date(2021, 4, 3))
    assert found["March 2021"].month_year == (2021, 3)
    assert found["31 February"].problem == "no such day in any year"


def test_the_quote_of_a_day_reckoned_from_the_publication():
    """10 April 2024 was a Wednesday."""
    found = date_text("They met on Monday.", published="2024-04-10").event
    assert (found.evidence[0].quote, found.edtf) == ("Monday", "2024-04-08")


def test_a_day_at_the_very_end_of_a_long_text_may_be_cut_off():
    """April 1 → also 10 to 19 April, not 20; a short text, or one that goes on, is whole."""
    told = "spoke at length about trade, culture and the state of the world "
    text = f"Lavrov and Wang Yi held talks in Moscow and {told}on April 1"
    assert _days_of_april(text) == [1, *range(10, 20)]
    assert _days_of_april(f"{text}. They met again.") == [1]
    assert _days_of_april("Lavrov and Wang Yi held talks in Moscow on April 1") == [1]


def _days_of_april(text):
    days = [piece.days for piece in date_text(text).event.evidence if piece.kind == "month_day"]
    return [n for n in range(1, 31) if days[0] & HORIZON.recurring(4, n)]


def _mentions(text, published):
    """Return what is only mentioned: quote → days."""
    unused = date_text(text, published=published, events=()).unused
    return {p.quote: from_days(p.days, HORIZON) for p in unused if p.target == "background"}


@pytest.mark.parametrize(
    ("text", "quote", "edtf"),
    [
        ("The school will be opened on September 1, they said.", "September 1", "2024-09-01"),
        ("Школу откроют 1 сентября, сообщили власти.", "1 сентября", "2024-09-01"),
        ("Школу відкриють 1 вересня, повідомила влада.", "1 вересня", "2024-09-01"),
        ("The strike had begun on December 5 and is over.", "December 5", "2023-12-05"),
        ("Забастовка началась 5 декабря и закончилась.", "5 декабря", "2023-12-05"),
        ("Страйк почався 5 грудня і закінчився.", "5 грудня", "2023-12-05"),
        ("The firm faces a June 1 deadline.", "June 1", "2024-06-01"),
        ("The firm has to pay by Monday, June 10.", "Monday, June 10", "2024-06-10"),
        # nobody says so of a day that was, or will be, almost a year away
        ("The strike began on May 20 and is over.", "May 20", "XXXX-05-20"),
        # set for a day that is still to come, though the verb is past
        ("Выборы назначены на 8 сентября.", "8 сентября.", "XXXX-09-08"),
        # of whatever year
        ("The writer, born on April 9, was honoured.", "April 9", "XXXX-04-09"),
        ("Писатель родился 9 апреля в Риге.", "9 апреля", "XXXX-04-09"),
        ("Письменник народився 9 квітня у Львові.", "9 квітня", "XXXX-04-09"),
        # of another year
        ("In 2014 unrest grew. A pact was signed on February 21.", "February 21", "XXXX-02-21"),
    ],
)
def test_a_day_without_its_year_that_is_only_mentioned(text, quote, edtf):
    """It is of the year near the publication that the verb asks for, and dates nothing."""
    assert _mentions(text, FRIDAY) == {quote: edtf}
    assert date_text(text, published=FRIDAY, events=()).event.edtf == ""
    assert _mentions(text, None).get(quote) != edtf or edtf.startswith("X")


@pytest.mark.parametrize(
    ("text", "told", "mentioned"),
    [
        (
            "They met on Monday and will meet again on Wednesday.",
            "2024-04-29",
            {"Wednesday": "2024-05-08"},
        ),
        ("The court will sit on Tuesday.", "", {"Tuesday": "2024-05-07"}),
        ("Суд соберётся во вторник.", "", {"во вторник": "2024-05-07"}),
        ("Суд збереться у вівторок.", "", {"у вівторок": "2024-05-07"}),
        ("The court sits on Tuesday.", "", {}),  # or it is a habit
        ("Вчера они встретились, утром пошёл дождь.", "2024-05-02", {}),
        ("В субботу, 1 июня, они встретятся.", "", {"субботу, 1 июня": "2024-06-01"}),
        ("On Saturday, June 1, they will meet.", "", {"Saturday, June 1": "2024-06-01"}),
        ("See https://a.org/?from=today-yesterday, it was told.", "", {}),
    ],
)
def test_what_else_is_reckoned_is_mentioned(text, told, mentioned):
    """Days behind the one told, and days to come; no hour, no part of a date or an address."""
    assert date_text(text, published=FRIDAY, events=()).event.edtf == told
    assert _mentions(text, FRIDAY) == mentioned


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("He was seen last Friday.", "2024-04-26"),
        ("Last Friday he was seen.", "2024-04-26"),
        ("He was seen on Friday.", "2024-05-03"),
        ("Last Monday was the last Friday of the month they met.", "2024-04-29"),
        ("On the last Friday of the month they met.", ""),
        ("On the first Monday of the month they met.", ""),
        ("В прошлую пятницу его видели.", "2024-04-26"),
        ("Минулої п'ятниці його бачили.", "2024-04-26"),
        ("The fire began at 22:15 Monday.", "2024-04-29"),
        ("The fire began at 9 p.m. Monday.", "2024-04-29"),
        ("The plea was filed at 12:00 UTC Monday.", "2024-04-29"),
        ("The court in Cyber Monday was closed.", ""),
        ("In June last year a bridge fell.", "2023-06"),
        ("В июне прошлого года мост рухнул.", "2023-06"),
        ("У червні минулого року міст упав.", "2023-06"),
        ("Sales fell within the last year.", ""),
        ("The head of Acme Inc. John Doe resigned yesterday.", "2024-05-02"),
        ("The adviser of Gov. Doe resigned yesterday.", "2024-05-02"),
        ("Its adviser resigned. Yesterday it rained.", ""),
        ("Мер сьогодні пішов у відставку.", "2024-05-03"),
    ],
)
def test_last_friday_hours_and_abbreviations(text, edtf):
    """Of a Friday, "last Friday" is a week before; "Inc." ends no sentence."""
    assert date_text(text, published=FRIDAY, events=()).event.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "The fair will be held on 7 June 2022.",
        "A film to be released on 7 June 2022 was shown.",
        "The fair is expected to open on 7 June 2022.",
        "The fair is slated for 7 June 2022.",
        "Ярмарка завершится 7 июня 2022 года.",
        "Міністр приїде 7 червня 2022 року.",
        "Его осудили 7 июня 2022 года.",
    ],
)
def test_a_passive_future_and_a_verdict_tell_nothing(text):
    """The participle next to the date is of what will come."""
    found = date_text(text, events=())
    assert found.event.edtf == ""
    assert [from_days(piece.days, HORIZON) for piece in found.unused] == ["2022-06-07"]


def test_what_comes_after_an_event_is_published_after_it():
    """Whatever the tense; a meeting that is announced may be published before."""
    spread = date_text("COVID-19 will spread in autumn, doctors fear.")
    assert spread.publication.edtf == "[2020-01-30..]"
    assert date_text("On May 9 they will meet.").publication.edtf == ""


def test_what_was_to_come_is_open():
    """It may have been put off: neither past nor future."""
    for text in ("It was to open on Monday.", "It would open on Monday."):
        found = date_text(text, published=FRIDAY, events=())
        assert (found.event.edtf, found.unused) == ("", ())


@given(st.text(alphabet="0129./- ,–(xмAprilMayof4", max_size=40))
def test_a_text_with_a_date_is_looked_at(text):
    """No number that belongs to a date is passed over: "x2024-04-09", "(9 May", "–9 May"."""
    for said in (text, f"{text}9 May", f"9 May{text}", f"x2024-04-09{text}", f"–{text} May 9"):
        found = list(find_dates(said, 0, len(said)))
        is_seen = Text.of(said, [Span(0, len(said), "body")], HORIZON).has_number
        assert is_seen or not found


@pytest.mark.parametrize("far", ["April 20245", "April 123", "June of 20245"])
def test_a_longer_number_is_no_day_wherever_it_stands(far):
    """Not even cut short by how far from another date is looked."""
    for pad in range(60):
        line = f"9 May {'x' * pad} {far}"
        assert [found.quote for found in find_dates(line, 0, len(line))] == ["9 May"]


def test_a_dateline_means_one_of_the_days_before_it():
    """A story of May 3 tells of one of the last days; talks of 2–3 May lasted two."""
    story = date_text("MINSK, May 3, 2024 /BelTA/ - The ministers met in Minsk.").event
    assert story.edtf == "[2024-04-30..2024-05-03]"
    under = date_text("Ministers meet\n\nMINSK, May 3, 2024 – They met on Friday.").event
    assert under.edtf == story.edtf  # below a headline, too
    assert (
        date_text("On May 2–3, 2024, the ministers met in Minsk.").event.edtf
        == "2024-05-02/2024-05-03"
    )
