"""What figures tell of events and names can be checked: every number has its passages."""

from datetime import date

import pandas as pd
import pytest
from conftest import ROOT

import analysis as an
from analysis.counting.chronology import chronology
from analysis.counting.words import collocations
from analysis.showing import figures
from analysis.showing.figures.corpus import _tell
from analysis.showing.figures.facts import CannotDraw, when
from analysis.showing.figures.words import _with_names

TALKS = """Sergey Lavrov meets Wang Yi

On April 9, 2024, Minister Wang and Sergey Lavrov met in Beijing. They spoke of BRICS. BRICS grows.
"""
SAME = """Ministers talk

On April 9, 2024, Beijing hosted talks of Wang Yi and Lavrov. Xi was not there. They named Moscow.
"""
CALL = """A call

On April 9, 2024, Wang Yi and Sergey Lavrov spoke by telephone of a meeting in Moscow.
"""
INTERVIEW = """Interview of Sergey Lavrov

On May 2, 2024, Sergey Lavrov spoke of Wang Yi and of the pandemic in an interview.
"""


def test_an_event_tells_who_where_and_about_what(read):
    """Persons and place of the first sentences; a call has no place, an interview one person."""
    corpus = read(a=TALKS, b=SAME, c=CALL, d=INTERVIEW)
    told = _tell(corpus, chronology(corpus)).set_index("item_id")
    assert told["who"].to_dict() == {
        "a-1": "Sergey Lavrov, Wang Yi",
        "b-1": "Wang Yi, Sergey Lavrov, Xi Jinping",
        "c-1": "Wang Yi, Sergey Lavrov",
        "d-1": "Sergey Lavrov",
    }
    assert told["place"].to_dict() == {"a-1": "Beijing", "b-1": "Beijing", "c-1": "", "d-1": ""}
    assert told.loc["a-1", "topic"] == "SCO, BRICS & other forums"


def test_items_of_one_day_kind_and_persons_tell_one_event(read):
    """Whoever is named first; another kind or person is another event."""
    other = SAME.replace("Xi was not there. ", "")
    corpus = read(a=TALKS, b=other, c=CALL, d=SAME)
    told = _tell(corpus, chronology(corpus)).set_index("item_id")["event"]
    assert told["a-1"] == told["b-1"]
    assert told.nunique() == 3
    drawn = figures.events(corpus)
    labels = [label.get_text() for label in drawn.axes.get_yticklabels()]
    assert "Sergey Lavrov, Wang Yi\nmeeting, Beijing\nSCO, BRICS & other forums" in labels
    assert "4 items, 2024: 3 events" in drawn.caption
    for row in drawn.table.index[drawn.table["item_id"] != ""]:  # the passages of the dates
        assert "April 9, 2024" in an.evidence(drawn.table, row)["keyword"].tolist()


def test_only_meetings_of_persons_the_texts_name_are_recorded(read):
    """Of the records of 2022 those of Lavrov and Wang Yi; without them none."""
    talks = "Talks\n\nOn {}, 2022, Sergey Lavrov met Wang Yi.\n"
    corpus = read(a=talks.format("January 5"), b=talks.format("December 28"))
    both = {"Sergey Lavrov", "Wang Yi"}
    rows = [
        (row["day"], set(row["who"].split("|"))) for row in corpus.lexicons.rows("meetings.csv")
    ]
    days = {day for day, who in rows if "2022-01-05" <= day <= "2022-12-28" and who <= both}
    assert "2022-01-10" in days
    assert f"meetings and calls (meetings.csv, {len(days)})" in figures.events(corpus).caption
    table = figures.events(corpus).table
    assert table["on_record"].tolist() == ["no", "no", *sorted(days)]  # nor any of the two
    assert set(table["item_id"][2:]) == {""} and table["quote"][2:].str.startswith("http").all()
    nobody = read(a="Ministers met on January 5, 2022.\n", b="They met on December 28, 2022.\n")
    assert "grey" not in figures.events(nobody).caption


def test_a_name_is_one_word_with_its_passages(read):
    """Four mentions of two persons; titles and other words stay, and so do the running words."""
    corpus = read(a="Wang Yi met Lavrov. Minister Wang Yi thanked Sergey Lavrov. Yi nodded.\n")
    plain = an.words(corpus, lemmatize=True)
    joined = _with_names(plain)
    table = an.count_terms(joined)
    hits = table.set_index("term")["hits"]
    assert hits["Wang Yi"] == hits["Sergey Lavrov"] == 2
    assert (hits["minister"], hits["yi"]) == (1, 1)  # this Yi is nobody of the list
    assert "wang" not in hits and len(joined) == len(plain)
    (row,) = table.index[table["term"] == "Wang Yi"]
    assert an.evidence(table, row)["keyword"].tolist() == ["Wang Yi", "Wang Yi"]


