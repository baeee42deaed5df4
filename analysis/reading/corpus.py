"""`load_corpus`: files → the four tables that everything later is counted from."""

import warnings
from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import pandas as pd

from analysis import tables
from analysis.lexicons import Ruling
from analysis.reading.card import html_card, text_card
from analysis.reading.dating import Horizon, edtf
from analysis.reading.dating.days import HORIZON
from analysis.reading.duplicates import dated_copies, find_copies
from analysis.reading.lines import LINE_END
from analysis.reading.rows import ItemRows, item_rows
from analysis.reading.sources import Declared, Document, read_documents, rulings_of
from analysis.reading.sources.tables import Columns
from analysis.tables import InputError

T = TypeVar("T")


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

    def __repr__(self) -> str:
        return text_card(self.documents, self.items)

    def _repr_html_(self) -> str:
        return html_card(self.documents, self.items)

    def locate(self, item_id: str, start: int, end: int) -> Place:
        """Return the place of ``raw[start:end]`` of one item; `InputError` if there is none."""
        if item_id not in self._sources:
            raise InputError(f"no item {item_id!r}; see corpus.items.item_id")
        file, raw, first_line = self._sources[item_id]
        if not 0 <= start < end <= len(raw):
            raise InputError(
                f"{item_id}: {start}–{end} is not inside the item; it has {len(raw)} characters"
            )
        if item_id not in self._line_starts:
            ends = [match.end() for match in LINE_END.finditer(raw)]
            self._line_starts[item_id] = [0, *ends]
        starts = self._line_starts[item_id]
        first = first_line + bisect_right(starts, start) - 1
        last = first_line + bisect_right(starts, end - 1) - 1
        return Place(file, first, last, raw[start:end])

    @property
    def notes(self) -> list[str]:
        """What was repaired, looks odd or was not applied, of files and of rulings."""
        noted = self.documents[self.documents["note"] != ""]
        notes = [f"{path}: {note}" for path, note in zip(noted["path"], noted["note"], strict=True)]
        return notes + [note for note in self.rulings["note"] if note]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is derived from this corpus under a key: made once, never changed."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    @cached_property
    def _made(self) -> dict[Hashable, object]:
        return {}

    @cached_property
    def _sources(self) -> dict[str, tuple[str, str, int]]:
        """Map each item to its file, its raw text and its first line there."""
        paths = dict(zip(self.documents["doc_id"], self.documents["path"], strict=True))
        columns = (self.items[name] for name in ("item_id", "doc_id", "raw", "first_line"))
        return {id_: (paths[doc], raw, line) for id_, doc, raw, line in zip(*columns, strict=True)}

    @cached_property
    def _line_starts(self) -> dict[str, list[int]]:
        """Offsets at which the lines of an item begin, of the items asked for so far."""
        return {}


