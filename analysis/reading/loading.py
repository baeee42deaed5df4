"""`load_corpus`: files → items, cleaned, dated and compared → `Corpus`."""

import gc
import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date as Day
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from analysis import tables
from analysis.lexicons import Lexicons, Ruling, read_rulings
from analysis.reading import saved, sources
from analysis.reading.corpus import Corpus, period
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.rows import ItemRows, Known, item_rows
from analysis.reading.sources.files import RULINGS, check_path, read_file
from analysis.reading.sources.items import RawItem
from analysis.reading.spread import Spread
from analysis.tables import InputError

_BETWEEN = (HORIZON.first, HORIZON.last)  # what can be dated to if nobody says
CHUNK = 500  # items that a process is handed at once
# A row of items, and what its source states.
_Item = tuple[Mapping[str, Any], Mapping[str, Any]]
_Job = tuple[RawItem, int, Known, Ruling | None]


def load_corpus(
    path: str | PathLike[str],
    *,
    text: str = "",
    date: str = "",
    outlet: str = "",
    id: str = "",
    published: str = "",
    between: tuple[object, object] | str = "",
    lexicons: str | PathLike[str] = "",
    workers: int = 1,
    dask: Any = None,
    cache: str | PathLike[str] = "",
) -> Corpus:
    """Read, clean, deduplicate and date all documents of a folder, or one file.

    Parameters
    ----------
    path
        A folder (searched in depth) or one file: UTF-8 text (``.txt``, ``.md``), web pages
        (``.html``), exports of Telegram Desktop (``result.json``, ``messages.html`` …), and tables
        (``.csv .tsv .jsonl .json .parquet .xlsx``); or what `Corpus.save` wrote. Beside them may
        lie a ``manifest.csv`` (file; outlet, published, event, language, kind, note, sha256,
        format, encoding, between and any other column) and a ``rulings.csv`` (sha256, position,
        target, chosen, reason, source).
    text, date, outlet, id
        Columns of the tables; what is not given is guessed from common names, and `notes` say how.
        An ``outlet`` that is no column is the outlet of all documents.
    published
        When everything was published that does not say so itself (EDTF).
    between
        First and last year, month or day that anything can be dated to; 2013 to 2026 if not given.
        The manifest may say another for a file: ``2025-12/2026-03``.
    lexicons
        A folder of lexicons of your own, if they do not lie beside the documents: their rows are
        added to those of the package, or replace them where their first line is ``# replace``.
    workers
        Processes that clean and date; their number changes no result.
    dask
        A client of `distributed` or its scheduler's address: a cluster cleans and dates instead.
    cache
        A folder where the corpus is saved, and opened again until documents or options change.

    Returns
    -------
    Corpus of tables. A file that could not be read is a row of ``documents`` with its ``error``
    and has no items; a ruling that does not apply is a row of ``rulings`` with a ``note``. Raises
    `InputError` for a path without documents, a single file that cannot be read, and a malformed
    lexicon, manifest or rulings file; warns of a corpus without items.

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> corpus.items.groupby("kind").size().to_dict()
    {'article': 4, 'placeholder': 1, 'post': 5}
    """
    path = Path(path)
    check_path(path)
    spread = Spread(workers, dask or None)
    columns = {"text": text, "date": date, "outlet": outlet, "id": id}
    said = {**columns, "published": published, "between": between, "lexicons": lexicons}
    said = {name: str(value) for name, value in said.items() if value}
    if saved.is_saved(path):
        if said:
            raise InputError(f"{path}: was saved with its own {', '.join(said)}; load it without")
        return replace(saved.open_saved(path), spread=spread)
    source = {"path": str(path.absolute()), **said}
    if cache and saved.is_saved(Path(cache)):
        with suppress(InputError):  # what no longer holds is made anew
            return replace(saved.open_saved(Path(cache), source), spread=spread)
    if not sources.is_date(published):
        raise InputError(f"published={published!r} is no date; write 2024-05-15, 2024-05 or 2024")
    root = path if path.is_dir() else path.parent
    own, horizon = Lexicons.of(Path(lexicons or root)), Horizon(*period(between or _BETWEEN))
    with _resting_collector():
        corpus = _read_corpus(path, root, columns, published, horizon, own, spread)
    if corpus.items.empty:  # an empty file is a document all the same
        errors = filter(None, corpus.documents["error"])
        warnings.warn("; ".join([f"{path}: no items in it", *islice(errors, 1)]), stacklevel=2)
    tables.check_items(corpus.items)
    tables.check_spans(corpus.items, corpus.spans)
    corpus = replace(corpus, source=source, spread=spread)
    if cache:
        corpus.save(cache)
    return corpus


