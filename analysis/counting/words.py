"""Words: how often, where, beside which others; every count has its concordance."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, check_by, with_groups
from analysis.counting.provenance import Source, trace
from analysis.finding.tokens import (
    SPANS_READ,
    WORDLIKE,
    Text,
    check_text,
    find_tokens,
    fold,
    hashtag_tokens,
    tokens,
)
from analysis.reading.corpus import Corpus
from analysis.tables import SET_ASIDE, InputError

WINDOW_CHARS = 60
CONCORDANCE = ["item", "line", "left", "keyword", "right", "year", "outlet", "start", "end"]
CYRILLIC = re.compile("[\u0400-\u052f]")


def count_terms(
    corpus: Corpus,
    *,
    by: By | None = None,
    text: Text = "cleaned",
    lemmatize: bool = False,
    stopwords: Collection[str] | None = None,
) -> pd.DataFrame:
    """Count words, spelling variants folded together.

    Parameters
    ----------
    corpus
        From `load_corpus`.
    by
        None (all items together), ``year``, ``quarter`` or ``month`` of the event, ``outlet`` or
        ``item``. Items whose period is not known form the group with a missing one, so that the
        groups add up.
    text
        ``raw`` (furniture and repeats included), ``cleaned``, or ``distinct`` (cleaned, one item
        per cluster of duplicates).
    lemmatize
        Count dictionary forms instead of word forms (simplemma; English possessives dropped).
    stopwords
        Words left out of the list, not of the denominator; None means both lists of
        stopwords.tsv, an empty collection keeps all words.

    Returns
    -------
    One row per group and term, most frequent first, ties in alphabetical order: the group's
    column (if any), term, hits, items (with a hit), rank (1 for the most hits in the group, the
    same for the same number), words (all running words of the group), per_1000 (hits per
    thousand words). `analysis.counting.provenance.evidence` lists the hits behind a row.
    """
    words = counted_words(corpus, text=text, lemmatize=lemmatize)
    listed = words[~stopped(words, stopwords)]
    return tally(listed, corpus, words, by)


def count_ngrams(
    corpus: Corpus,
    n: int = 2,
    *,
    by: By | None = None,
    text: Text = "cleaned",
    lemmatize: bool = False,
    stopwords: Collection[str] | None = None,
) -> pd.DataFrame:
    """Count sequences of n words inside a sentence.

    Sequences do not cross sentences, numbers or addresses, and neither begin nor end with a
    stop-word. Parameters and columns as in `count_terms`; term is the words joined by spaces.

    Raises `ValueError` when n is not positive.
    """
    if n < 1:
        raise ValueError(f"n is {n}; use a positive number")
    words = counted_words(corpus, text=text, lemmatize=lemmatize)
    starts = sequence_starts(words, n)
    edges = ~stopped(words, stopwords)
    starts &= edges & edges.shift(1 - n, fill_value=False)
    grams = words[starts].copy()
    parts = [words["term"].shift(-k)[starts] for k in range(n)]
    grams["term"] = [" ".join(gram) for gram in zip(*parts, strict=True)]
    grams["end"] = words["end"].shift(1 - n)[starts].astype("int64")
    return tally(grams, corpus, words, by)


def count_hashtags(corpus: Corpus, *, by: By | None = None, text: Text = "cleaned") -> pd.DataFrame:
    """Count hashtags of the text and of the lines set aside, each written # and folded.

    Returns
    -------
    One row per group and hashtag: the group's column (if any), term, hits, items, rank.
    """
    check_text(text)
    tags = with_groups(hashtag_tokens(corpus, text=text), corpus)
    tags["term"] = "#" + tags["term"]
    return tally(tags, corpus, None, by)


def concordance(
    corpus: Corpus,
    term: str,
    *,
    window: int = WINDOW_CHARS,
    text: Text = "cleaned",
    lemmatize: bool = False,
) -> pd.DataFrame:
    """List every hit of a word or phrase in its context.

    The term is folded as in the counts, so the number of rows is the count of the same term in
    `count_terms` or `count_ngrams`, overall and in each group. A term that begins with # is
    looked up among the hashtags.

    Parameters
    ----------
    term
        A word, a phrase or a #hashtag; with ``lemmatize`` in its dictionary form, as listed.
    window
        Characters of context on each side, taken from the text that is counted.

    Returns
    -------
    One row per hit in document order: item, line (in the file), left, keyword (verbatim), right,
    year, outlet, start, end (offsets into the item's raw text). Line ends show as spaces.

    Raises
    ------
    InputError
        When the term has no letter to look for.
    """
    if term.startswith("#"):
        words = with_groups(hashtag_tokens(corpus, text=text), corpus)
        labels = tuple(dict.fromkeys((*SPANS_READ[text], *SET_ASIDE)))
        wanted: tuple[str, ...] = (fold(term[1:]),)
    else:
        words = counted_words(corpus, text=text, lemmatize=lemmatize)
        labels = SPANS_READ[text]
        wanted = lookup_terms(term)
    hits = find_sequences(words, [(word,) for word in wanted])
    return context_lines(corpus, hits, labels=labels, window=window)


def term_hits(
    corpus: Corpus, terms: Sequence[str], *, text: Text = "cleaned", lemmatize: bool = False
) -> pd.DataFrame:
    """List every hit of words, phrases and #hashtags, found as in `concordance`.

    Returns
    -------
    One row per hit, terms in the order given and hits in document order: term (as given), item,
    sentence, start, end (offsets into the item's raw text), year, outlet.
    """
    words = counted_words(corpus, text=text, lemmatize=lemmatize)
    found = []
    for term in dict.fromkeys(terms):
        if term.startswith("#"):
            listed = with_groups(hashtag_tokens(corpus, text=text), corpus)
            wanted: tuple[str, ...] = (fold(term[1:]),)
        else:
            listed, wanted = words, lookup_terms(term)
        hits = find_sequences(listed, [(word,) for word in wanted])
        hits.insert(0, "term", term)
        found.append(hits)
    if not found:
        raise InputError("no term given; name at least one")
    return pd.concat(found, ignore_index=True).astype({"term": "str"})


def find_sequences(words: pd.DataFrame, wanted: Sequence[Collection[str]]) -> pd.DataFrame:
    """Find the places where one of each set of terms stands, in this order and side by side.

    Parameters
    ----------
    words
        From `counted_words`; for a single set, any table of tokens with groups.
    wanted
        For each word of the sequence, the terms it may be.

    Returns
    -------
    One row per hit in the order of ``words``: item, sentence, start, end (offsets into the item's
    raw text), year, outlet. No sequence crosses a sentence, a number or an address.
    """
    ahead = len(wanted) - 1
    first = np.flatnonzero(words["term"].isin(wanted[0]))
    first = first[first < len(words) - ahead]
    for k, terms in enumerate(wanted[1:], start=1):
        first = first[words["term"].iloc[first + k].isin(terms)]
    columns = ["item", "sentence", "start", "end", "year", "outlet"]
    hits = words[columns].iloc[first].reset_index(drop=True)
    if ahead:
        begins = words.iloc[first].reset_index(drop=True)
        ends = words.iloc[first + ahead].reset_index(drop=True)
        hits["end"] = ends["end"]
        unbroken = (begins["item"] == ends["item"]) & (begins["sentence"] == ends["sentence"])
        unbroken &= ends["position"] - begins["position"] == ahead
        hits = hits[unbroken].reset_index(drop=True)
    return hits


def context_lines(
    corpus: Corpus, hits: pd.DataFrame, *, labels: Sequence[str], window: int = WINDOW_CHARS
) -> pd.DataFrame:
    """Put every hit in its context.

    Parameters
    ----------
    hits
        item, start, end (offsets into the item's raw text), year, outlet.
    labels
        Of the spans the hits were found in; the context is taken from them alone.
    window
        Characters of context on each side.

    Returns
    -------
    One row per hit, columns as from `concordance`.
    """
    contexts = _Contexts(corpus, labels)
    rows = []
    columns = ["item", "start", "end", "year", "outlet"]
    for item, start, end, year, outlet in hits[columns].itertuples(index=False):
        place = corpus.locate(item, start, end)
        left, right = contexts.around(item, start, end, window)
        keyword = " ".join(place.quote.split())
        rows.append((item, place.first_line, left, keyword, right, year, outlet, start, end))
    lines = pd.DataFrame(rows, columns=CONCORDANCE)
    return lines.astype({"year": "Int64", "line": "int64", "start": "int64", "end": "int64"})


def lookup_terms(text: str) -> tuple[str, ...]:
    """Return the words of a query as they are counted: folded, spelling variants as one.

    Raises `InputError` when the text holds no word.
    """
    found = folded_words(text)
    if not found:
        raise InputError(f"nothing to look for in {text!r}; give a word or a phrase")
    return tuple(lexicons.aliases().get(word, word) for word in found)


def folded_words(text: str) -> list[str]:
    """Return the words of a query, folded; empty when it holds none."""
    found = []
    for piece in text.split():
        if "_" in piece:  # only hashtags have it inside
            found.append(fold(piece.lstrip("#")))
        else:
            spans = find_tokens(piece, 0, len(piece))
            found += [fold(piece[a:b]).removeprefix("#") for a, b, _ in spans]
    return found


def counted_words(corpus: Corpus, *, text: Text, lemmatize: bool) -> pd.DataFrame:
    """List the running words of all counted items with the terms they are counted under.

    Returns
    -------
    `tokens` of kind word and hashtag with item, year, outlet, and two more columns: folded (the
    form before aliases and lemmas) and position (of the token in the text, numbers included).
    """
    check_text(text)
    words = tokens(corpus, text=text)
    words["position"] = range(len(words))
    words = with_groups(words[words["kind"].isin(WORDLIKE)], corpus)
    languages = words["item"].map(corpus.items.set_index("item_id")["language"])
    words["folded"] = words["term"]
    words["term"] = [
        counted_term(folded, language, lemmatize)
        for folded, language in zip(words["folded"], languages, strict=True)
    ]
    return words


@lru_cache(maxsize=2**18)
def counted_term(folded: str, language: str, lemmatize: bool) -> str:
    """Return what a folded word is counted as: its alias, or the alias of its lemma.

    Words in Cyrillic letters are lemmatized in the language of their item, others as English.
    """
    aliases = lexicons.aliases()
    term = aliases.get(folded, folded)
    if not lemmatize:
        return term
    import simplemma  # loads dictionaries: only when asked for

    code = "en"
    if CYRILLIC.match(term):
        code = "uk" if language == "uk" else "ru"
    lemma = fold(simplemma.lemmatize(term.removesuffix("'s"), lang=code))
    return aliases.get(lemma, lemma)


def stopped(words: pd.DataFrame, stopwords: Collection[str] | None) -> pd.Series:
    """Return which of the `counted_words` are stop-words, as written or as counted."""
    listed = lexicons.stopwords() if stopwords is None else frozenset(stopwords)
    return words["folded"].isin(listed) | words["term"].isin(listed)


def sequence_starts(words: pd.DataFrame, n: int) -> pd.Series:
    """Return at which of the `counted_words` n stand side by side in one sentence."""
    follows = pd.Series(True, words.index)
    for column, step in (("item_id", None), ("sentence", 0), ("position", n - 1)):
        ahead = words[column].shift(1 - n)
        follows &= (ahead == words[column]) if step is None else (ahead - words[column] == step)
    return follows


def tally(
    hits: pd.DataFrame, corpus: Corpus, words: pd.DataFrame | None, by: str | None
) -> pd.DataFrame:
    """Count rows and items per group and term; with the running words also their rate.

    Parameters
    ----------
    hits
        term, item, start, end, and the group's column (if any).
    words
        The running words of all groups, with the group's column; None for no rate.
    by
        The group's column: one of `By`, or any other that both tables have.

    Returns
    -------
    Columns and order as from `count_terms`; without ``words`` neither words nor per_1000.
    """
    if by not in hits.columns:
        check_by(by)
    keys = ["term"] if by is None else [by, "term"]
    counts = (
        hits.groupby(keys, dropna=False, observed=True)
        .agg(hits=("term", "size"), items=("item", "nunique"))
        .reset_index()
    )
    ranked = counts.groupby(by, dropna=False)["hits"] if by else counts["hits"]
    counts["rank"] = ranked.rank(method="min", ascending=False).astype("int64")
    if words is not None:
        if by is None:
            counts["words"] = len(words)
        else:
            sizes = words.groupby(by, dropna=False).size().rename("words").reset_index()
            counts = counts.merge(sizes, on=by, how="left")
        counts["per_1000"] = 1000 * counts["hits"] / counts["words"]
    counts = counts.sort_values([*keys[:-1], "rank", "term"], ignore_index=True)
    return trace(counts, Source(corpus, hits, tuple(keys)))


class _Contexts:
    """The counted text around a hit: raw offsets mapped into the joined kept spans."""

    def __init__(self, corpus: Corpus, labels: Sequence[str]) -> None:
        self._raws = dict(zip(corpus.items["item_id"], corpus.items["raw"], strict=True))
        spans = corpus.spans[corpus.spans["label"].isin(labels)]
        self._spans = {key: rows for key, rows in spans.groupby("item_id", sort=False)}
        self._texts: dict[str, tuple[str, list[int], list[int]]] = {}

    def around(self, item_id: str, start: int, end: int, window: int) -> tuple[str, str]:
        """Return up to ``window`` characters on each side, runs of white space as one space."""
        text, starts, before = self._text(item_id)
        n = bisect_right(starts, start) - 1
        left = before[n] + start - starts[n]
        n = bisect_right(starts, end - 1) - 1
        right = before[n] + end - starts[n]
        before_hit, after_hit = text[max(0, left - window) : left], text[right : right + window]
        return _one_line(before_hit), _one_line(after_hit)

    def _text(self, item_id: str) -> tuple[str, list[int], list[int]]:
        if item_id not in self._texts:
            raw, rows = self._raws[item_id], self._spans[item_id]
            starts, ends = list(rows["start"]), list(rows["end"])
            pieces = [raw[a:b] for a, b in zip(starts, ends, strict=True)]
            before = [0, *accumulate(map(len, pieces))]
            self._texts[item_id] = ("".join(pieces), starts, before)
        return self._texts[item_id]


def _one_line(context: str) -> str:
    words = " ".join(context.split())
    lead = " " if context[:1].isspace() else ""
    tail = " " if context[-1:].isspace() and words else ""
    return f"{lead}{words}{tail}"
