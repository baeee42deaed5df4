"""Words around a date → whether it is told, looked back on, or still to come; see dates.tsv."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import chain, filterfalse
from typing import Any, NamedTuple

from analysis.lexicons.terms import date_words
from analysis.reading.cleaning import Span
from analysis.reading.dating.days import DAY, Horizon
from analysis.reading.dating.solver import Evidence
from analysis.tables import read_tsv

# Where a sentence ends: "… in 2.5 hours. The" → behind "hours."; "on Oct. 16 they" → nowhere.
_NO_END = r"(?<!\b(?:Mr|Ms|Dr|St|Jr|Sr|vs|Co|им|ул)\.)(?<!\b(?:Mrs|Inc|Ltd|Gen|Gov|Sen|Rep)\.)"
_STOP = rf"(?<=[\w)»”\"’%][\w)»”\"’%].){_NO_END}(?<!\b(?:Prof|Corp)\.)[.!?…]*[»”\")\]*]*\s+"
_SENTENCE_END = re.compile(rf"[.!?…\n](?:(?<=\n)|{_STOP}(?=[^\sa-zа-яёіїєґ\d]))")
WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d")  # no date is without
_SENTENCE_CHARS = 300  # of a longer sentence, so much on either side of a date is read
# Lines whose first sentences can tell a date; deeper is background, unless it is the same day.
_OPENING_LINES, _OPENING_CHARS = 3, 500
# Assumptions: so many days before its publication and after it lies what a text tells of.
WINDOWS = {name: (int(b), int(a)) for name, b, a, _ in read_tsv("reading/dating/windows.tsv")}


def forms(*cues: str) -> str:
    """Return a pattern of all the forms of some cues of dates.tsv."""
    return "(?:" + "|".join(chain.from_iterable(date_words()[cue].values() for cue in cues)) + ")"


# "A bus hit a lorry. The accident happened on 9 April", "Это произошло 9 апреля"
_RESUMED = re.compile(rf"(?i)(?!{forms('earlier')})(?:[^\W\d_]+ ){{1,3}}{forms('happened')}\b")


@cache
def words(*cues: str) -> re.Pattern[str]:
    """Return a pattern that finds the forms of some cues as whole words, in lower case."""
    return re.compile(rf"\b{forms(*cues)}\b")


@lru_cache(maxsize=2**12)
def number(said: str, *cues: str) -> int | None:
    """Return what a word of some cues counts for, if it is one: "марте", "month.ru" → 3."""
    rows = chain.from_iterable(date_words()[cue].items() for cue in cues)
    found = (value for value, said_so in rows if re.fullmatch(said_so, said, re.IGNORECASE))
    return next(map(int, found), None)


# The nearest word says the tense of a date: "On May 9, they will meet", "met on 9 April, will".
_TENSES = "|".join(f"(?P<{said}>{forms(said)})" for said in ("future", "past", "open", "present"))
_TENSE = re.compile(_TENSES, re.IGNORECASE)
_VERB = re.compile(rf"«[^»\n]{{1,40}}»|{forms('verbs')}|\w+")  # "is to meet"; «Вымпел» is none
# A verb across a comma or a dash is so much farther: "met, and on 9 April will meet" → future
_CLAUSE_END = re.compile(r"[,;:—–]\s|\s(?:and|but|и|а|но|та|але)\s")
_CLAUSE_CHARS, _VERB_CHARS = 40, 120  # and so far from a date its verb is looked for
# "A boy who went missing on Sunday", "Recall that on 9 April", "The man arrested on Monday was
# charged", "задержанный 12 марта" → days of another event.
_PLACE = r"(?:in|from|over|at|near|off|of)(?: (?!that\b|which\b|who\b)[\w'’]+){1,6}?"
_RELATIVE = rf"(?!{forms('said')}\b)\w+,? that {forms('past')}"  # "The bridge that fell on 9 April"
_OTHER = re.compile(rf"\b(?:{forms('other')}|{_RELATIVE})\b,?[^.!?;,\n]*$", re.IGNORECASE)
_DONE = rf"(?:\w+ed|{forms('participle')})(?: down| off)?(?: {_PLACE})?(?: on| in)?"
_WHICH = rf"(?<!was )(?<!were )(?<!been )(?<!be )(?P<en>the|{_DONE})"
_ATTRIBUTE = re.compile(rf"(?i)\b(?:{forms('attribute')}|{_WHICH})\s$")
# "The ship seized on 2 May left", "held on 2 May, in a bribery case, was", "the 2 May attack"
_AUXILIARY = rf",? (?:{_PLACE} )?(?:was|were|has|have|had|will|is|are|can)"
_PREDICATE = re.compile(rf"(?: (?:{forms('past', 'known event')}|will|by)|{_AUXILIARY})\b")
_BEHIND = re.compile(rf"[^.!?\n]{{0,60}}\b{forms('behind')}", re.IGNORECASE)
# "by July 1", "через 2019-01-02", "с 1 января 2025 года", "Указ от 05.05.2022" → a limit.
_LIMIT = re.compile(rf"\b{forms('limit')}\s(?:the\s)?(?:(?-i:[a-zа-яіїєґ])\w*\s)?$", re.IGNORECASE)
# "signed on", "On May 5, 2014, two years later" → background, but not across a comma or a sentence.
_LOOKING_BACK = re.compile(rf"\b{forms('back')}\b,?[^.!?;,\n]*$", re.IGNORECASE)
# "They signed an agreement on 14 June", not "the agreement signed on 14 June"
_CONCLUDED = re.compile(rf"\b{forms('concluded')}\s[^.!?;,\n]*$", re.IGNORECASE)
NIGHT = re.compile(r"\b(?:ночь|ніч)\s(?:на|проти)\s$", re.IGNORECASE)  # of two days
# "The treaty (22 January 2019) was invoked" → a date inside a sentence is no label.
IN_SENTENCE = re.compile(r"\) ?[^\W\d_]")
_LIMIT_CHARS, BACK_CHARS = 30, 80


class Text(NamedTuple):
    """An item as it is dated: the lines that tell, the publication if known, the horizon."""

    raw: str
    lowered: str  # as long as ``raw``
    spans: Sequence[Span]  # headings and body, none of them blank
    tokens: list[str]  # in lower case: what stands between white space, and the words in it
    has_number: bool
    openings: list[tuple[int, int]]  # the first sentences of the first lines
    stamp: Evidence | None
    published: tuple[date, date]  # the ends of the publication, or of the horizon without one
    near: int  # days near a known publication on which what it tells can lie; else all days
    horizon: Horizon

    @classmethod
    def of(cls, raw: str, spans: Any, horizon: Horizon, stamp: Evidence | None = None) -> "Text":
        """Read the words and openings of an item once."""
        # no other letter than this grows in lower case
        lowered = raw.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "I").lower()
        tokens = lowered.split()  # most are words, and no other needs to be searched
        rest = " ".join(filterfalse(str.isalpha, tokens))
        tokens += WORD.findall(rest)
        has_number = _NUMBER.search(rest) is not None
        openings = []
        for start, end, *_ in spans[:_OPENING_LINES]:
            most = min(end, start + _OPENING_CHARS)
            stop = _SENTENCE_END.search(raw, start, most)
            if stop and has_number and _RESUMED.match(raw, stop.end(), most):
                stop = _SENTENCE_END.search(raw, stop.end(), most)
            openings.append((start, stop.end() if stop else most))
        ends = horizon.ends(stamp.days if stamp else horizon.every_day)
        near = _around(horizon, *ends, "near")
        return cls(raw, lowered, spans, tokens, has_number, openings, stamp, ends, near, horizon)

    def piece(
        self, kind: str, tier: str, place: tuple[int, int], days: int, note: str = "", *ids: str
    ) -> Evidence:
        """Return a stretch of the text as evidence of the event."""
        return Evidence("event", kind, tier, self.raw[slice(*place)], *place, days, note, ids)

    def within(self, window: str) -> int:
        """Return the days of one of the `WINDOWS` around the publication."""
        return _around(self.horizon, *self.published, window)

    def news(self, window: str, note: str = "news of these days") -> list[Evidence]:
        """Return the assumption that the event lies near the publication, where that is known."""
        s, days = self.stamp, self.within(window)
        return [s._replace(target="event", tier="assumption", days=days, note=note)] if s else []


@lru_cache(maxsize=2**14)
def _around(horizon: Horizon, first: date, last: date, window: str) -> int:
    before, after = WINDOWS[window]
    return horizon.between(first - before * DAY, last + after * DAY)


def sentence_at(raw: str, line: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around ``raw[start:end]`` in its line."""
    left, right = max(line[0], start - _SENTENCE_CHARS), min(line[1], end + _SENTENCE_CHARS)
    before = [match.end() for match in _SENTENCE_END.finditer(raw, left, start)]
    behind = _SENTENCE_END.search(raw, end, right)
    return max([left, *before]), behind.start() + 1 if behind else right


