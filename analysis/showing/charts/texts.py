"""Tables with one column, row or line per text: what each says, and where in it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter

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
) -> Axes:
    """Draw which text or outlet has what: a row for each name, a column for each of them.

    Parameters
    ----------
    table
        label, column, hits; value (a share, gives the colour), if named; near (hits one word
        apart), if there. Cells without hits stay empty.
    texts
        Value of the column → its heading, in order; narrow columns go without the second line.
    unit
        Of the value, for the colour bar.
    """
    names = list(dict.fromkeys(table[label]))
    base = HEAD_INCHES + (0.7 if value else 0.25)
    ax = layout.axes(layout.width(), layout.rows_height(len(names), 0.2, base))
    columns = {item: n for n, item in enumerate(texts)}
    colours = sns.light_palette(theme.ACCENT, as_cmap=True)
    largest = float(table[value].max()) if value else 1.0
    scale = PowerNorm(SCALE_POWER, 0, largest or 1.0)
    ax.hlines(range(len(names)), -0.5, len(texts) - 0.5, color=theme.FAINT, linewidth=0.4, zorder=0)
    first_seen: set[str] = set()
    rows = table.reset_index(drop=True)
    order = rows[column].map(columns).sort_values(kind="stable").index
    for row in order:
        cell = rows.loc[row]
        if not cell["hits"] > 0:
            continue
        x, y = columns[cell[column]], names.index(cell[label])
        face = colours(scale(float(cell[value]))) if value else theme.FAINT
        if not value and cell[label] not in first_seen:
            face = theme.ACCENT  # the first text by date
        first_seen.add(cell[label])
        box = Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, facecolor=face, edgecolor=theme.PAPER)
        theme.mark(ax.add_patch(box), row)
        near = cell.get("near", 0)
        shown = f"{NEAR if near else ''}{cell['hits']:,.0f}"
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7}
        ax.text(x, y, shown, color=theme.text_on(face), **look)
    layout.name_rows(ax, names, letters=60)  # "the legitimate rights and interests of the two"
    lines = 2 if 0.55 * layout.width_of(ax) / len(texts) >= TWO_LINES_INCHES else 1
    look = {"rotation": 90, "va": "bottom", "fontsize": 7, "multialignment": "left"}
    ax.set_xticks(range(len(texts)), _headings(texts, lines), **look)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.5, len(texts) - 0.5)
    layout.bare(ax, "left", "top", "bottom")
    ax.tick_params(top=False, pad=1)
    if value:
        bar = ax.figure.colorbar(
            ScalarMappable(scale, colours),
            ax=ax,
            location="bottom",
            fraction=0.04,
            aspect=45,
            pad=0.02,
            format=PercentFormatter(1, decimals=0),
        )
        bar.outline.set_visible(False)
        bar.ax.xaxis.set_major_locator(MaxNLocator(5 if layout.width() >= layout.NARROW else 3))
        bar.set_label(
            theme.wrapped(unit, int(layout.width() * 11)), fontsize=7.5, color=theme.MUTED
        )
        bar.ax.tick_params(labelsize=7)
    return ax


@theme.styled
def strips(table: pd.DataFrame, texts: Headings, sizes: Mapping[str, int]) -> Axes:
    """Draw where in each text the words of a search stand, one strip per text, by date.

    Parameters
    ----------
    table
        item_id, term, position, as from `analysis.counting.chronology.positions`.
    texts
        In the order of the strips.
    sizes
        item_id → how many running words it has.
    """
    terms = list(dict.fromkeys(table["term"]))
    lanes = max(1, len(terms))
    hues = [theme.TERMS[n % len(theme.TERMS)] for n in range(lanes)]
    ax = layout.axes(layout.width(), layout.rows_height(len(texts), 0.14 + 0.07 * lanes, 0.75))
    order = {item: n for n, item in enumerate(texts)}
    thick = 0.003 * max(sizes.values(), default=1)  # of a tick, in words
    for item, y in order.items():
        ax.add_patch(Rectangle((0, y - 0.4), sizes[item], 0.8, facecolor="#f1f3f4", linewidth=0))
    for row, hit in enumerate(table.itertuples()):
        n = terms.index(hit.term)
        top = order[hit.item_id] - 0.4 + 0.8 * n / lanes
        place = (hit.position - 0.5 - thick / 2, top)
        tick = Rectangle(place, thick, 0.8 / lanes, facecolor=hues[n], linewidth=0)
        theme.mark(ax.add_patch(tick), row)
    ax.set_yticks(range(len(texts)), _headings(texts, 2))
    ax.set_ylim(len(texts) - 0.4, -0.6)
    ax.set_xlim(0, max(sizes.values(), default=1) * 1.005)
    ax.set_xlabel("running words of the text")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    layout.bare(ax, "left")
    handles = [
        Line2D(
            [],
            [],
            color=hues[n],
            linewidth=2,
            label=theme.legible(term, 40),
        )
        for n, term in enumerate(terms)
    ]
    layout.legend_above(ax, handles)
    return ax


def _headings(texts: Headings, lines: int) -> list[str]:
    return [
        "\n".join(theme.legible(part, HEAD_LETTERS) for part in head[:lines])
        for head in texts.values()
    ]


@theme.styled
def concordance(lines: pd.DataFrame, names: Sequence[str]) -> Axes:
    """Write hits below each other, the keyword in the middle between its neighbours.

    Parameters
    ----------
    lines
        left, keyword, right, as from `analysis.finding.concordance.concordance`.
    names
        Of each line's text, for the left edge.
    """
    ax = layout.axes(layout.width(), 0.2 + 0.17 * len(lines))
    # In widths of a letter: the longest keyword stands in the middle of what the figure holds.
    inside = (layout.width_of(ax) - 0.09 * max(map(len, names))) / 0.062
    middle = max(len(theme.legible(keyword, 30)) for keyword in lines["keyword"])
    each = max(8, int((inside - middle) / 2) - 2)
    look: dict[str, Any] = {"va": "center", "fontsize": 7}
    for row, line in enumerate(lines.itertuples()):
        shown = ax.text(
            0, row, theme.legible(line.keyword, 30), ha="center", color=theme.ACCENT, **look
        )
        theme.mark(shown, row)
        left = " ".join(theme.legible(line.left, 10**4)[-each:].split(" ")[1:])
        ax.text(-middle / 2 - 1, row, left, ha="right", color=theme.INK, **look)
        right = theme.wrapped(line.right, each, 1)
        ax.text(middle / 2 + 1, row, right, ha="left", color=theme.INK, **look)
    ax.set_yticks(range(len(lines)), names)
    ax.tick_params(axis="y", labelsize=7, labelcolor=theme.MUTED)
    ax.set(xlim=(-inside / 2, inside / 2), ylim=(len(lines) - 0.4, -0.6), xticks=[])
    layout.bare(ax, "left", "bottom")
    return ax
