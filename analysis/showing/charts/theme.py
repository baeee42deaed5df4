"""One look for all charts: colours, sizes, text that can be shown, axes, marks that are found."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import ContextDecorator
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import pandas as pd
from matplotlib import ticker
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font, ttfFontProperty
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from seaborn.utils import relative_luminance

from analysis.reading.dating.days import Period, first_day, period_number
from analysis.showing.settings import MM_PER_INCH, PRESETS, export_settings
from analysis.tables import read_tsv

INK, MUTED, FAINT, PAPER, GROUND = "#1a1a1a", "#5f6368", "#d9dce0", "#ffffff", "#f1f3f4"
HATCHED = "#a8adb3"
EMPTY: dict[str, Any] = {"facecolor": PAPER, "hatch": "////", "edgecolor": HATCHED, "linewidth": 0}
ACCENT, AGAINST = "#0072b2", "#b8500a"  # and what stands against it
# Okabe & Ito (2008), told apart with any colour vision: the largest outlets, in corpus order.
OUTLETS = ("#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f")
# Tol (2021), "muted": terms take them in the order given, each in a panel of its own.
TERMS = ("#332288", "#882255", "#117733", "#aa4499", "#44aa99", "#999933", "#cc6677")
HATCHES = ("", "////", "||||", "xxxx", "\\\\\\\\", "----", "++++")  # of outlets, for print in grey
SMALL: dict[str, Any] = {"va": "center", "fontsize": 7}
INCHES_PER_LETTER = 0.068  # of 8 points, on average
LINE_INCHES = 0.137  # from line to line of a name
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_USUAL = 0.62  # how wide a letter is on average, in parts of the type's size
_UNSEEN = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")
MARK = "mark-"  # the id of a mark: this and the number of its row in the table drawn
FONT = "DejaVu Sans"  # of all charts: the copy that comes with matplotlib
FONT_FILE = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
UNNAMED, OTHERS = "(no name)", "other outlets"
_KEEP = {"backend", "backend_fallback", "interactive"}  # what a session has chosen stays
NARROW = 4.6  # inches: below, legends take more lines and side notes are left out
MAX_CELLS = 12  # periods that get a column each; more become bars or lines
# Every how many periods one is named: as many as fit, at beginnings of decades, years or quarters.
_STEPS = {unit: [*map(int, steps.split())] for unit, steps in read_tsv("showing/charts/steps.tsv")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def _style() -> Any:
    entry = ttfFontProperty(get_font(FONT_FILE))
    fontManager.ttflist.append(replace(entry, name=f"{FONT} of matplotlib"))
    house = mpl.rc_params_from_file(Path(__file__).with_name("house.mplstyle"))  # over defaults
    return {name: value for name, value in house.items() if name not in _KEEP}


def styled() -> ContextDecorator:
    """Draw in the house style: matplotlib's defaults, then ours, whatever a local rc says."""
    return mpl.rc_context(_style())


def outlet_colours(outlets: Iterable[str]) -> dict[str, str]:
    """Give the outlets named most often a colour each, by first appearance; grey to the others."""
    counts, hues = pd.Series(outlets, dtype="str").value_counts(sort=False), iter(OUTLETS)
    largest = {*counts.nlargest(len(OUTLETS)).index}
    return {name: next(hues) if name in largest else MUTED for name in counts.index}


def legible(text: str, width: int = 60) -> str:
    """Return text as one line that the chart font can show; what it lacks is named between ‹ and ›.

    >>> legible("🇷🇺 Talks in 北京 began", width=24)
    '‹RU› Talks in ‹U+5317›‹…'
    """
    flags = _FLAG.sub(lambda flag: f"‹{''.join(unicodedata.name(c)[-1] for c in flag[0])}›", text)
    line = " ".join("".join(_named(character) for character in flags[: width * 20]).split())
    most = min(width, fitting(line, width))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Return text in a few short lines, what is too long cut with an ellipsis."""
    shown = legible(text, width * lines)
    width = max(4, int(width * min(1.0, len(shown) / max(letters(shown), 1))))
    return "\n".join(textwrap.wrap(shown, width, max_lines=lines, placeholder="…"))


def letters(text: str) -> float:
    """Measure text in letters of usual width: 11 of "W" are as long as 18 of "a"."""
    return sum(_advance(character) for character in text) / _USUAL


def fitting(text: str, width: float) -> int:
    """Return how many characters a text has room for, where so many of usual width would stand."""
    return sum(end <= width * _USUAL for end in accumulate(map(_advance, text)))


def broken(text: str, room: float, most: int) -> list[str]:
    """Break text into lines that so many letters have room for, between words where there are."""
    lines: list[str] = []
    while text and len(lines) < most:
        end = max(1, fitting(text, room))
        end = end if end >= len(text) else max(text.rfind(" ", 0, end + 1), 0) or end
        lines.append(text[:end])
        text = text[end:].lstrip()
    return lines


def plain(text: str) -> str:
    """Return text without the emoji and other symbols that the chart font lacks."""
    return "".join(c for c in text if ord(c) in _glyphs() or unicodedata.category(c)[0] != "S")


@cache
def _advance(character: str) -> float:
    """Return how wide a character is, in parts of the type's size."""
    font = FT2Font(str(FONT_FILE))
    font.set_size(1, 72)
    return float(font.load_char(ord(character)).linearHoriAdvance / 65536)


