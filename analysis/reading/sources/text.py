"""Plain text files → raw items: an article is one item, a Telegram dump one per forwarded post."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analysis.lexicons import boilerplate
from analysis.reading.lines import content, split_lines

# "[Forwarded from MFA Russia]" → "MFA Russia]"
_FORWARDED = re.compile(r"\A\[?(?:Forwarded from|Переслано \w+)\s+")
# "MFA Russia, [18.03.2021 14:35]" without its bracket → "MFA Russia"
_STAMPED = re.compile(r", \[[\d., :]+\Z")
MAX_HEADER_CHARS = 240  # a longer line is prose, never a forward header


@dataclass(frozen=True)
class RawItem:
    """What every source yields: one article or post as it stands in its file."""

    id: str  # unique in the document and without hyphen: the item's id is ``<doc_id>-<id>``
    kind: str
    raw: str
    locator: str  # what a person needs to find it again: "lines 43–60", "message 1234"
    first_line: int  # of the file, from 1: where ``raw`` begins; 0 in a file without lines
    channel: str = ""  # who published or first wrote it, as the source says
    published: date | None = None  # the day the source states for this item, not one in its text


def split_items(text: str) -> tuple[str, list[RawItem]]:
    r"""Split decoded text into items whose raw strings, joined, are the text.

    The format is ``telegram`` when any line is a forward header, else ``article``. Posts begin
    at a forward header; text before the first is a post of its own unless it is blank.

    >>> [(post.locator, post.channel) for post in split_items("Forwarded from TASS!\nTalks\n")[1]]
    [('lines 1–2', 'TASS!')]
    """
    lines = split_lines(text)
    headers = [n for n, line in enumerate(lines) if _is_forward_header(line)]
    kind = "post" if headers else "article"
    starts, channels = list(headers), [_channel(lines[n]) for n in headers]
    if any(content(line) for line in lines[: headers[0] if headers else None]):
        starts, channels = [0, *starts], ["", *channels]
    elif lines:
        starts[:1], channels = [0], channels or [""]
    items: list[RawItem] = []
    for (first, last), channel in zip(pairwise([*starts, len(lines)]), channels, strict=True):
        locator = f"line {last}" if last == first + 1 else f"lines {first + 1}–{last}"
        raw, number = "".join(lines[first:last]), str(len(items) + 1)
        items.append(RawItem(number, kind, raw, locator, first + 1, channel))
    return "telegram" if headers else "article", items


def _is_forward_header(line: str) -> bool:
    """Whether a line is the header Telegram puts above a forwarded post."""
    # A name may end like a sentence: "Forwarded from Раньше всех. Ну почти." is a header, but
    # no sentence is: "Forwarded from Beijing to Moscow, the note was answered in May."
    if len(line) > MAX_HEADER_CHARS:
        return False
    rules, text = boilerplate(), content(line)
    if not rules.header.fullmatch(text):
        return False
    match = rules.line.fullmatch(text)  # an earlier row of the lexicon may claim the line
    return match is not None and rules.rules[str(match.lastgroup)][0] == "forward_header"


def _channel(header: str) -> str:
    name = _FORWARDED.sub("", content(header)).removesuffix("]")
    return _STAMPED.sub("", name).strip()
