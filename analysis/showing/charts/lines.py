"""Series over time: a panel for each name, and which outlets make up the periods."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.showing.charts import layout, theme

PANEL = 1.55  # inches: the least width of a small multiple


@theme.styled
def trend(
    table: pd.DataFrame,
    composition: pd.DataFrame,
    *,
    label: str,
    unit: str,
    by: str = "year",
    axis: str = "",
    colours: Mapping[str, str] | None = None,
) -> Axes:
    """Draw each series over time in a panel, and in the last one which outlets make up a period.

    A value with an interval is a filled mark with a band, joined to its neighbours; one whose
    interval is refused is hollow and joined to nothing; a period without a certain item is
    hatched. Tables as from `series` and `composition`. Returns the first panel.
    """
    look: dict[str, Any] = {"label": label, "by": by, "unit": unit, "axis": axis}
    composition = composition[composition[by].notna()]
    return draw_multiples(table, composition, colours=colours, **look)


def draw_multiples(
    table: pd.DataFrame,
    composition: pd.DataFrame | None = None,
    *,
    label: str,
    by: Any,
    unit: str,
    axis: str,
    colours: Mapping[str, str] | None = None,
) -> Axes:
    """Draw value, low and high of every name in a panel, on one scale if there is a composition."""
    shared = composition is not None
    rows = table.reset_index(drop=True)
    rows = rows[rows[by].notna()]
    rows["value"] = rows["value"].astype("Float64").mask(none_certain(rows))
    rows["joined"] = rows["value"].notna() & (rows["low"].notna() | (not shared))
    periods, names = list(dict.fromkeys(rows[by])), list(dict.fromkeys(rows[label]))
    parts = [rows[rows[label] == name] for name in names]
    down, panels = _panels(len(names) + shared, 1.3 if shared else 0.95)
    across, first = -(-len(panels) // down), panels[0]
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
        ax.yaxis.set_major_locator(ticker.MaxNLocator(3, integer=n == len(names)))
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
    wide = int(layout.width() / across / 0.08)
    panels[across * (down - 1)].set_xlabel(theme.wrapped(axis, wide), loc="left")
    layout.name_periods(first, periods, by)
    wide = int(layout.inner_width(first) / theme.INCHES_PER_LETTER)
    for n, (ax, name, part, top) in enumerate(zip(panels, names, parts, tops, strict=False)):
        hue = theme.TERMS[n % len(theme.TERMS)] if shared else theme.ACCENT
        title = theme.wrapped(name, wide) or theme.UNNAMED
        ax.set_title(title, color=hue if shared else theme.INK, fontsize=8)
        _draw_series(ax, part, [periods.index(period) for period in part[by]], hue, top)
    empty = [n for n, period in enumerate(periods) if none_certain(rows[rows[by] == period]).all()]
    for ax in panels:
        for n in empty:
            ax.axvspan(n - 0.5, n + 0.5, **theme.EMPTY)
    return first


def _panels(n: int, high: float) -> tuple[int, list[Axes]]:
    """Return in how many rows n panels of a height in inches stand, and the panels."""
    down = -(-n // max(1, int(layout.width() / PANEL)))
    across = -(-n // down)
    figure = Figure(figsize=(layout.width(), 0.75 + down * high))
    grid = figure.add_gridspec(down, across)
    panels = [figure.add_subplot(grid[0, 0])]
    for place in range(1, n):
        panels.append(figure.add_subplot(grid[divmod(place, across)], sharex=panels[0]))
    return down, panels


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
    for column in ("items_in_group", "item_weight"):
        if column in table:
            return table[column].fillna(0) == 0
    return pd.Series(False, table.index)


def _stack_outlets(
    ax: Axes,
    composition: pd.DataFrame,
    by: str,
    periods: list[Any],
    colours: Mapping[str, str] | None,
) -> list[Any]:
    """Draw the items of each period by outlet, the small ones together; return the legend."""
    colours = colours or theme.outlet_colours(composition["outlet"])
    outlets = composition["outlet"].where(composition["outlet"].map(colours).isin(theme.OUTLETS))
    counts = composition["items"].groupby([composition[by], outlets], dropna=False).sum().unstack()
    counts = counts.reindex(periods).fillna(0)
    counts = counts.loc[:, counts.sum() > 0]
    order = [name for name in colours if name in counts] + [c for c in counts if pd.isna(c)]
    heights = pd.Series(0.0, counts.index)
    handles = []
    for outlet in order:
        name = theme.OTHERS if pd.isna(outlet) else theme.legible(outlet, 26) or theme.UNNAMED
        colour = theme.MUTED if pd.isna(outlet) else colours[outlet]
        # in print each outlet has a hatch of its own
        hatch = dict(zip(theme.OUTLETS, theme.HATCHES, strict=True)).get(colour, "")
        look: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": theme.PAPER}
        ax.bar(range(len(periods)), counts[outlet], 0.7, heights, linewidth=0.4, **look)
        heights += counts[outlet]
        handles.append(Patch(**look, lw=0, label=name))
    ax.set_title("items by outlet", color=theme.MUTED)
    ax.set_ylim(0, 1.05 * heights.max() or 1)
    return handles
