"""Corpus → tokens and sentences as numbers, and which of them one reading of it reads."""

from array import array
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding.tokens import HASHTAG, TOKEN, URL, URL_TAIL, find_sentences, fold
from analysis.lexicons import Lexicons
from analysis.reading.corpus import Corpus
from analysis.tables import KEPT, LABELS, SET_ASIDE

Ints = npt.NDArray[np.int32]
CYRILLIC = ("\u0400", "\u052f")  # the first and the last letter of the blocks that are Cyrillic
Reading = Literal["raw", "cleaned", "distinct"]
READINGS: tuple[Reading, ...] = get_args(Reading)
# What each reading reads: raw everything as scraped, cleaned the kept spans, distinct the same of
# one item per cluster of duplicates.
SPANS_READ: dict[str, tuple[str, ...]] = {"raw": LABELS, "cleaned": KEPT, "distinct": KEPT}


@dataclass(frozen=True, eq=False)
class _Encoded:
    """All tokens and sentences of a corpus, in document order, removed spans included.

    One entry per token: ``start`` and ``end`` (offsets into the item's raw text), ``sentence``
    (row of the sentences), ``kind`` (code into `tokens.KINDS`), ``surface`` (code into
    ``surfaces``, the distinct spellings). One entry per sentence: ``sentence_item`` (row of
    ``corpus.items``), ``sentence_span`` (row of ``corpus.spans``), ``sentence_start``,
    ``sentence_end``. A sentence never crosses a span, nor a line.
    """

    start: Ints
    end: Ints
    sentence: Ints
    kind: npt.NDArray[np.int8]
    surface: Ints
    surfaces: list[str]
    sentence_item: Ints
    sentence_span: Ints
    sentence_start: Ints
    sentence_end: Ints


