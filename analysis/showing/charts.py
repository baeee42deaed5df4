"""Tidy tables → charts. Nothing here reads files or counts; one look for all, set in one place."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

WIDTH = 7.0  # inches: two columns of a journal
INK, MUTED, FAINT, PAPER = "#1a1a1a", "#5f6368", "#d9dce0", "#ffffff"
HATCHED = "#a8adb3"
ACCENT = "#0072b2"
# Okabe & Ito (2008), told apart with any colour vision: outlets take them in corpus order.
OUTLETS = ("#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f")
TREATMENTS = {
    "kept": "#4a5560",
    "hashtags": "#c9dbe8",
    "repeated": "#f3dccb",
    "furniture": "#a9aeb4",
    "other pages": "#f6edc2",
    "blank": "#eceef0",
}
HATCHES = {"repeated": "////", "other pages": "...."}  # told apart without colour
BEFORE, AFTER = "#b8500a", "#4a5560"
MARKERS = {
    "call": "o",
    "meeting": "s",
    "briefing": "^",
    "interview": "D",
    "article": "P",
    "other": "p",
    "unreadable": "X",
}
FONT = "DejaVu Sans"
STYLE: dict[str, Any] = {
    "figure.dpi": 100,
    "figure.facecolor": PAPER,
    "figure.constrained_layout.use": True,
    "font.family": FONT,
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "text.color": INK,
    "text.parse_math": False,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "hatch.linewidth": 0.4,
    "svg.fonttype": "path",
    "svg.hashsalt": "analysis",
    "pdf.fonttype": 42,
}
_KEEP = {"backend", "backend_fallback", "interactive"}  # what a session has chosen stays


def style() -> Any:
    """Return the complete settings: matplotlib's defaults, then ours, whatever a local rc says."""
    defaults = {k: v for k, v in mpl.rcParamsDefault.items() if k not in _KEEP}
    return {**defaults, **STYLE}


P = ParamSpec("P")


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draw a chart in the house style."""

    @wraps(chart)
    def draw(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context(style()):
            return chart(*args, **kwargs)

    return draw


def outlet_colours(outlets: Iterable[str]) -> dict[str, str]:
    """Give each outlet its colour, in order of first appearance; grey once they run out."""
    names = list(dict.fromkeys(outlets))
    colours = [*OUTLETS, *[MUTED] * max(0, len(names) - len(OUTLETS))]
    return dict(zip(names, colours, strict=False))


def legible(text: str, width: int = 60) -> str:
    """Return text as the chart font can show it: emoji left out, other missing glyphs as ▯.

    Runs of white space become one space, and what is longer than ``width`` ends in an ellipsis.

    >>> legible("🇷🇺 Talks in 北京 began", width=14)
    'Talks in ▯▯ b…'
    """
    shown = []
    for character in text:
        if ord(character) in _glyphs():
            shown.append(character)
        elif character.isspace():
            shown.append(" ")
        elif unicodedata.category(character)[0] not in "SMC":
            shown.append("▯")
    line = " ".join("".join(shown).split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points of the chart font, without emoji and joiners it draws badly."""
    drawn = get_font(findfont(FONT)).get_charmap()
    return frozenset(code for code in drawn if unicodedata.category(chr(code)) not in ("Mn", "Cf"))


@styled
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file as a bar of its characters, coloured by how they were treated.

    Parameters
    ----------
    strips
        doc_id, item, start, end, treatment, as from `analysis.counting.ledger.strips`.
    names
        doc_id → label of the row.
    """
    ax = _axes(WIDTH, 0.55 + 0.42 * len(names))
    for row, doc_id in enumerate(names):
        mine = strips[strips["doc_id"] == doc_id]
        for treatment, start, end in _stretches(mine):
            ax.add_patch(
                Rectangle(
                    (start, row - 0.32),
                    end - start,
                    0.64,
                    facecolor=TREATMENTS[treatment],
                    edgecolor=INK if treatment in HATCHES else TREATMENTS[treatment],
                    hatch=HATCHES.get(treatment),
                    linewidth=0,
                    antialiased=False,
                )
            )
        for start in mine.groupby("item")["start"].min().iloc[1:]:
            ax.vlines(start, row - 0.44, row + 0.44, color=INK, linewidth=0.8)
    ax.set_yticks(range(len(names)), [legible(name, 34) for name in names.values()])
    ax.set(ylim=(len(names) - 0.5, -0.5), xlim=(0, strips["end"].max() * 1.005))
    ax.set_xlabel("characters from the beginning of the file; a black line begins a new post")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    _bare(ax, "left")
    used = [name for name in TREATMENTS if name in set(strips["treatment"]) and name != "blank"]
    handles = [
        Patch(facecolor=TREATMENTS[name], hatch=HATCHES.get(name), edgecolor=INK, lw=0, label=name)
        for name in used
    ]
    _legend_above(ax, handles)
    return ax


def _stretches(strips: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Join neighbouring spans of one treatment; a blank line belongs to what it follows."""
    found: list[tuple[str, int, int]] = []
    for treatment, start, end in strips[["treatment", "start", "end"]].itertuples(index=False):
        if found and treatment in (found[-1][0], "blank"):
            found[-1] = (found[-1][0], found[-1][1], end)
        else:
            found.append((treatment, start, end))
    return found


