"""Topic hits → series, and what shows whether the lexicon is right: misses, overlaps, a sample."""

from collections import Counter
from hashlib import sha256

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, item_groups
from analysis.counting.provenance import counted
from analysis.counting.series import Denominator, series
from analysis.finding.concordance import context_lines, keywords
from analysis.finding.lexicon import find_entries, topic_hits
from analysis.finding.readings import read, vocabulary
from analysis.finding.search import lookup_terms
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates

SAMPLE = ["topic", "hits", "term", "keyword", "item_id", "line", "quote", "start", "end"]
INSIDE = ["topic", "term", "inner_topic", "inner_term", "hits"]


@counted
def topic_series(
    of: Words | Corpus,
    *,
    by: By | None = "year",
    dates: Dates = "event",
    denominator: Denominator = "share_of_items",
) -> pd.DataFrame:
    """Count every topic in every period or group; columns as from `series`, topics in order."""
    hits, names = topic_hits(of), topic_names(as_words(of).corpus.lexicons)
    return series(of, hits, label="topic", names=names, by=by, dates=dates, denominator=denominator)


def topic_names(own: lexicons.Lexicons = lexicons.PACKAGE) -> list[str]:
    """Return the topics in the order of the lexicon."""
    return list(dict.fromkeys(entry.group for entry in lexicons.entries("topics", own)))


def coverage(of: Words | Corpus, *, by: By | None = None) -> pd.DataFrame:
    """Say what share of the sentences no topic touches: sentences, untouched, untouched_share.

    One row per group, with its column, or one in all.
    """
    words = as_words(of)
    listed = read(words.corpus, words.reading).sentences
    listed = listed.merge(item_groups(words.corpus, by), on="item_id")
    touched = topic_hits(words)[["item_id", "sentence"]].drop_duplicates()
    listed = listed.merge(touched, on=["item_id", "sentence"], how="left", indicator="hit")
    listed["untouched"] = listed["hit"] == "left_only"
    if by is None:
        table = pd.DataFrame({"sentences": [len(listed)], "untouched": [listed["untouched"].sum()]})
    else:
        grouped = listed.groupby(by, dropna=False)["untouched"]
        table = grouped.agg(sentences="size", untouched="sum").reset_index()
    table["untouched_share"] = table["untouched"] / table["sentences"]
    return table


def words_outside(of: Words | Corpus) -> pd.DataFrame:
    """Count the words outside all hits of the lexicon, stop-words left out: term, hits, items.

    Most frequent first; a word of a phrase of the lexicon is counted where it stands outside it.
    """
    words = as_words(of)
    hits = topic_hits(words)
    rows = pd.Index(words.corpus.items["item_id"]).get_indexer(hits["item_id"])
    # A place in the corpus as one number, item · 2³² + offset, for offsets are smaller.
    wide = np.int64(2**32)
    starts, ends = (rows * wide + hits[column].to_numpy() for column in ("start", "end"))
    at = words.item * wide + words.start
    nearest = np.searchsorted(starts, at, side="right") - 1  # the last hit that begins before
    is_inside = (nearest >= 0) & (at < ends[nearest]) if len(ends) else np.zeros(len(at), bool)
    outside = words.take(words.listed & ~is_inside).hits()
    counts = outside.groupby("term").agg(hits=("item_id", "size"), items=("item_id", "nunique"))
    return counts.reset_index().sort_values(
        ["hits", "term"], ascending=[False, True], ignore_index=True
    )


def overlapping_terms(of: Words | Corpus) -> pd.DataFrame:
    """List lexicon terms inside longer hits, not counted because the longest match wins.

    These are what a count of every term by itself would count twice. One row per pair, most
    frequent first, ties in alphabetical order: topic and term that were counted, inner_topic and
    inner_term that were not, hits (how often inside).
    """
    words = as_words(of)
    tokens = read(words.corpus, words.reading)
    entries = lexicons.entries("topics", words.corpus.lexicons)
    aliases = vocabulary(words.corpus).aliases
    # Of spellings counted as one, the first is the term: "cooperation", not "co-operation".
    spelled: dict[tuple[str, ...], str] = {}
    for entry in entries:
        if entry.match != "prefix":
            spelled.setdefault(lookup_terms(entry.term, aliases), entry.term)
    found = find_entries(tokens, entries)
    # What begins inside a hit and ends with it, or is at its first word and shorter.
    hit = np.maximum.accumulate(np.where(found.chosen, np.arange(len(found.first)), 0))
    pairs: Counter[tuple[str, str, str, str]] = Counter()
    inside = np.flatnonzero(~found.chosen & (found.last <= found.last[hit]))
    for n, of_hit in zip(inside.tolist(), hit[inside].tolist(), strict=True):
        entry, inner = entries[found.entry[of_hit]], entries[found.entry[n]]
        is_first = inner.match == "prefix" or (
            spelled[lookup_terms(inner.term, aliases)] == inner.term
        )
        if inner.term != entry.term and is_first:
            pairs[entry.group, entry.term, inner.group, inner.term] += 1
    rows = [(*pair, hits) for pair, hits in pairs.items()]
    rows.sort(key=lambda row: (-row[-1], row[:-1]))
    return pd.DataFrame(rows, columns=INSIDE).astype({"hits": "int64"})


def audit_sample(of: Words | Corpus, *, per_topic: int = 5, seed: int = 0) -> pd.DataFrame:
    """Draw hits of every topic at random, for a person to judge whether they are of the topic.

    Each hit has a number made from seed, topic and place, and the smallest numbers of a topic are
    drawn (bottom-k sampling, Cohen & Kaplan 2007). So every set of hits of a topic is as likely as
    any other, neither the order of the rows nor other topics matter, and when documents are
    added, a hit leaves the sample only for a new one.

    One row per hit drawn, topics in lexicon order, hits in document order: topic, hits (of the
    topic in all), term (as in the lexicon), keyword (verbatim), item_id, line (in the file), quote
    (the sentence, white space as single spaces), start, end (of the hit in the item's raw text).
    """
    if per_topic < 1:
        raise ValueError(f"per_topic is {per_topic}; use a positive number")
    words = as_words(of)
    hits = topic_hits(words)
    hits["hits"] = hits.groupby("topic")["item_id"].transform("size").astype("int64")
    places = hits[["topic", "item_id", "start", "end"]].itertuples(index=False)
    # "0/economy/002-6/120-127" → a number, the same in every process, that says nothing of it
    written = (f"{seed}/{topic}/{item}/{start}-{end}" for topic, item, start, end in places)
    hits["lot"] = [sha256(place.encode()).hexdigest() for place in written]
    drawn = hits.sort_values("lot").groupby("topic").head(per_topic).sort_index()
    drawn["keyword"] = keywords(words.corpus, drawn)
    drawn["line"] = context_lines(words.corpus, drawn, words.reading)["line"].to_numpy()
    listed = read(words.corpus, words.reading).sentences
    whole = drawn[["item_id", "sentence"]].merge(listed, on=["item_id", "sentence"], how="left")
    drawn["quote"] = keywords(words.corpus, whole)
    rank = drawn["topic"].map(
        {topic: n for n, topic in enumerate(topic_names(words.corpus.lexicons))}
    )
    return drawn.loc[rank.sort_values(kind="stable").index, SAMPLE].reset_index(drop=True)
