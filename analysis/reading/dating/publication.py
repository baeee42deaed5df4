"""A page's stamp, or the event it tells → when it was published."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from analysis.reading.cleaning import Span
from analysis.reading.dating.choice import OUTSIDE, is_announced, piece_of
from analysis.reading.dating.days import DAY, Horizon
from analysis.reading.dating.mentions import find_dates
from analysis.reading.dating.result import Dated, dated, undated
from analysis.reading.dating.solver import Evidence

# "China Daily (May 15, 2024)": an issue date in brackets may lie a day after the post.
_LABEL_LEAD = DAY
# "ICYMI: on May 15, 2024 …", "Recap" → told again, so not before the event.
_RECAP = re.compile(r"#?\bICYMI\b|\bin case you missed it\b|\brecap\b|\bthrowback\b", re.IGNORECASE)
_STATUSES_TOO_OPEN = ("undated", "open", "contested")  # an event so dated bounds no publication


def choose_stamp(
    raw: str, spans: Sequence[Span], published: date | None, horizon: Horizon
) -> tuple[Evidence | None, list[Evidence]]:
    """Return the page's own date, given or its first stamp, and what was passed over."""
    stamps: list[Evidence] = []
    if published:
        days = horizon.of(published)
        stamps.append(Evidence("publication", "published", "stated", "", 0, 0, days, "given"))
    for span in spans:
        for mention in find_dates(raw, span.start, span.end) if span.label == "date_stamp" else ():
            if mention.is_full:
                days = horizon.of(*mention.days)
                stamps.append(piece_of("publication", "page_stamp", "stated", mention, days))
    chosen = next((stamp for stamp in stamps if stamp.days), None)
    others = [
        replace(stamp, note="not the page's first stamp" if stamp.days else OUTSIDE)
        for stamp in stamps
        if stamp is not chosen
    ]
    return chosen, others


def teaser_stamps(raw: str, spans: Sequence[Span], horizon: Horizon) -> list[Evidence]:
    """Return the stamps of other pages' teasers: they say that this page is not older, no more."""
    note = "the page is not older"
    return [
        piece_of("publication", "teaser_stamp", "context", mention, days, note)
        for span in spans
        if span.label in ("related_news", "partner_news")
        for mention in find_dates(raw, span.start, span.end)
        if mention.is_full
        for days in [horizon.between(mention.days[-1], None)]
    ]


def date_publication(
    raw: str,
    lines: Sequence[tuple[int, int]],
    stamp: Evidence | None,
    event: Dated,
    horizon: Horizon,
) -> Dated:
    """Date the publication by the stamp; else it is not before the event, unless announced."""
    if stamp:
        return dated([stamp], horizon, "stated")
    told = next(iter(event.evidence), None)
    if told is None or event.earliest is None or event.status in _STATUSES_TOO_OPEN:
        return undated(horizon)
    if is_announced(raw, told.end, told.end):
        return undated(horizon)
    label = next((piece for piece in event.evidence if piece.kind == "bracket_date"), None)
    days = horizon.between(event.earliest - (_LABEL_LEAD if label else timedelta()), None)
    note = "not before the event" + (", less a day for an issue date" if label else "")
    used = [
        replace(
            label or told,
            target="publication",
            kind="not_before",
            tier="context",
            days=days,
            note=note,
        )
    ]
    recap = next(filter(None, (_RECAP.search(raw, start, end) for start, end in lines)), None)
    if recap:
        quote, (start, end) = recap.group(), recap.span()
        note = "told again, so not before the event"
        used += [Evidence("publication", "recap", "context", quote, start, end, days, note)]
    return dated(used, horizon, "derived")
