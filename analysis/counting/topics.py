"""Topic hits → series, counts by voice, what the lexicon does not reach; topics without one."""

import random
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, columns_of, item_groups
from analysis.counting.provenance import counted, trace
from analysis.counting.series import MIN_WORDS, series
from analysis.finding.lexicon import topic_hits
from analysis.finding.voices import VOICES
from analysis.finding.words import Given, as_words, is_said, read, words
from analysis.tables import need, refuse

N_TERMS, _HALVES = 10, 10  # listed of each topic, drawn to look again
_NAMED_TERMS = 3  # in the name of a topic: "1. trade, export, percent"
_MIN_TERMS = 2  # in a sentence: one word does not show which words keep together
_MIN_ITEMS_PER_TERM = 3  # a word of one or two items is theirs, not the corpus's
# As measured: topics of 5 speeches or 213 sentences were found again in halves no better than those
# of shuffled text, of 17 or 375 they were; made-up ones of 50 sentences gave back 60 %, of 20 half.
_MIN_ITEMS, _MIN_SENTENCES_PER_TOPIC = 20, 50
MAX_SENTENCES = 20_000  # 10 s; of 50,000 half a minute
_DECIMALS = 6  # of weights; finer differences are the processor's and must not decide an order


@counted
def topic_series(of: Given, **ways: Any) -> pd.DataFrame:
    """Count every topic, in order, in every period or group: `series` in all other ``ways``."""
    ways = {"label": "topic", "denominator": "share_of_items", **ways}
    return series(of, topic_hits(of), names=topic_names(as_words(of).corpus.lexicons), **ways)


def topic_names(own: lexicons.Lexicons = lexicons.PACKAGE) -> list[str]:
    """Return the topics in the order of the lexicon."""
    return list(dict.fromkeys(entry.group for entry in lexicons.entries("topics", own)))


def count_by_voice(
    of: Given, hits: pd.DataFrame, found: pd.DataFrame, *, names: Sequence[str] = ()
) -> pd.DataFrame:
    """Count topics (``names``, in order) in what every voice of `voices` says, but for hashtags."""
    given, keys = as_words(of), ["voice", "topic"]
    spoken = hits.merge(found.drop(columns=["start", "end"]), on=["item_id", "sentence"])
    spoken = spoken[is_said(spoken["start"], spoken["end"], spoken)]
    rows, voice = given.rows_of(found), found["voice"]
    said = {"sentences_in_voice": voice, "words_in_voice": voice.iloc[rows[rows >= 0]]}
    sizes = pd.DataFrame({name: each.value_counts() for name, each in said.items()})
    grid = [v for v in VOICES if v in sizes.index], list(names or dict.fromkeys(hits["topic"]))
    places = {"hits": ["start"], "items": [], "sentences": ["sentence"]}
    once = {name: spoken.drop_duplicates([*keys, "item_id", *p]) for name, p in places.items()}
    counts = {name: rows.groupby(keys).size() for name, rows in once.items()}
    table = pd.DataFrame(counts, pd.MultiIndex.from_product(grid, names=keys)).reset_index()
    table = table.join(sizes, on="voice").fillna(0).astype(dict.fromkeys([*counts, *sizes], int))
    table = table.astype(dict.fromkeys(keys, "str"))
    # What Wang Yi says has 500 running words and 2 hits of Trade → 4 per thousand.
    enough = table["words_in_voice"] >= MIN_WORDS
    table["per_1000"] = 1000 * table["hits"] / table["words_in_voice"].where(enough)
    return trace(table, given.corpus, tuple(keys), spoken)


def coverage(of: Given, *, by: By = None) -> pd.DataFrame:
    """Say per group how many sentences no topic touches: sentences, untouched, untouched_share."""
    given, place = as_words(of), ["item_id", "sentence"]
    listed = read(given.corpus, given.reading).sentences
    listed = listed.merge(item_groups(given.corpus, by), on="item_id")
    touched = pd.MultiIndex.from_frame(topic_hits(given)[place])
    listed["untouched"] = ~pd.MultiIndex.from_frame(listed[place]).isin(touched)
    grouped = listed.groupby(columns_of(by) or (lambda row: 0), dropna=False)["untouched"]
    table = grouped.agg(sentences="size", untouched="sum").reset_index(drop=by is None)
    return table.assign(untouched_share=table["untouched"] / table["sentences"])