@styled
def composition(table: pd.DataFrame) -> Axes:
    """Draw how many items each outlet has in each year.

    Parameters
    ----------
    table
        outlet, year (missing: not known), items; complete, as from `composition` in chronology.
    """
    outlets = list(dict.fromkeys(table["outlet"]))
    years = list(dict.fromkeys(_year_label(year) for year in table["year"]))
    colours = outlet_colours(outlets)
    ax = _axes(WIDTH * 0.8, 0.5 + 0.36 * len(outlets))
    totals = dict.fromkeys(years, 0)
    for outlet, year, items in table[["outlet", "year", "items"]].itertuples(index=False):
        x, y = years.index(_year_label(year)), outlets.index(outlet)
        totals[years[x]] += items
        face = colours[outlet] if items else PAPER
        ax.add_patch(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, facecolor=face, edgecolor=FAINT))
        shade = _text_on(face) if items else MUTED
        ax.text(x, y, str(items), ha="center", va="center", color=shade)
    ax.set_xticks(range(len(years)), [f"{year}\nn = {totals[year]}" for year in years])
    ax.set_yticks(range(len(outlets)), [legible(outlet, 34) for outlet in outlets])
    ax.set(xlim=(-0.5, len(years) - 0.5), ylim=(len(outlets) - 0.5, -0.5))
    ax.set_xlabel("year of the event (n = items)")
    _bare(ax, "left", "bottom")
    return ax


@styled
def bars(table: pd.DataFrame, *, value: str, unit: str, note: str | None = None) -> Axes:
    """Draw one horizontal bar per term, the number and a note beside it.

    Parameters
    ----------
    table
        term, the value's column and, for the note, items or hits.
    value
        Column that gives the length of the bar.
    unit
        Axis label.
    note
        Column shown in brackets beside the value, with its name.
    """
    ax = _axes(WIDTH * 0.75, 0.5 + 0.19 * len(table))
    ax.barh(range(len(table)), table[value], height=0.72, color=ACCENT)
    longest = max(table[value], default=1)
    for row, (length, extra) in enumerate(zip(table[value], table[note or value], strict=True)):
        text = f"{length:,.0f}"
        if note:
            one = note.removesuffix("s") if extra == 1 else note
            text += f"  ({extra:,} {one})"
        ax.text(length + longest * 0.012, row, text, va="center", color=MUTED, fontsize=7.5)
    ax.set_yticks(range(len(table)), [legible(term, 40) for term in table["term"]])
    ax.invert_yaxis()
    ax.set(xlabel=unit, xlim=(0, longest * 1.22))
    ax.margins(y=0.01)
    _bare(ax, "left")
    return ax


@styled
def before_after(table: pd.DataFrame, *, unit: str) -> Axes:
    """Draw what cleaning does to each term: hits as scraped and hits that remain.

    Parameters
    ----------
    table
        term, raw, cleaned.
    """
    ax = _axes(WIDTH * 0.75, 0.75 + 0.2 * len(table))
    rows = range(len(table))
    ax.hlines(rows, table["cleaned"], table["raw"], color=FAINT, linewidth=2.2, zorder=1)
    raw, cleaned = BEFORE, AFTER
    ax.scatter(table["raw"], rows, s=58, facecolor=PAPER, edgecolor=raw, linewidth=1.3, zorder=2)
    ax.scatter(table["cleaned"], rows, s=30, color=cleaned, zorder=3)
    reach = max(table["raw"], default=1)
    number: dict[str, Any] = {"va": "center", "fontsize": 7.5}
    for row, (high, low) in enumerate(zip(table["raw"], table["cleaned"], strict=True)):
        if high != low:
            ax.text(high + reach * 0.02, row, str(high), color=raw, **number)
        ax.text(low - reach * 0.02, row, str(low), ha="right", color=cleaned, **number)
    ax.set_yticks(rows, [legible(term, 40) for term in table["term"]])
    ax.invert_yaxis()
    ax.set(xlabel=unit, xlim=(0, reach * 1.1))
    ax.margins(y=0.02)
    _bare(ax, "left")
    point: dict[str, Any] = {"marker": "o", "linestyle": "", "markersize": 5.5}
    handles = [
        Line2D([], [], markerfacecolor=PAPER, markeredgecolor=raw, label="as scraped", **point),
        Line2D([], [], color=cleaned, label="cleaned", **point),
    ]
    _legend_above(ax, handles)
    return ax


