"""One item → when its event happened and when it was published, as far as its text tells."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache, reduce
from itertools import accumulate, filterfalse, pairwise
from operator import attrgetter, or_
from typing import Any

from analysis.lexicons import Event, Ruling
from analysis.reading.cleaning import Span
from analysis.reading.dating.choice import LABELS, OUTSIDE, Weighed, choose_told
from analysis.reading.dating.context import Calendar, calendar, find_context
from analysis.reading.dating.cues import Text, forms, tense
from analysis.reading.dating.days import DAY, HORIZON, Horizon, from_days
from analysis.reading.dating.mentions import find_dates
from analysis.reading.dating.relative import RECKONED, find_weekdays
from analysis.reading.dating.solver import Dated, Dating, Evidence, contradictions, dated, intersect
from analysis.tables import refuse

_RECAP = re.compile(rf"#?\b{forms('recap')}\b", re.IGNORECASE)  # "ICYMI: on May 15, 2024 …"
_STAMPS = ("date_stamp", "related_news", "partner_news")
_BESIDE_CHARS = 100  # how far from its date the event it speaks of is named
_stated = lru_cache(maxsize=2**12)(dated)  # many items have the same publication
_FROM_ON, _SHORTLY = ("past_date", "after"), 31
_FEW_DAYS = 31  # without a publication a weekday is weighed only where it leaves so few


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
    days = None if published is None else horizon.of(date.fromisoformat(str(published)[:10]))
    raw = f"{title}\n{text}" if title else text
    ends = accumulate(map(len, raw.splitlines(keepends=True)), initial=0)
    first = "heading" if title else "body"
    spans = [Span(start, end, "body" if start else first) for start, end in pairwise(ends)]
    own = None if events is None else Calendar.of(events)
    return date_item(raw, spans, published=days, horizon=horizon, events=own, identity=identity)


def date_item(
    raw: str,
    spans: Sequence[Span],
    *,
    published: int | None = None,
    horizon: Horizon = HORIZON,
    events: Calendar | None = None,
    identity: bool = True,
    ruling: Ruling | None = None,
) -> Dating:
    """Date one item from its labelled spans: headings and body tell, the page's stamp publishes."""
    # ``published`` are the days known from elsewhere; raises `InputError` for an idle ruling.
    stamp, other_stamps = _choose_stamp(raw, spans, published, horizon)
    tells = [s for s in spans if s.label in ("heading", "body") and not raw[s[0] : s[1]].isspace()]
    text = Text.of(raw, tells, horizon, stamp)
    told, background = choose_told(text)
    context = find_context(text, events or calendar())
    if is_outside := not stamp and OUTSIDE in [piece.note for piece in other_stamps]:
        # a page of other years speaks of no day of these, but for what is told with its year
        stated = [piece for piece in told if piece.tier == "stated"]
        background += filterfalse(stated.__contains__, told + context)
        told, context = stated, []
    if context and not told and not stamp:
        context += find_weekdays(text)
    if context or any(piece.tier == "partial" for piece in told):
        past, background = _past_dates(text, background)
        context += past
    event, unused = _date_event(text, told, context, ruling, identity=identity)
    if ruling:
        refuse(event.status != "ruled", "idle ruling", ruling.place, event.edtf or "no date")
    publication = _date_publication(text, dated([], horizon, "undated") if is_outside else event)
    return Dating(event, publication, (*background, *unused, *other_stamps))


def _past_dates(text: Text, background: list[Evidence]) -> Weighed:
    """Take out what days told as past say: "signed on March 22, 2023", so the item is not older."""
    days = (p for p in background if p.tier == "stated" and p.days.bit_count() == 1 and not p.note)
    whole, kind = (0, len(text.raw)), ("event", "past_date", "context")
    told = (p for p in days if tense(text.raw, whole, p.start, p.end) == "past")
    from_on = ((p, text.horizon.between(text.horizon.ends(p.days)[0], None)) for p in told)
    past = [Evidence(*kind, *p[3:6], days, "told as past") for p, days in from_on]
    return past, [p for p in background if p.start not in {piece.start for piece in past}]


