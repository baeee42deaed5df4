"""Every notebook runs in JupyterLab from first to last cell, and nothing leaves the machine."""

import subprocess
import sys

import nbformat
import pytest

from analysis.showing.notebooks import METADATA, read_notebook, read_notebooks, write_notebook
from browser import checks
from browser import lab as jupyter

pytestmark = pytest.mark.browser
NOTEBOOKS = [*read_notebooks(jupyter.ROOT / "notebooks")]
# Regular expression of a console error of JupyterLab's own → why it does not matter. None so far.
HARMLESS: dict[str, str] = {}


@pytest.fixture(scope="module")
def window(browser, lab):
    """Open JupyterLab once; every test opens its notebook in it."""
    seen = checks.open_page(browser, f"{lab.url}lab?token={jupyter.TOKEN}")
    yield seen
    seen.page.context.close()


@pytest.fixture
def seen(window):
    """Return the window without what the notebook before left in it."""
    window.errors.clear()
    window.outside.clear()
    yield window
    jupyter.close(window.page)


@pytest.mark.parametrize("name", [path.name for path in NOTEBOOKS])
def test_a_notebook_runs_in_jupyterlab(seen, lab, name):
    """Run All Cells: no error shown, none in the console, nothing asked outside, the same saved."""
    jupyter.open_notebook(seen.page, name)
    errors = jupyter.run_all(seen.page)
    saved = jupyter.save(seen.page, lab.root / "notebooks" / name)
    jupyter.show_whole(seen.page)
    checks.take_picture(seen.page, name.removesuffix(".ipynb"), part=".jp-NotebookPanel")
    assert errors == []
    assert jupyter.errors_saved(saved) == []
    path = lab.root / "notebooks" / name
    committed = (jupyter.ROOT / "notebooks" / name).read_bytes()
    assert write_notebook(read_notebook(path.read_bytes(), path)) == committed  # as git cleans it
    assert checks.console_errors(seen, harmless=HARMLESS) == []
    assert seen.outside == []
    assert lab.outside() == []


def test_errors_in_a_saved_notebook_are_found():
    """A cell that failed, one that wrote to stderr, and one that never ran."""
    cell, output = nbformat.v4.new_code_cell, nbformat.v4.new_output
    failed = output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])
    warned = output("stream", name="stderr", text="watch out")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        cell(execution_count=1, outputs=[failed]),
        cell(execution_count=2, outputs=[warned]),
        cell(),
    ]
    assert jupyter.errors_saved(notebook) == [
        "code cell 1: ZeroDivisionError: division by zero",
        "code cell 2 on stderr: watch out",
        "code cell 3 was run as [None]",
    ]


def test_an_error_in_a_cell_is_shown_and_saved(seen, lab):
    """A notebook that fails in its second cell stops there, and both checks see it."""
    path = lab.root / "notebooks" / "99-failing.ipynb"
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(code) for code in ("1 + 1", "1 / 0", "2 + 2")]
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)
    jupyter.open_notebook(seen.page, path.name)
    (shown,) = jupyter.run_all(seen.page)
    assert "ZeroDivisionError: division by zero" in shown
    assert jupyter.errors_saved(jupyter.save(seen.page, path)) == [
        "code cell 2: ZeroDivisionError: division by zero",
        "code cell 3 was run as [None]",
    ]


def test_a_notebook_that_was_not_saved_makes_way_for_the_next(seen):
    """Closing it discards what was run; JupyterLab's question does not stay in the way."""
    jupyter.open_notebook(seen.page, "01-corpus.ipynb")
    jupyter.run_all(seen.page)
    assert seen.page.locator(".jp-mod-dirty").count()
    jupyter.close(seen.page)
    jupyter.open_notebook(seen.page, "02-dates.ipynb")
    assert jupyter.run_all(seen.page) == []


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("socket.socket().connect(('192.0.2.1', 80))", "socket.connect 192.0.2.1"),
        ("urllib.request.urlopen('http://example.org')", "socket.getaddrinfo example.org"),
    ],
)
def test_python_cannot_reach_other_machines_unseen(tmp_path, code, call):
    """What server and kernels run under refuses the call and writes it down."""
    calls = tmp_path / "outside.log"
    calls.touch()
    ran = subprocess.run(
        [sys.executable, "-c", f"import socket, urllib.request; {code}"],
        env=jupyter.surroundings(tmp_path / "home", calls),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert "is another machine" in ran.stderr
    assert calls.read_text("utf-8").splitlines() == [call]
