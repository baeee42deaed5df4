"""A comparison in every way it could have been counted: the specification curve."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.showing.charts import layout, theme

AGAINST = "#b8500a"
# Difference over sum → how many times as much: (2 - 1) / (2 + 1) is a third.
SCALE = {1 / 3: "2× in {}", 0.6: "4× in {}", 1.0: "only in {}"}


@theme.styled
def specifications(table: pd.DataFrame, *, choices: list[str], higher: str, lower: str) -> Axes:
    """Draw the difference of every specification, in order, and below it what was chosen.

    Parameters
    ----------
    table
        relative (-1 to 1), holds and the columns of the choices, as from
        `analysis.counting.passport.passport`.
    choices
        Columns that tell the specifications apart; only those with two values are drawn.
    higher, lower
        Names of the two periods.
    """
    rows = table.reset_index(drop=True)
    options = [(c, value) for c in choices for value in dict.fromkeys(rows[c])]
    options = [(c, value) for c, value in options if rows[c].nunique() > 1]
    figure = Figure(figsize=(layout.width(), layout.rows_height(len(options), 0.17, 1.9)))
    ratios = [1.6, 0.17 * max(1, len(options))]
    ax, below = figure.subplots(2, 1, sharex=True, height_ratios=ratios)
    for row, value, holds in rows[["relative", "holds"]].itertuples(name=None):
        if pd.notna(value):
            dot = ax.scatter(
                row, value, s=7, color=theme.ACCENT if holds else AGAINST, linewidths=0
            )
            theme.mark(dot, row)
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
    layout.name_rows(below, [_name(column, value) for column, value in options])
    below.hlines(range(len(options)), -1, len(rows), color=theme.FAINT, linewidth=0.4, zorder=0)
    below.set_xlabel("specifications, by their difference")
    for panel in (ax, below):
        layout.bare(panel, "left", "bottom")
        panel.set_xticks([])
    first: Axes = ax
    return first


def _name(column: str, value: Any) -> str:
    if column == "without":
        return f"without {theme.legible(value, 28)}" if value else "all outlets"
    return theme.legible(str(value).replace("_", " "), 32) + (" dates" if column == "dates" else "")
