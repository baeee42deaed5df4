"""Events are in time order, with the words that decide their kind."""

import pandas as pd

from analysis import evidence, figures, load_corpus
from analysis.counting.chronology import (
    chronology,
    composition,
    marks,
    order_windows,
    same_events,
)


def test_occasions_of_the_seeds(corpus):
    """Call, meeting, briefing, interview, article, as read by hand."""
    events = chronology(corpus).set_index("item_id")["occasion"]
    assert events.to_dict() == {
        "000-1": "call",
        "001-1": "meeting",
        "002-1": "briefing",
        "002-2": "meeting",
        "002-3": "meeting",
        "002-4": "interview",
        "002-5": "unreadable",
        "002-6": "article",
        "003-1": "meeting",
        "004-1": "call",
    }


def test_known_days_come_first_and_in_order(corpus):
    """Then open dates, then undated items."""
    events = chronology(corpus)
    assert events["first"].dropna().is_monotonic_increasing
    assert events["item_id"].tolist() == [
        "000-1",
        "002-1",
        "002-2",
        "004-1",
        "001-1",
        "002-3",
        "003-1",
        "002-4",
        "002-6",
        "002-5",
    ]
    assert events["status"].tolist()[-1] == "undated"


def test_what_excludes_one_of_two_ways_is_quoted_second(corpus):
    """Of 2023 and 2024 "this March" leaves the first, the expansion of BRICS both."""
    moscow = chronology(corpus).set_index("item_id").loc["001-1"]
    day, second, *others = moscow["quote"].split(" · ")
    assert (day, second[:10]) == ("September 18", "this March")
    assert "historic expansion of the BRICS" in others


def test_every_dated_event_quotes_its_evidence(corpus):
    """A date without words it rests on does not occur."""
    events = chronology(corpus)
    dated = events["status"] != "undated"
    assert (events.loc[dated, "quote"] != "").all()
    assert (events.loc[~dated, "quote"] == "").all()


def test_composition_counts_each_readable_item_once(corpus):
    """Nine items, zeros shown, an uncertain year apart."""
    table = composition(corpus)
    assert table["items"].sum() == 9
    assert len(table) == 5 * 6
    assert table.loc[table["year"].isna(), "items"].sum() == 0


def test_marks_show_both_ways_out_and_the_rail(corpus):
    """001-1: the day ruled and the other way; 002-5: none; 002-2: two days, identified."""
    table = marks(chronology(corpus)).set_index("item_id")
    assert table.loc["001-1", "mark"].tolist() == ["chosen", "way"]
    assert table.loc["002-5", "mark"] == "none"
    assert table.loc["002-2", "mark"] == "identified"
    assert table["mark"].value_counts()["day"] == 6


def test_the_order_of_a_dump_bounds_what_has_no_date(corpus):
    """The placeholder stands between 15 May and 3 October 2024."""
    windows = order_windows(corpus).set_index("item_id")
    expected = [pd.Timestamp("2024-05-15"), pd.Timestamp("2024-10-03")]
    assert windows.loc["002-5"].tolist() == expected
    assert set(windows.index) == {f"002-{n}" for n in range(1, 7)}


def test_texts_without_any_occasion_have_a_chronology(read):
    """No word of occasions.tsv and no date anywhere: other, undated, no quote."""
    events = chronology(read(a="Trees\n\nA tree is a plant with a trunk.\n"))
    assert events[["occasion", "keyword", "quote", "status"]].to_numpy().tolist() == [
        ["other", "", "", "undated"]
    ]


def test_a_date_that_the_source_states_has_no_words(tmp_path):
    """The day is May 2 of the year a table states for the post: only the day can be quoted."""
    (tmp_path / "posts.csv").write_text("date,text\n2024-05-02,On May 2 they met.\n", "utf-8")
    events = chronology(load_corpus(tmp_path / "posts.csv"))
    assert events["edtf"].tolist() == ["2024-05-02"]
    assert evidence(events, 0)["keyword"].tolist() == ["May 2"]


def test_events_of_another_horizon_keep_their_days(tmp_path):
    """What a reader's own span allows is drawn, and grouped, like the years the package assumes."""
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(
            "Talks\n\nOn April 9, 1995, Sergey Lavrov met Wang Yi.\n"
        )
    corpus = load_corpus(tmp_path, between=("1990", "1999"))
    assert chronology(corpus)["edtf"].tolist() == ["1995-04-09"] * 2
    assert figures.events(corpus).table["mark"].tolist() == ["day", "day"]
    assert len(same_events(corpus)) == 2
