"""Corpus → all its tokens and sentences as numbers; the same room for five texts and a million.

A span of the ledger is read by itself: no token and no sentence crosses its borders, so what was
removed beside it changes nothing. Spellings are kept once and tokens point to them; what a token
is folded or counted to is worked out per spelling (`readings.vocabulary`).
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.util import find_spec
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
_NONE = np.zeros(0, np.int32)
# "Russia-China's" → Russia, China; "об'єднання" stays whole, a possessive ending goes.
_PART = re.compile(rf"([^{HYPHENS}]+?)(?:[{APOSTROPHES}][sS])?(?:[{HYPHENS}]|$)")
WIDE = np.int64(2**32)  # item · 2³² + offset: a place in the corpus as one number
CHUNK_CHARS = 4_000_000  # read at a time: bounds the memory beside the result
KERNEL_CHARS = 20_000_000  # from here on the compiled kernel pays, if numba is there: extra [scale]


class Found(NamedTuple):
    """The tokens of some texts: offsets in them, kinds, codes into ``surfaces``, tokens per text.

    Texts read apart are joined by `_join`: spellings get one number, in order of appearance.
    """

    start: Ints
    kind: npt.NDArray[np.int8]
    surface: Ints
    per_text: Ints
    surfaces: list[str]


@dataclass(frozen=True, eq=False)
class Store:
    """The tokens of a corpus in document order, removed spans included.

    One entry per token: ``start`` (offset into the item's raw text), ``kind`` (code into
    `tokens.KINDS`), ``surface`` (code into ``surfaces``). One per row of ``corpus.spans``:
    ``item`` (row of ``corpus.items``) and ``first``, its first token.
    """

    start: Ints
    kind: npt.NDArray[np.int8]
    surface: Ints
    surfaces: list[str]
    item: Ints
    first: npt.NDArray[np.int64]
    origin: Ints | None = None  # of parts of compounds: the token that each is of

    def end(self, tokens: npt.NDArray[np.integer]) -> Ints:
        """Return where tokens end in their items' raw texts."""
        ends: Ints = self.start[tokens] + self._sizes[self.surface[tokens]]
        return ends

    @cached_property
    def span(self) -> Ints:
        """Return for every token the row of its span."""
        sizes = np.diff(np.append(self.first, len(self.start)))
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

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
        first = np.cumsum(found.per_text, dtype=np.int64) - found.per_text
        place = found.start + np.repeat(start, found.per_text)
        return Store(place, found.kind, found.surface, found.surfaces, item_of_span(corpus), first)

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
    codes: dict[str, int] = {}
    kinds = np.zeros(len(whole.surfaces), np.int8)
    kinds[whole.surface] = whole.kind
    parts: list[tuple[int, int, int]] = []  # offset in the token, spelling, kind
    counts = []
    for surface, kind in zip(whole.surfaces, kinds.tolist(), strict=True):
        before = len(parts)
        for part in _PART.finditer(surface) if kind == WORD else ():
            of = NUMBER if part[1].isdecimal() else WORD  # "20-летие" is 20 and летие
            parts.append((part.start(1), codes.setdefault(part[1], len(codes)), of))
        if len(parts) == before:
            parts.append((0, codes.setdefault(surface, len(codes)), kind))
        counts.append(len(parts) - before)
    offset, spelling, of_kind = np.array(parts, np.int32).reshape(-1, 3).T
    sizes = np.array(counts, np.int64)
    size, behind = sizes[whole.surface], np.cumsum(sizes)
    ends = np.append(0, np.cumsum(size))
    origin = np.repeat(np.arange(len(size), dtype=np.int32), size)
    rank = np.arange(len(origin)) - ends[origin]
    part = (behind - sizes)[whole.surface[origin]] + rank
    start, kind_of = whole.start[origin] + offset[part], of_kind[part].astype(np.int8)
    spelt, first = spelling[part], ends[whole.first]
    return Store(start, kind_of, spelt, list(codes), whole.item, first, origin)


def split_in(texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Find the sentences of texts: where each begins and ends, and how many each text has."""
    found = [find_sentences(text) for text in texts]
    bounds = np.array([bound for listed in found for bound in listed], np.int32).reshape(-1, 2)
    return bounds[:, 0], bounds[:, 1], np.array(list(map(len, found)), np.int32)


def find_in(texts: Sequence[str], *, compiled: bool = False) -> Found:
    """Find the tokens of texts, each by itself; the compiled kernel finds the same."""
    if compiled:
        from analysis.finding import kernel  # compiles at its first use

        return Found(*kernel.find(texts))
    starts, kinds, surfaces, sizes = array("i"), array("b"), array("i"), array("i")
    codes: dict[str, int] = {}
    intern = codes.setdefault
    for text in texts:
        matches = list(TOKEN.finditer(text))
        sizes.append(len(matches))
        starts.extend([match.start() for match in matches])
        kinds.extend([(match.lastindex or 1) - 1 for match in matches])
        words = [m[0].rstrip(URL_TAIL) if m.lastindex == URL + 1 else m[0] for m in matches]
        surfaces.extend([intern(word, len(codes)) for word in words])
    start, surface, size = (np.array(column, np.int32) for column in (starts, surfaces, sizes))
    return Found(start, np.array(kinds, np.int8), surface, size, list(codes))


def _join(parts: Iterable[Found]) -> Found:
    """Put the tokens of chunks together, each distinct spelling once."""
    codes: dict[str, int] = {}
    joined: list[Found] = []
    for part in parts:
        known = [codes.setdefault(word, len(codes)) for word in part.surfaces]
        joined.append(part._replace(surface=np.array(known, np.int32)[part.surface]))
    columns = ([getattr(part, name) for part in joined] for name in Found._fields[:4])
    start, kind, surface, size = (np.concatenate([_NONE, *column]) for column in columns)
    return Found(start, kind.astype(np.int8), surface, size, list(codes))


def _chunks(corpus: Corpus) -> list[list[str]]:
    """Return the texts of all spans, several at a time."""
    raws = corpus.items["raw"].tolist()
    chunks: list[list[str]] = [[]]
    size = 0
    columns = corpus.spans["start"].tolist(), corpus.spans["end"].tolist()
    for row, start, end in zip(item_of_span(corpus).tolist(), *columns, strict=True):
        if size >= CHUNK_CHARS:
            chunks.append([])
            size = 0
        chunks[-1].append(raws[row][start:end])
        size += end - start
    return chunks


def item_of_span(corpus: Corpus) -> Ints:
    """Return for each row of the spans the row of its item."""

    def make() -> Ints:
        ids = pd.Index(corpus.items["item_id"])
        return np.asarray(ids.get_indexer(corpus.spans["item_id"]), np.int32)

    return corpus.once("item of span", make)
