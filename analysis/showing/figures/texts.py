"""Corpus → figures with a place for every text, of topics over time, and of who speaks."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.counting import formulas as reuse
from analysis.counting.chronology import positions, texts_by_date
from analysis.counting.discovered import discover_topics
from analysis.counting.groups import certain_groups
from analysis.counting.provenance import trace
from analysis.counting.series import series
from analysis.counting.topics import count_by_voice, topic_names, topic_series
from analysis.finding.concordance import concordance
from analysis.finding.lexicon import topic_hits
from analysis.finding.voices import VOICES, voices
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing.charts.theme import UNNAMED
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.pages.readable import count, short_date
from analysis.tables import InputError

MAX_TEXTS = 24  # columns or strips; of more texts, periods and outlets tell more
MAX_FORMULAS = 24
MAX_LINES, CONTEXT = 30, 90  # lines of a concordance, characters on each side
MAX_SERIES = 5  # topic terms drawn as series


def topics_by_text(corpus: Corpus) -> Figure:
    """Draw what each text is about: the share of its sentences that touch each topic."""
    texts = _few_texts(corpus)
    every = topic_series(corpus, by="item_id", denominator="share_of_sentences").query("hits > 0")
    most = every.groupby("topic", sort=False)["hits"].sum()  # topics with most hits first
    table = every.sort_values("topic", key=lambda topic: -topic.map(most), kind="stable")
    touched = table.groupby("topic", sort=False)["item_id"].nunique()
    told: dict[str, Any] = {"number": len(texts), "widest": touched.idxmax, "most": touched.max}
    return facts.draw(corpus, "04-topics-by-text", table, {"texts": _headings(texts)}, **told)


def formulas(corpus: Corpus, *, top: int = MAX_FORMULAS) -> Figure:
    """Draw the longest sequences of words that texts share, and in which texts or outlets."""
    by, heads = _columns(corpus)
    table = reuse.formulas(corpus, by=by)
    kept = list(dict.fromkeys(table["formula"]))
    shown = table[table["formula"].isin(kept[:top]) & table[by].isin(heads)].reset_index(drop=True)
    group = "text" if by == "item_id" else by
    told: dict[str, Any] = {
        "group": group,
        "columns": count(len(heads), f"{group}s"),
        "all": len(kept),
    }
    look: dict[str, Any] = {"texts": heads, "column": by}
    return facts.draw(corpus, "03-formulas", shown, look, top=len(kept[:top]), **told)


def dispersion_strips(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw where in each text some words stand."""
    texts, table = _few_texts(corpus), positions(corpus, terms)
    look: dict[str, Any] = {
        "texts": _headings(texts),
        "sizes": texts.set_index("item_id")["words"].to_dict(),
    }
    inside = table.groupby("term", sort=False)["item_id"].nunique()
    told: dict[str, Any] = {"words": ", ".join(map(facts.short, terms)), "number": len(texts)}
    told["said"] = ", ".join(f"{facts.short(term)} in {n}" for term, n in inside.items())
    return facts.draw(corpus, "03-strips", table, look, **told)


def concordance_lines(corpus: Corpus, term: str, *, most: int = MAX_LINES) -> Figure:
    """Write out the hits of a word in their sentences, in the order of what follows."""
    lines = concordance(words(corpus, lemmatize=True), term, window=CONTEXT)
    lines = trace(lines.assign(hits=1), corpus, ("item_id", "start"), lines)
    follows = lines["right"].str.casefold().str.strip()
    table = lines.assign(follows=follows).sort_values(["follows", "item_id", "start"]).head(most)
    table = table.drop(columns="follows").reset_index(drop=True)
    dates = corpus.items.set_index("item_id")["event_edtf"]
    look: dict[str, Any] = {"names": [short_date(dates[item]) for item in table["item_id"]]}
    which = f"The first {most} of {len(lines)} hits"
    which = which if len(lines) > most else f"All {count(len(lines), 'hits')}"
    return facts.draw(corpus, "03-concordance", table, look, term=term, which=which)


def _columns(corpus: Corpus) -> tuple[str, Mapping[Any, tuple[str, str]]]:
    """Choose the columns and their headings: texts if they are few, else outlets or periods."""
    texts, drawn = texts_by_date(corpus), facts.when(corpus)
    if len(texts) <= MAX_TEXTS:
        return "item_id", _headings(texts)
    outlets = texts["outlet"].value_counts(sort=False).nlargest(MAX_TEXTS).index
    if len(outlets) > 1 or not drawn.days:
        return "outlet", {outlet: (outlet or UNNAMED, "") for outlet in outlets}
    periods = sorted(certain_groups(corpus, drawn.by).names[drawn.by].dropna())
    return drawn.by, {period: (str(period), "") for period in periods[-MAX_TEXTS:]}


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
    table = table if hits.sum() else table[:0]
    told: dict[str, Any] = {"most": hits.idxmax, "hits": hits.max}
    return facts.draw(corpus, "04-topics-by-year", table, drawn.look, **told)


def topic_terms(corpus: Corpus, *, top: int = MAX_SERIES) -> Figure:
    """Draw the topic terms with the most hits by the period that suits the corpus."""
    hits = topic_hits(corpus)
    terms = hits["term"].value_counts(sort=False).sort_index().nlargest(top).index
    mine = hits[hits["term"].isin(terms)]
    key, look = "04-topic-terms", {"label": "term", "names": list(terms)}
    if not len(hits):
        return facts.draw(corpus, key, mine)

    def find(term: str) -> Any:
        return lambda given: topic_hits(given).query("term == @term", local_dict={"term": term})

    table = facts.dated(corpus).count(corpus, series, mine, **look)
    return facts.trends(corpus, key, table, find, terms=len(terms))


def discovered_topics(corpus: Corpus) -> Figure:
    """Draw topics found without a lexicon, where the corpus carries them and scikit-learn is."""
    try:
        table = discover_topics(corpus)
    except InputError as refusal:
        raise facts.CannotDraw(str(refusal)) from None
    stable = ", ".join(f"{value:.2f}" for value in table["stability"])
    return facts.draw(corpus, "04-discovered-topics", table, stable=stable)


def voices_by_outlet(corpus: Corpus) -> Figure:
    """Draw the share of each outlet's sentences attributed to each voice."""
    attributed = voices(corpus)
    if not len(attributed):
        raise facts.CannotDraw("there are no sentences")
    per: dict[str, Any] = {"by": "outlet", "denominator": "share_of_sentences"}
    table = series(corpus, attributed, label="voice", names=VOICES, **per)
    return _of_voices(corpus, "04-voices", table, len(attributed))


def topics_by_voice(corpus: Corpus) -> Figure:
    """Draw the topics of each voice, per thousand words of that voice."""
    attributed, hits = voices(corpus), topic_hits(corpus)
    table = count_by_voice(corpus, hits, attributed, names=topic_names(corpus.lexicons))
    table = table if len(hits) else table[:0]
    return _of_voices(corpus, "04-topics-by-voice", table, len(attributed))


def _of_voices(corpus: Corpus, key: str, table: pd.DataFrame, sentences: int) -> Figure:
    shown = table.assign(voice=table["voice"].map(facts.captions()["voices"]))
    return facts.draw(corpus, key, table, shown=shown, sentences=sentences)
