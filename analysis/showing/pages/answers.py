"""What is asked → what the page says: hits, lines, sentences, a chart, events."""

from dataclasses import dataclass

import pandas as pd

from analysis.counting.chronology import TIERS
from analysis.counting.groups import item_groups
from analysis.counting.series import series
from analysis.finding.concordance import context_lines
from analysis.finding.search import search, split_queries
from analysis.finding.words import Words
from analysis.showing.pages.curves import MAX_TERMS, frequency_svg, frequency_table
from analysis.showing.pages.markup import safe
from analysis.tables import InputError

MAX_ROWS = 200  # hits listed at once
HELP = (
    "Type a word, a phrase, a beginning (strateg*), a #hashtag or a /pattern/; several are divided "
    "by commas."
)


@dataclass(frozen=True)
class Question:
    """What is asked of one reading of a corpus; None means all years or all outlets."""

    query: str
    years: tuple[int, int] | None = None
    undated: bool = True
    outlets: tuple[str, ...] | None = None


def answer(words: Words, question: Question) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the hits of every query that can be answered, and one sentence per problem."""
    groups = item_groups(words.corpus, "year").set_index("item_id")[["year", "outlet"]]
    found: dict[str, pd.DataFrame] = {}
    problems = []
    queries = split_queries(question.query)
    if len(queries) > MAX_TERMS:
        problems.append(f"Only the first {MAX_TERMS} of {len(queries):,} terms are looked for.")
    for query in queries[:MAX_TERMS]:
        try:
            hits = search(words, query).join(groups, on="item_id")
        except InputError as error:
            problems.append(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            continue
        kept = hits["year"].notna() | question.undated
        if question.years:
            kept &= hits["year"].between(*question.years).fillna(True)
        if question.outlets is not None:
            kept &= hits["outlet"].isin(question.outlets)
        found[query] = hits[kept.astype(bool)].reset_index(drop=True)
        if not len(hits) and query.replace(" ", "").isdecimal():
            problems.append(f"Numbers are not counted as words; look for /{query}/.")
    return found, problems


def first_lines(words: Words, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the first `MAX_ROWS` hits of all queries in document order, in their context."""
    nothing = pd.DataFrame(columns=["query", "item_id", "start", "end", "outlet"], dtype="str")
    hits = pd.concat([hits.assign(query=query) for query, hits in found.items()] or [nothing])
    hits["place"] = pd.Index(words.corpus.items["item_id"]).get_indexer(hits["item_id"])
    hits = hits.sort_values(["place", "start", "end", "query"], ignore_index=True).head(MAX_ROWS)
    is_tag = hits["query"].str.startswith("#")
    parts = [
        context_lines(words.corpus, rows, words.reading, set_aside=set_aside).set_index(rows.index)
        for set_aside, rows in ((True, hits[is_tag]), (False, hits[~is_tag]))
    ]
    return pd.concat(parts).sort_index().assign(outlet=hits["outlet"])


def summary_html(found: dict[str, pd.DataFrame], problems: list[str], shown: int) -> str:
    """Say how many hits each query has, how many are listed, and what went wrong."""
    sentences = [
        f"<strong>{safe(query)}</strong>: {_count(len(hits), 'hit')} in "
        f"{_count(hits['item_id'].nunique(), 'item')}"
        for query, hits in found.items()
    ]
    if not found and not problems:
        sentences.append(HELP)
    total = sum(map(len, found.values()))
    if shown < total:
        sentences.append(f"the first {shown} of {total:,} are listed; ask for less to see others")
    parts = [f"<p>{' · '.join(sentences)}</p>"] if sentences else []
    parts += [f"<p>{safe(problem)}</p>" for problem in problems]
    return f'<div role="status">{"".join(parts)}</div>'


def frequency_html(
    words: Words, found: dict[str, pd.DataFrame], question: Question, measure: str
) -> str:
    """Draw the queries over the years asked for, with the numbers in a table."""
    if not found:
        return "<p>Nothing to draw yet.</p>"
    if question.outlets is not None:
        items = words.corpus.items
        words = words.where(items=items.loc[items["outlet"].isin(question.outlets), "item_id"])
    hits = pd.concat([hits.assign(term=query) for query, hits in found.items()])
    yearly = series(words, hits, names=list(found))
    yearly["hits"] = yearly["hits"].fillna(0)
    kept = yearly["year"].notna() | question.undated
    if question.years:
        kept &= yearly["year"].between(*question.years).fillna(True)
    yearly = yearly[kept.astype(bool)]
    if yearly["year"].isna().all():
        return "<p>No item has a certain year.</p>"
    chart, table = frequency_svg(yearly, measure=measure), frequency_table(yearly)
    return f'<div class="explore-wide" tabindex="0">{chart}</div>{table}'


def choose_events(events: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the events of a chronology that can lie in the years and are told by the outlets."""
    dated = events["first"].notna()
    kept = dated | question.undated
    if question.years:
        early, late = question.years
        kept &= ~dated | ((events["first"].dt.year <= late) & (events["last"].dt.year >= early))
    if question.outlets is not None:
        kept &= events["outlet"].isin(question.outlets)
    return events[kept]


def decisive(pieces: pd.DataFrame) -> tuple[int, int] | None:
    """Return the place of the words that decide a date, as `chronology` orders them."""
    if pieces.empty:
        return None
    weight = pieces["tier"].map({tier: n for n, tier in enumerate(TIERS)})
    first = pieces.assign(weight=weight).sort_values(["weight", "start"]).iloc[0]
    return int(first["start"]), int(first["end"])


def _count(n: int, what: str) -> str:
    return f"{n:,} {what if n == 1 else f'{what}s'}"
