"""Notebooks → the same, executed in order, and what they show: figures, report, pages."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

import nbformat
from markupsafe import Markup
from nbclient import NotebookClient, exceptions
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from tqdm import tqdm
from traitlets.config import Config

from analysis.reading.loading import load_corpus
from analysis.showing import files
from analysis.showing.export import IN_NOTEBOOKS, NAME, TABLES, title_of
from analysis.showing.pages.readable import environment, read_text, visible
from analysis.showing.pages.report import Section, build_report
from analysis.showing.rendering import REPORT, font_face, inline_svg
from analysis.showing.settings import IMAGES, Export, exporting
from analysis.tables import InputError, refusal, refuse

TITLE = "What officials and media said when Russian and Chinese foreign ministers met, 2020–2024"
CELL_TIMEOUT_SECONDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # of a widget that is gone
# What a saved figure shows as text: "figures/01-ledger.{png,svg,…}" is figure 01-ledger.
_SAVED = re.compile(r"figures/(\d\d-[a-z0-9-]+)\.\{")
_PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}
METADATA = {"kernelspec": _PYTHON, "language_info": {"name": "python"}}  # all that is kept
# All that tables of `show` and the explorer are made of; any other markup is shown as text.
_CELLS = ("table", "caption", "thead", "tbody", "tr", "th", "td")
_LOOK = {"attributes": ["class", "style", "scope"], "styles": ["text-align", "white-space"]}
_KEPT = SanitizeHTML(tags=[*_CELLS, "p", "div", "span", "wbr", "bdi", "strong"], **_LOOK)
# <h2 id="A-text">A text<a class="anchor-link" href="#A-text">¶</a></h2> -> A-text, A text
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)<a class="anchor-link"')
# <div class="drawn" hidden><svg role="group" aria-labelledby="01-ledger-title … -> 01-ledger
_FIGURE = re.compile(r'<div class="drawn" hidden><svg [^>]*aria-labelledby="([a-z0-9-]+)-title')
_LED_TO = re.compile(rf'href="\.\./{REPORT}#([^"]*)"')


def _find_notebooks(folder: Path) -> list[Path]:
    notebooks = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
    refuse(not notebooks, "no notebooks", folder)
    return notebooks


def make_figures(notebooks: Path, export: Export, *, keep: bool = True) -> tuple[list[str], ...]:
    """Execute all notebooks and save them and their figures, or nothing; return names and notes."""
    paths, folder = _find_notebooks(notebooks), export.folder
    exported = {*files.read_manifest(notebooks.parent / "figures"), *files.read_manifest(folder)}
    known = [name for name in exported if NAME.match(name)]
    # 01, 02 and 04 lack 03; with 05-chronology.svg exported before, they lack 05 too.
    numbers = {path.name[:2] for path in paths}
    last = max(int(name[:2]) for name in (*numbers, *known))
    lacking = ", ".join(sorted({f"{n:02d}" for n in range(1, last + 1)} - numbers))
    refuse(lacking, "notebook missing", notebooks, lacking, notebooks.name, files.MANIFEST)
    pages = ["README.md", *([REPORT] if "svg" in export.formats else [])]
    endings = tuple(f".{ending}" for ending in (*export.formats, *TABLES))
    ours = [*pages, *(name for name in known if name.endswith(endings))]
    with files.scratch_folder(folder, ours) as staging, exporting(export._replace(folder=staging)):
        executed = {}
        with tqdm(paths, unit="notebook", bar_format="{l_bar}{bar:24}| {n}/{total}") as bar:
            for path in bar:
                bar.set_description(f"{path.stem:<16}")
                executed[path] = _execute(path)  # in a kernel, which inherits the export
        contents = {name: (staging / name).read_bytes() for name in files.read_manifest(staging)}
        names = sorted(path.name.partition(".")[0] for path in staging.glob("*.caption.txt"))
        contents["README.md"] = _gallery(staging, export.formats).encode()
        if REPORT in pages:
            contents[REPORT] = report_on_seeds(executed, staging).encode()
    saved = {path: write_notebook(notebook) for path, notebook in executed.items() if keep}
    notes = files.replace_export(folder, contents, beside=saved)
    shutil.rmtree(notebooks / ".ipynb_checkpoints", ignore_errors=True)
    return names, notes


def _gallery(place: Path, formats: Sequence[str] = IMAGES) -> str:
    """Return the README of a folder of figures: thumbnails, then each with caption and files."""
    shown, figures = next(e for e in IMAGES if e in formats), []
    for path in sorted(place.glob("*.caption.txt")):
        caption, alt = path.read_text("utf-8").strip().split("\n\n")
        about = {"name": path.name.removesuffix(".caption.txt"), "caption": caption, "alt": alt}
        figures.append({**about, "title": title_of(caption), "tip": escape(title_of(caption))})
    page = environment().get_template("gallery.md")
    return page.render(figures=figures, shown=shown, endings=[*formats, "csv", "evidence.csv"])


def report_on_seeds(executed: Mapping[Path, NotebookNode], figures: Path) -> str:
    """Build the report on the documents beside the notebooks, one section per notebook."""
    corpus = load_corpus(next(iter(executed)).parents[1] / "seeds")
    sections = [_read_section(path, notebook) for path, notebook in executed.items()]
    return build_report(corpus, figures, title=TITLE, sections=sections, rebuild="make figures")


def read_notebooks(folder: Path) -> dict[Path, NotebookNode]:
    """Read the notebooks of a folder as they were saved, in reading order."""
    return {path: read_notebook(path.read_bytes(), path) for path in _find_notebooks(folder)}


def read_notebook(data: bytes, place: object) -> NotebookNode:
    """Read a notebook without what depends on who ran or saved it, source and outputs apart."""
    try:
        notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(data.decode()), 4)
        nbformat.validate(notebook)
        write_notebook(notebook)  # half a surrogate pair can't be
    except Exception as error:  # whatever a broken file makes nbformat raise is the file's fault
        raise refusal("no notebook", place, str(error).partition("\n")[0]) from None
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def write_notebook(notebook: NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file."""
    return f"{nbformat.writes(notebook)}".rstrip("\n").encode() + b"\n"


