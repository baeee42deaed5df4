"""Items → events in time: what happened when, told by whom, on what evidence, and how surely."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.counting.groups import complete_groups, item_groups
from analysis.counting.provenance import counted, trace
from analysis.counting.words import words_of_hits
from analysis.finding.lexicon import lexicon_hits, name_hits, persons
from analysis.finding.search import keywords, search
from analysis.finding.store import item_rows
from analysis.finding.words import Given, as_words
from analysis.reading.cleaning import Span
from analysis.reading.corpus import Corpus
from analysis.reading.dating.context import Calendar
from analysis.reading.dating.days import HORIZON, Dates, Horizon, Period, to_days
from analysis.reading.dating.days import aoristic_weights as aoristic_weights
from analysis.reading.dating.item import date_item
from analysis.reading.dating.solver import Dating
from analysis.tables import DAY, KEPT

TIERS = ("identity", "stated", "partial", "assumption", "context")  # what decides comes first
_COLUMNS = ["item_id", "outlet", "occasion", "keyword", "heading", "edtf", "first", "last"]
_COLUMNS += ["status", "contested", "quote"]
# "on April 9, 2024" → "on April 9, ____"; a longer number such as 120241 is no year
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@counted
def chronology(corpus: Corpus) -> pd.DataFrame:
    """List every item with the event it tells, in time order, items without a day last.

    One row per item: item_id, outlet, occasion (the first of occasions.tsv in the kept text,
    ``other``, or ``unreadable`` for a placeholder), keyword (that decided it), heading, edtf, first
    and last (possible day), status, contested (EDTF of all ways out of a contradiction), quote (the
    words the date rests on: the most direct, then what leaves the fewest days).
    """
    hits = lexicon_hits(corpus, "occasions")
    occasions = hits[hits["occasion"] != "live"].drop_duplicates("item_id")  # a label, no occasion
    occasions = occasions.assign(keyword=keywords(corpus, occasions)).set_index("item_id")
    used = dating_words(corpus.evidence)
    used["left"] = used["latest"] - used["earliest"]
    # Of two ways out what excludes one says most. "November 18" is of any year: what leaves least
    # of the time, a stamp, is named behind it.
    way = corpus.items.set_index("item_id")["event_contested"].str.extract(r"(\d{4}-\d\d-\d\d)\]")
    used.loc[used["latest"] < pd.to_datetime(used["item_id"].map(way[0])), "left"] = pd.Timedelta(0)
    used.loc[~used["item_id"].duplicated(), "left"] = pd.Timedelta(days=-1)
    used = used.sort_values(["item_id", "left"], kind="stable")
    quotes = used.drop_duplicates(["item_id", "quote"]).groupby("item_id")["quote"].agg(" · ".join)
    named = {"event_edtf": "edtf", "event_from": "first", "event_to": "last"}
    named |= {"event_status": "status", "event_contested": "contested"}
    own = ["item_id", "outlet", "kind", "heading", *named]  # not the reader's columns, of any name
    table = corpus.items[own].rename(columns=named)
    said = {"occasion": (occasions["occasion"], "other"), "keyword": (occasions["keyword"], "")}
    for column, (values, missing) in {**said, "quote": (quotes, "")}.items():
        table[column] = table["item_id"].map(values).astype("str").fillna(missing)
    table.loc[table["kind"] == "placeholder", "occasion"] = "unreadable"
    # "On September 18" of some year comes behind all days, what has no date behind that.
    rank = table["status"].map({"open": 1, "undated": 2}).fillna(0).astype("int64")
    order = table.assign(rank=rank).sort_values(["rank", "first", "edtf", "item_id"])
    told = used.loc[used["quote"] != "", ["item_id", "start", "end"]]  # no words of a source's date
    return trace(order[_COLUMNS].reset_index(drop=True), corpus, ("item_id",), told)


def dating_words(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence that dates of events rest on: by item, the deciding piece first."""
    used = evidence[evidence["used"] & (evidence["target"] == "event")]
    order = ["item_id", "rank", "start", "end"]
    return used.assign(rank=used["tier"].map(TIERS.index)).sort_values(order, ignore_index=True)


