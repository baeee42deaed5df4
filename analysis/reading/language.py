"""Text → which of the project's languages it is in, by its function words."""

import re

from analysis.lexicons import LANGUAGES, stopwords

UNKNOWN = "und"  # ISO 639-2: undetermined
# Of the words that must be function words: 4 of 9 in the first example below, none in the second.
MIN_SHARE = 0.15
MAX_CHARS = 20_000  # enough to decide; keeps the work per item bounded
WORD = re.compile(r"[^\W\d_]+")  # letters only: "1st-rate" gives st, rate


def guess_language(text: str) -> str:
    """Return en, ru or uk, or ``und`` when too few words are function words of any of them.

    The language whose function words make up the largest share of the words wins; ties go to
    the first of en, ru, uk.

    >>> guess_language("The ministers met in Beijing and discussed the forum.")
    'en'
    >>> guess_language("Los ministros se reunieron en Pekín")
    'und'
    """
    words = WORD.findall(text[:MAX_CHARS].casefold())
    hits = {
        language: sum(map(stopwords("function", language=language).__contains__, words))
        for language in LANGUAGES
    }
    best = max(LANGUAGES, key=hits.__getitem__)
    return best if words and hits[best] >= MIN_SHARE * len(words) else UNKNOWN
