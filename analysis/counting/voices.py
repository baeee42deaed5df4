"""Hits and words by the voice of their sentence."""

from collections.abc import Sequence

import pandas as pd

from analysis.counting.provenance import trace
from analysis.counting.series import MIN_WORDS
from analysis.finding.voices import VOICES
from analysis.finding.words import Words, as_words, is_said
from analysis.reading.corpus import Corpus


def count_by_voice(
    of: Words | Corpus,
    hits: pd.DataFrame,
    found: pd.DataFrame,
    *,
    label: str = "topic",
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count what occurs in the words of every voice, without the clauses that attribute them.

    ``hits`` are those of `topic_hits`, `name_hits` or the like, ``found`` those of `voices`, both
    of the same words; ``label`` is the column that says what was found, ``names`` all its values in
    order. Hashtags in lines of their own are in no sentence and left out.

    One row per voice that has sentences and name: voice, the label's column, hits, items and
    sentences (with a hit), sentences_in_voice, words_in_voice, per_1000 (missing below
    `MIN_WORDS` words). `evidence` gives the hits of a row.
    """
    words = as_words(of)
    said = found.drop(columns=["start", "end"])
    spoken = hits.merge(said, on=["item_id", "sentence"])
    spoken = spoken[is_said(spoken["start"], spoken["end"], spoken)]
    # What Wang Yi says has 500 running words and 2 hits of Trade → 4 per thousand.
    rows = words.rows_of(found)
    sizes = pd.DataFrame(
        {
            "sentences_in_voice": found["voice"].value_counts(),
            "words_in_voice": found["voice"].iloc[rows[rows >= 0]].value_counts(),
        }
    )
    present = [voice for voice in VOICES if voice in sizes.index]
    names = list(dict.fromkeys(hits[label])) if names is None else list(names)
    keys = ["voice", label]
    counts = spoken.groupby(keys).agg(hits=("start", "size"), items=("item_id", "nunique"))
    touched = spoken.drop_duplicates([*keys, "item_id", "sentence"]).groupby(keys).size()
    grid = pd.MultiIndex.from_product([present, names], names=keys)
    table = counts.assign(sentences=touched).reindex(grid, fill_value=0).reset_index()
    table = table.merge(sizes.fillna(0).astype("int64"), left_on="voice", right_index=True)
    enough = table["words_in_voice"] >= MIN_WORDS
    table["per_1000"] = 1000 * table["hits"] / table["words_in_voice"].where(enough)
    table = table.astype({"voice": "str", label: "str"})
    return trace(table.reset_index(drop=True), words.corpus, ("voice", label), spoken)
