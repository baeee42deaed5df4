"""Counts in cells: words and topics by group, by text with room for headings, items by outlet."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, get_args

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, PowerNorm
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analysis.reading.dating.aoristic import Period
from analysis.showing.charts import layout, theme
from analysis.showing.charts.series import none_certain, trend

UNIT = "hits per 1,000 words"
EXTREME = 0.95  # where a cell far above this share of the others has the last colour of the scale
HEAD_INCHES, HEAD_LETTERS = 1.25, 23  # how high the upright names of texts are
TWO_LINES_INCHES = 0.27  # of a column that has room for a second line upright
NEAR = "≈"  # before a number that counts hits one word apart
# Shares of topics lie between 2 and 60 %: the square root keeps the small ones apart.
SCALE_POWER = 0.5
# item_id → when and what, then by whom: ("2020-11-18 call", "Big Asia")
Headings = Mapping[str, tuple[str, str]]


@theme.styled
def heat(
    table: pd.DataFrame, *, label: str, by: str = "year", value: str = "per_1000", axis: str = ""
) -> Axes:
    """Draw a table of groups and names: colour for the rate (value), the hits in each cell.

    Hatched: nothing to count there; without colour: too little text. Where numbers would not fit,
    periods become lines in small multiples.
    """
    labels = {column: table[column].map(theme.group_label) for column in (label, by)}
    names, groups = (list(dict.fromkeys(column)) for column in labels.values())
    sizes = table.assign(group=labels[by]).drop_duplicates("group")
    heads = [_with_n(size) for size in sizes.to_dict("records")]
    ax = layout.row_axes(names, 0.85, 0.21, 1.3)
    ax.set(xlim=(-0.5, len(heads) - 0.5), xlabel=axis)
    cell = layout.inner_width(ax) / len(heads)
    shown = table["hits"].map(lambda n: f"{n:,.{int(n % 1 > 0)}f}", na_action="ignore").fillna("")
    fits = layout.longest_line(shown) + 0.03 <= cell
    crowded = len(groups) > layout.MAX_CELLS or not fits or cell < layout.longest_line(heads)
    if by in get_args(Period) and crowded:
        look: dict[str, Any] = {"label": label, "by": by, "unit": UNIT, "axis": axis}
        return trend(table.assign(value=table[value], low=pd.NA), **look)
    rates = table[value].astype("Float64").mask(none_certain(table))
    # Cells of 1 to 20 and one of 37: the scale ends at about 20, with an arrow.
    usual = rates[rates > 0].quantile(EXTREME) if (rates > 0).any() else 1.0
    extreme = bool((rates > 1.25 * usual).any())
    scale = _scale(Normalize(0, float(usual if extreme else (rates.fillna(0).max() or 1))))
    places = labels[by].map(groups.index), labels[label].map(names.index)
    for row, (x, y, text, rate) in enumerate(zip(*places, shown, rates, strict=True)):
        face = theme.PAPER if pd.isna(rate) else scale.to_rgba(float(rate))
        plain = {"facecolor": face, "edgecolor": theme.PAPER, "linewidth": 0.7}
        plain |= {"edgecolor": theme.FAINT} if pd.isna(rate) else {}
        theme.box(ax, row, (x - 0.48, y - 0.46), 0.96, 0.92, **(plain if text else theme.EMPTY))
        if fits and text:
            shade = theme.MUTED if pd.isna(rate) else theme.text_on(face)
            theme.inside(ax, x, y, text, shade)
    _name_columns(ax, heads, cell)
    layout.bare(ax, "left", "bottom")
    place: dict[str, Any] = {"location": "top", "anchor": (0, 0), "pad": 0.01, "aspect": 24}
    place |= {"shrink": 1 if layout.is_narrow() else 0.5, "extend": "max" if extreme else "neither"}
    bar = _colour_bar(ax, scale, 2, **place)
    bar.ax.tick_params(labelsize=7.5, length=2)
    letters = int(cell * len(heads) / theme.INCHES_PER_LETTER)
    key = f"colour: {UNIT}" + ("; numbers: hits" if fits else "")
    bar.set_label(theme.wrapped(key, letters), fontsize=7.5, loc="left")
    return ax


def _scale(norm: Normalize) -> Any:
    return ScalarMappable(norm, sns.light_palette(theme.ACCENT, as_cmap=True))


def _colour_bar(ax: Axes, scale: Any, most: int, **place: Any) -> Any:
    """Draw the scale of colours beside a chart, with at most so many numbers."""
    bar = layout.figure_of(ax).colorbar(scale, ax=ax, fraction=0.04, **place)
    bar.outline.set_visible(False)
    bar.ax.xaxis.set_major_locator(MaxNLocator(most))
    return bar


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
    certain, name = size["items_in_group"], theme.legible(str(size["group"])) or theme.UNNAMED
    possible = size.get("items_possible", certain)
    return f"{name}\nn = {certain:,}" + (f"–{possible:,}" if certain != possible else "")


@theme.styled
def matrix(
    table: pd.DataFrame,
    texts: Headings,
    *,
    label: str,
    column: str = "item_id",
    value: str = "",
    unit: str = "",
    beside: Mapping[str, Iterable[float]] | None = None,
) -> Axes:
    """Draw which text or outlet (column) has what (label), in how many hits: a row for each name.

    The value is a share and gives the colour; near counts hits one word apart. Without a value the
    first cell of a row is dark. Numbers of the rows, by their heading, stand ``beside``.
    """
    names, columns, beside = list(dict.fromkeys(table[label])), list(texts), beside or {}
    # "the legitimate rights and interests of the two" has 46 letters
    ax = layout.row_axes(names, 1, 0.2, HEAD_INCHES + (0.7 if value else 0.25), letters=60)
    cell = layout.inner_width(ax) / (len(texts) + len(beside))
    heads = [*head_lines(texts, 2 if cell >= TWO_LINES_INCHES else 1), *beside]
    upright: dict[str, Any] = {"rotation": 90, "va": "bottom", "fontsize": min(7.0, 64 * cell)}
    ax.set_xticks(range(len(heads)), heads, multialignment="left", **upright)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.5, len(heads) - 0.5)
    layout.bare(ax, "left", "top", "bottom")
    ax.tick_params(top=False, pad=1)
    ax.hlines(range(len(names)), -0.5, len(texts) - 0.5, color=theme.FAINT, linewidth=0.4, zorder=0)
    scale = _scale(PowerNorm(SCALE_POWER, 0, float(table[value].max()) or 1.0)) if value else None
    rows = table.reset_index(drop=True)
    rows = rows.assign(x=rows[column].map(columns.index), y=rows[label].map(names.index))
    rows = rows.assign(share=rows[value] if value else pd.NA).sort_values("x", kind="stable")
    rows = rows[rows["hits"] > 0]
    near = rows["near"] > 0 if "near" in rows else [False] * len(rows)
    shown = [f"{NEAR * about}{n:,.0f}" for about, n in zip(near, rows["hits"], strict=True)]
    fits, first = layout.longest_line(shown) <= cell, ~rows["y"].duplicated()
    for text, (row, x, y, share) in zip(shown, rows[["x", "y", "share"]].itertuples(), strict=True):
        face: Any = theme.ACCENT if first[row] and not scale else theme.FAINT
        face = scale.to_rgba(float(share)) if scale and pd.notna(share) else face
        look = {"facecolor": face, "edgecolor": theme.PAPER}
        theme.box(ax, row, (x - 0.46, y - 0.44), 0.92, 0.88, **look)
        theme.inside(ax, x, y, text * fits, theme.text_on(face), fontsize=7)
    for x, numbers in enumerate(beside.values(), start=len(texts)):
        shown = [f"{number:,.0f}" if number >= 100 else f"{number:.1f}" for number in numbers]
        for y, text in enumerate(shown if layout.longest_line(shown) <= cell else ()):
            theme.inside(ax, x, y, text, theme.MUTED, fontsize=7)
    if scale:
        place: dict[str, Any] = {"location": "bottom", "aspect": 45, "pad": 0.02}
        percent = PercentFormatter(1, decimals=0)
        bar = _colour_bar(ax, scale, 3, format=percent, **place)
        wide = int(layout.width() * 11)
        bar.set_label(theme.wrapped(unit, wide), fontsize=7.5, color=theme.MUTED)
        bar.ax.tick_params(labelsize=7)
    return ax


def head_lines(texts: Headings, lines: int) -> list[str]:
    """Return the first lines of headings as they can be shown."""
    shown = (
        [theme.legible(part, HEAD_LETTERS) for part in head[:lines]] for head in texts.values()
    )
    return list(map("\n".join, shown))


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

    What is ``told`` of some periods (period, words) stands in a numbered list below.
    """
    undated = table[by].isna()
    some_undated = bool(table.loc[undated, "items"].any())
    table = table if some_undated else table[~undated]
    outlets, periods = list(dict.fromkeys(table["outlet"])), list(dict.fromkeys(table[by].dropna()))
    colours = colours or theme.outlet_colours(outlets)
    each = 0.36 if len(outlets) <= layout.MAX_CELLS else 0.22
    ax = layout.row_axes(outlets, 1 if told else 0.8, each, 1.0)
    layout.grow(ax, 0.16 * len(told))
    layout.bare(ax, "left", "bottom")
    columns = table[by].map(lambda period: theme.group_label(period, "none"))
    totals = table["items"].groupby(columns, sort=False).sum()
    heads = [f"{column}\nn = {n:,}" for column, n in totals.items()]
    ax.set_xlim(-0.5, len(heads) - 0.5)
    words = int(layout.width() * 9)
    if len(heads) <= layout.MAX_CELLS and layout.longest_line(heads) < layout.inner_width(ax) / len(
        heads
    ):
        xs, ys = pd.factorize(columns)[0], pd.factorize(table["outlet"])[0]
        for x, y, row in zip(xs, ys, table.itertuples(), strict=True):
            face = colours[row.outlet] if row.items else theme.PAPER
            look = {"facecolor": face, "edgecolor": theme.FAINT}
            theme.box(ax, row.Index, (x - 0.46, y - 0.42), 0.92, 0.84, **look)
            shade = theme.text_on(face) if row.items else theme.MUTED
            theme.inside(ax, x, y, f"{row.items:,}", shade)
        ax.set_xticks(range(len(heads)), heads)
        axis += " (n = items; none: not certain)" if some_undated else " (n = items)"
        ax.set_xlabel(theme.wrapped(axis, words, 3))
    else:
        axis += f"; tallest bar: {table.loc[~undated, 'items'].max():,} items"
        axis += "; + n: without a certain date" if some_undated else ""
        ax.set_xlabel(theme.wrapped(axis, words, 3))
        _draw_bars(ax, table, by, outlets, colours)
        layout.name_periods(ax, periods, by)
    for n, (period, _) in enumerate(told, start=1):
        row = int(table.loc[table[by] == period, "items"].idxmax())
        number = ax.text(periods.index(period), -0.55, str(n), ha="center", va="bottom", fontsize=7)
        theme.mark(number, row, "told")
    letters = int(layout.width() / 0.062) - 2
    if told:
        lines = [f"{n}  {words}" for n, (_, words) in enumerate(told, start=1)]
        shown = "\n".join(theme.legible(line, letters) for line in lines)
        layout.figure_of(ax).supxlabel(shown, x=0.02, ha="left", fontsize=7.5)
    return ax


