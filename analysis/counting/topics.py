"""Topics and occasions: which lexicon terms occur where, and what the lexicon does not see."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis import lexicons
from analysis.counting.groups import By, check_by, with_groups, year_weights
from analysis.counting.tokens import Text, check_text, fold, sentences, tokens
from analysis.counting.trends import by_possible_year, complete_series, group_sizes
from analysis.counting.words import counted_words, lookup_terms, stopped
from analysis.lexicons import Entry
from analysis.reading.corpus import Corpus

HITS = ["item", "sentence", "start", "end", "term", "keyword", "year", "outlet"]


def topic_hits(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every occurrence of a term of topics.tsv.

    Matching is on folded tokens inside a sentence, from left to right. The longest match at a
    token wins, and no token belongs to two hits, so that a phrase and the words inside it are not
    counted twice. A term of up to
    five capitals matches capitals only (US is not "us").

    Parameters
    ----------
    corpus
        From `load_corpus`.
    text
        ``cleaned`` or ``raw``.

    Returns
    -------
    One row per hit in document order: topic, item, sentence, start, end (offsets into the
    item's raw text), term (as in the lexicon), keyword (verbatim), year, outlet.
    """
    return lexicon_hits(corpus, "topics", text=text)


def lexicon_hits(corpus: Corpus, lexicon: str, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every occurrence of a term of ``topics`` or ``occasions``; see `topic_hits`.

    The first column is named after the group of the lexicon: topic or occasion.
    """
    check_text(text)
    matcher = _Matcher.of(lexicons.entries(lexicon))
    found = tokens(corpus, text=text)
    rows = []
    raws = dict(zip(corpus.items["item_id"], corpus.items["raw"], strict=True))
    for (item_id, sentence), words in found.groupby(["item_id", "sentence"], sort=False):
        starts, ends = list(words["start"]), list(words["end"])
        for first, last, entry in matcher.find(list(words["term"]), list(words["surface"])):
            start, end = starts[first], ends[last]
            keyword = " ".join(raws[item_id][start:end].split())
            rows.append((entry.group, item_id, sentence, start, end, entry.term, keyword))
    group = lexicon.removesuffix("s")
    columns = [group, "item_id", "sentence", "start", "end", "term", "keyword"]
    offsets = dict.fromkeys(("sentence", "start", "end"), "int64")
    hits = with_groups(pd.DataFrame(rows, columns=columns).astype(offsets), corpus)
    return hits[[group, *HITS]]


def topic_series(corpus: Corpus, *, by: By | None = "year", text: Text = "cleaned") -> pd.DataFrame:
    """Count topics per period or group: hits, rate, and the items and sentences touched.

    Parameters
    ----------
    by
        ``year`` of the event (every year from the first to the last; an item that can lie in
        several years counts in each by its aoristic weight), ``outlet``, ``item``, or None for
        all items together.

    Returns
    -------
    One row per group and topic, topics in lexicon order: the group's column (if any), topic,
    hits, items and sentences (touched by the topic), and the denominators, rates and Wilson
    intervals of `complete_series`. A group without items has missing counts, not zeros.
    """
    check_by(by)
    hits = topic_hits(corpus, text=text)
    hits["where"] = hits["item"] + ":" + hits["sentence"].astype(str)
    keys = ["topic"] if by is None else ["item" if by == "year" else by, "topic"]
    counts = hits.groupby(keys).agg(
        hits=("term", "size"), items=("item", "nunique"), sentences=("where", "nunique")
    )
    counts = counts.reset_index()
    if by == "year":
        counts = by_possible_year(counts, year_weights(corpus), "topic")
    sizes = group_sizes(corpus, by=by, text=text)
    return complete_series(counts, sizes, "topic", topic_names())


def coverage(corpus: Corpus, *, by: By | None = None) -> pd.DataFrame:
    """Say what share of the sentences no topic touches.

    Returns
    -------
    One row per group (or one in all): the group's column (if any), sentences, untouched,
    untouched_share.
    """
    check_by(by)
    listed = with_groups(sentences(corpus), corpus)
    touched = topic_hits(corpus)[["item", "sentence"]].drop_duplicates()
    listed = listed.merge(touched, on=["item", "sentence"], how="left", indicator="found")
    listed["untouched"] = listed["found"] == "left_only"
    if by is None:
        counts = {"sentences": len(listed), "untouched": int(listed["untouched"].sum())}
        table = pd.DataFrame([counts])
    else:
        grouped = listed.groupby(by, dropna=False)["untouched"]
        table = grouped.agg(sentences="size", untouched="sum").reset_index()
    table["untouched_share"] = table["untouched"] / table["sentences"]
    return table


def words_outside(corpus: Corpus) -> pd.DataFrame:
    """Count the words that belong to no hit of the lexicon, stop-words left out.

    A word that is also part of a phrase of the lexicon is counted where it stands outside it.

    Returns
    -------
    One row per term, most frequent first: term, hits, items.
    """
    words = counted_words(corpus, text="cleaned", lemmatize=False)
    words = words[~stopped(words, None)].sort_values("start", kind="stable")
    hits = topic_hits(corpus)[["item", "start", "end"]].rename(columns={"end": "covered_to"})
    nearest = pd.merge_asof(words, hits.sort_values("start", kind="stable"), on="start", by="item")
    outside = nearest[~(nearest["start"] < nearest["covered_to"])]
    counts = outside.groupby("term").agg(hits=("item", "size"), items=("item", "nunique"))
    return counts.reset_index().sort_values(
        ["hits", "term"], ascending=[False, True], ignore_index=True
    )


def _capitals(surface: str) -> bool:
    """Whether a word is an acronym as written: NATO, #SCO, UN's."""
    return re.split("['’]", surface.lstrip("#＃"))[0].isupper()


def topic_names() -> list[str]:
    """Return the topics in the order of the lexicon."""
    return list(dict.fromkeys(entry.group for entry in lexicons.entries("topics")))


@dataclass(frozen=True)
class _Matcher:
    """Lexicon entries by how they are found; the longest match at a token wins."""

    sequences: dict[str, list[tuple[tuple[str, ...], Entry]]]  # first word → (all words, entry)
    prefixes: dict[int, dict[str, Entry]]  # length → prefix → entry

    @classmethod
    def of(cls, entries: tuple[Entry, ...]) -> "_Matcher":
        """Sort entries so that longer ones are tried first."""
        sequences: dict[str, list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
        prefixes: dict[int, dict[str, Entry]] = defaultdict(dict)
        for entry in entries:
            if entry.match == "prefix":
                folded = fold(entry.term)
                prefixes[len(folded)][folded] = entry
                continue
            counted = lookup_terms(entry.term)
            sequences[counted[0]].append((counted, entry))
        for candidates in sequences.values():
            candidates.sort(key=lambda pair: -len(pair[0]))
        longest_first = {size: prefixes[size] for size in sorted(prefixes, reverse=True)}
        return cls(dict(sequences), longest_first)

    def find(self, folded: list[str], surfaces: list[str]) -> Iterator[tuple[int, int, Entry]]:
        """Yield (first token, last token, entry) of the hits in one sentence, left to right."""
        aliases = lexicons.aliases()
        bare = [term.removesuffix("'s") for term in folded]
        terms = [aliases.get(term, term) for term in bare]
        n = 0
        while n < len(terms):
            found = self._at(terms, surfaces, n)
            if found:
                last, entry = found
                yield n, last, entry
                n = last
            n += 1

    def _at(self, terms: list[str], surfaces: list[str], n: int) -> tuple[int, Entry] | None:
        for words, entry in self.sequences.get(terms[n], ()):
            whole = tuple(terms[n : n + len(words)]) == words
            if whole and (not entry.is_acronym or _capitals(surfaces[n])):
                return n + len(words) - 1, entry
        for size, prefixes in self.prefixes.items():
            if found := prefixes.get(terms[n][:size]):
                return n, found
        return None
