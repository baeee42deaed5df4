"""Sentences → topics without a lexicon: words that keep together (needs the extra ``topics``)."""

import random
import warnings
from statistics import fmean

import numpy as np
import pandas as pd

from analysis.counting.provenance import counted, from_hits, trace
from analysis.finding.readings import read
from analysis.finding.words import Words, as_words, words
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

N_TOPICS, N_TERMS = 10, 10  # looked for, and listed of each
NAMED_TERMS = 3  # in the name of a topic
HALVES = 10
MIN_TERMS = 2  # in a sentence: one word does not show which words keep together
MIN_ITEMS_PER_TERM = 3  # a word of one or two items is theirs, not the corpus's
# Limits measured on real posts and speeches and on made-up topics. Topics of 5 speeches, or of 213
# sentences, were found again in halves no better than those of shuffled text; topics of 17
# speeches, or of 375 posts, were. Of made-up topics with 50 sentences each, halves gave back 60 %
# of the listed terms; with 20, half or less.
MIN_ITEMS, MIN_SENTENCES, MIN_SENTENCES_PER_TOPIC = 20, 300, 50
DECIMALS = 6  # of weights; finer differences are the processor's and must not decide an order
Topic = list[str]  # its terms, heaviest first


@counted
def discover_topics(
    of: Words | Corpus, *, n_topics: int = N_TOPICS, min_sentences: int = MIN_SENTENCES
) -> pd.DataFrame:
    """Find topics by non-negative matrix factorisation of the sentences.

    A sentence is a row of tf-idf weights of its words in dictionary form, stop-words left out, that
    stand in at least `MIN_ITEMS_PER_TERM` items; equal sentences are one row. The rows are
    approximated by W H, neither with a negative number, so that parts add up (Lee & Seung 1999,
    Nature 401: 788-791). A sentence belongs to the topic with the largest part in it, if one of
    its words is listed there. Stability: half of the items are factorised anew, `HALVES` times;
    the mean Jaccard index of each topic's terms and its partner's, matched one to one (after
    Greene, O'Callaghan & Cunningham 2014, ECML PKDD, LNCS 8724: 498-513).

    Parameters
    ----------
    of
        From `words`, or a corpus. In one of several languages topics are first of all languages.
    n_topics, min_sentences
        How many to look for (compare their stability); fewer different sentences are refused.

    Returns
    -------
    One row per topic, most sentences first, ties by name: term (its number and first words), words
    (all listed), stability (0 to 1), hits (sentences), items, share (of all sentences).

    Raises
    ------
    InputError
        When the corpus is too small for so many topics, or scikit-learn is not installed.
    """
    given = as_words(of)
    tokens = read(given.corpus, given.reading)
    bags = _bags(words(given.corpus, given.reading, lemmatize=True))
    _check_size(bags, n_topics, min_sentences, len(tokens.sentences))
    topics, claims = _factorise(bags["bag"], n_topics)
    order = sorted(
        range(len(topics)), key=lambda k: (-(bags["bag"].map(claims) == k).sum(), topics[k])
    )
    names = {k: f"{n}. {', '.join(topics[k][:NAMED_TERMS])}" for n, k in enumerate(order, start=1)}
    hits = tokens.sentences.merge(bags, on=["item_id", "sentence"])
    hits["term"] = hits["bag"].map(claims).map(names)
    hits = hits.dropna(subset=["term"]).drop(columns="bag").reset_index(drop=True)
    again = _stability(bags, topics, n_topics)
    rows = [(names[k], ", ".join(topics[k]), again[k]) for k in order]
    table = pd.DataFrame(rows, columns=["term", "words", "stability"])
    counts = hits.groupby("term").agg(hits=("item_id", "size"), items=("item_id", "nunique"))
    table = table.join(counts, on="term").fillna(0).astype({"hits": "int64", "items": "int64"})
    table["share"] = table["hits"] / len(tokens.sentences)
    return trace(table, from_hits(given.corpus, hits, ("term",)))


