"""What counts are grouped by: year, outlet or item; and how large each group is."""

from typing import Literal

import pandas as pd

from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import aoristic_years

By = Literal["year", "outlet", "item"]
GROUPS = ("year", "outlet", "item")


def item_groups(corpus: Corpus) -> pd.DataFrame:
    """Give every item that can be counted its groups.

    Returns
    -------
    One row per article or post with kept text: item, year (Int64; missing unless the event is
    certain to lie in one year), outlet. Placeholders and service messages are counted nowhere.
    """
    countable = corpus.items["kind"].isin(("article", "post")) & (corpus.items["text"] != "")
    items = corpus.items[countable]
    return pd.DataFrame(
        {
            "item": items["item_id"],
            "year": event_years(items),
            "outlet": items["outlet"],
        }
    ).reset_index(drop=True)


def event_years(items: pd.DataFrame) -> pd.Series:
    """Return the year each event is certain to lie in (Int64), missing when there are several."""
    weights = aoristic_years(items)
    certain = weights[weights["certain"]].set_index("item_id")["year"]
    return items["item_id"].map(certain).astype("Int64")


def year_weights(corpus: Corpus) -> pd.DataFrame:
    """Return the aoristic weight of every year for every item that can be counted.

    Returns
    -------
    One row per item and possible year: item, year, weight, certain.
    """
    countable = set(item_groups(corpus)["item"])
    weights = aoristic_years(corpus.items).rename(columns={"item_id": "item"})
    return weights[weights["item"].isin(countable)].reset_index(drop=True)


def complete_years(groups: pd.DataFrame) -> list[int]:
    """Return all years from the first to the last certain one, with the empty ones in between."""
    known = groups["year"].dropna()
    return list(range(int(known.min()), int(known.max()) + 1)) if len(known) else []


def check_by(by: str | None) -> None:
    """Raise `ValueError` unless ``by`` is a way to group."""
    if by is not None and by not in GROUPS:
        raise ValueError(f"by is {by!r}; use one of {', '.join(GROUPS)} or None")


def with_groups(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add item, year and outlet to a table with item_id; rows of uncounted items are dropped."""
    return hits.merge(item_groups(corpus), left_on="item_id", right_on="item", how="inner")
