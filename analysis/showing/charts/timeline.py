"""Events in time, each kind of knowledge with its own mark."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import compress
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
from analysis.showing.settings import DPI

MARKERS = {
    "call": "o",
    "meeting": "s",
    "briefing": "^",
    "interview": "D",
    "article": "P",
    "other": "p",
    "unreadable": "X",
}
HOLLOW: dict[str, Any] = {"facecolor": theme.PAPER, "linewidth": 1.4, "zorder": 3}
LEAST = 0.02  # of the scale: what lasts less is a dot, not a bar
FEW = 15  # events have room for larger letters


@theme.styled
def timeline(
    marks: pd.DataFrame,
    *,
    between: tuple[date, date],
    by: Period = "year",
    colours: Mapping[str, str] | None = None,
    records: Sequence[tuple[date, str]] = (),
) -> Axes:
    """Draw every event in time by the `marks` of its items; undated ones stand on a rail.

    Marks may have event (which items tell the same), who, place and topic; ``records`` are days and
    kinds that stand faintly behind. In one column the date stands at the left, else at the right.
    """
    rows = marks.assign(**{c: "" for c in ("who", "place", "topic") if c not in marks})
    rows = rows.assign(event=rows.get("event", rows["item_id"]))
    events = [event for _, event in rows.groupby("event", sort=False)]
    colours = colours or theme.outlet_colours(marks.sort_values("item_id")["outlet"])
    narrow, few = layout.is_narrow(), len(events) <= FEW
    # Laid out as printed: at 100 dpi the long lines at the left seem shorter than they are.
    high = 1.4 + ((0.48 if few else 0.4) + 0.12 * narrow) * len(events)
    figure = Figure(figsize=(layout.width(), high), dpi=DPI)
    ratios = [1, 0.16] if narrow else [1, 0.1, 0.62]
    panels: Sequence[Axes] = figure.subplots(1, len(ratios), sharey=True, width_ratios=ratios)
    ax, rail, *beside = panels
    numbers = range(period_of(between[0], by), period_of(between[1], by) + 2)
    edges = [pd.Timestamp(first_day(number, by)) for number in numbers]
    for y, event in enumerate(events):
        sources = event.drop_duplicates("item_id")
        for n, item in enumerate(sources.itertuples()):
            # Items that tell the same stand below each other: of three at -0.2, 0 and 0.2.
            place = y + (n - (len(sources) - 1) / 2) * min(0.2, 0.8 / len(sources))
            kind = MARKERS.get(item.occasion, MARKERS["other"])
            point: dict[str, Any] = {"marker": kind, "s": 42, "edgecolor": colours[item.outlet]}
            if item.mark == "none":
                theme.mark(rail.scatter([0], [place], **HOLLOW, **point), item.Index)
            else:
                mine = event[event["item_id"] == item.item_id]
                _draw_marks(ax, place, mine, point, (edges[0], edges[-1]))
        for words in beside:
            _say_how(words, y, sources, colours)
    ax.set_yticks(range(len(events)), [_say_what(event.iloc[0], narrow) for event in events])
    ax.tick_params(axis="y", labelsize=7.5 if few and not narrow else 7)
    ax.set(ylim=(len(events) - 0.45, -0.6), xlim=(edges[0], edges[-1]))
    _draw_records(ax, records)
    ax.grid(axis="x", color=theme.FAINT, linewidth=0.6)
    rail.set_facecolor(theme.GROUND)
    rail.set(xlim=(-1, 1), xticks=[0], xticklabels=["no\ndate"])
    for words in beside:
        words.set(xlim=(0, 1), xticks=[])
        words.set_title("date, how it is known, source", fontsize=7.5, fontweight="normal")
    for panel in panels:
        layout.bare(panel, "left", *["bottom"] * (panel is not ax))
        panel.set_axisbelow(True)
    rail.tick_params(bottom=True)
    line: dict[str, Any] = {"linewidth": 0.4, "zorder": 0}
    for panel in (ax, rail):
        across = panel.get_yaxis_transform()
        panel.hlines(range(len(events)), 0, 1, theme.FAINT, transform=across, **line)
    spread: dict[str, Any] = {"columnspacing": 1.0, "handletextpad": 0.3, "fontsize": 7.5}
    layout.legend(ax, _entries(marks), loc="outside lower left", **spread)
    layout.name_periods(ax, [period_name(number, by) for number in numbers[:-1]], by, edges[:-1])
    return ax


def _draw_records(ax: Axes, records: Sequence[tuple[date, str]]) -> None:
    """Draw recorded meetings and calls faintly behind the items, their kind above."""
    grey: dict[str, Any] = {"color": theme.HATCHED, "zorder": -1}
    above: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "clip_on": False, **grey}
    for day, kind in records:
        ax.axvline(pd.Timestamp(day), linewidth=0.5, linestyle=(0, (1, 3)), **grey)
        shape = MARKERS["call" if kind == "call" else "meeting"]
        ax.scatter(pd.Timestamp(day), 1, s=12, marker=shape, **above)
    if records:
        left: dict[str, Any] = {"transform": ax.transAxes, "ha": "right", "color": theme.MUTED}
        ax.text(-0.02, 1, "on record", **left, **theme.SMALL)


def _say_what(event: Any, narrow: bool) -> str:
    """Say in lines who meets or speaks, what it is and where, and about what."""
    kind = f"{event.occasion}, {event.place}" if event.place else event.occasion
    day = (event.edtf or "no date") if narrow else ""  # else it stands at the right
    lines = (event.who or event.heading or event.item_id, kind, event.topic, day)
    return "\n".join(theme.legible(line, 24 if narrow else 34) for line in lines if line)


def _say_how(words: Axes, y: int, sources: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Write the date of an event, what it rests on, and who tells it."""
    event = sources.iloc[0]
    words.text(0, y - 0.27, theme.legible(event.edtf or "no date", 26), va="center")
    quote = theme.legible(event.quote.split(" · ")[0], 23)
    basis = f"{event.status}: “{quote}”" if quote else event.status
    words.text(0, y + 0.03, basis, color=theme.MUTED, **theme.SMALL)
    told = theme.legible(", ".join(filter(None, dict.fromkeys(sources["outlet"]))), 34)
    shade = [0.62 * part for part in to_rgb(colours[event.outlet])]  # readable as small text
    words.text(0, y + 0.3, told, color=shade, **theme.SMALL)


