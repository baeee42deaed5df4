"""The explorer's widgets answer in JupyterLab with what the package counts."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from analysis.finding.search import concordance
from analysis.showing.pages.explorer import PAGE
from browser import checks
from browser import lab as jupyter

NAME = "06-explore.ipynb"
ANSWER_MS = 15_000
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def explored(browser, lab):
    """Run a copy, with a kernel of its own, once; every test types its own word."""
    copy = lab.root / "notebooks" / "explorer.ipynb"
    shutil.copy(copy.with_name(NAME), copy)
    seen = checks.open_page(browser, lab.address(copy.name))
    assert jupyter.run_all(seen.page) == []
    seen.page.locator(".explore").scroll_into_view_if_needed()
    yield seen
    seen.page.context.close()


@pytest.fixture
def explorer(explored):
    """Return the part of the page that holds the widgets."""
    return explored.page.locator(".explore").first


def type_word(explorer, word):
    """Type as a person does, key after key, and return the lines listed."""
    explorer.get_by_role("tab", name="Hits").click()
    box = explorer.get_by_role("textbox", name="Search")
    box.fill("")
    box.press_sequentially(word)
    status = explorer.get_by_role("status").first
    expect(status).to_contain_text(re.compile(rf"^{re.escape(word)}: "), timeout=ANSWER_MS)
    return explorer.locator("tr[data-pick]:visible")


@pytest.mark.parametrize(
    "word", ["cooperation", "tokayev", "strategic partnership", "#RussiaChina"]
)
def test_a_typed_word_lists_its_concordance(explorer, corpus, word):
    """Page after page the same keywords as the package's concordance has, in order."""
    lines = concordance(corpus, word)
    assert len(lines) > 1
    listed = type_word(explorer, word)
    for first in range(0, len(lines), PAGE):
        shown = lines["keyword"].iloc[first : first + PAGE].tolist()
        expect(listed.locator("td.key")).to_have_text(shown, timeout=ANSWER_MS)
        expect(listed.first.get_by_role("rowheader")).to_have_text(f"{first + 1}")
        if first + PAGE < len(lines):
            explorer.get_by_role("button", name="Next page").click()


def test_the_readme_shows_the_explorer(explored, explorer, corpus):
    """A phrase, its hits, and the item of one of them with what was removed."""
    lines, before = concordance(corpus, "new era"), explored.page.viewport_size
    explored.page.set_viewport_size({**before, "height": 1100})  # all of it between the bars
    type_word(explorer, "new era").first.locator("td.right").click()
    read_line(explorer, lines, 0)
    path = checks.draw_for_readme(explored.page, "explorer", part=explorer)
    explored.page.set_viewport_size(before)
    assert 10_000 < path.stat().st_size <= checks.MAX_PICTURE


def test_a_word_that_is_not_there_lists_nothing(explorer):
    """No line and the number nought, after a table that was full."""
    expect(type_word(explorer, "china")).not_to_have_count(0, timeout=ANSWER_MS)
    expect(type_word(explorer, "zebra")).to_have_count(0, timeout=ANSWER_MS)
    expect(explorer.get_by_role("status").first).to_contain_text("0 hits in 0 items")


def test_dictionary_forms_are_one_switch_away(explorer):
    """The word of the headline chart."""
    type_word(explorer, "relation")
    status = explorer.get_by_role("status").first
    expect(status).to_contain_text("0 hits as a form, 26 as a dictionary form")
    explorer.get_by_role("button", name="dictionary forms").click()
    expect(status).to_contain_text("26 hits in", timeout=ANSWER_MS)
    explorer.get_by_role("button", name="forms", exact=True).click()


def read_line(explorer, lines, row):
    """Wait until a line is the chosen one and its item is shown with its hit."""
    line = lines.iloc[row]
    current = explorer.locator("tr[aria-current]:visible")
    expect(current).to_have_attribute("data-pick", f"{row + 1}", timeout=ANSWER_MS)
    expect(explorer).to_contain_text(f"{line['item_id']} · ", timeout=ANSWER_MS)
    expect(explorer.locator("mark.chosen:visible")).to_have_text(line["keyword"])


def test_lines_are_chosen_by_click_and_arrow_keys(explored, explorer, corpus):
    """Up, down, over the end of a page, to the last; JupyterLab stays on its cell."""
    lines, keys = concordance(corpus, "cooperation"), explored.page.keyboard
    listed = type_word(explorer, "cooperation")
    expect(listed).to_have_count(PAGE, timeout=ANSWER_MS)
    listed.nth(3).locator("td.right").click()
    read_line(explorer, lines, 3)
    active = explored.page.locator(".jp-Cell.jp-mod-active")
    before = active.evaluate("cell => [...cell.parentNode.children].indexOf(cell)")
    for key, row in (("ArrowDown", 4), ("ArrowUp", 3), ("PageDown", 18), ("End", len(lines) - 1)):
        keys.press(key)
        read_line(explorer, lines, row)
    keys.press("Home")
    read_line(explorer, lines, 0)
    assert active.evaluate("cell => [...cell.parentNode.children].indexOf(cell)") == before
    expect(explorer.get_by_role("textbox", name="Search")).to_be_in_viewport()


def test_tables_and_chart_are_saved(explored, explorer, corpus):
    """Files of the browser: all hits, and the chart of the frequency tab."""
    type_word(explorer, "cooperation")
    with explored.page.expect_download() as waiting:
        explorer.get_by_role("button", name="Save as CSV").locator("visible=true").click()
    text = waiting.value.path().read_text("utf-8")
    assert waiting.value.suggested_filename == "hits.csv"
    assert len(text.splitlines()) == 1 + len(concordance(corpus, "cooperation"))
    explorer.get_by_role("tab", name="Frequency").click()
    with explored.page.expect_download() as waiting:
        explorer.get_by_role("button", name="Save chart as SVG").click()
    assert waiting.value.suggested_filename == "chart.svg"
    assert "cooperation" in waiting.value.path().read_text("utf-8")


def test_a_mark_leads_to_its_hits(explorer):
    """A click on 2022 in the chart lists the hits of that year."""
    type_word(explorer, "china")
    explorer.get_by_role("tab", name="Frequency").click()
    # Not on the chart of the word before, which is about to be replaced.
    chart = explorer.locator("svg:visible", has_text="china")
    chart.locator("a[href='#2022']").click(timeout=ANSWER_MS)
    expect(explorer.locator("tr[data-pick]:visible td.date").first).to_have_text(
        "2022-01-10", timeout=ANSWER_MS
    )
    explorer.get_by_role("combobox", name="From").select_option("2020")
    explorer.get_by_role("combobox", name="to", exact=True).select_option("2024")
    explorer.get_by_role("checkbox", name="items without a certain year").check()


def test_every_tab_shows_something(explored, explorer, corpus):
    """A table in each and no violation."""
    page = explored.page
    type_word(explorer, "china")
    for name in ("Hits", "Frequency", "Collocates", "In the texts", "Chronology"):
        explorer.get_by_role("tab", name=name).click()
        expect(explorer.locator("table:visible").first).to_be_visible(timeout=ANSWER_MS)
        if name == "Chronology":
            expect(explorer.locator("tr[data-pick]:visible")).to_have_count(len(corpus.items))
        page.wait_for_timeout(200)  # for the picture only
        checks.take_picture(page, f"06-explore-{name.lower().replace(' ', '-')}")
        assert checks.violations(explored, within=".explore") == []
    explorer.get_by_role("tab", name="Hits").click()
    assert explored.errors == []
    assert explored.outside == []
