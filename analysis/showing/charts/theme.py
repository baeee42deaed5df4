"""One look for all charts: colours, type, text that can be shown, and marks that can be found."""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib import ticker
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font, ttfFontProperty
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from analysis.reading.dating.aoristic import Period, first_day, period_number
from analysis.showing.settings import MM_PER_INCH, export_settings

WIDTH = 178 / MM_PER_INCH  # two columns of a journal, in inches
NARROW = 4.6  # inches: below, legends take more lines and side notes are left out
INK, MUTED, FAINT, PAPER = "#1a1a1a", "#5f6368", "#d9dce0", "#ffffff"
HATCHED = "#a8adb3"
ACCENT = "#0072b2"
# Okabe & Ito (2008), told apart with any colour vision: the largest outlets, in corpus order.
OUTLETS = ("#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f")
# Tol (2021), "muted": terms take them in the order given, each in a panel of its own.
TERMS = ("#332288", "#882255", "#117733", "#aa4499", "#44aa99", "#999933", "#cc6677")
HATCHES = ("", "////", "||||", "xxxx", "\\\\\\\\", "----", "++++")  # of outlets, for print in grey
INCHES_PER_LETTER = 0.068  # of 8 points, on average
MAX_CELLS = 12  # periods that get a column each; more become bars or lines
# Every how many periods one is named: as many as fit, at beginnings of decades, years or quarters.
_STEPS: dict[Period, tuple[int, ...]] = {
    "year": (1, 2, 5, 10, 20, 50, 100),
    "quarter": (1, 2, 4, 8, 20, 40, 80),
    "month": (1, 2, 3, 6, 12, 24, 60, 120),
    "week": (1, 2, 4, 8, 13, 26, 52, 104),
    "day": (1, 2, 7, 14, 28, 56, 112, 364),
}
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_USUAL = 0.62  # how wide a letter is on average, in parts of the type's size
_UNSEEN = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")
MARK = "mark-"  # the id of a mark: this and the number of its row in the table drawn
FONT = "DejaVu Sans"
# The system may have another version of it, which matplotlib may prefer: ours is its own copy.
OWN_FONT = "DejaVu Sans of matplotlib"
UNNAMED, OTHERS = "(no name)", "other outlets"
STYLE: dict[str, Any] = {
    "figure.dpi": 100,
    "figure.facecolor": PAPER,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.12,  # inches of paper around, on a dark page too
    "figure.constrained_layout.h_pad": 0.12,
    "font.family": [OWN_FONT, FONT],
    "font.size": 8,
    "axes.titlesize": 8.5,
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
    "svg.fonttype": "none",
    "svg.hashsalt": "analysis",
    "pdf.fonttype": 42,
}
_KEEP = {"backend", "backend_fallback", "interactive"}  # what a session has chosen stays


def style() -> Any:
    """Return the complete settings: matplotlib's defaults, then ours, whatever a local rc says."""
    _register_font()
    defaults = {k: v for k, v in mpl.rcParamsDefault.items() if k not in _KEEP}
    return {**defaults, **STYLE}