def _choose_stamp(raw: str, spans: Sequence[Span], published: int | None, horizon: Horizon) -> Any:
    """Return the page's own date, given or its first stamp, and what was passed over."""
    stamps, teasers = list[Evidence](), list[Evidence]()
    if published is not None:
        stamps.append(Evidence("publication", "published", "stated", "", 0, 0, published, "given"))
    for span in spans:
        for mention in find_dates(raw, *span[:2]) if span.label in _STAMPS else ():
            if mention.days and span.label == "date_stamp":
                days = horizon.of(*mention.days)
                stamps.append(mention.evidence("publication", "page_stamp", "stated", days))
            elif mention.days:  # "Related: … May 3, 2024" → from 3 May on
                told = horizon.between(mention.days[-1], None), "the page is not older"
                teasers.append(mention.evidence("publication", "teaser_stamp", "context", *told))
    chosen = next(filter(attrgetter("days"), stamps), None)
    why = (OUTSIDE, "not the page's first stamp")
    return chosen, [s._replace(note=why[bool(s.days)]) for s in stamps if s is not chosen] + teasers


def _date_event(
    text: Text, told: list[Evidence], context: list[Evidence], ruling: Ruling | None, identity: bool
) -> tuple[Dated, list[Evidence]]:
    """Intersect the evidence in the order of its weight; return the date and what it left out."""
    horizon = text.horizon
    if not told + context:
        return dated([], horizon, "undated"), []
    context = _loosen(told, context)
    is_stated = any(piece.tier == "stated" for piece in told)
    used, assumed = (_clashing if is_stated else _narrow)(text, told, context)
    days, status = intersect(used, horizon), "stated" if is_stated else "derived"
    named = list[Evidence]()
    if not is_stated and days.bit_count() > 1:
        named = _records(text, context, days) if identity else []
        # "On September 18, they met": nothing has narrowed it, so the year is open.
        is_open = told and days == intersect(told, horizon) and told[0].kind not in RECKONED
        status = "identified" if named else "open" if is_open else "derived"
        named += text.news("at first") if named else []
        used = used + named
    counted = set(map(id, used))
    left_out = [piece for piece in context + assumed if id(piece) not in counted]
    if not days:
        return _contested(used, horizon, left_out, ruling)
    left = days & intersect(named, horizon)
    event = dated(used, horizon, status, days=left)
    if named:
        event = event._replace(without_identity=from_days(days, horizon))
    return event, _not_needed(left_out, left)


def _loosen(told: list[Evidence], context: list[Evidence]) -> list[Evidence]:
    """Keep what bounds a day without a year, shortly after it, from pushing it into the next."""
    # "On November 18 they met. It was published on 19 November 2025" → 2025, perhaps 2026
    if not told or any(piece.days.bit_count() == 1 for piece in told):
        return context
    bounds = {p: p.days | p.days >> _SHORTLY for p in context if p.kind in _FROM_ON}
    return [p._replace(days=bounds[p]) if p in bounds else p for p in context]


def _records(text: Text, context: list[Evidence], days: int) -> list[Evidence]:
    """Return the records of meetings that name the day; which of several, other evidence tells."""
    fresh = text.within("at first") if text.stamp else text.horizon.every_day
    named = [piece for piece in context if piece.tier == "identity" and piece.days & fresh]
    fits = intersect(named, text.horizon) & days
    # A call, or one of several meetings at a place, may be one that is not recorded.
    is_one = len(list(text.horizon.runs(fits))) == 1 and all(p.kind != "call" for p in named)
    return named if fits and (text.stamp or days.bit_count() <= _FEW_DAYS or is_one) else []


def _narrow(text: Text, told: list[Evidence], context: list[Evidence]) -> Weighed:
    """Narrow the days told by the page's own date, an assumption, then by events in the text."""
    # What lies far from a known publication is not weighed, unless a day is told.
    near = context if told else [piece for piece in context if piece.days & text.near]
    weekdays = [piece for piece in near if piece.kind == "weekday"]
    weighed = [p for p in near if p.tier == "context" and p.kind != "weekday"]
    assumed = _assume_news(text, told, near)
    # Events are not weighed where one day is left; the assumption gives way where none is.
    if told and intersect(told + assumed, text.horizon).bit_count() == 1:
        weighed, weekdays = [], []
    used, sure = told + assumed + weighed, told + weighed
    days = intersect(used, text.horizon) if assumed else 0
    # "after the summit" of 9 April, published on 24 May: one day only by being near, so none
    is_one = days.bit_count() == 1
    if not days or (is_one and (days << 1 | days >> 1) & intersect(sure, text.horizon)):
        used = sure
    narrowed = used + weekdays if weighed else used
    is_few = weekdays and 0 < intersect(narrowed, text.horizon).bit_count() <= _FEW_DAYS
    return (narrowed if is_few else used), assumed


