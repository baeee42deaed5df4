"""Dates of items from what their pages state in full, each with its evidence.

First version: labels, page stamps and dates in the text. A month and a day without a year stay
open unless the same day stands elsewhere with its year or the page's own stamp gives the year.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analysis.reading.cleaning import Span
from analysis.reading.dating import edtf
from analysis.reading.dating.evidence import Mention, find_dates, latest_on_or_before

LEAD_LINES = 3  # lines of body, after the headings, that speak of the event itself


@dataclass(frozen=True)
class Dated:
    """When something was: an EDTF string, its first and last day, and how it is known."""

    edtf: str = edtf.UNDATED
    first: date | None = None
    last: date | None = None
    status: str = "undated"


@dataclass
class Dating:
    """The event and publication date of one item, and the evidence rows behind them."""

    event: Dated = Dated()
    published: Dated = Dated()
    evidence: list[dict[str, Any]] = field(default_factory=list)

    def note(self, target: str, kind: str, mention: Mention, *, used: bool, note: str = "") -> None:
        """Add one row to the evidence."""
        self.evidence.append(
            {
                "target": target,
                "quote": mention.quote,
                "start": mention.start,
                "end": mention.end,
                "kind": kind,
                "tier": "stated" if mention.is_full else "partial",
                "earliest": min(mention.days, default=None),
                "latest": mention.last or max(mention.days, default=None),
                "used": used,
                "note": mention.problem or note,
            }
        )


def date_item(raw: str, spans: list[Span]) -> Dating:
    """Date one item from its kept text and its page stamp.

    The event is what the first date in the headings or the lead says; later dates are
    background. Removed spans other than the stamp say nothing about the item.
    """
    dating = Dating()
    stamp = _date_publication(dating, raw, spans)
    headings = [span for span in spans if span.label == "heading"]
    body = [span for span in spans if span.label == "body"]
    in_headings = _mentions(raw, headings)
    lead = _mentions(raw, body[:LEAD_LINES])
    later = _mentions(raw, body[LEAD_LINES:])
    told = [m for m in in_headings + lead if not m.problem]
    if told:
        _date_event(dating, told[0], in_headings, told[1:] + later, stamp)
    for mention in in_headings + lead + later:
        if all(mention.start != row["start"] for row in dating.evidence):
            kind = _kind(mention, in_headings)
            dating.note("background", kind, mention, used=False, note="not the lead's first date")
    dating.evidence.sort(key=lambda row: (row["start"], row["target"]))
    return dating


def _date_publication(dating: Dating, raw: str, spans: list[Span]) -> Mention | None:
    """Date the publication by the first stamp of the page and return it."""
    stamps = _mentions(raw, [span for span in spans if span.label == "date_stamp"])
    chosen = next((stamp for stamp in stamps if stamp.is_full), None)
    for stamp in stamps:
        note = "" if stamp is chosen else "not the page's first stamp"
        dating.note("publication", "page_stamp", stamp, used=stamp is chosen, note=note)
    if chosen:
        dating.published = _stated(chosen)
    return chosen


def _date_event(
    dating: Dating,
    told: Mention,
    in_headings: list[Mention],
    others: list[Mention],
    stamp: Mention | None,
) -> None:
    """Date the event by the first date told; a missing year comes from elsewhere on the page."""
    kind = _kind(told, in_headings)
    if told.is_full:
        dating.event = _stated(told)
        dating.note("event", kind, told, used=True)
        return
    assert told.month_day
    month, day = told.month_day
    same_day = [m for m in others if m.is_full and m.recurs_on(month, day)]
    if same_day:
        dating.event = _stated(same_day[0])
        dating.note("event", kind, told, used=True, note="month and day")
        dating.note("event", "full_date", same_day[0], used=True, note="same day with its year")
        return
    found = latest_on_or_before(month, day, stamp.days[0]) if stamp else None
    if stamp and found and len(stamp.days) == 1:
        dating.event = Dated(edtf.one_of([found]), found, found, "derived")
        dating.note("event", kind, told, used=True, note="month and day")
        dating.note(
            "event", "page_stamp", stamp, used=True, note="year: last such day up to the stamp"
        )
        return
    dating.event = Dated(edtf.any_year(month, day), None, None, "open")
    dating.note("event", kind, told, used=True, note="no year stated")


def _mentions(raw: str, spans: list[Span]) -> list[Mention]:
    return [mention for span in spans for mention in find_dates(raw, span.start, span.end)]


def _kind(mention: Mention, in_headings: list[Mention]) -> str:
    if not mention.is_full:
        return "month_day"
    return "label_date" if mention in in_headings else "full_date"


def _stated(mention: Mention) -> Dated:
    first, last = mention.days[0], mention.last or mention.days[-1]
    if len(mention.days) > 1:  # 03/04/2021: both readings kept
        return Dated(edtf.one_of(mention.days), first, last, "open")
    return Dated(edtf.lasting(first, last), first, last, "stated")