@styled
def heat(series: pd.DataFrame, *, label: str, by: str = "year") -> Axes:
    """Draw a complete series: colour for the rate, the number of hits in each cell.

    Parameters
    ----------
    series
        As from `analysis.counting.trends.complete_series`: by, label, hits, per_1000,
        items_in_group, items_possible. A cell without hits is hatched: nothing to count there;
        hits without a rate have no colour: too little text.
    label, by
        Columns that name the rows and the columns of the chart, in the order they appear.
    """
    cells = series.assign(**{by: [_year_label(group) for group in series[by]]})
    order = list(dict.fromkeys(cells[label])), list(dict.fromkeys(cells[by]))
    wide = cells.pivot(index=label, columns=by, values="per_1000").loc[order[0], order[1]]
    numbers = cells.pivot(index=label, columns=by, values="hits").loc[order[0], order[1]]
    sizes = cells.drop_duplicates(by).set_index(by)
    labels = numbers.map(lambda hits: "" if pd.isna(hits) else f"{hits:.3g}")
    ax = _axes(WIDTH * 0.85, 0.75 + 0.21 * len(wide))
    ax.patch.set(facecolor=PAPER, hatch="////", edgecolor=HATCHED)
    sns.heatmap(
        wide.astype(float),
        annot=labels,
        fmt="",
        cmap=sns.light_palette(ACCENT, as_cmap=True),
        vmin=0,
        linewidths=0.8,
        linecolor=PAPER,
        annot_kws={"fontsize": 7.5},
        cbar=False,
        ax=ax,
    )
    bar = ax.figure.colorbar(
        ax.collections[0],
        ax=ax,
        label="hits per 1,000 words (numbers: hits)",
        fraction=0.035,
        pad=0.02,
    )
    bar.outline.set_visible(False)
    ticks = [f"{name}\nn = {_items(sizes.loc[name])}" for name in order[1]]
    for at in zip(*np.nonzero(wide.isna().to_numpy() & numbers.notna().to_numpy()), strict=True):
        cell, corner = (float(at[1]), float(at[0])), (float(at[1]) + 0.03, float(at[0]) + 0.06)
        ax.add_patch(Rectangle(cell, 1, 1, facecolor=PAPER, edgecolor=PAPER, linewidth=0.8))
        ax.add_patch(Rectangle(corner, 0.94, 0.88, facecolor=PAPER, edgecolor=FAINT))
        middle = (corner[0] + 0.47, corner[1] + 0.44)
        ax.text(*middle, labels.iat[at], ha="center", va="center", fontsize=7.5, color=MUTED)
    for number in ax.texts:  # seaborn's own choice is hard to read on middle tones
        column_at, row_at = (int(part) for part in number.get_position())
        mappable = ax.collections[0]
        rate = wide.iat[row_at, column_at]
        if pd.notna(rate):
            number.set_color(_text_on(mappable.cmap(mappable.norm(rate))))
    ax.set_xticks(np.arange(len(ticks)) + 0.5, ticks, rotation=0)
    ax.set_yticks(np.arange(len(wide)) + 0.5, [legible(name, 40) for name in order[0]], rotation=0)
    ax.set(xlabel="year of the event (n = items)" if by == "year" else "", ylabel="")
    _bare(ax, "left", "bottom")
    return ax


