"""Corpus and saved figures → one page: every mark leads to its passages, they to their texts."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis.counting.chronology import TIERS
from analysis.counting.ledger import by_label, kept_words
from analysis.reading.corpus import Corpus
from analysis.showing.charts import corpus as corpus_charts
from analysis.showing.export import fingerprint
from analysis.showing.pages.figure_files import FigureFiles, Passage, read_figures
from analysis.showing.pages.inline_svg import inline_svg
from analysis.showing.pages.item_view import ItemLookup, item_anchor, passage_anchor, show_texts
from analysis.showing.pages.quotes import quote
from analysis.showing.pages.readable import count, cut, styled_line, tidy
from analysis.showing.pages.templates import environment, read_text
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
STATUSES = {
    "stated": "stated on the page",
    "derived": "derived: the only days that all evidence allows",
    "identified": "identified by the record of known meetings and calls",
    "ruled": "chosen by a person between contradicting dates",
    "contested": "contested: the evidence contradicts itself, all ways out are kept",
    "open": "open: what the text says leaves several days",
    "undated": "no date: nothing in the text gives one",
}


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
    source = fingerprint(corpus.documents)
    lookup = ItemLookup(corpus)
    figures = read_figures(folder, corpus=source)
    parts = _with_figures(sections, figures)
    quoted = _passages_quoted(figures)
    deciding = _deciding_passages(lookup)
    places: dict[str, list[tuple[int, int]]] = {}
    for some in (*quoted.values(), *deciding.values()):
        for passage in some:
            places.setdefault(passage.item, []).append((passage.start, passage.end))
    texts = show_texts(lookup, places)
    known = {anchor for text in texts for anchor in text.anchors}
    script = read_text("report.js")
    return (
        environment()
        .get_template("report.html")
        .render(
            title=title,
            lead=_lead(corpus),
            sentences=_sentences(parts),
            caveats=_caveats(corpus, sections),
            first=next((figure for figure in figures if figure.name == LEAD), None),
            parts=parts,
            documents=_documents(corpus),
            errors=_errors(corpus),
            ledger=by_label(corpus).to_dict("records") if len(corpus.items) else [],
            dates=_dates(lookup, deciding, known),
            quotes={anchor: quote(lookup, some, known) for anchor, some in quoted.items()},
            n_quoted={anchor: len(some) for anchor, some in quoted.items()},
            texts=texts,
            cited=_cited(lookup, figures, quoted),
            n_items=len(corpus.items),
            max_rows=MAX_ROWS,
            max_open_rows=MAX_OPEN_ROWS,
            style=_fonts(figures) + read_text("page.css", "report.css"),
            script=script,
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
            statuses=STATUSES,
            treatments=corpus_charts.TREATMENTS,
            fingerprint=source,
            versions=", ".join(f"{name} {version(name)}" for name in PACKAGES),
            rebuild=rebuild,
            corpus_section=CORPUS,
            dates_section=DATES,
            inline_svg=inline_svg,
            tidy=tidy,
        )
    )


def _sentences(parts: Sequence[Mapping[str, Any]]) -> list[tuple[Section, Markup]]:
    """Return the first sentence of every answer."""
    sections: list[Section] = [part["section"] for part in parts]
    return [(s, styled_line(_SENTENCE_END.split(s.answer)[0])) for s in sections if s.answer]


def _caveats(corpus: Corpus, sections: Sequence[Section]) -> list[Markup]:
    """Say what the numbers can't tell: what the sections begin with, then what can be counted."""
    said = "the documents are statements by governments and media"
    for section in sections:
        if section.number == CORPUS and "**Limits:** " in section.limits:
            said = _SENTENCE_END.split(section.limits.partition("**Limits:** ")[2])[0]
    caveats = [
        f"{said[0].upper()}{said[1:].rstrip('.')}; the report says what they say and how "
        "often, never whether it is so."
    ]
    items = corpus.items[corpus.items["kind"] != "placeholder"]
    dated = items[items["event_from"].notna() & items["event_to"].notna()]
    years = dated["event_from"].dt.year
    certain = years[years == dated["event_to"].dt.year]
    if len(certain):
        span = range(certain.min(), certain.max() + 1)
        few = sum(int((certain == year).sum()) < FEW for year in span)
        if few:
            caveats.append(
                f"{few} of {count(len(span), 'years')} hold fewer than {FEW} items: no interval is "
                "drawn there, and no difference between such years is evidence of a change."
            )
        spread = (
            dated.loc[certain.index]
            .groupby("outlet")["event_from"]
            .agg(lambda days: days.dt.year.nunique())
        )
        if len(span) > 1 and (spread == 1).any():
            caveats.append(
                f"{int((spread == 1).sum())} of {count(len(spread), 'outlets')} stand in one year "
                "only: a difference between years can be one between outlets."
            )
    stated = int((items["event_status"] == "stated").sum())
    caveats.append(
        f"{stated} of {count(len(items), 'readable items')} state their day; the other days are "
        "inferred from evidence that is shown, or stay open."
    )
    caveats.append(
        "Topics and voices are found by rules: a hit says that a term occurs, not what is said "
        "about it."
    )
    return [styled_line(caveat) for caveat in caveats]


