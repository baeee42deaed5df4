"""Sentences → topics without a lexicon: words that keep together (needs the extra ``topics``)."""

import random
import warnings

import numpy as np
import pandas as pd

from analysis.counting.provenance import counted, trace
from analysis.finding.words import Words, as_words, read, words
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

N_TERMS, _HALVES = 10, 10  # listed of each topic, drawn to look again
_NAMED_TERMS = 3  # in the name of a topic: "1. trade, export, percent"
_MIN_TERMS = 2  # in a sentence: one word does not show which words keep together
_MIN_ITEMS_PER_TERM = 3  # a word of one or two items is theirs, not the corpus's
# Limits as measured, so also 300 sentences: topics of 5 speeches or 213 sentences were found again
# in halves no better than those of shuffled text; topics of 17 speeches or 375 posts were. Of
# made-up topics with 50 sentences each, halves gave back 60 % of the terms; with 20, half or less.
_MIN_ITEMS, _MIN_SENTENCES_PER_TOPIC = 20, 50
_DECIMALS = 6  # of weights; finer differences are the processor's and must not decide an order


@counted
def discover_topics(
    of: Words | Corpus, *, n_topics: int = 10, min_sentences: int = 300
) -> pd.DataFrame:
    """Find topics by non-negative matrix factorisation of the sentences.

    A sentence is a row of tf-idf weights of its words in dictionary form, stop-words left out, that
    stand in at least three items; equal sentences are one row. The rows are approximated by W H,
    neither with a negative number, so that parts add up (Lee & Seung 1999, Nature 401: 788-791). A
    sentence belongs to the topic with the largest part in it, if one of its words is listed there.
    Stability: half of the items are factorised anew, ten times; the mean Jaccard index of each
    topic's terms and its partner's, matched one to one (after Greene, O'Callaghan & Cunningham
    2014, ECML PKDD).

    One row per topic, most sentences first: term (its number and first words), words (all listed),
    stability (0 to 1), hits (sentences), items, share (of all sentences). Raises `InputError` when
    the corpus is too small for so many topics, or scikit-learn is not installed.
    """
    given = as_words(of)
    sentences, bags = _bags(given)
    _check_size(bags, n_topics, min_sentences, len(sentences))
    topics, claims = _factorise(bags["bag"], n_topics)
    sizes = bags["bag"].map(claims).value_counts()
    order = sorted(range(len(topics)), key=lambda k: (-sizes.get(k, 0), topics[k]))
    names = {k: f"{n}. {', '.join(topics[k][:_NAMED_TERMS])}" for n, k in enumerate(order, start=1)}
    hits = sentences.merge(bags, on=["item_id", "sentence"])
    hits["term"] = hits.pop("bag").map(claims).map(names)
    hits = hits.dropna(subset=["term"]).reset_index(drop=True)
    again = _stability(bags, topics, n_topics)
    rows = [(names[k], ", ".join(topics[k]), again[k]) for k in order]
    table = pd.DataFrame(rows, columns=["term", "words", "stability"])
    counts = hits.groupby("term")["item_id"].agg(hits="size", items="nunique")
    table = table.join(counts.reindex(table["term"], fill_value=0), on="term")
    table["share"] = table["hits"] / len(sentences)
    return trace(table, given.corpus, ("term",), hits)


def _bags(of: Words) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the sentences, and of those that can be factorised the bag (its sorted terms)."""
    sentences = read(of.corpus, of.reading).sentences
    lemmas = words(of.corpus, of.reading, lemmatize=True, stopwords=of.stopwords)
    if not of.whole:
        sentences = sentences.merge(of.hits()[["item_id", "sentence"]].drop_duplicates())
        lemmas = lemmas.where(sentences=sentences)
    listed = lemmas.take(lemmas.listed).hits()
    listed = listed[listed.groupby("term")["item_id"].transform("nunique") >= _MIN_ITEMS_PER_TERM]
    grouped = listed.sort_values("term", kind="stable").groupby(["item_id", "sentence"])["term"]
    bags = grouped.agg(bag=" ".join, terms="nunique").reset_index()
    return sentences, bags.loc[bags["terms"] >= _MIN_TERMS, ["item_id", "sentence", "bag"]]


def _check_size(bags: pd.DataFrame, n_topics: int, min_sentences: int, sentences: int) -> None:
    """Raise `InputError` when items, different sentences or terms are too few."""
    if n_topics < 2:
        raise ValueError(f"n_topics is {n_topics}; use 2 or more")
    least = max(min_sentences, _MIN_SENTENCES_PER_TOPIC * n_topics)
    wanted = [
        ("items", bags["item_id"].nunique(), _MIN_ITEMS),
        ("different sentences", bags["bag"].nunique(), least),
        ("terms", bags["bag"].str.split().explode().nunique(), n_topics * N_TERMS),
    ]
    if short := [f"{n} {name} ({need} needed)" for name, n, need in wanted if n < need]:
        raise InputError(
            f"too little text to discover {n_topics} topics: {', '.join(short)}, counting terms "
            f"of {_MIN_ITEMS_PER_TERM} or more items in {sentences} sentences; look for fewer "
            "topics, add documents, or use the topics of the lexicon"
        )


def _factorise(bags: pd.Series, n_topics: int) -> tuple[list[list[str]], dict[str, int]]:
    """Return the topics (terms, heaviest first) in alphabetical order, and whose each bag is."""
    try:
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        missing = 'topics need scikit-learn; run pip install "diplomatic-readouts[topics]"'
        raise InputError(missing) from None
    different = sorted(set(bags))
    vectors = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
    rows = vectors.fit_transform(different)
    model = NMF(min(n_topics, *rows.shape), init="nndsvda", random_state=0, max_iter=2000)
    with warnings.catch_warnings():  # few bags are given back exactly: no change to compare with
        warnings.simplefilter("ignore", ConvergenceWarning)
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
    claims = {bag: k for bag, k, part in best if part > 0 and set(topics[k]) & set(bag.split())}
    return topics, claims


def _stability(bags: pd.DataFrame, topics: list[list[str]], n_topics: int) -> list[float]:
    """Return how well each topic is found again in halves of the items, 0 to 1."""
    from scipy.optimize import linear_sum_assignment

    own, items = [set(topic) for topic in topics], sorted(set(bags["item_id"]))
    agreed = np.zeros((_HALVES, len(topics)))  # 0 where a topic has no partner
    for n in range(_HALVES):
        half = random.Random(str(n)).sample(items, len(items) // 2)
        again, _ = _factorise(bags.loc[bags["item_id"].isin(half), "bag"], n_topics)
        alike = np.array([[len(a & b) / len(a | b) for b in map(set, again)] for a in own])
        pairs = linear_sum_assignment(alike, maximize=True)
        agreed[n, pairs[0]] = alike[pairs]  # 8 of 10 terms alike → 8 / 12 = 0.67
    return [float(mean) for mean in agreed.mean(axis=0)]
