"""Text → the dates it states: each mention with quote, offsets and what it leaves open.

One linear set of patterns for English, Russian and Ukrainian. Nothing is completed from a clock or
from a year in sight: what a mention does not say stays open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
# Genitive (16 октября), prepositional (в октябре) and short (16 окт) forms.
_RUSSIAN = (
    r"янв(?:ар[яе])?",
    r"фев(?:рал[яе])?",
    r"мар(?:т[ае])?",
    r"апр(?:ел[яе])?",
    r"ма[яе]",
    r"июн[яе]?",
    r"июл[яе]?",
    r"авг(?:уст[ае])?",
    r"сен(?:т(?:ябр[яе])?)?",
    r"окт(?:ябр[яе])?",
    r"ноя(?:бр[яе])?",
    r"дек(?:абр[яе])?",
)
_UKRAINIAN = (
    r"січ(?:н[яі])?",
    r"лют(?:ого|ому)?",
    r"бер(?:езн[яі])?",
    r"квіт(?:н[яі])?",
    r"трав(?:н[яі])?",
    r"черв(?:н[яі])?",
    r"лип(?:н[яі])?",
    r"серп(?:н[яі])?",
    r"вер(?:есн[яі])?",
    r"жовт(?:н[яі])?",
    r"лист(?:опад[аі])?",
    r"груд(?:н[яі])?",
)
MONTHS = {"en": "|".join(_ENGLISH), "ru": "|".join(_RUSSIAN), "uk": "|".join(_UKRAINIAN)}
_NUMBERS = [
    re.compile("|".join(names), re.IGNORECASE)
    for names in zip(_ENGLISH, _RUSSIAN, _UKRAINIAN, strict=True)
]
_WEEKDAYS = [
    re.compile(rf"(?:{names})", re.IGNORECASE)
    for names in (
        "mon(?:day)?|понедельник[ау]?|понеділ(?:ок|ка)",
        "tue(?:s(?:day)?)?|вторник[ау]?|вівтор(?:ок|ка)",
        "wed(?:nesday)?|сред[ауы]|серед[ауи]",
        "thu(?:r(?:s(?:day)?)?)?|четверг[ау]?|четвер(?:га)?",
        "fri(?:day)?|пятниц[ауы]|п['’ʼ]ятниц[яюі]",
        "sat(?:urday)?|суббот[ауы]|субот[ауи]",
        "sun(?:day)?|воскресень[ея]|неділ[яюі]",
    )
]
_WEEKDAY = "(?:" + "|".join(w.pattern for w in _WEEKDAYS) + ")"
# "may" and "march" are also verbs: in lower case they need "on", a comma or a bracket before them.
_EN = (
    rf"(?:(?!(?-i:may|mar))(?:{MONTHS['en']})|(?<=on\s)(?:march|may)|(?<=[,(]\s)(?:march|may)"
    r"|(?<=\()(?:march|may))\b\.?"
)
_CYRILLIC = rf"(?:{MONTHS['ru']}|{MONTHS['uk']})\.?(?!\w)"
_TO = r"(?:\s?[–—−-]\s?|\s(?:to|and|по|до|и|і|та)\s)"  # between the days of a range
_DAY = r"\d{1,2}(?!\d)"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"\d{4}(?!\d)"
# Each alternative begins at a weekday, a day, a month or a year and has no open-ended part.
DATE = re.compile(
    rf"""
      (?<![\d./])(?P<iso>\d{{4}}-\d\d-\d\d)(?![\d/])
    | (?<![\d./])(?P<numeric>
        \d{{1,2}}(?P<mark>[./])\d{{1,2}}(?P=mark)(?:\d{{4}}|(?P<short>\d\d))
      )(?![\d./]\d|\d)
    | (?<!\w)(?:(?P<w1>{_WEEKDAY})\.?,?\s)?(?P<m1>{_EN})\s(?P<d1>{_DAY}){_TH}
        (?:{_TO}(?P<e1>{_DAY}){_TH})?(?:,?\s(?P<y1>{_YEAR}))?
    | (?<![\w/:.,])(?:(?P<w2>{_WEEKDAY}),?\s)?(?P<d2>{_DAY}){_TH}
        (?:{_TO}(?P<e2>{_DAY}){_TH})?\s(?:of\s)?
        (?P<m2>(?:{MONTHS["en"]})\b\.?(?=\W|$)|{_CYRILLIC})(?:,?\s(?P<y2>{_YEAR}))?
    | (?<!\w)(?P<m3>{_EN}|{_CYRILLIC})(?:\sof)?\s(?P<y3>{_YEAR})
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What every date has: a number beside the beginning of a month's name, or figures with marks.
_STEM = (
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[яе]|июн|июл|авг|сен|окт"
    "|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)"
)
_NUMBER = re.compile(r"\d+")
_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?(?:{_TO}\d{{1,2}}(?:st|nd|rd|th)?)?\s(?:of\s)?{_STEM}"
    r"|[./-]\d{1,2}[./-]\d\d",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?<!\w){_STEM}\w{{0,8}}\.?\s(?:of\s)?$", re.IGNORECASE)
