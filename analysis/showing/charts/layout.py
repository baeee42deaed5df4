"""Where things stand: sizes, names of rows and periods, axes and legends, by the space there is."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.reading.dating.days import Period, first_day, period_number
from analysis.showing.charts import theme
from analysis.showing.settings import MM_PER_INCH, export_settings

WIDTH = 178  # mm: two columns of a journal
NARROW = 4.6  # inches: below, legends take more lines and side notes are left out
MAX_CELLS = 12  # periods that get a column each; more become bars or lines
# Every how many periods one is named: as many as fit, at beginnings of decades, years or quarters.
_STEPS: dict[Period, tuple[int, ...]] = {
    "year": (1, 2, 5, 10, 20, 50, 100),
    "quarter": (1, 2, 4, 8, 20, 40, 80),
    "month": (1, 2, 3, 6, 12, 24, 60, 120),
    "week": (1, 2, 4, 8, 13, 26, 52, 104),
    "day": (1, 2, 7, 14, 28, 56, 112, 364),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure that axes stand in."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def grow(ax: Axes, inches: float) -> None:
    """Make a figure higher."""
    figure = figure_of(ax)
    figure.set_figheight(figure.get_figheight() + inches)


def is_narrow() -> bool:
    """Say whether figures are drawn for one column."""
    return width() < NARROW


def width(share: float = 1.0) -> float:
    """Return how wide to draw, in inches: the width asked for, or a share of two columns."""
    return (export_settings().width_mm or WIDTH * share) / MM_PER_INCH


def rows_height(n: int, each: float, base: float) -> float:
    """Return how high a figure of n rows is, in inches; in one column words take more lines."""
    return base + 0.4 + n * max(each, 0.3) if is_narrow() else base + n * each


def row_axes(names: Sequence[str], share: float, each: float, base: float, most: int = 36) -> Axes:
    """Return the Axes of named rows, first on top, in a new figure; narrow ones in two lines."""
    ax = Figure(figsize=(width(share), rows_height(len(names), each, base))).subplots()
    narrow = is_narrow()
    shown = [theme.wrapped(name, 18) if narrow else theme.legible(name, most) for name in names]
    shown = [name or theme.UNNAMED for name in shown]
    ax.set_yticks(range(len(shown)), shown, fontsize=7.5 if narrow else 8)
    ax.set_ylim(len(shown) - 0.4, -0.6)
    return ax


def inner_width(ax: Axes) -> float:
    """Return how wide the space between the axes is once everything has its place, in inches."""
    figure = figure_of(ax)
    if engine := figure.get_layout_engine():  # which paints nothing
        engine.execute(figure)
    return float(ax.get_window_extent().width / figure.dpi)


def longest_line(heads: Iterable[str]) -> float:
    """Return how wide the longest line of some labels is, in inches."""
    return max(map(len, "\n".join(heads).split("\n"))) * theme.INCHES_PER_LETTER


def name_periods(
    ax: Axes, periods: Sequence[int | str], by: Period, places: Sequence[float] = ()
) -> float:
    """Name the periods that fit, years where they begin: Dec 2025, Jan 2026; return the room."""
    numbers = [period_number(period, by) for period in periods]
    # In the words of the axis, and the year: ("9 Mar", "2026").
    form = {"year": "{0.year}", "quarter": "Q{1}", "month": "{2}"}.get(by, "{0.day} {2}")
    names = []
    for day in (first_day(number, by) for number in numbers):
        name = form.format(day, day.month // 3 + 1, _MONTHS[day.month - 1])
        names.append((name, "" if by == "year" else str(day.year)))
    longest = max((len(part) for name in names for part in name), default=0) * 0.06 + 0.06
    inner = inner_width(ax)
    step = next((s for s in _STEPS[by] if s * inner / max(len(names), 1) >= longest), 10**6)
    chosen = [n for n, number in enumerate(numbers) if number % step == 0]
    if len(chosen) < 2:  # the ends at least, or the first
        chosen = sorted({0, len(names) - 1})[: 1 + (inner > 2 * longest)]
    labels = [("", ""), *(names[n] for n in chosen)]
    shown = [f"{name}\n{year}" if year != y else name for (_, y), (name, year) in pairwise(labels)]
    ax.set_xticks([(places or range(len(names)))[n] for n in chosen], shown)
    return inner


def number_axis(ax: Axes, label: str) -> None:
    """Name the axis below a chart and its round numbers, fewer where it is narrow."""
    across = figure_of(ax).get_figwidth()
    longest = len(f"{ax.get_xlim()[1]:,.0f}") * theme.INCHES_PER_LETTER + 0.2
    most = max(1, min(8, int(across * 0.5 / longest)))
    ax.xaxis.set_major_locator(ticker.MaxNLocator(most, integer=True))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(theme.wrapped(label, int(across * 9)))


def bare(ax: Axes) -> None:
    """Take away the line and the tick marks below; the labels stay."""
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(bottom=False, top=False)


def point(label: str, **look: Any) -> Line2D:
    """Return the entry of a legend that is a mark, not a line."""
    return Line2D([], [], label=label, **{"marker": "o", "linestyle": "", **look})


def legend(ax: Axes, handles: list[Any], **look: Any) -> int:
    """Put the legend, if any, above the chart or as asked; return how many lines it has."""
    figure = figure_of(ax)
    widest = max((theme.letters(str(handle.get_label())) for handle in handles), default=0)
    fitting = int(figure.get_figwidth() / (0.42 + widest * theme.INCHES_PER_LETTER))
    ncols = max(1, min(len(handles), fitting))
    if handles:
        figure.legend(handles=handles, ncols=ncols, **{"loc": "outside upper left", **look})
    return -(-len(handles) // ncols)
