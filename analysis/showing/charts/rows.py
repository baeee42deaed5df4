"""A row for each term, group, file, text or event: how often, in which parts, where and when."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.reading.dating.days import first_day, period_name, period_of
from analysis.showing.charts import theme
from analysis.showing.charts.grids import Headings, head_lines
from analysis.showing.settings import DPI

TREATMENTS = {"kept": "#4a5560", "hashtags": "#c9dbe8", "repeated": "#f3dccb"}
TREATMENTS |= {"furniture": "#a9aeb4", "other pages": "#f6edc2", "blank": "#eceef0"}
_LOOKS: dict[str, Any] = {n: {"fc": hue, "ec": hue, "lw": 0} for n, hue in TREATMENTS.items()}
_LOOKS["repeated"] |= {"hatch": "////", "ec": theme.INK}  # told apart without colour
_LOOKS["other pages"] |= {"hatch": "\\\\\\\\", "ec": theme.INK}
MARKERS = {"call": "o", "meeting": "s", "briefing": "^", "interview": "D", "article": "P"}
MARKERS |= {"other": "p", "unreadable": "X"}
ROOM = 0.04  # of the time told, before its first day and after its last
LEAST = 0.02  # of the scale: what lasts less is a dot, not a bar
CORE = 2.5  # points: the white dot in a mark that a record identifies
CHOSEN = {"ec": theme.INK, "lw": 1.4}  # the edge of a day that a person chose


@theme.styled()
def bars(table: pd.DataFrame, *, value: str, unit: str, note: str = "", of: str = "") -> Axes:
    """Draw one bar per term of its value, in a light one of what it is of: "51 of 67"."""
    ax, narrow = theme.row_axes(table["term"], 0.75, 0.19, 0.7), theme.is_narrow()
    ends, texts = table[of or value], table[value].map("{:,.0f}".format)
    if of:
        texts += ends.map(" of {:,.0f}".format).mask(ends == table[value], "")
    if note:
        ones = table[note].map({1: note.removesuffix("s")}).fillna(note)
        texts += table[note].map("  ({:,}".format) + ("" if narrow else " " + ones) + ")"
    inner = theme.inner_width(ax)
    room = inner - texts.map(theme.letters) * theme.INCHES_PER_LETTER - 0.1
    ax.set_xlim(0, max([1, *(1.02 * ends), *(ends * inner / room.clip(lower=inner / 9))]))
    beside: dict[str, Any] = {"va": "center", "fontsize": 7.5, "color": theme.MUTED}
    for column, colour, part in ((of, theme.FAINT, "of"), (value, theme.ACCENT, ""))[not of :]:
        for row, bar in enumerate(ax.barh(range(len(table)), table[column], 0.72, color=colour)):
            theme.mark(bar, row, part)
    for row, (end, text) in enumerate(zip(ends, texts, strict=True)):
        ax.text(end + 0.05 * ax.get_xlim()[1] / inner, row, text, **beside).set_in_layout(False)
    theme.number_axis(ax, f"{unit}, in brackets {note}" if narrow and note else unit)
    return ax


@theme.styled()
def parts(table: Any, *, label: str, by: str, value: str, number: str, unit: str, size: str) -> Any:
    """Draw shares (value) of each group (by) as a bar, a part for each label; the last is grey."""
    labels = [table[column].map(theme.group_label) for column in (label, by)]
    names, groups = (list(dict.fromkeys(column)) for column in labels)
    known = len(names) - 1  # the last part is what is not known
    hues, hatches = [*theme.TERMS[:known], theme.FAINT], [*theme.HATCHES[:known], ""]
    fills = zip(hues, hatches, strict=True)
    drawn = [{"fc": hue, "hatch": hatch, "ec": theme.PAPER, "lw": 0.6} for hue, hatch in fills]
    looks = dict(zip(names, drawn, strict=True)) | _LOOKS  # of treatments, as in the strips
    sizes = table.groupby(by, sort=False, dropna=False)[size].first()
    shown = [f"{group}, n = {n:,}" for group, n in zip(groups, sizes, strict=True)]
    ax = theme.row_axes(shown, 0.85, 0.4 if len(groups) <= theme.MAX_CELLS else 0.24, 1.1)
    ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
    ax.set_xlabel(theme.wrapped(unit, int(theme.width(0.85) * 8), 3))
    theme.legend(ax, [Patch(**looks[name], label=name) for name in names])
    letter, ends = theme.INCHES_PER_LETTER / theme.inner_width(ax), dict.fromkeys(groups, 0.0)
    shares, texts = table[value].fillna(0.0), table[number].map("{:,.0f}".format)
    for row, name, group, share, text in zip(table.index, *labels, shares, texts, strict=True):
        y, ground = groups.index(group), looks[name]["fc"]
        theme.box(ax, row, (ends[group], y - 0.35), share, 0.7, **looks[name])
        if share > letter * (len(text) + 1):
            look = {"bbox": {"facecolor": ground, "edgecolor": "none", "pad": 1}, "fontsize": 7}
            theme.inside(ax, ends[group] + share / 2, y, text, theme.text_on(ground), **look)
        ends[group] += share
    return ax


@theme.styled()
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file (doc_id → label) as a bar of its characters, coloured by their treatment."""
    ax = theme.row_axes(list(names.values()), 1, 0.42, 0.85)
    used = {*strips["treatment"]} - {"blank"}
    theme.legend(ax, [Patch(**_LOOKS[name], label=name) for name in _LOOKS if name in used])
    for y, doc_id in enumerate(names):
        mine = strips[strips["doc_id"] == doc_id]
        # Neighbours of one treatment are one bar; a blank line belongs to what it follows.
        kinds = mine["treatment"].replace("blank", None).ffill().fillna("blank")
        for _, bar in mine.assign(kind=kinds).groupby((kinds != kinds.shift()).cumsum()):
            start, long = bar["start"].iloc[0], bar["end"].iloc[-1] - bar["start"].iloc[0]
            look = _LOOKS[bar["kind"].iloc[0]]
            theme.box(ax, bar.index[0], (start, y - 0.32), long, 0.64, antialiased=False, **look)
        begins = mine.groupby("item_id")["start"].min().iloc[1:]
        ax.vlines(begins, y - 0.44, y + 0.44, color=theme.INK, linewidth=0.8)
    ax.set_xlim(0, strips["end"].max() * 1.005)
    theme.number_axis(ax, "characters of the file; a black line begins a new post")
    return ax


