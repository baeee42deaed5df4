"""Where the text comes from: what was kept of every file, and which outlets make up each period."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analysis.showing.charts import layout, theme

TREATMENTS = {
    "kept": "#4a5560",
    "hashtags": "#c9dbe8",
    "repeated": "#f3dccb",
    "furniture": "#a9aeb4",
    "other pages": "#f6edc2",
    "blank": "#eceef0",
}
HATCHES = {"repeated": "////", "other pages": "\\\\\\\\"}  # told apart without colour


@theme.styled
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file (doc_id → label) as a bar of its characters, coloured by their treatment."""
    ax = layout.axes(layout.width(), layout.rows_height(len(names), 0.42, 0.85))
    for row, doc_id in enumerate(names):
        mine = strips[strips["doc_id"] == doc_id]
        for span, treatment, start, end in _stretches(mine):
            look = {**_treated(treatment), "antialiased": False}
            stretch = Rectangle((start, row - 0.32), end - start, 0.64, **look)
            theme.mark(ax.add_patch(stretch), span)
        for start in mine.groupby("item_id")["start"].min().iloc[1:]:
            ax.vlines(start, row - 0.44, row + 0.44, color=theme.INK, linewidth=0.8)
    layout.name_rows(ax, names.values())
    ax.set_xlim(0, strips["end"].max() * 1.005)
    layout.number_axis(ax, "characters of the file; a black line begins a new post")
    layout.bare(ax, "left")
    _treatment_legend(ax, strips)
    return ax


@theme.styled
def ledger_shares(table: pd.DataFrame) -> Axes:
    """Draw how many per cent of the characters of each outlet had which treatment.

    One row per outlet and treatment: outlet, treatment, characters.
    """
    totals = table.groupby("outlet", sort=False)["characters"].sum()
    ax = layout.axes(layout.width(), layout.rows_height(len(totals), 0.24, 1.0))
    layout.name_rows(ax, [f"{theme.legible(name, 20)} ({size:,})" for name, size in totals.items()])
    ax.set_xlim(0, 100)
    layout.number_axis(ax, "% of the characters (in brackets) of each outlet")
    layout.bare(ax, "left")
    _treatment_legend(ax, table)
    letter = 100 * theme.INCHES_PER_LETTER / layout.inner_width(ax)  # in per cent of the axis
    ends = dict.fromkeys(totals.index, 0.0)
    order = table["treatment"].map({name: n for n, name in enumerate(TREATMENTS)})
    for row in order.sort_values(kind="stable").index:
        outlet, treatment, characters = table.loc[row, ["outlet", "treatment", "characters"]]
        share, y = 100 * characters / totals[outlet], list(totals.index).index(outlet)
        bar = Rectangle((ends[outlet], y - 0.36), share, 0.72, **_treated(treatment))
        theme.mark(ax.add_patch(bar), row)
        if share > 3 * letter and treatment not in HATCHES:
            at: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7}
            shade = theme.text_on(TREATMENTS[treatment])
            ax.text(ends[outlet] + share / 2, y, f"{share:.0f}", color=shade, **at)
        ends[outlet] += share
    return ax


def _treated(treatment: str) -> dict[str, Any]:
    hatch = HATCHES.get(treatment)
    edge = theme.INK if hatch else TREATMENTS[treatment]
    return {"facecolor": TREATMENTS[treatment], "hatch": hatch, "edgecolor": edge, "linewidth": 0}


def _treatment_legend(ax: Axes, table: pd.DataFrame) -> None:
    used = [name for name in TREATMENTS if name in set(table["treatment"]) and name != "blank"]
    layout.legend_above(ax, [Patch(**_treated(name), label=name) for name in used])


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


