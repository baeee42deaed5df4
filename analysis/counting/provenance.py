"""A number → the passages it was counted from."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec

import pandas as pd

from analysis.counting.recipes import KEY, VERBS, count_again, write_call
from analysis.finding.tokens import find_sentences
from analysis.reading.corpus import Corpus, Place

# A passage as a reader checks it: 002-6, 2024, "lines 43–60", the sentence, the word in it, …
EVIDENCE = ["item_id", "outlet", "date", "file", "lines", "sentence", "keyword"]
EVIDENCE += ["label", "start", "end", "weight"]
# Characters of a sentence quoted on each side of a hit: a list without a full stop can be endless.
MAX_CONTEXT = 1000
P = ParamSpec("P")


@dataclass(frozen=True, eq=False)
class Source:
    """What a table was counted from: the columns that name a row, and how to find its hits."""

    corpus: Corpus
    keys: tuple[str, ...]
    find: Callable[[Mapping[str, Any]], pd.DataFrame]  # cells of the keys → hits with weight
    shown: tuple[str, ...] = ()  # columns of the hits that passages repeat


class _Trace(str):
    """How a table was counted, as text (empty if it can't be repeated), and its source.

    Files and pickles keep the text alone; the source is found again by counting once more.
    """

    source: Source | None

    def __new__(cls, recipe: str, source: Source | None = None) -> "_Trace":
        made = super().__new__(cls, recipe)
        made.source = source
        return made

    # Equal only to itself, so that pandas drops it where tables of different origin are joined.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    # pandas copies attrs deeply: a table sorted or filtered shares the source of the first.
    def __deepcopy__(self, memo: object) -> "_Trace":
        return self

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return _Trace, (str(self),)


def trace(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Let a table remember what it was counted from; sorting and filtering it keep that."""
    table.attrs[KEY] = _Trace("", source)
    return table


def same_source(table: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Let a table remember what another one was counted from, if that one knows."""
    if KEY in counted.attrs:
        table.attrs[KEY] = counted.attrs[KEY]
    return table


def from_hits(
    corpus: Corpus,
    hits: pd.DataFrame,
    keys: tuple[str, ...],
    *,
    members: pd.DataFrame | None = None,
    by: str = "",
    shown: tuple[str, ...] = (),
) -> Source:
    """Return the source of a table counted from hits: item_id, start, end, the keys, weight.

    Without a weight, every hit is a whole one. ``members`` (item_id, group, weight) say where each
    item belongs; ``by`` is the key that is the group.
    """

    @cache  # at the first question, not when the table is made
    def indexed() -> tuple[pd.DataFrame, dict[tuple[Any, ...], list[int]]]:
        weighed = _weighed(hits, members, by)
        rows_of: dict[tuple[Any, ...], list[int]] = {}
        for row, cells in enumerate(zip(*(weighed[key].tolist() for key in keys), strict=True)):
            rows_of.setdefault(_plain(cells), []).append(row)
        return weighed, rows_of

    def find(cells: Mapping[str, Any]) -> pd.DataFrame:
        weighed, rows_of = indexed()
        return weighed.iloc[rows_of.get(_plain(cells[key] for key in keys), [])]

    return Source(corpus, keys, find, shown)


def counted(verb: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """Let the tables of a function say how they were counted, so that files keep it."""
    name = f"{verb.__module__}:{verb.__name__}"

    @wraps(verb)
    def count(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        table = verb(*args, **kwargs)
        table.attrs[KEY] = _Trace(write_call(name, args, kwargs), table.attrs[KEY].source)
        return table

    VERBS[name] = count
    return count


def evidence(
    table: pd.DataFrame,
    row: Hashable | pd.Series | Mapping[str, Any],
    column: Hashable = None,
    *,
    corpus: Corpus | None = None,
) -> pd.DataFrame:
    """List the passages behind one row of a table of counts.

    The table may be sorted, filtered, or made wide (`pivot_table` and `unstack` keep where it is
    from, `DataFrame.pivot` does not). The row is itself (``table.iloc[0]``) or its label in the
    index; a wide table needs the column's too. A table read from a file needs its corpus, unless
    the session has counted these documents already.

    Returns
    -------
    One row per hit in document order: the columns that name the table's row, then `EVIDENCE`: date
    (of the event, EDTF), sentence (at most `MAX_CONTEXT` characters on each side of the hit) and
    keyword (verbatim, white space as one space), label (of the span: kept, or why it was removed),
    start and end (in the item's raw text), weight (these add up to the row's hits).

    Raises `ValueError` when the table does not say where it is from, or has no such row.
    """
    source = source_of(table, corpus)
    cells = _cells(table, row, column)
    hits = _behind(source, cells)
    own = [key for key in (*source.keys, *source.shown) if key not in EVIDENCE]
    return quote(hits, source.corpus)[[*own, *EVIDENCE]]


def locate(corpus: Corpus, item_id: str, start: int, end: int) -> Place:
    """Return file, first and last line and the text of ``raw[start:end]`` of one item."""
    return corpus.locate(item_id, start, end)


def hits_behind(table: pd.DataFrame, row: Hashable | pd.Series | Mapping[str, Any]) -> pd.DataFrame:
    """Return the hits behind one row of a table, not yet quoted: see `evidence`."""
    return _behind(source_of(table), _cells(table, row, None))


def source_of(table: pd.DataFrame, corpus: Corpus | None = None) -> Source:
    """Return what a table was counted from; raises `ValueError` when it does not say."""
    kept = table.attrs.get(KEY)
    if isinstance(kept, _Trace) and kept.source is not None:
        return kept.source
    if kept is None:
        raise ValueError("this table does not say what it was counted from; count it again")
    if not kept:
        raise ValueError("a file can't keep what this table was counted from; count it again")
    source: Source = count_again(str(kept), corpus).attrs[KEY].source
    return source


def quote(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add outlet, date, file, lines, sentence, keyword and label to hits, as in `evidence`."""
    items = corpus.items.set_index("item_id")[["outlet", "event_edtf"]]
    wanted = corpus.spans[corpus.spans["item_id"].isin(hits["item_id"].unique())]
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for item, *span in wanted[["item_id", "start", "end", "label"]].itertuples(index=False):
        spans.setdefault(item, []).append((span[0], span[1], span[2]))
    # Sentences are found anew in the span of the hit, heading or body, so that they show its text.
    known: dict[tuple[str, int], list[tuple[int, int]]] = {}
    rows = []
    for item, start, end in hits[["item_id", "start", "end"]].itertuples(index=False):
        place = corpus.locate(item, start, end)
        left, right, label = next(span for span in spans[item] if span[0] <= start < span[1])
        if (item, left) not in known:
            around = find_sentences(corpus.locate(item, left, right).quote)
            known[item, left] = [(left + a, left + b) for a, b in around]
        left, right = next((s for s in known[item, left] if s[0] <= start < s[1]), (left, right))
        left, right = max(left, start - MAX_CONTEXT), min(max(right, end), end + MAX_CONTEXT)
        whole = corpus.locate(item, left, right).quote
        quotes = _one_line(whole), _one_line(place.quote)
        lines = str(place[1]) if place[1] == place[2] else f"{place[1]}–{place[2]}"
        rows.append((place.file, lines, *quotes, label))
    columns = ["file", "lines", "sentence", "keyword", "label"]
    quoted = pd.DataFrame(rows, columns=columns, dtype="str")
    quoted.insert(0, "date", hits["item_id"].map(items["event_edtf"]).to_numpy())
    quoted.insert(0, "outlet", hits["item_id"].map(items["outlet"]).to_numpy())
    own = hits.reset_index(drop=True).drop(columns=[c for c in quoted if c in hits.columns])
    return pd.concat([own, quoted], axis=1)


def _behind(source: Source, cells: Mapping[Any, Any]) -> pd.DataFrame:
    if missing := [key for key in source.keys if key not in cells]:
        raise ValueError(f"the row has no {' and no '.join(missing)}; give a whole row")
    hits = source.find(cells)
    return hits.assign(**{key: cells[key] for key in source.keys if key not in hits})


def _weighed(hits: pd.DataFrame, members: pd.DataFrame | None, by: str) -> pd.DataFrame:
    """Return hits once for every group their item can belong to, with the weight it has there."""
    # One hit of an item dated [2020-12-31..2021-01-02] → 2020 with 1/3 and 2021 with 2/3.
    if members is None:
        return hits if "weight" in hits else hits.assign(weight=1.0)
    spread = members.rename(columns={"group": by})[["item_id", by, "weight"]]
    plain = hits.drop(columns=[c for c in (by, "weight") if c in hits.columns])
    return plain.merge(spread, on="item_id", how="inner")


def _plain(cells: Any) -> tuple[Any, ...]:
    """Return cells that can be compared: all kinds of missing values are one."""
    # (<NA>, "china") and (nan, "china") → (None, "china")
    return tuple(None if pd.isna(cell) else cell for cell in cells)


def _cells(table: pd.DataFrame, row: Any, column: Hashable) -> dict[Any, Any]:
    """Return the cells of one row; of a wide table also the names of index and column."""
    if isinstance(row, pd.Series | Mapping):
        return dict(row)
    chosen = table.loc[[row]] if row in table.index else table.iloc[:0]
    if len(chosen) != 1:
        raise ValueError(f"{len(chosen)} rows are called {row!r}; give the row itself")
    cells = dict(chosen.reset_index().iloc[0])
    if column is not None:
        if column not in table.columns:
            raise ValueError(f"there is no column {column!r}")
        labels = column if isinstance(column, tuple) else (column,)
        cells |= dict(zip(table.columns.names, labels, strict=True))
    return cells


def _one_line(text: str) -> str:
    return " ".join(text.split())
