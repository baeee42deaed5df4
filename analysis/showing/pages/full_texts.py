"""Items → their texts in full for the report, those cited most often first if not all fit."""

from collections.abc import Iterable

from analysis.showing.pages.figure_files import Passage
from analysis.showing.pages.item_view import ItemLookup, ItemView, view_item

MAX_TEXTS = 3_000  # items shown in full, at most
MAX_TEXT_CHARS = 20_000  # of each
MAX_SPAN_CHARS = 5_000  # of one paragraph or line
MAX_ALL_CHARS = 4_000_000  # of all together


def show_texts(lookup: ItemLookup, cited: Iterable[Passage]) -> list[ItemView]:
    """Lay out the items with the most passages, in document order, each passage a target."""
    passages: dict[str, list[tuple[int, int]]] = {item: [] for item in lookup.items}
    for passage in cited:
        passages[passage.item].append((passage.start, passage.end))
    order = {item: n for n, item in enumerate(passages)}
    chosen: list[str] = []
    left = MAX_ALL_CHARS
    for item in sorted(passages, key=lambda item: (-len(passages[item]), order[item])):
        size = min(MAX_TEXT_CHARS, len(lookup.items[item]["raw"]))
        if len(chosen) < MAX_TEXTS and size <= left:
            chosen.append(item)
            left -= size
    return [_show(lookup, item, passages[item]) for item in sorted(chosen, key=order.__getitem__)]


def _show(lookup: ItemLookup, item: str, passages: list[tuple[int, int]]) -> ItemView:
    """Show whole spans until there is no room for another; long ones count as far as shown."""
    room, shown_to = MAX_TEXT_CHARS, 0
    for span in lookup.spans[item]:
        if room > 0:
            room -= min(MAX_SPAN_CHARS, span.end - span.start)
            shown_to = span.end
    whole = {(span.start, span.end) for span in lookup.spans[item]}  # each is a target anyway
    inside = {*passages} - whole
    return view_item(lookup, item, inside, window=(0, shown_to), span_chars=MAX_SPAN_CHARS)
