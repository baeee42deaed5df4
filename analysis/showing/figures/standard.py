"""Any folder of documents → a standard set of figures with computed captions, and their report."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from analysis.counting.changes import changes, finding
from analysis.counting.chronology import chronology, composition, marks
from analysis.counting.dispersion import dispersion
from analysis.counting.ledger import strips
from analysis.counting.series import series
from analysis.counting.topics import topic_hits, topic_series
from analysis.counting.words import count_hashtags, count_terms
from analysis.reading.corpus import Corpus, load_corpus
from analysis.showing import charts
from analysis.showing.export import ENDINGS, REPORT, save
from analysis.showing.files import scratch_folder, write_all
from analysis.showing.pages.display import count
from analysis.showing.pages.report import Section, build_report
from analysis.showing.settings import Export, exporting
from analysis.tables import InputError

MAX_OUTLETS = 20  # rows of the composition
MAX_FILES, MAX_SPANS = 30, 600  # of the strips
MAX_TERMS, MAX_SERIES = 20, 5
MAX_EVENTS = 40  # rows of the chronology
MAX_LABEL = 60
CLEANED = "Cleaned text, repeats and page furniture removed."


@dataclass(frozen=True)
class Facts:
    """What the captions say of a corpus: how many items have words, and the years they lie in."""

    items: int
    years: str
    undated: int

    @property
    def n(self) -> str:
        """State n, the period and what is undated."""
        undated = f", {self.undated} without a certain year" if self.undated else ""
        return f"n = {count(self.items, 'items')}{self.years}{undated}"


def report_on(path: Path, out: Path) -> tuple[list[str], list[str]]:
    """Draw the standard figures of any documents and write them with their report.

    Parameters
    ----------
    path
        A folder of documents, or one document.
    out
        Folder for figures and report; made if it is not there. Figures of the standard set that
        could not be drawn this time go away; a failure leaves everything as it was.

    Returns
    -------
    Errors (of files that could not be read), and notes: which figures were not drawn, and why.

    Raises
    ------
    InputError
        When the output folder cannot be written to or lies among the documents, before anything
        is read; when there is nothing to read.
    """
    inside = path.resolve()
    if path.is_dir() and (out.resolve() == inside or inside in out.resolve().parents):
        raise InputError(f"{out}: lies among the documents of {path}; choose a folder outside")
    with scratch_folder(out) as staging:
        corpus = load_corpus(path)
        sections = draw_standard(corpus, staging)
        page = build_report(
            corpus,
            staging,
            title=_title(corpus),
            sections=sections,
            rebuild="python -m analysis report FOLDER --out DIR",
        )
        contents = {out / file.name: file.read_bytes() for file in staging.iterdir()}
    write_all({**contents, out / REPORT: page.encode()})
    for name in (f"{name}.{ending}" for name in FIGURES for ending in ENDINGS):
        if out / name not in contents:
            (out / name).unlink(missing_ok=True)
    notes = [note for section in sections for note in section.notes]
    return [error for error in corpus.documents["error"] if error], notes


def draw_standard(corpus: Corpus, folder: Path) -> list[Section]:
    """Draw what can be drawn of a corpus into a folder, and say why the rest can't.

    Returns
    -------
    The sections of the report, each with a question, a computed answer and its notes.
    """
    facts = _facts(corpus)
    missing: dict[str, str] = {}
    with exporting(Export(folder)):
        for name, draw in FIGURES.items():
            if why := draw(corpus, facts, name):
                missing[name] = why
    answers = _answers(corpus, facts)
    return [
        Section(
            number,
            question,
            answers[number],
            tuple(
                f"{name} is not drawn: {why}."
                for name, why in missing.items()
                if name.startswith(number)
            ),
            tuple(FIGURES),
        )
        for number, question in QUESTIONS.items()
    ]


def _draw_composition(corpus: Corpus, facts: Facts, name: str) -> str:
    table = composition(corpus)
    if not len(table):
        return "no item has any words"
    sizes = table.groupby("outlet", sort=False)["items"].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    shown = table[table["outlet"].isin(set(largest))].reset_index(drop=True)
    which = ""
    if len(sizes) > MAX_OUTLETS:
        which = f" The {MAX_OUTLETS} outlets with the most items, of {len(sizes)}."
    filled = int((shown["items"] > 0).sum())
    _save(
        charts.composition(shown),
        name,
        shown,
        f"Items by outlet and year of the event. {facts.n}.{which}",
        f"A grid of {count(shown['outlet'].nunique(), 'outlets')} by years; {filled} of "
        f"{len(shown)} cells hold items, at most {shown['items'].max()}.",
        value="items",
    )
    return ""


def _draw_ledger(corpus: Corpus, facts: Facts, name: str) -> str:
    placed = strips(corpus)
    if not len(placed):
        return "the files are empty"
    files = list(dict.fromkeys(placed["doc_id"]))
    cut = placed[placed["doc_id"].isin(files[:MAX_FILES])].head(MAX_SPANS).reset_index(drop=True)
    drawn = list(dict.fromkeys(cut["doc_id"]))
    which = f"{len(drawn)} of {count(len(files), 'files')}"
    if len(cut) < len(placed):
        which += f", of the last one only the first {cut['end'].iloc[-1]:,} characters"
    kept = cut.assign(size=cut["end"] - cut["start"]).groupby("treatment")["size"].sum()
    _save(
        charts.ledger_strips(cut, {doc: _short(doc) for doc in drawn}),
        name,
        cut,
        f"What was kept of each file. Characters from the beginning of {which}, {len(cut)} spans. "
        "Repeated: a block equal to the block right before it at the end of a post, or a headline "
        "written twice.",
        f"{count(len(drawn), 'bars')}, one per file; kept text is "
        f"{100 * kept.get('kept', 0) / kept.sum():.0f} % of the characters drawn.",
        value="treatment",
    )
    return ""


def _draw_words(corpus: Corpus, facts: Facts, name: str) -> str:
    top = dispersion(corpus, lemmatize=True).head(MAX_TERMS)
    if not len(top):
        return "no item has any words that are listed"
    _save(
        charts.bars(top, value="hits", unit="hits in the cleaned text", note="items"),
        name,
        top,
        f"The most frequent words. Hits of {count(len(top), 'dictionary forms')} among "
        f"{top['words'].iloc[0]:,} running words, {facts.n}; function and reporting words left "
        f"out. {CLEANED}",
        f"Horizontal bars; the longest is {_short(top['term'].iloc[0])} with "
        f"{count(int(top['hits'].iloc[0]), 'hits')}.",
    )
    return ""


def _draw_words_by_year(corpus: Corpus, facts: Facts, name: str) -> str:
    top = count_terms(corpus, lemmatize=True).head(MAX_TERMS)
    if not len(top):
        return "no item has any words that are listed"
    if not facts.years:
        return "no item has a certain year"
    table = series(corpus, list(top["term"]), lemmatize=True)
    _save(
        charts.heat(table, label="term", axis="year of the event (n = items)"),
        name,
        table,
        "The most frequent words by year of the event. Colour: hits per 1,000 running words, not "
        f"drawn below 100 words; number: hits. {facts.n}. {CLEANED}",
        f"A heat map of {len(top)} words by {table['year'].nunique()} years.",
    )
    return ""


def _draw_hashtags(corpus: Corpus, facts: Facts, name: str) -> str:
    tags = count_hashtags(corpus)
    top = tags.head(MAX_TERMS)
    if not len(top):
        return "the texts have no hashtags"
    _save(
        charts.bars(top, value="hits", unit="hits", note="items"),
        name,
        top,
        f"The most frequent hashtags. {len(top)} of {count(len(tags), 'hashtags')}, hits in the "
        f"kept text and in lines of nothing but hashtags, repeats removed; {facts.n}.",
        f"Horizontal bars; the longest is {_short(top['term'].iloc[0])} with "
        f"{count(int(top['hits'].iloc[0]), 'hits')}.",
    )
    return ""


def _draw_topics(corpus: Corpus, facts: Facts, name: str) -> str:
    table = topic_series(corpus)
    if not len(table) or not table["hits"].fillna(0).sum():
        return "no term of topics.tsv occurs"
    hits = table.groupby("topic", sort=False)["hits"].sum()
    most = hits.idxmax()
    _save(
        charts.heat(table, label="topic", axis="year of the event (n = items)"),
        name,
        table,
        "Topics by year of the event. Colour: hits per 1,000 running words, not drawn below 100 "
        f"words; number: hits of terms of topics.tsv. {facts.n}. {CLEANED}",
        f"A heat map of {len(hits)} topics by year; {most} has the most hits, {hits[most]:g}.",
    )
    return ""


def _draw_topic_terms(corpus: Corpus, facts: Facts, name: str) -> str:
    hits = topic_hits(corpus)
    if not len(hits):
        return "no term of topics.tsv occurs"
    if not facts.years:
        return "no item has a certain year"
    counts = hits.groupby("term").size().rename("hits").reset_index()
    ranked = counts.sort_values(["hits", "term"], ascending=[False, True])
    terms = list(ranked["term"].head(MAX_SERIES))
    table = series(corpus, hits[hits["term"].isin(terms)], label="term", names=terms)
    axes = charts.trend(
        table,
        composition(corpus),
        label="term",
        unit="hits per 1,000 words",
        axis="year of the event",
    )
    _save(
        axes,
        name,
        table,
        "The topic terms with the most hits, by year of the event. "
        f"{count(len(terms), 'terms')}, hits "
        "per 1,000 words, none below 100 words; below, the items of each outlet. "
        f"{facts.n}. {finding(changes(table))}",
        f"Marks for {count(len(terms), 'terms')} in each year: filled with an interval, hollow "
        "without one.",
        value="value",
    )
    return ""


def _draw_chronology(corpus: Corpus, facts: Facts, name: str) -> str:
    events = chronology(corpus)
    dated = events[events["edtf"] != ""]
    if not len(dated):
        return "no item has a date"
    shown = events if len(events) <= MAX_EVENTS else dated.tail(MAX_EVENTS)
    drawn = marks(shown)
    years = int(drawn["first"].min().year), int(drawn["last"].max().year)
    which = f"{count(len(events), 'items')}"
    if len(shown) < len(events):
        which = f"The latest {len(shown)} of {len(dated)} dated items, of {len(events)} in all"
    _save(
        charts.timeline(drawn, years=years),
        name,
        drawn,
        f"Chronology of the items. {which}, {_between(*years)}. Filled: the day is known. White "
        "core: identified with a recorded meeting or call. Hollow: possible. Right: date as EDTF, "
        "how it is known, and the first of the words it rests on.",
        f"Rows of {len(shown)} items against a time scale.",
        value="edtf",
    )
    return ""


# Figure → what draws it, or says why it can't.
FIGURES: dict[str, Callable[[Corpus, Facts, str], str]] = {
    "01-composition": _draw_composition,
    "01-ledger": _draw_ledger,
    "03-words-overall": _draw_words,
    "03-words-by-year": _draw_words_by_year,
    "03-hashtags": _draw_hashtags,
    "04-topics-by-year": _draw_topics,
    "04-topic-terms": _draw_topic_terms,
    "05-chronology": _draw_chronology,
}
QUESTIONS = {
    "01": "What is in the documents, and what is left when the page furniture is gone?",
    "02": "When is it said to have happened, and how is that known?",
    "03": "Which words are used most?",
    "04": "What are the texts about?",
    "05": "On which days do the texts place what they report?",
}


def _save(
    ax: Axes, name: str, data: pd.DataFrame, caption: str, alt: str, *, value: str = "hits"
) -> None:
    figure = ax.get_figure(root=True)
    assert figure is not None
    save(figure, name, data, caption, alt, value=value)


def _facts(corpus: Corpus) -> Facts:
    table = composition(corpus)
    known = table.loc[table["items"] > 0, "year"].dropna()
    years = ""
    if len(known):
        years = f", {_between(known.min(), known.max())}"
    undated = int(table.loc[table["year"].isna(), "items"].sum())
    return Facts(int(table["items"].sum()), years, undated)


def _answers(corpus: Corpus, facts: Facts) -> dict[str, str]:
    """Answer every question with what was counted, and no more."""
    items, read = corpus.items, corpus.documents[corpus.documents["error"] == ""]
    scraped = sum(len(raw.split()) for raw in items["raw"])
    statuses = items["event_status"].value_counts()
    said = ", ".join(f"{n} {status}" for status, n in sorted(statuses.items()))
    top = dispersion(corpus, lemmatize=True).head(3)
    words = ", ".join(
        f"{_short(term)} ({count(hits, 'hits')})"
        for term, hits in zip(top["term"], top["hits"], strict=True)
    )
    topics = topic_hits(corpus)["topic"].value_counts()
    ranked = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    about = ", ".join(f"{topic} ({count(hits, 'hits')})" for topic, hits in ranked)
    dated = items[items["event_from"].notna()]
    span = "No item has a date."
    if len(dated):
        first, last = dated["event_from"].min(), dated["event_to"].max()
        span = (
            f"{len(dated)} of {count(len(items), 'items')} have a date; their possible days run "
            f"from {first.date()} to {last.date()}."
        )
    return {
        "01": f"{count(len(read), 'documents')}, {count(len(items), 'items')}. Of "
        f"{count(scraped, 'words')} as scraped, {items['n_words'].sum():,} are kept.",
        "02": f"Of {count(len(items), 'items')}: {said or 'none'}. No date is completed from a "
        "clock or from the nearest year in sight.",
        "03": f"Most frequent: {words}." if words else "No words are left to count.",
        "04": f"Most hits of the lexicon: {about}." if about else "No topic of the lexicon occurs.",
        "05": span,
    }


def _title(corpus: Corpus) -> str:
    read = corpus.documents[corpus.documents["error"] == ""]
    return f"Report on {count(len(read), 'documents')}: what was counted, and from which words"


def _between(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else f"{first}"


def _short(text: str) -> str:
    return charts.legible(text, MAX_LABEL)
