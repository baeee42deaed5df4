"""Words in comparison: how often, before and after cleaning, and in one group against another."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.counting.statistics import LEVEL
from analysis.showing.charts import layout, theme

BEFORE, AFTER = "#b8500a", "#4a5560"


@theme.styled
def bars(table: pd.DataFrame, *, value: str, unit: str, note: str | None = None) -> Axes:
    """Draw one bar per term of its value; beside it the number and, in brackets, the note."""
    ax = layout.axes(layout.width(0.75), layout.rows_height(len(table), 0.19, 0.7))
    for row, bar in enumerate(
        ax.barh(range(len(table)), table[value], height=0.72, color=theme.ACCENT)
    ):
        theme.mark(bar, row)
    longest = max(table[value], default=1)
    texts, wide = [], layout.width_of(ax) >= layout.NARROW
    for row, (length, extra) in enumerate(zip(table[value], table[note or value], strict=True)):
        text = f"{length:,.0f}"
        if note:
            one = note.removesuffix("s") if extra == 1 else note
            text += f"  ({extra:,} {one})" if wide else f"  ({extra:,})"
        texts.append(
            ax.text(
                length + longest * 0.012, row, text, va="center", color=theme.MUTED, fontsize=7.5
            )
        )
    layout.name_rows(ax, table["term"])
    ax.set_xlim(0, longest * 1.02)
    layout.number_axis(ax, unit if wide or not note else f"{unit}, in brackets {note}")
    layout.bare(ax, "left")
    layout.make_room(ax, texts)
    return ax


@theme.styled
def before_after(table: pd.DataFrame, *, unit: str) -> Axes:
    """Draw what cleaning does to each term: hits as scraped (raw) and that remain (cleaned)."""
    ax = layout.axes(layout.width(0.75), layout.rows_height(len(table), 0.2, 1.0))
    rows = range(len(table))
    ax.hlines(rows, table["cleaned"], table["raw"], color=theme.FAINT, linewidth=2.2, zorder=1)
    raw, cleaned = BEFORE, AFTER
    reach = max(table["raw"], default=1)
    number: dict[str, Any] = {"va": "center", "fontsize": 7.5}
    ring: dict[str, Any] = {"s": 58, "facecolor": theme.PAPER, "edgecolor": raw, "linewidth": 1.3}
    texts = []
    for row, (high, low) in enumerate(zip(table["raw"], table["cleaned"], strict=True)):
        theme.mark(ax.scatter(high, row, zorder=2, **ring), row, "raw")
        theme.mark(ax.scatter(low, row, s=30, color=cleaned, zorder=3), row)
        if high != low:
            texts.append(ax.text(high + reach * 0.025, row, f"{high:,}", color=raw, **number))
        ax.text(low - reach * 0.025, row, f"{low:,}", ha="right", color=cleaned, **number)
    layout.name_rows(ax, table["term"])
    # Room for the number left of a dot at 0, as wide as it is: 5 digits take 0.4 inches.
    inch = 1.6 * reach / layout.inner_width(ax)
    left = min(
        (low - (0.12 + 0.06 * len(f"{low:,}")) * inch for low in table["cleaned"]), default=0
    )
    ax.set_xlim(min(left, 0), reach * 1.02)
    layout.number_axis(ax, unit)
    layout.bare(ax, "left")
    layout.make_room(ax, texts)
    point: dict[str, Any] = {"marker": "o", "linestyle": "", "markersize": 5.5}
    handles = [
        Line2D(
            [], [], markerfacecolor=theme.PAPER, markeredgecolor=raw, label="as scraped", **point
        ),
        Line2D([], [], color=cleaned, label="cleaned", **point),
    ]
    layout.legend_above(ax, handles)
    return ax


@theme.styled
def keyness(table: pd.DataFrame, *, target: str, reference: str) -> Axes:
    """Draw how many times more frequent each term is in one group than in the other.

    A dot is filled where splits of the items support the difference (p_items_bh below 0.05) and
    hollow where they don't; without p_items all are hollow. Table as from `keyness` with measure
    log_ratio; target and reference name the groups at the ends of the axis.
    """
    ax = layout.axes(layout.width(0.85), layout.rows_height(len(table), 0.2, 1.15))
    reach = max([1.0, *table["low"].abs(), *table["high"].abs()])
    ax.axvline(0, color=theme.MUTED, linewidth=0.8, zorder=0)
    for row, term in enumerate(table.itertuples()):
        colour = theme.ACCENT if term.log_ratio > 0 else BEFORE
        sure = getattr(term, "p_items_bh", 1) < LEVEL
        ax.hlines(row, term.low, term.high, color=colour, linewidth=1.4, alpha=0.45, zorder=1)
        face = colour if sure else theme.PAPER
        dot = ax.scatter(term.log_ratio, row, s=26, facecolor=face, edgecolor=colour, zorder=3)
        theme.mark(dot, row)
        counts = f"{term.n_target:,} : {term.n_reference:,}"
        ax.text(reach * 1.1, row, counts, va="center", color=theme.MUTED, fontsize=7.5)
    layout.name_rows(ax, table["term"])
    ax.set_xlim(-reach * 1.05, reach * 1.05)
    step = -(-int(reach) // max(1, int(layout.inner_width(ax) / 2 / 0.45))) or 1
    steps = range(-int(reach / step) * step, int(reach) + 1, step)
    ax.set_xticks(steps, [f"{2 ** abs(step)}×" for step in steps])
    wide = layout.width() >= layout.NARROW
    ends = [theme.legible(side, 30 if wide else 18) for side in (reference, target)]
    ax.set_xlabel(f"← {ends[0]}{' · times as often · ' if wide else ' · '}{ends[1]} →")
    ax.grid(axis="x", color=theme.FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    layout.bare(ax, "left", "bottom")
    point: dict[str, Any] = {"marker": "o", "linestyle": "", "markersize": 5, "color": theme.MUTED}
    handles = [
        Line2D([], [], label="supported by the items (5 %)", **point),
        Line2D([], [], label="not supported", **{**point, "markerfacecolor": theme.PAPER}),
        Line2D([], [], color=theme.MUTED, alpha=0.45, label="95 % interval, tokens"),
    ]
    layout.legend_above(ax, handles)
    return ax
