"""Any folder of documents gets its figures and its report, whole or not at all."""

import os
import shutil
import subprocess
import sys
from datetime import date

import pytest
from conftest import ROOT
from inspection import faults
from pages import problems, read_page

from analysis import load_corpus
from analysis.__main__ import main
from analysis.showing import figures
from analysis.showing.figures import REPORTED as FIGURES
from analysis.showing.figures.facts import CannotDraw, choose_unit
from analysis.showing.pages import report
from analysis.showing.pages.report import _draw_all, report_on
from analysis.showing.rendering import find_marks
from analysis.showing.settings import Export, exporting
from analysis.tables import InputError

ARTICLE = "Ministers meet in Beijing\n\nOn April 9, 2024, the ministers met and discussed talks.\n"
UNDATED = "Ministers meet\n\nThe ministers met and discussed strategic cooperation.\n"
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> $x$ {{ 7*7 }}\n\n"
    "On April 9, 2024, ministers met in 北京 \N{RIGHT-TO-LEFT OVERRIDE}drawkcab 🇷🇺 \0 \x1b[31m.\n"
    "Ministers of <b>China</b> said: $\\frac{a}{b}$ \"'><svg onload=alert(1)> #<tag> #Talks\n"
    + 10**6 * "x"
    + "\nLast words.\n"
)


def write(folder, **files):
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    return folder


def drawn(folder):
    return {path.name.removesuffix(".caption.txt") for path in folder.glob("*.caption.txt")}


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    """Return documents and report of one article, made once: to be copied, not changed."""
    place = tmp_path_factory.mktemp("article")
    notes = report_on(write(place / "in", a=ARTICLE), place / "out")
    return place, notes


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_short_article_gets_what_can_be_drawn(article):
    """Seven words and a date: no second text, no topic of the lexicon, and the report says so."""
    tmp_path, (errors, notes) = article
    assert errors == []
    assert drawn(tmp_path / "out") == {
        "01-composition",
        "01-ledger",
        "03-words-overall",
        "03-words-by-year",
        "05-chronology",
    }
    assert notes[:3] == [
        "03-formulas is not drawn: no two texts share three words side by side.",
        "04-topics-by-text is not drawn: it shows 2 to 24 texts, not 1 text.",
        "04-topics-by-year is not drawn: no term of topics.tsv occurs.",
    ]
    assert notes[3] == "04-topic-terms is not drawn: no term of topics.tsv occurs."
    assert notes[4].startswith("04-discovered-topics is not drawn: too little text to discover 10 ")
    assert len(notes) == 5
    page = read_page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert problems(page) == []
    assert all(note in page.text for note in notes)


def test_an_undatable_article_has_no_chronology(tmp_path):
    """Words and topics are counted; nothing is put into a year."""
    _, notes = report_on(write(tmp_path / "in", a=UNDATED), tmp_path / "out")
    assert "05-chronology is not drawn: no item has a date." in notes
    assert "03-words-by-year is not drawn: no item has a certain year." in notes
    assert {"03-words-overall", "04-topics-by-year"} <= drawn(tmp_path / "out")
    page = read_page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert problems(page) == []


def test_blank_files_give_a_report_without_figures(tmp_path):
    """Nothing to draw is said, not an error."""
    _, notes = report_on(write(tmp_path / "in", a="", b=" \n"), tmp_path / "out")
    assert len(notes) == len(FIGURES) - len(drawn(tmp_path / "out"))
    page = read_page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert problems(page) == []
    assert "2 documents" in page.find("h1")[0].text


def test_an_empty_folder_is_an_error(tmp_path):
    """It says what to do."""
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="folder; put text files, tables or an export into it"):
        report_on(tmp_path / "in", tmp_path / "out")


def test_a_hostile_document_shows_as_text(tmp_path):
    """Markup, templates, formulas, controls, emoji and a line of a million letters."""
    report_on(write(tmp_path / "in", **{"a <b>'\"&": HOSTILE}), tmp_path / "out")
    html = (tmp_path / "out" / "report.html").read_text("utf-8")
    page = read_page(html)
    assert problems(page) == []
    (article,) = page.find("article")
    for shown in (
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "$x$",
        "␀",
        "␛[31m",
        "‹U+202E›",
        "北京",
    ):
        assert shown in article.text
    assert "Last words." in article.text
    assert "995,001 more characters" in article.text
    assert len(html) < 2**20
    for svg in (tmp_path / "out").glob("*.svg"):
        assert "<script" not in svg.read_text("utf-8")


def test_a_large_folder_is_cut_and_says_so(tmp_path, monkeypatch):
    """Sixty dated posts of thirty outlets with lower caps: every cut is stated."""
    monkeypatch.setattr(figures.corpus, "MAX_SPANS", 50)
    posts = [
        f"Forwarded from Channel {n % 30}\nTalks {n}\nOn May {1 + n % 28}, 2024, China and Russia "
        f"spoke of cooperation, number {n}. #Talks\n"
        for n in range(60)
    ]
    report_on(write(tmp_path / "in", a="".join(posts)), tmp_path / "out")
    captions = {p.name: p.read_text("utf-8") for p in (tmp_path / "out").glob("*.caption.txt")}
    assert "The 20 outlets with the most items, of 30" in captions["01-composition.caption.txt"]
    assert (
        "of 1 file, n = 60 items, of the 20 largest of 30 outlets"
        in captions["01-ledger.caption.txt"]
    )
    assert "by outlet and week of the event" in captions["05-chronology.caption.txt"]
    page = read_page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert problems(page) == []
    assert len(page.find("article")) == 60


