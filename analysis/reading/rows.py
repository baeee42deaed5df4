"""One raw item → its rows of the tables: what chunks and workers call, each item by itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from functools import partial
from typing import Any, NamedTuple

from analysis.lexicons import PACKAGE, Lexicons, Ruling, stopwords
from analysis.lexicons.terms import LANGUAGES
from analysis.reading.cleaning import Span, kept_text, label_spans
from analysis.reading.dating import Dated, Dating, date_item, edtf
from analysis.reading.dating.context import calendar
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.solver import Evidence, dated
from analysis.reading.lines import content
from analysis.reading.sources.items import RawItem
from analysis.tables import InputError

# What may stand around "Please open Telegram to view this post" in a post that says no more.
AROUND_PLACEHOLDER = {"blank", "forward_header", "date_stamp", "view_counter"}
UNKNOWN = "und"  # ISO 639-2: undetermined
# Of the words that must be function words: 4 of 9 in the first example below, none in the second.
MIN_SHARE = 0.15
MAX_CHARS = 20_000  # enough to decide; keeps the work per item bounded
WORD = re.compile(r"[^\W\d_]+")  # letters only: "1st-rate" gives st, rate


class Known(NamedTuple):
    """What holds for all items of a document."""

    doc_id: str
    said: Mapping[str, str] = {}  # by a person: columns of the manifest, and its place
    alone: bool = False  # the only item: what a person says goes before what the source states
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
    ruling: Ruling | None = None,
    copy_of: tuple[str, Day] | None = None,
) -> ItemRows:
    """Clean and date one raw item: a pure function of what it is given and of the lexicons.

    ``copy_of`` is the id and the day of a dated item with the same text.

    >>> raw_item = RawItem("1", "article", "On May 2, 2024 they met.", "line 1", 1)
    >>> item_rows(raw_item, 1, Known("a")).item["event_edtf"]
    '2024-05-02'
    """
    said, raw, kind = known.said, raw_item.raw, raw_item.kind
    if {kind, said.get("kind")} == {"article", "post"}:
        kind = said["kind"]
    spans = label_spans(raw, kind, raw_item.left_out, known.lexicons)
    dating, evidence, ruling_note = _date(raw_item, spans, known, ruling, copy_of)
    text = kept_text(raw, spans)
    heading = next((raw[s.start : s.end] for s in spans if s.label == "heading"), "")
    item_id = f"{known.doc_id}-{raw_item.id}"
    item = {
        "item_id": item_id,
        "doc_id": known.doc_id,
        "position": position,
        "locator": raw_item.locator,
        "first_line": raw_item.first_line,
        "kind": item_kind(kind, spans),
        "outlet": said.get("outlet") or raw_item.channel,
        "heading": content(heading),
        "raw": raw,
        "text": text,
        "language": said.get("language") or guess_language(text),
        "n_words": len(text.split()),
        "n_raw_words": len(raw.split()),
        **_columns("event", dating.event),
        "event_without_identity": dating.event.without_identity,
        "event_contested": dating.event.contested,
        **_columns("published", dating.publication),
    }
    own = {"published_at": raw_item.stamp.published_at} if raw_item.stamp else {}
    return ItemRows(
        item,
        [(item_id, *span) for span in spans],
        [(item_id, *piece) for piece in evidence],
        ruling_note,
        {**own, **raw_item.own},
        any(p.kind in ("published", "manifest") and not p.days for p in dating.unused),
    )


def _columns(name: str, date: Dated) -> dict[str, Any]:
    values = {"edtf": date.edtf, "from": date.earliest, "to": date.latest, "status": date.status}
    return {f"{name}_{part}": value for part, value in values.items()}


def item_kind(kind: str, spans: Iterable[Span]) -> str:
    r"""Return ``placeholder`` or ``service`` for a post with nothing else in it, else ``kind``.

    >>> item_kind("post", label_spans("Forwarded from A\nVIEW IN TELEGRAM\n14:35", "post"))
    'placeholder'
    """
    labels = {span.label for span in spans} - AROUND_PLACEHOLDER
    is_special = kind == "post" and labels in ({"placeholder"}, {"service"})
    return labels.pop() if is_special else kind


def guess_language(text: str) -> str:
    """Return en, ru or uk, or ``und`` when too few words are function words of any of them.

    The largest share of function words wins; ties go to the first of en, ru, uk.

    >>> guess_language("The ministers met in Beijing and discussed the forum.")
    'en'
    >>> guess_language("Los ministros se reunieron en Pekín")
    'und'
    """
    words = WORD.findall(text[:MAX_CHARS].casefold())
    hits = {
        language: sum(map(stopwords("function", language=language).__contains__, words))
        for language in LANGUAGES
    }
    best = max(LANGUAGES, key=hits.__getitem__)
    return best if words and hits[best] >= MIN_SHARE * len(words) else UNKNOWN


def _date(
    raw_item: RawItem,
    spans: list[Span],
    known: Known,
    ruling: Ruling | None,
    copy_of: tuple[str, Day] | None,
) -> tuple[Dating, Iterator[tuple[Any, ...]], str]:
    """Return dates and evidence of an item, and why a ruling on it does not apply."""
    said, horizon, ruling_note = known.said, known.horizon, ""
    published: Day | str | None = raw_item.stamp.published if raw_item.stamp else None
    how = ("published", "stated", "stated by the source")  # kind, tier and note of the evidence
    if said.get("published") and (known.alone or not published):
        published, how = said["published"], ("published", "stated", said["place"])
    elif copy_of and not published:
        published, how = copy_of[1], ("dated_copy", "context", f"{copy_of[0]} has the same text")
    days = edtf.to_days(published, horizon) if isinstance(published, str) else published
    named = calendar(known.lexicons)
    date = partial(date_item, raw_item.raw, spans, published=days, horizon=horizon, events=named)
    try:
        dating = date(ruling=ruling)
    except InputError as error:
        if ruling is None:
            raise
        dating, ruling_note = date(), str(error)
    changed: dict[str, Any] = {"status": "derived"} if how[0] == "dated_copy" else {}
    if isinstance(published, str) and days:  # "2024-05" stays a month
        changed = {"edtf": _written(published, horizon)}
    if changed:
        dating = dating._replace(publication=dating.publication._replace(**changed))
    if said.get("event"):
        dating = _set_event(dating, said["event"], said["place"], horizon)
    return dating, _evidence(dating, how, horizon), ruling_note


def _set_event(dating: Dating, declared: str, place: str, horizon: Horizon) -> Dating:
    """Set the event's date to what the manifest says; what the text says stays as evidence."""
    days = edtf.to_days(declared, horizon)
    piece = Evidence("event", "manifest", "stated", "", 0, 0, days, place)
    if not days:
        piece = piece._replace(note=f"{place}: outside the horizon")
        return dating._replace(unused=(*dating.unused, piece))
    event, written = dated([piece], horizon, "stated"), _written(declared, horizon)
    event = event._replace(status="stated", edtf=written, without_identity=written)
    return Dating(event, dating.publication, (*dating.unused, *dating.event.evidence))


def _written(declared: str, horizon: Horizon) -> str:
    return edtf.from_days(edtf.to_days(declared, horizon), horizon, lasting="/" in declared)


def _evidence(
    dating: Dating, how: tuple[str, str, str], horizon: Horizon
) -> Iterator[tuple[Any, ...]]:
    for piece, used in dating.evidence():
        kind, tier, note = piece.kind, piece.tier, piece.note
        if note == "given":  # the publication that `date_item` was told
            kind, tier, note = how
        known = piece.days not in (0, horizon.every_day)
        days = (horizon.earliest(piece.days), horizon.latest(piece.days)) if known else (None, None)
        yield (piece.target, piece.quote, piece.start, piece.end, kind, tier, *days, used, note)
