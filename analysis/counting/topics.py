"""Topic hits → series, counts by voice, and what the lexicon does not reach."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, columns_of, item_groups
from analysis.counting.provenance import counted, trace
from analysis.counting.series import MIN_WORDS, Denominator, series
from analysis.counting.words import count_terms, words_of_hits
from analysis.finding.lexicon import topic_hits
from analysis.finding.readings import read
from analysis.finding.voices import VOICES
from analysis.finding.words import Words, as_words, is_said
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates


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
    of: Words | Corpus, hits: pd.DataFrame, found: pd.DataFrame, *, names: Sequence[str] = ()
) -> pd.DataFrame:
    """Count topics (``names``, in order) in what every voice of `voices` says, by whom it is said.

    One row per voice and topic: hits, items and sentences (with a hit), sentences_in_voice,
    words_in_voice, per_1000 (missing below `MIN_WORDS` words). Lines of hashtags are left out.
    """
    words, keys = as_words(of), ["voice", "topic"]
    spoken = hits.merge(found.drop(columns=["start", "end"]), on=["item_id", "sentence"])
    spoken = spoken[is_said(spoken["start"], spoken["end"], spoken)]
    rows, voice = words.rows_of(found), found["voice"]
    said = {"sentences_in_voice": voice, "words_in_voice": voice.iloc[rows[rows >= 0]]}
    sizes = pd.DataFrame({name: each.value_counts() for name, each in said.items()})
    grid = [v for v in VOICES if v in sizes.index], list(names or dict.fromkeys(hits["topic"]))
    places = {"hits": ["start"], "items": [], "sentences": ["sentence"]}
    counts = {
        name: spoken.drop_duplicates([*keys, "item_id", *place]).groupby(keys).size()
        for name, place in places.items()
    }
    table = pd.DataFrame(counts, pd.MultiIndex.from_product(grid, names=keys)).reset_index()
    table = table.join(sizes, on="voice").fillna(0).astype(dict.fromkeys([*counts, *sizes], int))
    table = table.astype(dict.fromkeys(keys, "str"))
    # What Wang Yi says has 500 running words and 2 hits of Trade → 4 per thousand.
    enough = table["words_in_voice"] >= MIN_WORDS
    table["per_1000"] = 1000 * table["hits"] / table["words_in_voice"].where(enough)
    return trace(table, words.corpus, tuple(keys), spoken)


def coverage(of: Words | Corpus, *, by: By = None) -> pd.DataFrame:
    """Say per group how many sentences no topic touches: sentences, untouched, untouched_share."""
    words, place = as_words(of), ["item_id", "sentence"]
    listed = read(words.corpus, words.reading).sentences
    listed = listed.merge(item_groups(words.corpus, by), on="item_id")
    touched = pd.MultiIndex.from_frame(topic_hits(words)[place])
    listed["untouched"] = ~pd.MultiIndex.from_frame(listed[place]).isin(touched)
    grouped = listed.groupby(columns_of(by) or (lambda row: 0), dropna=False)["untouched"]
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
