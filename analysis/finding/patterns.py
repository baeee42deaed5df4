"""A pattern + text → matches, in time that does not explode, whatever the pattern."""

# RE2 matches (Cox 2010, https://swtch.com/~rsc/regexp/regexp3.html), the longest at each place. Its
# \w \d \s \b know ASCII alone, so patterns are rewritten for every script.

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category

import re2

from analysis.tables import InputError, refuse

MAX_PATTERN_CHARS = 200
MAX_MEMORY = 8 * 2**20  # bytes for a compiled pattern: about 200 \w, repeats written out
HELP = (
    r"use letters, . \w \d \s [a-z] ( | ) * + ? {2,3} \b ^ $, and \ before a sign that is meant; "
    "there is no look-around, back-reference or lazy repeat"
)
_SAID = {  # RE2's words and ours
    "missing )": "a bracket ( is never closed",
    "unexpected )": "a bracket ) is never opened",
    "no argument for repetition operator": "nothing to repeat",
}
# Characters read at once, cut at white space, since /a|a.*b/ reads to the end at every "a".
_STRETCH = re.compile(r".{1,5000}(?!\S)|.{1,5000}", re.DOTALL)
# /co-?op[\w’]+\b/ → c o - ? o p [\w’] + \b; /(?=a)/, /a+?/, /\1/ → wrong from ( + \ on
_PART = re.compile(
    r"""(?P<kept>[)|^$] | \\[bB]
        | (?:\((?:\?:)? | [*+?] | \{\d{1,3}(?:,\d{0,3})?\})(?![*+?]|\{\d+,?\d*\}))
    | (?P<set>\[\^?\]?(?:\\[wWdDsSnt]|\\[^\w]|[^\]\\\[])*+\]) | (?P<any>\.) | \\(?P<short>[wWdDsS])
    | \\(?P<escaped>[^\w]) | (?P<sign>(?!\{\d+,?\d*\})[^\\\[(*+?]) | (?P<wrong>.+)""",
    re.VERBOSE | re.DOTALL,
)
# What stands in a set for \w … Marks belong to words: /тока\w+/ finds the whole of "Тока́ев".
_SETS = {
    r"\w": r"\pL_\pM\pN",
    r"\W": r"\pZ\pS\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}‿⁀⁔︳︴﹍-﹏＿\pC",  # all of \p{Pc} but _
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\s": r"\t-\r\x1c-\x1f\x85\pZ",
    r"\S": r"\pL\pM\pN\pP\pS\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\p{Cf}\p{Co}",
    r"\n": r"\n",
    r"\t": r"\t",
}


class _Pattern(NamedTuple):
    """A compiled pattern, and whether it reads each character in a frame: see `_frame`."""

    program: Any
    framed: bool


def compile_pattern(source: str) -> _Pattern:
    """Read a pattern; upper and lower case are the same."""
    refuse(len(source) > MAX_PATTERN_CHARS, "pattern length", len(source), MAX_PATTERN_CHARS)
    parts = list(_PART.finditer(source))
    if parts and parts[-1]["wrong"]:
        raise InputError(f"pattern /{source}/: {parts[-1][0]!r} cannot be read; {HELP}")
    framed = any(part["kept"] in (r"\b", r"\B") for part in parts)
    options = re2.Options()
    options.case_sensitive, options.dot_nl, options.longest_match = False, True, True
    options.never_capture, options.log_errors, options.max_mem = True, False, MAX_MEMORY
    written = "".join(_rewrite(part, framed) for part in parts)
    try:
        return _Pattern(re2.compile(_encode(written), options), framed)
    except re2.error as error:
        problem = error.args[0].decode().partition(":")[0]  # "missing ): (a" → "missing )"
        raise InputError(f"pattern /{source}/: {_SAID.get(problem, problem)}; {HELP}") from None


def find_matches(pattern: _Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the matches from left to right, each as long as can be, none empty."""
    # /(a+)+b/ in "aab aaaa AB" → (0, 3), (9, 11)
    width = 3 if pattern.framed else 1
    for stretch in _STRETCH.finditer(text):
        read = _encode("".join(map(_frame, stretch[0])) if pattern.framed else stretch[0])
        passed = position = 0  # the same place in bytes and in characters
        for match in pattern.program.finditer(read):
            left, right = match.span()
            if right > left:  # an empty one may lie between the two bytes of a letter
                start = position + len(read[passed:left].decode())
                passed, position = right, start + len(read[left:right].decode())
                yield stretch.start() + start // width, stretch.start() + position // width


def _rewrite(part: re.Match[str], framed: bool) -> str:
    r"""Return a part of a pattern as RE2 writes it: "\W" → "[^\pL_\pM\pN]", "#" → "\#"."""
    kind, atom = str(part.lastgroup), part[str(part.lastgroup)]
    if kind == "kept":
        return atom
    if kind == "short":
        atom = f"[{'^' * atom.isupper()}\\{atom.lower()}]"
    if kind in ("short", "set"):
        atom = re.sub(r"\\(.)", lambda short: _SETS.get(short[0], re.escape(short[1])), atom)
    elif kind != "any":
        atom = re.escape(atom)
    return f"(?:[a ]{atom}[b.])" if framed else atom


@lru_cache(maxsize=2**16)
def _frame(character: str) -> str:
    r"""Put a character between two, so that RE2's ``\b`` sees where words of any script end."""
    # "в —" → "aвb  . —." and /\bв\b/ → /\b(?:[a ]в[b.])\b/: RE2 compares the end of one frame with
    # the beginning of the next. No match begins inside a frame: "a" and " " are not "b" or ".".
    is_word = character.isalnum() or character == "_" or category(character)[0] == "M"
    return f"a{character}b" if is_word else f" {character}."


def _encode(text: str) -> bytes:
    """Return UTF-8; a lone surrogate, which has none, is read as one "�"."""
    return re.sub("[\ud800-\udfff]", "�", text).encode()