def marks(events: pd.DataFrame, *, horizon: Horizon = HORIZON) -> pd.DataFrame:
    """Break the dates of a `chronology` into marks of a chart, a row each: first, last and mark."""
    # A mark is a day (known), identified (as on record), chosen (by a ruling), lasting (all its
    # days are meant), possible (one of them is), a way (out, not chosen), or none (no date).
    rows = []
    for event in events.to_dict("records"):
        # "[2021-03-22,2021-04-02]" → two marks, possible; "2023-10-17/2023-10-18" → one, lasting
        days = to_days(event["edtf"], horizon) if event["edtf"] else 0
        ways = to_days(event["contested"], horizon) & ~days if event["contested"] else 0
        kind = "day" if days.bit_count() == 1 else "lasting" if "/" in event["edtf"] else "possible"
        known = {"identified": "identified", "contested": "way", "ruled": "chosen"}
        kind = known.get(event["status"], kind)
        runs = [(m, *run) for m, of in ((kind, days), ("way", ways)) for run in horizon.runs(of)]
        for mark, first, last in runs or [("none", event["first"], event["last"])]:
            rows.append({**event, "mark": mark, "first": first, "last": last})
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "mark"]).astype({"first": DAY, "last": DAY})
    table.attrs |= events.attrs  # so that a mark has the evidence of its event
    return table


@counted
def composition(corpus: Corpus, *, by: Period = "year", dates: Dates = "event") -> pd.DataFrame:
    """Count items by outlet and period, complete, those without one last: outlet, period, items."""
    groups = item_groups(corpus, by, dates=dates)
    periods = pd.array([*complete_groups(corpus, by, dates=dates), pd.NA], dtype=groups[by].dtype)
    grid = pd.MultiIndex.from_product([groups["outlet"].unique(), periods], names=["outlet", by])
    counts = groups.groupby(["outlet", by], dropna=False).size()
    table = counts.reindex(grid, fill_value=0).reset_index(name="items")
    kept = corpus.spans[corpus.spans["label"].isin(KEPT)].drop_duplicates("item_id")
    openings = kept[["item_id", "start", "end"]].merge(groups, on="item_id")
    return trace(table, corpus, ("outlet", by), openings)


def texts_by_date(corpus: Corpus) -> pd.DataFrame:
    """Return the texts with words by day, undated last: item_id, edtf, occasion, outlet, words."""
    sizes = pd.Series(as_words(corpus).per_item, corpus.items["item_id"], name="words")
    table = chronology(corpus)[["item_id", "edtf", "occasion", "outlet"]].join(sizes, on="item_id")
    return table[table["words"] > 0].reset_index(drop=True)


@counted
def positions(of: Given, terms: Sequence[str]) -> pd.DataFrame:
    """Say at which word of its text, of how many, every hit of words and phrases stands."""
    given = as_words(of)
    corpus, sizes = given.corpus, given.per_item
    hits = pd.concat([search(given, term) for term in terms], ignore_index=True)
    item = item_rows(corpus, hits["item_id"])
    # Words in document order: item 3 begins at word 620, a hit that is word 630 is its eleventh.
    position = words_of_hits(given, hits)[0] - (np.cumsum(sizes) - sizes)[item] + 1
    texts = texts_by_date(corpus)["item_id"]
    rank = hits["item_id"].map(pd.Series(texts.index, texts))
    table = hits.assign(position=position, words=sizes[item], hits=1, rank=rank)
    table = table.sort_values(["rank", "start", "term"], ignore_index=True)
    columns = ["item_id", "term", "position", "words", "hits", "start", "end"]
    return trace(table[columns], corpus, ("item_id", "term", "start"), hits)


def same_events(corpus: Corpus) -> pd.DataFrame:
    """Group the items that tell of one event, its sources side by side; it dates none of them."""
    # In common: persons of the first three sentences, occasion, days, a place where both name one.
    hits = name_hits(corpus)
    hits = hits[hits["sentence"] < hits.groupby("item_id")["sentence"].transform("min") + 3]
    rows_of = (hits[hits["name"].isin(persons(corpus))], hits[hits["kind"] == "place"])
    named, places = (rows.groupby("item_id")["name"].agg(frozenset) for rows in rows_of)
    latest: dict[tuple[str, frozenset[str]], tuple[int, frozenset[str], int]] = {}
    rows: list[tuple[Any, ...]] = []
    for row in chronology(corpus).query("edtf != ''").to_dict("records"):
        who, where = (of.get(row["item_id"], frozenset()) for of in (named, places))
        key, days = (row["occasion"], who), to_days(row["edtf"], corpus.horizon)
        if len(who) < 2 or not days:
            continue
        event, there, left = latest.get(key, (len(rows), where, days))
        if not days & left or (where and there and not where & there):
            event, there, left = len(rows), where, days
        latest[key] = event, there & where or there | where, days & left
        told = (row[name] for name in ("item_id", "outlet", "occasion"))
        rows.append((event, *told, ", ".join(sorted(who)), row["edtf"]))
    table = pd.DataFrame(rows, columns=["event", "item_id", "outlet", "occasion", "who", "edtf"])
    table = table[table["event"].duplicated(keep=False)].sort_values("event", kind="stable")
    return table.assign(event=table["event"].rank(method="dense").astype("int64"))