def test_the_case_of_a_first_name_belongs_to_it_and_the_figure_writes_it_as_the_text(read):
    """«Путина» is a form of the list, «Владимира Путина» is none; this Морозов is another."""
    text = "Беседа Владимира Путина. Владимир Путин прибыл. Путину показали. "
    corpus = read(a=text + "Владимир Морозов ушёл.\n")
    table = an.count_terms(_with_names(an.words(corpus, lemmatize=True)))
    hits = table.set_index("term")["hits"]
    assert (hits["Vladimir Putin"], hits["владимир"]) == (3, 1)
    (row,) = table.index[table["term"] == "Vladimir Putin"]
    written = ["Владимира Путина", "Владимир Путин", "Путину"]
    assert an.evidence(table, row)["keyword"].tolist() == written
    first = figures.frequent_words(corpus).axes.get_yticklabels()[0].get_text()
    assert first == "Владимира Путина"  # each is written once, and this one first


@pytest.mark.parametrize("figure", ["frequent_words", "frequent_words_by_year", "repeats"])
def test_joined_names_keep_their_passages(corpus, figure):
    """As many passages as hits, all of the person."""
    drawn = getattr(figures, figure)(corpus)
    of_person = drawn.table[drawn.table["term"] == "Wang Yi"]
    assert len(of_person)
    for row in of_person.index:
        passages = an.evidence(drawn.table, row)
        assert len(passages) == drawn.table.loc[row].get("raw", drawn.table.loc[row].get("hits"))
        assert set(passages["keyword"]) <= {"Wang Yi", "Wang", "#Wang Yi", "Wang #Yi"}


NEAR = """On May 2, 2023, strong trade grew. Strong trade helps. Strong trade wins. Weak rain fell.

On May 3, 2023, rain fell and rain fell again over the hills.
"""


def test_collocates_are_counted_by_year_with_their_passages(corpus):
    """The hits of a word in all years are those of the table of collocates."""
    drawn = figures.collocates(corpus, "cooperation")
    lemmas = an.words(corpus, lemmatize=True)
    from analysis.counting.words import collocates

    counted = collocates(lemmas, an.search(lemmas, "cooperation"), min_hits=3).set_index("term")
    summed = drawn.table.groupby("term")["hits"].sum()
    assert summed.to_dict() == counted.loc[summed.index, "hits"].to_dict()
    for row in range(len(drawn.table)):
        passages = an.evidence(drawn.table, row)
        assert len(passages) == drawn.table["hits"].iloc[row]
        assert passages["date"].str.contains(drawn.table["group"].iloc[row]).all()


def test_collocates_worked_by_hand(read):
    """Three times strong before three times trade: log-Dice 14, in the one year there is."""
    drawn = figures.collocates(read(a=NEAR), "trade", window=1)
    (row,) = drawn.table.to_dict("records")
    assert (row["term"], row["group"], row["hits"]) == ("strong", "2023", 3)
    assert row["log_dice"] == pytest.approx(14)
    assert pd.isna(row["share"])  # of three hits
    with pytest.raises(figures.CannotDraw, match="no word stands 3 times near hills"):
        figures.collocates(read(a=NEAR), "hills", window=1)


def test_collocates_by_side_use_the_voices(corpus):
    """Columns are sides that say the word; together they say it as often as the texts."""
    drawn = figures.collocates(corpus, "cooperation", by="voice")
    heads = [label.get_text().split("\nn = ") for label in drawn.axes.get_xticklabels()]
    assert heads[-2:] == [["log-Dice"], ["G²"]]
    assert sum(int(n) for _, n in heads[:-2]) == 31
    assert {name.replace("\n", " ") for name, _ in heads[:-2]} <= {
        "Chinese side",
        "Russian side",
        "both sides together",
        "others",
        "unattributed",
    }


def test_pairs_take_a_name_for_one_word(read):
    """*Minister Wang Yi* and *Wang Yi praised* are pairs, *Wang Yi* and *Yi praised* are none."""
    corpus = read(
        a="Minister Wang Yi praised trade. The minister Wang praised trade, and 12 Wang praised it."
    )
    pairs = collocations(_with_names(an.words(corpus), apart=False), min_hits=1)
    hits = pairs.set_index("term")["hits"].to_dict()
    assert (hits["minister Wang Yi"], hits["Wang Yi praised"], hits["praised trade"]) == (2, 3, 2)
    assert not {"wang yi", "yi praised", "minister wang"} & set(hits)
    assert sum(hits.values()) == 7
    found = an.evidence(pairs, pairs.index[pairs["term"] == "Wang Yi praised"][0])
    assert found["keyword"].tolist() == ["Wang Yi praised", "Wang praised", "Wang praised"]


