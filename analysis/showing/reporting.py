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
from analysis.reading.dating.aoristic import Dates, Period
from analysis.reading.loading import load_corpus
from analysis.showing.export import ENDINGS, Figure, save_figure
from analysis.showing.figures import REPORTED, CannotDraw, dispersion_strips, words_by_year
from analysis.showing.figures.facts import short, when
from analysis.showing.files import check_free, read_manifest, replace_export, scratch_folder
from analysis.showing.pages.readable import count
from analysis.showing.pages.report import Section, build_report
from analysis.showing.rendering import REPORT
from analysis.showing.settings import Export, exporting
from analysis.tables import InputError

QUESTIONS = {
    "01": ("corpus", "What is in the documents, and what is left when the page furniture is gone?"),
    "02": ("dates", "When is it said to have happened, and how is that known?"),
    "03": ("words", "Which words are used most?"),
    "04": ("topics", "What are the texts about?"),
    "05": ("chronology", "On which days do the texts place what they report?"),
}


def report_on(
    path: Path,
    out: Path,
    *,
    by: Period | None = None,
    dates: Dates | None = None,
    terms: Sequence[str] = (),
    **source: Any,
) -> tuple[list[str], list[str]]:
    """Draw the standard figures of a folder of documents, or of one, and write their report.

    ``by`` and ``dates`` say what is drawn over time, ``terms`` are words to draw beside the
    standard figures, ``source`` is what `load_corpus` takes. Files in ``out`` that only the last
    export wrote go away; a failure leaves everything as it was. Returns errors (of files that could
    not be read) and notes (on figures not drawn and files left). Raises `InputError` before
    anything is read when ``out`` can't be written to or lies among the documents.
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
        page = build_report(
            corpus,
            staging,
            title=f"Report on {count(read, 'documents')}: what was counted, and from which words",
            sections=sections,
            rebuild="python -m analysis report FOLDER --out DIR",
        )
        contents = {name: (staging / name).read_bytes() for name in read_manifest(staging)}
    left = replace_export(out, {**contents, REPORT: page.encode()})
    notes = [note for section in sections for note in section.notes] + left
    return [error for error in corpus.documents["error"] if error], notes


def draw_all(corpus: Corpus, folder: Path, terms: Sequence[str] = ()) -> list[Section]:
    """Draw what can be drawn of a corpus into a folder; return the sections of its report."""
    notes: dict[str, list[str]] = {name: [] for name in QUESTIONS}
    draws: dict[str, Callable[[], Figure]] = {n: partial(d, corpus) for n, d in REPORTED.items()}
    if terms:
        draws["03-keywords-by-year"] = partial(words_by_year, corpus, terms)
        draws["03-strips"] = partial(dispersion_strips, corpus, terms)
    with exporting(Export(folder)):
        for name, draw in draws.items():
            try:
                save_figure(draw())
            except CannotDraw as reason:
                notes[name[:2]].append(f"{name} is not drawn: {reason}.")
    answers, order = _answers(corpus), tuple(REPORTED)
    return [
        Section(number, title, question, answers[number], notes=tuple(notes[number]), order=order)
        for number, (title, question) in QUESTIONS.items()
    ]


def _answers(corpus: Corpus) -> dict[str, str]:
    """Answer every question with what was counted, and no more."""
    items, n_items = corpus.items, count(len(corpus.items), "items")
    n_read = count(int((corpus.documents["error"] == "").sum()), "documents")
    statuses = items["event_status"].value_counts()
    said = ", ".join(f"{n} {status}" for status, n in sorted(statuses.items()))
    top = dispersion(words(corpus, lemmatize=True)).head(3)
    frequent = ", ".join(
        f"{short(term)} ({count(hits, 'hits')})"
        for term, hits in zip(top["term"], top["hits"], strict=True)
    )
    topics = topic_hits(corpus)["topic"].value_counts()
    ranked = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    about = ", ".join(f"{topic} ({count(hits, 'hits')})" for topic, hits in ranked)
    dated = items[items["event_from"].notna()]
    span = "No item has a date."
    if len(dated):
        first, last = dated["event_from"].min().date(), dated["event_to"].max().date()
        span = f"{len(dated)} of {n_items} have a date; their possible days run from {first} "
        span += f"to {last}."
    return {
        "01": f"{n_read}, {n_items}. Of {count(int(items['n_raw_words'].sum()), 'words')} as "
        f"scraped, {items['n_words'].sum():,} are kept.",
        "02": f"Of {n_items}: {said or 'none'}. No date is completed from a clock or from the "
        "nearest year in sight.",
        "03": f"Most frequent: {frequent}." if frequent else "No words are left to count.",
        "04": f"Most hits of the lexicon: {about}." if about else "No topic of the lexicon occurs.",
        "05": span,
    }
