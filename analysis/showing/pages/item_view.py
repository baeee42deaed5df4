"""An item → its blocks, span by span, with the passages in them: what report and explorer show."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import pandas as pd

from analysis.finding.tokens import find_sentences
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

Offsets = tuple[int, int]  # of a passage, in the item's raw text


class _Piece(NamedTuple):
    """Some characters of a text, the passages that open before them, how many close after."""

    opens: list[str]
    text: str
    closes: int


class _Block(NamedTuple):
    """One span as shown: kept text, or removed text with its label and reason."""

    anchors: list[str]  # its id, then those of the passages in it
    kind: str  # heading, body, hashtags, removed or blank
    label: str
    reason: str
    pieces: list[_Piece]
    left_out: int  # characters beyond what is shown


class _ItemView(NamedTuple):
    """One item as shown: its parts are single blocks, and folds of blocks with what they repeat."""

    anchor: str
    item: Mapping[str, Any]
    parts: list[tuple[str, list[_Block]]]  # id of the first repeated block, or "" for no fold
    before: int  # characters in front of what is shown
    after: int


@dataclass(frozen=True)
class ItemLookup:
    """A corpus whose items, spans and sentences are looked up again and again."""

    corpus: Corpus

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        """Item → its row, file and, if it is not the page's, language; in document order."""
        rows = self.corpus.items.to_dict("records")
        files = dict(zip(*(self.corpus.documents[c] for c in ("doc_id", "path")), strict=True))
        for row in rows:
            same = row["language"] in (PAGE_LANGUAGE, UNKNOWN)
            row.update(file=files[row["doc_id"]], lang="" if same else row["language"])
        return {row["item_id"]: row for row in rows}

    @cached_property
    def spans(self) -> dict[str, list[Any]]:
        """Item → its rows of the ledger in order."""
        spans: dict[str, list[Any]] = {item: [] for item in self.items}
        for span in self.corpus.spans.itertuples(index=False):
            spans[str(span.item_id)].append(span)
        return spans

    def span_at(self, item: str, start: int) -> Any:
        """Return the span that a character belongs to."""
        spans = self.spans[item]
        return spans[bisect_right(spans, start, key=lambda span: span.start) - 1]

    def sentence_at(self, item: str, start: int) -> Offsets:
        """Return the sentence that a character belongs to, or its span if it is in none."""
        span = self.span_at(item, start)
        text = self.items[item]["raw"][span.start : span.end]
        sentences = self.corpus.once(("shown", item, span.start), lambda: find_sentences(text))
        placed = ((span.start + left, span.start + right) for left, right in sentences)
        return next((s for s in placed if s[0] <= start < s[1]), (span.start, span.end))


def item_anchor(item_id: str) -> str:
    """Return the id of an item on the page: no character of it can leave an attribute.

    >>> item_anchor("002-6"), item_anchor('x" onclick="-1')
    ('item-002-6', 'item.d9d2e47bc84b')
    """
    if _PLAIN.fullmatch(item_id):
        return f"item-{item_id}"
    return f"item.{sha256(item_id.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def passage_anchor(item_id: str, start: int, end: int) -> str:
    """Return the id of some characters of an item."""
    return f"{item_anchor(item_id)}.{start}-{end}"


def show_texts(lookup: ItemLookup, passages: Mapping[str, Collection[Offsets]]) -> list[_ItemView]:
    """Lay items out in full, in document order; if not all fit, those with the most passages."""
    chosen: set[str] = set()
    room = MAX_ALL_CHARS
    for item in sorted(lookup.items, key=lambda item: -len(passages.get(item, ()))):
        size = min(MAX_TEXT_CHARS, len(lookup.items[item]["raw"]))
        if len(chosen) < MAX_TEXTS and size <= room:
            chosen.add(item)
            room -= size
    views = []
    for item in (item for item in lookup.items if item in chosen):
        # Whole spans until there is no room for another; long ones count as far as shown.
        room, shown_to, spans = MAX_TEXT_CHARS, 0, lookup.spans[item]
        for span in spans:
            if room > 0:
                room -= min(MAX_SPAN_CHARS, span.end - span.start)
                shown_to = span.end
        inside = {*passages.get(item, ())} - {(span.start, span.end) for span in spans}
        views.append(view(lookup, item, inside, (0, shown_to), MAX_SPAN_CHARS))
    return views


