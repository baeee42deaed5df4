"""What each date depends on."""

from analysis import load_corpus
from analysis.counting.chronology import without_each_event, without_years


def test_three_items_keep_their_stated_day_without_its_year(corpus):
    """002-4, 002-6 and 003-1 follow from anniversaries, weekday and chairmanship."""
    table = without_years(corpus).set_index("item_id")
    for item, day in (("002-4", "2024-05-15"), ("002-6", "2024-10-03"), ("003-1", "2024-04-09")):
        assert table.loc[item, ["edtf", "edtf_without"]].tolist() == [day, day]
    assert table.loc["002-1", "edtf_without"] == "XXXX-03-18"


def test_an_identified_day_hangs_on_the_recorded_meeting(corpus):
    """Without the Guilin row 002-2 has only the minister's terms."""
    table = without_each_event(corpus)
    guilin = table[table["event"].str.contains("Guilin")].iloc[0]
    assert guilin["edtf_without"] == "[2013-03-16..2022-12-30,2023-07-25..]"
    assert set(table["item_id"]) == {"001-1", "002-2", "002-3", "004-1"}


def test_own_events_and_days_are_left_out_too(tmp_path):
    """An event of the corpus's own calendar bounds the date, inside the corpus's own days."""
    columns = "id,label,start,end,relation,aliases,class,source,note"
    row = "otters,Assembly of Otters,1987-05-04,1987-05-06,after,assembly of otters,context,test,"
    (tmp_path / "events.csv").write_text(f"{columns}\n{row}\n", "utf-8")
    text = "Talks\n\nOn June 3 they met and recalled the Assembly of Otters.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    corpus = load_corpus(tmp_path, between=("1985", "1988"))
    row = without_each_event(corpus).iloc[0]
    assert row["event"] == "Assembly of Otters"
    assert row["edtf"] == corpus.items["event_edtf"][0] == "[1987-06-03,1988-06-03]"
    assert row["edtf_without"] == "XXXX-06-03"
    assert without_years(corpus)["edtf"].tolist() == [row["edtf"]]
