"""Hits by year → a chart in the house's style, whose marks lead to their year."""

from hashlib import sha256

import pandas as pd

from analysis.counting.series import MIN_ITEMS
from analysis.showing.charts.lines import trend
from analysis.showing.export import REPORT
from analysis.showing.pages.figure_files import inline_svg
from analysis.showing.rendering import About, Link, render

UNITS = {"per_1000": "hits per 1,000 words", "hits": "hits"}  # measure → label of the axis


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