def _read_section(path: Path, notebook: NotebookNode) -> Section:
    """Read the question and answer that open a notebook, and the figures it has saved in order."""
    first = notebook.cells[0].source if notebook.cells else ""
    paragraphs = [" ".join(part.split()) for part in first.split("\n\n") if part.strip()]
    question, answer, *limits = [*paragraphs, "", ""]
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    shown = "\n".join(output.get("data", {}).get("text/plain", "") for output in outputs)
    said = question.lstrip("# "), answer, " ".join(filter(None, limits))
    return Section(path.stem[:2], path.stem[3:], *said, order=tuple(_SAVED.findall(shown)))


def _execute(path: Path) -> NotebookNode:
    """Run one notebook in a fresh kernel and return it with outputs and plain metadata."""
    notebook = read_notebook(path.read_bytes(), path)
    how: dict[str, Any] = {"timeout": CELL_TIMEOUT_SECONDS, "record_timing": False}
    how["resources"] = {"metadata": {"path": str(path.parent)}}
    with TemporaryDirectory(prefix="kernel-") as sockets, TemporaryFile() as console:
        # The kernel talks over socket files where there are such: no port is opened.
        ipc = {"transport": "ipc", "ip": f"{sockets}/socket"} if os.name == "posix" else {}
        client = NotebookClient(notebook, config=Config(KernelManager=ipc), **how)
        try:
            client.execute(stderr=console)
        except exceptions.CellExecutionError as error:
            ran = (cell for cell in notebook.cells if cell.get("outputs"))
            number = next(c for c in ran if c.outputs[-1].output_type == "error").execution_count
            reason = f"cell [{number}] failed with {error.ename}: {error.evalue}"
            raise InputError(f"{path}: {reason}") from None
        except exceptions.CellTimeoutError as error:
            raise InputError(f"{path}: {str(error).splitlines()[0]}") from None
        except exceptions.DeadKernelError as error:
            console.seek(0)  # noise, unless it is the last words of a dead kernel
            last_words = console.read().decode(errors="replace").splitlines()[-1:]
            raise InputError(f"{path}: {' '.join([str(error), *last_words])}") from None
        finally:  # nbclient's signal handler stops the kernel and says that it has died
            if hasattr(client, "_async_cleanup_kernel_future"):
                raise KeyboardInterrupt from None
    return read_notebook(write_notebook(notebook), path)


