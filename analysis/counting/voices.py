"""Hits and words by the voice of their sentence."""

from collections.abc import Sequence

import pandas as pd

from analysis.counting.provenance import Source, trace
from analysis.counting.series import MIN_WORDS
from analysis.counting.words import counted_words
from analysis.finding.tokens import Text
from analysis.finding.voices import VOICES
from analysis.reading.corpus import Corpus


def with_voices(hits: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Add to every hit the voice of its sentence.

    Parameters
    ----------
    hits
        item, sentence, and other columns: `counted_words`, `topic_hits`, `name_hits`, …
    found
        From `voices`, for the same text.

    Returns
    -------
    The hits with a column voice. Hashtags in lines of their own are in no sentence and left out.
    """
    return hits.merge(found[["item", "sentence", "voice"]], on=["item", "sentence"], how="inner")


def count_by_voice(
    corpus: Corpus,
    hits: pd.DataFrame,
    found: pd.DataFrame,
    *,
    label: str = "topic",
    names: Sequence[str] | None = None,
    text: Text = "cleaned",
) -> pd.DataFrame:
    """Count what occurs in the sentences of every voice.

    Parameters
    ----------
    hits, found
        As for `with_voices`.
    label, names
        Column of the hits that says what was found, and all its values in order.
    text
        The text that hits and voices were found in.

    Returns
    -------
    One row per voice that has sentences and name: voice, the label's column, hits, items and
    sentences (with a hit), sentences_in_voice, words_in_voice, per_1000 (missing below
    `MIN_WORDS` words). `evidence` gives the hits of a row.
    """
    spoken = with_voices(hits, found)
    words = with_voices(counted_words(corpus, text=text, lemmatize=False), found)
    sizes = pd.DataFrame(
        {
            "sentences_in_voice": found["voice"].value_counts(),
            "words_in_voice": words["voice"].value_counts(),
        }
    )
    present = [voice for voice in VOICES if voice in sizes.index]
    names = list(dict.fromkeys(hits[label])) if names is None else list(names)
    keys = ["voice", label]
    counts = spoken.groupby(keys).agg(hits=("start", "size"), items=("item", "nunique"))
    touched = spoken.drop_duplicates([*keys, "item", "sentence"]).groupby(keys).size()
    grid = pd.MultiIndex.from_product([present, names], names=keys)
    table = counts.assign(sentences=touched).reindex(grid, fill_value=0).reset_index()
    table = table.merge(sizes.fillna(0).astype("int64"), left_on="voice", right_index=True)
    enough = table["words_in_voice"] >= MIN_WORDS
    table["per_1000"] = 1000 * table["hits"] / table["words_in_voice"].where(enough)
    table = table.astype({"voice": "str", label: "str"})
    return trace(table.reset_index(drop=True), Source(corpus, spoken, ("voice", label)))
