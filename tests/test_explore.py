"""The page answers like the counts, shows texts as text, and has an answer to any input."""

import re
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.counting.series import series as count_series
from analysis.finding.concordance import concordance
from analysis.finding.search import search
from analysis.showing.pages.answers import MAX_ROWS
from analysis.showing.pages.curves import MAX_TERMS, frequency_svg, frequency_table
from analysis.showing.pages.explorer import explorer
from analysis.showing.pages.item_view import MAX_ITEM_CHARS, item_html
from analysis.showing.pages.markup import cells, safe, short_date

ANSWER_SECONDS = 0.1
TAGS = re.split(
    r"\s+",
    "bdi blockquote circle details div em g line mark p path rect small span strong style summary "
    "svg table td text th tr",
)
ATTRIBUTES = re.split(
    r"\s+",
    "aria-label class d fill font-family font-size height opacity open r role scope stroke "
    "stroke-linecap stroke-width style tabindex text-anchor transform viewbox width x x1 x2 xmlns "
    "y y1 y2",
)
EMPTY = ("circle", "line", "path", "rect")
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
        if tag not in EMPTY:
            self.open.append((tag, dict(attributes).get("class")))

    def handle_endtag(self, tag):
        """Let elements end in the order they began."""
        if tag not in EMPTY:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """Keep the item's own text, and what of it is marked."""
        names = [name for _, name in self.open]
        tags = [tag for tag, _ in self.open]
        if "explore-text" in names and "small" not in tags and "summary" not in tags:
            self.text.append(data)
            if "mark" in tags:
                self.marked.append(data)


def yearly(corpus, query):
    series = count_series(corpus, search(corpus, query), names=[query])
    return series.assign(hits=series["hits"].fillna(0))


def shown(html):
    return "".join(Checker(html).text)


@pytest.fixture(scope="module")
def page(corpus):
    return explorer(corpus)


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
    places = [place for _, place in page.hits.options]
    assert places == list(lines[["item_id", "start", "end"]].itertuples(index=False, name=None))
    page.text.value = "cleaned"


def test_several_terms_stand_in_document_order(page, corpus):
    """The lines of both, mixed; the summary counts each."""
    page.query.value = "trade, #russiachina"
    order = {item: n for n, item in enumerate(corpus.items["item_id"])}
    places = [(order[item], start) for _, (item, start, _) in page.hits.options]
    assert places == sorted(places)
    assert "<bdi>trade</bdi></strong>: 3 hits in 3 items" in page.summary.value
    assert len(places) == 3 + len(concordance(corpus, "#russiachina"))


def test_a_chosen_line_is_read(page, corpus):
    """By the list or by its number; the hit is marked in the item and quoted above it."""
    page.query.value = "strategic"
    page.hits.index = 5
    item, start, end = page.hits.value
    assert page.hit_number.value == 6
    assert f"<strong><bdi>{item}</bdi></strong>" in page.reader.value
    assert page.reader.value.count('<mark class="explore-chosen">strategic</mark>') == 1
    line = corpus.locate(item, start, end).first_line
    assert f"<blockquote>Line {line}: " in page.reader.value
    page.hit_number.value = 1
    assert page.hits.value[0] == "000-1"
    assert "<bdi>000-1</bdi>" in page.reader.value


def test_all_hits_of_the_item_are_marked(page):
    """The four of 000-1, one of them chosen."""
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
    assert 'class="explore-removed">Forwarded from Russian MFA' in html
    assert "[removed as forward_header: boilerplate.tsv:" in html
    assert "[set aside as hashtags: " in html
    assert re.search(r"<details><summary>7 lines removed as repeat: same text as line \d", html)
    assert item_html(corpus, "000-1").count("<details") == 0


def test_a_mark_inside_a_fold_opens_it(corpus):
    """A hit of the raw text in a repeated block is not hidden."""
    hits = search(an.words(corpus, "raw"), "trust-based")
    places = list(hits[["item_id", "start", "end"]].itertuples(index=False, name=None))
    assert len(places) == 2
    item, start, end = places[1]
    assert "<details open>" in item_html(corpus, item, chosen=(start, end))


def test_a_long_item_is_shown_around_the_hit(read):
    """Of 300,000 characters, 100,000 around the hit; what is missing is counted."""
    corpus = read(a="Heading\n\n" + "word " * 30_000 + "needle " + "word " * 30_000 + "\n")
    html = item_html(corpus, "a-1", chosen=(150_009, 150_015))
    assert "100,009 characters before this are not shown" in html
    assert 'explore-chosen">needle</mark>' in html
    assert len(shown(html)) < MAX_ITEM_CHARS + 200


