"""Corpus → all its tokens and sentences as numbers, and which of them one reading reads."""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.util import find_spec
from itertools import chain, pairwise
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding.tokens import KINDS, find_sentences, find_tokens, fold, fold_as, parts_of
from analysis.reading.corpus import Corpus, once
from analysis.tables import KEPT, LABELS, SET_ASIDE, refuse

Reading = Literal["raw", "cleaned", "distinct", "distinct_by_period"]
READINGS: tuple[Reading, ...] = ("raw", "cleaned", "distinct")  # what claims are tried in
# Raw reads everything as scraped, cleaned the kept spans, distinct those of one item per cluster.
_SPANS_READ = {reading: LABELS if reading == "raw" else KEPT for reading in get_args(Reading)}
Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
# Of texts: offset, kind and spelling of each token, tokens of each text; the spellings in order.
Found = tuple[Ints, npt.NDArray[np.int8], Ints, Ints, list[str]]
WIDE = np.int64(2**32)  # item · 2³² + offset: a place in the corpus as one number
CHUNK_CHARS = 4_000_000  # read at a time: bounds the memory beside the result
LARGE = 100_000  # words of a vocabulary; fewer are looked up in packed dictionaries: 240 MB less
KERNEL_CHARS = 20_000_000  # from here on the compiled kernel pays, if numba is there: extra [scale]


@dataclass(frozen=True, eq=False)
class Store:
    """The tokens of a corpus in document order, removed spans included."""

    start: Ints  # offset into the item's raw text
    kind: npt.NDArray[np.int8]  # code into `tokens.KINDS`
    surface: Ints
    surfaces: list[str]
    span: Ints  # row of ``corpus.spans``
    item: Ints  # per span: row of ``corpus.items``
    origin: Ints | None = None  # of parts of compounds: the token that each is of
    SAVED = ("start", "kind", "surface", "written", "span", "item")  # with the corpus
    _sizes = cached_property(lambda self: np.fromiter(map(len, self.surfaces), np.int32))

    def end(self, tokens: npt.NDArray[np.integer]) -> Ints:
        """Return where tokens end in their items' raw texts."""
        return np.asarray(self.start[tokens] + self._sizes[self.surface[tokens]], np.int32)

    @property
    def written(self) -> npt.NDArray[np.uint8]:
        """The spellings as bytes, a line each: no token holds a line end."""
        return np.frombuffer("\n".join(self.surfaces).encode("utf-8", "surrogatepass"), np.uint8)


class Sentences(NamedTuple):
    """All sentences of a corpus in document order, removed spans included."""

    span: Ints  # row of ``corpus.spans``
    item: Ints
    start: Ints  # offset into the item's raw text
    end: Ints
    of_token: Ints  # per token its sentence


