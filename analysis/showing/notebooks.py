"""Notebooks → the same, executed in order; and what they show: figures, gallery and report."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm
from traitlets.config import Config

from analysis.reading.loading import load_corpus
from analysis.showing import export as figures
from analysis.showing.files import MANIFEST, check_free, read_manifest, replace_export
from analysis.showing.pages.report import Section, build_report
from analysis.showing.settings import Export, exporting
from analysis.showing.swapping import scratch_folder
from analysis.tables import InputError

TITLE = "What officials and media said when Russian and Chinese foreign ministers met, 2020–2024"
CELL_TIMEOUT_SECONDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # of a widget that is gone
# What a saved figure shows as text: "figures/01-ledger.{png,svg,…}" is figure 01-ledger.
_SAVED = re.compile(r"figures/(\d\d-[a-z0-9-]+)\.\{")
# All that is kept of a notebook's metadata: no version of Python, no state of an editor.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def find_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in reading order. Raises `InputError` if there is none."""
    notebooks = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
    if not notebooks:
        raise InputError(f"{folder}: no notebooks named NN-title.ipynb; restore the folder")
    return notebooks


def make_figures(
    notebooks: Path, export: Export, *, keep: bool = True
) -> tuple[list[str], list[str]]:
    """Execute all notebooks, then save them and their figures; a failure changes nothing.

    Parameters
    ----------
    notebooks
        Folder of NN-title.ipynb; they run in order, each in a fresh kernel.
    export
        Folder, formats, width and dpi. The folder gets the figures, their gallery and, if there
        are SVGs to show, the report; files that only the last export wrote go away.
    keep
        Save the notebooks as executed; otherwise only their figures.

    Returns
    -------
    The names of the figures, and notes on files that were left as they are.

    Raises
    ------
    InputError
        When a notebook is missing, the folder cannot be written to or holds a file of somebody
        else under one of our names, before anything is run; when a cell fails: notebook, cell,
        error.
    """
    paths = find_notebooks(notebooks)
    folder = export.folder
    known = {*read_manifest(notebooks.parent / "figures"), *read_manifest(folder)}
    _check_complete(paths, known)
    report = [figures.REPORT] if "svg" in export.formats else []
    endings = tuple(f".{ending}" for ending in (*export.formats, *figures.TABLES))
    drawn = [name for name in known if figures.NAME.match(name) and name.endswith(endings)]
    check_free(folder, ["README.md", *report, *drawn])
    with scratch_folder(folder) as staging:
        executed = dict(_execute_all(paths, replace(export, folder=staging)))
        ending = ".caption.txt"
        names = sorted(p.name.removesuffix(ending) for p in staging.glob(f"*{ending}"))
        contents = {name: (staging / name).read_bytes() for name in read_manifest(staging)}
        contents["README.md"] = figures.gallery(staging, export.formats).encode()
        if report:
            contents[figures.REPORT] = report_on_seeds(executed, staging).encode()
    saved = {path: write_notebook(notebook) for path, notebook in executed.items()} if keep else {}
    notes = replace_export(folder, contents, beside=saved)
    shutil.rmtree(notebooks / ".ipynb_checkpoints", ignore_errors=True)
    return names, notes


def report_on_seeds(executed: Mapping[Path, NotebookNode], figures_folder: Path) -> str:
    """Build the report on the documents beside the notebooks, one section per notebook."""
    corpus = load_corpus(next(iter(executed)).parents[1] / "seeds")
    sections = [read_section(path, notebook) for path, notebook in executed.items()]
    return build_report(
        corpus, figures_folder, title=TITLE, sections=sections, rebuild="make figures"
    )


def read_notebooks(folder: Path) -> dict[Path, NotebookNode]:
    """Read the notebooks of a folder as they were saved, in reading order."""
    return {path: read_notebook(path.read_bytes(), path) for path in find_notebooks(folder)}


