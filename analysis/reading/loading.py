"""`load_corpus`: files → items, cleaned, dated and compared → `Corpus`."""

import gc
import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date as Day
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.lexicons import Lexicons, read_rulings
from analysis.reading import saved, sources
from analysis.reading.corpus import Corpus, Period, Spread, period
from analysis.reading.dating.days import HORIZON, Horizon, to_days
from analysis.reading.rows import ItemRows, Job, item_rows
from analysis.reading.sources.files import RULINGS, SAVED, read_file
from analysis.tables import InputError, refuse

CHUNK = 500  # items that a process is handed at once
_Copies = tuple[dict[int, int], list[tuple[int, int]], dict[int, tuple[str, Day]]]
_Item = tuple[Mapping[str, Any], Mapping[str, Any]]  # its row, and what its source states


def load_corpus(
    path: str | PathLike[str],
    *,
    text: str = "",
    date: str = "",
    outlet: str = "",
    id: str = "",
    published: str = "",
    between: Period = "",
    lexicons: str | PathLike[str] = "",
    workers: int = 1,
    dask: Any = None,
    cache: str | PathLike[str] = "",
) -> Corpus:
    """Read, clean, deduplicate and date all documents of a folder, or one file.

    Parameters
    ----------
    path
        A folder (searched in depth) or one file: text in UTF-8 (``.txt .md``), web pages
        (``.html``), exports of Telegram Desktop (``result.json``, ``messages.html`` …), tables
        (``.csv .tsv .jsonl .json .parquet .xlsx``), or what `Corpus.save` wrote; beside them, if
        need be, manifest.csv (file; outlet, published, event, language, kind, note, sha256, format,
        encoding, between, any other) and rulings.csv (sha256, position, target, chosen, …).
    text, date, outlet, id
        Columns of the tables, guessed from common names if not given (`notes` say how). An
        ``outlet`` that is no column is the outlet of all documents.
    published, between
        When everything was published that does not say so itself (EDTF); first and last year, month
        or day that anything can be dated to, 2013 to 2026 if not given.
    lexicons
        A folder of lexicons of your own, if they do not lie beside the documents: their rows are
        added to those of the package, or replace them where their first line is ``# replace``.
    workers, dask
        Processes that clean and date, or a client of `distributed` or its scheduler's address for
        a cluster to do so; they change no result.
    cache
        A folder where the corpus is saved, and opened again until documents or options change.

    Returns
    -------
    Corpus of tables: a file that could not be read is a row of ``documents`` with its ``error``, a
    ruling that does not apply one of ``rulings`` with a ``note``. Raises `InputError` for a path
    without documents, a single file that cannot be read, and a malformed lexicon, manifest or
    rulings file; warns of a corpus without items.

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> corpus.items.groupby("kind").size().to_dict()
    {'article': 4, 'placeholder': 1, 'post': 5}
    """
    path, spread = Path(path), Spread(workers, dask or None)
    refuse("://" in str(path) or str(path).startswith(("http:/", "https:/")), "address", path)
    refuse(not os.path.lexists(path), "no path", path)
    columns = {"text": text, "date": date, "outlet": outlet, "id": id}
    said = {**columns, "published": published, "between": between, "lexicons": lexicons}
    said = {name: str(value) for name, value in said.items() if value}
    if (path / SAVED).is_file():
        refuse(said, "saved options", path, ", ".join(said))
        return replace(saved.open_saved(path), spread=spread)
    source = {"path": str(path.absolute()), **said}
    if cache and (Path(cache) / SAVED).is_file():
        with suppress(InputError):  # what no longer holds is made anew
            return replace(saved.open_saved(Path(cache), source), spread=spread)
    refuse(not sources.is_written(to_days, published, HORIZON), "published", published)
    root = path if path.is_dir() else path.parent
    own = Lexicons.of(Path(lexicons or root))
    horizon = Horizon(*period(between or (HORIZON.first, HORIZON.last)))
    collects = gc.isenabled()
    gc.disable()  # rows hold no circles, and looking for some takes a fifth of the time
    try:
        documents = sources.read_documents(path, root, columns, published, own)
        corpus = _read_corpus(path, documents, horizon, lexicons=own, source=source, spread=spread)
    finally:
        if collects:
            gc.enable()
    if corpus.items.empty:  # an empty file is a document all the same
        errors = filter(None, corpus.documents["error"])
        warnings.warn("; ".join([f"{path}: no items in it", *islice(errors, 1)]), stacklevel=2)
    if cache:
        corpus.save(cache)
    return corpus


