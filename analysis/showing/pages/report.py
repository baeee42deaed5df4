"""Documents → their figures and one page: marks lead to passages, and passages to their texts."""

import os
import re
import sys
from base64 import b64encode
from bisect import bisect_right
from collections import defaultdict, namedtuple
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from analysis.counting import chronology, ledger
from analysis.counting.provenance import every_nth
from analysis.counting.words import count_terms
from analysis.finding.lexicon import topic_hits
from analysis.finding.words import words
from analysis.lexicons import check_all
from analysis.reading.corpus import Corpus
from analysis.reading.loading import load_corpus
from analysis.showing import export, files, settings
from analysis.showing.charts import legible, rows
from analysis.showing.figures import REPORTED, CannotDraw
from analysis.showing.figures.corpus import dispersion_strips
from analysis.showing.figures.facts import captions, fill, when
from analysis.showing.figures.words import words_by_year
from analysis.showing.pages import item_view
from analysis.showing.pages.readable import count, cut, environment, read_text
from analysis.showing.rendering import REPORT, font_face, inline_svg, share_styles
from analysis.tables import dates_of, refusal, refuse

MAX_QUOTES = 12_000  # passages on a page that can be mailed; above it, each mark gets a few
MAX_ROWS = 300  # of a table; the CSV has all
MAX_NOTES = 3  # on lines that many posts begin or end with
MANY = 1_000  # items; of more, one figure is saved while the next is counted
FEW = 5  # items of a year; below, no interval is drawn
CORPUS, DATES = "01", "02"  # sections that hold the tables of documents and of dates
LEAD = "05-chronology"  # the figure on the first screen
PACKAGES = ("diplomatic-readouts", "matplotlib", "pandas")  # named with their versions
_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"  # in a cell: "12", "-0.5", "1e-05"; not "2020–2024"
_MARK = re.compile(rf'href="{REPORT}#([^"]*)"')  # that the picture makes a link
_CORPUS = re.compile(r"corpus sha256:([0-9a-f]{64})")  # what it says it was drawn from, if so
Section = namedtuple(
    "Section", "number name question answer limits notes order", defaults=["", (), ()]
)  # a step of the argument; answer and limits may hold *emphasis*, notes say what is not drawn


def build_report(corpus: Corpus, folder: Path, *, title: str, sections: Any, rebuild: str) -> str:
    """Write out all that a reader needs to check the figures that were saved in a folder."""
    source, lookup = export.fingerprint(corpus.documents), item_view.ItemLookup(corpus)
    figures = _read_figures(folder, corpus=source)
    # Item → the words that say when its event was, the deciding ones first.
    dates: dict[str, list[Any]] = {item: [] for item in lookup.ids[:MAX_ROWS]}
    places: dict[str, list[item_view.Offsets]] = defaultdict(list)
    used = chronology.dating_words(corpus.evidence)
    told = used[used["item_id"].isin(dates) & (used["start"] < used["end"])]  # not by a column
    for item, *place in told[["item_id", "start", "end"]].drop_duplicates().itertuples(index=False):
        dates[item].append(item_view.Passage(item, *place))
        places[item].append((place[0], place[1]))
    # Block of a text → title of a figure → anchors and names of marks that count it.
    cited: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures:
        for mark in figure["marks"].values():
            for item, start, end, _ in mark["passages"]:
                places[item].append((start, end))
                span = lookup.span_at(item, start)
                block = item_view.anchor(item, span.start, span.end)
                cited[block][figure["title"]][mark["anchor"]] = mark["name"]
    texts = item_view.show_texts(lookup, places)
    blocks = (block for text in texts for _, some in text["parts"] for block in some)
    known = {text["anchor"] for text in texts}.union(*(block["anchors"] for block in blocks))
    documents, read = corpus.documents, corpus.documents["error"] == ""
    shown: dict[str, Any] = {"title": title, "rebuild": rebuild, "fingerprint": source}
    shown["versions"] = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    shown |= {"documents": documents[read].to_dict("records"), "about": _about(corpus)}
    shown |= {"errors": documents[~read].to_dict("records"), "treatments": rows.TREATMENTS}
    shown["outlets"] = corpus.items.groupby("doc_id")["outlet"].unique().to_dict()
    shown["sizes"] = ledger.kept_words(corpus).set_index("doc_id").to_dict("index")
    shown["ledger"] = ledger.by_label(corpus).to_dict("records") if len(corpus.items) else []
    shown["first"] = next((figure for figure in figures if figure["name"] == LEAD), None)
    shown |= {"parts": _with_figures(sections, figures), "dates": dates, "texts": texts}
    shown |= {"cited": cited, "known": known, "lookup": lookup, "view": item_view}
    shown |= {"max_rows": MAX_ROWS, "few": FEW, "corpus_section": CORPUS, "dates_section": DATES}
    shown["style"] = font_face(*(figure["svg"] + figure["narrow"] for figure in figures))
    shown["style"] += read_text("page.css", "report.css")
    shown |= {"inline_svg": inline_svg, "script": read_text("report.js")}
    shown["script_hash"] = b64encode(sha256(shown["script"].encode()).digest()).decode()
    return share_styles(environment().get_template("report.html").render(shown))


