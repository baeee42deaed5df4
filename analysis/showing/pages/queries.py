"""Queries and filters → hits in order, series, strips, events: what the explorer asks of counts."""

from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.counting import chronology, groups, keyness, series
from analysis.counting.words import words_of_hits
from analysis.finding.search import context_lines, search, split_queries
from analysis.finding.store import WIDE, Reading, item_rows
from analysis.finding.words import Words, words
from analysis.reading.corpus import Corpus
from analysis.showing.charts.theme import TERMS
from analysis.tables import InputError

MAX_TERMS = len(TERMS)  # one colour and one shape each
SORTED_WORDS = 3  # that neighbouring lines are ordered by: 1 left, 2 left, 3 left
MANY = 1_000  # items; of more, intervals take too long for a key and stand in what is saved
KEPT_PARTS = 6  # parts of the words kept for the next key
_EMPTY = {"item_id": "", "sentence": 0, "start": 0, "end": 0, "term": "", "query": 0}
NO_HITS = pd.DataFrame(_EMPTY, index=[])


@dataclass(frozen=True)
class Question:
    """What is asked of one reading of a corpus; None means all years or all outlets."""

    query: str = field(compare=False)  # answered from the same part of the words as any other
    reading: Reading = "cleaned"
    lemmatize: bool = False
    years: tuple[int, int] | None = None
    undated: bool = True
    outlets: tuple[str, ...] | None = None

    @property
    def items(self) -> str:
        """What `DataFrame.query` chooses the items by, from ``corpus.items``; "" for all."""
        # "[2023-12-30..2024-01-02]" ends in another year than it begins: it is sure of none.
        asked, same = [], "event_from.dt.year == event_to.dt.year"
        if self.years:
            early, late = self.years
            certain = f"event_from.dt.year >= {early} and event_to.dt.year <= {late} and {same}"
            asked.append(f"({certain} or {same.replace('==', '!=')})" if self.undated else certain)
        elif not self.undated:
            asked.append(same)
        if self.outlets is not None:
            asked.append(f"outlet in {list(self.outlets)!r}")
        return " and ".join(asked)

    def code(self, query: str) -> str:
        """Return the line of Python that finds the hits of one of the queries."""
        part = f'an.words(corpus, "{self.reading}"{", lemmatize=True" if self.lemmatize else ""})'
        if self.items:
            part += f'.where(items=corpus.items.query({self.items!r})["item_id"])'
        verb = "search" if query.startswith("/") or "*" in query else "concordance"
        return f"an.{verb}({part}, {query!r})"


