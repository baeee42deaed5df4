"""Corpus → all its tokens and sentences as numbers; the same room for five texts and a million.

A span of the ledger is read by itself: no token and no sentence crosses its borders, so what was
removed beside it changes nothing. Spellings are kept once and tokens point to them; what a token
is folded or counted to is worked out per spelling (`readings.vocabulary`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.util import find_spec
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.finding.tokens import (
    APOSTROPHES,
    HYPHENS,
    NUMBER,
    TOKEN,
    URL,
    URL_TAIL,
    WORD,
    find_sentences,
)
from analysis.reading.corpus import Corpus

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
# "Russia-China's" → Russia, China; "об'єднання" stays whole, a possessive ending goes.
_PART = re.compile(rf"([^{HYPHENS}]+?)(?:[{APOSTROPHES}][sS])?(?:[{HYPHENS}]|$)")
WIDE = np.int64(2**32)  # item · 2³² + offset: a place in the corpus as one number
CHUNK_CHARS = 4_000_000  # read at a time: bounds the memory beside the result
KERNEL_CHARS = 20_000_000  # from here on the compiled kernel pays, if numba is there: extra [scale]


class Found(NamedTuple):
    """The tokens of some texts: offset, kind and code into ``surfaces`` of each; and how many."""

    start: Ints
    kind: npt.NDArray[np.int8]
    surface: Ints
    per_text: Ints
    surfaces: list[str]  # in order of appearance


@dataclass(frozen=True, eq=False)
class Store:
    """The tokens of a corpus in document order, removed spans included.

    One entry per token: ``start`` (offset into the item's raw text), ``kind`` (code into
    `tokens.KINDS`), ``surface`` (code into ``surfaces``), ``span`` (row of ``corpus.spans``); and
    per span ``item`` (row of ``corpus.items``).
    """

    start: Ints
    kind: npt.NDArray[np.int8]
    surface: Ints
    surfaces: list[str]
    span: Ints
    item: Ints
    origin: Ints | None = None  # of parts of compounds: the token that each is of

    def end(self, tokens: npt.NDArray[np.integer]) -> Ints:
        """Return where tokens end in their items' raw texts."""
        return np.asarray(self.start[tokens] + self._sizes[self.surface[tokens]], np.int32)

    @cached_property
    def spelt(self) -> list[tuple[str, int]]:
        """The spellings, each with the kind of its tokens."""
        kinds = np.zeros(len(self.surfaces), np.int8)
        kinds[self.surface] = self.kind
        return list(zip(self.surfaces, kinds.tolist(), strict=True))

    @cached_property
    def _sizes(self) -> Ints:
        return np.fromiter(map(len, self.surfaces), np.int32, len(self.surfaces))


class Sentences(NamedTuple):
    """All sentences of a corpus in document order, removed spans included.

    Per sentence the rows of its span and item, its offsets into the item's raw text; and
    ``of_token``, the sentence of every token.
    """

    span: Ints
    item: Ints
    start: Ints
    end: Ints
    of_token: Ints


def store(corpus: Corpus, *, split: bool = False) -> Store:
    """Return the tokens of a corpus, compounds whole or ``split``; found once and kept with it."""
    if split:
        return corpus.once("split store", lambda: _split(store(corpus)))

    def make() -> Store:
        start, end = (corpus.spans[name].to_numpy(np.int32) for name in ("start", "end"))
        large = (end - start).sum() >= KERNEL_CHARS and find_spec("numba") is not None
        find = partial(find_in, compiled=large)
        found = _join(corpus.spread.map(find, _chunks(corpus), "words"))
        span = np.repeat(np.arange(len(start), dtype=np.int32), found.per_text)
        columns = found.start + start[span], found.kind, found.surface, found.surfaces
        return Store(*columns, span, item_rows(corpus, corpus.spans["item_id"]))

    return corpus.once("store", make)


