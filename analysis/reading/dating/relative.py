"""Words like "yesterday" or "on Monday" in an opening → days reckoned from the publication."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import chain

from analysis.lexicons import entries
from analysis.reading.dating import cues
from analysis.reading.dating.cues import Text, forms, number, words
from analysis.reading.dating.days import DAY, Period, period_around
from analysis.reading.dating.mentions import MONTHS
from analysis.reading.dating.solver import Evidence

_ALTERNATIVES = (
    # "on Friday", "guilty Tuesday"; but not "Patch Tuesday", "every Friday"
    rf"(?P<en>{forms('weekday.en')})\b(?!['’]s)",
    # "в среду", "во вторник", "в минувшую пятницу", "в ночь на субботу"
    r"(?:во?|у)\s(?P<night>ночь\sна\s|ніч\sна\s)?(?:(?:минувш|прошл|минул|эт|ц)\w+\s)?"
    rf"(?P<ru>{forms('weekday.on')})\b",
    # not "today's", "Syria's tomorrow movement", "курс на завтра": what is so called is of its time
    rf"(?<!['’]s\s)(?<!на\s)(?P<day>{forms('day', 'night')})\b(?!['’]s)",
    # "3 days ago", "two weeks ago", "три дня назад", "2 дні тому"
    rf"(?P<count>\d{{1,2}}|{forms('count')})\s(?P<unit>{forms('unit')})\s(?:ago|назад|тому)\b",
    # "last week", "на прошлой неделе", "в этом месяце"
    rf"(?P<shift>{forms('shift')})\s(?P<period>{forms('period')})\b",
    # "in February", "в феврале", "у лютому"; not "in March 2021"
    rf"(?:in|в|у)\s(?P<month>{forms(*MONTHS)})(?!\w|\.?,?\s\d)",
)
# One look at the beginning of a word for all of them: the pattern is three times as fast.
_RELATIVE = re.compile(rf"\b(?:{'|'.join(_ALTERNATIVES)})", re.IGNORECASE)
# "Patch Tuesday", "Good Friday", "every Monday", "from Friday": a name, a habit or a limit
_NO_WEEKDAY = words("no weekday")
# A text without these words, or "in" and a month, is not searched: the pattern is slow.
_WORDS = frozenset(forms("reckoned")[len("(?:") : -1].split("|"))
_IN_MONTH = re.compile(rf"(?:in|в|у)\s(?={forms(*MONTHS)})")
_HEAD_CHARS = 40  # how far from the beginning a live label can stand
_LEAD = re.compile(r"\b([\w'’]+),?\s$")  # the word before a weekday
_READOUT = words("readout")  # a readout posted after midnight also says "today"
# "Today, on Victory Day, we honour", "#WorldBookDay" → nothing happened that the text tells of.
_FEAST = re.compile(rf"\b{forms('feast')}\b|#\w{{2,}}day\b")
# "💬 Today we see", "❓ Question: today, many": words of a speaker, whose today is no news
_SPEECH = re.compile(r"[💬❓]|\bquestion\s?:|\bвопрос\s?:|[«“„][^»”“]*$", re.IGNORECASE)
# "Comment by the ministry" is told of on its day; "Minister's remarks at talks" on it or the next.
_ACT = re.compile(rf"\W*(?:[^.!?\n]{{0,90}}['’]s\s)?(?P<act>{forms('act')})")
_COMING = words("coming")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
UNITS: dict[int, Period] = {7: "week", 30: "month", 365: "year"}  # by their days in dates.tsv
# Kinds of evidence that are reckoned from the publication, so that it bounds them already.
RECKONED = ("relative", "weekday", "live", "act")


def find_relative(text: Text) -> Evidence | None:
    """Return the first word in the openings that says a day, reckoned from a publication."""
    raw, horizon = text.raw, text.horizon
    recent = text.published[0] - cues.WINDOWS["deeper"][0] * DAY
    for n, opening in enumerate(text.openings):
        for match in _matches(text, opening):
            sentence = cues.sentence_at(raw, opening, *match.span())
            is_speech = _SPEECH.search(raw, sentence[0], match.start())
            if is_speech or _FEAST.search(text.lowered, *sentence):
                continue
            said = cues.tense(raw, opening, *match.span())
            days = _RULES[match.lastgroup or ""](text, match, said, sentence)
            if days & horizon.between(recent if n else None, None):
                kind = "weekday" if match["en"] or match["ru"] else "relative"
                note = "reckoned from the publication"
                return text.piece(kind, "partial", match.span(), days, note)
    return _label(text, *text.openings[0]) if text.openings else None


def _label(text: Text, start: int, end: int) -> Evidence | None:
    """Read what a text calls itself at its beginning: "#live", "Comment by"."""
    head = text.lowered[start : min(end, start + _HEAD_CHARS)]
    for term in _live_terms():
        at = start + head.find(term)
        if at >= start and not text.raw[at + len(term) : at + len(term) + 1].isalnum():
            place, note = (at, at + len(term)), "live on the day of its publication"
            return text.piece("live", "partial", place, text.within("today"), note)
    act = _ACT.match(text.lowered, start, end)
    if act is None or _COMING.search(text.lowered, start, end):
        return None
    days = text.within("readout" if number(act["act"], "act") else "today")
    note = "such a text is published as it is told of"
    return text.piece("act", "partial", act.span("act"), days, note)


def find_weekdays(text: Text) -> Iterator[Evidence]:
    """Yield the weekdays of the openings as sets of all such days: with more, they halve it."""
    for match in chain.from_iterable(_matches(text, opening) for opening in text.openings):
        weekday = _weekday(match)
        if weekday is not None and not match["night"]:
            days = text.horizon.weekday(weekday)
            yield text.piece("weekday", "context", match.span(), days, "such weekdays")


def _matches(text: Text, opening: tuple[int, int]) -> Iterable[re.Match[str]]:
    said = cues.WORD.findall(text.lowered, *opening) if not _WORDS.isdisjoint(text.tokens) else ()
    is_searched = not _WORDS.isdisjoint(said) or _IN_MONTH.search(text.lowered, *opening)
    return _RELATIVE.finditer(text.raw, *opening) if is_searched else ()


@cache
def _live_terms() -> list[str]:
    return [entry.term.lower() for entry in entries("occasions") if entry.group == "live"]


def _weekday(match: re.Match[str]) -> int | None:
    if match["en"]:
        lead = _LEAD.search(match.string, max(0, match.start() - 20), match.start())
        word = lead[1] if lead else ""
        if _NO_WEEKDAY.fullmatch(word.lower()) or not (word.islower() or word == "On"):
            return None
    return number(match["en"] or match["ru"] or "", "weekday.en", "weekday.on")


def _on_weekday(text: Text, match: re.Match[str], said: str, sentence: tuple[int, int]) -> int:
    """Reckon "on Monday": of the seven days before, or of those to come."""
    weekday = _weekday(match)
    if weekday is None or not said:
        return 0
    days = text.within("weekday past" if said == "past" else "weekday")
    days &= text.horizon.weekday(weekday)
    return days | days >> 1 if match["night"] else days


def _on_day(text: Text, match: re.Match[str], said: str, sentence: tuple[int, int]) -> int:
    """Reckon "today"; no "tomorrow" in the past, no "yesterday" to come, no "today" of no tense."""
    (first, last), before = text.published, number(match["day"], "day", "night") or 0
    after = 0 if number(match["day"], "night") else before
    if before == after == 0:
        before = int(said == "past" and _READOUT.search(text.lowered, *sentence) is not None)
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
        month = number(match["month"], *MONTHS) or 0
        year = last.year + (month < first.month and not back) - (month > last.month and back)
        low, high = period_around(date(year, month, 1), date(year, month, 1), "month")
    else:
        unit, by = UNITS[number(match["period"], "period") or 7], number(match["shift"], "shift")
        low, high = period_around(first, last, unit, by or 0)
    low, high = (low, min(high, last)) if back else (max(low, first), high)
    return text.horizon.between(low, high) if back or said == "future" else 0


_RULES = {"en": _on_weekday, "ru": _on_weekday, "day": _on_day, "unit": _ago}
_RULES |= {"month": _in_period, "period": _in_period}
