"""Which of the dates in a text is the one told: labels and leads, not background or limits."""

import re
from collections.abc import Sequence
from datetime import timedelta

from analysis.reading.cleaning import Span
from analysis.reading.dating import edtf
from analysis.reading.dating.days import Horizon
from analysis.reading.dating.mentions import Mention, find_dates
from analysis.reading.dating.solver import Evidence

# Lines of body, after the headings, that speak of the event itself; a date in a later one is
# background, unless it is the same day of the same month.
_LEAD_LINES = 3
# Assumption: nothing is told longer after it happened, or announced longer ahead. Published on
# 10 May 2024: "On April 9, they met" → 2024; "On December 5, they met" → background.
TOLD_AFTER = timedelta(days=45)
ANNOUNCED_BEFORE = timedelta(days=120)
# Only a text of so many characters may have been cut off within the last day it names.
_CUT_OFF_CHARS = 100
# Assumption, in days: "BEIJING, October 16 /TASS/" tells of an event of 13 to 16 October.
_DATELINE_LAG = 3
OUTSIDE = "implausible: outside the horizon"
# "BEIJING, October 16 /TASS/", "МОСКВА, 17 янв — РИА Новости" → the day a wire item was filed.
_DATELINE = re.compile(r"\s*[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ .'’-]{2,40}, $")
_AGENCY = re.compile(r"\.? ?[/(\[—–-]")
# "Following the summit on December 15, 2021, they spoke", "договор, подписанный 16 июля 2001" →
# background: something before the day told; but not across a comma or the end of a sentence.
_LOOKING_BACK = re.compile(
    r"\b(?:following|after|since|years ago|until|elected|signed|adopted|founded|established|dated"
    r"|born|ahead of|on this day|onthisday|otd|anniversary|regarding|in accordance with|registered"
    r"|после|с момента|лет назад|подписанн\w+|избран[аоы]?|принят\w+|основан\w*|накануне"
    r"|в этот день|годовщин\w+|вступ\w+ в силу|после|років тому|річниц\w+|у цей день|підписан\w+"
    r")\b,?[^.!?;,\n]*$",
    re.IGNORECASE,
)
_LOOKING_BACK_CHARS = 80
# "by July 1", "с 1 января 2025 года", "Указ от 05.05.2022" → a limit or a document's date.
_LIMIT = re.compile(
    r"\b(?:by|before|from|effective|as of|resolution \d+ of"
    r"|к|до|впервые с|начиная с|с|от|з)\s(?:the\s)?$",
    re.IGNORECASE,
)
_LIMIT_CHARS = 30
# "On May 5, 2014, two years later", "спустя 10 лет" → the day looked back on.
_YEARS_ON = re.compile(
    r"[^\n]{0,60}\b(?:two|three|five|ten|\d+) years (?:on|later)\b|[^\n]{0,60}спустя \d+"
)
# What stands before and behind a heading's own date. "Following the talks – April 9, 2024" → told;
# "Following the talks on April 9, 2024" → background.
_SET_OFF = re.compile(r"(?:[,(–—|:-]\s?|^|\n)$")
_LABEL_END = re.compile(r"\s*(?:$|\n|[):|/]|https?:)")
# "In March 2022 they met" → the month told; "The ships held in November 2018" → background.
_OPENING = re.compile(r"(?:^|\n|[.!?]\s)\W*(?:in|в|у)\s$", re.IGNORECASE)
# "On February 9, the ministers will meet", "9 апреля состоится" → still to come.
_FUTURE = re.compile(
    r"\b(?:will|to be held|is to|are to|scheduled|planned|upcoming|plans? to|ahead of"
    r"|состоится|пройд[её]т|будет|предстоит|відбудеться|буде)\b",
    re.IGNORECASE,
)


def choose_told(
    raw: str, told_spans: Sequence[Span], stamp: Evidence | None, horizon: Horizon
) -> tuple[list[Evidence], list[Evidence]]:
    """Choose the date that headings and body tell; all others are background.

    Other mentions of the same day and month agree or add the year. A day far from the known
    publication is not the one told.
    """
    placed = _placed_mentions(raw, told_spans)
    near = days_near(stamp, horizon)
    chosen = _choose(raw, placed, near, horizon)
    told, background = [], []
    for mention, label, _ in placed:
        days, kind = _allowed(mention, horizon, raw), _kind(raw, mention, label)
        if chosen is not None and _same_day(mention, chosen) and days & near:
            tier = "stated" if mention.is_full or mention.month_year else "partial"
            for _ in range(_DATELINE_LAG if kind == "dateline" else 0):
                days |= days >> 1  # and the day before
            told.append(mention.evidence("event", kind, tier, days))
        else:
            tier, problem = "stated" if mention.is_full else "partial", mention.problem
            if not problem and not days:
                in_horizon = horizon.of(*mention.days)
                problem = "the weekday is another one" if in_horizon else OUTSIDE
            background.append(mention.evidence("background", kind, tier, days, problem))
    return told, background


