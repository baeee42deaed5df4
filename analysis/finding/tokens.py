"""Text → sentences and tokens, each with the characters it stands on."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

import nupunkt

from analysis.reading.cleaning import INVISIBLE
from analysis.tables import read_tsv

APOSTROPHES = "'’ʼ`´"
HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_JOINERS = f"\N{SOFT HYPHEN}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}{INVISIBLE}"
# Combining accents and invisible marks continue a word; they are folded away or composed later.
_SCRIPTS = map(chr, range(0x300, 0x3000))  # "दिल्ली", "שָׁלוֹם": vowels and points are marks as well
MARKS = "".join(c for c in _SCRIPTS if unicodedata.category(c) in ("Mn", "Mc")) + _JOINERS
URL_END = '<>"«»“”[]'  # and white space; "[one](t.me/a)[two](t.me/b)" are two links
_RUN = rf"[^\W_]++(?:[{MARKS}]++[^\W_]*+)*+"
# Possessive quantifiers never back off: work is linear in the text. `kernel` says the same, faster.
# But of a group Python before 3.11.5 keeps what a turn read that failed: "18," of "18, 2023".
TOKEN = re.compile(
    rf"""(?x)
      (?P<url>(?:(?i:https?://|www\.)|\bt\.me/)[^\s{re.escape(URL_END)}]++)
    | [#＃](?P<hashtag>(?=[\d_]*+[^\W\d_])(?:{_RUN}|_)++)
    | (?P<word>(?:\d++[{HYPHENS}])?\d*+[^\W\d_][{MARKS}]*+(?:{_RUN})?
        (?:[{HYPHENS}{APOSTROPHES}]{_RUN})*)
    | (?P<number>\d++(?:[.,]\d++)*)
    """
)
KINDS = tuple(TOKEN.groupindex)  # url hashtag word number: the code of a kind is its place here
URL, HASHTAG, WORD, NUMBER = range(len(KINDS))
WORDLIKE = (HASHTAG, WORD)  # a hashtag inside a sentence is one of its words
URL_TAIL = ".,;:!?)]}'’…"  # "see https://t.me/x)." → the address ends before ")."
# "Russia-China's" → Russia, China; "об'єднання" stays whole, a possessive ending goes.
_PART = re.compile(rf"([^{HYPHENS}]+?)(?:[{APOSTROPHES}][sS])?(?:[{HYPHENS}]|$)")
_STRESS = re.compile("(?<=[а-яіїєґ])[\N{COMBINING ACUTE ACCENT}\N{COMBINING GRAVE ACCENT}]")
_PILE = re.compile(r"([\u0300-\u036f]{8})[\u0300-\u036f]+")  # more marks take quadratic time
_BARRAGE = re.compile(r"[^\w\s]{64}")  # no sentence ends inside; nupunkt takes quadratic time
# "Talks began. They" may be two sentences; "Talks began." and "Foreign ministers meet" are one.
_INNER_END = re.compile(r"[.?!…]\s*\S")
# "С.В. Лавров", "в 2021 г. стороны": the stop after an initial or a usual short form ends nothing.
_ABBREVIATION = re.compile(
    r"\b(?:[А-ЯЁІЇЄҐтгчдпе]|гг|им|ім|ст|см|млн|млрд|тыс|тис|руб|др|пр|[Уу]л|[Вв]ул|[Пп]роф|[Аа]кад|[Дд]оц|обл)\.\s*$"
)
# "The U.S. Secretary of State", but not "in the U.S. They"
_STATE = re.compile(r"\bU\.\s?[SKN]\.\s+$")
_CAPITAL = re.compile(r"[A-Z][\w'’]*")
_OPENINGS = frozenset(word for (word,) in read_tsv("finding/openings.tsv"))
# "Large‑Scale" with U+2011 → "Large-Scale", "Xi’s" → "Xi's", soft hyphens and joiners → nothing
_SAME = "'" * len(APOSTROPHES) + "-" * len(HYPHENS)
_UNIFIED = str.maketrans(APOSTROPHES + HYPHENS, _SAME, _JOINERS)


@lru_cache(maxsize=2**18)
def fold(surface: str) -> str:
    """Return the form a token is counted under: no case, one apostrophe, one hyphen, no stress."""
    # "Large‑Scale" → large-scale, "Тока́ев" → токаев, "#SCO" → #sco
    if surface.isascii():
        return surface.casefold().replace("`", "'")
    folded = _PILE.sub(r"\1", surface.translate(_UNIFIED))
    while (again := _STRESS.sub("", unicodedata.normalize("NFC", folded).casefold())) != folded:
        folded = again
    return folded


def fold_as(word: str, aliases: Mapping[str, str]) -> str:
    """Fold a word or, in capitals, what it stands for in aliases.tsv: "US's" → usa's."""
    stem = word.rstrip("s").rstrip(APOSTROPHES)
    return fold(aliases[stem] + word[len(stem) :] if stem.isupper() and stem in aliases else word)


def find_tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of every token of ``text[start:end]``, in order."""
    for match in TOKEN.finditer(text, start, end):
        left, right = match.span()
        if match.lastgroup == "url":
            right = left + len(match[0].rstrip(URL_TAIL))
        yield left, right, str(match.lastgroup)


def parts_of(surface: str, kind: int) -> list[tuple[int, int, str]]:
    """Return offset, kind and spelling of the parts of a word: "20-летие" is 20 and летие."""
    matches = list(_PART.finditer(surface)) if kind == WORD else []
    parts = [(m.start(1), NUMBER if m[1].isdecimal() else WORD, m[1]) for m in matches]
    return parts or [(0, kind, surface)]


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of nupunkt's sentences; a Cyrillic initial or abbreviation ends none."""
    merged: list[tuple[int, int]] = []  # "С.В. Лавров прибыл. Talks began." → (0, 19), (20, 32)
    whole = not _INNER_END.search(text) or _BARRAGE.search(text)
    for start, end in [(0, len(text))] if whole else nupunkt.sent_spans(text):
        head = text[max(merged[-1][0], start - 8) : start] if merged else ""
        follows = _STATE.search(head) and _CAPITAL.match(text, start)
        if (follows and follows[0] not in _OPENINGS) or _ABBREVIATION.search(head):
            start = merged.pop()[0]
        merged.append((start, end))
    pieces = ((a, b, text[a:b]) for a, b in merged)
    return [(b - len(own.lstrip()), a + len(own.rstrip())) for a, b, own in pieces if own.strip()]
