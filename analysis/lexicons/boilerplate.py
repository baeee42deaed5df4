"""What belongs to the page and not to the text: boilerplate.tsv."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.lexicons.rows import FOLDER, read_rows
from analysis.tables import LABELS

SCOPES = ("line", "block", "end")


@dataclass(frozen=True)
class Boilerplate:
    """The rules of boilerplate.tsv, compiled by scope.

    ``line`` and ``block`` hold one alternation each, whose groups ``r<n>`` name the row; ``end``
    is searched at the end of heading lines. ``rules`` maps the group to (label, reason).
    """

    line: re.Pattern[str]
    end: re.Pattern[str]
    rules: dict[str, tuple[str, str]]
    blocks: frozenset[str]


@cache
def boilerplate(path: Path = FOLDER / "boilerplate.tsv") -> Boilerplate:
    """Read the rules that recognise page furniture.

    Columns: pattern (regular expression, case ignored), label, scope (line: a whole line; block: a
    line that opens a list of teasers; end: the end of a heading line), note, source.
    """
    alternatives: dict[str, list[str]] = {scope: [] for scope in SCOPES}
    rules: dict[str, tuple[str, str]] = {}
    blocks = set()
    columns = ("pattern", "label", "scope", "note", "source")
    for row in read_rows(path, columns, required=columns):
        scope = row.choice("scope", SCOPES)
        label = row.choice("label", LABELS)
        try:
            compiled = re.compile(row["pattern"], re.IGNORECASE)
        except re.error as error:
            raise row.fail(f"pattern does not compile ({error})", "mend the pattern") from None
        if compiled.groups:
            raise row.fail("pattern has a capturing group", "write (?:…) instead of (…)")
        if compiled.fullmatch(""):
            raise row.fail("pattern matches the empty string", "make it match something")
        group = f"r{row.line}"
        rules[group] = (label, f"{path.name}:{row.line} {row['note']}")
        alternatives[scope].append(f"(?P<{group}>{row['pattern']})")
        if scope == "block":
            blocks.add(group)
    never = r"(?!)"
    whole_lines = "|".join(alternatives["line"] + alternatives["block"]) or never
    return Boilerplate(
        line=re.compile(whole_lines, re.IGNORECASE),
        end=re.compile(rf"(?:{'|'.join(alternatives['end']) or never})\s*\Z", re.IGNORECASE),
        rules=rules,
        blocks=frozenset(blocks),
    )