@theme.styled()
def strips(table: pd.DataFrame, texts: Headings, sizes: Mapping[str, int]) -> Axes:
    """Draw where in each text words stand, by their `positions`, a strip as long as the text."""
    terms, order = list(dict.fromkeys(table["term"])), list(texts)
    lanes = max(1, len(terms))
    hues = [theme.TERMS[n % len(theme.TERMS)] for n in range(lanes)]
    high = theme.rows_height(len(texts), 0.14 + 0.07 * lanes, 1.0)
    ax = Figure(figsize=(theme.width(), high)).subplots()
    longest = max(sizes.values(), default=1)
    thick = (0.006 if theme.is_narrow() else 0.003) * longest  # of a tick, in words
    ax.barh(range(len(order)), [sizes[item] for item in order], 0.8, color=theme.GROUND)
    for row, hit in enumerate(table.itertuples()):
        n = terms.index(hit.term)
        place = hit.position - 0.5 - thick / 2, order.index(hit.item_id) - 0.4 + 0.8 * n / lanes
        theme.box(ax, row, place, thick, 0.8 / lanes, facecolor=hues[n], linewidth=0)
    ax.set_yticks(range(len(texts)), ["\n".join(head_lines(head)) for head in texts.values()])
    ax.set(ylim=(len(texts) - 0.4, -0.6), xlim=(0, longest * 1.005))
    theme.number_axis(ax, "running words of the text")
    named = [(theme.legible(term, 40), hue) for term, hue in zip(terms, hues, strict=False)]
    theme.legend(ax, [Line2D([], [], color=hue, linewidth=2, label=term) for term, hue in named])
    return ax


@theme.styled()
def concordance(lines: pd.DataFrame, names: Sequence[str]) -> Axes:
    """Write the lines of a `concordance` below each other, the names of their texts at the left."""
    narrow = theme.is_narrow()
    # In one column the words before a keyword begin above it, and those behind it end below.
    each, deep = (0.42, 2) if narrow else (0.17, 1)
    ax = theme.row_axes([name[:4] for name in names] if narrow else names, 1, each, 0.2)
    ax.tick_params(axis="y", labelsize=7, labelcolor=theme.MUTED)
    ax.set_xticks([])
    theme.bare(ax)
    # In letters of 7 points, which are up to 4 % wider where pixels are few.
    across = theme.inner_width(ax) / (theme.INCHES_PER_LETTER * 7 / 8 * 1.04)
    ax.set_xlim(-across / 2, across / 2)
    keywords = [theme.legible(keyword, 30) for keyword in lines["keyword"]]
    edge = max(map(theme.letters, keywords)) / 2 + 1
    for row, (keyword, line) in enumerate(zip(keywords, lines.itertuples(), strict=True)):
        theme.mark(ax.text(0, row, keyword, ha="center", color=theme.ACCENT, **theme.SMALL), row)
        for step, side, text in ((-1, "right", line.left), (1, "left", line.right)):
            away = theme.broken(theme.legible(text, 10**4)[::step], across / 2 - edge, deep)
            for n, part in enumerate(away):
                place = step * edge, row + step * n * 0.12 / each
                ax.text(*place, part[::step], ha=side, **theme.SMALL)
    return ax