def write_site(executed: Mapping[Path, NotebookNode], folder: Path) -> Path:
    """Write an index and a page per notebook beside the report, its links checked; return it."""
    sections = [_read_section(path, notebook) for path, notebook in executed.items()]
    page = environment().get_template("site.html")
    style = read_text("page.css", "explore.css", "report.css", "site.css")
    shared = {"title": TITLE, "sections": sections, "report": f"../{REPORT}", "index": "index.html"}
    pages = {"index.html": page.render(shared, section=None, style=style)}
    for section, (path, notebook) in zip(sections, executed.items(), strict=True):
        cells = [_read_cell(cell, path) for cell in notebook.cells]
        shown = [output for cell in cells for output in cell["outputs"]]
        font = font_face(*(picture for kind, picture, _ in shown if kind == "picture"))
        headings = _HEADING.findall(Markup().join(cell["words"] for cell in cells))
        own = {"section": section, "cells": cells, "headings": headings, "style": font + style}
        pages[f"{path.stem}.html"] = page.render(shared, **own)
    report = folder / REPORT
    known = re.findall(r'\sid="([^"]*)"', report.read_text("utf-8")) if report.exists() else []
    led_to = {link for text in pages.values() for link in _LED_TO.findall(text)}
    refuse(led_to - {*known}, "lost link", report, min(led_to - {*known}, default=""))
    files.replace_export(folder / "html", {name: text.encode() for name, text in pages.items()})
    return folder / "html" / "index.html"


def _read_cell(cell: NotebookNode, path: Path) -> dict[str, Any]:
    if cell.cell_type != "code":
        return {"words": _words(cell.source), "outputs": []}
    shown = [_show(output, path) for output in cell.outputs]
    code = Markup(Highlight2HTML()(visible(cell.source)))
    return {"words": "", "code": code, "outputs": shown, "number": cell.execution_count}


def _show(output: NotebookNode, path: Path) -> tuple[str, Markup, str]:  # kind, HTML, figure
    data = output.get("data", {})
    html = visible(data.get("text/html", ""))
    if drawn := _FIGURE.match(html):
        svg = html[html.index("<svg") : html.rfind("</svg>") + 6].replace(IN_NOTEBOOKS, REPORT)
        picture = str(inline_svg(svg, str(path))).replace('<a href="#', f'<a href="../{REPORT}#')
        return "picture", Markup(picture), drawn[1]
    if html:
        return "table", Markup(_KEPT.sanitize_html_tags(html)), ""
    if "text/markdown" in data:
        return "words", _words(data["text/markdown"]), ""
    said = output.get("text") or data.get("text/plain") or output.get("evalue", "")
    return "text", Markup("<pre>{}</pre>").format(visible(said)), ""


def _words(markdown: str) -> Markup:
    """Render Markdown; markup in it stays text, and of a picture what it shows in words."""
    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    html = MarkdownWithMath(renderer=renderer).render(visible(markdown))
    return Markup(re.sub(r'<img src="[^"]*" alt="([^"]*)"[^>]*>', r"\1", html))
