"""A number → the passages it was counted from, also when its table comes back from a file."""

import json
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import cached_property, wraps
from hashlib import sha256
from importlib import import_module
from re import fullmatch
from sys import maxsize
from typing import Any, ParamSpec, TypeAlias
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd

from analysis.finding.search import keywords
from analysis.finding.store import WIDE, item_rows, sentences, store
from analysis.finding.words import Words, words
from analysis.reading.cleaning import LINE_END
from analysis.reading.corpus import Corpus, once
from analysis.tables import refuse

# A passage as a reader checks it: 002-6, 2024, "lines 43–60", the sentence, the word in it, …
EVIDENCE = ["item_id", "outlet", "date", "file", "lines", "sentence", "keyword"]
EVIDENCE += ["label", "start", "end", "weight"]
locate = Corpus.locate
# Characters of a sentence quoted on each side of a hit: a list without a full stop can be endless.
_MAX_CONTEXT = 1000
_KEY = "counted_from"  # of DataFrame.attrs, which pandas carries through sort, filter and copy
_VERBS: dict[str, Callable[..., pd.DataFrame]] = {}  # "module:name" → counting function
# Corpora counted in this process, so that a table read from a file finds its own again.
_COUNTED: WeakValueDictionary[str, Corpus] = WeakValueDictionary()
Names: TypeAlias = tuple[str, ...]
Found: TypeAlias = tuple[pd.DataFrame, int]  # hits, or some of them, and how many there are
Hits: TypeAlias = pd.DataFrame | Callable[[Mapping[str, Any], int], Found]
Row: TypeAlias = Hashable | pd.Series | Mapping[str, Any]
P = ParamSpec("P")


class _Trace(str):
    """How a table was counted, as text (empty if it can't be repeated), and from what."""

    corpus: Corpus
    keys: Names  # columns that name a row: "year", "term"
    # With item_id, start, end, the keys and weight (else 1); or cells and how many at most → these.
    hits: Any
    shown: Names  # columns of the hits that passages repeat
    # Equal only to itself, so that pandas drops it where tables of different origin are joined.
    __eq__, __hash__ = object.__eq__, object.__hash__

    # pandas copies attrs deeply: a table sorted or filtered shares the source of the first.
    def __deepcopy__(self, memo: object) -> "_Trace":
        return self

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return _Trace, (str(self),)

    def behind(self, cells: Mapping[Any, Any] | pd.Series, most: int = maxsize) -> Found:
        """Return the hits behind one row of the table, or some of more, and how many there are."""
        missing = [key for key in self.keys if key not in cells]
        refuse(missing, "part of a row", " and no ".join(missing))
        own = {key: cells[key] for key in self.keys}
        plain = {key: None if pd.isna(cell) else cell for key, cell in own.items()}
        if callable(self.hits):
            hits, of = self.hits(plain, most)
        else:
            rows = self._rows.get(tuple(plain.values()), np.array([], int))
            hits, of = self.hits.iloc[rows[every_nth(len(rows), most)]], len(rows)
        own["weight"] = 1.0
        return hits.assign(**{key: cell for key, cell in own.items() if key not in hits}), of

    _rows = cached_property(lambda self: rows_of(self.hits, self.keys))  # at the first question


def rows_of(hits: pd.DataFrame, keys: Names) -> dict[tuple[Any, ...], Any]:
    """Return the rows of hits by the cells of their keys."""
    number = hits.groupby(list(keys) or (lambda row: 0), sort=False, dropna=False).ngroup()
    told = hits.loc[~number.duplicated().to_numpy(), list(keys)].astype(object)
    # All kinds of missing values, <NA> and nan, are None, so that rows can be compared.
    cells = map(tuple, told.where(told.notna(), None).to_numpy().tolist())
    order = np.argsort(number, kind="stable")
    return dict(zip(cells, np.split(order, np.cumsum(np.bincount(number))), strict=False))


def every_nth(size: int, most: int) -> Any:
    """Return places at equal distances, at most so many: of five at most two, 0 and 2."""
    return np.arange(size) if size <= most else np.arange(most) * size // most


def trace(table: Any, corpus: Corpus, keys: Names, hits: Hits, *, shown: Names = ()) -> Any:
    """Let a table remember what it was counted from; sorting and filtering it keep that."""
    made = table.attrs[_KEY] = _Trace()
    made.corpus, made.keys, made.hits, made.shown = corpus, keys, hits, shown
    return table


