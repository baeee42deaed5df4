"""The page answers like the counts, shows texts as text, and has an answer to any input."""

import csv
import io
import math
import re
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pyarrow as pa
import pytest
from effort import calls
from hypothesis import given
from hypothesis import strategies as st
from pages import read_page

import analysis as an
from analysis.counting.chronology import composition
from analysis.counting.words import collocates
from analysis.finding.search import concordance, search
from analysis.showing.pages.explorer import _UNITS, PAGE, _draw_years, explorer
from analysis.showing.pages.item_view import MAX_ITEM_CHARS, ItemLookup, read_item
from analysis.showing.pages.queries import (
    MAX_TERMS,
    Answer,
    Question,
    Searchable,
)
from analysis.showing.pages.readable import _styled_line, environment, short_date, visible

ANSWER_CALLS = 180_000
TAGS = re.split(
    r"\s+",
    "a bdi blockquote button caption clippath code defs desc details div em g mark p path pattern "
    "pre rect small span strong summary svg table tbody td text th thead title tr use",
)
ATTRIBUTES = re.split(
    r"\s+",
    "aria-current aria-hidden aria-label aria-labelledby class clip-path colspan d data-last "
    "data-pick data-said data-save dir disabled fill height href id open patternunits "
    "preserveaspectratio role scope style tabindex transform type viewbox width x y",
)
NASTY = (
    "Heading <b>\n\n<img src=x onerror=alert(1)> trade & <script>alert(1)</script> $x$ trade.\n\n"
    "A \u202etrade\u2066 line with \x1b[31m and \x00 and \x85 trade.\n\n<svg onload=x> "
    "تجارة trade 中国.\n"
)


class Checker(HTMLParser):
    """Collect the text of some HTML, and fail on what could load, run or lead elsewhere."""

    def __init__(self, html):
        super().__init__()
        self.text, self.marked, self.open, self.aside = [], [], [], 0
        self.feed(html)
        self.close()
        assert self.open == [], "unclosed"

    def handle_starttag(self, tag, attributes):
        """Let nothing begin that is not on the lists."""
        assert tag in TAGS, tag
        assert {name for name, _ in attributes} <= set(ATTRIBUTES), attributes
        if "href" in dict(attributes):
            assert tag in ("use", "a") and dict(attributes)["href"][0] == "#", attributes
        self.open.append((tag, dict(attributes).get("class") or ""))

    def handle_startendtag(self, tag, attributes):
        """Let an element of a picture end where it begins."""
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        """Let elements end in the order they began."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """Keep the item's own text, and what of it is marked."""
        names = [name for _, name in self.open]
        tags = [tag for tag, _ in self.open]
        if "item-text" in names and "small" not in tags and "summary" not in tags:
            self.text.append(data)
            if "mark" in tags:
                self.marked.append(data)


def shown(html):
    return "".join(Checker(html).text)


def item_html(corpus, *place, **chosen):
    return read_item(ItemLookup(corpus), *place, **chosen)


def counted(corpus, *queries):
    """Count queries by year as the page does."""
    asked = Answer(Searchable(corpus), Question(", ".join(queries)))
    return asked.by_year(intervals=True)[0]


def rows_shown(corpus, query):
    """Return the rows of the table beside the chart: name, then its cells."""
    page = explorer(corpus, query=query)
    page.open_tab("Frequency")
    table = read_page(page.panes["Frequency"].html).find("table")[0]
    return {
        row[0]: row[1:] for row in ([cell.text for cell in tr.children] for tr in table.find("tr"))
    }


def drawn(corpus, counts, measure="per_1000"):
    return _draw_years(counts, composition(corpus, by="year"), measure=measure, inline=True)


def places(page):
    """Return where the hits of a page stand, in its order."""
    return list(page.hits[["item_id", "start", "end"]].itertuples(index=False, name=None))


def events(page):
    """Return the items of the chronology as it is open."""
    page.open_tab("Chronology")
    return page._view.table()["item_id"].tolist()


def saved(page, kind):
    """Press a button that saves, and return what the browser is sent."""
    sent = []
    pane = page.panes[page.tab]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(pane), "send", lambda _, content: sent.append(content))
        pane._handle_custom_msg({"save": kind}, [])
    return sent


@pytest.fixture
def page(corpus):
    return explorer(corpus)