@theme.styled
def composition(
    table: pd.DataFrame,
    *,
    by: Any = "year",
    axis: str = "year of the event",
    colours: Mapping[str, str] | None = None,
    told: Sequence[tuple[int | str, str]] = (),
) -> Axes:
    """Draw how many items each outlet has in each period: in cells, or as bars if there are many.

    Table as from `composition` in chronology; items without a certain period are shown if there
    are any. What is ``told`` of some periods (period, words) stands in a numbered list below.
    """
    undated = table[by].isna()
    if not table.loc[undated, "items"].any():
        table, undated = table[~undated], undated[~undated]
    outlets, periods = list(dict.fromkeys(table["outlet"])), list(dict.fromkeys(table[by].dropna()))
    colours = colours or theme.outlet_colours(outlets)
    each = 0.36 if len(outlets) <= layout.MAX_CELLS else 0.22
    height = layout.rows_height(len(outlets), each, 1.0) + 0.16 * len(told)
    ax = layout.axes(layout.width(1 if told else 0.8), height)
    layout.name_rows(ax, outlets)
    layout.bare(ax, "left", "bottom")
    columns = [theme.group_label(period, "none") for period in dict.fromkeys(table[by])]
    totals = [
        table["items"][table[by].map(lambda p: theme.group_label(p, "none")) == c].sum()
        for c in columns
    ]
    heads = [f"{column}\nn = {n:,}" for column, n in zip(columns, totals, strict=True)]
    longest = max((len(line) for head in heads for line in head.split("\n")), default=1)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    cells = len(
        columns
    ) <= layout.MAX_CELLS and longest * theme.INCHES_PER_LETTER < layout.inner_width(ax) / len(
        columns
    )
    if cells:
        _draw_cells(ax, table, by, outlets, colours)
        ax.set_xticks(range(len(columns)), heads)
        axis += " (n = items; none: not certain)" if undated.any() else " (n = items)"
    else:
        axis += f"; tallest bar: {table.loc[~undated, 'items'].max():,} items"
        axis += "; + n: without a certain date" if undated.any() else ""
    ax.set_xlabel(theme.wrapped(axis, int(layout.width() * 9), 3))
    if not cells:
        _draw_bars(ax, table, by, outlets, colours)
        layout.name_periods(ax, periods, by)
    for n, (period, _) in enumerate(told, start=1):
        row = int(table.loc[table[by] == period, "items"].idxmax())
        above: dict[str, Any] = {
            "ha": "center",
            "va": "bottom",
            "fontsize": 7,
        }
        theme.mark(ax.text(periods.index(period), -0.55, str(n), **above), row, "told")
    letters = int(layout.width() / 0.062) - 2
    lines = [theme.legible(f"{n}  {words}", letters) for n, (_, words) in enumerate(told, start=1)]
    if lines:
        ax.figure.supxlabel("\n".join(lines), x=0.02, ha="left", fontsize=7.5)
    return ax


def _draw_cells(
    ax: Axes, table: pd.DataFrame, by: str, outlets: list[str], colours: Mapping[str, str]
) -> None:
    """Draw a cell for each outlet and period, with its number."""
    periods = list(dict.fromkeys(table[by].map(theme.group_label)))
    for row, outlet, period, items in table[["outlet", by, "items"]].itertuples(name=None):
        x, y = periods.index(theme.group_label(period)), outlets.index(outlet)
        face = colours[outlet] if items else theme.PAPER
        cell = Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, facecolor=face, edgecolor=theme.FAINT)
        theme.mark(ax.add_patch(cell), row)
        shade = theme.text_on(face) if items else theme.MUTED
        ax.text(x, y, f"{items:,}", ha="center", va="center", color=shade, fontsize=7.5)


def _draw_bars(
    ax: Axes, table: pd.DataFrame, by: str, outlets: list[str], colours: Mapping[str, str]
) -> None:
    """Draw a line of bars for each outlet, all on one scale, and its n at the right."""
    periods = list(dict.fromkeys(table[by].dropna()))
    dated = table[table[by].notna()]
    scale = 0.84 / max(dated["items"].max(), 1)
    ax.set_xlim(-0.5, len(periods) - 0.5)
    ax.hlines(
        [y + 0.42 for y in range(len(outlets))],
        -0.5,
        len(periods) - 0.5,
        theme.FAINT,
        linewidth=0.5,
    )
    for row, outlet, period, items in dated[["outlet", by, "items"]].itertuples(name=None):
        x, y = periods.index(period) - 0.42, outlets.index(outlet) + 0.42
        if items:
            bar = Rectangle((x, y), 0.84, -scale * items, facecolor=colours[outlet], linewidth=0)
            theme.mark(ax.add_patch(bar), row)
    right: dict[str, Any] = {"va": "center", "color": theme.MUTED, "fontsize": 7.5}
    sums = dated.groupby("outlet")["items"].sum()
    without = {row.outlet: row for row in table[table[by].isna()].itertuples()}
    for y, outlet in enumerate(outlets):
        shown, rest = f"n = {sums.get(outlet, 0):,}", without.get(outlet)
        shown += f" + {rest.items:,}" if rest and rest.items else ""
        text = ax.text(1.01, y, shown, transform=ax.get_yaxis_transform(), **right)
        if rest and rest.items:
            theme.mark(text, rest.Index)
