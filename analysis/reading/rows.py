"""One raw item → its rows of the tables: what chunks and workers call, each item by itself."""

import re
from collections.abc import Mapping
from datetime import date as Day
from hashlib import blake2b
from itertools import filterfalse
from typing import Any, NamedTuple

from analysis.lexicons import LANGUAGES, PACKAGE, Lexicons, Ruling, stopwords
from analysis.reading.cleaning import Span, content, kept_text, label_spans
from analysis.reading.dating.context import calendar
from analysis.reading.dating.days import HORIZON, Horizon, from_days, to_days
from analysis.reading.dating.item import date_item
from analysis.reading.dating.solver import Dating, Evidence, dated
from analysis.reading.sources.items import RawItem
from analysis.tables import ITEMS, InputError

# What may stand around "Please open Telegram to view this post" in a post that says no more.
_AROUND_PLACEHOLDER = {"blank", "forward_header", "date_stamp", "view_counter"}
UNKNOWN = "und"  # ISO 639-2: undetermined
# Of the words that must be function words of a language, the first of en, ru, uk that has most:
# 4 of 9 in "The ministers met in Beijing and discussed the forum.", none in "Los ministros …".
_MIN_SHARE = 0.15
_MAX_CHARS = 20_000  # enough to decide; keeps the work per item bounded
_WORD = re.compile(r"[^\W\d_]+")  # letters only: "1st-rate" gives st, rate


class Job(NamedTuple):
    """One item to be read, and what is known of it beside its text."""

    raw_item: RawItem
    position: int
    doc_id: str
    said: Mapping[str, str] = {}  # by a person: columns of the manifest, and its place
    alone: bool = False  # in its document: what a person says goes before what the source states
    horizon: Horizon = HORIZON
    lexicons: Lexicons = PACKAGE
    ruling: Ruling | None = None
    copy_of: tuple[str, Day] | None = None  # id and day of a dated item with the same text


# Told beside an item, if at all: key of its text, message and edit, ruling not applied, horizon.
COLUMNS = {n: dtype for n, dtype in ITEMS.items() if n != "duplicate_of"}
BESIDE = dict.fromkeys(("copy_key", "message", "edited", "ruling_note", "outside"), "str")


class ItemRows(NamedTuple):
    """The rows of one item, of plain values in the order of the columns of `analysis.tables`."""

    item: dict[str, Any]  # all but `duplicate_of`, which the other items decide
    spans: list[tuple[Any, ...]]
    evidence: list[tuple[Any, ...]]
    beside: tuple[str, ...]