def test_texts_show_as_text(nasty):
    """Tags, addresses, direction marks and controls of a post do nothing."""
    page = explorer(nasty, query="trade, <script>, $x$, /<.*>/, تجارة")
    for html in (page.summary, page.reader, page.chart, page.passage):
        Checker(html.value)
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.reader.value
    assert "\x1b" not in page.reader.value + "".join(label for label, _ in page.hits.options)
    assert "␛[31m" in page.reader.value
    assert [box.description for box in page.outlets.values()] == ["no outlet named"]
    for label, _ in page.hits.options:
        assert "\u202e" not in label
        assert label.count("\u2068") == label.count("\u2069")


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


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_any_input_has_an_answer(page, query):
    """A sentence, safe to show, and never an exception."""
    page.query.value = query
    for html in (page.summary, page.reader, page.chart):
        assert len(Checker(html.value).rawdata) == 0
        assert len(html.value) < 200_000
    assert re.search(r"<p>.*\w.*</p>", page.summary.value)


def test_what_went_wrong_is_said(page):
    """One sentence each, beside the answers to the rest."""
    page.query.value = "trade, /(a/, *, 2024"
    for sentence in ("3 hits", "never closed", "othing to look for", "look for /2024/."):
        assert sentence in page.summary.value
    page.query.value = ",".join("abcdefghij")
    assert f"Only the first {MAX_TERMS} of 10 terms are looked for." in page.summary.value


def test_filters_narrow_everything(page, corpus):
    """Years and outlets, in list, chart and chronology."""
    page.query.value = "china"
    page.year_from.value, page.year_to.value = 2022, 2023
    years = dict(zip(corpus.items["item_id"], corpus.items["event_from"].dt.year, strict=True))
    assert {years[item] for _, (item, *_) in page.hits.options} == {2022, 2023}
    assert "2024" not in page.chart.value
    assert [item for _, item in page.events.options] == ["004-1", "001-1", "002-3", "002-5"]
    page.undated.value = False
    assert [item for _, item in page.events.options] == ["004-1", "001-1", "002-3"]
    for name, box in page.outlets.items():
        box.value = name == "Dainik Savera Times"
    assert {item for _, (item, *_) in page.hits.options} == {"001-1"}
    for box in page.outlets.values():
        box.value = False
    assert page.hits.options == ()
    assert "0 hits in 0 items" in page.summary.value
    assert page.reader.value == ""
    page.year_from.value, page.year_to.value, page.undated.value = 2024, 2020, True
    for box in page.outlets.values():
        box.value = True
    assert len(page.hits.options) == len(concordance(corpus, "china"))


def test_undated_items_can_be_left_out(read):
    """A hit in a year, and one in none."""
    corpus = read(a="Talks\n\nOn May 4, 2023 they met on trade.\n", b="Talks\n\nTrade talks.\n")
    page = explorer(corpus, query="trade")
    assert [item for _, (item, *_) in page.hits.options] == ["a-1", "b-1"]
    assert "no year" in page.chart.value
    page.undated.value = False
    assert [item for _, (item, *_) in page.hits.options] == ["a-1"]
    assert "no year" not in page.chart.value


def test_the_same_place_is_read_again(read):
    """The first hit stays where it is, and the other term is marked beside it."""
    page = explorer(read(a="Heading\n\nAlpha and beta met. Then gamma came.\n"), query="beta")
    assert Checker(page.reader.value).marked == ["beta"]
    page.query.value = "beta, gamma"
    assert Checker(page.reader.value).marked == ["beta", "gamma"]


def test_no_more_than_the_first_lines_are_listed(page, corpus):
    """The rest is counted."""
    page.query.value = "the"
    hits = len(concordance(corpus, "the"))
    assert len(page.hits.options) == MAX_ROWS < hits
    assert f"the first {MAX_ROWS} of {hits} are listed" in page.summary.value


def test_an_event_opens_at_the_words_that_date_it(page):
    """Guilin: identified by what the post says, every piece marked."""
    page.events.value = "002-2"
    assert page.event_number.value == 3
    marked = "".join(Checker(page.passage.value).marked)
    assert marked.startswith("Guilin, Foreign Minister of #Russia")
    assert "identity" in page.passage.value
    page.events.value = "002-5"
    assert "No words of the text date this item." in page.passage.value


@pytest.mark.parametrize(
    "query", ["china", "the", "strateg*, trade", "/.*.*.*x/", "/(a+)+$/", "a,b,c,d,e,f,g,h"]
)
def test_the_page_answers_within_100_ms(page, query):
    """From the key to all of its HTML; the best of seven, in processor time."""
    seconds = []
    for _ in range(7):
        page.query.value = ""
        began = time.process_time()
        page.query.value = query
        seconds.append(time.process_time() - began)
    assert min(seconds) < ANSWER_SECONDS


