"""What a text implies of its day: records of meetings, chairs, terms, visits, past days, genres."""

from datetime import date

import pytest

from analysis import lexicons, load_corpus
from analysis.counting.chronology import contradictions, same_events, without_each_event
from analysis.lexicons import Lexicons
from analysis.reading.dating.item import date_text
from analysis.tables import InputError

MEETINGS = "id,label,day,end,kind,who,where,source,note\n"


def kinds(found):
    return {piece.kind for piece in found.evidence}


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # one place, one recorded meeting: whatever the order of the words, and in Russian
        ("Lavrov and Wang Yi met in Tunxi.", "2022-03-30"),
        ("In Tunxi, Wang Yi held talks with Sergey Lavrov.", "2022-03-30"),
        ("В Туньси встретились Ван И и Сергей Лавров.", "2022-03-30"),
        # the call is told, but which of the recorded ones only other words say
        ("Wang Yi had a telephone conversation with Lavrov.", ""),
        ("On January 10, Wang Yi spoke with Lavrov by phone after the unrest in Kazakhstan.", None),
        # Beijing has many, the day of the month is of one
        ("On October 16, Lavrov met Wang Yi in Beijing.", "2023-10-16"),
        # one sentence must have it all
        ("Wang Yi was in Tunxi. Lavrov met the press.", ""),
    ],
)
def test_a_record_is_found_by_who_kind_and_place(text, edtf):
    """In one sentence and in any order; a call needs other evidence, for not all are recorded."""
    found = date_text(text).event
    if edtf is None:
        assert "call" in {p.kind for p in date_text(text).unused} | kinds(found)
    else:
        assert found.edtf == edtf


def test_without_identity_the_record_is_silent():
    """And says so in the ledger."""
    found = date_text("Lavrov and Wang Yi met in Tunxi.", identity=False)
    assert found.event.edtf == ""
    assert [piece.tier for piece in found.unused] == ["identity"]


def test_a_near_publication_says_which_call():
    """Published on the day after a recorded call; a month later it is none of these."""
    text = "Wang Yi had a telephone conversation with Lavrov."
    assert date_text(text, published="2022-02-25").event.edtf == "2022-02-24"
    assert date_text(text, published="2022-03-25").event.edtf == ""


def test_a_corpus_has_its_own_meetings(tmp_path):
    """Laid over those of the package; a name without forms is refused by file and line."""
    row = (
        "x,Lavrov-Wang Yi talks: made up,2024-02-03,,talks,Wang Yi|Sergey Lavrov,Guilin,made up,\n"
    )
    (tmp_path / "meetings.csv").write_text(f"# replace\n{MEETINGS}{row}", "utf-8")
    events = lexicons.events(Lexicons.of(tmp_path))
    text = "Lavrov met Wang Yi in Guilin."
    assert date_text(text, events=events).event.edtf == "2024-02-03"
    (tmp_path / "meetings.csv").write_text(
        MEETINGS + row.replace("Wang Yi|", "A. Nobody|"), "utf-8"
    )
    with pytest.raises(InputError, match=r"meetings\.csv:2: who 'A\. Nobody' is no name"):
        lexicons.events(Lexicons.of(tmp_path))


