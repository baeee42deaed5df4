"""JSON text → values, strictly: what two readers could understand differently is an error."""

import json
import re
from pathlib import Path
from typing import Any

from analysis.tables import InputError

MAX_DEPTH = 64
MAX_DIGITS = 19
# Half of a surrogate pair without the other half: "\\ud83d" alone.
_LONE = re.compile(r"\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]", re.IGNORECASE)


def read_json(text: str, path: Path, line: int = 0) -> Any:
    r"""Read one JSON value; ``line`` is its line in a file of several.

    Raises `InputError` for what is cut short or followed by anything, double keys, numbers out of
    range (NaN, 1e400, more than 19 digits) and nesting deeper than 64.

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
        if (value := float(digits)) in (float("inf"), float("-inf")):
            raise refuse(f"the number {digits} is out of range")
        return value

    def constant(name: str) -> Any:
        raise refuse(f"{name} is no JSON value")

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=integer,
            parse_float=real,
            parse_constant=constant,
        )
    except json.JSONDecodeError as error:
        raise refuse(f"no whole JSON at character {error.pos} ({error.msg})") from None
    except RecursionError:
        raise refuse(f"nested deeper than {MAX_DEPTH}") from None
    level, depth = [value], 0
    while level := [child for node in level for child in _children(node)]:
        depth += 1
        if depth > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH}")
    return _escaped(value) if _LONE.search(text) else value


def _children(node: Any) -> list[Any]:
    children = node.values() if isinstance(node, dict) else node
    return [child for child in children if isinstance(child, dict | list)]


def _escaped(value: Any) -> Any:
    """Write half a surrogate pair as its escape: no encoding could hold it."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_escaped(child) for child in value]
    if isinstance(value, dict):
        return {_escaped(name): _escaped(child) for name, child in value.items()}
    return value
