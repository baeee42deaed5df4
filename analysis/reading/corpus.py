"""The tables that everything later is counted from, parts of them, and who works on them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property, wraps
from html import escape
from inspect import signature
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import pandas as pd
from tqdm import tqdm

from analysis import tables
from analysis.lexicons import PACKAGE, Lexicons
from analysis.reading.cleaning import LINE_END
from analysis.reading.dating.days import HORIZON, Horizon, bounds

_SHOWN_CHUNKS = 6  # a bar is worth it for more
T = TypeVar("T")
P = ParamSpec("P")
Ids = Iterable[str] | None
Period = tuple[object, object] | str  # ("2025-12", "2026-03") or "2025-12/2026-03"
_MAX_OUTLETS, _MAX_NAME_CHARS = 5, 40  # named on the card; the others are counted


class Spread(NamedTuple):
    """Who works on chunks; it changes no result, for each chunk is a pure function's argument."""

    workers: int = 1  # processes of this machine
    dask: Any = None  # a client of `distributed`, or the address of its scheduler

    def map(
        self, read: Callable[[Any], T], chunks: Sequence[Any], what: str, *, threads: bool = False
    ) -> Iterator[T]:
        """Yield the results in the order of the chunks; a terminal sees how far it is."""
        disable = None if len(chunks) > _SHOWN_CHUNKS else True  # None: if nobody watches
        results: Iterable[T] = map(read, chunks)
        with ExitStack() as stack:
            if self.dask is not None:
                futures = stack.enter_context(_client(self.dask)).map(read, chunks, pure=False)
                results = (futures.pop(0).result() for _ in chunks)  # a result goes when it is read
            elif self.workers > 1 and len(chunks) > 1:
                pool = ThreadPoolExecutor if threads else ProcessPoolExecutor
                results = stack.enter_context(pool(self.workers)).map(read, chunks)
            try:
                yield from tqdm(results, what, len(chunks), disable=disable, leave=False)
            except BrokenProcessPool:
                raise tables.refusal("worker") from None


def _client(dask: Any) -> Any:
    client = tables.need("distributed", "dask").Client
    try:
        return nullcontext(dask) if isinstance(dask, client) else client(dask, timeout="10s")
    except (OSError, ValueError) as error:
        raise tables.refusal("scheduler", dask, error) from None


