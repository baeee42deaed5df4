"""messages.html of Telegram Desktop → raw items: one file of a series, read by itself."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.reading.sources.files import Text
from analysis.reading.sources.items import Parsed, RawItem, read_stamp, unique_id
from analysis.tables import InputError

# "messages.html", "messages2.html" → 1, 2; some rename the first to index.html.
_NUMBERED = re.compile(r"messages([0-9]{0,6})\.html")
_MESSAGE_ID = re.compile(r"message(-?\d+)")
_REPLY = re.compile(r"go_to_message(\d+)")
_IS_EXPORT = re.compile(r'class="(?:page_body chat_page|history)"')
MAX_DEPTH = 2_000  # of open elements; deeper is no page, and work would not stay linear
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
# Elements without content, or that close themselves: "<p>a<p>b" nests nothing.
_SHOWN = ("-text", "br")
_FLAT = "br img meta link input hr p li td th tr dd dt option source wbr area"


def is_export(text: str) -> bool:
    """Whether a page is a file of an export of Telegram Desktop."""
    return _IS_EXPORT.search(text) is not None


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


def parse_html(text: str, path: Path) -> LexborHTMLParser:
    """Parse a page of any size; `InputError` if it is nested deeper than any page is."""
    depth, flat = 0, frozenset(_FLAT.split())
    for match in _TAG.finditer(text):
        if match[2].lower() not in flat:
            depth += -1 if match[1] else 1
            if depth > MAX_DEPTH:
                raise InputError(f"{path}: elements nested deeper than {MAX_DEPTH:,}; mend it")
    return LexborHTMLParser(text)


def read_export(source: Text) -> Parsed:
    """Return every message of one file as one item; lines that only name a day are none."""
    page = parse_html(source.text, source.path)
    chat = _text(page.css_first(".page_header .text"))
    items: list[RawItem] = []
    sender, origin = "", ("", "")
    seen: Counter[str] = Counter()
    for message in page.css("div.message"):
        match = _MESSAGE_ID.fullmatch(_attribute(message, "id"))
        if not match or match[1].startswith("-"):
            continue
        classes = _classes(message)
        if "service" in classes:
            id_ = unique_id(match[1], seen)
            said = _text(message.css_first(".body.details"))
            stated = {"message_id": match[1], "action": "service"}
            place = f"message {match[1]}", 0
            items.append(RawItem(id_, "service", said, *place, chat, stated=stated))
            continue
        names = [
            node
            for node in message.css("div.from_name")
            if "forwarded" not in _classes(node.parent)
        ]
        sender = _text(names[0]) if names else sender if "joined" in classes else ""
        origin = _origin(message, origin if "joined" in classes else ("", ""))
        items.append(_item(message, unique_id(match[1], seen), match[1], chat, sender, origin))
    return Parsed("telegram_html", items)


def _item(
    message: LexborNode, id_: str, number: str, chat: str, sender: str, origin: tuple[str, str]
) -> RawItem:
    stamp = read_stamp(_attribute(message.css_first(".date.details[title]"), "title"))
    text = "\n".join(_text(node) for node in message.css("div.text") if not _is_inside(node))
    to = _REPLY.search(_attribute(message.css_first(".reply_to a"), "href"))
    media = message.css_first("div.media_wrap div[class*=media_], div.media_wrap a[class*=media_]")
    kinds = re.findall(r"\bmedia_(?!wrap)(\w+)", media.html or "") if media else []
    if not kinds:  # <a class="photo_wrap …">
        plain = message.css_first("div.media_wrap a[class*=_wrap]")
        kinds = re.findall(r"\b(\w+)_wrap\b", _attribute(plain, "class"))
    reactions = [" ".join(_text(node).split()) for node in message.css(".reactions .reaction")]
    stated = {
        "message_id": number,
        "author": _text(signed) if (signed := message.css_first(".signature")) else sender,
        "forwarded_from": origin[0],
        "forwarded_at": origin[1],
        "reply_to": to[1] if to else "",
        "reactions": ", ".join(reactions),
        "media": kinds[0] if kinds else "",
    }
    kind = "post" if text else "placeholder"
    return RawItem(id_, kind, text, f"message {number}", 0, chat or sender, stamp, stated)


def _is_inside(node: LexborNode) -> bool:
    """Whether a text belongs to something beside the message, such as the title of a file."""
    while (parent := node.parent) is not None and "message" not in _classes(parent):
        if not _classes(parent).isdisjoint(("media_wrap", "text")):
            return True
        node = parent
    return False


def _classes(node: LexborNode | None) -> frozenset[str]:
    return frozenset(_attribute(node, "class").split())


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "") if node else ""


def _origin(message: LexborNode, before: tuple[str, str]) -> tuple[str, str]:
    """Return whom a message was forwarded from, and when that was written."""
    body = message.css_first("div.forwarded")
    if body is None:
        return "", ""
    name = body.css_first("div.from_name")
    if name is None:
        return before
    written = name.css_first(".date.details")
    stamp = read_stamp(_attribute(written, "title") or _text(written))
    shown = _text(name).removesuffix(_text(written)).strip()
    return shown, stamp.published_at if stamp else ""


def _text(node: LexborNode | None) -> str:
    """Return the text of an element with its line breaks, without the white space of the layout."""
    parts = node.traverse(include_text=True) if node else ()
    shown = ("\n" if p.tag == "br" else p.text_content or "" for p in parts if p.tag in _SHOWN)
    return "".join(shown).strip()
