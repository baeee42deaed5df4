"""Figure → files: images with links to their evidence, the table, the passages, the caption."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis.counting.groups import PERIODS
from analysis.counting.provenance import EVIDENCE, every_nth, quote, source_of
from analysis.showing.charts.theme import UNNAMED, figure_of, group_label
from analysis.showing.files import replace_export, to_csv, to_excel
from analysis.showing.pages.readable import count, visible
from analysis.showing.rendering import REPORT, About, find_marks, render
from analysis.showing.settings import IMAGES, PRESETS, export_settings, exporting
from analysis.tables import refusal, refuse

TABLES = ("csv", "evidence.csv", "caption.txt")
ENDINGS = (*IMAGES, *TABLES)
NAME = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")  # 03-words-by-year, never ../letter
_WRITERS: dict[str, Any] = {"csv": lambda table: to_csv(table).encode(), "xlsx": to_excel}
_WRITERS["parquet"] = lambda table: pd.DataFrame(dict(table)).to_parquet(None, index=False)
IN_NOTEBOOKS = f"/files/figures/{REPORT}"  # where JupyterLab, opened here, hands out the page
NAMED_CHARACTER = re.compile("‹[^‹›]+›")  # how a label shows what the font lacks: ‹U+5317›
MAX_EVIDENCE = 20_000  # passages listed per figure; above it, each mark gets a sample
MIN_SAMPLE = 5  # passages of each mark that are listed in any case
_LAST = (*PERIODS, "group")  # in the name of a mark
# How a number reads with its column: hits 6 -> "6 hits", per_1000 9.3 -> "9.3 per 1,000 words".
NOUNS = ("hits", "items", "characters", "words", "sentences")
PHRASES = {"per_1000": "{} per 1,000 words", "item_share": "share of items {}"}
# In a notebook that is not trusted JupyterLab keeps no picture but <img>, and no style sheet.
_FALLBACK = "<style>.drawn[hidden] {display: block !important} .drawn + img {display: none}</style>"


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure before it is written, named ``NN-slug``: the number of the notebook, then words."""

    name: str
    axes: Axes  # from `analysis.showing.charts`
    table: pd.DataFrame  # one row per mark, from a counting function, so that it knows its passages
    caption: str  # what is shown, unit, period, n, repeat rule, for who sees only this
    alt: str  # what the picture looks like, for who does not see it
    value: str = "hits"  # the column that the marks show
    again: Callable[[], Axes] | None = None  # draws it in another width, for a phone


class _SavedFigure(NamedTuple):
    """A figure that was written; a notebook shows it: SVG with its links, or PNG if untrusted."""

    about: About
    svg: str
    axes: Axes

    def __repr__(self) -> str:
        return f"figures/{self.about.name}.{{{','.join(ENDINGS)}}}"

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        svg = self.svg[self.svg.index("<svg") :].replace(f'"{REPORT}#', f'"{IN_NOTEBOOKS}#')
        preview = render(figure_of(self.axes), "png", self.about, links={}, dpi=90)
        data = b64encode(preview).decode()
        png = f'<img alt="{escape(self.about.alt)}" src="data:image/png;base64,{data}">'
        html = f'<div class="drawn" hidden>{svg}</div>{png}{_FALLBACK}'
        display({"text/html": html, "image/png": preview, "text/plain": repr(self)}, raw=True)
        display(Markdown(f"*{self.about.name}.* {self.about.caption}"))


def save_figure(figure: Figure, folder: Path | str | None = None) -> _SavedFigure:
    """Write a figure with everything a reader needs to check it.

    ``<name>.png`` (300 dpi), ``.svg``, ``.pdf``, ``.csv`` (the table behind it), ``.evidence.csv``
    (the passages behind every mark) and ``.caption.txt`` (caption, alternative text) go to the
    folder, else to figures/ in the working directory; ``.narrow.svg`` is for a phone. In SVG and
    PDF every mark links to its passages in report.html. A failure leaves the previous set. The same
    figure, the same bytes. Raises `InputError` when the name has another form, the caption or alt
    text is empty, a file that no export wrote is in the way, or the folder cannot be written to.
    """
    name, table = figure.name, figure.table
    caption, alt = (" ".join(text.split()) for text in (figure.caption, figure.alt))
    refuse(not caption or not alt, "caption", name)
    drawn, asked = figure_of(figure.axes), export_settings()
    if any(NAMED_CHARACTER.search(text.get_text()) for text in drawn.findobj(Text)):
        caption += " Characters that the font lacks are named between ‹ and ›."
    source = fingerprint(source_of(table).corpus.documents)
    about = About(name, title_of(caption), caption, alt, source)
    tables, passages = _table_files(table, name, figure.value, "csv")
    said = dict(zip(passages["mark"], passages["name"], strict=True))
    links = {n: (f"{REPORT}#{name}-evidence-{n}", said[n]) for n in find_marks(drawn) if n in said}
    images = {e: render(drawn, e, about, links=links, dpi=asked.dpi) for e in asked.formats}
    files = {f"{name}.{ending}": image for ending, image in images.items()} | tables
    files[f"{name}.caption.txt"] = f"{caption}\n\n{alt}\n".encode()
    if figure.again and "svg" in asked.formats and not asked.width_mm:
        with exporting(asked._replace(width_mm=PRESETS["one-column"])):
            narrow = figure_of(figure.again())
        own = about._replace(name=f"{name}-narrow")
        files[f"{name}.narrow.svg"] = render(narrow, "svg", own, links=links)
    replace_export(Path(folder or asked.folder), files, whole=False)
    svg = images.get("svg") or render(drawn, "svg", about, links=links)
    return _SavedFigure(about, svg.decode(), figure.axes)


