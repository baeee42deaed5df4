"""Corpus → figures of its words: how often, by year, before and after cleaning, side by side."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.counting import collocations
from analysis.counting.changes import compare_readings
from analysis.counting.groups import By, complete_groups, item_groups
from analysis.counting.passport import CHOICES, PLACEBOS
from analysis.counting.passport import passport as try_comparison
from analysis.counting.provenance import source_of, trace
from analysis.counting.series import MIN_ITEMS, series
from analysis.counting.words import count_terms, dispersion, words_of_hits
from analysis.finding.lexicon import name_hits
from analysis.finding.search import search
from analysis.finding.voices import voices
from analysis.finding.words import Words, words
from analysis.lexicons import names
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Period
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.pages.readable import count

MAX_TERMS, MAX_PAIRS = 20, 18
MIN_PAIR_HITS = 3
MAX_SPECIFICATIONS = 480  # dots; of more, every second, third, … is drawn
MEASURES = {"log_dice": "log-Dice", "log_likelihood": "G²"}
TITLES = ("minister", "premier", "president")  # "Minister Wang": the title is a word of its own
PERSONS = ("person", "woman")  # of names.tsv
NO_WORDS = "no item has any words that are listed"


def frequent_words(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words in dictionary form."""
    lemmas = _with_names(words(corpus, lemmatize=True))
    table = dispersion(lemmas).head(top)
    if not len(table):
        raise facts.CannotDraw(NO_WORDS)
    shown = facts.as_written(lemmas, table)
    ax = charts.bars(shown, value="hits", unit="hits in the cleaned text", note="items")
    return facts.make(corpus, "03-words-overall", ax, table, first=shown.iloc[0])


