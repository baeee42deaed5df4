"""Text of a document → text a page can show: controls named, long runs cut, dates and numbers.

Nothing here escapes: `templates` escapes whatever it is handed, after `visible`.
"""

import re
import unicodedata
from typing import Any

from markupsafe import Markup, escape

ELLIPSIS = "…"
# A browser would act on these: "a\u202eb" turns the direction of whatever follows -> "a‹U+202E›b".
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What no font has and XML forbids, line ends and tabs apart: "a\x1b[31m" -> "a␛[31m".
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# A cell of a CSV to be shortened: "17.119838" -> "17.12"; a count "12" and a name "a.5" stay.
_DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
# The Markdown that opens a notebook: "five *files*" -> "five <em>files</em>".
_STYLED = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`")
_ISOLATE, _END = "\u2068", "\u2069"  # in a list, where no element can keep directions apart


def visible(value: Any) -> Any:
    r"""Return text with its control characters named; anything but text stays as it is.

    Line ends and tabs stay. A page runs every value through this before it is escaped.

    >>> visible("a\x00b \N{RIGHT-TO-LEFT OVERRIDE}c")
    'a␀b ‹U+202E›c'
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _CONTROL.sub(_name, _BIDI.sub(_name, value))


def cut(text: str, width: int) -> str:
    """Return text as one line of at most ``width`` characters, ending in an ellipsis if cut.

    >>> cut("one  two three", 8)
    'one two…'
    """
    line = " ".join(text[: 4 * width].split())
    whole = len(line) <= width and len(text) <= 4 * width
    return line if whole else line[: width - 1].rstrip() + ELLIPSIS


def cells(text: str, width: int, *, end: bool = False) -> str:
    """Return text cut or filled to so many cells of a monospaced line, as a list needs it.

    Wide characters take two cells, combining ones none. Of a text that is too long the beginning
    is kept, or with ``end`` its end, beside an ellipsis; a short one is filled on the other side.

    >>> cells("中国 talks", 7), cells("talks", 7, end=True)
    ('中国 t…', '  talks')
    """
    plain = " ".join(visible(text).split())
    sizes = [1] * len(plain) if plain.isascii() else [_cell_width(c) for c in plain]
    too_long = sum(sizes) > width
    free = width - 1 if too_long else width
    kept = []
    order = range(len(plain) - 1, -1, -1) if end else range(len(plain))
    for at in order:
        if sizes[at] > free:
            break
        kept.append(plain[at])
        free -= sizes[at]
    shown = "".join(reversed(kept) if end else kept)
    if too_long:
        shown = ELLIPSIS + shown if end else shown + ELLIPSIS
    isolated = f"{_ISOLATE}{shown}{_END}" if _runs_left(shown) else shown
    return " " * free + isolated if end else isolated + " " * free


def short_date(edtf: str) -> str:
    """Return an EDTF date in eleven characters: of a set of days the first, then an ellipsis.

    >>> short_date("[2021-03-22..2021-03-23]"), short_date("[..2023-09-18]")
    ('2021-03-22…', '…2023-09-18')
    """
    days = edtf.strip("[]{}").replace("/", "..").replace(",", "..").split("..")
    if len(days) == 1:
        return days[0] or "no date"
    return f"{days[0]}{ELLIPSIS}" if days[0] else f"{ELLIPSIS}{days[-1]}"


def breakable_date(edtf: str) -> Markup:
    """Return an EDTF date that breaks between its days, never inside one.

    >>> print(breakable_date("[2021-03-22..2021-03-23]"))
    <span class="day">[2021-03-22..</span><wbr><span class="day">2021-03-23]</span>
    """
    days = re.findall(r".+?(?:\.\.|,|$)", edtf)
    return Markup("<wbr>").join(Markup('<span class="day">{}</span>').format(day) for day in days)


def tidy(cell: str) -> str:
    """Return a cell of a CSV for reading: decimals to four digits, anything else as it is.

    >>> [tidy(cell) for cell in ("17.119838872104733", "0.00001234", "12", "1.0", "a.5")]
    ['17.12', '1.234e-05', '12', '1', 'a.5']
    """
    return f"{float(cell):.4g}" if _DECIMAL.fullmatch(cell) else cell


def count(number: int, noun: str) -> str:
    """Return a number with its noun, which is given in the plural.

    >>> count(1, "hits"), count(1204, "passages")
    ('1 hit', '1,204 passages')
    """
    single = noun.replace("articles and posts", "article or posts").removesuffix("s")
    return f"{number:,} {single if number == 1 else noun}"


def styled_line(markdown: str) -> Markup:
    """Return a line of a notebook with its *emphasis*, **strong** words and `code`.

    >>> print(styled_line("*China* & `a<b`"))
    <em>China</em> &amp; <code>a&lt;b</code>
    """
    escaped = str(escape(visible(markdown)))  # which leaves stars and backquotes as they are

    def styled(found: re.Match[str]) -> str:
        tag = str(found.lastgroup)
        return f"<{tag}>{found[tag]}</{tag}>"

    return Markup(_STYLED.sub(styled, escaped))


def _name(character: re.Match[str]) -> str:
    code = ord(character[0])
    return chr(0x2400 + code) if code < 0x20 else f"‹U+{code:04X}›"


def _runs_left(text: str) -> bool:
    """Whether a text holds letters or digits that run from right to left, such as Arabic."""
    if max(text, default="") < "\u0590":  # the first such letter
        return False
    return any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)


def _cell_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
