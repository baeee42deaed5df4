"""Text of a document → text a page can show: controls named, long runs cut, ids of its own."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from markupsafe import Markup, escape

ELLIPSIS = "…"
# A browser would act on these: they turn the direction of whatever follows.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = re.compile(r"[A-Za-z0-9-]+")
_DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_STYLED = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`")


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


def tidy(cell: str) -> str:
    """Return a cell of a CSV for reading: decimals to four digits, anything else as it is.

    >>> [tidy(cell) for cell in ("17.119838872104733", "0.00001234", "12", "1.0", "a.5")]
    ['17.12', '1.234e-05', '12', '1', 'a.5']
    """
    return f"{float(cell):.4g}" if _DECIMAL.fullmatch(cell) else cell


def edtf(text: str) -> Markup:
    """Return a date that breaks between its days, never inside one.

    >>> print(edtf("[2021-03-22..2021-03-23]"))
    <span class="day">[2021-03-22..</span><wbr><span class="day">2021-03-23]</span>
    """
    days = re.findall(r".+?(?:\.\.|,|$)", text)
    return Markup("<wbr>").join(Markup('<span class="day">{}</span>').format(day) for day in days)


def is_number(cell: str) -> bool:
    """Whether a cell of a CSV holds a number."""
    return _NUMBER.fullmatch(cell) is not None


def count(number: int, noun: str) -> str:
    """Return a number with its noun, which is given in the plural.

    >>> count(1, "hits"), count(1204, "passages")
    ('1 hit', '1,204 passages')
    """
    single = noun.replace("articles and posts", "article or posts").removesuffix("s")
    return f"{number:,} {single if number == 1 else noun}"


def item_anchor(item_id: str) -> str:
    """Return the id of an item on the page: no character of it can leave an attribute.

    >>> item_anchor("002-6")
    'item-002-6'
    >>> item_anchor('x" onclick="-1')
    'item.d9d2e47bc84b'
    """
    if _PLAIN.fullmatch(item_id):
        return f"item-{item_id}"
    return f"item.{sha256(item_id.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def passage_anchor(item_id: str, start: int, end: int) -> str:
    """Return the id of some characters of an item."""
    return f"{item_anchor(item_id)}.{start}-{end}"


def inline(markdown: str) -> Markup:
    """Return a line of a notebook with its *emphasis*, **strong** words and `code`.

    >>> print(inline("*China* & `a<b`"))
    <em>China</em> &amp; <code>a&lt;b</code>
    """
    parts, at = [], 0
    for found in _STYLED.finditer(markdown):
        tag = str(found.lastgroup)
        parts.append(escape(visible(markdown[at : found.start()])))
        parts.append(Markup(f"<{tag}>{{}}</{tag}>").format(visible(found[tag])))
        at = found.end()
    return Markup("").join([*parts, escape(visible(markdown[at:]))])


def join_words(words: Sequence[str]) -> str:
    """Join words as in a sentence.

    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _name(character: re.Match[str]) -> str:
    code = ord(character[0])
    return chr(0x2400 + code) if code < 0x20 else f"‹U+{code:04X}›"
