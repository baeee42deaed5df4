"""Words like "yesterday" or "on Monday" in an opening → days reckoned from the publication."""

import re
from collections.abc import Iterator

from analysis.lexicons import entries
from analysis.reading.cleaning import Span
from analysis.reading.dating import cues
from analysis.reading.dating.cues import Text, forms, number, words
from analysis.reading.dating.days import DAY, Period, bounds, period_around
from analysis.reading.dating.mentions import MONTHS, WEEKDAYS, Mention
from analysis.reading.dating.solver import Evidence

_ALTERNATIVES = (
    # "on Friday", "guilty Tuesday", "last Friday"; but not "Patch Tuesday", "every Friday"
    rf"(?P<last>last\s)?(?P<en>{forms('weekday.en')})\b(?!['’]s)",
    # "в среду", "во вторник", "в минувшую пятницу", "минулої середи", "в ночь на субботу"
    r"(?:(?:во?|у)\s(?P<night>(?:ночь|ніч)\sна\s)?|(?=минул|прошл))(?P<past>(?:минувш|прошл|минул)\w+\s)?"
    rf"(?:(?:эт|ц)\w+\s)?(?P<ru>{forms('weekday.on', 'weekday.of')})\b",
    # not "today's", "Syria's tomorrow movement", "курс на завтра": what is so called is of its time
    rf"(?<!['’]s\s)(?<!на\s)(?P<day>{forms('day', 'night')})\b(?!['’]s)"
    # nor "утром в среду", "ночью с понедельника", "утром прошлой среды": the weekday says more
    rf"(?!\s(?:(?:во?|у|на|с|з)\s)?(?:\w+\s)?{forms('weekday.on', 'weekday.of')}\b)",
    # "3 days ago", "two weeks ago", "три дня назад", "2 дні тому"
    rf"(?P<count>\d{{1,2}}|{forms('count')})\s(?P<unit>{forms('unit')})\s(?:ago|назад|тому)\b",
    # "last week", "на прошлой неделе", "в этом месяце"; not "within the last year"
    rf"(?<!the\s)(?P<shift>{forms('shift')})\s(?P<period>{forms('period')})\b",
    # "in February", "в феврале", "у лютому", "в июне прошлого года"; not "in March 2021"
    rf"(?:in|в|у)\s(?P<month>{forms(*MONTHS)})(?!\w|\.?,?\s\d)"
    rf"(?:\s(?:of\s)?(?P<whose>{forms('shift')})\s(?:year|года|року)\b)?",
)
# One look at the beginning of a word, not in an address, for all: three times as fast.
_RELATIVE = re.compile(rf"(?<![\w/=&?-])(?:{'|'.join(_ALTERNATIVES)})", re.IGNORECASE)
# A text without these words, or "in" and a month, is not searched: the pattern is slow.
_WORDS = frozenset(forms("reckoned")[len("(?:") : -1].split("|"))
_IN_MONTH = re.compile(rf"(?:in|в|у)\s(?={forms(*MONTHS)})")
# "on Tuesday last week", "во вторник неделю назад" → of another week than the weekday alone
_OTHER_WEEK = re.compile(rf"\s{forms('other week')}\b", re.IGNORECASE)
_HEAD_CHARS = 40  # how far from the beginning a live label can stand
# The word before a weekday: "9:30 Monday", "at 9 p.m. Monday", "arrested Monday"
_LEAD = re.compile(r"(?<![\w:])(\d\d?[:.]\d\d|[ap]\.m\.|[\w'’]+),?\s$")
# "Today, on Victory Day, we honour", "#WorldBookDay" → nothing happened that the text tells of.
FEAST = re.compile(rf"\b{forms('feast')}\b|#\w{{2,}}day\b")
# "💬 Today we see", "❓ Question: today, many": words of a speaker, whose today is no news
_SPEECH = re.compile(r"[💬❓]|\bquestion\s?:|\bвопрос\s?:|[«“„][^»”“]*$", re.IGNORECASE)
# "Comment by the ministry" is told of on its day; "Minister's remarks at talks" on it or the next.
_ACT = re.compile(rf"\W*(?:[^.!?\n]{{0,90}}['’]s\s)?(?P<act>{forms('act')})")
_TERMS = (re.escape(e.term.lower()) for e in entries("occasions") if e.group == "live")
_LIVE = re.compile(f"(?:{'|'.join(_TERMS)})(?![^\\W_])")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
# "told reporters on Friday", "в пятницу стало известно", "лише в середу рідні дозволили"
_SAID_BEFORE = re.compile(rf"\b{forms('said')}\s(?:\w+\s){{0,2}}$")
_SAID_BEHIND = re.compile(rf",?\s(?:\w+\s){{0,5}}{forms('said')}\b")
_STORY_CHARS = 400  # how far behind a report the day is named that it is of
UNITS: dict[int, Period] = {7: "week", 30: "month", 365: "year"}  # by their days in dates.tsv
RECKONING = "reckoned from the publication"
REPORTED = "reported then, or of a day it names"
# Kinds of evidence that are reckoned from the publication, so that it bounds them already.
RECKONED = ("relative", "weekday", "live", "act")