@styled
def shares(table: pd.DataFrame, *, unit: str) -> Axes:
    """Draw shares of items with their intervals, one panel per group.

    Parameters
    ----------
    table
        group, topic, item_share, low, high, items_in_group. A group without items gets an empty
        panel that says so.
    unit
        Label of the shared axis.

    Returns
    -------
    The Axes of the first panel.
    """
    groups = list(dict.fromkeys(table["group"]))
    topics = list(dict.fromkeys(table["topic"]))
    figure = Figure(figsize=(WIDTH, 0.8 + 0.22 * len(topics)), layout=_spaced())
    axes: Sequence[Axes] = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
    for ax, group in zip(axes, groups, strict=True):
        mine = table[table["group"] == group].set_index("topic").loc[topics]
        n = int(mine["items_in_group"].iloc[0])
        ax.set_title(f"{group}\nn = {n}", loc="center", fontweight="normal")
        ax.set(xlim=(-0.06, 1.06), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
        ax.set_yticks(range(len(topics)), topics)
        ax.grid(axis="x", color=FAINT, linewidth=0.6)
        ax.set_axisbelow(True)
        _bare(ax, "left", "bottom")
        if n == 0:
            ax.patch.set(facecolor=PAPER, hatch="////", edgecolor=HATCHED)
            centre: dict[str, Any] = {
                "x": 0.5,
                "y": (len(topics) - 1) / 2,
                "ha": "center",
                "va": "center",
            }
            box = {"facecolor": PAPER, "edgecolor": PAPER, "pad": 2}
            ax.text(s="no dated items", rotation=90, color=MUTED, bbox=box, **centre)
            continue
        low, high = mine["low"].astype(float), mine["high"].astype(float)
        share = mine["item_share"].astype(float)
        ax.hlines(range(len(topics)), low, high, color=ACCENT, linewidth=1.4, alpha=0.45)
        ax.scatter(share, range(len(topics)), s=18, color=ACCENT, zorder=3)
    axes[0].invert_yaxis()
    figure.supxlabel(unit, fontsize=8, color=MUTED)
    return axes[0]


@styled
def timeline(marks: pd.DataFrame, *, years: tuple[int, int]) -> Axes:
    """Draw every item in time, each kind of knowledge with its own mark.

    Known days are filled, identified ones filled with a white core, uncertain sets hollow dashed
    bars, durations solid bars, ways out of a contradiction hollow dots linked to each other.
    What reaches beyond the scale ends in an arrow; undated items stand on a rail.

    Parameters
    ----------
    marks
        item, outlet, occasion, heading, edtf, status, quote, mark, first, last: one row per mark,
        as from `analysis.counting.chronology.marks`.
    years
        First and last year of the scale.

    Returns
    -------
    The Axes of the time scale; to its right stand the rail of undated items and the evidence.
    """
    items = list(dict.fromkeys(marks["item"]))
    figure = Figure(figsize=(WIDTH, 1.15 + 0.4 * len(items)))
    panels: Sequence[Axes] = figure.subplots(1, 3, sharey=True, width_ratios=[1, 0.1, 0.62])
    ax, rail, words = panels
    colours = outlet_colours(marks.sort_values("item")["outlet"])
    edges = [pd.Timestamp(year, 1, 1) for year in range(years[0], years[1] + 2)]
    labels = []
    for row, item in enumerate(items):
        mine = marks[marks["item"] == item]
        event = next(mine.itertuples())
        colour = colours[event.outlet]
        marker = MARKERS.get(event.occasion, MARKERS["other"])
        point: dict[str, Any] = {"marker": marker, "s": 42, "edgecolor": colour}
        if event.mark == "none":
            rail.scatter([0], [row], facecolor=PAPER, linewidth=1.4, zorder=3, **point)
        else:
            _draw_marks(ax, row, mine, colour, point, (edges[0], edges[-1]))
        labels.append(f"{item}  {legible(event.outlet, 26)}")
        words.text(0, row - 0.18, event.edtf or "no date", va="center", fontweight="bold")
        quote = event.quote.split(" · ")[0]
        basis = f"{event.status}: “{legible(quote, 26)}”" if quote else event.status
        words.text(0, row + 0.24, basis, va="center", fontsize=7, color=MUTED)
    ax.set_yticks(range(len(items)), labels)
    for tick, item in zip(ax.get_yticklabels(), items, strict=True):
        outlet = marks.loc[marks["item"] == item, "outlet"].iloc[0]
        tick.set_color(_darker(colours[outlet]))
    ax.set_ylim(len(items) - 0.45, -0.6)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_xticks(edges[:-1], [])
    ax.set_xticks([edge + pd.Timedelta(days=182) for edge in edges[:-1]], minor=True)
    ax.set_xticklabels([str(edge.year) for edge in edges[:-1]], minor=True)
    ax.tick_params(axis="x", which="minor", length=0)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    rail.set_facecolor("#f1f3f4")
    rail.set(xlim=(-1, 1), xticks=[0], xticklabels=["no\ndate"])
    words.set(xlim=(0, 1), xticks=[])
    words.set_title("date (EDTF), how it is known", fontsize=7.5, fontweight="normal")
    for panel in (ax, rail, words):
        _bare(panel, "left")
        panel.spines["bottom"].set_visible(panel is ax)
        panel.set_axisbelow(True)
        if panel is not words:
            across = panel.get_yaxis_transform()
            panel.hlines(range(len(items)), 0, 1, FAINT, linewidth=0.4, zorder=0, transform=across)
    figure.legend(
        handles=_timeline_legend(marks), loc="outside lower left", ncols=5, columnspacing=1.2
    )
    return ax


def _draw_marks(
    ax: Axes,
    row: int,
    marks: pd.DataFrame,
    colour: str,
    point: dict[str, Any],
    scale: tuple[pd.Timestamp, pd.Timestamp],
) -> None:
    """Draw the marks of one item on the time scale."""
    hollow = {"facecolor": PAPER, "linewidth": 1.4, "zorder": 3, **point}
    filled = {"facecolor": colour, "linewidth": 0.6, "zorder": 4, **point}
    linked = marks[marks["mark"].isin(["way", "day"])]
    if len(linked) > 1:
        dashes: dict[str, Any] = {"linewidth": 0.8, "linestyle": (0, (2, 2)), "color": colour}
        ax.plot(linked["first"], [row] * len(linked), **dashes)
    for mark in marks.itertuples():
        first, last = max(mark.first, scale[0]), min(mark.last, scale[1])
        if first > last:
            continue
        middle = first + (last - first) / 2
        short = last - first < pd.Timedelta(days=30)
        if mark.mark == "lasting" and not short:
            ax.plot([first, last], [row, row], color=colour, linewidth=5, solid_capstyle="butt")
        elif mark.mark == "possible" and not short:
            height, width = 0.3, last - first
            dashed: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": colour,
                "linestyle": (0, (3, 2)),
            }
            ax.add_patch(Rectangle((first, row - height / 2), width, height, zorder=3, **dashed))
        elif mark.mark in ("possible", "way"):
            ax.scatter([middle], [row], **hollow)
        else:
            ax.scatter([middle], [row], **filled)
            if mark.mark == "identified":
                ax.scatter([middle], [row], s=7, color=PAPER, zorder=5)
        for edge, beyond, arrow in (
            (scale[0], mark.first < scale[0], "<"),
            (scale[1], mark.last > scale[1], ">"),
        ):
            if beyond:
                ax.scatter([edge], [row], marker=arrow, s=30, color=colour, zorder=6, clip_on=False)


