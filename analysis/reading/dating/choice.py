"""Which of the dates in a text is the one told: labels and openings, not background or limits."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from analysis.reading.cleaning import Span
from analysis.reading.dating import edtf
from analysis.reading.dating.cues import first_sentence_end, looks_back, tense
from analysis.reading.dating.days import DAY, Horizon, real_day
from analysis.reading.dating.mentions import Mention, find_dates
from analysis.reading.dating.relative import AHEAD, TOLD_DEEPER, find_relative
from analysis.reading.dating.solver import Evidence

_NUMBER = re.compile(r"\d")  # no date is without
# Lines, the headings among them, whose first sentences can tell a date; what stands deeper is
# background, unless it is the same day of the same month.
_OPENING_LINES = 3
# In a text of more lines a full date must open it or be its label: "On September 11, 2001" in the
# third paragraph of a speech is history.
_LONG_LINES = 8
# Assumption: nothing is told longer after it happened, or announced longer ahead. Published on
# 10 May 2024: "On April 9, they met" → 2024; "On December 5, they met" → background.
TOLD_AFTER = timedelta(days=45)
ANNOUNCED_BEFORE = timedelta(days=120)
_TOLD_AT_FIRST = timedelta(days=5)  # in a line below the first that opens with its day
# Only a text of so many characters may have been cut off within the last day it names.
_CUT_OFF_CHARS = 100
_REST_IS_BLANK = re.compile(r"\s*\Z")
# Assumption, in days: "BEIJING, October 16 /TASS/" tells of an event of 13 to 16 October.
_DATELINE_LAG = 3
LABELS = ("bracket_date", "label_date")
OUTSIDE = "implausible: outside the horizon"
# "BEIJING, October 16 /TASS/", "МОСКВА, 17 янв — РИА Новости" → the day a wire item was filed.
_DATELINE = re.compile(r"\s*[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ .'’-]{2,40}, $")
_DATELINE_CHARS = 60
_AGENCY = re.compile(r"\.? ?[/(\[—–-]")
# What stands before and behind a heading's own date. "Following the talks – April 9, 2024" → told;
# "Following the talks on April 9, 2024" → background.
_SET_OFF = re.compile(r"(?:[,(–—|:-]\s?|^|\n)$")
_LABEL_END = re.compile(r"\s*(?:$|\n|[):|/]|https?:)")
# "📍 Vienna, March 3, 2026" as a line of its own → its label.
_LABEL_LINE = re.compile(r"[^\w\n]*(?:[^\W\d_][\w.'’ -]{1,40}\s?,\s)?$")
# "In March 2022 they met" → the month told; "The ships held in November 2018" → background.
_OPENING = re.compile(r"(?:^|\n|[.!?]\s)\W*(?:in|в|у)\s$", re.IGNORECASE)
# "On April 8, 2024 they met", "9 апреля 2024 года" → a line that opens with its day tells it.
_AT_FIRST = re.compile(r"\W*(?:(?:on|во?|у)\s)?$", re.IGNORECASE)
_AT_FIRST_CHARS = 12


class _Placed(NamedTuple):
    """A date with the line it stands in and what that makes of it."""

    mention: Mention
    label: str  # of its line
    line: tuple[int, int]
    is_first: bool  # in the first line
    role: str  # label | opening | month, or nothing for background


def choose_told(
    raw: str, told_spans: Sequence[Span], stamp: Evidence | None, horizon: Horizon
) -> tuple[list[Evidence], list[Evidence]]:
    """Choose the date that headings and body tell; all others are background.

    Other mentions of the same day and month agree or add the year. A day far from the known
    publication is not the one told; a day reckoned from the publication is, if it stands first.
    """
    if not stamp and not _NUMBER.search(raw):
        return [], []
    spans = [span for span in told_spans if not raw[span.start : span.end].isspace()]
    openings = openings_of(raw, spans)
    near = days_near(stamp, horizon)
    placed = _placed_mentions(raw, spans, openings)
    chosen = _choose(raw, placed, stamp, near, horizon)
    relative = None
    if stamp and stamp.days and (chosen is None or chosen.role != "label"):
        relative = find_relative(raw, openings, stamp.days, horizon)
        if relative and chosen and chosen.mention.start < relative.end + _CUT_OFF_CHARS:
            relative = None
    told, background = [relative] if relative else [], []
    for place in placed:
        mention = place.mention
        kind = _kind(raw, place)
        is_told = chosen is not None and not relative and _same_day(raw, place, chosen)
        pieces = _pieces(place, kind, stamp, near, horizon, raw) if is_told else []
        told += pieces
        if not pieces:
            days, problem = _allowed(mention, horizon, raw), mention.problem
            if not problem and not days:
                in_horizon = horizon.of(*mention.days)
                problem = "the weekday is another one" if in_horizon else OUTSIDE
            tier = "stated" if mention.is_full else "partial"
            background.append(mention.evidence("background", kind, tier, days, problem))
    return told, background


def openings_of(raw: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the first sentences of the first lines that are not blank."""
    lines = [(span.start, span.end) for span in spans if not raw[span.start : span.end].isspace()]
    return [(line[0], first_sentence_end(raw, line)) for line in lines[:_OPENING_LINES]]


