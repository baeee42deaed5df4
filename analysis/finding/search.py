"""A typed query → its hits: word, phrase, prefix*, #hashtag or /pattern/."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.finding.patterns import compile_pattern, find_matches
from analysis.finding.readings import read, vocabulary
from analysis.finding.tokens import find_tokens, fold
from analysis.finding.words import Words, as_words
from analysis.reading.corpus import Corpus
from analysis.tables import InputError

MAX_QUERY_CHARS = 1_000
_LAST = chr(0x10FFFF)  # sorts behind whatever a word continues with
# "trade, strateg* choice; /[0-9]{1,3} years/" → three queries: a comma in a pattern is its own
_QUERY = re.compile(r"\s*+(/(?:\\.|[^\\/\n])*+/(?=\s*+(?:[,;\n]|\Z))|[^,;\n]++)")


def search(of: Words | Corpus, query: str) -> pd.DataFrame:
    r"""List the hits of one query.

    Parameters
    ----------
    of
        From `words`, or a corpus: its cleaned word forms.
    query
        A word or phrase, folded as in the counts, so that there are as many hits as lines in its
        `concordance`. A ``*`` after a word stands for any rest of it, alone inside a phrase for
        any word. ``#tag`` looks among the hashtags, set-aside lines included. ``/pattern/`` is
        looked up inside sentences as written, numbers and signs included, upper and lower case
        alike; see `analysis.finding.patterns`.

    Returns
    -------
    One row per hit in document order: item_id, sentence, start, end (offsets into the item's raw
    text), term (the query).

    Raises
    ------
    InputError
        When there is nothing to look for, ``*`` does not end a word, or a pattern is not one.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> len(search(load_corpus("seeds"), "strateg* partner*"))
    4
    """
    words, query = as_words(of), query.strip()
    if len(query) > MAX_QUERY_CHARS:
        raise InputError(f"the query has {len(query):,} characters; use up to {MAX_QUERY_CHARS:,}")
    if query.startswith("/"):
        return _find_pattern(words, query)
    wanted: list[Collection[str] | None]
    if query.startswith("#"):
        words = words.hashtags()
        rest, tag = query.endswith("*"), fold(query[1:].removesuffix("*"))
        if not tag:
            raise InputError(f"nothing to look for in {query!r}; give a hashtag")
        used = {words.terms[code] for code in np.unique(words.term)} if rest else {f"#{tag}"}
        wanted = [[term for term in used if term.startswith(f"#{tag}")]]
    else:
        wanted = _wanted(words, query)
    first = _find_terms(words, wanted)
    hits = words.hits(first)
    hits["end"] = words.end[first + len(wanted) - 1].astype(np.int64)
    return hits.assign(term=query).astype({"term": "str"})


def lookup_terms(text: str, aliases: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a query as they are counted: folded, spelling variants as one.

    Raises `InputError` when the text holds no word.

    >>> lookup_terms("Lavrov's visit to Peking", {"peking": "beijing"})
    ("lavrov's", 'visit', 'to', 'beijing')
    """
    folded = _folded_words(text)
    if not folded:
        raise InputError(f"nothing to look for in {text!r}; give a word or a phrase")
    return tuple(aliases.get(word, word) for word in folded)


def split_queries(text: str) -> list[str]:
    """Return the queries of a text: divided by commas, semicolons or line ends, each one once.

    >>> split_queries("trade, strategic partner*; /[0-9]{1,3} years/, trade")
    ['trade', 'strategic partner*', '/[0-9]{1,3} years/']
    """
    parts = (match.group(1).strip() for match in _QUERY.finditer(text))
    return [query for query in dict.fromkeys(parts) if query]