def _clashing(text: Text, told: list[Evidence], context: list[Evidence]) -> Weighed:
    """Add to a stated day the events named beside it that were not then: "in October at Rio"."""
    days, used = intersect(told, text.horizon), list(told)
    for piece in context if days else ():
        low, high = sorted((piece.start, told[0].start))
        is_beside = high - low <= _BESIDE_CHARS and "\n" not in text.raw[low:high]
        # not all meetings are on record: one on another day contradicts nothing
        is_event = piece.kind in ("before", "after", "during") and piece.tier != "identity"
        if is_event and is_beside and not piece.days & days:
            used.append(piece)
    return used, []


def _assume_news(text: Text, told: list[Evidence], near: list[Evidence]) -> list[Evidence]:
    """Return the assumption that news is told near its publication, before it if announced."""
    # Which call it was, or when after a past day, these do not say.
    is_news = told or any(piece.kind not in ("call", "past_date") for piece in near)
    if not is_news or any(piece.kind in RECKONED for piece in told):
        return []
    if not told:
        return text.news("near", "told of these days")
    said = tense(text.raw, (0, len(text.raw)), told[0].start, told[0].end)
    return text.news("announced", "announced") if said == "future" else text.news("news")


def _contested(
    used: list[Evidence], horizon: Horizon, left_out: list[Evidence], ruling: Ruling | None
) -> tuple[Dated, list[Evidence]]:
    """Return the union of the ways out of a contradiction, or what a ruling chose of it."""
    ways = contradictions(used, horizon)
    union = reduce(or_, (way.days for way in ways), 0)
    contested = from_days(union, horizon)
    event = dated(used, horizon, "contested", days=union or horizon.every_day)
    if ruling:
        chosen = horizon.of(ruling.chosen)
        refuse(not chosen & union, "no way out", ruling.place, ruling.chosen, contested)
        event = dated([p for p in used if p.days & chosen], horizon, "ruled", days=chosen)
        aside = (piece for piece in used if not piece.days & chosen)
        left_out = _not_needed(left_out, chosen)
        left_out += [p._replace(note=f"set aside by the ruling: {p.note}") for p in aside]
    return event._replace(contradictions=ways, contested=contested), left_out


def _not_needed(pieces: Sequence[Evidence], days: int) -> list[Evidence]:
    """Say of evidence that was not used whether it agrees with the days known."""
    said = (f"{'agrees' if p.days & days else 'disagrees'}: {p.note}".rstrip(": ") for p in pieces)
    return [Evidence(*p[:7], note, p.ids) for p, note in zip(pieces, said, strict=True)]


def _date_publication(text: Text, event: Dated) -> Dated:
    """Date the publication by the stamp; else it is not before the event, unless announced."""
    if text.stamp:
        return _stated((text.stamp,), text.horizon, "stated")
    told = next(iter(event.evidence), None)
    if told is None or event.earliest is None or event.status in ("open", "contested"):
        return dated([], text.horizon, "undated")
    is_past = told.kind == "after" or any(piece.kind in LABELS for piece in event.evidence)
    if not is_past and tense(text.raw, (0, len(text.raw)), told.start, told.end) == "future":
        return dated([], text.horizon, "undated")  # before "they will meet on May 9"
    # "China Daily (May 15, 2024)": an issue date in brackets may lie a day after the post.
    label = next((piece for piece in event.evidence if piece.kind == "bracket_date"), None)
    days = text.horizon.between(event.earliest - DAY if label else event.earliest, None)
    note = "not before the event" + (", less a day for an issue date" if label else "")
    piece = label or told
    used = [Evidence("publication", "not_before", "context", *piece[3:6], days, note, piece.ids)]
    if recap := next(filter(None, (_RECAP.search(text.raw, *s[:2]) for s in text.spans)), None):
        note = "told again, so not before the event"
        again = text.piece("recap", "context", recap.span(), days, note)
        used.append(again._replace(target="publication"))
    return dated(used, text.horizon, "derived")
