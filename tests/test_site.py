"""The notebooks as pages: offline, without scripts, every mark one link from its passages."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from pages import ids, read_page

from analysis.__main__ import main
from analysis.showing.notebooks import read_notebooks, write_site
from analysis.tables import InputError

HOSTILE = '<script>alert(1)</script><img src="//x.example/a" onerror="b()"><b onclick="c()">d</b>'
FOREIGN = {"script", "img", "iframe", "object", "embed", "form", "base", "link", "b"}


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """Write the pages beside a copy of the report."""
    folder = tmp_path_factory.mktemp("site") / "figures"
    folder.mkdir()
    shutil.copy(ROOT / "figures" / "report.html", folder)
    write_site(read_notebooks(ROOT / "notebooks"), folder)
    return folder


def read_pages(folder: Path):
    return {path.name: read_page(path.read_text("utf-8")) for path in folder.glob("*.html")}


def hrefs(page):
    """Return where a page leads; the scale of colours of a chart is a picture in the page."""
    every = [e.attributes["href"] for e in page.walk() if "href" in e.attributes]
    return [href for href in every if not href.startswith("data:image/png;base64,")]


def test_there_is_a_page_for_every_notebook_and_one_for_all(figures):
    """Which the first leads to; each says the question its notebook opens with."""
    pages = read_pages(figures / "html")
    names = {f"{path.stem}.html" for path in read_notebooks(ROOT / "notebooks")}
    assert pages.keys() == {*names, "index.html"}
    assert names <= {*hrefs(pages["index.html"])}
    for name in names:
        (title,) = pages[name].find("h1")
        assert title.text.removesuffix("¶").endswith("?")


def test_every_link_leads_somewhere(figures):
    """On the page, to another, or to a place that the report has; nothing lies elsewhere."""
    pages = read_pages(figures / "html")
    known = {name: {*ids(page)} for name, page in pages.items()}
    known["../report.html"] = {*ids(read_page((figures / "report.html").read_text("utf-8")))}
    marks = 0
    for name, page in pages.items():
        assert len(known[name]) == len(ids(page))
        for href in hrefs(page):
            target, _, anchor = href.partition("#")
            assert target in ("", *known), href
            assert not anchor or anchor in known[target or name], href
            marks += "-evidence-" in anchor
    assert marks > 300


def test_nothing_is_loaded(figures):
    """No element or address that would ask for more, and a policy that would refuse it."""
    for path in (figures / "html").glob("*.html"):
        text = path.read_text("utf-8")
        page = read_page(text)
        assert not {e.tag for e in page.walk()} & FOREIGN
        assert "default-src 'none'" in page.find("meta")[1].attributes["content"]
        own = text.replace("http://www.w3.org/", "")
        assert not re.search(r"https?://|url\((?!#|data:|&quot;#)", own)


def test_the_same_notebooks_give_the_same_bytes(figures):
    """A second run changes nothing, and a page whose notebook is gone goes."""
    before = {path: path.read_bytes() for path in (figures / "html").iterdir()}
    fewer = read_notebooks(ROOT / "notebooks")
    write_site(fewer, figures)
    assert {path: path.read_bytes() for path in (figures / "html").iterdir()} == before
    fewer.pop(next(path for path in fewer if path.stem == "06-explore"))
    write_site(fewer, figures)
    assert not (figures / "html" / "06-explore.html").exists()
    write_site(read_notebooks(ROOT / "notebooks"), figures)


@pytest.mark.parametrize("mime", ["text/html", "text/markdown", "text/plain", "stream", "words"])
def test_hostile_markup_stays_text(tmp_path, mime):
    """In whatever a cell says or shows; what tables are made of stays markup."""
    shown = {mime: f"<table><tr><td>{HOSTILE}</td></tr></table>"}
    cell = nbformat.v4.new_code_cell('"<script>"', execution_count=1)
    data = nbformat.v4.new_output("display_data", shown)
    stream = nbformat.v4.new_output("stream", name="stdout", text=HOSTILE)
    cell.outputs = [stream if mime == "stream" else data]
    words = nbformat.v4.new_markdown_cell(f"# {HOSTILE}?\n\n[e](javascript:f()) {HOSTILE}")
    notebook = nbformat.v4.new_notebook(cells=[words, *([] if mime == "words" else [cell])])
    write_site({tmp_path / "01-hostile.ipynb": notebook}, tmp_path)
    for name, page in read_pages(tmp_path / "html").items():
        assert not {e.tag for e in page.walk()} & FOREIGN
        assert not [a for e in page.walk() for a in e.attributes if a in ("src", "onerror")]
        assert not [href for href in hrefs(page) if "javascript" in href]
        said = page.find("main")[0].text
        assert said.count("<script>alert(1)</script>") >= (2 if name == "01-hostile.html" else 1)
        if mime == "text/html" and name == "01-hostile.html":
            assert page.find("td")[0].text == HOSTILE


def test_a_picture_that_is_not_ours_is_an_error(tmp_path):
    """Pictures are shown as they are, so nothing may be in them that this package does not draw."""
    svg = (
        '<svg role="group" aria-labelledby="01-a-title" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    )
    for inside, told in (("<script/>", "an element script"), ('<g onload="a()"/>', "onload")):
        shown = {"text/html": f'<div class="drawn" hidden>{svg.format(inside)}</div>'}
        cell = nbformat.v4.new_code_cell("1", execution_count=1)
        cell.outputs = [nbformat.v4.new_output("display_data", shown)]
        notebook = nbformat.v4.new_notebook(cells=[cell])
        with pytest.raises(InputError, match=rf"01-x\.ipynb: holds {told}"):
            write_site({tmp_path / "01-x.ipynb": notebook}, tmp_path)


def test_a_link_that_leads_nowhere_is_an_error(tmp_path, figures):
    """The report is older than the notebooks, or was never written."""
    (tmp_path / "report.html").write_text('<p id="01-ledger-evidence-0">', "utf-8")
    with pytest.raises(InputError, match=r"report\.html: lacks .*, which .*; run make figures"):
        write_site(read_notebooks(ROOT / "notebooks"), tmp_path)
    assert not (tmp_path / "html").exists()


def test_the_command_says_where_the_pages_are(figures, monkeypatch, capsys):
    """One line with the address."""
    for name in ("notebooks", "seeds"):
        if not (figures.parent / name).exists():
            (figures.parent / name).symlink_to(ROOT / name)
    monkeypatch.setattr("analysis.__main__.ROOT", figures.parent)
    assert main(["site"]) == 0
    index = figures / "html" / "index.html"
    assert capsys.readouterr().out == f"notebooks in {index}: {index.as_uri()}\n"
