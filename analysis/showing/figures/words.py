"""Corpus → figures of its words: how often, by year, before and after cleaning, side by side."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from analysis.counting import collocations
from analysis.counting.robustness import compare_readings
from analysis.counting.series import MIN_ITEMS, MIN_WORDS, series
from analysis.counting.words import count_terms, dispersion
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import (
    CLEANED,
    REPEATED,
    CannotDraw,
    as_written,
    facts_of,
    longest_bar,
    make,
    short,
    tell_changes,
    trend_by_period,
    when,
)
from analysis.showing.pages.readable import count

MAX_TERMS = 20
MAX_PAIRS = 18
MIN_PAIR_HITS = 3
NO_WORDS = "no item has any words that are listed"
NO_YEAR = "no item has a certain year"
AS_WRITTEN = "Words are shown as the texts write them most often."
LEFT_OUT = "function and reporting words left out"


def frequent_words(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words in dictionary form."""
    lemmas = words(corpus, lemmatize=True)
    table = dispersion(lemmas).head(top)
    if not len(table):
        raise CannotDraw(NO_WORDS)
    shown = as_written(lemmas, table)
    return make(
        charts.bars(shown, value="hits", unit="hits in the cleaned text", note="items"),
        "03-words-overall",
        table,
        f"The most frequent words. Hits of {count(len(table), 'dictionary forms')} among "
        f"{table['words'].iloc[0]:,} running words, {facts_of(corpus).n}; {LEFT_OUT}. "
        f"{AS_WRITTEN} {CLEANED}",
        longest_bar(shown),
    )


def frequent_words_by_year(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words by year, or by the period that suits the corpus."""
    lemmas = words(corpus, lemmatize=True)
    terms = list(count_terms(lemmas).head(top)["term"])
    if not terms:
        raise CannotDraw(NO_WORDS)
    if not when(corpus):
        raise CannotDraw(NO_YEAR)
    look, far, table = drawn_by(corpus, lambda **ways: series(lemmas, terms, **ways))
    return make(
        charts.heat(as_written(lemmas, table), label="term", **look),
        "03-words-by-year",
        table,
        f"The most frequent words by {look['axis']}. Hits of dictionary forms per 1,000 running "
        f"words, not drawn below {MIN_WORDS} words. {AS_WRITTEN} {facts_of(corpus).n}. {CLEANED} "
        f"Lines of nothing but hashtags are not counted.{far}",
        f"A heat map of {len(terms)} words by "
        f"{count(table[look['by']].nunique(), look['by'] + 's')}.",
        value="per_1000",
    )


def drawn_by(
    corpus: Corpus, count: Callable[..., pd.DataFrame]
) -> tuple[dict[str, Any], str, pd.DataFrame]:
    """Count by the periods that suit a corpus: how a heat map shows them, what is far, the table.

    By year where nothing has a date: one group of what is not known.
    """
    drawn = when(corpus)
    if not drawn:
        return {"by": "year", "axis": "year of the event"}, "", count()
    table = drawn.cut(count(by=drawn.by, dates=drawn.dates))
    return {"by": drawn.by, "axis": drawn.axis}, drawn.far, table


def words_by_year(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw the rates of chosen words by year, or by the period that suits the corpus."""
    facts, drawn = facts_of(corpus), when(corpus)
    if not drawn:
        raise CannotDraw(NO_YEAR)
    lemmas = words(corpus, lemmatize=True)
    table = drawn.cut(series(lemmas, terms, by=drawn.by, dates=drawn.dates))
    hollow = int((table["value"].notna() & table["low"].isna()).sum())
    return make(
        trend_by_period(corpus, as_written(lemmas, table), drawn),
        "03-keywords-by-year",
        table,
        f"{count(len(dict.fromkeys(terms)), 'words')} by {drawn.axis}. Hits of dictionary "
        f"forms per 1,000 words, none below {MIN_WORDS} words; last, the items of each outlet. "
        f"{facts.n}. {CLEANED} Hollow: no interval from fewer than {MIN_ITEMS} texts. "
        f"{tell_changes(corpus, table, drawn, str)}{drawn.far}",
        f"Marks for each word and {drawn.by}, {hollow} of {table['value'].notna().sum()} hollow; "
        f"bars of the items of each {drawn.by}.",
        value="value",
    )


def repeats(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw what cleaning does to the words most frequent as scraped."""
    table = compare_readings(corpus, count_terms, lemmatize=True).head(top)
    if not len(table):
        raise CannotDraw(NO_WORDS)
    shown = as_written(words(corpus, "raw", lemmatize=True), table)
    first = shown.iloc[0]
    return make(
        charts.before_after(shown, unit="hits"),
        "03-repeats",
        table,
        f"Words before and after cleaning. Hits of the {len(table)} words most frequent as "
        "scraped, before and after repeats, page furniture, teasers of other pages and hashtag "
        f"lines are removed. Dictionary forms, {facts_of(corpus).n}. {AS_WRITTEN} {REPEATED}",
        f"Pairs of dots joined by lines. As scraped, {short(first['term'])} has "
        f"{count(first['raw'], 'hits')} and cleaned {first['cleaned']}.",
        value="cleaned",
    )


def pairs_of_words(corpus: Corpus, *, top: int = MAX_PAIRS) -> Figure:
    """Draw the pairs of neighbouring words that attract each other most."""
    table = collocations.collocations(corpus, min_hits=MIN_PAIR_HITS).head(top)
    if not len(table):
        raise CannotDraw(f"no pair of words occurs {MIN_PAIR_HITS} times")
    shown = as_written(words(corpus), table)
    strongest = shown.iloc[0]
    return make(
        charts.bars(
            shown, value="log_likelihood", unit="log-likelihood (Dunning 1993)", note="sentences"
        ),
        "03-collocations",
        table,
        "Pairs of neighbouring words that attract each other most. Log-likelihood over sentences, "
        f"word forms, pairs with at least {MIN_PAIR_HITS} hits, {LEFT_OUT}; "
        f"{facts_of(corpus).n}. {CLEANED}",
        f"Horizontal bars; the strongest pair is {short(strongest['term'])} with "
        f"{count(int(strongest['hits']), 'hits')}.",
        value="log_likelihood",
    )
