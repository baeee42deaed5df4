"""English, Russian or Ukrainian text → the dates it states; what they do not say stays open."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from analysis.reading.dating.cues import forms, number
from analysis.reading.dating.days import real_day
from analysis.reading.dating.solver import Evidence

MONTHS = ("month.en", "month.ru", "month.uk")
WEEKDAYS = ("weekday.en", "weekday.on", "weekday.of")
# Also verbs: "on may 9", "(march 5, 2022)" → dates; "they march 3 abreast" → none.
_ALSO_VERB = r"(?:(?<=on\s)|(?<=[,(]\s)|(?<=\())(?:march|may)"
_EN = rf"(?:(?!(?-i:may|mar)){forms('month.en')}|{_ALSO_VERB})\b\.?"
_CYRILLIC = rf"{forms('month.ru', 'month.uk')}\.?(?!\w)"
_WEEKDAY = forms(*WEEKDAYS)  # "Tuesday, April 9", "Tue. April 9", "во вторник, 9 апреля"
_TO = r"(?:\s?[–—−-]\s?|\s(?:to|and|по|до|и|і|та)\s)"  # "October 8-9", "22 и 23 марта" → a range
# "May 3rd", "9-го апреля" → 3 and 9
_DAY, _TH, _YEAR = r"\d{1,2}(?!\d)", r"(?:st|nd|rd|th|-?го|-е)?", r"\d{4}(?!\d)"
# First letters of months and weekdays: to look at no other word is twice as fast.
_INITIALS = "".join(sorted({form[0] for form in forms(*MONTHS, *WEEKDAYS)[3:-1].split("|")}))
# Each alternative begins at a weekday, a day, a month or a year, without an open-ended part: iso
# "2024-04-09", "2024/04/09"; numeric "КНР02.04.24", "03/04/2021", not "1.2.3.4"; 1 "May 15, 2024",
# "Tuesday, April 9"; 2 "9 апреля", "17–18 October 2023"; 3 "March 2021", "в марте 2021" → a month.
_DATE = re.compile(
    rf"""(?ix)
      (?=\d)(?<![\d./])(?:(?P<iso>(?<!-)\d{{4}}(?P<sign>[-/.])\d\d(?P=sign)\d\d)(?![\d/])
      | (?P<numeric>\d{{1,2}}(?P<mark>[./])\d{{1,2}}(?P=mark)(?:\d{{4}}|(?P<short>\d\d)))
        (?![\d./]\d|\d))
    | (?<!\w)(?=[\d{_INITIALS}])(?:
        (?:(?P<w1>{_WEEKDAY})\.?,?\s)?(?P<m1>{_EN})\s(?P<d1>{_DAY}){_TH}
        (?:{_TO}(?P<e1>{_DAY}){_TH})?(?:,?\s(?P<y1>{_YEAR}))?
      | (?<![/:.,])(?:(?P<w2>{_WEEKDAY}),?\s)?(?P<d2>{_DAY}){_TH}
        (?:{_TO}(?P<e2>{_DAY}){_TH})?\s(?:of\s)?
        (?P<m2>{forms("month.en")}\b\.?(?=\W|$)|{_CYRILLIC})(?:,?\s(?P<y2>{_YEAR}))?
      | (?P<m3>{_EN}|{_CYRILLIC})(?:\sof)?\s(?P<y3>{_YEAR}))
    """
)
# What every date has: "9 апр", "Sept 18", "19.11.20"; "15 countries" is not looked at any further.
_MONTH = forms(*MONTHS)
_AFTER = rf"(?={_TH}(?:{_TO}\d{{1,2}}{_TH})?\s(?:of\s)?{_MONTH}|[./-]\d{{1,2}}[./-]\d\d)()"
_NUMBER = re.compile(rf"\d(?:\d{{0,3}}(?!\d){_AFTER}|(?<=\s\d)\d*)", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<!\w){_MONTH}\w{{0,8}}\.?\s(?:of\s)?$", re.IGNORECASE)
# How far the rest of a date can stand: "September of 2021", "Wednesday, 17th – 18th of September".
_BEFORE_CHARS, _REACH_CHARS = 18, 30
_ADDRESS = re.compile(r"(?:://|www\.|[?&=])\S{0,200}$")  # "https://a.org/?utm=11.10.2020" → no date
_ADDRESS_CHARS, _VERSION_CHARS = 210, 40
# "19.11.20" is a date; "4.3.13", "Linux through 10.12.13", "10.10.11, 10.10.12" are versions.
_APP = r"(?<![a-z])(?!(?:on|dated?|of|posted|published|updated|at)\s)[a-z][\w-]*,?\s[v(]?"
_VERSION = re.compile(rf"(?i)(?:{_APP}|\b{forms('version')}\s|\d\.\d+,?\s(?:(?:and|or|и|або)\s)?)$")
# "Article 12.5.2013", "решение № 12.05.2023" → numbers of something.
_NUMBERED = re.compile(rf"(?:\b{forms('numbered')}|№)\s$", re.IGNORECASE)
_CHAIN = re.compile(r",?\s(?:(?:and|or|и)\s)?\d+\.\d+\.\d+")
# "From January 30 to February 4", "с 28 октября по 13 апреля" → a range across months
_UNTIL = re.compile(r"\s?[–—−-]\s?|\s(?:to|through|until|till|по|до)\s(?:the\s)?")
# "between 1 and 5 March 2022", "между 1 января и 31 октября"
_BETWEEN = re.compile(r"(?i:between|между|між)\s$")
_UNTIL_AND = re.compile(rf"{_UNTIL.pattern}|\s(?:and|и|і|та|й)\s")
_VERB = re.compile(r"\d{1,2}\s(?:may|march)(?!,?\s\d{4})")  # "20 may arrive" → no date


class Mention(NamedTuple):
    """One date as it stands in a text."""

    start: int
    end: int
    quote: str
    days: tuple[date, ...] = ()  # only with a year: two for 03/04/2021, none for 31 February
    last: date | None = None  # of a range
    month_day: tuple[int, int] | None = None  # without a year
    last_day: tuple[int, int] | None = None  # month and day, of a range without a year
    month_year: tuple[int, int] | None = None  # without a day
    weekday: int | None = None  # 0 is Monday
    problem: str = ""

    @property
    def month_days(self) -> set[tuple[int, int]]:
        """The days of a month that the mention names, in whatever year."""
        full = {(day.month, day.day) for day in self.days}
        return full | {self.month_day} if self.month_day else full

    def evidence(self, target: str, kind: str, tier: str, days: int, note: str = "") -> Evidence:
        """Return the mention as evidence that allows these days."""
        return Evidence(target, kind, tier, self.quote, self.start, self.end, days, note)


def find_dates(raw: str, start: int, end: int) -> Iterator[Mention]:
    """Yield every date in ``raw[start:end]``, in order; "30 January to 4 February" is one."""
    first: Mention | None = None
    found = (match for place in _windows(raw, start, end) for match in _DATE.finditer(raw, *place))
    for mention in (_mention(match) for match in found if _is_date(match, start)):
        joined = _joined(raw, first, mention) if first else None
        if first and not joined:
            yield first
        first = joined or mention
    if first:
        yield first


def _windows(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the surroundings of numbers that may belong to a date, apart from each other."""
    left = right = start
    for figures in _NUMBER.finditer(raw, start, end):
        at, behind = figures.span()
        if figures.lastindex or _BEFORE.search(raw, max(start, at - _BEFORE_CHARS), at):
            if at - _REACH_CHARS > right:
                if right > start:
                    yield left, right
                left = at - _REACH_CHARS
            right = min(behind + _REACH_CHARS, end)
    if right > start:
        yield left, right


