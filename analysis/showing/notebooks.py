"""Execute the notebooks in order and keep what they show: outputs, figures and the gallery."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm
from traitlets.config import Config

from analysis.reading.corpus import load_corpus
from analysis.showing import export as figures
from analysis.showing.files import scratch_folder, write_all
from analysis.showing.pages.report import Section, build_report
from analysis.showing.settings import Export, exporting
from analysis.tables import InputError

TITLE = "What officials and media said when Russian and Chinese foreign ministers met, 2020–2024"
CELL_TIMEOUT_SECONDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # of a widget that is gone
_SAVED = re.compile(r"figures/(\d\d-[a-z0-9-]+)\.\{")  # what a saved figure shows as text
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def find_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in reading order. Raises `InputError` if there is none."""
    found = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
    if not found:
        raise InputError(f"{folder}: no notebooks named NN-title.ipynb; restore the folder")
    return found


def make_figures(notebooks: Path, export: Export, *, keep: bool = True) -> list[str]:
    """Execute all notebooks, then save them and their figures; a failure changes nothing.

    Parameters
    ----------
    notebooks
        Folder of NN-title.ipynb; they run in order, each in a fresh kernel.
    export
        Folder, formats, width and dpi. The folder gets the figures, their gallery and, if there
        are SVGs to show, the report; figures that no notebook writes any more go away.
    keep
        Save the notebooks as executed; otherwise only their figures.

    Returns
    -------
    The names of the figures.

    Raises
    ------
    InputError
        When the folder cannot be written to, before anything is run; when a cell fails: notebook,
        cell, error.
    """
    paths = find_notebooks(notebooks)
    folder = export.folder
    with scratch_folder(folder) as staging:
        executed = dict(_execute_all(paths, replace(export, folder=staging)))
        ending = ".caption.txt"
        names = sorted(p.name.removesuffix(ending) for p in staging.glob(f"*{ending}"))
        contents = {folder / file.name: file.read_bytes() for file in staging.iterdir()}
        contents[folder / "README.md"] = figures.gallery(staging, export.formats).encode()
        if "svg" in export.formats:
            contents[folder / figures.REPORT] = report_on_seeds(executed, staging).encode()
    if keep:
        for path, notebook in executed.items():
            contents[path] = (nbformat.writes(notebook).rstrip("\n") + "\n").encode()
    write_all(contents)
    for old in folder.iterdir():
        if old not in contents and figures.NAME.fullmatch(old.name.split(".")[0]):
            old.unlink()
    shutil.rmtree(notebooks / ".ipynb_checkpoints", ignore_errors=True)
    return names


def report_on_seeds(executed: Mapping[Path, NotebookNode], figures_folder: Path) -> str:
    """Build the report on the documents beside the notebooks, one section per notebook."""
    corpus = load_corpus(next(iter(executed)).parents[1] / "seeds")
    sections = [read_section(path, notebook) for path, notebook in executed.items()]
    return build_report(
        corpus, figures_folder, title=TITLE, sections=sections, rebuild="make figures"
    )


def read_notebooks(folder: Path) -> dict[Path, NotebookNode]:
    """Read the notebooks of a folder as they were saved, in reading order."""
    return {path: nbformat.read(path, as_version=4) for path in find_notebooks(folder)}


def read_section(path: Path, notebook: NotebookNode) -> Section:
    """Read the question and answer that open a notebook, and the figures it has saved in order."""
    first = notebook.cells[0].source if notebook.cells else ""
    question, *paragraphs = [part for part in first.split("\n\n") if part.strip()] or [""]
    answer = " ".join(paragraphs[0].split()) if paragraphs else ""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    shown = "\n".join(output.get("data", {}).get("text/plain", "") for output in outputs)
    return Section(path.name[:2], question.lstrip("# "), answer, order=tuple(_SAVED.findall(shown)))


def execute(path: Path) -> NotebookNode:
    """Run one notebook in a fresh kernel and return it with outputs and plain metadata.

    Of a widget, what it shows as text or HTML is kept.
    """
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    try:
        with tempfile.TemporaryDirectory(prefix="kernel-") as sockets:
            client = NotebookClient(
                notebook,
                config=_kernel_config(sockets),
                timeout=CELL_TIMEOUT_SECONDS,
                record_timing=False,
                resources={"metadata": {"path": str(path.parent)}},
            )
            client.execute()
    except CellExecutionError as error:
        cell = next(c for c in notebook.cells if _failed(c))
        number = cell.get("execution_count")
        reason = f"{error.ename}: {error.evalue}"
        raise InputError(f"{path}: cell [{number}] failed with {reason}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise InputError(f"{path}: {str(error).splitlines()[0]}") from None
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def _execute_all(paths: list[Path], export: Export) -> Iterator[tuple[Path, NotebookNode]]:
    with (
        exporting(export),  # kernels inherit it
        tqdm(paths, unit="notebook", bar_format="{l_bar}{bar:24}| {n}/{total}") as bar,
    ):
        for path in bar:
            bar.set_description(f"{path.stem:<16}")
            yield path, execute(path)


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _kernel_config(sockets: str) -> Config:
    """Let the kernel talk over socket files where there are such: no port is opened."""
    if os.name != "posix":
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/socket"})
