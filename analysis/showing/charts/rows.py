"""A row for each term, group, file or text: how often, before and after, in parts, and where."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.showing.charts import layout, theme
from analysis.showing.charts.grids import Headings, head_lines

CLEANED = "#4a5560"
TREATMENTS = {
    "kept": CLEANED,
    "hashtags": "#c9dbe8",
    "repeated": "#f3dccb",
    "furniture": "#a9aeb4",
    "other pages": "#f6edc2",
    "blank": "#eceef0",
}
HATCHES = {"repeated": "////", "other pages": "\\\\\\\\"}  # told apart without colour


@theme.styled
def bars(table: pd.DataFrame, *, value: str, unit: str, note: str | None = None) -> Axes:
    """Draw one bar per term of its value; beside it the number and, in brackets, the note."""
    ax = layout.row_axes(table["term"], 0.75, 0.19, 0.7)
    drawn = ax.barh(range(len(table)), table[value], height=0.72, color=theme.ACCENT)
    longest, narrow = max(table[value], default=1), layout.is_narrow()
    texts = []
    for row, (length, extra) in enumerate(zip(table[value], table[note or value], strict=True)):
        theme.mark(drawn[row], row)
        one = (note or "").removesuffix("s") if extra == 1 else note
        text = f"  ({extra:,})" if narrow else f"  ({extra:,} {one})"
        text, place = f"{length:,.0f}" + (text if note else ""), length + longest * 0.012
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
def parts(
    table: pd.DataFrame,
    *,
    label: str,
    by: str,
    value: str,
    number: str,
    unit: str,
    size: str = "sentences_in_group",
    looks: dict[str, dict[str, Any]] | None = None,
) -> Axes:
    """Draw shares (value) of each group (by) as a bar that ends at 1, a part for each label.

    The numbers are written where they fit, the size beside the group. Without ``looks`` the last
    label takes the colour of what is not known.
    """
    labels = [table[column].map(theme.group_label) for column in (label, by)]
    names, groups = (list(dict.fromkeys(column)) for column in labels)
    hues = zip([*theme.OUTLETS[: len(names) - 1], theme.FAINT], [*theme.HATCHES, ""], strict=False)
    looks = looks or {
        name: {"facecolor": hue, "hatch": hatch, "edgecolor": theme.PAPER, "linewidth": 0.6}
        for name, (hue, hatch) in zip(names, hues, strict=True)
    }
    sizes = table.groupby(by, sort=False, dropna=False)[size].first()
    shown = [f"{group}, n = {n:,}" for group, n in zip(groups, sizes, strict=True)]
    ax = layout.row_axes(shown, 0.85, 0.4 if len(groups) <= layout.MAX_CELLS else 0.24, 0.9)
    ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
    ax.set_xlabel(theme.wrapped(unit, int(layout.width(0.85) * 8)))
    layout.legend(ax, [Patch(**looks[name], label=name) for name in looks if name in names])
    letter, ends = theme.INCHES_PER_LETTER / layout.inner_width(ax), dict.fromkeys(groups, 0.0)
    rows = pd.DataFrame({"name": labels[0], "group": labels[1], "share": table[value].fillna(0.0)})
    rows = rows.assign(text=table[number].map("{:,.0f}".format))
    rows = rows.sort_values("name", key=lambda of: of.map(list(looks).index), kind="stable")
    for row, name, group, share, text in rows.itertuples():
        y, ground = groups.index(group), looks[name]["facecolor"]
        theme.box(ax, row, (ends[group], y - 0.35), share, 0.7, **looks[name])
        if share > letter * (len(text) + 1):
            look = {"bbox": {"facecolor": ground, "edgecolor": "none", "pad": 1}, "fontsize": 7}
            theme.inside(ax, ends[group] + share / 2, y, text, theme.text_on(ground), **look)
        ends[group] += share
    return ax


@theme.styled
def ledger_shares(table: pd.DataFrame) -> Axes:
    """Draw how many per cent of the characters of each outlet had which treatment."""
    sizes = table.groupby("outlet")["characters"].transform("sum")
    rows = table.assign(size=sizes, share=table["characters"] / sizes)
    rows = rows.assign(percent=100 * rows["share"])
    look = {"label": "treatment", "by": "outlet", "value": "share", "size": "size"}
    unit = "share of the n characters of each outlet; numbers: per cent"
    return parts(rows, number="percent", unit=unit, looks=_treatments(), **look)


@theme.styled
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file (doc_id → label) as a bar of its characters, coloured by their treatment."""
    ax = layout.row_axes(list(names.values()), 1, 0.42, 0.85)
    looks, used = _treatments(), {*strips["treatment"]} - {"blank"}
    layout.legend(ax, [Patch(**looks[name], label=name) for name in looks if name in used])
    for y, doc_id in enumerate(names):
        mine = strips[strips["doc_id"] == doc_id]
        # Neighbours of one treatment are one bar; a blank line belongs to what it follows.
        kinds = mine["treatment"].replace("blank", None).ffill().fillna("blank")
        for _, bar in mine.assign(kind=kinds).groupby((kinds != kinds.shift()).cumsum()):
            start, long = bar["start"].iloc[0], bar["end"].iloc[-1] - bar["start"].iloc[0]
            look = {**looks[bar["kind"].iloc[0]], "antialiased": False}
            theme.box(ax, bar.index[0], (start, y - 0.32), long, 0.64, **look)
        for start in mine.groupby("item_id")["start"].min().iloc[1:]:
            ax.vlines(start, y - 0.44, y + 0.44, color=theme.INK, linewidth=0.8)
    ax.set_xlim(0, strips["end"].max() * 1.005)
    layout.number_axis(ax, "characters of the file; a black line begins a new post")
    return ax


