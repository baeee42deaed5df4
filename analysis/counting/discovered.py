"""Which words keep together without a lexicon? Topics found by factorising the sentences."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import pandas as pd

from analysis.counting.factorising import UNCLAIMED, Topics, agreement, factorise, weigh
from analysis.counting.groups import with_groups
from analysis.counting.topics import topic_hits, topic_names
from analysis.counting.words import counted_words, stopped
from analysis.finding.tokens import Text, check_text, sentences
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

NO_TOPIC = "no topic"
N_TOPICS = 10
N_TERMS = 10  # listed per topic, and compared between halves of the items
NAMED_TERMS = 3  # of the listed ones, in the name of a topic
RESAMPLES = 10
MIN_TERMS = 2  # in a sentence: one word does not show which words keep together
MIN_ITEMS_PER_TERM = 3  # a word of one or two items is theirs, not the corpus's
# Limits measured on real posts and speeches and on made-up topics. Topics of 5 speeches, or of 213
# sentences, were found again in halves no better than those of shuffled text; topics of 17
# speeches, or of 375 posts, were. Of made-up topics with 50 sentences each, halves gave back 60 %
# of the listed terms; with 20, half or less.
MIN_ITEMS = 20
MIN_SENTENCES = 300
MIN_SENTENCES_PER_TOPIC = 50

SENTENCES = ["topic", "item", "sentence", "start", "end", "weight", "year", "outlet"]
OVERLAP = ["topic", "lexicon_topic", "sentences", "lexicon_sentences", "shared", "jaccard"]


@dataclass(frozen=True, eq=False)
class Discovered:
    """Topics found in a corpus; the columns are described at `discover_topics`."""

    terms: pd.DataFrame
    sentences: pd.DataFrame
    overlap: pd.DataFrame
    stability: pd.DataFrame


def discover_topics(
    corpus: Corpus,
    *,
    n_topics: int = N_TOPICS,
    n_terms: int = N_TERMS,
    text: Text = "cleaned",
    min_sentences: int = MIN_SENTENCES,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Discovered:
    """Find topics by non-negative matrix factorisation of the sentences.

    Terms are the counted words in dictionary form, stop-words left out, that stand in at least
    `MIN_ITEMS_PER_TERM` items. A sentence is a row of tf-idf weights (`weigh`), the rows are
    approximated by products of non-negative factors (`factorise`), and a sentence belongs to the
    topic with the longest part in it, provided it has one of that topic's listed terms.
    Sentences with the same terms weigh as one when topics are sought, so that copies and fixed
    phrases do not make topics, and are counted one by one.

    Stability asks whether half of the items show the same topics. For each of R resamples, half
    of the items, drawn without replacement, are factorised anew, and the listed terms T(k) of
    each topic are compared with those of its partner T'(k), partners matched one to one so that
    the sum is largest: S(k) = Σ |T(k) ∩ T'(k)| / |T(k) ∪ T'(k)| / R. After Greene, O'Callaghan &
    Cunningham (2014, ECML PKDD, LNCS 8724: 498-513), who draw 80 % of the documents and weigh
    the first ranks more. Frequent words alone give some stability: chance is that of the same
    sentences with all terms shuffled among them.

    Parameters
    ----------
    corpus
        From `load_corpus`. Languages share few words: in a corpus of several, topics are first of
        all languages.
    n_topics
        How many to look for. There is no right number: compare stability and read the sentences.
    n_terms
        How many terms of a topic to list.
    text
        ``cleaned`` or ``raw``.
    min_sentences
        A corpus with fewer different sentences is refused.
    resamples, seed
        How many halves to draw, and the number the draws and the shuffle depend on.

    Returns
    -------
    Discovered
        Four tables. Topics are numbered by their sentences, most first, ties by name; the name is
        the number and the first terms. Fewer than ``n_topics`` are found when the sentences have
        no more to tell apart.

        - terms: topic, rank (1, 2, …), term, weight (those of a topic have length 1)
        - sentences, in document order, all of them: topic (`NO_TOPIC` when none claims it), item,
          sentence, start, end (offsets into the item's raw text), weight (length of the topic's
          part in the row, which has length 1; 0 without a topic), year, outlet
        - overlap, every pair: topic, lexicon_topic, sentences (of the topic), lexicon_sentences
          (with a hit of the lexicon topic), shared, jaccard (shared / sentences in either)
        - stability: topic, sentences, share (of all sentences), stability (0 to 1), chance and
          chance_highest (mean and highest stability of the shuffled text's topics), resamples

    Raises
    ------
    InputError
        When the corpus is too small for so many topics; the message has the numbers.
    ValueError
        When an option is out of range.
    """
    check_text(text)
    _check_options(n_topics=(n_topics, 2), n_terms=(n_terms, 1), resamples=(resamples, 2))
    listed = with_groups(sentences(corpus, text=text), corpus)
    bags = _bags(corpus, text)
    _check_size(listed, bags, n_topics, n_terms, min_sentences)
    topics = factorise(bags["bag"], n_topics, n_terms)
    placed = _place(listed, bags, topics)
    labels = _labels(topics, placed["topic"])
    placed["topic"] = placed["topic"].map(labels | {UNCLAIMED: NO_TOPIC}).astype("str")
    rows = [
        (label, rank, term, weight)
        for k, label in labels.items()
        for rank, (term, weight) in enumerate(topics.listed[k], start=1)
    ]
    shuffled = _shuffled(bags, seed)
    by_chance = factorise(shuffled["bag"], n_topics, n_terms)
    again = [
        _stability(table, found, n_topics, n_terms, resamples, seed)
        for table, found in ((bags, topics), (shuffled, by_chance))
    ]
    sizes = placed["topic"].value_counts().reindex(list(labels.values()), fill_value=0)
    stability = sizes.rename("sentences").rename_axis("topic").reset_index()
    stability["share"] = stability["sentences"] / len(placed)
    stability["stability"] = [again[0][k] for k in labels]
    stability["chance"], stability["chance_highest"] = fmean(again[1]), max(again[1])
    stability["resamples"] = resamples
    return Discovered(
        terms=pd.DataFrame(rows, columns=["topic", "rank", "term", "weight"]),
        sentences=placed,
        overlap=_overlap(placed, topic_hits(corpus, text=text), list(labels.values())),
        stability=stability,
    )


def _check_options(**options: tuple[int, int]) -> None:
    for name, (value, least) in options.items():
        if value < least:
            raise ValueError(f"{name} is {value}; use {least} or more")


def _check_size(
    listed: pd.DataFrame, bags: pd.DataFrame, n_topics: int, n_terms: int, min_sentences: int
) -> None:
    """Raise `InputError` when items, different sentences or terms are too few."""
    different = sorted(set(bags["bag"]))
    _, terms = weigh(different)
    wanted = {
        "items": (bags["item"].nunique(), MIN_ITEMS),
        "different sentences": (
            len(different),
            max(min_sentences, MIN_SENTENCES_PER_TOPIC * n_topics),
        ),
        "terms that tell sentences apart": (len(terms), n_topics * n_terms),
    }
    short = [f"{n} {name} ({need} needed)" for name, (n, need) in wanted.items() if n < need]
    if short:
        raise InputError(
            f"too little text to discover {n_topics} topics: {', '.join(short)}, counting terms "
            f"of {MIN_ITEMS_PER_TERM} or more items and sentences of {MIN_TERMS} or more such "
            f"terms, out of {len(listed)} sentences in {listed['item'].nunique()} items; "
            "look for fewer topics, add documents, or use the topics of the lexicon"
        )


def _bags(corpus: Corpus, text: Text) -> pd.DataFrame:
    """List the sentences that can be factorised: item, sentence, bag (its sorted terms)."""
    words = counted_words(corpus, text=text, lemmatize=True)
    words = words.loc[~stopped(words, None), ["item", "sentence", "term"]]
    items = words.groupby("term")["item"].nunique()
    words = words[words["term"].isin(items.index[items >= MIN_ITEMS_PER_TERM])]
    grouped = words.sort_values("term", kind="stable").groupby(["item", "sentence"])["term"]
    bags = grouped.agg(bag=" ".join, terms="nunique").reset_index()
    return bags.loc[bags["terms"] >= MIN_TERMS, ["item", "sentence", "bag"]]


def _shuffled(bags: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Deal the terms of all different bags out anew; bags keep their sizes, terms their counts."""
    different = sorted(set(bags["bag"]))
    terms = " ".join(different).split(" ")
    random.Random(f"{seed}/shuffle").shuffle(terms)
    dealt = iter(terms)
    new = {bag: " ".join(sorted(next(dealt) for _ in bag.split(" "))) for bag in different}
    return bags.assign(bag=bags["bag"].map(new))


def _place(listed: pd.DataFrame, bags: pd.DataFrame, topics: Topics) -> pd.DataFrame:
    """Give every sentence the number of the topic that claims it, and the weight."""
    claims = topics.claims()
    placed = listed.merge(bags, on=["item", "sentence"], how="left")
    found = [claims.get(bag, (UNCLAIMED, 0.0)) for bag in placed["bag"]]
    placed["topic"] = [k for k, _ in found]
    placed["weight"] = [weight for _, weight in found]
    return placed[SENTENCES]


def _labels(topics: Topics, claimed: pd.Series) -> dict[int, str]:
    """Name the topics, those with most sentences first, ties in alphabetical order."""
    sizes = claimed.value_counts()
    names = [", ".join(term for term, _ in terms[:NAMED_TERMS]) for terms in topics.listed]
    order = sorted(range(len(names)), key=lambda k: (-sizes.get(k, 0), names[k], k))
    return {k: f"{n}. {names[k]}" for n, k in enumerate(order, start=1)}


def _stability(
    bags: pd.DataFrame, topics: Topics, n_topics: int, n_terms: int, resamples: int, seed: int
) -> list[float]:
    """Return how well each topic is found again in halves of the items, 0 to 1."""
    items = sorted(set(bags["item"]))
    each = []
    for n in range(resamples):
        half = random.Random(f"{seed}/{n}").sample(items, len(items) // 2)
        again = factorise(bags.loc[bags["item"].isin(half), "bag"], n_topics, n_terms)
        each.append(agreement(topics.terms(), again.terms()))
    return [fmean(found) for found in zip(*each, strict=True)]


def _overlap(placed: pd.DataFrame, hits: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Compare the sentences of every topic with those of every topic of the lexicon."""
    where = ["item", "sentence"]
    hits = hits.rename(columns={"topic": "lexicon_topic"})
    hits = hits[["lexicon_topic", *where]].drop_duplicates()
    pairs = placed[["topic", *where]].merge(hits, on=where)
    grid = pd.MultiIndex.from_product([names, topic_names()], names=["topic", "lexicon_topic"])
    shared = pairs.groupby(["topic", "lexicon_topic"]).size().reindex(grid, fill_value=0)
    table = shared.rename("shared").reset_index()
    for column, listed, size in (
        ("topic", placed, "sentences"),
        ("lexicon_topic", hits, "lexicon_sentences"),
    ):
        sizes = listed[column].value_counts()
        table[size] = table[column].map(sizes).fillna(0).astype("int64")
    either = table["sentences"] + table["lexicon_sentences"] - table["shared"]
    table["jaccard"] = table["shared"] / either.clip(lower=1)
    return table[OVERLAP]
