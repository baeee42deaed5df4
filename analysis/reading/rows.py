"""One raw item → its rows of the tables: what chunks and workers call, each item by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import cache, partial
from typing import Any, NamedTuple

from analysis.lexicons import PACKAGE, Lexicons, Ruling, events
from analysis.reading.cleaning import Span, kept_text, label_spans
from analysis.reading.dating import Dating, date_item, edtf
from analysis.reading.dating.context import Calendar
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.solver import Evidence, dated
from analysis.reading.language import guess_language
from analysis.reading.lines import content
from analysis.reading.sources import UNDECLARED, Declared
from analysis.reading.sources.items import RawItem
from analysis.tables import InputError

# What may stand around "Please open Telegram to view this post" in a post that says no more.
AROUND_PLACEHOLDER = {"blank", "forward_header", "date_stamp", "view_counter"}


@dataclass(frozen=True)
class Known:
    """What holds for all items of a document."""

    doc_id: str
    declared: Declared = UNDECLARED
    alone: bool = False  # the only item: what a person declares goes before what the source states
    horizon: Horizon = HORIZON
    lexicons: Lexicons = PACKAGE


class ItemRows(NamedTuple):
    """The rows of one item, of plain values in the order of the columns of `analysis.tables`."""

    item: dict[str, Any]  # all but `duplicate_of`, which the other items decide
    spans: list[tuple[Any, ...]]
    evidence: list[tuple[Any, ...]]
    ruling_note: str  # why the ruling was not applied; empty when it was, or there was none
    own: dict[str, Any]  # what the source states, and the reader's own columns
    is_outside: bool  # whether a stated date lies outside the horizon


def item_rows(
    raw_item: RawItem,
    position: int,
    known: Known,
    *,
    ruling: Ruling | None = None,
    copy_of: tuple[str, Day] | None = None,
) -> ItemRows:
    """Clean and date one raw item: a pure function of what it is given and of the lexicons.

    ``copy_of`` is the id and the day of a dated item with the same text.

    >>> raw_item = RawItem("1", "article", "On May 2, 2024 they met.", "line 1", 1)
    >>> item_rows(raw_item, 1, Known("a")).item["event_edtf"]
    '2024-05-02'
    """
    declared, horizon, lexicons = known.declared, known.horizon, known.lexicons
    item_id = f"{known.doc_id}-{raw_item.id}"
    raw, kind = raw_item.raw, raw_item.kind
    if declared.kind in ("article", "post") and kind in ("article", "post"):
        kind = declared.kind
    spans = label_spans(raw, kind, raw_item.left_out, lexicons)
    published, said = _publication(raw_item, declared, known.alone, copy_of)
    ruling_note = ""
    days = edtf.to_days(published, horizon) if isinstance(published, str) else published
    calendar = _calendar(lexicons)
    date = partial(date_item, raw, spans, published=days, horizon=horizon, events=calendar)
    try:
        dating = date(ruling=ruling)
    except InputError as error:
        if ruling is None:
            raise
        ruling_note = str(error)
        dating = date()
    if said[0] == "dated_copy":
        dating = replace(dating, publication=replace(dating.publication, status="derived"))
    elif isinstance(published, str) and days:  # "2024-05" stays a month
        written = replace(dating.publication, edtf=_written(published, horizon))
        dating = replace(dating, publication=written)
    if declared.event:
        dating = _declare_event(dating, declared, horizon)
    text = kept_text(raw, spans)
    heading = next((raw[s.start : s.end] for s in spans if s.label == "heading"), "")
    event, publication = dating.event, dating.publication
    item = {
        "item_id": item_id,
        "doc_id": known.doc_id,
        "position": position,
        "locator": raw_item.locator,
        "first_line": raw_item.first_line,
        "kind": item_kind(kind, spans),
        "outlet": declared.outlet or raw_item.channel,
        "heading": content(heading),
        "raw": raw,
        "text": text,
        "language": declared.language or guess_language(text),
        "n_words": len(text.split()),
        "n_raw_words": len(raw.split()),
        "event_edtf": event.edtf,
        "event_from": event.earliest,
        "event_to": event.latest,
        "event_status": event.status,
        "event_without_identity": event.without_identity,
        "event_contested": event.contested,
        "published_edtf": publication.edtf,
        "published_from": publication.earliest,
        "published_to": publication.latest,
        "published_status": publication.status,
    }
    evidence = list(_evidence(item_id, dating, said, horizon))
    is_outside = any(p.kind in ("published", "manifest") and not p.days for p in dating.unused)
    at = {"published_at": raw_item.stamp.published_at} if raw_item.stamp else {}
    own = {**at, **raw_item.stated, **raw_item.extra, **declared.extra}
    return ItemRows(
        item, [(item_id, *span) for span in spans], evidence, ruling_note, own, is_outside
    )


@cache
def _calendar(lexicons: Lexicons) -> Calendar:
    return Calendar.of(events(lexicons))


def _publication(
    raw_item: RawItem, declared: Declared, alone: bool, copy_of: tuple[str, Day] | None
) -> tuple[Day | str | None, tuple[str, str, str]]:
    """Return the known publication, and kind, tier and note of it as evidence."""
    stated = raw_item.stamp.published if raw_item.stamp else None
    if declared.published and (alone or not stated):
        return declared.published, ("published", "stated", declared.place)
    if stated or not copy_of:
        return stated, ("published", "stated", "stated by the source")
    return copy_of[1], ("dated_copy", "context", f"{copy_of[0]} has the same text")


def _declare_event(dating: Dating, declared: Declared, horizon: Horizon) -> Dating:
    """Set the event's date to what the manifest says; what the text says stays as evidence."""
    days = edtf.to_days(declared.event, horizon)
    piece = Evidence("event", "manifest", "stated", "", 0, 0, days, declared.place)
    if not days:
        unused = replace(piece, note=f"{declared.place}: outside the horizon")
        return replace(dating, unused=(*dating.unused, unused))
    written = _written(declared.event, horizon)
    event = dated([piece], horizon, "stated")
    event = replace(event, status="stated", edtf=written, without_identity=written)
    return Dating(event, dating.publication, (*dating.unused, *dating.event.evidence))


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


def _written(declared: str, horizon: Horizon) -> str:
    days = edtf.to_days(declared, horizon)
    return edtf.from_days(days, horizon, lasting="/" in declared)


def _evidence(
    item_id: str, dating: Dating, said: tuple[str, str, str], horizon: Horizon
) -> Iterator[tuple[Any, ...]]:
    for piece, used in dating.evidence():
        if piece.note == "given":  # the publication that `date_item` was told
            kind, tier, note = said
            piece = replace(piece, kind=kind, tier=tier, note=note)
        known = piece.days not in (0, horizon.every_day)
        days = (horizon.earliest(piece.days), horizon.latest(piece.days)) if known else (None, None)
        place = piece.target, piece.quote, piece.start, piece.end
        yield (item_id, *place, piece.kind, piece.tier, *days, used, piece.note)
