"""Figures are written whole or not at all, the same every time, with table and passages."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from functools import partial

import pandas as pd
import pytest
from conftest import ROOT
from pages import read_page

import analysis as an
from analysis.counting.provenance import evidence, trace
from analysis.counting.series import series
from analysis.counting.words import count_terms
from analysis.showing import charts
from analysis.showing import export as figures
from analysis.showing.files import MANIFEST
from analysis.showing.notebooks import _gallery
from analysis.showing.settings import VARIABLE, Export
from analysis.tables import InputError

HREF, ID = r'xlink:href="(report[^"]+)"', r'\bid="([^"]+)"'


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, json.dumps({"folder": str(tmp_path / "figures")}))
    return tmp_path / "figures"


def save_parts(figure, name, table, caption, alt, **value):
    return figures.save_figure(figures.Figure(name, figure.axes[0], table, caption, alt, **value))


@pytest.fixture
def save(corpus):
    table = count_terms(corpus).head(2)

    def save(name="01-test", caption="A caption.", alt="An image."):
        figure = charts.bars(table, value="hits", unit="hits").figure
        return save_parts(figure, name, table, caption, alt)

    return save


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_save_writes_six_files(place, save):
    """PNG, SVG, PDF, table, passages and caption, and the list of them."""
    saved = save()
    endings = {path.name.removeprefix("01-test.") for path in place.iterdir()}
    assert endings == {"png", "svg", "pdf", "csv", "evidence.csv", "caption.txt", MANIFEST}
    assert (place / "01-test.caption.txt").read_text("utf-8") == "A caption.\n\nAn image.\n"
    assert (place / "01-test.svg").read_text("utf-8") == saved.svg
    assert repr(saved) == "figures/01-test.{png,svg,pdf,csv,evidence.csv,caption.txt}"


def test_a_figure_that_can_be_drawn_again_is_drawn_for_a_phone(place, corpus):
    """One column wide (85 mm, 241 points), with ids of its own and links to the same passages."""
    table = count_terms(corpus).head(2)
    draw = partial(charts.bars, table, value="hits", unit="hits")
    figures.save_figure(figures.Figure("01-test", draw(), table, "A.", "An image.", again=draw))
    wide, narrow = ((place / f"01-test.{e}").read_text("utf-8") for e in ("svg", "narrow.svg"))
    sizes = [float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1]) for svg in (wide, narrow)]
    assert sizes == [pytest.approx(0.75 * 178 / 25.4 * 72, 0.01), pytest.approx(240.9, 0.01)]
    links, ids = ([re.findall(what, svg) for svg in (wide, narrow)] for what in (HREF, ID))
    assert links[0] == links[1] and len(links[0]) == 2
    assert not set(ids[0]) & set(ids[1])


def test_the_same_figure_gives_the_same_bytes(place, save):
    """No clock, no random ids."""
    save()
    first = {path.name: path.read_bytes() for path in place.iterdir()}
    save()
    assert {path.name: path.read_bytes() for path in place.iterdir()} == first


@pytest.mark.parametrize(
    "name", ["test", "1-test", "01_test", "01-Test", "../01-x", "01-", "01-a.b"]
)
def test_names_are_slugs(place, save, name):
    """So that no output leaves the folder."""
    with pytest.raises(InputError, match="is not NN-slug"):
        save(name)


def test_caption_and_alt_text_are_needed(place, save):
    """A figure that explains itself to nobody is not saved."""
    for caption, alt in (("", "x"), ("x", " ")):
        with pytest.raises(InputError, match="needs a caption and an alternative text"):
            save(caption=caption, alt=alt)
    assert not place.exists()


def test_a_table_without_passages_is_refused(place):
    """A figure that can't be followed back is not saved."""
    table = pd.DataFrame({"term": ["a"], "hits": [1]})
    figure = charts.bars(table, value="hits", unit="hits").figure
    with pytest.raises(ValueError, match="does not say what it was counted from"):
        save_parts(figure, "01-test", table, "c", "a")


def test_a_failed_export_leaves_the_previous_set(place, save, monkeypatch):
    """When one file cannot be written, none is replaced and nothing is left behind."""
    save()
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    write = type(place).write_bytes

    def fail(path, data):
        if "pdf" in path.name:
            raise OSError(28, "No space left on device", str(path))
        return write(path, data)

    monkeypatch.setattr(type(place), "write_bytes", fail)
    with pytest.raises(InputError, match="No space left on device"):
        save(caption="Another caption.")
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_named(place, save):
    """One clear line instead of a traceback: here a file stands where the folder should be."""
    place.write_text("in the way")
    with pytest.raises(InputError, match=r"figures.*: cannot be written \(.*\); check the folder"):
        save()


