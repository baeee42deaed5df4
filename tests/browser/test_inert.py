"""Nothing executes and nothing leaks: hostile documents through every output, parsed and opened."""

import ast
import csv
import io
import re
from contextlib import redirect_stderr, redirect_stdout
from html import escape
from xml.etree import ElementTree

import nbformat
import pytest
from conftest import ROOT
from pages import read_page
from pypdf import PdfReader

import analysis as an
from analysis.__main__ import main
from analysis.showing.notebooks import write_site
from browser import checks

# What a document may try. Each that a browser would run says so in `window.ran`.
RUNS = {
    "script": "<script>window.ran = 1</script>",
    "handler": '<img src=x onerror="window.ran = 1">',
    "svg": '<svg onload="window.ran = 1"><script>window.ran = 1</script></svg>',
    "leaving": '"></title></style></textarea></bdi></td></main><script>window.ran = 1</script>',
    "attribute": '" autofocus tabindex=1 onfocus="window.ran = 1" x="',
    "frame": '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
}
STAYS = {
    "style": "<style>* { display: none }</style><link rel=stylesheet href=//x.example/a.css>",
    "leading": "<base href=//x.example/><meta http-equiv=refresh content='0;url=//x.example/'>",
    "markdown": "[here](javascript:window.ran=1) ![seen](http://x.example/a.png) `**`",
    "mathematics": r"$\frac{1}{0}$ $$\input{/etc/passwd}$$ \\(x\\)",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} %(x)s {0.__class__}",
    "escapes": "\x1b]0;owned\x07\x1b[1m \N{RIGHT-TO-LEFT OVERRIDE}gnp\N{LEFT-TO-RIGHT ISOLATE}\0",
    "formula": "=HYPERLINK(\"http://x.example\") +1+cmd|' /C calc'!A0 @SUM(1) -2+3",
    "path": "../../../../etc/passwd ..\\..\\x C:\\x file:///etc/passwd",
    "query": "`outlet` @corpus ') or (True) #",
}
TRICKS = {**RUNS, **STAYS}
FOREIGN = {"script", "img", "iframe", "object", "embed", "form", "base", "link", "style", "meta"}
SVG = "{http://www.w3.org/2000/svg}"
OPENS_OR_RUNS = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles")
COLUMNS = ["id", "date", "channel", "text", "<i onclick=window.ran=1>"]


def rows():
    """Make two posts for every trick: it is their text, and the channel and a cell of the other."""
    for n, (name, trick) in enumerate(TRICKS.items()):
        told = f"Talks on trade and {trick} with China.\n\n{trick} The ministers met on trade.\n"
        yield [f"{2 * n}", f"2023-0{1 + n % 9}-11", name, told, trick]
        text = f"{trick}\n\nOn May {1 + n}, 2022 the minister of China said: “Trade.” {trick}\n"
        yield [f"{2 * n + 1}", f"2022-05-{1 + n:02d}", trick, text, "=1+1"]


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "posts.csv"
    with folder.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows()])
    return folder


@pytest.fixture(scope="module")
def hostile(documents):
    return an.load_corpus(documents)


@pytest.fixture(scope="module")
def report(documents, tmp_path_factory):
    """Write the report of the hostile posts, and keep what the terminal was told."""
    folder, said = tmp_path_factory.mktemp("report"), io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        main(["report", str(documents), "--out", str(folder), "--words", f"trade,{RUNS['script']}"])
    (folder / "said.txt").write_text(said.getvalue(), "utf-8")
    return folder


@pytest.fixture(scope="module")
def explored(hostile):
    """Return the HTML of every tab, and of what is read below, with hostile words and outlets."""
    page = an.explorer(hostile, query=f"trade, {', '.join(RUNS.values())}")
    next(iter(page.outlets.values())).value = False  # the others are asked for by name
    parts = [page.summary.value]
    for tab in page.panes:
        page.open_tab(tab)
        parts += [page.panes[tab].html, *filter(None, [page.reader.value])]
    return [*map(str, parts), page._repr_mimebundle_()["text/html"]]