def test_a_caption_names_the_periods_of_a_single_outlet(corpus, read):
    """The reader of counts by year sees that a year is one outlet's; of one outlet all are."""
    texts = corpus.items[corpus.items["kind"] != "placeholder"]
    outlets = texts.groupby(texts["event_edtf"].str.extract(r"(\d{4})")[0])["outlet"].unique()
    named = [f"{year} ({own[0]})" for year, own in outlets.items() if len(own) == 1]
    assert f" Of one outlet alone: {', '.join(named)}." in figures.topics_by_year(corpus).caption
    assert "alone" not in figures.frequent_words_by_year(read(a=ARTICLE)).caption


def test_documents_dated_by_publication_alone_have_a_chronology(tmp_path):
    """As the figures by period have; the days with most items are named if there are some."""
    rows = "".join(f"Ministers spoke of trade and item{n}.,2024-05-{n:02}\n" for n in range(1, 9))
    (tmp_path / "posts.csv").write_text(f"text,date\n{rows}", "utf-8")
    figure = figures.events(load_corpus(tmp_path / "posts.csv"))
    assert figure.caption.startswith("Chronology of the items, by outlet and week of publication")
    assert "Below" not in figure.caption
    with pytest.raises(CannotDraw, match="no item has a date"):
        figures.events(load_corpus(write(tmp_path / "in", a=UNDATED)))


def test_topic_terms_without_a_rate_are_not_drawn(read):
    """Of fewer than 100 words none is told, and empty axes tell nothing."""
    with pytest.raises(CannotDraw, match="no period has 100 words"):
        figures.topic_terms(read(a=f"{ARTICLE}They spoke of trade.\n"))


def test_a_caption_describes_cells_or_lines(corpus, tmp_path):
    """Of few years there are cells with numbers, of many quarters lines without."""
    assert "Number: hits; colour: the rate" in figures.topics_by_year(corpus).caption
    days = [f"20{20 + n // 12}-{n % 12 + 1:02}-03" for n in range(60)] * 5
    rows = "".join(f"{'They spoke of trade. ' * 30},{day}\n" for day in days)
    (tmp_path / "posts.csv").write_text(f"text,date\n{rows}", "utf-8")
    caption = figures.topics_by_year(load_corpus(tmp_path / "posts.csv")).caption
    assert "A mark: the rate, none below 100 words; hatched: no item." in caption
    assert "colour" not in caption


def test_a_file_is_named_with_the_share_that_was_kept(read):
    """Of 100 characters the first 23, a line that names the channel, are left out."""
    post = "Forwarded from Channel\n" + "Ministers met in Beijing.".ljust(76, "!") + "\n"
    (label,) = figures.kept_text(read(a=post)).axes.get_yticklabels()
    assert (len(post), label.get_text()) == (100, "a · 77 %")


def test_a_folder_that_cannot_be_written_is_named_before_anything_is_read(tmp_path, monkeypatch):
    """Here a file stands where the folder should be."""
    monkeypatch.setattr(report, "load_corpus", lambda path: pytest.fail("was read"))
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(InputError, match=r"out: cannot be written \(.*\); check the folder"):
        report_on(write(tmp_path / "in", a=ARTICLE), tmp_path / "out")


def test_the_report_does_not_go_among_its_documents(tmp_path):
    """Its captions would be read as documents the next time."""
    folder = write(tmp_path / "in", a=ARTICLE)
    for out in (folder, folder / "report", folder / "x" / ".." / "y"):
        with pytest.raises(InputError, match="lies among the documents"):
            report_on(folder, out)
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_an_interrupted_export_leaves_the_previous_set(tmp_path, monkeypatch, article):
    """Whatever fails, and even when the user stops it: same files, same bytes."""
    shutil.copytree(article[0] / "out", tmp_path / "out")
    before = contents(tmp_path / "out")

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(report, "build_report", stop)
    with pytest.raises(KeyboardInterrupt):
        report_on(write(tmp_path / "other", a=UNDATED), tmp_path / "out")
    assert contents(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform != "linux", reason="figures are saved one after the other")
