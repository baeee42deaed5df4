"""Lexicon terms → hits: topics, occasions, actors and places; the longest match at a word wins."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding.readings import Ints, Read, Vocabulary, read, vocabulary
from analysis.finding.search import lookup_terms
from analysis.finding.tokens import fold
from analysis.finding.words import Words, as_words
from analysis.lexicons import Lexicons
from analysis.reading.corpus import Corpus


class _Term(Protocol):
    """What a row of a lexicon must say to be found."""

    @property
    def term(self) -> str:
        """The word, phrase or beginning of a word."""

    @property
    def match(self) -> str:
        """``word``, ``phrase`` or ``prefix``."""

    @property
    def is_acronym(self) -> bool:
        """Whether only capitals count."""


T = TypeVar("T", bound=_Term)


def topic_hits(of: Words | Corpus) -> pd.DataFrame:
    """List every occurrence of a term of topics.tsv.

    Matching is on folded tokens inside a sentence, from left to right. The longest match at a
    token wins, and no token belongs to two hits, so that a phrase and the words inside it are not
    counted twice. A term of up to five capitals matches capitals only (US is not "us").

    Returns
    -------
    One row per hit in document order: item_id, sentence, start, end (offsets into the item's raw
    text), topic, term (as in the lexicon).
    """
    return lexicon_hits(of, "topics")


def lexicon_hits(of: Words | Corpus, lexicon: str) -> pd.DataFrame:
    """List every occurrence of a term of ``topics`` or ``occasions``; see `topic_hits`.

    The fifth column is named after the group of the lexicon: topic or occasion.
    """
    group = lexicon.removesuffix("s")
    return _hits(of, lexicon, partial(lexicons.entries, lexicon), {group: "group", "term": "term"})


def name_hits(of: Words | Corpus) -> pd.DataFrame:
    """List every occurrence of an actor or place of names.tsv.

    Found as in `topic_hits`: "the Chinese foreign minister Wang Yi" is two hits, and China is
    none of them.

    Returns
    -------
    One row per hit in document order: item_id, sentence, start, end (offsets into the item's raw
    text), name, kind (actor | place), side (china | russia | other | empty).

    Examples
    --------
    >>> from analysis import load_corpus
    >>> name_hits(load_corpus("seeds"))["name"].head(2).tolist()
    ['Wang Yi', 'Chinese side']
    """
    return _hits(of, "names", lexicons.names, dict.fromkeys(("name", "kind", "side")))


def find_entries(tokens: Read, entries: Iterable[T]) -> Iterator[tuple[int, int, T]]:
    """Yield (first token, last token, entry) of the hits in a reading, left to right.

    The numbers count the tokens of the reading. No token belongs to two hits.
    """
    matcher = Matcher.of(entries, tokens)
    free = 0  # the first token that belongs to no hit yet
    for n in matcher.openings:
        if n >= free and (match := next(matcher.at(n), None)):
            last, entry = match
            free = last + 1
            yield n, last, entry


@dataclass(frozen=True, eq=False)
class Matcher(Generic[T]):
    """Lexicon entries by how they are found among the tokens of one reading; see `of`."""

    openings: Sequence[int]  # tokens where a hit can begin
    terms: list[int]  # code of every token, without possessive ending
    sentences: list[int]  # row of every token's sentence
    surfaces: Ints  # code of every token's spelling
    spellings: list[str]
    words: dict[int, list[T]]
    phrases: dict[int, list[tuple[list[int], T]]]  # first word → all words, entry; longest first
    prefixes: dict[int, list[T]]  # term → entries it begins with, longest first

    @classmethod
    def of(cls, entries: Iterable[T], tokens: Read) -> "Matcher[T]":
        """Look the entries up in the vocabulary, so that only terms that occur are sought."""
        known = vocabulary(tokens.corpus)
        words: dict[int, list[T]] = defaultdict(list)
        phrases: dict[int, list[tuple[list[int], T]]] = defaultdict(list)
        begins: dict[str, T] = {}
        for entry in entries:
            if entry.match == "prefix":
                begins[fold(entry.term)] = entry
                continue
            codes = _codes(known, entry.term)
            if len(codes) == 1:
                words[codes[0]].append(entry)
            elif min(codes) >= 0:
                phrases[codes[0]].append((codes, entry))
        for candidates in phrases.values():
            candidates.sort(key=lambda pair: -len(pair[0]))
        surfaces = tokens.encoded.surface[tokens.rows]
        terms = known.bare[surfaces]
        prefixes = _beginning(known.names, np.unique(terms).tolist(), begins)
        opens = np.zeros(len(known.names), bool)
        opens[[code for code in chain(words, phrases, prefixes) if code >= 0]] = True
        return cls(
            np.flatnonzero(opens[terms]).tolist(),
            terms.tolist(),
            tokens.encoded.sentence[tokens.rows].tolist(),
            surfaces,
            tokens.encoded.surfaces,
            dict(words),
            dict(phrases),
            prefixes,
        )

    def at(self, n: int) -> Iterator[tuple[int, T]]:
        """Yield (last token, entry) of all entries that begin at a token, the longest first."""
        term = self.terms[n]
        for codes, entry in self.phrases.get(term, ()):
            last = n + len(codes) - 1
            if self.terms[n : last + 1] == codes and self.sentences[last] == self.sentences[n]:
                yield last, entry
        for entry in self.words.get(term, ()):
            if not entry.is_acronym or _is_capitals(self.spellings[self.surfaces[n]]):
                yield n, entry
        for entry in self.prefixes.get(term, ()):
            yield n, entry


def _beginning(names: list[str], codes: list[int], begins: dict[str, T]) -> dict[int, list[T]]:
    """Return the entries that each term begins with: strategic → strateg*, strat*."""
    sizes = sorted({len(begin) for begin in begins}, reverse=True)
    found: dict[int, list[T]] = {}
    for code in codes:
        name = names[code]
        starts = [name[:size] for size in sizes if size <= len(name)]
        entries = [begins[start] for start in starts if start in begins]
        if entries:
            found[code] = entries
    return found


def _codes(known: Vocabulary, term: str) -> list[int]:
    """Return the words of a term as they are compared: no possessive ending, one spelling."""
    words = (word.removesuffix("'s") for word in lookup_terms(term, known.aliases))
    return [known.code(known.aliases.get(word, word)) for word in words]


def _is_capitals(surface: str) -> bool:
    """Whether a word is an acronym as written: NATO, #SCO, UN's."""
    return re.split("['’]", surface.lstrip("#＃"))[0].isupper()


