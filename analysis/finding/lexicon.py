"""Lexicon terms → hits: topics, occasions, actors and places; the longest match at a word wins."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.finding.search import folded_words
from analysis.finding.store import WIDE, Vocabulary, item_rows
from analysis.finding.tokens import APOSTROPHES, fold
from analysis.finding.words import Given, Words, as_words, read
from analysis.lexicons import Entry
from analysis.reading.corpus import Corpus
from analysis.tables import refuse

_COLUMNS = {"names": {"name": "name", "kind": "kind", "side": "side"}}  # of hits → of entries
_COLUMNS |= {f"{one}s": {one: "group", "term": "term"} for one in ("topic", "occasion")}


def topic_hits(of: Given) -> pd.DataFrame:
    """List every occurrence of a term of topics.tsv; columns as of `search`, topic and term.

    Matching is on folded tokens inside a sentence, from left to right. The longest match at a
    token wins, and no token belongs to two hits, so that a phrase and the words inside it are not
    counted twice. A term of up to five capitals matches capitals only (US is not "us").
    """
    return lexicon_hits(of, "topics")


def name_hits(of: Given) -> pd.DataFrame:
    """List every occurrence of an actor or place of names.tsv, found as in `topic_hits`.

    "The Chinese foreign minister Wang Yi" is two hits, and China is none of them. Columns as of
    `search`, and name, kind (actor | place), side (china | russia | other | empty).
    """
    return lexicon_hits(of, "names")


def persons(corpus: Corpus) -> set[str]:
    """Return the persons of a corpus's names, as they are written."""
    return {n.name for n in lexicons.names(corpus.lexicons) if n.role in ("person", "woman")}


def lexicon_hits(of: Given, lexicon: str) -> pd.DataFrame:
    """List every occurrence of a term of ``topics``, ``occasions`` or ``names``; kept."""
    given, corpus = as_words(of), as_words(of).corpus

    def make() -> pd.DataFrame:
        own, tokens = corpus.lexicons, read(corpus, given.reading)
        entries = lexicons.names(own) if lexicon == "names" else lexicons.entries(lexicon, own)
        first, last, entry = find_entries(tokens, entries)
        hits = tokens.hits(first, last).drop(columns="term")
        told = {c: [getattr(row, name) for row in entries] for c, name in _COLUMNS[lexicon].items()}
        return hits.join(pd.DataFrame(told, dtype="str").take(entry).reset_index(drop=True))

    hits = corpus.once(("lexicon", lexicon, given.reading), make)
    if given.whole:
        return hits.copy()
    places = item_rows(corpus, hits["item_id"]) * WIDE + hits["start"].to_numpy()
    return hits[np.isin(places, given.item * WIDE + given.start)].reset_index(drop=True)


def find_entries(tokens: Words, entries: Sequence[Entry]) -> list[npt.NDArray[np.intp]]:
    """Find entries of a lexicon among the tokens of `read`: first and last token, and the entry."""
    known, terms = tokens.known, tokens.term
    sought = _codes_sought(known, entries)
    opens = np.isin(np.arange(len(known.codes)), [codes[0] for _, codes in sought])
    openings = np.flatnonzero(opens[terms])
    openings = openings[np.argsort(terms[openings], kind="stable")]
    starts = terms[openings]  # in order: the places of a term are a slice of the openings
    found = [openings[:0]]
    for n, codes in sought:
        bounds = np.searchsorted(starts, np.array([codes[0], codes[0] + 1], np.int32))
        places = openings[slice(*bounds)]
        if len(codes) == 1 and entries[n].is_acronym:  # NATO, #SCO and UN's; US is not "us"
            each, own = np.unique(tokens.store.surface[tokens.token[places]], return_inverse=True)
            spelt = (tokens.store.surfaces[code].lstrip("#＃") for code in each.tolist())
            places = places[np.array([re.split("['’]", s)[0].isupper() for s in spelt], bool)[own]]
        places = places[places + len(codes) <= len(terms)]
        for k, code in enumerate(codes[1:], 1):
            places = places[terms[places + k] == code]
        if entries[n].is_surname:
            places = places[~_goes_on(tokens, places + len(codes) - 1)]
        found.append(places[tokens.adjoin(places, places + len(codes) - 1, len(codes) - 1)])
    first, sizes = np.concatenate(found), list(map(len, found))
    order = np.argsort(first, kind="stable")
    ways = [(0, 0), *((n, len(codes)) for n, codes in sought)]
    rows, lengths = np.repeat(ways, sizes, axis=0)[order].T
    first, last = first[order], first[order] + lengths - 1
    kept, free = np.ones(len(first), bool), 0  # the first token that belongs to no hit yet
    # Only what begins before another's end, or is begun before its own, may lie in two hits.
    beside = np.append(True, first[1:] > np.maximum.accumulate(last)[:-1])
    for n in np.flatnonzero(~(beside & np.append(beside[1:], True))).tolist():
        kept[n] = first[n] >= free  # what begins inside a hit is none
        free = last[n] + 1 if kept[n] else free
    return [column[kept] for column in (first, last, rows)]


def _goes_on(tokens: Words, places: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Say which surnames go on with a name that is no English word: "Wang Xiaodan said"."""
    import simplemma  # loads dictionaries: only when asked for

    behind = np.minimum(places + 1, len(tokens) - 1)
    name, other = tokens.take(places), tokens.take(behind)  # few of all tokens
    surfaces = tokens.store.surface[[name.token, other.token]]
    own, each = np.unique(surfaces, return_inverse=True)
    words = [tokens.store.surfaces[code] for code in own.tolist()]
    names = np.array([w.istitle() and not simplemma.is_known(w, "en") for w in words], bool)
    bare = np.array([w[-2:-1] not in APOSTROPHES for w in words], bool)  # of "Xi's Moscow" he is
    first, second = each.reshape(2, -1)
    near = tokens.adjoin(places, behind, 1) & (other.start - name.end == 1)
    return np.asarray(near & bare[first] & names[second])


def _codes_sought(known: Vocabulary, entries: Iterable[Entry]) -> list[tuple[int, list[int]]]:
    """Return number and words of the entries that can occur, in the order in which they win."""
    # Phrases before words, longer before shorter, words before beginnings, strateg* before strat*.
    exact: list[tuple[int, list[int]]] = []
    begins: dict[str, int] = {}
    for n, entry in enumerate(entries):
        if entry.match == "prefix":
            begins[fold(entry.term)] = n
            continue
        words = folded_words(entry.term)  # "Peking's" is no alias itself: → peking → beijing
        refuse(not words, "query words", entry.term)
        bare = (known.aliases.get(word, word).removesuffix("'s") for word in words)
        codes = [known.codes.get(known.aliases.get(word, word), -1) for word in bare]
        if min(codes) >= 0:
            exact.append((n, codes))
    exact.sort(key=lambda pair: -len(pair[1]))
    shortest = min(map(len, begins), default=0)
    heads = {begin[:shortest] for begin in begins}
    names = sorted(name for name in known.codes if name[:shortest] in heads)
    for begin in sorted(begins, key=len, reverse=True):
        first, last = (bisect_left(names, begin + end) for end in ("", chr(0x10FFFF)))
        exact += [(begins[begin], [known.codes[name]]) for name in names[first:last]]
    return exact
