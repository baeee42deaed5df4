"""boilerplate.tsv → the rules that recognise what belongs to the page and not to the text."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.lexicons.rows import FOLDER, Row, read_rows
from analysis.tables import LABELS

SCOPES = ("line", "block", "end")
NEVER = r"(?!)"  # matches nothing: the alternation of no rule


@dataclass(frozen=True, eq=False)
class Boilerplate:
    """The rules of boilerplate.tsv, compiled by scope.

    ``line`` holds one alternation of the rules for whole lines, whose groups ``r<n>`` name the
    row; ``end`` is searched at the end of heading lines; ``header`` are the forward headers
    alone. ``rules`` maps the group to (label, reason), ``blocks`` are those that open a list.
    """

    line: re.Pattern[str]
    end: re.Pattern[str]
    header: re.Pattern[str]
    rules: dict[str, tuple[str, str]]
    blocks: frozenset[tuple[str, str]]


@cache
def boilerplate(path: Path = FOLDER / "boilerplate.tsv") -> Boilerplate:
    """Read the rules that recognise page furniture.

    Columns: pattern (regular expression, case ignored), label, scope (line: a whole line; block: a
    line that opens a list of teasers; end: the end of a heading line), example (a line that the
    pattern matches), note, source.

    >>> rules = boilerplate()
    >>> rules.rules[rules.line.fullmatch("Read in full").lastgroup][0]
    'read_more'
    """
    alternatives: dict[str, list[str]] = {scope: [] for scope in (*SCOPES, "header")}
    rules: dict[str, tuple[str, str]] = {}
    blocks = set()
    columns = ("pattern", "label", "scope", "example", "note", "source")
    for row in read_rows(path, columns, required=columns):
        scope, label = row.choice("scope", SCOPES), row.choice("label", LABELS)
        _check_pattern(row, scope)
        group = f"r{row.line}"
        rules[group] = (label, f"{path.name}:{row.line} {row['note']}")
        alternatives[scope].append(f"(?P<{group}>{row['pattern']})")
        if scope == "block":
            blocks.add(rules[group])
        if label == "forward_header":
            alternatives["header"].append(row["pattern"])
    lines = alternatives["line"] + alternatives["block"]
    ends = rf"(?:{'|'.join(alternatives['end']) or NEVER})\s*\Z"
    return Boilerplate(
        line=re.compile("|".join(lines) or NEVER, re.IGNORECASE),
        end=re.compile(ends, re.IGNORECASE),
        header=re.compile("|".join(alternatives["header"]) or NEVER, re.IGNORECASE),
        rules=rules,
        blocks=frozenset(blocks),
    )


def _check_pattern(row: Row, scope: str) -> None:
    """Raise `InputError` for a pattern that is none, matches nothing or not its own example."""
    try:
        compiled = re.compile(row["pattern"], re.IGNORECASE)
    except re.error as error:
        raise row.fail(f"pattern does not compile ({error})", "mend the pattern") from None
    if compiled.groups:
        raise row.fail("pattern has a capturing group", "write (?:…) instead of (…)")
    if compiled.fullmatch(""):
        raise row.fail("pattern matches the empty string", "make it match something")
    anchored = rf"(?:{row['pattern']})\Z" if scope == "end" else rf"\A(?:{row['pattern']})\Z"
    if not re.search(anchored, row["example"], re.IGNORECASE):
        raise row.fail(f"pattern does not match {row['example']!r}", "mend pattern or example")
