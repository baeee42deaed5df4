"""The report reads on a screen, a phone and paper, with and without its small script."""

import io
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from analysis.showing.notebooks import read_notebooks, report_on_seeds
from browser import checks
from browser.lab import ROOT

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_on_seeds(read_notebooks(ROOT / "notebooks"), ROOT / "figures"), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (checks.PHONE, False)])
def test_the_report_is_in_order(visit, address, width, javascript):
    """No error, no request, no sideways scrolling, nothing that bars a reader."""
    seen = visit(address, width=width, javascript=javascript)
    checks.take_picture(seen.page, f"report-{width}", part="#section-05")
    assert checks.findings(seen) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_mark_leads_to_its_passages_and_they_to_the_text(visit, address, javascript):
    """Click the longest bar, then the first quote: each target comes into sight."""
    page = visit(address, javascript=javascript).page
    page.locator("#figure-03-words-overall svg a").first.click()
    mark = page.locator(":target")
    assert mark.get_attribute("id") == "03-words-overall-evidence-0"
    assert mark.locator("h4").inner_text().startswith("china: ")
    mark.locator("mark a").first.click()
    word = page.locator(":target")
    assert word.inner_text() == "China"
    assert word.bounding_box()["y"] < 900
    ground = word.evaluate("element => getComputedStyle(element).backgroundColor")
    assert ground == "rgb(255, 215, 94)"


def test_a_passage_in_a_fold_is_opened_to(visit, address):
    """A link to a repeated line opens the fold it stands in."""
    page = visit(address).page
    repeated = page.locator("details.repeats .span").first.get_attribute("id")
    page.goto(f"{address}#{repeated}")
    assert page.locator(f'[id="{repeated}"]').is_visible()


def test_the_filter_narrows_the_passages(visit, address):
    """Type a word: only sentences with it stay, and their number is said; a link undoes it."""
    page = visit(address).page
    rows = page.locator(".mark li")
    everything = rows.count()
    box = page.get_by_role("searchbox", name="Show only passages with")
    box.fill("strategic")
    status = page.get_by_role("status")
    status.filter(has_text=f"of {everything} sentences").wait_for()
    left = page.locator(".mark li:visible").all_inner_texts()
    assert 0 < len(left) < everything
    assert all("strategic" in row.lower() for row in left)
    page.goto(f"{address}#03-words-overall-evidence-0")
    page.locator(":target li").first.wait_for(state="visible")
    assert page.locator(".mark li:visible").count() == everything


def test_a_focused_mark_says_what_it_is(visit, address):
    """With the keyboard and with the pointer; Escape takes the label away."""
    page = visit(address).page
    bar = page.locator("#figure-03-words-overall svg a").first
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
    """Nothing is cut off: every figure's title, the last text and the tables are in the PDF."""
    page = visit(address).page
    titles = page.locator(".drawn h3").all_inner_texts()
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sizes = {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in pdf.pages}
    assert len(sizes) == 1
    assert all(abs(a - b) <= 1 for a, b in zip(sizes.pop(), A4, strict=True))
    sheets = [normalize("NFKC", sheet.extract_text()) for sheet in pdf.pages]  # no ligatures
    text = " ".join(" ".join(sheets).split())
    for title in titles:
        assert text.count(" ".join(title.split())) >= 2  # in the contents and above the figure
    assert "removed · repeat" in text
