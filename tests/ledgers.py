"""What every corpus must hold: ids that are unique, and spans that tile the raw text."""

import pandas as pd

from analysis.tables import LABELS

KINDS = ("article", "post", "placeholder", "service")
STATUSES = ("stated", "derived", "identified", "ruled", "contested", "open", "undated")


def check_items(items: pd.DataFrame) -> None:
    """Raise `AssertionError` unless ids are unique and kinds and statuses are registered."""
    assert items["item_id"].is_unique, "item_id repeats"
    assert items["kind"].isin(KINDS).all(), "unregistered kind"
    for column in ("event_status", "published_status"):
        assert items[column].isin(STATUSES).all(), f"unregistered {column}"


def check_spans(items: pd.DataFrame, spans: pd.DataFrame) -> None:
    """Raise `AssertionError` unless labelled spans, in order, tile every item's raw text."""
    assert spans["label"].isin(LABELS).all(), "unregistered label"
    assert (spans["end"] > spans["start"]).all(), "empty span"
    first = spans["item_id"] != spans["item_id"].shift()
    assert (spans.loc[first, "start"] == 0).all(), "first span does not start at 0"
    joined = spans["start"] == spans["end"].shift()
    assert (joined | first).all(), "gap or overlap between spans"
    length = items.set_index("item_id")["raw"].str.len()
    covered = spans.groupby("item_id", sort=False)["end"].max()
    assert covered.reindex(length.index, fill_value=0).eq(length).all(), "spans stop short of raw"
    repeats = spans.dropna(subset=["repeat_of"])
    assert (repeats["repeat_of"] < repeats["start"]).all(), "repeat_of does not point back"
    known = set(zip(spans["item_id"], spans["start"], strict=True))
    sources = zip(repeats["item_id"], repeats["repeat_of"], strict=True)
    assert known.issuperset(sources), "repeat_of is not the start of a span"
