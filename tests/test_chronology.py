"""Events are in time order, with the words that decide their kind."""

from analysis.counting.chronology import chronology, composition


def test_occasions_of_the_seeds(corpus):
    """Call, meeting, briefing, interview, article, as read by hand."""
    events = chronology(corpus).set_index("item")["occasion"]
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
    known, open_, undated = 5, 2, 3
    assert events["status"].isin(["stated", "derived"]).tolist() == [True] * 5 + [False] * 5
    assert events["status"].tolist()[known : known + open_] == ["open"] * open_
    assert events["status"].tolist()[-undated:] == ["undated"] * undated


def test_every_dated_event_quotes_its_evidence(corpus):
    """A date without words it rests on does not occur."""
    events = chronology(corpus)
    dated = events["status"] != "undated"
    assert (events.loc[dated, "quote"] != "").all()
    assert (events.loc[~dated, "quote"] == "").all()


def test_composition_counts_each_readable_item_once(corpus):
    """Nine items, zeros shown, the unknown year apart."""
    table = composition(corpus)
    assert table["items"].sum() == 9
    assert len(table) == 5 * 6
    assert table.loc[table["year"].isna(), "items"].sum() == 4