@dataclass(frozen=True, eq=False)
class Read:
    """What one reading reads: numbers of tokens, and of each sentence the number in its item."""

    corpus: Corpus
    reading: Reading
    encoded: _Encoded
    rows: npt.NDArray[np.intp]  # of the tokens
    number: Ints  # of every encoded sentence; 0 when it is not read

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per sentence: item_id, sentence, start, end."""
        rows = np.flatnonzero(self.number)
        ids = self.corpus.items["item_id"].array.take(self.encoded.sentence_item[rows])
        columns = (self.number, self.encoded.sentence_start, self.encoded.sentence_end)
        numbers = (column[rows].astype(np.int64) for column in columns)
        names = ("sentence", "start", "end")
        return pd.DataFrame({"item_id": ids, **dict(zip(names, numbers, strict=True))})

    @cached_property
    def sentences_per_item(self) -> npt.NDArray[np.int64]:
        """The number of sentences of every item of the corpus."""
        rows = np.flatnonzero(self.number)
        counts = np.bincount(self.encoded.sentence_item[rows], minlength=len(self.corpus.items))
        return counts.astype(np.int64)


def read(corpus: Corpus, reading: Reading, *, set_aside: bool = False) -> Read:
    """Choose the tokens and number the sentences of one reading; kept with the corpus.

    With ``set_aside`` the tokens of lines set aside (of nothing but hashtags) are among them.
    """
    if reading not in READINGS:
        raise ValueError(f"reading is {reading!r}; use one of {', '.join(READINGS)}")

    def make() -> Read:
        encoded = _encoded(corpus)
        of_item = counted_items(corpus, reading)[encoded.sentence_item]
        labels, of_span = corpus.spans["label"], encoded.sentence_span
        is_read = of_item & labels.isin(SPANS_READ[reading]).to_numpy()[of_span]
        total = np.cumsum(is_read)
        begins = np.flatnonzero(np.diff(encoded.sentence_item, prepend=-1))
        before = (total - is_read)[begins]  # sentences read before the item
        sizes = np.diff(np.append(begins, len(total)))
        number = np.where(is_read, total - np.repeat(before, sizes), 0).astype(np.int32)
        wanted = is_read
        if set_aside:
            wanted = is_read | (of_item & labels.isin(SET_ASIDE).to_numpy()[of_span])
        rows = np.flatnonzero(wanted[encoded.sentence])
        return Read(corpus, reading, encoded, rows, number)

    return corpus.once(("read", reading, set_aside), make)


def counted_items(corpus: Corpus, reading: Reading = "cleaned") -> npt.NDArray[np.bool_]:
    """Return which items can be counted: articles and posts with kept text."""
    # A copy of an earlier item, duplicate_of "002-6", is left out in the distinct text alone.
    items = corpus.items
    counted = items["kind"].isin(("article", "post")) & (items["text"] != "")
    if reading == "distinct":
        counted &= items["duplicate_of"] == ""
    return np.asarray(counted, bool)


def _encoded(corpus: Corpus) -> _Encoded:
    """Return all tokens and sentences of a corpus; found once and kept with it."""
    return corpus.once("encoded", lambda: _encode(corpus))


def _encode(corpus: Corpus) -> _Encoded:
    """Find all tokens and sentences of a corpus, each distinct spelling once."""
    raws = corpus.items["raw"].tolist()
    rows = {item_id: row for row, item_id in enumerate(corpus.items["item_id"].tolist())}
    starts, surfaces, kinds, n_tokens = array("i"), array("i"), array("b"), array("i")
    bounds: tuple[array[int], ...] = array("i"), array("i"), array("i"), array("i")
    codes: dict[str, int] = {}
    intern = codes.setdefault
    spans = (corpus.spans[column].tolist() for column in ("item_id", "start", "end"))
    for span, (item_id, first, last) in enumerate(zip(*spans, strict=True)):
        row = rows[item_id]
        raw = raws[row]
        for left, right in find_sentences(raw[first:last]):
            for column, value in zip(bounds, (row, span, first + left, first + right), strict=True):
                column.append(value)
        matches = list(TOKEN.finditer(raw, first, last))
        n_tokens.append(len(matches))
        starts.extend([match.start() for match in matches])
        kinds.extend([(match.lastindex or 1) - 1 for match in matches])
        words = [m[0].rstrip(URL_TAIL) if m.lastindex == URL + 1 else m[0] for m in matches]
        surfaces.extend([intern(word, len(codes)) for word in words])
    start, surface = np.array(starts, np.int32), np.array(surfaces, np.int32)
    sizes = np.fromiter(map(len, codes), np.int32, len(codes))
    items, of_spans, begins, ends = (np.array(column, np.int32) for column in bounds)
    span_of = np.repeat(np.arange(len(n_tokens)), n_tokens)
    sentence = _sentence_of(start, span_of, of_spans, ends)
    kind = np.array(kinds, np.int8)
    end = start + sizes[surface]
    return _Encoded(start, end, sentence, kind, surface, list(codes), items, of_spans, begins, ends)


def _sentence_of(start: Ints, span_of: npt.NDArray[np.intp], of_spans: Ints, ends: Ints) -> Ints:
    """Return for each token the first sentence of its span that ends behind its first character.

    What stands behind the last sentence of a span belongs to that one.
    """
    wide = np.int64(2**32)  # offsets are smaller
    behind = np.searchsorted(of_spans * wide + ends, span_of * wide + start, side="right")
    final = np.searchsorted(of_spans, span_of, side="right") - 1
    return np.minimum(behind, final).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What every distinct surface is folded and counted to; codes point into ``names``.

    ``folded``: `tokens.fold` of the surface, hashtags without their sign. ``term``: its spelling
    alias (aliases.tsv). ``bare``: the same without a possessive ending, as lexicon terms are
    compared: "Russia's" → russia.
    """

    names: list[str]
    folded: Ints
    term: Ints
    bare: Ints
    aliases: dict[str, str]
    _codes: dict[str, int]
    _lemmas: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, name: str) -> int:
        """Return the code of a name; -1 when nothing in the corpus is folded or counted to it."""
        return self._codes.get(name, -1)

    def lemmas(self, terms: Ints, language: str) -> Ints:
        """Return the codes of the dictionary forms of terms: words in Cyrillic letters in ru or uk.

        Others are lemmatized as English. The alias of the lemma is counted: "партнёров" →
        партнер, "strategies" → strategy. Each distinct term is looked up once.
        """
        import simplemma  # loads dictionaries: only when asked for

        aliases, known = self.aliases, self._lemmas
        distinct, places = np.unique(terms, return_inverse=True)
        lemmas = []
        for term in distinct.tolist():
            word = self.names[term].removesuffix("'s")
            code = language if CYRILLIC[0] <= word[:1] <= CYRILLIC[1] else "en"
            if (term, code) not in known:
                lemma = fold(simplemma.lemmatize(word, lang=code))
                known[term, code] = _intern(self._codes, self.names, aliases.get(lemma, lemma))
            lemmas.append(known[term, code])
        return np.array(lemmas, np.int32)[places]


def vocabulary(corpus: Corpus) -> Vocabulary:
    """Fold every distinct surface of a corpus; made once and kept with it."""
    return corpus.once("vocabulary", lambda: _fold_all(_encoded(corpus), corpus.lexicons))


def _fold_all(encoded: _Encoded, own: Lexicons) -> Vocabulary:
    aliases = lexicons.aliases(own)
    codes: dict[str, int] = {}
    names: list[str] = []
    kinds = np.zeros(len(encoded.surfaces), np.int8)
    kinds[encoded.surface] = encoded.kind
    columns: tuple[list[int], ...] = ([], [], [])
    for surface, kind in zip(encoded.surfaces, kinds.tolist(), strict=True):
        folded = fold(surface[1:] if kind == HASHTAG else surface)
        bare = folded.removesuffix("'s")
        forms = folded, aliases.get(folded, folded), aliases.get(bare, bare)
        for column, form in zip(columns, forms, strict=True):
            column.append(_intern(codes, names, form))
    as_written, counted, possessed = (np.array(column, np.int32) for column in columns)
    return Vocabulary(names, as_written, counted, possessed, aliases, codes)


def _intern(codes: dict[str, int], names: list[str], name: str) -> int:
    code = codes.setdefault(name, len(names))
    if code == len(names):
        names.append(name)
    return code
