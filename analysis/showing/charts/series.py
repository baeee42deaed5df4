"""Counts in groups: rates in cells, or over time with a panel for each name where they are many."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any, get_args

import pandas as pd
import seaborn as sns
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.reading.dating.aoristic import Period
from analysis.showing.charts import layout, theme

UNIT = "hits per 1,000 words"
EXTREME = 0.95  # where a cell far above this share of the others has the last colour of the scale
PANEL = 1.55  # inches: the least width of a small multiple


@theme.styled
def heat(
    table: pd.DataFrame, *, label: str, by: str = "year", value: str = "per_1000", axis: str = ""
) -> Axes:
    """Draw a table of groups and names: colour for the rate (value), the hits in each cell.

    Hatched: nothing to count there; without colour: too little text. Where numbers would not fit,
    periods become lines in small multiples, and other groups the rows.
    """
    labels = {column: table[column].map(theme.group_label) for column in (label, by)}
    names, groups = (list(dict.fromkeys(column)) for column in labels.values())
    in_time = by in get_args(Period)
    turned = not in_time and len(groups) > max(layout.MAX_CELLS, len(names))
    sizes = table.assign(group=labels[by]).drop_duplicates("group")
    heads = [_with_n(size) for size in sizes.to_dict("records")]
    down, across = (heads, names) if turned else (names, heads)
    ax = layout.row_axes([name.replace("\n", " · ") for name in down], 0.85, 0.21, 1.3)
    ax.set(xlim=(-0.5, len(across) - 0.5), xlabel=axis)
    cell = layout.inner_width(ax) / len(across)
    counts = [_counted(count) for count in table["hits"].dropna()]
    fits = layout.longest_line(counts) + 0.03 <= cell
    crowded = len(groups) > layout.MAX_CELLS or not fits or cell < layout.longest_line(heads)
    if in_time and crowded:
        look: dict[str, Any] = {"label": label, "by": by, "unit": UNIT, "axis": axis}
        return trend(table.assign(value=table[value], low=pd.NA), **look)
    rates = table[value].astype("Float64").mask(_none_certain(table))
    scale, extreme = _scale_of(rates)
    columns = labels[label], labels[by], table["hits"], rates
    for row, (name, group, count, rate) in enumerate(zip(*columns, strict=True)):
        y, x = names.index(name), groups.index(group)
        x, y = (y, x) if turned else (x, y)
        face = theme.PAPER if pd.isna(rate) else scale.to_rgba(float(rate))
        edge, shade = (
            (theme.FAINT, theme.MUTED) if pd.isna(rate) else (theme.PAPER, theme.text_on(face))
        )
        plain = {"facecolor": face, "edgecolor": edge, "linewidth": 0.7}
        look = theme.EMPTY if pd.isna(count) else plain
        theme.box(ax, row, (x - 0.48, y - 0.46), 0.96, 0.92, **look)
        if fits and pd.notna(count):
            theme.inside(ax, x, y, _counted(count), shade)
    _name_columns(ax, across, cell)
    layout.bare(ax, "left", "bottom")
    key = f"colour: {UNIT}" + ("; numbers: hits" if fits else "")
    letters = int(cell * len(across) / theme.INCHES_PER_LETTER)
    _key_above(ax, scale, extreme, theme.wrapped(key, letters))
    return ax


def _scale_of(rates: pd.Series) -> tuple[Any, bool]:
    """Return the scale of colours of some rates, and whether one far above the others is cut.

    Cells of 1 to 20 and one of 37: the scale ends at about 20, with an arrow.
    """
    usual = rates[rates > 0].quantile(EXTREME) if (rates > 0).any() else 1.0
    extreme = bool((rates > 1.25 * usual).any())
    most = float(usual if extreme else (rates.fillna(0).max() or 1))
    colours = sns.light_palette(theme.ACCENT, as_cmap=True)
    return ScalarMappable(Normalize(0, most), colours), extreme


def _key_above(ax: Axes, scale: Any, extreme: bool, label: str) -> None:
    place: dict[str, Any] = {"location": "top", "anchor": (0, 0), "pad": 0.01, "aspect": 24}
    place |= {"shrink": 1 if layout.is_narrow() else 0.5, "extend": "max" if extreme else "neither"}
    bar = layout.colour_bar(ax, scale, 2, **place)
    bar.ax.tick_params(labelsize=7.5, length=2)
    bar.set_label(label, fontsize=7.5, loc="left")


def _counted(count: float) -> str:
    return f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"


def _name_columns(ax: Axes, heads: Sequence[str], cell: float) -> None:
    """Name columns of this many inches, upright where their words do not fit beside each other."""
    letters = int(cell / theme.INCHES_PER_LETTER - 0.5)
    lines = [head.split("\n") for head in heads]
    if all(len(word) <= letters for name, *n in lines for word in (*name.split(), *n)):
        beside = ["\n".join((theme.wrapped(name, letters, 3), *n)) for name, *n in lines]
        ax.set_xticks(range(len(heads)), beside)
        return
    size = min(8.0, 64 * cell)  # points: as high as the column is wide
    shown = [" · ".join((theme.legible(name, 24) or theme.UNNAMED, *n)) for name, *n in lines]
    layout.grow(ax, max(map(len, shown)) * size / 8 * 0.062)
    ax.set_xticks(range(len(heads)), shown, rotation=90, fontsize=size)


def _with_n(size: Mapping[Hashable, Any]) -> str:
    """Return a group and, on a second line, how many items are certain, or also possible."""
    if "items_in_group" not in size:
        return str(size["group"])
    certain = size["items_in_group"]
    possible = size.get("items_possible", certain)
    n = f"{certain:,}" if certain == possible else f"{certain:,}–{possible:,}"
    return f"{theme.legible(str(size['group'])) or theme.UNNAMED}\nn = {n}"


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
    rows = table.reset_index(drop=True)
    rows = rows[rows[by].notna()]
    rows["value"] = rows["value"].astype("Float64").mask(_none_certain(rows))
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
    empty = [n for n, period in enumerate(periods) if _none_certain(rows[rows[by] == period]).all()]
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


def _none_certain(table: pd.DataFrame) -> pd.Series:
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