def sentences(corpus: Corpus) -> Sentences:
    """Return the sentences of a corpus; found when first asked for and kept with it."""

    def make() -> Sentences:
        found = list(corpus.spread.map(split_in, _chunks(corpus), "sentences"))
        start, end, size = map(np.concatenate, zip(*found, strict=True))
        span = np.repeat(np.arange(len(size), dtype=np.int32), size)
        begin = corpus.spans["start"].to_numpy(np.int32)[span]
        start, end = start + begin, end + begin
        tokens = store(corpus)
        # The first sentence of the token's span that ends behind its first character; what stands
        # behind the last sentence of a span belongs to that one.
        behind = np.searchsorted(span * WIDE + end, tokens.span * WIDE + tokens.start, "right")
        final = np.searchsorted(span, tokens.span, "right") - 1
        of_token = np.minimum(behind, final).astype(np.int32)
        return Sentences(span, tokens.item[span], start, end, of_token)

    return corpus.once("sentences", make)


def _split(whole: Store) -> Store:
    """Take hyphen compounds and possessives apart: "Russia-China's" is Russia and China."""
    parts: list[tuple[int, int, int]] = []  # spelling of the whole, offset in it, kind
    names: list[str] = []
    for n, (surface, kind) in enumerate(whole.spelt):
        matches = list(_PART.finditer(surface)) if kind == WORD else []
        # "20-летие" is 20 and летие
        parts += [(n, m.start(1), NUMBER if m[1].isdecimal() else WORD) for m in matches]
        parts += [(n, 0, kind)] * (not matches)
        names += [match[1] for match in matches] or [surface]
    of, offset, kinds = np.array(parts, np.int32).reshape(-1, 3).T
    codes, surfaces = pd.factorize(np.array(names, object))
    size = np.bincount(of, minlength=len(whole.surfaces))[whole.surface]
    origin = np.repeat(np.arange(len(size), dtype=np.int32), size)
    rank = np.arange(len(origin)) - (np.cumsum(size) - size)[origin]
    part = np.searchsorted(of, whole.surface)[origin] + rank
    start, kind_of, surface_of = whole.start[origin] + offset[part], kinds[part], codes[part]
    columns = start, kind_of.astype(np.int8), surface_of.astype(np.int32), surfaces.tolist()
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

        return Found(*kernel.find(texts))
    matches = [list(TOKEN.finditer(text)) for text in texts]
    every = list(chain.from_iterable(matches))
    start = np.array([match.start() for match in every], np.int32)
    kind = np.array([(match.lastindex or 1) - 1 for match in every], np.int8)
    words = [m[0].rstrip(URL_TAIL) if m.lastindex == URL + 1 else m[0] for m in every]
    surface, surfaces = pd.factorize(np.array(words, object))
    size = np.array(list(map(len, matches)), np.int32)
    return Found(start, kind, surface.astype(np.int32), size, surfaces.tolist())


def _join(parts: Iterable[Found]) -> Found:
    """Put the tokens of chunks together, each distinct spelling once."""
    codes: dict[str, int] = {}
    joined = [find_in([])]
    for part in parts:
        known = [codes.setdefault(word, len(codes)) for word in part.surfaces]
        joined.append(part._replace(surface=np.array(known, np.int32)[part.surface]))
    start, kind, surface, size = map(np.concatenate, [*zip(*joined, strict=True)][:4])
    return Found(start, kind, surface, size, list(codes))


def _chunks(corpus: Corpus) -> list[list[str]]:
    """Return the texts of all spans, several at a time."""
    raws, spans = corpus.items["raw"].tolist(), corpus.spans
    columns = item_rows(corpus, spans["item_id"]), spans["start"], spans["end"]
    places = zip(*(column.tolist() for column in columns), strict=True)
    texts = [raws[row][start:end] for row, start, end in places]
    chunk = np.cumsum(list(map(len, texts))) // CHUNK_CHARS
    bounds = [0, *(np.flatnonzero(np.diff(chunk)) + 1).tolist(), len(texts)]
    return [texts[first:stop] for first, stop in pairwise(bounds)]


def item_rows(corpus: Corpus, ids: Iterable[str]) -> Ints:
    """Return the rows of items by their ids; -1 for one that is not there."""
    index = corpus.once("item index", lambda: pd.Index(corpus.items["item_id"]))
    return np.asarray(index.get_indexer(ids), np.int32)
