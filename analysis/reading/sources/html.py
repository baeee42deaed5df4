"""HTML → raw items: a web page, or one file of an export of Telegram Desktop."""

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.reading.cleaning import content, split_lines
from analysis.reading.sources.files import NAMES, Text
from analysis.reading.sources.items import Parsed, RawItem, read_stamp, unique_id
from analysis.tables import need, refuse

_IS_EXPORT = re.compile(r'class="(?:page_body chat_page|history)"')
MAX_DEPTH = 2_000  # of open elements; deeper is no page, and work would not stay linear
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
# Elements that nest nothing ("<p>a<p>b"), are not seen, or stand on lines of their own.
_FLAT, _UNSEEN, _BLOCKS = (frozenset(NAMES[what]) for what in ("flat", "unseen", "blocks"))
_SPACES = re.compile(r"[ \t\r\n\f]+")
_PARTS = re.compile(r"\||^\s*- ")  # of a page's text: cells and entries
# "messages.html", "messages2.html" → 1, 2; some rename the first to index.html.
_NUMBERED = re.compile(r"messages([0-9]{0,6})\.html")
_MAX_MISSING = 100  # files of a gap that are named one by one
_MESSAGE_ID = re.compile(r"message(\d+)")  # "message-1" is a line that names a day
_BESIDE = ".media_wrap div.text, .text div.text"  # of a message, such as the title of a file
_MEDIA = "div.media_wrap div[class*=media_], div.media_wrap a[class*=media_]"


def read_html(source: Text) -> Parsed:
    """Return the messages of an export of Telegram Desktop, or a page's text as one article."""
    tags = (tag for tag in _TAG.finditer(source.text) if tag[2].lower() not in _FLAT)
    depths = accumulate(-1 if tag[1] else 1 for tag in tags)
    refuse(any(depth > MAX_DEPTH for depth in depths), "deep", source.path, MAX_DEPTH)
    page = LexborHTMLParser(source.text)
    if _IS_EXPORT.search(source.text):
        return _read_export(page)

    def meta(where: str) -> str:
        return _attribute(page.css_first("meta" + where), "content").strip()

    trafilatura = need("trafilatura", "extra", source.path)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what fails is said by the note
    spaced = "".join(_pieces(page.body)).split("\n") if page.body else []
    raw = "\n".join(filter(None, (_SPACES.sub(" ", line).strip(" ") for line in spaced)))
    refuse(not raw, "invisible", source.path)
    found = trafilatura.extract(source.text, include_comments=False, include_tables=True)
    title = content(_SPACES.sub(" ", meta('[property="og:title"]') or _text(page.css_first("h1"))))
    left = _left_out(list(map(content, split_lines(raw))), found or raw, title)
    note = "" if found else "trafilatura finds no text; the whole page is kept"
    # What stands in a page's text is for the dating to find.
    stamp = read_stamp(next(filter(None, (meta(where) for where in NAMES["day"])), ""))
    site = meta('[property="og:site_name"]')
    return "page", [RawItem("1", "article", raw, "page", 0, site, stamp, {}, left)], note


def _left_out(lines: list[str], found: str, title: str) -> frozenset[int]:
    """Return the numbers of the lines that are not in the text found in a page, nor its title."""
    # "Trade" of the menu is no line of the text, though a word of it; of four words a line may be.
    at, wanted = lines.index(title) if title in lines else -1, " ".join(found.split())
    shown = {content(part) for line in split_lines(found) for part in _PARTS.split(line)}
    is_told = (one in shown or (one in wanted and one.count(" ") > 2) for one in lines)
    return frozenset(n for n, told in enumerate(is_told) if lines[n] and not told and n != at)


def _pieces(top: LexborNode) -> Iterator[str]:
    """Yield visible texts, whose own line ends are spaces, and a line end around every block."""
    stack: list[LexborNode | None] = [top]
    while stack:
        node = stack.pop()
        if node is None:
            yield "\n"
        elif node.tag == "-text":
            yield _SPACES.sub(" ", node.text_content or "")
        elif node.tag not in _UNSEEN:
            if node.tag in _BLOCKS:
                yield "\n"
                stack.append(None)
            stack.extend(reversed(list(node.iter(include_text=True))))


