"""Where the text comes from: what was kept of every file, and which outlets make up each period."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.showing.charts import layout, theme

TREATMENTS = {
    "kept": "#4a5560",
    "hashtags": "#c9dbe8",
    "repeated": "#f3dccb",
    "furniture": "#a9aeb4",
    "other pages": "#f6edc2",
    "blank": "#eceef0",
}
HATCHES = {"repeated": "////", "other pages": "\\\\\\\\"}  # told apart without colour


@theme.styled
def ledger_strips(strips: pd.DataFrame, names: dict[str, str]) -> Axes:
    """Draw every file (doc_id → label) as a bar of its characters, coloured by their treatment."""
    ax = layout.row_axes(list(names.values()), 1, 0.42, 0.85)
    for y, doc_id in enumerate(names):
        mine = strips[strips["doc_id"] == doc_id]
        for row, treatment, start, end in _stretches(mine):
            look = {**_treated(treatment), "antialiased": False}
            theme.box(ax, row, (start, y - 0.32), end - start, 0.64, **look)
        for start in mine.groupby("item_id")["start"].min().iloc[1:]:
            ax.vlines(start, y - 0.44, y + 0.44, color=theme.INK, linewidth=0.8)
    ax.set_xlim(0, strips["end"].max() * 1.005)
    layout.number_axis(ax, "characters of the file; a black line begins a new post")
    _treatment_legend(ax, strips)
    return ax


@theme.styled
def ledger_shares(table: pd.DataFrame) -> Axes:
    """Draw how many per cent of the characters of each outlet had which treatment."""
    totals = table.groupby("outlet", sort=False)["characters"].sum()
    names = [f"{theme.legible(name, 20)} ({size:,})" for name, size in totals.items()]
    ax = layout.row_axes(names, 1, 0.24, 1.0)
    ax.set_xlim(0, 100)
    layout.number_axis(ax, "% of the characters (in brackets) of each outlet")
    _treatment_legend(ax, table)
    order = table["treatment"].map(list(TREATMENTS).index).sort_values(kind="stable").index
    rows = table.loc[order]
    shares = 100 * rows["characters"] / rows["outlet"].map(totals)
    rows = rows.assign(y=rows["outlet"].map(list(totals.index).index), share=shares)
    rows["text"] = shares.map("{:.0f}".format).mask(rows["treatment"].isin(HATCHES), "")
    looks = {treatment: _treated(treatment) for treatment in TREATMENTS}
    layout.stack(ax, rows.rename(columns={"treatment": "name"}), looks, 0.72)
    return ax


def _treated(treatment: str) -> dict[str, Any]:
    hatch = HATCHES.get(treatment)
    edge = theme.INK if hatch else TREATMENTS[treatment]
    return {"facecolor": TREATMENTS[treatment], "hatch": hatch, "edgecolor": edge, "linewidth": 0}


def _treatment_legend(ax: Axes, table: pd.DataFrame) -> None:
    used = [name for name in TREATMENTS if name in set(table["treatment"]) and name != "blank"]
    layout.legend(ax, [Patch(**_treated(name), label=name) for name in used])


def _stretches(strips: pd.DataFrame) -> list[tuple[int, str, int, int]]:
    """Join neighbouring spans of one treatment; a blank line belongs to what it follows.

    Returns (row of the first span, treatment, start, end).
    """
    found: list[tuple[int, str, int, int]] = []
    for row, treatment, start, end in strips[["treatment", "start", "end"]].itertuples(name=None):
        if found and treatment in (found[-1][1], "blank"):
            found[-1] = (*found[-1][:3], end)
        else:
            found.append((row, treatment, start, end))
    return found


@theme.styled
def composition(
    table: pd.DataFrame,
    *,
    by: Any = "year",
    axis: str = "year of the event",
    colours: Mapping[str, str] | None = None,
    told: Sequence[tuple[int | str, str]] = (),
) -> Axes:
    """Draw how many items each outlet has in each period: in cells, or as bars if there are many.

    What is ``told`` of some periods (period, words) stands in a numbered list below.
    """
    undated = table[by].isna()
    some_undated = bool(table.loc[undated, "items"].any())
    table = table if some_undated else table[~undated]
    outlets, periods = list(dict.fromkeys(table["outlet"])), list(dict.fromkeys(table[by].dropna()))
    colours = colours or theme.outlet_colours(outlets)
    each = 0.36 if len(outlets) <= layout.MAX_CELLS else 0.22
    ax = layout.row_axes(outlets, 1 if told else 0.8, each, 1.0)
    layout.grow(ax, 0.16 * len(told))
    layout.bare(ax, "left", "bottom")
    columns = table[by].map(lambda period: theme.group_label(period, "none"))
    totals = table["items"].groupby(columns, sort=False).sum()
    heads = [f"{column}\nn = {n:,}" for column, n in totals.items()]
    ax.set_xlim(-0.5, len(heads) - 0.5)
    in_cells = len(heads) <= layout.MAX_CELLS and layout.longest_line(heads) < layout.inner_width(
        ax
    ) / len(heads)
    if in_cells:
        _draw_cells(ax, table, columns, colours)
        ax.set_xticks(range(len(heads)), heads)
        axis += " (n = items; none: not certain)" if some_undated else " (n = items)"
    else:
        axis += f"; tallest bar: {table.loc[table[by].notna(), 'items'].max():,} items"
        axis += "; + n: without a certain date" if some_undated else ""
    ax.set_xlabel(theme.wrapped(axis, int(layout.width() * 9), 3))
    if not in_cells:
        _draw_bars(ax, table, by, outlets, colours)
        layout.name_periods(ax, periods, by)
    for n, (period, _) in enumerate(told, start=1):
        row = int(table.loc[table[by] == period, "items"].idxmax())
        number = ax.text(periods.index(period), -0.55, str(n), ha="center", va="bottom", fontsize=7)
        theme.mark(number, row, "told")
    letters = int(layout.width() / 0.062) - 2
    lines = [theme.legible(f"{n}  {words}", letters) for n, (_, words) in enumerate(told, start=1)]
    if lines:
        ax.figure.supxlabel("\n".join(lines), x=0.02, ha="left", fontsize=7.5)
    return ax


def _draw_cells(
    ax: Axes, table: pd.DataFrame, columns: pd.Series, colours: Mapping[str, str]
) -> None:
    """Draw a cell for each outlet and period, with its number."""
    xs, ys = pd.factorize(columns)[0], pd.factorize(table["outlet"])[0]
    for x, y, row in zip(xs, ys, table.itertuples(), strict=True):
        face = colours[row.outlet] if row.items else theme.PAPER
        place = x - 0.46, y - 0.42
        theme.box(ax, row.Index, place, 0.92, 0.84, facecolor=face, edgecolor=theme.FAINT)
        theme.inside(ax, x, y, f"{row.items:,}", theme.text_on(face) if row.items else theme.MUTED)


def _draw_bars(
    ax: Axes, table: pd.DataFrame, by: str, outlets: list[str], colours: Mapping[str, str]
) -> None:
    """Draw a line of bars for each outlet, all on one scale, and its n at the right."""
    dated = table[table[by].notna()]
    periods = list(dict.fromkeys(dated[by]))
    scale = 0.84 / max(dated["items"].max(), 1)
    ax.set_xlim(-0.5, len(periods) - 0.5)
    lines = [y + 0.42 for y in range(len(outlets))]
    ax.hlines(lines, -0.5, len(periods) - 0.5, theme.FAINT, linewidth=0.5)
    for row, outlet, period, items in dated[["outlet", by, "items"]].itertuples(name=None):
        if items:
            place = periods.index(period) - 0.42, lines[outlets.index(outlet)]
            theme.box(ax, row, place, 0.84, -scale * items, facecolor=colours[outlet], linewidth=0)
    right: dict[str, Any] = {"color": theme.MUTED, "transform": ax.get_yaxis_transform()}
    sums = dated.groupby("outlet")["items"].sum()
    without = {row.outlet: row for row in table[table[by].isna()].itertuples()}
    for y, outlet in enumerate(outlets):
        rest = without.get(outlet)
        more = f" + {rest.items:,}" if rest and rest.items else ""
        shown = f"n = {sums.get(outlet, 0):,}{more}"
        text = ax.text(1.01, y, shown, **right, **theme.NUMBER)
        if rest and more:
            theme.mark(text, rest.Index)