def tense(raw: str, line: tuple[int, int], start: int, end: int) -> str:
    """Return past, future, present or nothing: the tense of the verb nearest to a date."""
    # "They met on 9 April, and will meet on Friday" → past for 9 April, future for Friday
    left, right = sentence_at(raw, line, start, end)
    left, right = max(left, start - _VERB_CHARS), min(right, end + _VERB_CHARS)
    nearest, least = "", _SENTENCE_CHARS
    before, behind = _VERB.finditer(raw, left, start), _VERB.finditer(raw, end, right)
    for word in chain(reversed(list(before)), behind):
        if said := _tense_of(word.group()):
            low, high = (word.end(), start) if word.end() <= start else (end, word.start())
            clauses = len(_CLAUSE_END.findall(raw, low, high))
            away = high - low + _CLAUSE_CHARS * clauses
            if clauses and words("said").fullmatch(word.group().lower()):
                continue  # "They vote on Tuesday, officials said"
            nearest, least = (said, away) if away < least else (nearest, least)
    return "" if nearest == "open" else nearest


def looks_back(raw: str, left: int, mention: Any) -> bool:
    """Whether the words around a date, from the left of its line on, make it background."""
    start, end, near = mention.start, mention.end, max(left, mention.start - _LIMIT_CHARS)
    is_open = mention.last or mention.last_day or NIGHT.search(raw, near, start)
    left = max(left, start - BACK_CHARS)
    back = not is_open and _LIMIT.search(raw, near, start)
    back = back or (raw[start - 1 : start] == "(" and IN_SENTENCE.match(raw, end))
    if not back and not _CONCLUDED.search(raw, left, start):
        back = _LOOKING_BACK.search(raw, left, start)
    return bool(back) or is_of_another(raw, left, start, end)


def is_of_another(raw: str, left: int, start: int, end: int) -> bool:
    """Whether a date in a sentence is that of another event, by what stands beside it."""
    if _OTHER.search(raw, left, start) or _BEHIND.match(raw, end):
        return True
    before = _ATTRIBUTE.search(raw, max(0, start - _CLAUSE_CHARS), start)
    return before is not None and (not before["en"] or _PREDICATE.match(raw, end) is not None)


@lru_cache(maxsize=2**14)
def _tense_of(word: str) -> str:
    found = _TENSE.fullmatch(word)
    return found.lastgroup or "" if found else ""
