"""Lexicons are read strictly: an error names file and line."""

import ast
from pathlib import Path

import pytest

import analysis
from analysis import lexicons
from analysis.lexicons import Lexicons
from analysis.lexicons.terms import _counted_form
from analysis.tables import InputError

HEADERS = {
    "boilerplate": "pattern\tlabel\tscope\texample\tnote\tsource",
    "stopwords": "word\tlanguage\tlist\tsource",
    "aliases": "form\tterm\tnote",
    "topics": "topic\tterm\tmatch\tnote",
}
READERS = {
    "boilerplate": lexicons.boilerplate,
    "stopwords": lambda own: lexicons.stopwords(lexicons=own),
    "aliases": lexicons.aliases,
    "topics": lambda own: lexicons.entries("topics", own),
    "events": lexicons.events,
}
EVENTS = "id,label,start,end,relation,aliases,class,source,note"
RULINGS = "sha256,position,target,chosen,reason,source"
HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("reader", "row", "problem"),
    [
        ("boilerplate", "abc\tcredit\tline\tabc\tnote", "5 cells instead of 6"),
        ("boilerplate", "abc\tcredits\tline\tabc\tnote\tsource", "label 'credits' is unknown"),
        ("boilerplate", "abc\tcredit\tpage\tabc\tnote\tsource", "scope 'page' is unknown"),
        ("boilerplate", "(abc\tcredit\tline\tabc\tnote\tsource", "does not compile"),
        ("boilerplate", "(abc)\tcredit\tline\tabc\tnote\tsource", "capturing group"),
        ("boilerplate", "a*\tcredit\tline\ta\tnote\tsource", "matches the empty string"),
        ("boilerplate", "abc\tcredit\tline\tabc\t\tsource", "note is empty"),
        ("boilerplate", "abc \tcredit\tline\tabc\tnote\tsource", "white space around pattern"),
        ("boilerplate", "abc\tcredit\tline\tabcd\tnote\tsource", "does not match 'abcd'"),
        ("stopwords", "The\ten\tfunction\town list", "has capitals"),
        ("stopwords", "the\tde\tfunction\town list", "language 'de' is unknown"),
        ("stopwords", "of course\ten\tproject\town list", "not one lower-case word"),
        ("aliases", "kiev\tKyiv\tspelling", "not one lower-case word"),
        ("aliases", "Kiev\tkyiv\tspelling", "not one lower-case word"),
        ("aliases", "U K\tuk\tspelling", "not one lower-case word"),
        ("aliases", "kiew\tKIEW\tspelling", "not one lower-case word"),
        ("topics", "Trade\ttrade deal\tword\t", "is no word"),
        ("topics", "Trade\ttrade\tphrase\t", "is no phrase"),
        ("topics", "Trade\ttrad*\tword\t", "is no word"),
        ("topics", "Trade\ttr\tprefix\t", "too short"),
        ("topics", "Trade\ttrade\tregex\t", "match 'regex' is unknown"),
        ("topics", "", "1 cells instead of 4"),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(tmp_path, reader, row, problem):
    """Whoever edits a lexicon learns where and what to mend."""
    path = tmp_path / f"{reader}.tsv"
    path.write_text(f"{HEADERS[reader]}\n{row}" + "\n" * (row == ""), encoding="utf-8")
    with pytest.raises(InputError, match=problem) as caught:
        READERS[reader](Lexicons.of(tmp_path))
    assert str(caught.value).startswith(f"{path}:2: ")


def test_a_lexicon_that_a_spreadsheet_or_an_editor_saved_is_read(tmp_path):
    """Behind a byte order mark, and with the apostrophe that word processors write."""
    (tmp_path / "a.txt").write_text("п’ять і п'ять, сім’я.\n", "utf-8")
    rows = f"{HEADERS['stopwords']}\nп’ять\tuk\tproject\town list\n"
    (tmp_path / "stopwords.tsv").write_text(rows, "utf-8-sig")
    rows = f"{HEADERS['aliases']}\nсім’я\tродина\tsynonym\nUN\tunited\tacronym\n"
    (tmp_path / "aliases.tsv").write_text(rows, "utf-8-sig")
    corpus = analysis.load_corpus(tmp_path)
    assert list(analysis.count_terms(corpus)["term"]) == ["родина"]
    assert lexicons.aliases(corpus.lexicons)["UN"] == "united"


def test_a_malformed_lexicon_is_refused_when_documents_are_read(tmp_path):
    """Before hours of work, and not at the first count."""
    (tmp_path / "a.txt").write_text("Talks.\n", "utf-8")
    (tmp_path / "topics.tsv").write_text("topic\tterm\nTrade\tgas\n", "utf-8")
    with pytest.raises(InputError, match=r"topics\.tsv:1: the header must be"):
        analysis.load_corpus(tmp_path)


def rulings(folder):
    path = folder / "events.csv"
    return lexicons.read_rulings(path, path.read_text("utf-8"))


def calendar(folder):
    return lexicons.events(Lexicons.of(folder))


@pytest.mark.parametrize(
    ("read", "rows", "line", "problem"),
    [
        (
            calendar,
            f"{EVENTS}\na,A,2024-01-02,2024-01-01,after,x,context,s,",
            2,
            "before start",
        ),
        (calendar, f"{EVENTS}\na,A,2024-01-02,,after,x,context,s,", 2, "end is empty"),
        (calendar, f"{EVENTS}\na,A,2024-13-02,,tenure,x,context,s,", 2, "is no day"),
        (calendar, f"{EVENTS}\na,A,2024-01-02,,tenure,x|*,context,s,", 2, "nothing in part"),
        (calendar, f"{EVENTS}\na,A,2024-01-02,,tenure,x|,context,s,", 2, "nothing in part"),
        (calendar, f"{EVENTS}\na,A,2024-01-02,,near,x,context,s,", 2, "relation 'near'"),
        (calendar, f"{EVENTS}\na,A,2024-01-02,,tenure,x,context,s", 2, "8 cells"),
        (calendar, f"{EVENTS}\n" + "a,A,2024-01-02,,tenure,x,context,s,\n" * 2, 3, "twice"),
        (rulings, f"{RULINGS}\n{HASH},1,event,2024,r,s", 2, "is no day"),
        (rulings, f"{RULINGS}\n{HASH},1,publication,2024-01-01,r,s", 2, "target 'pub"),
        (rulings, f"{RULINGS}\n{HASH[1:]},1,event,2024-01-01,r,s", 2, "sha256 '12"),
        (rulings, f"{RULINGS}\n{HASH},0,event,2024-01-01,r,s", 2, "position '0'"),
        (rulings, f"{RULINGS}\n{HASH},1,event,2024-01-01,,s", 2, "reason is empty"),
        (rulings, f"{RULINGS}\n" + f"{HASH},1,event,2024-01-01,r,s\n" * 2, 3, "a second ruling"),
        (rulings, 'item,target\n"', 1, "the header must be"),
    ],
)
def test_a_malformed_event_or_ruling_is_named(tmp_path, read, rows, line, problem):
    """Dates that end before they start, aliases that match anything, days that are none."""
    path = tmp_path / "events.csv"
    path.write_text(rows + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=problem) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_no_module_binds_a_constant_twice():
    """What stands in a module twice was pasted by mistake, or the first is dead."""
    for path in sorted(Path(analysis.__file__).parent.rglob("*.py")):
        bound = [
            target.id
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        ]
        twice = {name for name in bound if bound.count(name) > 1}
        assert not twice, f"{path}: {', '.join(sorted(twice))}"


def test_a_term_stands_in_one_topic_only(tmp_path):
    """Otherwise one mark would be counted twice."""
    path = tmp_path / "topics.tsv"
    rows = "A\ttrade\tword\t\nB\tTrade\tword\t\n"
    path.write_text(f"# replace\n{HEADERS['topics']}\n{rows}", "utf-8")
    with pytest.raises(InputError, match=r"topics\.tsv:4: 'Trade' also stands under 'A'"):
        lexicons.entries("topics", Lexicons.of(tmp_path))


def test_aliases_have_no_chains(tmp_path):
    """A form points to the term that is counted, not to another form."""
    path = tmp_path / "aliases.tsv"
    path.write_text("form\tterm\tnote\na\tb\tx\nb\tc\tx\n", "utf-8")
    with pytest.raises(InputError, match="itself a form"):
        lexicons.aliases(Lexicons.of(tmp_path))


def test_a_lexicon_that_went_missing_is_named(tmp_path, monkeypatch):
    """One of the package's own."""
    monkeypatch.setattr(lexicons.rows, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=r"aliases\.tsv: no such lexicon"):
        lexicons.aliases.__wrapped__()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("month.en\t1\tjan(?:uary)?\tFeb 9", "the forms do not match 'Feb 9'"),
        ("month.en\t1\tjan", "3 cells instead of 4"),
    ],
)
def test_a_malformed_row_of_the_words_of_dates_is_named(tmp_path, monkeypatch, row, problem):
    """Every pattern has to match the example beside it."""
    (tmp_path / "dates.tsv").write_text(f"cue\tvalue\tforms\texample\n{row}\n", "utf-8")
    monkeypatch.setattr(lexicons.terms, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=rf"dates\.tsv:2: {problem}"):
        lexicons.terms.date_words.__wrapped__()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"form\tterm", ":1: the header"),
        (b"\xff", "byte 0 is not UTF-8"),
    ],
)
def test_an_unusable_file_is_named(tmp_path, content, problem):
    """Another header, another encoding."""
    (tmp_path / "aliases.tsv").write_bytes(content)
    with pytest.raises(InputError, match=problem):
        lexicons.aliases(Lexicons.of(tmp_path))


