"""An item and its hits → HTML to read it in: hits marked, the chosen one quoted above it."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from analysis.showing.pages.figure_files import Passage
from analysis.showing.pages.item_view import ItemLookup, passage_anchor, view_item
from analysis.showing.pages.quotes import quote_around
from analysis.showing.pages.templates import macros

MAX_ITEM_CHARS = 100_000  # of one item; what is shown of a longer one lies around the chosen hit

Offsets = tuple[int, int]  # of a hit, in the item's raw text


def item_html(
    lookup: ItemLookup, item_id: str, hits: Sequence[Offsets] = (), *, chosen: Offsets | None = None
) -> Markup:
    """Return a whole item with its hits marked: removed text grey, its reason beside it.

    The chosen hit is to be read first; it is quoted above the item. Repeats are folded.
    """
    size = len(lookup.items[item_id]["raw"])
    centre = chosen[0] if chosen else 0
    first = max(0, min(centre - MAX_ITEM_CHARS // 2, size - MAX_ITEM_CHARS))
    window = first, min(size, first + MAX_ITEM_CHARS)
    own = [chosen] if chosen else []
    marks = _in_spans(lookup, item_id, _joined([*hits, *own]), window)
    chosen_marks = _in_spans(lookup, item_id, own, window)
    html: Markup = macros("explore.html").reader(
        view_item(lookup, item_id, [*marks, *chosen_marks], window=window),
        quote_around(lookup, Passage(item_id, *chosen, 1.0)) if chosen else None,
        [passage_anchor(item_id, *mark) for mark in chosen_marks],
    )
    return html


def _joined(marks: Iterable[Offsets]) -> list[Offsets]:
    """Return marks in order, overlapping ones as one.

    >>> _joined([(5, 12), (3, 9), (20, 21)])
    [(3, 12), (20, 21)]
    """
    joined: list[Offsets] = []
    for start, end in sorted(marks):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _in_spans(
    lookup: ItemLookup, item_id: str, marks: Iterable[Offsets], window: Offsets
) -> list[Offsets]:
    """Cut marks at the edges of the window and of spans, which are elements of their own."""
    return [
        (max(start, span.start, window[0]), min(end, span.end, window[1]))
        for start, end in marks
        for span in lookup.spans[item_id]
        if max(start, span.start, window[0]) < min(end, span.end, window[1])
    ]