def item_rows(job: Job) -> ItemRows:
    """Clean and date one raw item: a pure function, so that no worker changes a result."""
    raw_item, said, raw, kind = job.raw_item, job.said, job.raw_item.raw, job.raw_item.kind
    kind = said["kind"] if {kind, said.get("kind")} == {"article", "post"} else kind
    spans = label_spans(raw, kind, raw_item.left_out, job.lexicons)
    dating, how, ruling_note = _date(job, spans)
    labels = {span.label for span in spans} - _AROUND_PLACEHOLDER
    if kind == "post" and labels in ({"placeholder"}, {"service"}):
        kind = labels.pop()
    text = kept_text(raw, spans)
    folded = text.casefold().split()  # case and white space make no other text
    head = folded if len(text) <= _MAX_CHARS else text[:_MAX_CHARS].casefold().split()
    heading = next((raw[s.start : s.end] for s in spans if s.label == "heading"), "")
    item_id = f"{job.doc_id}-{raw_item.id}"
    event, published = dating.event, dating.publication
    cells = (
        *(item_id, job.doc_id, job.position, raw_item.locator, raw_item.first_line, kind),
        *(said.get("outlet") or raw_item.channel, content(heading), raw, text),
        *(said.get("language") or _guess_language(head), len(folded)),
        *(len(folded if text == raw else raw.split()), event.edtf, event.earliest, event.latest),
        *(event.status, event.without_identity, event.contested),
        *(published.edtf, published.earliest, published.latest, published.status),
    )
    item: dict[str, Any] = dict(zip(COLUMNS, cells, strict=True))
    key = blake2b(" ".join(folded).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    is_outside = any(p.kind in ("published", "manifest") and not p.days for p in dating.unused)
    outside = f"{job.horizon.first.year}–{job.horizon.last.year}" * is_outside
    pieces: list[tuple[Any, ...]] = []
    for piece, used in dating.evidence():
        is_given = piece.note == "given"  # the publication that `date_item` was told
        kind, tier, note = how if is_given else (piece.kind, piece.tier, piece.note)
        is_known = piece.days not in (0, job.horizon.every_day)
        days = job.horizon.ends(piece.days) if is_known else (None, None)
        pieces.append((item_id, piece.target, *piece[3:6], kind, tier, *days, used, note))
    beside = key * bool(folded), *_message(raw_item.own, item["outlet"]), ruling_note, outside
    return ItemRows(item, [(item_id, *span) for span in spans], pieces, beside)


def _message(own: Mapping[str, Any], outlet: str) -> tuple[str, str]:
    """Return chat and number of a message, the same in every export, and when it was edited."""
    chat, number = own.get("chat_id") or outlet, own.get("message_id")
    return f"{chat}\n{number}" * bool("media" in own and chat and number), own.get("edited") or ""


def _guess_language(tokens: list[str]) -> str:
    """Return en, ru or uk, or ``und`` when too few words are function words of any of them."""
    # ``tokens`` are what stands between white space, case folded; most are words
    words = [*filter(str.isalpha, tokens)]
    words += _WORD.findall(" ".join(filterfalse(str.isalpha, tokens)))
    lists = (stopwords("function", language=language) for language in LANGUAGES)
    hits = [sum(map(listed.__contains__, words)) for listed in lists]
    best = max(hits)
    return LANGUAGES[hits.index(best)] if words and best >= _MIN_SHARE * len(words) else UNKNOWN


def _date(job: Job, spans: list[Span]) -> tuple[Dating, tuple[str, str, str], str]:
    """Return dates, how the publication is known, and why a ruling on the item does not apply."""
    said, horizon, stamp, ruling_note = job.said, job.horizon, job.raw_item.stamp, ""
    published: Day | str | None = stamp.published if stamp else None
    how = "published", "stated", "stated by the source"  # kind, tier and note of the evidence
    if said.get("published") and (job.alone or not published):
        published, how = said["published"], ("published", "stated", said["place"])
    elif job.copy_of and not published:
        id_, published = job.copy_of
        how = ("dated_copy", "context", f"{id_} has the same text")
    days = to_days(f"{published}", horizon) if published else None
    known: dict[str, Any] = {"published": days, "events": calendar(job.lexicons)}
    known |= {"raw": job.raw_item.raw, "spans": spans, "horizon": horizon}
    try:
        event, publication, unused = date_item(**known, ruling=job.ruling)
    except InputError as error:
        (event, publication, unused), ruling_note = date_item(**known), str(error)
    if how[0] == "dated_copy":
        publication = publication._replace(status="derived")
    if isinstance(published, str) and days:  # "2024-05" stays a month
        publication = publication._replace(edtf=from_days(days, horizon, lasting="/" in published))
    if declared := said.get("event"):  # what the text says stays as evidence
        days = to_days(declared, horizon)
        note = said["place"] + ": outside the horizon" * (not days)
        piece = Evidence("event", "manifest", "stated", "", 0, 0, days, note)
        unused = (*unused, *(event.evidence if days else (piece,)))
        if days:
            written = from_days(days, horizon, lasting="/" in declared)
            event = dated([piece], horizon, "stated")._replace(edtf=written, status="stated")
            event = event._replace(without_identity=written)
    return Dating(event, publication, unused), how, ruling_note
