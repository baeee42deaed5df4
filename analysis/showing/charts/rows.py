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

TREATMENTS = {"kept": "#4a5560", "hashtags": "#c9dbe8", "repeated": "#f3dccb"}
TREATMENTS |= {"furniture": "#a9aeb4", "other pages": "#f6edc2", "blank": "#eceef0"}
HATCHES = {"repeated": "////", "other pages": "\\\\\\\\"}  # told apart without colour


@theme.styled()
def bars(table: pd.DataFrame, *, value: str, unit: str, note: str = "", of: str = "") -> Axes:
    """Draw one bar per term of its value, in a light one of what it is of: "51 of 67"."""
    ax, narrow = layout.row_axes(table["term"], 0.75, 0.19, 0.7), layout.is_narrow()
    ends, texts = table[of or value], table[value].map("{:,.0f}".format)
    if of:
        texts += ends.map(" of {:,.0f}".format).mask(ends == table[value], "")
    if note:
        ones = table[note].map({1: note.removesuffix("s")}).fillna(note)
        texts += table[note].map("  ({:,}".format) + ("" if narrow else " " + ones) + ")"
    inner = layout.inner_width(ax)
    room = inner - texts.map(theme.letters) * theme.INCHES_PER_LETTER - 0.1
    ax.set_xlim(0, max([1, *(1.02 * ends), *(ends * inner / room.clip(lower=inner / 9))]))
    looks = [(of, theme.FAINT, "of")] * bool(of) + [(value, theme.ACCENT, "")]
    for column, colour, part in looks:
        for row, bar in enumerate(ax.barh(range(len(table)), table[column], 0.72, color=colour)):
            theme.mark(bar, row, part)
    for row, (end, text) in enumerate(zip(ends, texts, strict=True)):
        place = end + 0.05 * ax.get_xlim()[1] / inner
        ax.text(place, row, text, color=theme.MUTED, **theme.NUMBER).set_in_layout(False)
    layout.number_axis(ax, f"{unit}, in brackets {note}" if narrow and note else unit)
    return ax


@theme.styled()
def parts(
    table: pd.DataFrame, *, label: str, by: str, value: str, number: str, unit: str, size: str
) -> Axes:
    """Draw shares (value) of each group (by) as a bar, a part for each label; the last is grey."""
    labels = [table[column].map(theme.group_label) for column in (label, by)]
    names, groups = (list(dict.fromkeys(column)) for column in labels)
    hues = [*theme.OUTLETS[: len(names) - 1], theme.FAINT]
    looks: dict[str, dict[str, Any]] = {
        name: {"facecolor": hue, "hatch": hatch, "edgecolor": theme.PAPER, "linewidth": 0.6}
        for name, hue, hatch in zip(names, hues, [*theme.HATCHES, ""], strict=False)
    }
    looks[names[-1]]["hatch"] = ""
    sizes = table.groupby(by, sort=False, dropna=False)[size].first()
    shown = [f"{group}, n = {n:,}" for group, n in zip(groups, sizes, strict=True)]
    ax = layout.row_axes(shown, 0.85, 0.4 if len(groups) <= layout.MAX_CELLS else 0.24, 0.9)
    ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
    ax.set_xlabel(theme.wrapped(unit, int(layout.width(0.85) * 8)))
    layout.legend(ax, [Patch(**looks[name], label=name) for name in names])
    letter, ends = theme.INCHES_PER_LETTER / layout.inner_width(ax), dict.fromkeys(groups, 0.0)
    shares, texts = table[value].fillna(0.0), table[number].map("{:,.0f}".format)
    for row, name, group, share, text in zip(table.index, *labels, shares, texts, strict=True):
        y, ground = groups.index(group), looks[name]["facecolor"]
        theme.box(ax, row, (ends[group], y - 0.35), share, 0.7, **looks[name])
        if share > letter * (len(text) + 1):
            look = {"bbox": {"facecolor": ground, "edgecolor": "none", "pad": 1}, "fontsize": 7}
            theme.inside(ax, ends[group] + share / 2, y, text, theme.text_on(ground), **look)
        ends[group] += share
    return ax


@theme.styled()
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file (doc_id → label) as a bar of its characters, coloured by their treatment."""
    ax = layout.row_axes(list(names.values()), 1, 0.42, 0.85)
    looks: dict[str, dict[str, Any]] = {
        name: {"facecolor": hue, "hatch": HATCHES.get(name), "linewidth": 0}
        | {"edgecolor": theme.INK if name in HATCHES else hue}
        for name, hue in TREATMENTS.items()
    }
    used = {*strips["treatment"]} - {"blank"}
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


@theme.styled()
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
    shown = [(theme.legible(term, 40), hue) for term, hue in zip(terms, hues, strict=False)]
    layout.legend(ax, [Line2D([], [], color=hue, linewidth=2, label=term) for term, hue in shown])
    return ax


@theme.styled()
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
        left = theme.legible(line.left, 10**4)[-each:]
        left = left[-theme.fitting(left, each) :]
        left = left.partition(" ")[2] or f"…{left[1:]}"
        ax.text(-middle / 2 - 1, row, left, ha="right", **theme.SMALL)
        ax.text(middle / 2 + 1, row, theme.wrapped(line.right, each, 1), **theme.SMALL)
    ax.set_yticks(range(len(lines)), names)
    ax.tick_params(axis="y", labelsize=7, labelcolor=theme.MUTED)
    ax.set(xlim=(-across / 2, across / 2), ylim=(len(lines) - 0.4, -0.6), xticks=[])
    layout.bare(ax)
    return ax
