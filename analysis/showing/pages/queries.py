"""Queries and filters → hits, lines, series, events: all that the explorer asks of the counts."""

from dataclasses import dataclass

import pandas as pd

from analysis.counting.chronology import TIERS, chronology, composition
from analysis.counting.groups import complete_groups, item_groups
from analysis.counting.series import series
from analysis.finding.concordance import context_lines
from analysis.finding.readings import READINGS, Reading
from analysis.finding.search import search, split_queries
from analysis.finding.words import Words, words
from analysis.reading.corpus import Corpus
from analysis.showing.charts.theme import TERMS
from analysis.tables import InputError

MAX_TERMS = len(TERMS)  # one colour and one shape each
MAX_ROWS = 200  # hits listed at once


@dataclass(frozen=True)
class Question:
    """What is asked of one reading of a corpus; None means all years or all outlets."""

    query: str
    reading: Reading = "cleaned"
    years: tuple[int, int] | None = None
    undated: bool = True
    outlets: tuple[str, ...] | None = None

    def asks_of(self, table: pd.DataFrame) -> pd.Series:
        """Say which rows of a table are of the years and, if it has them, outlets asked for."""
        kept = table["year"].notna() | self.undated
        if self.years:
            kept &= table["year"].between(*self.years).fillna(True)
        if self.outlets is not None and "outlet" in table:
            kept &= table["outlet"].isin(self.outlets)
        return kept.astype(bool)


@dataclass(frozen=True)
class Answer:
    """The hits of every query that can be answered, and one sentence per problem."""

    hits: dict[str, pd.DataFrame]
    problems: list[str]

    @property
    def sizes(self) -> list[tuple[str, int, int]]:
        """Of every query: how many hits, and in how many items."""
        return [(query, len(hits), hits["item_id"].nunique()) for query, hits in self.hits.items()]


@dataclass(frozen=True)
class Searchable:
    """A corpus with what is looked up in it at every key."""

    words: dict[str, Words]  # of each reading
    groups: pd.DataFrame  # item_id → year and outlet
    events: pd.DataFrame
    years: list[int]  # from the first to the last that an item is certain to lie in
    outlets: list[str]

    @property
    def corpus(self) -> Corpus:
        """The corpus that is searched."""
        return self.words["cleaned"].corpus


def make_searchable(corpus: Corpus) -> Searchable:
    """Make the tables that answer questions about a corpus."""
    groups = item_groups(corpus, "year")
    return Searchable(
        words={reading: words(corpus, reading) for reading in READINGS},
        groups=groups.set_index("item_id")[["year", "outlet"]],
        events=chronology(corpus),
        years=[int(year) for year in complete_groups(corpus, "year")],
        outlets=list(dict.fromkeys(groups["outlet"])),
    )


def answer(searchable: Searchable, question: Question) -> Answer:
    """Look for every query, and keep the hits in the years and outlets asked for."""
    hits, problems = {}, []
    queries = split_queries(question.query)
    if len(queries) > MAX_TERMS:
        problems.append(f"Only the first {MAX_TERMS} of {len(queries):,} terms are looked for.")
    for query in queries[:MAX_TERMS]:
        try:
            everywhere = search(searchable.words[question.reading], query)
        except InputError as error:
            problems.append(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            continue
        everywhere = everywhere.join(searchable.groups, on="item_id")
        hits[query] = everywhere[question.asks_of(everywhere)]
        if everywhere.empty and query.replace(" ", "").isdecimal():
            problems.append(f"Numbers are not counted as words; look for /{query}/.")
    return Answer(hits, problems)


def first_lines(searchable: Searchable, found: Answer, question: Question) -> pd.DataFrame:
    """Return the first `MAX_ROWS` hits of all queries in document order, in their context."""
    nothing = pd.DataFrame(columns=["term", "item_id", "start", "end", "outlet"], dtype="str")
    hits = pd.concat(list(found.hits.values()) or [nothing])
    hits["place"] = pd.Index(searchable.corpus.items["item_id"]).get_indexer(hits["item_id"])
    hits = hits.sort_values(["place", "start", "end", "term"], ignore_index=True).head(MAX_ROWS)
    # "#RussiaChina" also stands in lines set aside, which are no context of a word.
    tags = hits["term"].str.startswith("#")
    parts = [
        context_lines(searchable.corpus, rows, question.reading, set_aside=set_aside)
        .set_index(rows.index)
        .assign(outlet=rows["outlet"])
        for set_aside, rows in ((True, hits[tags]), (False, hits[~tags]))
    ]
    return pd.concat(parts).sort_index()


def yearly_counts(
    searchable: Searchable, found: Answer, question: Question
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the hits in the years asked for, among the items of the outlets asked for.

    Returns
    -------
    The counts as from `analysis.counting.series.series`, value, low and high per 1,000 words; what
    has no certain year is a last row of each query, with a missing one. Then what each year
    consists of: outlet, year, items.
    """
    part = searchable.words[question.reading]
    outlets = composition(searchable.corpus, by="year")
    if question.outlets is not None:
        outlets = outlets[outlets["outlet"].isin(question.outlets)]
        of_outlets = searchable.groups["outlet"].isin(question.outlets)
        part = part.where(items=searchable.groups.index[of_outlets])
    if not found.hits:
        return pd.DataFrame({"year": []}), outlets
    hits = pd.concat(found.hits.values(), ignore_index=True).drop(columns=["year", "outlet"])
    table = series(part, hits, names=list(found.hits))
    return table[question.asks_of(table)], outlets


def choose_events(searchable: Searchable, question: Question) -> pd.DataFrame:
    """Return the events of the chronology that can lie in the years and are told by the outlets."""
    events = searchable.events
    dated = events["first"].notna()
    # "[2021-03-22..2021-03-23]" is of 2021; "[..2023-09-18]" can be of any year before.
    kept = dated | question.undated
    if question.years:
        early, late = question.years
        kept &= ~dated | ((events["first"].dt.year <= late) & (events["last"].dt.year >= early))
    if question.outlets is not None:
        kept &= events["outlet"].isin(question.outlets)
    return events[kept]


def dating_words(searchable: Searchable, item_id: str) -> pd.DataFrame:
    """Return the evidence that an event's date rests on, the deciding piece first."""
    evidence = searchable.corpus.evidence
    own = (evidence["item_id"] == item_id) & evidence["used"] & (evidence["target"] == "event")
    rank = {tier: n for n, tier in enumerate(TIERS)}
    pieces = evidence[own].assign(rank=evidence.loc[own, "tier"].map(rank))
    return pieces.sort_values(["rank", "start"], ignore_index=True)
