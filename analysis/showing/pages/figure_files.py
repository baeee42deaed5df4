"""Figures → parts of a page: saved ones with table and passages, and hits by year as asked."""

import csv
import io
import re
from bisect import bisect_right
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
from markupsafe import Markup

from analysis.counting.series import MIN_ITEMS
from analysis.showing.charts.series import trend
from analysis.showing.export import NAME, REPORT, evidence_anchor, title_of
from analysis.showing.files import from_csv
from analysis.showing.pages.item_view import Passage
from analysis.showing.rendering import About, Link, render
from analysis.tables import InputError

UNITS = {"per_1000": "hits per 1,000 words", "hits": "hits"}  # measure → label of the axis

# A cell of a CSV that is a number: "12", "-0.5", "1e-05"; not "2020–2024".
_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
_MARK = re.compile(rf'href="{REPORT}#([^"]*)"')  # that the picture makes a link
# What the picture says it was drawn from; a chart without a corpus says nothing.
_CORPUS = re.compile(r"corpus sha256:([0-9a-f]{64})")
# A picture of 504 points is 655 to 833 px wide, its labels 10 to 13 px; where there is less room,
# as on a phone, its box scrolls sideways.
SMALLEST, LARGEST = 1.3, 1.65  # pixels of the page per point of a picture
# All that matplotlib writes for us; a script or foreignObject came from elsewhere.
ELEMENTS = re.compile(
    "svg|title|desc|defs|g|path|use|a|text|tspan|rect|circle|line|clipPath|pattern|image"
)
_OUTSIDE = re.compile(r"url\((?!#)")  # fill="url(//x.example/a)", not "url(#h3f)"
# What the page has once for all pictures, or has no use for.
_DROPPED = re.compile(
    r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>|\s*<defs>\s*</defs>", re.DOTALL
)
_ROOT = re.compile(r'<svg\s[^>]*viewBox="0 0 ([\d.]+) [\d.]+"[^>]*>')
# Coordinates: d="M 12.345678 9" -> d="M 12.34 9"; a hundredth of a point is not seen.
_COORDINATES = re.compile(r'\s(?:d|x|y|transform|points)="[^"]*"')
_LINK = re.compile(r'<a href="(#[^"]*)"')


