"""The notebooks as pages read on a screen and a phone, and a mark leads to its passages."""

import shutil

import pytest
from playwright.sync_api import expect

from analysis.showing.notebooks import read_notebooks, write_site
from browser import checks
from browser import lab as jupyter

pytestmark = pytest.mark.browser
NAMES = ["index", *(path.stem for path in read_notebooks(jupyter.ROOT / "notebooks"))]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Write the pages beside a copy of the report; return the address of their folder."""
    folder = tmp_path_factory.mktemp("figures")
    shutil.copy(jupyter.ROOT / "figures" / "report.html", folder)
    return write_site(read_notebooks(jupyter.ROOT / "notebooks"), folder).parent.as_uri()


@pytest.mark.parametrize("width", [1280, checks.PHONE])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order(visit, address, name, width):
    """No error, no request, no sideways scrolling, no violation of axe's; colours of the theme."""
    seen = visit(f"{address}/{name}.html", width=width)
    checks.take_picture(seen.page, f"site-{name}-{width}")
    assert checks.findings(seen) == []
    assert seen.page.evaluate(checks.GROUND) == "rgb(255, 255, 255)"
    assert checks.turn_dark(seen) == []
    assert seen.page.evaluate(checks.GROUND) == "rgb(22, 24, 26)"
    checks.take_picture(seen.page, f"site-{name}-{width}-dark")


@pytest.mark.parametrize("width", [1280, checks.PHONE])
def test_a_mark_leads_to_its_passages(visit, address, width):
    """From the list to a notebook, from its longest bar to the report, without scripts."""
    page = visit(f"{address}/index.html", javascript=False, width=width).page
    page.get_by_role("navigation").get_by_role("link", name="Words").click()
    current = page.get_by_role("navigation").locator("[aria-current]")
    assert current.inner_text() == "Words"
    assert 0 <= current.bounding_box()["x"] < width
    page.locator("figure svg a").first.click()
    page.wait_for_url("**/report.html#03-words-overall-evidence-0")
    expect(page.locator(":target mark").first).to_be_visible()
