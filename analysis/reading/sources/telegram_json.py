"""result.json of Telegram Desktop → raw items: one chat, or all chats of an account."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from analysis.reading.sources.files import NAMES
from analysis.reading.sources.items import Parsed, RawItem, Stamp, read_stamp, unique_id, utc_stamp
from analysis.tables import refuse

# The zones of the world: two clocks farther apart than this do not show the same moment.
MAX_ZONE = timedelta(hours=14)
_Object = dict[str, Any]
_SECONDS = re.compile("[0-9]{1,11}")  # since 1970, up to the year 5138


def read_export(path: Path, value: Any) -> Parsed:
    """Return every message of an export as one item, in the order of the file."""
    items: list[RawItem] = []
    seen, odd = Counter[str](), Counter[str]()
    for number, chat in enumerate(_chats(path, value), start=1):
        of_chat = f"{chat.get('id', number)}." if "messages" not in value else ""
        for message in chat["messages"]:
            refuse(not isinstance(message, dict), "no message", path)
            id_ = unique_id(f"{of_chat}{message.get('id', '')}", seen)
            items.append(_item(path, chat, message, id_, odd))
    note = ", ".join(f"{n} {kind} kept as text" for kind, n in sorted(odd.items()))
    return "telegram_json", items, f"unknown types: {note}" if note else ""


def _chats(path: Path, value: Any) -> Iterator[_Object]:
    """Yield one chat, or those of an account; whatever is no chat in it is passed over."""
    known = value if isinstance(value, dict) else {}
    if isinstance(known.get("messages"), list):
        yield known
        return
    refuse(not isinstance(known.get("chats"), dict), "no chats", path)
    for listed in (known.get("chats"), known.get("left_chats")):
        found = listed.get("list") if isinstance(listed, dict) else None
        for chat in found if isinstance(found, list) else ():
            if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
                yield chat


def _item(path: Path, chat: _Object, message: _Object, id_: str, odd: Counter[str]) -> RawItem:
    def word(name: str) -> str:
        return str(message.get(name, ""))

    def first(*names: str) -> Any:
        return next(filter(None, map(message.get, names)), "")

    number, type_ = word("id"), message.get("type", "message")
    text = _joined(message.get("text", ""), odd)
    if type_ not in ("message", "service"):
        odd[f"message type {type_}"] += 1
    media = next((name for name in NAMES["media"] if message.get(name)), "")
    kind = "service" if type_ == "service" else "post" if text else "placeholder"
    edited, views = _utc(word("edited_unixtime")), message.get("views")
    author = first("from", "author", "actor")
    origin = str(first("forwarded_from", "forwarded_from_id") or "unknown")
    own = {
        **{"chat_id": str(chat.get("id", "")), "message_id": number, "author": author},
        # who hides the name leaves null
        "forwarded_from": origin if "forwarded_from" in message else "",
        "reply_to": str(first("reply_to_message_id")),
        "edited": edited.published_at if edited else word("edited"),
        "views": views if isinstance(views, int) else None,
        "reactions": _reactions(message.get("reactions")),
        "media": str(message[media]) if media == "media_type" else media.partition("_")[0],
        "action": word("action"),
    }
    local, stamp = read_stamp(word("date")), _utc(word("date_unixtime"))
    if stamp and local and "T" in local.published_at:
        here, there = local.published_at[:19], stamp.published_at[:19]
        apart = abs(datetime.fromisoformat(here) - datetime.fromisoformat(there))
        refuse(apart > MAX_ZONE, "clocks", path, number, here, there, apart)
    # The time is that of Greenwich if it is stated, else the local one.
    place = f"message {number}", 0, str(chat.get("name") or author), stamp or local
    return RawItem(id_, kind, text, *place, own)


def _joined(text: Any, odd: Counter[str]) -> str:
    """Join a text that may be a list: ["In ", {"type": "bold", "text": "Moscow"}] → In Moscow."""
    parts = []
    for part in text if isinstance(text, list) else [text]:
        if isinstance(part, dict):
            if part.get("type") not in NAMES["entities"]:  # kept as text, and named in the note
                odd[f"entity {part.get('type')}"] += 1
            part = part.get("text", "")
        parts.append("" if part is None else str(part))
    return "".join(parts)


def _utc(seconds: str) -> Stamp | None:
    return utc_stamp(int(seconds)) if _SECONDS.fullmatch(seconds) else None


def _reactions(listed: Any) -> str:
    """Write reactions as text: "👍 5, ❤ 2"."""
    known = [r for r in listed if isinstance(r, dict)] if isinstance(listed, list) else []
    return ", ".join(f"{r.get('emoji') or r.get('type', '')} {r.get('count', '')}" for r in known)
