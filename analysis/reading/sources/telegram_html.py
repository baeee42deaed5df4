"""messages.html of Telegram Desktop → raw items: one file of a series, read by itself."""

import re
from collections import Counter
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.reading.sources.items import Parsed, RawItem, read_stamp, unique_id

# "messages.html", "messages2.html" → 1, 2; some rename the first to index.html.
_NUMBERED = re.compile(r"messages([0-9]{0,6})\.html")
_MESSAGE_ID = re.compile(r"message(\d+)")  # "message-1" is a line that names a day
_REPLY = re.compile(r"go_to_message(\d+)")
_MEDIA = "div.media_wrap div[class*=media_], div.media_wrap a[class*=media_]"


def missing_files(names: Iterable[str]) -> list[str]:
    """Return which files of the series in a folder are not there.

    >>> missing_files(["messages.html", "messages3.html", "page.html"])
    ['messages2.html']
    """
    names = set(names)
    numbers = {int(match[1] or 1) for match in map(_NUMBERED.fullmatch, names) if match}
    if not numbers:
        return []
    first = set() if {"messages.html", "index.html"} & names else {"messages.html"}
    absent = set(range(2, max(numbers))) - numbers
    return sorted(first) + [f"messages{number}.html" for number in sorted(absent)]


def read_export(page: LexborHTMLParser) -> Parsed:
    """Return every message of one file as one item; lines that only name a day are none."""
    chat = _text(page.css_first(".page_header .text"))
    items: list[RawItem] = []
    sender, origin = "", ("", "")
    seen: Counter[str] = Counter()
    for message in page.css("div.message"):
        match = _MESSAGE_ID.fullmatch(attribute(message, "id"))
        if not match:
            continue
        id_, locator, classes = unique_id(match[1], seen), f"message {match[1]}", _classes(message)
        if "service" in classes:
            said = _text(message.css_first(".body.details"))
            own = {"message_id": match[1], "action": "service"}
            items.append(RawItem(id_, "service", said, locator, 0, chat, own=own))
            continue
        names = (n for n in message.css("div.from_name") if "forwarded" not in _classes(n.parent))
        is_joined = "joined" in classes  # to the message before it, whose sender it shares
        sender = _text(name) if (name := next(names, None)) else sender if is_joined else ""
        origin = _origin(message, origin if is_joined else ("", ""))
        stamp = read_stamp(attribute(message.css_first(".date.details[title]"), "title"))
        text = "\n".join(_text(node) for node in message.css("div.text") if not _is_inside(node))
        own = {"message_id": match[1], **_stated(message, sender)}
        own |= zip(("forwarded_from", "forwarded_at"), origin, strict=True)
        kind = "post" if text else "placeholder"
        items.append(RawItem(id_, kind, text, locator, 0, chat or sender, stamp, own))
    return "telegram_html", items, ""


def _stated(message: LexborNode, sender: str) -> dict[str, str]:
    """Return author, reply, reactions and media of a message."""
    to = _REPLY.search(attribute(message.css_first(".reply_to a"), "href"))
    media = message.css_first(_MEDIA)
    kinds = re.findall(r"\bmedia_(?!wrap)(\w+)", media.html or "") if media else []
    if not kinds:  # <a class="photo_wrap …">
        plain = message.css_first("div.media_wrap a[class*=_wrap]")
        kinds = re.findall(r"\b(\w+)_wrap\b", attribute(plain, "class"))
    signed = message.css_first(".signature")
    reactions = [" ".join(_text(node).split()) for node in message.css(".reactions .reaction")]
    return {
        "author": _text(signed) if signed else sender,
        "reply_to": to[1] if to else "",
        "reactions": ", ".join(reactions),
        "media": kinds[0] if kinds else "",
    }


def _is_inside(node: LexborNode) -> bool:
    """Whether a text belongs to something beside the message, such as the title of a file."""
    while (parent := node.parent) is not None and "message" not in _classes(parent):
        if not _classes(parent).isdisjoint(("media_wrap", "text")):
            return True
        node = parent
    return False


def _origin(message: LexborNode, before: tuple[str, str]) -> tuple[str, str]:
    """Return whom a message was forwarded from, and when that was written."""
    body = message.css_first("div.forwarded")
    name = body.css_first("div.from_name") if body else None
    if name is None:
        return before if body else ("", "")
    written = name.css_first(".date.details")
    stamp = read_stamp(attribute(written, "title") or _text(written))
    shown = _text(name).removesuffix(_text(written)).strip()
    return shown, stamp.published_at if stamp else ""


def attribute(node: LexborNode | None, name: str) -> str:
    """Return an attribute of an element, if both are there."""
    return (node.attributes.get(name) or "") if node else ""


def _classes(node: LexborNode | None) -> frozenset[str]:
    return frozenset(attribute(node, "class").split())


def _text(node: LexborNode | None) -> str:
    """Return the text of an element with its line breaks, without the white space of the layout."""
    parts = node.traverse(include_text=True) if node else ()
    shown = (p for p in parts if p.tag in ("-text", "br"))
    return "".join("\n" if p.tag == "br" else p.text_content or "" for p in shown).strip()