def test_the_chart_shows_the_series(corpus):
    """Well-formed; a mark per year with a rate, at heights in proportion to it."""
    series = yearly(corpus, "china")
    root = ET.fromstring(frequency_svg(series))
    space = "{http://www.w3.org/2000/svg}"
    labels = [text.text for text in root.iter(f"{space}text")]
    assert [label for label in labels if label.startswith("20") and len(label) == 4] == [
        "2020",
        "2021",
        "2022",
        "2023",
        "2024",
    ]
    assert labels.count("n = 1") == 2
    curve = next(g for g in root.findall(f"{space}g") if g.get("stroke-linecap"))
    heights = [float(g.get("transform").rstrip(")").split()[1]) for g in curve.findall(f"{space}g")]
    rates = series["per_1000"].dropna().astype(float).tolist()
    base = 216
    assert len(heights) == 4
    ratios = [(base - height) / rate for height, rate in zip(heights, rates, strict=True)]
    assert ratios == pytest.approx([ratios[0]] * 4, rel=0.02)
    assert not curve.findall(f"{space}line")  # one to three items a year: hollow, joined to nothing
    assert {g.get("fill") for g in curve.findall(f"{space}g")} == {"#ffffff"}


def test_years_with_enough_items_are_joined(corpus):
    """Filled marks in 2022 and 2023 and a line between them."""
    series = yearly(corpus, "china")
    series.loc[series["year"].isin([2022, 2023]), "items_in_group"] = 5
    space = "{http://www.w3.org/2000/svg}"
    root = ET.fromstring(frequency_svg(series))
    curve = next(g for g in root.findall(f"{space}g") if g.get("stroke-linecap"))
    assert len(curve.findall(f"{space}line")) == 1
    assert [g.get("fill") for g in curve.findall(f"{space}g")].count(None) == 2


def test_the_table_has_the_numbers(corpus):
    """24 hits in 2024, 21.0 per 1,000 words; one in 2021 without a rate."""
    table = frequency_table(yearly(corpus, "china"))
    cells_ = re.findall(r"<td>(.*?)</td>", table)
    assert cells_[:5] == ["6 (9.3)", "1", "8 (19.0)", "10 (13.5)", "24 (21.0)"]


@pytest.mark.parametrize("query", ["nothing-at-all", "china"])
@pytest.mark.parametrize("measure", ["hits", "per_1000"])
def test_a_series_of_zeros_can_be_drawn(corpus, query, measure):
    """Well-formed in any case."""
    ET.fromstring(frequency_svg(yearly(corpus, query), measure=measure))


def test_an_empty_corpus_has_a_page(read):
    """No items, no years, no outlets: sentences instead."""
    page = explorer(read(empty=""), query="trade")
    assert "0 hits in 0 items" in page.summary.value
    assert page.chart.value == "<p>No item has a certain year.</p>"
    assert page.events.options == ()


def test_it_shows_without_widgets(page):
    """Where widgets cannot be shown, there are the first lines."""
    page.query.value = "strategic"
    shown_as = page._repr_mimebundle_()
    assert shown_as["text/plain"] == "run this cell to search"
    assert "18 hits" in shown_as["text/html"]
    assert shown_as["text/html"].count("│ strategic") == 12
    assert "application/vnd.jupyter.widget-view+json" in shown_as


@given(st.text(max_size=30), st.integers(2, 12), st.booleans())
def test_cells_fill_their_width(text, width, end):
    """Never wider, whatever is in the text, and no direction leaks."""
    from analysis.showing.pages.markup import _cell_width

    line = cells(text, width, end=end)
    assert sum(map(_cell_width, line)) == width
    assert line.count("\u2068") == line.count("\u2069") <= 1
    assert not any(ord(c) < 32 for c in line)


@given(st.text())
def test_safe_html_is_the_text(text):
    """Parsed back it is what went in, with controls as signs."""
    html = safe(text.replace("\r", "\n"))
    parser = HTMLParser()
    found = []
    parser.handle_data = found.append
    parser.handle_starttag = lambda tag, attributes: found.append("") if tag == "bdi" else 1 / 0
    parser.feed(html)
    parser.close()
    assert len("".join(found)) == len(text)


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
    assert len(cells(short, 11)) == 11


def test_missing_years_are_a_column(read):
    """An item without a date is in the table and not in the chart."""
    corpus = read(a="Talks\n\nOn May 4, 2023 they met on trade.\n", b="Talks\n\nTrade talks.\n")
    series = yearly(corpus, "trade")
    assert pd.isna(series["year"].iloc[-1])
    assert "no year" in frequency_table(series)
    assert "no year" not in frequency_svg(series)
