"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""

from analysis.showing.figures import corpus, words
from analysis.showing.figures.facts import CannotDraw, captions

_NAMES = "composition concordance_lines discovered_topics dispersion_strips events formulas "
_NAMES += (
    "kept_text topics_by_text topics_by_year collocates frequent_words pairs_of_words passport "
)
_NAMES += (
    "frequent_words_by_year repeats topic_terms topics_by_voice voices_by_outlet words_by_year"
)
_DRAWN = {n: getattr(corpus, n, None) or getattr(words, n) for n in sorted(_NAMES.split())}
globals().update(_DRAWN)
# Those of a report on any documents, by name.
REPORTED = {key: _DRAWN[said["reported"]] for key, said in captions().items() if "reported" in said}
__all__ = ["REPORTED", "CannotDraw", *_DRAWN]


def __dir__() -> list[str]:
    return __all__