def test_every_mark_has_its_passages(place, corpus):
    """As many as the table has hits, each the sentence that `evidence` gives."""
    table = series(corpus, ["strategic", "brics"], denominator="hits")
    figure = charts.heat(table, label="term", value="value").figure
    save_parts(figure, "03-test", table, "c", "a", value="hits")
    found = rows(place / "03-test.evidence.csv")
    assert len(found) == table["hits"].sum()
    for row in table.index:
        mine = [passage for passage in found if passage["mark"] == str(row)]
        assert len(mine) == table.loc[row, "hits"]
        assert [p["sentence"] for p in mine] == evidence(table, row)["sentence"].tolist()
        assert all(p["value"] == p["of"] == str(table.loc[row, "hits"]) for p in mine)


@pytest.mark.parametrize(
    ("key", "cell", "said"), [("month", "2024-05", "2024-05"), ("week", "2024-W20", "2024-W20")]
)
def test_a_period_stands_last_in_the_name_of_a_mark(key, cell, said):
    """Weeks and days, too; what has no certain one is not known."""
    cells = {key: cell, "term": "china", "hits": 3}
    assert figures._name_mark(cells, (key, "term"), "hits") == f"china · {said}: 3 hits"
    unsure = figures._name_mark({**cells, key: pd.NA}, (key, "term"), "hits")
    assert unsure == "china · not known: 3 hits"


def test_many_passages_are_sampled_and_the_cap_stated(corpus, monkeypatch):
    """Each mark keeps its share; the number of all is beside it; the draw does not change."""
    table = count_terms(an.words(corpus, stopwords=())).head(3)
    whole = figures._evidence_table(table, value="hits")
    monkeypatch.setattr(figures, "MAX_EVIDENCE", 60)
    sample = figures._evidence_table(table, value="hits")
    assert len(sample) <= 60
    assert sample["of"].tolist() == sample["mark"].map(table["hits"]).tolist()
    assert set(sample["mark"]) == {0, 1, 2}
    places = ["mark", "item_id", "start"]
    drawn = set(sample[places].itertuples(index=False))
    assert drawn < set(whole[places].itertuples(index=False))
    shuffled = count_terms(an.words(corpus, stopwords=())).head(3)
    again = figures._evidence_table(shuffled, value="hits")
    assert sample.equals(again)


def test_the_fingerprint_is_that_of_the_contents(corpus):
    """Order and names of the files do not matter, a changed byte does."""
    documents = corpus.documents
    turned = documents.iloc[::-1].assign(path="elsewhere")
    assert figures.fingerprint(turned) == figures.fingerprint(documents)
    changed = documents.assign(sha256=documents["sha256"].str.replace("a", "b"))
    assert figures.fingerprint(changed) != figures.fingerprint(documents)


def test_labels_are_text_never_markup(place, corpus):
    """An SVG is well-formed and holds no script, whatever a label says."""
    from xml.etree import ElementTree

    hits = pd.DataFrame({"term": ["<script>alert(1)</script>"], "item_id": "000-1"})
    hits = hits.assign(start=25, end=30, sentence=1)
    table = trace(hits[["term"]].assign(hits=1), corpus, ("term",), hits)
    fig = charts.bars(table, value="hits", unit="hits").figure
    svg = save_parts(fig, "01-test", table, "<b>c</b>", "a & <i>b</i>").svg
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert "svg" in tags
    assert not tags & {"script", "b", "i"}


def test_the_gallery_shows_every_figure(place, save):
    """Image with alternative text, caption, links to the files."""
    save("02-b", caption="Second figure. With a note.")
    save("01-a", caption="First figure.")
    page = _gallery(place)
    assert page.index("</a>First figure\n") < page.index("</a>Second figure\n")
    assert page.count('<a href="#01-a" title="First figure"><img src="01-a.png"') == 1
    assert "![An image.](01-a.png)\n\nFirst figure." in page
    assert "[csv](02-b.csv)" in page
    assert "[evidence.csv](02-b.evidence.csv)" in page


def test_what_the_font_lacks_is_reported(place, corpus):
    """The caption says how such characters are shown."""
    hits = pd.DataFrame(
        {"term": ["北京"], "item_id": "000-1", "start": 25, "end": 30, "sentence": 1}
    )
    table = trace(hits[["term"]].assign(hits=1), corpus, ("term",), hits)
    fig = charts.bars(table, value="hits", unit="hits").figure
    saved = save_parts(fig, "01-test", table, "A caption.", "a")
    assert (
        saved.about.caption
        == "A caption. Characters that the font lacks are named between ‹ and ›."
    )
    assert "‹U+5317›‹U+4EAC›" in saved.svg
    assert rows(place / "01-test.csv")[0]["term"] == "北京"


