"""The notebooks are committed as run, and the figures are those the notebooks draw today."""

import json
import platform
import re
import shutil
import sys

import nbformat
import pytest
from conftest import ROOT

from analysis.showing.files import MANIFEST, replace_export
from analysis.showing.notebooks import (
    WIDGET_VIEW,
    _execute,
    _find_notebooks,
    make_figures,
    read_notebook,
    write_notebook,
)
from analysis.showing.settings import Export
from analysis.tables import InputError

NOTEBOOKS = _find_notebooks(ROOT / "notebooks")
# Chart bytes are promised here only; elsewhere fonts may be laid out a hair differently.
SAME_BYTES = sys.platform == "linux" and platform.machine() == "x86_64"
MAX_CELL_LINES = 15
FORBIDDEN = ("NBVAL_SKIP", "NBVAL_IGNORE_OUTPUT", "sys.path", "%run", "!pip", "%pip")


def code_cells(path):
    notebook = json.loads(path.read_text("utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def problems(path):
    """List what keeps a notebook from being committed."""
    cells = code_cells(path)
    found = []
    if [cell["execution_count"] for cell in cells] != list(range(1, len(cells) + 1)):
        found.append("not run from top to bottom")
    outputs = [output for cell in cells for output in cell["outputs"]]
    if not outputs:
        found.append("no outputs")
    found += ["error output" for output in outputs if output["output_type"] == "error"]
    found += ["output on stderr" for output in outputs if output.get("name") == "stderr"]
    found += ["a widget's name" for output in outputs if WIDGET_VIEW in output.get("data", {})]
    for cell in cells:
        source = "".join(cell["source"])
        found += [f"contains {word}" for word in FORBIDDEN if word.lower() in source.lower()]
        if len(source.splitlines()) > MAX_CELL_LINES:
            found.append(f"a cell of more than {MAX_CELL_LINES} lines")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_as_run(path):
    """Outputs, in order, without errors, nothing hidden from nbval."""
    assert problems(path) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question(path):
    """The first cell asks a question and states the counting unit; limits are said somewhere."""
    cells = nbformat.read(path, as_version=4).cells
    first = cells[0]
    assert first.cell_type == "markdown"
    assert first.source.splitlines()[0].endswith("?")
    assert "**Counting unit:**" in first.source
    limits = ("**Limits:**", "## What this shows, and what it does not")
    assert any(limit in cell.source for cell in cells for limit in limits)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda cell: cell.update(execution_count=9), "not run from top to bottom"),
        (lambda cell: cell.update(source="# NBVAL_SKIP"), "contains NBVAL_SKIP"),
        (lambda cell: cell.update(source="# nbval_ignore_output"), "contains NBVAL_IGNORE_OUTPUT"),
        (lambda cell: cell["outputs"].append({"output_type": "error"}), "error output"),
        (
            lambda cell: cell["outputs"].append({"output_type": "x", "data": {WIDGET_VIEW: {}}}),
            "a widget's name",
        ),
    ],
)
def test_the_checks_can_fail(tmp_path, change, problem):
    """Break a notebook on purpose: the check says what is wrong."""
    notebook = json.loads(NOTEBOOKS[0].read_text("utf-8"))
    change(next(cell for cell in notebook["cells"] if cell["cell_type"] == "code"))
    broken = tmp_path / "01-broken.ipynb"
    broken.write_text(json.dumps(notebook), "utf-8")
    assert problem in problems(broken)


