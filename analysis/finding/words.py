"""Corpus → the running words of one reading: where each stands and what it counts as."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from importlib.util import find_spec
from itertools import compress
from operator import add, attrgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding import store as stored
from analysis.finding.store import WIDE, Bools, Ints, Reading, item_rows, numbers, vocabulary
from analysis.finding.tokens import HASHTAG, KINDS, WORDLIKE, fold_as
from analysis.reading.corpus import Corpus, once
from analysis.tables import refuse

KERNEL_WORDS = 1_000_000  # from here on compiled code counts, if numba is there: extra [scale]


@dataclass(frozen=True, eq=False)
class Words:
    """Running words, or other things found in a text, in document order; made by `words`."""

    at: stored.Places
    reading: Reading
    lemmatize: bool
    stopwords: frozenset[str] | None  # None: both lists of stopwords.tsv
    last: Ints  # token of each word, of most the first
    term: Ints  # code into ``terms``
    terms: Sequence[str]
    listed: Bools  # whether it belongs into word lists: no stop-word
    whole: bool  # False for a part: see `where`
    store, item, start = (property(attrgetter(f"at.{n}")) for n in ("store", "item", "start"))
    sentence_row, per_item = (property(attrgetter(f"at.{n}")) for n in ("sentence_row", "per_item"))
    split_compounds = property(lambda self: self.store.origin is not None)
    # What each spelling counts as; the terms as an array of strings.
    known = property(lambda self: vocabulary(self.corpus, split=self.split_compounds))
    names = cached_property(lambda self: pd.array(self.terms, dtype="str"))
    alphabet = cached_property(lambda self: np.argsort(self.names.argsort()))  # places in it
    _codes = cached_property(lambda self: {term: code for code, term in enumerate(self.terms)})
    # Of every word: where it ends, form before aliases, its sentence's number (0: none).
    end = cached_property(lambda self: self.store.end(self.last))
    folded = cached_property(lambda self: self.known.folded[self.store.surface[self.token]])
    sentence = cached_property(lambda self: numbers(self.corpus, self.reading)[self.sentence_row])

    @property
    def corpus(self) -> Corpus:
        """What they were read from."""
        return self.at.corpus

    @property
    def token(self) -> Ints:
        """The first token of each."""
        return self.at.token

    @cached_property
    def place(self) -> Ints:
        """Where every word stands among the tokens, if a word of several counts as one."""
        # "Wang Yi met" as two words: the tokens are 0 to 1 and 2, the places 0 and 1.
        if self.last is self.token:
            return self.token
        more = self.last - self.token
        return self.token - np.cumsum(more, dtype=np.int32) + more

    def __len__(self) -> int:
        return len(self.term)

    def __repr__(self) -> str:
        forms = "dictionary forms" if self.lemmatize else "word forms"
        return f"<{len(self):,} running words, {self.reading} text, {forms}>"

    def take(self, rows: npt.NDArray[np.intp] | Bools) -> "Words":
        """Return some of the words: by number or by a mask, in order."""
        at = replace(self.at, token=self.token[rows])
        last = at.token if self.last is self.token else self.last[rows]
        parts = {name: getattr(self, name)[rows] for name in ("term", "listed")}
        return replace(self, whole=False, at=at, last=last, **parts)

    def where(self, *, items: Any = None, sentences: pd.DataFrame | None = None) -> "Words":
        """Return the words of some items (ids) or sentences (hits; of `voices` what is said)."""
        kept = np.ones(len(self), bool)
        if items is not None:
            rows = self.corpus.item_index.get_indexer(wanted := list(items))
            refuse((rows < 0).any(), "no item", next(compress(wanted, rows < 0), ""))
            kept &= np.isin(self.item, rows)
        if sentences is not None:
            kept &= self.rows_of(sentences) >= 0
        return self.take(kept)

    def draw(self, sizes: npt.NDArray[np.int64], most: int) -> "Words":
        """Return the words of items drawn by lot that hold about ``most``; all, if no more do."""
        share = most / max(1, sizes[self.per_item > 0].sum())
        lot = np.random.default_rng(most).random(len(sizes)) < share
        return self if share >= 1 else self.take(lot[self.item])

    def rows_of(self, sentences: pd.DataFrame) -> npt.NDArray[np.intp]:
        """Return for each word the row of its sentence (of `voices`: if it is said), or -1."""
        items = item_rows(self.corpus, sentences["item_id"])
        keys = pd.Index(items * WIDE + sentences["sentence"].to_numpy(np.int64))
        every, number = stored.sentences(self.corpus), numbers(self.corpus, self.reading)
        rows = np.asarray(keys.get_indexer(every.item * WIDE + number)[self.sentence_row])
        if len(sentences) and "said_start" in sentences:
            rows = np.where(is_said(self.start, self.end, sentences.iloc[rows]), rows, -1)
        return rows

    def code(self, term: str) -> int:
        """Return the code of a counted term; -1 when there is none."""
        return int(self._codes.get(term, -1))

    def places(self, *terms: str) -> npt.NDArray[np.intp]:
        """Return the numbers of the words with one of some terms, in document order."""
        if len(terms) == 1:
            return np.flatnonzero(self.term == self.code(terms[0]))
        is_sought = np.isin(np.arange(len(self.terms)), [self.code(term) for term in terms])
        return np.flatnonzero(is_sought[self.term])

    def hits(self, rows: Any = slice(None), last: Any = None) -> pd.DataFrame:
        """Return words (up to others) as hits: item_id, sentence, start, end, term."""
        own, end = self.take(rows), self.store.end(self.last[rows if last is None else last])
        found = hits_table(self.corpus, own.item, own.sentence, own.start, end)
        return found.assign(term=self.names.take(own.term))

    def hashtags(self) -> "Words":
        """Find the hashtags of the text and of lines set aside, as #terms; there sentence is 0."""

        def make() -> Words:
            tokens = read(self.corpus, self.reading, set_aside=True)
            tags = _words(tokens, False, frozenset(), (HASHTAG,))
            return replace(tags, term=tags.folded, terms=[f"#{name}" for name in tags.terms])

        tags = self.corpus.once(("hashtags", self.reading), make)
        if self.whole:
            return tags
        # A tag in a line set aside is in no sentence: it belongs to parts that hold its whole item.
        every = words(self.corpus, self.reading, split_compounds=self.split_compounds)
        complete = self.per_item == every.per_item
        return tags.take(np.isin(tags.sentence_row, self.sentence_row) | complete[tags.item])

    def tally(self, unit: Ints, group: Any = None, n: int = 1) -> Any:
        """Count terms of n words in each group of units: a first word, hits and units of each."""
        # A unit is an item or a sentence; n words count side by side if those at the ends do.
        refuse(n < 1, "n", n)
        group = np.zeros(unit.max(initial=0) + 1, np.int64) if group is None else group
        if len(self) >= KERNEL_WORDS and find_spec("numba") is not None:
            from analysis.finding import kernel  # compiles at its first use

            where = (self.place, self.sentence_row) if n > 1 else (self.token, self.token)
            bounds = np.searchsorted(unit, np.arange(len(group) + 1, dtype=unit.dtype))
            return kernel.tally((*where, self.listed, group, self.term), bounds, n, len(self.terms))
        first = np.flatnonzero(self.listed[: max(0, len(self) - n + 1)])
        first = first[self.listed[first + n - 1]]
        first = first[self.adjoin(first, first + n - 1, n - 1)] if n > 1 else first
        keys = [group[unit[first]], *(self.term[first + k] for k in range(n))]
        found = pd.DataFrame({"first": first, "unit": unit[first]}).groupby(keys, sort=False)
        return found.agg({"first": ["first", "size"], "unit": "nunique"}).to_numpy().T

    def spell(self, first: Any, n: int = 1) -> Any:
        """Write out the terms that begin at some words."""
        spaced = self.names + " " if n > 1 else self.names  # each once, not at every place
        spelt = (spaced.take(self.term[first + k]) for k in range(n - 1))
        return reduce(add, [*spelt, self.names.take(self.term[first + n - 1])])

    def same(self, word: int, n: int = 1) -> npt.NDArray[np.intp]:
        """Return where the listed term that begins at a word, of n words, occurs."""
        rows = np.flatnonzero(self.term[: len(self) - n + 1] == self.term[word])
        for k in range(1, n):
            rows = rows[self.term[rows + k] == self.term[word + k]]
        rows = rows[self.listed[rows] & self.listed[rows + n - 1]]
        return rows[self.adjoin(rows, rows + n - 1, n - 1)] if n > 1 else rows

    def adjoin(self, first: Any, last: Any, steps: int) -> Bools:
        """Say which words stand in the sentence of words ``steps`` before, only words between."""
        same = self.sentence_row[first] == self.sentence_row[last]
        # "met 12 ministers" → met is token 1, ministers token 3: two words, but not side by side
        return np.asarray(same & (self.place[last] - self.place[first] == steps), bool)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """All sentences of the reading: item_id, sentence, start, end."""
        every, number = stored.sentences(self.corpus), numbers(self.corpus, self.reading)
        columns = every.item, number, every.start, every.end
        return hits_table(self.corpus, *(column[number > 0] for column in columns))

    @cached_property
    def sentences_per_item(self) -> npt.NDArray[np.int64]:
        """The number of sentences of the reading in every item of the corpus."""
        items = stored.sentences(self.corpus).item[numbers(self.corpus, self.reading) > 0]
        return np.bincount(items, minlength=len(self.corpus.items)).astype(np.int64)


