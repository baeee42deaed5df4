"""Items → events in time: what happened when, on what evidence, told by whom."""

import pandas as pd

from analysis.counting.groups import complete_years, item_groups
from analysis.counting.topics import lexicon_hits
from analysis.reading.corpus import Corpus

OTHER, UNREADABLE = "other", "unreadable"
CHRONOLOGY = [
    "item",
    "outlet",
    "occasion",
    "keyword",
    "heading",
    "edtf",
    "first",
    "last",
    "status",
    "quote",
]


def chronology(corpus: Corpus) -> pd.DataFrame:
    """List every item with the event it tells, in time order, items without a day last.

    The occasion (call, meeting, briefing, interview, article) is the first term of occasions.tsv
    in the item's kept text, ``other`` when there is none and ``unreadable`` for a placeholder;
    keyword is the words that decided it.

    Returns
    -------
    One row per item, placeholders included: item, outlet, occasion, keyword, heading, edtf, first
    and last (days, missing unless known), status, quote (the words the event date rests on, by
    position, joined by " · ").
    """
    first_hits = lexicon_hits(corpus, "occasions").drop_duplicates("item")
    occasions = first_hits.set_index("item")[["occasion", "keyword"]]
    used = corpus.evidence[corpus.evidence["used"] & (corpus.evidence["target"] == "event")]
    quotes = used.groupby("item_id", sort=False)["quote"].agg(" · ".join)
    items = corpus.items
    table = pd.DataFrame(
        {
            "item": items["item_id"],
            "outlet": items["outlet"],
            "occasion": items["item_id"].map(occasions["occasion"]).fillna(OTHER),
            "keyword": items["item_id"].map(occasions["keyword"]).fillna(""),
            "heading": items["heading"],
            "edtf": items["event_edtf"],
            "first": items["event_from"],
            "last": items["event_to"],
            "status": items["event_status"],
            "quote": items["item_id"].map(quotes).fillna(""),
        }
    )
    table.loc[items["kind"] == "placeholder", "occasion"] = UNREADABLE
    rank = table["status"].map({"open": 1, "undated": 2}).fillna(0)
    order = table.assign(rank=rank).sort_values(["rank", "first", "edtf", "item"])
    return order[CHRONOLOGY].reset_index(drop=True)


def composition(corpus: Corpus) -> pd.DataFrame:
    """Count items by outlet and year of the event, the items without a known year apart.

    Returns
    -------
    One row per outlet and year, years complete, then one with a missing year: outlet, year,
    items (zeros shown). Placeholders are not counted.
    """
    groups = item_groups(corpus)
    years = [*complete_years(groups), None]
    outlets = list(dict.fromkeys(groups["outlet"]))
    grid = pd.DataFrame(
        [(outlet, year) for outlet in outlets for year in years], columns=["outlet", "year"]
    ).astype({"year": "Int64"})
    counts = groups.groupby(["outlet", "year"], dropna=False).size().rename("items").reset_index()
    table = grid.merge(counts, on=["outlet", "year"], how="left")
    return table.fillna({"items": 0}).astype({"items": "int64"})
