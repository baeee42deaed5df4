"""`load_corpus`: files → the four tables that everything later is counted from."""

import gc
import warnings
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property, partial
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import pandas as pd

from analysis import tables
from analysis.lexicons import PACKAGE, Lexicons, Ruling
from analysis.reading.card import html_card, text_card
from analysis.reading.dating import Horizon, edtf
from analysis.reading.dating.days import HORIZON
from analysis.reading.duplicates import Copies
from analysis.reading.lines import LINE_END
from analysis.reading.rows import ItemRows, Known, item_rows
from analysis.reading.sources import Declared, Document, read_documents, root_of, rulings_of
from analysis.reading.sources.files import check_path
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
    lexicons: Lexicons = PACKAGE  # the researcher's own, laid over those of the package

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

    def where(
        self,
        *,
        items: Iterable[str] | None = None,
        between: tuple[object, object] | None = None,
        contains: str = "",
        **columns: object,
    ) -> "Corpus":
        """Return a part of the corpus; its items keep their ids, lines and evidence.

        Parameters
        ----------
        items
            Their ids.
        between
            First and last year, month or day: items whose event, or if its date is unknown whose
            publication, lies within.
        contains
            Words in the text, whatever their case.
        columns
            Any column of ``corpus.items`` and the value it has, or a list of values:
            ``outlet="TASS"``, ``kind=["post", "article"]``.

        Returns
        -------
        Corpus. Of copies whose original is not in the part, the earliest counts. Raises
        `InputError` for an unknown item or column.

        Examples
        --------
        >>> load_corpus("seeds").where(kind="post", between=(2024, 2024)).items["item_id"].tolist()
        ['002-4', '002-6']
        """
        part = self.items
        if items is not None:
            wanted = list(items)
            if unknown := sorted(set(wanted) - set(part["item_id"])):
                raise InputError(f"no item {unknown[0]!r}; see corpus.items.item_id")
            part = part[part["item_id"].isin(wanted)]
        for name, value in columns.items():
            if name not in part:
                raise InputError(f"no column {name!r}; the columns are {', '.join(part)}")
            part = part[
                part[name].isin(value if isinstance(value, list | tuple | set) else [value])
            ]
        if contains:
            part = part[part["text"].str.contains(contains, case=False, regex=False)]
        if between:
            first, last = map(pd.Timestamp, _period(between))
            begin, end = (part[f"event_{e}"].fillna(part[f"published_{e}"]) for e in ("from", "to"))
            part = part[(begin >= first) & (end <= last)]
        kept, root = set(part["item_id"]), _originals(part)
        order = part["published_from"].sort_values(kind="stable").index
        counts = part.loc[order].groupby(root, sort=False)["item_id"].first()
        inside = root.where(root.isin(kept), root.map(counts))
        copies = inside.where(inside != part["item_id"], "").astype("str")
        others = (self.spans, self.evidence, self.rulings)
        spans, evidence, rulings = (t[t["item_id"].isin(kept)] for t in others)
        return replace(
            self,
            documents=_numbered(self.documents[self.documents["doc_id"].isin(part["doc_id"])]),
            items=_numbered(part.assign(duplicate_of=copies)),
            spans=_numbered(spans),
            evidence=_numbered(evidence),
            rulings=_numbered(rulings),
        )

    def clusters(self) -> pd.DataFrame:
        """List the texts that stand in the corpus more than once, the largest group first.

        One row per text: item_id (the copy that counts), size, outlets (their number), outlet
        (their names), first and last (days of publication, if any is known).
        """
        table = self.items.assign(cluster=_originals(self.items))
        groups = table.groupby("cluster", sort=False)
        listed = groups.agg(
            size=("item_id", "size"),
            outlets=("outlet", "nunique"),
            outlet=("outlet", lambda names: ", ".join(dict.fromkeys(filter(None, names)))),
            first=("published_from", "min"),
            last=("published_to", "max"),
        )
        listed = listed[listed["size"] > 1].reset_index(names="item_id")
        return listed.sort_values("size", ascending=False, kind="stable", ignore_index=True)

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


def _originals(items: pd.DataFrame) -> pd.Series:
    """Return for each item the id of the copy that counts, which may be its own."""
    return items["duplicate_of"].where(items["duplicate_of"] != "", items["item_id"])


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index(drop=True)


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
        outlet, published, event, language, kind, note, sha256, format and any other column) and a
        ``rulings.csv`` (sha256, position, target, chosen, reason, source).
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
    horizon = Horizon(*_period(between)) if between else HORIZON
    _check_date("published", published)
    columns = Columns(text, date, outlet, id)
    check_path(path)
    own = Lexicons.of(Path(lexicons) if lexicons else root_of(path))
    declared = Declared(outlet, published, place="given")
    documents = read_documents(path, columns, declared, own)
    whole = path.is_dir()
    corpus = _corpus_of(documents, rulings_of(path), horizon, own, whole=whole)
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


