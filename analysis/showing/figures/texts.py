"""Corpus → figures with a place for every text: topics, shared formulas, where words stand."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.counting import formulas as reuse
from analysis.counting.chronology import positions, texts_by_date
from analysis.counting.groups import By, certain_groups
from analysis.counting.provenance import trace
from analysis.counting.topics import topic_series
from analysis.finding.concordance import concordance
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.charts.theme import UNNAMED
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CannotDraw, make, short, when
from analysis.showing.pages.readable import count, short_date

MAX_TEXTS = 24  # columns or strips; of more texts, periods and outlets tell more
MAX_FORMULAS = 24
MAX_LINES, CONTEXT = 30, 90  # lines of a concordance, characters on each side


def topics_by_text(corpus: Corpus) -> Figure:
    """Draw what each text is about: the share of its sentences that touch each topic."""
    texts = _few_texts(corpus)
    every = topic_series(corpus, by="item_id", denominator="share_of_sentences")
    every = every[every["hits"] > 0]
    if not len(every):
        raise CannotDraw("no term of topics.tsv occurs")
    most = every.groupby("topic", sort=False)["hits"].sum()  # topics with most hits first
    table = every.sort_values("topic", key=lambda topic: -topic.map(most), kind="stable")
    touched = table.groupby("topic", sort=False)["item_id"].nunique()
    unit = "share of the text's sentences that touch the topic (number: hits)"
    ax = charts.matrix(table, _headings(texts), label="topic", value="value", unit=unit)
    told = {"topics": len(touched), "widest": touched.idxmax(), "most": touched.max()}
    return make(corpus, "04-topics-by-text", ax, table, texts=len(texts), **told)


def formulas(corpus: Corpus, *, top: int = MAX_FORMULAS) -> Figure:
    """Draw the longest sequences of words that texts share, and in which texts or outlets."""
    by, heads = _columns(corpus)
    table = reuse.formulas(corpus, by=by)
    kept = list(dict.fromkeys(table["formula"]))
    shown = table[table["formula"].isin(kept[:top]) & table[by].isin(heads)].reset_index(drop=True)
    if not len(shown):
        raise CannotDraw("no two texts share three words side by side")
    ax = charts.matrix(shown, heads, label="formula", column=by)
    group = "text" if by == "item_id" else by
    told = {"group": group, "columns": count(len(heads), f"{group}s")}
    return make(corpus, "03-formulas", ax, shown, shown=len(kept[:top]), all=len(kept), **told)


def dispersion_strips(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw where in each text some words stand."""
    texts = _few_texts(corpus)
    table = positions(corpus, terms)
    if not len(table):
        raise CannotDraw(f"none of {', '.join(map(short, terms))} occurs")
    sizes = dict(zip(texts["item_id"], texts["words"], strict=True))
    inside = table.groupby("term", sort=False)["item_id"].nunique()
    ax = charts.strips(table, _headings(texts), sizes)
    said = ", ".join(f"{short(term)} in {n}" for term, n in inside.items())
    return make(corpus, "03-strips", ax, table, said=said, texts=len(texts))


def concordance_lines(corpus: Corpus, term: str, *, most: int = MAX_LINES) -> Figure:
    """Write out the hits of a word in their sentences, in the order of what follows."""
    lines = concordance(words(corpus, lemmatize=True), term, window=CONTEXT)
    if not len(lines):
        raise CannotDraw(f"{short(term)} does not occur")
    lines = trace(lines.assign(hits=1), corpus, ("item_id", "start"), lines)
    follows = lines["right"].str.casefold().str.strip()
    table = lines.assign(follows=follows).sort_values(["follows", "item_id", "start"]).head(most)
    table = table.drop(columns="follows").reset_index(drop=True)
    dates = corpus.items.set_index("item_id")["event_edtf"]
    ax = charts.concordance(table, [short_date(dates[item]) for item in table["item_id"]])
    which = f"All {count(len(lines), 'hits')}"
    which = f"The first {most} of {len(lines)} hits" if len(lines) > most else which
    return make(corpus, "03-concordance", ax, table, term=term, which=which)


def _columns(corpus: Corpus) -> tuple[By, Mapping[Any, tuple[str, str]]]:
    """Choose the columns and their headings: texts if they are few, else outlets or periods."""
    texts = texts_by_date(corpus)
    if len(texts) <= MAX_TEXTS:
        return "item_id", _headings(texts)
    outlets = texts["outlet"].value_counts(sort=False).nlargest(MAX_TEXTS).index
    drawn = when(corpus)
    if len(outlets) > 1 or not drawn.days:
        return "outlet", {outlet: (outlet or UNNAMED, "") for outlet in outlets}
    periods = certain_groups(corpus, drawn.by).names
    shown = sorted(period for period in periods if pd.notna(period))[-MAX_TEXTS:]
    return drawn.by, {period: (str(period), "") for period in shown}


def _few_texts(corpus: Corpus) -> pd.DataFrame:
    texts = texts_by_date(corpus)
    if not 1 < len(texts) <= MAX_TEXTS:
        these = "there is 1" if len(texts) == 1 else f"there are {len(texts):,}"
        raise CannotDraw(f"it shows single texts, from 2 to {MAX_TEXTS}, and {these}")
    return texts


def _headings(texts: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Name a text by the day and kind of its event, then by its outlet."""
    rows = texts[["item_id", "edtf", "occasion", "outlet"]].itertuples(index=False)
    return {item: (f"{short_date(edtf)} {kind}", outlet) for item, edtf, kind, outlet in rows}