def _draw_marks(
    ax: Axes, y: float, marks: pd.DataFrame, point: dict[str, Any], scale: tuple[Any, Any]
) -> None:
    """Draw the marks of one item on the time scale."""
    colour, edges = point["edgecolor"], list(zip(scale, "<>", strict=True))
    filled = {"facecolor": colour, "linewidth": 0.6, "zorder": 4, **point}
    linked = marks.loc[marks["mark"].isin(["way", "day"]), "first"]
    if len(linked) > 1:
        dashes: dict[str, Any] = {"linewidth": 0.8, "linestyle": (0, (2, 2)), "color": colour}
        ax.plot(linked, [y] * len(linked), **dashes)
    artist: Artist
    for drawn in marks.itertuples():
        first, last = max(drawn.first, scale[0]), min(drawn.last, scale[1])
        if first > last:
            continue
        long = (last - first) / (scale[1] - scale[0]) >= LEAST
        if drawn.mark == "lasting" and long:  # all its days are meant
            wide: dict[str, Any] = {"color": colour, "linewidth": 5, "solid_capstyle": "butt"}
            (artist,) = ax.plot([first, last], [y, y], **wide)
        elif drawn.mark == "possible" and long:  # one of its days is meant
            dashed: dict[str, Any] = {"edgecolor": colour, "linestyle": (0, (3, 2)), "zorder": 3}
            bar = Rectangle((first, y - 0.15), last - first, 0.3, facecolor="none", **dashed)
            artist = ax.add_patch(bar)
        else:
            middle = [first + (last - first) / 2]
            is_open = drawn.mark in ("possible", "way")
            artist = ax.scatter(middle, [y], **(HOLLOW | point if is_open else filled))
            if drawn.mark == "identified":
                ax.scatter(middle, [y], s=7, color=theme.PAPER, zorder=5)
        theme.mark(artist, drawn.Index)
        beyond = drawn.first < scale[0], drawn.last > scale[1]
        for edge, arrow in compress(edges, beyond):
            ax.scatter([edge], [y], marker=arrow, s=30, color=colour, zorder=6, clip_on=False)


def _entries(marks: pd.DataFrame) -> list[Line2D]:
    """Return the entries of the legend: kinds of events, and how sure their days are."""
    shape: dict[str, Any] = {"color": theme.MUTED, "markersize": 5.5}
    paper = {"markerfacecolor": theme.PAPER}
    core = {"markeredgewidth": 2, "markeredgecolor": theme.MUTED, **paper}
    looks: dict[str, Any] = {"day known": {}, "identified": core, "possible": paper}
    kinds = [
        (kind, {"marker": MARKERS[kind]}) for kind in MARKERS if kind in set(marks["occasion"])
    ]
    return [
        layout.point(name, **{"marker": "s", **shape, **look})
        for name, look in [*kinds, *looks.items()]
    ]