@pytest.fixture
def frequency(page):
    """Open the tab of the chart, as only what can be seen is drawn."""
    page.open_tab("Frequency")
    return page


@pytest.fixture
def nasty(read):
    return read(a=NASTY)


@pytest.mark.parametrize("text", ["cleaned", "raw", "distinct"])
@pytest.mark.parametrize("query", ["strategic", "strategic partnership", "#RussiaChina", "Tokaev"])
def test_the_lines_are_those_of_the_concordance(page, corpus, query, text):
    """Setting the widgets gives as many lines as the concordance has, at the same places."""
    page.text.value = text
    page.query.value = query
    lines = concordance(an.words(corpus, text), query)
    assert places(page) == list(
        lines[["item_id", "start", "end"]].itertuples(index=False, name=None)
    )


def test_several_terms_stand_in_document_order(page, corpus):
    """The lines of both, mixed; the summary counts each."""
    page.query.value = "trade, #russiachina"
    order = {item: n for n, item in enumerate(corpus.items["item_id"])}
    found = [(order[item], start) for item, start, _ in places(page)]
    assert found == sorted(found)
    assert "<bdi>trade</bdi></strong>: 3 hits in 3 items" in page.summary.value
    assert len(found) == 3 + len(concordance(corpus, "#russiachina"))


def test_a_chosen_line_is_read(page, corpus):
    """The hit is marked in the item and quoted above it, its line in the table is the current."""
    page.query.value = "strategic"
    page.panes["Hits"].picked = 6
    item, start, end = places(page)[5]
    assert f"<strong><bdi>{item}</bdi></strong>" in page.reader.value
    assert page.reader.value.count('<mark class="chosen">strategic</mark>') == 1
    line = corpus.locate(item, start, end).first_line
    assert f"<blockquote>Line {line}: " in page.reader.value
    assert re.findall(r'data-pick="(\d+)" aria-current', page.panes["Hits"].html) == ["6"]
    page.panes["Hits"].picked = 1
    assert "<bdi>000-1</bdi>" in page.reader.value


def test_hits_are_a_table_without_end(page, corpus):
    """Page after page until the last hit, each once, with row headers and a keyword."""
    page.query.value = "the"
    pane, total = page.panes["Hits"], len(concordance(corpus, "the"))
    shown = []
    for line in range(1, total + 1, PAGE):
        pane.picked = line
        shown += re.findall(r'<tr data-pick="(\d+)"', pane.html)
        rows = len(re.findall('<th scope="row"><button', pane.html))
        assert rows == pane.html.count("<strong>") == min(PAGE, total - line + 1)
    assert [int(line) for line in shown] == list(range(1, total + 1))
    assert f"{line:,}–{total:,} of {total:,}" in pane.html
    assert f'data-last="{total}"' in pane.html


def neighbours(page, corpus, side):
    """Return the words beside the hits, as sorted: nearest first, inside the item."""
    words = an.words(corpus)
    rows = {item: words.hits(words.item == n) for n, item in enumerate(corpus.items["item_id"])}
    found = []
    for item, start, end in places(page):
        own = rows[item]
        if side == "left":
            found.append(own[own["end"] <= start]["term"].tolist()[:-4:-1])
        else:
            found.append(own[own["start"] >= end]["term"].tolist()[:3])
    return found


@pytest.mark.parametrize("side", ["left", "right"])
def test_hits_are_sorted_by_their_neighbours(page, corpus, side):
    """By the next word, then the second, then the third; at an edge of the text first."""
    page.query.value = "china"
    page.sort.value = side
    found = neighbours(page, corpus, side)
    assert found == sorted(found)
    assert len({tuple(words) for words in found}) > 20


def test_hits_are_sorted_by_date(read):
    """Undated ones last."""
    late, early = (f"Talks\n\nOn May 4, {n} they met on trade.\n" for n in (2024, 2023))
    page = explorer(read(a="Talks\n\nTrade.\n", b=late, c=early), query="trade")
    assert [item for item, *_ in places(page)] == ["a-1", "b-1", "c-1"]
    page.sort.value = "date"
    assert [item for item, *_ in places(page)] == ["c-1", "b-1", "a-1"]