def test_a_notebook_without_outputs_is_found(tmp_path):
    """Stripped outputs would pass nbval unchecked."""
    notebook = json.loads(NOTEBOOKS[0].read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    broken = tmp_path / "01-broken.ipynb"
    broken.write_text(json.dumps(notebook), "utf-8")
    assert problems(broken) == ["no outputs"]


CHANGE = re.compile(
    r"\b(rise|rose|rising|grow|grew|growing|growth|increas|declin|fall|fell|drop)", re.I
)


def test_no_caption_or_heading_claims_a_change():
    """Nothing here has an interval that supports one: no rise, no fall."""
    captions = [path.read_text("utf-8") for path in (ROOT / "figures").glob("*.caption.txt")]
    headings = [
        line
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        for line in cell.source.splitlines()
        if cell.cell_type == "markdown" and line.startswith("#")
    ]
    assert len(captions) > 10
    assert [text for text in captions + headings if CHANGE.search(text)] == []
    # No two sentences of a caption are glued together: "hollow too.Above".
    assert [text for text in captions if re.search(r"[a-z)][.:;][A-Z]", text)] == []


@pytest.fixture(scope="module")
def rerun(tmp_path_factory):
    """Run copies of all notebooks beside seeds and hand-made truth and return the new folder."""
    folder = tmp_path_factory.mktemp("rerun")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "tests" / "gold", folder / "tests" / "gold")
    (folder / "notebooks").mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, folder / "notebooks")
    replace_export(folder / "figures", {"03-stale.png": b""})
    (folder / "figures" / "01-introduction.docx").write_bytes(b"a reader's")
    make_figures(folder / "notebooks", Export(folder / "figures"))
    return folder


def contents(folder, *endings):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name.endswith(endings)}


def test_the_exported_tables_match(rerun):
    """Every CSV and caption in figures/ is what the notebooks write today."""
    endings = (".csv", ".caption.txt", "README.md")
    committed = contents(ROOT / "figures", *endings)
    assert contents(rerun / "figures", *endings) == committed
    assert len(committed) > 20


@pytest.mark.skipif(not SAME_BYTES, reason="chart bytes are promised on Linux x86-64 only")
def test_the_exported_images_match(rerun):
    """Every PNG, SVG, PDF and their list too, byte for byte; stale figures are gone."""
    endings = (".png", ".svg", ".pdf", MANIFEST)
    assert contents(rerun / "figures", *endings) == contents(ROOT / "figures", *endings)


def test_a_reader_s_own_file_stays(rerun):
    """Even where it is called like a figure."""
    assert (rerun / "figures" / "01-introduction.docx").read_bytes() == b"a reader's"


@pytest.mark.skipif(not SAME_BYTES, reason="chart bytes are promised on Linux x86-64 only")
def test_running_a_notebook_again_changes_no_byte(rerun):
    """A second `make figures` leaves git status clean, whatever JupyterLab added when saving."""
    for path in NOTEBOOKS:
        plain = write_notebook(read_notebook(path.read_bytes(), path))
        assert (rerun / "notebooks" / path.name).read_bytes() == plain


def save_in_jupyterlab(data):
    """Return a notebook's bytes with what JupyterLab adds to an unchanged one when it saves."""
    notebook = nbformat.reads(data.decode(), as_version=4)
    notebook.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    notebook.metadata.language_info.update(
        version="3.13.0", mimetype="text/x-python", codemirror_mode={"name": "ipython"}
    )
    state = {"state": {}, "version_major": 2, "version_minor": 0}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    for cell in notebook.cells:
        cell.metadata.update({"editable": True, "slideshow": {"slide_type": ""}, "tags": []})
        cell.metadata["jp-MarkdownHeadingCollapsed"] = True
        if cell.cell_type == "code":
            cell.metadata["execution"] = {"iopub.execute_input": "2026-11-26T03:20:46.1Z"}
    return nbformat.writes(notebook).rstrip("\n").encode()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_saving_in_jupyterlab_changes_nothing_that_is_compared(path):
    """Nor what the filter for git hands on: the committed bytes."""
    committed = path.read_bytes()
    saved = save_in_jupyterlab(committed)
    assert saved != committed
    plain = write_notebook(read_notebook(saved, path))
    assert plain == write_notebook(read_notebook(committed, path))
    cells, source = nbformat.reads(plain.decode(), 4).cells, nbformat.reads(saved.decode(), 4).cells
    assert [cell.source for cell in cells] == [cell.source for cell in source]
    assert [cell.get("outputs") for cell in cells] == [cell.get("outputs") for cell in source]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"nbformat": 4}', b'{"cells": [], "nbformat": 9}'],
)
def test_a_file_that_is_no_notebook_is_named(tmp_path, data):
    """In one line, before anything is run."""
    (tmp_path / "01-broken.ipynb").write_bytes(data)
    with pytest.raises(InputError, match=r"01-broken\.ipynb: is not a notebook \(.*\); restore it"):
        _execute(tmp_path / "01-broken.ipynb")


