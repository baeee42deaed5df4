"""Events in time, each kind of knowledge with its own mark."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.reading.dating.days import Period, first_day, period_name, period_of
from analysis.showing.charts import layout, theme
from analysis.showing.settings import DPI

MARKERS = {"call": "o", "meeting": "s", "briefing": "^", "interview": "D", "article": "P"}
MARKERS |= {"other": "p", "unreadable": "X"}
LEAST = 0.02  # of the scale: what lasts less is a dot, not a bar
FEW = 15  # events have room for larger letters


@theme.styled
def timeline(
    marks: pd.DataFrame,
    *,
    between: Any,
    by: Period = "year",
    colours: Any = None,
    records: Any = (),
) -> Axes:
    """Draw every event in time by the `marks` of its items; undated ones stand on a rail.

    Marks may have event (which items tell the same), who, place and topic; ``records`` are days and
    kinds that stand faintly behind. In one column date and source stand at the left, else right.
    """
    rows = marks.assign(**{c: "" for c in ("who", "place", "topic") if c not in marks})
    rows = rows.assign(event=rows.get("event", rows["item_id"]))
    told = rows.groupby("event")["outlet"].agg(
        lambda of: ", ".join(filter(None, dict.fromkeys(of)))
    )
    rows = rows.assign(told=rows["event"].map(told))
    events = [event for _, event in rows.groupby("event", sort=False)]
    colours = colours or theme.outlet_colours(marks.sort_values("item_id")["outlet"])
    narrow, few = layout.is_narrow(), len(events) <= FEW
    # Laid out as printed: at 100 dpi the long lines at the left seem shorter than they are.
    high = 1.4 + (0.64 if narrow else 0.48 if few else 0.4) * len(events)
    figure = Figure(figsize=(layout.width(), high), dpi=DPI)
    ratios = [1, 0.16] if narrow else [1, 0.1, 0.62]
    panels: Any = figure.subplots(1, len(ratios), sharey=True, width_ratios=ratios)
    ax, rail, *beside = panels
    numbers = range(period_of(between[0], by), period_of(between[1], by) + 2)
    edges = [pd.Timestamp(first_day(number, by)) for number in numbers]
    for y, event in enumerate(events):
        items = [item for _, item in event.groupby("item_id", sort=False)]
        for n, item in enumerate(items):
            # Items that tell the same stand below each other: of three at -0.2, 0 and 0.2.
            place = y + (n - (len(items) - 1) / 2) * min(0.2, 0.8 / len(items))
            colour = colours[item["outlet"].iloc[0]]
            _draw_marks(ax, rail, place, item, colour, (edges[0], edges[-1]))
        for words in beside:
            _say_how(words, y, event.iloc[0], colours)
    ax.set_yticks(range(len(events)), [_say_what(event.iloc[0], narrow) for event in events])
    ax.tick_params(axis="y", labelsize=7.5 if few and not narrow else 7)
    ax.set(ylim=(len(events) - 0.45, -0.6), xlim=(edges[0], edges[-1]))
    _draw_records(ax, records)
    ax.grid(axis="x")
    rail.set_facecolor(theme.GROUND)
    rail.set(xlim=(-1, 1), xticks=[0], xticklabels=["no\ndate"])
    for words in beside:
        words.set(xlim=(0, 1), xticks=[])
        words.set_title("date, how it is known, source", fontsize=7.5, fontweight="normal")
    for panel in (rail, *beside):
        panel.spines["bottom"].set_visible(False)
    for panel in (ax, rail):
        look = {"transform": panel.get_yaxis_transform(), "linewidth": 0.4, "zorder": 0}
        panel.hlines(range(len(events)), 0, 1, theme.FAINT, **look)
    layout.legend(ax, _entries(marks), loc="outside lower left", handletextpad=0.3)
    layout.name_periods(ax, [period_name(number, by) for number in numbers[:-1]], by, edges[:-1])
    return panels[0]  # type: ignore[no-any-return]


def _draw_records(ax: Any, records: Sequence[tuple[date, str]]) -> None:
    """Draw recorded meetings and calls faintly behind the items, their kind above."""
    grey = {"color": theme.HATCHED, "zorder": -1}
    above = {"transform": ax.get_xaxis_transform(), "clip_on": False, **grey}
    for day, kind in records:
        ax.axvline(pd.Timestamp(day), linewidth=0.5, linestyle=(0, (1, 3)), **grey)
        ax.scatter(pd.Timestamp(day), 1, s=12, marker=MARKERS.get(kind, "s"), **above)
    if records:
        left = {"transform": ax.transAxes, "ha": "right", "color": theme.MUTED}
        ax.text(-0.02, 1, "on record", **left, **theme.SMALL)


def _say_what(first: Any, narrow: bool) -> str:
    """Say in lines who meets or speaks, what it is and where, and about what."""
    kind = f"{first.occasion}, {first.place}" if first.place else first.occasion
    lines = [first.who or first.heading or first.item_id, kind, first.topic]
    lines += [first.edtf or "no date", first.told] * narrow  # else they stand at the right
    return "\n".join(theme.legible(line, 24 if narrow else 34) for line in lines if line)


def _say_how(words: Any, y: int, first: Any, colours: Mapping[str, str]) -> None:
    """Write the date of an event, what it rests on, and who tells it."""
    words.text(0, y - 0.27, theme.legible(first.edtf or "no date", 26), va="center")
    quote = theme.legible(first.quote.split(" · ")[0], 23)
    basis = f"{first.status}: “{quote}”" if quote else first.status
    words.text(0, y + 0.03, basis, color=theme.MUTED, **theme.SMALL)
    shade = [0.62 * part for part in to_rgb(colours[first.outlet])]  # readable as small text
    words.text(0, y + 0.3, theme.legible(first.told, 34), color=shade, **theme.SMALL)


def _draw_marks(ax: Any, rail: Any, y: float, marks: Any, colour: str, scale: Any) -> None:
    """Draw the marks of one item on the time scale, or on the rail."""
    kind = MARKERS.get(marks["occasion"].iloc[0], MARKERS["other"])
    filled = {"marker": kind, "s": 42, "edgecolor": colour, "facecolor": colour}
    filled |= {"linewidth": 0.6, "zorder": 4}
    hollow = filled | {"facecolor": theme.PAPER, "linewidth": 1.4, "zorder": 3}
    linked = marks.loc[marks["mark"].isin(["way", "day"]), "first"]
    if len(linked) > 1:
        ax.plot(linked, [y] * len(linked), linewidth=0.8, linestyle=(0, (2, 2)), color=colour)
    for drawn in marks.itertuples():
        if drawn.mark == "none":
            theme.mark(rail.scatter([0], [y], **hollow), drawn.Index)
            continue
        first, last = max(drawn.first, scale[0]), min(drawn.last, scale[1])
        if first > last:
            continue
        long = (last - first) / (scale[1] - scale[0]) >= LEAST
        if drawn.mark == "lasting" and long:  # all its days are meant
            wide = {"linewidth": 5, "solid_capstyle": "butt"}
            (artist,) = ax.plot([first, last], [y, y], color=colour, **wide)
        elif drawn.mark == "possible" and long:  # one of its days is meant
            dashed: Any = {"edgecolor": colour, "linestyle": (0, (3, 2)), "zorder": 3}
            bar = Rectangle((first, y - 0.15), last - first, 0.3, facecolor="none", **dashed)
            artist = ax.add_patch(bar)
        else:
            middle = [first + (last - first) / 2]
            artist = ax.scatter(
                middle, [y], **hollow if drawn.mark in ("possible", "way") else filled
            )
            if drawn.mark == "identified":
                ax.scatter(middle, [y], s=7, color=theme.PAPER, zorder=5)
        theme.mark(artist, drawn.Index)
        for edge, arrow in ((scale[0], "<"), (scale[1], ">")):
            if drawn.first < edge if arrow == "<" else drawn.last > edge:
                ax.scatter([edge], [y], marker=arrow, s=30, color=colour, zorder=6, clip_on=False)


def _entries(marks: pd.DataFrame) -> list[Any]:
    """Return the entries of the legend: kinds of events, and how sure their days are."""
    shape = {"marker": "s", "color": theme.MUTED, "markersize": 5.5}
    paper = {"markerfacecolor": theme.PAPER}
    core = {"markeredgewidth": 2, "markeredgecolor": theme.MUTED, **paper}
    kinds: dict[str, Any] = {kind: {"marker": MARKERS[kind]} for kind in MARKERS}
    looks = {kind: kinds[kind] for kind in kinds if kind in set(marks["occasion"])}
    looks |= {"day known": {}, "identified": core, "possible": paper}
    return [layout.point(name, **shape | look) for name, look in looks.items()]
