"""Hits of queries → how often by year: a chart in the house's style, the numbers beside it."""

from hashlib import sha256
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.counting.series import MIN_ITEMS
from analysis.showing.charts.lines import trend
from analysis.showing.export import REPORT
from analysis.showing.pages.inline_svg import inline_svg
from analysis.showing.pages.templates import macros
from analysis.showing.rendering import About, Link, render

UNITS = {"per_1000": "hits per 1,000 words", "hits": "hits"}  # measure → label of the axis


def frequency_html(chart: str, counts: pd.DataFrame, against: pd.DataFrame) -> str:
    """Return a chart with its numbers, and the items asked for against all others."""
    rows = against.to_dict("records")
    return str(
        macros("explore.html").frequency(Markup(chart), _frequency_rows(counts), MIN_ITEMS, rows)
    )


def draw_chart(
    counts: pd.DataFrame, outlets: pd.DataFrame, *, measure: str, inline: bool = False
) -> str:
    """Draw how often each query occurs in each year, over the items of each outlet, as SVG.

    A year without items is hatched, one with too few words for a rate empty. Where the texts are
    too few to compare years, marks are hollow and joined to nothing, as in the figures. Inline, in
    a page, a mark leads to its year; else the picture brings its font.
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


def _frequency_rows(counts: pd.DataFrame) -> list[tuple[str, list[Any]]]:
    """Return the rows of the table: years, one per query, then how many items and words."""
    years = counts.drop_duplicates("year")
    rows: list[tuple[str, list[Any]]]
    rows = [("term", ["no year" if pd.isna(year) else int(year) for year in years["year"]])]
    for term, table in counts.groupby("term", sort=False):
        rows.append((str(term), [_hits_and_rate(row) for row in table.itertuples()]))
    rows.append(("items", [_certain_to_possible(row) for row in years.itertuples()]))
    rows.append(("words", [f"{words:,.0f}" for words in years["words_in_group"]]))
    return rows


def _hits_and_rate(row: Any) -> str:
    """Return hits, with the rate per 1,000 words in brackets: "6 (9.3)"."""
    hits = 0 if pd.isna(row.hits) else row.hits
    shown = f"{hits:,.0f}" if hits == int(hits) else f"{hits:,.1f}"
    return shown if pd.isna(row.value) else f"{shown} ({row.value:.1f})"


def _certain_to_possible(row: Any) -> str:
    """Return how many items are certain to lie in a year, and how many can: "2–3"."""
    certain, possible = int(row.items_in_group), int(row.items_possible)
    return f"{certain}" if certain == possible else f"{certain}–{possible}"