def _treatments() -> dict[str, dict[str, Any]]:
    """Return the look of every treatment, the small ones told apart without colour."""
    return {
        name: {"facecolor": hue, "hatch": HATCHES.get(name), "linewidth": 0}
        | {"edgecolor": theme.INK if name in HATCHES else hue}
        for name, hue in TREATMENTS.items()
    }


@theme.styled
def strips(table: pd.DataFrame, texts: Headings, sizes: Mapping[str, int]) -> Axes:
    """Draw where in each text words stand, by their `positions`, a strip as long as the text."""
    terms, order = list(dict.fromkeys(table["term"])), list(texts)
    lanes = max(1, len(terms))
    hues = [theme.TERMS[n % len(theme.TERMS)] for n in range(lanes)]
    high = layout.rows_height(len(texts), 0.14 + 0.07 * lanes, 1.0)
    ax = Figure(figsize=(layout.width(), high)).subplots()
    longest = max(sizes.values(), default=1)
    thick = 0.003 * longest  # of a tick, in words
    for y, item in enumerate(order):
        ax.add_patch(Rectangle((0, y - 0.4), sizes[item], 0.8, facecolor=theme.GROUND, linewidth=0))
    for row, hit in enumerate(table.itertuples()):
        n = terms.index(hit.term)
        place = hit.position - 0.5 - thick / 2, order.index(hit.item_id) - 0.4 + 0.8 * n / lanes
        theme.box(ax, row, place, thick, 0.8 / lanes, facecolor=hues[n], linewidth=0)
    ax.set_yticks(range(len(texts)), ["\n".join(head_lines(head)) for head in texts.values()])
    ax.set(ylim=(len(texts) - 0.4, -0.6), xlim=(0, longest * 1.005))
    ax.set_xlabel("running words of the text")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    layout.bare(ax, "left")
    shown = [(theme.legible(term, 40), hue) for term, hue in zip(terms, hues, strict=False)]
    layout.legend(ax, [Line2D([], [], color=hue, linewidth=2, label=term) for term, hue in shown])
    return ax


@theme.styled
def concordance(lines: pd.DataFrame, names: Sequence[str]) -> Axes:
    """Write the lines of a `concordance` below each other, the names of their texts at the left."""
    ax = Figure(figsize=(layout.width(), 0.2 + 0.17 * len(lines))).subplots()
    # In widths of a letter: the longest keyword stands in the middle of what the figure holds.
    across = (layout.width() - 0.09 * max(map(len, names))) / 0.062
    keywords = [theme.legible(keyword, 30) for keyword in lines["keyword"]]
    middle = max(map(len, keywords))
    each = max(8, int((across - middle) / 2) - 2)
    for row, (keyword, line) in enumerate(zip(keywords, lines.itertuples(), strict=True)):
        theme.mark(ax.text(0, row, keyword, ha="center", color=theme.ACCENT, **theme.SMALL), row)
        left = " ".join(theme.legible(line.left, 10**4)[-each:].split(" ")[1:])
        ax.text(-middle / 2 - 1, row, left, ha="right", **theme.SMALL)
        ax.text(middle / 2 + 1, row, theme.wrapped(line.right, each, 1), **theme.SMALL)
    ax.set_yticks(range(len(lines)), names)
    ax.tick_params(axis="y", labelsize=7, labelcolor=theme.MUTED)
    ax.set(xlim=(-across / 2, across / 2), ylim=(len(lines) - 0.4, -0.6), xticks=[])
    layout.bare(ax, "left", "bottom")
    return ax
