"""Events in time, each kind of knowledge with its own mark."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.reading.dating.aoristic import Period, first_day, period_name, period_of
from analysis.showing.charts import layout, theme

MARKERS = {
    "call": "o",
    "meeting": "s",
    "briefing": "^",
    "interview": "D",
    "article": "P",
    "other": "p",
    "unreadable": "X",
}
LEAST = 0.02  # of the scale: what lasts less is a dot, not a bar


@theme.styled
def timeline(
    marks: pd.DataFrame,
    *,
    between: tuple[date, date],
    by: Period = "year",
    colours: Mapping[str, str] | None = None,
) -> Axes:
    """Draw every item in time, over the periods of a unit from a first to a last day.

    Known days are filled, identified ones filled with a white core, uncertain sets hollow dashed
    bars, durations solid bars, ways out of a contradiction hollow dots linked to each other. What
    reaches beyond the scale ends in an arrow; undated items stand on a rail. Marks as from
    `analysis.counting.chronology.marks`. Returns the axes of time; right of it stand the rail and,
    unless the figure is narrow, the evidence.
    """
    items = list(dict.fromkeys(marks["item_id"]))
    figure = Figure(figsize=(layout.width(), 1.25 + 0.4 * len(items)))
    ratios = [1, 0.1, 0.62] if figure.get_figwidth() >= layout.NARROW else [1, 0.16]
    panels: Sequence[Axes] = figure.subplots(1, len(ratios), sharey=True, width_ratios=ratios)
    ax, rail, *beside = panels
    colours = colours or theme.outlet_colours(marks.sort_values("item_id")["outlet"])
    numbers = range(period_of(between[0], by), period_of(between[1], by) + 2)
    periods = [period_name(number, by) for number in numbers[:-1]]
    edges = [pd.Timestamp(first_day(number, by)) for number in numbers]
    labels = []
    rows = marks.reset_index(drop=True)
    for row, item in enumerate(items):
        mine = rows[rows["item_id"] == item]
        event = next(mine.itertuples())
        colour = colours[event.outlet]
        marker = MARKERS.get(event.occasion, MARKERS["other"])
        point: dict[str, Any] = {"marker": marker, "s": 42, "edgecolor": colour}
        if event.mark == "none":
            dot = rail.scatter([0], [row], facecolor=theme.PAPER, linewidth=1.4, zorder=3, **point)
            theme.mark(dot, event.Index)
        else:
            _draw_marks(ax, row, mine, colour, point, (edges[0], edges[-1]))
        if beside:
            labels.append(f"{theme.legible(item, 20)}  {theme.legible(event.outlet, 22)}")
            _say_how(beside[0], row, event)
        else:
            labels.append(
                f"{theme.legible(item, 20)}\n{theme.legible(event.edtf or 'no date', 21)}"
            )
    small: dict[str, Any] = {"fontsize": 8 if beside else 7}
    ax.set_yticks(range(len(items)), labels, **small)
    for tick, item in zip(ax.get_yticklabels(), items, strict=True):
        tick.set_color(theme.darker(colours[marks.loc[marks["item_id"] == item, "outlet"].iloc[0]]))
    ax.set_ylim(len(items) - 0.45, -0.6)
    ax.set_xlim(edges[0], edges[-1])
    ax.grid(axis="x", color=theme.FAINT, linewidth=0.6)
    rail.set_facecolor("#f1f3f4")
    rail.set(xlim=(-1, 1), xticks=[0], xticklabels=["no\ndate"])
    for words in beside:
        words.set(xlim=(0, 1), xticks=[])
        words.set_title("date (EDTF), how it is known", fontsize=7.5, fontweight="normal")
    for panel in panels:
        layout.bare(panel, "left")
        panel.spines["bottom"].set_visible(panel is ax)
        panel.set_axisbelow(True)
        if panel not in beside:
            across = panel.get_yaxis_transform()
            panel.hlines(
                range(len(items)), 0, 1, theme.FAINT, linewidth=0.4, zorder=0, transform=across
            )
    handles = _timeline_legend(marks)
    ncols = layout.columns(handles, layout.width_of(ax))
    spread: dict[str, Any] = {"columnspacing": 1.0, "handletextpad": 0.3, "fontsize": 7.5}
    figure.legend(handles=handles, loc="outside lower left", ncols=ncols, **spread)
    layout.name_periods(ax, periods, by, edges[:-1])
    return ax


def _say_how(words: Axes, row: int, event: Any) -> None:
    """Write the date of an item and what it rests on."""
    words.text(0, row - 0.18, event.edtf or "no date", va="center")
    quote = event.quote.split(" · ")[0]
    basis = f"{event.status}: “{theme.legible(quote, 23)}”" if quote else event.status
    words.text(0, row + 0.24, basis, va="center", fontsize=7, color=theme.MUTED)


def _draw_marks(
    ax: Axes,
    row: int,
    marks: pd.DataFrame,
    colour: str,
    point: dict[str, Any],
    scale: tuple[pd.Timestamp, pd.Timestamp],
) -> None:
    """Draw the marks of one item on the time scale."""
    hollow = {"facecolor": theme.PAPER, "linewidth": 1.4, "zorder": 3, **point}
    filled = {"facecolor": colour, "linewidth": 0.6, "zorder": 4, **point}
    linked = marks[marks["mark"].isin(["way", "day"])]
    if len(linked) > 1:
        dashes: dict[str, Any] = {"linewidth": 0.8, "linestyle": (0, (2, 2)), "color": colour}
        ax.plot(linked["first"], [row] * len(linked), **dashes)
    artist: Artist
    for drawn in marks.itertuples():
        first, last = max(drawn.first, scale[0]), min(drawn.last, scale[1])
        if first > last:
            continue
        middle = first + (last - first) / 2
        short = (last - first) / (scale[1] - scale[0]) < LEAST
        if drawn.mark == "lasting" and not short:
            wide: dict[str, Any] = {"color": colour, "linewidth": 5, "solid_capstyle": "butt"}
            (artist,) = ax.plot([first, last], [row, row], **wide)
        elif drawn.mark == "possible" and not short:
            height, width = 0.3, last - first
            dashed: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": colour,
                "linestyle": (0, (3, 2)),
            }
            bar = Rectangle((first, row - height / 2), width, height, zorder=3, **dashed)
            artist = ax.add_patch(bar)
        elif drawn.mark in ("possible", "way"):
            artist = ax.scatter([middle], [row], **hollow)
        else:
            artist = ax.scatter([middle], [row], **filled)
            if drawn.mark == "identified":
                ax.scatter([middle], [row], s=7, color=theme.PAPER, zorder=5)
        theme.mark(artist, drawn.Index)
        for edge, beyond, arrow in (
            (scale[0], drawn.first < scale[0], "<"),
            (scale[1], drawn.last > scale[1], ">"),
        ):
            if beyond:
                ax.scatter([edge], [row], marker=arrow, s=30, color=colour, zorder=6, clip_on=False)


def _timeline_legend(marks: pd.DataFrame) -> list[Line2D]:
    shape: dict[str, Any] = {"color": theme.MUTED, "linestyle": "", "markersize": 5.5}
    kinds = [kind for kind in MARKERS if kind in set(marks["occasion"])]
    handles = [Line2D([], [], marker=MARKERS[kind], label=kind, **shape) for kind in kinds]
    known = {**shape, "marker": "s"}
    handles.append(Line2D([], [], label="day known", **known))
    core = {"markeredgewidth": 2, "markeredgecolor": theme.MUTED, "markerfacecolor": theme.PAPER}
    handles.append(Line2D([], [], label="identified", **{**known, **core}))
    hollow = {**known, "markerfacecolor": theme.PAPER}
    handles.append(Line2D([], [], label="possible", **hollow))
    return handles
