"""Corpus → figures of its topics: by year, as shares of items, and the terms behind them."""

from analysis.counting.discovered import discover_topics
from analysis.counting.passport import Find
from analysis.counting.series import MIN_WORDS, series
from analysis.counting.topics import topic_series
from analysis.finding.lexicon import topic_hits
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import (
    CLEANED,
    CannotDraw,
    facts_of,
    make,
    tell_changes,
    trend_by_period,
    when,
)
from analysis.showing.figures.words import NO_YEAR, drawn_by
from analysis.showing.pages.readable import count
from analysis.tables import InputError

MAX_SERIES = 5  # topic terms drawn as series
NO_TOPIC = "no term of topics.tsv occurs"


def topics_by_year(corpus: Corpus) -> Figure:
    """Draw the hits of every topic by year, or by the period that suits the corpus."""
    look, far, table = drawn_by(corpus, lambda **ways: topic_series(corpus, **ways))
    if not len(table) or not table["hits"].fillna(0).sum():
        raise CannotDraw(NO_TOPIC)
    hits = table.groupby("topic", sort=False)["hits"].sum()
    most = hits.idxmax()
    return make(
        charts.heat(table, label="topic", **look),
        "04-topics-by-year",
        table,
        f"Topics by {look['axis']}. Hits of terms of topics.tsv per 1,000 running words, not drawn "
        f"below {MIN_WORDS} words. {facts_of(corpus).n}. {CLEANED} Lines of nothing but hashtags "
        f"are not counted.{far}",
        f"A heat map of {len(hits)} topics by {look['by']}; {most} has the most hits, "
        f"{hits[most]:g}.",
        value="per_1000",
    )


def topic_terms(corpus: Corpus, *, top: int = MAX_SERIES) -> Figure:
    """Draw the topic terms with the most hits by the period that suits the corpus."""
    hits = topic_hits(corpus)
    facts = facts_of(corpus)
    if not len(hits):
        raise CannotDraw(NO_TOPIC)
    drawn = when(corpus)
    if not drawn:
        raise CannotDraw(NO_YEAR)
    counts = hits.groupby("term").size().rename("hits").reset_index()
    ranked = counts.sort_values(["hits", "term"], ascending=[False, True])
    terms = list(ranked["term"].head(top))
    mine = hits[hits["term"].isin(terms)]
    counted = series(corpus, mine, label="term", names=terms, by=drawn.by, dates=drawn.dates)
    table = drawn.cut(counted)
    changed = tell_changes(corpus, table, drawn, _of_term)
    return make(
        trend_by_period(corpus, table, drawn),
        "04-topic-terms",
        table,
        f"The topic terms with the most hits, by {drawn.axis}. "
        f"{count(len(terms), 'terms')}, hits per 1,000 words, none below {MIN_WORDS} words; last, "
        f"the items of each outlet. {facts.n}. {changed}{drawn.far}",
        f"Marks for {count(len(terms), 'terms')} in each {drawn.by}: filled with an "
        "interval, hollow without one.",
        value="value",
    )


def _of_term(term: str) -> Find:
    return lambda given: topic_hits(given).query("term == @term", local_dict={"term": term})


def discovered_topics(corpus: Corpus) -> Figure:
    """Draw topics found without a lexicon, where the corpus carries them and scikit-learn is."""
    try:
        table = discover_topics(corpus)
    except InputError as refusal:
        raise CannotDraw(str(refusal)) from None
    stable = ", ".join(f"{value:.2f}" for value in table["stability"])
    return make(
        charts.bars(table, value="hits", unit="sentences", note="items"),
        "04-discovered-topics",
        table,
        "Topics found without a lexicon. Words that keep together in the sentences (non-negative "
        "matrix factorisation of dictionary forms); a sentence counts for the topic with the "
        f"largest part in it. {facts_of(corpus).n}. {CLEANED} How well each is found again in "
        f"halves of the items, 0 to 1, from the top: {stable}.",
        f"Horizontal bars of {count(len(table), 'topics')}; the longest has "
        f"{count(int(table['hits'].max()), 'sentences')}.",
    )