@pytest.fixture(scope="module")
def shown(hostile):
    """Return what notebooks show: a table, the card of a corpus, a picture, an odd error."""
    posts = an.show(hostile.items[["item_id", "outlet", "text", COLUMNS[-1]]])
    return [posts._repr_html_(), hostile._repr_html_()]


@pytest.fixture(scope="module")
def site(shown, tmp_path_factory):
    """Write the page of a notebook whose every cell and output is hostile."""
    cells = []
    for text in [*TRICKS.values(), *shown]:
        cell = nbformat.v4.new_code_cell(repr(text), execution_count=1)
        kinds = ("text/html", "text/markdown", "text/plain")
        cell.outputs = [nbformat.v4.new_output("display_data", {kind: text}) for kind in kinds]
        cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=text))
        cell.outputs.append(nbformat.v4.new_output("error", ename="E", evalue=text, traceback=[]))
        cells += [nbformat.v4.new_markdown_cell(f"## {text}\n\n{text}"), cell]
    first = nbformat.v4.new_markdown_cell(f"# {RUNS['script']}?\n\n{RUNS['handler']}\n\n*Limits*")
    folder = tmp_path_factory.mktemp("site")
    notebook = nbformat.v4.new_notebook(cells=[first, *cells])
    return write_site({folder / "01-hostile.ipynb": notebook}, folder).parent


def live(html):
    """List what of some HTML could run, load or lead elsewhere."""
    found = []
    for element in read_page(html).walk():
        found += [element.tag] * (element.tag in FOREIGN)
        for name, value in element.attributes.items():
            local = re.match(r"#|[\w./-]*(#|$)|data:(image/png|font/woff);base64,", value)
            leads = name in (
                "href",
                "src",
                "action",
                "formaction",
                "xlink:href",
                "srcset",
                "poster",
            )
            if name.startswith("on") or name in ("srcdoc", "autofocus") or (leads and not local):
                found.append(f"<{element.tag} {name}={value!r}>")
    return found


def test_live_markup_is_found():
    """All that a browser would run, and each of the others that is markup."""
    for name in ("script", "handler", "svg", "style"):
        assert live(f"<p>{TRICKS[name]}</p>"), name
    assert live(f'<p title="{RUNS["attribute"]}"></p>')
    assert live("<a href='javascript:window.ran=1'>x</a>")


@pytest.mark.parametrize("what", ["explored", "shown"])
def test_widgets_and_tables_hold_no_live_markup(what, request):
    """Nothing but the markup of our own templates, every trick as text, no control character."""
    parts = request.getfixturevalue(what)
    assert all(parts)
    for html in parts:
        assert live(html) == []
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    told = "".join(read_page(html).text for html in parts)
    for name in ("script", "handler", "style", "template", "formula"):
        assert " ".join(TRICKS[name].split())[:30] in " ".join(told.split()), name


def test_pages_hold_no_live_markup(report, site):
    """One style sheet, one policy and, in the report, one script; all of them our own.

    What a notebook writes as an address may be followed by a click, which names no page it is from.
    """
    for path in (report / "report.html", *site.glob("*.html")):
        html = path.read_text("utf-8")
        own = {"report.html": ["meta"] * 5 + ["style", "script"]}
        found = [part for part in live(html) if not part.startswith("<a href='http://")]
        assert found == own.get(path.name, ["meta"] * 5 + ["style"]), path.name
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
        assert "default-src 'none'" in html and "'unsafe-inline'" not in re.sub(
            "style-src 'unsafe-inline'", "", html
        )
    told = read_page((report / "report.html").read_text("utf-8")).text
    for trick in (*RUNS.values(), STAYS["style"], STAYS["mathematics"], STAYS["template"]):
        assert trick in told