class Place(NamedTuple):
    """Where some characters stand: file, first and last line (from 1), and the quoted text."""

    file: str
    first_line: int
    last_line: int
    quote: str


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """What was read, as tables; their columns are those of `analysis.tables`."""

    documents: pd.DataFrame  # one row per input file
    items: pd.DataFrame  # per article or post
    spans: pd.DataFrame  # per labelled stretch of an item's raw text
    evidence: pd.DataFrame  # per date mention
    # Per choice a person made between contradicting dates, with why it was not applied.
    rulings: pd.DataFrame = field(default_factory=lambda: tables.table(tables.RULINGS, ()))
    horizon: Horizon = HORIZON  # the days anything can be dated to
    lexicons: Lexicons = PACKAGE  # the researcher's own, laid over those of the package
    source: Mapping[str, Any] = field(default_factory=dict)  # where it was read from, and how
    spread: Spread = field(default_factory=Spread)  # who works on large corpora: processes, cluster
    kept: Mapping[str, Any] = field(default_factory=dict)  # `found` before it was saved
    _made: dict[Hashable, object] = field(default_factory=dict, init=False)
    item_index = cached_property(lambda self: pd.Index(self.items["item_id"]))  # id → row

    def __repr__(self) -> str:
        return "\n".join(f"{name:10}{value}" for name, value in self._facts())

    def _repr_html_(self) -> str:
        """Return a small table for a notebook; nothing in it comes from a document unescaped."""
        left = 'style="text-align:left"'
        row = f'<tr><th scope="row" {left}>{{}}</th><td {left}><bdi>{{}}</bdi></td></tr>'
        rows = "".join(row.format(name, escape(value)) for name, value in self._facts())
        return f"<table><caption>Corpus</caption><tbody>{rows}</tbody></table>"

    def _facts(self) -> list[tuple[str, str]]:
        items, failed = self.items, int((self.documents["error"] != "").sum())
        kept, raw = int(items["n_words"].sum()), int(items["n_raw_words"].sum())
        best = tables.dates_of(items, "best")  # of the event or, where that is unknown, published
        years = best["from"].dt.year.min(), best["to"].dt.year.max()
        span = "no dates" if pd.isna(years[0]) else "–".join(f"{y:.0f}" for y in sorted({*years}))
        counted = items["kind"].value_counts().sort_index().items()
        kinds = [f"{n} {kind}{'s' * (n != 1)}" for kind, n in counted]  # 1 placeholder, 5 posts
        by_size = items.loc[items["outlet"] != "", "outlet"].value_counts().index
        named = [o[:_MAX_NAME_CHARS] + "…" * (len(o) > _MAX_NAME_CHARS) for o in by_size]
        more = len(named) - _MAX_OUTLETS
        shown = named[:_MAX_OUTLETS] + [f"{more:,} more"] * (more > 0)
        listed = [f" ({', '.join(some)})" if some else "" for some in (kinds, shown)]
        facts = {"files": f"{len(self.documents):,}" + f", {failed:,} not read" * (failed > 0)}
        facts["items"] = f"{len(items):,}{listed[0]}, {span}"
        facts["outlets"] = f"{items['outlet'].nunique():,}{listed[1]}"
        facts["words"] = f"{kept:,} kept, {raw - kept:,} removed"
        for name, column in (("dates", "event_status"), ("published", "published_status")):
            counts = items[column].value_counts().sort_index().items()
            facts[name] = ", ".join(f"{n:,} {status}" for status, n in counts) or "none"
        return [(name, tables.printable(value)) for name, value in facts.items()]

    def locate(self, item_id: str, start: int, end: int) -> Place:
        """Return the place of ``raw[start:end]`` of one item; `InputError` if there is none."""
        tables.refuse(item_id not in self.item_index, "no item", item_id)
        row = self.item_index.get_loc(item_id)
        raw, file = (column.array[row] for column in (self.items["raw"], self.places["file"]))
        tables.refuse(not 0 <= start < end <= len(raw), "outside", item_id, start, end, len(raw))
        ends = LINE_END.finditer(raw)
        starts = self.once(("line starts", item_id), lambda: [0, *(end.end() for end in ends)])
        before = int(self.places["line"].array[row]) - 1
        first, last = (before + bisect_right(starts, at) for at in (start, end - 1))
        return Place(file, first, last, raw[start:end])

    def where(
        self, *, items: Ids = None, between: Period = "", contains: str = "", **columns: object
    ) -> "Corpus":
        """Return a part of the corpus; its items keep their ids, lines and evidence.

        ``items`` are ids, ``between`` ends of the event, or of the publication if that is unknown,
        ``contains`` words in any case, ``columns`` values or lists: ``kind=["post", "article"]``.
        Of copies whose original is not in the part, the earliest counts. Raises `InputError`.
        """
        part = self.items
        if items is not None:
            columns["item_id"] = wanted = list(items)
            for unknown in sorted(set(wanted) - set(part["item_id"])):
                raise tables.refusal("no item", unknown)
        for name, value in columns.items():
            tables.refuse(name not in part, "no column", name, ", ".join(part))
            values = value if isinstance(value, list | tuple | set) else [value]
            part = part[part[name].isin(values)]
        if contains:
            part = part[part["text"].str.contains(contains, case=False, regex=False)]
        if between:
            first, last = map(pd.Timestamp, period(between))
            best = tables.dates_of(part, "best")
            part = part[(best["from"] >= first) & (best["to"] <= last)]
        kept, root = set(part["item_id"]), self.originals[part.index]
        order = self.stated[part.index].sort_values(kind="stable").index
        counts = part.loc[order].groupby(root, sort=False)["item_id"].first()
        inside = root.where(root.isin(kept), root.map(counts))
        copies = inside.where(inside != part["item_id"], "").astype("str")
        documents = self.documents[self.documents["doc_id"].isin(part["doc_id"])]
        parts = {"documents": documents, "items": part.assign(duplicate_of=copies)}
        for name in ("spans", "evidence", "rulings"):
            parts[name] = (table := getattr(self, name))[table["item_id"].isin(kept)]
        parts = {name: table.reset_index(drop=True) for name, table in parts.items()}
        return replace(self, kept={}, source={**self.source, "changed": "part"}, **parts)

    def save(self, folder: str | PathLike[str]) -> None:
        """Write the corpus into a folder that `load_corpus` opens at once, while it holds."""
        from analysis.reading import saved

        saved.save(self, Path(folder))

    @property
    def stated(self) -> pd.Series:
        """The first day of every publication that is stated; missing where it is derived."""
        return self.items["published_from"].where(self.items["published_status"] == "stated")

    @property
    def originals(self) -> pd.Series:
        """The item that each is a copy of, or itself."""
        return self.items["duplicate_of"].where(lambda of: of != "", self.items["item_id"])

    def clusters(self) -> pd.DataFrame:
        """List texts of several items: item_id that counts, size, outlets, outlet, first, last."""
        of = self.originals.rename("item_id")[lambda of: of.duplicated(keep=False)]
        own = self.items[["outlet", "published_to"]].assign(first=self.stated).loc[of.index]
        own["last"] = own["published_to"].where(own["first"].notna())
        outlets = defaultdict[str, dict[str, None]](dict)
        for item, outlet in zip(of.tolist(), own["outlet"].tolist(), strict=True):
            outlets[item].update({outlet: None} if outlet else {})  # each once, in order
        told = {"size": ("outlet", "size"), "first": ("first", "min"), "last": ("last", "max")}
        listed = own.groupby(of, sort=False).agg(**told).reset_index()
        named = listed["item_id"].map(outlets)
        listed.insert(2, "outlets", named.map(len).astype("int64"))
        listed.insert(3, "outlet", named.map(", ".join).astype("str"))
        return listed.sort_values("size", ascending=False, kind="stable", ignore_index=True)

    @property
    def notes(self) -> list[str]:
        """What was repaired, looks odd or was not applied, of files and of rulings."""
        told = zip(self.documents["path"], self.documents["note"], strict=True)
        return [*(f"{path}: {n}" for path, n in told if n), *filter(None, self.rulings["note"])]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is derived from this corpus under a key: made once, never changed."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    def found(self, *keys: tuple[object, ...]) -> dict[str, Any]:
        """Return the parts of what `once` has made under these keys: "store.start" → an array."""
        parts = dict(self.kept)
        for key in keys:
            if made := cast(Any, self._made.get(key)):
                fields = getattr(made, "SAVED", None) or made._fields
                parts |= {f"{key[0]}.{part}": getattr(made, part) for part in fields}
        return parts

    @cached_property
    def places(self) -> pd.DataFrame:
        """Where the text of each item begins: file, line of it, or of what is named ``within``."""
        # "notes.txt", 12, ""; the cell of a table: "posts.csv", 1, "row 4, "
        file = self.items["doc_id"].map(self.documents.set_index("doc_id")["path"])
        within = (self.items["locator"] + ", ").where(self.items["first_line"] == 0, "")
        line = self.items["first_line"].clip(lower=1)
        return pd.DataFrame({"file": file, "line": line, "within": within})


def once(make: Callable[P, T]) -> Callable[P, T]:
    """Let a function keep what it makes of a corpus, or of words, for each of its arguments."""
    order = signature(make)

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        told = order.bind(*args, **kwargs)
        told.apply_defaults()
        given, *ways = told.arguments.values()
        corpus: Corpus = getattr(given, "corpus", given)
        own = () if given is corpus else (given,)
        hashable = (tuple(way) if isinstance(way, list) else way for way in ways)
        return corpus.once((make.__name__, *hashable, *own), lambda: make(*args, **kwargs))

    return made


def period(between: Period) -> tuple[Day, Day]:
    """Return the days from the beginning of one date to the end of another: "2025-12/2026-03"."""
    with suppress(TypeError, ValueError):
        ends = between.split("/") if isinstance(between, str) else map(str, between)
        first, last = map(bounds, ends)
        if first[0] <= last[1]:
            return first[0], last[1]
    raise tables.refusal("between", between)