def _timeline_legend(marks: pd.DataFrame) -> list[Line2D]:
    shape: dict[str, Any] = {"color": MUTED, "linestyle": "", "markersize": 5.5}
    kinds = [kind for kind in MARKERS if kind in set(marks["occasion"])]
    handles = [Line2D([], [], marker=MARKERS[kind], label=kind, **shape) for kind in kinds]
    known = {**shape, "marker": "s"}
    handles.append(Line2D([], [], label="filled: day known", **known))
    core = {"markeredgewidth": 2, "markeredgecolor": MUTED, "markerfacecolor": PAPER}
    handles.append(Line2D([], [], label="white core: identified", **{**known, **core}))
    hollow = {**known, "markerfacecolor": PAPER}
    handles.append(Line2D([], [], label="hollow: possible", **hollow))
    return handles


def _spaced() -> ConstrainedLayoutEngine:
    """Return a layout that keeps neighbouring panels apart."""
    return ConstrainedLayoutEngine(wspace=0.08)


def _axes(width: float, height: float) -> Axes:
    return Figure(figsize=(width, height)).subplots()


def _bare(ax: Axes, *sides: str) -> None:
    """Take away the spines and tick marks of these sides; the labels stay."""
    for side in sides:
        ax.spines[side].set_visible(False)
    ax.tick_params(left="left" not in sides, bottom="bottom" not in sides)


def _legend_above(ax: Axes, handles: list[Any]) -> None:
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(handles),
        columnspacing=1.2,
        handlelength=1.2,
        borderaxespad=0.2,
        borderpad=0.2,
    )


def _items(size: Any) -> str:
    """Return how many items are certain, and how many possible if those are more."""
    certain, possible = size["items_in_group"], size.get("items_possible", size["items_in_group"])
    return f"{certain}" if certain == possible else f"{certain}–{possible}"


def _year_label(year: Any) -> str:
    return "not known" if pd.isna(year) else str(year)


def _text_on(colour: Any) -> str:
    """Return ink or paper, whichever has more contrast with a background (WCAG 2.1)."""
    ground = _luminance(colour)
    contrast = {c: _contrast(ground, _luminance(c)) for c in (INK, PAPER)}
    return max(contrast, key=lambda c: contrast[c])


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(colour: Any) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.1)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in mpl.colors.to_rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _darker(colour: str) -> tuple[float, float, float]:
    """Return a colour dark enough to read as small text on white."""
    red, green, blue = mpl.colors.to_rgb(colour)
    return 0.62 * red, 0.62 * green, 0.62 * blue
