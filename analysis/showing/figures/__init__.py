"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""

from analysis.showing.figures import corpus, words
from analysis.showing.figures.facts import CannotDraw, captions

_NAMES = {key: said.get("reported", said.get("asked")) for key, said in captions().items()}
_DRAWN = {n: getattr(corpus, n, None) or getattr(words, n) for n in filter(None, _NAMES.values())}
globals().update(_DRAWN)
REPORTED = {key: _DRAWN[_NAMES[key]] for key, said in captions().items() if "reported" in said}
__all__ = ["REPORTED", "CannotDraw", *_DRAWN]


def __dir__() -> list[str]:
    return __all__
