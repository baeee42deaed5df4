"""Which of the dates in a text is the one told: labels and openings, not background or limits."""

import re
from functools import reduce
from operator import itemgetter, or_
from typing import NamedTuple

from analysis.reading.dating import cues
from analysis.reading.dating.cues import Text, forms, sentence_at, tense, words
from analysis.reading.dating.days import Horizon, real_day, to_days
from analysis.reading.dating.mentions import Mention, find_dates
from analysis.reading.dating.relative import FEAST, RECKONING, REPORTED, find_label, find_relative
from analysis.reading.dating.solver import Evidence

_LONG_LINES = 8  # of more only a label or the first tells: "On September 11, 2001" is history
_CUT_OFF_CHARS = 100  # only so long a text may have been cut off within the last day it names
_REST_IS_BLANK = re.compile(r"\s*\Z")
LABELS = ("bracket_date", "label_date")
OUTSIDE = "implausible: outside the horizon"
# "BEIJING, October 16 /TASS/" was filed then; it tells of 13 to 16 October (an assumption).
_DATELINE = re.compile(r"\s*[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ .'’-]{2,40}[,.] $")
_DATELINE_CHARS, _DATELINE_LAG = 60, 3
_AGENCY = re.compile(r"\.? ?[/(\[—–-]")
# A heading's own date: "After talks – April 9, 2024"; "After talks on April 9" → background.
_SET_OFF = re.compile(r"(?:[,(–—|:-]\s?|^|\n)$")
_LABEL_END = re.compile(r"\s*(?:$|\n|[):|/]|https?:)")
# "📍 Vienna, March 3, 2026" as a line of its own → its label.
_LABEL_LINE = re.compile(r"[^\w\n]*(?:[^\W\d_][\w.'’ -]{1,40}\s?,\s)?$")
# "In March 2022 they met" → the month told; "The ships held in November 2018" → background.
_OPENING = re.compile(r"(?:^|\n|[.!?]\s)\W*(?:in|в|у)\s$", re.IGNORECASE)
# "On April 8, 2024 they met", "9 апреля 2024 года" → a line that opens with its day tells it.
_AT_FIRST = re.compile(r"\W*(?:(?:on|во?|у)\s)?$", re.IGNORECASE)
# "Updated: April 9, 2024", "Deadline for tenders: 15 May" → no label of the event.
_ISSUED = rf"(?:^|\n)\W*{forms('publication')}\b(?:[^.!?\n]|[ap]\.m\.)*$"
_NO_EVENT = re.compile(rf"(?i){_ISSUED}|\b{forms('no event')}\b[^:|\n]*[:|]\s?$")
# "March 23 Movement", "9 апреля прошлого года" → a name, a day of another year.
_NAMED = re.compile(rf",?\s{forms('named')}\b", re.IGNORECASE)
# «9 апреля мы подали документы», said the lawyer → a day of his words.
_QUOTED = re.compile(r"[«“„][^»”“]*$|^[^\"]*\"(?:[^\"]*\"[^\"]*\")*[^\"]*$")
_SOME_YEAR = re.compile(r"(?:1[5-9]|20)(?<!\w..)\d\d\b")
# So far another year, or a feast, speaks of a date without one.
_YEAR_CHARS, _FEAST_CHARS, _AT_FIRST_CHARS = 1_000, 100, 12
Weighed = tuple[list[Evidence], list[Evidence]]  # what tells or is used; what does not


class _Placed(NamedTuple):
    """A date with the line it stands in and what that makes of it."""

    mention: Mention
    label: str  # of its line
    line: tuple[int, int]
    n_line: int  # 0 for the first
    role: str = ""  # label | opening | month, or nothing for background


def choose_told(text: Text) -> Weighed:
    """Choose the date that headings and body tell; all others are background."""
    # A day far from the known publication is not told; one reckoned from it is if it stands first.
    lines = enumerate(text.spans if text.has_number else ())
    places = [_Placed(m, s.label, s[:2], n) for n, s in lines for m in find_dates(text.raw, *s[:2])]
    placed = [_Placed(*place[:4], _role(text, place)) for place in places]
    chosen = _choose(text, placed)
    told, background = _reckon(text, placed, chosen) if text.stamp else ([], [])
    chosen = None if told else chosen
    if not chosen and not told:
        told = list(filter(None, (_next_day(text, place) for place in placed)))[:1]
    for place in placed:
        pieces = _pieces(text, place) if chosen and _same_day(text.raw, place, chosen) else []
        told += pieces
        background += [] if pieces else [_background(text, place)]
    return told, background


