"""Shares of a whole → bars that all end at 1."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.showing.charts import layout, theme


@theme.styled
def parts(table: pd.DataFrame, *, label: str, by: str, value: str, number: str, unit: str) -> Axes:
    """Draw what each group is made of: one bar a group, its parts in the order of the names.

    ``table`` has one row per group (by) and name (label), with the share (value), the count
    (number) and sentences_in_group. The last name takes the colour of what is not known.
    """
    names, groups = (
        list(dict.fromkeys(table[column].map(theme.group_label))) for column in (label, by)
    )
    colours = dict(zip(names, [*theme.OUTLETS[: len(names) - 1], theme.FAINT], strict=True))
    edge = theme.PAPER
    looks: dict[str, dict[str, Any]] = {
        name: {
            "facecolor": colours[name],
            "hatch": hatch,
            "edgecolor": edge,
            "linewidth": 0.6,
        }
        for name, hatch in zip(names, (*theme.HATCHES[: len(names) - 1], ""), strict=True)
    }
    ax = layout.axes(layout.width(0.85), layout.rows_height(len(groups), 0.4, 0.9))
    letter = theme.INCHES_PER_LETTER / (layout.width(0.85) * 0.55)
    reached = dict.fromkeys(groups, 0.0)
    columns = (table[column] for column in (by, label, value, number))
    for row, (group, name, share, count) in enumerate(zip(*columns, strict=True)):
        group, share = theme.group_label(group), 0.0 if pd.isna(share) else float(share)
        place = groups.index(group)
        theme.mark(ax.barh(place, share, height=0.7, left=reached[group], **looks[name])[0], row)
        if share > letter * (len(str(count)) + 1):
            box = {"facecolor": colours[name], "edgecolor": "none", "pad": 1}
            centre: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7.5, "bbox": box}
            colour = theme.text_on(colours[name])
            ax.text(reached[group] + share / 2, place, f"{count:,.0f}", color=colour, **centre)
        reached[group] += share
    sizes = table.groupby(by, sort=False, dropna=False)["sentences_in_group"].first()
    layout.name_rows(ax, [f"{group}, n = {n}" for group, n in zip(groups, sizes, strict=True)])
    ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
    ax.set_xlabel(theme.wrapped(unit, int(layout.width(0.85) * 8)))
    layout.legend_above(ax, [Patch(**looks[name], label=name) for name in names])
    layout.bare(ax, "left")
    return ax
