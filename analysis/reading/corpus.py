"""`load_corpus`: files → the four tables that everything later is counted from."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import pandas as pd

from analysis import lexicons
from analysis.reading.cleaning import Span, item_kind, kept_text, label_spans
from analysis.reading.dating import Dated, Dating, date_item
from analysis.reading.dating.days import HORIZON
from analysis.reading.duplicates import exact_duplicates
from analysis.reading.language import guess_language
from analysis.reading.lines import LINE_END, content
from analysis.reading.sources import Document, read_documents
from analysis.reading.sources.text import RawItem
from analysis.tables import (
    DOCUMENTS,
    EVIDENCE,
    ITEMS,
    SPANS,
    InputError,
    check_items,
    check_spans,
    table,
)

T = TypeVar("T")


class Place(NamedTuple):
    """Where some characters stand: file, first and last line (from 1), and the quoted text."""

    file: str
    first_line: int
    last_line: int
    quote: str


@dataclass(frozen=True, eq=False)
class Corpus:
    """Documents, items, spans and evidence; columns as in `analysis.tables`.

    ``documents`` has one row per input file, ``items`` one per article or post, ``spans`` one
    per labelled stretch of an item's raw text, ``evidence`` one per date mention.
    """

    documents: pd.DataFrame
    items: pd.DataFrame
    spans: pd.DataFrame
    evidence: pd.DataFrame

    def locate(self, item_id: str, start: int, end: int) -> Place:
        """Return the place of ``raw[start:end]`` of one item in its file.

        Raises `InputError` when the item does not exist or the offsets leave it.
        """
        if item_id not in self._sources:
            raise InputError(f"no item {item_id!r}; see corpus.items.item_id")
        file, raw, first_line, starts = self._sources[item_id]
        if not 0 <= start < end <= len(raw):
            raise InputError(
                f"{item_id}: {start}–{end} is not inside the item; it has {len(raw)} characters"
            )
        first = first_line + bisect_right(starts, start) - 1
        last = first_line + bisect_right(starts, end - 1) - 1
        return Place(file, first, last, raw[start:end])

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is derived from this corpus under a key: made once, never changed."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    @cached_property
    def _made(self) -> dict[Hashable, object]:
        return {}

    @cached_property
    def _sources(self) -> dict[str, tuple[str, str, int, list[int]]]:
        """Map each item to file, raw text, its first line there, and its lines' offsets."""
        paths = dict(zip(self.documents["doc_id"], self.documents["path"], strict=True))
        sources = {}
        line, previous = 1, None
        columns = ("item_id", "doc_id", "raw")
        for item_id, doc_id, raw in zip(*(self.items[c] for c in columns), strict=True):
            line = line if doc_id == previous else 1
            starts = [0, *(match.end() for match in LINE_END.finditer(raw))]
            sources[item_id] = (paths[doc_id], raw, line, starts)
            line, previous = line + len(starts) - 1, doc_id
        return sources


def load_corpus(path: str | PathLike[str]) -> Corpus:
    """Read, clean, deduplicate and date all documents of a folder, or one file.

    Parameters
    ----------
    path
        A folder of UTF-8 ``.txt`` files (searched in depth), with or without a ``manifest.csv``
        (file, outlet, kind, language, note, sha256), or a single such file.

    Returns
    -------
    Corpus of four tables. A file that could not be read is a row of ``documents`` with its
    ``error`` and has no items.

    Raises
    ------
    InputError
        When the path does not exist, holds no document, or a lexicon or manifest is malformed.

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> corpus.items.groupby("kind").size().to_dict()
    {'article': 4, 'placeholder': 1, 'post': 5}
    """
    documents = read_documents(Path(path))
    rulings = lexicons.rulings()
    items: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for document in documents:
        for position, raw_item in enumerate(document.items, start=1):
            item_id = f"{document.row['doc_id']}-{position}"
            labelled = label_spans(raw_item.raw, raw_item.kind)
            ruling = rulings.get((item_id, "event"))
            dating = date_item(raw_item.raw, labelled, ruling=ruling)
            items.append(_item_row(document, position, item_id, raw_item, labelled, dating))
            spans += _with_id(item_id, map(asdict, labelled))
            evidence += _with_id(item_id, _evidence_rows(dating))
    lexicons.check_rulings(row["item_id"] for row in items)
    copies = exact_duplicates((row["item_id"], row["text"]) for row in items)
    for row in items:
        row["duplicate_of"] = copies.get(row["item_id"], "")
    corpus = Corpus(
        documents=table(DOCUMENTS, (document.row for document in documents)),
        items=table(ITEMS, items),
        spans=table(SPANS, spans),
        evidence=table(EVIDENCE, evidence),
    )
    check_items(corpus.items)
    check_spans(corpus.items, corpus.spans)
    return corpus


def _with_id(item_id: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"item_id": item_id, **row} for row in rows]


def _item_row(
    document: Document,
    position: int,
    item_id: str,
    raw_item: RawItem,
    spans: list[Span],
    dating: Dating,
) -> dict[str, Any]:
    text = kept_text(raw_item.raw, spans)
    headings = [raw_item.raw[s.start : s.end] for s in spans if s.label == "heading"]
    return {
        "item_id": item_id,
        "doc_id": document.row["doc_id"],
        "position": position,
        "locator": raw_item.locator,
        "kind": item_kind(raw_item.kind, spans),
        "outlet": document.row["outlet"] or raw_item.channel,
        "heading": content(headings[0]) if headings else "",
        "raw": raw_item.raw,
        "text": text,
        "language": guess_language(text),
        "n_words": len(text.split()),
        **_date_columns("event", dating.event),
        "event_without_identity": dating.event.without_identity,
        "event_contested": dating.event.contested,
        **_date_columns("published", dating.publication),
    }


def _date_columns(target: str, dated: Dated) -> dict[str, Any]:
    return {
        f"{target}_edtf": dated.edtf,
        f"{target}_from": dated.earliest,
        f"{target}_to": dated.latest,
        f"{target}_status": dated.status,
    }


def _evidence_rows(dating: Dating) -> Iterable[dict[str, Any]]:
    for piece, used in dating.evidence():
        known = piece.days not in (0, HORIZON.every_day)
        yield {
            **asdict(piece),
            "earliest": HORIZON.earliest(piece.days) if known else None,
            "latest": HORIZON.latest(piece.days) if known else None,
            "used": used,
        }
