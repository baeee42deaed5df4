"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""

from analysis.showing.figures import corpus, words
from analysis.showing.figures.facts import CannotDraw, captions

_NAMES = "collocates composition concordance_lines discovered_topics dispersion_strips events "
_NAMES += "formulas frequent_words frequent_words_by_year kept_text pairs_of_words passport "
_NAMES += "repeats topic_terms topics_by_text topics_by_voice topics_by_year voices_by_outlet "
_NAMES += "words_by_year"
_DRAWN = {name: getattr(corpus, name, None) or getattr(words, name) for name in _NAMES.split()}
globals().update(_DRAWN)
# Those of a report on any documents, by name.
REPORTED = {key: _DRAWN[said["reported"]] for key, said in captions().items() if "reported" in said}
__all__ = ["REPORTED", "CannotDraw", *_DRAWN]


def __dir__() -> list[str]:
    return __all__
