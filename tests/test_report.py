"""The report: every mark leads to its passages, every passage to its place, all text stays text."""

import base64
import hashlib
import re
import shutil
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import ids, problems, read_page
from strategies import texts

from analysis import load_corpus
from analysis.finding.search import search
from analysis.finding.tokens import find_sentences
from analysis.showing.files import from_csv
from analysis.showing.notebooks import _read_section, read_notebooks, report_on_seeds
from analysis.showing.pages import item_view, report
from analysis.showing.pages.item_view import _weave, anchor
from analysis.showing.pages.readable import macros, visible
from analysis.showing.pages.report import Section, build_report
from analysis.showing.rendering import inline_svg
from analysis.tables import KEPT, InputError

FIGURES = ROOT / "figures"
MAX_BYTES = 5 * 2**20
SECTIONS = [
    Section("01", "files", "What is there?", "Five *files*. And more."),
    Section("02", "dates", "When?", "Then."),
    Section("03", "words", "Which words?", "These."),
]
# Every element the page may hold; a document can add none.
ELEMENTS = {
    *("", "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "h4"),
    *("p", "nav", "ol", "ul", "li", "main", "section", "figure", "figcaption", "div", "span"),
    *("small", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "bdi", "q"),
    *("mark", "label", "input", "output", "article", "footer", "code", "script", "wbr", "em"),
    "strong",
}


@pytest.fixture(scope="module")
def html():
    return report_on_seeds(read_notebooks(ROOT / "notebooks"), FIGURES)


@pytest.fixture(scope="module")
def page(html):
    return read_page(html)


@pytest.fixture(scope="module")
def by_id(page):
    return {e.attributes["id"]: e for e in page.walk() if "id" in e.attributes}


def passages(name):
    text = (FIGURES / f"{name}.evidence.csv").read_text("utf-8")
    columns = ["mark", "name", "value", "of", "item", "outlet", "date", "file", "lines", "sentence"]
    columns += ["keyword", "label", "start", "end", "weight"]
    return from_csv(text)[columns]


NAMES = sorted(path.name.removesuffix(".caption.txt") for path in FIGURES.glob("*.caption.txt"))


def normal(text):
    return " ".join(text.split())


def test_the_page_is_whole_and_keeps_to_itself(page):
    """Elements closed, ids unique, every link leads to a place on the page, one script."""
    assert problems(page) == []


def test_the_problems_of_a_page_are_found():
    """The check above can fail."""
    bad = '<p id="a"><b id="a" onclick="x"></b><a href="https://x.org">x</a></p><script></script>'
    assert problems(read_page(bad)) == [
        "id a twice",
        "<b onclick=x>",
        "<a> leads to https://x.org",
    ]
    with pytest.raises(AssertionError, match="closes"):
        read_page("<p><b></p></b>")


def test_only_the_own_script_may_run(html, page):
    """The policy names the hash of the one script and refuses everything else."""
    (script,) = page.find("script")
    (policy,) = page.find("meta", **{"http-equiv": "Content-Security-Policy"})
    digest = hashlib.sha256(script.text.encode()).digest()
    rules = dict(rule.split(" ", 1) for rule in policy.attributes["content"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
    marked = re.sub(r">[^<]*<", "><", html)  # addresses in texts are only text
    assert "http://" not in marked and "https://" not in marked


def test_headings_go_down_one_level_at_a_time(page):
    """One first heading, and no level is skipped: what a screen reader lists is an outline."""
    levels = [int(e.tag[1]) for e in page.walk() if re.fullmatch("h[1-6]", e.tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.find(landmark)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_lists_its_passages(by_id, name):
    """As many marked passages as the table of evidence has, mark by mark, under its name."""
    table = passages(name)
    folds = by_id[f"evidence-{name}"].find("details", klass="mark")
    shown = {fold.find("ol")[0].attributes["id"]: len(fold.find("mark")) for fold in folds}
    counted = table.groupby("mark").size()
    assert shown == {f"{name}-evidence-{mark}": n for mark, n in counted.items()}
    assert (counted == table.groupby("mark")["of"].first().astype(int)).all()
    called = [fold.find("bdi")[0].text for fold in folds]
    assert called == table.drop_duplicates("mark")["name"].tolist()


def test_a_blank_line_is_no_passage(page):
    """Whatever is listed shows at least a letter or a sign of what was counted."""
    marked = [normal(mark.text) for mark in page.find("mark")]
    assert "" not in marked
    assert "¶" not in marked


def test_every_sentence_is_printed_once(corpus, page):
    """A long sentence stands in its text, as often as it was read; passages show words of it."""
    everything = normal(page.text)
    raw = normal(" ".join(corpus.items["raw"]))
    checked = 0
    kept = corpus.spans[corpus.spans["label"].isin(KEPT)]
    for span in kept.itertuples():
        text = corpus.locate(span.item_id, span.start, span.end).quote
        for start, end in find_sentences(text):
            sentence = normal(text[start:end])
            if len(sentence) > 200:
                assert everything.count(sentence) == raw.count(sentence), sentence
                checked += 1
    assert checked > 20


def test_a_text_leads_back_to_the_marks_that_count_it(page, by_id):
    """Each passage's block names the passage's mark, and each mark so named has a passage there."""
    ways, back = set(), set()
    for fold in page.find("details", klass="mark"):
        mark = fold.find("ol")[0].attributes["id"]
        ways |= {(mark, link.attributes["href"]) for link in fold.find("a")}
    for block in page.find("div", klass="span"):
        inside = {f"#{place}" for place in ids(block)}
        for link in (a for fold in block.find("details", klass="cited") for a in fold.find("a")):
            mark = link.attributes["href"][1:]
            assert any((mark, place) in ways for place in inside)
            back |= {(mark, place) for place in inside}
    assert ways <= back
    assert len(ways) > 2000


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_is_part_of_the_page(by_id, name):
    """Well-formed, without script; each linked mark has a name and leads to its evidence."""
    svg, *narrow = by_id[f"figure-{name}"].find("svg")
    assert len(narrow) == (FIGURES / f"{name}.narrow.svg").exists()
    links = svg.find("a")
    original = (FIGURES / f"{name}.svg").read_text("utf-8")
    assert len(links) == original.count("<a ") > 0
    stops = set()  # a row drawn with several marks is one stop of the keyboard
    for link in links:
        target = link.attributes["href"]
        assert target.startswith(f"#{name}-evidence-")
        assert ("tabindex" in link.attributes) == (target in stops)
        stops.add(target)
        (label,) = link.find("title")
        assert label.text
    assert all(mark.startswith(f"{name}-") for mark in ids(svg))
    assert svg.attributes["aria-labelledby"] == f"{name}-title {name}-alt"


def test_inlined_pictures_are_well_formed(html):
    """As XML too, with the namespace that HTML gives them."""
    pictures = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    assert len(pictures) == len(NAMES) + len(list(FIGURES.glob("*.narrow.svg")))
    for picture in pictures:
        ElementTree.fromstring(picture)


def test_one_font_serves_all_pictures(html):
    """Once, in the page's own style."""
    weights = re.findall(r"@font-face\{font-family:'DejaVu Sans';font-weight:(\w+)", html)
    assert weights == ["normal"]
    assert "<style" not in html[html.index("</head>") :]


def test_every_quote_leads_to_its_words(page, by_id):
    """What stands at the target is what was marked, or its beginning where passages overlap."""
    found = whole = 0
    for mark in page.find("mark"):
        (link,) = mark.find("a")
        target = normal(by_id[link.attributes["href"][1:]].text)
        words = normal(mark.text).removesuffix("…")
        assert words in target or (target and words.startswith(target))
        whole += words in target
        found += 1
    assert found > 1000
    assert whole > 0.9 * found


def test_every_word_of_every_text_is_shown(corpus, by_id):
    """The parts of an item on the page, put together, are the words that were read."""
    for item, raw in zip(corpus.items["item_id"], corpus.items["raw"], strict=True):
        parts = by_id[f"item-{item}"].find("div", klass="words")
        assert [w for part in parts for w in part.text.split()] == raw.split()


def test_removed_text_names_its_label_and_reason(corpus, by_id):
    """Every removed span has both, in words, whatever its colour; kept spans have neither."""
    spans = corpus.spans[corpus.spans["label"] != "blank"]
    columns = ["item_id", "start", "end", "label", "reason"]
    for item, start, end, label, reason in spans[columns].itertuples(index=False):
        block = by_id[anchor(item, start, end)]
        said = [normal(e.text) for e in block.find("small", klass="why")]
        if label in KEPT:
            assert said == []
        else:
            assert said == [
                f"{'set aside' if label == 'hashtags' else 'removed'} · "
                f"{label.replace('_', ' ')}: {reason}"
            ]


def test_repeats_are_folded_and_lead_to_the_first_time(corpus, page):
    """Each repeated span stands in a fold; the five posts of 002 with repeats have one each."""
    repeats = corpus.spans[corpus.spans["repeat_of"].notna()]
    folds = page.find("details", klass="repeats")
    assert sum(len(fold.find("div", klass="span")) for fold in folds) == len(repeats)
    for fold in folds:
        target = fold.find("a")[0].attributes["href"]
        assert re.fullmatch(r"#item-\d{3}-\d\.\d+-\d+", target)


def test_every_date_says_how_it_is_known(corpus, by_id):
    """One row per item: EDTF, status in words, and links to the words it rests on."""
    (table,) = by_id["section-02"].find("table", klass="dates")
    statuses = macros("item.html").statuses
    rows = table.find("tbody")[0].find("tr")
    assert len(rows) == len(corpus.items)
    used = corpus.evidence[corpus.evidence["used"] & (corpus.evidence["target"] == "event")]
    for row, item in zip(rows, corpus.items.itertuples(), strict=True):
        cells = [normal(cell.text) for cell in row.find("td")]
        assert cells[0] == (item.event_edtf or "–")
        assert cells[1].startswith(statuses[item.event_status])
        mine = used[used["item_id"] == item.item_id].drop_duplicates(["start", "end"])
        links = {link.attributes["href"] for link in row.find("td")[2].find("a")}
        assert links == {
            f"#{anchor(item.item_id, start, end)}"
            for start, end in mine[["start", "end"]].itertuples(index=False)
        }


def test_the_sections_are_the_notebooks(page):
    """In order, each with the question and the answer it opens with."""
    shown = [e.text for e in page.find("h2")]
    expected = [_read_section(*pair) for pair in read_notebooks(ROOT / "notebooks").items()]
    asked = [s.question for s in expected if s.number != "06"]
    assert shown[1 : 1 + len(asked)] == asked
    answers = [normal(e.text) for e in page.find("p", klass="answer")]
    assert answers == [normal(re.sub(r"[*`]", "", s.answer)) for s in expected if s.number != "06"]
    short = [
        normal(e.text).removesuffix(" more") for e in page.find("ol", klass="answers")[0].find("li")
    ]
    assert len(short) == 5
    assert all(answer.startswith(said) for answer, said in zip(answers, short, strict=True))


def test_the_seeds_fit_into_five_megabytes(html):
    """Small enough to be sent by mail."""
    assert len(html.encode()) < MAX_BYTES


def test_the_committed_report_is_up_to_date(html):
    """Nobody edits it by hand, and no figure is newer than it."""
    assert (FIGURES / "report.html").read_text("utf-8") == html


def test_figures_of_other_documents_are_refused(tmp_path, read):
    """A report never shows figures beside texts they were not counted from."""
    shutil.copytree(FIGURES, tmp_path / "figures")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Talks in Moscow\n\nOther words.\n", "utf-8")
    other = load_corpus(tmp_path / "texts")
    with pytest.raises(InputError, match=r"01-.*drawn from other documents; draw it again"):
        build_report(other, tmp_path / "figures", title="x", sections=SECTIONS, rebuild="x")


def test_an_incomplete_figure_is_named(tmp_path, corpus):
    """Which figure, which file, and what to do."""
    for path in FIGURES.glob("01-composition.*"):
        shutil.copy(path, tmp_path)
    (tmp_path / "01-composition.csv").unlink()
    with pytest.raises(InputError, match=r"01-composition: incomplete .*draw it again"):
        build_report(corpus, tmp_path, title="x", sections=SECTIONS, rebuild="x")


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>1</script>", "holds an element script"),
        ("<foreignObject/>", "holds an element foreignObject"),
        ('<g onload="x"/>', "holds onload='x'"),
        ('<a href="https://x.org"/>', "holds href='https://x.org'"),
        ('<script xmlns="http://www.w3.org/1999/xhtml"/>', "xhtml}script"),
        ('<path style="fill: url(//x.org/a)"/>', "holds style='fill: url(//x.org/a)'"),
        ("<g>", "not well-formed"),
    ],
)
def test_a_picture_with_anything_foreign_is_refused(inside, problem):
    """Whoever has changed a file in the folder of figures."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    with pytest.raises(InputError, match=re.escape(problem)):
        inline_svg(svg, "01-x.svg")


def test_a_mark_without_passages_is_refused(tmp_path, corpus, one_figure):
    """The picture and the passages are of one export."""
    path = one_figure / "03-words-overall.svg"
    path.write_text(
        path.read_text("utf-8").replace("overall-evidence-7", "overall-evidence-77"), "utf-8"
    )
    with pytest.raises(InputError, match="no passages for 03-words-overall-evidence-77; draw it"):
        build_report(corpus, tmp_path, title="x", sections=SECTIONS, rebuild="x")


@pytest.fixture
def one_figure(tmp_path):
    for path in FIGURES.glob("03-words-overall.*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_too_many_passages_are_sampled_evenly_and_it_says_so(corpus, one_figure, monkeypatch):
    """Twenty marks in a budget of forty: two each, with the number there are."""
    monkeypatch.setattr(report, "MAX_QUOTES", 40)
    html = build_report(corpus, one_figure, title="x", sections=SECTIONS, rebuild="x")
    page = read_page(html)
    assert problems(page) == []
    for mark in page.find("details", klass="mark"):
        assert len(mark.find("mark")) == 2
        assert re.search(r"2 of \d+ passages quoted", mark.text)


def test_texts_beyond_the_cap_are_cited_by_file_and_line(corpus, one_figure, monkeypatch):
    """The most quoted text is shown; the others have no links, and the page counts them."""
    monkeypatch.setattr(item_view, "MAX_TEXTS", 1)
    html = build_report(corpus, one_figure, title="x", sections=SECTIONS, rebuild="x")
    page = read_page(html)
    assert problems(page) == []
    assert [e.attributes["id"] for e in page.find("article")] == ["item-000-1"]
    assert "1 of 10 items are shown" in page.text
    places = page.find("span", klass="place")
    assert {place.text.split(",")[0] for place in places} > {"001-1", "002-6"}


def test_a_passage_of_a_table_is_placed_by_its_row(tmp_path):
    """The lines of a cell are its own, so the row of the table is named before them."""
    table = tmp_path / "posts.csv"
    table.write_text('text\nTalks in Beijing\n"Trade\nTalks in Moscow"\n')
    corpus = load_corpus(table)
    hits = search(corpus, "moscow")[["item_id", "start", "end"]].itertuples(index=False)
    lookup = item_view.ItemLookup(corpus)
    (quote,) = item_view.quote(lookup, [item_view.Passage(*hit) for hit in hits], ())
    assert macros("item.html").line_numbers(quote) == "row 3, line 2"


def test_a_long_text_is_cut_and_says_by_how_much(read, tmp_path, monkeypatch):
    """A line of twenty letters with a cap of eight shows eight and counts twelve."""
    monkeypatch.setattr(item_view, "MAX_SPAN_CHARS", 8)
    corpus = read(a="Title\n\n" + 20 * "x")
    html = build_report(corpus, tmp_path / "none", title="x", sections=SECTIONS, rebuild="x")
    assert "xxxxxxxx… (12 more characters)" in read_page(html).text


HOSTILE = st.lists(
    st.sampled_from(
        [
            *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</div></main>"),
            *("{{ 7*7 }}", "javascript:alert(1)", "<!--", "]]>", "&lt;b&gt;", "$x$", "' '"),
            *("\N{RIGHT-TO-LEFT OVERRIDE}x", "\0", "\x1b[31m", "🇷🇺", "北京", "\n", "\n\n"),
            "On April 9, 2024, ministers met.",
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=30)
@given(st.one_of(texts(), HOSTILE))
def test_documents_add_nothing_but_text(tmp_path_factory, text):
    """No element, attribute or address; every word of every text is there, controls named."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "a.txt").write_bytes(text.encode())
    corpus = load_corpus(folder)
    html = build_report(corpus, folder / "none", title="x", sections=SECTIONS, rebuild="x")
    page = read_page(html)
    assert problems(page) == []
    assert {e.tag for e in page.walk()} <= ELEMENTS
    articles = page.find("article")
    items = corpus.items[["item_id", "raw"]].itertuples(index=False, name=None)
    for article, (item, raw) in zip(articles, items, strict=True):
        seen = corpus.spans[(corpus.spans["item_id"] == item) & (corpus.spans["label"] != "blank")]
        pieces = [raw[a:b] for a, b in zip(seen["start"], seen["end"], strict=True)]
        parts = article.find("div", klass="words")
        shown = [w for part in parts for w in part.text.split()]
        assert shown == [w for piece in pieces if piece.strip() for w in visible(piece).split()]
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in html
    assert re.search(r"[\x00-\x08\x0b\x0e-\x1f]", html) is None


@given(
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=8, unique=True),
)
def test_weaving_keeps_the_text_and_closes_what_it_opens(start, drawn):
    """Whatever overlaps: the pieces are the text, and each passage opens at its first character."""
    raw = "abcdefghijklmnop"
    cited = [(left, left + size) for left, size in drawn]
    pieces = _weave(raw, start, 14, cited, "x")
    assert "".join(piece.text for piece in pieces) == raw[start:14]
    depth, at = 0, start
    for piece in pieces:
        for target in piece.opens:
            assert target.startswith(f"x.{at}-")
        depth += len(piece.opens) - piece.closes
        assert depth >= 0
        at += len(piece.text)
    assert depth == 0
    opened = [target for piece in pieces for target in piece.opens]
    assert sorted(opened) == sorted(f"x.{a}-{b}" for a, b in cited if start <= a < 14)


def test_a_passage_inside_another_is_woven_in():
    """Both open before "bc", the inner one closes after it."""
    pieces = [tuple(piece) for piece in _weave("a bc d", 0, 6, [(2, 4), (2, 6)], "x")]
    assert pieces == [([], "a ", 0), (["x.2-6", "x.2-4"], "bc", 1), ([], " d", 1)]


def test_anchors_hold_nothing_of_a_file_name():
    """A quote, a space or a dot in an item's id never reaches an attribute."""
    assert re.fullmatch(r"item\.[0-9a-f]{12}", anchor('a" b.<c>-1'))
    assert anchor("002-6") == "item-002-6"
