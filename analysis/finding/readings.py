"""Corpus → which tokens and sentences one reading reads, and what every spelling is counted to."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding.store import Bools, Ints, Sentences, Store, sentences, store
from analysis.finding.tokens import HASHTAG, fold
from analysis.reading.corpus import Corpus
from analysis.tables import KEPT, LABELS, SET_ASIDE

Reading = Literal["raw", "cleaned", "distinct", "distinct_by_period"]
READINGS: tuple[Reading, ...] = ("raw", "cleaned", "distinct")  # what claims are tried in
# What each reading reads: raw everything as scraped, cleaned the kept spans, distinct the same of
# one item per cluster of duplicates, distinct_by_period of one per cluster and month.
SPANS_READ = {reading: LABELS if reading == "raw" else KEPT for reading in get_args(Reading)}


@dataclass(frozen=True, eq=False)
class Read:
    """What one reading reads: its tokens by number, and whether each span is part of its text."""

    corpus: Corpus
    reading: Reading
    rows: Ints  # of the tokens in the store
    spans: Bools
    split: bool = False  # whether compounds are taken apart

    @property
    def store(self) -> Store:
        """All tokens of the corpus."""
        return store(self.corpus, split=self.split)

    @property
    def all_sentences(self) -> Sentences:
        """All sentences of the corpus."""
        return sentences(self.corpus)

    def sentence(self, tokens: npt.NDArray[np.integer]) -> Ints:
        """Return the sentences of tokens of the store."""
        origin = self.store.origin
        whole = tokens if origin is None else origin[tokens]
        return np.asarray(self.all_sentences.of_token[whole])

    def hits(self, first: Ints, last: Ints) -> pd.DataFrame:
        """Return runs of tokens of the store as hits: item_id, sentence, start, end."""
        item, number = self.store.item[self.store.span[first]], self.number[self.sentence(first)]
        return self._table(item, number, self.store.start[first], self.store.end(last))

    @cached_property
    def number(self) -> Ints:
        """The number of every sentence in its item: 1, 2, …; 0 when it is not read."""
        item, is_read = self.all_sentences.item, self.spans[self.all_sentences.span]
        total: npt.NDArray[np.int64] = np.cumsum(is_read)
        opens = np.diff(item, prepend=-1) != 0
        before = np.maximum.accumulate(np.where(opens, total - is_read, 0))  # read before the item
        return np.where(is_read, total - before, 0).astype(np.int32)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per sentence: item_id, sentence, start, end."""
        every, rows = self.all_sentences, np.flatnonzero(self.number)
        return self._table(every.item[rows], self.number[rows], every.start[rows], every.end[rows])

    @cached_property
    def sentences_per_item(self) -> npt.NDArray[np.int64]:
        """The number of sentences of every item of the corpus."""
        items = self.all_sentences.item[self.number > 0]
        return np.bincount(items, minlength=len(self.corpus.items)).astype(np.int64)

    def _table(self, item: Ints, sentence: Ints, start: Ints, end: Ints) -> pd.DataFrame:
        ids = self.corpus.items["item_id"].array.take(item)
        places = {"sentence": sentence, "start": start, "end": end}
        return pd.DataFrame({"item_id": ids, **places}).astype(dict.fromkeys(places, "int64"))


def read(corpus: Corpus, reading: Reading, *, set_aside: bool = False, split: bool = False) -> Read:
    """Choose the tokens of one reading; kept with the corpus.

    With ``set_aside`` the tokens of lines set aside (of nothing but hashtags) are among them.
    """
    if reading not in SPANS_READ:
        raise ValueError(f"reading is {reading!r}; use one of {', '.join(SPANS_READ)}")

    def make() -> Read:
        tokens, labels = store(corpus, split=split), corpus.spans["label"]
        counted = counted_items(corpus, reading)[tokens.item]
        spans = counted & labels.isin(SPANS_READ[reading]).to_numpy()
        wanted = spans | (counted & labels.isin(SET_ASIDE).to_numpy()) if set_aside else spans
        rows = np.flatnonzero(wanted[tokens.span]).astype(np.int32)
        return Read(corpus, reading, rows, spans, split)

    return corpus.once(("read", reading, set_aside, split), make)


