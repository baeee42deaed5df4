"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""

from importlib import import_module
from typing import Any

from analysis.showing.figures.facts import CannotDraw, captions

# Where the figures are drawn; loaded at first use.
_FIGURES = {
    "corpus": "composition concordance_lines discovered_topics dispersion_strips events formulas "
    "kept_text topics_by_text topics_by_year",
    "words": "collocates frequent_words frequent_words_by_year pairs_of_words passport repeats "
    "topic_terms topics_by_voice voices_by_outlet words_by_year",
}
_HOMES = {name: module for module, names in _FIGURES.items() for name in names.split()}
__all__ = ["REPORTED", "CannotDraw", *_HOMES]


def __getattr__(name: str) -> Any:
    """Hand on a figure at first use, or REPORTED: those of a report on any documents, by name."""
    if name == "REPORTED":
        reported = {key: said.get("reported") for key, said in captions().items()}
        return {key: __getattr__(figure) for key, figure in reported.items() if figure}
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis.showing.figures' has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Offer the figures to Tab."""
    return __all__
