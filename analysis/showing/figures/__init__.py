"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""

from collections.abc import Callable

from analysis.reading.corpus import Corpus
from analysis.showing.export import Figure
from analysis.showing.figures.corpus import (
    composition,
    concordance_lines,
    discovered_topics,
    dispersion_strips,
    events,
    formulas,
    kept_text,
    topics_by_text,
    topics_by_year,
)
from analysis.showing.figures.facts import CannotDraw, captions
from analysis.showing.figures.words import (
    collocates,
    frequent_words,
    frequent_words_by_year,
    pairs_of_words,
    passport,
    repeats,
    topic_terms,
    topics_by_voice,
    voices_by_outlet,
    words_by_year,
)

__all__ = ["REPORTED", "CannotDraw", "collocates", "composition", "concordance_lines"]
__all__ += ["discovered_topics", "dispersion_strips", "events", "formulas", "frequent_words"]
__all__ += ["frequent_words_by_year", "kept_text", "pairs_of_words", "passport", "repeats"]
__all__ += ["topic_terms", "topics_by_text", "topics_by_voice", "topics_by_year"]
__all__ += ["voices_by_outlet", "words_by_year"]
# What a report on any documents draws: as much as says something of a corpus of any size.
REPORTED: dict[str, Callable[[Corpus], Figure]] = {
    name: globals()[words["reported"]] for name, words in captions().items() if "reported" in words
}