def test_figures_saved_beside_the_counting_are_the_same(tmp_path, monkeypatch, article):
    """A large corpus is drawn in two processes: the same bytes, and a failure says why."""
    folder = article[0] / "in"
    shutil.copytree(article[0] / "out", tmp_path / "one")
    monkeypatch.setattr(report, "MANY", 0)
    report_on(folder, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")

    def fail(figure):
        raise InputError(f"{figure.name}: no space left")

    monkeypatch.setattr(report.export, "save_figure", fail)
    with pytest.raises(InputError, match="01-composition: no space left"):
        report_on(folder, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_figures_that_are_no_longer_drawn_go_away(tmp_path, article):
    """Those of the standard set only; a reader's own file stays."""
    shutil.copytree(article[0] / "out", tmp_path / "out")
    (tmp_path / "out" / "05-my-notes.txt").write_text("mine")
    report_on(write(tmp_path / "other", a=UNDATED), tmp_path / "out")
    assert "05-chronology" not in drawn(tmp_path / "out")
    assert not list((tmp_path / "out").glob("05-chronology.*"))
    assert (tmp_path / "out" / "05-my-notes.txt").read_text() == "mine"


def test_every_standard_figure_can_be_drawn(tmp_path):
    """On the seeds none is missing, and every section has its answer."""
    sections = _draw_all(load_corpus(ROOT / "seeds"), tmp_path)
    assert drawn(tmp_path) == set(FIGURES) - {"04-discovered-topics"}
    assert [len(section.notes) for section in sections] == [0, 0, 0, 1, 0]
    assert sections[0].answer.startswith("5 documents, 10 items. Of 4,188 words as scraped, 3,029")
    assert (
        sections[2].answer == "Most frequent: china (51 hits), russia (37 hits), country (32 hits)."
    )


def test_two_runs_give_the_same_bytes(tmp_path, article):
    """Whatever the hash seed, locale, time zone, and a matplotlibrc that changes everything."""
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    surroundings = {"PYTHONHASHSEED": "7", "LC_ALL": "ru_RU", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-m", "analysis", "report", str(article[0] / "in"), "--out", "out"]
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert contents(tmp_path / "out") == contents(article[0] / "out")
    assert len(contents(tmp_path / "out")) > 30


def test_the_command_line_says_where_the_report_is(tmp_path, capsys):
    """And what was not drawn; a file that cannot be read is one line and exit status 1."""
    folder = write(tmp_path / "in", a=ARTICLE)
    (folder / "bad.txt").write_bytes(b"\xff\xfe\xfa")
    assert main(["report", str(folder), "--out", str(tmp_path / "out")]) == 1
    out, err = capsys.readouterr()
    page = tmp_path / "out" / "report.html"
    assert out.splitlines()[-1] == f"report in {page}: {page.as_uri()}"
    assert "03-formulas is not drawn" in out
    assert err.startswith(f"error: {folder / 'bad.txt'}: ")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Not read: 1 file." in page
    assert str(tmp_path) not in page


def test_other_documents_need_a_folder_for_their_report(tmp_path, capsys):
    """Nothing is written where nobody asked for it."""
    assert main(["report", str(write(tmp_path / "in", a=ARTICLE))]) == 1
    assert "give a folder for the report with --out DIR" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "last", "items", "unit"),
    [
        (date(2025, 12, 10), date(2026, 3, 9), 169, "week"),
        (date(2020, 11, 18), date(2024, 10, 3), 9, "year"),
    ],
)
def test_the_unit_suits_the_span_and_the_number_of_items(first, last, items, unit):
    """Weeks of a busy winter hold enough items; of nine in five years not even years do."""
    assert choose_unit(first, last, items) == unit


SHOWN = sorted(set(figures.__all__) - {"REPORTED", "CannotDraw", "discovered_topics"})
WORDS = {
    "words_by_year": (["cooperation", "strategic"],),
    "dispersion_strips": (["cooperation", "strategic partnership"],),
    "concordance_lines": ("partnership",),
    "collocates": ("cooperation",),
    "passport": ("cooperation",),
}
PERIODS = {"passport": {"higher": 2023, "lower": 2022}}


@pytest.mark.parametrize("width", [None, 85.0])
@pytest.mark.parametrize("name", SHOWN)
def test_no_figure_is_cut_at_its_edge(corpus, tmp_path, name, width):
    """Every text ends inside the picture and beside the others; at its edge is only paper."""
    with exporting(Export(tmp_path, width_mm=width)):
        figure = getattr(figures, name)(corpus, *WORDS.get(name, ()), **PERIODS.get(name, {}))
    assert faults(figure.axes.get_figure(root=True)) == []


# Figure → the column of its table that names the row a mark stands in.
ROWS = {"topics_by_voice": "topic", "topics_by_year": "topic", "topics_by_text": "topic"}
ROWS |= {"formulas": "formula", "composition": "outlet"}


@pytest.mark.parametrize("name", ROWS)
def test_a_mark_stands_where_its_row_of_the_table_says(corpus, name):
    """So that what it leads to are its own passages, whatever order the table was made in."""
    figure = getattr(figures, name)(corpus)
    axes = figure.axes
    drawn = axes.get_figure(root=True)
    drawn.draw_without_rendering()
    labels = [label.get_text() for label in axes.get_yticklabels()]
    marks = find_marks(drawn)
    assert len(marks) > 5
    for row, (artist, *_) in marks.items():
        box = artist.get_window_extent()
        _, y = axes.transData.inverted().transform((box.x0, (box.y0 + box.y1) / 2))
        assert labels[round(y)] == figure.table.loc[row, ROWS[name]]
