"""Which of the project's languages a text is in, from its letters and its function words."""

import re

from analysis.lexicons import LANGUAGES, stopwords

UNKNOWN = "und"  # ISO 639-2: undetermined
MIN_SHARE = 0.15  # of words that must be function words before a language is named
MAX_CHARS = 20_000  # enough to decide; keeps the work per item bounded
WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str:
    """Return en, ru or uk, or ``und`` when too few words are function words of any of them.

    The language whose function words make up the largest share of the words wins; ties go to
    the first of en, ru, uk.

    >>> guess_language("The ministers met in Beijing and discussed the forum.")
    'en'
    >>> guess_language("Los ministros se reunieron en Pekín")
    'und'
    """
    words = [word.casefold() for word in WORD.findall(text[:MAX_CHARS])]
    if not words:
        return UNKNOWN
    known = {code: stopwords("function", language=code) for code in LANGUAGES}
    hits = {code: sum(word in known[code] for word in words) for code in LANGUAGES}
    best = max(LANGUAGES, key=lambda code: hits[code])
    return best if hits[best] >= MIN_SHARE * len(words) else UNKNOWN