def _named(character: str) -> str:
    """Return a character, or a visible name for one that the font lacks."""
    if ord(character) in _glyphs():
        return character
    if character.isspace() or character in _UNSEEN:
        return " " if character.isspace() else ""
    name = unicodedata.name(character, "").lower()
    is_symbol = unicodedata.category(character).startswith("S")
    return f"‹{name}›" if is_symbol and name else f"‹U+{ord(character):04X}›"


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points of the chart font, without emoji and joiners it draws badly."""
    drawn = get_font(FONT_FILE).get_charmap()
    return frozenset(code for code in drawn if unicodedata.category(chr(code)) not in ("Mn", "Cf"))


def mark(artist: Artist, row: int, part: str = "") -> None:
    """Give an artist the id of the table row it draws; further artists of the row name a part."""
    artist.set_gid(f"{MARK}{row}-{part}" if part else f"{MARK}{row}")
    artist.set_in_layout(isinstance(artist, Text))  # marks lie on the axes, and there are many


def box(ax: Axes, row: int, place: Any, wide: float, high: float, **look: Any) -> None:
    """Draw a rectangle that is the mark of a row, its first corner at a place."""
    mark(ax.add_artist(Rectangle(place, wide, high, **look)), row)  # limits are set, not found


def inside(ax: Axes, x: float, y: float, text: str, color: str, **look: Any) -> None:
    """Write a number in the middle of a mark."""
    ax.text(x, y, text, ha="center", va="center", color=color, **{"fontsize": 7.5, **look})


def group_label(group: Any, missing: str = "not known") -> str:
    """Return the name of a period or group; a missing one is named too."""
    return missing if pd.isna(group) else str(group) or UNNAMED


def text_on(colour: Any) -> str:
    """Return ink or paper, whichever has more contrast with a background (WCAG 2.1)."""
    # Both have the same where (L + 0.05)² is the product of (ink + 0.05) and (paper + 0.05).
    ink, paper, ground = (relative_luminance(one) + 0.05 for one in (INK, PAPER, colour))
    return INK if ground**2 > ink * paper else PAPER


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure that axes stand in."""
    return cast(Figure, ax.get_figure(root=True))


def grow(ax: Axes, inches: float) -> None:
    """Make a figure higher."""
    figure_of(ax).set_figheight(figure_of(ax).get_figheight() + inches)


def is_narrow() -> bool:
    """Say whether figures are drawn for one column."""
    return width() < NARROW


def width(share: float = 1.0) -> float:
    """Return how wide to draw, in inches: the width asked for, or a share of two columns."""
    return (export_settings().width_mm or PRESETS["two-column"] * share) / MM_PER_INCH


def rows_height(n: int, each: float, base: float) -> float:
    """Return how high a figure of n rows is, in inches; in one column words take more lines."""
    return base + 0.4 + n * max(each, 0.3) if is_narrow() else base + n * each


def row_inches(names: Sequence[str]) -> float:
    """Return how far apart rows with names of so many lines stand at least."""
    lines = [name.count("\n") + 1 for name in (*names, *names[-1:])]
    return max(map(sum, pairwise(lines)), default=2) / 2 * LINE_INCHES + 0.03


def row_axes(names: Sequence[str], share: float, each: float, base: float, most: int = 36) -> Axes:
    """Return the Axes of named rows, first on top, in a new figure; long names take more lines."""
    narrow, shown = is_narrow(), list[str]()
    for length, lines in ((18, 2), (24, 2), (24, 3)) if narrow else ((most, 1), (most, 2)):
        shown = [wrapped(name, length, lines) or UNNAMED for name in names]
        if not any(name.endswith("…") for name in shown):
            break
    high = rows_height(len(names), max(each, row_inches(shown)), base)
    ax = Figure(figsize=(width(share), high)).subplots()
    ax.set_yticks(range(len(shown)), shown, fontsize=7.5 if narrow else 8)
    ax.set_ylim(len(shown) - 0.4, -0.6)
    return ax


def inner_width(ax: Axes) -> float:
    """Return how wide the space between the axes is once everything has its place, in inches."""
    figure = figure_of(ax)
    if engine := figure.get_layout_engine():  # which paints nothing
        engine.execute(figure)
    return float(ax.get_window_extent().width / figure.dpi)


def name_periods(ax: Axes, periods: Any, by: Period, places: Sequence[float] = ()) -> float:
    """Name the periods that fit, years where they begin: Dec 2025, Jan 2026; return the room."""
    numbers = [period_number(period, by) for period in periods]
    # In the words of the axis, and the year: ("9 Mar", "2026").
    form = {"year": "{0.year}", "quarter": "Q{1}", "month": "{2}"}.get(by, "{0.day} {2}")
    days, year = [first_day(number, by) for number in numbers], "" if by == "year" else "{0.year}"
    names = [(form.format(d, d.month // 3 + 1, _MONTHS[d.month - 1]), year.format(d)) for d in days]
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
    longest = len(f"{ax.get_xlim()[1]:,.0f}") * INCHES_PER_LETTER + 0.2
    most = max(1, min(8, int(across * 0.5 / longest)))
    ax.xaxis.set_major_locator(ticker.MaxNLocator(most, integer=True))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(wrapped(label, int(across * 9)))


def bare(ax: Axes) -> None:
    """Take away the line and the tick marks below; the labels stay."""
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(bottom=False, top=False)


def legend(ax: Axes, handles: list[Any], **look: Any) -> int:
    """Put the legend, if any, above the chart or as asked; return how many lines it has."""
    figure = figure_of(ax)
    # One drawn over another has the name of what is below.
    names = [str((h[0] if isinstance(h, tuple) else h).get_label()) for h in handles]
    widest = max(map(letters, names), default=0)
    fitting = int(figure.get_figwidth() / (0.42 + widest * INCHES_PER_LETTER))
    ncols = max(1, min(len(handles), fitting))
    if handles:
        figure.legend(handles, names, ncols=ncols, **{"loc": "outside upper left", **look})
    return -(-len(handles) // ncols)
