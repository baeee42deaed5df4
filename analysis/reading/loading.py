"""`load_corpus`: files → items, cleaned, dated and compared → `Corpus`."""

import gc
import os
import sys
import warnings
from collections import defaultdict
from contextlib import ExitStack, suppress
from dataclasses import replace
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from analysis import tables
from analysis.lexicons import PACKAGE, Lexicons, check_all, read_rulings
from analysis.reading import saved, sources
from analysis.reading.corpus import Corpus, Period, Spread, period
from analysis.reading.dating.days import HORIZON, Horizon, to_days
from analysis.reading.rows import BESIDE, COLUMNS, Job, item_rows
from analysis.reading.sources import Document
from analysis.reading.sources.files import RULINGS, SAVED, read_file

CHUNK = 1_000  # items that a process is handed at once
_TIMES_TEXT = 7  # the memory that loading takes: 5 GB for a million posts of 700 bytes
_Edits = list[tuple[int, int]]  # messages, each before and after


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

    - ``path``: a folder (searched in depth) or one file: text in UTF-8 (``.txt .md``), web pages
      (``.html``), exports of Telegram Desktop (``result.json``, ``messages.html`` …), tables
      (``.csv .tsv .jsonl .json .parquet .xlsx``), or what `Corpus.save` wrote; beside them, if need
      be, manifest.csv (file; outlet, published, event, language, kind, note, sha256, format,
      encoding, between, any other) and rulings.csv (sha256, position, target, chosen, …).
    - ``text``, ``date``, ``outlet``, ``id``: columns of the tables, guessed from common names if
      not given (`notes` say how). An ``outlet`` that is no column is the outlet of all documents.
    - ``published``: when everything was published that does not say so itself (EDTF).
    - ``between``: first and last year, month or day anything can be dated to, else 2013 to 2026.
    - ``lexicons``: a folder of lexicons of your own, if they do not lie beside the documents: their
      rows are added to the package's, or replace them where their first line is ``# replace``.
    - ``workers``, ``dask``: processes that clean and date, or a client of `distributed` or its
      scheduler's address for a cluster to do so; they change no result.
    - ``cache``: a folder where the corpus is saved, and reopened until documents or options change.

    Returns a corpus of tables: a file that could not be read is a row of ``documents`` with its
    ``error``, a ruling that does not apply one of ``rulings`` with a ``note``. Raises `InputError`
    for a path without documents, a single file that cannot be read, and a malformed lexicon,
    manifest or rulings file; warns of a corpus without items.

    >>> corpus = load_corpus("seeds")
    >>> corpus.items.groupby("kind").size().to_dict()
    {'article': 4, 'placeholder': 1, 'post': 5}
    """
    path, spread = Path(path), Spread(workers, dask or None)
    tables.refuse(str(path).startswith(("http:/", "https:/")), "address", path)
    tables.refuse(not os.path.lexists(path), "no path", path)
    columns = {"text": text, "date": date, "outlet": outlet, "id": id}
    folder = Path(lexicons).absolute() if lexicons else ""
    said = {**columns, "published": published, "between": between, "lexicons": folder}
    said = {name: str(value) for name, value in said.items() if value}
    if (path / SAVED).is_file():
        tables.refuse(said, "saved options", path, ", ".join(said))
        return replace(saved.open_saved(path), spread=spread)
    source = {"path": str(path.absolute()), **said}
    if cache and (Path(cache) / SAVED).is_file():
        with suppress(tables.InputError):  # what no longer holds is made anew
            return replace(saved.open_saved(Path(cache), source), spread=spread)
    tables.refuse(not sources.is_written(to_days, published, HORIZON), "published", published)
    root = path if path.is_dir() else path.parent
    if (own := Lexicons.of(Path(lexicons or root))) != PACKAGE:
        check_all(own)
    horizon = Horizon(*period(between or (HORIZON.first, HORIZON.last)))
    with ExitStack() as stack:
        stack.callback(gc.enable if gc.isenabled() else gc.disable)
        gc.disable()  # rows hold no circles, and looking for some takes a tenth of the time
        documents = sources.read_documents(path, root, columns, published, own)
        corpus = _read_corpus(path, documents, horizon, lexicons=own, source=source, spread=spread)
    if corpus.items.empty:  # an empty file is a document all the same
        errors = filter(None, corpus.documents["error"])
        warnings.warn("; ".join([f"{path}: no items in it", *islice(errors, 1)]), stacklevel=2)
    if cache:
        corpus.save(cache)
    return corpus


def _read_corpus(path: Path, documents: list[Document], horizon: Horizon, **known: Any) -> Corpus:
    """Clean and date every item; a single file is not asked about rulings on others."""
    if (root := path if path.is_dir() else path.parent) != path and documents[0][0]["error"]:
        raise tables.InputError(documents[0][0]["error"])
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
        raw_items.clear()
    needed = _TIMES_TEXT * sum(sys.getsizeof(job.raw_item.raw) for job in jobs)
    free = psutil.virtual_memory().available + psutil.swap_memory().free
    tables.refuse(needed > free, "memory", path, needed / 1e9, len(jobs), free / 1e9)
    own = tables.own_columns([{"published_at": r.stamp and r.stamp[1], **r.own} for r, *_ in jobs])
    ruled = [(n, job.ruling) for n, job in enumerate(jobs) if job.ruling]
    items, spans, evidence, edits = _read_items(jobs, known["spread"])
    _add_notes(documents, items, edits)
    judged = [(r, items.at[n, "item_id"], items.at[n, "ruling_note"]) for n, r in ruled]
    met = {ruling.place for ruling, *_ in judged}
    for (sha256, number), r in rulings.items() if path.is_dir() else ():
        if r.place not in met:
            note = f"{r.place}: no file with sha256 {sha256} has an item {number}"
            judged.append((r, "", f"{note}; judge the changed text anew or delete the row"))
    ruled_on = [(id_, "event", r.chosen, r.reason, r.source, note) for r, id_, note in judged]
    files = tables.table(tables.DOCUMENTS, [row.values() for row, *_ in documents])
    items, judgements = items[[*tables.ITEMS]].assign(**own), tables.table(tables.RULINGS, ruled_on)
    whole = Horizon(min(h.first for h in horizons.values()), max(h.last for h in horizons.values()))
    return Corpus(files, items, spans, evidence, judgements, whole, **known)


def _read_items(jobs: list[Job], spread: Spread) -> tuple[Any, Any, Any, _Edits]:
    """Return items, spans and evidence, and which messages have other words later; empty jobs."""
    chunks = [jobs[n : n + CHUNK] for n in range(0, len(jobs) or 1, CHUNK)]
    jobs.clear()
    read, undated = list[list[pd.DataFrame]](), dict[int, Job]()
    for k, rows in enumerate(spread.map(_chunk_rows, chunks, "reading")):
        read.append(rows)
        # What is read is let go, but not what a copy may date.
        for n, job in enumerate(chunks[k], k * CHUNK):
            undated |= {} if job.raw_item.stamp or job.said.get("published") else {n: job}
        chunks[k] = []
    items, spans, evidence = (_joined(parts) for parts in zip(*read, strict=True))
    kept, dated, edits = _find_copies(items)
    dated = dated[dated.index.isin(undated)]
    if len(dated):
        told = items.loc[dated, ["item_id", "published_from"]].itertuples(index=False)
        of = ((id_, day.date()) for id_, day in told)
        jobs = [undated[n]._replace(copy_of=c) for n, c in zip(dated.index, of, strict=True)]
        again, _, pieces = _chunk_rows(jobs)
        items = pd.concat([items.drop(dated.index), again.set_axis(dated.index)]).sort_index()
        evidence = pd.concat([evidence[~evidence["item_id"].isin(again["item_id"])], pieces])
        place = pd.Index(items["item_id"]).get_indexer(evidence["item_id"])
        evidence = evidence.iloc[place.argsort(kind="stable")].reset_index(drop=True)
    ids = items["item_id"]
    items["duplicate_of"] = ids.loc[kept].set_axis(ids.index).where(kept != ids.index, "")
    return items, spans, evidence, edits


def _joined(parts: Any) -> pd.DataFrame:
    """Join tables, what is not long in one piece of memory: of many, rows are slowly taken."""
    table = pd.concat(parts, ignore_index=True)
    short = table.select_dtypes("str").columns.drop(["raw", "text"], errors="ignore")
    return table.assign(**{name: table[name].array.take(table.index) for name in short})


def _chunk_rows(jobs: list[Job]) -> list[pd.DataFrame]:
    rows = list(map(item_rows, jobs))
    items = tables.table({**COLUMNS, **BESIDE}, ((*r.item.values(), *r.beside) for r in rows))
    spans = tables.table(tables.SPANS, chain.from_iterable(r.spans for r in rows))
    evidence = tables.table(tables.EVIDENCE, chain.from_iterable(r.evidence for r in rows))
    return [items, spans, evidence]


def _add_notes(documents: list[Document], items: pd.DataFrame, edits: _Edits) -> None:
    edited, notes = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    told = items[["doc_id", "outside"]].query("outside != ''")
    for (doc_id, years), n in told.groupby(["doc_id", "outside"], sort=False).size().items():
        notes[doc_id].append(f"{n} stated dates lie outside {years}; load with between=")
    for old, new in edits:
        edited[items.at[old, "doc_id"]].append(" → ".join(items["item_id"].loc[[old, new]]))
    for doc_id, pairs in edited.items():
        notes[doc_id].append(f"{len(pairs)} messages have other words later ({pairs[0]})")
    for row, *_ in documents:
        row["note"] = "; ".join(filter(None, [row["note"], *notes[row["doc_id"]]]))


def _find_copies(items: pd.DataFrame) -> tuple[pd.Series, pd.Series, _Edits]:
    """Find items that are one message of several exports, or have one cleaned text."""
    # Returns which item counts (the latest edit, the earliest dated), dates of copies, edits.
    rows, message, text = items.index.to_series(), items["message"], items["text"].array

    def first(keys: pd.Series) -> pd.Series:  # of the rows with the same key, in this order
        found = rows.loc[keys.index].groupby(keys.where(keys != "")).transform("first")
        return found.reindex(rows.index).fillna(rows).astype("int64")

    day = items["published_from"].where(items["published_from"] == items["published_to"])
    day = day.where(items["published_status"] == "stated")
    by_day = items["copy_key"].loc[day.sort_values(kind="stable").index]
    latest = first(message.loc[items["edited"].sort_values(ascending=False, kind="stable").index])
    kept = latest.where(latest != rows, first(by_day[latest == rows]))
    kept = kept.loc[kept].set_axis(rows)  # what it is a copy of may be a copy
    earliest = first(by_day)
    dated = earliest[day.isna() & day.loc[earliest].notna().set_axis(rows)]
    moved = first(message).sort_values(kind="stable").index
    moved = moved[(message.loc[moved] != "") & (kept.loc[moved] != moved)]
    return kept, dated, [(n, kept[n]) for n in moved if text[n] != text[kept[n]]]