def _placed_mentions(raw: str, told_spans: Sequence[Span]) -> list[tuple[Mention, str, bool]]:
    """Return all dates, each with the label of its line and whether this leads."""
    placed, body_lines = [], 0
    for span in told_spans:
        body_lines += span.label == "body"
        leads = span.label == "heading" or body_lines <= _LEAD_LINES
        dates = find_dates(raw, span.start, span.end)
        placed += [(mention, span.label, leads) for mention in dates]
    return placed


def _choose(
    raw: str, placed: list[tuple[Mention, str, bool]], near: int, horizon: Horizon
) -> Mention | None:
    """Return the mention of the day told: a heading's full date, else the first; else a month."""
    labels, days, months = list[Mention](), list[Mention](), list[Mention]()
    for mention, label, leads in placed:
        if not leads or mention.problem:
            continue
        if mention.month_year:
            if _OPENING.search(raw, max(0, mention.start - 8), mention.start):
                months.append(mention)
        elif _allowed(mention, horizon) & near and not _looks_back(raw, mention, label):
            (labels if label == "heading" and mention.is_full else days).append(mention)
    return next(iter([*labels, *days, *months]), None)


def _same_day(mention: Mention, chosen: Mention) -> bool:
    """Whether both name one day of a month: "April 9" agrees with "April 9, 2024"."""
    is_alike = len(mention.days) < 2 and not mention.month_days.isdisjoint(chosen.month_days)
    return mention is chosen or is_alike


def _looks_back(raw: str, mention: Mention, label: str) -> bool:
    """Whether the words around a date say that it is not the day told: "following … on".

    A date in brackets in a heading is its label, and so is a full date set off at its end.
    """
    start, end = mention.start, mention.end
    line = raw.rfind("\n", 0, start) + 1
    if label == "heading":
        is_set_off = mention.is_full and _SET_OFF.search(raw, max(line, start - 2), start)
        if raw[start - 1 : start] == "(" or (is_set_off and _LABEL_END.match(raw, end)):
            return False
    is_range = mention.last or mention.last_day
    if not is_range and _LIMIT.search(raw, max(line, start - _LIMIT_CHARS), start):
        return True
    looks_back = _LOOKING_BACK.search(raw, max(line, start - _LOOKING_BACK_CHARS), start)
    return bool(_YEARS_ON.match(raw, end) or looks_back)


def _allowed(mention: Mention, horizon: Horizon, raw: str = "") -> int:
    """Return the days a mention leaves open by itself."""
    if mention.problem:
        return 0
    if mention.month_year:
        return edtf.to_days("{:04}-{:02}".format(*mention.month_year), horizon)
    if mention.month_day:
        month, day = mention.month_day
        days = horizon.recurring(month, day, mention.weekday)
        for later in range(day + 1, mention.last_day + 1):
            days |= horizon.recurring(month, later)
        # "… on April 1" at the very end of a long text may be cut off → 1 and 10 to 19 April.
        if len(raw) >= _CUT_OFF_CHARS and day <= 3 and mention.end == len(raw.rstrip()):
            for second in range(10):
                days |= horizon.recurring(month, 10 * day + second)
        return days
    if mention.last:
        return horizon.between(mention.days[0], mention.last)
    # "Monday, April 9, 2024" was a Tuesday → no day at all.
    if mention.weekday is not None and all(d.weekday() != mention.weekday for d in mention.days):
        return 0
    return horizon.of(*mention.days)


def _kind(raw: str, mention: Mention, label: str) -> str:
    if mention.month_year:
        return "month_year"
    line = raw.rfind("\n", 0, mention.start) + 1
    if _DATELINE.match(raw, line, mention.start) and _AGENCY.match(raw, mention.end):
        return "dateline"
    if not mention.is_full:
        return "month_day" if mention.weekday is None else "weekday_month_day"
    if label != "heading":
        return "full_date"
    return "bracket_date" if raw[mention.start - 1 : mention.start] == "(" else "label_date"


def days_near(stamp: Evidence | None, horizon: Horizon) -> int:
    """Return the days near a known publication on which what it tells can lie; else all days."""
    if stamp is None or not stamp.days:
        return horizon.every_day
    first, last = horizon.earliest(stamp.days), horizon.latest(stamp.days)
    return horizon.between(first - TOLD_AFTER, last + ANNOUNCED_BEFORE)


def is_announced(raw: str, start: int, end: int) -> bool:
    """Whether a line tells of the future between ``start`` and its end behind ``end``.

    >>> is_announced("On April 9 they will meet", 0, 10), is_announced("On April 9 they met", 0, 10)
    (True, False)
    """
    line_end = raw.find("\n", end)
    return _FUTURE.search(raw, start, len(raw) if line_end < 0 else line_end) is not None
