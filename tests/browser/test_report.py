"""The report reads on a screen, a phone and paper, with and without its small script."""

import io
import shutil
from unicodedata import normalize

import nbformat
import pytest
from pypdf import PdfReader

from analysis.showing.notebooks import read_notebooks, report_on_seeds
from browser import checks
from browser import lab as jupyter

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(
        report_on_seeds(read_notebooks(jupyter.ROOT / "notebooks"), jupyter.ROOT / "figures"),
        "utf-8",
    )
    return path.as_uri()


STOPS = """[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
    .filter(element => element.getAttribute("tabindex") !== "-1")
    .filter(element => element.checkVisibility()).length"""
FIRST_FIGURE, FIRST_MARK = "#figure-03-words-overall", "03-words-overall-evidence-0"


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (checks.PHONE, False)])
def test_the_report_is_in_order(visit, address, width, javascript):
    """No error, no request, no sideways scrolling, no violation of axe's, passages opened too."""
    seen = visit(address, width=width, javascript=javascript)
    checks.take_picture(seen.page, f"report-{width}")
    checks.forget_folded(seen.page)
    assert checks.findings(seen) == []
    seen.page.goto("about:blank")  # so that what was folded is read again
    seen.page.goto(f"{address}#{FIRST_MARK}")
    assert seen.page.locator(":target").is_visible()
    checks.forget_folded(seen.page)
    assert checks.findings(seen) == []
    assert seen.page.evaluate(checks.GROUND) == "rgb(255, 255, 255)"
    assert checks.turn_dark(seen) == []
    assert seen.page.evaluate(checks.GROUND) == "rgb(22, 24, 26)"
    checks.take_picture(seen.page, f"report-{width}-dark")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_report_is_short_while_folded(visit, address, javascript):
    """At most 25,000 px high, under 1,500 stops of the keyboard."""
    page = visit(address, javascript=javascript).page
    assert page.evaluate("document.documentElement.scrollHeight") <= 25_000
    assert 300 < page.evaluate(STOPS) < 1_500


def test_the_first_screen_answers(visit, address):
    """Title, five sentences, caveats and the chronology's last item are seen without scrolling."""
    page = visit(address).page
    for part in ("h1", ".answers li:nth-child(5)", ".caveats", ".first .scroll svg a >> nth=-1"):
        box = page.locator(part).last.bounding_box()
        assert box["y"] + box["height"] <= 900, part


def test_the_readme_shows_the_first_screen(visit, address):
    """As it is opened on a laptop, small enough for a page of its own."""
    path = checks.draw_for_readme(visit(address).page, "report")
    assert 10_000 < path.stat().st_size <= checks.MAX_PICTURE


