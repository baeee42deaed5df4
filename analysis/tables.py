"""The tables every wing relies on: column names, dtypes, labels, and the checks that keep them."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd

DAY = "datetime64[s]"
# table, column, dtype, meaning; `stated` is what a source may state of an item: each is a column of
# items where any item has it.
_ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("columns.tsv").read_text("utf-8").splitlines()
]


def _columns(table: str) -> dict[str, str]:
    return {column: dtype for of, column, dtype, _ in _ROWS if of == table}


DOCUMENTS, ITEMS, STATED = _columns("documents"), _columns("items"), _columns("stated")
SPANS, EVIDENCE, RULINGS = _columns("spans"), _columns("evidence"), _columns("rulings")
INTEGERS = tuple(name for name, dtype in STATED.items() if dtype == "Int64")
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
    columns: dict[str, pd.Series] = {}
    for name in dict.fromkeys([*STATED, *(name for row in rows for name in row)]):
        values = [None if row.get(name) == "" else row.get(name) for row in rows]
        filled = [value for value in values if value is not None]
        if filled or name not in STATED:
            is_whole = filled and all(isinstance(v, int) and abs(v) < 2**63 for v in filled)
            dtype = STATED.get(name) or ("Int64" if is_whole else "str")
            cells = values if dtype == "Int64" else ["" if v is None else str(v) for v in values]
            columns[name] = pd.Series(cells, dtype=dtype)
    return columns


def dates_of(items: pd.DataFrame, dates: str) -> pd.DataFrame:
    """Return edtf, from, to of the dates that are counted, and dated_by: event or publication.

    ``dates`` is event, publication or best: the event's where it is known, else the publication's.
    """
    if dates == "best":
        other = items["event_from"].isna() & items["published_from"].notna()
        return dates_of(items, "event").where(~other, dates_of(items, "publication"))
    names = {"event": "event", "publication": "published"}
    if dates not in names:
        raise ValueError(f"dates is {dates!r}; use event, publication or best")
    name = names[dates]
    found = items.reindex(columns=[f"{name}_{part}" for part in ("edtf", "from", "to")])
    found.columns = pd.Index(["edtf", "from", "to"])
    return found.assign(dated_by=[dates if edtf else "" for edtf in found["edtf"]])


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
