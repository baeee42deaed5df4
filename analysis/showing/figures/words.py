"""Corpus → figures of its words: how often, by year, before and after cleaning, side by side."""

from collections.abc import Sequence

from analysis.counting import collocations
from analysis.counting.changes import changes, finding
from analysis.counting.robustness import compare_readings
from analysis.counting.series import MIN_ITEMS, MIN_WORDS, series
from analysis.counting.words import count_hashtags, count_terms, dispersion
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import (
    CLEANED,
    REPEATED,
    CannotDraw,
    facts_of,
    longest_bar,
    make,
    short,
    trend_by_year,
)
from analysis.showing.pages.readable import count

MAX_TERMS = 20
MAX_HASHTAGS = 25
MAX_PAIRS = 18
MIN_PAIR_HITS = 3
YEAR_AXIS = "year of the event (n = items)"
NO_WORDS = "no item has any words that are listed"
NO_YEAR = "no item has a certain year"
LEFT_OUT = "function and reporting words left out"


def frequent_words(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words in dictionary form."""
    table = dispersion(words(corpus, lemmatize=True)).head(top)
    if not len(table):
        raise CannotDraw(NO_WORDS)
    return make(
        charts.bars(table, value="hits", unit="hits in the cleaned text", note="items"),
        "03-words-overall",
        table,
        f"The most frequent words. Hits of {count(len(table), 'dictionary forms')} among "
        f"{table['words'].iloc[0]:,} running words, {facts_of(corpus).n}; {LEFT_OUT}. {CLEANED}",
        longest_bar(table),
    )


def frequent_words_by_year(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words by year of the event."""
    lemmas = words(corpus, lemmatize=True)
    terms = list(count_terms(lemmas).head(top)["term"])
    facts = facts_of(corpus)
    if not terms:
        raise CannotDraw(NO_WORDS)
    if not facts.years:
        raise CannotDraw(NO_YEAR)
    table = series(lemmas, terms)
    return make(
        charts.heat(table, label="term", axis=YEAR_AXIS),
        "03-words-by-year",
        table,
        "The most frequent words by year of the event. Colour: hits per 1,000 running words, not "
        f"drawn below {MIN_WORDS} words; number: hits of dictionary forms. {facts.n}. {CLEANED} "
        "Lines of nothing but hashtags are not counted.",
        f"A heat map of {len(terms)} words by {table['year'].nunique()} years.",
        value="per_1000",
    )


def words_by_year(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw the rates of chosen words by year of the event, with what intervals allow to say."""
    table = series(words(corpus, lemmatize=True), terms)
    facts = facts_of(corpus)
    if not facts.years:
        raise CannotDraw(NO_YEAR)
    hollow = int((table["value"].notna() & table["low"].isna()).sum())
    return make(
        trend_by_year(corpus, table),
        "03-keywords-by-year",
        table,
        f"{count(len(dict.fromkeys(terms)), 'words')} by year of the event. Hits of dictionary "
        f"forms per 1,000 words, none below {MIN_WORDS} words; below, the items of each outlet. "
        f"{facts.n}. {CLEANED} Hollow: no interval from fewer than {MIN_ITEMS} texts. "
        f"{finding(changes(table))}",
        f"Marks for each word and year, {hollow} of {table['value'].notna().sum()} hollow; bars of "
        "the items of each year.",
        value="value",
    )


def repeats(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw what cleaning does to the words most frequent as scraped."""
    table = compare_readings(corpus, count_terms, lemmatize=True).head(top)
    if not len(table):
        raise CannotDraw(NO_WORDS)
    first = table.iloc[0]
    return make(
        charts.before_after(table, unit="hits"),
        "03-repeats",
        table,
        f"Words before and after cleaning. Hits of the {len(table)} words most frequent as "
        "scraped, before and after repeats, page furniture, teasers of other pages and hashtag "
        f"lines are removed. Dictionary forms, {facts_of(corpus).n}. {REPEATED}",
        f"Pairs of dots joined by lines. As scraped, {short(first['term'])} has "
        f"{count(first['raw'], 'hits')} and cleaned {first['cleaned']}.",
        value="cleaned",
    )


def pairs_of_words(corpus: Corpus, *, top: int = MAX_PAIRS) -> Figure:
    """Draw the pairs of neighbouring words that attract each other most."""
    table = collocations.collocations(corpus, min_hits=MIN_PAIR_HITS).head(top)
    if not len(table):
        raise CannotDraw(f"no pair of words occurs {MIN_PAIR_HITS} times")
    strongest = table.iloc[0]
    return make(
        charts.bars(
            table, value="log_likelihood", unit="log-likelihood (Dunning 1993)", note="sentences"
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


def hashtags(corpus: Corpus, *, top: int = MAX_HASHTAGS) -> Figure:
    """Draw the most frequent hashtags."""
    tags = count_hashtags(corpus)
    table = tags.head(top)
    if not len(table):
        raise CannotDraw("the texts have no hashtags")
    return make(
        charts.bars(table, value="hits", unit="hits", note="items"),
        "03-hashtags",
        table,
        f"The most frequent hashtags. {len(table)} of {count(len(tags), 'hashtags')}, hits in the "
        "kept text and in lines of nothing but hashtags, repeats removed; "
        f"{facts_of(corpus).n}.",
        longest_bar(table),
    )
