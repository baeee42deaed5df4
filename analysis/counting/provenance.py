"""A number → the passages it was counted from."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd

from analysis.counting.recipes import KEY, VERBS, count_again, write_call
from analysis.finding.tokens import find_sentences
from analysis.reading.corpus import Corpus, Place

EVIDENCE = [
    "item_id",
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
P = ParamSpec("P")


@dataclass(frozen=True, eq=False)
class Source:
    """What a table was counted from: the columns that name a row, and how to find its hits."""

    corpus: Corpus
    keys: tuple[str, ...]
    find: Callable[[Mapping[str, Any]], pd.DataFrame]  # cells of the keys → hits with weight
    shown: tuple[str, ...] = ()  # columns of the hits that passages repeat


class Trace(str):
    """How a table was counted, as text (empty if it can't be repeated), and its source.

    Files and pickles keep the text alone: neither texts nor hits go into them. `Source` is found
    again by counting once more. Two traces are equal only if they are one, so that pandas drops
    them where tables of different origin are joined.
    """

    source: Source | None

    def __new__(cls, recipe: str, source: Source | None = None) -> "Trace":
        """Attach the source to the text."""
        made = super().__new__(cls, recipe)
        made.source = source
        return made

    def __eq__(self, other: object) -> bool:
        """Whether the other is this very one."""
        return self is other

    def __hash__(self) -> int:
        """Go by identity, as equality does."""
        return id(self)

    def __deepcopy__(self, memo: object) -> "Trace":
        """Return itself: tables made from a table share what they were counted from."""
        return self

    def __reduce__(self) -> tuple[type, tuple[str]]:
        """Leave the source out of pickles."""
        return Trace, (str(self),)


def trace(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Let a table remember what it was counted from; sorting and filtering it keep that."""
    table.attrs[KEY] = Trace("", source)
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
    """Return the source of a table counted from a table of hits.

    Parameters
    ----------
    hits
        item_id, start, end, the keys and, if not all are whole hits, weight.
    members
        item_id, group, weight: where each item belongs; ``by`` is the key that is the group.
    """
    known: list[tuple[pd.DataFrame, dict[tuple[Any, ...], Any]]] = []

    def find(cells: Mapping[str, Any]) -> pd.DataFrame:
        if not known:  # at the first question, not when the table is made
            known.append(_by_key(_weighed(hits, members, by), keys))
        table, places = known[0]
        return table.iloc[places.get(_plain(cells[key] for key in keys), [])]

    return Source(corpus, keys, find, shown)


def counted(verb: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """Let the tables of a function say how they were counted, so that files keep it."""
    name = f"{verb.__module__}:{verb.__name__}"

    @wraps(verb)
    def count(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        table = verb(*args, **kwargs)
        source = table.attrs[KEY].source
        table.attrs[KEY] = Trace(write_call(name, args, kwargs), source)
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

    Parameters
    ----------
    table
        From a counting function, sorted or filtered as you like, or unstacked to a wide one.
        (`DataFrame.pivot` forgets where a table is from; `pivot_table` and `unstack` do not.)
    row
        The row itself (``table.iloc[0]``) or its label in the table's index.
    column
        For a wide table, the label of the column.
    corpus
        For a table read from a file in a session that has not counted these documents yet.

    Returns
    -------
    One row per hit in document order: the columns that name the table's row, item_id, outlet, date
    (of the event, EDTF), file, lines, sentence (verbatim, white space as one space, at most
    `MAX_CONTEXT` characters on each side of the hit), keyword (verbatim), label (of the span it
    stands in: kept, or why it was removed), start, end (offsets into the item's raw text), weight
    (of the item in the row's period; the weights add up to the row's hits).

    Raises
    ------
    ValueError
        When the table was not counted by this package, can't keep where it is from, or has no
        such row.
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
    if isinstance(kept, Trace) and kept.source is not None:
        return kept.source
    if kept is None:
        raise ValueError("this table does not say what it was counted from; count it again")
    if not kept:
        raise ValueError("a file can't keep what this table was counted from; count it again")
    source: Source = count_again(str(kept), corpus).attrs[KEY].source
    return source


def quote(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add to hits what a reader needs to check them.

    Parameters
    ----------
    hits
        item_id, start, end (offsets into the item's raw text), and other columns.

    Returns
    -------
    The hits with outlet, date, file, lines, sentence, keyword and label as in `evidence`.
    """
    items = corpus.items.set_index("item_id")[["outlet", "event_edtf"]]
    wanted = corpus.spans[corpus.spans["item_id"].isin(hits["item_id"].unique())]
    columns = ["start", "end", "label"]
    spans = {
        item: list(rows[columns].itertuples(index=False, name=None))
        for item, rows in wanted.groupby("item_id", sort=False)
    }
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
        rows.append((place.file, _lines(*place[1:3]), *quotes, label))
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
    if members is None:
        return hits if "weight" in hits else hits.assign(weight=1.0)
    spread = members.rename(columns={"group": by})[["item_id", by, "weight"]]
    plain = hits.drop(columns=[c for c in (by, "weight") if c in hits.columns])
    return plain.merge(spread, on="item_id", how="inner")


def _by_key(
    hits: pd.DataFrame, keys: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[tuple[Any, ...], Any]]:
    """Return the hits and, for each combination of the keys, the numbers of its rows."""
    places: dict[tuple[Any, ...], list[int]] = {}
    for number, cells in enumerate(zip(*(hits[key].tolist() for key in keys), strict=True)):
        places.setdefault(_plain(cells), []).append(number)
    return hits, places


def _plain(cells: Any) -> tuple[Any, ...]:
    """Return cells that can be compared: all kinds of missing values are one."""
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


def _lines(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
