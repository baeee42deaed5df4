"""`load_corpus`: files → items, cleaned, dated and compared → `Corpus`."""

import gc
import os
import warnings
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date as Day
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.lexicons import Lexicons, read_rulings
from analysis.reading import saved, sources
from analysis.reading.corpus import Corpus, Period, Spread, period
from analysis.reading.dating.days import HORIZON, Horizon, to_days
from analysis.reading.rows import BESIDE, COLUMNS, Job, item_rows
from analysis.reading.sources.files import RULINGS, SAVED, read_file
from analysis.tables import InputError, refuse

CHUNK = 1_000  # items that a process is handed at once
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
        raw_items.clear()
    own = tables.own_columns([job.raw_item.stated() for job in jobs])
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
    firsts, lasts = zip(*((h.first, h.last) for h in horizons.values()), strict=True)
    return Corpus(
        documents=tables.table(tables.DOCUMENTS, [row for row, *_ in documents]),
        items=items[list(tables.ITEMS)].assign(**own),
        spans=spans,
        evidence=evidence,
        rulings=tables.table(tables.RULINGS, ruled_on),
        horizon=Horizon(min(firsts), max(lasts)),
        **known,
    )


def _read_items(jobs: list[Job], spread: Spread) -> tuple[Any, Any, Any, _Edits]:
    """Return items, spans and evidence, and which messages have other words later; empty jobs."""
    chunks = [jobs[n : n + CHUNK] for n in range(0, len(jobs) or 1, CHUNK)]
    jobs.clear()
    read, undated = list[list[pd.DataFrame]](), dict[int, Job]()
    for k, rows in enumerate(spread.map(_chunk_rows, chunks, "reading")):
        read.append(rows)
        # What is read is let go, but not what a copy may date.
        undated |= {n: j for n, j in enumerate(chunks[k], k * CHUNK) if not j.is_published}
        chunks[k] = []
    items, spans, evidence = (
        pd.concat(parts, ignore_index=True) for parts in zip(*read, strict=True)
    )
    kept, edits, dated = _find_copies(items)
    dated = {n: told for n, told in dated.items() if n in undated}
    if dated:
        jobs = [undated[n]._replace(copy_of=told) for n, told in dated.items()]
        again, _, pieces = _chunk_rows(jobs)
        items = pd.concat([items.drop(index=dated), again.set_axis(dated)]).sort_index()
        evidence = pd.concat([evidence[~evidence["item_id"].isin(again["item_id"])], pieces])
        place = dict(zip(items["item_id"], items.index, strict=True))
        in_order = {"key": lambda ids: ids.map(place), "kind": "stable", "ignore_index": True}
        evidence = evidence.sort_values("item_id", **in_order)
    counts = items["item_id"].iloc[list(kept.values())].set_axis(kept)
    items["duplicate_of"] = counts.reindex(items.index, fill_value="")
    return items, spans, evidence, edits


def _chunk_rows(jobs: list[Job]) -> list[pd.DataFrame]:
    rows = list(map(item_rows, jobs))
    items = ((*one.item.values(), *one[3:]) for one in rows)
    return [
        tables.table({**COLUMNS, **BESIDE}, items),
        tables.table(tables.SPANS, chain.from_iterable(one.spans for one in rows)),
        tables.table(tables.EVIDENCE, chain.from_iterable(one.evidence for one in rows)),
    ]


def _add_notes(documents: list[sources.Document], items: pd.DataFrame, edits: _Edits) -> None:
    edited, notes = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    told = items[["doc_id", "outside"]].query("outside != ''")
    outside = told.groupby(["doc_id", "outside"], sort=False).size()
    for (doc_id, years), n in outside.items():
        notes[doc_id].append(f"{n} stated dates lie outside {years}; load with between=")
    for old, new in edits:
        pair = f"{items.at[old, 'item_id']} → {items.at[new, 'item_id']}"
        edited[items.at[old, "doc_id"]].append(pair)
    for doc_id, pairs in edited.items():
        notes[doc_id].append(f"{len(pairs)} messages have other words later ({pairs[0]})")
    for row, *_ in documents:
        row["note"] = "; ".join(filter(None, [row["note"], *notes[row["doc_id"]]]))


def _find_copies(items: pd.DataFrame) -> tuple[dict[int, int], _Edits, dict[int, tuple[str, Day]]]:
    """Find items that are one message of several exports, or have one cleaned text."""
    # Returns item → the one that counts (a message's latest edit, a text's earliest dated, else the
    # first); messages that have other words in the export that counts; undated items → id and day
    # of the earliest dated copy. Case and white space are ignored; no text has no copy.
    kept, dated = dict[int, int](), dict[int, tuple[str, Day]]()
    is_stated = items["published_status"] == "stated"
    days = items["published_from"].where(
        is_stated & (items["published_from"] == items["published_to"])
    )
    is_day, texts, ids = days.notna().array, items["text"].array, items["item_id"].array
    messages = _groups(items["message"])
    for group in messages:
        latest = max(group, key=lambda n: (items.at[n, "edited"], -n))
        kept |= {n: latest for n in group if n != latest}
    for group in _groups(items["copy_key"].loc[days.sort_values(kind="stable").index]):
        if is_day[group[0]]:  # the earliest
            told = ids[group[0]], days[group[0]].date()
            dated |= {n: told for n in group if not is_day[n]}
        left = [n for n in group if n not in kept]
        kept |= {n: left[0] for n in left[1:]}
    kept = {n: kept.get(original, original) for n, original in kept.items()}
    copied = (n for group in messages for n in group if n in kept)
    return kept, [(n, kept[n]) for n in copied if texts[n] != texts[kept[n]]], dated


def _groups(keys: pd.Series) -> list[list[int]]:
    """Return the rows that share a key with others; no key is none."""
    groups = defaultdict[str, list[int]](list)
    for n, key in keys[keys.duplicated(keep=False) & (keys != "")].items():
        groups[key].append(n)
    return list(groups.values())
