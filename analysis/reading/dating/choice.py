"""Which of the dates in a text is the one told: labels and leads, not background or limits."""

from datetime import timedelta

from analysis.reading.dating import edtf
from analysis.reading.dating.days import Horizon
from analysis.reading.dating.mentions import (
    AGENCY,
    DATELINE,
    LABEL_END,
    LIMIT,
    LOOKING_BACK,
    OPENING,
    SET_OFF,
    YEARS_ON,
    Mention,
)
from analysis.reading.dating.solver import Evidence

# Assumptions, in days: how far from its publication an event is told.
TOLD_AFTER, TOLD_BEFORE = timedelta(days=45), timedelta(days=14)
ANNOUNCED_BEFORE = timedelta(days=120)
CUT_OFF_CHARS = 100  # a text of this length that ends in a day may have been cut
DATELINE_LAG = 3  # a wire item is filed within so many days of the event
OUTSIDE = "implausible: outside the horizon"


def choose_told(
    raw: str,
    mentions: list[tuple[Mention, str, bool]],
    stamp: Evidence | None,
    horizon: Horizon,
) -> tuple[list[Evidence], list[Evidence]]:
    """Choose the date the item tells; all others are background.

    A full date in a heading is the item's label; else the first date of headings and lead. Other
    mentions of the same day and month agree or add the year. A day far from the known publication
    is not the one told.
    """
    near = days_near(stamp, horizon)
    sound = [
        (m, label)
        for m, label, leads in mentions
        if leads and not m.problem and _allowed(m, horizon) & near and not m.month_year
    ]
    sound = [(m, label) for m, label in sound if not _looks_back(raw, m, label)]
    if not sound:  # "In March 2022 they met": the month, when no day is told
        sound = [
            (m, label)
            for m, label, leads in mentions
            if leads and m.month_year and OPENING.search(raw, max(0, m.start - 8), m.start)
        ]
    label_dates = [m for m, label in sound if label == "heading" and m.is_full]
    chosen = next(iter(label_dates), sound[0][0] if sound else None)
    told, background = [], []
    for mention, label, _ in mentions:
        days = _allowed(mention, horizon, raw)
        kind = _kind(raw, mention, label)
        if chosen is not None and _same_day(mention, chosen) and days & near:
            tier = "stated" if mention.is_full or mention.month_year else "partial"
            if kind == "dateline":
                days = _within(days, DATELINE_LAG)
            told.append(piece_of("event", kind, tier, mention, days))
        else:
            note = mention.problem or ("" if days else _why_not(mention, horizon))
            tier = "stated" if mention.is_full else "partial"
            background.append(piece_of("background", kind, tier, mention, days, note))
    return told, background


def _same_day(mention: Mention, chosen: Mention) -> bool:
    if mention is chosen:
        return True
    if mention.problem or mention.month_year or chosen.month_year or len(mention.days) > 1:
        return False
    months = [(day.month, day.day) for day in chosen.days]
    if chosen.month_day:
        months.append(chosen.month_day)
    return any(mention.recurs_on(*pair) for pair in months)


def _looks_back(raw: str, mention: Mention, label: str) -> bool:
    """Whether the words before a date say that it is not the day told: "following … on".

    A date in brackets in a heading is its label, and so is a full date set off at its end.
    """
    line = raw.rfind("\n", 0, mention.start) + 1
    if label == "heading" and raw[mention.start - 1 : mention.start] == "(":
        return False
    if label == "heading" and mention.is_full and LABEL_END.match(raw, mention.end):
        cut = SET_OFF.search(raw, max(line, mention.start - 2), mention.start)
        return cut is None and _cued(raw, line, mention)
    return _cued(raw, line, mention)


def _cued(raw: str, line: int, mention: Mention) -> bool:
    """Whether words right around a date take it out of the running."""
    is_range = mention.last or mention.last_day
    if not is_range and LIMIT.search(raw, max(line, mention.start - 30), mention.start):
        return True
    if YEARS_ON.match(raw, mention.end):
        return True
    return LOOKING_BACK.search(raw, max(line, mention.start - 80), mention.start) is not None


def _why_not(mention: Mention, horizon: Horizon) -> str:
    if horizon.of(*mention.days):
        return "the weekday is another one"
    return OUTSIDE


def _allowed(mention: Mention, horizon: Horizon, raw: str = "") -> int:
    """Return the days a mention leaves open by itself.

    A single figure at the very end of a long text may be the beginning of a cut-off day.
    """
    if mention.month_year:
        year, month = mention.month_year
        return edtf.to_days(f"{year}-{month:02d}", horizon)
    if mention.month_day:
        month, day = mention.month_day
        days = horizon.recurring(month, day, mention.weekday)
        for later in range(day + 1, mention.last_day + 1):
            days |= horizon.recurring(month, later)
        if len(raw) >= CUT_OFF_CHARS and mention.end == len(raw.rstrip()) and day <= 3:
            for second in range(10):
                days |= horizon.recurring(month, 10 * day + second)
        return days
    if mention.last:
        return horizon.between(mention.days[0], mention.last)
    days = horizon.of(*mention.days)
    if mention.weekday is not None and all(d.weekday() != mention.weekday for d in mention.days):
        return 0
    return days


def _kind(raw: str, mention: Mention, label: str) -> str:
    if mention.month_year:
        return "month_year"
    line = raw.rfind("\n", 0, mention.start) + 1
    if DATELINE.match(raw[line : mention.start]) and AGENCY.match(raw, mention.end):
        return "dateline"
    if not mention.is_full:
        return "month_day" if mention.weekday is None else "weekday_month_day"
    if label != "heading":
        return "full_date"
    bracketed = raw[mention.start - 1 : mention.start] == "("
    return "bracket_date" if bracketed else "label_date"


def _within(days: int, lag: int) -> int:
    """Return these days and as many before them."""
    found = days
    for back in range(1, lag + 1):
        found |= days >> back
    return found


def piece_of(
    target: str, kind: str, tier: str, mention: Mention, days: int, note: str = ""
) -> Evidence:
    """Return a mention as a piece of evidence."""
    return Evidence(target, kind, tier, mention.quote, mention.start, mention.end, days, note)


def days_near(stamp: Evidence | None, horizon: Horizon) -> int:
    """Return the days near a known publication on which what it tells can lie; else all days."""
    if stamp is None or not stamp.days:
        return horizon.every_day
    first, last = horizon.earliest(stamp.days), horizon.latest(stamp.days)
    return horizon.between(first - TOLD_AFTER, last + ANNOUNCED_BEFORE)