def _is_date(match: re.Match[str], start: int) -> bool:
    """Whether a match is no part of an address, no verb and not the version of a product."""
    raw, (at, end) = match.string, match.span()
    far, near = max(start, at - _ADDRESS_CHARS), max(start, at - _VERSION_CHARS)
    if _ADDRESS.search(raw, far, at) or _NUMBERED.search(raw, near, at) or _VERB.match(match[0]):
        return False
    is_alone = end - at == len("19.11.20") and not _CHAIN.match(raw, end)
    return not match["short"] or (is_alone and not _VERSION.search(raw, near, at))


def _mention(match: re.Match[str]) -> Mention:
    mention = Mention(match.start(), match.end(), match.group())
    if match["iso"]:
        return _full(mention, tuple(map(int, match["iso"].split(match["sign"]))))
    if match["numeric"]:
        one, two, year = map(int, match["numeric"].split(match["mark"]))
        year += 2000 if match["short"] else 0  # "02.04.24" → 2024
        # "03.04.2021": with full stops the day comes first; "03/04/2021": with strokes it may not.
        return _full(mention, (year, two, one), *[(year, one, two)] * (match["mark"] == "/"))
    # "d1" and "y1" of the first form, "d2" and "y2" of the second → d and y
    part = {name[0]: said for name, said in match.groupdict(default="").items() if said}
    month = number(part["m"].rstrip("."), *MONTHS) or 0
    year, day, last = (int(part.get(name, 0)) for name in "yde")
    if not day:
        problem = "" if real_day(year, month, 1) else "no such day"  # "May 0000"
        return mention._replace(month_year=(year, month), problem=problem)
    weekday = number(part.get("w", ""), *WEEKDAYS)
    if "y" in part:
        until = real_day(year, month, last) if last > day else None
        return _full(mention, (year, month, day), last=until, weekday=weekday)
    if not real_day(2000, month, day):  # a leap year, so that 29 February stands
        return mention._replace(problem="no such day in any year")
    until_day = (month, last) if last > day and real_day(2000, month, last) else None
    return mention._replace(month_day=(month, day), last_day=until_day, weekday=weekday)


def _full(mention: Mention, *readings: tuple[int, ...], **known: Any) -> Mention:
    """Add the days of (year, month, day) in each order that they can have."""
    days = tuple(sorted({day for reading in readings if (day := real_day(*reading))}))
    return mention._replace(days=days, problem="" if days else "no such day", **known)


def _joined(raw: str, first: Mention, last: Mention) -> Mention | None:
    """Return two dates as the first and last day of a range, if "to" stands between them."""
    before = raw[max(0, first.start - len("between ")) : first.start]
    joint = _UNTIL_AND if _BETWEEN.search(before) else _UNTIL
    if not joint.fullmatch(raw, first.end, last.start) or first.last or first.last_day:
        return None
    whole = first._replace(end=last.end, quote=raw[first.start : last.end])
    if last.month_day and first.month_day and last.month_day != first.month_day:
        return whole._replace(last_day=last.month_day)
    if len(last.days) != 1 or not (first.month_day or len(first.days) == 1):
        return None
    until, day = last.days[0], first.days[0] if first.days else None
    if first.month_day:  # "30 December to 4 January 2024" → from 2023
        day = real_day(until.year - (first.month_day > (until.month, until.day)), *first.month_day)
    return whole._replace(days=(day,), month_day=None, last=until) if day and day < until else None
