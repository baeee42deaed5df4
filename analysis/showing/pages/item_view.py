"""An item → its blocks, span by span, and its passages with words around them: one item view."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict, namedtuple
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from itertools import accumulate, groupby, pairwise
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.finding.store import store
from analysis.finding.tokens import find_sentences
from analysis.reading.corpus import Corpus
from analysis.reading.rows import UNKNOWN
from analysis.showing.pages.readable import ELLIPSIS, cut, macros
from analysis.tables import KEPT, SET_ASIDE, SPANS

MAX_TEXTS = 3_000  # items shown in full, at most
MAX_TEXT_CHARS = 20_000  # of each
MAX_SPAN_CHARS = 5_000  # of one paragraph or line
MAX_ALL_CHARS = 4_000_000  # of all together
MAX_ITEM_CHARS = 100_000  # of an item that is read by itself: what lies around the chosen hit
# Words enough to know a sentence again: "… the all-round strategic partnership of the two …".
BESIDE = 45  # characters on each side in the same sentence, up to whole words
AROUND = 160  # characters on each side of a passage that is quoted by itself
MAX_HIT = 120  # characters of a quoted passage
_PLAIN = re.compile(r"[A-Za-z0-9-]+")  # ids fit for an attribute: "002-6"; not 'x" onclick="-1'
Offsets = tuple[int, int]  # of a passage, in the item's raw text
_Shown = dict[str, Any]  # what a template shows
_Ids = Collection[str]  # on the page
Passage = namedtuple("Passage", "item start end weight", defaults=[1.0])  # a hit behind a mark
_Span = namedtuple("_Span", list(SPANS))  # type: ignore[misc]
_Piece = namedtuple("_Piece", "opens text closes")  # passages that open before, close after it


class ItemLookup:
    """A corpus whose items, spans and sentences are looked up again and again."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, items, of = corpus, corpus.items, store(corpus).item
        self.ids = items["item_id"].tolist()
        cells = [column.array for _, column in corpus.spans.items()]
        rows, columns = dict(zip(self.ids, range(len(items)), strict=True)), dict(items.items())
        own = items["language"].isin(["en", UNKNOWN])  # the page's need not be said
        columns |= {**corpus.places, "lang": items["language"].mask(own, "")}

        def spans(id_: str) -> list[Any]:
            bounds = np.searchsorted(of, np.array([rows[id_], rows[id_] + 1], of.dtype))
            return list(map(_Span, *(column[slice(*bounds)].tolist() for column in cells)))

        self.item = cache(lambda id_: {n: each.array[rows[id_]] for n, each in columns.items()})
        self.spans = cache(spans)

    def span_at(self, item: str, start: int) -> Any:
        """Return the span that a character belongs to."""
        spans = self.spans(item)
        return spans[bisect_right(spans, start, key=lambda span: span.start) - 1]


def anchor(item: str, *place: int) -> str:
    """Return the id of an item, or of some characters of it: nothing can leave an attribute."""
    digest = sha256(item.encode("utf-8", "surrogateescape")).hexdigest()
    name = f"item-{item}" if _PLAIN.fullmatch(item) else f"item.{digest[:12]}"
    return f"{name}.{place[0]}-{place[1]}" if place else name


def show_texts(lookup: ItemLookup, passages: Mapping[str, Collection[Offsets]]) -> list[_Shown]:
    """Lay items out in full, in document order; if not all fit, those with the most passages."""
    chosen, left = set[str](), MAX_ALL_CHARS
    sizes = lookup.corpus.items["raw"].str.len().clip(upper=MAX_TEXT_CHARS).tolist()
    places = zip(lookup.ids, sizes, strict=True)
    for item, size in sorted(places, key=lambda place: -len(passages.get(place[0], ()))):
        if len(chosen) < MAX_TEXTS and size <= left:
            chosen.add(item)
            left -= size
    views = []
    for item in filter(chosen.__contains__, lookup.ids):
        spans = [(span.start, span.end) for span in lookup.spans(item)]  # are targets anyway
        # Whole spans; of a long one only what is shown takes room.
        taken = accumulate((min(MAX_SPAN_CHARS, b - a) for a, b in spans), initial=0)
        fit = (b for (_, b), used in zip(spans, taken, strict=False) if used < MAX_TEXT_CHARS)
        inside = {*passages.get(item, ())}.difference(spans)
        views.append(_view(lookup, item, inside, (0, max(fit, default=0)), MAX_SPAN_CHARS))
    return views


