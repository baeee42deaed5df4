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
    place = f"{path}:{line}" if line else f"{path}"

    def refuse(problem: str) -> InputError:
        return InputError(f"{place}: {problem}; export the file again")

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(members)
        if len(values) < len(members):
            names = [name for name, _ in members]
            twice = next(name for name in names if names.count(name) > 1)
            raise refuse(f"the key {twice!r} stands twice in one object")
        return values

    def integer(digits: str) -> int:
        if len(digits.lstrip("-")) > MAX_DIGITS:
            raise refuse(f"an integer of {len(digits)} digits")
        return int(digits)

    def real(digits: str) -> float:
        if not isfinite(value := float(digits)):
            raise refuse(f"the number {digits} is out of range")
        return value

    def constant(name: str) -> Any:
        raise refuse(f"{name} is no JSON value")

    # No encoding could hold half a pair: its escape is escaped, and so becomes text.
    whole = _HALF.sub(lambda match: rf"\\{match[1]}" if match[1] else match[0], text)
    try:
        value = json.loads(
            whole,
            object_pairs_hook=pairs,
            parse_int=integer,
            parse_float=real,
            parse_constant=constant,
        )
    except json.JSONDecodeError as error:
        raise refuse(f"no whole JSON at character {error.pos} ({error.msg})") from None
    except RecursionError:
        raise refuse(f"nested deeper than {MAX_DEPTH}") from None
    level, depth = [value] if isinstance(value, dict | list) else [], 0
    while level:
        if (depth := depth + 1) > MAX_DEPTH + 1:
            raise refuse(f"nested deeper than {MAX_DEPTH}")
        members = (node.values() if isinstance(node, dict) else node for node in level)
        level = [member for node in members for member in node if isinstance(member, dict | list)]
    return value