@pytest.mark.parametrize("width", [1280, checks.PHONE])
def test_the_contents_stay_in_sight(visit, address, width):
    """At the end of the page too, and a link in them leads on."""
    page = visit(address, width=width, javascript=False).page
    page.goto(f"{address}#texts")
    link = page.get_by_role("navigation").get_by_role("link", name="Words", exact=True)
    assert 0 <= link.bounding_box()["y"] < 900
    link.click()
    nav, heading = (page.locator(part).bounding_box() for part in ("nav", "#question-03"))
    assert heading["y"] < 200
    assert width == 1280 or heading["y"] >= nav["y"] + nav["height"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_mark_leads_to_its_passages_to_the_text_and_back(visit, address, javascript):
    """Click the longest bar, the first passage, then the mark below the paragraph: folds open."""
    page = visit(address, javascript=javascript).page
    mark = page.locator(f"[id='{FIRST_MARK}']")
    assert not mark.is_visible()
    page.locator(f"{FIRST_FIGURE} svg a").first.click()
    assert page.locator(":target").get_attribute("id") == FIRST_MARK
    name = mark.locator("xpath=preceding-sibling::summary")
    assert name.inner_text().startswith("china: 51 hits")
    assert 0 <= name.bounding_box()["y"] < 900
    mark.locator("mark a").first.click()
    word = page.locator(":target")
    assert word.inner_text() == "China"
    assert 0 <= word.bounding_box()["y"] < 900
    ground = word.evaluate("element => getComputedStyle(element).backgroundColor")
    assert ground == "rgb(255, 215, 94)"
    cited = page.locator(".span:has(:target) .cited")
    cited.locator("summary").click()
    cited.locator(f"a[href='#{FIRST_MARK}']").click()
    assert page.locator(":target").get_attribute("id") == FIRST_MARK


def test_a_passage_in_a_fold_is_opened_to(visit, address):
    """A link to a repeated line opens the folds it stands in."""
    page = visit(address, javascript=False).page
    repeated = page.locator("details.repeats .span").first.get_attribute("id")
    page.goto(f"{address}#{repeated}")
    assert page.locator(f'[id="{repeated}"]').is_visible()


def test_everything_is_searched(visit, address):
    """Figures, tables, marks and folded texts; a result leads to its place, Escape goes away."""
    page = visit(address).page
    box = page.get_by_role("searchbox", name="Search everything")
    box.fill("hegemonicism")  # stands in one folded text
    found = page.locator("#found a")
    found.first.wait_for()
    assert found.count() == 1
    found.first.click()
    target = page.locator(":target")
    assert "hegemonicism" in target.inner_text()
    assert target.is_visible()
    box.fill("log likelihood")
    page.locator("#found a", has_text="foreign minister").first.wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#found").is_visible()


def test_tables_sort_by_a_click_on_their_heading(visit, address):
    """Numbers as numbers: fewest first, then most; the order is said."""
    page = visit(address).page
    table = page.get_by_role("region", name="The documents").locator("table")
    head = table.locator("th", has_text="words kept")
    expected = sorted(int(cell.replace(",", "")) for cell in _column(table))
    for order, numbers in (("ascending", expected), ("descending", expected[::-1])):
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == order
        assert [int(cell.replace(",", "")) for cell in _column(table)] == numbers


def _column(table):
    return table.locator("tbody td:nth-child(6)").all_inner_texts()


def test_a_thumb_beside_a_mark_hits_it(visit, address):
    """On a phone labels are 10 px or more, and 12 px beside a dot still lead to its passages."""
    page = visit(address, width=checks.PHONE).page
    text = page.locator("#figure-05-chronology svg:visible text").first.bounding_box()
    assert text["height"] >= 10
    chart = page.locator("#figure-05-chronology")
    chart.scroll_into_view_if_needed()
    dot = chart.locator("svg:visible a").first
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    assert box["height"] < 24
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] - 12)
    assert f"#{page.locator(':target').get_attribute('id')}" == dot.get_attribute("href")
    summary = chart.locator("summary").first.bounding_box()
    assert summary["height"] >= 40


def test_charts_are_read_on_a_phone_without_scrolling_sideways(visit, address):
    """Each is drawn for its width: every label is 10 px high or more, and nothing sticks out."""
    page = visit(address, width=checks.PHONE).page
    charts = page.locator("figure svg:visible")
    assert charts.count() == page.locator("figure").count() > 5
    for chart in charts.all():
        box = chart.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= checks.PHONE
        heights = "texts => texts.map(text => text.getBoundingClientRect().height)"
        assert min(chart.locator("text").evaluate_all(heights)) >= 10


def test_a_focused_mark_says_what_it_is(visit, address):
    """With the keyboard and with the pointer; Escape takes the label away."""
    page = visit(address).page
    bar = page.locator(f"{FIRST_FIGURE} svg a").first
    tip = page.locator("#tip")
    bar.focus()
    said = tip.inner_text()
    assert said.startswith("china: ")
    assert bar.get_attribute("aria-label") == said
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    bar.hover()
    assert tip.inner_text() == said


