"""Plain text files → raw items: an article is one item, a Telegram dump one per forwarded post."""

import re
from typing import NamedTuple

from analysis.lexicons import PACKAGE, Boilerplate, Lexicons, boilerplate
from analysis.reading.lines import content, split_lines
from analysis.reading.sources.items import RawItem, Stamp, read_stamp

# "[Forwarded from MFA Russia]" → "MFA Russia]"
_FORWARDED = re.compile(r"\A\[?(?:Forwarded from|Переслано \w+)\s+")
# "MFA Russia, [18.03.2021 14:35]" → the stamp of a copied message, behind its sender's name
_STAMPED = re.compile(r", \[([\d., :/-]+(?:\s?[AP]M)?)\]?\Z")
MAX_HEADER_CHARS = 240  # a longer line is prose, never a forward header


class _Header(NamedTuple):
    """What the lines above a post say of it."""

    line: int
    channel: str = ""
    stamp: Stamp | None = None
    origin: str = ""  # of a copied message that was itself forwarded


def split_items(text: str, lexicons: Lexicons = PACKAGE) -> tuple[str, list[RawItem]]:
    r"""Split decoded text into items whose raw strings, joined, are the text.

    Posts begin at a forward header; text before the first is one of its own unless it is blank.

    >>> [(post.locator, post.channel) for post in split_items("Forwarded from TASS!\nTalks\n")[1]]
    [('lines 1–2', 'TASS!')]
    >>> post = split_items("Anna, [09.03.2026 08:04]\n[Forwarded from TASS]\nTalks\n")[1][0]
    >>> f"{post.stamp.published}", post.channel, post.own["forwarded_from"]
    ('2026-03-09', 'Anna', 'TASS')
    """
    lines = split_lines(text)
    headers = _headers(lines, boilerplate(lexicons))
    format_, kind = ("telegram", "post") if headers else ("article", "article")
    if not headers or any(map(content, lines[: headers[0].line])):
        headers.insert(0, _Header(0))
    headers[0] = headers[0]._replace(line=0)  # blank lines above belong to the first post
    items: list[RawItem] = []
    ends = [*(header.line for header in headers[1:]), len(lines)]
    for number, (header, last) in enumerate(zip(headers, ends, strict=True), start=1):
        first = header.line
        locator = f"line {last}" if last == first + 1 else f"lines {first + 1}–{last}"
        place = "".join(lines[first:last]), locator, first + 1
        own = {"forwarded_from": header.origin}
        items.append(RawItem(str(number), kind, *place, header.channel, header.stamp, own))
    return format_, items if lines else []


def _headers(lines: list[str], rules: Boilerplate) -> list[_Header]:
    """Return the headers of the posts of a dump; two lines of one header are one."""
    headers: list[_Header] = []
    for n, line in enumerate(lines):
        if not _is_forward_header(line, rules):
            continue
        text = content(line)
        stamped = None if _FORWARDED.match(text) else _STAMPED.search(text)
        name = _FORWARDED.sub("", text).removesuffix("]")
        if stamped:
            headers.append(_Header(n, text[: stamped.start()].strip(), read_stamp(stamped[1])))
        elif headers and headers[-1].line == n - 1 and headers[-1].stamp:
            headers[-1] = headers[-1]._replace(origin=name.strip())
        else:
            headers.append(_Header(n, _STAMPED.sub("", name).strip()))
    return headers


def _is_forward_header(line: str, rules: Boilerplate) -> bool:
    # A name may end like a sentence: "Forwarded from Раньше всех. Ну почти." is a header, but
    # no sentence is: "Forwarded from Beijing to Moscow, the note was answered in May."
    text = content(line)
    if len(line) > MAX_HEADER_CHARS or not rules.header.fullmatch(text):
        return False
    match = rules.line.fullmatch(text)  # an earlier row of the lexicon may claim the line
    return match is not None and rules.rules[str(match.lastgroup)][0] == "forward_header"
