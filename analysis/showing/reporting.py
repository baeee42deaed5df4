"""Any folder of documents → the figures that can be drawn of them, and their report."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis.counting.words import dispersion
from analysis.finding.lexicon import topic_hits
from analysis.finding.words import words
from analysis.lexicons import check_all
from analysis.reading.corpus import Corpus
from analysis.reading.loading import load_corpus
from analysis.showing.charts import legible
from analysis.showing.export import ENDINGS, Figure, save_figure
from analysis.showing.figures import REPORTED, CannotDraw, dispersion_strips, words_by_year
from analysis.showing.figures.facts import captions, fill, when
from analysis.showing.files import check_free, read_manifest, replace_export, scratch_folder
from analysis.showing.pages.readable import count
from analysis.showing.pages.report import Section, build_report
from analysis.showing.rendering import REPORT
from analysis.showing.settings import Export, exporting
from analysis.tables import InputError


def report_on(
    path: Path, out: Path, *, by: Any = None, dates: Any = None, terms: Any = (), **source: Any
) -> tuple[list[str], list[str]]:
    """Draw the standard figures of a folder of documents, or of one, and write their report.

    ``by`` and ``dates`` are those of `when`, ``terms`` are drawn beside the standard figures,
    ``source`` is what `load_corpus` takes. A failure leaves ``out`` as it was. Returns errors (of
    files that could not be read) and notes (on figures not drawn and files left). Raises
    `InputError` before anything is read when ``out`` can't be written or lies among the documents.
    """
    inside = path.resolve()
    if path.is_dir() and (out.resolve() == inside or inside in out.resolve().parents):
        raise InputError(f"{out}: lies among the documents of {path}; choose a folder outside")
    check_free(out, [REPORT, *(f"{name}.{ending}" for name in REPORTED for ending in ENDINGS)])
    with scratch_folder(out) as staging:
        corpus = load_corpus(path, **source)
        check_all(corpus.lexicons)
        corpus.once(("when", None, None), lambda: when(corpus, by=by, dates=dates))
        sections = draw_all(corpus, staging, terms)
        read = int((corpus.documents["error"] == "").sum())
        title = f"Report on {count(read, 'documents')}: what was counted, and from which words"
        again = "python -m analysis report FOLDER --out DIR"
        page = build_report(corpus, staging, title=title, sections=sections, rebuild=again)
        contents = {name: (staging / name).read_bytes() for name in read_manifest(staging)}
    left = replace_export(out, {**contents, REPORT: page.encode()})
    notes = [note for section in sections for note in section.notes] + left
    return [error for error in corpus.documents["error"] if error], notes


def draw_all(corpus: Corpus, folder: Path, terms: Sequence[str] = ()) -> list[Section]:
    """Draw what can be drawn of a corpus into a folder; return the sections of its report."""
    notes = []
    draws: dict[str, Callable[[], Figure]] = {n: partial(d, corpus) for n, d in REPORTED.items()}
    if terms:
        draws["03-keywords-by-year"] = partial(words_by_year, corpus, terms)
        draws["03-strips"] = partial(dispersion_strips, corpus, terms)
    with exporting(Export(folder)):
        for name, draw in draws.items():
            try:
                save_figure(draw())
            except CannotDraw as reason:
                notes.append(f"{name} is not drawn: {reason}.")
    told, order, sections = _counted(corpus), tuple(REPORTED), []
    for number, said in captions()["sections"].items():
        answer = said["answer"] if told.get(said["name"], True) else said["none"]
        own = tuple(note for note in notes if note.startswith(number))
        title = number, said["name"], said["question"], fill(answer, told)
        sections.append(Section(*title, notes=own, order=order))
    return sections


def _counted(corpus: Corpus) -> dict[str, Any]:
    """Count what the answers of a report say."""
    items, statuses = corpus.items, corpus.items["event_status"].value_counts()
    top = dispersion(words(corpus, lemmatize=True)).head(3)
    frequent = zip(top["term"].map(legible), top["hits"], strict=True)
    topics = topic_hits(corpus)["topic"].value_counts()
    ranked = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    dated = items[items["event_from"].notna()]
    return {
        "documents": int((corpus.documents["error"] == "").sum()),
        "items": len(items),
        "scraped": int(items["n_raw_words"].sum()),
        "kept": items["n_words"].sum(),
        "statuses": ", ".join(f"{n} {name}" for name, n in sorted(statuses.items())) or "none",
        "words": ", ".join(f"{term} ({count(hits, 'hits')})" for term, hits in frequent),
        "topics": ", ".join(f"{topic} ({count(hits, 'hits')})" for topic, hits in ranked),
        "chronology": len(dated),
        "first": dated["event_from"].min(),
        "last": dated["event_to"].max(),
    }
