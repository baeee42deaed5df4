"""Words like "yesterday" or "on Monday" → days reckoned from a known publication.

A word counts only in the opening of a text, outside of speech and holidays; the tense around it
says whether it looks back or ahead.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.reading.dating.cues import forms, is_feast, is_speech, number, sentence_at, tense
from analysis.reading.dating.cues import words as any_of
from analysis.reading.dating.days import DAY, Horizon
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
_NO_WEEKDAY = any_of("no weekday")
_WORD = re.compile(r"\w+")
# A text without one of these words is not searched, for the pattern is slow; nor for a month
# without "in" before it.
_WORDS = frozenset(forms("reckoned")[len("(?:") : -1].split("|"))
_IN_MONTH = re.compile(rf"\b(?:in|в|у)\s(?={forms(*MONTHS)})", re.IGNORECASE)
_HEAD_CHARS = 40  # how far from the beginning a live label can stand
_LEAD = re.compile(r"\b([\w'’]+),?\s$")  # the word before a weekday
_READOUT = any_of("readout")  # a readout posted after midnight also says "today"
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
    ends = horizon.earliest(published), horizon.latest(published)
    for opening in openings:
        for match in _matches(raw, opening):
            left, right = sentence_at(raw, opening, *match.span())
            sentence = raw[left:right]
            if is_feast(sentence) or is_speech(raw, left, match.start()):
                continue
            said = tense(raw, opening, *match.span())
            days = _reckon(_Said(match, said, sentence, *ends, horizon))
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
    if match["en"]:
        lead = _LEAD.search(match.string, max(0, match.start() - 20), match.start())
        if not lead or _NO_WEEKDAY.fullmatch(lead[1]) or not (lead[1].islower() or lead[1] == "On"):
            return None
    return number(match["en"] or match["ru"] or "", "weekday.en", "weekday.on")


class _Said(NamedTuple):
    """A word with what it is reckoned from and the tense it is said in."""

    match: re.Match[str]
    tense: str
    sentence: str
    first: date  # of the publication
    last: date
    horizon: Horizon


def _reckon(said: _Said) -> int:
    """Return the days one match allows, none if it says nothing."""
    return _RULES[said.match.lastgroup or ""](said)


def _on_weekday(said: _Said) -> int:
    """Reckon "on Monday": of the seven days before, or of those to come."""
    weekday = _weekday(said.match)
    if weekday is None or not said.tense:
        return 0
    back = said.first - 6 * DAY, said.last
    ends = back if said.tense == "past" else (said.first, said.last + AHEAD)
    days = said.horizon.between(*ends) & said.horizon.weekday(weekday)
    return days | days >> 1 if said.match["night"] else days


def _on_day(said: _Said) -> int:
    """Reckon "today"; no "tomorrow" in the past, no "yesterday" to come, no "today" of no tense."""
    before = number(said.match["day"], "day", "night") or 0
    after = 0 if number(said.match["day"], "night") else before
    needs = said.tense
    if before == after == 0:
        if needs == "past" and _READOUT.search(said.sentence):
            before = 1
        if not needs and _CLOCK.search(said.sentence):
            needs = "present"  # "watch online today at 13.30"
    if needs == ("past" if after < 0 else "future" if before else ""):
        return 0
    return said.horizon.between(said.first - before * DAY, said.last - after * DAY)


def _ago(said: _Said) -> int:
    """Reckon "3 days ago"; of longer units the half of one is left open on either side."""
    count, length = said.match["count"], number(said.match["unit"], "unit") or 0
    away = (int(count) if count.isdigit() else number(count, "count") or 0) * length * DAY
    slack = length // 2 * DAY
    days = said.horizon.between(said.first - away - slack, said.last - away + slack)
    return days if said.tense == "past" else 0


def _in_month(said: _Said) -> int:
    """Reckon "in February": the last one, or the next."""
    month, back = number(said.match["month"], *MONTHS) or 0, said.tense == "past"
    year = (
        said.last.year
        + (month < said.first.month and not back)
        - (month > said.last.month and back)
    )
    return _up_to(said, date(year, month, 1), _month_end(year, month))


def _in_period(said: _Said) -> int:
    """Reckon "last week", "this month", "next year"."""
    first, last = said.first, said.last
    length, by = number(said.match["period"], "period"), number(said.match["shift"], "shift") or 0
    if length == 7:
        low, high = (end + (7 * by - end.weekday()) * DAY for end in (first, last))
        return _up_to(said, low, high + 6 * DAY)
    if length == 365:
        return _up_to(said, date(first.year + by, 1, 1), date(last.year + by, 12, 31))
    (y1, m1), (y2, m2) = (divmod(d.year * 12 + d.month - 1 + by, 12) for d in (first, last))
    return _up_to(said, date(y1, m1 + 1, 1), _month_end(y2, m2 + 1))


def _up_to(said: _Said, low: date, high: date) -> int:
    """Return the days of a period, those cut off that the tense does not mean."""
    if said.tense == "past":
        return said.horizon.between(low, min(high, said.last))
    return said.horizon.between(max(low, said.first), high) if said.tense == "future" else 0


_RULES = {
    **{"en": _on_weekday, "ru": _on_weekday, "day": _on_day},
    **{"unit": _ago, "month": _in_month, "period": _in_period},
}


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
