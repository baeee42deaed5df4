"""When an item's event happened and when it was published, as far as its text lets one know.

Every piece of evidence allows a set of days; a date is the intersection of those that speak of
it. Stated days come first, then days without a year, then the dated events a text mentions, then
the record of known meetings (identity). What can't be true together is reported, not chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from analysis import lexicons
from analysis.lexicons import Event, Ruling
from analysis.reading.cleaning import Span
from analysis.reading.dating import edtf
from analysis.reading.dating.aoristic import aoristic_years
from analysis.reading.dating.choice import (
    ANNOUNCED_BEFORE,
    OUTSIDE,
    TOLD_AFTER,
    TOLD_BEFORE,
    choose_told,
    days_near,
    piece_of,
)
from analysis.reading.dating.context import Calendar, find_context
from analysis.reading.dating.days import DAY, HORIZON, Horizon
from analysis.reading.dating.mentions import FUTURE, PAST_YEAR, RECAP, find_dates
from analysis.reading.dating.solver import Contradiction, Evidence, contradictions, intersect
from analysis.tables import InputError

__all__ = ["Dated", "Dating", "aoristic_years", "date_item", "date_text"]

LEAD_LINES = 3  # lines of body, after the headings, that speak of the event itself
LABEL_LEAD = DAY  # an issue date in brackets may lie a day after the post


@dataclass(frozen=True)
class Dated:
    """One date: the days it can be, how they are known, and what was weighed.

    ``edtf`` is empty when nothing is known. ``precision`` is day, month, year, days or none.
    ``status`` is stated, derived, open (month and day without a year), identified, contested,
    ruled or undated. ``without_identity`` is the EDTF the text gives without the record of known
    meetings. ``contradictions`` are the ways out of evidence that can't be true together.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    n_days: int
    precision: str
    status: str
    without_identity: str
    evidence: tuple[Evidence, ...]  # used
    contradictions: tuple[Contradiction, ...] = ()
    contested: str = ""  # the union of the ways out, also after a ruling