def _about(corpus: Corpus) -> dict[str, Any]:
    items, readable = corpus.items, corpus.items[corpus.items["kind"].isin(("article", "post"))]
    drawn = when(corpus)  # what the figures show: from the first certain day to the last
    days = dates_of(readable, drawn.dates)
    years = days["from"].dt.year
    certain = years[years == days["to"].dt.year].astype(int)
    n_years = certain.max() - certain.min() + 1 if len(certain) else 0
    spread = certain.groupby(readable["outlet"]).nunique()
    about = {"ends": [day.year for day in drawn.days or ()], "readable": len(readable)}
    about |= {"outlets": items.loc[items["outlet"] != "", "outlet"].nunique()}
    about |= {"words": items["n_words"].sum(), "stated": sum(readable["event_status"] == "stated")}
    about |= {"years": n_years, "few": n_years - (certain.value_counts() >= FEW).sum()}
    return {**about, "outlets_with_years": len(spread), "in_one_year": sum(spread == 1)}


def _with_figures(sections: Sequence[Section], figures: list[Any]) -> list[dict[str, Any]]:
    parts = []
    for section in sections:
        rank = {name: n - len(section.order) for n, name in enumerate(section.order)}
        own = [figure for figure in figures if figure["name"][:2] == section.number]
        own.sort(key=lambda figure: rank.get(figure["name"], 0))
        if own or section.notes or section.number in (CORPUS, DATES):
            below = [figure for figure in own if figure["name"] != LEAD]
            parts.append({"section": section, "figures": below, "leads": own != below})
    return parts


def _read_figures(folder: Path, *, corpus: str) -> list[dict[str, Any]]:
    names = [p.name.removesuffix(".caption.txt") for p in sorted(folder.glob("*.caption.txt"))]
    figures = [_read(folder, name, corpus) for name in names if export.NAME.fullmatch(name)]
    marks = [mark for figure in figures for mark in figure["marks"].values()]
    sizes = [len(mark["passages"]) for mark in marks]
    room = range(max(sizes, default=0) + 1)  # 2, 9, 30 passages and room for 15: at most 6 each
    most = bisect_right(room, MAX_QUOTES, key=lambda k: sum(min(k, size) for size in sizes)) - 1
    for mark, n in zip(marks, sizes, strict=True):
        mark["passages"] = [mark["passages"][place] for place in every_nth(n, max(1, most))]
    return figures


def _read(folder: Path, name: str, corpus: str) -> dict[str, Any]:
    paths = [folder / f"{name}.{ending}" for ending in ("svg", *export.TABLES)]
    try:
        svg, written, evidence, caption = (path.read_bytes().decode() for path in paths)
    except (OSError, UnicodeDecodeError) as error:
        raise refusal("picture", folder / name, f"incomplete ({error})") from None
    slim = folder / f"{name}.narrow.svg"  # for a phone, if there is one
    narrow = slim.read_text("utf-8") if slim.is_file() else ""
    is_other = (drawn_from := _CORPUS.search(svg)) and drawn_from[1] != corpus
    refuse(is_other, "picture", f"{folder / name}.svg", "drawn from other documents")
    marks: dict[int, dict[str, Any]] = {}
    columns = ["mark", "of", "name", "item", "start", "end", "weight"]
    hits = files.from_csv(evidence, *columns)[columns].itertuples(index=False, name=None)
    for row, of, said, item, start, end, weight in hits:
        mark = {"anchor": f"{name}-evidence-{row}", "name": said, "of": int(of), "passages": []}
        passage = item_view.Passage(item, int(start), int(end), float(weight))
        marks.setdefault(int(row), mark)["passages"].append(passage)
    if dead := set(_MARK.findall(svg + narrow)) - {mark["anchor"] for mark in marks.values()}:
        raise refusal("picture", f"{folder / name}.svg", f"no passages for {min(dead)}")
    caption = caption.split("\n\n")[0]
    title, table = export.title_of(caption), files.from_csv(written)
    rest = caption.removeprefix(title).removeprefix(".").strip() or caption
    alike = [c for c in table.columns[1:] if len(table) > 1 and table[c].nunique() == 1]
    known = {column: table[column][table[column] != ""] for column in table.columns.drop(alike)}
    varying = {c: len(k) > 0 and bool(k.str.fullmatch(_NUMBER).all()) for c, k in known.items()}
    about: Any = {"name": name, "title": title, "rest": rest, "svg": svg, "narrow": narrow}
    about |= {"varying": varying, "shared": {column: table[column][0] for column in alike}}
    return {**about, "rows": table.to_dict("records"), "marks": marks}