def find_relative(text: Text, dates: list[Mention]) -> tuple[Evidence | None, list[Evidence]]:
    """Return the first word in the openings that tells a day, and what else only mentions one."""
    raw, told, mentioned = text.raw, None, list[Evidence]()
    for n, opening, match in _matches(text):
        start, end = match.span()
        sentence = cues.sentence_at(raw, opening, start, end)
        # "В субботу, 16 марта" and "April 9 of this year" are one date
        is_date = any(start < date.end + len(" of ") and date.start < end for date in dates)
        # a speaker's day, a feast's or another event's
        spoken = _SPEECH.search(raw, sentence[0], start) or FEAST.search(text.lowered, *sentence)
        if is_date or spoken or cues.is_of_another(raw, sentence[0], start, end):
            continue
        rule, kind = _RULES[match.lastgroup or ""]
        days = rule(text, match, cues.tense(raw, opening, start, end), sentence)
        piece = text.piece(kind, "partial", (start, end), days, RECKONING)
        recent = text.published[0] - cues.WINDOWS["deeper"][0] * DAY if n else None
        is_far = kind == "weekday" and days & ~text.within("first line")
        if not told and not is_far and days & text.horizon.between(recent, None):
            told = _reported(text, piece, text.spans[n])
        elif days and not words("hour").fullmatch(match.group().lower()):  # "в субботу вечером"
            mentioned.append(piece._replace(target="background"))
    return told, mentioned


def _reported(text: Text, told: Evidence, line: Span) -> Evidence:
    """Add to the day of a report those that it names: "police said on Friday … shot on Monday"."""
    before, behind = text.lowered[line.start : told.start], text.lowered[told.end : line.end]
    if not _SAID_BEFORE.search(before) and not _SAID_BEHIND.match(behind):
        return told
    days, earlier = told.days, (told.days & -told.days) - 1
    for match in _RELATIVE.finditer(text.raw, line.start, min(line.end, told.end + _STORY_CHARS)):
        place = cues.sentence_at(text.raw, line[:2], *match.span())
        said = cues.tense(text.raw, line[:2], *match.span())
        days |= earlier & _RULES[match.lastgroup or ""][0](text, match, said, place)
    return told if days == told.days else told._replace(days=days, note=REPORTED)


def find_label(text: Text) -> Evidence | None:
    """Read what a text calls itself at its beginning: "#live", "Comment by"."""
    start, end = text.openings[0] if text.openings else (0, 0)
    live = _LIVE.search(text.lowered, start, min(end, start + _HEAD_CHARS))
    if live:
        note = "live on the day of its publication"
        return text.piece("live", "partial", live.span(), text.within("today"), note)
    act = _ACT.match(text.lowered, start, end)
    if act is None or words("coming").search(text.lowered, start, end):
        return None
    days = text.within("readout" if number(act["act"], "act") else "today")
    note = "such a text is published as it is told of"
    return text.piece("act", "partial", act.span("act"), days, note)


