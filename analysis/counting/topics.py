"""Topics and occasions: which lexicon terms occur where, and what the lexicon does not see."""

import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, check_by, with_groups
from analysis.counting.series import Denominator, series
from analysis.counting.words import counted_words, stopped
from analysis.finding.lexicon import find_terms
from analysis.finding.tokens import Text, check_text, sentences
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates

HITS = ["item", "sentence", "start", "end", "term", "keyword", "year", "outlet"]


def topic_hits(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every occurrence of a term of topics.tsv.

    Matching is on folded tokens inside a sentence, from left to right. The longest match at a
    token wins, and no token belongs to two hits, so that a phrase and the words inside it are not
    counted twice. A term of up to five capitals matches capitals only (US is not "us").

    Parameters
    ----------
    corpus
        From `load_corpus`.
    text
        ``cleaned`` or ``raw``.

    Returns
    -------
    One row per hit in document order: topic, item, sentence, start, end (offsets into the
    item's raw text), term (as in the lexicon), keyword (verbatim), year, outlet.
    """
    return lexicon_hits(corpus, "topics", text=text)


def lexicon_hits(corpus: Corpus, lexicon: str, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every occurrence of a term of ``topics`` or ``occasions``; see `topic_hits`.

    The first column is named after the group of the lexicon: topic or occasion.
    """
    check_text(text)
    rows = [
        (entry.group, item, sentence, start, end, entry.term, keyword)
        for entry, item, sentence, start, end, keyword in find_terms(
            corpus, lexicons.entries(lexicon), text=text
        )
    ]
    group = lexicon.removesuffix("s")
    columns = [group, "item_id", "sentence", "start", "end", "term", "keyword"]
    offsets = dict.fromkeys(("sentence", "start", "end"), "int64")
    hits = with_groups(pd.DataFrame(rows, columns=columns).astype(offsets), corpus)
    return hits[[group, *HITS]]


def topic_series(
    corpus: Corpus,
    *,
    by: By | None = "year",
    text: Text = "cleaned",
    dates: Dates = "event",
    denominator: Denominator = "share_of_items",
) -> pd.DataFrame:
    """Count every topic in every period or group; columns as from `series`, topics in order."""
    hits = topic_hits(corpus, text=text)
    return series(
        corpus,
        hits,
        label="topic",
        names=topic_names(),
        by=by,
        text=text,
        dates=dates,
        denominator=denominator,
    )


def coverage(corpus: Corpus, *, by: By | None = None) -> pd.DataFrame:
    """Say what share of the sentences no topic touches.

    Returns
    -------
    One row per group (or one in all): the group's column (if any), sentences, untouched,
    untouched_share.
    """
    check_by(by)
    listed = with_groups(sentences(corpus), corpus)
    touched = topic_hits(corpus)[["item", "sentence"]].drop_duplicates()
    listed = listed.merge(touched, on=["item", "sentence"], how="left", indicator="found")
    listed["untouched"] = listed["found"] == "left_only"
    if by is None:
        counts = {"sentences": len(listed), "untouched": int(listed["untouched"].sum())}
        table = pd.DataFrame([counts])
    else:
        grouped = listed.groupby(by, dropna=False)["untouched"]
        table = grouped.agg(sentences="size", untouched="sum").reset_index()
    table["untouched_share"] = table["untouched"] / table["sentences"]
    return table


def words_outside(corpus: Corpus) -> pd.DataFrame:
    """Count the words that belong to no hit of the lexicon, stop-words left out.

    A word that is also part of a phrase of the lexicon is counted where it stands outside it.

    Returns
    -------
    One row per term, most frequent first: term, hits, items.
    """
    words = counted_words(corpus, text="cleaned", lemmatize=False)
    words = words[~stopped(words, None)].sort_values("start", kind="stable")
    hits = topic_hits(corpus)[["item", "start", "end"]].rename(columns={"end": "covered_to"})
    nearest = pd.merge_asof(words, hits.sort_values("start", kind="stable"), on="start", by="item")
    outside = nearest[~(nearest["start"] < nearest["covered_to"])]
    counts = outside.groupby("term").agg(hits=("item", "size"), items=("item", "nunique"))
    return counts.reset_index().sort_values(
        ["hits", "term"], ascending=[False, True], ignore_index=True
    )


def topic_names() -> list[str]:
    """Return the topics in the order of the lexicon."""
    return list(dict.fromkeys(entry.group for entry in lexicons.entries("topics")))