def _hits(
    of: Words | Corpus,
    lexicon: str,
    entries: Callable[[Lexicons], Iterable[Any]],
    columns: dict[str, str | None],
) -> pd.DataFrame:
    """Return the hits of a lexicon with these columns of its entries; kept with the corpus."""
    given = as_words(of)
    hits = given.corpus.once(
        ("lexicon", lexicon, given.reading),
        lambda: _find(read(given.corpus, given.reading), entries(given.corpus.lexicons), columns),
    )
    if given.whole:
        return hits.copy()
    return hits[_is_among(given, hits)].reset_index(drop=True)


def _find(tokens: Read, entries: Iterable[Any], columns: dict[str, str | None]) -> pd.DataFrame:
    matches = list(find_entries(tokens, entries))
    first = tokens.rows[[match[0] for match in matches]] if matches else np.array([], np.intp)
    last = tokens.rows[[match[1] for match in matches]] if matches else first
    encoded = tokens.encoded
    sentence = encoded.sentence[first]
    places = {
        "sentence": tokens.number[sentence],
        "start": encoded.start[first],
        "end": encoded.end[last],
    }
    ids = tokens.corpus.items["item_id"].array.take(encoded.sentence_item[sentence])
    numbers = {name: column.astype(np.int64) for name, column in places.items()}
    table = pd.DataFrame({"item_id": ids, **numbers})
    for column, attribute in columns.items():
        values = [getattr(match[2], attribute or column) for match in matches]
        table[column] = pd.Series(values, table.index, dtype="str")
    return table


def _is_among(part: Words, hits: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which hits begin at a word of a part."""
    rows = pd.Index(part.corpus.items["item_id"]).get_indexer(hits["item_id"])
    wide = np.int64(2**32)  # offsets are smaller
    return np.isin(rows * wide + hits["start"].to_numpy(), part.item * wide + part.start)