def missing_files(names: Collection[str]) -> list[str]:
    """Return which are not there of a series: messages.html, messages3.html → messages2.html."""
    numbers = {int(match[1] or 1) for match in map(_NUMBERED.fullmatch, names) if match}
    is_begun = not numbers or not {"messages.html", "index.html"}.isdisjoint(names)
    named = [f"messages{n}.html" for n in sorted({*range(2, max(numbers, default=0))} - numbers)]
    if len(named) > _MAX_MISSING:  # messages999999.html alone is no reason for a million errors
        named[_MAX_MISSING:] = [f"{named[_MAX_MISSING]} … {named[-1]}"]
    return ["messages.html"] * (not is_begun) + named


def _read_export(page: LexborHTMLParser) -> Parsed:
    """Return every message of one file as one item; lines that only name a day are none."""
    chat = _text(page.css_first(".page_header .text"))
    items, seen, sender, origin = list[RawItem](), Counter[str](), "", ("", "")
    for message in page.css("div.message"):
        if not (match := _MESSAGE_ID.fullmatch(_attribute(message, "id"))):
            continue
        id_, classes = unique_id(match[1], seen), _attribute(message, "class").split()
        locator, own = f"message {match[1]}", {"message_id": match[1]}
        if "service" in classes:
            said, own["action"] = _text(message.css_first(".body.details")), "service"
            items.append(RawItem(id_, "service", said, locator, 0, chat, None, own))
            continue
        name = message.css_first(":not(.forwarded) > div.from_name")
        is_joined = "joined" in classes  # to the message before it, whose sender it shares
        sender = _text(name) if name else sender if is_joined else ""
        origin = _origin(message, origin if is_joined else ("", ""))
        own |= zip(("forwarded_from", "forwarded_at"), origin, strict=True)
        to = re.search(r"go_to_message(\d+)", _attribute(message.css_first(".reply_to a"), "href"))
        signed, reactions = message.css_first(".signature"), message.css(".reactions .reaction")
        own |= {"author": _text(signed) if signed else sender, "reply_to": to[1] if to else ""}
        own["reactions"] = ", ".join(" ".join(_text(node).split()) for node in reactions)
        media = message.css_first(_MEDIA)
        kinds = re.findall(r"\bmedia_(?!wrap)(\w+)", media.html or "") if media else []
        plain = message.css_first("div.media_wrap a[class*=_wrap]")  # <a class="photo_wrap …">
        kinds += re.findall(r"\b(\w+)_wrap\b", _attribute(plain, "class"))
        own["media"] = next(iter(kinds), "")
        beside = {node.mem_id for node in message.css(_BESIDE)}
        text = "\n".join(_text(n) for n in message.css("div.text") if n.mem_id not in beside)
        stamp = read_stamp(_attribute(message.css_first(".date.details[title]"), "title"))
        kind = "post" if text else "placeholder"
        items.append(RawItem(id_, kind, text, locator, 0, chat or sender, stamp, own))
    return "telegram_html", items, ""


def _origin(message: LexborNode, before: tuple[str, str]) -> tuple[str, str]:
    body = message.css_first("div.forwarded.body")
    name = body.css_first("div.from_name") if body else None
    if not name:
        return before if body else ("", "")
    written = name.css_first(".date.details")
    stamp = read_stamp(_attribute(written, "title") or _text(written))
    return _text(name).removesuffix(_text(written)).strip(), stamp.published_at if stamp else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "") if node else ""


def _text(node: LexborNode | None) -> str:
    parts = node.traverse(include_text=True) if node else ()
    shown = (p for p in parts if p.tag in ("-text", "br"))
    return "".join("\n" if p.tag == "br" else p.text_content or "" for p in shown).strip()
