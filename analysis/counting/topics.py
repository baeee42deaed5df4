"""Topic hits → series and counts by voice; what shows whether the lexicon is right."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, columns_of, item_groups
from analysis.counting.provenance import counted, trace
from analysis.counting.series import MIN_WORDS, Denominator, series
from analysis.counting.words import count_terms, words_of_hits
from analysis.finding.lexicon import find_entries, topic_hits
from analysis.finding.search import context_lines, keywords, lookup_terms
from analysis.finding.store import vocabulary
from analysis.finding.voices import VOICES
from analysis.finding.words import Words, as_words, is_said, read
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates

SAMPLE = ["topic", "hits", "term", "keyword", "item_id", "line", "quote", "start", "end"]
INSIDE = ["topic", "term", "inner_topic", "inner_term", "hits"]


@counted
def topic_series(
    of: Words | Corpus,
    *,
    by: By = "year",
    dates: Dates = "event",
    denominator: Denominator = "share_of_items",
) -> pd.DataFrame:
    """Count every topic in every period or group; columns as from `series`, topics in order."""
    hits, names = topic_hits(of), topic_names(as_words(of).corpus.lexicons)
    return series(of, hits, label="topic", names=names, by=by, dates=dates, denominator=denominator)


def topic_names(own: lexicons.Lexicons = lexicons.PACKAGE) -> list[str]:
    """Return the topics in the order of the lexicon."""
    return list(dict.fromkeys(entry.group for entry in lexicons.entries("topics", own)))


def count_by_voice(
    of: Words | Corpus,
    hits: pd.DataFrame,
    found: pd.DataFrame,
    *,
    label: str = "topic",
    names: Sequence[str] = (),
) -> pd.DataFrame:
    """Count what occurs in the words of every voice, without the clauses that attribute them.

    ``hits`` as from `topic_hits`, ``found`` from `voices` of the same words; ``label`` is the
    column that says what was found, ``names`` its values in order. Hashtags in lines of their own
    are left out. One row per voice and name: hits, items and sentences (with a hit),
    sentences_in_voice, words_in_voice, per_1000 (missing below `MIN_WORDS` words).
    """
    words = as_words(of)
    spoken = hits.merge(found.drop(columns=["start", "end"]), on=["item_id", "sentence"])
    spoken = spoken[is_said(spoken["start"], spoken["end"], spoken)]
    rows = words.rows_of(found)
    words_in_voice = found["voice"].iloc[rows[rows >= 0]].value_counts()
    sizes = {"sentences_in_voice": found["voice"].value_counts(), "words_in_voice": words_in_voice}
    table = pd.DataFrame(sizes).fillna(0).astype("int64").rename_axis("voice").reset_index()
    keys = ["voice", label]
    counts = spoken.groupby(keys).agg(hits=("start", "size"), items=("item_id", "nunique"))
    touched = spoken.drop_duplicates([*keys, "item_id", "sentence"]).groupby(keys).size()
    present = [voice for voice in VOICES if voice in sizes["sentences_in_voice"]]
    grid = [present, list(names or dict.fromkeys(hits[label]))]
    counts = counts.assign(sentences=touched)
    counts = counts.reindex(pd.MultiIndex.from_product(grid, names=keys), fill_value=0)
    table = counts.reset_index().merge(table, on="voice").astype({"voice": "str", label: "str"})
    # What Wang Yi says has 500 running words and 2 hits of Trade → 4 per thousand.
    enough = table["words_in_voice"] >= MIN_WORDS
    table["per_1000"] = 1000 * table["hits"] / table["words_in_voice"].where(enough)
    return trace(table, words.corpus, ("voice", label), spoken)


def coverage(of: Words | Corpus, *, by: By = None) -> pd.DataFrame:
    """Say per group how many sentences no topic touches: sentences, untouched, untouched_share."""
    words = as_words(of)
    listed = read(words.corpus, words.reading).sentences
    listed = listed.merge(item_groups(words.corpus, by), on="item_id")
    touched = topic_hits(words)[["item_id", "sentence"]].drop_duplicates()
    listed = listed.merge(touched, on=["item_id", "sentence"], how="left", indicator="hit")
    untouched = listed["hit"] == "left_only"
    keys = [listed[part] for part in columns_of(by)] or [pd.Series(0, listed.index)]
    grouped = untouched.groupby(keys, dropna=False)
    table = grouped.agg(sentences="size", untouched="sum").reset_index(drop=by is None)
    table["untouched_share"] = table["untouched"] / table["sentences"]
    return table


def words_outside(of: Words | Corpus) -> pd.DataFrame:
    """Count the words outside all hits of the lexicon, stop-words left out: term, hits, items."""
    words = as_words(of)
    first, behind = words_of_hits(words, topic_hits(words))
    # A hit of words 3 and 4: +1 at 3, -1 at 5, and what adds up to 0 is outside all.
    begin, end = (np.bincount(places, minlength=len(words) + 1) for places in (first, behind))
    outside = words.take(words.listed & (np.cumsum(begin - end)[:-1] == 0))
    return count_terms(outside)[["term", "hits", "items"]]


def overlapping_terms(of: Words | Corpus) -> pd.DataFrame:
    """List lexicon terms inside longer hits, not counted because the longest match wins.

    One row per pair, most frequent first: topic and term that were counted, inner_topic and
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
    named = {entry.term for entry in entries if entry.match == "prefix"} | {*spelled.values()}
    found = find_entries(tokens, entries)
    # What begins inside a hit and ends with it, or is at its first word and shorter.
    hit = np.maximum.accumulate(np.where(found.chosen, np.arange(len(found.first)), 0))
    inside = np.flatnonzero(~found.chosen & (found.last <= found.last[hit]))
    both = ([entries[n] for n in found.entry[at].tolist()] for at in (hit[inside], inside))
    rows = [
        (entry.group, entry.term, inner.group, inner.term)
        for entry, inner in zip(*both, strict=True)
        if inner.term != entry.term and inner.term in named
    ]
    table = pd.DataFrame(rows, columns=INSIDE[:4]).value_counts().rename("hits").reset_index()
    order = ["hits", *INSIDE[:4]]
    return table.sort_values(order, ascending=[False, *[True] * 4], ignore_index=True)


