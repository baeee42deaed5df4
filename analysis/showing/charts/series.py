"""Counts in periods and groups: rates in cells or lines, shares with intervals, terms over time."""

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
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.reading.dating.aoristic import Period
from analysis.showing.charts.theme import (
    ACCENT,
    FAINT,
    HATCHED,
    INCHES_PER_LETTER,
    INK,
    MAX_CELLS,
    MUTED,
    NARROW,
    OTHERS,
    OUTLETS,
    PAPER,
    TERMS,
    UNNAMED,
    axes,
    bare,
    columns,
    group_label,
    inner_width,
    legible,
    mark,
    name_periods,
    name_rows,
    outlet_colours,
    outlet_look,
    rows_height,
    styled,
    text_on,
    width,
    width_of,
    wrapped,
)

PANEL = 1.55  # inches: the least width of a small multiple
EXTREME = 0.95  # where a cell far above this share of the others has the last colour of the scale
_EMPTY: dict[str, Any] = {"facecolor": PAPER, "hatch": "////", "edgecolor": HATCHED, "linewidth": 0}


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
    """Draw a table of groups and names: colour for the rate (value), the count in each cell.

    A cell without a count is hatched: nothing to count there; a count without a rate has no
    colour: too little text. Where numbers would not fit, periods become lines in small multiples,
    and other groups the rows. The groups show n from items_in_group and items_possible.
    """
    names, groups = (list(dict.fromkeys(table[column].map(group_label))) for column in (label, by))
    in_time = by in get_args(Period)
    counts = [_counted(count) for count in table[number].dropna()]
    turned = not in_time and len(groups) > max(MAX_CELLS, len(names))
    sizes = table.assign(group=table[by].map(group_label)).drop_duplicates("group")
    heads = [_with_n(size) for size in sizes.to_dict("records")]
    down, across = (heads, names) if turned else (names, heads)
    ax = axes(width(0.85), rows_height(len(down), 0.21, 1.3))
    name_rows(ax, [name.replace("\n", " · ") for name in down])
    ax.set(xlim=(-0.5, len(across) - 0.5), xlabel=axis)
    cell = inner_width(ax) / len(across)
    fits = max(map(len, counts), default=1) * INCHES_PER_LETTER + 0.03 <= cell
    longest = max((len(line) for head in heads for line in head.split("\n")), default=1)
    if in_time and (len(groups) > MAX_CELLS or not fits or cell < longest * INCHES_PER_LETTER):
        look: dict[str, Any] = {"label": label, "by": by, "unit": unit, "axis": axis}
        return _multiples(table.assign(value=table[value], low=pd.NA), shared=False, **look)
    rates = table[value].astype("Float64").mask(_none_certain(table))
    usual = rates[rates > 0].quantile(EXTREME) if (rates > 0).any() else 1.0
    # Cells of 1 to 20 and one of 37: the scale ends at about 20, with an arrow.
    extreme = bool((rates > 1.25 * usual).any())
    most = float(usual if extreme else (rates.fillna(0).max() or 1))
    if unit.startswith("share"):
        extreme, most = False, 1.0
    scale = Normalize(0, most)
    colours = sns.light_palette(ACCENT, as_cmap=True)
    places = (table[column].map(group_label) for column in (label, by))
    for row, (name, group, count, rate) in enumerate(
        zip(*places, table[number], rates, strict=True)
    ):
        y, x = names.index(name), groups.index(group)
        x, y = (y, x) if turned else (x, y)
        face = colours(scale(float(rate))) if pd.notna(rate) else PAPER
        plain = {
            "facecolor": face,
            "edgecolor": FAINT if pd.isna(rate) else PAPER,
            "linewidth": 0.7,
        }
        look = _EMPTY if pd.isna(count) else plain
        mark(ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, **look)), row)
        if fits and pd.notna(count):
            shade = MUTED if pd.isna(rate) else text_on(face)
            centre: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7.5}
            ax.text(x, y, _counted(count), color=shade, **centre)
    _name_columns(ax, across, cell)
    bare(ax, "left", "bottom")
    key = f"colour: {unit}" + (f"; numbers: {number}" if fits else "")
    place: dict[str, Any] = {"location": "top", "anchor": (0, 0), "fraction": 0.04, "pad": 0.01}
    place |= {"aspect": 24, "shrink": 1 if width() < NARROW else 0.5}
    scaled = ScalarMappable(scale, colours)
    bar = ax.figure.colorbar(scaled, ax=ax, extend="max" if extreme else "neither", **place)
    bar.outline.set_visible(False)
    bar.ax.xaxis.set_major_locator(ticker.MaxNLocator(2))
    bar.ax.tick_params(labelsize=7.5, length=2)
    bar.set_label(
        wrapped(key, int(cell * len(across) / INCHES_PER_LETTER)), fontsize=7.5, loc="left"
    )
    return ax


def _counted(count: float) -> str:
    return f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"


