"""What every source yields, raw items and their stamps; of plain text and of Telegram's JSON."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

from analysis.lexicons import PACKAGE, Boilerplate, Lexicons, boilerplate
from analysis.reading.cleaning import content, label_line, split_lines
from analysis.reading.dating.mentions import find_dates
from analysis.reading.sources.files import NAMES
from analysis.tables import refuse

# "05.09.2018 16:42:32 UTC+03:00", "09.03.2026, 08:04" → day first, the zone if there is one.
_DOTTED = r"(\d\d?)\.(\d\d?)\.(\d{4}),? (\d\d?):(\d\d)(?::(\d\d))?(?: UTC([+-]\d\d:\d\d)?)?"
_PERIOD = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")  # "1789", "2024-05" → a year, a month
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?")  # "1615998900": seconds since 1970, or milliseconds
# "[Forwarded from MFA Russia]" → "MFA Russia]"
_FORWARDED = re.compile(r"\A\[?(?:Forwarded from|Переслано \w+)\s+")
# "MFA Russia, [18.03.2021 14:35]" → the stamp of a copied message, behind its sender's name
_STAMPED = re.compile(r", \[([\d., :/-]+(?:\s?[AP]M)?)\]?\Z")
_MAX_HEADER_CHARS = 240  # a longer line is prose, never a forward header
_Object = dict[str, Any]
Parsed = tuple[str, "list[RawItem]", str]  # a document's format, its items, how it was understood
_UNIXTIME = re.compile("[0-9]{1,11}")  # seconds since 1970, up to the year 5138


class _Stamp(NamedTuple):
    """A stated time: the day as it is written (EDTF if it is no single day), and ISO 8601."""

    published: date | str
    published_at: str


class RawItem(NamedTuple):
    """What every source yields: one article or post as it stands in its file."""

    id: str  # unique in the document and without hyphen: the item's id is ``<doc_id>-<id>``
    kind: str
    raw: str
    locator: str  # what a person needs to find it again: "lines 43–60", "message 1234"
    first_line: int = 0  # of the file, from 1: where ``raw`` begins; 0 in a file without lines
    channel: str = ""  # who published or first wrote it, as the source says
    stamp: _Stamp | None = None  # the time the source states for this item, not one in its text
    own: Mapping[str, Any] = {}  # `tables.STATED`, and the reader's own
    left_out: frozenset[int] = frozenset()  # lines of ``raw`` that are no part of a page's text


def unique_id(id_: str, seen: Counter[str]) -> str:
    """Return an id as an item's: without hyphen, and told apart if it was seen before."""
    id_ = id_.replace("-", "~") or "none"
    seen[id_] += 1
    return f"{id_}x{seen[id_]}" if seen[id_] > 1 else id_


def read_stamp(written: str) -> _Stamp | None:
    """Read a stated time; None if it is none. A day is the one written, whatever its zone."""
    written = written.strip()
    if _PERIOD.fullmatch(written):
        return _Stamp(written, written)
    try:
        if _SECONDS.fullmatch(written):
            return _utc_stamp(written[:10])
        if dotted := re.fullmatch(_DOTTED, written):
            day, month, year, hour, minute, second, zone = dotted.groups("")
            zone = zone or ("+00:00" if written.endswith("UTC") else "")
            written = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}:{second or '00'}{zone}"
        moment = datetime.fromisoformat(written.replace("W", ""))  # a week is no day
        has_clock = len(written) > len("2024-05-15")
        return _Stamp(moment.date(), (moment if has_clock else moment.date()).isoformat())
    except (ValueError, OverflowError):
        found = find_dates(written, 0, len(written))
        days = next((m.days for m in found if m.days and not m.last), ())
    if len(days) > 1:  # "03/04/2021": both readings are kept
        return _Stamp("[" + ",".join(map(str, days)) + "]", written)
    return _Stamp(days[0], written) if days else None


def _utc_stamp(seconds: str) -> _Stamp | None:
    if not _UNIXTIME.fullmatch(seconds):
        return None  # the day is that of Greenwich, wherever the export was made
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    return _Stamp(moment.date(), moment.isoformat())


def split_items(text: str, lexicons: Lexicons = PACKAGE) -> tuple[str, list[RawItem]]:
    """Split decoded text into items whose raw strings, joined, are the text."""
    # Posts begin at a forward header; text before the first is one of its own unless it is blank.
    lines = split_lines(text)
    headers = _headers(lines, boilerplate(lexicons))
    format_, kind = ("telegram", "post") if headers else ("article", "article")
    if not headers or any(map(content, lines[: headers[0].first_line - 1])):
        headers.insert(0, RawItem("", "", "", "", own={"forwarded_from": ""}))
    headers[0] = headers[0]._replace(first_line=1)  # blank lines above belong to the first post
    items: list[RawItem] = []
    ends = [*(header.first_line - 1 for header in headers[1:]), len(lines)]
    for number, (header, last) in enumerate(zip(headers, ends, strict=True), start=1):
        first, raw = header.first_line, "".join(lines[header.first_line - 1 : last])
        locator = f"line {last}" if last == first else f"lines {first}–{last}"
        items.append(header._replace(id=str(number), kind=kind, raw=raw, locator=locator))
    return format_, items if lines else []


