"""`load_corpus`: files → items, cleaned, dated and compared → `Corpus`."""

import gc
import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from os import PathLike
from pathlib import Path

from analysis import tables
from analysis.lexicons import Lexicons, Ruling, read_rulings
from analysis.reading import sources
from analysis.reading.corpus import Corpus, period
from analysis.reading.dating.days import HORIZON, Horizon
from analysis.reading.duplicates import find_copies
from analysis.reading.rows import ItemRows, Known, item_rows
from analysis.reading.sources.files import RULINGS, check_path, read_file
from analysis.tables import InputError


def load_corpus(
    path: str | PathLike[str],
    *,
    text: str = "",
    date: str = "",
    outlet: str = "",
    id: str = "",
    published: str = "",
    between: tuple[object, object] | None = None,
    lexicons: str | PathLike[str] = "",
) -> Corpus:
    """Read, clean, deduplicate and date all documents of a folder, or one file.

    Parameters
    ----------
    path
        A folder (searched in depth) or one file: UTF-8 text (``.txt``, ``.md``), web pages
        (``.html``), exports of Telegram Desktop (``result.json``, ``messages.html`` …), and tables
        (``.csv .tsv .jsonl .json .parquet .xlsx``). Beside them may lie a ``manifest.csv`` (file;
        outlet, published, event, language, kind, note, sha256, format, encoding and any other
        column) and a ``rulings.csv`` (sha256, position, target, chosen, reason, source).
    text, date, outlet, id
        Columns of the tables; what is not given is guessed from common names, and `notes` say how.
        An ``outlet`` that is no column is the outlet of all documents.
    published
        When everything was published that does not say so itself (EDTF).
    between
        First and last year, month or day that anything can be dated to; 2013 to 2026 if not given.
    lexicons
        A folder of lexicons of your own, if they do not lie beside the documents: their rows are
        added to those of the package, or replace them where their first line is ``# replace``.

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
    root = path if path.is_dir() else path.parent
    horizon = Horizon(*period(between)) if between else HORIZON
    if not sources.is_date(published):
        raise InputError(f"published={published!r} is no date; write 2024-05-15, 2024-05 or 2024")
    own = Lexicons.of(Path(lexicons) if lexicons else root)
    columns = {"text": text, "date": date, "outlet": outlet, "id": id}
    documents = sources.read_documents(path, root, columns, published, own)
    ruled = root / RULINGS
    rulings = (
        read_rulings(ruled, read_file(ruled, root=root).text) if os.path.lexists(ruled) else {}
    )
    collects = gc.isenabled()
    gc.disable()  # rows hold no circles, and looking for some takes a fifth of the time
    try:
        corpus = _corpus_of(documents, rulings, horizon, own, whole=path.is_dir())
    finally:
        if collects:
            gc.enable()
    errors = [error for error in corpus.documents["error"] if error]
    if errors and not path.is_dir():
        raise InputError(errors[0])
    if corpus.items.empty:  # an empty file is a document all the same
        warnings.warn("; ".join([f"{path}: no items in it", *errors[:1]]), stacklevel=2)
    tables.check_items(corpus.items)
    tables.check_spans(corpus.items, corpus.spans)
    return corpus


def _corpus_of(
    documents: Sequence[sources.Document],
    rulings: Mapping[tuple[str, int], Ruling],
    horizon: Horizon,
    lexicons: Lexicons,
    *,
    whole: bool,
) -> Corpus:
    """Clean and date every item; one file (not ``whole``) is not asked about rulings on others."""
    jobs = []
    for row, raw_items, said in documents:
        known = Known(row["doc_id"], said, len(raw_items) == 1, horizon, lexicons)
        for position, raw_item in enumerate(raw_items, start=1):
            jobs.append((raw_item, position, known, rulings.get((row["sha256"], position))))
    rows = [item_rows(*job) for job in jobs]
    copies = find_copies([(one.item, one.own) for one in rows])
    for n, copied in copies.dated.items():
        rows[n] = item_rows(*jobs[n], copied)
    for n, one in enumerate(rows):
        one.item["duplicate_of"] = rows[copies.kept[n]].item["item_id"] if n in copies.kept else ""
    _add_notes(documents, rows, copies.edits, horizon)
    ruled = [
        (ruling, one.item["item_id"], one.ruling_note)
        for one, (*_, ruling) in zip(rows, jobs, strict=True)
        if ruling
    ]
    met = {ruling.place for ruling, *_ in ruled}
    for (sha256, number), ruling in rulings.items() if whole else ():
        if ruling.place not in met:
            note = f"{ruling.place}: no file with sha256 {sha256} has an item {number}"
            ruled.append((ruling, "", f"{note}; judge the changed text anew or delete the row"))
    items = tables.table(tables.ITEMS, [one.item for one in rows])
    return Corpus(
        documents=tables.table(tables.DOCUMENTS, [document.row for document in documents]),
        items=items.assign(**tables.own_columns([one.own for one in rows])),
        spans=tables.table(tables.SPANS, chain.from_iterable(one.spans for one in rows)),
        evidence=tables.table(tables.EVIDENCE, chain.from_iterable(one.evidence for one in rows)),
        rulings=tables.table(
            tables.RULINGS, ((id_, "event", r.chosen, r.reason, r.source, n) for r, id_, n in ruled)
        ),
        horizon=horizon,
        lexicons=lexicons,
    )


def _add_notes(
    documents: Sequence[sources.Document],
    rows: Sequence[ItemRows],
    edits: Sequence[tuple[int, int]],
    horizon: Horizon,
) -> None:
    """Note of each document which stated dates and which messages are not taken as they are."""
    outside = Counter(one.item["doc_id"] for one in rows if one.is_outside)
    edited: dict[str, list[str]] = defaultdict(list)
    for old, new in ((rows[n].item, rows[m].item) for n, m in edits):
        edited[old["doc_id"]].append(f"{old['item_id']} → {new['item_id']}")
    years = f"{horizon.first.year}–{horizon.last.year}"
    for row, *_ in documents:
        notes = [row["note"]] if row["note"] else []
        if n := outside[row["doc_id"]]:
            notes.append(f"{n} stated dates lie outside {years}; load with between=")
        if pairs := edited[row["doc_id"]]:
            notes.append(f"{len(pairs)} messages have other words later ({pairs[0]})")
        row["note"] = "; ".join(notes)