def counted_items(corpus: Corpus, reading: Reading = "cleaned") -> npt.NDArray[np.bool_]:
    """Return which items can be counted: articles and posts with kept text."""
    # A copy of an earlier item, duplicate_of "002-6", is left out in the distinct text alone.
    items = corpus.items
    counted = items["kind"].isin(("article", "post")) & (items["text"] != "")
    if reading == "distinct":
        counted &= items["duplicate_of"] == ""
    if reading == "distinct_by_period":
        counted &= _opens_month(items[counted]).reindex(items.index, fill_value=False)
    return np.asarray(counted, bool)


def _opens_month(items: pd.DataFrame) -> pd.Series:
    """Say which items are the first of their cluster in their month, or without one."""
    # A post of May that others copy in May and June → itself and the first copy of June.
    dates = [f"{date}_{end}" for date in ("published", "event") for end in ("from", "to")]
    months = [items[date].dt.to_period("M") for date in dates]
    published, event = (a.where(a == b) for a, b in (months[:2], months[2:]))
    copy_of = items["duplicate_of"]
    text = copy_of.where(copy_of != "", items["item_id"])
    keys = pd.DataFrame({"text": text, "month": published.fillna(event), "copy": copy_of != ""})
    keys = keys.sort_values("copy", kind="stable")  # the one that counts comes first
    return ~keys.duplicated(["text", "month"])


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What every distinct surface is folded and counted to: codes into the keys of ``codes``.

    ``folded``: `tokens.fold` of the surface, hashtags without their sign. ``term``: its spelling
    alias (aliases.tsv). ``bare``: the same without a possessive ending, as lexicon terms are
    compared: "Russia's" → russia.
    """

    codes: dict[str, int]
    folded: Ints
    term: Ints
    bare: Ints
    aliases: dict[str, str]
    _lemmas: dict[tuple[int, str], int] = field(default_factory=dict)

    def lemmas(self, terms: Ints, language: str) -> Ints:
        """Return the codes of the dictionary forms of terms: words in Cyrillic letters in ru or uk.

        Others are lemmatized as English. The alias of the lemma is counted: "партнёров" →
        партнер, "strategies" → strategy. Each distinct term is looked up once.
        """
        import simplemma  # loads dictionaries: only when asked for

        codes, known, names = self.codes, self._lemmas, list(self.codes)
        distinct = np.flatnonzero(np.bincount(terms))
        lemmas = np.zeros(distinct.max(initial=-1) + 1, np.int32)
        for term in distinct.tolist():
            word = names[term].removesuffix("'s")
            code = language if "\u0400" <= word[:1] <= "\u052f" else "en"  # the Cyrillic blocks
            if (term, code) not in known:
                lemma = fold(simplemma.lemmatize(word, lang=code))
                known[term, code] = codes.setdefault(self.aliases.get(lemma, lemma), len(codes))
            lemmas[term] = known[term, code]
        return lemmas[terms]


def vocabulary(corpus: Corpus, *, split: bool = False) -> Vocabulary:
    """Fold every distinct surface of a corpus; made once and kept with it."""

    def make() -> Vocabulary:
        tokens, aliases = store(corpus, split=split), lexicons.aliases(corpus.lexicons)
        codes: dict[str, int] = {}
        rows = []
        for surface, kind in tokens.spelt:
            folded = fold(surface[1:] if kind == HASHTAG else surface)
            bare = folded.removesuffix("'s")
            forms = folded, aliases.get(folded, folded), aliases.get(bare, bare)
            rows.append([codes.setdefault(form, len(codes)) for form in forms])
        folds, terms, bares = np.array(rows, np.int32).reshape(-1, 3).T
        return Vocabulary(codes, folds, terms, bares, aliases)

    return corpus.once(("vocabulary", split), make)
