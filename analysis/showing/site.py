"""Notebooks as run → pages that read without Jupyter, network or script: figures/html."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode

from analysis.showing.export import IN_NOTEBOOKS, REPORT
from analysis.showing.files import replace_export
from analysis.showing.notebooks import TITLE, read_section
from analysis.showing.pages.figure_files import inline_svg
from analysis.showing.pages.readable import environment, read_text, visible
from analysis.showing.rendering import font_face
from analysis.tables import InputError

INDEX = "index.html"
# All that tables of `show` and the explorer are made of; any other markup is shown as text.
_KEPT = SanitizeHTML(
    tags=[
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("p", "div", "span", "bdi", "strong"),
    ],
    attributes=["class", "style", "scope"],
    styles=["text-align", "white-space"],
)
# <h2 id="A-text">A text<a class="anchor-link" href="#A-text">¶</a></h2> -> A-text, A text
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)<a class="anchor-link"')
# <div class="drawn" hidden><svg role="group" aria-labelledby="01-ledger-title … -> 01-ledger
_FIGURE = re.compile(r'<div class="drawn" hidden><svg [^>]*aria-labelledby="([a-z0-9-]+)-title')
_LED_TO = re.compile(rf'href="\.\./{REPORT}#([^"]*)"')


def write_site(executed: Mapping[Path, NotebookNode], figures: Path) -> Path:
    """Write an index and a page per notebook beside the report; return the index.

    The same notebooks give the same bytes. Raises `InputError` when a link would lead nowhere.
    """
    sections = [read_section(path, notebook) for path, notebook in executed.items()]
    page = environment().get_template("site.html")
    shared = {"title": TITLE, "sections": sections, "report": f"../{REPORT}", "index": INDEX}
    style = read_text("page.css", "explore.css", "report.css", "site.css")
    pages = {INDEX: page.render(shared, section=None, cells=[], headings=[], style=style)}
    for section, (path, notebook) in zip(sections, executed.items(), strict=True):
        cells = [_read_cell(cell, path) for cell in notebook.cells]
        told = "".join(cell["words"] for cell in cells)
        drawn = {
            c for cell in cells for kind, s, _ in cell["outputs"] if kind == "picture" for c in s
        }
        font = Markup(font_face("".join(sorted(drawn))) + "\n" if drawn else "")
        headings = [(anchor, Markup(text)) for anchor, text in _HEADING.findall(told)]
        shown = {"section": section, "cells": cells, "headings": headings, "style": font + style}
        pages[f"{path.stem}.html"] = page.render(shared, **shown)
    report = figures / REPORT
    known = re.findall(r'\sid="([^"]*)"', report.read_text("utf-8")) if report.exists() else []
    led_to = {link for text in pages.values() for link in _LED_TO.findall(text)}
    if lost := sorted(led_to - {*known}):
        raise InputError(f"{report}: lacks {lost[0]}, which a notebook leads to; run make figures")
    replace_export(figures / "html", {name: text.encode() for name, text in pages.items()})
    return figures / "html" / INDEX


def _read_cell(cell: NotebookNode, path: Path) -> dict[str, Any]:
    if cell.cell_type != "code":
        return {"words": _words(cell.source), "code": "", "outputs": []}
    code = Markup(Highlight2HTML()(visible(cell.source)))
    shown = [_show(output, path) for output in cell.outputs]
    return {"words": "", "code": code, "outputs": shown, "number": cell.execution_count}


def _show(output: NotebookNode, path: Path) -> tuple[str, Markup, str]:
    """Return what kind of output it is, its HTML, and the name of the figure if it is one."""
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
    """Render Markdown; markup in it stays text."""
    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    return Markup(MarkdownWithMath(renderer=renderer).render(visible(markdown)))