DRAW = """
from analysis import load_corpus
from analysis.counting.words import count_terms
from analysis.showing import charts, export as figures
table = count_terms(load_corpus({seeds!r})).head(3)
ax = charts.bars(table, value="hits", unit="hits", note="items")
figures.save_figure(figures.Figure("01-test", ax, table, "A caption.", "An image."))
"""


def test_surroundings_change_no_byte(tmp_path):
    """Hash seed, locale, time zone, and a matplotlibrc in the working directory."""
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 30\naxes.facecolor: red\nsvg.fonttype: path\n"
    )
    code = DRAW.format(seeds=str(ROOT / "seeds"))
    one = {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    two = {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "America/New_York"}
    written = []
    for cwd, surroundings in ((tmp_path, one), (ROOT, two)):
        export = Export(tmp_path / f"out{len(written)}")
        asked = {VARIABLE: json.dumps({"folder": str(export.folder)})}
        environment = {**os.environ, **surroundings, **asked}
        subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, check=True)
        written.append({path.name: path.read_bytes() for path in export.folder.iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) == 7


@pytest.mark.parametrize(
    ("cells", "keys", "value", "name"),
    [
        (
            {"outlet": "UNN", "year": 2024, "items": 1},
            ("outlet", "year"),
            "items",
            "UNN · 2024: 1 item",
        ),
        (
            {"outlet": "UNN", "year": None, "items": 0},
            ("year", "outlet"),
            "items",
            "UNN · not known: 0 items",
        ),
        (
            {"item_id": "000-1", "span": 2, "treatment": "set_aside"},
            ("item_id", "span"),
            "treatment",
            "000-1 · span 2: set aside",
        ),
        (
            {"topic": "Trade", "hits": 5.0, "per_1000": 12.3456},
            ("topic",),
            "per_1000",
            "Trade: 5 hits, 12.35 per 1,000 words",
        ),
        (
            {"year": 2020, "term": "china", "hits": 6, "per_1000": 9.2879},
            ("year", "term"),
            "per_1000",
            "china · 2020: 6 hits, 9.288 per 1,000 words",
        ),
        ({"topic": "", "hits": 1, "low": float("nan")}, ("topic",), "low", "(no name): 1 hit"),
        (
            {"term": "a\N{RIGHT-TO-LEFT OVERRIDE}b", "hits": 2},
            ("term",),
            "hits",
            "a‹U+202E›b: 2 hits",
        ),
    ],
)
def test_a_mark_is_named_by_what_it_counts(cells, keys, value, name):
    """The columns that name its row, a period last, then the number with its unit."""
    assert figures._name_mark(cells, keys, value) == name


def test_a_notebook_shows_links_names_and_alternative_text(place, save, monkeypatch):
    """Inline SVG whose marks lead to the report as JupyterLab hands it out; PNG beside it."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    save(alt='An "image".')._ipython_display_()
    page = read_page(shown[0]["text/html"])
    (svg,) = page.find("svg")
    first = svg.find("a")[0]
    assert first.attributes["xlink:href"] == "/files/figures/report.html#01-test-evidence-0"
    assert first.find("title")[0].text == "china: 49 hits"
    assert svg.find("desc")[0].text == page.find("img")[0].attributes["alt"] == 'An "image".'
    assert set(shown[0]) == {"text/html", "image/png", "text/plain"}


@pytest.mark.parametrize(
    ("ending", "read"), [("xlsx", pd.read_excel), ("parquet", pd.read_parquet)]
)
def test_a_table_leaves_as_excel_or_parquet(tmp_path, corpus, monkeypatch, ending, read):
    """With the numbers of the CSV, and the passages beside it; what no reader has is refused."""
    table = count_terms(corpus, by="year").head(20)
    names = figures.save_table(table, f"03-words.{ending}", tmp_path)
    assert names == f"03-words.{ending}, 03-words.evidence.{ending}"
    figures.save_table(table, "03-words", tmp_path)
    for name in ("03-words", "03-words.evidence"):
        found = read(tmp_path / f"{name}.{ending}")
        found = found.drop(columns="lines", errors="ignore")  # "22" is text, and read as a number
        expected = pd.read_csv(tmp_path / f"{name}.csv").drop(columns="lines", errors="ignore")
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    with pytest.raises(
        InputError, match=r"03-words\.docx: tables are written as csv, xlsx, parquet"
    ):
        figures.save_table(table, "03-words.docx", tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl.workbook", None)
    with pytest.raises(InputError, match=r"pip install .*\[sources\]"):
        figures.save_table(table, "03-other.xlsx", tmp_path)
