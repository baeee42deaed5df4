"""result.json of Telegram Desktop → raw items: one chat, or all chats of an account."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from analysis.reading.sources.items import Parsed, RawItem, Stamp, read_stamp, unique_id, utc_stamp
from analysis.tables import InputError

# The zones of the world: two clocks farther apart than this do not show the same moment.
MAX_ZONE = timedelta(hours=14)
_SECONDS = re.compile("[0-9]{1,11}")  # since 1970, up to the year 5138
_MEDIA = ("media_type", "photo", "file", "poll", "location_information", "contact_information")
# Entities whose name is no surprise; others are kept as text and named in the note.
_ENTITIES = (
    "plain bold italic underline strikethrough spoiler code pre blockquote link text_link mention "
    "mention_name hashtag cashtag bot_command email phone bank_card custom_emoji"
)


def read_export(path: Path, value: Any) -> Parsed:
    """Return every message of an export as one item, in the order of the file."""
    items: list[RawItem] = []
    seen: Counter[str] = Counter()
    odd: Counter[str] = Counter()
    for number, chat in enumerate(_chats(path, value), start=1):
        of_chat = f"{chat.get('id', number)}." if "messages" not in value else ""
        for message in chat["messages"]:
            if not isinstance(message, dict):
                raise InputError(f"{path}: a message is no object; export the file again")
            id_ = unique_id(f"{of_chat}{message.get('id', '')}", seen)
            items.append(_item(path, chat, message, id_, odd))
    note = ", ".join(f"{n} {kind} kept as text" for kind, n in sorted(odd.items()))
    return "telegram_json", items, f"unknown types: {note}" if note else ""


def _chats(path: Path, value: Any) -> Iterator[dict[str, Any]]:
    known = value if isinstance(value, dict) else {}
    if isinstance(known.get("messages"), list):
        yield known
    elif not isinstance(known.get("chats"), dict):
        raise InputError(
            f"{path}: no messages or chats in it, as an export of Telegram Desktop has; "
            "give a table of texts as a JSON list"
        )
    else:
        for listed in ("chats", "left_chats"):
            chats = known.get(listed)
            found = chats.get("list") if isinstance(chats, dict) else None
            for chat in found if isinstance(found, list) else ():
                if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
                    yield chat


def _item(
    path: Path, chat: dict[str, Any], message: dict[str, Any], id_: str, odd: Counter[str]
) -> RawItem:
    number, type_ = _word(message, "id"), message.get("type", "message")
    text = _joined(message.get("text", ""), odd)
    if type_ not in ("message", "service"):
        odd[f"message type {type_}"] += 1
    media = next((name for name in _MEDIA if message.get(name)), "")
    kind = "service" if type_ == "service" else "post" if text else "placeholder"
    edited, views = _utc(message, "edited_unixtime"), message.get("views")
    author = _first(message, "from", "author", "actor")
    origin = str(_first(message, "forwarded_from", "forwarded_from_id") or "unknown")
    own = {
        **{"chat_id": _word(chat, "id"), "message_id": number, "author": author},
        # who hides the name leaves null
        "forwarded_from": origin if "forwarded_from" in message else "",
        "reply_to": str(message.get("reply_to_message_id") or ""),
        "edited": edited.published_at if edited else _word(message, "edited"),
        "views": views if isinstance(views, int) else None,
        "reactions": _reactions(message.get("reactions")),
        "media": str(message[media]) if media == "media_type" else media.partition("_")[0],
        "action": _word(message, "action"),
    }
    stamp, outlet = _stamp(path, message, number), str(chat.get("name") or author)
    return RawItem(id_, kind, text, f"message {number}", 0, outlet, stamp, own)


def _first(values: dict[str, Any], *names: str) -> Any:
    return next(filter(None, map(values.get, names)), "")


def _word(values: dict[str, Any], name: str) -> str:
    return str(values.get(name, ""))


def _joined(text: Any, odd: Counter[str]) -> str:
    """Join a text that may be a list of strings and entities.

    >>> _joined(["Talks in ", {"type": "bold", "text": "Moscow"}, "."], Counter())
    'Talks in Moscow.'
    """
    parts = []
    for part in text if isinstance(text, list) else [text]:
        if isinstance(part, dict):
            if part.get("type") not in _ENTITIES.split():
                odd[f"entity {part.get('type')}"] += 1
            part = part.get("text", "")
        parts.append("" if part is None else str(part))
    return "".join(parts)


def _stamp(path: Path, message: dict[str, Any], number: str) -> Stamp | None:
    """Return the time of a message: that of Greenwich if it is stated, else the local one."""
    local, stamp = read_stamp(_word(message, "date")), _utc(message, "date_unixtime")
    if stamp and local and "T" in local.published_at:
        here, there = local.published_at[:19], stamp.published_at[:19]
        apart = abs(datetime.fromisoformat(here) - datetime.fromisoformat(there))
        if apart > MAX_ZONE:
            raise InputError(
                f"{path}: message {number}: date {here} and date_unixtime {there} are {apart} "
                "apart, more than any zone; export the chat again"
            )
    return stamp or local


def _utc(message: dict[str, Any], name: str) -> Stamp | None:
    seconds = _word(message, name)
    return utc_stamp(int(seconds)) if _SECONDS.fullmatch(seconds) else None


def _reactions(listed: Any) -> str:
    """Write reactions as text: "👍 5, ❤ 2"."""
    known = [r for r in listed if isinstance(r, dict)] if isinstance(listed, list) else []
    return ", ".join(f"{r.get('emoji') or r.get('type', '')} {r.get('count', '')}" for r in known)
