"""Words around a date → whether it is told, looked back on, or still to come.

Each table row is one kind of cue in English, Russian and Ukrainian, with an example beside it.
"""

import re
from functools import lru_cache
from itertools import chain


def _any_of(*rows: str) -> str:
    return rf"(?:{'|'.join(rows)})\b"


# Where a sentence ends: "… in 2.5 hours. The" → behind "hours."; "on Oct. 16 they" → nowhere, for
# what follows begins in lower case or with a figure.
_SENTENCE_END = re.compile(
    r"[.!?…](?<=[\w)»”\"’%][\w)»”\"’%].)[.!?…]*[»”\")\]*]*\s+(?=[^\sa-zа-яёіїєґ\d])|\n"
)
_OPENING_CHARS = 500
_SENTENCE_CHARS = 300  # of a longer sentence, so much on either side of a date is read

# Background: what happened before the day told. A cue holds up to the date, but not across a comma
# or the end of a sentence.
_LOOKING_BACK = re.compile(
    r"\b"
    + _any_of(
        # "Following the summit on December 15, 2021, they spoke", "после саммита 15 декабря"
        r"following|after|since|until|till|ahead of|prior to|regarding|in accordance with|compared",
        r"после|с момента|накануне|до того|раньше|напередодні|після",
        # "previously, on 4 May", "ранее, 4 мая", "до цього, 4 травня"
        r"previously|earlier|before that|originally|initially|formerly|once|back in",
        r"ранее|до этого|прежде|изначально|когда-то|ещё|еще|раніше|до цього|спочатку",
        # "договор, подписанный 16 июля 2001", "the resolution adopted on", "elected on", "born on"
        r"years ago|elected|signed|adopted|founded|established|dated|born|registered|issued",
        r"released|published on|enacted|ratified|sentenced|convicted|bankrupt\w*|deadline|which",
        r"лет назад|подписанн\w+|избран[аоы]?|принят\w+|основан\w*|вступ\w+ в силу|родил\w+",
        r"котор\w+|зарегистрирован\w*|выпущен\w*|приговор\w*|осужд[её]н\w*|банкрот\w*|утвержд[её]н\w*",
        r"років тому|підписан\w+|ухвален\w*|народи\w+|засудж\w+|набу\w+ чинності",
        # "the treaty of 27 May", "Указ от 5 мая", "резолюции 1701"
        r"treaty|resolution|decree|law|act|agreement|memorandum|verdict|ruling|statement of",
        r"договор\w*|резолюци\w+|указ\w*|закон\w*|соглашени\w+|постанов\w+|приказ\w*",
        r"меморандум\w*|угод[аиоу]\w*",
        # "on this day, February 4", "the anniversary, on"
        r"on this day|onthisday|otd|anniversary|birthday|в этот день|годовщин\w+|річниц\w+",
    )
    + r",?[^.!?;,\n]*$",
    re.IGNORECASE,
)
_LOOKING_BACK_CHARS = 80
# "by July 1", "через 2019-01-02", "с 1 января 2025 года", "Указ от 05.05.2022" → a limit.
_LIMIT = re.compile(
    r"\b(?:by|before|from|effective|as of|through|until|till|up to|for|version|resolution \d+ of"
    r"|к|до|на|впервые с|начиная с|с|со|от|з|від|например|like|such as)\s(?:the\s)?(?:\w+\s)?$",
    re.IGNORECASE,
)
_LIMIT_CHARS = 30
# "On May 5, 2014, two years later", "спустя 10 лет" → the day looked back on.
_YEARS_ON = re.compile(
    r"[^\n]{0,60}\b(?:two|three|five|ten|\d+) years (?:on|later)\b|[^\n]{0,60}спустя \d+"
)
# Holidays, anniversaries and slogans of a day: "Today, on Victory Day, we honour", "#WorldBookDay"
# → nothing happened that the text tells of.
_FEAST = re.compile(
    r"\b(?:anniversary|birthday|holiday|jubilee|celebrat\w+|commemorat\w+|marks?|marked|honou?r\w*"
    r"|on this day|years ago|was born|cherish\w*|congratulations|happy|turns? \d+"
    r"|(?:victory|independence|constitution|national|world|international|remembrance|unity|navy"
    r"|knowledge|cosmonautics|\w+[’']s?) days?|day of|годовщин\w+|праздн\w+|отмеча\w+|юбиле\w+"
    r"|с дн[её]м|день рождения|лет назад|родил\w+|(?:все)?мирн\w+ день|международн\w+ день"
    r"|річниц\w+|свят\w+|відзнача\w+|років тому)\b|#\w{2,}day\b",
    re.IGNORECASE,
)
# The word nearest to a date says its tense; "to" and "be" with the word before them. "On February
# 9, the ministers will meet", "9 апреля состоится" → to come; "met on 9 April, will return" → past.
_FUTURE = _any_of(
    r"(?:will|shall)(?:\s\w+)?|to be|is to|are to|set to|going to|plans to|scheduled",
    r"planned|upcoming|expected|invited?|registration|coming|announcement|tickets?|ahead",
    r"состо[ия]тся|пройд[её]т|пройдут|буд[еу]т|будем|предстоит|план\w+|намерен\w*|ожида[ею]\w+",
    r"откро[ею]т\w*|начн[её]т\w*|начнутся|старту[ею]т|заработа[ею]т|запуст[ия]т\w*|появ[ия]тся",
    r"встрет[ия]тся|провед[её][тм]|проведут|посет[ия]т|примет|примут|прибуд\w+|приед\w+|жд[её]м",
    r"выступ[ия]т|приглаша\w+|обруш[ия]тся|накро[ею]т|вступ[ия]т|собер[её]м|успе\w+|продл[ия]тся",
    r"анонс\w*|регистрац\w+|перенес\w+|отлож\w+|обсудим|узнаем|расскаж[еу]\w+|установ[ия]тся",
    r"відбуд[еу]\w+|буд[еу]ть|буде|запрош\w+|розпочн\w+|відкри[єю]т\w+|зустрін\w+|чекаємо",
)
_PAST = _any_of(
    # "signed", but not "United" or "need"
    r"(?!(?:united|need|feed|speed|indeed|hundred|based|related|seed|red|bed)\b)(?-i:[a-z])\w+ed",
    r"was|were|held|met|took|spoke|said|told|made|gave|went|came|left|began|had|did|sent|paid|won",
    r"lost|became|saw|shot|flew|hit|broke|led|found|kept|brought|rose|fell|has|have|got|ran|put",
    # "прошли", "провёл", "встретилась"; "арестована", "открыт"
    r"\w{2,}(?:[аеиоуыяё]л[аои]?|шл[аои]|[сзкгр]л[аои])(?:с[ья])?|умер|погиб",
    r"\w{3,}(?:ан|ен|ён|ят|ыт)[аоы]|\w{3,}(?:ован|[жшщчлд]ен|ержан|крыт|бит|нят|дан)",
    # "провів", "зустрілися", "відбулась"
    r"\w{2,}[аиіув]в(?:ся)?|\w{2,}і(?:в|л[аио])(?:с[ья])?|\w{2,}но",
)
# "предложили не работать в субботу": what is only proposed has no tense
_OPEN = _any_of(r"\w{3,}(?:[аеиоуыя]ть|ться|[аи]ти)")
# What is going on as it is told: "Lavrov holds talks", "watch live", "идёт", "триває"
_NOW = _any_of(
    r"holds?|hosts?|meets?|starts?|begins?|opens?|arrives?|visits?|takes?|watch|live|is|are|online",
    r"pleads?|чита[ею]\w*|ид[её]т|идут|проход[ия]т|нач[ию]на[ею]\w+|продолжа[ею]\w+|явля\w+",
    r"станов\w+|триває",
)
_TENSE = re.compile(
    f"(?P<future>{_FUTURE})|(?P<past>{_PAST})|(?P<open>{_OPEN})|(?P<present>{_NOW})", re.IGNORECASE
)
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