def report_on(
    path: Path, out: Path, *, by: Any = None, dates: Any = None, terms: Any = (), **source: Any
) -> tuple[list[str], list[str]]:
    """Draw the standard figures of documents, and of terms, and write their report, or nothing.

    Returns errors, of files that could not be read, and notes on what is not drawn or left.
    """
    is_among = path.is_dir() and path.resolve() in (out.resolve(), *out.resolve().parents)
    refuse(is_among, "among documents", out, path)
    names = [f"{name}.{ending}" for name in REPORTED for ending in export.ENDINGS]
    with files.scratch_folder(out, [REPORT, *names]) as staging:
        corpus = load_corpus(path, **source)
        check_all(corpus.lexicons)
        corpus.once(("when", None, None), lambda: when(corpus, by=by, dates=dates))
        sections = _draw_all(corpus, staging, terms)
        read = int((corpus.documents["error"] == "").sum())
        title = f"Report on {count(read, 'documents')}: what was counted, and from which words"
        again = "python -m analysis report FOLDER --out DIR"
        page = build_report(corpus, staging, title=title, sections=sections, rebuild=again)
        contents = {name: (staging / name).read_bytes() for name in files.read_manifest(staging)}
    left = files.replace_export(out, {**contents, REPORT: page.encode()})
    notes = [note for section in sections for note in section.notes] + left
    return [error for error in corpus.documents["error"] if error], notes


def _draw_all(corpus: Corpus, folder: Path, terms: Sequence[str] = ()) -> list[Section]:
    """Draw what can be drawn of a corpus into a folder; return the sections of its report."""
    notes, sections = list[str](), list[Section]()
    draws: dict[str, partial[export.Figure]] = {n: partial(d, corpus) for n, d in REPORTED.items()}
    if terms:
        draws["03-keywords-by-year"] = partial(words_by_year, corpus, terms)
        draws["03-strips"] = partial(dispersion_strips, corpus, terms)
    wait: Callable[[], object] = int
    with settings.exporting(settings.Export(folder)):
        for name, draw in draws.items():
            try:
                figure = draw()
            except CannotDraw as reason:
                notes.append(f"{name} is not drawn: {reason}.")
                continue
            wait()
            wait = _begin_saving(figure, apart=sys.platform == "linux" and len(corpus.items) > MANY)
        told, edges = _counted(corpus), ledger.repeated_edges(corpus).head(MAX_NOTES)
        wait()
    for edge in edges.itertuples():
        where = f"{edge.items:,} of {count(edge.of, 'items')} of {edge.outlet or 'no named outlet'}"
        line = f"01-ledger keeps “{cut(edge.line, 60)}”, which {edge.edge} {where}"
        notes.append(f"{line}; a row of boilerplate.tsv leaves it out.")
    for number, said in captions()["sections"].items():
        answer = said["answer"] if told.get(said["name"], True) else said["none"]
        own = tuple(note for note in notes if note.startswith(number))
        title = number, said["name"], said["question"], fill(answer, told)
        sections.append(Section(*title, notes=own, order=tuple(REPORTED)))
    return sections


def _begin_saving(figure: export.Figure, *, apart: bool) -> Callable[[], object]:
    """Save a figure in a copy of this process; return what waits for it, or what saves it here."""
    if not apart:
        return partial(export.save_figure, figure)
    # From 3.12 on Python warns that other threads are not copied; saving needs none of them.
    with catch_warnings(action="ignore", category=DeprecationWarning):
        copy = os.fork()
    if copy == 0:
        with suppress(BaseException):  # what goes wrong is said when the figure is saved here
            export.save_figure(figure)
            os._exit(0)
        os._exit(1)

    def wait() -> None:
        if os.waitpid(copy, 0)[1]:
            export.save_figure(figure)

    return wait


def _counted(corpus: Corpus) -> dict[str, Any]:
    items, statuses = corpus.items, corpus.items["event_status"].value_counts()
    top = count_terms(words(corpus, lemmatize=True)).head(3)
    frequent = zip(top["term"].map(legible), top["hits"], strict=True)
    ranked = topic_hits(corpus)["topic"].value_counts(sort=False).sort_index().nlargest(3).items()
    way = when(corpus).dates
    dated = dates_of(items, way).dropna(subset="from")
    told = {"documents": sum(corpus.documents["error"] == ""), "items": len(items)}
    told |= {"scraped": items["n_raw_words"].sum(), "kept": items["n_words"].sum()}
    told["statuses"] = ", ".join(f"{n:,} {name}" for name, n in sorted(statuses.items())) or "none"
    told["words"] = ", ".join(f"{term} ({count(hits, 'hits')})" for term, hits in frequent)
    told["topics"] = ", ".join(f"{topic} ({count(hits, 'hits')})" for topic, hits in ranked)
    told |= {"axis": captions()["dated by"][way], "chronology": len(dated)}
    return {**told, "first": dated["from"].min(), "last": dated["to"].max()}
