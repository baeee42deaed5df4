"""Text → lines, the one notion of them that all share, and which line repeats an earlier one."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

# Only CR, LF and CRLF end a line. U+2028, NEL, VT and FF are text, as they are in editors.
LINE_END = re.compile(r"\r\n|\r|\n")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# Marks that show nothing where they stand inside a word: "Mos\u200bcow" is counted as Moscow.
INVISIBLE = "\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{WORD JOINER}"
# What `str.isspace` calls space (the test compares), and marks that fill an empty line.
SPACE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
EDGES = f"{SPACE}{INVISIBLE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{BRAILLE PATTERN BLANK}"


def split_lines(text: str) -> list[str]:
    r"""Split text into lines that keep their ends, so that joining them gives the text back.

    >>> split_lines("a\r\nb\n\nc")
    ['a\r\n', 'b\n', '\n', 'c']
    """
    return LINE.findall(text)


def content(line: str) -> str:
    """Return a line without its end and without white space or invisible marks around it."""
    return line.strip(EDGES)


def find_repeats(
    lines: Sequence[str],
    visible: Sequence[int],
    kept: Sequence[int],
    headline: int | None,
    title_of: Callable[[str], str],
) -> dict[int, int]:
    """Return the lines that repeat an earlier line: line number → line number.

    So does a block at the end that equals the block right before it, and a headline written
    twice in a row; ``title_of`` cuts the site's name off. All visible lines come first, then the
    lines that are kept, so that cleaning a cleaned text finds nothing.

    >>> find_repeats(["Talks", "A", "B", "A", "B"], range(5), range(5), 0, str)
    {3: 1, 4: 2}
    """
    repeats = _tail_repeats(lines, visible)
    kept = [n for n in kept if n not in repeats]
    compared = list(lines)
    if headline is not None:
        compared[headline] = title = title_of(lines[headline])
        alike = takewhile(lambda n: lines[n].startswith(title), kept[1:])
        copies = list(takewhile(lambda n: title_of(lines[n]) == title, alike))
        repeats |= dict.fromkeys(copies, headline)
        kept[1 : 1 + len(copies)] = []
    return repeats | _tail_repeats(compared, kept)


def _tail_repeats(lines: Sequence[str], order: Sequence[int]) -> dict[int, int]:
    """Cut equal blocks off the end of a sequence of lines until it ends in no repeat."""
    repeats: dict[int, int] = {}
    order = list(order)
    while size := _tail_block([lines[n] for n in order]):
        repeats |= dict(zip(order[-size:], order[-2 * size : -size], strict=True))
        del order[-size:]
    return repeats


def _tail_block(lines: list[str]) -> int:
    """Return the length of the longest block that ends the sequence and stands right before it."""
    # A square at the end of a sequence is a square at the start of the reversed sequence, and
    # z[k] >= k says that one of half-length k begins there, z being the length of the longest
    # common prefix with the sequence itself (Gusfield 1997, ch. 1). Linear in the lines.
    if len(set(lines)) == len(lines):  # most texts repeat no line
        return 0
    reverse = lines[::-1]
    size = len(reverse)
    z = [0] * size
    left = right = best = 0
    for k in range(1, size):
        if k < right:
            z[k] = min(right - k, z[k - left])
        while k + z[k] < size and reverse[z[k]] == reverse[k + z[k]]:
            z[k] += 1
        if k + z[k] > right:
            left, right = k, k + z[k]
        if z[k] >= k:
            best = k
    return best
