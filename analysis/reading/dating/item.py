"""One item → when its event happened and when it was published, as far as its text tells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import accumulate, pairwise

from analysis import lexicons
from analysis.lexicons import Event, Ruling
from analysis.reading.cleaning import Span
from analysis.reading.dating.choice import LABELS, OUTSIDE, choose_told, openings_of
from analysis.reading.dating.context import find_context
from analysis.reading.dating.cues import is_announced
from analysis.reading.dating.days import DAY, HORIZON, Horizon
from analysis.reading.dating.event import date_event
from analysis.reading.dating.event_names import Calendar
from analysis.reading.dating.mentions import find_dates
from analysis.reading.dating.relative import find_weekdays
from analysis.reading.dating.solver import Dated, Dating, Evidence, dated
from analysis.tables import InputError

# "ICYMI: on May 15, 2024 …", "Recap" → told again, so not before the event.
_RECAP = re.compile(r"#?\bICYMI\b|\bin case you missed it\b|\brecap\b|\bthrowback\b", re.IGNORECASE)


def date_text(
    text: str,
    *,
    title: str = "",
    published: date | str | None = None,
    horizon: Horizon = HORIZON,
    events: Sequence[Event] | None = None,
    identity: bool = True,
) -> Dating:
    """Date the event one text tells and its publication.

    Evidence is placed in title, line end, text. ``published`` is the day of publication, if known
    from elsewhere, or text that begins with YYYY-MM-DD. Cap the horizon by the day of capture if
    that is known. ``events`` is the calendar of dated events (None: events.csv; empty: the text
    alone), ``identity`` whether its record of known meetings may name the day.

    >>> date_text("On Tuesday, April 9, they met.", published=date(2024, 4, 9)).event.edtf
    '2024-04-09'
    >>> date_text("On Tuesday, April 9, they met.", events=()).event.edtf
    '[2013-04-09,2019-04-09,2024-04-09]'
    """
    if isinstance(published, str):
        published = date.fromisoformat(published[:10])
    elif isinstance(published, datetime):
        published = published.date()
    raw = f"{title}\n{text}" if title else text
    lines = raw.splitlines(keepends=True)
    ends = list(accumulate(map(len, lines)))
    spans = [Span(start, end, "body") for start, end in pairwise([0, *ends])]
    if title:
        spans[0] = Span(0, ends[0], "heading")
    return date_item(
        raw, spans, published=published, horizon=horizon, events=events, identity=identity
    )


def date_item(
    raw: str,
    spans: Iterable[Span],
    *,
    published: date | int | None = None,
    horizon: Horizon = HORIZON,
    events: Sequence[Event] | Calendar | None = None,
    identity: bool = True,
    ruling: Ruling | None = None,
) -> Dating:
    """Date one item from its labelled spans: headings and body tell, the page's stamp publishes.

    ``published`` is a day or a set of days. ``ruling`` chooses between the ways out of a
    contradiction; `InputError` when there is none.
    """
    spans = list(spans)
    told_spans = [span for span in spans if span.label in ("heading", "body")]
    lines = [(span.start, span.end) for span in told_spans]
    if not isinstance(events, Calendar):
        events = _standard_calendar() if events is None else Calendar.of(events)
    stamp, other_stamps = _choose_stamp(raw, spans, published, horizon)
    told, background = choose_told(raw, told_spans, stamp, horizon)
    context = find_context(raw, lines, events, horizon)
    if context and not told and not stamp:
        context += find_weekdays(raw, openings_of(raw, told_spans), horizon)
    event, unused = date_event(raw, told, stamp, context, horizon, identity=identity, ruling=ruling)
    if ruling and event.status != "ruled":
        said = f"the evidence agrees on {event.edtf or 'no date'}"
        raise InputError(f"{ruling.place}: there is nothing to rule on, {said}; delete the row")
    publication = _date_publication(raw, lines, stamp, event, horizon)
    return Dating(event, publication, (*background, *unused, *other_stamps))


@cache
def _standard_calendar() -> Calendar:
    return Calendar.of(lexicons.events())


def _choose_stamp(
    raw: str, spans: Sequence[Span], published: date | int | None, horizon: Horizon
) -> tuple[Evidence | None, list[Evidence]]:
    """Return the page's own date, given or its first stamp, and what was passed over."""
    stamps, teasers = list[Evidence](), list[Evidence]()
    if published is not None:
        days = published if isinstance(published, int) else horizon.of(published)
        stamps.append(Evidence("publication", "published", "stated", "", 0, 0, days, "given"))
    for span in spans:
        is_teaser = span.label in ("related_news", "partner_news")
        is_stamp = is_teaser or span.label == "date_stamp"
        for mention in find_dates(raw, span.start, span.end) if is_stamp else ():
            if mention.is_full and is_teaser:  # "Related: … May 3, 2024" → from 3 May on
                days, note = horizon.between(mention.days[-1], None), "the page is not older"
                piece = mention.evidence("publication", "teaser_stamp", "context", days, note)
                teasers.append(piece)
            elif mention.is_full:
                days = horizon.of(*mention.days)
                stamps.append(mention.evidence("publication", "page_stamp", "stated", days))
    chosen = next((stamp for stamp in stamps if stamp.days), None)
    others = [stamp for stamp in stamps if stamp is not chosen]
    notes = ("not the page's first stamp" if stamp.days else OUTSIDE for stamp in others)
    passed = [replace(stamp, note=note) for stamp, note in zip(others, notes, strict=True)]
    return chosen, passed + teasers


def _date_publication(
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
    if told is None or event.earliest is None or event.status in ("open", "contested"):
        return dated([], horizon, "undated")
    # "On February 9, the ministers will meet" was published before the event.
    is_label = any(piece.kind in LABELS for piece in event.evidence)
    if not is_label and is_announced(raw, told.start, told.end):
        return dated([], horizon, "undated")
    # "China Daily (May 15, 2024)": an issue date in brackets may lie a day after the post.
    label = next((piece for piece in event.evidence if piece.kind == "bracket_date"), None)
    days = horizon.between(event.earliest - DAY if label else event.earliest, None)
    note = "not before the event" + (", less a day for an issue date" if label else "")
    piece = replace(label or told, target="publication", kind="not_before", tier="context")
    used = [replace(piece, days=days, note=note)]
    recap = next(filter(None, (_RECAP.search(raw, start, end) for start, end in lines)), None)
    if recap:
        quote, (start, end) = recap.group(), recap.span()
        note = "told again, so not before the event"
        used += [Evidence("publication", "recap", "context", quote, start, end, days, note)]
    return dated(used, horizon, "derived")