def frequent_words_by_year(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words by year, or by the period that suits the corpus."""
    lemmas = _with_names(words(corpus, lemmatize=True))
    terms = list(count_terms(lemmas).head(top)["term"])
    if not terms:
        raise facts.CannotDraw(NO_WORDS)
    drawn = facts.dated(corpus)
    hits = pd.concat([lemmas.hits(lemmas.places(lemmas.code(term))) for term in terms])
    table = drawn.count(lemmas, series, hits, names=terms)
    ax = charts.heat(facts.as_written(lemmas, table), label="term", **drawn.look)
    told = {"periods": count(table[drawn.by].nunique(), f"{drawn.by}s"), "terms": len(terms)}
    return facts.make(corpus, "03-words-by-year", ax, table, far=drawn.far, **told, **drawn.look)


def words_by_year(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw the rates of chosen words by year, or by the period that suits the corpus."""
    lemmas = words(corpus, lemmatize=True)
    table = facts.dated(corpus).count(lemmas, series, terms)
    return facts.trends(
        corpus,
        "03-keywords-by-year",
        table,
        shown=facts.as_written(lemmas, table),
        terms=len(dict.fromkeys(terms)),
        hollow=int((table["value"].notna() & table["low"].isna()).sum()),
        marks=table["value"].notna().sum(),
    )


def repeats(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw what cleaning does to the words most frequent as scraped."""
    table = compare_readings(corpus, _count_with_names, lemmatize=True).head(top)
    if not len(table):
        raise facts.CannotDraw(NO_WORDS)
    shown = facts.as_written(_with_names(words(corpus, "raw", lemmatize=True)), table)
    ax = charts.before_after(shown, unit="hits")
    return facts.make(corpus, "03-repeats", ax, table, first=shown.iloc[0])


def pairs_of_words(corpus: Corpus, *, top: int = MAX_PAIRS) -> Figure:
    """Draw the pairs of neighbouring words that attract each other most."""
    table = collocations.collocations(corpus, min_hits=MIN_PAIR_HITS).head(top)
    if not len(table):
        raise facts.CannotDraw(f"no pair of words occurs {MIN_PAIR_HITS} times")
    shown = facts.as_written(words(corpus), table)
    look = {"value": "log_likelihood", "unit": "log-likelihood (Dunning 1993)"}
    ax = charts.bars(shown, note="sentences", **look)
    return facts.make(
        corpus, "03-collocations", ax, table, least=MIN_PAIR_HITS, first=shown.iloc[0]
    )


def collocates(
    corpus: Corpus,
    term: str,
    *,
    by: Period | Literal["voice"] = "year",
    window: int = 5,
    measure: collocations.Measure = "log_dice",
    top: int = MAX_PAIRS,
) -> Figure:
    """Draw the words that stand near a word most exclusively, and when or by which side.

    Near is within ``window`` words in the same sentence; the strongest by ``measure`` are shown.
    """
    lemmas = words(corpus, lemmatize=True)
    found = search(lemmas, term)
    ways: dict[str, Any] = {"window": window, "measure": measure, "min_hits": MIN_PAIR_HITS}
    ranked = collocations.collocates(lemmas, found, **ways).head(top)
    if not len(ranked):
        raise facts.CannotDraw(f"no word stands {MIN_PAIR_HITS} times near {facts.short(term)}")
    if by == "voice":
        groups, heads = voices(corpus)[["item_id", "sentence", by]], facts.captions()["voices"]
    else:
        groups = item_groups(corpus, by)[["item_id", by]]
        heads = {str(period): str(period) for period in complete_groups(corpus, by)}
    groups = groups.assign(group=groups[by].astype("str").map(heads).fillna("not known"))
    near = pd.concat([source_of(ranked).behind(row) for _, row in ranked.iterrows()])
    near, found = (hits.merge(groups, on=list(groups.columns[:-2])) for hits in (near, found))
    sizes = found["group"].value_counts()
    names = [name for name in (*heads.values(), "not known") if by != "voice" or name in sizes]
    names = [name for name in names if name != "not known" or name in sizes]
    if len(names) > MAX_TERMS:
        raise facts.CannotDraw(f"{len(names)} {by}s are too many; take a longer period")
    table = near.groupby(["term", "group"]).size().rename("hits").reset_index()
    sizes_of = table["group"].map(sizes)
    table["share"] = (table["hits"] / sizes_of).where(sizes_of >= MIN_ITEMS)
    table = ranked[["term", "word_hits", "log_dice", "log_likelihood"]].merge(table, on="term")
    ax = charts.matrix(
        facts.as_written(lemmas, table),
        {name: (name, f"n = {sizes.get(name, 0)}") for name in names},
        label="term",
        column="group",
        value="share",
        unit=f"times near it per hit of {facts.short(term)} (n); numbers: times near it",
        beside={name: ranked[column] for column, name in MEASURES.items()},
    )
    table = trace(table, corpus, ("term", "group"), near)
    told = {"term": term, "window": window, "found": len(found), "measure": MEASURES[measure]}
    return facts.make(corpus, "03-collocates", ax, table, words=len(ranked), by=by, **told)


def _with_names(given: Words) -> Words:
    """Return words in which a person's name is one word, for its short forms too.

    "Minister Wang Yi said that Wang …" has Wang Yi twice; the running words stay as many.
    """
    people = {name.name for name in names(given.corpus.lexicons) if name.stands_for in PERSONS}
    hits = name_hits(given)
    hits = hits[hits["name"].isin(people)]
    shown = list(dict.fromkeys(hits["name"]))
    first, behind = words_of_hits(given, hits)
    first += np.isin(given.term[first], [given.code(title) for title in TITLES])
    # "Minister Wang" is a form, and in "Minister Wang Yi" the next word is of the name too.
    after = np.minimum(behind, len(given) - 1)
    beside = (given.item[after] == given.item[first]) & (behind < len(given))
    beside &= given.sentence[after] == given.sentence[first]
    own = {name: {given.code(part) for part in name.casefold().split()} for name in shown}
    followed = zip(hits["name"], given.term[after].tolist(), strict=True)
    behind += beside & np.array([code in own[name] for name, code in followed], bool)
    term, last, listed = given.term.copy(), given.last.copy(), given.listed.copy()
    term[first] = len(given.terms) + pd.Index(shown).get_indexer(hits["name"])
    last[first], listed[first] = given.last[behind - 1], True
    for n in range(1, int((behind - first).max(initial=0))):  # "Yi" is no word of its own
        listed[(first + n)[first + n < behind]] = False
    parts: dict[str, Any] = {"term": term, "last": last, "listed": listed}
    return replace(given, terms=[*given.terms, *shown], whole=False, **parts)


def _count_with_names(given: Words, *, by: By | None = None) -> pd.DataFrame:
    return count_terms(_with_names(given), by=by)


def passport(
    corpus: Corpus, term: str, *, higher: int | str, lower: int | str, by: Period = "year"
) -> Figure:
    """Draw in how many ways of counting one period has more of a word than another."""
    claim = try_comparison(corpus, term, higher=higher, lower=lower, by=by)
    table = claim.table.dropna(subset=["holds"])
    if not len(table):
        raise facts.CannotDraw(f"{higher} and {lower} cannot be compared")
    shown = table.iloc[:: -(-len(table) // MAX_SPECIFICATIONS)].reset_index(drop=True)
    ends = {"higher": str(higher), "lower": str(lower)}
    choices = [choice for choice in CHOICES if choice != "draw"]
    ax = charts.specifications(shown, choices=choices, **ends)
    which = f"{len(shown):,} of" if len(shown) < len(table) else "all"
    which = f"{which} {len(table):,} specifications"
    last, share = shown["relative"].iloc[-1], claim.held / claim.tried
    told = {"term": term, "claim": claim, "which": which, "last": last, "share": share, **ends}
    return facts.make(corpus, "03-passport", ax, shown, placebos=PLACEBOS, **told)