def read_figures(folder: Path, *, corpus: str, quotes: int) -> list[dict[str, Any]]:
    """Read every figure that `save_figure` left in a folder, in order of name.

    Each has its name, title, rest (of the caption), svg, rows, varying (columns that vary, and
    whether they are numbers), shared (what all rows say alike) and marks: number of a row → anchor,
    name, of (passages in all), passages (if there are more than ``quotes`` in all figures, a few,
    spread evenly over the texts). Raises `InputError` when a figure is incomplete or was drawn from
    documents with another fingerprint.
    """
    captions = sorted(folder.glob("*.caption.txt"))
    names = [path.name.removesuffix(".caption.txt") for path in captions]
    figures = [_read(folder, name, corpus) for name in names if NAME.fullmatch(name)]
    marks = [mark for figure in figures for mark in figure["marks"].values()]
    sizes = [len(mark["passages"]) for mark in marks]
    # 2, 9 and 30 passages with room for 15: at most 6 of each.
    room = range(max(sizes, default=0) + 1)
    most = bisect_right(room, quotes, key=lambda k: sum(min(k, size) for size in sizes)) - 1
    for mark, n in zip(marks, sizes, strict=True):
        k = min(n, max(1, most))  # nine passages with room for four: the 1st, 3rd, 5th and 7th
        mark["passages"] = [mark["passages"][place * n // k] for place in range(k)]
    return figures


def _read(folder: Path, name: str, corpus: str) -> dict[str, Any]:
    try:
        svg, written, evidence, caption = (
            (folder / f"{name}.{ending}").read_bytes().decode()
            for ending in ("svg", "csv", "evidence.csv", "caption.txt")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder / name}: incomplete ({error}); draw it again") from None
    drawn_from = _CORPUS.search(svg)
    if drawn_from and drawn_from[1] != corpus:
        raise InputError(f"{folder / name}.svg: drawn from other documents; draw it again")
    marks: dict[int, dict[str, Any]] = {}
    for hit in _read_table(evidence).to_dict("records"):
        row, of = int(hit["mark"]), int(hit["of"])
        mark = {"anchor": evidence_anchor(name, row), "name": hit["name"], "of": of, "passages": []}
        place = hit["item"], int(hit["start"]), int(hit["end"])
        marks.setdefault(row, mark)["passages"].append(Passage(*place, float(hit["weight"])))
    if dead := set(_MARK.findall(svg)) - {mark["anchor"] for mark in marks.values()}:
        raise InputError(f"{folder / name}.svg: no passages for {min(dead)}; draw it again")
    caption = caption.split("\n\n")[0]
    title, table = title_of(caption), _read_table(written)
    rest = caption.removeprefix(title).removeprefix(".").strip() or caption
    alike = [c for c in table.columns[1:] if len(table) > 1 and table[c].nunique() == 1]
    varying = {}
    for column in table.columns.drop(alike):
        known = table[column][table[column] != ""]
        varying[column] = len(known) > 0 and bool(known.str.fullmatch(_NUMBER).all())
    shared = {column: table[column][0] for column in alike}
    about = {"name": name, "title": title, "rest": rest, "svg": svg, "marks": marks}
    return {**about, "rows": table.to_dict("records"), "varying": varying, "shared": shared}


def _read_table(text: str) -> pd.DataFrame:
    """Return a table written by `to_csv`, every cell as text."""
    columns = next(csv.reader(io.StringIO(text, newline="")))
    return from_csv(text, dict.fromkeys(columns, "str"))


def inline_svg(svg: str, place: str) -> Markup:
    """Return a figure's picture as part of a page: links lead to places on it, fonts are its own.

    Raises `InputError`, which names the place, at anything that this package does not draw.
    """
    inside = _DROPPED.sub("", svg[max(0, svg.find("<svg")) :])
    try:
        elements = ElementTree.fromstring(inside).iter()
    except ElementTree.ParseError as error:
        raise InputError(f"{place}: not well-formed ({error}); draw it again") from None
    for element in elements:
        tag = str(element.tag).removeprefix("{http://www.w3.org/2000/svg}")
        if not ELEMENTS.fullmatch(tag):
            raise InputError(f"{place}: holds an element {tag}; draw it again")
        for attribute, value in element.attrib.items():
            local = attribute.rpartition("}")[2]
            own = value.startswith(("#", f"{REPORT}#", "data:image/png;base64,"))
            if local.startswith("on") or (local == "href" and not own) or _OUTSIDE.search(value):
                raise InputError(f"{place}: holds {local}={value[:40]!r}; draw it again")
    inside = inside.replace("xlink:href=", "href=").replace(f'href="{REPORT}#', 'href="#')
    inside = inside.replace(' target="_blank"', "")
    inside = _COORDINATES.sub(lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found[0]), inside)
    seen: set[str] = set()

    def link(found: re.Match[str]) -> str:
        again = found[1] in seen  # dot and bar of one row: one stop for the keyboard
        seen.add(found[1])
        return found[0] + ' tabindex="-1"' * again

    def root(tag: re.Match[str]) -> str:
        wide = float(tag[1])
        kept = "".join(re.findall(r'\s(?:role|viewBox|aria-labelledby)="[^"]*"', tag[0]))
        size = f"min-width:{wide * SMALLEST:.0f}px;max-width:{wide * LARGEST:.0f}px"
        return f'<svg{kept} style="{size}">'

    return Markup(_ROOT.sub(root, _LINK.sub(link, inside), count=1).strip())


def draw_years(
    counts: pd.DataFrame, outlets: pd.DataFrame, *, measure: str, inline: bool = False
) -> str:
    """Draw how often each query occurs in each year, over the items of each outlet, as SVG.

    Inline, in a page, a mark leads to its year; else the picture brings its font.
    """
    table = counts
    if measure == "hits":  # they are what was counted, without an interval
        enough = counts["hits"].where(counts["texts_in_group"] >= MIN_ITEMS)
        table = counts.assign(value=counts["hits"], low=enough, high=enough)
    drawn = trend(table, outlets, label="term", unit=UNITS[measure]).get_figure(root=True)
    assert drawn is not None
    title = f"{UNITS[measure]} by year: {', '.join(counts['term'].unique())}"
    # Charts in one notebook may not share the ids of their parts: "explore-36f2b23e-patch_2".
    name = f"explore-{sha256(f'{title} {counts.to_csv()}'.encode()).hexdigest()[:8]}"
    about = About(name, title, title, "The numbers are in the table below.")
    if not inline:
        return render(drawn, "svg", about, links={}).decode()
    years = [(row, year) for row, year in enumerate(counts["year"]) if not pd.isna(year)]
    links = {row: Link(f"{REPORT}#{year}", f"List the hits of {year}") for row, year in years}
    return inline_svg(render(drawn, "svg", about, links=links, fonts=False).decode(), name)
