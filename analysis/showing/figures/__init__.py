"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""

from collections.abc import Callable

from analysis.reading.corpus import Corpus
from analysis.showing.export import Figure
from analysis.showing.figures.corpus import composition, events, kept_text
from analysis.showing.figures.facts import CannotDraw
from analysis.showing.figures.texts import (
    concordance_lines,
    discovered_topics,
    dispersion_strips,
    formulas,
    topic_terms,
    topics_by_text,
    topics_by_voice,
    topics_by_year,
    voices_by_outlet,
)
from analysis.showing.figures.words import (
    collocates,
    frequent_words,
    frequent_words_by_year,
    pairs_of_words,
    passport,
    repeats,
    words_by_year,
)

__all__ = ["REPORTED", "CannotDraw", "collocates", "composition", "concordance_lines"]
__all__ += ["discovered_topics"]
__all__ += ["dispersion_strips", "events", "formulas", "frequent_words", "frequent_words_by_year"]
__all__ += ["kept_text", "pairs_of_words", "passport", "repeats", "topic_terms", "topics_by_text"]
__all__ += ["topics_by_voice", "topics_by_year", "voices_by_outlet", "words_by_year"]

# What a report on any documents draws, by the name of the file: as many as say something of a
# corpus of any size and language.
REPORTED: dict[str, Callable[[Corpus], Figure]] = {
    "01-composition": composition,
    "01-ledger": kept_text,
    "03-words-overall": frequent_words,
    "03-words-by-year": frequent_words_by_year,
    "03-formulas": formulas,
    "04-topics-by-text": topics_by_text,
    "04-topics-by-year": topics_by_year,
    "04-topic-terms": topic_terms,
    "04-discovered-topics": discovered_topics,
    "05-chronology": events,
}