def _reckon(text: Text, placed: list[_Placed], chosen: _Placed | None) -> Weighed:
    """Return what is reckoned from the publication if it stands first, and what is mentioned."""
    told, mentioned = find_relative(text, [place.mention for place in placed])
    is_label = chosen is not None and chosen.role == "label"
    first = told or (None if is_label else find_label(text))
    begins = chosen.mention.start if chosen else len(text.raw) + _CUT_OFF_CHARS
    # "BEIJING, May 3 (Xinhua) -- China on Friday met Japan" → Friday
    is_filed = chosen is not None and _kind(text.raw, chosen) == "dateline"
    if first and not is_label and (is_filed or first.end + _CUT_OFF_CHARS <= begins):
        return [first], mentioned
    if told and chosen and not is_label and (either := _either(text, told, chosen)):
        return [either], mentioned
    return [], [*mentioned, told._replace(target="background")] if told else mentioned


def _either(text: Text, told: Evidence, chosen: _Placed) -> Evidence | None:
    """Keep both days of "The UN confirmed on Monday that a strike on April 3 had killed 12"."""
    named, begins = _allowed(chosen.mention, text.horizon) & text.near, chosen.mention.start
    _, right = sentence_at(text.raw, chosen.line, told.start, told.end)
    is_other = told.end <= begins < right and not named & told.days
    return told._replace(days=told.days | named, note=REPORTED) if is_other else None


def _next_day(text: Text, place: _Placed) -> Evidence | None:
    """Read "After the summit on May 3, 2024, they met the next day" in an opening."""
    mention, line = place.mention, place.line
    _, right = sentence_at(text.raw, line, mention.start, mention.end)
    opens = any(mention.start < end for start, end in text.openings if start == line[0])
    is_one = opens and not mention.last and not mention.last_day
    said = words("next day").search(text.lowered, mention.end, right) if is_one else None
    if said is None or tense(text.raw, line, *said.span()) != "past":
        return None
    days = _allowed(mention, text.horizon) << 1 & text.horizon.every_day & text.near
    tier = "stated" if mention.days else "partial"
    return text.piece("next_day", tier, (mention.start, said.end()), days) if days else None


def _role(text: Text, place: _Placed) -> str:
    """Say whether a date is a label, stands in an opening, or neither."""
    raw, mention, left, n_line = text.raw, place.mention, place.line[0], place.n_line
    opens_to = text.openings[n_line][1] if n_line < len(text.openings) else left
    if mention.problem or opens_to == left:
        return ""
    if mention.month_year:
        return "month" if _OPENING.search(raw, max(0, mention.start - 8), mention.start) else ""
    role = "label" if _is_label(raw, place) else ""
    is_deep = n_line and mention.days and len(text.spans) > _LONG_LINES
    if not role and not is_deep and mention.start < opens_to:
        is_told = not _QUOTED.search(raw[left : mention.start])
        role = "opening" * (is_told and not cues.looks_back(raw, left, mention))
    before = raw[max(left, mention.start - cues.BACK_CHARS) : mention.start]
    return "" if _NO_EVENT.search(before) or _NAMED.match(raw, mention.end) else role


def _is_label(raw: str, place: _Placed) -> bool:
    """Whether a date labels its heading, or stands on a line of its own."""
    mention, (left, right) = place.mention, place.line
    start, end = mention.start, mention.end
    is_inside = cues.IN_SENTENCE.match(raw, end)
    is_end = not is_inside and _LABEL_END.match(raw, end, right)
    is_set_off = is_end and mention.days and _SET_OFF.search(raw, max(left, start - 2), start)
    in_bracket = raw[start - 1 : start] == "(" and not is_inside
    if (not place.n_line or place.label == "heading") and (in_bracket or is_set_off):
        return True
    begins = max(left, start - _DATELINE_CHARS)
    return bool(is_end and end > right - 6 and _LABEL_LINE.match(raw, begins, start))