Given: TypeAlias = Words | Corpus  # a corpus stands for its cleaned word forms


def hits_table(corpus: Corpus, item: Ints, sentence: Ints, start: Ints, end: Ints) -> pd.DataFrame:
    """Return places as hits: item_id, sentence, start, end."""
    ids = corpus.items["item_id"].array.take(item)
    places = {"sentence": sentence, "start": start, "end": end}
    return pd.DataFrame({"item_id": ids, **places}).astype(dict.fromkeys(places, "int64"))


def is_said(start: Any, end: Any, sentences: pd.DataFrame) -> Bools:
    """Return which places are among what is said in their sentences, given row by row."""
    # Of "Trade grows, Wang Yi said, and will grow" all but "Wang Yi said".
    inside = (sentences["said_start"] <= start) & (end <= sentences["said_end"])
    return np.asarray(inside & ((end <= sentences["by_start"]) | (sentences["by_end"] <= start)))


def words(
    corpus: Corpus,
    reading: Reading = "cleaned",
    *,
    lemmatize: bool = False,
    stopwords: Collection[str] | None = None,
    split_compounds: bool = False,
) -> Words:
    """Read the running words of a corpus' articles and posts, once; every count starts here.

    - reading: ``raw`` (furniture and repeats included), ``cleaned``, ``distinct`` (cleaned, one
      item per cluster of duplicates) or ``distinct_by_period`` (one of each month).
    - lemmatize: count dictionary forms instead of word forms (simplemma; English possessives
      dropped); Cyrillic words in the language of their item.
    - stopwords: left out of word lists, not of denominators; None means both lists of
      stopwords.tsv, an empty collection keeps all words.
    - split_compounds: count the parts of hyphen compounds, and possessives without their ending:
      "Russia-China" is a hit of russia and of china, not of russia-china. Hashtags stay whole.

    >>> from analysis import load_corpus
    >>> words(load_corpus("seeds"), lemmatize=True)
    <2,979 running words, cleaned text, dictionary forms>
    """
    listed = [stopwords] if isinstance(stopwords, str) else stopwords
    own = lexicons.aliases(corpus.lexicons)
    chosen = None if listed is None else frozenset(fold_as(word, own) for word in listed)
    return _words(read(corpus, reading, split=split_compounds), lemmatize, chosen)


