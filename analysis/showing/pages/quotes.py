"""Passages → quotes: each in its sentence or surroundings, what was counted marked and linked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from analysis.showing.pages.figure_files import Passage
from analysis.showing.pages.item_view import ItemLookup, item_anchor, passage_anchor
from analysis.showing.pages.readable import ELLIPSIS, cut
from analysis.tables import KEPT

# A sentence of 900 characters is quoted from the word 140 before the hit to 200 behind it.
BEFORE, AFTER = 140, 200
AROUND = 160  # characters on each side of a passage that is quoted by itself
MAX_HIT = 200  # characters of a quoted passage
MAX_QUOTE = 600  # characters from the first passage of a quote to its last


class _Bit(NamedTuple):
    """Some characters of a quote; what was counted has a link to its place, if that is shown."""

    text: str
    hit: bool = False
    href: str = ""


@dataclass(frozen=True)
class _Quote:
    """Some text with the passages counted in it."""

    item: str
    lines: str  # of its file: "line 5", "lines 5–6"
    href: str
    language: str
    label: str  # of the span, if it was not kept
    weight: float  # what a passage counts for
    bits: list[_Bit]


def quote(lookup: ItemLookup, passages: Iterable[Passage], known: Collection[str]) -> list[_Quote]:
    """Quote passages in their sentences, neighbours in one sentence together.

    Parameters
    ----------
    known
        Ids that the page has; a passage of a text that is not shown in full has no link.
    """
    # "strategic" twice in a sentence is one quote with two marks; in two sentences, two quotes;
    # and a passage that overlaps the one before, or lies far from the first, starts its own.
    groups: list[list[Passage]] = []
    sentence, reach = None, 0
    for passage in passages:
        around = (passage.item, *lookup.sentence_at(passage.item, passage.start), passage.weight)
        far = bool(groups) and passage.end - groups[-1][0].start > MAX_QUOTE
        if around != sentence or passage.start < reach or far:
            groups.append([])
        groups[-1].append(passage)
        sentence, reach = around, passage.end
    return [_in_sentence(lookup, group, known) for group in groups]


def quote_around(lookup: ItemLookup, passage: Passage) -> _Quote:
    """Quote a passage with what stands around it in the same span."""
    span = lookup.span_at(passage.item, passage.start)
    last = max(span.end, passage.end)
    begin, finish = max(span.start, passage.start - AROUND), min(last, passage.end + AROUND)
    return _marked(lookup, [passage], (begin, finish), (span.start, last), ())


def _in_sentence(lookup: ItemLookup, passages: list[Passage], known: Collection[str]) -> _Quote:
    raw = lookup.items[passages[0].item]["raw"]
    left, right = lookup.sentence_at(passages[0].item, passages[0].start)
    first, last = passages[0].start, passages[-1].end
    begin = left if first - left <= BEFORE else _word_start(raw, first - BEFORE)
    finish = max(right, last) if right - last <= AFTER else last + AFTER
    return _marked(lookup, passages, (begin, finish), (left, right), known)


def _marked(
    lookup: ItemLookup,
    passages: list[Passage],
    shown: tuple[int, int],
    whole: tuple[int, int],
    known: Collection[str],
) -> _Quote:
    """Quote ``shown`` out of ``whole``, both offsets into the raw text, with its passages."""
    item, first, last = passages[0].item, passages[0].start, passages[-1].end
    raw, anchor = lookup.items[item]["raw"], item_anchor(item)
    bits = [_Bit(ELLIPSIS)] if shown[0] > whole[0] else []
    at = shown[0]
    for passage in passages:
        target = passage_anchor(item, passage.start, passage.end)
        target = target if target in known else anchor
        words = cut(raw[passage.start : passage.end], MAX_HIT) or "¶"
        bits.append(_Bit(raw[at : passage.start]))
        bits.append(_Bit(words, hit=True, href=f"#{target}" if target in known else ""))
        at = passage.end
    bits.append(_Bit(raw[at : shown[1]].rstrip()))
    if shown[1] < whole[1]:
        bits.append(_Bit(ELLIPSIS))
    place = lookup.corpus.locate(item, first, max(first + 1, last))
    lines = f"line {place.first_line}"
    if place.last_line > place.first_line:
        lines = f"lines {place.first_line}–{place.last_line}"
    label = lookup.span_at(item, first).label
    return _Quote(
        item=item,
        lines=lines,
        href=f"#{anchor}" if anchor in known else "",
        language=lookup.language(item),
        label="" if label in KEPT else label.replace("_", " "),
        weight=passages[0].weight,
        bits=[bit for bit in bits if bit.text],
    )


def _word_start(raw: str, at: int) -> int:
    """Return the beginning of the next word, if there is one near."""
    space = raw.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at