def _name_columns(ax: Axes, heads: Sequence[str], cell: float) -> None:
    """Name columns of this many inches, upright where their words do not fit beside each other."""
    letters = int(cell / INCHES_PER_LETTER - 0.5)
    lines = [head.split("\n") for head in heads]
    if all(len(word) <= letters for parts in lines for word in (*parts[0].split(), *parts[1:])):
        ax.set_xticks(
            range(len(heads)),
            [wrapped(a, letters, 3) + "".join(f"\n{b}" for b in n) for a, *n in lines],
        )
        return
    size = min(8.0, 64 * cell)  # points: as high as the column is wide
    shown = [" · ".join((legible(name, 24) or UNNAMED, *n)) for name, *n in lines]
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.set_figheight(figure.get_figheight() + max(map(len, shown)) * size / 8 * 0.062)
    ax.set_xticks(range(len(heads)), shown, rotation=90, fontsize=size)


@styled
def shares(table: pd.DataFrame, *, unit: str, label: str = "topic") -> Axes:
    """Draw shares of items with their intervals, one panel per group of a `with_total` table.

    A share without interval is hollow; a group without items gets an empty panel that says so.
    Returns the first panel.
    """
    groups = list(dict.fromkeys(table["group"]))
    names = list(dict.fromkeys(table[label]))
    spaced = ConstrainedLayoutEngine(w_pad=0.04, h_pad=0.12, wspace=0.04)
    figure = Figure(figsize=(width(), rows_height(len(names), 0.22, 1.1)), layout=spaced)
    panels: Sequence[Axes] = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
    rows = table.reset_index(drop=True)
    for ax, group in zip(panels, groups, strict=True):
        mine = rows[rows["group"] == group]
        name, n = _with_n({**mine.iloc[0], "group": group}).split("\n")
        if width() < NARROW:
            n = n.removeprefix("n = ").replace("–", "–\n")
        ax.set_title(f"{wrapped(name, 7, 3)}\n{n}", loc="center", fontweight="normal")
        ticks = {0: "0", 0.5: "½", 1: "1"} if width() >= NARROW else {0: "0", 1: "1"}
        ax.set(xlim=(-0.06, 1.06), xticks=list(ticks), xticklabels=list(ticks.values()))
        name_rows(ax, names)
        ax.grid(axis="x", color=FAINT, linewidth=0.6)
        ax.set_axisbelow(True)
        bare(ax, "left", "bottom")
        if mine["item_weight"].iloc[0] == 0:
            ax.patch.set(facecolor=PAPER, hatch="////", edgecolor=HATCHED)
            box = {"facecolor": PAPER, "edgecolor": PAPER, "pad": 2}
            centre: dict[str, Any] = {"ha": "center", "va": "center", "rotation": 90}
            ax.text(0.5, (len(names) - 1) / 2, "no dated items", bbox=box, color=MUTED, **centre)
            continue
        for share in mine.itertuples():
            y, sure = names.index(getattr(share, label)), pd.notna(share.low)
            if sure:
                line: dict[str, Any] = {"color": ACCENT, "linewidth": 1.4, "alpha": 0.45}
                ax.hlines(y, float(share.low), float(share.high), **line)
            face = ACCENT if sure else PAPER
            point: dict[str, Any] = {"s": 18, "facecolor": face, "edgecolor": ACCENT, "zorder": 3}
            dot = ax.scatter(float(share.item_share), y, clip_on=False, **point)
            mark(dot, share.Index)
    unit += "" if width() >= NARROW else "; n of items above"
    figure.supxlabel(wrapped(unit, int(width() * 12), 3), fontsize=8, color=MUTED)
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
    colours: Mapping[str, str] | None = None,
) -> Axes:
    """Draw each series over time in a panel, and in the last one which outlets make up a period.

    A value with an interval is a filled mark with a band, joined to its neighbours; one whose
    interval is refused is hollow and joined to nothing; a period without a certain item is
    hatched. Tables as from `series` and `composition`. Returns the first panel.
    """
    look: dict[str, Any] = {"label": label, "by": by, "unit": unit, "axis": axis}
    composition = composition[composition[by].notna()]
    return _multiples(table, shared=True, composition=composition, colours=colours, **look)