def read_notebook(data: bytes, place: object) -> NotebookNode:
    """Read a notebook and keep its metadata plain, whichever program saved it.

    Raises `InputError`, which names the place, if it is none.
    """
    try:
        notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(data.decode()), 4)
        nbformat.validate(notebook)
    except (ValueError, LookupError, AttributeError, TypeError, nbformat.ValidationError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{place}: is not a notebook ({reason}); restore it") from None
    return _keep_plain(notebook)


def write_notebook(notebook: NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file."""
    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()


def read_section(path: Path, notebook: NotebookNode) -> Section:
    """Read the question and answer that open a notebook, and the figures it has saved in order."""
    first = notebook.cells[0].source if notebook.cells else ""
    question, *paragraphs = [part for part in first.split("\n\n") if part.strip()] or [""]
    answer = " ".join(paragraphs[0].split()) if paragraphs else ""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    shown = "\n".join(output.get("data", {}).get("text/plain", "") for output in outputs)
    limits = " ".join(" ".join(paragraphs[1:]).split())
    number, _, name = path.stem.partition("-")
    order = tuple(_SAVED.findall(shown))
    return Section(number, name, question.lstrip("# "), answer, limits, order=order)


def execute(path: Path) -> NotebookNode:
    """Run one notebook in a fresh kernel and return it with outputs and plain metadata."""
    notebook = read_notebook(path.read_bytes(), path)
    try:
        with tempfile.TemporaryDirectory(prefix="kernel-") as sockets:
            client = NotebookClient(
                notebook,
                config=_kernel_config(sockets),
                timeout=CELL_TIMEOUT_SECONDS,
                record_timing=False,
                resources={"metadata": {"path": str(path.parent)}},
            )
            _execute_or_stop(client)
    except CellExecutionError as error:
        cell = next(c for c in notebook.cells if _failed(c))
        number = cell.get("execution_count")
        reason = f"{error.ename}: {error.evalue}"
        raise InputError(f"{path}: cell [{number}] failed with {reason}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise InputError(f"{path}: {str(error).splitlines()[0]}") from None
    return _keep_plain(notebook)


def _keep_plain(notebook: NotebookNode) -> NotebookNode:
    """Take away what depends on who ran or saved a notebook, never source or outputs.

    JupyterLab adds the version of Python, times, tags and folded headings; an output keeps the
    random name of a widget that is gone, beside the text or HTML that it shows.
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def _check_complete(paths: list[Path], known: Iterable[str]) -> None:
    """Raise `InputError` if a notebook is missing that others or exported figures show to exist.

    01, 02 and 04 lack 03; with 05-chronology.svg exported before, they lack 05 too.
    """
    numbers = {path.name[:2] for path in paths}
    seen = numbers | {name[:2] for name in known if figures.NAME.match(name)}
    expected = {f"{number:02d}" for number in range(1, int(max(seen)) + 1)}
    if lacking := sorted(expected - numbers):
        folder = paths[0].parent
        raise InputError(
            f"{folder}: notebook {', '.join(lacking)} is missing, so nothing was run; restore it "
            f"(git restore {folder.name}), or renumber the others and delete its figures and "
            f"their lines in {MANIFEST}"
        )


def _execute_all(paths: list[Path], export: Export) -> Iterator[tuple[Path, NotebookNode]]:
    with (
        exporting(export),  # kernels inherit it
        tqdm(paths, unit="notebook", bar_format="{l_bar}{bar:24}| {n}/{total}") as bar,
    ):
        for path in bar:
            bar.set_description(f"{path.stem:<16}")
            yield path, execute(path)


def _execute_or_stop(client: NotebookClient) -> None:
    """Execute, and hand on Ctrl-C: nbclient stops the kernel itself and says that it has died.

    What the kernel writes to its console is noise, unless it is the last words of a dead one.
    """
    with tempfile.TemporaryFile() as console:
        try:
            client.execute(stderr=console)
        except DeadKernelError as error:
            console.seek(0)
            last_words = console.read().decode(errors="replace").splitlines()[-1:]
            raise DeadKernelError(" ".join([str(error), *last_words])) from None
        finally:
            if hasattr(client, "_async_cleanup_kernel_future"):  # made by its signal handler only
                raise KeyboardInterrupt from None


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _kernel_config(sockets: str) -> Config:
    """Let the kernel talk over socket files where there are such: no port is opened."""
    if os.name != "posix":
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/socket"})
