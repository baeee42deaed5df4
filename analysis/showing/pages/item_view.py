"""An item → its blocks, span by span, with the passages in them: what report and explorer show."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import pandas as pd

from analysis.finding.tokens import find_sentences
from analysis.reading.cleaning import Span
from analysis.reading.corpus import Corpus
from analysis.reading.rows import UNKNOWN
from analysis.tables import KEPT, SET_ASIDE

PAGE_LANGUAGE = "en"
MAX_TEXTS = 3_000  # items shown in full, at most
MAX_TEXT_CHARS = 20_000  # of each
MAX_SPAN_CHARS = 5_000  # of one paragraph or line
MAX_ALL_CHARS = 4_000_000  # of all together
# Ids of items that can stand in an attribute as they are: "002-6"; not 'x" onclick="-1'.
_PLAIN = re.compile(r"[A-Za-z0-9-]+")


class _Piece(NamedTuple):
    """Some characters of a text, the passages that open before them, how many close after."""

    opens: list[str]
    text: str
    closes: int


@dataclass(frozen=True)
class _Block:
    """One span as shown: kept text, or removed text with its label and reason."""

    anchor: str
    kind: str  # heading, body, hashtags, removed or blank
    label: str
    reason: str
    pieces: list[_Piece]
    left_out: int  # characters beyond what is shown

    @property
    def anchors(self) -> list[str]:
        """Its id, then those of the passages in it."""
        return [self.anchor, *(anchor for piece in self.pieces for anchor in piece.opens)]


@dataclass(frozen=True)
class ItemView:
    """One item as shown: its parts are single blocks, and folds of blocks with what they repeat."""

    anchor: str
    item: Mapping[str, Any]  # its row, and the file it is in
    language: str
    parts: list[tuple[str, list[_Block]]]  # id of the first repeated block, or "" for no fold
    before: int  # characters in front of what is shown
    after: int

    @property
    def anchors(self) -> set[str]:
        """Every id that the item holds."""
        blocks = [block for _, blocks in self.parts for block in blocks]
        return {self.anchor, *(anchor for block in blocks for anchor in block.anchors)}


@dataclass(frozen=True)
class ItemLookup:
    """A corpus whose items, spans and sentences are looked up again and again."""

    corpus: Corpus
    _sentences: dict[tuple[str, int], list[tuple[int, int]]] = field(default_factory=dict)

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        """Item → its row and the file it is in, in document order."""
        rows = self.corpus.items.to_dict("records")
        files = dict(zip(*(self.corpus.documents[c] for c in ("doc_id", "path")), strict=True))
        return {row["item_id"]: {**row, "file": files[row["doc_id"]]} for row in rows}

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        """Item → its spans in order."""
        columns = ["item_id", "start", "end", "label", "reason", "repeat_of"]
        spans: dict[str, list[Span]] = {item: [] for item in self.items}
        for item, start, end, label, reason, source in self.corpus.spans[columns].itertuples(
            index=False
        ):
            repeat_of = None if pd.isna(source) else int(source)
            spans[item].append(Span(start, end, label, reason, repeat_of))
        return spans

    def span_at(self, item: str, start: int) -> Span:
        """Return the span that a character belongs to."""
        spans = self.spans[item]
        return spans[bisect_right(spans, start, key=lambda span: span.start) - 1]

    def sentence_at(self, item: str, start: int) -> tuple[int, int]:
        """Return the sentence that a character belongs to, or its span if it is in none."""
        span = self.span_at(item, start)
        if (item, span.start) not in self._sentences:
            sentences = find_sentences(self.items[item]["raw"][span.start : span.end])
            placed = [(span.start + left, span.start + right) for left, right in sentences]
            self._sentences[item, span.start] = placed
        around = self._sentences[item, span.start]
        return next((s for s in around if s[0] <= start < s[1]), (span.start, span.end))

    def language(self, item: str) -> str:
        """Return the language of an item if it is known to differ from that of the page."""
        code = str(self.items[item]["language"])
        return "" if code in (PAGE_LANGUAGE, UNKNOWN) else code


def item_anchor(item_id: str) -> str:
    """Return the id of an item on the page: no character of it can leave an attribute.

    >>> item_anchor("002-6")
    'item-002-6'
    >>> item_anchor('x" onclick="-1')
    'item.d9d2e47bc84b'
    """
    if _PLAIN.fullmatch(item_id):
        return f"item-{item_id}"
    return f"item.{sha256(item_id.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def passage_anchor(item_id: str, start: int, end: int) -> str:
    """Return the id of some characters of an item."""
    return f"{item_anchor(item_id)}.{start}-{end}"


def show_texts(
    lookup: ItemLookup, passages: Mapping[str, Sequence[tuple[int, int]]]
) -> list[ItemView]:
    """Lay items out in full, in document order; if not all fit, those with the most passages."""
    order = {item: n for n, item in enumerate(lookup.items)}
    ranked = sorted(order, key=lambda item: (-len(passages.get(item, ())), order[item]))
    chosen: list[str] = []
    left = MAX_ALL_CHARS
    for item in ranked:
        size = min(MAX_TEXT_CHARS, len(lookup.items[item]["raw"]))
        if len(chosen) < MAX_TEXTS and size <= left:
            chosen.append(item)
            left -= size
    chosen.sort(key=order.__getitem__)
    return [_show_text(lookup, item, passages.get(item, ())) for item in chosen]


def _show_text(lookup: ItemLookup, item: str, passages: Iterable[tuple[int, int]]) -> ItemView:
    """Show whole spans until there is no room for another; long ones count as far as shown."""
    room, shown_to = MAX_TEXT_CHARS, 0
    for span in lookup.spans[item]:
        if room > 0:
            room -= min(MAX_SPAN_CHARS, span.end - span.start)
            shown_to = span.end
    whole = {(span.start, span.end) for span in lookup.spans[item]}  # each is a target anyway
    inside = {*passages} - whole
    return view_item(lookup, item, inside, window=(0, shown_to), span_chars=MAX_SPAN_CHARS)


def view_item(
    lookup: ItemLookup,
    item: str,
    passages: Collection[tuple[int, int]],
    *,
    window: tuple[int, int],
    span_chars: int | None = None,
) -> ItemView:
    """Lay an item out span by span; kept, removed and repeated text told apart.

    ``passages`` and ``window``, what is shown, are offsets into the raw text; a passage becomes a
    target or a mark. Of one span, at most ``span_chars`` characters are shown.
    """
    raw, spans = lookup.items[item]["raw"], lookup.spans[item]
    first, last = window
    ends = {span.start: span.end for span in spans}
    inside: dict[int, list[tuple[int, int]]] = {}
    for start, end in sorted(set(passages)):
        inside.setdefault(lookup.span_at(item, start).start, []).append((start, end))
    shown = [span for span in spans if span.end > first and span.start < last]
    parts: list[tuple[str, list[_Block]]] = []
    inside_folds = _folded(shown)
    for folded, run in groupby(range(len(shown)), key=lambda n: n in inside_folds):
        group = [shown[n] for n in run]
        blocks = []
        for span in group:
            start, end = max(span.start, first), min(span.end, last)
            stop = end if span_chars is None else min(end, start + span_chars)
            pieces = _weave(raw, start, stop, inside.get(span.start, []), item_anchor(item))
            blocks.append(_block(item, span, raw[start:stop], pieces, end - stop))
        source = group[0].repeat_of if folded else None
        if source is None:
            parts += [("", [block]) for block in blocks]
        else:
            parts.append((passage_anchor(item, source, ends[source]), blocks))
    after = len(raw) - last
    return ItemView(
        item_anchor(item), lookup.items[item], lookup.language(item), parts, first, after
    )


def _weave(
    raw: str, start: int, end: int, passages: Iterable[tuple[int, int]], anchor: str
) -> list[_Piece]:
    """Cut text at passages, which may lie inside each other.

    A passage that begins in one and ends behind it is closed with it: elements can't overlap.

    >>> [tuple(piece) for piece in _weave("a bc d", 0, 6, [(2, 4), (2, 6)], "x")]
    [([], 'a ', 0), (['x.2-6', 'x.2-4'], 'bc', 1), ([], ' d', 1)]
    """
    pieces: list[_Piece] = []
    open_to: list[int] = []
    waiting: list[str] = []
    at = start

    # The pieces end where a passage begins or ends: "a |bc| d".
    def move(to: int, opens: list[str]) -> None:
        nonlocal at
        while open_to and open_to[-1] <= to:
            stop = open_to[-1]
            closes = open_to.count(stop)
            del open_to[-closes:]
            pieces.append(_Piece(waiting[:], raw[at:stop], closes))
            waiting.clear()
            at = stop
        if to > at:
            pieces.append(_Piece(waiting[:], raw[at:to], 0))
            waiting.clear()
            at = to
        waiting.extend(opens)

    inside = (passage for passage in passages if start <= passage[0] < end)
    for left, right in sorted(inside, key=lambda passage: (passage[0], -passage[1])):
        move(left, [f"{anchor}.{left}-{right}"])
        open_to.append(min(right, open_to[-1] if open_to else end))
    move(end, [])
    return pieces


def _block(item: str, span: Span, text: str, pieces: list[_Piece], left_out: int) -> _Block:
    kind = span.label if span.label in (*KEPT, *SET_ASIDE, "blank") else "removed"
    # A title whose suffix was removed leaves its line end: "Talks| - UNN|\n|" ends in a blank.
    if kind in KEPT and not text.strip():
        kind = "blank"
    anchor = passage_anchor(item, span.start, span.end)
    return _Block(anchor, kind, span.label.replace("_", " "), span.reason, pieces, left_out)


def _folded(spans: list[Span]) -> set[int]:
    """Return which spans are folded away: repeats, and blank lines between two of them."""
    solid = [n for n, span in enumerate(spans) if span.label != "blank"]
    repeats = {n for n in solid if spans[n].repeat_of is not None}
    # Paragraphs told twice are one fold: "A ¶ B ¶ A ¶ B ¶" -> "A ¶ B ¶ [A ¶ B] ¶".
    between = (range(a, b) for a, b in pairwise(solid) if {a, b} <= repeats)
    return repeats.union(*between)