def counted(verb: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """Let the tables of a function say how they were counted, so that files keep it."""
    name = f"{verb.__module__}:{verb.__name__}"

    @wraps(verb)
    def count(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        table, recipe = verb(*args, **kwargs), ""
        # → {"verb": "analysis.counting.words:count_ngrams", "args": [{"corpus": "9f…"}, 2], …}
        call = {"verb": name, "args": args, "kwargs": kwargs}
        with suppress(TypeError):  # empty when it can't be repeated: a part, hits chosen by hand
            recipe = json.dumps(call, ensure_ascii=False, default=_written)
        named = _Trace(recipe)
        named.__dict__ = table.attrs[_KEY].__dict__
        table.attrs[_KEY] = named
        return table

    _VERBS[name] = count
    return count


def evidence(
    table: pd.DataFrame, row: Row, column: Hashable = None, *, corpus: Corpus | None = None
) -> pd.DataFrame:
    """List the passages behind one row of a table of counts.

    The table is from a counting verb; it may be sorted, filtered, or made wide (by `pivot_table` or
    `unstack`, not by `pivot`). ``row`` is the row itself (``table.iloc[0]``) or its label in the
    index, ``column`` the label of a wide table's column; ``corpus`` that of a table read from a
    file, unless the session has counted these documents.

    One row per hit in document order: what names the table's row, then `EVIDENCE`: date (of the
    event), sentence, keyword (verbatim), label (of the span), start and end (in the item's raw
    text), weight (these add up to the row's hits). Raises `InputError` without such a row.
    """
    source = source_of(table, corpus)
    if isinstance(row, pd.Series | Mapping):
        cells = dict(row)
    else:
        chosen = table.loc[[row]] if row in table.index else table.iloc[:0]
        refuse(len(chosen) != 1, "rows called so", len(chosen), row)
        refuse(column is not None and column not in table.columns, "no label", column)
        labels = column if isinstance(column, tuple) else (column,) * (column is not None)
        cells = dict(chosen.reset_index().iloc[0])
        cells |= dict(zip(table.columns.names, labels, strict=False))
    own = [key for key in (*source.keys, *source.shown) if key not in EVIDENCE]
    return quote(source.behind(cells)[0], source.corpus)[[*own, *EVIDENCE]]


def source_of(table: pd.DataFrame, corpus: Corpus | None = None) -> Any:
    """Return what a table was counted from, counting it again if it comes from a file."""
    kept: Any = table.attrs.get(_KEY)
    refuse(kept is None, "no source")
    if hasattr(kept, "corpus"):
        return kept
    refuse(not kept, "no source in a file")

    def read(value: dict[str, Any]) -> Any:
        if "words" in value:
            return words(*value.pop("words"), **value)
        if "corpus" not in value:
            return value
        known: Any = corpus or _COUNTED.get(value["corpus"])
        refuse(known is None, "no corpus")
        refuse(_identify(known) != value["corpus"], "other documents")
        return known

    call = json.loads(str(kept), object_hook=read)
    module = call["verb"].partition(":")[0]
    # "analysis.counting.words:count_terms" is looked for; "os:system" in a file is not
    if fullmatch(r"analysis\.counting\.\w+", module):
        with suppress(ModuleNotFoundError):
            import_module(module)
    refuse(call["verb"] not in _VERBS, "unknown verb", call["verb"])
    return source_of(_VERBS[call["verb"]](*call["args"], **call["kwargs"]))


def quote(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add the columns of `evidence` to hits (item_id, start, end)."""
    spans, every = corpus.spans, sentences(corpus)
    own = hits.drop(columns=EVIDENCE[1:8], errors="ignore").reset_index(drop=True)
    item, (start, end) = item_rows(corpus, own["item_id"]), own[["start", "end"]].to_numpy().T
    of = store(corpus).item  # of spans, which leave out no character
    last = np.searchsorted(of, item, "right") - 1
    sizes = np.where(of[last] == item, spans["end"].to_numpy()[last], 0) if len(of) else 0
    outside = (item < 0) | (start < 0) | (start >= end) | (end > sizes)
    for wrong in own.loc[outside, ["item_id", "start", "end"]].itertuples(index=False):
        corpus.locate(*wrong)  # which says what is wrong
    place, begins = item * WIDE + start, of * WIDE + spans["start"].to_numpy()
    at = np.searchsorted(begins, place, "right") - 1
    # The sentence that a hit begins in, in its span, heading or body; if it is in none, the span.
    n = np.searchsorted(every.item * WIDE + every.start, place, "right")
    span, first, last = (np.append(-1, of)[n] for of in (every.span, every.start, every.end))
    within = (span == at) & (start < last)
    left, right = (spans[name].to_numpy()[at] for name in ("start", "end"))
    left, right = np.where(within, first, left), np.where(within, last, right)
    left, right = np.maximum(left, start - _MAX_CONTEXT), np.maximum(right, end)
    around = own.assign(start=left, end=np.minimum(right, end + _MAX_CONTEXT))
    items = corpus.items
    own["outlet"], own["date"] = (items[n].array.take(item) for n in ("outlet", "event_edtf"))
    own["file"] = corpus.places["file"].array.take(item)
    rows, nth = np.unique(item, return_inverse=True)
    raws, nth = enumerate(map(items["raw"].array.__getitem__, rows.tolist())), nth * WIDE
    ends = np.array([n * WIDE + end.end() for n, raw in raws for end in LINE_END.finditer(raw)])
    before = corpus.places["line"].to_numpy()[item] - np.searchsorted(ends, nth)
    lines = (before + np.searchsorted(ends, nth + at, "right") for at in (start, end - 1))
    within = corpus.places["within"].array.take(item).tolist()
    places = zip(within, *(line.tolist() for line in lines), strict=True)
    own["lines"] = [f"{of}{one}" + f"–{other}" * (one < other) for of, one, other in places]
    own["sentence"], own["keyword"] = keywords(corpus, around), keywords(corpus, own)
    own["label"] = spans["label"].array[at]
    return own.astype(dict.fromkeys(EVIDENCE[3:8], "str"))


@once
def _identify(corpus: Corpus) -> str:
    """Return one hash for the documents of a corpus and the items it holds of them."""
    said = "\n".join([*sorted(corpus.documents["sha256"]), *corpus.items["item_id"].tolist()])
    return sha256(said.encode(errors="replace")).hexdigest()


def _written(value: Any) -> dict[str, Any]:
    """Write a corpus as its hash and words as the call that read them; else raise `TypeError`."""
    if isinstance(value, Corpus):
        _COUNTED[_identify(value)] = value
        return {"corpus": _identify(value)}
    if isinstance(value, Words) and value.whole:
        ways = {name: getattr(value, name) for name in ("lemmatize", "split_compounds")}
        ways["stopwords"] = None if value.stopwords is None else sorted(value.stopwords)
        return {"words": [value.corpus, value.reading], **ways}
    raise TypeError(f"{type(value).__name__} can't be written down")