def _period(between: tuple[object, object]) -> tuple[Day, Day]:
    """Return the days from the beginning of one date to the end of another."""
    try:
        first, last = (edtf.bounds(str(end)) for end in between)
        if first[0] <= last[1]:
            return first[0], last[1]
    except (TypeError, ValueError):
        pass
    raise InputError(f'between={between!r} is no period; write between=("2025-12", "2026-03")')


def _corpus_of(
    documents: Sequence[Document],
    rulings: Mapping[tuple[str, int], Ruling],
    horizon: Horizon,
    lexicons: Lexicons,
    *,
    whole: bool,
) -> Corpus:
    """Clean and date every item; one file (not ``whole``) is not asked about rulings on others."""
    made: list[Callable[..., ItemRows]] = []
    judged: list[tuple[int, Ruling]] = []
    unmet = dict(rulings) if whole else {}
    for document in documents:
        alone, sha256 = len(document.items) == 1, document.row["sha256"]
        known = Known(document.row["doc_id"], document.declared, alone, horizon, lexicons)
        for position, raw_item in enumerate(document.items, start=1):
            ruling = rulings.get((sha256, position))
            if ruling:
                judged.append((len(made), ruling))
                unmet.pop((sha256, position), None)
            made.append(partial(item_rows, raw_item, position, known, ruling=ruling))
    collects = gc.isenabled()
    gc.disable()  # rows hold no circles, and looking for some takes a fifth of the time
    try:
        rows = [make() for make in made]
    finally:
        if collects:
            gc.enable()
    groups = Copies.of([(one.item, one.own) for one in rows])
    for n, copied in groups.dated().items():
        rows[n] = made[n](copy_of=copied)
    noted = _notes(rows, groups, horizon)
    copies = groups.kept()
    for n, one in enumerate(rows):
        one.item["duplicate_of"] = rows[copies[n]].item["item_id"] if n in copies else ""
    ruled = [
        _ruling_row(ruling, rows[n].item["item_id"], rows[n].ruling_note) for n, ruling in judged
    ]
    for (sha256, number), ruling in unmet.items():
        note = f"{ruling.place}: no file with sha256 {sha256} has an item {number}"
        note += "; judge the changed text anew or delete the row"
        ruled.append(_ruling_row(ruling, "", note))
    items = tables.table(tables.ITEMS, [one.item for one in rows])
    return Corpus(
        documents=tables.table(tables.DOCUMENTS, [_noted(d.row, noted) for d in documents]),
        items=items.assign(**tables.own_columns([one.own for one in rows])),
        spans=tables.table(tables.SPANS, chain.from_iterable(one.spans for one in rows)),
        evidence=tables.table(tables.EVIDENCE, chain.from_iterable(one.evidence for one in rows)),
        rulings=tables.table(tables.RULINGS, ruled),
        horizon=horizon,
        lexicons=lexicons,
    )


def _notes(rows: Sequence[ItemRows], copies: Copies, horizon: Horizon) -> dict[str, list[str]]:
    """Return what is odd about the items of a document, by its id."""
    notes: dict[str, list[str]] = defaultdict(list)
    outside = Counter(one.item["doc_id"] for one in rows if one.is_outside)
    for doc_id, n in outside.items():
        years = f"{horizon.first.year}–{horizon.last.year}"
        notes[doc_id].append(f"{n} stated dates lie outside {years}; load with between=")
    edits: dict[str, list[str]] = defaultdict(list)
    for old, new in copies.edits():
        ids = rows[old].item["item_id"], rows[new].item["item_id"]
        edits[rows[old].item["doc_id"]].append(" → ".join(ids))
    for doc_id, changed in edits.items():
        notes[doc_id].append(f"{len(changed)} messages have other words later ({changed[0]})")
    return notes


def _noted(row: Mapping[str, Any], notes: Mapping[str, list[str]]) -> dict[str, Any]:
    listed = [row["note"], *notes.get(row["doc_id"], ())]
    return {**row, "note": "; ".join(filter(None, listed))}


def _ruling_row(ruling: Ruling, item_id: str, note: str) -> dict[str, Any]:
    ruled = {name: getattr(ruling, name) for name in ("chosen", "reason", "source")}
    return {"item_id": item_id, "target": "event", **ruled, "note": note}
