"""Notebooks → a JupyterLab of their own, on this machine only, and what it shows after Run All."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from matplotlib import font_manager
from nbformat import NotebookNode
from playwright.sync_api import Page, TimeoutError

from analysis.showing.settings import VARIABLE

ROOT = Path(__file__).parents[2]
TOKEN = "only-for-this-test"
START_SECONDS = 60
RUN_SECONDS = 120
LOOK_MILLISECONDS = 250  # how often a notebook is asked whether it is done
TALLEST = 16_000  # pixels; Chromium repeats the picture beyond 16,384
OPTIONS = [
    "--no-browser",
    "--allow-root",  # containers
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",  # any that is free
    "--ServerApp.terminals_enabled=False",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
]
SETTINGS = {
    # All cells are in the page, not only those in sight.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
# Runs in the server and in every kernel; what Python code asks of other machines is refused.
GUARD = """
import os, sys

LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None)

def refuse(event, args):
    if event in ("socket.connect", "socket.sendto"):
        host = args[1][0] if isinstance(args[1], tuple) else None  # else a Unix socket's path
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if host not in LOCAL:
        with open(os.environ["OUTSIDE_CALLS"], "a", encoding="utf-8") as log:
            log.write(f"{event} {host}\\n")
        raise OSError(f"{host} is another machine")

sys.addaudithook(refuse)
"""
STATE = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    // JupyterLab shows a traceback like any output on stderr, which is not wanted either.
    const failed = all('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]');
    const prompts = all('.jp-Notebook .jp-CodeCell .jp-InputPrompt');
    const ran = prompts.filter(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent.trim()));
    const status = document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status;
    const kernel = document.querySelector('.jp-KernelName')?.textContent;
    // Before its kernel is chosen, a notebook calls itself idle too.
    const idle = status === 'idle' && Boolean(kernel) && kernel !== 'No Kernel';
    return {cells: prompts.length, ran: ran.length, idle,
            errors: failed.map(output => output.textContent)};
}"""

HEIGHT = """() => {
    const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];
    const top = cells[0].getBoundingClientRect().top;
    return Math.ceil(cells.at(-1).getBoundingClientRect().bottom - top);
}"""

CLOSED_OR_ASKS = """() => !document.querySelector('.jp-Notebook')
    || document.querySelector('.jp-Dialog .jp-mod-accept')"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, the folder it shows, its log and its outside calls."""

    url: str
    root: Path
    log: Path
    calls: Path

    def address(self, notebook: str) -> str:
        """Return where a notebook opens in a workspace of its own, not beside other visits'."""
        workspace = notebook.removesuffix(".ipynb")
        return f"{self.url}lab/workspaces/{workspace}/tree/notebooks/{notebook}?token={TOKEN}"

    def outside(self) -> list[str]:
        """Return what the server and the kernels asked of other machines."""
        return self.calls.read_text("utf-8").splitlines()


@contextmanager
def run_lab(folder: Path) -> Iterator[Lab]:
    """Start JupyterLab on copies of notebooks and seeds in an empty folder; stop it at the end.

    The notebooks are copied without outputs, so that whatever they show was made by this run.
    """
    root = _copy_project(folder / "project")
    log, calls = folder / "jupyterlab.log", folder / "outside.log"
    calls.touch()
    with log.open("wb") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.root_dir={root}"],
            env=surroundings(folder / "home", calls),
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Lab(_wait_for(server, folder / "home" / "runtime", log), root, log, calls)
        finally:
            server.terminate()  # it stops its kernels first
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def surroundings(home: Path, calls: Path) -> dict[str, str]:
    """Return environment variables that leave nothing of the user's own settings in force."""
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        "MPLCONFIGDIR": home / "matplotlib",
        "guard": home / "guard",
    }
    for folder in folders.values():
        folder.mkdir(parents=True)
    guard = folders.pop("guard")
    (guard / "sitecustomize.py").write_text(GUARD, "utf-8")
    overrides = folders["JUPYTER_CONFIG_DIR"] / "labconfig" / "default_setting_overrides.json"
    overrides.parent.mkdir()
    overrides.write_text(json.dumps(SETTINGS), "utf-8")
    _hand_on_fonts(folders["MPLCONFIGDIR"])
    users = ("JUPYTER", "IPYTHON", "XDG_", "PYTHON")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(users)},
        **{name: str(folder) for name, folder in folders.items()},
        VARIABLE: json.dumps({"folder": str(home / "figures"), "formats": ["svg"]}),  # as shown
        "HOME": str(home),
        "JUPYTER_TOKEN": TOKEN,
        "OUTSIDE_CALLS": str(calls),
        "PYTHONPATH": os.pathsep.join([str(guard), str(ROOT)]),
    }


