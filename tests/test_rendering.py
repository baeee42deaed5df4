"""Exported figures keep their links, their words and where they are from."""

import base64
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader

from analysis.showing import charts
from analysis.showing.rendering import About, find_marks, font_face, render, share_styles

TABLE = pd.DataFrame({"term": ["china", "russia"], "raw": [6, 4], "cleaned": [3, 4]})
ABOUT = About("01-test", "What is shown", "What is shown. And how.", "Two rows of bars.", "ab12")
LINKS = {0: ("report.html#a", "china: 6 < 7"), 1: ("report.html#b", "russia: 5")}
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture
def figure():
    return charts.bars(TABLE, value="cleaned", of="raw", unit="hits").figure


def svg_of(figure, about=ABOUT):
    return render(figure, "svg", about, links=LINKS).decode()


def test_every_mark_of_a_row_is_found(figure):
    """Both bars of each row, rows in order."""
    marks = find_marks(figure)
    assert {row: len(artists) for row, artists in marks.items()} == {0: 2, 1: 2}


def test_svg_marks_are_relative_links(figure):
    """As many links as marks, each with its name, and none to anywhere else."""
    links = [
        (a.get(HREF), a[0].text) for a in ElementTree.fromstring(svg_of(figure)).iter(f"{SVG}a")
    ]
    assert sorted(links) == [LINKS[row] for row in (0, 0, 1, 1)]


def test_svg_says_what_it_is(figure):
    """Title, description and role, for who does not see it."""
    root = ElementTree.fromstring(svg_of(figure))
    assert root.get("role") == "group"
    labels = {element.get("id"): element.text for element in root[:2]}
    assert [labels[id_] for id_ in root.get("aria-labelledby").split()] == [ABOUT.title, ABOUT.alt]
    assert "corpus sha256:ab12" in svg_of(figure)


def test_svg_text_stays_text_in_a_font_that_comes_along(figure):
    """Labels can be edited; every character is in the embedded font."""
    svg = svg_of(figure)
    shown = [t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert {"china", "russia", "hits"} <= set(shown)
    data = re.search(r"base64,([^)]+)\)", svg)[1]
    known = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
    assert {ord(c) for text in shown for c in text} <= set(known)


def test_svg_ids_are_its_own(figure):
    """Two figures in one page share no id, and every reference has its target."""
    other = charts.bars(TABLE, value="cleaned", of="raw", unit="hits").figure
    pages = [svg_of(figure), svg_of(other, About("02-other", "t", "c", "a"))]
    ids = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
    assert not ids[0] & ids[1]
    for page, own in zip(pages, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", page)) <= own
        assert set(re.findall(r'href="#([^"]+)"', page)) <= own


def test_pdf_marks_are_links_where_they_are_drawn(figure):
    """One annotation per mark, on the page, at different heights for different rows."""
    page = PdfReader(io.BytesIO(render(figure, "pdf", ABOUT, links=LINKS))).pages[0]
    found = [annotation.get_object() for annotation in page["/Annots"]]
    assert sorted(a["/A"]["/URI"] for a in found) == sorted(
        [address for address, _ in LINKS.values()] * 2
    )
    heights = {a["/A"]["/URI"]: float(a["/Rect"][1]) for a in found}
    assert heights["report.html#a"] > heights["report.html#b"]
    for annotation in found:
        x0, y0, x1, y1 = (float(side) for side in annotation["/Rect"])
        assert 0 <= x0 < x1 <= page.mediabox.width
        assert 0 <= y0 < y1 <= page.mediabox.height


def test_pdf_and_png_carry_caption_and_corpus(figure):
    """In their metadata, without clock or program."""
    pdf = PdfReader(io.BytesIO(render(figure, "pdf", ABOUT, links=LINKS))).metadata
    assert dict(pdf) == {
        "/Title": ABOUT.title,
        "/Subject": ABOUT.caption,
        "/Keywords": "corpus sha256:ab12",
    }
    png = Image.open(io.BytesIO(render(figure, "png", ABOUT, links={}))).text
    assert png == {
        "Title": ABOUT.title,
        "Description": ABOUT.caption,
        "Source": "corpus sha256:ab12",
    }


def test_pdf_fonts_are_embedded(figure):
    """So that it prints the same anywhere."""
    page = PdfReader(io.BytesIO(render(figure, "pdf", ABOUT, links=LINKS))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"].get_object()


def test_a_font_holds_what_is_asked_for():
    """And the same bytes each time."""
    assert font_face("ab") == font_face("ab")
    assert len(font_face("ab")) < len(font_face("abcdefgh"))


def test_pdf_links_are_as_long_as_their_bars():
    """Bars of 6 and 3: the link of one is twice as wide, and both begin at the axis."""
    table = pd.DataFrame({"term": ["china", "russia"], "hits": [6, 3]})
    bars = charts.bars(table, value="hits", unit="hits").figure
    page = PdfReader(io.BytesIO(render(bars, "pdf", ABOUT, links=LINKS))).pages[0]
    one, other = ([float(side) for side in a.get_object()["/Rect"]] for a in page["/Annots"])
    assert one[0] == other[0]
    assert one[2] - one[0] == pytest.approx(2 * (other[2] - other[0]), abs=0.05)


def test_another_copy_of_the_font_changes_nothing(figure, tmp_path):
    """Where the system has a DejaVu Sans of its own, matplotlib's is drawn and embedded."""
    from matplotlib import font_manager

    from analysis.showing.charts.theme import FONT_FILE

    other = tmp_path / "DejaVuSans.ttf"
    font = TTFont(FONT_FILE)
    font["head"].fontRevision = 9.0
    font.save(other)
    entry = font_manager.ttfFontProperty(font_manager.get_font(other))
    expected = svg_of(figure)
    font_manager.fontManager.ttflist.insert(0, entry)
    try:
        assert svg_of(charts.bars(TABLE, value="cleaned", of="raw", unit="hits").figure) == expected
        (drawn,) = {text.get_fontfamily()[0] for text in figure.findobj(Text) if text.get_text()}
        found = font_manager.findfont(font_manager.FontProperties(family=drawn))
        assert Path(found) == FONT_FILE
    finally:
        font_manager.fontManager.ttflist.remove(entry)


def test_a_page_says_once_what_shapes_look_like():
    """Looks become rules of classes in pictures alone; words that read like one stay."""
    red, cut = 'style="fill: red"', 'clip-path="url(#a)"'
    shape = f"<svg role='group' {red}><path {cut} {red}/><text {red}>x {red}</text></svg>"
    page = f"<style>p{{}}</style><p {red}>{shape.replace(chr(39), chr(34))}</p>"
    assert share_styles(page) == (
        "<style>p{}svg .s0{clip-path: url(#a)}\nsvg .s1{fill: red}\n</style>"
        f'<p {red}><svg role="group" {red}><path class="s0 s1"/>'
        f'<text class="s1">x {red}</text></svg></p>'
    )
