"""What counts as a line: the one notion that reading, cleaning and citing share."""

import re

# Only CR, LF and CRLF end a line. U+2028, NEL, VT and FF are text, as they are in editors.
LINE_END = re.compile(r"\r\n|\r|\n")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
INVISIBLE = "\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{WORD JOINER}"
EMPTY = INVISIBLE + "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{BRAILLE PATTERN BLANK}"
EDGES = re.compile(rf"\A[\s{EMPTY}]+|[\s{EMPTY}]+\Z")


def split_lines(text: str) -> list[str]:
    r"""Split text into lines that keep their ends, so that joining them gives the text back.

    >>> split_lines("a\r\nb\n\nc")
    ['a\r\n', 'b\n', '\n', 'c']
    """
    return LINE.findall(text)


def content(line: str) -> str:
    r"""Return a line without its end and without white space or invisible marks around it.

    >>> content("  two words \n")
    'two words'
    """
    return EDGES.sub("", line)
