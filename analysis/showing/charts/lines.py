"""Series over time: a panel for each name, and which outlets make up the periods."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
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
    return draw_multiples(table, shared=True, composition=composition, colours=colours, **look)


def draw_multiples(
    table: pd.DataFrame,
    *,
    label: str,
    by: Any,
    unit: str,
    axis: str,
    shared: bool,
    composition: pd.DataFrame | None = None,
    colours: Mapping[str, str] | None = None,
) -> Axes:
    """Draw value, low and high of every name in a panel of its own, on one scale if shared."""
    rows = table.reset_index(drop=True)
    rows = rows[rows[by].notna()]
    periods, names = list(dict.fromkeys(rows[by])), list(dict.fromkeys(rows[label]))
    rows["value"] = rows["value"].astype("Float64").mask(none_certain(rows))
    n_panels = len(names) + (composition is not None)
    rows["joined"] = rows["value"].notna() & (rows["low"].notna() | (not shared))
    down = -(-n_panels // max(1, int(layout.width() / PANEL)))
    across = -(-n_panels // down)
    figure = Figure(figsize=(layout.width(), 0.75 + down * (1.3 if shared else 0.95)))
    grid = figure.add_gridspec(down, across)
    panels: list[Axes] = []
    for n in range(n_panels):
        panels.append(figure.add_subplot(grid[divmod(n, across)], sharex=panels[0] if n else None))
    # An interval of 0 to 30 above values of 1 to 8: the scale ends at 18, the interval in an arrow.
    reach = 1.1 * float(rows["value"].fillna(0).max() or 1)
    if shared and rows["high"].notna().any():
        reach = max(reach, min(1.02 * float(rows["high"].max()), 2 * reach))
    parts = [rows[rows[label] == name] for name in names]
    tops = [reach if shared else 1.1 * float(p["value"].fillna(0).max() or 1) for p in parts]
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
        ax.tick_params(labelbottom=n + across >= n_panels, labelsize=7.5)
        if shared and n % across == 0 and n < len(names):
            ax.set_ylabel(theme.wrapped(unit, 12), fontsize=7.5)
    panels[0].set_xlim(-0.6, len(periods) - 0.4)
    if not shared:
        figure.supylabel(f"{unit}, each to its own scale", fontsize=8, color=theme.MUTED)
    dot: dict[str, Any] = {"color": theme.MUTED, "linestyle": "", "markerfacecolor": theme.PAPER}
    if shared and rows["value"].notna().sum() > rows["low"].notna().sum():
        few = "hollow: too few texts for an interval"
        handles.append(Line2D([], [], label=few, marker="o", markersize=5, **dot))
    if shared and (rows["high"].fillna(0) > reach).any():
        handles.append(
            Line2D([], [], label="the interval goes on", marker="^", markersize=4, **dot)
        )
    if handles:
        spread: dict[str, Any] = {"columnspacing": 1.2, "handlelength": 1.4, "fontsize": 7.5}
        ncols = layout.columns(handles, layout.width_of(panels[0]))
        figure.set_figheight(figure.get_figheight() + 0.17 * -(-len(handles) // ncols))
        figure.legend(handles=handles, loc="outside lower left", ncols=ncols, **spread)
    panels[across * (down - 1)].set_xlabel(
        theme.wrapped(axis, int(layout.width() / across / 0.08)), loc="left"
    )
    layout.name_periods(panels[0], periods, by)
    wide = int(layout.inner_width(panels[0]) / theme.INCHES_PER_LETTER)
    for n, (ax, name, mine, top) in enumerate(zip(panels, names, parts, tops, strict=False)):
        hue = theme.TERMS[n % len(theme.TERMS)] if shared else theme.ACCENT
        ax.set_title(
            theme.wrapped(name, wide) or theme.UNNAMED,
            color=hue if shared else theme.INK,
            fontsize=8,
        )
        _draw_series(ax, mine, [periods.index(period) for period in mine[by]], hue, top)
    empty = [n for n, period in enumerate(periods) if none_certain(rows[rows[by] == period]).all()]
    for ax in panels:
        for period in empty:
            ax.axvspan(period - 0.5, period + 0.5, **theme.EMPTY)
    return panels[0]


def _draw_series(ax: Axes, rows: pd.DataFrame, xs: list[int], hue: str, top: float) -> None:
    """Draw one series: filled marks, joined where neighbours have an interval; hollow others."""
    few = len(xs) <= layout.MAX_CELLS
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
        face = hue if row.joined else theme.PAPER
        drawn: dict[str, Any] = {"facecolor": face, "edgecolor": hue, "s": 20 if few else 7}
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
) -> list[Patch]:
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
        known = pd.notna(outlet)
        look = theme.outlet_look(colours[outlet] if known else theme.MUTED)
        ax.bar(range(len(periods)), counts[outlet], 0.7, heights, linewidth=0.4, **look)
        heights += counts[outlet]
        name = (theme.legible(outlet, 26) or theme.UNNAMED) if known else theme.OTHERS
        handles.append(Patch(**look, lw=0, label=name))
    ax.set_title("items by outlet", color=theme.MUTED)
    ax.set_ylim(0, 1.05 * heights.max() or 1)
    return handles
