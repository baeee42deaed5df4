"""Plain text files → raw items: an article is one item, a Telegram dump one per forwarded post."""

import re
from dataclasses import dataclass
from itertools import pairwise

from analysis.lexicons import boilerplate
from analysis.reading.lines import content, split_lines

_FORWARDED = re.compile(r"\A\[?(?:Forwarded from|Переслано \w+)\s+")
_STAMPED = re.compile(r", \[[\d., :]+\Z")
MAX_HEADER_CHARS = 240  # a longer line is prose, never a forward header


@dataclass(frozen=True)
class RawItem:
    """One article or post as it stands in its file."""

    kind: str
    raw: str
    locator: str
    channel: str  # whom a post was forwarded from; empty for an article


def split_items(text: str) -> tuple[str, list[RawItem]]:
    """Split decoded text into items whose raw strings, joined, are the text.

    Returns
    -------
    The format (``telegram`` when any line is a forward header, else ``article``) and the items.
    Posts begin at a forward header; text before the first header is a post of its own unless
    it is blank.
    """
    lines = split_lines(text)
    if not lines:
        return "article", []
    headers = [n for n, line in enumerate(lines) if is_forward_header(line)]
    if not headers:
        return "article", [RawItem("article", text, _locator(0, len(lines)), "")]
    starts = list(headers)
    if any(content(line) for line in lines[: headers[0]]):
        starts.insert(0, 0)
    else:
        starts[0] = 0
    items = []
    ahead = iter(headers if len(headers) == len(starts) else [None, *headers])
    for (first, last), header in zip(pairwise([*starts, len(lines)]), ahead, strict=True):
        channel = "" if header is None else _channel(lines[header])
        items.append(RawItem("post", "".join(lines[first:last]), _locator(first, last), channel))
    return "telegram", items


def is_forward_header(line: str) -> bool:
    """Whether a line is the header Telegram puts above a forwarded post."""
    if len(line) > MAX_HEADER_CHARS:
        return False
    rules = boilerplate()
    match = rules.line.fullmatch(content(line))
    return match is not None and rules.rules[str(match.lastgroup)][0] == "forward_header"


def _channel(header: str) -> str:
    """Return the name in a forward header."""
    name = _FORWARDED.sub("", content(header)).removesuffix("]")
    return _STAMPED.sub("", name).strip()


def _locator(first: int, last: int) -> str:
    return f"line {last}" if last == first + 1 else f"lines {first + 1}–{last}"