def test_the_meetings_of_the_package_are_sourced():
    """Both ministers, 2013 to 2026, each with the address of a page as its source."""
    meetings = [event for event in lexicons.events() if event.parts]
    assert len(meetings) >= 85
    assert {event.start.year for event in meetings} == set(range(2013, 2027))
    assert all(event.source.startswith("http") and event.is_identity for event in meetings)
    assert not [event.id for event in meetings if " " in event.source]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # Russia chaired BRICS in 2015, 2020 and 2024
        (
            "On May 9, they met. Russia prepares its BRICS chairmanship next year.",
            "[2014-05-09,2019-05-09,2023-05-09]",
        ),
        (
            "On May 9, they met. Russia holds the BRICS chairmanship this year.",
            "[2015-05-09,2020-05-09,2024-05-09]",
        ),
        # an unnamed summit of the G20: in mid-November those of 2014, 2015 and 2022
        (
            "On November 15, they met on the sidelines of the G20.",
            "[2014-11-15,2015-11-15,2022-11-15]",
        ),
        # "fifth term" was not spoken of before December 2023
        ("On May 9, they met. Putin begins his fifth term.", "[2024-05-09,2025-05-09,2026-05-09]"),
        # 15 June 2001, under the full name
        ("This year marks the 20th anniversary of the Shanghai Cooperation Organisation.", "2021"),
        # visits of Xi to Russia on record: March 2013, …, June 2019, March 2023
        (
            "On May 9, they met. Xi Jinping last visited Russia in 2019.",
            "[2020-05-09,2021-05-09,2022-05-09]",
        ),
        # a day told as past closes from below
        (
            "On May 9, they met. The treaty was signed on March 22, 2023.",
            "[2023-05-09,2024-05-09,2025-05-09,2026-05-09]",
        ),
        # the Kazan summit began on 22 October 2024
        ("They will attend the BRICS summit in Kazan next month.", "2024-09"),
        # the day after a stated one
        ("After the summit on May 3, 2024, the next day they met in Minsk.", "2024-05-04"),
    ],
)
def test_what_a_text_implies(text, edtf):
    """Each a rule or a row of its own."""
    assert date_text(text).event.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Comment by the press department on events in a city", "2024-05-02"),
        ("Spokesperson Anna Berg’s answer to a media question about a visa", "2024-05-02"),
        ("Комментарий Департамента печати о визите", "2024-05-02"),
        (
            "Foreign Minister Carl Dorn’s opening remarks during talks with Eva Falk",
            "[2024-05-01..2024-05-02]",
        ),
        (
            "Press release on Deputy Minister Gerd Holm’s meeting with an ambassador",
            "[2024-05-01..2024-05-02]",
        ),
        ("Press release on the upcoming talks with Eva Falk", ""),
        ("The minister welcomed a comment by the press department", ""),
    ],
)
def test_some_texts_are_what_they_tell_of(text, edtf):
    """A comment is made as it is published; a readout appears on the day or the day after."""
    assert date_text(text, published=date(2024, 5, 2)).event.edtf == edtf
    assert date_text(text).event.edtf == ""


def test_the_leave_one_out_table_names_the_record(tmp_path):
    """Without the talks in Tunxi the item has no day."""
    (tmp_path / "a.txt").write_text("Lavrov and Wang Yi met in Tunxi.\n", "utf-8")
    (row,) = without_each_event(load_corpus(tmp_path)).to_dict("records")
    assert (row["event"], row["edtf"]) == ("Lavrov-Wang Yi talks, Tunxi", "2022-03-30")
    assert row["status_without"] == "undated"


def test_contradictions_are_listed(corpus):
    """The one of the seeds, with both ways out and the words."""
    (row,) = contradictions(corpus).to_dict("records")
    assert (row["item_id"], row["status"], row["edtf"]) == (
        "001-1",
        "ruled",
        "[2023-09-18,2024-09-18]",
    )
    assert "current chair of BRICS" in row["quotes"]
    assert "this March" in row["quotes"]


def test_items_that_tell_one_event_stand_together(tmp_path):
    """Same persons, occasion, place and day; another day, place or person is another event."""
    for name, text in {
        "a": "On May 2, 2024, Lavrov met Wang Yi in Minsk.",
        "b": "On May 2, 2024, Wang Yi had a meeting with Lavrov in Minsk.",
        "c": "On May 3, 2024, Lavrov met Wang Yi in Minsk.",
        "d": "On May 2, 2024, Lavrov met Wang Yi in Astana.",
        "e": "On May 2, 2024, Lavrov met Putin in Minsk.",
        "f": "Lavrov met Wang Yi in Minsk.",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text + "\n", "utf-8")
    table = same_events(load_corpus(tmp_path))
    assert table[["event", "item_id", "who"]].values.tolist() == [
        [1, "a-1", "Sergey Lavrov, Wang Yi"],
        [1, "b-1", "Sergey Lavrov, Wang Yi"],
    ]
