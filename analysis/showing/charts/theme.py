"""One look for all charts: colours, type, text that can be shown, and marks that can be found."""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import fontManager, get_font, ttfFontProperty
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

INK, MUTED, FAINT, PAPER = "#1a1a1a", "#5f6368", "#d9dce0", "#ffffff"
HATCHED = "#a8adb3"
EMPTY: dict[str, Any] = {"facecolor": PAPER, "hatch": "////", "edgecolor": HATCHED, "linewidth": 0}
ACCENT = "#0072b2"
# Okabe & Ito (2008), told apart with any colour vision: the largest outlets, in corpus order.
OUTLETS = ("#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f")
# Tol (2021), "muted": terms take them in the order given, each in a panel of its own.
TERMS = ("#332288", "#882255", "#117733", "#aa4499", "#44aa99", "#999933", "#cc6677")
HATCHES = ("", "////", "||||", "xxxx", "\\\\\\\\", "----", "++++")  # of outlets, for print in grey
INCHES_PER_LETTER = 0.068  # of 8 points, on average
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
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
