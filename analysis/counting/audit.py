"""Is the lexicon right? A sample of its hits to judge, terms inside terms, terms never found."""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

import pandas as pd

from analysis import lexicons
from analysis.counting.topics import topic_hits, topic_names
from analysis.counting.words import lookup_terms
from analysis.finding.lexicon import Matcher
from analysis.finding.tokens import Text, find_tokens, fold, sentences
from analysis.lexicons import Entry
from analysis.reading.corpus import Corpus

SAMPLE = ["topic", "hits", "term", "keyword", "item", "line", "quote", "start", "end"]
INSIDE = ["topic", "term", "inner_topic", "inner_term", "hits"]


def audit_sample(
    corpus: Corpus, *, per_topic: int = 5, seed: int = 0, text: Text = "cleaned"
) -> pd.DataFrame:
    """Draw hits of every topic at random, for a person to judge whether they are of the topic.

    Each hit has a number made from seed, topic and place, and the smallest numbers of a topic are
    drawn (bottom-k sampling, Cohen & Kaplan 2007). So every set of hits of a topic is as likely as
    any other, neither the order of the rows nor other topics matter, and when documents are
    added, a hit leaves the sample only for a new one.

    Parameters
    ----------
    per_topic
        How many hits to draw; all of a topic that has no more.
    seed
        Another number draws another sample.
    text
        ``cleaned`` or ``raw``.

    Returns
    -------
    One row per hit drawn, topics in lexicon order, hits in document order: topic, hits (of the
    topic in all), term (as in the lexicon), keyword (verbatim), item, line (in the file), quote
    (the sentence, white space as single spaces), start, end (of the hit in the item's raw text).

    Raises `ValueError` when per_topic is not positive.
    """
    if per_topic < 1:
        raise ValueError(f"per_topic is {per_topic}; use a positive number")
    hits = topic_hits(corpus, text=text)
    hits["of"] = hits.groupby("topic")["item"].transform("size")
    places = hits[["topic", "item", "start", "end"]].itertuples(index=False)
    hits["lot"] = [_lot(f"{seed}/{topic}/{item}/{a}-{b}") for topic, item, a, b in places]
    drawn = hits.sort_values("lot").groupby("topic").head(per_topic).sort_index()
    listed = sentences(corpus, text=text)
    bounds = {row[:2]: row[2:] for row in listed.itertuples(index=False, name=None)}
    rows = []
    for hit in drawn.itertuples():
        quote = corpus.locate(hit.item, *bounds[hit.item, hit.sentence]).quote
        line = corpus.locate(hit.item, hit.start, hit.end).first_line
        shown = " ".join(quote.split())
        rows.append(
            (hit.topic, hit.of, hit.term, hit.keyword, hit.item, line, shown, hit.start, hit.end)
        )
    table = pd.DataFrame(rows, columns=SAMPLE)
    table = table.astype(dict.fromkeys(("hits", "line", "start", "end"), "int64"))
    rank = table["topic"].map({topic: n for n, topic in enumerate(topic_names())})
    return table.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


def overlapping_terms(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List lexicon terms inside longer hits, not counted because the longest match wins.

    These are what a count of every term by itself would count twice.

    Returns
    -------
    One row per pair, most frequent first, ties in alphabetical order: topic and term that were
    counted, inner_topic and inner_term that were not, hits (how often inside).
    """
    hits = topic_hits(corpus, text=text)
    counted = hits.groupby(["topic", "term", "keyword"]).size()
    pairs: dict[tuple[str, str, str, str], int] = defaultdict(int)
    matchers = _matchers()
    for (topic, term, keyword), n in counted.items():
        for inner in _terms_in(keyword, matchers):
            if inner.term != term:
                pairs[topic, term, inner.group, inner.term] += n
    rows = [(*pair, n) for pair, n in pairs.items()]
    rows.sort(key=lambda row: (-row[-1], row[:-1]))
    return pd.DataFrame(rows, columns=INSIDE).astype({"hits": "int64"})


def term_use(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """Count the hits of every lexicon term; a term with none was never found.

    Returns
    -------
    One row per term in lexicon order: topic, term, match (word, phrase or prefix), hits, items
    (with a hit).
    """
    entries = lexicons.entries("topics")
    table = pd.DataFrame(
        [(entry.group, entry.term, entry.match) for entry in entries],
        columns=["topic", "term", "match"],
    )
    hits = topic_hits(corpus, text=text)
    counts = hits.groupby("term").agg(hits=("item", "size"), items=("item", "nunique"))
    found = counts.reindex(table["term"], fill_value=0)
    return table.assign(hits=found["hits"].to_numpy(), items=found["items"].to_numpy())


def _lot(place: str) -> str:
    """Return a number, the same in every process, that says nothing about the place."""
    return sha256(place.encode()).hexdigest()


def _matchers() -> dict[str, list[Matcher[Entry]]]:
    """Return a matcher for each term of the lexicon alone, by the first letter it can match.

    Of spellings that are counted as one, only the first has a matcher: they are one term.
    """
    matchers = defaultdict(list)
    known = set()
    for entry in lexicons.entries("topics"):
        is_prefix = entry.match == "prefix"
        counted = (fold(entry.term),) if is_prefix else lookup_terms(entry.term)
        if (is_prefix, counted) not in known:
            known.add((is_prefix, counted))
            matchers[counted[0][0]].append(Matcher.of((entry,)))
    return matchers


def _terms_in(keyword: str, matchers: dict[str, list[Matcher[Entry]]]) -> Iterator[Entry]:
    """Yield all lexicon terms in the words of a hit, each as often as it stands there."""
    surfaces = [keyword[start:end] for start, end, _ in find_tokens(keyword, 0, len(keyword))]
    folded = [fold(surface).removeprefix("#") for surface in surfaces]
    bare = [word.removesuffix("'s") for word in folded]
    for letter in sorted({lexicons.aliases().get(word, word)[0] for word in bare}):
        for matcher in matchers.get(letter, ()):
            yield from (entry for _, _, entry in matcher.find(folded, surfaces))