def _choose(text: Text, placed: list[_Placed]) -> _Placed | None:
    """Return the mention of the day told: a full label, else the first opening; else a month."""
    ranked: list[tuple[int, _Placed]] = []
    history: tuple[int, int] | None = None  # a line that opens with a day of another time
    for place in placed:
        mention = place.mention
        days = _allowed(mention, text.horizon, weekdays=False) & text.near
        if place.role == "opening":
            history = place.line if mention.days and not days else history
            days = 0 if place.line == history else days & _bound(text, place)
        is_label = place.role == "label" and mention.days and (days or _year_off(text, mention))
        is_last = place.role == "month" or _is_filed(text.raw, place)
        if is_label or place.role == "month" or (place.role and days):
            ranked.append((is_last - bool(is_label), place))
    return min(ranked, key=itemgetter(0))[1] if ranked else None


def _is_filed(raw: str, place: _Placed) -> bool:
    """Whether a place in capitals stands before a date: "MINSK, May 3"."""
    left, start = place.line[0], place.mention.start
    return _DATELINE.match(raw, max(left, start - _DATELINE_CHARS), start) is not None


def _bound(text: Text, place: _Placed) -> int:
    """Return the days that a date outside of a label can tell; what will come tells none."""
    (left, _), start = place.line, place.mention.start
    said = tense(text.raw, place.line, start, place.mention.end)
    is_told = start - left <= _AT_FIRST_CHARS and _AT_FIRST.match(text.raw, left, start) is not None
    is_told |= _kind(text.raw, place) == "dateline"
    if text.stamp:
        window = "first line" if not place.n_line else "at first" if is_told else "deeper"
        return text.within("to come" if said == "future" else window)
    if not place.mention.days:
        is_told |= said in ("past", "")
    else:  # "On 4 May 2024 they met", "They met on 4 May 2024", a heading "Talks on 4 May 2024"
        is_told &= said != "future"
        is_told |= not place.n_line and (said or place.label) in ("past", "heading")
    return text.horizon.every_day if is_told else 0


def _same_day(raw: str, place: _Placed, chosen: _Placed) -> bool:
    """Whether both name one day of a month: "April 9" agrees with "April 9, 2024"."""
    mention, told = place.mention, chosen.mention
    is_alike = len(mention.days) < 2 and not mention.month_days.isdisjoint(told.month_days)
    if is_alike and mention.days and told.month_day and told.weekday is None and not place.role:
        # "The favourite day is May 25. … e.g. 25.05.2025": no year for a day that nothing tells of
        return tense(raw, chosen.line, told.start, told.end) == "past"
    return place is chosen or is_alike


def _pieces(text: Text, place: _Placed) -> list[Evidence]:
    """Return what a date told allows; with a slip in it, what each of its parts would allow."""
    horizon, mention, kind = text.horizon, place.mention, _kind(text.raw, place)
    tier = "stated" if mention.days or mention.month_year else "partial"
    days = _allowed(mention, horizon, text.raw)
    # "April 9, 2024 ¶ A ferry sank over the weekend" was written then, as what has a dateline.
    below = (o for o in text.openings if o[0] > mention.end and place.role == "label")
    if any(words("day before").search(text.lowered, *opening) for opening in below):
        kind = "dateline"
    for _ in range(_DATELINE_LAG if kind == "dateline" else 0):
        days |= days >> 1  # and the day before
    if cues.NIGHT.search(text.raw, max(0, mention.start - cues.BACK_CHARS), mention.start):
        kind, days = "night", days | days >> 1
    if days & text.near:
        return [mention.evidence("event", kind, tier, days)]
    plain = text.near & _allowed(mention, horizon, text.raw, weekdays=False)
    if mention.weekday is not None and plain:
        # "Wednesday, February 12, 2026" was a Thursday: the 12th, the 11th, or 2025
        same_day = reduce(or_, (horizon.recurring(*day) for day in mention.month_days))
        slips = reduce(or_, (plain << n | plain >> n for n in (365, 366))) & same_day
        slips |= reduce(or_, (plain << n | plain >> n for n in (1, 2, 3)))
        slips &= horizon.weekday(mention.weekday)
        date_piece = mention.evidence("event", kind, tier, plain, "the weekday is another one")
        return [date_piece, mention.evidence("event", "weekday", tier, slips, "that weekday")]
    off = _year_off(text, mention) if place.role == "label" else 0
    if off and text.stamp:
        note = "the label is a year off the publication"  # one of them errs
        shifted = text.stamp._replace(target="event", kind="year_off", days=off, note=note)
        return [mention.evidence("event", kind, tier, days, note), shifted]
    return []