def view(
    lookup: ItemLookup, item: str, passages: Iterable[Offsets], window: Offsets, span_chars: int
) -> _ItemView:
    """Lay an item out span by span; kept, removed and repeated text told apart.

    ``passages`` and ``window``, what is shown, are offsets into the raw text; a passage becomes a
    target or a mark. Of one span, at most ``span_chars`` characters are shown.
    """
    raw, spans, (first, last) = lookup.items[item]["raw"], lookup.spans[item], window
    inside: dict[int, list[Offsets]] = defaultdict(list)
    for passage in passages:
        inside[lookup.span_at(item, passage[0]).start].append(passage)
    ends = {span.start: span.end for span in spans}

    def block(span: Any) -> _Block:
        start, end = max(span.start, first), min(span.end, last)
        stop = min(end, start + span_chars)
        kind = span.label if span.label in (*KEPT, *SET_ASIDE, "blank") else "removed"
        # A title whose suffix was removed leaves its line end: "Talks| - UNN|\n|" ends in a blank.
        if kind in KEPT and not raw[start:stop].strip():
            kind = "blank"
        pieces = _weave(raw, start, stop, inside[span.start], item_anchor(item))
        anchors = [passage_anchor(item, span.start, span.end)]
        anchors += [anchor for piece in pieces for anchor in piece.opens]
        label = span.label.replace("_", " ")
        return _Block(anchors, kind, label, span.reason, pieces, end - stop)

    shown = [span for span in spans if span.end > first and span.start < last]
    solid = [n for n, span in enumerate(shown) if span.label != "blank"]
    repeats = {n for n in solid if pd.notna(shown[n].repeat_of)}
    # Paragraphs told twice are one fold: "A ¶ B ¶ A ¶ B ¶" -> "A ¶ B ¶ [A ¶ B] ¶".
    folds = repeats.union(*(range(a, b) for a, b in pairwise(solid) if {a, b} <= repeats))
    parts: list[tuple[str, list[_Block]]] = []
    for folded, run in groupby(range(len(shown)), key=folds.__contains__):
        group = [shown[n] for n in run]
        if folded:
            source = int(group[0].repeat_of)
            parts.append((passage_anchor(item, source, ends[source]), [*map(block, group)]))
        else:
            parts += [("", [block(span)]) for span in group]
    return _ItemView(item_anchor(item), lookup.items[item], parts, first, len(raw) - last)


def _weave(
    raw: str, start: int, end: int, passages: Iterable[Offsets], anchor: str
) -> list[_Piece]:
    """Cut text where a passage begins or ends; passages may lie inside each other.

    One that begins in another and ends behind it is closed with it: elements can't overlap.

    >>> [tuple(piece) for piece in _weave("a bc d", 0, 6, [(2, 4), (2, 6)], "x")]
    [([], 'a ', 0), (['x.2-6', 'x.2-4'], 'bc', 1), ([], ' d', 1)]
    """
    opens: dict[int, list[str]] = defaultdict(list)
    closes: Counter[int] = Counter()
    open_to = [end]
    inside = (passage for passage in passages if start <= passage[0] < end)
    for left, right in sorted(inside, key=lambda passage: (passage[0], -passage[1])):
        while open_to[-1] <= left:
            open_to.pop()
        open_to.append(min(right, open_to[-1]))
        opens[left].append(f"{anchor}.{left}-{right}")
        closes[open_to[-1]] += 1
    places = [*[start] * (start in closes), *sorted({start, end, *opens, *closes})]
    return [_Piece(opens.pop(a, []), raw[a:b], closes.pop(b, 0)) for a, b in pairwise(places)]
