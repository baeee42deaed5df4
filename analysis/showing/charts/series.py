"""Curves: rates over time with a panel for each name, and one comparison counted in every way."""

from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.showing.charts import theme

PANEL, HEIGHTS = 1.55, (0.95, 0.78)  # inches of a small multiple: least width; height, if narrow
SCALE = {1 / 3: "2× in {}", 0.6: "4× in {}", 1.0: "only in {}"}  # (2 - 1) / (2 + 1) is a third


@theme.styled()
def trend(
    table: pd.DataFrame,
    composition: pd.DataFrame | None = None,
    *,
    label: str,
    unit: str,
    by: Any = "year",
    axis: str = "",
    colours: Mapping[str, str] | None = None,
    least: int = 0,
) -> Axes:
    """Draw each series over time in a panel, and in the last one which outlets make up a period."""
    shared = composition is not None
    rows = table[table[by].notna()].copy()
    rows["value"] = rows["value"].astype("Float64").mask(none_certain(rows))
    sure = rows["low"].notna() if shared else rows.get("items_in_group", least) >= least
    rows["joined"] = rows["value"].notna() & sure
    periods, names = list(dict.fromkeys(rows[by])), list(dict.fromkeys(rows[label]))
    each = 1.3 if shared else HEIGHTS[theme.is_narrow()]
    number = len(names) + shared
    down = -(-number // max(1, int(theme.width() / PANEL)))
    across = -(-number // down)
    figure = Figure(figsize=(theme.width(), 0.75 + down * each))
    panels: list[Axes] = figure.subplots(down, across, sharex=True, squeeze=False).ravel().tolist()
    for spare in panels[number:]:
        spare.remove()
    panels, first = panels[:number], panels[0]
    first.set_xlim(-0.6, len(periods) - 0.4)  # before marks, which need not be measured then
    handles = _stack_outlets(panels[-1], composition, by, periods, colours) if shared else []
    if rows["value"].count() > rows["joined"].sum():
        dot: dict[str, Any] = {"marker": "o", "linestyle": "", "color": theme.MUTED}
        handles.append(Line2D([], [], **dot, label="hollow: too few texts", mfc=theme.PAPER))
    hues = cycle(theme.TERMS if shared else [theme.ACCENT])
    for ax, name, hue in zip(panels, names, hues, strict=False):
        part = rows[rows[label] == name]
        above = rows[["value", "high"]] if shared else part[["value"]]
        reach = float(above.fillna(0).max().max() or 1)
        ax.set_ylim(-0.066 * reach, 1.1 * reach)
        _draw_series(ax, part, [periods.index(period) for period in part[by]], hue)
    for n, ax in enumerate(panels):
        ax.grid(axis="y")
        ax.yaxis.set_major_locator(MaxNLocator(int(each / 0.3), integer=n == len(names)))
        ax.tick_params(labelbottom=n + across >= len(panels), labelsize=7.5)
        for x in np.flatnonzero(~pd.Series(periods).isin(rows.loc[~none_certain(rows), by])):
            ax.axvspan(x - 0.5, x + 0.5, **theme.EMPTY)
    figure.supylabel(unit + ", each to its own scale" * (not shared), size=8, color=theme.MUTED)
    theme.grow(first, 0.17 * theme.legend(first, handles, loc="outside lower left"))
    axis = theme.wrapped(axis, int(theme.width() / across / 0.08))
    panels[(len(panels) - 1) // across * across].set_xlabel(axis, loc="left")
    wide = int(theme.name_periods(first, periods, by) / theme.INCHES_PER_LETTER)
    titles = [theme.wrapped(name, wide, 3) or theme.UNNAMED for name in names]
    for ax, title, hue in zip(panels, titles, cycle(theme.TERMS), strict=False):
        ax.set_title(title, color=hue if shared else theme.INK, fontsize=8)
    theme.grow(first, theme.LINE_INCHES * down * any(title.count("\n") > 1 for title in titles))
    return first


def _draw_series(ax: Any, rows: pd.DataFrame, xs: list[int], hue: str) -> None:
    """Draw one series: filled marks, joined where neighbours have an interval; hollow others."""
    known = rows.assign(x=xs).dropna(subset="value").astype({"value": float})
    joined, sure = known[known["joined"]], known.dropna(subset="low")
    for _, run in joined.groupby(joined["x"] - np.arange(len(joined))):  # 2, 3 and 5 are two runs
        if len(run) > 1:
            ax.plot(run["x"], run["value"], color=hue, linewidth=1.2)
    if len(sure):
        ends = sure[["low", "high"]].astype(float).to_numpy().T
        ax.vlines(sure["x"], *ends, color=hue, linewidth=2.5, alpha=0.3)
    look: dict[str, Any] = {"mec": hue, "mew": 1.5, "clip_on": False, "zorder": 3}
    look["ms"] = (20 if len(xs) <= theme.MAX_CELLS else 7) ** 0.5  # points across
    for row, x, value, is_joined in known[["x", "value", "joined"]].itertuples(name=None):
        theme.mark(ax.plot(x, value, "o", mfc=hue if is_joined else theme.PAPER, **look)[0], row)


def none_certain(table: pd.DataFrame) -> pd.Series:
    """Say in which rows no item is certain to lie: nothing is drawn there."""
    every = pd.Series(1, table.index)
    return table.get("items_in_group", table.get("item_weight", every)).fillna(0) == 0


def _stack_outlets(ax: Axes, composition: Any, by: str, periods: Any, colours: Any) -> list[Any]:
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


@theme.styled()
def specifications(table: pd.DataFrame, *, choices: list[str], higher: str, lower: str) -> Axes:
    """Draw the difference of every specification of a `passport`, in order, and what it chose."""
    options = [(c, v) for c in choices if table[c].nunique() > 1 for v in table[c].unique()]
    figure = Figure(figsize=(theme.width(), theme.rows_height(len(options), 0.17, 1.9)))
    ratios = [1.6, (0.3 if theme.is_narrow() else 0.17) * max(1, len(options))]
    panels: list[Axes] = list(figure.subplots(2, 1, sharex=True, height_ratios=ratios))
    ax, below = panels
    for row, value, holds in table[["relative", "holds"]].dropna().itertuples(name=None):
        colour = theme.ACCENT if holds else theme.AGAINST
        theme.mark(ax.plot(row, value, "o", ms=7**0.5, color=colour, mew=0)[0], row)
    ax.axhline(0, color=theme.MUTED, linewidth=0.8)
    ends = {1: theme.legible(higher, 12), -1: theme.legible(lower, 12)}
    reach = max(0.36, table["relative"].abs().max() * 1.08)
    scale = {sign * at: name.format(ends[sign]) for at, name in SCALE.items() for sign in ends}
    shown = {at: name for at, name in {0.0: "equal", **scale}.items() if abs(at) <= reach}
    ax.set(yticks=[*shown], yticklabels=shown.values(), ylim=(-reach, reach), xlim=(-1, len(table)))
    for n, (column, value) in enumerate(options):
        places = np.flatnonzero(table[column] == value)
        below.scatter(places, [n] * len(places), 14, theme.INK, marker="|", lw=0.5)
    lines = {"width": 16, "lines": 2} if theme.is_narrow() else {"width": 32, "lines": 1}
    said = [f"{column}: {value or 'none'}".replace("_", " ") for column, value in options]
    below.set_yticks(range(len(options)), [theme.wrapped(name, **lines) for name in said])
    below.set(ylim=(len(options) - 0.4, -0.6), xlabel="specifications")
    below.hlines(range(len(options)), -1, len(table), color=theme.FAINT, linewidth=0.4, zorder=0)
    for panel in panels:
        theme.bare(panel)
        panel.set_xticks([])
    return ax