def _multiples(
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
    rows["value"] = rows["value"].astype("Float64").mask(_none_certain(rows))
    n_panels = len(names) + (composition is not None)
    rows["joined"] = rows["value"].notna() & (rows["low"].notna() | (not shared))
    down = -(-n_panels // max(1, int(width() / PANEL)))
    across = -(-n_panels // down)
    figure = Figure(figsize=(width(), 0.75 + down * (1.3 if shared else 0.95)))
    grid = figure.add_gridspec(down, across)
    panels: list[Axes] = []
    for n in range(n_panels):
        panels.append(figure.add_subplot(grid[divmod(n, across)], sharex=panels[0] if n else None))
    # One interval of 0 to 30 above values of 1 to 8: the scale ends at 9, the interval in an arrow.
    reach = 1.1 * float(rows["value"].fillna(0).max() or 1)
    if shared and rows["high"].notna().any():
        reach = max(reach, float(rows["high"].dropna().astype(float).quantile(0.9)))
    parts = [rows[rows[label] == name] for name in names]
    tops = [reach if shared else 1.1 * float(p["value"].fillna(0).max() or 1) for p in parts]
    for ax, top in zip(panels, tops, strict=False):
        ax.set_ylim(-0.06 * top, top)
    handles: list[Any] = []
    if composition is not None:
        shown = composition[composition[by].isin(periods)]
        handles = _stack_outlets(panels[-1], shown, by, periods, colours)
    for n, ax in enumerate(panels):
        ax.grid(axis="y", color=FAINT, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.yaxis.set_major_locator(ticker.MaxNLocator(3, integer=n == len(names)))
        ax.tick_params(labelbottom=n + across >= n_panels, labelsize=7.5)
        if shared and n % across == 0 and n < len(names):
            ax.set_ylabel(wrapped(unit, 12), fontsize=7.5)
    panels[0].set_xlim(-0.6, len(periods) - 0.4)
    if not shared:
        figure.supylabel(f"{unit}, each to its own scale", fontsize=8, color=MUTED)
    dot: dict[str, Any] = {"color": MUTED, "linestyle": "", "markerfacecolor": PAPER}
    if shared and rows["value"].notna().sum() > rows["low"].notna().sum():
        few = "hollow: too few texts for an interval"
        handles.append(Line2D([], [], label=few, marker="o", markersize=5, **dot))
    if shared and (rows["high"].fillna(0) > reach).any():
        handles.append(
            Line2D([], [], label="the interval goes on", marker="^", markersize=4, **dot)
        )
    if handles:
        spread: dict[str, Any] = {"columnspacing": 1.2, "handlelength": 1.4, "fontsize": 7.5}
        ncols = columns(handles, width_of(panels[0]))
        figure.legend(handles=handles, loc="outside lower left", ncols=ncols, **spread)
    panels[across * (down - 1)].set_xlabel(wrapped(axis, int(width() / across / 0.08)), loc="left")
    name_periods(panels[0], periods, by)
    wide = int(inner_width(panels[0]) / INCHES_PER_LETTER)
    for n, (ax, name, mine, top) in enumerate(zip(panels, names, parts, tops, strict=False)):
        hue = TERMS[n % len(TERMS)] if shared else ACCENT
        ax.set_title(wrapped(name, wide) or UNNAMED, color=hue if shared else INK, fontsize=8)
        _draw_series(ax, mine, [periods.index(period) for period in mine[by]], hue, top)
    empty = [n for n, period in enumerate(periods) if _none_certain(rows[rows[by] == period]).all()]
    for ax in panels:
        for period in empty:
            ax.axvspan(period - 0.5, period + 0.5, **_EMPTY)
    return panels[0]


def _draw_series(ax: Axes, rows: pd.DataFrame, xs: list[int], hue: str, top: float) -> None:
    """Draw one series: filled marks, joined where neighbours have an interval; hollow others."""
    few = len(xs) <= MAX_CELLS
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
        face = hue if row.joined else PAPER
        drawn: dict[str, Any] = {"facecolor": face, "edgecolor": hue, "s": 20 if few else 7}
        mark(ax.scatter(x, float(row.value), zorder=3, clip_on=False, **drawn), row.Index)


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
) -> list[Patch]:
    """Draw the items of each period by outlet, the small ones together; return the legend."""
    colours = colours or outlet_colours(composition["outlet"])
    outlets = composition["outlet"].where(composition["outlet"].map(colours).isin(OUTLETS))
    counts = composition["items"].groupby([composition[by], outlets], dropna=False).sum().unstack()
    counts = counts.reindex(periods).fillna(0)
    counts = counts.loc[:, counts.sum() > 0]
    order = [name for name in colours if name in counts] + [c for c in counts if pd.isna(c)]
    heights = pd.Series(0.0, counts.index)
    handles = []
    for outlet in order:
        known = pd.notna(outlet)
        look = outlet_look(colours[outlet] if known else MUTED)
        ax.bar(range(len(periods)), counts[outlet], 0.7, heights, linewidth=0.4, **look)
        heights += counts[outlet]
        name = (legible(outlet, 26) or UNNAMED) if known else OTHERS
        handles.append(Patch(**look, lw=0, label=name))
    ax.set_title("items by outlet", color=MUTED)
    ax.set_ylim(0, 1.05 * heights.max() or 1)
    return handles


def _with_n(size: Mapping[Hashable, Any]) -> str:
    """Return a group and, on a second line, how many items are certain, or also possible."""
    if "items_in_group" not in size:
        return str(size["group"])
    certain = size["items_in_group"]
    possible = size.get("items_possible", certain)
    n = f"{certain:,}" if certain == possible else f"{certain:,}–{possible:,}"
    return f"{legible(str(size['group'])) or UNNAMED}\nn = {n}"