def _cited(
    lookup: ItemLookup, figures: Sequence[FigureFiles], quoted: Mapping[str, Sequence[Passage]]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return block of a text → title of a figure → anchors and names of marks that count it."""
    cited: dict[str, dict[str, dict[str, str]]] = {}
    for figure in figures:
        for mark in figure.marks.values():
            for passage in quoted[mark.anchor]:
                span = lookup.span_at(passage.item, passage.start)
                block = cited.setdefault(passage_anchor(passage.item, span.start, span.end), {})
                block.setdefault(figure.title, {})[mark.anchor] = mark.name
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
    left = budget
    for n, size in enumerate(sizes):
        share = left // (len(sizes) - n)
        if size > share:
            return max(1, share)
        left -= size
    return max(sizes, default=0)


def _deciding_passages(lookup: ItemLookup) -> dict[str, list[Passage]]:
    """Return the words that say when each item's event was, deciding ones first."""
    evidence = lookup.corpus.evidence
    used = evidence[evidence["used"] & (evidence["target"] == "event")]
    rank = used["tier"].map({tier: n for n, tier in enumerate(TIERS)})
    used = used.assign(rank=rank).sort_values(["item_id", "rank", "start", "end"])
    words: dict[str, list[Passage]] = {item: [] for item in list(lookup.items)[:MAX_ROWS]}
    places = used[["item_id", "start", "end"]].drop_duplicates()
    for item, start, end in places.itertuples(index=False):
        if item in words:
            words[item].append(Passage(item, int(start), int(end), 1.0))
    return words


def _dates(
    lookup: ItemLookup, deciding: dict[str, list[Passage]], known: set[str]
) -> list[dict[str, Any]]:
    """Describe the date of every item; what is shown in full is linked."""
    rows = []
    for item, passages in deciding.items():
        row, anchor, links = lookup.items[item], item_anchor(item), []
        for passage in passages:
            target = passage_anchor(item, passage.start, passage.end)
            words = cut(row["raw"][passage.start : passage.end], 160)
            links.append((words, target if target in known else ""))
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
            said = {"answer": styled_line(section.answer), "limits": styled_line(section.limits)}
            parts.append({"section": section, "figures": below, "leads": own != below, **said})
    return parts


def _documents(corpus: Corpus) -> list[dict[str, Any]]:
    """Describe every file that could be read: its outlets, and how much of it was kept."""
    outlets = corpus.items.groupby("doc_id")["outlet"].agg(lambda names: list(dict.fromkeys(names)))
    sizes = kept_words(corpus).set_index("doc_id").to_dict("index") if len(corpus.items) else {}
    empty = {"items": 0, "raw_words": 0, "kept_words": 0, "kept_share": float("nan")}
    return [
        {**row, **sizes.get(row["doc_id"], empty), "outlets": outlets.get(row["doc_id"], [])}
        for row in corpus.documents[corpus.documents["error"] == ""].to_dict("records")
    ]


def _errors(corpus: Corpus) -> list[str]:
    """Say which files could not be read, without the folder they are in on this machine."""
    bad = corpus.documents[corpus.documents["error"] != ""]
    return [
        path + error.partition(path)[2]
        for path, error in zip(bad["path"], bad["error"], strict=True)
    ]


def _lead(corpus: Corpus) -> str:
    """Say in one sentence what the corpus is."""
    items = corpus.items
    read = int((corpus.documents["error"] == "").sum())
    dated = items["event_from"].dropna()
    years = ""
    if len(dated):
        first, last = dated.min().year, items["event_to"].dropna().max().year
        years = f", {first}" if first == last else f", {first}–{last}"
    named = items.loc[items["outlet"] != "", "outlet"].nunique()
    outlets = f" from {count(named, 'outlets')}" if named else ""
    words = count(int(items["n_words"].sum()), "words")
    return (
        f"{count(read, 'documents')}, {count(len(items), 'articles and posts')}{outlets}{years}; "
        f"{words} after cleaning."
    )


def _fonts(figures: Sequence[FigureFiles]) -> Markup:
    """Return the chart font with the characters of all figures, once."""
    characters = "".join(sorted({c for figure in figures for c in figure.svg}))
    return Markup(font_face(characters) + "\n" if characters else "")
