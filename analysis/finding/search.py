"""A typed query → its hits (word, phrase, prefix*, #hashtag or /pattern/), each in its context."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache, partial, reduce
from itertools import accumulate
from typing import Any
from unicodedata import category

import numpy as np
import pandas as pd
import re2

from analysis.finding.store import Ints, Reading, item_rows, numbers, sentences, spans_read, store
from analysis.finding.tokens import HYPHENS, find_tokens, fold, fold_as
from analysis.finding.words import Given, Words, as_words, hits_table, with_numbers, words
from analysis.reading.cleaning import LINE_END
from analysis.reading.corpus import Corpus
from analysis.tables import read_tsv, refusal, refuse, table

_MAX_QUERY_CHARS, _MAX_PATTERN_CHARS, _WINDOW = 1_000, 200, 60
CONCORDANCE = dict.fromkeys(["item_id", "line", "left", "keyword", "right", "start", "end"], "str")
CONCORDANCE |= dict.fromkeys(["line", "start", "end"], "int64")
# "trade, strateg* choice; /[0-9]{1,3} years/" → three queries: a comma in a pattern is its own
_QUERY = re.compile(r"\s*+(/(?:\\.|[^\\/\n])*/(?=\s*+(?:[,;\n]|\Z))|[^,;\n]++)")
_MAX_MEMORY = 8 * 2**20  # bytes for a compiled pattern: about 200 \w, repeats written out
# RE2 matches (Cox 2010, https://swtch.com/~rsc/regexp/regexp3.html), the longest at each place. Its
# \w \d \s \b know ASCII alone, so patterns are rewritten for every script.
# Characters read at once, cut at white space, since /a|a.*b/ reads to the end at every "a".
_STRETCH = re.compile(r".{1,5000}(?!\S)|.{1,5000}", re.DOTALL)
# /co-?op[\w’]+\b/ → c o - ? o p [\w’] + \b; /(?=a)/, /a+?/, /\1/ → wrong from ( + \ on
_PART = re.compile(
    r"""(?sx) (?P<kept>[)|^$] | \\[bB]
        | (?:\((?:\?:)? | [*+?] | \{\d{1,3}(?:,\d{0,3})?\})(?![*+?]|\{\d+,?\d*\}))
    | (?P<set>\[\^?\]?(?:\\[wWdDsSnt]|\\[^\w]|[^\]\\\[])*\]) | (?P<any>\.) | \\(?P<short>[wWdDsS])
    | \\(?P<escaped>[^\w]) | (?P<sign>(?!\{\d+,?\d*\})[^\\\[(*+?]) | (?P<wrong>.+)"""
)
_LINE, _SPACE = re.compile(r"\s*[\r\n]\s*"), re.compile(r"\s+")
# What stands in a set for \w (marks too: /тока\w+/ finds "Тока́ев"), and RE2's complaints, reworded.
_RE2 = dict(read_tsv("finding/re2.tsv"))


def search(of: Given, query: str) -> pd.DataFrame:
    r"""List the hits of one query.

    ``of`` are `words`, or a corpus: its cleaned word forms. A query is a word or phrase, folded as
    in the counts; among dictionary forms one that is none stands for its own: "talks" for talk. A
    ``*`` after a word stands for any rest of it, alone inside a phrase for any word. Numbers and
    addresses are found, too: "2030 agenda". ``#tag`` looks among hashtags, also of lines set aside.
    ``/pattern/`` is looked up inside sentences as written, numbers and signs included, in any case.

    One row per hit in document order: item_id, sentence, start, end (offsets into the item's raw
    text), term (the query). Raises `InputError` for nothing, a misplaced ``*`` or a bad pattern.

    >>> from analysis import load_corpus
    >>> len(search(load_corpus("seeds"), "strateg* partner*"))
    4
    """
    query, given = query.strip(), as_words(of)
    hits = hits_table(given.corpus, *find_places(given, query))
    return hits.assign(term=query).astype({"term": "str"})


def find_places(given: Words, query: str, *, offsets: bool = True) -> tuple[Ints, ...]:
    """Return item (its row), sentence and, if asked for, start and end of the hits of a query."""
    query = query.strip()
    refuse(len(query) > _MAX_QUERY_CHARS, "query length", len(query), _MAX_QUERY_CHARS)
    if query.startswith("/"):
        return _find_pattern(given, query)
    wanted: list[Collection[str] | None] = [[query]]  # a name that is counted as one word
    if query.startswith("#"):
        given = given.hashtags()
        rest, tag = query.endswith("*"), fold(query[1:].removesuffix("*"))
        refuse(not tag, "query hashtag", query)
        used = {given.terms[code] for code in np.unique(given.term)} if rest else {f"#{tag}"}
        wanted = [[term for term in used if term.startswith(f"#{tag}")]]
    elif given.code(query) < 0 or query == fold(query):
        pieces = (piece for piece in _parted(given, query).split() if "_" not in piece)
        kinds = {kind for piece in pieces for *_, kind in find_tokens(piece, 0, len(piece))}
        given = given if kinds <= {"word", "hashtag"} else with_numbers(given)  # "2030 agenda"
        wanted = _wanted(given, query)
    starts = [given.places(*terms) - k for k, terms in enumerate(wanted) if terms is not None]
    first = reduce(partial(np.intersect1d, assume_unique=True), starts or [given.places()])
    first = first[(first >= 0) & (first + len(wanted) <= len(given))]
    steps = len(wanted) - 1
    first = first[given.adjoin(first, first + steps, steps)] if steps else first  # side by side
    if not offsets:
        return given.item[first], numbers(given.corpus, given.reading)[given.at.sentences_of(first)]
    own = given.take(first)
    return own.item, own.sentence, own.start, given.store.end(given.last[first + steps])


def concordance(of: Given, term: str, *, window: int = _WINDOW) -> pd.DataFrame:
    """List every hit of a query of `search` in its context: as many as `count_terms` counts.

    One row per hit in document order: item_id, line (in the file), left and right (``window``
    characters of the text that is counted, | where a line ends), keyword, start, end.
    """
    given, set_aside = as_words(of), term.strip().startswith("#")
    hits = search(given, term)
    return context_lines(given.corpus, hits, given.reading, set_aside=set_aside, window=window)


def context_lines(
    corpus: Corpus,
    hits: pd.DataFrame,
    reading: Reading = "cleaned",
    *,
    set_aside: bool = False,
    window: int = _WINDOW,
) -> pd.DataFrame:
    """Put every hit (item_id, start, end) in its context, with columns as from `concordance`."""

    def make() -> tuple[Any, Any]:  # the spans read: the rows of their items, and their bounds
        is_read = spans_read(corpus, reading, set_aside=set_aside)
        return store(corpus).item[is_read], corpus.spans[["start", "end"]].to_numpy()[is_read]

    of, spans = corpus.once(("contexts", reading, set_aside), make)
    raws, first_line = corpus.items["raw"].array, corpus.places["line"].to_numpy()

    @cache
    def text_of(row: int) -> tuple[str, str, list[int], list[int], list[int]]:
        ends = np.searchsorted(of, np.array([row, row + 1], of.dtype))
        raw, own = raws[row], spans[slice(*ends)].tolist()
        pieces, line_ends = [raw[start:end] for start, end in own], LINE_END.finditer(raw)
        starts, before = [start for start, _ in own], [0, *accumulate(map(len, pieces))]
        return raw, "".join(pieces), starts, before, [end.end() for end in line_ends]

    rows, lines = item_rows(corpus, hits["item_id"]).tolist(), []
    places = hits[["item_id", "start", "end"]].itertuples(index=False)
    for row, (item, start, end) in zip(rows, places, strict=True):
        raw, text, starts, before, line_ends = text_of(row)
        n, m = (bisect_right(starts, at) - 1 for at in (start, end - 1))
        left, right = before[n] + start - starts[n], before[m] + end - starts[m]
        around = text[max(0, left - window) : left], text[right : right + window]
        joined = (_LINE.sub(" | ", c) if "\n" in c or "\r" in c else c for c in around)
        left_words, right_words = (_SPACE.sub(" ", part) for part in joined)
        line, keyword = first_line[row] + bisect_right(line_ends, start), raw[start:end].split()
        lines.append((item, line, left_words, " ".join(keyword), right_words, start, end))
    return table(CONCORDANCE, lines)


def keywords(corpus: Corpus, hits: pd.DataFrame) -> list[str]:
    """Return the words of hits as they stand in the text, white space as single spaces."""
    rows, nth = np.unique(item_rows(corpus, hits["item_id"]), return_inverse=True)
    raws = list(map(corpus.items["raw"].array.__getitem__, rows.tolist()))  # `take` copies all
    places = zip(nth.tolist(), hits["start"].tolist(), hits["end"].tolist(), strict=True)
    return [" ".join(raws[n][start:end].split()) for n, start, end in places]


def split_queries(text: str) -> list[str]:
    """Return the queries of a text: divided by commas, semicolons or line ends, each one once."""
    return [query for query in dict.fromkeys(map(str.strip, _QUERY.findall(text))) if query]


def _find_pattern(of: Words, query: str) -> tuple[Ints, ...]:
    refuse(len(query) < 3 or not query.endswith("/"), "query pattern", query)
    pattern = _compile(query[1:-1])
    every, number = sentences(of.corpus), numbers(of.corpus, of.reading)
    listed, raws = np.flatnonzero(number), of.corpus.items["raw"].tolist()
    if not of.whole:  # sentences that a word of the part stands in
        listed = np.intersect1d(listed, of.sentence_row)
    found: list[tuple[int, int, int]] = []  # sentence, start, end
    columns = (column[listed].tolist() for column in (every.item, every.start, every.end))
    for row, item, start, end in zip(listed.tolist(), *columns, strict=True):
        found += [(row, start + a, start + b) for a, b in _matches(pattern, raws[item][start:end])]
    row, start, end = np.array(found, np.int32).reshape(-1, 3).T
    return every.item[row], number[row], start, end


def _wanted(of: Words, query: str) -> list[Collection[str] | None]:
    """Return for each word of a query the terms it may be; None is any."""
    wanted: list[Collection[str] | None] = []
    for piece in query.split():
        bare = piece.rstrip("*")
        refuse("*" in bare, "query star", piece)
        folded = folded_words(_parted(of, bare), of.known.aliases if bare == piece else {})
        if of.split_compounds:
            folded = [word.removesuffix("'s") or word for word in folded]
        counted = (_counted(of, of.known.aliases.get(word, word)) for word in folded)
        wanted += counted if bare else [None]
        if folded and bare != piece:
            wanted[-1] = _between(of, folded[-1], folded[-1] + chr(0x10FFFF))
    refuse(not folded_words(query.replace("*", " ")), "query words", query)
    return wanted


def _parted(of: Words, query: str) -> str:
    """Part the compounds of a query where those of the text are: "Russia-China's", "unit-19"."""
    return query.translate(dict.fromkeys(map(ord, HYPHENS), " ")) if of.split_compounds else query


def _counted(of: Words, word: str) -> Collection[str]:
    """Return what a word is counted as: among dictionary forms, those of one that is none."""
    # "talks" → talk; but "saw" is counted itself where the noun occurs, beside see
    if not of.lemmatize or len(of.places(word)):
        return (word,)
    terms = _between(of, word, word + "\0") or of.known.forms(word)
    return (word,) if word in terms else terms


def _between(of: Words, first: str, last: str) -> list[str]:
    """Return the terms that lie between two forms, as written or as counted, in their order."""

    def make() -> list[tuple[str, str]]:  # all forms, each with its term
        ways: Any = {"lemmatize": of.lemmatize, "split_compounds": of.split_compounds}
        every = with_numbers(words(of.corpus, of.reading, **ways))
        pairs = pd.DataFrame({0: every.folded, 1: every.term}).drop_duplicates().to_numpy().tolist()
        written = {(every.terms[folded], every.terms[term]) for folded, term in pairs}
        return sorted(written | {(term, term) for _, term in written})

    forms = of.corpus.once(("forms", of.reading, of.lemmatize, of.split_compounds), make)
    low, high = (bisect_left(forms, (end, "")) for end in (first, last))
    return list(dict.fromkeys(term for _, term in forms[low:high]))


def folded_words(text: str, aliases: Mapping[str, str] = {}) -> list[str]:
    """Return the words of a query, folded, and hashtags (a_b) whole; empty when it holds none."""
    folded = []
    for piece in text.split():
        spans = [(0, len(piece), "")] if "_" in piece else find_tokens(piece, 0, len(piece))
        folded += [fold_as(piece[first:stop].lstrip("#"), aliases) for first, stop, _ in spans]
    return folded


def _compile(source: str) -> tuple[Any, bool]:
    """Compile a pattern, any case; and say if it reads each character in a frame: see `_frame`."""
    refuse(len(source) > _MAX_PATTERN_CHARS, "pattern length", len(source), _MAX_PATTERN_CHARS)
    parts = list(_PART.finditer(source))
    if parts and parts[-1]["wrong"]:
        raise refusal("pattern of", source, f"{parts[-1][0]!r} cannot be read")
    framed = any(part["kept"] in (r"\b", r"\B") for part in parts)
    options = re2.Options()
    options.case_sensitive, options.dot_nl, options.longest_match = False, True, True
    options.never_capture, options.log_errors, options.max_mem = True, False, _MAX_MEMORY
    try:
        return re2.compile(_encode("".join(_rewrite(p, framed) for p in parts)), options), framed
    except re2.error as error:
        problem = error.args[0].decode().partition(":")[0]  # "missing ): (a" → "missing )"
        raise refusal("pattern of", source, _RE2.get(problem, problem)) from None


def _matches(pattern: tuple[Any, bool], text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the matches from left to right, each as long as can be, none empty."""
    # /(a+)+b/ in "aab aaaa AB" → (0, 3), (9, 11)
    program, framed = pattern
    width = 3 if framed else 1
    for stretch in _STRETCH.finditer(text):
        read = _encode("".join(map(_frame, stretch[0])) if framed else stretch[0])
        passed = position = 0  # the same place in bytes and in characters
        for match in program.finditer(read):
            left, right = match.span()
            if right > left:  # an empty one may lie between the two bytes of a letter
                start = position + len(read[passed:left].decode())
                passed, position = right, start + len(read[left:right].decode())
                yield stretch.start() + start // width, stretch.start() + position // width


def _rewrite(part: re.Match[str], framed: bool) -> str:
    r"""Return a part of a pattern as RE2 writes it: "\W" → "[^\pL_\pM\pN]", "#" → "\#"."""
    kind, atom = str(part.lastgroup), part[str(part.lastgroup)]
    if kind == "kept":
        return atom
    if kind == "short":
        atom = f"[{'^' * atom.isupper()}\\{atom.lower()}]"
    if kind in ("short", "set"):
        atom = re.sub(r"\\(.)", lambda short: _RE2.get(short[0], re.escape(short[1])), atom)
    elif kind != "any":
        atom = re.escape(atom)
    return f"(?:[a ]{atom}[b.])" if framed else atom


@lru_cache(maxsize=2**16)
def _frame(character: str) -> str:
    r"""Put a character between two, so that RE2's ``\b`` sees where words of any script end."""
    # "в —" → "aвb  . —." and /\bв\b/ → /\b(?:[a ]в[b.])\b/: RE2 compares the end of one frame with
    # the beginning of the next. No match begins inside a frame: "a" and " " are not "b" or ".".
    is_word = character.isalnum() or character == "_" or category(character)[0] == "M"
    return f"a{character}b" if is_word else f" {character}."


def _encode(text: str) -> bytes:
    """Return UTF-8; a lone surrogate, which has none, is read as one "�"."""
    return re.sub("[\ud800-\udfff]", "�", text).encode()
