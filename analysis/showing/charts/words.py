"""Rows of terms, groups or choices: how often, before and after, one against another, as parts."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.showing.charts import layout, theme

CLEANED = "#4a5560"
# Difference over sum → how many times as much: (2 - 1) / (2 + 1) is a third.
SCALE = {1 / 3: "2× in {}", 0.6: "4× in {}", 1.0: "only in {}"}


@theme.styled
def bars(table: pd.DataFrame, *, value: str, unit: str, note: str | None = None) -> Axes:
    """Draw one bar per term of its value; beside it the number and, in brackets, the note."""
    ax = layout.row_axes(table["term"], 0.75, 0.19, 0.7)
    drawn = ax.barh(range(len(table)), table[value], height=0.72, color=theme.ACCENT)
    longest, narrow = max(table[value], default=1), layout.is_narrow()
    texts = []
    for row, (length, extra) in enumerate(zip(table[value], table[note or value], strict=True)):
        theme.mark(drawn[row], row)
        text = f"{length:,.0f}"
        if note:
            one = note.removesuffix("s") if extra == 1 else note
            text += f"  ({extra:,})" if narrow else f"  ({extra:,} {one})"
        place = length + longest * 0.012
        texts.append(ax.text(place, row, text, color=theme.MUTED, **theme.NUMBER))
    ax.set_xlim(0, longest * 1.02)
    layout.number_axis(ax, f"{unit}, in brackets {note}" if narrow and note else unit)
    layout.make_room(ax, texts)
    return ax


@theme.styled
def before_after(table: pd.DataFrame, *, unit: str) -> Axes:
    """Draw what cleaning does to each term: hits as scraped (raw) and that remain (cleaned)."""
    ax = layout.row_axes(table["term"], 0.75, 0.2, 1.0)
    rows, reach = range(len(table)), max(table["raw"], default=1)
    ax.hlines(rows, table["cleaned"], table["raw"], color=theme.FAINT, linewidth=2.2, zorder=1)
    ring: dict[str, Any] = {"s": 58, "facecolor": theme.PAPER, "edgecolor": theme.AGAINST}
    texts = []
    for row, (high, low) in enumerate(zip(table["raw"], table["cleaned"], strict=True)):
        theme.mark(ax.scatter(high, row, zorder=2, linewidth=1.3, **ring), row, "raw")
        theme.mark(ax.scatter(low, row, s=30, color=CLEANED, zorder=3), row)
        if high != low:
            colour, place = theme.AGAINST, high + reach * 0.025
            texts.append(ax.text(place, row, f"{high:,}", color=colour, **theme.NUMBER))
        place = low - reach * 0.025
        ax.text(place, row, f"{low:,}", ha="right", color=CLEANED, **theme.NUMBER)
    # Room for the number left of a dot at 0, as wide as it is: 5 digits take 0.4 inches.
    inch = 1.6 * reach / layout.inner_width(ax)
    left = [low - (0.12 + 0.06 * len(f"{low:,}")) * inch for low in table["cleaned"]]
    ax.set_xlim(min([0, *left]), reach * 1.02)
    layout.number_axis(ax, unit)
    layout.make_room(ax, texts)
    edge = {"markerfacecolor": theme.PAPER, "markeredgecolor": theme.AGAINST}
    scraped = layout.point("as scraped", markersize=5.5, **edge)
    layout.legend(ax, [scraped, layout.point("cleaned", markersize=5.5, color=CLEANED)])
    return ax


@theme.styled
def parts(table: pd.DataFrame, *, label: str, by: str, value: str, number: str, unit: str) -> Axes:
    """Draw shares (value) of each group (by) as a bar that ends at 1, a part for each label.

    The numbers are counts; the last label takes the colour of what is not known.
    """
    labels = [table[column].map(theme.group_label) for column in (label, by)]
    names, groups = (list(dict.fromkeys(column)) for column in labels)
    colours = [*theme.OUTLETS[: len(names) - 1], theme.FAINT]
    hatches = [*theme.HATCHES[: len(names) - 1], ""]
    looks: dict[str, dict[str, Any]] = {
        name: {"facecolor": colour, "hatch": hatch, "edgecolor": theme.PAPER, "linewidth": 0.6}
        for name, colour, hatch in zip(names, colours, hatches, strict=True)
    }
    sizes = table.groupby(by, sort=False, dropna=False)["sentences_in_group"].first()
    shown = [f"{group}, n = {n}" for group, n in zip(groups, sizes, strict=True)]
    ax = layout.row_axes(shown, 0.85, 0.4, 0.9)
    rows = pd.DataFrame({"name": labels[0], "y": labels[1].map(groups.index)})
    rows["share"], rows["text"] = table[value].fillna(0.0), table[number].map("{:,.0f}".format)
    ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
    ax.set_xlabel(theme.wrapped(unit, int(layout.width(0.85) * 8)))
    layout.legend(ax, [Patch(**looks[name], label=name) for name in names])
    layout.stack(ax, rows.reset_index(drop=True), looks, 0.7)
    return ax


@theme.styled
def specifications(table: pd.DataFrame, *, choices: list[str], higher: str, lower: str) -> Axes:
    """Draw the difference of every specification of a `passport`, in order, and what it chose."""
    rows = table.reset_index(drop=True)
    told_apart = [column for column in choices if rows[column].nunique() > 1]
    options = [(column, value) for column in told_apart for value in dict.fromkeys(rows[column])]
    figure = Figure(figsize=(layout.width(), layout.rows_height(len(options), 0.17, 1.9)))
    ratios = [1.6, (0.3 if layout.is_narrow() else 0.17) * max(1, len(options))]
    panels: list[Axes] = list(figure.subplots(2, 1, sharex=True, height_ratios=ratios))
    ax, below = panels
    for row, value, holds in rows[["relative", "holds"]].dropna().itertuples(name=None):
        colour = theme.ACCENT if holds else theme.AGAINST
        theme.mark(ax.scatter(row, value, s=7, color=colour, linewidths=0), row)
    ax.axhline(0, color=theme.MUTED, linewidth=0.8)
    ends = {1: theme.legible(higher, 12), -1: theme.legible(lower, 12)}
    reach = max(0.36, rows["relative"].abs().max() * 1.08)
    scale = {sign * at: name.format(ends[sign]) for at, name in SCALE.items() for sign in ends}
    shown = {at: name for at, name in {0.0: "equal", **scale}.items() if abs(at) <= reach}
    ax.set_yticks(list(shown), list(shown.values()))
    ax.set(ylim=(-reach, reach), xlim=(-1, len(rows)))
    ticks: dict[str, Any] = {"marker": "|", "s": 14, "color": theme.INK, "linewidths": 0.5}
    for n, (column, value) in enumerate(options):
        places = np.flatnonzero(rows[column] == value)
        below.scatter(places, [n] * len(places), **ticks)
    layout.name_rows(below, [_name_choice(column, value) for column, value in options])
    below.hlines(range(len(options)), -1, len(rows), color=theme.FAINT, linewidth=0.4, zorder=0)
    below.set_xlabel("specifications, by their difference")
    for panel in panels:
        layout.bare(panel, "left", "bottom")
        panel.set_xticks([])
    return ax


def _name_choice(column: str, value: Any) -> str:
    if column == "without":
        return f"without {theme.legible(value, 28)}" if value else "all outlets"
    return theme.legible(str(value).replace("_", " "), 32) + (" dates" if column == "dates" else "")
