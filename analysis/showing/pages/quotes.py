"""Passages → a few words around each, what was counted marked and linked to its place."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from analysis.showing.pages.figure_files import Passage
from analysis.showing.pages.item_view import ItemLookup, item_anchor, passage_anchor
from analysis.showing.pages.readable import ELLIPSIS, cut
from analysis.tables import KEPT

# The sentence stands in the text; beside it, words enough to know it again: "… the all-round
# strategic partnership of the two …".
BESIDE = 45  # characters on each side in the same sentence, up to whole words
AROUND = 160  # characters on each side of a passage that is quoted by itself
MAX_HIT = 120  # characters of a quoted passage


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
    language: str
    label: str  # of the span, if it was not kept
    weight: float  # what a passage counts for
    bits: list[_Bit]


def quote(lookup: ItemLookup, passages: Iterable[Passage], known: Collection[str]) -> list[_Quote]:
    """Quote passages with a few words beside them, near neighbours in one sentence together.

    ``known`` are the ids on the page; a passage of a text that is not shown has no link.
    """
    # "strategic" twice in ten words is one quote with two marks; in two sentences, or overlapping
    # the one before, it is two quotes.
    groups: list[list[Passage]] = []
    sentence, reach = None, 0
    for passage in passages:
        around = (passage.item, *lookup.sentence_at(passage.item, passage.start), passage.weight)
        if around != sentence or not reach <= passage.start <= reach + BESIDE:
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
    right = max(right, last)
    # "…tegic partnership of" -> "… partnership of"; a run without spaces is cut where it is.
    cut_left, cut_right = first - BESIDE, last + BESIDE
    begin = left if left >= cut_left else max(raw.find(" ", cut_left, first) + 1, cut_left)
    finish = right if right <= cut_right else max(last, raw.rfind(" ", last, cut_right))
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
        language=lookup.language(item),
        label="" if label in KEPT else label.replace("_", " "),
        weight=passages[0].weight,
        bits=[bit for bit in bits if bit.text],
    )