@theme.styled()
def timeline(marks: pd.DataFrame, *, between: Any, by: Any = "year", colours: Any = None) -> Axes:
    """Draw events by the `marks` of their items, undated ones on a rail, and records above."""
    records, marks = (marks[(marks["mark"] == "record") == which] for which in (True, False))
    rows = marks.assign(**{c: "" for c in ("who", "place", "topic", "contested") if c not in marks})
    rows = rows.assign(event=rows.get("event", rows["item_id"]))
    outlets = rows.groupby("event")["outlet"]
    rows["told"] = outlets.transform(lambda of: ", ".join(filter(None, dict.fromkeys(of))))
    events = [event for _, event in rows.groupby("event", sort=False)]
    colours = colours or theme.outlet_colours(marks.sort_values("item_id")["outlet"])
    narrow = theme.is_narrow()
    told = [_say_what(event.iloc[0], narrow) for event in events]
    size = theme.width(), 1.4 + max(0.45, theme.row_inches(told)) * len(events)
    ratios = [1, 0.16] if narrow else [1, 0.1, 0.62]
    figure = Figure(figsize=size, dpi=DPI)  # at 100 dpi long lines seem shorter than in print
    panels: Any = figure.subplots(1, len(ratios), sharey=True, width_ratios=ratios)
    ax, rail, *beside = panels
    numbers = range(period_of(between[0], by), period_of(between[1], by) + 2)
    edges = [pd.Timestamp(first_day(number, by)) for number in numbers]
    early, late = map(pd.Timestamp, between)
    room = (late - early) * ROOM  # a year whose first event is in November begins a bit before it
    begin, end = max(edges[0], early - room), min(edges[-1], late + room)
    named = [n for n, edge in enumerate(edges[:-1]) if edge >= begin]
    if len(named) < 2:
        begin, end, named = edges[0], edges[-1], [*range(len(edges) - 1)]
    for y, event in enumerate(events):
        items = [item for _, item in event.groupby("item_id", sort=False)]
        for n, item in enumerate(items):
            # Items that tell the same stand below each other: of three at -0.2, 0 and 0.2.
            place = y + (n - (len(items) - 1) / 2) * min(0.2, 0.8 / len(items))
            _draw_marks(ax, rail, place, item, colours[item["outlet"].iloc[0]], (begin, end))
        for panel in beside:
            _say_how(panel, y, event.iloc[0], colours)
    ax.set_yticks(range(len(events)), told, fontsize=7)
    ax.set(ylim=(len(events) - 0.45, -0.6), xlim=(begin, end))
    above = {"transform": ax.get_xaxis_transform(), "clip_on": False, "fc": theme.HATCHED}
    for record in records.itertuples():
        look = above | {"fc": theme.INK, "zorder": 3} if record.item_id else above
        kind = MARKERS.get(record.occasion, "s")
        dot = ax.scatter(record.first, 1, s=14, marker=kind, ec=theme.PAPER, lw=0.5, **look)
        theme.mark(dot, record.Index)
    if len(records):
        left = {"transform": ax.transAxes, "ha": "right", "color": theme.MUTED}
        ax.text(-0.02, 1, "on record", **left, **theme.SMALL)
    ax.grid(linewidth=0.4)
    rail.grid(axis="y", linewidth=0.4)
    rail.set(facecolor=theme.GROUND, xlim=(-1, 1), xticks=[0], xticklabels=["no\ndate"])
    for panel in beside:
        panel.set(xlim=(0, 1), xticks=[])
        panel.set_title("date, what it rests on, source", fontsize=7.5)
    for panel in panels[1:]:
        panel.spines["bottom"].set_visible(False)
    theme.legend(ax, _entries(marks), loc="outside lower left", handletextpad=0.3)
    names = [period_name(numbers[n], by) for n in named]
    theme.name_periods(ax, names, by, [edges[n] for n in named])
    return panels[0]  # type: ignore[no-any-return]


def _say_what(first: Any, narrow: bool) -> str:
    """Say in lines who meets or speaks, what it is and where, and about what."""
    kind = f"{first.occasion}, {first.place}" if first.place else first.occasion
    lines = [first.who or first.heading or first.item_id, kind, first.topic]
    lines += [_say_day(first), first.told] * narrow  # else they stand at the right
    shown = (theme.wrapped(line, 25) if narrow else theme.legible(line, 34) for line in lines)
    return "\n".join(filter(None, shown))


