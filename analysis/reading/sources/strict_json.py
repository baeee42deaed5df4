"""JSON text → values, strictly: what two readers could understand differently is an error."""

import json
import re
from math import isfinite
from pathlib import Path
from typing import Any

from analysis.tables import InputError

MAX_DEPTH = 64
MAX_DIGITS = 19
# An escaped backslash and a whole surrogate pair stay; half a pair, "\\ud83d" alone, is group 1.
_HALF = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|\\(ud[89a-f]..)", re.IGNORECASE)


def read_json(text: str, path: Path, line: int = 0) -> Any:
    r"""Read one JSON value; ``line`` is its line in a file of several.

    >>> read_json('{"text": "a\\ud83d"}', Path("x.json"))  # half a character becomes visible
    {'text': 'a\\ud83d'}
    """

    def refuse(problem: str) -> Any:
        place = f"{path}:{line}" if line else f"{path}"
        raise InputError(f"{place}: {problem}; export the file again") from None

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(members)
        if len(values) < len(members):
            names = [name for name, _ in members]
            twice = next(name for name in names if names.count(name) > 1)
            refuse(f"the key {twice!r} stands twice in one object")
        return values

    def integer(digits: str) -> Any:
        n = len(digits.lstrip("-"))
        return int(digits) if n <= MAX_DIGITS else refuse(f"an integer of {n} digits")

    def real(digits: str) -> Any:
        value = float(digits)
        return value if isfinite(value) else refuse(f"the number {digits} is out of range")

    # No encoding could hold half a pair: its escape is escaped, and so becomes text.
    whole = _HALF.sub(lambda match: rf"\\{match[1]}" if match[1] else match[0], text)
    try:
        value = json.loads(
            whole,
            object_pairs_hook=pairs,
            parse_int=integer,
            parse_float=real,
            parse_constant=lambda name: refuse(f"{name} is no JSON value"),
        )
    except json.JSONDecodeError as error:
        refuse(f"no whole JSON at character {error.pos} ({error.msg})")
    except RecursionError:
        refuse(f"nested deeper than {MAX_DEPTH}")
    level, depth = [value] if isinstance(value, dict | list) else [], 0
    while level:
        if (depth := depth + 1) > MAX_DEPTH + 1:
            refuse(f"nested deeper than {MAX_DEPTH}")
        members = (node.values() if isinstance(node, dict) else node for node in level)
        level = [member for node in members for member in node if isinstance(member, dict | list)]
    return value
