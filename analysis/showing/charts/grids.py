"""Counts in cells: words and topics by group, by text with room for headings, items by outlet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm, to_hex

from analysis.reading.dating.days import Period
from analysis.showing.charts import theme
from analysis.showing.charts.series import none_certain, trend

UNIT = "hits per 1,000 words"
FEWEST = 5  # columns that fill the width; fewer leave some of it blank
EXTREME = 0.95  # where a cell far above this share of the others has the last colour of the scale
LEAST_POINTS = 5  # of numbers in cells; smaller ones are left to the table
HEAD_LETTERS = 28  # of a line of a heading
TWO_LINES_INCHES = 0.27  # of a column that has room for a second line upright
NEAR = "≈"  # before a number that counts hits one word apart; as wide as two digits
SCALE_POWER = 0.5  # shares of topics lie between 2 and 60 %: the root keeps the small ones apart
Headings = Mapping[Any, tuple[str, ...]]  # item_id → ("2020-11-18 call", "Big Asia")
NOTHING: Mapping[str, Any] = {}


@theme.styled()
def matrix(
    table: pd.DataFrame,
    texts: Headings,
    *,
    label: str,
    column: str = "item_id",
    value: str = "",
    unit: str = "",
    form: str = "{:.2g}",
    number: str = "hits",
    axis: str = "",
    colours: Mapping[str, str] | None = None,
    beside: Mapping[str, Iterable[float]] = NOTHING,
    below: Mapping[str, Sequence[int]] = NOTHING,
) -> Axes:
    """Draw which text or group (column) has what (label), and how often: a row for each name."""
    at, names = pd.factorize(table[label])
    # "the legitimate rights and interests of the two" has 46 letters
    each = 0.3 if len(names) <= theme.MAX_CELLS else 0.2
    ax = theme.row_axes([*names, *below], 1, each, 0.9 if value else 0.35, most=52)
    heads = [*texts.values(), *((head,) for head in beside)]
    ax.set_xlim(-0.5, max(FEWEST, len(heads)) - 0.5)
    cell = theme.inner_width(ax) / max(FEWEST, len(heads))
    ax.hlines(range(len(names)), -0.5, len(texts) - 0.5, color=theme.FAINT, linewidth=0.4, zorder=0)
    rows = table.assign(x=table[column].map([*texts].index), y=at, again=pd.Series(at).duplicated())
    rows = rows.sort_values("x", kind="stable")
    near = [NEAR * (n > 0) for n in rows["near"]] if "near" in rows else ""
    shown = near + rows[number].map(lambda n: "" if pd.isna(n) else f"{n:,.{int(n % 1 > 0)}f}")
    # The value gives the colour, or the row does, or its first cell is dark; none: too few words.
    faces = rows["again"].map({True: theme.FAINT, False: theme.ACCENT})
    if colours:
        faces = rows[label].map(colours)
    elif value:
        faces = _coloured(ax, rows[value], unit, form)
    points = 7.5 * cell / max(cell, _longest_line(["", *shown.str.replace(NEAR, 2 * NEAR)]))
    for cell_of in zip(rows.index, rows["x"], rows["y"], shown, faces, strict=True):
        _draw_cell(ax, *cell_of, points)
    for x, numbers in enumerate(beside.values(), start=len(texts)):
        said = [f"{n:,.0f}" if n >= 100 else f"{n:.1f}" for n in numbers]
        for y, text in enumerate(said if _longest_line(said) <= cell else ()):
            theme.inside(ax, x, y, text, theme.MUTED)
    for y, sizes in enumerate(below.values(), start=len(names)):
        said = [f"{n:,}" for n in sizes]
        points = min(7.5, 7 * cell / _longest_line(said))
        for x, text in enumerate(said):
            theme.inside(ax, x, y, text, theme.MUTED, fontsize=points)
    _name_columns(ax, heads, cell)
    ax.set_xlabel(theme.wrapped(axis, int(theme.width() * 9), 3))
    theme.grow(ax, 0.2 * bool(axis))
    return ax


def _draw_cell(ax: Axes, row: int, x: int, y: int, text: str, face: Any, points: float) -> None:
    if (known := pd.notna(face)) and text == "0":
        return  # no hit, no cell
    look = {"facecolor": face if known else theme.PAPER, "linewidth": 0.7}
    look |= {"edgecolor": theme.PAPER if known else theme.FAINT}
    theme.box(ax, row, (x - 0.47, y - 0.45), 0.94, 0.9, **(look if text else theme.EMPTY))
    if text and points >= LEAST_POINTS:
        theme.inside(ax, x, y, text, theme.text_on(face) if known else theme.MUTED, fontsize=points)


def _coloured(ax: Axes, rates: pd.Series, unit: str, form: str) -> list[str | None]:
    """Return the colours of some rates, explained below the chart; one far above is beyond."""
    known = rates.astype("Float64").fillna(0)
    # Cells of 1 to 20 and one of 37: the scale ends at about 20.
    usual = known[known > 0].quantile(EXTREME) if known.any() else 1.0
    extreme = bool((known > 1.25 * usual).any())
    most = float(usual if extreme else known.max() or 1)
    colours = sns.light_palette(theme.ACCENT, as_cmap=True)
    scale = ScalarMappable(PowerNorm(SCALE_POWER, 0, most, clip=True), colours)
    at: dict[str, Any] = {"location": "bottom", "aspect": 45, "pad": 0.02, "fraction": 0.04}
    bar = theme.figure_of(ax).colorbar(scale, ax=ax, extend="max" if extreme else "neither", **at)
    bar.outline.set_visible(False)
    # Halfway along the scale is a quarter of its end, by the square root.
    ticks = [*(float(f"{most * step**2:.1g}") for step in (0, 0.25, 0.5, 0.75)), most]
    labels = [form.format(n).replace("%", " %") for n in ticks]
    bar.set_ticks(ticks, labels=[*labels[:-1], "≥ " * extreme + labels[-1]])
    bar.ax.tick_params(labelsize=7)
    said = theme.wrapped(f"{unit}; √ scale", int(theme.width() * 11), 3)
    bar.set_label(said, fontsize=7.5, color=theme.MUTED)
    shades = map(to_hex, scale.to_rgba(known.to_numpy(float)))
    return [None if pd.isna(rate) else hue for rate, hue in zip(rates, shades, strict=True)]


def head_lines(head: Sequence[str]) -> list[str]:
    """Return the lines of a heading as they can be shown."""
    return [theme.legible(part, HEAD_LETTERS) or theme.UNNAMED for part in head]


def _longest_line(heads: Iterable[str], letter: float = theme.INCHES_PER_LETTER) -> float:
    """Return how wide the longest line of some labels is, in inches, as a letter is."""
    return max(map(len, "\n".join(heads).split("\n"))) * letter


def _name_columns(ax: Axes, heads: Sequence[Sequence[str]], cell: float) -> None:
    """Name columns of this many inches above them, upright where their words do not fit."""
    letters = int(cell / theme.INCHES_PER_LETTER - 0.5)
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    theme.bare(ax)
    ax.tick_params(pad=1)
    lines = [head_lines(head) for head in heads]
    if all(len(word) <= letters for name, *more in lines for word in (*name.split(), *more)):
        shown = ["\n".join((theme.wrapped(name, letters, 3), *more)) for name, *more in lines]
        ax.set_xticks(range(len(heads)), shown)
        theme.grow(ax, 0.15 * max(head.count("\n") + 1 for head in shown))
        return
    size = min(7.0, 64 * cell)  # points: as high as the column is wide
    deep = 1 if cell < TWO_LINES_INCHES else None  # the day and the kind, not who tells it
    shown = ["\n".join(head[:deep]) for head in lines]
    upright: dict[str, Any] = {"rotation": 90, "va": "bottom", "multialignment": "left"}
    ax.set_xticks(range(len(heads)), shown, fontsize=size, **upright)
    theme.grow(ax, _longest_line(shown, size * 0.0078))


@theme.styled()
def heat(table: Any, *, label: str, by: Any = "year", value: str = "per_1000", **named: Any) -> Any:
    """Draw a `matrix` of groups, their rate (value) and hits, or of many periods a `trend`."""
    table = table.assign(group=table[by].map(theme.group_label))
    heads, below = {}, dict[str, list[int]]()
    for group, size in table.drop_duplicates("group").set_index("group").iterrows():
        n, possible = size.get("items_in_group"), size.get("items_possible")
        more = f"–{possible:,}" if possible and possible != n else ""
        said = f"{size.get('words_in_voice', 0):,} words" if n is None else f"n = {n:,}{more}"
        heads[str(group)] = (str(group), said)
        if "words_in_group" in size:
            below.setdefault("running words", []).append(round(size["words_in_group"]))
    if by in get_args(Period) and _many(heads):
        known = table.assign(value=table[value], low=pd.NA)
        return trend(known, label=label, by=by, unit=UNIT, **named)
    rate = table[value].astype("Float64").mask(none_certain(table))
    table = table.assign(rate=rate, **{label: table[label].map(theme.group_label)})
    look: dict[str, Any] = {"column": "group", "value": "rate", "below": below}
    look["axis"] = named.get("axis", "") + " (n = items)" * ("items_in_group" in table)
    return matrix(table, heads, label=label, unit=f"colour: {UNIT}; number: hits", **look)


@theme.styled()
def composition(
    table: pd.DataFrame, *, by: Any = "year", axis: str = "", colours: Any = None, told: Any = ()
) -> Axes:
    """Draw how many items each outlet has in each period, as bars if many; below, what is told."""
    rest = table.loc[table[by].isna(), "items"].sum()
    rows = table if rest else table[table[by].notna()]
    rows = rows.assign(group=rows[by].map(lambda period: theme.group_label(period, "none")))
    totals = rows.groupby("group", sort=False)["items"].sum()
    heads = {group: (group, f"n = {n:,}") for group, n in totals.items()}
    colours = colours or theme.outlet_colours(table["outlet"])
    if _many(heads):
        rows, periods = table.dropna(subset=by), [*table[by].dropna().unique()]
        sums = table.groupby("outlet", sort=False)["items"].sum()
        names = [f"{theme.legible(o, 24) or theme.UNNAMED} ({n:,})" for o, n in sums.items()]
        ax = theme.row_axes(names, 1, 0.24, 1.0)
        theme.bare(ax)
        ax.set_xlim(-0.5, len(periods) - 0.5)
        ax.hlines([y + 0.42 for y in range(len(names))], *ax.get_xlim(), theme.FAINT, linewidth=0.5)
        places = rows[by].map(periods.index) - 0.42, rows["outlet"].map(list(sums.index).index)
        for row, x, y, n in zip(rows.index, *places, rows["items"], strict=True):
            high, colour = -0.84 * n / rows["items"].max(), colours[sums.index[y]]
            theme.box(ax, row, (x, y + 0.42), 0.84, high, linewidth=0, facecolor=colour)
        axis += f"; {rest:,} items without a certain {by}" if rest else ""
        axis += f" (in brackets all items; the tallest bar: {rows['items'].max():,})"
        ax.set_xlabel(theme.wrapped(axis, int(theme.inner_width(ax) / theme.INCHES_PER_LETTER), 4))
        theme.name_periods(ax, periods, by)
    else:
        axis += " (n = items; none: not certain)" if rest else " (n = items)"
        look: dict[str, Any] = {"number": "items", "colours": colours, "axis": axis}
        ax = matrix(rows, heads, label="outlet", column="group", **look)
    if told:
        theme.grow(ax, 0.16 * len(told))
        shown = "\n".join(theme.legible(line, int(theme.width() / 0.066) - 4) for line in told)
        theme.figure_of(ax).supxlabel(shown, x=0.02, ha="left", fontsize=7.5)
    return ax


def _many(heads: Headings) -> bool:
    """Say whether there are more periods than columns have room for."""
    across = _longest_line("\n".join(head) for head in heads.values()) * len(heads)
    return len(heads) > theme.MAX_CELLS or across > 0.62 * theme.width()
