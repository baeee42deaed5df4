"""A number → the passages it was counted from."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.finding.tokens import find_sentences
from analysis.reading.corpus import Corpus

EVIDENCE = [
    "item",
    "outlet",
    "date",
    "file",
    "lines",
    "sentence",
    "keyword",
    "label",
    "start",
    "end",
    "weight",
]
MAX_CONTEXT = 1000  # characters of a sentence quoted on each side of a hit
_KEY = "counted_from"


@dataclass(frozen=True, eq=False)
class Source:
    """What a table was counted from: hits, and the columns that tell which belong to a row."""

    corpus: Corpus
    hits: pd.DataFrame  # item, start, end, the keys and, if not all are whole hits, weight
    keys: tuple[str, ...]
    members: pd.DataFrame | None = None  # item, group, weight: where each item belongs
    by: str = ""  # the key that is the group of the members
    shown: tuple[str, ...] = ()  # columns of the hits that passages repeat

    def __deepcopy__(self, memo: Any) -> "Source":
        """Return itself: tables made from a table share what they were counted from."""
        return self

    @cached_property
    def weighed(self) -> pd.DataFrame:
        """The hits, once for every group their item can belong to, with the weight it has there."""
        if self.members is None:
            return self.hits if "weight" in self.hits else self.hits.assign(weight=1.0)
        spread = self.members.rename(columns={"group": self.by})[["item", self.by, "weight"]]
        hits = self.hits.drop(columns=[c for c in (self.by, "weight") if c in self.hits.columns])
        return hits.merge(spread, on="item", how="inner")


def trace(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Let a table remember what it was counted from; sorting and filtering it keep that."""
    table.attrs[_KEY] = source
    return table


def same_source(table: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Let a table remember what another one was counted from, if that one knows."""
    if _KEY in counted.attrs:
        table.attrs[_KEY] = counted.attrs[_KEY]
    return table


def evidence(table: pd.DataFrame, row: Hashable | pd.Series | Mapping[str, Any]) -> pd.DataFrame:
    """List the passages behind one row of a table of counts.

    Parameters
    ----------
    table
        From a counting function, sorted or filtered as you like.
    row
        The row itself (``table.iloc[0]``) or its label in the table's index.

    Returns
    -------
    One row per hit in document order: the columns that name the table's row, item, outlet, date
    (of the event, EDTF), file, lines, sentence (verbatim, white space as one space, at most
    `MAX_CONTEXT` characters on each side of the hit), keyword (verbatim), label (of the span it
    stands in: kept, or why it was removed), start, end (offsets into the item's raw text), weight
    (of the item in the row's period; the weights add up to the row's hits).

    Raises
    ------
    ValueError
        When the table was not counted by this package, or it has no such row.
    """
    hits = hits_behind(table, row)
    source = source_of(table)
    own = [column for column in (*source.keys, *source.shown) if column not in EVIDENCE]
    return quote(hits, source.corpus)[[*own, *EVIDENCE]]


def hits_behind(table: pd.DataFrame, row: Hashable | pd.Series | Mapping[str, Any]) -> pd.DataFrame:
    """Return the hits behind one row of a table, not yet quoted: see `evidence`."""
    source = source_of(table)
    cells = _cells(table, row)
    if missing := [key for key in source.keys if key not in cells]:
        raise ValueError(f"the row has no {' and no '.join(missing)}; give a whole row")
    hits = source.weighed
    for key in source.keys:
        value = cells[key]
        hits = hits[hits[key].isna() if pd.isna(value) else hits[key] == value]
    return hits


def source_of(table: pd.DataFrame) -> Source:
    """Return what a table was counted from; raises `ValueError` when it does not say."""
    source: Source | None = table.attrs.get(_KEY)
    if source is None:
        raise ValueError("this table does not say what it was counted from; count it again")
    return source


def quote(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add to hits what a reader needs to check them.

    Parameters
    ----------
    hits
        item, start, end (offsets into the item's raw text), and other columns.

    Returns
    -------
    The hits with outlet, date, file, lines, sentence, keyword and label as in `evidence`.
    """
    items = corpus.items.set_index("item_id")[["outlet", "event_edtf"]]
    wanted = corpus.spans[corpus.spans["item_id"].isin(hits["item"].unique())]
    columns = ["start", "end", "label"]
    spans = {
        item: list(rows[columns].itertuples(index=False, name=None))
        for item, rows in wanted.groupby("item_id", sort=False)
    }
    known: dict[tuple[str, int], list[tuple[int, int]]] = {}
    rows = []
    for item, start, end in hits[["item", "start", "end"]].itertuples(index=False):
        place = corpus.locate(item, start, end)
        left, right, label = next(span for span in spans[item] if span[0] <= start < span[1])
        if (item, left) not in known:
            found = find_sentences(corpus.locate(item, left, right).quote)
            known[item, left] = [(left + a, left + b) for a, b in found]
        left, right = next((s for s in known[item, left] if s[0] <= start < s[1]), (left, right))
        left, right = max(left, start - MAX_CONTEXT), min(max(right, end), end + MAX_CONTEXT)
        whole = corpus.locate(item, left, right).quote
        quotes = _one_line(whole), _one_line(place.quote)
        rows.append((place.file, _lines(*place[1:3]), *quotes, label))
    columns = ["file", "lines", "sentence", "keyword", "label"]
    quoted = pd.DataFrame(rows, columns=columns, dtype="str")
    quoted.insert(0, "date", hits["item"].map(items["event_edtf"]).to_numpy())
    quoted.insert(0, "outlet", hits["item"].map(items["outlet"]).to_numpy())
    own = hits.reset_index(drop=True).drop(columns=[c for c in quoted if c in hits.columns])
    return pd.concat([own, quoted], axis=1)


def _cells(table: pd.DataFrame, row: Any) -> dict[Any, Any]:
    if isinstance(row, pd.Series | Mapping):
        return dict(row)
    found = table.loc[[row]] if row in table.index else table.iloc[:0]
    if len(found) != 1:
        raise ValueError(f"{len(found)} rows are called {row!r}; give the row itself")
    return dict(found.reset_index().iloc[0])


def _lines(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