class Searchable:
    """A corpus with what is looked up in it at every key."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.events = corpus, chronology.chronology(corpus)
        rank = corpus.items["event_from"].rank(method="first", na_option="bottom")
        self.when = rank.to_numpy(np.int64)  # undated ones last
        self.composition = chronology.composition(corpus, by="year")
        self.years = [int(year) for year in groups.complete_groups(corpus, "year")]
        self.outlets = list(dict.fromkeys(groups.item_groups(corpus, "year")["outlet"]))
        self.part = lru_cache(KEPT_PARTS)(self._part)  # the words of the items asked for
        words(corpus, lemmatize=True)  # not at the first key that finds nothing

    def _part(self, asked: Question) -> Words:
        part, items = words(self.corpus, asked.reading, lemmatize=asked.lemmatize), asked.items
        return part.where(items=self.corpus.items.query(items)["item_id"]) if items else part

    def places(self, hits: pd.DataFrame, edge: str) -> npt.NDArray[np.int64]:
        """Return where the hits start or end, as numbers in the order of the corpus."""
        rows = item_rows(self.corpus, hits["item_id"]).astype(np.int64)
        return np.asarray(rows * WIDE + hits[edge].to_numpy(np.int64))


class Answer:
    """The hits of every query that can be answered, and one sentence per problem."""

    def __init__(self, searchable: Searchable, asked: Question) -> None:
        self.searchable, self.asked, self.part = searchable, asked, searchable.part(asked)
        self.hits: dict[str, pd.DataFrame] = {}
        self.problems: list[str] = []
        self.otherwise: dict[str, int] = {}  # query without a hit → its hits as other forms
        queries = split_queries(asked.query)
        if (many := len(queries)) > MAX_TERMS:
            self.problems.append(f"Only the first {MAX_TERMS} of {many:,} terms are looked for.")
        for query in queries[:MAX_TERMS]:
            try:
                self.hits[query] = search(self.part, query)
            except InputError as error:
                self.problems.append(f"{str(error)[:1].upper()}{str(error)[1:]}.")
                continue
            if self.hits[query].empty and query[0] not in "#/":
                other = searchable.part(replace(asked, lemmatize=not asked.lemmatize))
                self.otherwise[query] = len(search(other, query))

    def in_order(self, by: str) -> pd.DataFrame:
        """Return the hits of all queries in the order of texts, of time, or of their neighbours."""
        searchable, reading = self.searchable, self.asked.reading
        hits = pd.concat(list(self.hits.values()) or [NO_HITS], ignore_index=True)
        start, end = searchable.places(hits, "start"), searchable.places(hits, "end")
        keys = [end, start]
        if by == "date":
            keys.append(searchable.when[start // WIDE])
        elif by != "text":
            read, left = words(searchable.corpus, reading), by == "left"
            first, behind = words_of_hits(read, hits)
            for n in reversed(range(SORTED_WORDS)):
                there = first - 1 - n if left else behind + n
                at = np.clip(there, 0, max(0, len(read) - 1))
                inside = (there == at) & (read.item[at] == start // WIDE)
                keys.append(np.where(inside, read.alphabet[read.term[at]], -1))  # -1: no word
        return hits.iloc[np.lexsort(keys)].reset_index(drop=True)

    def lines(self, hits: pd.DataFrame) -> pd.DataFrame:
        """Return hits in their context, with term, outlet and date: what is listed and saved."""
        corpus, parts = self.searchable.corpus, []
        # "#RussiaChina" also stands in lines set aside, which are no context of a word.
        tags = hits["term"].str.startswith("#").astype(bool)
        for tagged, rows in ((True, hits[tags]), (False, hits[~tags])):
            lines = context_lines(corpus, rows, self.asked.reading, set_aside=tagged)
            parts.append(lines.set_index(rows.index).assign(term=rows["term"]))
        lines = pd.concat(parts).sort_index()
        at = item_rows(corpus, lines["item_id"])
        told = corpus.items[["outlet", "event_edtf"]].iloc[at].to_numpy()  # not their texts
        return lines.assign(outlet=told[:, 0], date=told[:, 1])

    def by_year(self, *, intervals: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return hits by year, what has none last, as `series` does; and items of each outlet."""
        asked, outlets = self.asked, self.searchable.composition
        if asked.outlets is not None:
            outlets = outlets[outlets["outlet"].isin(asked.outlets)]
        if not self.hits:
            return pd.DataFrame({"year": []}), outlets
        hits = pd.concat(self.hits.values(), ignore_index=True)
        count: Any = partial(series.series, self.part, names=list(self.hits))
        if intervals:
            table = count(hits)
        else:
            table, tags = count(hits, denominator="hits"), hits[hits["sentence"] < 1]
            aside = count(tags, denominator="hits")["hits"] if len(tags) else 0 * table["hits"]
            rate = table["per_1000"].mask(aside.fillna(0) > 0)  # tags in lines are no words
            sure = rate.where(table["texts_in_group"] >= series.MIN_ITEMS)
            table = table.assign(value=rate, low=sure, high=sure)
        early, late = asked.years or (0, 9999)
        return table[table["year"].between(early, late).fillna(asked.undated).astype(bool)], outlets

    def against_rest(self) -> pd.DataFrame:
        """Compare the items asked for with all others: a row of `keyness` per query with a rate."""
        size, tables = len(self.part), [pd.DataFrame({"term": []})]
        whole = self.searchable.part(replace(self.asked, years=None, undated=True, outlets=None))
        others = len(whole) - size
        how: Any = {"target_words": size, "reference_words": others, "measure": "log_ratio"}
        # A hashtag is no running word, so it has no rate.
        for query in (query for query in self.hits if size and others and query[:1] != "#"):
            n, both = len(self.hits[query]), len(search(whole, query))
            if both and n <= size and both - n <= others:
                own, other = pd.Series({query: n}), pd.Series({query: both - n})
                tables.append(keyness.keyness(own, other, **how))
        return pd.concat(tables[1:] or tables, ignore_index=True)

    def strips(self) -> pd.DataFrame:
        """Say where in each text (of ``words``) the hits stand, a row a hit, in order of time."""
        part, searchable = self.part, self.searchable
        found = [of.assign(query=n) for n, of in enumerate(self.hits.values())]
        hits = pd.concat(found or [NO_HITS])
        place = searchable.places(hits, "start")
        item = place // WIDE
        begins, words_in = np.cumsum(part.per_item) - part.per_item, part.per_item[item]
        before = words_of_hits(part, hits)[0] - begins[item]
        about = searchable.corpus.items[["item_id", "event_edtf", "outlet"]].iloc[item]
        own = {name: hits[name].to_numpy() for name in ("term", "query")}
        own["share"] = np.round(before / np.maximum(1, words_in), 4)  # of the words, before the hit
        table = about.rename(columns={"event_edtf": "date"}).assign(words=words_in, **own)
        return table.iloc[np.lexsort([place, searchable.when[item]])].reset_index(drop=True)

    def events(self) -> pd.DataFrame:
        """Return the events that can lie in the years and are told by the outlets."""
        events, asked = self.searchable.events, self.asked
        # "[2021-03-22..2021-03-23]" is of 2021; "[..2023-09-18]" can be of any year before.
        dated, (early, late) = events["first"].notna(), asked.years or (0, 9999)
        inside = (events["first"].dt.year <= late) & (events["last"].dt.year >= early)
        kept = inside.where(dated, asked.undated)
        if asked.outlets is not None:
            kept &= events["outlet"].isin(asked.outlets)
        return events[kept].reset_index(drop=True)
