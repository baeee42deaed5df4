"""Lexicon terms → hits: topics, occasions, actors and places; the longest match at a word wins."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding.readings import Read, Vocabulary, read, vocabulary
from analysis.finding.search import lookup_terms
from analysis.finding.store import WIDE, Bools
from analysis.finding.tokens import fold
from analysis.finding.words import Words, as_words
from analysis.lexicons import Cue, Entry, Lexicons, Name
from analysis.reading.corpus import Corpus

Numbers = npt.NDArray[np.intp]


# A row of a lexicon: its term, whether a word, phrase or beginning of a word matches, and whether
# only capitals count.
T = TypeVar("T", bound=Entry | Name | Cue)


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


@dataclass(frozen=True, eq=False)
class Matches(Generic[T]):
    """Where entries of a lexicon stand among the tokens of one reading.

    ``first`` and ``last`` count the tokens of the reading, ``entry`` the rows of ``entries``; from
    left to right, at one token the longest first. ``chosen`` says which are hits: no token
    belongs to two.
    """

    entries: Sequence[T]
    first: Numbers
    last: Numbers
    entry: Numbers
    chosen: Bools

    def __iter__(self) -> Iterator[tuple[int, int, T]]:
        """Yield (first token, last token, entry) of the hits."""
        columns = (column[self.chosen].tolist() for column in (self.first, self.last, self.entry))
        for first, last, n in zip(*columns, strict=True):
            yield first, last, self.entries[n]


def find_entries(tokens: Read, entries: Iterable[T]) -> Matches[T]:
    """Find the entries of a lexicon among the tokens of a reading.

    Terms are looked up in the vocabulary, so that only those that occur are sought, and each is
    compared at the places of its first word alone.
    """
    listed = list(entries)
    known, at = vocabulary(tokens.corpus), tokens.store.surface[tokens.rows]
    terms = known.bare[at]
    capitals: Bools = np.array([_is_capitals(word) for word in tokens.store.surfaces], bool)
    sought = _codes_sought(known, listed)
    opens = np.zeros(len(known.names), bool)
    opens[[codes[0] for _, codes in sought]] = True
    openings = np.flatnonzero(opens[terms])
    openings = openings[np.argsort(terms[openings], kind="stable")]
    starts = terms[openings]  # in order: the places of a term are a slice of the openings
    found: list[Numbers] = []
    for rank, (n, codes) in enumerate(sought):
        places = openings[
            slice(*np.searchsorted(starts, np.array([codes[0], codes[0] + 1], np.int32)))
        ]
        if len(codes) == 1 and listed[n].is_acronym:  # US is not "us"
            places = places[capitals[at[places]]]
        last = places + len(codes) - 1
        if len(codes) > 1:
            inside = last < len(terms)
            places, last = places[inside], last[inside]
            for k, code in enumerate(codes[1:], 1):
                same = terms[places + k] == code
                places, last = places[same], last[same]
            sentence = tokens.all_sentences.of_token[tokens.rows] if len(places) else terms
            same = sentence[places] == sentence[last]
            places, last = places[same], last[same]
        columns = (places, last, np.full_like(places, n), np.full_like(places, rank))
        found.append(np.column_stack(columns))
    table = np.concatenate(found) if found else np.empty((0, 4), np.intp)
    first, last, entry, _ = table[np.lexsort((table[:, 3], table[:, 0]))].T
    return Matches(listed, first, last, entry, _longest(first, last))


def _longest(first: Numbers, last: Numbers) -> Bools:
    """Choose from left to right: what begins inside a hit is none."""
    chosen, free = [], 0  # the first token that belongs to no hit yet
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        chosen.append(begin >= free)
        if begin >= free:
            free = end + 1
    return np.array(chosen, bool)


def _codes_sought(known: Vocabulary, entries: Sequence[T]) -> list[tuple[int, list[int]]]:
    """Return number and words of the entries that can occur, in the order in which they win.

    Phrases before words, longer before shorter, words before beginnings of words: of strat* and
    strateg* the longer. A beginning stands once for each term that begins so.
    """
    phrases: list[tuple[int, list[int]]] = []
    words: list[tuple[int, list[int]]] = []
    begins: dict[str, int] = {}
    for n, entry in enumerate(entries):
        if entry.match == "prefix":
            begins[fold(entry.term)] = n
        elif min(codes := _codes(known, entry.term)) >= 0:
            (phrases if len(codes) > 1 else words).append((n, codes))
    prefixes = [
        (-len(begin), begins[begin], code)
        for size in sorted({len(begin) for begin in begins})
        for code, name in enumerate(known.names)
        if len(begin := name[:size]) == size and begin in begins
    ]
    phrases.sort(key=lambda pair: -len(pair[1]))
    return [*phrases, *words, *((n, [code]) for _, n, code in sorted(prefixes))]


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
    found = find_entries(tokens, entries)
    first, last = (tokens.rows[c[found.chosen]] for c in (found.first, found.last))
    sentence = tokens.all_sentences.of_token[first]
    places = {
        "sentence": tokens.number[sentence],
        "start": tokens.store.start[first],
        "end": tokens.store.end(last),
    }
    ids = tokens.corpus.items["item_id"].array.take(tokens.all_sentences.item[sentence])
    numbers = {name: column.astype(np.int64) for name, column in places.items()}
    table = pd.DataFrame({"item_id": ids, **numbers})
    rows = found.entry[found.chosen]
    for column, attribute in columns.items():
        values = [getattr(entry, attribute or column) for entry in found.entries]
        table[column] = pd.array(values, dtype="str").take(rows)
    return table


def _is_among(part: Words, hits: pd.DataFrame) -> Bools:
    """Say which hits begin at a word of a part."""
    rows = pd.Index(part.corpus.items["item_id"]).get_indexer(hits["item_id"])
    return np.isin(rows * WIDE + hits["start"].to_numpy(), part.item * WIDE + part.start)