def _draw_bars(
    ax: Axes, table: pd.DataFrame, by: str, outlets: list[str], colours: Mapping[str, str]
) -> None:
    """Draw a line of bars for each outlet, all on one scale, and its n at the right."""
    dated = table[table[by].notna()]
    periods = list(dict.fromkeys(dated[by]))
    scale = 0.84 / max(dated["items"].max(), 1)
    ax.set_xlim(-0.5, len(periods) - 0.5)
    lines = [y + 0.42 for y in range(len(outlets))]
    ax.hlines(lines, -0.5, len(periods) - 0.5, theme.FAINT, linewidth=0.5)
    shown = dated.loc[dated["items"] > 0, ["outlet", by, "items"]]
    for row, outlet, period, items in shown.itertuples(name=None):
        place = periods.index(period) - 0.42, lines[outlets.index(outlet)]
        theme.box(ax, row, place, 0.84, -scale * items, facecolor=colours[outlet], linewidth=0)
    right: dict[str, Any] = {"color": theme.MUTED, "transform": ax.get_yaxis_transform()}
    sums = dated.groupby("outlet")["items"].sum()
    rest = table[table[by].isna() & (table["items"] > 0)].reset_index().set_index("outlet")
    for y, outlet in enumerate(outlets):
        more = f" + {rest.loc[outlet, 'items']:,}" if outlet in rest.index else ""
        text = ax.text(1.01, y, f"n = {sums.get(outlet, 0):,}{more}", **right, **theme.NUMBER)
        if more:
            theme.mark(text, rest.loc[outlet, "index"])