@dataclass(frozen=True, eq=False)
class Places:
    """Where words stand, whatever they count as."""

    corpus: Corpus
    store: Store
    token: Ints  # the first of each word
    # Of every word the row of its item, its offset, its sentence's row; of every item its words.
    item = cached_property(lambda self: self.store.item[self.store.span[self.token]])
    start = cached_property(lambda self: self.store.start[self.token])
    sentence_row = cached_property(lambda self: self.sentences_of(slice(None)))
    per_item = cached_property(lambda self: np.diff(self.bounds))

    @cached_property
    def bounds(self) -> npt.NDArray[np.int64]:
        """The first word of every item, and behind the last."""
        rows = np.arange(len(self.corpus.items) + 1, dtype=np.int32)
        return np.searchsorted(self.item, rows).astype(np.int64)

    def sentences_of(self, rows: slice | npt.NDArray[np.intp]) -> Ints:
        """Return the rows of some words' sentences among those of the corpus."""
        token, of_token = self.token[rows], sentences(self.corpus).of_token
        whole = token if self.store.origin is None else self.store.origin[token]
        return np.asarray(of_token[whole], np.int32)

    def first_from(self, items: Ints, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """Return the first word at or behind an offset of an item, else that behind the item."""
        low, high = self.bounds[items], self.bounds[items + 1]
        while (is_open := low < high).any():  # half of what is left is ruled out at once
            middle = (low + high) // 2
            is_before = self.store.start[self.token[np.where(is_open, middle, 0)]] < offsets
            low = np.where(is_open & is_before, middle + 1, low)
            high = np.where(is_open & ~is_before, middle, high)
        return low


@once
def store(corpus: Corpus, *, split: bool = False) -> Store:
    """Return the tokens of a corpus, compounds whole or ``split``; found once and kept with it."""
    if split:
        return _split(store(corpus))
    start, end = (corpus.spans[name].to_numpy(np.int32) for name in ("start", "end"))
    large = (end - start).sum() >= KERNEL_CHARS
    if large and hasattr(c := ctypes.pythonapi, "mallopt"):  # GNU C: M_MMAP_MAX, M_TRIM_THRESHOLD
        _ = c.mallopt(-4, 0), c.mallopt(-1, -1)  # memory is kept: new takes longer than counting
    if "store.written" in corpus.kept:
        parts = {part: np.asarray(corpus.kept[f"store.{part}"]) for part in Store.SAVED}
        lines = parts.pop("written").tobytes().decode("utf-8", "surrogatepass")
        return Store(surfaces=lines.split("\n") if lines else [], **parts)
    compiled = large and find_spec("numba") is not None
    find = partial(find_in, compiled=compiled)
    found = corpus.spread.map(find, _chunks(corpus), "words", threads=compiled)
    offset, kind, surface, size, surfaces = _join(found)
    span = np.repeat(np.arange(len(start), dtype=np.int32), size)
    item = item_rows(corpus, corpus.spans["item_id"])
    return Store(offset + start[span], kind, surface, surfaces, span, item)


@once
def sentences(corpus: Corpus) -> Sentences:
    """Return the sentences of a corpus; found when first asked for and kept with it."""
    if "sentences.span" in corpus.kept:
        return Sentences(*(np.asarray(corpus.kept[f"sentences.{p}"]) for p in Sentences._fields))
    found = list(corpus.spread.map(split_in, _chunks(corpus), "sentences"))
    start, end, size = map(np.concatenate, zip(*found, strict=True))
    span = np.repeat(np.arange(len(size), dtype=np.int32), size)
    begin = corpus.spans["start"].to_numpy(np.int32)[span]
    start, end = start + begin, end + begin
    tokens = store(corpus)
    # A token is of the last sentence that begins before it: sentences leave out blanks only.
    begins, places = span * WIDE + start, tokens.span * WIDE + tokens.start
    of_token = (np.searchsorted(begins, places, "right") - 1).astype(np.int32)
    return Sentences(span, tokens.item[span], start, end, of_token)


def _split(whole: Store) -> Store:
    """Take hyphen compounds and possessives apart: "Russia-China's" is Russia and China."""
    kind_of = np.zeros(len(whole.surfaces), np.int8)
    kind_of[whole.surface] = whole.kind
    spelt = enumerate(zip(whole.surfaces, kind_of.tolist(), strict=True))
    parts = [(n, *part) for n, (surface, kind) in spelt for part in parts_of(surface, kind)]
    of, offset, kinds = np.array([part[:3] for part in parts], np.int32).reshape(-1, 3).T
    codes, surfaces = pd.factorize(np.array([part[3] for part in parts], object))
    size = np.bincount(of, minlength=len(whole.surfaces))[whole.surface]
    origin = np.repeat(np.arange(len(size), dtype=np.int32), size)
    rank = np.arange(len(origin)) - (np.cumsum(size) - size)[origin]
    part = np.searchsorted(of, whole.surface)[origin] + rank
    start, kind, surface = whole.start[origin] + offset[part], kinds[part], codes[part]
    columns = start, kind.astype(np.int8), surface.astype(np.int32), surfaces.tolist()
    return Store(*columns, whole.span[origin], whole.item, origin)


def split_in(texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Find the sentences of texts: where each begins and ends, and how many each text has."""
    found = [find_sentences(text) for text in texts]
    bounds = np.array(list(chain.from_iterable(found)), np.int32).reshape(-1, 2)
    return bounds[:, 0], bounds[:, 1], np.array(list(map(len, found)), np.int32)


def find_in(texts: Sequence[str], *, compiled: bool = False) -> Found:
    """Find the tokens of texts, each by itself; the compiled kernel finds the same."""
    if compiled:
        from analysis.finding import kernel  # compiles at its first use

        return kernel.find(texts)
    found = [list(find_tokens(text, 0, len(text))) for text in texts]
    size = np.array(list(map(len, found)), np.int32)
    words = [text[a:b] for text, own in zip(texts, found, strict=True) for a, b, _ in own]
    places = [(start, KINDS.index(kind)) for own in found for start, _, kind in own]
    start, kind = np.array(places, np.int32).reshape(-1, 2).T
    surface, surfaces = pd.factorize(np.array(words, object))
    return start, kind.astype(np.int8), surface.astype(np.int32), size, surfaces.tolist()


def _join(parts: Iterable[Found]) -> Found:
    """Put the tokens of chunks together, each distinct spelling once."""
    codes: dict[str, int] = {}
    joined = [find_in([])[:4]]
    for start, kind, surface, size, surfaces in parts:
        known = np.array([codes.setdefault(word, len(codes)) for word in surfaces], np.int32)
        joined.append((start, kind, known[surface], size))
    start, kind, surface, size = map(np.concatenate, zip(*joined, strict=True))
    return start, kind, surface, size, list(codes)


def span_texts(corpus: Corpus) -> list[str]:
    """Return the texts of all spans."""
    raws, spans = corpus.items["raw"].tolist(), corpus.spans
    columns = item_rows(corpus, spans["item_id"]), spans["start"], spans["end"]
    places = zip(*(column.tolist() for column in columns), strict=True)
    return [raws[row][start:end] for row, start, end in places]


def _chunks(corpus: Corpus) -> list[list[str]]:
    """Return the texts of all spans, several at a time; no token or sentence crosses a border."""
    texts = span_texts(corpus)
    chunk = np.cumsum(list(map(len, texts))) // CHUNK_CHARS
    bounds = [0, *(np.flatnonzero(np.diff(chunk)) + 1).tolist(), len(texts)]
    return [texts[first:stop] for first, stop in pairwise(bounds)]


def item_rows(corpus: Corpus, ids: Iterable[str]) -> Ints:
    """Return the rows of items by their ids; -1 for one that is not there."""
    codes, distinct = pd.factorize(pd.Series(ids, dtype="str"), use_na_sentinel=False)
    return np.asarray(corpus.item_index.get_indexer(distinct)[codes], np.int32)


def spans_read(corpus: Corpus, reading: Reading, *, set_aside: bool = False) -> Bools:
    """Say which spans a reading reads; with ``set_aside`` also lines of nothing but hashtags."""
    refuse(reading not in _SPANS_READ, "reading", reading, ", ".join(_SPANS_READ))
    labels = (*_SPANS_READ[reading], *(SET_ASIDE if set_aside else ()))
    counted = counted_items(corpus, reading, set_aside=set_aside)[store(corpus).item]
    return np.asarray(counted & corpus.spans["label"].isin(labels).to_numpy())


@once
def numbers(corpus: Corpus, reading: Reading) -> Ints:
    """Return the number of each sentence in its item: 1, 2, …; 0 for one that is not read."""
    every = sentences(corpus)
    is_read = pd.Series(spans_read(corpus, reading)[every.span])
    return np.asarray(is_read.groupby(every.item).cumsum().where(is_read, 0), np.int32)


def counted_items(corpus: Corpus, reading: Reading, *, set_aside: bool = False) -> Bools:
    """Return which items can be counted: articles and posts with kept text, or with hashtags."""
    # A copy of an earlier item, duplicate_of "002-6", is left out in the distinct text alone.
    items, copy_of = corpus.items, corpus.items["duplicate_of"]
    counted = items["kind"].isin(("article", "post")) & (set_aside | (items["text"] != ""))
    if reading == "distinct":
        counted &= copy_of == ""
    if reading == "distinct_by_period":
        # A post of May that others copy in May and June → itself and the first copy of June.
        dates = [f"{date}_{end}" for date in ("published", "event") for end in ("from", "to")]
        months = [items[date].dt.to_period("M") for date in dates]
        published, event = (a.where(a == b) for a, b in (months[:2], months[2:]))
        by = {"text": corpus.originals, "month": published.fillna(event), "copy": copy_of != ""}
        keys = pd.DataFrame(by)[counted].sort_values("copy", kind="stable")  # copies come last
        counted &= ~keys.duplicated(["text", "month"]).reindex(items.index, fill_value=True)
    return np.asarray(counted, bool)


class Vocabulary(NamedTuple):
    """What every distinct surface is folded and counted to, as codes."""

    codes: dict[str, int]
    folded: Ints  # `tokens.fold_as` of the surface, hashtags without their sign
    term: Ints  # its spelling alias (aliases.tsv)
    bare: Ints  # the same without a possessive ending, as lexicon terms are: "Russia's" → russia
    aliases: dict[str, str]
    found: dict[str, dict[int, int]]  # by language: terms with their lemmas
    names: dict[str, str]  # words of names with their nominatives

    def lemmas(self, terms: Ints, language: str) -> Ints:
        """Return the codes of the dictionary forms of terms, Cyrillic ones in ru or uk."""
        # "strategies" → strategy; the alias of the lemma is counted: "партнёров" → партнер
        codes, names, found = self.codes, list(self.codes), self.found.setdefault(language, {})
        distinct = np.flatnonzero(np.isin(np.arange(len(names)), terms)).tolist()
        for term in (term for term in distinct if term not in found):
            lemma = self._lemma(names[term], language, small=len(distinct) < LARGE)
            found[term] = codes.setdefault(lemma, len(codes))
        lemmas = np.array([found.get(term, -1) for term in range(len(names))], np.int32)
        return lemmas[terms]

    def _lemma(self, word: str, language: str, *, small: bool = True) -> str:
        import simplemma  # loads dictionaries: only when asked for

        word = word.removesuffix("'s") or word  # "ʼs" alone is a word
        code = language if "\u0400" <= word[:1] <= "\u052f" else "en"  # the Cyrillic blocks
        lemma = fold(simplemma.lemmatize(word, lang=code, low_memory=small))
        return self.aliases.get(lemma, lemma)

    def forms(self, word: str) -> list[str]:
        """Return the dictionary forms of a word that need not occur."""
        return [self.names.get(word) or self._lemma(word, language) for language in ("ru", "uk")]


@once
def vocabulary(corpus: Corpus, *, split: bool = False) -> Vocabulary:
    """Fold every distinct surface of a corpus; made once and kept with it."""
    aliases, rows = lexicons.aliases(corpus.lexicons), []
    codes: dict[str, int] = {}
    for surface in store(corpus, split=split).surfaces:
        word = surface.lstrip("#＃")  # a hashtag's
        folded, bare = fold_as(word, aliases), fold(word).removesuffix("'s")
        forms = folded, aliases.get(folded, folded), aliases.get(bare, bare)
        rows.append([codes.setdefault(form, len(codes)) for form in forms])
    folds, terms, bares = np.array(rows, np.int32).reshape(-1, 3).T
    cases = lexicons.nominatives(corpus.lexicons)  # "Лавровым" is no form of the laurel
    known = ((codes[form], aliases.get(n, n)) for form, n in cases.items() if form in codes)
    names = {code: codes.setdefault(name, len(codes)) for code, name in known}
    return Vocabulary(codes, folds, terms, bares, aliases, {"ru": {**names}, "uk": names}, cases)