def find_weekdays(text: Text) -> Iterator[Evidence]:
    """Yield the weekdays of the openings as sets of all such days: with more, they halve it."""
    for _, _, match in _matches(text):
        weekday = _weekday(match)
        if weekday is not None and not match["night"]:
            days = text.horizon.weekday(weekday)
            yield text.piece("weekday", "context", match.span(), days, "such weekdays")


def _matches(text: Text) -> Iterator[tuple[int, tuple[int, int], re.Match[str]]]:
    """Yield the number and place of an opening with what it says of a day, in order."""
    is_said = not _WORDS.isdisjoint(text.tokens)
    for n, opening in enumerate(text.openings):
        found = cues.WORD.findall(text.lowered, *opening) if is_said else ()
        if not _WORDS.isdisjoint(found) or _IN_MONTH.search(text.lowered, *opening):
            yield from ((n, opening, match) for match in _RELATIVE.finditer(text.raw, *opening))


def _weekday(match: re.Match[str]) -> int | None:
    if _OTHER_WEEK.match(match.string, match.end()):
        return None
    if match["en"]:
        lead = _LEAD.search(match.string, max(0, match.start() - 20), match.start())
        word = lead[1] if lead else ""
        is_open = word.islower() or words("before weekday").fullmatch(word.lower())
        if words("no weekday").fullmatch(word.lower()) or not (is_open or match["last"]):
            return None
    return number(match["en"] or match["ru"] or "", *WEEKDAYS)


def _on_weekday(text: Text, match: re.Match[str], said: str, sentence: tuple[int, int]) -> int:
    """Reckon "on Monday": of the seven days before, or of those to come."""
    weekday = _weekday(match)
    is_last = match["last"] or match["past"]
    if weekday is None or not (said or is_last):
        return 0
    days = text.within(f"weekday {'last' if is_last else said}") & text.horizon.weekday(weekday)
    return days | days >> 1 if match["night"] else days


def _on_day(text: Text, match: re.Match[str], said: str, sentence: tuple[int, int]) -> int:
    """Reckon "today"; no "tomorrow" in the past, no "yesterday" to come, no "today" of no tense."""
    (first, last), before = text.published, number(match["day"], "day", "night") or 0
    after = 0 if number(match["day"], "night") else before
    if before == after == 0:
        before = int(said == "past" and bool(words("readout").search(text.lowered, *sentence)))
        if not said and _CLOCK.search(text.raw, *sentence):
            said = "present"  # "watch online today at 13.30"
    if said == ("past" if after < 0 else "future" if before else ""):
        return 0
    return text.horizon.between(first - before * DAY, last - after * DAY)


def _ago(text: Text, match: re.Match[str], said: str, sentence: tuple[int, int]) -> int:
    """Reckon "3 days ago"; of longer units the half of one is left open on either side."""
    count, length = match["count"], number(match["unit"], "unit") or 0
    away = (int(count) if count.isdigit() else number(count, "count") or 0) * length * DAY
    first, last = (end - away for end in text.published)
    slack = length // 2 * DAY
    return text.horizon.between(first - slack, last + slack) if said == "past" else 0


def _in_period(text: Text, match: re.Match[str], said: str, sentence: tuple[int, int]) -> int:
    """Reckon "last week", "next year", "in February"; the tense cuts off what it does not mean."""
    (first, last), back = text.published, said == "past"
    if match["month"]:
        back &= not words("agreed").search(text.lowered, sentence[0], match.start())  # a plan
        month = number(match["month"], *MONTHS) or 0
        by = number(match["whose"] or "", "shift")
        if by is None:
            by = (month < first.month and not back) - (month > last.month and back)
        low, high = bounds(f"{last.year + by:04}-{month:02}")
    else:
        unit, by = UNITS[number(match["period"], "period") or 7], number(match["shift"], "shift")
        low, high = period_around(first, last, unit, by or 0)
    low, high = (low, min(high, last)) if back else (max(low, first), high)
    return text.horizon.between(low, high) if back or said == "future" else 0


_RULES = dict.fromkeys(("en", "ru"), (_on_weekday, "weekday"))
_RULES |= {"day": (_on_day, "relative"), "unit": (_ago, "relative")}
_RULES |= dict.fromkeys(("month", "whose", "period"), (_in_period, "relative"))