@contextmanager
def _resting_collector() -> Iterator[None]:
    """Collect no garbage: rows hold no circles, and looking for some takes a fifth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read_corpus(
    path: Path,
    root: Path,
    columns: Mapping[str, str],
    published: str,
    horizon: Horizon,
    lexicons: Lexicons,
    spread: Spread,
) -> Corpus:
    """Read, clean and date every item; a single file is not asked about rulings on others."""
    documents = sources.read_documents(path, root, columns, published, lexicons)
    if not path.is_dir() and documents[0].row["error"]:
        raise InputError(documents[0].row["error"])
    ruled = root / RULINGS
    rulings = (
        read_rulings(ruled, read_file(ruled, root=root).text) if os.path.lexists(ruled) else {}
    )
    jobs: list[_Job] = []
    horizons = {"": horizon}  # by what the manifest says; the corpus's own spans them all
    for row, raw_items, said in documents:
        if (between := said.get("between", "")) not in horizons:
            horizons[between] = Horizon(*period(between))
        known = Known(row["doc_id"], said, len(raw_items) == 1, horizons[between], lexicons)
        for position, raw_item in enumerate(raw_items, start=1):
            jobs.append((raw_item, position, known, rulings.get((row["sha256"], position))))
    horizon = Horizon(
        min(own.first for own in horizons.values()), max(own.last for own in horizons.values())
    )
    chunks = [jobs[n : n + CHUNK] for n in range(0, len(jobs), CHUNK)]
    rows = list(chain.from_iterable(spread.map(_chunk_rows, chunks, "reading")))
    copies = find_copies([(one.item, one.own) for one in rows])
    for n, copied in copies.dated.items():
        rows[n] = item_rows(*jobs[n], copied)
    for n, one in enumerate(rows):
        one.item["duplicate_of"] = rows[copies.kept[n]].item["item_id"] if n in copies.kept else ""
    _add_notes(documents, rows, copies.edits, horizons)
    judged = [
        (ruling, one.item["item_id"], one.ruling_note)
        for one, (*_, ruling) in zip(rows, jobs, strict=True)
        if ruling
    ]
    met = {ruling.place for ruling, *_ in judged}
    for (sha256, number), ruling in rulings.items() if path.is_dir() else ():
        if ruling.place not in met:
            note = f"{ruling.place}: no file with sha256 {sha256} has an item {number}"
            judged.append((ruling, "", f"{note}; judge the changed text anew or delete the row"))
    items = tables.table(tables.ITEMS, [one.item for one in rows])
    return Corpus(
        documents=tables.table(tables.DOCUMENTS, [document.row for document in documents]),
        items=items.assign(**tables.own_columns([one.own for one in rows])),
        spans=tables.table(tables.SPANS, chain.from_iterable(one.spans for one in rows)),
        evidence=tables.table(tables.EVIDENCE, chain.from_iterable(one.evidence for one in rows)),
        rulings=tables.table(
            tables.RULINGS,
            ((id_, "event", r.chosen, r.reason, r.source, n) for r, id_, n in judged),
        ),
        horizon=horizon,
        lexicons=lexicons,
    )


def _chunk_rows(jobs: list[_Job]) -> list[ItemRows]:
    return [item_rows(*job) for job in jobs]


def _add_notes(
    documents: Sequence[sources.Document],
    rows: Sequence[ItemRows],
    edits: Sequence[tuple[int, int]],
    horizons: Mapping[str, Horizon],
) -> None:
    """Note of each document which stated dates and which messages are not taken as they are."""
    outside = Counter(one.item["doc_id"] for one in rows if one.is_outside)
    edited: dict[str, list[str]] = defaultdict(list)
    for old, new in ((rows[n].item, rows[m].item) for n, m in edits):
        edited[old["doc_id"]].append(f"{old['item_id']} → {new['item_id']}")
    for row, _, said in documents:
        notes = [row["note"]] if row["note"] else []
        if n := outside[row["doc_id"]]:
            own = horizons[said.get("between", "")]
            years = f"{own.first.year}–{own.last.year}"
            notes.append(f"{n} stated dates lie outside {years}; load with between=")
        if pairs := edited[row["doc_id"]]:
            notes.append(f"{len(pairs)} messages have other words later ({pairs[0]})")
        row["note"] = "; ".join(notes)


class _Copies(NamedTuple):
    """Positions of items that are one message of several exports, or have one cleaned text."""

    # Item → the one that counts: a message's latest edit, a text's earliest dated, else first
    kept: dict[int, int]
    edits: list[tuple[int, int]]  # messages that have other words in the export that counts
    dated: dict[int, tuple[str, Day]]  # undated items → id and day of the earliest dated copy


def find_copies(items: Sequence[_Item]) -> _Copies:
    """Find equal items; case and white space are ignored, an item without text has no copy."""
    texts = [" ".join(row["text"].casefold().split()) for row, _ in items]
    messages = _groups(map(_message, items))
    kept: dict[int, int] = {}
    dated: dict[int, tuple[str, Day]] = {}
    for group in messages:
        latest = max(group, key=lambda n: (items[n][1].get("edited") or "", -n))
        kept |= {n: latest for n in group if n != latest}
    for group in _groups(texts):
        days = {n: day for n in group if (day := _stated_day(items[n][0]))}
        first, *_ = by_day = sorted(group, key=lambda n: (days.get(n, Day.max), n))
        if days:
            told = items[first][0]["item_id"], days[first]
            dated |= {n: told for n in group if n not in days}
        left = [n for n in by_day if n not in kept]
        kept |= {n: left[0] for n in left[1:]}
    kept = {n: kept.get(original, original) for n, original in kept.items()}
    copied = (n for group in messages for n in group if n in kept)
    edits = [(n, kept[n]) for n in copied if items[n][0]["text"] != items[kept[n]][0]["text"]]
    return _Copies(kept, edits, dated)


def _groups(keys: Iterable[Hashable | None]) -> list[list[int]]:
    """Return the positions of equal keys, where there are several."""
    groups: dict[Hashable, list[int]] = {}
    for n, key in enumerate(keys):
        if key:
            groups.setdefault(key, []).append(n)
    return [group for group in groups.values() if len(group) > 1]


def _message(item: _Item) -> tuple[str, str] | None:
    """Return chat and number of a message, which are the same in every export."""
    row, own = item
    number, chat = own.get("message_id"), own.get("chat_id") or row["outlet"]
    return (chat, number) if "media" in own and chat and number else None


def _stated_day(row: Mapping[str, Any]) -> Day | None:
    day: Day | None = row["published_from"]
    return day if row["published_status"] == "stated" and day == row["published_to"] else None
