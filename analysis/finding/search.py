"""A typed query → its hits: word, phrase, prefix*, #hashtag or /pattern/."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from analysis import lexicons
from analysis.counting.groups import complete_years, item_groups, with_groups
from analysis.counting.series import MIN_WORDS, sized_members
from analysis.counting.words import (
    WINDOW_CHARS,
    context_lines,
    counted_words,
    find_sequences,
    folded_words,
)
from analysis.finding.patterns import compile_pattern, find_matches
from analysis.finding.tokens import SPANS_READ, Text, fold, hashtag_tokens, sentences
from analysis.reading.corpus import Corpus
from analysis.tables import SET_ASIDE, InputError

MAX_QUERY_CHARS = 1_000
HITS = {
    "item": "str",
    "sentence": "int64",
    "start": "int64",  # character offsets into the item's raw text, end excluded
    "end": "int64",
    "keyword": "str",  # verbatim
    "year": "Int64",
    "outlet": "str",
}
SERIES = ["year", "term", "hits", "items_in_group", "items_possible", "words_in_group", "per_1000"]
_LAST = chr(0x10FFFF)
_QUERY = re.compile(r"\s*+(/(?:\\.|[^\\/\n])*+/(?=\s*+(?:[,;\n]|\Z))|[^,;\n]++)")


@dataclass(frozen=True, eq=False)
class Index:
    """What is looked up in one reading of a corpus; made once by `build_index`.

    ``words`` are the `counted_words`, ``tags`` the hashtags, ``sentences`` all sentences, each
    with its groups; ``forms`` are the folded word forms in order, each with its counted term;
    ``members`` say in which years every item can lie: item, outlet, year, weight, certain, words;
    ``years`` are all from the first to the last certain one; ``raws`` the items' raw texts.
    """

    corpus: Corpus
    text: Text
    words: pd.DataFrame
    tags: pd.DataFrame
    sentences: pd.DataFrame
    forms: list[tuple[str, str]]
    members: pd.DataFrame
    years: list[int]
    raws: dict[str, str]


def build_index(corpus: Corpus, *, text: Text = "cleaned") -> Index:
    """Make the tables that answer queries about one reading of the corpus."""
    words = counted_words(corpus, text=text, lemmatize=False)
    forms = words[["folded", "term"]].drop_duplicates()
    pairs = {*forms.itertuples(index=False, name=None), *((term, term) for term in forms["term"])}
    return Index(
        corpus=corpus,
        text=text,
        words=words.astype({"term": "category"}),  # compared as numbers
        tags=with_groups(hashtag_tokens(corpus, text=text), corpus),
        sentences=with_groups(sentences(corpus, text=text), corpus),
        forms=sorted(pairs),
        members=_members(corpus, text),
        years=complete_years(item_groups(corpus, text=text)),
        raws=dict(zip(corpus.items["item_id"], corpus.items["raw"], strict=True)),
    )


def find(corpus: Corpus, query: str, *, text: Text = "cleaned") -> pd.DataFrame:
    """List the hits of one query; see `find_in`, which answers faster when asked again.

    >>> from analysis import load_corpus
    >>> find(load_corpus("seeds"), "strateg* choice")["keyword"].tolist()
    ['strategic choice']
    """
    return find_in(build_index(corpus, text=text), query)


def find_in(index: Index, query: str) -> pd.DataFrame:
    r"""List the hits of one query.

    Parameters
    ----------
    query
        A word or phrase, folded as in the counts, so that there are as many hits as lines in its
        `concordance`. A ``*`` after a word stands for any rest of it, alone inside a phrase for
        any word. ``#tag`` looks among the hashtags, set-aside lines included. ``/pattern/`` is
        looked up inside sentences as written, numbers and signs included, upper and lower case
        alike; see `analysis.finding.patterns`.

    Returns
    -------
    One row per hit in document order, columns as in `HITS`. Sentences are numbered within the
    item, for a hashtag with the set-aside lines.

    Raises
    ------
    InputError
        When there is nothing to look for, ``*`` does not end a word, or a pattern is not one.
    """
    query = query.strip()
    if len(query) > MAX_QUERY_CHARS:
        raise InputError(f"the query has {len(query):,} characters; use up to {MAX_QUERY_CHARS:,}")
    if query.startswith("/"):
        return _find_pattern(index, query)
    if query.startswith("#"):
        rest, tag = query.endswith("*"), fold(query[1:].removesuffix("*"))
        if not tag:
            raise InputError(f"nothing to look for in {query!r}; give a hashtag")
        terms = index.tags["term"].unique() if rest else (tag,)
        hits = find_sequences(index.tags, [[t for t in terms if t.startswith(tag)]])
    else:
        hits = find_sequences(index.words, _wanted(index, query))
    return _with_keywords(index, hits)


def split_queries(text: str) -> list[str]:
    """Return the queries of a text: divided by commas, semicolons or line ends, each one once.

    >>> split_queries("trade, strategic partner*; /[0-9]{1,3} years/, trade")
    ['trade', 'strategic partner*', '/[0-9]{1,3} years/']
    """
    found = (match.group(1).strip() for match in _QUERY.finditer(text))
    return [query for query in dict.fromkeys(found) if query]


def show_lines(
    index: Index, query: str, hits: pd.DataFrame, *, window: int = WINDOW_CHARS
) -> pd.DataFrame:
    """Put hits of a query in the context they were found in; columns as from `concordance`."""
    labels = SPANS_READ[index.text]
    if query.lstrip().startswith("#"):
        labels = tuple(dict.fromkeys((*labels, *SET_ASIDE)))
    return context_lines(index.corpus, hits, labels=labels, window=window)


def yearly_series(
    index: Index, found: dict[str, pd.DataFrame], *, outlets: Iterable[str] | None = None
) -> pd.DataFrame:
    """Count the hits of several queries in every year; items count in each year they can lie in.

    Parameters
    ----------
    found
        Query → its hits.
    outlets
        Count only their items; None means all.

    Returns
    -------
    One row per year and query: year, term (the query, in the order given), hits (weighed by
    aoristic weight), items_in_group (certain to lie in the year), items_possible, words_in_group,
    per_1000 (hits per thousand words; missing below `MIN_WORDS` words). Years are complete from
    the first to the last certain one in the whole corpus; what lies in none of them is a last
    row with a missing year.
    """
    members = index.members
    if outlets is not None:
        members = members[members["outlet"].isin(list(outlets))]
    counts = [hits["item"].value_counts(sort=False).rename(query) for query, hits in found.items()]
    each = pd.DataFrame(index=pd.Index(members["item"]))
    for query, own in zip(found, counts, strict=True):
        each[query] = own.reindex(each.index, fill_value=0)
    weighed = each.mul(members["weight"].to_numpy(), axis=0)
    weighed.columns = pd.RangeIndex(len(found))
    weighed["words_in_group"] = (members["words"] * members["weight"]).to_numpy()
    weighed["items_in_group"] = members["certain"].astype("int64").to_numpy()
    weighed["items_possible"] = 1
    listed = [*index.years, pd.NA] if members["year"].isna().any() else index.years
    totals = weighed.groupby(members["year"].array, dropna=False).sum()
    order = pd.Index(pd.array(listed, dtype="Int64"), name="year")
    years = totals.reindex(order, fill_value=0).reset_index()
    sizes = ["year", "items_in_group", "items_possible", "words_in_group"]
    tables = [
        years[sizes].assign(term=query, hits=years[n].astype("float64"))
        for n, query in enumerate(found)
    ]
    if not tables:
        return pd.DataFrame(columns=SERIES)
    series = pd.concat(tables, ignore_index=True).astype({"term": "str"})
    enough = series["words_in_group"].where(series["words_in_group"] >= MIN_WORDS)
    series["per_1000"] = (1000 * series["hits"] / enough).astype("Float64")
    return series[SERIES]


def _members(corpus: Corpus, text: Text) -> pd.DataFrame:
    members = sized_members(corpus, "year", text, "event")
    members = members.rename(columns={"group": "year", "words_in_group": "words"})
    outlets = dict(zip(corpus.items["item_id"], corpus.items["outlet"], strict=True))
    members["outlet"] = members["item"].map(outlets)
    return members[["item", "outlet", "year", "weight", "certain", "words"]]


def _find_pattern(index: Index, query: str) -> pd.DataFrame:
    if len(query) < 3 or not query.endswith("/"):
        raise InputError(f"{query!r} begins a pattern; end it with /, as in /co-?operat\\w+/")
    pattern = compile_pattern(query[1:-1])
    columns = ["item", "sentence", "start", "end", "year", "outlet"]
    rows = []
    for item, sentence, start, end, *groups in index.sentences[columns].itertuples(index=False):
        for left, right in find_matches(pattern, index.raws[item][start:end]):
            rows.append((item, sentence, start + left, start + right, *groups))
    hits = pd.DataFrame(rows, columns=columns)
    return _with_keywords(index, hits.astype({column: HITS[column] for column in columns}))


def _with_keywords(index: Index, hits: pd.DataFrame) -> pd.DataFrame:
    places = zip(hits["item"], hits["start"], hits["end"], strict=True)
    keywords = [index.raws[item][start:end] for item, start, end in places]
    hits["keyword"] = pd.Series(keywords, hits.index, dtype="str")
    return hits[list(HITS)]


def _wanted(index: Index, query: str) -> list[Collection[str]]:
    """Return for each word of a query the terms it may be."""
    aliases = lexicons.aliases()
    wanted: list[Collection[str]] = []
    for piece in query.split():
        bare = piece.rstrip("*")
        if "*" in bare:
            raise InputError(f"in {piece!r} the * is not at the end; try a /pattern/ with \\w*")
        if not bare:
            wanted.append(index.words["term"].cat.categories)
            continue
        words = folded_words(bare)
        wanted += [(aliases.get(word, word),) for word in words]
        if words and bare != piece:
            wanted[-1] = _beginning(index, words[-1])
    if not folded_words(query.replace("*", " ")):
        raise InputError(f"nothing to look for in {query!r}; give a word or a phrase")
    return wanted


def _beginning(index: Index, begin: str) -> list[str]:
    """Return the terms that begin so, as written or as counted, from the ordered forms."""
    first = bisect_left(index.forms, (begin, ""))
    last = bisect_left(index.forms, (begin + _LAST, ""))
    return list(dict.fromkeys(term for _, term in index.forms[first:last]))
