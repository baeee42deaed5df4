"""Plain text files → raw items: an article is one item, a Telegram dump one per forwarded post."""

import re
from itertools import pairwise

from analysis.lexicons import boilerplate
from analysis.reading.lines import content, split_lines
from analysis.reading.sources.raw import RawItem

# "[Forwarded from MFA Russia]" → "MFA Russia]"
_FORWARDED = re.compile(r"\A\[?(?:Forwarded from|Переслано \w+)\s+")
# "MFA Russia, [18.03.2021 14:35]" without its bracket → "MFA Russia"
_STAMPED = re.compile(r", \[[\d., :]+\Z")
MAX_HEADER_CHARS = 240  # a longer line is prose, never a forward header


def split_items(text: str) -> tuple[str, list[RawItem]]:
    r"""Split decoded text into items whose raw strings, joined, are the text.

    Returns
    -------
    The format (``telegram`` when any line is a forward header, else ``article``) and the items.
    Posts begin at a forward header; text before the first header is a post of its own unless
    it is blank.

    >>> [(post.locator, post.channel) for post in split_items("Forwarded from TASS!\nTalks\n")[1]]
    [('lines 1–2', 'TASS!')]
    """
    lines = split_lines(text)
    headers = [n for n, line in enumerate(lines) if _is_forward_header(line)]
    kind = "post" if headers else "article"
    channels: list[str] = [_channel(lines[n]) for n in headers]
    starts = list(headers)
    if any(content(line) for line in lines[: headers[0] if headers else None]):
        starts, channels = [0, *starts], ["", *channels]
    elif lines:
        starts[:1], channels = [0], channels or [""]
    items = [
        RawItem(
            id=str(n),
            kind=kind,
            raw="".join(lines[first:last]),
            locator=f"line {last}" if last == first + 1 else f"lines {first + 1}–{last}",
            first_line=first + 1,
            channel=channel,
        )
        for n, ((first, last), channel) in enumerate(
            zip(pairwise([*starts, len(lines)]), channels, strict=True), start=1
        )
    ]
    return "telegram" if headers else "article", items


def _is_forward_header(line: str) -> bool:
    """Whether a line is the header Telegram puts above a forwarded post.

    A name may end like a sentence; a sentence that begins like a header is none.

    >>> _is_forward_header("Forwarded from Ministry of Foreign Affairs.")
    True
    >>> _is_forward_header("Forwarded from Раньше всех. Ну почти.")
    True
    >>> _is_forward_header("Forwarded from Beijing to Moscow, the note was answered in May.")
    False
    """
    if len(line) > MAX_HEADER_CHARS:
        return False
    rules, text = boilerplate(), content(line)
    if not rules.header.fullmatch(text):
        return False
    match = rules.line.fullmatch(text)  # an earlier row of the lexicon may claim the line
    return match is not None and rules.rules[str(match.lastgroup)][0] == "forward_header"


def _channel(header: str) -> str:
    """Return the name in a forward header."""
    name = _FORWARDED.sub("", content(header)).removesuffix("]")
    return _STAMPED.sub("", name).strip()
