"""A corpus shows itself: six lines in a terminal, a small table in a notebook."""

import re
from dataclasses import replace

from analysis import load_corpus


def test_the_seeds_in_six_lines(corpus):
    """3,029 of 4,188 words are kept; the dates are those of the gold."""
    assert repr(corpus).split("\n") == [
        "files     5",
        "items     10 (4 articles, 1 placeholder, 5 posts), 2020–2024",
        "outlets   5 (Russian MFA (Telegram), Big Asia, Dainik Savera Times, UNN, "
        "News site (teleSUR style))",
        "words     3,029 kept, 1,159 removed",
        "dates     2 derived, 2 identified, 1 ruled, 4 stated, 1 undated",
        "published 8 derived, 1 stated, 1 undated",
    ]


def test_the_notebook_shows_the_same_facts(corpus):
    """Without its tags the table is the six lines."""
    words = re.sub(r"<[^>]+>", " ", corpus._repr_html_()).split()
    assert words[1:] == repr(corpus).split()


def test_the_years_are_those_of_the_publication_where_nothing_is_told(tmp_path):
    """A table whose dates are known is not said to have none."""
    (tmp_path / "a.csv").write_text("text,date\nTalks held,2019-05-02\nGas,2021-01-01\n", "utf-8")
    assert (
        repr(load_corpus(tmp_path / "a.csv")).split("\n")[1] == "items     2 (2 posts), 2019–2021"
    )


def test_an_empty_corpus_has_a_card(read):
    """No items, no dates, and a file that could not be read."""
    assert repr(read(empty="")).split("\n")[1] == "items     0, no dates"
    corpus = read(empty="", bad=b"\xff")
    assert repr(corpus).startswith("files     2, 1 not read\n")
    assert repr(corpus).endswith("dates     none\npublished none")
    assert corpus._repr_html_().startswith("<table>")


def test_hostile_outlets_stay_text(read):
    """Markup is escaped, what moves a cursor or turns the line is shown, a long name is cut."""
    corpus = read(
        a="Forwarded from <img src=x onerror=alert(1)>\nx\n"
        "Forwarded from A\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}B\nx\n"
    )
    page = corpus._repr_html_()
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    for shown in (page, repr(corpus)):
        assert "\\x1b[2J\\u202eB" in shown
        assert "\x1b" not in shown
    items = corpus.items.assign(outlet=["O" * 10**6, ""])
    assert len(replace(corpus, items=items)._repr_html_()) < 1_000


def test_many_outlets_are_counted(corpus):
    """Five are named, those with most items first."""
    items = corpus.items.assign(outlet=[*"aabcdefghi"])
    line = repr(replace(corpus, items=items)).split("\n")[2]
    assert line == "outlets   9 (a, b, c, d, e, 4 more)"