@dataclass(frozen=True)
class Dating:
    """Event and publication of one item, and the evidence that was found but not used."""

    event: Dated
    publication: Dated
    unused: tuple[Evidence, ...]

    def evidence(self) -> list[tuple[Evidence, bool]]:
        """Return all evidence with whether it was used, in the order of the text."""
        used = [(piece, True) for piece in self.event.evidence + self.publication.evidence]
        rows = used + [(piece, False) for piece in self.unused]
        return sorted(rows, key=lambda row: (row[0].start, row[0].end, row[0].target, row[0].kind))


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
        The body, line by line, and the headline or label. Offsets of the evidence count in
        title, line end, text.
    published
        The day of publication, if known from elsewhere (an archive, a message's date); a day, or
        a string that begins with YYYY-MM-DD.
    horizon
        The days anything can be dated to; cap it by the day of capture if that is known.
    events
        The calendar of dated events; None means events.csv, an empty sequence the text alone.
    identity
        Whether the record of known meetings may name the day.

    Returns
    -------
    Dating with ``event`` and ``publication``.

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
    spans, start = [], 0
    for n, line in enumerate(raw.splitlines(keepends=True)):
        label = "heading" if title and n == 0 else "body"
        spans.append(Span(start, start + len(line), label))
        start += len(line)
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

    Other removed spans say nothing about the item. ``ruling`` chooses between the ways out of a
    contradiction. Raises `InputError` when it chooses none of them.
    """
    spans = list(spans)
    lines = [(s.label, s.start, s.end) for s in spans if s.label in ("heading", "body")]
    stamps = [(s.start, s.end) for s in spans if s.label == "date_stamp"]
    body = [line for line in lines if line[0] == "body"][:LEAD_LINES]
    lead = {line[1] for line in lines if line[0] == "heading" or line in body}
    mentions = [
        (mention, label, start in lead)
        for label, start, end in lines
        for mention in find_dates(raw, start, end)
    ]
    stamp, other_stamps = _stamp(raw, stamps, published, horizon)
    told, background = choose_told(raw, mentions, stamp, horizon)
    context = _context(raw, lines, horizon, events)
    event, unused = _event(raw, told, stamp, context, horizon, identity, ruling)
    if ruling and event.status != "ruled":
        raise InputError(
            f"{ruling.place}: there is nothing to rule on, the evidence agrees on "
            f"{event.edtf or 'no date'}; delete the row"
        )
    publication = _publication(raw, lines, stamp, event, horizon)
    teasers = _teasers(raw, spans, horizon)
    return Dating(event, publication, (*background, *unused, *other_stamps, *teasers))


def _stamp(
    raw: str, stamps: list[tuple[int, int]], published: date | None, horizon: Horizon
) -> tuple[Evidence | None, list[Evidence]]:
    """Return the page's own date, given or its first stamp, and what was passed over."""
    found = []
    if published:
        days = horizon.of(published)
        found.append(Evidence("publication", "published", "stated", "", 0, 0, days, "given"))
    for start, end in stamps:
        for mention in find_dates(raw, start, end):
            if mention.is_full:
                days = horizon.of(*mention.days)
                found.append(piece_of("publication", "page_stamp", "stated", mention, days))
    chosen = next((piece for piece in found if piece.days), None)
    others = [
        replace(piece, note="not the page's first stamp" if piece.days else OUTSIDE)
        for piece in found
        if piece is not chosen
    ]
    return chosen, others


def _teasers(raw: str, spans: Sequence[Span], horizon: Horizon) -> list[Evidence]:
    """Return the stamps of other pages' teasers: they say that this page is not older, no more."""
    return [
        piece_of(
            "publication",
            "teaser_stamp",
            "context",
            mention,
            horizon.between(mention.days[-1], None),
            "the page is not older",
        )
        for span in spans
        if span.label in ("related_news", "partner_news")
        for mention in find_dates(raw, span.start, span.end)
        if mention.is_full
    ]


@cache
def _standard_calendar() -> Calendar:
    return Calendar.of(lexicons.events())


def _context(
    raw: str, lines: list[tuple[str, int, int]], horizon: Horizon, events: Sequence[Event] | None
) -> list[Evidence]:
    """Return what the events and past years that a text mentions say of its own event."""
    if not lines:
        return []
    calendar = _standard_calendar() if events is None else Calendar.of(events)
    found = []
    for _, start, end in lines:
        for context in find_context(raw, start, end, calendar, horizon):
            if context.days == horizon.every_day:
                continue  # in office all the time: says nothing
            tier = "identity" if context.is_identity else "context"
            quote = raw[context.start : context.end]
            found.append(
                Evidence(
                    "event",
                    context.relation,
                    tier,
                    quote,
                    context.start,
                    context.end,
                    context.days,
                    context.note,
                    context.ids,
                )
            )
        for match in PAST_YEAR.finditer(raw, start, end):
            days = horizon.between(date(int(match["year"] or match["ru"]), 1, 1), None)
            found.append(
                Evidence("event", "past_year", "context", match.group(), *match.span(), days)
            )
    return found


def _event(
    raw: str,
    told: list[Evidence],
    stamp: Evidence | None,
    context: list[Evidence],
    horizon: Horizon,
    identity: bool,
    ruling: Ruling | None,
) -> tuple[Dated, list[Evidence]]:
    """Intersect the evidence in the order of its weight; return the date and what it left out."""
    if not told and not context:
        return _undated(horizon), []
    named = [piece for piece in context if piece.tier == "identity"]
    weighed = [piece for piece in context if piece.tier == "context"]
    if stamp:
        near = days_near(stamp, horizon)
        named = [piece for piece in named if piece.days & near]
        weighed = [piece for piece in weighed if told or piece.days & near]
    if any(piece.tier == "stated" for piece in told):
        days = intersect(told, horizon)
        if days == 0:  # two stated dates that differ
            return _contested(told, horizon, ruling, context)
        return _dated(told, horizon, "stated"), _not_needed(context, days)
    used = list(told)
    if stamp and told:
        used.append(_near_publication(raw, told, stamp, horizon))
    if intersect(used, horizon).bit_count() != 1 or not told:
        used += weighed
    days = intersect(used, horizon)
    gave_way = [piece for piece in used if piece.tier == "assumption" and not days]
    if gave_way:
        used = [piece for piece in used if piece not in gave_way]
        days = intersect(used, horizon)
    by_name = intersect(named, horizon) & days
    identified = identity and named and days.bit_count() > 1 and by_name
    taken = set(map(id, used + named if identified else used))
    left_out = [*(piece for piece in context if id(piece) not in taken), *gave_way]
    if days == 0:
        return _contested(used, horizon, ruling, left_out)
    status = "open" if told and days == intersect(told, horizon) else "derived"
    if days.bit_count() == 1:
        status = "derived"
    if days == horizon.every_day:
        status = "undated"
    without = edtf.from_days(days, horizon)
    if identified:
        found = _dated(used + named, horizon, "identified")
        return replace(found, without_identity=without), _not_needed(left_out, by_name)
    return _dated(used, horizon, status), _not_needed(left_out, days)


def _near_publication(
    raw: str, told: list[Evidence], stamp: Evidence, horizon: Horizon
) -> Evidence:
    """Return the assumption that news is told near its publication, before it if announced."""
    first, last = horizon.earliest(stamp.days), horizon.latest(stamp.days)
    if FUTURE.search(raw, told[0].start, _line_end(raw, told[0].end)):
        days, note = horizon.between(first - DAY, last + ANNOUNCED_BEFORE), "announced"
    else:
        days, note = horizon.between(first - TOLD_AFTER, last + TOLD_BEFORE), "news of these days"
    return replace(stamp, target="event", tier="assumption", days=days, note=note)


def _line_end(raw: str, start: int) -> int:
    found = raw.find("\n", start)
    return len(raw) if found < 0 else found


def _contested(
    used: list[Evidence], horizon: Horizon, ruling: Ruling | None, others: list[Evidence]
) -> tuple[Dated, list[Evidence]]:
    """Return the union of the ways out of a contradiction, or what a ruling chose of it.

    What the ruling sets aside is returned with the evidence not used.
    """
    ways = contradictions(used, horizon)
    union = 0
    for way in ways:
        union |= way.days
    contested = edtf.from_days(union, horizon)
    if ruling is None:
        found = _dated(used, horizon, "contested", days=union or horizon.every_day)
    else:
        chosen = horizon.of(ruling.chosen)
        if not chosen & union:
            raise InputError(
                f"{ruling.place}: {ruling.chosen} is none of the ways out, {contested}; choose one"
            )
        kept = [piece for piece in used if piece.days & chosen]
        set_aside = [
            replace(piece, note=f"set aside by the ruling: {piece.note}")
            for piece in used
            if not piece.days & chosen
        ]
        found = _dated(kept, horizon, "ruled", days=chosen)
        others = [*_not_needed(others, chosen), *set_aside]
    return (
        replace(found, contradictions=ways, contested=contested, without_identity=found.edtf),
        others,
    )


def _dated(
    used: list[Evidence], horizon: Horizon, status: str, *, days: int | None = None
) -> Dated:
    if days is None:
        days = intersect(used, horizon)
    lasting = status == "stated" and all(
        piece.days == days and piece.kind != "month_year" for piece in used
    )
    written = edtf.from_days(days, horizon, lasting=lasting and _is_run(days))
    if status == "stated" and days.bit_count() > 1 and not _is_run(days):
        status = "open"  # 03/04/2021: both readings
    known = days != horizon.every_day
    return Dated(
        edtf=written,
        earliest=horizon.earliest(days) if known else None,
        latest=horizon.latest(days) if known else None,
        n_days=days.bit_count() if known else 0,
        precision=edtf.precision(days, horizon),
        status=status if known else "undated",
        without_identity=written,
        evidence=tuple(sorted(used, key=lambda piece: (piece.start, piece.end, piece.kind))),
    )


@cache
def _undated(horizon: Horizon) -> Dated:
    return _dated([], horizon, "undated")


def _is_run(days: int) -> bool:
    """Whether a set of days is one unbroken run."""
    days >>= (days & -days).bit_length() - 1
    return days & (days + 1) == 0


def _not_needed(pieces: list[Evidence], days: int) -> list[Evidence]:
    """Say of evidence that was not used whether it agrees with the days found."""
    verdicts = ("disagrees", "agrees")
    return [
        replace(piece, note=f"{verdicts[bool(piece.days & days)]}: {piece.note}".rstrip(": "))
        for piece in pieces
    ]


def _publication(
    raw: str,
    lines: list[tuple[str, int, int]],
    stamp: Evidence | None,
    event: Dated,
    horizon: Horizon,
) -> Dated:
    """Date the publication by the stamp; else it is not before the event."""
    if stamp:
        return _dated([stamp], horizon, "stated")
    told = next(iter(event.evidence), None)
    if told and FUTURE.search(raw, told.end, _line_end(raw, told.end)):
        return _undated(horizon)  # announced: the publication comes first
    if event.status in ("undated", "open", "contested") or event.earliest is None or not told:
        return _undated(horizon)
    label = next((piece for piece in event.evidence if piece.kind == "bracket_date"), None)
    first = event.earliest - (LABEL_LEAD if label else timedelta())
    days = horizon.between(first, None)
    piece = replace(
        label or told,
        target="publication",
        kind="not_before",
        tier="context",
        days=days,
        note="not before the event" + (", less a day for an issue date" if label else ""),
    )
    used = [piece]
    for _, start, end in lines:
        if marker := RECAP.search(raw, start, end):
            used.append(
                Evidence(
                    "publication",
                    "recap",
                    "context",
                    marker.group(),
                    *marker.span(),
                    days,
                    "told again, so not before the event",
                )
            )
            break
    return _dated(used, horizon, "derived")
