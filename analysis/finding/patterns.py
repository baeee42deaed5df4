"""Pattern + text → matches, in time that grows with the text alone, whatever the pattern.

Python's `re` tries one alternative after another: ``(a+)+b`` takes twice as long for every further
``a``. Here all alternatives advance together, one character at a time, as sets of positions in the
pattern (Glushkov 1961, Russian Mathematical Surveys 16: 1-53; Thompson 1968, CACM 11: 419-422).
The price is a smaller language: no look-around, no back-references, no lazy repeats; and of the
matches that begin at one place the longest is taken, not the first alternative.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.finding.syntax import Node, one_character, read_pattern
from analysis.tables import InputError

MAX_POSITIONS = 500  # parts of a pattern, repeats with {m,n} written out
MAX_KNOWN_SETS = 5_000  # sets of positions whose successors are remembered


class Linked(NamedTuple):
    """A part of a pattern: can it be empty, and which positions can come first and last in it."""

    empty: bool
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """A pattern as the positions of its parts; a set of positions is the bits of a number.

    Position 0 is the beginning, ``end`` is the bit of the position behind the last part.
    """

    source: str
    atoms: dict[int, re.Pattern[str]]  # bit → what one character must be
    edges: dict[str, int]  # ^ $ \b \B, those that occur → bits
    after: list[int]  # position → bits of those that may come next
    before: list[int]
    end: int
    characters: dict[str, int] = field(default_factory=dict)  # found so far: character → bits
    nexts: dict[int, int] = field(default_factory=dict)  # set of positions → those after it
    previous: dict[int, int] = field(default_factory=dict)


def compile_pattern(source: str) -> Pattern:
    """Read a pattern. Upper and lower case are the same.

    Raises
    ------
    InputError
        When it is not a pattern of the language above, or larger than its bounds.
    """
    tree = read_pattern(source)
    pattern = Pattern(source, {}, {}, [0], [], 0)
    whole = _link(pattern, tree, [0])
    end = len(pattern.after)
    pattern.after.append(0)
    pattern.after[0] = whole.first
    for position in _positions(whole.last):
        pattern.after[position] |= 1 << end
    before = [0] * (end + 1)
    for position, following in enumerate(pattern.after):
        for next_one in _positions(following):
            before[next_one] |= 1 << position
    return Pattern(source, pattern.atoms, pattern.edges, pattern.after, before, 1 << end)


def find_matches(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the matches from left to right, each as long as can be, none empty.

    >>> list(find_matches(compile_pattern("(a+)+b"), "aab aaaa AB"))
    [(0, 3), (9, 11)]
    """
    alive = _alive(pattern, text)
    reached = 0
    for start in range(len(text)):
        if start >= reached and alive[start] & 1:
            stop = _longest(pattern, text, start, alive)
            if stop > start:
                yield start, stop
                reached = stop


def _alive(pattern: Pattern, text: str) -> list[int]:
    """Read the text backwards once and return at each place the positions that can still end."""
    alive = [0] * (len(text) + 1)
    known, fitting = pattern.previous, pattern.characters
    states = pattern.end
    for at in range(len(text), -1, -1):
        if pattern.edges:
            states = _pass_edges(pattern, states, text, at, forward=False)
        reached = known.get(states)
        if reached is None:
            reached = _step(pattern.before, known, states)
        alive[at] = reached
        if at:
            bits = fitting.get(text[at - 1])
            states = pattern.end | reached & (_fit(pattern, text[at - 1]) if bits is None else bits)
    return alive


def _longest(pattern: Pattern, text: str, start: int, alive: list[int]) -> int:
    """Return where the longest match from here ends; nothing behind its end is read."""
    stop, states = start, 1
    for at in range(start, len(text) + 1):
        states &= alive[at]
        if not states:
            break
        if pattern.edges:
            states = _pass_edges(pattern, states, text, at, forward=True)
        reached = _step(pattern.after, pattern.nexts, states)
        if reached & pattern.end:
            stop = at
        states = reached & _fit(pattern, text[at]) if at < len(text) else 0
    return stop


def _fit(pattern: Pattern, character: str) -> int:
    """Return the positions where this character may stand."""
    bits = pattern.characters.get(character)
    if bits is None:
        bits = sum(bit for bit, atom in pattern.atoms.items() if atom.fullmatch(character))
        pattern.characters[character] = bits
    return bits


def _step(table: list[int], known: dict[int, int], states: int) -> int:
    """Return the positions one step from any of these."""
    bits = known.get(states)
    if bits is None:
        bits = 0
        for position in _positions(states):
            bits |= table[position]
        if len(known) >= MAX_KNOWN_SETS:
            known.clear()
        known[states] = bits
    return bits


def _pass_edges(pattern: Pattern, states: int, text: str, at: int, *, forward: bool) -> int:
    """Add the edges (line or word ends) that hold between two characters and can be reached."""
    left, right = text[at - 1] if at else "", text[at] if at < len(text) else ""
    holding = pattern.edges.get(r"\b" if _is_word(left) != _is_word(right) else r"\B", 0)
    if not left:
        holding |= pattern.edges.get("^", 0)
    if not right:
        holding |= pattern.edges.get("$", 0)
    table, known = (pattern.after, pattern.nexts) if forward else (pattern.before, pattern.previous)
    while holding and (new := _step(table, known, states) & holding & ~states):
        states |= new
    return states


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _positions(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _link(pattern: Pattern, node: Node, size: list[int]) -> Linked:
    """Give every part of a tree its positions and say which may follow which."""
    size[0] += 1
    if size[0] > 2 * MAX_POSITIONS or len(pattern.after) > MAX_POSITIONS:
        raise InputError(f"pattern /{pattern.source}/: too large, its repeats written out")
    if node.kind in ("atom", "edge"):
        bit = 1 << len(pattern.after)
        pattern.after.append(0)
        if node.kind == "edge":
            pattern.edges[node.lexeme] = pattern.edges.get(node.lexeme, 0) | bit
        else:
            pattern.atoms[bit] = one_character(pattern.source, node.lexeme)
        return Linked(False, bit, bit)
    if node.kind == "any":
        linked = [_link(pattern, part, size) for part in node.parts]
        first, last = 0, 0
        for choice in linked:
            first, last = first | choice.first, last | choice.last
        return Linked(any(choice.empty for choice in linked), first, last)
    whole = Linked(True, 0, 0)
    if node.kind == "all":
        for part in node.parts:
            whole = _chain(pattern, whole, _link(pattern, part, size))
        return whole
    for n in range(max(node.least, 1) if node.most is None else node.most):
        copy = _link(pattern, node.parts[0], size)
        if n >= node.least:
            copy = copy._replace(empty=True)
        if node.most is None and n >= node.least - 1:
            _chain(pattern, copy, copy)
        whole = _chain(pattern, whole, copy)
    return whole


def _chain(pattern: Pattern, one: Linked, two: Linked) -> Linked:
    for position in _positions(one.last):
        pattern.after[position] |= two.first
    first = one.first | two.first if one.empty else one.first
    last = two.last | one.last if two.empty else two.last
    return Linked(one.empty and two.empty, first, last)
