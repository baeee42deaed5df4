"""Where the text comes from: what was kept of every file, and which outlets make up each period."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analysis.showing.charts.theme import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    axes,
    bare,
    group_label,
    legend_above,
    mark,
    name_rows,
    outlet_colours,
    styled,
    text_on,
    width,
    wrapped,
)

TREATMENTS = {
    "kept": "#4a5560",
    "hashtags": "#c9dbe8",
    "repeated": "#f3dccb",
    "furniture": "#a9aeb4",
    "other pages": "#f6edc2",
    "blank": "#eceef0",
}
HATCHES = {"repeated": "////", "other pages": "\\\\\\\\"}  # told apart without colour


@styled
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file as a bar of its characters, coloured by how they were treated.

    Parameters
    ----------
    strips
        doc_id, item_id, start, end, treatment, as from `analysis.counting.ledger.strips`.
    names
        doc_id → label of the row.
    """
    ax = axes(width(), 0.55 + 0.42 * len(names))
    for row, doc_id in enumerate(names):
        mine = strips[strips["doc_id"] == doc_id]
        for span, treatment, start, end in _stretches(mine):
            stretch = Rectangle(
                (start, row - 0.32),
                end - start,
                0.64,
                facecolor=TREATMENTS[treatment],
                edgecolor=INK if treatment in HATCHES else TREATMENTS[treatment],
                hatch=HATCHES.get(treatment),
                linewidth=0,
                antialiased=False,
            )
            mark(ax.add_patch(stretch), span)
        for start in mine.groupby("item_id")["start"].min().iloc[1:]:
            ax.vlines(start, row - 0.44, row + 0.44, color=INK, linewidth=0.8)
    name_rows(ax, names.values())
    ax.set_xlim(0, strips["end"].max() * 1.005)
    ax.set_xlabel(
        wrapped("characters of the file; a black line begins a new post", int(width() * 9))
    )
    ax.xaxis.set_major_formatter("{x:,.0f}")
    bare(ax, "left")
    used = [name for name in TREATMENTS if name in set(strips["treatment"]) and name != "blank"]
    handles = [
        Patch(facecolor=TREATMENTS[name], hatch=HATCHES.get(name), edgecolor=INK, lw=0, label=name)
        for name in used
    ]
    legend_above(ax, handles)
    return ax


def _stretches(strips: pd.DataFrame) -> list[tuple[int, str, int, int]]:
    """Join neighbouring spans of one treatment; a blank line belongs to what it follows.

    Returns (row of the first span, treatment, start, end).
    """
    found: list[tuple[int, str, int, int]] = []
    for row, treatment, start, end in strips[["treatment", "start", "end"]].itertuples(name=None):
        if found and treatment in (found[-1][1], "blank"):
            found[-1] = (*found[-1][:3], end)
        else:
            found.append((row, treatment, start, end))
    return found


@styled
def composition(table: pd.DataFrame, *, by: str = "year") -> Axes:
    """Draw how many items each outlet has in each period.

    Parameters
    ----------
    table
        outlet, the period's column (missing: not known), items; complete, as from `composition` in
        chronology.
    """
    outlets = list(dict.fromkeys(table["outlet"]))
    periods = list(dict.fromkeys(group_label(period, "none") for period in table[by]))
    colours = outlet_colours(outlets)
    ax = axes(width(0.8), 0.5 + 0.36 * len(outlets))
    totals = dict.fromkeys(periods, 0)
    cells = table[["outlet", by, "items"]].itertuples(index=False)
    for row, (outlet, period, items) in enumerate(cells):
        x, y = periods.index(group_label(period, "none")), outlets.index(outlet)
        totals[periods[x]] += items
        face = colours[outlet] if items else PAPER
        cell = Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, facecolor=face, edgecolor=FAINT)
        mark(ax.add_patch(cell), row)
        shade = text_on(face) if items else MUTED
        ax.text(x, y, str(items), ha="center", va="center", color=shade)
    ax.set_xticks(range(len(periods)), [f"{period}\nn = {totals[period]}" for period in periods])
    name_rows(ax, outlets)
    ax.set_xlim(-0.5, len(periods) - 0.5)
    axis = f"{by} of the event (n = items; none: not certain)"
    ax.set_xlabel(wrapped(axis, int(width() * 9)))
    bare(ax, "left", "bottom")
    return ax
