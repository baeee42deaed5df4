"""Words around a date → whether it is told, looked back on, or still to come; see dates.tsv."""

import re
from functools import lru_cache
from itertools import chain

from analysis.lexicons import date_words

# Where a sentence ends: "… in 2.5 hours. The" → behind "hours."; "on Oct. 16 they" → nowhere, for
# what follows begins in lower case or with a figure.
_SENTENCE_END = re.compile(
    r"[.!?…](?<=[\w)»”\"’%][\w)»”\"’%].)[.!?…]*[»”\")\]*]*\s+(?=[^\sa-zа-яёіїєґ\d])|\n"
)
_OPENING_CHARS = 500
_SENTENCE_CHARS = 300  # of a longer sentence, so much on either side of a date is read
_TENSES = ("future", "past", "open", "present")


def forms(*cues: str) -> str:
    """Return a pattern of all the forms of some cues of dates.tsv."""
    return "(?:" + "|".join(chain.from_iterable(date_words()[cue].values() for cue in cues)) + ")"


def words(*cues: str) -> re.Pattern[str]:
    """Return a pattern that finds the forms of some cues as whole words."""
    return re.compile(rf"\b{forms(*cues)}\b", re.IGNORECASE)


@lru_cache(maxsize=2**12)
def number(said: str, *cues: str) -> int | None:
    """Return what a word of some cues counts for, if it is one of them.

    >>> number("March", "month.en"), number("марте", "month.en", "month.ru"), number("two", "count")
    (3, 3, 2)
    """
    rows = chain.from_iterable(date_words()[cue].items() for cue in cues)
    found = (value for value, said_so in rows if re.fullmatch(said_so, said, re.IGNORECASE))
    return next(map(int, found), None)


# Background: what happened before the day told. A cue holds up to the date, but not across a comma
# or the end of a sentence.
_LOOKING_BACK = re.compile(rf"\b{forms('back')}\b,?[^.!?;,\n]*$", re.IGNORECASE)
_LOOKING_BACK_CHARS = 80
# "by July 1", "через 2019-01-02", "с 1 января 2025 года", "Указ от 05.05.2022" → a limit.
_LIMIT = re.compile(rf"\b{forms('limit')}\s(?:the\s)?(?:\w+\s)?$", re.IGNORECASE)
_LIMIT_CHARS = 30
# "On May 5, 2014, two years later", "спустя 10 лет" → the day looked back on.
_YEARS_ON = re.compile(
    r"[^\n]{0,60}\b(?:two|three|five|ten|\d+) years (?:on|later)\b|[^\n]{0,60}спустя \d+"
)
# Holidays, anniversaries and slogans of a day: "Today, on Victory Day, we honour", "#WorldBookDay"
# → nothing happened that the text tells of.
_FEAST = re.compile(rf"\b{forms('feast')}\b|#\w{{2,}}day\b", re.IGNORECASE)
# The word nearest to a date says its tense: "On February 9, the ministers will meet" → to come;
# "met on 9 April, will return" → past; "предложили не работать в субботу" is open: no tense.
_TENSE = re.compile("|".join(f"(?P<{said}>{forms(said)})" for said in _TENSES), re.IGNORECASE)
_WORD = re.compile(r"(?:will|shall)\s\w+|(?:\w+\s(?=(?:to|be)\b))?\w+")  # "will meet", "is to"
# A verb across a comma or a dash is so much farther: "met, and on 9 April will meet" → future
_CLAUSE_END = re.compile(r"[,;:—–]\s|\s(?:and|but|и|а|но|та|але)\s")
_CLAUSE_CHARS = 40
_VERB_CHARS = 120  # how far from a date its verb is looked for
# "💬 Today we see", "❓ Question: today, many": words of a speaker, whose today is no news
_SPEECH = re.compile(r"[💬❓]|\bquestion\s?:|\bвопрос\s?:|[«“„][^»”“]*$", re.IGNORECASE)


def sentence_at(raw: str, line: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around ``raw[start:end]`` in its line."""
    left, right = max(line[0], start - _SENTENCE_CHARS), min(line[1], end + _SENTENCE_CHARS)
    before = [match.end() for match in _SENTENCE_END.finditer(raw, left, start)]
    behind = _SENTENCE_END.search(raw, end, right)
    return max([left, *before]), behind.start() + 1 if behind else right


def first_sentence_end(raw: str, line: tuple[int, int]) -> int:
    """Return where the first sentence of a line ends; no more of a long one is read."""
    last = min(line[1], line[0] + _OPENING_CHARS)
    end = _SENTENCE_END.search(raw, line[0], last)
    return end.end() if end else last


def tense(raw: str, line: tuple[int, int], start: int, end: int) -> str:
    """Return past, future, present or nothing: the tense of the verb nearest to a date.

    >>> line = "They met on 9 April, and will meet on Friday"
    >>> [tense(line, (0, len(line)), at, at + 5) for at in (12, 38)]
    ['past', 'future']
    """
    left, right = sentence_at(raw, line, start, end)
    left, right = max(left, start - _VERB_CHARS), min(right, end + _VERB_CHARS)
    nearest, least = "", _SENTENCE_CHARS
    for word in chain(_WORD.finditer(raw, left, start), _WORD.finditer(raw, end, right)):
        said = _tense_of(word.group())
        if said:
            between = (word.end(), start) if word.end() <= start else (end, word.start())
            away = between[1] - between[0]
            away += _CLAUSE_CHARS * len(_CLAUSE_END.findall(raw, *between))
            nearest, least = (said, away) if away < least else (nearest, least)
    return "" if nearest == "open" else nearest


@lru_cache(maxsize=2**14)
def _tense_of(word: str) -> str:
    found = _TENSE.fullmatch(word)
    return found.lastgroup or "" if found else ""


def is_announced(raw: str, start: int, end: int) -> bool:
    """Whether the sentence around a date tells of the future.

    >>> is_announced("On April 9 they will meet", 3, 10), is_announced("On April 9 they met", 3, 10)
    (True, False)
    """
    return tense(raw, (0, len(raw)), start, end) == "future"


def looks_back(raw: str, line_start: int, start: int, end: int, *, is_range: bool) -> bool:
    """Whether the words around a date make it a limit or background."""
    if not is_range and _LIMIT.search(raw, max(line_start, start - _LIMIT_CHARS), start):
        return True
    left = max(line_start, start - _LOOKING_BACK_CHARS)
    return bool(_YEARS_ON.match(raw, end) or _LOOKING_BACK.search(raw, left, start))


def is_feast(sentence: str) -> bool:
    """Whether a sentence speaks of a holiday or an anniversary."""
    return _FEAST.search(sentence) is not None


def is_speech(raw: str, start: int, end: int) -> bool:
    """Whether ``end`` lies within words that a speaker says."""
    return _SPEECH.search(raw, start, end) is not None
