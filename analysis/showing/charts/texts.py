"""Tables with one column, row or line per text: what each says, and where in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from analysis.showing.charts import layout, theme

HEAD_INCHES, HEAD_LETTERS = 1.25, 23  # how high the upright names of texts are
TWO_LINES_INCHES = 0.27  # of a column that has room for a second line upright
NEAR = "≈"  # before a number that counts hits one word apart
# Shares of topics lie between 2 and 60 %: the square root keeps the small ones apart.
SCALE_POWER = 0.5
# item_id → when and what, then by whom: ("2020-11-18 call", "Big Asia")
Headings = Mapping[str, tuple[str, str]]


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
    names, columns = list(dict.fromkeys(table[label])), list(texts)
    base = HEAD_INCHES + (0.7 if value else 0.25)
    # "the legitimate rights and interests of the two" has 46 letters
    ax = layout.row_axes(names, 1, 0.2, base, letters=60)
    cell = layout.inner_width(ax) / (len(texts) + len(beside or ()))
    heads = [*_headings(texts, 2 if cell >= TWO_LINES_INCHES else 1), *(beside or ())]
    upright: dict[str, Any] = {"rotation": 90, "va": "bottom", "fontsize": min(7.0, 64 * cell)}
    ax.set_xticks(range(len(heads)), heads, multialignment="left", **upright)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.5, len(heads) - 0.5)
    layout.bare(ax, "left", "top", "bottom")
    ax.tick_params(top=False, pad=1)
    largest = float(table[value].max()) if value else 1.0
    colours = sns.light_palette(theme.ACCENT, as_cmap=True)
    scale = ScalarMappable(PowerNorm(SCALE_POWER, 0, largest or 1.0), colours)
    ax.hlines(range(len(names)), -0.5, len(texts) - 0.5, color=theme.FAINT, linewidth=0.4, zorder=0)
    rows = table.reset_index(drop=True)
    rows = rows.assign(x=rows[column].map(columns.index), y=rows[label].map(names.index))
    rows = rows.assign(share=rows[value] if value else pd.NA).sort_values("x", kind="stable")
    _draw_cells(ax, rows[rows["hits"] > 0], scale if value else None, cell)
    for x, numbers in enumerate((beside or {}).values(), start=len(texts)):
        shown = [f"{number:,.0f}" if number >= 100 else f"{number:.1f}" for number in numbers]
        for y, text in enumerate(shown if layout.longest_line(shown) <= cell else ()):
            theme.inside(ax, x, y, text, theme.MUTED, fontsize=7)
    if value:
        place: dict[str, Any] = {"location": "bottom", "aspect": 45, "pad": 0.02}
        bar = layout.colour_bar(ax, scale, 3, format=PercentFormatter(1, decimals=0), **place)
        wide = int(layout.width() * 11)
        bar.set_label(theme.wrapped(unit, wide), fontsize=7.5, color=theme.MUTED)
        bar.ax.tick_params(labelsize=7)
    return ax


def _draw_cells(ax: Axes, rows: pd.DataFrame, scale: Any, cell: float) -> None:
    """Draw the cells of a matrix, with their hits if they fit into so many inches."""
    near = rows["near"] > 0 if "near" in rows else [False] * len(rows)
    shown = [f"{NEAR * about}{n:,.0f}" for about, n in zip(near, rows["hits"], strict=True)]
    fits = layout.longest_line(shown) <= cell
    first = ~rows["y"].duplicated()
    for text, (row, x, y, share) in zip(shown, rows[["x", "y", "share"]].itertuples(), strict=True):
        face = theme.ACCENT if first[row] and not scale else theme.FAINT
        face = scale.to_rgba(float(share)) if scale and pd.notna(share) else face
        look = {"facecolor": face, "edgecolor": theme.PAPER}
        theme.box(ax, row, (x - 0.46, y - 0.44), 0.92, 0.88, **look)
        if fits:
            theme.inside(ax, x, y, text, theme.text_on(face), fontsize=7)


@theme.styled
def strips(table: pd.DataFrame, texts: Headings, sizes: Mapping[str, int]) -> Axes:
    """Draw where in each text words stand, by their `positions`, a strip as long as the text."""
    terms, order = list(dict.fromkeys(table["term"])), list(texts)
    lanes = max(1, len(terms))
    hues = [theme.TERMS[n % len(theme.TERMS)] for n in range(lanes)]
    ax = layout.axes(layout.width(), layout.rows_height(len(texts), 0.14 + 0.07 * lanes, 1.0))
    longest = max(sizes.values(), default=1)
    thick = 0.003 * longest  # of a tick, in words
    for y, item in enumerate(order):
        ax.add_patch(Rectangle((0, y - 0.4), sizes[item], 0.8, facecolor=theme.GROUND, linewidth=0))
    for row, hit in enumerate(table.itertuples()):
        n = terms.index(hit.term)
        place = hit.position - 0.5 - thick / 2, order.index(hit.item_id) - 0.4 + 0.8 * n / lanes
        theme.box(ax, row, place, thick, 0.8 / lanes, facecolor=hues[n], linewidth=0)
    ax.set_yticks(range(len(texts)), _headings(texts, 2))
    ax.set(ylim=(len(texts) - 0.4, -0.6), xlim=(0, longest * 1.005))
    ax.set_xlabel("running words of the text")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    layout.bare(ax, "left")
    shown = [(theme.legible(term, 40), hue) for term, hue in zip(terms, hues, strict=False)]
    handles = [Line2D([], [], color=hue, linewidth=2, label=term) for term, hue in shown]
    layout.legend(ax, handles)
    return ax


def _headings(texts: Headings, lines: int) -> list[str]:
    return [
        "\n".join(theme.legible(part, HEAD_LETTERS) for part in head[:lines])
        for head in texts.values()
    ]


@theme.styled
def concordance(lines: pd.DataFrame, names: Sequence[str]) -> Axes:
    """Write the lines of a `concordance` below each other, the names of their texts at the left."""
    ax = layout.axes(layout.width(), 0.2 + 0.17 * len(lines))
    # In widths of a letter: the longest keyword stands in the middle of what the figure holds.
    across = (layout.width_of(ax) - 0.09 * max(map(len, names))) / 0.062
    keywords = [theme.legible(keyword, 30) for keyword in lines["keyword"]]
    middle = max(map(len, keywords))
    each = max(8, int((across - middle) / 2) - 2)
    for row, (keyword, line) in enumerate(zip(keywords, lines.itertuples(), strict=True)):
        theme.mark(ax.text(0, row, keyword, ha="center", color=theme.ACCENT, **theme.SMALL), row)
        left = " ".join(theme.legible(line.left, 10**4)[-each:].split(" ")[1:])
        ax.text(-middle / 2 - 1, row, left, ha="right", **theme.SMALL)
        right = theme.wrapped(line.right, each, 1)
        ax.text(middle / 2 + 1, row, right, **theme.SMALL)
    ax.set_yticks(range(len(lines)), names)
    ax.tick_params(axis="y", labelsize=7, labelcolor=theme.MUTED)
    ax.set(xlim=(-across / 2, across / 2), ylim=(len(lines) - 0.4, -0.6), xticks=[])
    layout.bare(ax, "left", "bottom")
    return ax
