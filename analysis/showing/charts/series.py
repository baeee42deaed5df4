"""Counts in periods and groups: rates in cells, shares with intervals, series over time."""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.showing.charts.theme import (
    ACCENT,
    FAINT,
    HATCHED,
    HATCHES,
    INCHES_PER_LETTER,
    MUTED,
    NARROW,
    PAPER,
    SHAPES,
    TERMS,
    UNNAMED,
    axes,
    bare,
    columns,
    group_label,
    legend_above,
    legible,
    mark,
    name_rows,
    outlet_colours,
    rows_height,
    styled,
    text_on,
    width,
    width_of,
    wrapped,
)

MAX_TICKS = 12


@styled
def heat(
    table: pd.DataFrame,
    *,
    label: str,
    by: str = "year",
    value: str = "per_1000",
    unit: str = "hits per 1,000 words",
    number: str = "hits",
    axis: str = "",
) -> Axes:
    """Draw a table of groups and names: colour for the rate, the count in each cell.

    Parameters
    ----------
    table
        One row per group and name, complete: by, label, value (the rate), number (the count), and
        for n under the groups items_in_group and items_possible, as from
        `analysis.counting.series.series`. A cell without a count is hatched: nothing to count
        there; a count without a rate has no colour: too little text.
    label, by
        Columns that name the rows and the columns of the chart, in the order they appear.
    unit
        Of the rate, for the colour bar.
    axis
        Label below the groups.
    """
    names, groups = (list(dict.fromkeys(table[column].map(group_label))) for column in (label, by))
    ax = axes(width(0.85), 0.9 + rows_height(len(names), 0.21))
    rates = table[value].astype("Float64")
    colours = sns.light_palette(ACCENT, as_cmap=True)
    scale = Normalize(0, float(rates.max()) if rates.notna().any() else 1)
    places = (table[column].map(group_label) for column in (label, by))
    cells = zip(*places, table[number], rates, strict=True)
    for row, (name, group, count, rate) in enumerate(cells):
        x, y = groups.index(group), names.index(name)
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": FAINT, "linewidth": 0.6}
        shade = MUTED
        if pd.isna(count):
            look = {"facecolor": PAPER, "hatch": "////", "edgecolor": HATCHED, "linewidth": 0}
        elif pd.notna(rate):
            face = colours(scale(float(rate)))
            look, shade = {"facecolor": face, "edgecolor": PAPER, "linewidth": 0.8}, text_on(face)
        cell = Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, **look)
        mark(ax.add_patch(cell), row)
        if pd.notna(count):
            centre: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7.5}
            shown = f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"
            ax.text(x, y, shown, color=shade, **centre)
    beneath: dict[str, Any] = {"fontsize": 7.5, "fontweight": "normal", "color": MUTED}
    key = f"colour: {unit}; numbers: {number}"
    ax.set_title(wrapped(key, int(width_of(ax) * 0.5 / INCHES_PER_LETTER)), **beneath)
    beside: dict[str, Any] = {"ax": ax, "fraction": 0.035, "pad": 0.02}
    bar = ax.figure.colorbar(ScalarMappable(scale, colours), **beside)
    bar.outline.set_visible(False)
    sizes = table.assign(group=table[by].map(group_label)).drop_duplicates("group")
    letters = int(width_of(ax) * 0.62 / len(groups) / INCHES_PER_LETTER)
    ticks = [_with_n(size, letters) for size in sizes.to_dict("records")]
    ax.set_xticks(range(len(groups)), ticks)
    name_rows(ax, names)
    ax.set(xlim=(-0.5, len(groups) - 0.5), xlabel=axis)
    bare(ax, "left", "bottom")
    return ax


