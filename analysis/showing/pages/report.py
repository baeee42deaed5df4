"""Corpus and saved figures → one page: every mark leads to its passages, they to their texts."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.counting.chronology import TIERS
from analysis.counting.ledger import kept_words, ledger
from analysis.reading.corpus import Corpus
from analysis.showing.charts import corpus as corpus_charts
from analysis.showing.export import fingerprint
from analysis.showing.pages.display import (
    count,
    cut,
    edtf,
    inline,
    item_anchor,
    passage_anchor,
    tidy,
    visible,
)
from analysis.showing.pages.saved import (
    Drawn,
    Mark,
    Passage,
    inline_svg,
    is_number_column,
    read_figures,
)
from analysis.showing.pages.texts import (
    Reader,
    choose_texts,
    lay_out,
    quote,
    targets,
)
from analysis.showing.rendering import font_face

MAX_QUOTES = 12_000  # passages quoted on the page; above it, each mark gets a few
MAX_ROWS = 300  # of a table; the CSV has all
MAX_PRINTED_ROWS = 40  # of a figure's table; a longer one stays folded on paper
CORPUS, DATES = "01", "02"  # sections that hold the tables of documents and of dates
PACKAGES = ("diplomatic-readouts", "matplotlib", "pandas")  # named with their versions
STATUSES = {
    "stated": "stated on the page",
    "derived": "derived: the only days that all evidence allows",
    "identified": "identified by the record of known meetings and calls",
    "ruled": "chosen by a person between contradicting dates",
    "contested": "contested: the evidence contradicts itself, all ways out are kept",
    "open": "open: what the text says leaves several days",
    "undated": "no date: nothing in the text gives one",
}
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """One step of the argument: a question, its answer, and the figures with its number.

    Attributes
    ----------
    answer
        May hold *emphasis*, **strong** words and `code`.
    notes
        Such as which figure is missing, and why.
    order
        Names of figures, as they follow each other; others come after them.
    """

    number: str
    question: str
    answer: str
    notes: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


def build_report(
    corpus: Corpus, folder: Path, *, title: str, sections: Sequence[Section], rebuild: str
) -> str:
    """Write out everything a reader needs to check the figures, as one page.

    The page needs no network and no script. It holds the questions with their answers and figures
    (marks link to the passages behind them), the documents, the ledger, how each date is known,
    the passages (each links to its place), and the texts in full with removed spans named.
    Nothing on it but text comes from the documents.

    Parameters
    ----------
    folder
        Holds the figures that `figures.save` wrote for this corpus.
    sections
        In order. A section gets the figures whose names begin with its number; the tables of
        documents and dates stand in sections 01 and 02. One with nothing to show is left out.
    rebuild
        Command that makes the page again.

    Raises
    ------
    InputError
        When a figure is incomplete or was drawn from other documents.
    """
    reader = Reader(corpus)
    source = fingerprint(corpus.documents)
    order = {name: n for n, name in enumerate(n for part in sections for n in part.order)}
    numbers = {section.number for section in sections}
    figures = [f for f in read_figures(folder, corpus=source) if f.name[:2] in numbers]
    figures.sort(key=lambda f: (f.name[:2], order.get(f.name, len(order)), f.name))
    listed = _listed(figures)
    dates = _dates(reader)
    cited = [passage for passages in listed.values() for passage in passages]
    cited += [passage for row in dates for passage in row["passages"]]
    chosen = choose_texts(reader, [*cited, *_openings(reader)])
    places: dict[str, list[tuple[int, int]]] = {item: [] for item in chosen}
    for passage in cited:
        if passage.item in places:
            places[passage.item].append((passage.start, passage.end))
    texts = [lay_out(reader, item, cited) for item, cited in places.items()]
    known = targets(texts)
    for row in dates:
        anchors = [passage_anchor(p.item, p.start, p.end) for p in row["passages"]]
        row["quotes"] = [
            (cut(reader.items[p.item]["raw"][p.start : p.end], 160), a if a in known else "")
            for p, a in zip(row["passages"], anchors, strict=True)
        ]
        row["href"] = item_anchor(row["item"]) if item_anchor(row["item"]) in known else ""
    script, style = ((_HERE / name).read_text("utf-8") for name in ("report.js", "report.css"))
    shown = [_figure(figure) for figure in figures]
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=title,
            lead=_lead(corpus),
            sections=_with_figures(sections, shown),
            documents=_documents(corpus),
            errors=_errors(corpus),
            ledger=ledger(corpus).to_dict("records") if len(corpus.items) else [],
            dates=dates,
            undrawn=len(corpus.items) - len(dates),
            figures=[{**f, "marks": _marks(reader, f["marks"], listed, known)} for f in shown],
            texts=texts,
            not_shown=len(corpus.items) - len(texts),
            max_printed_rows=MAX_PRINTED_ROWS,
            style=Markup(_fonts(figures) + style),
            script=Markup(script),
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
            statuses=STATUSES,
            treatments=corpus_charts.TREATMENTS,
            fingerprint=source,
            versions=_versions(),
            rebuild=rebuild,
            corpus_section=CORPUS,
            dates_section=DATES,
        )
    )


def fair_cap(sizes: Iterable[int], budget: int) -> int:
    """Return how many of each group can be shown so that all together keep to a budget.

    >>> fair_cap([2, 9, 30], 15)
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