def save_table(
    table: pd.DataFrame, name: str, folder: Path | str | None = None, *, value: str = "hits"
) -> str:
    """Write a table and the passages behind its rows; return the names of the two files.

    A name like 03-words.xlsx or 03-words.parquet asks for Excel or Parquet, any other is CSV.
    Raises `InputError` as `save_figure` does.
    """
    stem, _, ending = name.partition(".")
    files, _ = _table_files(table, stem, value, ending or "csv")
    replace_export(Path(folder or export_settings().folder), files, whole=False)
    return ", ".join(files)


def _table_files(table: pd.DataFrame, name: str, value: str, ending: str) -> tuple[Any, Any]:
    refuse(not NAME.fullmatch(name), "figure name", name)
    refuse(ending not in _WRITERS, "table format", name, ending, ", ".join(_WRITERS))
    passages = _evidence_table(table, value=value)
    named = {f"{name}.{ending}": table, f"{name}.evidence.{ending}": passages}
    try:
        write = _WRITERS[ending]
        return {n: write(t.rename(columns={"item_id": "item"})) for n, t in named.items()}, passages
    except ImportError as error:
        raise refusal("table package", name, ending, error) from None


def _evidence_table(data: pd.DataFrame, *, value: str) -> pd.DataFrame:
    """List the passages behind every row of a table; of too many, every n-th of each row."""
    source = source_of(data)
    columns = ["mark", "name", "value", "of", *EVIDENCE]
    found = [source.behind(cells, MAX_EVIDENCE) for _, cells in data.iterrows()]
    if not (total := sum(of for _, of in found)):
        return pd.DataFrame(columns=columns)
    told, behind, at = [], [], list[int]()
    for row, ((_, cells), (hits, of)) in enumerate(zip(data.iterrows(), found, strict=True)):
        keep = max(MIN_SAMPLE, of * MAX_EVIDENCE // total) if total > MAX_EVIDENCE else of
        own = hits.iloc[every_nth(len(hits), keep)]
        behind.append(own[["item_id", "start", "end", "weight"]])
        told.append((row, _name_mark(cells, source.keys, value), cells[value], of))
        at += [row] * len(own)
    about = pd.DataFrame(told, columns=columns[:4], dtype=object).iloc[at].reset_index(drop=True)
    quoted = quote(pd.concat(behind, ignore_index=True).join(about), source.corpus)[columns]
    return quoted[quoted["keyword"].str.strip() != ""].reset_index(drop=True)


def _name_mark(cells: Mapping[Any, Any], keys: Sequence[str], value: str) -> str:
    """Say in words what a row counts and what its mark shows: "china · 2020: 6 hits, 9.3 per …"."""
    words, numbers = [], []
    for key in sorted(keys, key=_LAST.__contains__):
        cell = cells[key]
        named = f"{key} {cell}" if isinstance(cell, Real) else str(cell) or UNNAMED
        words.append(group_label(cell) if key in _LAST else named)
    for column in dict.fromkeys(("hits", value)):
        cell, phrase = cells.get(column), PHRASES.get(column, column.replace("_", " ") + " {}")
        if isinstance(cell, Real) and column in NOUNS and float(cell).is_integer():
            numbers.append(count(int(float(cell)), column))
        elif isinstance(cell, Real) and not pd.isna(cell):
            numbers.append(phrase.format(f"{float(cell):.4g}"))
        elif not pd.isna(cell):
            numbers.append(str(cell).replace("_", " "))
    said = visible(": ".join(filter(None, [" · ".join(words), ", ".join(numbers)])))
    return " ".join(said.split())


def title_of(caption: str) -> str:
    """Return the first sentence of a caption, which says what is shown."""
    return caption.split(". ")[0].rstrip(".")


def fingerprint(documents: pd.DataFrame) -> str:
    """Return one hash for the contents of all documents, whatever folder they are in."""
    return sha256("\n".join(sorted(documents["sha256"])).encode()).hexdigest()