def test_the_lexicons_in_use_are_sound():
    """About a dozen topics with enough terms each, about 180 English function words, no content."""
    topics = [entry.group for entry in lexicons.entries("topics")]
    counts = {topic: topics.count(topic) for topic in dict.fromkeys(topics)}
    assert 12 <= len(counts) <= 16
    assert min(counts.values()) >= 30
    function = lexicons.stopwords("function", language="en")
    assert 160 <= len(function) <= 200
    assert function.isdisjoint({"state", "states", "world", "work", "new", "years", "million"})
    aliases = lexicons.aliases()
    assert aliases["tokáyev"] == aliases["tokaev"] == "tokayev"
    assert (aliases["ostc"], aliases["sergei"]) == ("csto", "sergey")


def test_only_capitals_match_an_acronym():
    """US is a country, us a pronoun."""
    acronyms = {e.term for e in lexicons.entries("topics") if e.is_acronym}
    assert {"US", "UN"} <= acronyms


def test_the_examples_beside_the_readers():
    """A line of furniture finds its label; spelling variants are compared as one."""
    rules = lexicons.boilerplate()
    assert rules.rules[rules.line.fullmatch("Read in full").lastgroup][0] == "read_more"
    assert _counted_form("Sergei Lavrov") == ("sergey", "lavrov")
