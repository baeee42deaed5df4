"""Corpus → figures of its words: how often, by year, before and after cleaning, side by side."""

from collections.abc import Sequence

from analysis.counting import collocations
from analysis.counting.passport import CHOICES, PLACEBOS
from analysis.counting.passport import passport as try_comparison
from analysis.counting.robustness import compare_readings
from analysis.counting.series import series
from analysis.counting.words import count_terms, dispersion
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Period
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CannotDraw, as_written, dated, make, trends
from analysis.showing.pages.readable import count

MAX_TERMS, MAX_PAIRS = 20, 18
MIN_PAIR_HITS = 3
MAX_SPECIFICATIONS = 480  # dots; of more, every second, third, … is drawn
NO_WORDS = "no item has any words that are listed"


def frequent_words(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words in dictionary form."""
    lemmas = words(corpus, lemmatize=True)
    table = dispersion(lemmas).head(top)
    if not len(table):
        raise CannotDraw(NO_WORDS)
    shown = as_written(lemmas, table)
    ax = charts.bars(shown, value="hits", unit="hits in the cleaned text", note="items")
    return make(corpus, "03-words-overall", ax, table, first=shown.iloc[0])


def frequent_words_by_year(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words by year, or by the period that suits the corpus."""
    lemmas = words(corpus, lemmatize=True)
    terms = list(count_terms(lemmas).head(top)["term"])
    if not terms:
        raise CannotDraw(NO_WORDS)
    drawn = dated(corpus)
    table = drawn.count(lemmas, series, terms)
    ax = charts.heat(as_written(lemmas, table), label="term", **drawn.look)
    told = {"periods": count(table[drawn.by].nunique(), f"{drawn.by}s"), "terms": len(terms)}
    return make(corpus, "03-words-by-year", ax, table, far=drawn.far, **told, **drawn.look)


def words_by_year(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw the rates of chosen words by year, or by the period that suits the corpus."""
    lemmas = words(corpus, lemmatize=True)
    table = dated(corpus).count(lemmas, series, terms)
    return trends(
        corpus,
        "03-keywords-by-year",
        table,
        shown=as_written(lemmas, table),
        terms=len(dict.fromkeys(terms)),
        hollow=int((table["value"].notna() & table["low"].isna()).sum()),
        marks=table["value"].notna().sum(),
    )


def repeats(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw what cleaning does to the words most frequent as scraped."""
    table = compare_readings(corpus, count_terms, lemmatize=True).head(top)
    if not len(table):
        raise CannotDraw(NO_WORDS)
    shown = as_written(words(corpus, "raw", lemmatize=True), table)
    ax = charts.before_after(shown, unit="hits")
    return make(corpus, "03-repeats", ax, table, first=shown.iloc[0])


def pairs_of_words(corpus: Corpus, *, top: int = MAX_PAIRS) -> Figure:
    """Draw the pairs of neighbouring words that attract each other most."""
    table = collocations.collocations(corpus, min_hits=MIN_PAIR_HITS).head(top)
    if not len(table):
        raise CannotDraw(f"no pair of words occurs {MIN_PAIR_HITS} times")
    shown = as_written(words(corpus), table)
    look = {"value": "log_likelihood", "unit": "log-likelihood (Dunning 1993)"}
    ax = charts.bars(shown, note="sentences", **look)
    return make(corpus, "03-collocations", ax, table, least=MIN_PAIR_HITS, first=shown.iloc[0])


def passport(
    corpus: Corpus, term: str, *, higher: int | str, lower: int | str, by: Period = "year"
) -> Figure:
    """Draw in how many ways of counting one period has more of a word than another."""
    claim = try_comparison(corpus, term, higher=higher, lower=lower, by=by)
    table = claim.table.dropna(subset=["holds"])
    if not len(table):
        raise CannotDraw(f"{higher} and {lower} cannot be compared")
    shown = table.iloc[:: -(-len(table) // MAX_SPECIFICATIONS)].reset_index(drop=True)
    ends = {"higher": str(higher), "lower": str(lower)}
    choices = [choice for choice in CHOICES if choice != "draw"]
    ax = charts.specifications(shown, choices=choices, **ends)
    which = f"{len(shown):,} of" if len(shown) < len(table) else "all"
    which = f"{which} {len(table):,} specifications"
    last, share = shown["relative"].iloc[-1], claim.held / claim.tried
    told = {"term": term, "claim": claim, "which": which, "last": last, "share": share, **ends}
    return make(corpus, "03-passport", ax, shown, placebos=PLACEBOS, **told)
