"""One look for all charts: colours, type, text that can be shown, and marks that can be found."""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.font_manager import fontManager, get_font, ttfFontProperty
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text

INK, MUTED, FAINT, PAPER, GROUND = "#1a1a1a", "#5f6368", "#d9dce0", "#ffffff", "#f1f3f4"
HATCHED = "#a8adb3"
EMPTY: dict[str, Any] = {"facecolor": PAPER, "hatch": "////", "edgecolor": HATCHED, "linewidth": 0}
ACCENT, AGAINST = "#0072b2", "#b8500a"  # and what stands against it
# Okabe & Ito (2008), told apart with any colour vision: the largest outlets, in corpus order.
OUTLETS = ("#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f")
# Tol (2021), "muted": terms take them in the order given, each in a panel of its own.
TERMS = ("#332288", "#882255", "#117733", "#aa4499", "#44aa99", "#999933", "#cc6677")
HATCHES = ("", "////", "||||", "xxxx", "\\\\\\\\", "----", "++++")  # of outlets, for print in grey
NUMBER: dict[str, Any] = {"va": "center", "fontsize": 7.5}  # beside a mark
SMALL: dict[str, Any] = {"va": "center", "fontsize": 7}
INCHES_PER_LETTER = 0.068  # of 8 points, on average
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_USUAL = 0.62  # how wide a letter is on average, in parts of the type's size
_UNSEEN = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")
MARK = "mark-"  # the id of a mark: this and the number of its row in the table drawn
FONT = "DejaVu Sans"  # of all charts: the copy that comes with matplotlib
FONT_FILE = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
UNNAMED, OTHERS = "(no name)", "other outlets"
_KEEP = {"backend", "backend_fallback", "interactive"}  # what a session has chosen stays


@cache
def _style() -> Any:
    entry = ttfFontProperty(get_font(FONT_FILE))
    fontManager.ttflist.append(replace(entry, name=f"{FONT} of matplotlib"))
    defaults = {k: v for k, v in mpl.rcParamsDefault.items() if k not in _KEEP}
    house = Path(__file__).with_name("house.mplstyle")
    return {**defaults, **mpl.rc_params_from_file(house, use_default_template=False)}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house style: matplotlib's defaults, then ours, whatever a local rc says."""
    with mpl.rc_context(_style()):
        yield


def outlet_colours(outlets: Iterable[str]) -> dict[str, str]:
    """Give the outlets named most often a colour each, by first appearance; grey to the others."""
    counts, hues = Counter(outlets), iter(OUTLETS)
    largest = {name for name, _ in counts.most_common(len(OUTLETS))}
    return {name: next(hues) if name in largest else MUTED for name in counts}


def legible(text: str, width: int = 60) -> str:
    """Return text as one line that the chart font can show; what it lacks is named between ‹ and ›.

    >>> legible("🇷🇺 Talks in 北京 began", width=24)
    '‹RU› Talks in ‹U+5317›‹…'
    """
    shift = ord("A") - 0x1F1E6
    flags = _FLAG.sub(lambda flag: f"‹{''.join(chr(ord(c) + shift) for c in flag[0])}›", text)
    line = " ".join("".join(_named(character) for character in flags[: width * 20]).split())
    most = fitting(line, width)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def wrapped(text: str, width: int, lines: int = 2) -> str:
    r"""Return text in a few short lines, what is too long cut with an ellipsis.

    >>> wrapped("Russian MFA (Telegram)", 12)
    'Russian MFA\n(Telegram)'
    """
    shown = legible(text, width * lines)
    width = max(4, fitting(shown, width))
    return "\n".join(textwrap.wrap(shown, width, max_lines=lines, placeholder="…"))


def letters(text: str) -> float:
    """Measure text in letters of usual width: 11 of "W" are as long as 18 of "a"."""
    return sum(_advance(character) for character in text) / _USUAL


def fitting(text: str, width: int) -> int:
    """Return how many letters of a text stand where as many of usual width would."""
    return int(width * min(1.0, len(text) / max(letters(text), 1)))


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


def box(
    ax: Axes, row: int, place: tuple[float, float], wide: float, high: float, **look: Any
) -> None:
    """Draw a rectangle that is the mark of a row, its first corner at a place."""
    mark(ax.add_patch(Rectangle(place, wide, high, **look)), row)


def inside(ax: Axes, x: float, y: float, text: str, color: str, **look: Any) -> None:
    """Write a number in the middle of a mark."""
    ax.text(x, y, text, ha="center", va="center", color=color, **{"fontsize": 7.5, **look})


def group_label(group: Any, missing: str = "not known") -> str:
    """Return the name of a period or group; a missing one is named too."""
    return missing if pd.isna(group) else str(group) or UNNAMED


def text_on(colour: Any) -> str:
    """Return ink or paper, whichever has more contrast with a background (WCAG 2.1)."""
    # Both have the same where (L + 0.05)² is the product of (ink + 0.05) and (paper + 0.05).
    ink, paper, ground = (_luminance(one) + 0.05 for one in (INK, PAPER, colour))
    return INK if ground**2 > ink * paper else PAPER


def _luminance(colour: Any) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.1)."""
    parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