def _headers(lines: list[str], rules: Boilerplate) -> list[RawItem]:
    # "Forwarded from Раньше всех. Ну почти." is one, "Forwarded from Beijing, the note was …" none.
    headers: list[RawItem] = []
    for n, line in enumerate(lines, start=1):
        if len(line) > _MAX_HEADER_CHARS or label_line(line, rules)[0] != "forward_header":
            continue
        text = content(line)
        stamped = None if _FORWARDED.match(text) else _STAMPED.search(text)
        name = _FORWARDED.sub("", text).removesuffix("]")
        channel, stamp, origin = _STAMPED.sub("", name).strip(), None, ""
        if stamped:
            channel, stamp = text[: stamped.start()].strip(), read_stamp(stamped[1])
        elif headers and headers[-1].first_line == n - 1 and headers[-1].stamp:
            before = headers.pop()  # of a copied message that was itself forwarded
            n, channel, stamp, origin = n - 1, before.channel, before.stamp, name.strip()
        headers.append(RawItem("", "", "", "", n, channel, stamp, {"forwarded_from": origin}))
    return headers


def read_export(path: Path, value: Any) -> Parsed:
    """Return every message of an export as one item, in the order of the file."""
    # One chat, or those of an account; whatever is no chat in it is passed over.
    items, seen, odd = list[RawItem](), Counter[str](), Counter[str]()
    known = value if isinstance(value, dict) else {}
    has_one, has_several = isinstance(known.get("messages"), list), known.get("chats")
    refuse(not has_one and not isinstance(has_several, dict), "no chats", path)
    listed = _objects([has_several, known.get("left_chats")])
    chats = [known] if has_one else [chat for one in listed for chat in _objects(one.get("list"))]
    chats = [chat for chat in chats if isinstance(chat.get("messages"), list)]
    for number, chat in enumerate(chats, start=1):
        of_chat = f"{chat.get('id', number)}." if "messages" not in value else ""
        for message in chat["messages"]:
            refuse(not isinstance(message, dict), "no message", path)
            id_ = unique_id(f"{of_chat}{message.get('id', '')}", seen)
            items.append(_item(path, chat, message, id_, odd))
    note = ", ".join(f"{n} {kind} kept as text" for kind, n in sorted(odd.items()))
    return "telegram_json", items, f"unknown types: {note}" if note else ""


def _objects(value: Any) -> list[_Object]:
    """Return the objects of a list; of what is no list, none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _item(path: Path, chat: _Object, message: _Object, id_: str, odd: Counter[str]) -> RawItem:
    def word(name: str) -> str:
        return str(message.get(name, ""))

    def first(*names: str) -> Any:
        return next(filter(None, map(message.get, names)), "")

    number, type_ = word("id"), message.get("type", "message")
    text = _joined(message.get("text", ""), odd)
    if type_ not in ("message", "service"):
        odd[f"message type {type_}"] += 1
    media = next(filter(message.get, NAMES["media"]), "")
    kind = "service" if type_ == "service" else "post" if text else "placeholder"
    edited, views = _utc_stamp(word("edited_unixtime")), message.get("views")
    author = first("from", "author", "actor")
    origin = str(first("forwarded_from", "forwarded_from_id") or "unknown")
    reactions = _objects(message.get("reactions"))
    counts = (f"{r.get('emoji') or r.get('type', '')} {r.get('count', '')}" for r in reactions)
    own = {
        **{"chat_id": str(chat.get("id", "")), "message_id": number, "author": author},
        "forwarded_from": origin if "forwarded_from" in message else "",  # null hides the name
        "reply_to": str(first("reply_to_message_id")),
        "edited": edited.published_at if edited else word("edited"),
        "views": views if isinstance(views, int) else None,
        "reactions": ", ".join(counts),
        "media": str(message[media]) if media == "media_type" else media.partition("_")[0],
        "action": word("action"),
    }
    local, stamp = read_stamp(word("date")), _utc_stamp(word("date_unixtime"))
    if stamp and local and "T" in local.published_at:
        here, there = (datetime.fromisoformat(s.published_at[:19]) for s in (local, stamp))
        apart = here - there  # 01:30 here, 22:30 in Greenwich: +03:00, the day that HTML has, too
        # no two zones of the world are farther apart
        refuse(abs(apart) > timedelta(hours=14), "clocks", path, number, here, there, abs(apart))
        stamp = local._replace(published_at=here.replace(tzinfo=timezone(apart)).isoformat())
    place = f"message {number}", 0, str(chat.get("name") or author), stamp or local
    return RawItem(id_, kind, text, *place, own)


def _joined(text: Any, odd: Counter[str]) -> str:
    """Join a text that may be a list: ["In ", {"type": "bold", "text": "Moscow"}] → In Moscow."""
    parts = text if isinstance(text, list) else [text]
    types = (part.get("type") for part in _objects(parts))
    odd.update(f"entity {t}" for t in types if t not in NAMES["entities"])  # named in the note
    texts = (part.get("text", "") if isinstance(part, dict) else part for part in parts)
    return "".join(str(one) for one in texts if one is not None)
