"""Corpus and figures → one page: every mark leads to its passages, passages to their texts."""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis.counting.ledger import by_label, kept_words
from analysis.reading.corpus import Corpus
from analysis.showing.charts import corpus as corpus_charts
from analysis.showing.export import fingerprint
from analysis.showing.pages.figure_files import FigureFiles, inline_svg, read_figures
from analysis.showing.pages.item_view import (
    ItemLookup,
    Offsets,
    item_anchor,
    passage_anchor,
    show_texts,
)
from analysis.showing.pages.quotes import Passage, dating_words, quote
from analysis.showing.pages.readable import cut, environment, read_text
from analysis.showing.rendering import font_face

# A report of a large corpus stays small enough to be sent by mail.
MAX_QUOTES = 12_000  # passages quoted on the page; above it, each mark gets a few
MAX_ROWS = 300  # of a table; the CSV has all
MAX_OPEN_ROWS = 40  # of a table; a longer one is folded, on paper too
FEW = 5  # items of a year; below, no interval is drawn
CORPUS, DATES = "01", "02"  # sections that hold the tables of documents and of dates
LEAD = "05-chronology"  # the figure on the first screen
PACKAGES = ("diplomatic-readouts", "matplotlib", "pandas")  # named with their versions
# "Five files. They hold *ten* items." -> "Five files." and the rest
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`])")


@dataclass(frozen=True)
class Section:
    """One step of the argument: a question, its answer, and the figures with its number."""

    number: str
    name: str  # in the contents: "words"
    question: str
    answer: str  # may hold *emphasis*, **strong** words and `code`, as do the limits
    limits: str = ""  # what was counted, and what that can't tell
    notes: tuple[str, ...] = ()  # such as which figure is missing, and why
    order: tuple[str, ...] = ()  # names of figures, as they follow each other; others come after


def build_report(
    corpus: Corpus, folder: Path, *, title: str, sections: Sequence[Section], rebuild: str
) -> str:
    """Write out everything a reader needs to check the figures that `save_figure` left in a folder.

    A section gets the figures whose names begin with its number; one with nothing to show is left
    out. The page needs no network and no script, and nothing on it but text comes from the
    documents. Raises `InputError` when a figure is incomplete or drawn from other documents.
    """
    source, lookup = fingerprint(corpus.documents), ItemLookup(corpus)
    figures = read_figures(folder, corpus=source)
    parts = _with_figures(sections, figures)
    quoted, deciding = _passages_quoted(figures), _deciding_passages(lookup)
    places: dict[str, list[Offsets]] = defaultdict(list)
    for passage in chain(*quoted.values(), *deciding.values()):
        places[passage.item].append((passage.start, passage.end))
    texts = show_texts(lookup, places)
    blocks = (block for text in texts for _, some in text.parts for block in some)
    known = {text.anchor for text in texts}.union(*(block.anchors for block in blocks))
    characters = "".join(sorted({*"".join(figure.svg for figure in figures)}))
    fonts = Markup(font_face(characters) + "\n" if characters else "")
    script, page = read_text("report.js"), environment().get_template("report.html")
    return page.render(
        title=title,
        about=_about(corpus),
        limits=_limits(sections),
        sentences=[(part["section"], _sentences(part["section"].answer)[0]) for part in parts],
        first=next((figure for figure in figures if figure.name == LEAD), None),
        parts=parts,
        documents=_documents(corpus),
        errors=corpus.documents[corpus.documents["error"] != ""].to_dict("records"),
        ledger=by_label(corpus).to_dict("records") if len(corpus.items) else [],
        dates=_dates(lookup, deciding, known),
        quotes={anchor: quote(lookup, some, known) for anchor, some in quoted.items()},
        n_quoted={anchor: len(some) for anchor, some in quoted.items()},
        texts=texts,
        cited=_cited(lookup, figures, quoted),
        max_rows=MAX_ROWS,
        max_open_rows=MAX_OPEN_ROWS,
        few=FEW,
        style=fonts + read_text("page.css", "report.css"),
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        treatments=corpus_charts.TREATMENTS,
        fingerprint=source,
        versions=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        rebuild=rebuild,
        corpus_section=CORPUS,
        dates_section=DATES,
        inline_svg=inline_svg,
    )


def _about(corpus: Corpus) -> dict[str, Any]:
    """Count what the page says of the corpus on its first screen."""
    items, documents = corpus.items, corpus.documents
    first, last = items["event_from"], items["event_to"]
    readable = items[items["kind"] != "placeholder"]
    years = readable["event_from"].dt.year
    certain = years[years == readable["event_to"].dt.year].astype(int)
    span = range(certain.min(), certain.max() + 1) if len(certain) else range(0)
    spread = certain.groupby(readable["outlet"]).nunique()
    return {
        "documents": int((documents["error"] == "").sum()),
        "items": len(items),
        "outlets": items.loc[items["outlet"] != "", "outlet"].nunique(),
        "ends": [first.min().year, last.max().year] if first.notna().any() else [],
        "words": int(items["n_words"].sum()),
        "readable": len(readable),
        "stated": int((readable["event_status"] == "stated").sum()),
        "years": len(span),
        "few": sum(int((certain == year).sum()) < FEW for year in span),
        "outlets_with_years": len(spread),
        "in_one_year": int((spread == 1).sum()),
    }


def _limits(sections: Sequence[Section]) -> str:
    """Return the first of the limits that the section on the corpus states, or one that holds."""
    for section in sections:
        if section.number == CORPUS and "**Limits:** " in section.limits:
            return _sentences(section.limits.partition("**Limits:** ")[2])[0].rstrip(".")
    return "The documents are statements by governments and media"


def _sentences(text: str) -> list[str]:
    return _SENTENCE_END.split(text)


def _cited(
    lookup: ItemLookup, figures: Sequence[FigureFiles], quoted: dict[str, list[Passage]]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return block of a text → title of a figure → anchors and names of marks that count it."""
    cited: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures:
        for mark in figure.marks.values():
            for passage in quoted[mark.anchor]:
                span = lookup.span_at(passage.item, passage.start)
                block = passage_anchor(passage.item, span.start, span.end)
                cited[block][figure.title][mark.anchor] = mark.name
    return cited


def _passages_quoted(figures: Sequence[FigureFiles]) -> dict[str, list[Passage]]:
    """Choose the passages to quote of every mark: all, or a few spread evenly over the texts."""
    marks = [mark for figure in figures for mark in figure.marks.values()]
    most = _fair_cap((len(mark.passages) for mark in marks), MAX_QUOTES)
    quoted = {}
    for mark in marks:
        n = len(mark.passages)
        # Nine passages with room for four: the 1st, 3rd, 5th and 7th.
        chosen = range(n) if n <= most else [k * n // most for k in range(most)]
        quoted[mark.anchor] = [mark.passages[k] for k in chosen]
    return quoted


def _fair_cap(sizes: Iterable[int], budget: int) -> int:
    """Return how many of each group can be shown so that all together keep to a budget.

    >>> _fair_cap([2, 9, 30], 15)
    6
    """
    sizes = sorted(sizes)
    for n, size in enumerate(sizes):
        share = budget // (len(sizes) - n)
        if size > share:
            return max(1, share)
        budget -= size
    return max(sizes, default=0)


def _deciding_passages(lookup: ItemLookup) -> dict[str, list[Passage]]:
    """Return the words that say when each item's event was, deciding ones first."""
    words: dict[str, list[Passage]] = {item: [] for item in [*lookup.items][:MAX_ROWS]}
    places = dating_words(lookup.corpus.evidence)[["item_id", "start", "end"]].drop_duplicates()
    for item, start, end in places.itertuples(index=False):
        if item in words:
            words[item].append(Passage(item, int(start), int(end)))
    return words


def _dates(
    lookup: ItemLookup, deciding: dict[str, list[Passage]], known: set[str]
) -> list[dict[str, Any]]:
    """Describe the date of every item; what is shown in full is linked."""
    rows = []
    for item, passages in deciding.items():
        row, anchor, links = lookup.items[item], item_anchor(item), []
        for _, start, end, _ in passages:
            target = passage_anchor(item, start, end)
            links.append((cut(row["raw"][start:end], 160), target if target in known else ""))
        rows.append({**row, "quotes": links, "href": anchor if anchor in known else ""})
    return rows


def _with_figures(
    sections: Sequence[Section], figures: Sequence[FigureFiles]
) -> list[dict[str, Any]]:
    """Return the sections that have something to show, each with its figures in its order."""
    parts = []
    for section in sections:
        order = {name: n for n, name in enumerate(section.order)}
        own = [figure for figure in figures if figure.name[:2] == section.number]
        own.sort(key=lambda figure: (order.get(figure.name, len(order)), figure.name))
        if own or section.notes or section.number in (CORPUS, DATES):
            below = [figure for figure in own if figure.name != LEAD]
            parts.append({"section": section, "figures": below, "leads": own != below})
    return parts


def _documents(corpus: Corpus) -> list[dict[str, Any]]:
    """Describe every file that could be read: its outlets, and how much of it was kept."""
    outlets = corpus.items.groupby("doc_id")["outlet"].unique().map(list)
    sizes = kept_words(corpus).set_index("doc_id").to_dict("index") if len(corpus.items) else {}
    empty = {"items": 0, "raw_words": 0, "kept_words": 0, "kept_share": float("nan")}
    return [
        {**row, **sizes.get(row["doc_id"], empty), "outlets": outlets.get(row["doc_id"], [])}
        for row in corpus.documents[corpus.documents["error"] == ""].to_dict("records")
    ]
