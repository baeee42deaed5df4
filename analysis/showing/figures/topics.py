"""Corpus → figures of its topics, by year and by the terms behind them, and of who speaks."""

from typing import Any

from analysis.counting.discovered import discover_topics
from analysis.counting.passport import Find
from analysis.counting.series import series
from analysis.counting.topics import count_by_voice, topic_names, topic_series
from analysis.finding.lexicon import topic_hits
from analysis.finding.voices import VOICES, voices
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CannotDraw, captions, dated, make, trends, when
from analysis.tables import InputError

MAX_SERIES = 5  # topic terms drawn as series
NO_TOPIC = "no term of topics.tsv occurs"


def topics_by_year(corpus: Corpus) -> Figure:
    """Draw the hits of every topic by year, or by the period that suits the corpus."""
    drawn = when(corpus)
    table = drawn.count(corpus, topic_series)
    hits = table.groupby("topic", sort=False)["hits"].sum()
    if not hits.sum():
        raise CannotDraw(NO_TOPIC)
    ax = charts.heat(table, label="topic", **drawn.look)
    told = {"topics": len(hits), "most": hits.idxmax(), "hits": hits.max(), **drawn.look}
    return make(corpus, "04-topics-by-year", ax, table, far=drawn.far, **told)


def topic_terms(corpus: Corpus, *, top: int = MAX_SERIES) -> Figure:
    """Draw the topic terms with the most hits by the period that suits the corpus."""
    hits = topic_hits(corpus)
    if not len(hits):
        raise CannotDraw(NO_TOPIC)
    drawn = dated(corpus)
    terms = list(hits["term"].value_counts(sort=False).sort_index().nlargest(top).index)
    mine = hits[hits["term"].isin(terms)]
    table = drawn.count(corpus, series, mine, label="term", names=terms)
    return trends(corpus, "04-topic-terms", table, _of_term, terms=len(terms))


def _of_term(term: str) -> Find:
    return lambda given: topic_hits(given).query("term == @term", local_dict={"term": term})


def discovered_topics(corpus: Corpus) -> Figure:
    """Draw topics found without a lexicon, where the corpus carries them and scikit-learn is."""
    try:
        table = discover_topics(corpus)
    except InputError as refusal:
        raise CannotDraw(str(refusal)) from None
    ax = charts.bars(table, value="hits", unit="sentences", note="items")
    stable = ", ".join(f"{value:.2f}" for value in table["stability"])
    most = table["hits"].max()
    return make(corpus, "04-discovered-topics", ax, table, stable=stable, most=most)


def voices_by_outlet(corpus: Corpus) -> Figure:
    """Draw the share of each outlet's sentences attributed to each voice."""
    attributed = voices(corpus)
    if not len(attributed):
        raise CannotDraw("there are no sentences")
    per: dict[str, Any] = {"by": "outlet", "denominator": "share_of_sentences"}
    table = series(corpus, attributed, label="voice", names=VOICES, **per)
    shown = table.assign(voice=table["voice"].map(captions()["voices"]))
    look = {"label": "voice", "by": "outlet", "value": "value", "number": "sentences"}
    ax = charts.parts(shown, unit="share of n sentences; numbers: sentences", **look)
    sizes = {"sentences": len(attributed), "voices": len(VOICES)}
    return make(corpus, "04-voices", ax, table, outlets=table["outlet"].nunique(), **sizes)


def topics_by_voice(corpus: Corpus) -> Figure:
    """Draw the topics of each voice, per thousand words of that voice."""
    attributed, hits = voices(corpus), topic_hits(corpus)
    if not len(hits):
        raise CannotDraw(NO_TOPIC)
    names = topic_names(corpus.lexicons)
    table = count_by_voice(corpus, hits, attributed, names=names)
    ax = charts.heat(
        table.assign(voice=table["voice"].map(captions()["voices"])), label="topic", by="voice"
    )
    sizes = {"sentences": len(attributed), "topics": len(names)}
    return make(corpus, "04-topics-by-voice", ax, table, voiced=table["voice"].nunique(), **sizes)
