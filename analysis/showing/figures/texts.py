"""Corpus → figures with a place for every text, of topics over time, and of who speaks."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.counting import formulas as reuse
from analysis.counting.chronology import positions, texts_by_date
from analysis.counting.groups import certain_groups
from analysis.counting.passport import Find
from analysis.counting.provenance import trace
from analysis.counting.series import series
from analysis.counting.topics import count_by_voice, discover_topics, topic_names, topic_series
from analysis.finding.lexicon import topic_hits
from analysis.finding.search import concordance
from analysis.finding.voices import VOICES, voices
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.charts.theme import UNNAMED
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.pages.readable import count, short_date
from analysis.tables import InputError

MAX_TEXTS = 24  # columns or strips; of more texts, periods and outlets tell more
MAX_FORMULAS = 24
MAX_LINES, CONTEXT = 30, 90  # lines of a concordance, characters on each side
MAX_SERIES = 5  # topic terms drawn as series
NO_TOPIC = "no term of topics.tsv occurs"


def topics_by_text(corpus: Corpus) -> Figure:
    """Draw what each text is about: the share of its sentences that touch each topic."""
    texts = _few_texts(corpus)
    every = topic_series(corpus, by="item_id", denominator="share_of_sentences")
    every = every[every["hits"] > 0]
    if not len(every):
        raise facts.CannotDraw(NO_TOPIC)
    most = every.groupby("topic", sort=False)["hits"].sum()  # topics with most hits first
    table = every.sort_values("topic", key=lambda topic: -topic.map(most), kind="stable")
    touched = table.groupby("topic", sort=False)["item_id"].nunique()
    unit = "share of the text's sentences that touch the topic (number: hits)"
    ax = charts.matrix(table, _headings(texts), label="topic", value="value", unit=unit)
    told = {"topics": len(touched), "widest": touched.idxmax(), "most": touched.max()}
    return facts.make(corpus, "04-topics-by-text", ax, table, texts=len(texts), **told)


def formulas(corpus: Corpus, *, top: int = MAX_FORMULAS) -> Figure:
    """Draw the longest sequences of words that texts share, and in which texts or outlets."""
    by, heads = _columns(corpus)
    table = reuse.formulas(corpus, by=by)
    kept = list(dict.fromkeys(table["formula"]))
    shown = table[table["formula"].isin(kept[:top]) & table[by].isin(heads)].reset_index(drop=True)
    if not len(shown):
        raise facts.CannotDraw("no two texts share three words side by side")
    ax = charts.matrix(shown, heads, label="formula", column=by)
    group = "text" if by == "item_id" else by
    told = {"group": group, "columns": count(len(heads), f"{group}s")}
    return facts.make(
        corpus, "03-formulas", ax, shown, shown=len(kept[:top]), all=len(kept), **told
    )


def dispersion_strips(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw where in each text some words stand."""
    texts = _few_texts(corpus)
    table = positions(corpus, terms)
    if not len(table):
        raise facts.CannotDraw(f"none of {', '.join(map(facts.short, terms))} occurs")
    sizes = dict(zip(texts["item_id"], texts["words"], strict=True))
    inside = table.groupby("term", sort=False)["item_id"].nunique()
    ax = charts.strips(table, _headings(texts), sizes)
    said = ", ".join(f"{facts.short(term)} in {n}" for term, n in inside.items())
    return facts.make(corpus, "03-strips", ax, table, said=said, texts=len(texts))


def concordance_lines(corpus: Corpus, term: str, *, most: int = MAX_LINES) -> Figure:
    """Write out the hits of a word in their sentences, in the order of what follows."""
    lines = concordance(words(corpus, lemmatize=True), term, window=CONTEXT)
    if not len(lines):
        raise facts.CannotDraw(f"{facts.short(term)} does not occur")
    lines = trace(lines.assign(hits=1), corpus, ("item_id", "start"), lines)
    follows = lines["right"].str.casefold().str.strip()
    table = lines.assign(follows=follows).sort_values(["follows", "item_id", "start"]).head(most)
    table = table.drop(columns="follows").reset_index(drop=True)
    dates = corpus.items.set_index("item_id")["event_edtf"]
    ax = charts.concordance(table, [short_date(dates[item]) for item in table["item_id"]])
    which = f"All {count(len(lines), 'hits')}"
    which = f"The first {most} of {len(lines)} hits" if len(lines) > most else which
    return facts.make(corpus, "03-concordance", ax, table, term=term, which=which)