def test_the_other_forms_are_named_when_there_is_no_hit(page, corpus):
    """The word of the headline chart: none as written, 26 as a dictionary form."""
    page.query.value = "relation"
    assert "0 hits as a form, 26 as a dictionary form" in page.summary.value
    page.lemmatize.value = True
    assert len(page.hits) == 26 == len(concordance(an.words(corpus, lemmatize=True), "relation"))
    assert "26 hits in" in page.summary.value
    page.query.value = "relations"  # no dictionary form: all forms of its own are found
    assert len(page.hits) == 26


@pytest.mark.parametrize("query", ["china", "strateg*", "#RussiaChina", "/20[0-9]{2}/", "it's 'x'"])
@pytest.mark.parametrize("years", [None, (2021, 2023)])
def test_a_line_of_code_finds_the_same(page, corpus, query, years):
    """What is shown below the table is run, and gives the hits of the table."""
    page.query.value = query
    if years:
        page.year_from.value, page.year_to.value = years
        page.undated.value = page.outlets["Dainik Savera Times"].value = False
    (line,) = (page.asked.code(query) for query in page.found.hits)
    found = eval(line, {"an": an, "corpus": corpus})
    assert list(found[["item_id", "start", "end"]].itertuples(index=False, name=None)) == places(
        page
    )
    code = re.search("<code>(.*)</code>", page.panes["Hits"].html)[1]
    assert unescape(code) == line


def test_all_hits_are_saved(page, corpus):
    """As a file or to be copied: the lines of all pages, guarded against formulas."""
    page.query.value = "china"
    (file,) = saved(page, "csv")
    assert (file["name"], file["type"]) == ("hits.csv", "text/csv")
    header, *lines = csv.reader(io.StringIO(file["text"]))
    assert header[:5] == ["item_id", "line", "left", "keyword", "right"]
    expected = concordance(corpus, "china")
    assert [line[0] for line in lines] == expected["item_id"].tolist()
    assert [line[3].lstrip("'") for line in lines] == expected["keyword"].tolist()
    assert saved(page, "copy") == [{"text": file["text"]}]


def test_a_formula_is_no_formula_in_the_file(read):
    """A context that begins with "=" gets an apostrophe."""
    page = explorer(read(a="Heading\n\n=HYPERLINK(1) trade came.\n"), query="heading")
    assert "\"'=HYPERLINK" not in saved(page, "csv")[0]["text"]  # a space comes first
    page.query.value = "/=hyper/"
    assert '"\'=HYPER"' in saved(page, "csv")[0]["text"]