def font_file() -> Path:
    """Return the font of all charts: the copy that comes with matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def _register_font() -> None:
    entry = ttfFontProperty(get_font(font_file()))
    fontManager.ttflist.append(replace(entry, name=OWN_FONT))


P = ParamSpec("P")


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draw a chart in the house style."""

    @wraps(chart)
    def draw(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context(style()):
            return chart(*args, **kwargs)

    return draw


def outlet_colours(outlets: Iterable[str]) -> dict[str, str]:
    """Give the outlets named most often a colour each, by first appearance; grey to the others."""
    counts, hues = Counter(outlets), iter(OUTLETS)
    largest = {name for name, _ in counts.most_common(len(OUTLETS))}
    return {name: next(hues) if name in largest else MUTED for name in counts}


def outlet_look(colour: str) -> dict[str, Any]:
    """Return how a stretch of an outlet is filled: its colour, and a hatch for print in grey."""
    hatch = HATCHES[OUTLETS.index(colour)] if colour in OUTLETS else ""
    return {"facecolor": colour, "hatch": hatch, "edgecolor": PAPER}


def legible(text: str, width: int = 60) -> str:
    """Return text as the chart font can show it; what it lacks is named between ‹ and ›.

    Letters are named by code point, symbols by name, flags by their country; joiners and variation
    marks, which only change how a symbol looks, are left out. Runs of white space become one
    space, and what is longer than ``width`` ends in an ellipsis.

    >>> legible("🇷🇺 Talks in 北京 began", width=24)
    '‹RU› Talks in ‹U+5317›‹…'
    """
    flags = _FLAG.sub(lambda flag: f"‹{''.join(map(_country_letter, flag.group()))}›", text)
    shown = "".join(_named(character) for character in flags[: width * 20])
    line = " ".join(shown.split())
    most = int(width * min(1.0, len(line) / max(letters(line), 1)))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def letters(text: str) -> float:
    """Measure text in letters of usual width: 11 of "W" are as long as 18 of "a"."""
    return sum(_advance(character) for character in text) / _USUAL


@cache
def _advance(character: str) -> float:
    """Return how wide a character is, in parts of the type's size."""
    return float(_ruler().load_char(ord(character)).linearHoriAdvance / 65536)


@cache
def _ruler() -> FT2Font:
    font = FT2Font(str(font_file()))
    font.set_size(1, 72)
    return font


def _country_letter(indicator: str) -> str:
    return chr(ord(indicator) - 0x1F1E6 + ord("A"))


def _named(character: str) -> str:
    """Return a character, or a visible name for one that the font lacks."""
    if ord(character) in _glyphs():
        return character
    if character.isspace():
        return " "
    if character in _UNSEEN:
        return ""
    name = unicodedata.name(character, "").lower()
    if unicodedata.category(character).startswith("S") and name:
        return f"‹{name}›"
    return f"‹U+{ord(character):04X}›"


def wrapped(text: str, width: int, lines: int = 2) -> str:
    r"""Return text in a few short lines, what is too long cut with an ellipsis.

    >>> wrapped("Russian MFA (Telegram)", 12)
    'Russian MFA\n(Telegram)'
    """
    shown = legible(text, width * lines)
    width = max(4, int(width * min(1.0, len(shown) / max(letters(shown), 1))))
    return "\n".join(textwrap.wrap(shown, width, max_lines=lines, placeholder="…"))


def name_rows(ax: Axes, names: Iterable[str]) -> None:
    """Write the names of the rows, first on top; a narrow figure gets them in two lines."""
    narrow = width_of(ax) < NARROW
    shown = [(wrapped(name, 18) if narrow else legible(name, 36)) or UNNAMED for name in names]
    ax.set_yticks(range(len(shown)), shown, fontsize=7.5 if narrow else 8)
    ax.set_ylim(len(shown) - 0.4, -0.6)


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points of the chart font, without emoji and joiners it draws badly."""
    drawn = get_font(font_file()).get_charmap()
    return frozenset(code for code in drawn if unicodedata.category(chr(code)) not in ("Mn", "Cf"))


def mark(artist: Artist, row: int, part: str = "") -> None:
    """Give an artist the id of the table row it draws; further artists of the row name a part."""
    artist.set_gid(f"{MARK}{row}-{part}" if part else f"{MARK}{row}")
    artist.set_in_layout(isinstance(artist, Text))  # marks lie on the axes, and there are many


def group_label(group: Any, missing: str = "not known") -> str:
    """Return the name of a period or group; a missing one is named too."""
    return missing if pd.isna(group) else str(group)


def width(share: float = 1.0) -> float:
    """Return how wide to draw, in inches: the width asked for, or a share of two columns."""
    asked = export_settings().width_mm
    return asked / MM_PER_INCH if asked else WIDTH * share


def rows_height(n: int, each: float, base: float) -> float:
    """Return how high a figure of n rows is, in inches; in one column words take more lines."""
    return base + n * each if width() >= NARROW else base + 0.4 + n * max(each, 0.3)


def axes(width: float, height: float) -> Axes:
    """Return the Axes of a new figure of this size in inches."""
    return Figure(figsize=(width, height)).subplots()


def inner_width(ax: Axes) -> float:
    """Return how wide the space between the axes is once everything has its place, in inches."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    return float(ax.get_window_extent().width / figure.dpi)


def name_periods(
    ax: Axes, periods: Sequence[int | str], by: Period, places: Sequence[float] = ()
) -> None:
    """Name as many periods as fit below the axes, the year where it begins: Dec 2025, Jan 2026."""
    numbers = [period_number(period, by) for period in periods]
    names = [_period_name(number, by) for number in numbers]
    longest = max((len(part) for name in names for part in name), default=0) * 0.06 + 0.06
    inner = inner_width(ax)
    step = next((s for s in _STEPS[by] if s * inner / max(len(names), 1) >= longest), 10**6)
    chosen = [n for n, number in enumerate(numbers) if number % step == 0]
    if len(chosen) < 2:
        chosen = (
            [0, len(names) - 1] if inner > 2 * longest and len(names) > 1 else [0][: len(names)]
        )
    shown, before = [], ""
    for name, year in (names[n] for n in chosen):
        shown.append(f"{name}\n{year}" if year != before else name)
        before = year
    ax.set_xticks([(places or range(len(names)))[n] for n in chosen], shown)


def _period_name(number: int, by: Period) -> tuple[str, str]:
    """Return a numbered period in the words of its axis, and its year: ("9 Mar", "2026")."""
    day = first_day(number, by)
    if by == "year":
        return str(day.year), ""
    month = _MONTHS[day.month - 1]
    long = {"quarter": f"Q{day.month // 3 + 1}", "month": month}
    return long.get(by, f"{day.day} {month}"), str(day.year)


def number_axis(ax: Axes, label: str) -> None:
    """Name the axis below a chart and its round numbers, fewer where it is narrow."""
    longest = len(f"{ax.get_xlim()[1]:,.0f}") * INCHES_PER_LETTER + 0.2
    most = max(1, min(8, int(width_of(ax) * 0.5 / longest)))
    ax.xaxis.set_major_locator(ticker.MaxNLocator(most, integer=True))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(wrapped(label, int(width_of(ax) * 9)))


def make_room(ax: Axes, texts: Iterable[Text]) -> None:
    """Widen the scale until every text that begins inside the axes also ends there.

    A text of w pixels at x needs a scale up to x · W / (W - w) in axes W pixels wide, as they are
    when no text makes them narrower: "173  (16 sentences)" behind the longest bar. Letters are a
    little wider at 300 dpi than on the screen where they are measured.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    texts = list(texts)
    for text in texts:
        text.set_in_layout(False)
    across = inner_width(ax) * figure.dpi
    wide = (text.get_window_extent().width for text in texts)
    needed = [
        text.get_position()[0] * across / max(across - 1.06 * size - 2, across / 9)
        for text, size in zip(texts, wide, strict=True)
    ]
    ax.set_xlim(right=max([ax.get_xlim()[1], *needed]))


def bare(ax: Axes, *sides: str) -> None:
    """Take away the spines and tick marks of these sides; the labels stay."""
    for side in sides:
        ax.spines[side].set_visible(False)
    ax.tick_params(left="left" not in sides, bottom="bottom" not in sides)


def legend_above(ax: Axes, handles: list[Any]) -> None:
    """Put the legend above the chart, in one line if there is room."""
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns(handles, width_of(ax)),
        columnspacing=1.2,
        handlelength=1.2,
        borderaxespad=0.2,
        borderpad=0.2,
    )


def columns(handles: list[Any], inches: float) -> int:
    """Return how many entries of a legend fit beside each other."""
    widest = max((letters(str(handle.get_label())) for handle in handles), default=1)
    return max(1, min(len(handles), int(inches / (0.42 + widest * INCHES_PER_LETTER))))


def width_of(ax: Axes) -> float:
    """Return the width of the whole figure in inches."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return float(figure.get_figwidth())


def text_on(colour: Any) -> str:
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


def darker(colour: str) -> tuple[float, float, float]:
    """Return a colour dark enough to read as small text on white."""
    red, green, blue = mpl.colors.to_rgb(colour)
    return 0.62 * red, 0.62 * green, 0.62 * blue