def test_the_report_prints_on_a4(visit, address):
    """In at most 25 pages with every figure, no table below 6 points; the rest on demand."""
    page = visit(address, javascript=False).page
    titles = page.locator(".drawn h3").all_inner_texts()
    sheets = _print(page)
    assert len(sheets) <= 25
    text = " ".join(" ".join(sheets).split())
    for title in titles:
        assert " ".join(title.split()) in text
    assert "log likelihood" in text  # a heading of a folded table
    assert "removed · repeat" not in text
    page.emulate_media(media="print")
    sizes = page.locator("details.table:not(.long) td").evaluate_all(
        "cells => cells.map(cell => parseFloat(getComputedStyle(cell).fontSize))"
    )
    assert min(sizes) >= 8  # pixels: 6 points
    page.emulate_media(media=None)
    page.get_by_role("link", name="Unfold everything").click()
    page.emulate_media(media="print")
    assert page.get_by_text("hegemonicism").last.is_visible()
    assert page.get_by_text("removed · repeat").last.is_visible()


def test_the_head_of_a_table_is_repeated_on_paper(visit, address):
    """Though a click on it sorts the table: what is clicked is not repeated by itself."""
    page = visit(address).page
    page.locator("#figure-01-composition table").evaluate(
        """table => {
            const rows = [...table.tBodies[0].rows];
            for (let n = 0; n < 3; n++)
                rows.forEach(row => table.tBodies[0].append(row.cloneNode(true)));
        }"""
    )
    assert page.locator("#figure-01-composition th button").count() == 3
    assert sum("outlet year items" in " ".join(sheet.split()) for sheet in _print(page)) >= 3


def _print(page):
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sizes = {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in pdf.pages}
    assert len(sizes) == 1
    assert all(abs(a - b) <= 1 for a, b in zip(sizes.pop(), A4, strict=True))
    return [normalize("NFKC", sheet.extract_text()) for sheet in pdf.pages]  # no ligatures


def test_a_figure_in_a_notebook_leads_to_the_report(visit, lab):
    """Run in JupyterLab: links and names of marks, alternative text, and the passages opened."""
    (lab.root / "figures").mkdir(exist_ok=True)
    shutil.copy(jupyter.ROOT / "figures" / "report.html", lab.root / "figures")
    whole = nbformat.read(jupyter.ROOT / "notebooks" / "03-words.ipynb", as_version=4)
    cells = [cell for cell in whole.cells if cell.cell_type == "code"]
    drawn = next(n for n, cell in enumerate(cells) if "save_figure(" in cell.source)
    opening = nbformat.v4.new_notebook(cells=cells[: drawn + 1], metadata=whole.metadata)
    nbformat.write(opening, lab.root / "notebooks" / "97-opening.ipynb")
    seen = visit(lab.address("97-opening.ipynb"))
    jupyter.run_all(seen.page)
    jupyter.show_whole(seen.page)
    chart = seen.page.locator(".drawn svg").first
    assert chart.locator("desc").text_content().startswith("Horizontal bars")
    assert not seen.page.locator(".drawn + img").first.is_visible()
    link = chart.locator("a").first
    assert link.locator("title").text_content() == "china: 51 hits"
    with seen.page.context.expect_page() as opened:
        link.click()
    report = opened.value
    assert report.locator(":target").get_attribute("id") == FIRST_MARK
    assert report.locator(":target").is_visible()


def test_a_notebook_that_is_not_trusted_shows_its_figures(visit, lab):
    """As saved, before it is run: the picture with its alternative text, no stray words."""
    saved = jupyter.ROOT / "notebooks" / "05-chronology.ipynb"
    shutil.copy(saved, lab.root / "notebooks" / "98-saved.ipynb")
    seen = visit(lab.address("98-saved.ipynb"))
    picture = seen.page.locator("img[alt^='Rows of 9 events']").first
    picture.wait_for()
    assert picture.bounding_box()["width"] > 200