@counted
def discover_topics(of: Given, *, n_topics: int = 10, min_sentences: int = 300) -> pd.DataFrame:
    """Find topics by non-negative matrix factorisation of the sentences (extra ``topics``).

    Of more than `MAX_SENTENCES` those of some items, which are drawn by lot, are looked at.
    """
    from scipy.optimize import linear_sum_assignment

    # A sentence is a row of tf-idf weights of its lemmas, approximated by W H without a negative
    # number, so that parts add up (Lee & Seung 1999, Nature 401: 788-791). Stability is the mean
    # Jaccard index in ten halves (Greene, O'Callaghan & Cunningham 2014, ECML PKDD).
    refuse(n_topics < 2, "n_topics", n_topics)
    given = as_words(of)
    given = given.draw(read(given.corpus, given.reading).sentences_per_item, MAX_SENTENCES)
    corpus, sentences = given.corpus, read(given.corpus, given.reading).sentences
    lemmas = words(corpus, given.reading, lemmatize=True, stopwords=given.stopwords)
    if not given.whole:
        sentences = sentences.merge(given.hits()[["item_id", "sentence"]].drop_duplicates())
        lemmas = lemmas.where(sentences=sentences)
    listed = lemmas.take(lemmas.listed).hits()
    listed = listed[listed.groupby("term")["item_id"].transform("nunique") >= _MIN_ITEMS_PER_TERM]
    grouped = listed.sort_values("term", kind="stable").groupby(["item_id", "sentence"])["term"]
    bags = grouped.agg(bag=" ".join, terms="nunique").reset_index()
    bags = bags[bags.pop("terms") >= _MIN_TERMS]  # of a sentence its sorted terms
    least = max(min_sentences, _MIN_SENTENCES_PER_TOPIC * n_topics)
    wanted = {"items": (bags["item_id"], _MIN_ITEMS), "different sentences": (bags["bag"], least)}
    wanted["terms"] = bags["bag"].str.split().explode(), n_topics * N_TERMS
    sizes = [(name, each.nunique(), need) for name, (each, need) in wanted.items()]
    short = ", ".join(f"{n} {name} ({need} needed)" for name, n, need in sizes if n < need)
    refuse(short, "little text", n_topics, short, _MIN_ITEMS_PER_TERM, len(sentences))
    topics, claims = _factorise(bags["bag"], n_topics)
    often = bags["bag"].map(claims).value_counts()
    order = sorted(range(len(topics)), key=lambda k: (-often.get(k, 0), topics[k]))
    names = {k: f"{n}. {', '.join(topics[k][:_NAMED_TERMS])}" for n, k in enumerate(order, start=1)}
    hits = sentences.merge(bags.assign(term=bags["bag"].map(claims).map(names)).dropna())
    items = sorted(set(bags["item_id"]))
    agreed = np.zeros((_HALVES, len(topics)))  # how well in halves of the items; 0: no partner
    for n in range(_HALVES):
        half = random.Random(str(n)).sample(items, len(items) // 2)
        again, _ = _factorise(bags.loc[bags["item_id"].isin(half), "bag"], n_topics)
        alike = [[len({*a} & {*b}) / len({*a, *b}) for b in again] for a in topics]
        pairs = linear_sum_assignment(alike, maximize=True)
        agreed[n, pairs[0]] = np.array(alike)[pairs]  # 8 of 10 terms alike → 8 / 12 = 0.67
    stability = agreed.mean(axis=0)
    rows = [(names[k], ", ".join(topics[k]), stability[k]) for k in order]
    table = pd.DataFrame(rows, columns=["term", "words", "stability"])
    counts = hits.groupby("term")["item_id"].agg(hits="size", items="nunique")
    table = table.join(counts.reindex(table["term"], fill_value=0), on="term")
    table["share"] = table["hits"] / len(sentences)
    return trace(table, corpus, ("term",), hits.drop(columns="bag"))


def _factorise(bags: pd.Series, n_topics: int) -> tuple[list[list[str]], dict[str, int]]:
    """Return the topics (terms, heaviest first) in alphabetical order, and whose each bag is."""
    nmf = need("sklearn.decomposition", "topics").NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer

    different = sorted(set(bags))
    vectors = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
    rows = vectors.fit_transform(different)
    model = nmf(min(n_topics, *rows.shape), init="nndsvda", random_state=0, max_iter=2000)
    # Few bags are given back exactly: no change to compare with.
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        parts = model.fit_transform(rows)
    lengths = np.linalg.norm(model.components_, axis=1)
    terms = vectors.get_feature_names_out().tolist()
    weights = (model.components_ / np.where(lengths, lengths, 1)[:, None]).round(_DECIMALS)
    listed = [sorted(zip(-row, terms, strict=True))[:N_TERMS] for row in weights]
    named = [[term for weight, term in topic if weight < 0] for topic in listed]
    order = sorted((k for k in range(len(named)) if named[k]), key=lambda k: named[k])
    topics = [named[k] for k in order]
    strength = (parts * lengths)[:, order].round(_DECIMALS)
    best = zip(different, strength.argmax(axis=1).tolist(), strength.max(axis=1), strict=True)
    return topics, {bag: k for bag, k, w in best if w > 0 and set(topics[k]) & set(bag.split())}
