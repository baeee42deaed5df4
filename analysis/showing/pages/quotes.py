"""Passages → a few words around each, linked to its place; and the item that one stands in."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.counting.chronology import TIERS
from analysis.showing.pages.item_view import ItemLookup, Offsets, item_anchor, passage_anchor, view
from analysis.showing.pages.readable import ELLIPSIS, cut, macros
from analysis.tables import KEPT

MAX_ITEM_CHARS = 100_000  # of an item that is read by itself: what lies around the chosen hit
# The sentence stands in the text; beside it, words enough to know it again: "… the all-round
# strategic partnership of the two …".
BESIDE = 45  # characters on each side in the same sentence, up to whole words
AROUND = 160  # characters on each side of a passage that is quoted by itself
MAX_HIT = 120  # characters of a quoted passage


class Passage(NamedTuple):
    """One hit behind a mark: where it stands, and what it counts for."""

    item: str
    start: int
    end: int
    weight: float = 1.0


class _Quote(NamedTuple):
    """Some text with the passages counted in it."""

    item: str
    lines: str  # of its file: "line 5", "lines 5–6"
    lang: str
    label: str  # of the span, if it was not kept
    weight: float  # what a passage counts for
    bits: list[tuple[str, bool, str]]  # text, whether it was counted, and the link to its place


def dating_words(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence that dates of events rest on: by item, the deciding piece first."""
    used = evidence[evidence["used"] & (evidence["target"] == "event")]
    rank = used["tier"].map({tier: n for n, tier in enumerate(TIERS)})
    order = ["item_id", "rank", "start", "end"]
    return used.assign(rank=rank).sort_values(order, kind="stable", ignore_index=True)


def quote(lookup: ItemLookup, passages: Iterable[Passage], known: Collection[str]) -> list[_Quote]:
    """Quote passages with a few words beside them, near neighbours in one sentence together.

    ``known`` are the ids on the page; a passage of a text that is not shown has no link.
    """
    # "strategic" twice in ten words is one quote with two marks; in two sentences, or overlapping
    # the one before, it is two quotes.
    groups: list[tuple[Offsets, list[Passage]]] = []
    before: Any = None
    reach = 0
    for passage in passages:
        sentence = lookup.sentence_at(passage.item, passage.start)
        around = passage.item, sentence, passage.weight
        if around != before or not reach <= passage.start <= reach + BESIDE:
            groups.append((sentence, []))
        groups[-1][1].append(passage)
        before, reach = around, passage.end
    return [_quote(lookup, group, sentence, BESIDE, known) for sentence, group in groups]


def _quote(
    lookup: ItemLookup,
    passages: Sequence[Passage],
    whole: Offsets,
    beside: int,
    known: Collection[str] = (),
) -> _Quote:
    """Quote passages with at most some characters of the whole beside them, up to whole words."""
    item, first, last = passages[0].item, passages[0].start, passages[-1].end
    raw, left, right = lookup.items[item]["raw"], whole[0], max(whole[1], last)
    # "…tegic partnership of" -> "… partnership of"; a run without spaces is cut where it is.
    at, finish = left, right
    if left < first - beside:
        at = max(raw.find(" ", first - beside, first) + 1, first - beside)
    if last + beside < right:
        finish = max(last, raw.rfind(" ", last, last + beside))
    bits = [(ELLIPSIS if at > left else "", False, "")]
    for passage in passages:
        target = passage_anchor(item, passage.start, passage.end)
        target = target if target in known else item_anchor(item)
        words = cut(raw[passage.start : passage.end], MAX_HIT) or "¶"
        bits.append((raw[at : passage.start], False, ""))
        bits.append((words, True, f"#{target}" if target in known else ""))
        at = passage.end
    bits.append((raw[at:finish].rstrip() + (ELLIPSIS if finish < right else ""), False, ""))
    place = lookup.corpus.locate(item, first, max(first + 1, last))
    lines = f"line {place.first_line}"
    if place.last_line > place.first_line:
        lines = f"lines {place.first_line}–{place.last_line}"
    label = lookup.span_at(item, first).label.replace("_", " ")
    about = lines, lookup.items[item]["lang"], "" if label in KEPT else label
    return _Quote(item, *about, passages[0].weight, bits)


def read_item(
    lookup: ItemLookup, item: str, hits: Sequence[Offsets] = (), *, chosen: Offsets | None = None
) -> Markup:
    """Return a whole item as HTML, its hits marked: removed text grey, its reason beside it.

    The chosen hit is to be read first; it is quoted above the item. Repeats are folded.
    """
    size = len(lookup.items[item]["raw"])
    first = max(0, min((chosen or (0, 0))[0] - MAX_ITEM_CHARS // 2, size - MAX_ITEM_CHARS))
    window = first, min(size, first + MAX_ITEM_CHARS)
    own = [chosen] if chosen else []
    here, quoted = _in_spans(lookup, item, own, window), None
    if chosen:
        span = lookup.span_at(item, chosen[0])
        quoted = _quote(lookup, [Passage(item, *chosen)], (span.start, span.end), AROUND)
    marks = {*_in_spans(lookup, item, [*hits, *own], window), *here}
    shown = view(lookup, item, marks, window, MAX_ITEM_CHARS)
    anchors = [passage_anchor(item, *mark) for mark in here]
    html: Markup = macros("explore.html").reader(shown, quoted, anchors)
    return html


def _in_spans(
    lookup: ItemLookup, item: str, marks: Iterable[Offsets], window: Offsets
) -> list[Offsets]:
    """Join marks that overlap, (3, 9) and (5, 12) to (3, 12), and cut them at edges of spans."""
    joined: list[Offsets] = []
    for start, end in sorted(marks):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    cut_up = (
        (max(start, span.start, window[0]), min(end, span.end, window[1]))
        for start, end in joined
        for span in lookup.spans[item]
    )
    return [(start, end) for start, end in cut_up if start < end]
