"""Counts in groups: rates in cells, or in lines where there are many periods."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, get_args

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from analysis.reading.dating.aoristic import Period
from analysis.showing.charts import layout, theme
from analysis.showing.charts.lines import draw_multiples, none_certain

UNIT = "hits per 1,000 words"
EXTREME = 0.95  # where a cell far above this share of the others has the last colour of the scale


@theme.styled
def heat(
    table: pd.DataFrame, *, label: str, by: str = "year", value: str = "per_1000", axis: str = ""
) -> Axes:
    """Draw a table of groups and names: colour for the rate (value), the hits in each cell.

    A cell without a count is hatched: nothing to count there; a count without a rate has no
    colour: too little text. Where numbers would not fit, periods become lines in small multiples,
    and other groups the rows. The groups show n from items_in_group and items_possible.
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
        return draw_multiples(table.assign(value=table[value], low=pd.NA), **look)
    rates = table[value].astype("Float64").mask(none_certain(table))
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
