"""Text → the dates it states: each mention with quote, offsets and possible days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2100  # a year outside is no date of a document

_ENGLISH = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_UKRAINIAN = (
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
)
_MONTHS = [
    re.compile("|".join(names), re.IGNORECASE)
    for names in zip(_ENGLISH, _RUSSIAN.split(), _UKRAINIAN.split(), strict=True)
]
# "may" and "march" are dates only with a capital; Cyrillic genitives are dates in any case.
_EN = rf"(?:{'|'.join(f'[{m[0].upper()}](?i:{m[1:]})' for m in _ENGLISH)})\b\.?"
_CYRILLIC = rf"(?i:{'|'.join(_RUSSIAN.split() + _UKRAINIAN.split())})"
_DAY = r"\d{1,2}(?!\d)"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"\d{4}(?!\d)"
# Each alternative begins at a day, a month or a year and has no open-ended part: linear.
DATE = re.compile(
    rf"""
      (?<![\d.])(?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
    | (?<![\d.])(?P<numeric>
        \d{{1,2}}(?P<mark>[./])\d{{1,2}}(?P=mark)(?:\d{{4}}|(?P<short>\d\d))
      )(?![\d.]\d)
    | (?<!\w)(?P<m1>{_EN})\s(?P<d1>{_DAY}){_TH}(?:\s?[–-]\s?(?P<e1>{_DAY}){_TH})?
        (?:,?\s(?P<y1>{_YEAR}))?
    | (?<!\d)(?P<d2>{_DAY}){_TH}(?:\s?[–-]\s?(?P<e2>{_DAY}){_TH})?\s(?:of\s)?
        (?P<m2>{_EN}|{_CYRILLIC})(?:,?\s(?P<y2>{_YEAR}))?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Mention:
    """One date as it stands in a text.

    ``days`` are the days it can mean when the year is stated (two for 03/04/2021, none for
    31 February); ``last`` is the end of a range; ``month_day`` is set when the year is missing.
    """

    start: int
    end: int
    quote: str
    days: tuple[date, ...] = ()
    last: date | None = None
    month_day: tuple[int, int] | None = None
    problem: str = ""

    @property
    def is_full(self) -> bool:
        """Whether the mention states a possible day with its year."""
        return bool(self.days)

    def recurs_on(self, month: int, day: int) -> bool:
        """Whether the mention names this day of this month, in whatever year."""
        return self.month_day == (month, day) or (month, day) in {
            (possible.month, possible.day) for possible in self.days
        }


def find_dates(raw: str, start: int, end: int) -> Iterator[Mention]:
    """Yield every date in ``raw[start:end]``, in order.

    English, Russian and Ukrainian month names, day-first figures, ISO dates, and ranges of days
    within a month. A year of two figures means 20xx. Nothing is completed from a clock.
    """
    for match in DATE.finditer(raw, start, end):
        yield _mention(match)


def latest_on_or_before(month: int, day: int, limit: date) -> date | None:
    """Return the last such day of the year that is not after ``limit`` (29 February may skip)."""
    for year in range(limit.year, limit.year - 9, -1):
        found = _day(year, month, day)
        if found and found <= limit:
            return found
    return None


def _mention(match: re.Match[str]) -> Mention:
    start, end = match.span()
    quote = match.group()
    if match["iso"]:
        year, month, day = map(int, quote.split("-"))
        return _full(start, end, quote, [(year, month, day)])
    if match["numeric"]:
        first, second, year = map(int, re.split(r"[./]", quote))
        if match["short"]:
            year += 2000
        readings = [(year, second, first)]
        if match["mark"] == "/":  # with full stops the day comes first; with strokes it may not
            readings.append((year, first, second))
        return _full(start, end, quote, readings)
    which = "1" if match["m1"] else "2"
    month = _month_number(match["m" + which].rstrip("."))
    day, last = int(match["d" + which]), int(match["e" + which] or 0)
    if match["y" + which] is None:
        if not _day(2000, month, day):  # a leap year, so that 29 February stands
            return Mention(start, end, quote, problem="no such day in any year")
        return Mention(start, end, quote, month_day=(month, day))
    year = int(match["y" + which])
    mention = _full(start, end, quote, [(year, month, day)])
    until = _day(year, month, last) if last > day else None
    return Mention(start, end, quote, mention.days, until, problem=mention.problem)


def _full(start: int, end: int, quote: str, readings: list[tuple[int, int, int]]) -> Mention:
    if not FIRST_YEAR <= readings[0][0] <= LAST_YEAR:
        return Mention(start, end, quote, problem="implausible year")
    days = sorted({day for reading in readings if (day := _day(*reading))})
    return Mention(start, end, quote, tuple(days), problem="" if days else "no such day")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_number(name: str) -> int:
    return next(n for n, pattern in enumerate(_MONTHS, start=1) if pattern.fullmatch(name))
