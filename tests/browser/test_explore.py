"""The explorer's widgets answer in JupyterLab with what the package counts."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from analysis.finding.concordance import concordance
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
    box = explorer.get_by_role("textbox", name="Search")
    box.fill("")
    box.press_sequentially(word)
    status = explorer.get_by_role("status")
    expect(status).to_contain_text(re.compile(rf"^{re.escape(word)}: "), timeout=ANSWER_MS)
    return explorer.get_by_role("listbox", name=re.compile("^Hits")).get_by_role("option")


@pytest.mark.parametrize(
    "word", ["cooperation", "tokayev", "strategic partnership", "#RussiaChina"]
)
def test_a_typed_word_lists_its_concordance(explorer, corpus, word):
    """As many rows as the package's concordance has lines, with the same keywords in order."""
    lines = concordance(corpus, word)
    assert len(lines) > 1
    listed = type_word(explorer, word)
    expect(listed).to_have_count(len(lines), timeout=ANSWER_MS)
    for row, keyword in zip(listed.all_inner_texts(), lines["keyword"], strict=True):
        assert keyword in row.replace("\N{NO-BREAK SPACE}", " ")


def test_a_word_that_is_not_there_lists_nothing(explorer):
    """An empty list and the number nought, after one that was full."""
    expect(type_word(explorer, "china")).not_to_have_count(0, timeout=ANSWER_MS)
    expect(type_word(explorer, "zebra")).to_have_count(0, timeout=ANSWER_MS)
    expect(explorer.get_by_role("status")).to_contain_text("0 hits in 0 items")


def test_a_chosen_line_is_read_in_its_item(explorer, corpus):
    """The first and the last hit, each marked as the one that was chosen."""
    lines = concordance(corpus, "cooperation")
    listed = type_word(explorer, "cooperation")
    expect(listed).to_have_count(len(lines), timeout=ANSWER_MS)
    for index in (len(lines) - 1, 0):
        listed.locator("..").select_option(index=index)
        chosen = explorer.locator("mark.chosen:visible")
        line = lines.iloc[index]
        outlet = corpus.items.set_index("item_id")["outlet"][line["item_id"]]
        expect(explorer).to_contain_text(
            re.compile(rf"{line['item_id']} · {re.escape(outlet)}"), timeout=ANSWER_MS
        )
        expect(chosen).to_have_text(line["keyword"], timeout=ANSWER_MS)


def test_every_tab_shows_something(explored, explorer, corpus):
    """A chart with its table, and one line per item in the chronology."""
    page = explored.page
    type_word(explorer, "china")
    for name in ("Search", "Frequency", "Chronology"):
        explorer.get_by_role("tab", name=name).click()
        if name == "Frequency":
            expect(explorer.locator("svg:visible")).to_have_count(1, timeout=ANSWER_MS)
            expect(explorer.locator("table:visible")).to_have_count(1)
        if name == "Chronology":
            events = explorer.get_by_role("listbox", name=re.compile("^Events"))
            expect(events.get_by_role("option")).to_have_count(len(corpus.items))
        page.wait_for_timeout(200)  # for the picture only
        checks.take_picture(page, f"06-explore-{name.lower()}")
        assert checks.violations(explored, within=".explore") == []
    explorer.get_by_role("tab", name="Search").click()
    assert explored.errors == []
    assert explored.outside == []