def test_a_meeting_that_is_told_is_looked_up_in_the_record(read):
    """The call of 10 January 2022 is recorded, a meeting of that day not; a year says nothing."""
    told = "News\n\nSergey Lavrov {} Wang Yi {}. They discussed trade.\n"
    call = told.format("had a telephone conversation with", "on January 10, 2022")
    meeting = told.format("held a meeting with", "on January 10, 2022")
    year = told.format("held a meeting with", "in 2022")
    table = figures.events(read(a=call, b=meeting, c=year)).table.drop_duplicates("item_id")
    found = table.set_index("item_id")["on_record"]
    assert found.to_dict() == {"a-1": "2022-01-10", "b-1": "no", "c-1": ""}


def test_periods_of_few_texts_are_hollow_where_no_interval_is_drawn(read):
    """Twenty months, of which the first alone has five texts: one filled mark for each word."""
    days = [f"2022-{month:02}-02" for month in range(1, 13)]
    days += [f"2023-{month:02}-02" for month in range(1, 9)] + ["2022-01-03"] * 4
    text = "On {:%B %d, %Y}, trade grew. " + "Trade and peace grew. " * 30 + "\n"
    files = {f"t{n}": text.format(date.fromisoformat(day)) for n, day in enumerate(days)}
    when(corpus := read(**files), by="month")
    corpus.once(("when", None, None), lambda: when(corpus, by="month"))
    drawn = figures.frequent_words_by_year(corpus, top=1)
    marks = [line for line in drawn.axes.lines if (line.get_gid() or "").startswith("mark-")]
    filled = [line.get_markerfacecolor() != "#ffffff" for line in marks]
    assert filled == [True] + [False] * 19
    entry = drawn.axes.figure.legends[0].get_texts()[0].get_text()
    assert entry == "hollow: too few texts"


def test_mentions_side_by_side_are_two_and_a_word_that_begins_alike_is_none(read):
    """Wang and Wang Yi, Путин and Владимир Путин; "wants" is no case of Wang."""
    text = "Wang, Wang Yi came. China wants Wang Yi. Путин, Владимир Путин прибыл.\n"
    table = an.count_terms(_with_names(an.words(read(a=text), stopwords=())))
    hits = table.set_index("term")["hits"]
    assert (hits["Wang Yi"], hits["wants"], hits["Vladimir Putin"]) == (3, 1, 2)
    (row,) = table.index[table["term"] == "Wang Yi"]
    assert an.evidence(table, row)["keyword"].tolist() == ["Wang", "Wang Yi", "Wang Yi"]


def test_a_per_cent_sign_of_somebody_else_stays(read):
    """A caption spaces the numbers it forms, not the words it quotes."""
    sale = "News\n\nThe 50%-off sale began.\n"
    drawn = figures.dispersion_strips(read(a=sale, b="It rained.\n"), ["/50%-off/"])
    assert "/50%-off/ in 1" in drawn.caption


def test_a_record_without_rows_leaves_the_chronology(tmp_path):
    """A reader who replaces meetings.csv by nothing has no marks above, and no word of them."""
    (tmp_path / "a.txt").write_text("Talks\n\nOn April 9, 2024, Sergey Lavrov met Wang Yi.\n")
    (tmp_path / "lexicons").mkdir()
    head = (ROOT / "analysis/lexicons/meetings.csv").read_text("utf-8").splitlines()[0]
    (tmp_path / "lexicons" / "meetings.csv").write_text(f"# replace\n{head}\n")
    drawn = figures.events(an.load_corpus(tmp_path, lexicons=tmp_path / "lexicons"))
    assert drawn.table["mark"].tolist() == ["day"]
    assert "meetings.csv" not in drawn.caption


def test_what_a_figure_leaves_out_is_said(tmp_path):
    """Of 30 outlets that share a formula 24 are drawn, and the caption says so."""
    days = [f"2024-01-{1 + n % 28:02}" for n in range(30)]
    text = "The joint port committee of northern harbours met again. Note {}."
    table = pd.DataFrame({"date": days, "outlet": [f"Outlet {n:02}" for n in range(30)]})
    table.assign(text=[text.format("abcdefgh"[n % 8] * (n + 1)) for n in range(30)]).to_csv(
        tmp_path / "a.csv", index=False
    )
    assert "Drawn: 24 of 30 outlets." in figures.formulas(an.load_corpus(tmp_path)).caption


def test_a_trend_without_a_rate_is_not_drawn(read):
    """Short texts have no period of 100 words: no empty panels."""
    corpus = read(a=TALKS, b=SAME)
    with pytest.raises(CannotDraw, match="no period has 100 words"):
        figures.words_by_year(corpus, ["brics"])


def test_words_of_a_report_are_counted_in_one_way(read):
    """Ministers and minister are hits of minister over time and in the strips."""
    long = "The ministers met and one minister spoke of quotas. " * 20
    corpus = read(a=f"News\n\nOn April 9, 2024, they met. {long}\n", b=TALKS)
    trend = figures.words_by_year(corpus, ["minister"]).table
    strips = figures.dispersion_strips(corpus, ["minister"]).table
    assert trend["hits"].sum() == strips["hits"].sum() == 41