def audit_sample(of: Words | Corpus, *, per_topic: int = 5, seed: int = 0) -> pd.DataFrame:
    """Draw hits of every topic at random, for a person to judge whether they are of the topic.

    Each hit has a number made from seed, topic and place, and the smallest numbers of a topic are
    drawn (bottom-k sampling, Cohen & Kaplan 2007): neither the order of the rows nor other topics
    matter, and when documents are added, a hit leaves the sample only for a new one. One row per
    hit, topics in lexicon order: topic, hits (of the topic in all), term (as in the lexicon),
    keyword (verbatim), item_id, line (in the file), quote (the sentence), start, end.
    """
    if per_topic < 1:
        raise ValueError(f"per_topic is {per_topic}; use a positive number")
    words = as_words(of)
    corpus, hits = words.corpus, topic_hits(words)
    hits["hits"] = hits.groupby("topic")["item_id"].transform("size").astype("int64")
    places = hits[["topic", "item_id", "start", "end"]].itertuples(index=False)
    # "0/economy/002-6/120-127" → a number, the same in every process, that says nothing of it
    written = (f"{seed}/{topic}/{item}/{start}-{end}" for topic, item, start, end in places)
    hits["lot"] = [sha256(place.encode()).hexdigest() for place in written]
    drawn = hits.sort_values("lot").groupby("topic").head(per_topic).sort_index()
    drawn["keyword"] = keywords(corpus, drawn)
    drawn["line"] = context_lines(corpus, drawn, words.reading)["line"].to_numpy()
    sentences = read(corpus, words.reading).sentences
    keys = ["item_id", "sentence"]
    drawn["quote"] = keywords(corpus, drawn[keys].merge(sentences, on=keys, how="left"))
    order = pd.Categorical(drawn["topic"], topic_names(corpus.lexicons)).argsort(kind="stable")
    return drawn.iloc[order][SAMPLE].reset_index(drop=True)
