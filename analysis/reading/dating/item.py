"""One item → when its event happened and when it was published, as far as its text lets one know.

Every piece of evidence allows a set of days; a date is the intersection of those that speak of it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from itertools import accumulate, pairwise

from analysis import lexicons
from analysis.lexicons import Event, Ruling
from analysis.reading.cleaning import Span
from analysis.reading.dating.choice import choose_told
from analysis.reading.dating.context import find_context
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.event import date_event
from analysis.reading.dating.event_names import Calendar
from analysis.reading.dating.publication import choose_stamp, date_publication
from analysis.reading.dating.result import Dating
from analysis.tables import InputError


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

    Parameters
    ----------
    text, title
        The body, line by line, and the headline; evidence is placed in title, line end, text.
    published
        The day of publication, if known from elsewhere; or text that begins with YYYY-MM-DD.
    horizon
        The days anything can be dated to; cap it by the day of capture if that is known.
    events, identity
        The calendar of dated events (None: events.csv; empty: the text alone), and whether its
        record of known meetings may name the day.

    Examples
    --------
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
    published: date | None = None,
    horizon: Horizon = HORIZON,
    events: Sequence[Event] | None = None,
    identity: bool = True,
    ruling: Ruling | None = None,
) -> Dating:
    """Date one item from its labelled spans: headings and body tell, the page's stamp publishes.

    ``ruling`` chooses between the ways out of a contradiction; `InputError` when there is none.
    """
    spans = list(spans)
    told_spans = [span for span in spans if span.label in ("heading", "body")]
    lines = [(span.start, span.end) for span in told_spans]
    calendar = _standard_calendar() if events is None else Calendar.of(events)
    stamp, other_stamps = choose_stamp(raw, spans, published, horizon)
    told, background = choose_told(raw, told_spans, stamp, horizon)
    context = find_context(raw, lines, calendar, horizon)
    event, unused = date_event(raw, told, stamp, context, horizon, identity=identity, ruling=ruling)
    if ruling and event.status != "ruled":
        said = f"the evidence agrees on {event.edtf or 'no date'}"
        raise InputError(f"{ruling.place}: there is nothing to rule on, {said}; delete the row")
    publication = date_publication(raw, lines, stamp, event, horizon)
    return Dating(event, publication, (*background, *unused, *other_stamps))


@cache
def _standard_calendar() -> Calendar:
    return Calendar.of(lexicons.events())