def _background(text: Text, place: _Placed) -> Evidence:
    """Return a date that is not told, with the reason if it cannot be one."""
    mention, horizon = place.mention, text.horizon
    days, problem = _allowed(mention, horizon, text.raw), mention.problem
    if text.stamp and mention.month_day and (near := days & _near(text, place)):
        days, problem = near, RECKONING
    if not problem and not days:
        problem = "the weekday is another one" if horizon.of(*mention.days) else OUTSIDE
    tier = "stated" if mention.days else "partial"
    return mention.evidence("background", _kind(text.raw, place), tier, days, problem)


def _near(text: Text, place: _Placed) -> int:
    """Return the days around the publication on which a date without a year can lie."""
    start, end, left, right = *place.mention[:2], *place.line
    around = max(0, start - _YEAR_CHARS), min(right, end + _YEAR_CHARS)
    beside = max(left, start - _FEAST_CHARS), min(right, end + _FEAST_CHARS)
    years = set(_SOME_YEAR.findall(text.raw, *around))
    if years - {str(day.year) for day in text.published} or FEAST.search(text.lowered, *beside):
        return 0  # "In 2014 … On February 21", "was born on May 4": perhaps of another year
    is_limit = cues.looks_back(text.raw, left, place.mention)
    said = "" if is_limit else tense(text.raw, place.line, start, end)
    return text.within({"past": "mentioned past", "future": "mentioned ahead"}.get(said, "near"))


def _year_off(text: Text, mention: Mention) -> int:
    """Return the day of a full date in the year before or after, if that is near; else none."""
    is_one = text.stamp and len(mention.days) == 1
    beside = (real_day(d.year + n, d.month, d.day) for d in mention.days for n in (-1, 1))
    return text.horizon.of(*filter(None, beside)) & text.near if is_one else 0


def _allowed(mention: Mention, horizon: Horizon, raw: str = "", *, weekdays: bool = True) -> int:
    """Return the days a mention leaves open by itself."""
    if mention.problem:
        return 0
    if mention.month_year:
        return to_days("{:04}-{:02}".format(*mention.month_year), horizon)
    if mention.last:  # "2 March 1931 – 30 August 2022" → no day
        is_inside = mention.days[0] >= horizon.first
        return horizon.between(mention.days[0], mention.last) if is_inside else 0
    month, day = mention.month_day or (0, 0)
    days = horizon.recurring(month, day) if day else horizon.of(*mention.days)
    if weekdays and mention.weekday is not None:
        days &= horizon.weekday(mention.weekday)  # "Monday, April 9, 2024" was a Tuesday → none
    if mention.last_day:
        for first, _ in horizon.runs(days):
            year = first.year + (mention.last_day < (month, day))  # 30 December to 4 January
            days |= horizon.between(first, real_day(year, *mention.last_day))
    # "… on April 1" at the very end of a long text may be cut off → 1 and 10 to 19 April.
    if 1 <= day <= 3 and len(raw) >= _CUT_OFF_CHARS and _REST_IS_BLANK.match(raw, mention.end):
        days |= reduce(or_, (horizon.recurring(month, 10 * day + n) for n in range(10)))
    return days


def _kind(raw: str, place: _Placed) -> str:
    mention, start = place.mention, place.mention.start
    if mention.month_year:
        return "month_year"
    if _AGENCY.match(raw, mention.end) and _is_filed(raw, place):
        return "dateline"
    if not mention.days:
        return "month_day" if mention.weekday is None else "weekday_month_day"
    if place.label != "heading":
        return "label_date" if place.role == "label" else "full_date"
    return "bracket_date" if raw[start - 1 : start] == "(" else "label_date"