def _columns(corpus: Corpus) -> tuple[str, Mapping[Any, tuple[str, str]]]:
    """Choose the columns and their headings: texts if they are few, else outlets or periods."""
    texts = texts_by_date(corpus)
    if len(texts) <= MAX_TEXTS:
        return "item_id", _headings(texts)
    outlets = texts["outlet"].value_counts(sort=False).nlargest(MAX_TEXTS).index
    drawn = facts.when(corpus)
    if len(outlets) > 1 or not drawn.days:
        return "outlet", {outlet: (outlet or UNNAMED, "") for outlet in outlets}
    periods = certain_groups(corpus, drawn.by)[1][drawn.by]
    shown = sorted(period for period in periods if pd.notna(period))[-MAX_TEXTS:]
    return drawn.by, {period: (str(period), "") for period in shown}


def _few_texts(corpus: Corpus) -> pd.DataFrame:
    texts = texts_by_date(corpus)
    if not 1 < len(texts) <= MAX_TEXTS:
        these = "there is 1" if len(texts) == 1 else f"there are {len(texts):,}"
        raise facts.CannotDraw(f"it shows single texts, from 2 to {MAX_TEXTS}, and {these}")
    return texts


def _headings(texts: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Name a text by the day and kind of its event, then by its outlet."""
    rows = texts[["item_id", "edtf", "occasion", "outlet"]].itertuples(index=False)
    return {item: (f"{short_date(edtf)} {kind}", outlet) for item, edtf, kind, outlet in rows}


def topics_by_year(corpus: Corpus) -> Figure:
    """Draw the hits of every topic by year, or by the period that suits the corpus."""
    drawn = facts.when(corpus)
    table = drawn.count(corpus, topic_series)
    hits = table.groupby("topic", sort=False)["hits"].sum()
    if not hits.sum():
        raise facts.CannotDraw(NO_TOPIC)
    ax = charts.heat(table, label="topic", **drawn.look)
    told = {"topics": len(hits), "most": hits.idxmax(), "hits": hits.max(), **drawn.look}
    return facts.make(corpus, "04-topics-by-year", ax, table, far=drawn.far, **told)


def topic_terms(corpus: Corpus, *, top: int = MAX_SERIES) -> Figure:
    """Draw the topic terms with the most hits by the period that suits the corpus."""
    hits = topic_hits(corpus)
    if not len(hits):
        raise facts.CannotDraw(NO_TOPIC)
    drawn = facts.dated(corpus)
    terms = list(hits["term"].value_counts(sort=False).sort_index().nlargest(top).index)
    mine = hits[hits["term"].isin(terms)]
    table = drawn.count(corpus, series, mine, label="term", names=terms)
    return facts.trends(corpus, "04-topic-terms", table, _of_term, terms=len(terms))


def _of_term(term: str) -> Find:
    return lambda given: topic_hits(given).query("term == @term", local_dict={"term": term})


def discovered_topics(corpus: Corpus) -> Figure:
    """Draw topics found without a lexicon, where the corpus carries them and scikit-learn is."""
    try:
        table = discover_topics(corpus)
    except InputError as refusal:
        raise facts.CannotDraw(str(refusal)) from None
    ax = charts.bars(table, value="hits", unit="sentences", note="items")
    stable = ", ".join(f"{value:.2f}" for value in table["stability"])
    most = table["hits"].max()
    return facts.make(corpus, "04-discovered-topics", ax, table, stable=stable, most=most)


def voices_by_outlet(corpus: Corpus) -> Figure:
    """Draw the share of each outlet's sentences attributed to each voice."""
    attributed = voices(corpus)
    if not len(attributed):
        raise facts.CannotDraw("there are no sentences")
    per: dict[str, Any] = {"by": "outlet", "denominator": "share_of_sentences"}
    table = series(corpus, attributed, label="voice", names=VOICES, **per)
    shown = table.assign(voice=table["voice"].map(facts.captions()["voices"]))
    look = {"label": "voice", "by": "outlet", "value": "value", "number": "sentences"}
    ax = charts.parts(shown, unit="share of n sentences; numbers: sentences", **look)
    sizes = {"sentences": len(attributed), "voices": len(VOICES)}
    return facts.make(corpus, "04-voices", ax, table, outlets=table["outlet"].nunique(), **sizes)


def topics_by_voice(corpus: Corpus) -> Figure:
    """Draw the topics of each voice, per thousand words of that voice."""
    attributed, hits = voices(corpus), topic_hits(corpus)
    if not len(hits):
        raise facts.CannotDraw(NO_TOPIC)
    names = topic_names(corpus.lexicons)
    table = count_by_voice(corpus, hits, attributed, names=names)
    ax = charts.heat(
        table.assign(voice=table["voice"].map(facts.captions()["voices"])),
        label="topic",
        by="voice",
    )
    sizes = {"sentences": len(attributed), "topics": len(names)}
    return facts.make(
        corpus, "04-topics-by-voice", ax, table, voiced=table["voice"].nunique(), **sizes
    )
