"""boilerplate.tsv → the rules that recognise what belongs to the page and not to the text."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.lexicons.rows import PACKAGE, Lexicons, Row

_NEVER = r"(?!)"  # matches nothing: the alternation of no rule


@dataclass(frozen=True, eq=False)
class Boilerplate:
    """The rules of boilerplate.tsv, compiled by scope; the group ``r<n>`` names the row."""

    line: re.Pattern[str]  # for whole lines
    end: re.Pattern[str]  # for the end of heading lines
    header: re.Pattern[str]  # the forward headers alone
    rules: dict[str, tuple[str, str]]  # group → label, reason
    blocks: frozenset[tuple[str, str]]  # those that open a list


@cache
def boilerplate(lexicons: Lexicons = PACKAGE) -> Boilerplate:
    """Read the rules that recognise page furniture.

    A pattern is a regular expression, case ignored. Scopes: line (a whole line), block (a line that
    opens a list of teasers), end (the end of a heading line). The example is a line that the
    pattern matches: "Read in full" is read_more.
    """
    patterns: dict[str, list[str]] = {"line": [], "block": [], "end": [], "header": []}
    rules: dict[str, tuple[str, str]] = {}
    blocks = set()
    for row in lexicons.rows("boilerplate.tsv"):
        _check_pattern(row)
        own = "own " if row.own else ""
        group = f"{own.strip() or 'r'}{row.line}"
        rules[group] = (row["label"], f"{own}{row.path.name}:{row.line} {row['note']}")
        patterns[row["scope"]].append(f"(?P<{group}>{row['pattern']})")
        if row["scope"] == "block":
            blocks.add(rules[group])
        if row["label"] == "forward_header":
            patterns["header"].append(row["pattern"])
    lines, headers, ends = (
        "|".join(some) or _NEVER
        for some in (patterns["line"] + patterns["block"], patterns["header"], patterns["end"])
    )
    every = (lines, rf"(?:{ends})\s*\Z", headers)
    line, end, header = (re.compile(pattern, re.IGNORECASE) for pattern in every)
    return Boilerplate(line, end, header, rules, frozenset(blocks))


def _check_pattern(row: Row) -> None:
    """Refuse a pattern that is none, matches nothing or not its own example."""
    try:
        compiled = re.compile(row["pattern"], re.IGNORECASE)
    except re.error as error:
        raise row.fail(f"pattern does not compile ({error})", "mend the pattern") from None
    if compiled.groups:
        raise row.fail("pattern has a capturing group", "write (?:…) instead of (…)")
    if compiled.fullmatch(""):
        raise row.fail("pattern matches the empty string", "make it match something")
    whole = re.compile(rf"(?:{row['pattern']})\Z", re.IGNORECASE)
    if not (whole.search if row["scope"] == "end" else whole.match)(row["example"]):
        raise row.fail(f"pattern does not match {row['example']!r}", "mend pattern or example")
