"""Items → events in time: what happened when, on what evidence, told by whom, in which words."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.counting.groups import complete_groups, item_groups
from analysis.counting.provenance import counted, trace
from analysis.counting.words import words_of_hits
from analysis.finding.lexicon import lexicon_hits, name_hits
from analysis.finding.search import keywords, search
from analysis.finding.words import Words, as_words
from analysis.lexicons import names
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates, Period
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.dating.edtf import to_days
from analysis.tables import DAY, KEPT

TIERS = ("identity", "stated", "partial", "assumption", "context")  # what decides comes first
_COLUMNS = ["item_id", "outlet", "occasion", "keyword", "heading", "edtf", "first", "last"]
_COLUMNS += ["status", "contested", "quote"]


@counted
def chronology(corpus: Corpus) -> pd.DataFrame:
    """List every item with the event it tells, in time order, items without a day last.

    One row per item, placeholders included: item_id, outlet, occasion (the first of occasions.tsv
    in the kept text, ``other`` when there is none, ``unreadable`` for a placeholder), keyword (the
    words that decided it), heading, edtf, first and last (of the possible days), status, contested
    (EDTF of all ways out of a contradiction), quote (the words the date rests on, the deciding ones
    first, joined by " · "). `evidence` gives these words in their sentences.
    """
    hits = lexicon_hits(corpus, "occasions")
    first_hits = hits[hits["occasion"] != "live"].drop_duplicates("item_id")  # a label, no occasion
    first_hits["keyword"] = keywords(corpus, first_hits)
    used = corpus.evidence[corpus.evidence["used"] & (corpus.evidence["target"] == "event")]
    used = used.assign(weight=used["tier"].map(TIERS.index))
    used = used.sort_values(["item_id", "weight", "start"])
    quotes = used.drop_duplicates(["item_id", "quote"]).groupby("item_id")["quote"].agg(" · ".join)
    named = {"event_edtf": "edtf", "event_from": "first", "event_to": "last"}
    named |= {"event_status": "status", "event_contested": "contested"}
    own = ["item_id", "outlet", "kind", "heading", *named]  # not the reader's columns, of any name
    table = corpus.items[own].rename(columns=named)
    occasions = first_hits.set_index("item_id")
    said = {"occasion": (occasions["occasion"], "other"), "keyword": (occasions["keyword"], "")}
    for column, (values, missing) in {**said, "quote": (quotes, "")}.items():
        table[column] = table["item_id"].map(values).astype("str").fillna(missing)
    table.loc[table["kind"] == "placeholder", "occasion"] = "unreadable"
    # "On September 18" of some year comes behind all days, what has no date behind that.
    rank = table["status"].map({"open": 1, "undated": 2}).fillna(0).astype("int64")
    order = table.assign(rank=rank).sort_values(["rank", "first", "edtf", "item_id"])
    told = used[["item_id", "start", "end"]]
    return trace(order[_COLUMNS].reset_index(drop=True), corpus, ("item_id",), told)


def marks(events: pd.DataFrame, *, horizon: Horizon = HORIZON) -> pd.DataFrame:
    """Break the dates of a `chronology` into marks of a chart, a row each: first, last and mark.

    A mark is a day (known), identified (by the record of known meetings), lasting (all its days are
    meant), possible (one of its days is meant), a way (out, not chosen), or none (no date).
    """
    rows = []
    for event in events.to_dict("records"):
        # "[2021-03-22,2021-04-02]" → two marks, possible; "2023-10-17/2023-10-18" → one, lasting
        days = to_days(event["edtf"], horizon) if event["edtf"] else 0
        ways = to_days(event["contested"], horizon) & ~days if event["contested"] else 0
        kind = "day" if days.bit_count() == 1 else "possible"
        if event["status"] in ("identified", "contested"):
            kind = {"identified": "identified", "contested": "way"}[event["status"]]
        elif "/" in event["edtf"]:
            kind = "lasting"
        runs = [(kind, run) for run in horizon.runs(days)]
        runs += [("way", run) for run in horizon.runs(ways)]
        if not runs:
            rows.append({**event, "mark": "none"})
        for mark, (first, last) in runs:
            rows.append({**event, "mark": mark, "first": first, "last": last})
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "mark"]).astype({"first": DAY, "last": DAY})
    table.attrs |= events.attrs  # so that a mark has the evidence of its event
    return table


@counted
def composition(corpus: Corpus, *, by: Period = "year", dates: Dates = "event") -> pd.DataFrame:
    """Count items by outlet and period: outlet, the period's column, items (zeros shown).

    Periods are complete; items without a certain one are a last row with a missing period,
    placeholders are not counted. `evidence` gives the beginning of every item.
    """
    groups = item_groups(corpus, by, dates=dates)
    periods = pd.array([*complete_groups(corpus, by, dates=dates), pd.NA], dtype=groups[by].dtype)
    grid = groups[["outlet"]].drop_duplicates().merge(pd.DataFrame({by: periods}), how="cross")
    counts = groups.groupby(["outlet", by], dropna=False).size().rename("items").reset_index()
    table = grid.merge(counts, on=["outlet", by], how="left")
    table = table.fillna({"items": 0}).astype({"items": "int64"})
    kept = corpus.spans[corpus.spans["label"].isin(KEPT)].drop_duplicates("item_id")
    openings = kept[["item_id", "start", "end"]].merge(groups, on="item_id")
    return trace(table, corpus, ("outlet", by), openings)


def texts_by_date(corpus: Corpus) -> pd.DataFrame:
    """Return the texts with words by day, undated last: item_id, edtf, occasion, outlet, words."""
    sizes = pd.Series(as_words(corpus).per_item, corpus.items["item_id"], name="words")
    table = chronology(corpus)[["item_id", "edtf", "occasion", "outlet"]].join(sizes, on="item_id")
    return table[table["words"] > 0].reset_index(drop=True)


@counted
def positions(of: Words | Corpus, terms: Sequence[str]) -> pd.DataFrame:
    """Say at which word of its text every hit of words, phrases and #hashtags stands.

    One row per hit, texts by date: item_id, term, position (1 is the first running word of the
    text; a hashtag set aside has that of the next word), words (of the text), hits (1), start, end.
    """
    given = as_words(of)
    corpus = given.corpus
    hits = pd.concat([search(given, term) for term in terms], ignore_index=True)
    # Words in document order: item 3 begins at word 620, a hit that is word 630 is its eleventh.
    begins = pd.Series(np.cumsum(given.per_item) - given.per_item, corpus.items["item_id"])
    position = words_of_hits(given, hits)[0] - hits["item_id"].map(begins) + 1
    sizes = hits["item_id"].map(pd.Series(given.per_item, begins.index))
    texts = texts_by_date(corpus)["item_id"]
    rank = hits["item_id"].map(pd.Series(texts.index, texts))
    table = hits.assign(position=position, words=sizes, hits=1, rank=rank)
    table = table.sort_values(["rank", "start", "term"], ignore_index=True)
    table = table[["item_id", "term", "position", "words", "hits", "start", "end"]]
    return trace(table, corpus, ("item_id", "term", "start"), hits)


def same_events(corpus: Corpus, *, horizon: Horizon = HORIZON) -> pd.DataFrame:
    """Group the items that tell of one event: its sources side by side; it dates none of them.

    The same persons in the first three sentences, two at least, the same occasion, a place in
    common where both name one, and days in common. One row per item of a group, in time order:
    event (1, 2, …), item_id, outlet, occasion, who, edtf.
    """
    persons = {n.name for n in names(corpus.lexicons) if n.stands_for in ("person", "woman")}
    hits = name_hits(corpus)
    hits = hits[hits["sentence"] < hits.groupby("item_id")["sentence"].transform("min") + 3]
    named = hits[hits["name"].isin(persons)].groupby("item_id")["name"].agg(frozenset)
    places = hits[hits["kind"] == "place"].groupby("item_id")["name"].agg(frozenset)
    latest: dict[tuple[str, frozenset[str]], tuple[int, frozenset[str], int]] = {}
    rows: list[tuple[Any, ...]] = []
    for row in chronology(corpus).to_dict("records"):
        who, where = (of.get(row["item_id"], frozenset()) for of in (named, places))
        days = to_days(row["edtf"], horizon) if row["edtf"] else 0
        if len(who) < 2 or not days:
            continue
        key = row["occasion"], who
        event, known, left = latest.get(key, (len(rows), where, days))
        if not days & left or (where and known and not where & known):
            event, known, left = len(rows), where, days
        latest[key] = event, known & where or known | where, days & left
        told = (row[name] for name in ("item_id", "outlet", "occasion"))
        rows.append((event, *told, ", ".join(sorted(who)), row["edtf"]))
    table = pd.DataFrame(rows, columns=["event", "item_id", "outlet", "occasion", "who", "edtf"])
    table = table[table["event"].duplicated(keep=False)].sort_values("event", kind="stable")
    return table.assign(event=table["event"].rank(method="dense").astype("int64"))