def load_corpus(
    path: str | PathLike[str],
    *,
    text: str = "",
    date: str = "",
    outlet: str = "",
    id: str = "",
    published: str = "",
    between: tuple[object, object] | None = None,
) -> Corpus:
    """Read, clean, deduplicate and date all documents of a folder, or one file.

    Parameters
    ----------
    path
        A folder (searched in depth) or one file: UTF-8 text (``.txt``, ``.md``), web pages
        (``.html``), exports of Telegram Desktop (``result.json``, ``messages.html`` …), and tables
        (``.csv .tsv .jsonl .json .parquet .xlsx``). Beside them may lie a ``manifest.csv`` (file;
        outlet, published, event, language, kind, note, sha256, format and any other column) and a
        ``rulings.csv`` (sha256, position, target, chosen, reason, source).
    text, date, outlet, id
        Columns of the tables; what is not given is guessed from common names, and `notes` say how.
        An ``outlet`` that is no column is the outlet of all documents.
    published
        When everything was published that does not say so itself (EDTF).
    between
        First and last year, month or day that anything can be dated to; 2013 to 2026 if not given.

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
    horizon = _horizon(between)
    _check_date("published", published)
    columns = Columns(text, date, outlet, id)
    documents = read_documents(path, columns, Declared(outlet, published, place="given"))
    reading = _Reading(documents, rulings_of(path), horizon)
    reading.read(whole=path.is_dir())
    corpus = reading.corpus()
    errors = [error for error in corpus.documents["error"] if error]
    if errors and not path.is_dir():
        raise InputError(errors[0])
    if corpus.items.empty:  # an empty file is a document all the same
        warnings.warn("; ".join([f"{path}: no items in it", *errors[:1]]), stacklevel=2)
    tables.check_items(corpus.items)
    tables.check_spans(corpus.items, corpus.spans)
    return corpus


def _check_date(name: str, written: str) -> None:
    try:
        edtf.to_days(written, HORIZON)
    except ValueError:
        raise InputError(
            f"{name}={written!r} is no date; write 2024-05-15, 2024-05 or 2024"
        ) from None


def _horizon(between: tuple[object, object] | None) -> Horizon:
    """Return the days from the beginning of one date to the end of another."""
    if between is None:
        return HORIZON
    try:
        first, last = (edtf.bounds(str(end)) for end in between)
        if first[0] <= last[1]:
            return Horizon(first[0], last[1])
    except (TypeError, ValueError):
        pass
    raise InputError(f'between={between!r} is no period; write between=("2025-12", "2026-03")')


class _Reading:
    """The rows of a corpus while its documents are read."""

    def __init__(
        self,
        documents: list[Document],
        rulings: dict[tuple[str, int], Ruling],
        horizon: Horizon,
    ) -> None:
        self.documents, self.rulings, self.horizon = documents, rulings, horizon
        self.rows: list[ItemRows] = []
        self.ruled: list[dict[str, Any]] = []

    def read(self, *, whole: bool) -> None:
        """Clean and date every item; one file is not asked about rulings on others."""
        unmet = dict(self.rulings) if whole else {}
        made = []
        for document in self.documents:
            sha256 = document.row["sha256"]
            for position, raw_item in enumerate(document.items, start=1):
                ruling = self.rulings.get((sha256, position))
                make = partial(
                    item_rows,
                    raw_item,
                    doc_id=document.row["doc_id"],
                    position=position,
                    declared=document.declared,
                    alone=len(document.items) == 1,
                    horizon=self.horizon,
                    ruling=ruling,
                )
                made.append(make)
                self.rows.append(rows := make())
                unmet.pop((sha256, position), None)
                if ruling:
                    ruled = _ruling_row(ruling, rows.item["item_id"], rows.ruling_note)
                    self.ruled.append(ruled)
        for n, copied in dated_copies([(rows.item, rows.own) for rows in self.rows]).items():
            self.rows[n] = made[n](copy_of=copied)
        for (sha256, number), ruling in unmet.items():
            note = f"{ruling.place}: no file with sha256 {sha256} has an item {number}"
            note += "; judge the changed text anew or delete the row"
            self.ruled.append(_ruling_row(ruling, "", note))

    def corpus(self) -> Corpus:
        """Return the tables."""
        items = [rows.item for rows in self.rows]
        copies = find_copies([(rows.item, rows.own) for rows in self.rows])
        for row in items:
            row["duplicate_of"] = copies.get(row["item_id"], "")
        table = tables.table(tables.ITEMS, items)
        own = tables.own_columns([rows.own for rows in self.rows])
        return Corpus(
            documents=tables.table(tables.DOCUMENTS, (d.row for d in self.documents)),
            items=table.assign(**own),
            spans=tables.table(tables.SPANS, chain.from_iterable(r.spans for r in self.rows)),
            evidence=tables.table(
                tables.EVIDENCE, chain.from_iterable(r.evidence for r in self.rows)
            ),
            rulings=tables.table(tables.RULINGS, self.ruled),
            horizon=self.horizon,
        )


def _ruling_row(ruling: Ruling, item_id: str, note: str) -> dict[str, Any]:
    ruled = {name: getattr(ruling, name) for name in ("chosen", "reason", "source")}
    return {"item_id": item_id, "target": "event", **ruled, "note": note}