def without_each_event(corpus: Corpus) -> pd.DataFrame:
    """Leave out every event that a date rests on, one at a time, and list the dates that change."""
    # Rulings do not speak here: what is contested shows so.
    events = lexicons.events(corpus.lexicons)
    labels = {event.id: event.label for event in events}

    def hide(date: Callable[..., Dating], raw: str, spans: list[Span]) -> Iterator[Any]:
        told = {labels[id_] for piece in date(raw, spans).event.evidence for id_ in piece.ids}
        for hidden in sorted(told):
            others = Calendar.of(event for event in events if event.label != hidden)
            yield hidden, date(raw, spans, events=others)

    return _dated_again(corpus, hide).query("edtf != edtf_without").reset_index(drop=True)


def without_years(corpus: Corpus) -> pd.DataFrame:
    """Hide every stated year and page stamp, and date each item again; columns as without event."""

    def hide(date: Callable[..., Dating], raw: str, spans: list[Span]) -> Iterator[Any]:
        yield "", date(_YEAR.sub("____", raw), [s for s in spans if s.label != "date_stamp"])

    return _dated_again(corpus, hide).drop(columns="event")


def _dated_again(corpus: Corpus, hide: Callable[..., Iterator[Any]]) -> pd.DataFrame:
    """Date every item as it was dated, and again with each thing hidden."""
    calendar, rows = Calendar.of(lexicons.events(corpus.lexicons)), []
    spans = corpus.spans.groupby("item_id", sort=False)[["start", "end", "label"]]
    # What a source or a person stated is known; what a page's own stamp says is found again.
    known = set(corpus.evidence.query("kind in ('published', 'dated_copy')")["item_id"])
    items = (corpus.items[name] for name in ("item_id", "raw", "published_edtf"))
    for item_id, raw, published in zip(*items, strict=True):
        days = to_days(published, corpus.horizon) if item_id in known else None
        date = partial(date_item, published=days, horizon=corpus.horizon, events=calendar)
        own = [Span(*row) for row in spans.get_group(item_id).itertuples(index=False)]
        full = date(raw, own).event
        for hidden, rest in hide(date, raw, own):
            with_it, without = ((e.edtf or "–", e.status) for e in (full, rest.event))
            rows.append((item_id, hidden, *with_it, *without))
    columns = ["edtf", "status", "edtf_without", "status_without"]
    return pd.DataFrame(rows, columns=["item_id", "event", *columns])


def contradictions(corpus: Corpus) -> pd.DataFrame:
    """List the items whose evidence contradicts itself: item_id, locator, status, edtf, quotes."""
    named = {"event_status": "status", "event_contested": "edtf"}  # edtf: all ways out
    columns = ["item_id", "locator", *named]
    items = corpus.items.loc[corpus.items["event_contested"] != "", columns].rename(columns=named)
    told = corpus.evidence.query("target == 'event' and quote != ''")
    told = told[told["used"] | told["note"].str.startswith("set aside")]
    quotes = told.groupby("item_id")["quote"].agg(" · ".join)
    return items.assign(quotes=items["item_id"].map(quotes)).reset_index(drop=True)


def order_windows(corpus: Corpus) -> pd.DataFrame:
    """Say between which dated neighbours each post of an ordered page stands."""
    rows = [pd.DataFrame({"item_id": [], "after": [], "before": []})]
    dumps = corpus.documents.loc[corpus.documents["format"] == "telegram", "doc_id"]
    for _, posts in corpus.items[corpus.items["doc_id"].isin(dumps)].groupby("doc_id", sort=False):
        exact = posts["event_from"].where(posts["event_from"] == posts["event_to"])
        if exact.dropna().is_monotonic_increasing and exact.notna().sum() > 1:
            after, before = exact.shift().ffill(), exact.shift(-1).bfill()
            rows.append(posts[["item_id"]].assign(after=after, before=before))
    return pd.concat(rows[1:] or rows, ignore_index=True)
