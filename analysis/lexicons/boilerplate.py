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

    Columns: pattern (regular expression, case ignored), label, scope (line: a whole line; block: a
    line that opens a list of teasers; end: the end of a heading line), example (a line that the
    pattern matches: "Read in full" is read_more), note, source.
    """
    alternatives: dict[str, list[str]] = {scope: [] for scope in ("line", "block", "end", "header")}
    rules: dict[str, tuple[str, str]] = {}
    blocks = set()
    for row in lexicons.rows("boilerplate.tsv"):
        scope, label = row["scope"], row["label"]
        _check_pattern(row, scope)
        group = f"{'own' if row.own else 'r'}{row.line}"
        place = f"{'own ' if row.own else ''}{row.path.name}:{row.line}"
        rules[group] = (label, f"{place} {row['note']}")
        alternatives[scope].append(f"(?P<{group}>{row['pattern']})")
        if scope == "block":
            blocks.add(rules[group])
        if label == "forward_header":
            alternatives["header"].append(row["pattern"])
    lines = alternatives["line"] + alternatives["block"]
    ends = rf"(?:{'|'.join(alternatives['end']) or _NEVER})\s*\Z"
    patterns = ("|".join(lines) or _NEVER, ends, "|".join(alternatives["header"]) or _NEVER)
    line, end, header = (re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    return Boilerplate(line, end, header, rules, frozenset(blocks))


def _check_pattern(row: Row, scope: str) -> None:
    """Refuse a pattern that is none, matches nothing or not its own example."""
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