def as_words(of: Given) -> Words:
    """Return words as they are, and for a corpus its cleaned word forms."""
    return of if isinstance(of, Words) else words(of)


@once
def with_numbers(given: Words) -> Words:
    """Add the numbers and addresses of a text to its words; of a part, those beside its words."""
    ways = given.lemmatize, frozenset[str](), tuple(range(len(KINDS)))
    every = _words(read(given.corpus, given.reading, split=given.split_compounds), *ways)
    if given.whole:
        return every
    inside, row = np.isin(every.token, given.token), every.sentence_row
    same = row[1:] == row[:-1]
    beside = np.append(inside[1:] & same, False) | np.append(False, inside[:-1] & same)
    return every.take(inside | (beside & ~np.isin(every.store.kind, WORDLIKE)[every.token]))


@once
def read(corpus: Corpus, reading: Reading, set_aside: bool = False, split: bool = False) -> Words:
    """Return all tokens of a reading, numbers and addresses too, as lexicon terms are compared."""
    tokens, known = stored.store(corpus, split=split), vocabulary(corpus, split=split)
    wanted = stored.spans_read(corpus, reading, set_aside=set_aside)
    rows = np.arange(len(tokens.span), dtype=np.int32)[wanted[tokens.span]]
    found = rows, known.bare[tokens.surface[rows]], list(known.codes), np.ones(len(rows), bool)
    return Words(stored.Places(corpus, tokens, rows), reading, False, None, *found, True)


@once
def _of_kinds(tokens: Words, kinds: tuple[int, ...]) -> stored.Places:
    """Return where the tokens of some kinds stand."""
    kind = tokens.store.kind[tokens.token]
    return replace(tokens.at, token=tokens.token[np.isin(range(len(KINDS)), kinds)[kind]])


@once
def _words(tokens: Words, lemmatize: bool, stopwords: Any, kinds: Any = WORDLIKE) -> Words:
    """Put the tokens of these kinds together with the terms they are counted under."""
    corpus, known, at = tokens.corpus, tokens.known, _of_kinds(tokens, kinds)
    surface = tokens.store.surface[at.token]
    term = known.term[surface]
    if lemmatize:
        is_ukrainian = (corpus.items["language"] == "uk").to_numpy()[tokens.store.item]
        own = is_ukrainian[tokens.store.span[at.token]]
        parts = {"ru": ~own, "uk": own} if own.any() else {"ru": slice(None)}  # as in most corpora
        for language, part in parts.items():
            term[part] = known.lemmas(term[part], language)
    listed = lexicons.stopwords(lexicons=corpus.lexicons) if stopwords is None else stopwords
    terms = list(known.codes)
    is_stop = np.array([name in listed for name in terms], bool)
    kept = ~(is_stop[known.folded][surface] | is_stop[term])
    columns: Any = {"at": at, "last": at.token, "term": term, "terms": terms, "listed": kept}
    return replace(tokens, lemmatize=lemmatize, stopwords=stopwords, **columns)
