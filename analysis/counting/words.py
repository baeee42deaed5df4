"""Words: how often, where, beside which others; every count has its concordance."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import accumulate

import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, check_by, with_groups
from analysis.counting.tokens import (
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
from analysis.tables import KEPT, SET_ASIDE, InputError

WINDOW_CHARS = 60
CONCORDANCE = ["item", "line", "left", "keyword", "right", "year", "outlet", "start", "end"]
CYRILLIC = re.compile("[\u0400-\u052f]")
MEASURES = ("likelihood_ratio", "pmi", "student_t", "chi_sq", "raw_freq")


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
        None (all items together), ``year`` of the event, ``outlet`` or ``item``. Items whose
        year is not known form the group with a missing year, so that the groups add up.
    text
        ``cleaned`` or ``raw`` (furniture and repeats included).
    lemmatize
        Count dictionary forms instead of word forms (simplemma; English possessives dropped).
    stopwords
        Words left out of the list, not of the denominator; None means both lists of
        stopwords.tsv, an empty collection keeps all words.

    Returns
    -------
    One row per group and term, most frequent first, ties in alphabetical order: the group's
    column (if any), term, hits, items (with a hit), words (all running words of the group),
    per_1000 (hits per thousand words).
    """
    words = counted_words(corpus, text=text, lemmatize=lemmatize)
    listed = words[~stopped(words, stopwords)]
    return _tally(listed, words, by)


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
    starts = _sequence_starts(words, n)
    edges = ~stopped(words, stopwords)
    starts &= edges & edges.shift(1 - n, fill_value=False)
    grams = words[starts].copy()
    parts = [words["term"].shift(-k)[starts] for k in range(n)]
    grams["term"] = [" ".join(gram) for gram in zip(*parts, strict=True)]
    return _tally(grams, words, by)


def count_hashtags(corpus: Corpus, *, by: By | None = None) -> pd.DataFrame:
    """Count hashtags of the kept text and of the lines set aside, each written # and folded.

    Returns
    -------
    One row per group and hashtag: the group's column (if any), term, hits, items.
    """
    tags = with_groups(hashtag_tokens(corpus), corpus)
    tags["term"] = "#" + tags["term"]
    return _tally(tags, None, by)


def collocations(
    corpus: Corpus,
    *,
    measure: str = "likelihood_ratio",
    min_hits: int = 2,
    lemmatize: bool = False,
    stopwords: Collection[str] | None = None,
) -> pd.DataFrame:
    """List pairs of neighbouring words that occur together more often than by chance.

    Association is nltk's; pairs stay inside a sentence; stop-words are left out after counting,
    so that expected frequencies are those of the running text.

    Parameters
    ----------
    measure
        likelihood_ratio (Dunning 1993), pmi, student_t, chi_sq or raw_freq.
    min_hits
        Pairs seen less often are left out.

    Returns
    -------
    One row per pair, strongest first: term, hits, left_hits and right_hits (of its words), score.
    """
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    if measure not in MEASURES:
        raise ValueError(f"measure is {measure!r}; use one of {', '.join(MEASURES)}")
    words = counted_words(corpus, text="cleaned", lemmatize=lemmatize)
    breaks = (~_sequence_starts(words, 2)).cumsum().shift(fill_value=0)
    runs = [list(run) for _, run in words["term"].groupby(breaks, sort=False)]
    finder = BigramCollocationFinder.from_documents(runs)
    finder.apply_freq_filter(min_hits)
    left_out = set(words.loc[stopped(words, stopwords), "term"])
    finder.apply_word_filter(left_out.__contains__)
    scored = finder.score_ngrams(getattr(BigramAssocMeasures, measure))
    rows = [
        (f"{a} {b}", finder.ngram_fd[a, b], finder.word_fd[a], finder.word_fd[b], score)
        for (a, b), score in scored
    ]
    return pd.DataFrame(rows, columns=["term", "hits", "left_hits", "right_hits", "score"])


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
        wanted: tuple[str, ...] = (fold(term[1:]),)
        words = with_groups(hashtag_tokens(corpus), corpus)
        labels: tuple[str, ...] = KEPT + SET_ASIDE
    else:
        wanted = lookup_terms(term)
        words = counted_words(corpus, text=text, lemmatize=lemmatize)
        labels = SPANS_READ[text]
    found = pd.Series(True, words.index)
    if len(wanted) > 1:
        found = _sequence_starts(words, len(wanted))
    for k, word in enumerate(wanted):
        found &= words["term"].shift(-k) == word
    hits = words[["item", "start", "year", "outlet"]][found].copy()
    hits["end"] = words["end"].shift(1 - len(wanted))[found].astype("int64")
    contexts = _Contexts(corpus, labels)
    rows = []
    for item, start, year, outlet, end in hits.itertuples(index=False):
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
    found = []
    for piece in text.split():
        if "_" in piece:  # only hashtags have it inside
            found.append(fold(piece.lstrip("#")))
        else:
            spans = find_tokens(piece, 0, len(piece))
            found += [fold(piece[a:b]).removeprefix("#") for a, b, _ in spans]
    if not found:
        raise InputError(f"nothing to look for in {text!r}; give a word or a phrase")
    return tuple(lexicons.aliases().get(word, word) for word in found)


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


def _sequence_starts(words: pd.DataFrame, n: int) -> pd.Series:
    """Return at which words a sequence of n begins that nothing interrupts."""
    follows = pd.Series(True, words.index)
    for column, step in (("item_id", None), ("sentence", 0), ("position", n - 1)):
        ahead = words[column].shift(1 - n)
        follows &= (ahead == words[column]) if step is None else (ahead - words[column] == step)
    return follows


def _tally(hits: pd.DataFrame, words: pd.DataFrame | None, by: By | None) -> pd.DataFrame:
    """Count rows and items per group and term; with running words also their rate."""
    check_by(by)
    keys = ["term"] if by is None else [by, "term"]
    counts = (
        hits.groupby(keys, dropna=False, observed=True)
        .agg(hits=("term", "size"), items=("item", "nunique"))
        .reset_index()
    )
    if words is not None:
        if by is None:
            counts["words"] = len(words)
        else:
            sizes = words.groupby(by, dropna=False).size().rename("words").reset_index()
            counts = counts.merge(sizes, on=by, how="left")
        counts["per_1000"] = 1000 * counts["hits"] / counts["words"]
    counts["rank"] = -counts["hits"]
    counts = counts.sort_values([*keys[:-1], "rank", "term"], ignore_index=True)
    return counts.drop(columns="rank")


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