def read_item(
    lookup: ItemLookup, item: str, hits: Sequence[Offsets] = (), *, chosen: Offsets | None = None
) -> Markup:
    """Return a whole item as HTML, its hits marked; the chosen one is quoted above it."""
    size, own = len(lookup.item(item)["raw"]), [chosen] if chosen else []
    first = max(0, min((chosen or (0, 0))[0] - MAX_ITEM_CHARS // 2, size - MAX_ITEM_CHARS))
    window = first, min(size, first + MAX_ITEM_CHARS)
    # Overlapping marks are joined, (3, 9) and (5, 12) to (3, 12), and cut at edges of spans.
    joined: list[Offsets] = []
    for start, end in sorted([*hits, *own]):
        if joined and start < joined[-1][1]:
            start, end = joined[-1][0], max(joined.pop()[1], end)
        joined.append((start, end))
    edges = [(max(span.start, first), min(span.end, window[1])) for span in lookup.spans(item)]
    marks, here = (
        [(max(s, a), min(e, b)) for s, e in some for a, b in edges if max(s, a) < min(e, b)]
        for some in (joined, own)
    )
    view, quoted = _view(lookup, item, {*marks, *here}, window, MAX_ITEM_CHARS), None
    if chosen:
        span = lookup.span_at(item, chosen[0])
        quoted = _quote(lookup, [Passage(item, *chosen)], (span.start, span.end), AROUND)
    return Markup(macros("explore.html").reader(view, quoted, [anchor(item, *at) for at in here]))


def _view(lookup: ItemLookup, item: str, passages: Any, window: Offsets, span_chars: int) -> _Shown:
    raw, spans, (first, last) = lookup.item(item)["raw"], lookup.spans(item), window
    inside: dict[int, list[Offsets]] = defaultdict(list)
    for passage in passages:
        inside[lookup.span_at(item, passage[0]).start].append(passage)

    def block(span: Any) -> _Shown:
        start, end = max(span.start, first), min(span.end, last)
        stop = min(end, start + span_chars)
        kind = span.label if span.label in (*KEPT, *SET_ASIDE, "blank") else "removed"
        # A title whose suffix was removed leaves its line end: "Talks| - UNN|\n|" ends in a blank.
        kind = kind if kind not in KEPT or raw[start:stop].strip() else "blank"
        pieces = _weave(raw, start, stop, inside[span.start], anchor(item))
        anchors = [anchor(item, span.start, span.end), *(a for one in pieces for a in one.opens)]
        shown = {"span": span, "kind": kind, "anchors": anchors, "pieces": pieces}
        return {**shown, "left_out": end - stop}

    shown = [span for span in spans if span.end > first and span.start < last]
    solid = [n for n, span in enumerate(shown) if span.label != "blank"]
    repeats = {n for n in solid if pd.notna(shown[n].repeat_of)}
    # Paragraphs told twice are one fold: "A ¶ B ¶ A ¶ B ¶" -> "A ¶ B ¶ [A ¶ B] ¶".
    folds = repeats.union(*(range(a, b) for a, b in pairwise(solid) if {a, b} <= repeats))
    parts: list[tuple[str, list[_Shown]]] = []  # what is repeated, "" for no fold; blocks
    for folded, run in groupby(range(len(shown)), key=folds.__contains__):
        group = [shown[n] for n in run]
        if folded:
            source = lookup.span_at(item, int(group[0].repeat_of))
            parts.append((anchor(item, source.start, source.end), [*map(block, group)]))
        else:
            parts += [("", [block(span)]) for span in group]
    about = {"anchor": anchor(item), "item": lookup.item(item), "parts": parts}
    return {**about, "before": first, "after": len(raw) - last}


def _weave(raw: str, start: int, end: int, passages: Iterable[Offsets], name: str) -> list[_Piece]:
    """Cut text where passages begin or end; one that ends behind another it began in ends there."""
    opens, closes, open_to = defaultdict[int, list[str]](list), Counter[int](), [end]
    inside = (passage for passage in passages if start <= passage[0] < min(end, passage[1]))
    for left, right in sorted(inside, key=lambda passage: (passage[0], -passage[1])):
        while open_to[-1] <= left:
            open_to.pop()
        open_to.append(min(right, open_to[-1]))
        opens[left].append(f"{name}.{left}-{right}")
        closes[open_to[-1]] += 1
    places = sorted({start, end, *opens, *closes})
    return [_Piece(opens[a], raw[a:b], closes[b]) for a, b in pairwise(places)]


def quote(lookup: ItemLookup, passages: Iterable[Passage], known: _Ids) -> list[_Shown]:
    """Quote passages with a few words beside them; ``known`` are the ids they can link to."""
    # "strategic" twice in ten words is one quote with two marks; in two sentences it is two quotes.
    groups: list[tuple[Any, list[Passage]]] = []
    for passage in passages:
        item, start, _, weight = passage
        span = lookup.span_at(item, start)
        text = lookup.item(item)["raw"][span.start : span.end]
        sentences = lookup.corpus.once(("shown", item, span.start), partial(find_sentences, text))
        placed = ((span.start + left, span.start + right) for left, right in sentences)
        whole = next((s for s in placed if s[0] <= start < s[1]), (span.start, span.end))
        around, reach = (groups[-1][0], groups[-1][1][-1].end) if groups else (None, 0)
        if around != (item, whole, weight) or not reach <= start <= reach + BESIDE:
            groups.append(((item, whole, weight), []))
        groups[-1][1].append(passage)
    return [_quote(lookup, group, whole, BESIDE, known) for (_, whole, _), group in groups]


def _quote(lookup: ItemLookup, passages: Any, whole: Any, beside: int, known: _Ids = ()) -> _Shown:
    """Quote passages with at most some characters of the whole beside them, up to whole words."""
    item, first, last = passages[0].item, passages[0].start, passages[-1].end
    row, left, right = lookup.item(item), whole[0], max(whole[1], last)
    # "…tegic partnership of" -> "… partnership of"; a run without spaces is cut where it is.
    raw, at, finish = row["raw"], max(left, first - beside), min(right, last + beside)
    at = max(at, raw.find(" ", at, first) + 1) if at > left else at
    finish = max(last, raw.rfind(" ", last, finish)) if finish < right else finish
    bits = [(ELLIPSIS if at > left else "", False, "")]  # text, whether it was counted, its link
    for passage in passages:
        names = anchor(item, passage.start, passage.end), anchor(item)
        link = next((f"#{name}" for name in names if name in known), "")
        words = cut(raw[passage.start : passage.end], MAX_HIT) or "¶"
        bits += [(raw[at : passage.start], False, ""), (words, True, link)]
        at = passage.end
    bits.append((raw[at:finish].rstrip() + (ELLIPSIS if finish < right else ""), False, ""))
    place = lookup.corpus.locate(item, first, max(first + 1, last))
    about = {"item": item, "lang": row["lang"], "within": row["within"], "place": place}
    label, weight = lookup.span_at(item, first).label, passages[0].weight
    return {**about, "weight": weight, "bits": bits, "label": "" if label in KEPT else label}
