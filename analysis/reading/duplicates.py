"""Items that say the same: which earlier item each one copies, and what a copy's date tells."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Item = tuple[Mapping[str, Any], Mapping[str, Any]]  # a row of items, and what its source states


def find_copies(items: Sequence[Item]) -> dict[str, str]:
    """Return for each item that stood elsewhere the id of the one that counts.

    Of one message in several exports, that is its latest edit; of items with the same cleaned
    text, the earliest dated, else the first. Case and white space are ignored; items without text
    are never duplicates.
    """
    ids = [row["item_id"] for row, _ in items]
    kept = list(range(len(items)))
    for group in _groups(items, _message):
        latest = max(group, key=lambda n: (items[n][1].get("edited") or "", -n))
        for n in group:
            kept[n] = latest
    for group in _groups(items, _folded, among=[n for n, k in enumerate(kept) if n == k]):
        first = min(group, key=lambda n: (_day(items[n]) or date.max, n))
        for n in group:
            kept[n] = first
    return {ids[n]: ids[kept[k]] for n, k in enumerate(kept) if kept[k] != n}


def dated_copies(items: Sequence[Item]) -> dict[int, tuple[str, date]]:
    """Return for undated items id and day of the earliest dated item with the same text."""
    found: dict[int, tuple[str, date]] = {}
    for group in _groups(items, _folded):
        dated = [(day, n) for n in group if (day := _day(items[n]))]
        if dated:
            day, first = min(dated)
            known = {n for _, n in dated}
            found |= {n: (items[first][0]["item_id"], day) for n in group if n not in known}
    return found


def _groups(items: Sequence[Item], key_of: Any, among: Sequence[int] = ()) -> list[list[int]]:
    """Return the positions of items that share a key, if there are several."""
    groups: dict[Any, list[int]] = {}
    for n in among or range(len(items)):
        if key := key_of(items[n]):
            groups.setdefault(key, []).append(n)
    return [group for group in groups.values() if len(group) > 1]


def _folded(item: Item) -> str:
    return " ".join(item[0]["text"].casefold().split())


def _message(item: Item) -> tuple[str, str] | None:
    """Return chat and number of a message; the same in two exports, or files of one."""
    row, own = item
    number, chat = own.get("message_id"), own.get("chat_id") or row["outlet"]
    is_export = "action" in own or "media" in own
    return (chat, number) if is_export and chat and number else None


def _day(item: Item) -> date | None:
    """Return the day of a publication that is stated."""
    row = item[0]
    is_day = row["published_status"] == "stated" and row["published_from"] == row["published_to"]
    day: date | None = row["published_from"]
    return day if is_day else None