REACH = 30  # characters on each side of the number within which the rest of a date stands
_ADDRESS = re.compile(r"(?:://|www\.|[?&=])\S{0,200}$")  # a date inside it is part of a link
_VERB = re.compile(r"\d{1,2}\s(?:may|march)(?!,?\s\d{4})")  # "20 may arrive"
# "BEIJING, October 16 /TASS/": the day a wire item was filed.
DATELINE = re.compile(r"\s*[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ .'’-]{2,40}, $")
AGENCY = re.compile(r"\.? ?[/(\[—–-]")
PAST_YEAR = re.compile(
    r"\b[Ii]n (?P<year>20\d\d),? (?:there )?"
    r"(?:was|were|had|saw|became|reached|amounted|increased|decreased|doubled|marked)\b"
    r"|\b[Вв] (?P<ru>20\d\d) году? (?:был[аио]?|\w+л[аио]?сь|достигл\w*|составил\w*)\b"
)
# The date behind such words is not the day told: something before it, a limit, a document's date.
LOOKING_BACK = re.compile(
    r"\b(?:following|after|since|years ago|until|elected|signed|adopted|founded|established|dated"
    r"|born|ahead of|on this day|onthisday|otd|anniversary|regarding|in accordance with|registered"
    r"|после|с момента|лет назад|подписанн\w+|избран[аоы]?|принят\w+|основан\w*|накануне"
    r"|в этот день|годовщин\w+|вступ\w+ в силу|після|років тому|річниц\w+|у цей день|підписан\w+"
    r")\b,?[^.!?;,\n]*$",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:by|before|from|effective|as of|resolution \d+ of"
    r"|к|до|впервые с|начиная с|с|от|з)\s(?:the\s)?$",
    re.IGNORECASE,
)
YEARS_ON = re.compile(
    r"[^\n]{0,60}\b(?:two|three|five|ten|\d+) years (?:on|later)\b|[^\n]{0,60}спустя \d+"
)
SET_OFF = re.compile(r"(?:[,(–—|:-]\s?|^|\n)$")  # what stands before the date of a label
LABEL_END = re.compile(r"\s*(?:$|\n|[):|/]|https?:)")  # what follows the date of a label
OPENING = re.compile(r"(?:^|\n|[.!?]\s)\W*(?:in|в|у)\s$", re.IGNORECASE)  # "In March 2022 they met"
RECAP = re.compile(r"#?\bICYMI\b|\bin case you missed it\b|\brecap\b|\bthrowback\b", re.IGNORECASE)
FUTURE = re.compile(
    r"\b(?:will|to be held|is to|are to|scheduled|planned|upcoming|plans? to|ahead of"
    r"|состоится|пройд[её]т|будет|предстоит|відбудеться|буде)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mention:
    """One date as it stands in a text.

    ``days`` are the days it can mean when the year is stated (two for 03/04/2021, none for
    31 February); ``last`` is the end of a range; ``month_day`` is set when the year is missing,
    ``month_year`` when the day is; ``weekday`` is 0 for Monday.
    """

    start: int
    end: int
    quote: str
    days: tuple[date, ...] = ()
    last: date | None = None
    month_day: tuple[int, int] | None = None
    last_day: int = 0  # of a range of days without a year
    month_year: tuple[int, int] | None = None
    weekday: int | None = None
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

    Month names with day or year, day-first figures, ISO dates, weekdays before them, and ranges
    of days within a month. A year of two figures means 20xx.
    """
    for left, right in _windows(raw, start, end):
        for match in DATE.finditer(raw, left, right):
            at = match.start()
            in_address = _ADDRESS.search(raw, max(start, at - 210), at)
            if not in_address and not _VERB.match(match.group()):
                yield _mention(match)


def _windows(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the surroundings of numbers that may belong to a date, apart from each other."""
    left = right = start
    for found in _NUMBER.finditer(raw, start, end):
        at, behind = found.span()
        if not (_AFTER.match(raw, behind, end) or _BEFORE.search(raw, max(start, at - 18), at)):
            continue
        if found.start() - REACH > right:
            if right > start:
                yield left, right
            left = found.start() - REACH
        right = min(found.end() + REACH, end)
    if right > start:
        yield left, right


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a month's name in any of the three languages, else None."""
    found = (n for n, pattern in enumerate(_NUMBERS, start=1) if pattern.fullmatch(name))
    return next(found, None)


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
    which = "1" if match["m1"] else "2" if match["m2"] else "3"
    month = month_number(match["m" + which].rstrip(".")) or 0
    if which == "3":
        return Mention(start, end, quote, month_year=(int(match["y3"]), month))
    day, last = int(match["d" + which]), int(match["e" + which] or 0)
    named = match["w" + which]
    weekday = next((n for n, w in enumerate(_WEEKDAYS) if named and w.fullmatch(named)), None)
    if match["y" + which] is None:
        if not _day(2000, month, day):  # a leap year, so that 29 February stands
            return Mention(start, end, quote, problem="no such day in any year")
        return Mention(start, end, quote, month_day=(month, day), last_day=last, weekday=weekday)
    year = int(match["y" + which])
    mention = _full(start, end, quote, [(year, month, day)])
    until = _day(year, month, last) if last > day else None
    return Mention(start, end, quote, mention.days, until, weekday=weekday, problem=mention.problem)


def _full(start: int, end: int, quote: str, readings: list[tuple[int, int, int]]) -> Mention:
    days = sorted({day for reading in readings if (day := _day(*reading))})
    return Mention(start, end, quote, tuple(days), problem="" if days else "no such day")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
