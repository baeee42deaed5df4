"""Execute the notebooks in order and keep what they show: outputs, figures and the gallery."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm
from traitlets.config import Config

from analysis.showing import figures
from analysis.tables import InputError

CELL_TIMEOUT_SECONDS = 120
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


def make_figures(notebooks: Path, figures_folder: Path) -> list[str]:
    """Execute all notebooks, then save them and their figures; a failure changes nothing.

    Parameters
    ----------
    notebooks
        Folder of NN-title.ipynb; they run in order, each in a fresh kernel.
    figures_folder
        Gets the figures and their gallery; figures that no notebook writes any more go away.

    Returns
    -------
    The names of the figures.

    Raises
    ------
    InputError
        When a cell fails: notebook, cell, error.
    """
    paths = find_notebooks(notebooks)
    figures_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=figures_folder, prefix=".new-") as scratch:
        staging = Path(scratch)
        executed = dict(_execute_all(paths, staging))
        names = sorted(p.name.removesuffix(".png") for p in staging.glob("*.png"))
        contents = {figures_folder / file.name: file.read_bytes() for file in staging.iterdir()}
        contents[figures_folder / "README.md"] = figures.gallery(staging).encode()
    for path, notebook in executed.items():
        contents[path] = (nbformat.writes(notebook).rstrip("\n") + "\n").encode()
    figures.write_all(contents)
    for old in figures_folder.iterdir():
        if old not in contents and figures.NAME.fullmatch(old.name.split(".")[0]):
            old.unlink()
    shutil.rmtree(notebooks / ".ipynb_checkpoints", ignore_errors=True)
    return names


def execute(path: Path) -> NotebookNode:
    """Run one notebook in a fresh kernel and return it with outputs and plain metadata."""
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
    return notebook


def _execute_all(paths: list[Path], staging: Path) -> Iterator[tuple[Path, NotebookNode]]:
    before = os.environ.get(figures.FOLDER_VARIABLE)
    os.environ[figures.FOLDER_VARIABLE] = str(staging)  # kernels inherit it
    try:
        with tqdm(paths, unit="notebook", bar_format="{l_bar}{bar:24}| {n}/{total}") as bar:
            for path in bar:
                bar.set_description(f"{path.stem:<16}")
                yield path, execute(path)
    finally:
        if before is None:
            del os.environ[figures.FOLDER_VARIABLE]
        else:
            os.environ[figures.FOLDER_VARIABLE] = before


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _kernel_config(sockets: str) -> Config:
    """Let the kernel talk over socket files where there are such: no port is opened."""
    if os.name != "posix":
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/socket"})
