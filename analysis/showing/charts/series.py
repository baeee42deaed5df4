"""Counts in groups: rates in cells, or in lines where there are many periods, and shares."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, get_args

import pandas as pd
import seaborn as sns
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from analysis.reading.dating.aoristic import Period
from analysis.showing.charts import layout, theme
from analysis.showing.charts.lines import draw_multiples, none_certain

EXTREME = 0.95  # where a cell far above this share of the others has the last colour of the scale


@theme.styled
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
    names, groups = (
        list(dict.fromkeys(table[column].map(theme.group_label))) for column in (label, by)
    )
    in_time = by in get_args(Period)
    counts = [_counted(count) for count in table[number].dropna()]
    turned = not in_time and len(groups) > max(layout.MAX_CELLS, len(names))
    sizes = table.assign(group=table[by].map(theme.group_label)).drop_duplicates("group")
    heads = [_with_n(size) for size in sizes.to_dict("records")]
    down, across = (heads, names) if turned else (names, heads)
    ax = layout.axes(layout.width(0.85), layout.rows_height(len(down), 0.21, 1.3))
    layout.name_rows(ax, [name.replace("\n", " · ") for name in down])
    ax.set(xlim=(-0.5, len(across) - 0.5), xlabel=axis)
    cell = layout.inner_width(ax) / len(across)
    fits = max(map(len, counts), default=1) * theme.INCHES_PER_LETTER + 0.03 <= cell
    longest = max((len(line) for head in heads for line in head.split("\n")), default=1)
    if in_time and (
        len(groups) > layout.MAX_CELLS or not fits or cell < longest * theme.INCHES_PER_LETTER
    ):
        look: dict[str, Any] = {"label": label, "by": by, "unit": unit, "axis": axis}
        return draw_multiples(table.assign(value=table[value], low=pd.NA), shared=False, **look)
    rates = table[value].astype("Float64").mask(none_certain(table))
    usual = rates[rates > 0].quantile(EXTREME) if (rates > 0).any() else 1.0
    # Cells of 1 to 20 and one of 37: the scale ends at about 20, with an arrow.
    extreme = bool((rates > 1.25 * usual).any())
    most = float(usual if extreme else (rates.fillna(0).max() or 1))
    if unit.startswith("share"):
        extreme, most = False, 1.0
    scale = Normalize(0, most)
    colours = sns.light_palette(theme.ACCENT, as_cmap=True)
    places = (table[column].map(theme.group_label) for column in (label, by))
    for row, (name, group, count, rate) in enumerate(
        zip(*places, table[number], rates, strict=True)
    ):
        y, x = names.index(name), groups.index(group)
        x, y = (y, x) if turned else (x, y)
        face = colours(scale(float(rate))) if pd.notna(rate) else theme.PAPER
        plain = {
            "facecolor": face,
            "edgecolor": theme.FAINT if pd.isna(rate) else theme.PAPER,
            "linewidth": 0.7,
        }
        look = theme.EMPTY if pd.isna(count) else plain
        theme.mark(ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, **look)), row)
        if fits and pd.notna(count):
            shade = theme.MUTED if pd.isna(rate) else theme.text_on(face)
            centre: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7.5}
            ax.text(x, y, _counted(count), color=shade, **centre)
    _name_columns(ax, across, cell)
    layout.bare(ax, "left", "bottom")
    key = f"colour: {unit}" + (f"; numbers: {number}" if fits else "")
    place: dict[str, Any] = {"location": "top", "anchor": (0, 0), "fraction": 0.04, "pad": 0.01}
    place |= {"aspect": 24, "shrink": 1 if layout.width() < layout.NARROW else 0.5}
    scaled = ScalarMappable(scale, colours)
    bar = ax.figure.colorbar(scaled, ax=ax, extend="max" if extreme else "neither", **place)
    bar.outline.set_visible(False)
    bar.ax.xaxis.set_major_locator(ticker.MaxNLocator(2))
    bar.ax.tick_params(labelsize=7.5, length=2)
    bar.set_label(
        theme.wrapped(key, int(cell * len(across) / theme.INCHES_PER_LETTER)),
        fontsize=7.5,
        loc="left",
    )
    return ax


def _counted(count: float) -> str:
    return f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"


def _name_columns(ax: Axes, heads: Sequence[str], cell: float) -> None:
    """Name columns of this many inches, upright where their words do not fit beside each other."""
    letters = int(cell / theme.INCHES_PER_LETTER - 0.5)
    lines = [head.split("\n") for head in heads]
    if all(len(word) <= letters for parts in lines for word in (*parts[0].split(), *parts[1:])):
        ax.set_xticks(
            range(len(heads)),
            [theme.wrapped(a, letters, 3) + "".join(f"\n{b}" for b in n) for a, *n in lines],
        )
        return
    size = min(8.0, 64 * cell)  # points: as high as the column is wide
    shown = [" · ".join((theme.legible(name, 24) or theme.UNNAMED, *n)) for name, *n in lines]
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.set_figheight(figure.get_figheight() + max(map(len, shown)) * size / 8 * 0.062)
    ax.set_xticks(range(len(heads)), shown, rotation=90, fontsize=size)


def _with_n(size: Mapping[Hashable, Any]) -> str:
    """Return a group and, on a second line, how many items are certain, or also possible."""
    if "items_in_group" not in size:
        return str(size["group"])
    certain = size["items_in_group"]
    possible = size.get("items_possible", certain)
    n = f"{certain:,}" if certain == possible else f"{certain:,}–{possible:,}"
    return f"{theme.legible(str(size['group'])) or theme.UNNAMED}\nn = {n}"
