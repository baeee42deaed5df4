"""Events in time, each kind of knowledge with its own mark."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
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
    rows = marks.reset_index(drop=True)
    events = rows.drop_duplicates("item_id")
    colours = colours or theme.outlet_colours(marks.sort_values("item_id")["outlet"])
    narrow = layout.is_narrow()
    figure = Figure(figsize=(layout.width(), 1.25 + 0.4 * len(events)))
    ratios = [1, 0.16] if narrow else [1, 0.1, 0.62]
    panels: Sequence[Axes] = figure.subplots(1, len(ratios), sharey=True, width_ratios=ratios)
    ax, rail, *beside = panels
    numbers = range(period_of(between[0], by), period_of(between[1], by) + 2)
    edges = [pd.Timestamp(first_day(number, by)) for number in numbers]
    labels = []
    for y, event in enumerate(events.itertuples()):
        colour = colours[event.outlet]
        marker = MARKERS.get(event.occasion, MARKERS["other"])
        point: dict[str, Any] = {"marker": marker, "s": 42, "edgecolor": colour}
        if event.mark == "none":
            dot = rail.scatter([0], [y], facecolor=theme.PAPER, linewidth=1.4, zorder=3, **point)
            theme.mark(dot, event.Index)
        else:
            mine = rows[rows["item_id"] == event.item_id]
            _draw_marks(ax, y, mine, colour, point, (edges[0], edges[-1]))
        item = theme.legible(event.item_id, 20)
        labels.append(f"{item}\n{theme.legible(event.edtf or 'no date', 21)}")
        for words in beside:
            labels[-1] = f"{item}  {theme.legible(event.outlet, 22)}"
            _say_how(words, y, event)
    ax.set_yticks(range(len(events)), labels, fontsize=7 if narrow else 8)
    for tick, outlet in zip(ax.get_yticklabels(), events["outlet"], strict=True):
        red, green, blue = to_rgb(colours[outlet])
        tick.set_color((0.62 * red, 0.62 * green, 0.62 * blue))  # readable as small text on white
    ax.set(ylim=(len(events) - 0.45, -0.6), xlim=(edges[0], edges[-1]))
    ax.grid(axis="x", color=theme.FAINT, linewidth=0.6)
    rail.set_facecolor(theme.GROUND)
    rail.set(xlim=(-1, 1), xticks=[0], xticklabels=["no\ndate"])
    for words in beside:
        words.set(xlim=(0, 1), xticks=[])
        words.set_title("date (EDTF), how it is known", fontsize=7.5, fontweight="normal")
    for panel in panels:
        layout.bare(panel, "left")
        panel.spines["bottom"].set_visible(panel is ax)
        panel.set_axisbelow(True)
    for panel in (ax, rail):
        line: dict[str, Any] = {"linewidth": 0.4, "zorder": 0}
        across = panel.get_yaxis_transform()
        panel.hlines(range(len(events)), 0, 1, theme.FAINT, transform=across, **line)
    spread: dict[str, Any] = {"columnspacing": 1.0, "handletextpad": 0.3, "fontsize": 7.5}
    layout.legend(ax, _entries(marks), loc="outside lower left", **spread)
    layout.name_periods(ax, [period_name(number, by) for number in numbers[:-1]], by, edges[:-1])
    return ax


def _say_how(words: Axes, y: int, event: Any) -> None:
    """Write the date of an item and what it rests on."""
    words.text(0, y - 0.18, event.edtf or "no date", va="center")
    quote = event.quote.split(" · ")[0]
    basis = f"{event.status}: “{theme.legible(quote, 23)}”" if quote else event.status
    words.text(0, y + 0.24, basis, va="center", fontsize=7, color=theme.MUTED)


def _draw_marks(
    ax: Axes,
    y: int,
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
        ax.plot(linked["first"], [y] * len(linked), **dashes)
    artist: Artist
    for drawn in marks.itertuples():
        first, last = max(drawn.first, scale[0]), min(drawn.last, scale[1])
        if first > last:
            continue
        middle = first + (last - first) / 2
        long = (last - first) / (scale[1] - scale[0]) >= LEAST
        if drawn.mark == "lasting" and long:
            wide: dict[str, Any] = {"color": colour, "linewidth": 5, "solid_capstyle": "butt"}
            (artist,) = ax.plot([first, last], [y, y], **wide)
        elif drawn.mark == "possible" and long:
            dashed: dict[str, Any] = {"edgecolor": colour, "linestyle": (0, (3, 2)), "zorder": 3}
            bar = Rectangle((first, y - 0.15), last - first, 0.3, facecolor="none", **dashed)
            artist = ax.add_patch(bar)
        else:
            look = hollow if drawn.mark in ("possible", "way") else filled
            artist = ax.scatter([middle], [y], **look)
            if drawn.mark == "identified":
                ax.scatter([middle], [y], s=7, color=theme.PAPER, zorder=5)
        theme.mark(artist, drawn.Index)
        beyond = (drawn.first < scale[0], drawn.last > scale[1])
        for edge, is_beyond, arrow in zip(scale, beyond, "<>", strict=True):
            if is_beyond:
                ax.scatter([edge], [y], marker=arrow, s=30, color=colour, zorder=6, clip_on=False)


def _entries(marks: pd.DataFrame) -> list[Line2D]:
    """Return the entries of the legend: kinds of events, and how sure their days are."""
    shape: dict[str, Any] = {"color": theme.MUTED, "markersize": 5.5}
    paper = {"markerfacecolor": theme.PAPER}
    kinds = [kind for kind in MARKERS if kind in set(marks["occasion"])]
    core = {"markeredgewidth": 2, "markeredgecolor": theme.MUTED, **paper}
    looks: dict[str, Any] = {"day known": {}, "identified": core, "possible": paper}
    return [
        *(layout.point(kind, marker=MARKERS[kind], **shape) for kind in kinds),
        *(layout.point(name, marker="s", **shape, **look) for name, look in looks.items()),
    ]
