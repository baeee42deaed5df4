"""Items that say the same: which one counts, and what a dated copy tells of an undated one."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

Item = tuple[Mapping[str, Any], Mapping[str, Any]]  # a row of items, and what its source states


class Copies(NamedTuple):
    """Positions of items that are one message of several exports, or have one cleaned text."""

    items: Sequence[Item]
    messages: list[list[int]]
    texts: list[list[int]]

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Copies":
        """Group items; case and white space are ignored, an item without text has no copy."""
        texts = (" ".join(row["text"].casefold().split()) for row, _ in items)
        return cls(items, _groups(map(_message, items)), _groups(texts))

    def dated(self) -> dict[int, tuple[str, date]]:
        """Return for undated items id and day of the earliest dated item with the same text."""
        found: dict[int, tuple[str, date]] = {}
        for group in self.texts:
            dated = {n: day for n in group if (day := _day(self.items[n][0]))}
            if dated:
                first = min(dated, key=lambda n: (dated[n], n))
                told = self.items[first][0]["item_id"], dated[first]
                found |= {n: told for n in group if n not in dated}
        return found

    def kept(self) -> dict[int, int]:
        """Return for each item that stands elsewhere the position of the one that counts.

        Of one message that is its latest edit; of one text the earliest dated, else the first.
        """
        kept: dict[int, int] = {}
        for group in self.messages:
            latest = max(group, key=lambda n: (self.items[n][1].get("edited") or "", -n))
            kept |= {n: latest for n in group if n != latest}
        for group in self.texts:
            left = [n for n in group if n not in kept]
            first = min(left, default=0, key=lambda n: (_day(self.items[n][0]) or date.max, n))
            kept |= {n: first for n in left if n != first}
        return {n: kept.get(original, original) for n, original in kept.items()}

    def edits(self) -> list[tuple[int, int]]:
        """Return which messages another export has with other words: position there and here."""
        folded = {n: self.items[n][0]["text"] for group in self.messages for n in group}
        kept = self.kept()
        return [(n, kept[n]) for n in folded if n in kept and folded[n] != folded[kept[n]]]


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


def _day(row: Mapping[str, Any]) -> date | None:
    """Return the day of a publication that is stated."""
    day: date | None = row["published_from"]
    is_day = row["published_status"] == "stated" and day == row["published_to"]
    return day if is_day else None
