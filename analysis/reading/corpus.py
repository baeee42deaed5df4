"""`load_corpus`: files → the four tables that everything later is counted from."""

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import pandas as pd

from analysis import tables
from analysis.lexicons import Ruling
from analysis.reading.card import html_card, text_card
from analysis.reading.duplicates import exact_duplicates
from analysis.reading.lines import LINE_END
from analysis.reading.rows import item_rows
from analysis.reading.sources import read_documents, rulings_of
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


def load_corpus(path: str | PathLike[str]) -> Corpus:
    """Read, clean, deduplicate and date all documents of a folder, or one file.

    Parameters
    ----------
    path
        A folder of UTF-8 ``.txt`` files (searched in depth), or a single such file. Beside them may
        lie a ``manifest.csv`` (file, outlet, kind, language, note, sha256) and a ``rulings.csv``
        (sha256, position, target, chosen, reason, source).

    Returns
    -------
    Corpus of tables. A file that could not be read is a row of ``documents`` with its ``error``
    and has no items; a ruling that does not apply is a row of ``rulings`` with a ``note``. Raises
    `InputError` for a path without documents and a malformed lexicon, manifest or rulings file.

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> corpus.items.groupby("kind").size().to_dict()
    {'article': 4, 'placeholder': 1, 'post': 5}
    """
    path = Path(path)
    documents = read_documents(path)
    rulings = rulings_of(path)
    items: list[dict[str, Any]] = []
    spans: list[tuple[Any, ...]] = []
    evidence: list[tuple[Any, ...]] = []
    ruled: list[dict[str, Any]] = []
    unmet = dict(rulings) if path.is_dir() else {}  # one file is not asked about the others
    for document in documents:
        doc_id, outlet, sha256 = (document.row[name] for name in ("doc_id", "outlet", "sha256"))
        for position, raw_item in enumerate(document.items, start=1):
            ruling = rulings.get((sha256, position))
            rows = item_rows(
                raw_item, doc_id=doc_id, position=position, outlet=outlet, ruling=ruling
            )
            items.append(rows.item)
            spans += rows.spans
            evidence += rows.evidence
            if ruling:
                ruled.append(_ruling_row(ruling, rows.item["item_id"], rows.ruling_note))
                unmet.pop((sha256, position), None)
    for (sha256, number), ruling in unmet.items():
        note = f"{ruling.place}: no file with sha256 {sha256} has an item {number}"
        note += "; judge the changed text anew or delete the row"
        ruled.append(_ruling_row(ruling, "", note))
    copies = exact_duplicates((row["item_id"], row["text"]) for row in items)
    for row in items:
        row["duplicate_of"] = copies.get(row["item_id"], "")
    corpus = Corpus(
        documents=tables.table(tables.DOCUMENTS, (document.row for document in documents)),
        items=tables.table(tables.ITEMS, items),
        spans=tables.table(tables.SPANS, spans),
        evidence=tables.table(tables.EVIDENCE, evidence),
        rulings=tables.table(tables.RULINGS, ruled),
    )
    tables.check_items(corpus.items)
    tables.check_spans(corpus.items, corpus.spans)
    return corpus


def _ruling_row(ruling: Ruling, item_id: str, note: str) -> dict[str, Any]:
    ruled = {name: getattr(ruling, name) for name in ("chosen", "reason", "source")}
    return {"item_id": item_id, "target": "event", **ruled, "note": note}