@styled
def shares(table: pd.DataFrame, *, unit: str, label: str = "topic") -> Axes:
    """Draw shares of items with their intervals, one panel per group.

    Parameters
    ----------
    table
        group, the label's column, item_share, low, high, items_in_group, items_possible and
        item_weight, as from `analysis.counting.series.with_total`. A share without interval
        is hollow; a group without items gets an empty panel that says so.
    unit
        Label of the shared axis.

    Returns
    -------
    The Axes of the first panel.
    """
    groups = list(dict.fromkeys(table["group"]))
    names = list(dict.fromkeys(table[label]))
    figure = Figure(figsize=(width(), 0.9 + rows_height(len(names), 0.22)), layout=_spaced())
    panels: Sequence[Axes] = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
    rows = table.reset_index(drop=True)
    for ax, group in zip(panels, groups, strict=True):
        mine = rows[rows["group"] == group]
        size = {**mine.iloc[0], "group": group}
        ax.set_title(_with_n(size, 7), loc="center", fontweight="normal")
        ax.set(xlim=(-0.06, 1.06), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
        name_rows(ax, names)
        ax.grid(axis="x", color=FAINT, linewidth=0.6)
        ax.set_axisbelow(True)
        bare(ax, "left", "bottom")
        if size["item_weight"] == 0:
            _say_empty(ax, len(names))
            continue
        for share in mine.itertuples():
            y, sure = names.index(getattr(share, label)), pd.notna(share.low)
            if sure:
                line: dict[str, Any] = {"color": ACCENT, "linewidth": 1.4, "alpha": 0.45}
                ax.hlines(y, float(share.low), float(share.high), **line)
            face = ACCENT if sure else PAPER
            point: dict[str, Any] = {"s": 18, "facecolor": face, "edgecolor": ACCENT, "zorder": 3}
            mark(ax.scatter(float(share.item_share), y, **point), share.Index)
    figure.supxlabel(wrapped(unit, int(width() * 12)), fontsize=8, color=MUTED)
    return panels[0]


@styled
def trend(
    table: pd.DataFrame,
    composition: pd.DataFrame,
    *,
    label: str,
    unit: str,
    by: str = "year",
    axis: str = "",
) -> Axes:
    """Draw series over time, and below them which outlets make up each period.

    A value with an interval is a filled mark with a band, joined to its neighbours; a value whose
    interval is refused is hollow and joined to nothing; a period without items is hatched.

    Parameters
    ----------
    table
        by, label, value, low, high, refused, item_weight, as from
        `analysis.counting.series.series`; a group with a missing period is left out.
    composition
        outlet, by, items, as from `analysis.counting.chronology.composition`.
    unit
        Of the value.
    axis
        Label below the periods.

    Returns
    -------
    The Axes of the series; below it stands that of the composition.
    """
    rows = table.reset_index(drop=True)
    rows = rows[rows[by].notna()]
    periods, names = list(dict.fromkeys(rows[by])), list(dict.fromkeys(rows[label]))
    figure = Figure(figsize=(width(), 3.5 if width() >= NARROW else 4.8))
    ax, below = figure.subplots(2, 1, sharex=True, height_ratios=[1, 0.28])
    step = min(0.16, 0.6 / max(1, len(names)))
    looks = [(TERMS[n % len(TERMS)], SHAPES[n % len(SHAPES)]) for n in range(len(names))]
    for n, (name, (hue, shape)) in enumerate(zip(names, looks, strict=True)):
        mine = rows[rows[label] == name]
        at = {period: k + (n - (len(names) - 1) / 2) * step for k, period in enumerate(periods)}
        sure = mine[mine["low"].notna()]
        if len(sure):
            xs = [at[period] for period in sure[by]]
            low, value, high = (sure[c].astype(float) for c in ("low", "value", "high"))
            ax.vlines(xs, low, high, color=hue, linewidth=3, alpha=0.3)
            for left, right in pairwise(range(len(sure))):
                if periods.index(sure[by].iloc[right]) - periods.index(sure[by].iloc[left]) == 1:
                    ends = [xs[left], xs[right]], value.iloc[[left, right]]
                    ax.plot(*ends, color=hue, linewidth=1.2)
        for row in mine[mine["value"].notna()].itertuples():
            face = hue if pd.notna(row.low) else PAPER
            drawn: dict[str, Any] = {"s": 24, "marker": shape, "facecolor": face, "edgecolor": hue}
            dot = ax.scatter(at[getattr(row, by)], float(row.value), zorder=3, **drawn)
            mark(dot, row.Index)
    for k, period in enumerate(periods):
        if (rows.loc[rows[by] == period, "item_weight"] == 0).all():
            empty: dict[str, Any] = {"facecolor": PAPER, "hatch": "////", "edgecolor": HATCHED}
            for panel in (ax, below):
                panel.axvspan(k - 0.5, k + 0.5, linewidth=0, **empty)
    _stack_outlets(below, composition[composition[by].isin(periods)], by, periods)
    ax.set(xlim=(-0.6, len(periods) - 0.4), ylabel=unit)
    ax.set_ylim(bottom=-0.03 * ax.get_ylim()[1])
    ax.grid(axis="y", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    every = max(1, -(-len(periods) // MAX_TICKS))
    below.set_xticks(range(0, len(periods), every), [str(period) for period in periods[::every]])
    below.set_xlabel(axis)
    point: dict[str, Any] = {"linestyle": "", "markersize": 5}
    handles = [
        Line2D([], [], color=hue, marker=shape, label=legible(name, 40), **point)
        for name, (hue, shape) in zip(names, looks, strict=True)
    ]
    hollow: dict[str, Any] = {**point, "color": MUTED, "marker": "o", "markerfacecolor": PAPER}
    if rows["value"].notna().sum() > rows["low"].notna().sum():
        handles.append(Line2D([], [], label="hollow: too few texts for an interval", **hollow))
    legend_above(ax, handles)
    first: Axes = ax
    return first


def _stack_outlets(ax: Axes, composition: pd.DataFrame, by: str, periods: list[Any]) -> None:
    """Draw the items of each period, one colour per outlet."""
    colours = outlet_colours(composition["outlet"])
    heights = dict.fromkeys(periods, 0)
    looks: dict[str, dict[str, Any]] = {
        outlet: {"facecolor": hue, "hatch": HATCHES[n % len(HATCHES)], "edgecolor": PAPER}
        for n, (outlet, hue) in enumerate(colours.items())
    }
    for outlet, period, items in composition[["outlet", by, "items"]].itertuples(index=False):
        place = periods.index(period)
        ax.bar(place, items, width=0.6, bottom=heights[period], linewidth=0.6, **looks[outlet])
        heights[period] += items
    names = {outlet: legible(outlet, 26) or UNNAMED for outlet in colours}
    handles = [Patch(**looks[outlet], lw=0, label=name) for outlet, name in names.items()]
    spread: dict[str, Any] = {"columnspacing": 1.2, "handlelength": 1.4}
    ncols = columns(handles, width_of(ax))
    ax.figure.legend(handles=handles, loc="outside lower left", ncols=ncols, **spread)
    ax.set_ylabel("items")
    ax.yaxis.set_major_locator(ticker.MaxNLocator(3, integer=True))
    bare(ax, "bottom")


def _say_empty(ax: Axes, rows: int) -> None:
    ax.patch.set(facecolor=PAPER, hatch="////", edgecolor=HATCHED)
    box = {"facecolor": PAPER, "edgecolor": PAPER, "pad": 2}
    centre: dict[str, Any] = {"ha": "center", "va": "center", "rotation": 90, "color": MUTED}
    ax.text(0.5, (rows - 1) / 2, "no dated items", bbox=box, **centre)


def _with_n(size: dict[Hashable, Any], letters: int) -> str:
    """Return the name of a group and how many items are certain, and possible if those are more."""
    if "items_in_group" not in size:
        return wrapped(str(size["group"]), letters, 3)
    certain = size["items_in_group"]
    possible = size.get("items_possible", certain)
    n = f"{certain}" if certain == possible else f"{certain}–{possible}"
    return f"{wrapped(str(size['group']), letters, 3)}\nn = {n}"


def _spaced() -> ConstrainedLayoutEngine:
    """Return a layout that keeps neighbouring panels apart."""
    return ConstrainedLayoutEngine(wspace=0.08)