def _listed(figures: Sequence[Drawn]) -> dict[str, list[Passage]]:
    """Choose the passages to quote of every mark: all, or a few spread evenly over the texts."""
    marks = [mark for figure in figures for mark in figure.marks if mark.passages]
    cap = fair_cap((len(mark.passages) for mark in marks), MAX_QUOTES)
    return {mark.anchor: _spread(mark.passages, cap) for mark in marks}


def _spread(passages: Sequence[Passage], most: int) -> list[Passage]:
    n = len(passages)
    return list(passages) if n <= most else [passages[k * n // most] for k in range(most)]


def _openings(reader: Reader) -> list[Passage]:
    """Cite every item once, so that it is shown if there is room."""
    return [Passage(item, 0, len(row["raw"]), 1.0) for item, row in reader.items.items()]


def _figure(figure: Drawn) -> dict[str, Any]:
    rest = figure.caption.removeprefix(figure.title).removeprefix(".").strip()
    numeric = [is_number_column(column) for column in zip(*figure.rows, strict=True)]
    return {
        "name": figure.name,
        "title": figure.title,
        "caption": rest or figure.caption,
        "svg": inline_svg(figure.svg, f"{figure.name}.svg", figure.labels),
        "columns": [column.replace("_", " ") for column in figure.columns],
        "numeric": numeric,
        "rows": [[tidy(cut(cell, 200)) for cell in row] for row in figure.rows[:MAX_ROWS]],
        "n_rows": len(figure.rows),
        "marks": figure.marks,
        "n_passages": figure.passages,
    }


def _marks(
    reader: Reader,
    marks: Sequence[Mark],
    listed: dict[str, list[Passage]],
    known: set[str],
) -> list[dict[str, Any]]:
    return [
        {
            "anchor": mark.anchor,
            "name": mark.name,
            "value": mark.value,
            "quotes": quote(reader, listed.get(mark.anchor, []), known),
            "shown": len(listed.get(mark.anchor, [])),
            "of": mark.of,
        }
        for mark in marks
    ]


def _with_figures(
    sections: Sequence[Section], figures: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    found = []
    for section in sections:
        mine = [figure for figure in figures if figure["name"].startswith(f"{section.number}-")]
        if mine or section.notes or section.number in (CORPUS, DATES):
            answer = inline(section.answer)
            found.append({"section": section, "answer": answer, "figures": mine})
    return found


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


def _dates(reader: Reader) -> list[dict[str, Any]]:
    """Say of every item when it happened and which words say so, deciding words first."""
    evidence = reader.corpus.evidence
    used = evidence[evidence["used"] & (evidence["target"] == "event")]
    rank = used["tier"].map({tier: n for n, tier in enumerate(TIERS)})
    used = used.assign(rank=rank).sort_values(["item_id", "rank", "start", "end"])
    words: dict[str, list[Passage]] = {}
    for item, start, end in used[["item_id", "start", "end"]].itertuples(index=False):
        words.setdefault(item, []).append(Passage(item, int(start), int(end), 1.0))
    rows = []
    for item, row in list(reader.items.items())[:MAX_ROWS]:
        passages = list(dict.fromkeys(words.get(item, [])))
        rows.append({**row, "item": item, "passages": passages})
    return rows


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


def _fonts(figures: Sequence[Drawn]) -> str:
    """Return the chart font with the characters of all figures, once."""
    drawn = "".join(figure.svg for figure in figures)
    shown = "".join(sorted(set(drawn))) if drawn else ""
    return font_face(shown) + "\n" if shown else ""


def _versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def _environment() -> Environment:
    """Return templates that escape everything and name control characters."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cut"] = cut
    environment.filters["count"] = count
    environment.filters["edtf"] = edtf
    return environment
