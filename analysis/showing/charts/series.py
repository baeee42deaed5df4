"""Curves: rates over time with a panel for each name, and one comparison counted in every way."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.showing.charts import layout, theme

PANEL = 1.55  # inches: the least width of a small multiple
# Difference over sum → how many times as much: (2 - 1) / (2 + 1) is a third.
SCALE = {1 / 3: "2× in {}", 0.6: "4× in {}", 1.0: "only in {}"}


@theme.styled
def trend(
    table: pd.DataFrame,
    composition: pd.DataFrame | None = None,
    *,
    label: str,
    unit: str,
    by: Any = "year",
    axis: str = "",
    colours: Mapping[str, str] | None = None,
) -> Axes:
    """Draw each series over time in a panel, and in the last one which outlets make up a period.

    A value without an interval is hollow and joined to nothing; a period without a certain item is
    hatched. Without a composition every panel has its own scale, and all marks are joined.
    """
    shared = composition is not None
    rows = table[table[by].notna()].copy()
    rows["value"] = rows["value"].astype("Float64").mask(none_certain(rows))
    rows["joined"] = rows["value"].notna() & (rows["low"].notna() | (not shared))
    periods, names = list(dict.fromkeys(rows[by])), list(dict.fromkeys(rows[label]))
    parts = [rows[rows[label] == name] for name in names]
    panels, across = _panels(len(names) + shared, 1.3 if shared else 0.95)
    first, left, inches = panels[0], panels[::across], layout.width() / across
    tops = [_reach(rows if shared else part, shared) for part in parts]
    for ax, top in zip(panels, tops, strict=False):
        ax.set_ylim(-0.06 * top, top)
    handles: list[Any] = []
    if composition is not None:
        shown = composition[composition[by].isin(periods)]
        handles = _stack_outlets(panels[-1], shown, by, periods, colours)
    for n, ax in enumerate(panels):
        ax.grid(axis="y", color=theme.FAINT, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.yaxis.set_major_locator(MaxNLocator(3, integer=n == len(names)))
        ax.tick_params(labelbottom=n + across >= len(panels), labelsize=7.5)
    first.set_xlim(-0.6, len(periods) - 0.4)
    if shared:
        handles += _how_known(rows, tops[0])
        for ax in panels[: len(names) : across]:
            ax.set_ylabel(theme.wrapped(unit, 12), fontsize=7.5)
    else:
        named = f"{unit}, each to its own scale"
        layout.figure_of(first).supylabel(named, fontsize=8, color=theme.MUTED)
    look: dict[str, Any] = {"loc": "outside lower left", "handlelength": 1.4, "fontsize": 7.5}
    layout.grow(first, 0.17 * layout.legend(first, handles, **look))
    left[-1].set_xlabel(theme.wrapped(axis, int(inches / 0.08)), loc="left")
    layout.name_periods(first, periods, by)
    wide = int(layout.inner_width(first) / theme.INCHES_PER_LETTER)
    for n, (ax, name, part, top) in enumerate(zip(panels, names, parts, tops, strict=False)):
        hue = theme.TERMS[n % len(theme.TERMS)] if shared else theme.ACCENT
        title = theme.wrapped(name, wide) or theme.UNNAMED
        ax.set_title(title, color=hue if shared else theme.INK, fontsize=8)
        _draw_series(ax, part, [periods.index(period) for period in part[by]], hue, top)
    counted = set(rows.loc[~none_certain(rows), by])
    for n, _ in (pair for pair in enumerate(periods) if pair[1] not in counted):
        for ax in panels:
            ax.axvspan(n - 0.5, n + 0.5, **theme.EMPTY)
    return first


def _panels(n: int, high: float) -> tuple[list[Axes], int]:
    """Return n panels of a height in inches, and how many of them stand beside each other."""
    down = -(-n // max(1, int(layout.width() / PANEL)))
    across = -(-n // down)
    figure = Figure(figsize=(layout.width(), 0.75 + down * high))
    grid = figure.add_gridspec(down, across)
    panels = [figure.add_subplot(grid[0, 0])]
    for place in range(1, n):
        panels.append(figure.add_subplot(grid[divmod(place, across)], sharex=panels[0]))
    return panels, across


def _reach(rows: pd.DataFrame, shared: bool) -> float:
    """Return where a scale of values ends; of values with intervals at most twice as high.

    An interval of 0 to 30 above values of 1 to 8: it ends at 18, the interval in an arrow.
    """
    reach = 1.1 * float(rows["value"].fillna(0).max() or 1)
    if shared and rows["high"].notna().any():
        return max(reach, min(1.02 * float(rows["high"].max()), 2 * reach))
    return reach


def _how_known(rows: pd.DataFrame, top: float) -> list[Any]:
    """Return the entries of a legend for what has no interval, and for one that goes on."""
    dot: dict[str, Any] = {"color": theme.MUTED, "markerfacecolor": theme.PAPER}
    handles = []
    if rows["value"].notna().sum() > rows["low"].notna().sum():
        few = "hollow: too few texts for an interval"
        handles.append(layout.point(few, markersize=5, **dot))
    if (rows["high"].fillna(0) > top).any():
        handles.append(layout.point("the interval goes on", marker="^", markersize=4, **dot))
    return handles


def _draw_series(ax: Axes, rows: pd.DataFrame, xs: list[int], hue: str, top: float) -> None:
    """Draw one series: filled marks, joined where neighbours have an interval; hollow others."""
    points = zip(xs, rows["value"], rows["joined"], strict=True)
    for (x, one, sure), (after, other, too) in pairwise(points):
        if sure and too and after - x == 1:
            ax.plot([x, after], [one, other], color=hue, linewidth=1.2)
    for x, row in zip(xs, rows.itertuples(), strict=True):
        if pd.isna(row.value):
            continue
        if pd.notna(row.low):
            low, high = float(row.low), float(row.high)
            ax.vlines(x, low, min(high, top), color=hue, linewidth=2.5, alpha=0.3)
            if high > top:
                arrow = ax.scatter(x, top, s=8, color=hue, marker="^", clip_on=False)
                arrow.set_in_layout(False)
        face, size = hue if row.joined else theme.PAPER, 20 if len(xs) <= layout.MAX_CELLS else 7
        drawn: dict[str, Any] = {"facecolor": face, "edgecolor": hue, "s": size}
        theme.mark(ax.scatter(x, float(row.value), zorder=3, clip_on=False, **drawn), row.Index)


def none_certain(table: pd.DataFrame) -> pd.Series:
    """Say in which rows no item is certain to lie: nothing is drawn there."""
    every = pd.Series(1, table.index)
    return table.get("items_in_group", table.get("item_weight", every)).fillna(0) == 0


def _stack_outlets(
    ax: Axes, composition: pd.DataFrame, by: str, periods: list[Any], colours: Any
) -> list[Any]:
    """Draw the items of each period by outlet, the small ones together; return the legend."""
    colours = colours or theme.outlet_colours(composition["outlet"])
    names = {name: name if colours[name] in theme.OUTLETS else theme.OTHERS for name in colours}
    counts = composition["items"].groupby([composition[by], composition["outlet"].map(names)])
    counts = counts.sum().unstack().reindex(periods).fillna(0)
    hatches = dict(zip(theme.OUTLETS, theme.HATCHES, strict=True))  # for print in grey
    handles, heights = [], pd.Series(0.0, counts.index)
    counts = counts.loc[:, counts.sum() > 0]
    for name in [*names, theme.OTHERS]:
        if name in counts:
            colour = colours.get(name, theme.MUTED)
            look = {"facecolor": colour, "hatch": hatches.get(colour), "edgecolor": theme.PAPER}
            ax.bar(range(len(periods)), counts[name], 0.7, heights, linewidth=0.4, **look)
            handles.append(Patch(**look, lw=0, label=theme.legible(name, 26) or theme.UNNAMED))
            heights += counts[name]
    ax.set_title("items by outlet", color=theme.MUTED)
    ax.set_ylim(0, 1.05 * heights.max() or 1)
    return handles


@theme.styled
def specifications(table: pd.DataFrame, *, choices: list[str], higher: str, lower: str) -> Axes:
    """Draw the difference of every specification of a `passport`, in order, and what it chose."""
    told_apart = [column for column in choices if table[column].nunique() > 1]
    options = [(column, value) for column in told_apart for value in dict.fromkeys(table[column])]
    figure = Figure(figsize=(layout.width(), layout.rows_height(len(options), 0.17, 1.9)))
    ratios = [1.6, (0.3 if layout.is_narrow() else 0.17) * max(1, len(options))]
    panels: list[Axes] = list(figure.subplots(2, 1, sharex=True, height_ratios=ratios))
    ax, below = panels
    for row, value, holds in table[["relative", "holds"]].dropna().itertuples(name=None):
        colour = theme.ACCENT if holds else theme.AGAINST
        theme.mark(ax.scatter(row, value, s=7, color=colour, linewidths=0), row)
    ax.axhline(0, color=theme.MUTED, linewidth=0.8)
    ends = {1: theme.legible(higher, 12), -1: theme.legible(lower, 12)}
    reach = max(0.36, table["relative"].abs().max() * 1.08)
    scale = {sign * at: name.format(ends[sign]) for at, name in SCALE.items() for sign in ends}
    shown = {at: name for at, name in {0.0: "equal", **scale}.items() if abs(at) <= reach}
    ax.set_yticks(list(shown), list(shown.values()))
    ax.set(ylim=(-reach, reach), xlim=(-1, len(table)))
    ticks: dict[str, Any] = {"marker": "|", "s": 14, "color": theme.INK, "linewidths": 0.5}
    for n, (column, value) in enumerate(options):
        places = np.flatnonzero(table[column] == value)
        below.scatter(places, [n] * len(places), **ticks)
    layout.name_rows(below, [_name_choice(column, value) for column, value in options])
    below.hlines(range(len(options)), -1, len(table), color=theme.FAINT, linewidth=0.4, zorder=0)
    below.set_xlabel("specifications, by their difference")
    for panel in panels:
        layout.bare(panel, "left", "bottom")
        panel.set_xticks([])
    return ax


def _name_choice(column: str, value: Any) -> str:
    if column == "without":
        return f"without {theme.legible(value, 28)}" if value else "all outlets"
    return theme.legible(str(value).replace("_", " "), 32) + (" dates" if column == "dates" else "")