def test_the_chart_is_saved(frequency):
    """As a picture of its own, with its font and without links."""
    frequency.query.value = "china"
    (file,) = saved(frequency, "svg")
    assert (file["name"], file["type"]) == ("chart.svg", "image/svg+xml")
    root = ET.fromstring(file["text"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "@font-face" in file["text"] and "<a " not in file["text"]
    (table,) = saved(frequency, "csv")
    assert table["name"] == "frequency.csv" and table["text"].startswith('"year","term","hits"')


def test_a_year_leads_to_its_hits(frequency):
    """By its mark or its column: the list, of nothing but that year."""
    frequency.query.value = "china"
    assert 'href="#2022"' in frequency.panes["Frequency"].html
    frequency.panes["Frequency"].picked = 2022
    assert frequency.tab == "Hits"
    assert (frequency.year_from.value, frequency.year_to.value) == (2022, 2022)
    assert {item for item, *_ in places(frequency)} == {"004-1"}


def test_the_chosen_items_are_compared_with_the_others(frequency, corpus):
    """China in 2024, by hand: 24 hits of 1,143 words against 25 of 1,836."""
    page = frequency
    page.query.value = "china, #RussiaChina"
    assert "is compared with all other items" in page.panes["Frequency"].html
    page.year_from.value, page.undated.value = 2024, False
    table = page.found.against_rest()
    row = table.iloc[0]
    assert (len(table), row["n_target"], row["n_reference"]) == (1, 24, 25)
    words = an.words(corpus).per_item.sum()
    assert row["log_ratio"] == pytest.approx(math.log2((24 / 1143) / (25 / (words - 1143))))
    assert "24 (21.0)" in page.panes["Frequency"].html


def test_collocates_are_those_of_the_part(page, corpus):
    """The table of `collocates`, two searches side by side, and a line leads to its passages."""
    page.query.value = "china, russia, trade"
    page.open_tab("Collocates")
    html = page.panes["Collocates"].html
    assert html.count("<caption>") == 2
    table = collocates(an.words(corpus), search(corpus, "china"), window=5)
    first = table.iloc[0]
    assert f'<bdi>{first["term"]}</bdi></td><td class="n">{first["hits"]}</td>' in html
    assert page.reader.value.lower().count(f"<strong>{first['term']}") == min(PAGE, first["hits"])
    page.window.value, page.strength.value = 2, "log_likelihood"
    near = collocates(an.words(corpus), search(corpus, "china"), window=2, measure="log_likelihood")
    assert f"<bdi>{near['term'].iloc[0]}</bdi>" in page.panes["Collocates"].html


def test_strips_say_where_the_hits_stand(read):
    """Texts in order of time; the share of the text's words before the hit."""
    corpus = read(
        a="Talks\n\nOn May 4, 2024 they met on trade and trade.\n",
        b="Trade talks\n\nOn May 4, 2023 they met.\n",
        c="Talks on trade\n\nThey met.\n",
    )
    page = explorer(corpus, query="trade")
    page.open_tab("In the texts")
    table = page._view.table()
    assert table["item_id"].tolist() == ["b-1", "a-1", "a-1", "c-1"]
    # a: talks on may they met on [trade] and [trade], nine words; 6 and 8 come before
    assert table["share"].tolist() == [0.0, round(6 / 9, 4), round(8 / 9, 4), round(2 / 5, 4)]
    assert page.panes["In the texts"].html.count('<rect x="') == 4
    page.panes["In the texts"].picked = 2
    assert "<bdi>a-1</bdi>" in page.reader.value


def test_all_hits_of_the_item_are_marked(page):
    """The four of 000-1, one of them chosen."""
    page.open_tab("Hits")
    page.query.value = "strategic"
    assert Checker(page.reader.value).marked == ["strategic"] * 4


@pytest.mark.parametrize("position", range(10))
def test_the_reader_shows_the_whole_item(corpus, position):
    """Every character in its place, nothing added to the text but what is set apart from it."""
    item = corpus.items.iloc[position]
    assert shown(item_html(corpus, item["item_id"], [(3, 9), (5, 12)])) == item["raw"]


def test_what_was_removed_says_why(corpus):
    """Grey, with label and reason; the repeated block is folded."""
    html = item_html(corpus, "002-3")
    assert 'class="words" dir="auto">Forwarded from Russian MFA' in html
    assert "removed · forward header: boilerplate.tsv:" in html
    assert "set aside · hashtags: " in html
    fold = r'<details class="repeats"><summary>removed · repeat: 7 lines, same text as line \d'
    assert re.search(fold, html)
    assert item_html(corpus, "000-1").count("<details") == 0


def test_a_mark_inside_a_fold_opens_it(corpus):
    """A hit of the raw text in a repeated block is not hidden."""
    hits = search(an.words(corpus, "raw"), "trust-based")
    places = list(hits[["item_id", "start", "end"]].itertuples(index=False, name=None))
    assert len(places) == 2
    item, start, end = places[1]
    html = item_html(corpus, item, chosen=(start, end))
    assert '<details class="repeats" open>' in html


def test_a_long_item_is_shown_around_the_hit(read):
    """Of 300,000 characters, 100,000 around the hit; what is missing is counted."""
    corpus = read(a="Heading\n\n" + "word " * 30_000 + "needle " + "word " * 30_000 + "\n")
    html = item_html(corpus, "a-1", chosen=(150_009, 150_015))
    assert "100,009 characters before this are not shown" in html
    assert 'chosen">needle</mark>' in html
    assert len(shown(html)) < MAX_ITEM_CHARS + 200


def test_texts_show_as_text(nasty):
    """Tags, addresses, direction marks and controls of a post do nothing."""
    page = explorer(nasty, query="trade, <script>, $x$, /<.*>/, تجارة")
    reading = page.reader.value
    for name, pane in page.panes.items():
        page.open_tab(name)
        assert pane.html
        for html in (page.summary.value, page.reader.value, pane.html):
            Checker(html)
            assert not re.search("[\x1b\x00\u202e\u2066]", html)
    Checker(page._repr_mimebundle_()["text/html"])
    assert "&lt;img src=x onerror=alert(1)&gt;" in reading
    assert "␛[31m" in reading
    assert [box.description for box in page.outlets.values()] == ["no outlet named"]


HOSTILE = [
    "",
    " , ; ",
    "*",
    "/(a+)+$/",
    "/(a+/",
    "/",
    "x" * 100_000,
    "x," * 50_000,
    "\u202etrade",
    "$",
    "<script>alert(1)</script>",
    "\x00\x1b",
    "#",
    "2024",
    "nan",
    "a*b",
]


@pytest.mark.parametrize("tab", ["Hits", "Frequency", "Collocates", "In the texts", "Chronology"])
@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_any_input_has_an_answer(page, query, tab):
    """A sentence, safe to show, and never an exception."""
    page.open_tab(tab)
    page.query.value = query
    pane = page.panes[page.tab].html
    for html in (page.summary.value, page.reader.value, pane):
        assert len(Checker(html).rawdata) == 0
        assert len(html) < 200_000
    assert re.search(r"<p>.*\w.*</p>", page.summary.value)


def test_what_went_wrong_is_said(page):
    """One sentence each, beside the answers to the rest."""
    page.query.value = "trade, /(a/, *"
    for sentence in ("3 hits", "never closed", "othing to look for"):
        assert sentence in page.summary.value
    page.query.value = ",".join("abcdefghij")
    assert f"Only the first {MAX_TERMS} of 10 terms are looked for." in page.summary.value


def test_filters_narrow_everything(frequency, corpus):
    """Years and outlets, in list, chart and chronology."""
    page = frequency
    page.query.value = "china"
    page.year_from.value, page.year_to.value = 2022, 2023
    years = dict(zip(corpus.items["item_id"], corpus.items["event_from"].dt.year, strict=True))
    assert {years[item] for item, *_ in places(page)} == {2022, 2023}
    assert "2024" not in page.panes["Frequency"].html
    assert events(page) == ["004-1", "001-1", "002-3", "002-5"]
    page.undated.value = False
    assert events(page) == ["004-1", "001-1", "002-3"]
    for name, box in page.outlets.items():
        box.value = name == "Dainik Savera Times"
    assert {item for item, *_ in places(page)} == {"001-1"}
    for box in page.outlets.values():
        box.value = False
    assert page.hits.empty
    page.open_tab("Hits")
    assert "0 hits in 0 items" in page.summary.value
    assert page.reader.value == ""
    page.year_from.value, page.year_to.value, page.undated.value = 2024, 2020, True
    for box in page.outlets.values():
        box.value = True
    assert len(page.hits) == len(concordance(corpus, "china"))


QUESTIONS = [
    {},
    {"reading": "raw"},
    {"reading": "distinct"},
    {"lemmatize": True},
    {"undated": False},
    {"years": (2021, 2023)},
    {"outlets": ("Big Asia",)},
]


@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_counts_without_intervals_are_those_of_the_series(corpus, asked):
    """What a large corpus is drawn from at every key: the same numbers, hashtag lines included."""
    question = Question("china, strateg*, #RussiaChina, nothing-at-all", **asked)
    found = Answer(Searchable(corpus), question)
    slow, quick = (found.by_year(intervals=way)[0] for way in (True, False))
    assert quick["term"].tolist() == slow["term"].tolist()
    for column in ("year", "hits", "value", "items_in_group", "words_in_group"):
        one, other = (table[column].astype("Float64").to_numpy() for table in (quick, slow))
        assert list(pd.isna(one)) == list(pd.isna(other))
        assert one[~pd.isna(one)] == pytest.approx(other[~pd.isna(other)])


def test_undated_items_can_be_left_out(read):
    """A hit in a year, and one in none."""
    corpus = read(a="Talks\n\nOn May 4, 2023 they met on trade.\n", b="Talks\n\nTrade talks.\n")
    page = explorer(corpus, query="trade")
    page.open_tab("Frequency")
    assert [item for item, *_ in places(page)] == ["a-1", "b-1"]
    assert "no year" in page.panes["Frequency"].html
    page.undated.value = False
    assert [item for item, *_ in places(page)] == ["a-1"]
    assert "no year" not in page.panes["Frequency"].html


def test_the_same_place_is_read_again(read):
    """The first hit stays where it is, and the other term is marked beside it."""
    page = explorer(read(a="Heading\n\nAlpha and beta met. Then gamma came.\n"), query="beta")
    assert Checker(page.reader.value).marked == ["beta"]
    page.query.value = "beta, gamma"
    assert Checker(page.reader.value).marked == ["beta", "gamma"]


def test_an_event_opens_at_the_words_that_date_it(page):
    """Guilin: identified by what the post says, every piece marked."""
    listed = events(page)
    page.panes["Chronology"].picked = 1 + listed.index("002-2")
    marked = "".join(Checker(page.reader.value).marked)
    assert marked.startswith("Guilin, Foreign Minister of #Russia")
    assert "identity" in page.reader.value
    page.panes["Chronology"].picked = 1 + listed.index("002-5")
    assert "No words of the text date this item." in page.reader.value


@pytest.mark.parametrize(
    "query", ["china", "the", "strateg*, trade", "/.*.*.*x/", "/(a+)+$/", "a,b,c,d,e,f,g,h"]
)
def test_the_page_answers_with_little_work(page, query):
    """From the key to all of its HTML, in calls: 120,000 take a twentieth of a second here."""
    page.open_tab("Hits")
    for text in (query, ""):
        page.query.value = text
    assert calls(lambda: setattr(page.query, "value", query)) < ANSWER_CALLS


def marks(root):
    """Return the marks of a chart, one per year with a value."""
    paths = root.iter("{http://www.w3.org/2000/svg}path")
    return [path for path in paths if path.get("class") == "dot"]


def picture(html):
    return ET.fromstring(str(html).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_the_chart_shows_the_series(corpus):
    """Well-formed; a mark per year with a rate, at heights in proportion to it."""
    counts = counted(corpus, "china")
    root = picture(drawn(corpus, counts))
    labels = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    years = [label for label in labels if label.startswith("20") and len(label) == 4]
    assert list(dict.fromkeys(years)) == [
        "2020",
        "2021",
        "2022",
        "2023",
        "2024",
    ]
    assert rows_shown(corpus, "china")["items"].count("1") == 2  # years with one item
    heights = [float(re.match(r"M[\d.]+,([\d.]+)a", mark.get("d"))[1]) for mark in marks(root)]
    rates = counts["value"].dropna().astype(float).tolist()
    assert len(heights) == 4
    steps = [
        (heights[0] - y) / (rate - rates[0])
        for y, rate in zip(heights, rates, strict=True)
        if rate != rates[0]
    ]
    assert steps == pytest.approx([steps[0]] * 3, rel=0.02)
    assert lines_between(root) == 0  # one to three items a year: hollow, joined to nothing
    assert all("fill: #ffffff" in mark.get("style") for mark in marks(root))


def lines_between(root):
    """How many lines are drawn in the colour of the first term, bands of intervals left out."""
    return sum(
        "stroke: #332288" in path.get("style", "") and "stroke-width: 1.2" in path.get("style")
        for path in root.iter("{http://www.w3.org/2000/svg}path")
    )


def test_years_with_enough_items_are_joined(corpus):
    """Filled marks in 2022 and 2023 and a line between them."""
    counts = counted(corpus, "china")
    enough = counts["year"].isin([2022, 2023])
    counts.loc[enough, "low"] = counts.loc[enough, "value"] - 1
    counts.loc[enough, "high"] = counts.loc[enough, "value"] + 1
    root = picture(drawn(corpus, counts))
    assert lines_between(root) == 1
    assert sum("fill: #332288" in mark.get("style") for mark in marks(root)) == 2


def test_hits_are_joined_where_texts_are_enough(corpus):
    """Hits have no interval: five texts in 2022 and 2023 make their marks filled."""
    counts = counted(corpus, "china")
    counts.loc[counts["year"].isin([2022, 2023]), "texts_in_group"] = 5
    root = picture(drawn(corpus, counts, "hits"))
    assert lines_between(root) == 1
    assert sum("fill: #332288" in mark.get("style") for mark in marks(root)) == 2


def test_the_table_has_the_numbers(corpus):
    """24 hits in 2024, 21.0 per 1,000 words; one in 2021 without a rate."""
    assert rows_shown(corpus, "china")["china"][:5] == [
        "6 (9.3)",
        "1",
        "8 (19.0)",
        "10 (13.5)",
        "24 (21.0)",
    ]


@pytest.mark.parametrize("query", ["nothing-at-all", "china"])
@pytest.mark.parametrize("measure", list(_UNITS))
def test_a_series_of_zeros_can_be_drawn(corpus, query, measure):
    """Well-formed in any case."""
    picture(drawn(corpus, counted(corpus, query), measure))


def test_the_chart_is_drawn_while_its_tab_is_open(read):
    """Nothing is drawn unseen; the tab shows what is asked when it is opened, then every change."""
    page = explorer(read(a="Talks\n\nOn May 4, 2023 they met on trade.\n"), query="trade")
    assert page.panes["Frequency"].html == ""
    page.open_tab("Frequency")
    assert "hits per 1,000 words by year: trade" in page.panes["Frequency"].html
    page.query.value = "talks"
    assert "hits per 1,000 words by year: talks" in page.panes["Frequency"].html
    page.measure.value = "hits"
    assert (
        "<title" in page.panes["Frequency"].html
        and ">hits by year: talks" in page.panes["Frequency"].html
    )


def test_an_empty_corpus_has_a_page(read):
    """No items, no years, no outlets: sentences instead."""
    page = explorer(read(empty=""), query="trade")
    page.open_tab("Frequency")
    assert "0 hits in 0 items" in page.summary.value
    assert page.panes["Frequency"].html == "<p>No item has a certain year.</p>"
    assert events(page) == []


def test_it_shows_without_widgets(page):
    """Where widgets cannot be shown, there are the first lines."""
    page.query.value = "strategic"
    shown_as = page._repr_mimebundle_()
    assert shown_as["text/plain"] == "run this cell to search"
    assert "18 hits" in shown_as["text/html"]
    assert shown_as["text/html"].count('<td class="key">') == PAGE
    assert "<button" not in shown_as["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in shown_as


@given(st.text())
def test_html_is_the_text(text):
    """Parsed back it is what went in, with controls named."""
    text = text.replace("\r", "\n")
    html = environment().from_string("<bdi>{{ text }}</bdi>").render(text=text)
    parser = HTMLParser()
    found = []
    parser.handle_data = found.append
    parser.handle_starttag = lambda tag, attributes: found.append("") if tag == "bdi" else 1 / 0
    parser.feed(html)
    parser.close()
    assert "".join(found) == visible(text)


def test_controls_are_named_and_notebooks_styled():
    """Escaped in any case."""
    assert visible("a\x00b \N{RIGHT-TO-LEFT OVERRIDE}c") == "a␀b ‹U+202E›c"
    assert _styled_line("*China* & `a<b`") == "<em>China</em> &amp; <code>a&lt;b</code>"


@pytest.mark.parametrize(
    ("edtf", "short"),
    [
        ("2023-10-16", "2023-10-16"),
        ("[2021-03-22..2021-03-23]", "2021-03-22…"),
        ("[2023-09-18..]", "2023-09-18…"),
        ("2024-10-01/2024-10-03", "2024-10-01…"),
        ("[..2023-09-18]", "…2023-09-18"),
        ("", "no date"),
    ],
)
def test_dates_in_a_list_are_short(edtf, short):
    """One day as it is, several by the first."""
    assert short_date(edtf) == short


def test_measures_are_named_as_the_chart_names_them(page):
    """The buttons stand in a file of their own."""
    assert [(name, unit) for unit, name in page.measure.options] == list(_UNITS.items())


def test_missing_years_are_a_column(read):
    """An item without a date is in the table and not in the chart."""
    corpus = read(a="Talks\n\nOn May 4, 2023 they met on trade.\n", b="Talks\n\nTrade talks.\n")
    counts = counted(corpus, "trade")
    assert pd.isna(counts["year"].iloc[-1])
    assert rows_shown(corpus, "trade")["term"] == ["2023", "no year"]
    assert "no year" not in drawn(corpus, counts)


def test_a_long_sentence_is_not_copied_for_every_hit(read):
    """3,000 hits in one sentence of 30,000 characters are saved in much less than 90 MB."""
    page = explorer(read(a="Heading\n\n" + "trade the " * 3_000 + "\n"), query="trade")
    pool, usual = pa.proxy_memory_pool(pa.default_memory_pool()), pa.default_memory_pool()
    pa.set_memory_pool(pool)
    try:
        (file,) = saved(page, "csv")
    finally:
        pa.set_memory_pool(usual)
    assert file["text"].count("\n") == 1 + 3_000
    assert pool.max_memory() < 30_000_000
