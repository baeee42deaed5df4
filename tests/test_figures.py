"""Figures are written whole or not at all, the same every time, with a safe table."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.showing import charts, figures
from analysis.tables import InputError

TABLE = pd.DataFrame({"term": ["china", "russia"], "hits": [51, 37]})


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(figures.FOLDER_VARIABLE, str(tmp_path / "figures"))
    return tmp_path / "figures"


def draw():
    return charts.bars(TABLE, value="hits", unit="hits").figure


def save(name="01-test", caption="A caption.", alt="An image."):
    return figures.save(draw(), name, TABLE, caption, alt)


def test_save_writes_five_files(place):
    """PNG, SVG, PDF, CSV and caption, and nothing else."""
    saved = save()
    endings = {path.name.removeprefix("01-test.") for path in place.iterdir()}
    assert endings == {"png", "svg", "pdf", "csv", "caption.txt"}
    assert (place / "01-test.caption.txt").read_text("utf-8") == "A caption.\n\nAn image.\n"
    assert (place / "01-test.svg").read_text("utf-8") == saved.svg
    assert repr(saved) == "figures/01-test.{png,svg,pdf,csv,caption.txt}"


def test_the_same_figure_gives_the_same_bytes(place):
    """No clock, no random ids."""
    save()
    first = {path.name: path.read_bytes() for path in place.iterdir()}
    save()
    assert {path.name: path.read_bytes() for path in place.iterdir()} == first


@pytest.mark.parametrize(
    "name", ["test", "1-test", "01_test", "01-Test", "../01-x", "01-", "01-a.b"]
)
def test_names_are_slugs(place, name):
    """So that no output leaves the folder."""
    with pytest.raises(InputError, match="is not NN-slug"):
        save(name)


def test_caption_and_alt_text_are_needed(place):
    """A figure that explains itself to nobody is not saved."""
    for caption, alt in (("", "x"), ("x", " ")):
        with pytest.raises(InputError, match="needs a caption and an alternative text"):
            save(caption=caption, alt=alt)
    assert not place.exists()


def test_a_failed_export_leaves_the_previous_set(place, monkeypatch):
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


def test_a_folder_that_cannot_be_written_is_named(place):
    """One clear line instead of a traceback: here a file stands where the folder should be."""
    place.write_text("in the way")
    with pytest.raises(InputError, match=r"figures.*: cannot be written \(.*\); check the folder"):
        save()


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        ["=HYPERLINK(1)", "+1", "-1", "@x", "\t", "\r", "'", "''", "nan", "null", "", '"']
    ),
)


@given(st.lists(st.tuples(CELLS, st.integers(-5, 5), st.floats(allow_nan=False)), max_size=5))
def test_a_csv_read_back_equals_the_table(rows):
    """Whatever is in the cells; and no cell begins like a formula."""
    table = pd.DataFrame(rows, columns=["text", "count", "rate"]).astype(
        {"text": "str", "count": "int64", "rate": "float64"}
    )
    written = figures.to_csv(table)
    pd.testing.assert_frame_equal(figures.from_csv(written, table.dtypes), table)
    for line in list(csv.reader(io.StringIO(written, newline="")))[1:]:
        assert not line[0].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_missing_values_and_days_survive_the_csv():
    """Missing is missing, not the word; a day is a day."""
    table = pd.DataFrame(
        {
            "hits": pd.array([1, None], dtype="Int64"),
            "share": pd.array([None, 0.5], dtype="Float64"),
            "day": pd.array(["2024-05-15", None], dtype="datetime64[s]"),
            "note": pd.array(["nan", ""], dtype="str"),
        }
    )
    written = figures.to_csv(table)
    assert '"2024-05-15"' in written
    pd.testing.assert_frame_equal(figures.from_csv(written, table.dtypes), table)


def test_svg_is_well_formed_and_holds_no_script(place):
    """Labels are text, never markup."""
    from xml.etree import ElementTree

    table = pd.DataFrame({"term": ["<script>alert(1)</script>"], "hits": [1]})
    fig = charts.bars(table, value="hits", unit="hits").figure
    svg = figures.save(fig, "01-test", table, "c", "a").svg
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert "svg" in tags
    assert "script" not in tags


def test_the_gallery_shows_every_figure(place):
    """Image with alternative text, caption, links to the files."""
    save("02-b", caption="Second figure. With a note.")
    save("01-a", caption="First figure.")
    page = figures.gallery(place)
    assert page.index("## First figure\n") < page.index("## Second figure\n")
    assert "![An image.](01-a.png)\n\nFirst figure." in page
    assert "[csv](02-b.csv)" in page