def open_notebook(page: Page, name: str) -> None:
    """Choose File → Open from Path…, in a window that shows no notebook."""
    _choose(page, "File", "Open from Path…")
    page.locator(".jp-Dialog input").fill(f"notebooks/{name}")
    page.keyboard.press("Enter")


def close(page: Page) -> None:
    """Choose File → Close Tab, discard what was changed after saving, wait until it is gone.

    A notebook counts as changed, too, when its kernel tells something after the save.
    """
    _choose(page, "File", "Close Tab")
    page.wait_for_function(CLOSED_OR_ASKS)
    discard = page.locator(".jp-Dialog").get_by_role("button", name="Discard")
    if discard.count():
        discard.click()
    page.locator(".jp-Notebook").wait_for(state="detached")


def run_all(page: Page) -> list[str]:
    """Choose Run → Run All Cells, wait for the last cell and return the errors shown.

    The wait ends early at a cell that stops the run.
    """
    _wait_until(page, "s.idle", START_SECONDS)
    _choose(page, "Run", "Run All Cells")
    _wait_until(page, "s.idle && (s.ran === s.cells || s.errors.length)", RUN_SECONDS)
    return page.evaluate(STATE)["errors"]


def save(page: Page, path: Path) -> NotebookNode:
    """Choose File → Save Notebook and return what stands in the file then."""
    with page.expect_response(
        lambda answer: answer.request.method == "PUT" and path.name in answer.url
    ):
        _choose(page, "File", "Save Notebook")
    return nbformat.read(path, as_version=4)


def errors_saved(notebook: NotebookNode) -> list[str]:
    """List cells that did not run, failed, or wrote to stderr."""
    found = []
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        if cell.execution_count != number + 1:
            found.append(f"code cell {number + 1} was run as [{cell.execution_count}]")
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"code cell {number + 1}: {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr":
                found.append(f"code cell {number + 1} on stderr: {output.text}")
    return found


def show_whole(page: Page) -> None:
    """Make the window as tall as the notebook and scroll up, for a picture of all of it."""
    assert page.viewport_size is not None
    height = page.evaluate(HEIGHT) + 200  # menu, tabs, tool bar
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height, TALLEST)})
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")


def _wait_until(page: Page, condition: str, seconds: float) -> None:
    try:
        page.wait_for_function(
            f"() => {{ const s = ({STATE})(); return {condition}; }}",
            timeout=1000 * seconds,
            polling=LOOK_MILLISECONDS,
        )
    except TimeoutError:
        state = page.evaluate(STATE)
        raise AssertionError(f"after {seconds} s not yet {condition}: {state}") from None


def _choose(page: Page, menu: str, entry: str) -> None:
    page.locator(".lm-MenuBar-itemLabel").get_by_text(menu, exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()


def _copy_project(root: Path) -> Path:
    shutil.copytree(ROOT / "seeds", root / "seeds")
    # notebook 04 compares with what was labelled by hand
    shutil.copytree(ROOT / "tests" / "gold", root / "tests" / "gold")
    (root / "notebooks").mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, root / "notebooks" / path.name)
    return root


def _hand_on_fonts(folder: Path) -> None:
    """Copy matplotlib's list of fonts: a kernel that must build one says so on stderr."""
    name = f"fontlist-v{font_manager.FontManager.__version__}.json"
    font_manager.json_dump(font_manager.fontManager, folder / name)


def _wait_for(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Return the server's address as soon as it says that it listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        for info in runtime.glob("jpserver-*.json"):
            try:
                return json.loads(info.read_text("utf-8"))["url"]
            except json.JSONDecodeError:
                pass  # it is being written
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start; its log:\n{log.read_text('utf-8')}")