def _placed_mentions(
    raw: str, spans: Sequence[Span], openings: Sequence[tuple[int, int]]
) -> list[_Placed]:
    """Return all dates, each with what its place makes of it."""
    placed = []
    for n, span in enumerate(spans):
        line = span.start, span.end
        opens = openings[n] if n < len(openings) else (span.start, span.start)
        for mention in find_dates(raw, *line):
            role = _role(raw, mention, span.label, line, opens, not n)
            # deep in a long text only a label tells a full date
            if role == "opening" and n and mention.is_full and len(spans) > _LONG_LINES:
                role = ""
            placed.append(_Placed(mention, span.label, line, not n, role))
    return placed


def _role(
    raw: str,
    mention: Mention,
    label: str,
    line: tuple[int, int],
    opening: tuple[int, int],
    is_first: bool,
) -> str:
    """Say whether a date is a label, stands in an opening, or neither."""
    start, end = mention.start, mention.end
    if mention.problem or opening[0] == opening[1]:
        return ""
    if mention.month_year:
        return "month" if _OPENING.search(raw, max(0, start - 8), start) else ""
    is_bracketed = raw[start - 1 : start] == "(" and start > line[0]
    is_end = _LABEL_END.match(raw, end, line[1])
    is_set_off = mention.is_full and _SET_OFF.search(raw, max(line[0], start - 2), start)
    if (label == "heading" or is_first) and (is_bracketed or (is_set_off and is_end)):
        return "label"
    if (
        is_end
        and _LABEL_LINE.match(raw, max(line[0], start - _DATELINE_CHARS), start)
        and end > line[1] - 6
    ):
        return "label"
    is_range = bool(mention.last or mention.last_day)
    if start >= opening[1] or looks_back(raw, line[0], start, end, is_range=is_range):
        return ""
    return "opening"


def _choose(
    raw: str, placed: list[_Placed], stamp: Evidence | None, near: int, horizon: Horizon
) -> _Placed | None:
    """Return the mention of the day told: a full label, else the first opening; else a month."""
    labels, days, months = list[_Placed](), list[_Placed](), list[_Placed]()
    history: tuple[int, int] | None = None  # a line that opens with a day of another time
    for place in placed:
        mention = place.mention
        plain = _allowed(replace(mention, weekday=None), horizon)
        if mention.is_full and place.role == "opening" and not plain & near:
            history = place.line
        if place.role == "month":
            months.append(place)
        elif place.role:
            is_label = place.role == "label"
            allowed = plain & near
            if not is_label:
                allowed = 0 if place.line == history else allowed
                allowed &= _bound(raw, place, stamp, horizon)
            if is_label and mention.is_full and (allowed or _year_off(mention, near, horizon)):
                labels.append(place)
            elif allowed:
                days.append(place)
    return next(iter([*labels, *days, *months]), None)


def _bound(raw: str, place: _Placed, stamp: Evidence | None, horizon: Horizon) -> int:
    """Return the days that a date outside of a label can tell; what will come tells none."""
    (left, _), start = place.line, place.mention.start
    said = tense(raw, place.line, start, place.mention.end)
    is_told = start - left <= _AT_FIRST_CHARS and _AT_FIRST.match(raw, left, start) is not None
    if stamp and stamp.days:
        first, last = horizon.earliest(stamp.days), horizon.latest(stamp.days)
        lag = TOLD_AFTER if place.is_first else _TOLD_AT_FIRST if is_told else TOLD_DEEPER
        lag = DAY if said == "future" else lag  # a range of next spring has no day of these
        return horizon.between(first - lag, last + AHEAD)
    if not place.mention.is_full:
        is_told |= said in ("past", "")
    else:  # "On 4 May 2024 they met", "They met on 4 May 2024", a heading "Talks on 4 May 2024"
        is_told &= said != "future"
        is_told |= place.is_first and (said or place.label) in ("past", "heading")
    return horizon.every_day if is_told else 0


