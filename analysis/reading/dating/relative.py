"""Words like "yesterday" or "on Monday" → days reckoned from a known publication.

A word counts only in the opening of a text, outside of speech and holidays; the tense around it
says whether it looks back or ahead.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from analysis import lexicons
from analysis.reading.dating.cues import is_feast, is_speech, sentence_at, tense
from analysis.reading.dating.days import DAY, Horizon
from analysis.reading.dating.mentions import CYRILLIC_MONTH, ENGLISH_MONTH, month_number
from analysis.reading.dating.solver import Evidence

# The weekdays as a date has them: "on Monday", "в понедельник", "у понеділок".
_WEEKDAYS = (
    ("monday", "понедельник", "понеділок"),
    ("tuesday", "вторник", "вівторок"),
    ("wednesday", "среду", "середу"),
    ("thursday", "четверг", "четвер"),
    ("friday", "пятницу", "п['’ʼ]ятницю"),
    ("saturday", "субботу", "суботу"),
    ("sunday", "воскресенье", "неділю"),
)
_NUMBERED_WEEKDAYS = [re.compile("|".join(names), re.IGNORECASE) for names in _WEEKDAYS]
_ENGLISH, _RUSSIAN, _UKRAINIAN = map("|".join, zip(*_WEEKDAYS, strict=True))
# A row: how a word is said, and its first and last day counted back from the publication.
_DAY_WORDS = (
    # "today's", "сегодняшний" → none of these: what is so called is of these times
    ("today|tonight|this (?:morning|afternoon|evening)|earlier today", 0, 0),
    ("сегодня|сегодня (?:утром|вечером|ночью|дн[её]м)|сьогодні|утром|вранці", 0, 0),
    ("yesterday|вчера|вчора", 1, 1),
    ("the day before yesterday|позавчера|позавчора", 2, 2),
    ("tomorrow|завтра", -1, -1),
    # "was shot down last night", "ночью уничтожены" → before or after midnight
    ("last night|overnight|(?:(?:минувшей|прошлой|этой) )?ночью|вночі|(?:минулої|цієї) ночі", 1, 0),
    ("last evening|вечером|ввечері|увечері", 1, 0),
)
# A row is a number in words, as it stands before a unit of time.
_NUMBERS = (
    "an?|one|один|одну",
    "two|два|две|дві",
    "three|три",
    "four|четыре|чотири",
    "five|пять|п['’ʼ]ять",
    "six|шесть|шість",
    "seven|семь|сім",
)
_COUNT = rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})"
# A row is a unit: its days, half of which "3 months ago" may be off, and its names.
_UNITS = (
    (1, "days?|д(?:ень|ня|ней|ні|нів)"),
    (7, "weeks?|недел[юиь]|тиж(?:день|ні|нів)"),
    (30, "months?|месяц(?:а|ев)?|місяц[іяь]\\w*"),
    (365, "years?|год(?:а|у)?|лет|р(?:ік|оки|оків|оці)"),
)
_UNIT = "(?:" + "|".join(f"(?P<u{days}>{names})" for days, names in _UNITS) + ")"
_SHIFTS = (
    ("last|прошл\\w+|минул\\w+", -1),
    ("this|эт\\w+|ц(?:ього|ьому)", 0),
    ("next|следующ\\w+|наступн\\w+", 1),
)
_RELATIVE = re.compile(
    # One look at the beginning of a word for all of them: the pattern is three times as fast.
    r"\b(?:"
    + "|".join(
        [
            # "on Friday", "guilty Tuesday"; but not "Patch Tuesday", "every Friday"
            rf"(?P<en>{_ENGLISH})\b(?!['’]s)",
            # "в среду", "во вторник", "в минувшую пятницу", "в ночь на субботу"
            rf"(?:во?|у)\s(?P<night>ночь\sна\s|ніч\sна\s)?(?:(?:минувш|прошл|минул|эт|ц)\w+\s)?"
            rf"(?P<ru>{_RUSSIAN}|{_UKRAINIAN})\b",
            # not "Syria's tomorrow movement", "курс на завтра"
            *(
                rf"(?<!['’]s\s)(?<!на\s)(?P<w{n}>{words})\b(?!['’]s)"
                for n, (words, _, _) in enumerate(_DAY_WORDS)
            ),
            # "3 days ago", "two weeks ago", "три дня назад", "2 дні тому"
            rf"{_COUNT}\s{_UNIT}\s(?:ago|назад|тому)\b",
            # "last week", "на прошлой неделе", "в этом месяце"
            rf"(?:{'|'.join(f'(?P<s{n}>{words})' for n, (words, _) in enumerate(_SHIFTS))})"
            r"\s(?:(?P<pw>week|недел[еию]|тижн[яі])|(?P<pm>month|месяц[еа]|місяц[яі])"
            r"|(?P<py>year|году?|рок[уі]))\b",
            # "in February", "в феврале", "у лютому"; not "in March 2021"
            rf"(?:in|в|у)\s(?P<month>{ENGLISH_MONTH}|{CYRILLIC_MONTH})(?!\w|\.?,?\s\d)",
        ]
    )
    + ")",
    re.IGNORECASE,
)
# "Patch Tuesday", "Good Friday", "every Monday", "from Friday": a name, a habit or a limit
_NO_WEEKDAY = re.compile(
    "patch|black|cyber|good|super|holy|palm|easter|ash|giving|every|each|to|through|until|till|by"
    "|from|before|after|since|next|between|for|happy|a|the|and|or|of|throwback|taco|bloody"
)
_WORD = re.compile(r"\w+")
# A text without one of these words is not searched, for the pattern is slow; nor for a month
# without "in" before it.
_WORDS = frozenset(
    _WORD.findall(
        "monday tuesday wednesday thursday friday saturday sunday today tonight yesterday tomorrow"
        " overnight night morning afternoon evening week month year ago"
        " понедельник вторник среду четверг пятницу субботу воскресенье понеділок вівторок середу"
        " четвер ятницю суботу неділю сегодня утром вечером ночью вчера позавчера завтра сьогодні"
        " вранці ввечері увечері вночі ночі вчора позавчора назад тому неделе неделю недели тижня"
        " тижні месяце месяца місяця місяці году года року році"
    )
)
_IN_MONTH = re.compile(rf"\b(?:in|в|у)\s(?={ENGLISH_MONTH}|{CYRILLIC_MONTH})", re.IGNORECASE)
_HEAD_CHARS = 40  # how far from the beginning a live label can stand
_LEAD = re.compile(r"\b([\w'’]+),?\s$")  # the word before a weekday
# "met", "had a phone talk": a readout posted after midnight also says "today"
_READOUT = re.compile(
    r"\b(?:met|meetings?|talks|conversation|call|spoke|встре[тч]\w+|переговор\w*|зустрі\w+|розмов\w+"
    r"|разговор\w*|бесед\w+)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
# Kinds of evidence that are reckoned from the publication, so that it bounds them already.
RECKONED = ("relative", "weekday", "live")
# Assumption: what is to come later than this is announced, not told; it dates nothing.
AHEAD = timedelta(days=2)
# Below the first line, which is mostly a headline of newer news, older days are history.
TOLD_DEEPER = timedelta(days=2)


def find_relative(
    raw: str, openings: Sequence[tuple[int, int]], published: int, horizon: Horizon
) -> Evidence | None:
    """Return the first word in the openings that says a day, reckoned from a publication.

    >>> h = Horizon()
    >>> piece = find_relative("They met on Monday.", [(0, 19)], h.of(date(2024, 4, 10)), h)
    >>> piece.quote, str(h.earliest(piece.days))
    ('Monday', '2024-04-08')
    """
    for opening in openings:
        for match in _matches(raw, opening):
            left, right = sentence_at(raw, opening, *match.span())
            sentence = raw[left:right]
            if is_feast(sentence) or is_speech(raw, left, match.start()):
                continue
            said = tense(raw, opening, *match.span())
            days = _reckon(match, said, sentence, published, horizon)
            recent = horizon.between(horizon.earliest(published) - TOLD_DEEPER, None)
            if days & (recent if opening is not openings[0] else horizon.every_day):
                kind = "weekday" if match["en"] or match["ru"] else "relative"
                quote, note = match.group(), "reckoned from the publication"
                return Evidence("event", kind, "partial", quote, *match.span(), days, note)
    live = _live_label(raw, openings[0]) if openings else None
    if not live:
        return None
    quote, note = raw[slice(*live)], "live on the day of its publication"
    return Evidence("event", "live", "partial", quote, *live, published, note)


def find_weekdays(
    raw: str, openings: Sequence[tuple[int, int]], horizon: Horizon
) -> Iterator[Evidence]:
    """Yield the weekdays of the openings as sets of all such days: with more, they halve it."""
    for opening in openings:
        for match in _matches(raw, opening):
            weekday = _weekday(match)
            if weekday is not None and not match["night"]:
                days = horizon.weekday(weekday)
                quote, span = match.group(), match.span()
                yield Evidence("event", "weekday", "context", quote, *span, days, "such weekdays")


def _matches(raw: str, opening: tuple[int, int]) -> Iterable[re.Match[str]]:
    has_words = not _WORDS.isdisjoint(_WORD.findall(raw[slice(*opening)].lower()))
    is_searched = has_words or _IN_MONTH.search(raw, *opening)
    return _RELATIVE.finditer(raw, *opening) if is_searched else ()


def _weekday(match: re.Match[str]) -> int | None:
    named = match["en"] or match["ru"]
    if not named:
        return None
    if match["en"]:
        lead = _LEAD.search(match.string, max(0, match.start() - 20), match.start())
        if not lead or _NO_WEEKDAY.fullmatch(lead[1]) or not (lead[1].islower() or lead[1] == "On"):
            return None
    return next(n for n, names in enumerate(_NUMBERED_WEEKDAYS) if names.fullmatch(named))


def _reckon(
    match: re.Match[str], said: str, sentence: str, published: int, horizon: Horizon
) -> int:
    """Return the days one match allows, none if it says nothing."""
    first, last = horizon.earliest(published), horizon.latest(published)
    if match["en"] or match["ru"]:
        weekday = _weekday(match)
        if weekday is None or not said:
            return 0
        back = said == "past"
        ends = (first - 6 * DAY, last) if back else (first, last + AHEAD)
        days = horizon.between(*ends) & horizon.weekday(weekday)
        return days | days >> 1 if match["night"] else days
    for n, (_, before, after) in enumerate(_DAY_WORDS):
        if match[f"w{n}"]:
            if before == after == 0 and said == "past" and _READOUT.search(sentence):
                before = 1
            if before == after == 0 and not said and _CLOCK.search(sentence):
                said = "present"  # "watch online today at 13.30"
            # no "tomorrow" in the past, no "yesterday" to come, no "today" of no tense
            if said == ("past" if after < 0 else "future" if before else ""):
                return 0
            return horizon.between(first - before * DAY, last - after * DAY)
    if match["n"]:
        return _ago(match, first, last, horizon) if said == "past" else 0
    return _period(match, said, first, last, horizon)


def _ago(match: re.Match[str], first: date, last: date, horizon: Horizon) -> int:
    """Reckon "3 days ago"; of longer units the half of one is left open on either side."""
    said = match["n"].lower()
    in_words = (n for n, names in enumerate(_NUMBERS, 1) if re.fullmatch(names, said))
    count = int(said) if said.isdigit() else next(in_words)
    length = next(days for days, _ in _UNITS if match[f"u{days}"])
    away, slack = count * length * DAY, length // 2 * DAY
    return horizon.between(first - away - slack, last - away + slack)


def _period(match: re.Match[str], said: str, first: date, last: date, horizon: Horizon) -> int:
    """Reckon "last week", "this year", "in February"; the tense cuts off what it does not mean."""
    if not said or said == "present":
        return 0
    back = said == "past"
    if match["month"]:
        month = month_number(match["month"].rstrip(".")) or 0
        year = last.year + (month < first.month and not back) - (month > last.month and back)
        low, high = date(year, month, 1), _month_end(year, month)
    else:
        shift = next(by for n, (_, by) in enumerate(_SHIFTS) if match[f"s{n}"])
        if match["pw"]:
            low = first - first.weekday() * DAY + shift * 7 * DAY
            high = last - last.weekday() * DAY + (shift * 7 + 6) * DAY
        elif match["pm"]:
            (y1, m1), (y2, m2) = (
                divmod(d.year * 12 + d.month - 1 + shift, 12) for d in (first, last)
            )
            low, high = date(y1, m1 + 1, 1), _month_end(y2, m2 + 1)
        else:
            low, high = date(first.year + shift, 1, 1), date(last.year + shift, 12, 31)
    return horizon.between(low, min(high, last)) if back else horizon.between(max(low, first), high)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def _live_label(raw: str, opening: tuple[int, int]) -> tuple[int, int] | None:
    """Return the place of a label like "#live" or "watch live" of occasions.tsv, at the head."""
    head = raw[opening[0] : min(opening[1], opening[0] + _HEAD_CHARS)].lower()
    for term in _live_terms():
        at = head.find(term)
        if at >= 0 and not head[at + len(term) : at + len(term) + 1].isalnum():
            return opening[0] + at, opening[0] + at + len(term)
    return None


@cache
def _live_terms() -> list[str]:
    return [e.term.lower() for e in lexicons.entries("occasions") if e.group == "live"]
