"""Items → their whole text on the page: every span in its place, every cited passage a target."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from analysis.finding.tokens import find_sentences
from analysis.reading.corpus import Corpus
from analysis.reading.language import UNKNOWN
from analysis.showing.pages.display import cut, item_anchor, passage_anchor
from analysis.showing.pages.saved import Passage
from analysis.tables import KEPT, SET_ASIDE

MAX_TEXTS = 3_000  # items shown in full, at most
MAX_TEXT_CHARS = 20_000  # of each
MAX_SPAN_CHARS = 5_000  # of one paragraph or line
MAX_ALL_CHARS = 4_000_000  # of all together
BEFORE, AFTER = 140, 200  # characters of a long sentence shown around what is quoted
MAX_HIT = 200  # characters of a quoted passage
MAX_QUOTE = 600  # characters from the first passage of a quote to its last
PAGE_LANGUAGE = "en"


class Span(NamedTuple):
    """One row of the ledger."""

    start: int
    end: int
    label: str
    reason: str
    repeat_of: int | None


class Piece(NamedTuple):
    """Some characters of a text, the targets that open before them, how many close after."""

    opens: list[str]
    text: str
    closes: int


class Bit(NamedTuple):
    """Some characters of a quote; what was counted has a link to its place, if that is shown."""

    text: str
    hit: bool
    href: str


@dataclass(frozen=True)
class Block:
    """One span as shown: kept text, or removed text with its label and reason."""

    anchor: str
    kind: str  # heading, body, hashtags, removed or blank
    label: str
    reason: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Fold:
    """Neighbouring spans that repeat earlier ones, folded away."""

    first_source: str
    blocks: list[Block]


@dataclass(frozen=True)
class Text:
    """One item in full."""

    anchor: str
    item: Mapping[str, Any]
    language: str
    parts: list[Block | Fold]
    left_out: int  # characters beyond what is shown


@dataclass(frozen=True)
class Quote:
    """One sentence with the passages counted in it."""

    place: str
    href: str
    language: str
    label: str  # of the span, if it was not kept
    weight: str  # what a passage counts for, unless one
    bits: list[Bit]


@dataclass(frozen=True)
class Reader:
    """A corpus with what is needed to quote it again and again."""

    corpus: Corpus
    _sentences: dict[tuple[str, int], list[tuple[int, int]]] = field(default_factory=dict)

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        """Item → its row, in document order."""
        rows = self.corpus.items.to_dict("records")
        files = dict(zip(*(self.corpus.documents[c] for c in ("doc_id", "path")), strict=True))
        return {row["item_id"]: {**row, "file": files[row["doc_id"]]} for row in rows}

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        """Item → its spans in order."""
        columns = ["item_id", "start", "end", "label", "reason", "repeat_of"]
        found: dict[str, list[Span]] = {}
        for item, *places, source in self.corpus.spans[columns].itertuples(index=False):
            repeat_of = None if pd.isna(source) else int(source)
            start, end, label, reason = places
            found.setdefault(item, []).append(Span(start, end, label, reason, repeat_of))
        return found

    def span_at(self, item: str, start: int) -> Span:
        """Return the span that a character belongs to."""
        spans = self.spans[item]
        return spans[bisect_right(spans, start, key=lambda span: span.start) - 1]

    def sentence_at(self, item: str, start: int) -> tuple[int, int]:
        """Return the sentence that a character belongs to, or its span if it is in none."""
        span = self.span_at(item, start)
        if (item, span.start) not in self._sentences:
            text = self.items[item]["raw"][span.start : span.end]
            found = [(span.start + a, span.start + b) for a, b in find_sentences(text)]
            self._sentences[item, span.start] = found
        around = self._sentences[item, span.start]
        return next((s for s in around if s[0] <= start < s[1]), (span.start, span.end))

    def language(self, item: str) -> str:
        """Return the language of an item if it is known to differ from that of the page."""
        code = str(self.items[item]["language"])
        return "" if code in (PAGE_LANGUAGE, UNKNOWN) else code


def choose_texts(reader: Reader, cited: Iterable[Passage]) -> list[str]:
    """Return the items to show in full: those cited, most often cited first if not all fit."""
    times: dict[str, int] = {}
    for passage in cited:
        times[passage.item] = times.get(passage.item, 0) + 1
    order = {item: n for n, item in enumerate(reader.items)}
    left = MAX_ALL_CHARS
    chosen: list[str] = []
    for item in sorted(times, key=lambda item: (-times[item], order[item])):
        size = min(MAX_TEXT_CHARS, len(reader.items[item]["raw"]))
        if len(chosen) < MAX_TEXTS and size <= left:
            chosen.append(item)
            left -= size
    return sorted(chosen, key=lambda item: order[item])


def lay_out(reader: Reader, item: str, cited: Collection[tuple[int, int]]) -> Text:
    """Show an item span by span, with a target wherever a passage is cited."""
    raw = reader.items[item]["raw"]
    spans: list[Span] = []
    room, shown_to = MAX_TEXT_CHARS, 0
    for span in reader.spans.get(item, []):
        if room > 0:
            spans.append(span)
            room -= min(MAX_SPAN_CHARS, span.end - span.start)
            shown_to = span.end
    inside: dict[int, list[tuple[int, int]]] = {}
    for start, end in sorted(set(cited)):
        span = reader.span_at(item, start)
        if start < shown_to and (start, end) != span[:2]:
            inside.setdefault(span.start, []).append((start, end))
    ends = {span.start: span.end for span in spans}
    parts: list[Block | Fold] = []
    for repeated, group in groupby(spans, key=lambda span: span.repeat_of is not None):
        mine = list(group)
        blocks = [_block(item, raw, span, inside.get(span.start, [])) for span in mine]
        if repeated:
            source = mine[0].repeat_of or 0
            parts.append(Fold(passage_anchor(item, source, ends[source]), blocks))
        else:
            parts += blocks
    return Text(
        item_anchor(item), reader.items[item], reader.language(item), parts, len(raw) - shown_to
    )


def targets(texts: Iterable[Text]) -> set[str]:
    """Return every id that the texts hold."""
    found = set()
    for text in texts:
        found.add(text.anchor)
        for part in text.parts:
            for block in part.blocks if isinstance(part, Fold) else [part]:
                found.add(block.anchor)
                found.update(anchor for piece in block.pieces for anchor in piece.opens)
    return found


def quote(reader: Reader, passages: Iterable[Passage], known: Collection[str]) -> list[Quote]:
    """Quote passages in their sentences, neighbours in one sentence together.

    Parameters
    ----------
    known
        Ids that the page has; a passage of a text that is not shown in full has no link.
    """
    groups: list[list[Passage]] = []
    sentence, reach = None, 0
    for passage in passages:
        around = (passage.item, *reader.sentence_at(passage.item, passage.start), passage.weight)
        far = bool(groups) and passage.end - groups[-1][0].start > MAX_QUOTE
        if around != sentence or passage.start < reach or far:
            groups.append([])
        groups[-1].append(passage)
        sentence, reach = around, passage.end
    return [_quote(reader, group, known) for group in groups]


def weave(
    raw: str, start: int, end: int, cited: Iterable[tuple[int, int]], anchor: str
) -> list[Piece]:
    """Cut text at the passages cited, which may lie inside each other.

    A passage that begins in one and ends behind it is closed with it: elements can't overlap.

    >>> [tuple(piece) for piece in weave("a bc d", 0, 6, [(2, 4), (2, 6)], "x")]
    [([], 'a ', 0), (['x.2-6', 'x.2-4'], 'bc', 1), ([], ' d', 1)]
    """
    pieces: list[Piece] = []
    open_to: list[int] = []
    at = start

    def move(to: int, opens: list[str]) -> None:
        nonlocal at
        while open_to and open_to[-1] <= to:
            stop = open_to[-1]
            closes = open_to.count(stop)
            del open_to[-closes:]
            pieces.append(Piece(waiting[:], raw[at:stop], closes))
            waiting.clear()
            at = stop
        if to > at:
            pieces.append(Piece(waiting[:], raw[at:to], 0))
            waiting.clear()
            at = to
        waiting.extend(opens)

    waiting: list[str] = []
    inside = (passage for passage in cited if start <= passage[0] < end)
    for left, right in sorted(inside, key=lambda passage: (passage[0], -passage[1])):
        move(left, [f"{anchor}.{left}-{right}"])
        open_to.append(min(right, open_to[-1] if open_to else end))
    move(end, [])
    return pieces


def _block(item: str, raw: str, span: Span, cited: Iterable[tuple[int, int]]) -> Block:
    kind = span.label if span.label in (*KEPT, *SET_ASIDE, "blank") else "removed"
    end = min(span.end, span.start + MAX_SPAN_CHARS)
    text = raw[span.start : end]
    if kind in KEPT and not text.strip():
        kind = "blank"  # the line end after a title whose suffix was removed
    seen = span.start + len(text if kind == "blank" else text.rstrip("\r\n"))
    pieces = weave(raw, span.start, seen, cited, item_anchor(item))
    if end < span.end:
        pieces.append(Piece([], f"… ({span.end - end:,} more characters)", 0))
    anchor = passage_anchor(item, span.start, span.end)
    return Block(anchor, kind, span.label.replace("_", " "), span.reason, pieces)


def _quote(reader: Reader, passages: list[Passage], known: Collection[str]) -> Quote:
    item = passages[0].item
    raw = reader.items[item]["raw"]
    left, right = reader.sentence_at(item, passages[0].start)
    first, last = passages[0].start, passages[-1].end
    begin = left if first - left <= BEFORE else _word_start(raw, first - BEFORE)
    finish = max(right, last) if right - last <= AFTER else last + AFTER
    bits = [Bit("…", False, "")] if begin > left else []
    at = begin
    for passage in passages:
        anchor = passage_anchor(item, passage.start, passage.end)
        target = anchor if anchor in known else item_anchor(item)
        text = cut(raw[passage.start : passage.end], MAX_HIT)
        bits.append(Bit(raw[at : passage.start], False, ""))
        bits.append(Bit(text or "¶", True, f"#{target}" if target in known else ""))
        at = passage.end
    bits.append(Bit(raw[at:finish].rstrip(), False, ""))
    if finish < right:
        bits.append(Bit("…", False, ""))
    place = reader.corpus.locate(item, first, max(first + 1, last))
    lines = f"line {place.first_line}"
    if place.last_line > place.first_line:
        lines = f"lines {place.first_line}–{place.last_line}"
    label = reader.span_at(item, first).label
    return Quote(
        f"{item}, {lines}",
        f"#{item_anchor(item)}" if item_anchor(item) in known else "",
        reader.language(item),
        "" if label in KEPT else label.replace("_", " "),
        "" if passages[0].weight == 1 else f"counts {passages[0].weight:.2g}",
        [bit for bit in bits if bit.text],
    )


def _word_start(raw: str, at: int) -> int:
    """Return the beginning of the next word, if there is one near."""
    space = raw.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at