def _same_day(raw: str, place: _Placed, chosen: _Placed) -> bool:
    """Whether both name one day of a month: "April 9" agrees with "April 9, 2024"."""
    mention, told = place.mention, chosen.mention
    is_alike = len(mention.days) < 2 and not mention.month_days.isdisjoint(told.month_days)
    if is_alike and mention.is_full and told.month_day and told.weekday is None and not place.role:
        # "The favourite day is May 25. … e.g. 25.05.2025": no year for a day that nothing tells of
        return tense(raw, chosen.line, told.start, told.end) == "past"
    return place is chosen or is_alike


def _pieces(
    place: _Placed, kind: str, stamp: Evidence | None, near: int, horizon: Horizon, raw: str
) -> list[Evidence]:
    """Return what a date told allows; with a slip in it, what each of its parts would allow."""
    mention = place.mention
    tier = "stated" if mention.is_full or mention.month_year else "partial"
    days = _allowed(mention, horizon, raw)
    plain = _allowed(replace(mention, weekday=None), horizon, raw)
    for _ in range(_DATELINE_LAG if kind == "dateline" else 0):
        days |= days >> 1  # and the day before
    if days & near:
        return [mention.evidence("event", kind, tier, days)]
    if mention.weekday is not None and plain & near:
        # "Wednesday, February 12, 2026" was a Thursday: the 12th, the 11th, or 2025
        plain &= near
        same_day = reduce(or_, (horizon.recurring(*day) for day in mention.month_days))
        other_years = reduce(or_, (plain << n | plain >> n for n in (365, 366))) & same_day
        beside = reduce(or_, (plain << n | plain >> n for n in (1, 2, 3)))
        slips = (beside | other_years) & horizon.weekday(mention.weekday)
        date_piece = mention.evidence("event", kind, tier, plain, "the weekday is another one")
        return [date_piece, mention.evidence("event", "weekday", tier, slips, "that weekday")]
    off = _year_off(mention, near, horizon) if place.role == "label" else 0
    if off and stamp:
        # "(January 15, 2025)" on a post of 16 January 2026: the label or the publication errs
        note = "the label is a year off the publication"
        shifted = replace(stamp, target="event", kind="year_off", days=off, note=note)
        return [mention.evidence("event", kind, tier, days, note), shifted]
    return []


def _year_off(mention: Mention, near: int, horizon: Horizon) -> int:
    """Return the day of a full date in the year before or after, if that is near; else none."""
    if near == horizon.every_day or len(mention.days) != 1:
        return 0
    day = mention.days[0]
    years = {day.year - 1, day.year + 1}
    same_day = horizon.recurring(day.month, day.day) & near
    return horizon.of(*(d for d, _ in horizon.runs(same_day) if d.year in years))


def _allowed(mention: Mention, horizon: Horizon, raw: str = "") -> int:
    """Return the days a mention leaves open by itself."""
    if mention.problem:
        return 0
    if mention.month_year:
        return edtf.to_days("{:04}-{:02}".format(*mention.month_year), horizon)
    if mention.month_day:
        month, day = mention.month_day
        days = horizon.recurring(month, day)
        if mention.weekday is not None:
            days &= horizon.weekday(mention.weekday)
        if mention.last_day:
            for first, _ in horizon.runs(days):
                year = first.year + (mention.last_day < (month, day))  # 30 December to 4 January
                days |= horizon.between(first, real_day(year, *mention.last_day))
        # "… on April 1" at the very end of a long text may be cut off → 1 and 10 to 19 April.
        if len(raw) >= _CUT_OFF_CHARS and day <= 3 and _REST_IS_BLANK.match(raw, mention.end):
            for second in range(10):
                days |= horizon.recurring(month, 10 * day + second)
        return days
    if mention.last:
        return horizon.between(mention.days[0], mention.last)
    # "Monday, April 9, 2024" was a Tuesday → no day at all.
    if mention.weekday is not None and all(d.weekday() != mention.weekday for d in mention.days):
        return 0
    return horizon.of(*mention.days)


def _kind(raw: str, place: _Placed) -> str:
    mention = place.mention
    if mention.month_year:
        return "month_year"
    start, left = mention.start, max(place.line[0], mention.start - _DATELINE_CHARS)
    if _DATELINE.match(raw, left, start) and _AGENCY.match(raw, mention.end):
        return "dateline"
    if not mention.is_full:
        return "month_day" if mention.weekday is None else "weekday_month_day"
    if place.label != "heading":
        return "label_date" if place.role == "label" else "full_date"
    return "bracket_date" if raw[start - 1 : start] == "(" else "label_date"


def days_near(stamp: Evidence | None, horizon: Horizon) -> int:
    """Return the days near a known publication on which what it tells can lie; else all days."""
    if stamp is None or not stamp.days:
        return horizon.every_day
    first, last = horizon.earliest(stamp.days), horizon.latest(stamp.days)
    return horizon.between(first - TOLD_AFTER, last + ANNOUNCED_BEFORE)