def _find_pattern(words: Words, query: str) -> pd.DataFrame:
    if len(query) < 3 or not query.endswith("/"):
        raise InputError(f"{query!r} begins a pattern; end it with /, as in /co-?operat\\w+/")
    pattern = compile_pattern(query[1:-1])
    corpus = words.corpus
    raws = dict(zip(corpus.items["item_id"].tolist(), corpus.items["raw"].tolist(), strict=True))
    listed = read(corpus, words.reading).sentences
    if not words.whole:  # sentences that a word of the part stands in
        part = set(zip(words.item.tolist(), words.sentence.tolist(), strict=True))
        rows = pd.Index(corpus.items["item_id"]).get_indexer(listed["item_id"]).tolist()
        among = [pair in part for pair in zip(rows, listed["sentence"].tolist(), strict=True)]
        listed = listed[among]
    rows = []
    for item, sentence, start, end in zip(*(listed[c].tolist() for c in listed), strict=True):
        for left, right in find_matches(pattern, raws[item][start:end]):
            rows.append((item, sentence, start + left, start + right, query))
    hits = pd.DataFrame(rows, columns=[*listed.columns, "term"])
    text, number = {"item_id": "str", "term": "str"}, ("sentence", "start", "end")
    return hits.astype({**text, **dict.fromkeys(number, "int64")})


def _wanted(words: Words, query: str) -> list[Collection[str] | None]:
    """Return for each word of a query the terms it may be; None is any."""
    aliases = vocabulary(words.corpus).aliases
    wanted: list[Collection[str] | None] = []
    for piece in query.split():
        bare = piece.rstrip("*")
        if "*" in bare:
            raise InputError(f"in {piece!r} the * is not at the end; try a /pattern/ with \\w*")
        if not bare:
            wanted.append(None)
            continue
        folded = _folded_words(bare)
        if words.split_compounds:  # "Russia-China's" → russia, china; "unit-19" → unit
            parts = (part for word in folded for part in word.removesuffix("'s").split("-"))
            folded = [part for part in parts if not part.isdecimal()]
        wanted += [(aliases.get(word, word),) for word in folded]
        if folded and bare != piece:
            wanted[-1] = _beginning(words, folded[-1])
    if not _folded_words(query.replace("*", " ")):
        raise InputError(f"nothing to look for in {query!r}; give a word or a phrase")
    return wanted


def _beginning(words: Words, begin: str) -> list[str]:
    """Return the terms that begin so, as written or as counted, from the ordered forms."""
    forms = _forms(words)
    first = bisect_left(forms, (begin, ""))
    last = bisect_left(forms, (begin + _LAST, ""))
    return list(dict.fromkeys(term for _, term in forms[first:last]))


def _forms(words: Words) -> list[tuple[str, str]]:
    """Return all forms as written and as counted, each with its term, in order; kept."""

    def make() -> list[tuple[str, str]]:
        pairs = np.unique(np.column_stack([words.folded, words.term]), axis=0).tolist()
        names = words.terms
        written = {(names[folded], names[term]) for folded, term in pairs}
        return sorted(written | {(term, term) for _, term in written})

    return words.corpus.once(("forms", words.reading, words.lemmatize, words.split_compounds), make)


def _find_terms(of: Words, wanted: Sequence[Collection[str] | None]) -> npt.NDArray[np.intp]:
    """Return the first words of where one of each set of terms stands, in order, side by side."""
    ahead = len(wanted) - 1
    first: npt.NDArray[np.intp] | None = None
    for k, terms in enumerate(wanted):
        if terms is None:
            continue
        places = [of.places(code) for term in terms if (code := of.code(term)) >= 0]
        starts = np.sort(np.concatenate([*places, np.zeros(0, np.intp)])) - k
        if first is None:
            first = starts[(starts >= 0) & (starts < len(of) - ahead)]
        else:
            first = first[np.isin(first, starts, assume_unique=True)]
    first = np.arange(0) if first is None else first
    return np.asarray(first[of.adjoin(first, first + ahead)])


def _folded_words(text: str) -> list[str]:
    """Return the words of a query, folded; empty when it holds none."""
    folded = []
    for piece in text.split():
        if "_" in piece:  # only hashtags have it inside
            folded.append(fold(piece.lstrip("#")))
        else:
            spans = find_tokens(piece, 0, len(piece))
            folded += [fold(piece[a:b]).removeprefix("#") for a, b, _ in spans]
    return folded