def test_a_widget_is_saved_as_what_it_shows(tmp_path):
    """Its text and HTML stay; the name of a widget that is gone, random each time, does not."""
    shown = '{"text/plain": "a", "text/html": "b", "application/vnd.jupyter.widget-view+json": {}}'
    notebook = nbformat.v4.new_notebook()
    code = f"from IPython.display import display\ndisplay({shown}, raw=True)"
    notebook.cells = [nbformat.v4.new_code_cell(code)]
    path = tmp_path / "01-widget.ipynb"
    nbformat.write(notebook, path)
    (output,) = _execute(path).cells[0].outputs
    assert output["data"] == {"text/plain": "a", "text/html": "b"}


def test_a_failing_cell_is_named(tmp_path):
    """Notebook, cell and error in one line."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(c) for c in ("1 + 1", "1 / 0")]
    path = tmp_path / "01-broken.ipynb"
    nbformat.write(notebook, path)
    with pytest.raises(InputError, match=r"01-broken\.ipynb: cell \[2\] failed with ZeroDivision"):
        _execute(path)


def test_a_failing_notebook_leaves_everything_as_it_was(tmp_path):
    """Neither notebooks nor figures change when one cell fails."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell("1 / 0")]
    (tmp_path / "figures").mkdir()
    nbformat.write(notebook, tmp_path / "01-broken.ipynb")
    before = (tmp_path / "01-broken.ipynb").read_bytes()
    with pytest.raises(InputError):
        make_figures(tmp_path, Export(tmp_path / "figures"))
    assert (tmp_path / "01-broken.ipynb").read_bytes() == before
    assert list((tmp_path / "figures").iterdir()) == []


@pytest.mark.parametrize(
    ("present", "exported", "missing"),
    [
        (["01-a", "03-c"], [], "02"),
        (["01-a"], ["01-x.csv", "02-y.csv", "README.md"], "02"),
        (["02-b"], ["01-x.csv"], "01"),
    ],
)
def test_a_missing_notebook_is_said_and_its_figures_stay(tmp_path, present, exported, missing):
    """Known from the numbers, and from the figures it has exported; nothing is run."""
    replace_export(tmp_path / "figures", dict.fromkeys(exported, b"exported before"))
    (tmp_path / "notebooks").mkdir()
    for name in present:
        (tmp_path / "notebooks" / f"{name}.ipynb").write_bytes(b"never read")
    before = contents(tmp_path / "figures", "")
    for folder in ("figures", "other"):
        with pytest.raises(InputError, match=f"notebook {missing} is missing, .*; restore it"):
            make_figures(tmp_path / "notebooks", Export(tmp_path / folder))
    assert contents(tmp_path / "figures", "") == before


@pytest.mark.parametrize("name", ["README.md", "report.html", "01-x.csv"])
def test_a_file_in_the_way_is_known_before_any_work(tmp_path, name):
    """A reader's own README.md is not replaced; no notebook was read."""
    replace_export(tmp_path / "figures", {"01-x.csv": b"exported before"})
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01-a.ipynb").write_bytes(b"never read")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_bytes(b"a reader's")
    with pytest.raises(InputError, match=rf"{re.escape(name)}: is there already"):
        make_figures(tmp_path / "notebooks", Export(tmp_path / "out"))
    assert contents(tmp_path / "out", "") == {name: b"a reader's"}


def test_a_folder_without_notebooks_is_named(tmp_path):
    """A wrong folder is an error, not an empty run."""
    with pytest.raises(InputError, match="no notebooks named"):
        _find_notebooks(tmp_path)
