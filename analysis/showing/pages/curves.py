"""A yearly series → a small SVG chart and its table, quick enough to be drawn at every key."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10
from typing import Any, NamedTuple

import pandas as pd

from analysis.counting.series import MIN_ITEMS
from analysis.showing.charts.theme import FAINT, INK, MUTED, PAPER, TERMS
from analysis.showing.pages.markup import cells, escaped, safe

MAX_TERMS = len(TERMS)  # one colour and one mark each
MEASURES = {"per_1000": "hits per 1,000 words", "hits": "hits"}
WIDTH, HEIGHT = 760, 260  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 48, 170, 30, 44
LABEL_CELLS, LABEL_STEP = 22, 15
_PLUS = "M-1.6-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2Z"
_MARKS = (  # told apart without colour
    '<circle r="4"/>',
    '<path d="M-3.6-3.6h7.2v7.2h-7.2Z"/>',
    '<path d="M0-4.8 4.4 3.4-4.4 3.4Z"/>',
    '<path d="M0-5 5 0 0 5-5 0Z"/>',
    '<path d="M0 4.8 4.4-3.4-4.4-3.4Z"/>',
    f'<path d="{_PLUS}"/>',
    f'<path d="{_PLUS}" transform="rotate(45)"/>',
)


def frequency_svg(series: pd.DataFrame, *, measure: str = "per_1000") -> str:
    """Draw how often each term occurs in each year.

    A year without a value (no items, or too few words for a rate) is grey. In a year with fewer
    than `MIN_ITEMS` items marks are hollow and joined to nothing, as in the figures. Every year
    says how many items are certain to lie in it, and how many can.

    Parameters
    ----------
    series
        From `analysis.counting.series.series` by year`, at most `MAX_TERMS` terms.
    measure
        A column of the series named in `MEASURES`.
    """
    series = series[series["year"].notna()]
    years = series.drop_duplicates("year")
    terms = list(dict.fromkeys(series["term"]))
    top, ticks = _scale(series[measure].astype("Float64").max())
    step = (WIDTH - LEFT - RIGHT) / max(len(years), 1)
    x = {year: LEFT + step * (n + 0.5) for n, year in enumerate(years["year"])}
    base = float(HEIGHT - BOTTOM)

    def y(value: float) -> float:
        return base - (base - TOP) * value / top

    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>']
    for year in years.loc[years[measure].isna(), "year"]:
        left, height = x[year] - step / 2, base - TOP
        box = f'x="{left:.1f}" y="{TOP}" width="{step:.1f}" height="{height}"'
        parts.append(f'<rect {box} fill="{FAINT}" opacity=".5"/>')
    for tick in ticks:
        line = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"'
        parts.append(f'<line {line} stroke="{FAINT}"/>')
        parts.append(_text(LEFT - 8, y(tick) + 4, f"{tick:g}", "end"))
    parts.append(_text(4, 12, MEASURES[measure]))
    for row in years.itertuples():
        parts.append(_text(x[row.year], base + 17, str(row.year), "middle", colour=INK))
        parts.append(_text(x[row.year], base + 33, f"n = {_items(row)}", "middle"))
    ends: dict[int, float] = {}
    for number, term in enumerate(terms):
        values = series.loc[series["term"] == term].dropna(subset=[measure])
        points = [
            _Point(x[row.year], y(float(getattr(row, measure))), row.year, row.items_in_group)
            for row in values.itertuples()
        ]
        parts.append(_curve(points, TERMS[number], _MARKS[number]))
        ends[number] = points[-1].y if points else base
    for number, height in _apart(ends, TOP + 4, base).items():
        at = f"translate({WIDTH - RIGHT + 12} {height:.1f})"
        parts.append(f'<g transform="{at}" fill="{TERMS[number]}">{_MARKS[number]}</g>')
        label = cells(terms[number], LABEL_CELLS).rstrip()
        parts.append(_text(WIDTH - RIGHT + 22, height + 4, label, colour=INK))
    title = escaped(f"{MEASURES[measure]} by year: {', '.join(terms)}; numbers in the table below")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{title}" font-family="sans-serif" font-size="12" class="explore-chart">'
        f"{''.join(parts)}</svg>"
    )


def frequency_table(series: pd.DataFrame) -> str:
    """Return the numbers behind the chart: hits and, in brackets, hits per 1,000 words."""
    years = series.drop_duplicates("year")
    names = ["no year" if pd.isna(year) else str(year) for year in years["year"]]
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = [f'<tr><th scope="col">term</th>{heads}</tr>']
    for term, table in series.groupby("term", sort=False):
        values = "".join(f"<td>{_value(row)}</td>" for row in table.itertuples())
        rows.append(f'<tr><th scope="row">{safe(str(term))}</th>{values}</tr>')
    for name, shown in (
        ("items", [_items(row) for row in years.itertuples()]),
        ("words", [f"{size:,.0f}" for size in years["words_in_group"]]),
    ):
        values = "".join(f"<td>{value}</td>" for value in shown)
        rows.append(f'<tr><th scope="row"><em>{name}</em></th>{values}</tr>')
    table = f'<table class="explore-table">{"".join(rows)}</table>'
    return (
        f'<div class="explore-wide" tabindex="0">{table}</div>'
        "<p>Hits, in brackets per 1,000 words of the year's items; no rate below 100 words. "
        f"Hollow marks: fewer than {MIN_ITEMS} items, too few to compare years. An item that can "
        "lie in several years counts in each by its share of possible days.</p>"
    )


class _Point(NamedTuple):
    """One value in the drawing."""

    x: float
    y: float
    year: int
    items: int


def _curve(points: Sequence[_Point], colour: str, mark: str) -> str:
    """Return the marks of one term, and the lines between neighbouring years with enough items."""
    parts = [
        f'<line x1="{a.x:.1f}" y1="{a.y:.1f}" x2="{b.x:.1f}" y2="{b.y:.1f}" '
        f'stroke="{colour}" stroke-width="1.6"/>'
        for a, b in pairwise(points)
        if b.year - a.year == 1 and min(a.items, b.items) >= MIN_ITEMS
    ]
    for point in points:
        hollow = f' fill="{PAPER}" stroke="{colour}" stroke-width="1.6"'
        look = "" if point.items >= MIN_ITEMS else hollow
        parts.append(f'<g transform="translate({point.x:.1f} {point.y:.1f})"{look}>{mark}</g>')
    return f'<g fill="{colour}" stroke-linecap="round">{"".join(parts)}</g>'


def _apart(heights: dict[int, float], top: float, bottom: float) -> dict[int, float]:
    """Move labels apart that would cover each other, in the order of their heights."""
    placed: dict[int, float] = {}
    lowest = top - LABEL_STEP
    for number in sorted(heights, key=lambda n: (heights[n], n)):
        lowest = placed[number] = max(heights[number], lowest + LABEL_STEP)
    above = bottom + LABEL_STEP
    for number in sorted(placed, key=lambda n: -placed[n]):
        above = placed[number] = min(placed[number], above - LABEL_STEP)
    return placed


def _scale(highest: float | None) -> tuple[float, list[float]]:
    """Return the top of the axis and up to five round ticks."""
    if highest is None or pd.isna(highest) or highest <= 0:
        return 1.0, [0.0, 1.0]
    size = 10.0 ** floor(log10(highest))
    step = next(size * k for k in (0.2, 0.25, 0.5, 1, 2, 2.5) if highest <= size * k * 4.5)
    count = int(highest / step + 0.999)
    return step * max(count, 1), [step * n for n in range(max(count, 1) + 1)]


def _text(x: float, y: float, text: str, anchor: str = "start", *, colour: str = MUTED) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place}>{escaped(text)}</text>"


def _items(year: Any) -> str:
    certain, possible = int(year.items_in_group), int(year.items_possible)
    return f"{certain}" if certain == possible else f"{certain}–{possible}"


def _value(row: Any) -> str:
    hits = f"{row.hits:,.0f}" if row.hits == int(row.hits) else f"{row.hits:,.1f}"
    return hits if pd.isna(row.per_1000) else f"{hits} ({row.per_1000:.1f})"