def _bags(lemmas: Words) -> pd.DataFrame:
    """List the sentences that can be factorised: item_id, sentence, bag (its sorted terms)."""
    listed = lemmas.take(lemmas.listed).hits()
    items = listed.groupby("term")["item_id"].nunique()
    listed = listed[listed["term"].isin(items.index[items >= MIN_ITEMS_PER_TERM])]
    grouped = listed.sort_values("term", kind="stable").groupby(["item_id", "sentence"])["term"]
    bags = grouped.agg(bag=" ".join, terms="nunique").reset_index()
    return bags.loc[bags["terms"] >= MIN_TERMS, ["item_id", "sentence", "bag"]]


def _check_size(bags: pd.DataFrame, n_topics: int, min_sentences: int, sentences: int) -> None:
    """Raise `InputError` when items, different sentences or terms are too few."""
    if n_topics < 2:
        raise ValueError(f"n_topics is {n_topics}; use 2 or more")
    needed = {
        "items": (bags["item_id"].nunique(), MIN_ITEMS),
        "different sentences": (
            bags["bag"].nunique(),
            max(min_sentences, MIN_SENTENCES_PER_TOPIC * n_topics),
        ),
        "terms": (len({t for bag in set(bags["bag"]) for t in bag.split()}), n_topics * N_TERMS),
    }
    short = [f"{n} {name} ({need} needed)" for name, (n, need) in needed.items() if n < need]
    if short:
        raise InputError(
            f"too little text to discover {n_topics} topics: {', '.join(short)}, counting terms "
            f"of {MIN_ITEMS_PER_TERM} or more items in {sentences} sentences; look for fewer "
            "topics, add documents, or use the topics of the lexicon"
        )


def _factorise(bags: pd.Series, n_topics: int) -> tuple[list[Topic], dict[str, int]]:
    """Return the topics in alphabetical order of their terms, and the one that claims each bag."""
    try:
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        raise InputError(
            'topics need scikit-learn; run pip install "diplomatic-readouts[topics]"'
        ) from None
    different = sorted(set(bags))
    vectors = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
    rows = vectors.fit_transform(different)
    model = NMF(min(n_topics, *rows.shape), init="nndsvda", random_state=0, max_iter=2000)
    with warnings.catch_warnings():  # few bags are given back exactly: no change to compare with
        warnings.simplefilter("ignore", ConvergenceWarning)
        parts = model.fit_transform(rows)
    lengths = np.linalg.norm(model.components_, axis=1)
    terms = vectors.get_feature_names_out().tolist()
    weights = (model.components_ / np.where(lengths, lengths, 1)[:, None]).round(DECIMALS)
    listed = [sorted(zip(-row, terms, strict=True))[:N_TERMS] for row in weights]
    named = [[term for weight, term in topic if weight < 0] for topic in listed]
    order = sorted((k for k in range(len(named)) if named[k]), key=lambda k: named[k])
    topics = [named[k] for k in order]
    strength = (parts * lengths)[:, order].round(DECIMALS)
    claims = {}
    for bag, row in zip(different, strength, strict=True):
        best = int(row.argmax())
        if row[best] > 0 and not set(topics[best]).isdisjoint(bag.split()):
            claims[bag] = best
    return topics, claims


def _stability(bags: pd.DataFrame, topics: list[Topic], n_topics: int) -> list[float]:
    """Return how well each topic is found again in halves of the items, 0 to 1."""
    from scipy.optimize import linear_sum_assignment

    items = sorted(set(bags["item_id"]))
    found: list[list[float]] = [[] for _ in topics]
    for n in range(HALVES):
        half = random.Random(str(n)).sample(items, len(items) // 2)
        again, _ = _factorise(bags.loc[bags["item_id"].isin(half), "bag"], n_topics)
        alike = np.array([[_jaccard(set(a), set(b)) for b in again] for a in topics])
        partners = dict(zip(*linear_sum_assignment(alike, maximize=True), strict=True))
        for k in range(len(topics)):
            found[k].append(float(alike[k, partners[k]]) if k in partners else 0.0)
    return [fmean(values) for values in found]


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b)