def _say_day(first: Any) -> str:
    """Write the date of an event with its status, a chosen day with the ones it is not."""
    # "[2023-09-18,2024-09-18]", ruled to be the first → "2023-09-18, not 2024-09-18"
    others = [day for day in first.contested.strip("[]").split(",") if day not in ("", first.edtf)]
    told = f", not {', '.join(others)}" if others and first.status == "ruled" else ""
    return f"{first.edtf}{told} · {first.status}" if first.edtf else "no date"


def _say_how(words: Any, y: int, first: Any, colours: Mapping[str, str]) -> None:
    """Write the date of an event, what it rests on, and who tells it."""
    words.text(0, y - 0.27, theme.legible(_say_day(first), 38), va="center")
    basis = ""
    for quote in filter(None, first.quote.split(" · ")[:2]):
        room = 38 - len(basis)  # letters; a few of them would say nothing
        basis += f"{', ' * bool(basis)}“{theme.legible(quote, room)}”" * (room > 9)
    words.text(0, y + 0.03, basis, color=theme.MUTED, **theme.SMALL)
    shade = [0.62 * part for part in to_rgb(colours[first.outlet])]  # readable as small text
    words.text(0, y + 0.3, theme.legible(first.told, 34), color=shade, **theme.SMALL)


def _draw_marks(ax: Any, rail: Any, y: float, marks: Any, colour: str, scale: Any) -> None:
    linked = marks.loc[marks["mark"].isin(["way", "chosen"]), "first"]
    if len(linked) > 1:
        ax.plot(linked, [y] * len(linked), lw=0.8, ls=(0, (2, 2)), color=colour)
    for drawn in marks.itertuples():
        if drawn.mark == "none":
            theme.mark(_draw_dot(rail, (0, y), drawn, colour), drawn.Index)
            continue
        first, last = max(drawn.first, scale[0]), min(drawn.last, scale[1])
        if first > last:
            continue
        long = (last - first) / (scale[1] - scale[0]) >= LEAST
        if drawn.mark == "lasting" and long:  # all its days are meant
            (artist,) = ax.plot([first, last], [y, y], c=colour, lw=5, solid_capstyle="butt")
        elif drawn.mark == "possible" and long:  # one of its days is meant
            dashed: Any = {"fc": "none", "ec": colour, "ls": (0, (3, 2)), "zorder": 3}
            artist = ax.add_patch(Rectangle((first, y - 0.15), last - first, 0.3, **dashed))
        else:
            known = drawn.mark in ("lasting", "chosen")
            known |= len(marks) == 1 and drawn.first == drawn.last
            artist = _draw_dot(ax, (first + (last - first) / 2, y), drawn, colour, known=known)
        theme.mark(artist, drawn.Index)
        for edge, arrow in ((scale[0], "<"), (scale[1], ">")):
            if drawn.first < edge if arrow == "<" else drawn.last > edge:
                ax.scatter([edge], [y], marker=arrow, s=30, color=colour, zorder=6, clip_on=False)


def _draw_dot(ax: Any, place: Any, drawn: Any, colour: str, *, known: bool = False) -> Any:
    """Draw a day, filled if it is known: with a core if on record, with an edge if chosen."""
    look = {"fc": colour, "lw": 0.6, "zorder": 4} if known else {"fc": theme.PAPER, "lw": 1.4}
    kind = MARKERS.get(drawn.occasion, MARKERS["other"])
    look = {"marker": kind, "s": 42, "ec": colour, "zorder": 3, "clip_on": False} | look
    if drawn.mark == "identified":
        core = {"fc": theme.PAPER if known else colour, "lw": 0, "zorder": 5, "clip_on": False}
        ax.scatter(*place, s=CORE**2, **core)
    return ax.scatter(*place, **(look | CHOSEN if drawn.mark == "chosen" else look))


def _entries(marks: pd.DataFrame) -> list[Any]:
    """Return the entries of the legend: kinds of events, and how sure their days are."""
    shape: dict[str, Any] = {"marker": "h", "color": theme.MUTED, "ms": 7, "ls": ""}  # any kind's
    told = set(marks["occasion"])
    looks: dict[str, Any] = {kind: {"marker": m} for kind, m in MARKERS.items() if kind in told}
    looks |= {"day known": {}, "identified": {}, "possible": {"mfc": theme.PAPER}}
    if "chosen" in set(marks["mark"]):
        looks["chosen"] = {"mec": CHOSEN["ec"], "mew": CHOSEN["lw"]}
    core = Line2D([], [], **shape | {"marker": "o", "ms": CORE, "color": theme.PAPER})
    drawn = [Line2D([], [], label=name, **shape | look) for name, look in looks.items()]
    return [(line, core) if line.get_label() == "identified" else line for line in drawn]