def test_pictures_hold_no_live_markup(report):
    """SVG of known elements with links to the report alone; PDF without actions."""
    assert len([*report.glob("*.svg")]) >= 5
    for path in report.glob("*.svg"):
        for element in ElementTree.parse(path).iter():
            assert element.tag.rpartition("}")[2] not in {*FOREIGN, "foreignObject"} - {"style"}
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                if name.endswith("href"):
                    assert value.startswith(("#", "report.html#", "data:image/png;base64,"))
    for path in report.glob("*.pdf"):
        reader = PdfReader(path)
        assert not {*OPENS_OR_RUNS} & {*reader.trailer["/Root"]}
        for note in reader.pages[0].get("/Annots", []):
            action = note.get_object()["/A"]
            assert action["/S"] == "/URI" and action["/URI"].startswith("report.html#")


def test_tables_and_captions_do_nothing(report, hostile):
    """No cell begins like a formula; no escape reaches a terminal; all names are our own."""
    for path in report.iterdir():
        assert re.fullmatch(r"[\w.-]+", path.name), path.name
        if path.suffix == ".csv":
            for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")):
                numbers = [cell for cell in row if re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)]
                rest = [cell for cell in row if cell not in numbers]
                assert not [cell for cell in rest if cell.startswith((*"=+-@\t\r",))]
        if path.suffix in (".csv", ".txt"):
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", path.read_text("utf-8")), (
                path.name
            )
    assert "\x1b" not in repr(hostile) and "\x1b" not in repr(an.show(hostile.items[["text"]]))


def test_the_package_runs_no_text():
    """No pickle, marshal, eval, exec or yaml in it, imported or called."""
    banned = {
        "pickle",
        "marshal",
        "shelve",
        "yaml",
        "eval",
        "exec",
        "dill",
        "cloudpickle",
        "joblib",
    }
    calls = {"read_pickle", "to_pickle", "__import__", "system", "popen", "loads_unsafe"}
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [node.id] if isinstance(node, ast.Name) else []
            said = {part for name in names for part in name.split(".")}
            said |= {node.attr} & calls if isinstance(node, ast.Attribute) else set()
            assert not said & (banned | calls), f"{path}:{getattr(node, 'lineno', 0)}"


def opened(visit, pages, folder):
    """Open pages with scripts on, touch everything that can be; yield what each did.

    A page is a path or, without any policy that would stop it, the parts of one.
    """
    visits = []
    for n, page in enumerate(pages):
        path = page
        if isinstance(page, str):
            path = folder / f"page-{n}.html"
            path.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>t</title>{page}")
        visits.append(visit(path.as_uri()))
        visits[-1].page.evaluate(
            """document.querySelectorAll('details').forEach(e => { e.open = true });
            document.querySelectorAll('a, [tabindex]').forEach(e => e.focus())"""
        )
    for seen in map(checks.settle, visits):
        ran = seen.page.evaluate("window.ran ?? null")
        yield ran, seen.page.evaluate("document.title"), seen.outside, seen.errors


@pytest.mark.browser
def test_chromium_would_run_what_is_not_escaped(visit, tmp_path):
    """Every trick that claims to run does so where it is written as it is; else none is a test."""
    live = {name: f"<p>{trick}</p>" for name, trick in RUNS.items()}
    live["attribute"] = f'<p title="{RUNS["attribute"]}"></p>'
    escaped = [f"<p>{escape(trick)}</p>" for trick in RUNS.values()]
    did = [ran for ran, *_ in opened(visit, [*live.values(), *escaped], tmp_path)]
    assert dict(zip(live, did[: len(live)], strict=True)) == dict.fromkeys(live, 1)
    assert dict(zip(live, did[len(live) :], strict=True)) == dict.fromkeys(live)


@pytest.mark.browser
def test_chromium_runs_nothing(visit, tmp_path, explored, shown, report, site):
    """Parts of a page without a policy, whole pages with theirs: no script, request or error."""
    pages = ["\n".join([*explored, *shown]), report / "report.html", *site.glob("*.html")]
    for ran, title, outside, errors in opened(visit, pages, tmp_path):
        assert (ran, outside, errors) == (None, [], [])
        assert "owned" not in title
    pictures = [*report.glob("*.svg")]
    assert [ran for ran, *_ in opened(visit, pictures, tmp_path)] == [None] * len(pictures)
