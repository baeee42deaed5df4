"""A pattern as it is written → its parts: characters, choices, repeats."""

import re
import warnings
from collections import deque
from typing import NamedTuple

from analysis.tables import InputError

MAX_PATTERN_CHARS = 200
MAX_DEPTH = 20  # brackets inside brackets
HELP = r"use letters, . \w \d \s [a-z] ( | ) * + ? {2,3} \b ^ $, and \ before a sign that is meant"
_LEXEME = re.compile(
    r"""\\[wWdDsSbB] | \\[^\w] | \[\^?\]?(?:\\.|[^\]\\])*+\] | \(\?: | \{\d{1,3}(?:,\d{0,3})?\}
    | [^\\\[]""",
    re.VERBOSE | re.DOTALL,
)
EDGES = ("^", "$", r"\b", r"\B")
_REPEATS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Node(NamedTuple):
    """A part of a pattern as it is written."""

    kind: str  # atom | edge | all (parts in a row) | any (one of the parts) | repeat
    parts: tuple["Node", ...] = ()
    lexeme: str = ""
    least: int = 1
    most: int | None = 1


def read_pattern(source: str) -> Node:
    """Read a pattern into a tree. Raises `InputError` when it is none, or larger than its bounds.

    >>> read_pattern("ab").parts[0].parts[1]
    Node(kind='atom', parts=(), lexeme='b', least=1, most=1)
    """
    if len(source) > MAX_PATTERN_CHARS:
        raise InputError(
            f"the pattern has {len(source)} characters; shorten it to {MAX_PATTERN_CHARS}"
        )
    lexemes: deque[str] = deque()
    at = 0
    while at < len(source):
        match = _LEXEME.match(source, at)
        if not match:
            raise InputError(f"pattern /{source}/: {source[at:]!r} cannot be read; {HELP}")
        lexemes.append(match.group())
        at = match.end()
    tree = _alternatives(source, lexemes, 0)
    if lexemes:
        raise InputError(f"pattern /{source}/: a bracket ) is never opened; {HELP}")
    return tree


def _alternatives(source: str, lexemes: deque[str], depth: int) -> Node:
    """Read up to a closing bracket or the end: sequences of repeated parts, divided by |."""
    if depth > MAX_DEPTH:
        raise InputError(f"pattern /{source}/: more than {MAX_DEPTH} brackets inside each other")
    choices: list[Node] = []
    parts: list[Node] = []
    while lexemes and lexemes[0] != ")":
        lexeme = lexemes.popleft()
        if lexeme == "|":
            choices.append(Node("all", tuple(parts)))
            parts = []
        elif lexeme in ("(", "(?:"):
            inner = _alternatives(source, lexemes, depth + 1)
            if not lexemes:
                raise InputError(f"pattern /{source}/: a bracket ( is never closed; {HELP}")
            lexemes.popleft()
            parts.append(inner)
        elif lexeme in _REPEATS or re.fullmatch(r"\{\d.*\}", lexeme):
            if not parts or parts[-1].kind == "repeat":
                raise InputError(f"pattern /{source}/: nothing to repeat with {lexeme}; {HELP}")
            parts[-1] = Node("repeat", (parts[-1],), "", *_bounds(source, lexeme))
        else:
            parts.append(Node("edge" if lexeme in EDGES else "atom", lexeme=lexeme))
    return Node("any", (*choices, Node("all", tuple(parts))))


def _bounds(source: str, lexeme: str) -> tuple[int, int | None]:
    if lexeme in _REPEATS:
        return _REPEATS[lexeme]
    least, comma, most = lexeme[1:-1].partition(",")
    if comma and not most:
        return int(least), None
    if int(most or least) < int(least):
        raise InputError(f"pattern /{source}/: {lexeme} ends before it begins")
    return int(least), int(most or least)


def one_character(source: str, lexeme: str) -> re.Pattern[str]:
    """Return what an atom of a pattern lets one character be, in upper or lower case."""
    if len(lexeme) == 1 and lexeme != ".":
        lexeme = re.escape(lexeme)
    try:
        with warnings.catch_warnings(action="error", category=FutureWarning):
            return re.compile(lexeme, re.IGNORECASE | re.DOTALL)
    except (re.error, FutureWarning) as error:
        raise InputError(f"pattern /{source}/: {lexeme} cannot be read ({error}); {HELP}") from None
