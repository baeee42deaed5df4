"""Lexicon terms → where they stand in a sentence; the longest match at a token wins."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from analysis import lexicons
from analysis.counting.words import lookup_terms
from analysis.finding.tokens import Text, fold, tokens
from analysis.reading.corpus import Corpus


class Term(Protocol):
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


T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class Matcher(Generic[T]):
    """Lexicon entries by how they are found."""

    openings: frozenset[str]  # the first words of all entries
    words: dict[str, list[T]]
    phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], T]]]  # first two words → all, entry
    prefixes: dict[int, dict[str, T]]  # length → prefix → entry

    @classmethod
    def of(cls, entries: Iterable[T]) -> "Matcher[T]":
        """Sort entries so that longer ones are tried first."""
        words: dict[str, list[T]] = defaultdict(list)
        phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], T]]] = defaultdict(list)
        prefixes: dict[int, dict[str, T]] = defaultdict(dict)
        for entry in entries:
            if entry.match == "prefix":
                folded = fold(entry.term)
                prefixes[len(folded)][folded] = entry
                continue
            counted = tuple(counted_terms(lookup_terms(entry.term)))
            if len(counted) == 1:
                words[counted[0]].append(entry)
            else:
                phrases[counted[0], counted[1]].append((counted, entry))
        for candidates in phrases.values():
            candidates.sort(key=lambda pair: -len(pair[0]))
        longest_first = {size: prefixes[size] for size in sorted(prefixes, reverse=True)}
        openings = frozenset((*words, *(first for first, _ in phrases)))
        return cls(openings, dict(words), dict(phrases), longest_first)

    def find(self, folded: Sequence[str], surfaces: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Yield (first token, last token, entry) of the hits in one sentence, left to right."""
        terms = counted_terms(folded)
        n = 0
        while n < len(terms):
            known = terms[n] in self.openings or self.prefixes
            if known and (found := self._at(terms, surfaces, n)):
                last, entry = found
                yield n, last, entry
                n = last
            n += 1

    def _at(self, terms: list[str], surfaces: Sequence[str], n: int) -> tuple[int, T] | None:
        if n + 1 < len(terms):
            for words, entry in self.phrases.get((terms[n], terms[n + 1]), ()):
                if tuple(terms[n : n + len(words)]) == words:
                    return n + len(words) - 1, entry
        for entry in self.words.get(terms[n], ()):
            if not entry.is_acronym or _capitals(surfaces[n]):
                return n, entry
        for size, prefixes in self.prefixes.items():
            if found := prefixes.get(terms[n][:size]):
                return n, found
        return None


def find_terms(
    corpus: Corpus, entries: Iterable[T], *, text: Text
) -> Iterator[tuple[T, str, int, int, int, str]]:
    """Yield (entry, item, sentence, start, end, keyword) of every hit, in document order."""
    matcher = Matcher.of(entries)
    raws = dict(zip(corpus.items["item_id"], corpus.items["raw"], strict=True))
    found = tokens(corpus, text=text)
    for (item, sentence), words in found.groupby(["item_id", "sentence"], sort=False):
        starts, ends = list(words["start"]), list(words["end"])
        for first, last, entry in matcher.find(list(words["term"]), list(words["surface"])):
            start, end = starts[first], ends[last]
            keyword = " ".join(raws[item][start:end].split())
            yield entry, item, sentence, start, end, keyword


def counted_terms(folded: Iterable[str]) -> list[str]:
    """Return folded words without possessive endings, spelling variants as one."""
    aliases = lexicons.aliases()
    bare = [term.removesuffix("'s") for term in folded]
    return [aliases.get(term, term) for term in bare]


def _capitals(surface: str) -> bool:
    """Whether a word is an acronym as written: NATO, #SCO, UN's."""
    return re.split("['’]", surface.lstrip("#＃"))[0].isupper()
