"""Text → lines: the one notion of a line that reading, cleaning and citing share."""

import re

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
