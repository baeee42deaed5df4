"""The tables every wing relies on: column names, dtypes, labels, and the checks that keep them."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

DAY = "datetime64[s]"

DOCUMENTS = {
    "doc_id": "str",
    "path": "str",
    "format": "str",  # article | telegram | csv | …; empty when the file could not be read
    "encoding": "str",
    "n_chars": "int64",
    "sha256": "str",
    "outlet": "str",
    "note": "str",  # what was repaired or looks odd, e.g. "byte order mark"
    "error": "str",  # why the file could not be read; empty when it was
}
ITEMS = {
    "item_id": "str",
    "doc_id": "str",
    "position": "int64",  # 1, 2, … within the document
    "locator": "str",  # what a person needs to find the item again: "lines 43–60"
    "first_line": "int64",  # of the file, from 1: where `raw` begins; 0 in a file without lines
    **dict.fromkeys(("kind", "outlet", "heading", "raw", "text", "language"), "str"),
    "n_words": "int64",  # white-space separated pieces of `text`
    "n_raw_words": "int64",  # the same of `raw`
    "duplicate_of": "str",  # item_id of the first item with the same text, else empty
    **{"event_edtf": "str", "event_from": DAY, "event_to": DAY, "event_status": "str"},
    "event_without_identity": "str",  # EDTF without the record of known meetings
    "event_contested": "str",  # EDTF of all ways out of contradicting evidence, else empty
    **{"published_edtf": "str", "published_from": DAY, "published_to": DAY},
    "published_status": "str",
}
# What a source may state of an item: each is a column of items where any item has it.
INTEGERS = ("views",)
STATED = {
    "published_at": "str",  # ISO 8601 with the zone, if it is known, or as it is written
    **dict.fromkeys(("author", "forwarded_from", "forwarded_at", "reply_to", "edited"), "str"),
    **dict.fromkeys(INTEGERS, "Int64"),
    "reactions": "str",  # "👍 5, ❤ 2"
    "media": "str",  # photo, video_file, …: what a message holds beside or instead of text
    "action": "str",  # of a service message
    **{"chat_id": "str", "message_id": "str"},
}
SPANS = {
    "item_id": "str",
    "start": "int64",
    "end": "int64",
    "label": "str",
    "reason": "str",
    "repeat_of": "Int64",  # start of the earlier span with the same text, else missing
}
EVIDENCE = {
    "item_id": "str",
    "target": "str",  # event | publication | background
    **{"quote": "str", "start": "int64", "end": "int64", "kind": "str"},
    "tier": "str",  # stated | partial | context | identity | assumption
    **{"earliest": DAY, "latest": DAY, "used": "bool", "note": "str"},
}

RULINGS = {
    "item_id": "str",  # empty when the file or the item is not in the corpus
    **{"target": "str", "chosen": DAY, "reason": "str", "source": "str"},
    "note": "str",  # why it was not applied; empty when it was
}

KINDS = ("article", "post", "placeholder", "service")
STATUSES = ("stated", "derived", "identified", "ruled", "contested", "open", "undated")

KEPT = ("heading", "body")
SET_ASIDE = ("hashtags",)
REMOVED = (
    *("blank", "site_title", "title_suffix", "date_stamp", "view_counter", "forward_header"),
    *("section_label", "short_link", "read_more", "placeholder", "related_news", "partner_news"),
    *("credit", "source_link", "repeat", "service", "left_out"),
)
LABELS = KEPT + SET_ASIDE + REMOVED


class InputError(ValueError):
    """Something in the user's input is wrong: says where, what, and what to do about it."""


def table(
    columns: Mapping[str, str], rows: Iterable[Mapping[str, Any] | Sequence[Any]]
) -> pd.DataFrame:
    """Build a table of these columns; rows are sequences in their order, or dictionaries."""
    pick = itemgetter(*columns)
    values = list(zip(*(pick(r) if isinstance(r, dict) else r for r in rows), strict=True))
    cells = zip(columns.items(), values or [()] * len(columns), strict=True)
    return pd.DataFrame({n: pd.Series(list(cell), dtype=dtype) for (n, dtype), cell in cells})


def own_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, pd.Series]:
    """Return what sources state, in a fixed order where any item has it, and readers' columns."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, pd.Series] = {}
    for name in [
        *(name for name in STATED if name in names),
        *(name for name in names if name not in STATED),
    ]:
        values = [row.get(name) for row in rows]
        filled = [value for value in values if value not in (None, "")]
        if filled or name not in STATED:
            is_whole = filled and all(isinstance(v, int) and abs(v) < 2**63 for v in filled)
            dtype = STATED.get(name) or ("Int64" if is_whole else "str")
            gap = None if dtype == "Int64" else ""
            cells = [gap if v in (None, "") else v if dtype == "Int64" else str(v) for v in values]
            columns[name] = pd.Series(cells, dtype=dtype)
    return columns


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
