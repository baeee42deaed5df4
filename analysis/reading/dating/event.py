"""Evidence of the event an item tells → its date, by the weight of the evidence.

Stated days come first, then days without a year, narrowed by the page's own date and by the dated
events the text mentions, then the record of known meetings (identity).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from operator import or_

from analysis.lexicons import Ruling
from analysis.reading.dating import edtf
from analysis.reading.dating.choice import ANNOUNCED_BEFORE, TOLD_AFTER, days_near
from analysis.reading.dating.cues import is_announced
from analysis.reading.dating.days import DAY, Horizon
from analysis.reading.dating.relative import RECKONED
from analysis.reading.dating.solver import Dated, Evidence, contradictions, dated, intersect
from analysis.tables import InputError

# Assumption: news without a word of the future is told at most so long before it happens.
# Published on 1 April: "On April 8, Lavrov arrives" → this year.
_TOLD_BEFORE = timedelta(days=14)
_BESIDE_CHARS = 100  # how far from its date the event it speaks of is named
# Without a publication a weekday is weighed only where it leaves so few days.
_FEW_DAYS = 31


def date_event(
    raw: str,
    told: list[Evidence],
    stamp: Evidence | None,
    context: list[Evidence],
    horizon: Horizon,
    *,
    identity: bool,
    ruling: Ruling | None,
) -> tuple[Dated, list[Evidence]]:
    """Intersect the evidence in the order of its weight; return the date and what it left out."""
    if not told + context:
        return dated([], horizon, "undated"), []
    if any(piece.tier == "stated" for piece in told):
        days = intersect(told, horizon)
        if not days:  # "March 5, 2022" in the heading, "March 5, 2023" in the lead
            return _contested(told, horizon, ruling, context)
        clash = [piece for piece in context if _clashes(raw, piece, told[0], days)]
        if clash:
            return _contested(told + clash, horizon, ruling, [p for p in context if p not in clash])
        return dated(told, horizon, "stated"), _not_needed(context, days)
    weighed = _of_tier("context", context, None if told else stamp, horizon)
    named = _of_tier("identity", context, stamp, horizon)
    assumed = _assume_news(raw, told, stamp, horizon) if told + weighed + named else []
    weekdays = [piece for piece in weighed if piece.kind == "weekday"]
    weighed = [piece for piece in weighed if piece.kind != "weekday"]
    used = _narrow(told, assumed, weighed, horizon, named)
    if weighed and 0 < intersect(used + weekdays, horizon).bit_count() <= _FEW_DAYS:
        used += weekdays
    days = intersect(used, horizon)
    by_name = intersect(named, horizon) & days
    is_identified = identity and named and by_name and days.bit_count() > 1
    counted = set(map(id, used + named if is_identified else used))
    left_out = [piece for piece in context + assumed if id(piece) not in counted]
    if not days:
        return _contested(used, horizon, ruling, left_out)
    if is_identified:
        event = dated(used + named, horizon, "identified")
        without = edtf.from_days(days, horizon)
        return replace(event, without_identity=without), _not_needed(left_out, by_name)
    # "On September 18, they met": nothing has narrowed it, so the year is open.
    is_reckoned = any(piece.kind in RECKONED for piece in told)
    is_open = told and not is_reckoned and days.bit_count() > 1 and days == intersect(told, horizon)
    return dated(used, horizon, "open" if is_open else "derived"), _not_needed(left_out, days)


def _clashes(raw: str, piece: Evidence, told: Evidence, days: int) -> bool:
    """Whether an event named beside a stated day was not then: "in October at the Rio summit"."""
    low, high = sorted((piece.start, told.start))
    is_beside = high - low <= _BESIDE_CHARS and "\n" not in raw[low:high]
    return piece.kind in ("before", "after", "during") and is_beside and not piece.days & days


def _of_tier(
    tier: str, context: list[Evidence], stamp: Evidence | None, horizon: Horizon
) -> list[Evidence]:
    """Return the evidence of one tier, without what lies far from a known publication."""
    near = days_near(stamp, horizon)
    return [piece for piece in context if piece.tier == tier and (not stamp or piece.days & near)]


def _narrow(
    told: list[Evidence],
    assumed: list[Evidence],
    weighed: list[Evidence],
    horizon: Horizon,
    named: list[Evidence],
) -> list[Evidence]:
    """Return the days told with what narrows them: the page's own date, then events in the text."""
    # Events are not weighed where one day is left; the assumption gives way where none is.
    used = told + assumed
    if not told or intersect(used, horizon).bit_count() != 1:
        used += weighed
    without = [piece for piece in used if piece not in assumed]
    days = intersect(used, horizon)
    # "after the summit" of 9 April, published on 24 May: one day only by being near, so none
    beside = (days << 1 | days >> 1) & intersect(without, horizon)
    by_nearness = days.bit_count() == 1 and beside
    return without if by_nearness or not days else used


def _assume_news(
    raw: str, told: list[Evidence], stamp: Evidence | None, horizon: Horizon
) -> list[Evidence]:
    """Return the assumption that news is told near its publication, before it if announced."""
    if not stamp or not stamp.days or any(piece.kind in RECKONED for piece in told):
        return []
    first, last = horizon.earliest(stamp.days), horizon.latest(stamp.days)
    if not told:
        days, note = days_near(stamp, horizon), "told of these days"
    elif is_announced(raw, told[0].start, told[0].end):
        days, note = horizon.between(first - DAY, last + ANNOUNCED_BEFORE), "announced"
    else:
        days, note = horizon.between(first - TOLD_AFTER, last + _TOLD_BEFORE), "news of these days"
    return [replace(stamp, target="event", tier="assumption", days=days, note=note)]


def _contested(
    used: list[Evidence], horizon: Horizon, ruling: Ruling | None, left_out: list[Evidence]
) -> tuple[Dated, list[Evidence]]:
    """Return the union of the ways out of a contradiction, or what a ruling chose of it."""
    ways = contradictions(used, horizon)
    union = reduce(or_, (way.days for way in ways), 0)
    contested = edtf.from_days(union, horizon)
    if ruling is None:
        event = dated(used, horizon, "contested", days=union or horizon.every_day)
    else:
        chosen = horizon.of(ruling.chosen)
        if not chosen & union:
            problem = f"{ruling.chosen} is none of the ways out, {contested}; choose one"
            raise InputError(f"{ruling.place}: {problem}")
        kept = [piece for piece in used if piece.days & chosen]
        event = dated(kept, horizon, "ruled", days=chosen)
        aside = [piece for piece in used if not piece.days & chosen]
        left_out = _not_needed(left_out, chosen)
        left_out += [replace(p, note=f"set aside by the ruling: {p.note}") for p in aside]
    event = replace(event, contradictions=ways, contested=contested, without_identity=event.edtf)
    return event, left_out


def _not_needed(pieces: Sequence[Evidence], days: int) -> list[Evidence]:
    """Say of evidence that was not used whether it agrees with the days known."""
    noted = []
    for piece in pieces:
        verdict = "agrees" if piece.days & days else "disagrees"
        noted.append(replace(piece, note=f"{verdict}: {piece.note}".rstrip(": ")))
    return noted