def _read_corpus(
    path: Path, documents: list[sources.Document], horizon: Horizon, **known: Any
) -> Corpus:
    """Clean and date every item; a single file is not asked about rulings on others."""
    if (root := path if path.is_dir() else path.parent) != path and documents[0][0]["error"]:
        raise InputError(documents[0][0]["error"])
    file = root / RULINGS
    rulings = read_rulings(file, read_file(file, root=root).text) if os.path.lexists(file) else {}
    # Horizons by what the manifest says of a file; that of the corpus spans them all.
    jobs, horizons = list[Job](), {"": horizon}
    for row, raw_items, said in documents:
        if (between := said.get("between", "")) not in horizons:
            horizons[between] = Horizon(*period(between))
        told = row["doc_id"], said, len(raw_items) == 1, horizons[between], known["lexicons"]
        for n, raw_item in enumerate(raw_items, start=1):
            jobs.append(Job(raw_item, n, *told, rulings.get((row["sha256"], n))))
    chunks = [jobs[n : n + CHUNK] for n in range(0, len(jobs), CHUNK)]
    rows = list(chain.from_iterable(known["spread"].map(_chunk_rows, chunks, "reading")))
    kept, edits, dated = _find_copies([(one.item, one.own) for one in rows])
    for n, copied in dated.items():
        rows[n] = item_rows(jobs[n]._replace(copy_of=copied))
    for n, one in enumerate(rows):
        one.item["duplicate_of"] = rows[kept[n]].item["item_id"] if n in kept else ""
    _add_notes(documents, rows, edits)
    read = zip(jobs, rows, strict=True)
    judged = [(j.ruling, one.item["item_id"], one.ruling_note) for j, one in read if j.ruling]
    met = {ruling.place for ruling, *_ in judged}
    for (sha256, number), r in rulings.items() if path.is_dir() else ():
        if r.place not in met:
            note = f"{r.place}: no file with sha256 {sha256} has an item {number}"
            judged.append((r, "", f"{note}; judge the changed text anew or delete the row"))
    ruled_on = [(id_, "event", r.chosen, r.reason, r.source, note) for r, id_, note in judged]
    items, spans = tables.table(tables.ITEMS, [one.item for one in rows]), horizons.values()
    return Corpus(
        documents=tables.table(tables.DOCUMENTS, [row for row, *_ in documents]),
        items=items.assign(**tables.own_columns([one.own for one in rows])),
        spans=tables.table(tables.SPANS, chain.from_iterable(one.spans for one in rows)),
        evidence=tables.table(tables.EVIDENCE, chain.from_iterable(one.evidence for one in rows)),
        rulings=tables.table(tables.RULINGS, ruled_on),
        horizon=Horizon(min(h.first for h in spans), max(h.last for h in spans)),
        **known,
    )


def _chunk_rows(jobs: list[Job]) -> list[ItemRows]:
    return list(map(item_rows, jobs))


def _add_notes(
    documents: Sequence[sources.Document], rows: Sequence[ItemRows], edits: list[tuple[int, int]]
) -> None:
    outside = Counter((one.item["doc_id"], one.outside) for one in rows if one.outside)
    edited, notes = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for old, new in ((rows[n].item, rows[m].item) for n, m in edits):
        edited[old["doc_id"]].append(f"{old['item_id']} → {new['item_id']}")
    for (doc_id, years), n in outside.items():
        notes[doc_id].append(f"{n} stated dates lie outside {years}; load with between=")
    for doc_id, pairs in edited.items():
        notes[doc_id].append(f"{len(pairs)} messages have other words later ({pairs[0]})")
    for row, *_ in documents:
        row["note"] = "; ".join(filter(None, [row["note"], *notes[row["doc_id"]]]))


def _find_copies(items: Sequence[_Item]) -> _Copies:
    """Find items that are one message of several exports, or have one cleaned text."""
    # Returns item → the one that counts (a message's latest edit, a text's earliest dated, else the
    # first); messages that have other words in the export that counts; undated items → id and day
    # of the earliest dated copy. Case and white space are ignored; no text has no copy.
    kept, dated = dict[int, int](), dict[int, tuple[str, Day]]()
    stated = ((n, row) for n, (row, _) in enumerate(items) if row["published_status"] == "stated")
    spans = ((n, row["published_from"], row["published_to"]) for n, row in stated)
    days: dict[int, Day] = {n: first for n, first, last in spans if first and first == last}
    messages = _groups(map(_message, items))
    for group in messages:
        latest = max(group, key=lambda n: (items[n][1].get("edited") or "", -n))
        kept |= {n: latest for n in group if n != latest}
    for group in _groups(" ".join(row["text"].casefold().split()) for row, _ in items):
        first, *_ = by_day = sorted(group, key=lambda n: (days.get(n, Day.max), n))
        if first in days:
            told = items[first][0]["item_id"], days[first]
            dated |= {n: told for n in group if n not in days}
        left = [n for n in by_day if n not in kept]
        kept |= {n: left[0] for n in left[1:]}
    kept = {n: kept.get(original, original) for n, original in kept.items()}
    copied = (n for group in messages for n in group if n in kept)
    edits = [(n, kept[n]) for n in copied if items[n][0]["text"] != items[kept[n]][0]["text"]]
    return kept, edits, dated


def _groups(keys: Iterable[Hashable]) -> list[list[int]]:
    groups = defaultdict[Hashable, list[int]](list)
    for n, key in enumerate(keys):
        groups[key].append(n)
    return [group for key, group in groups.items() if key and len(group) > 1]


def _message(item: _Item) -> tuple[str, str] | None:
    row, own = item  # chat and number of a message are the same in every export
    number, chat = own.get("message_id"), own.get("chat_id") or row["outlet"]
    return (chat, number) if "media" in own and chat and number else None
