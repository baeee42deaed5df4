"""Items that say the same: which one counts, and what a dated copy tells of an undated one."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

Item = tuple[Mapping[str, Any], Mapping[str, Any]]  # a row of items, and what its source states


class Copies(NamedTuple):
    """Positions of items that are one message of several exports, or have one cleaned text."""

    # Item → the one that counts: a message's latest edit, a text's earliest dated, else first
    kept: dict[int, int]
    edits: list[tuple[int, int]]  # messages that have other words in the export that counts
    dated: dict[int, tuple[str, date]]  # undated items → id and day of the earliest dated copy


def find_copies(items: Sequence[Item]) -> Copies:
    """Find equal items; case and white space are ignored, an item without text has no copy."""
    texts = [" ".join(row["text"].casefold().split()) for row, _ in items]
    messages = _groups(map(_message, items))
    kept: dict[int, int] = {}
    dated: dict[int, tuple[str, date]] = {}
    for group in messages:
        latest = max(group, key=lambda n: (items[n][1].get("edited") or "", -n))
        kept |= {n: latest for n in group if n != latest}
    for group in _groups(texts):
        days = {n: day for n in group if (day := _stated_day(items[n][0]))}
        first, *_ = by_day = sorted(group, key=lambda n: (days.get(n, date.max), n))
        if days:
            told = items[first][0]["item_id"], days[first]
            dated |= {n: told for n in group if n not in days}
        left = [n for n in by_day if n not in kept]
        kept |= {n: left[0] for n in left[1:]}
    kept = {n: kept.get(original, original) for n, original in kept.items()}
    copied = (n for group in messages for n in group if n in kept)
    edits = [(n, kept[n]) for n in copied if items[n][0]["text"] != items[kept[n]][0]["text"]]
    return Copies(kept, edits, dated)


def _groups(keys: Iterable[Hashable | None]) -> list[list[int]]:
    """Return the positions of equal keys, where there are several."""
    groups: dict[Hashable, list[int]] = {}
    for n, key in enumerate(keys):
        if key:
            groups.setdefault(key, []).append(n)
    return [group for group in groups.values() if len(group) > 1]


def _message(item: Item) -> tuple[str, str] | None:
    """Return chat and number of a message, which are the same in every export."""
    row, own = item
    number, chat = own.get("message_id"), own.get("chat_id") or row["outlet"]
    return (chat, number) if "media" in own and chat and number else None


def _stated_day(row: Mapping[str, Any]) -> date | None:
    day: date | None = row["published_from"]
    return day if row["published_status"] == "stated" and day == row["published_to"] else None
