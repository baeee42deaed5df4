"""One raw item → its rows of the tables: what chunks and workers call, each item by itself."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from analysis.lexicons import Ruling
from analysis.reading.cleaning import Span, kept_text, label_spans
from analysis.reading.dating import Dated, Dating, date_item
from analysis.reading.dating.days import HORIZON
from analysis.reading.language import guess_language
from analysis.reading.lines import content
from analysis.reading.sources.text import RawItem
from analysis.tables import InputError

# What may stand around "Please open Telegram to view this post" in a post that says no more.
AROUND_PLACEHOLDER = {"blank", "forward_header", "date_stamp", "view_counter"}


class ItemRows(NamedTuple):
    """The rows of one item, of plain values in the order of the columns of `analysis.tables`."""

    item: dict[str, Any]  # all but `duplicate_of`, which the other items decide
    spans: list[tuple[Any, ...]]
    evidence: list[tuple[Any, ...]]
    ruling_note: str  # why the ruling was not applied; empty when it was, or there was none


def item_rows(
    raw_item: RawItem, *, doc_id: str, position: int, outlet: str = "", ruling: Ruling | None = None
) -> ItemRows:
    """Clean and date one raw item: a pure function of what it is given and of the lexicons.

    ``outlet`` is what the manifest says of the document; else the item's channel is the outlet. A
    ruling that does not apply is not applied.

    >>> raw_item = RawItem("1", "article", "On May 2, 2024 they met.", "line 1", 1)
    >>> item_rows(raw_item, doc_id="a", position=1).item["event_edtf"]
    '2024-05-02'
    """
    item_id = f"{doc_id}-{raw_item.id}"
    raw, published = raw_item.raw, raw_item.published
    spans = label_spans(raw, raw_item.kind)
    ruling_note = ""
    try:
        dating = date_item(raw, spans, published=published, ruling=ruling)
    except InputError as error:
        if ruling is None:
            raise
        ruling_note = str(error)
        dating = date_item(raw, spans, published=published)
    text = kept_text(raw, spans)
    heading = next((raw[s.start : s.end] for s in spans if s.label == "heading"), "")
    item = {
        **{"item_id": item_id, "doc_id": doc_id, "position": position},
        **{"locator": raw_item.locator, "first_line": raw_item.first_line},
        **{"kind": item_kind(raw_item.kind, spans), "outlet": outlet or raw_item.channel},
        **{"heading": content(heading), "raw": raw, "text": text},
        "language": guess_language(text),
        **{"n_words": len(text.split()), "n_raw_words": len(raw.split())},
        **_date_columns("event", dating.event),
        "event_without_identity": dating.event.without_identity,
        "event_contested": dating.event.contested,
        **_date_columns("published", dating.publication),
    }
    return ItemRows(
        item, [(item_id, *span) for span in spans], list(_evidence(item_id, dating)), ruling_note
    )


def item_kind(kind: str, spans: Iterable[Span]) -> str:
    r"""Return ``placeholder`` or ``service`` for a post with nothing else in it, else ``kind``.

    >>> item_kind("post", label_spans("Forwarded from A\nVIEW IN TELEGRAM\n14:35", "post"))
    'placeholder'
    """
    labels = {span.label for span in spans} - AROUND_PLACEHOLDER
    for special in ("placeholder", "service"):
        if kind == "post" and labels == {special}:
            return special
    return kind


def _date_columns(target: str, dated: Dated) -> dict[str, Any]:
    columns = [f"{target}_{name}" for name in ("edtf", "from", "to", "status")]
    values = (dated.edtf, dated.earliest, dated.latest, dated.status)
    return dict(zip(columns, values, strict=True))


_stated = attrgetter("target", "quote", "start", "end", "kind", "tier")


def _evidence(item_id: str, dating: Dating) -> Iterator[tuple[Any, ...]]:
    for piece, used in dating.evidence():
        known = piece.days not in (0, HORIZON.every_day)
        days = (HORIZON.earliest(piece.days), HORIZON.latest(piece.days)) if known else (None, None)
        yield (item_id, *_stated(piece), *days, used, piece.note)
