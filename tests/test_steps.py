"""Twice as much hostile text is at most 2.3 times the work, counted in steps and not by a clock."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from blowup import STAGES, UNITS, hostile

from analysis import load_corpus
from analysis.reading.sources.files import Text
from analysis.reading.sources.tables import read_table
from analysis.tables import InputError

ROOT = str(Path(__file__).parents[1] / "analysis")
GROWTH = 2.3
COLUMNS = {"text": "text", "date": "", "outlet": "", "id": ""}
FEW = 200  # a difference of so few steps is noise: what a first call prepares


def steps(stage, text):
    """Return how many lines of the package one call runs, iterations of generators counted too."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if not frame.f_code.co_filename.startswith(ROOT):
            return None
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        stage(text)
    finally:
        sys.settrace(before)
    return count


def growth(stage, make, size):
    """Return how the work added by doubling grows: 2 if it is linear, 4 if it is quadratic."""
    stage(make(size // 4))
    one, two, four = (steps(stage, make(k * size)) for k in (1, 2, 4))
    return (four - two) / max(two - one, FEW)


@pytest.mark.parametrize("name", ["cleaning of an article", "dating"])
def test_cleaning_and_dating_are_linear_in_hostile_text(name):
    """Every repeated unit of `blowup.UNITS`."""
    grown = {
        unit: growth(STAGES[name], lambda n, unit=unit: hostile(unit, n), 600) for unit in UNITS
    }
    assert {unit: by for unit, by in grown.items() if by > GROWTH} == {}


@pytest.mark.parametrize("unit", ["reports", "lines", "headers", "dates"])
def test_the_whole_way_is_linear_in_hostile_text(unit):
    """From file to words, topics, names, voices and search."""
    assert growth(STAGES["verbs"], lambda n: hostile(unit, n), 500) <= GROWTH


def read(text, ending):
    """Read a table, or find why it is none."""
    with suppress(InputError):
        read_table(Text(Path("a"), text, "utf-8", "", ""), ending, COLUMNS)


def names(n):
    return [f"c{k}" for k in range(n)]


READERS = {
    "many columns": (lambda n: ",".join(["text", *names(n)]) + "\n" + "," * n, ".csv"),
    "a column twice": (lambda n: ",".join(["text", *names(n), "text"]) + "\n", ".csv"),
    "other keys in each row": (
        lambda n: "".join(json.dumps({"text": "a", name: 1}) + "\n" for name in names(n)),
        ".jsonl",
    ),
}


@pytest.mark.parametrize(("make", "ending"), READERS.values(), ids=READERS)
def test_tables_of_odd_shape_have_a_cap_and_are_linear_above_it(make, ending):
    """Many columns; a name that stands there twice; new keys in every line: a square of cells."""
    assert growth(lambda text: read(text, ending), make, 2_000) <= GROWTH
    with pytest.raises(InputError, match=r"1,0\d\d columns are over the cap of 1,000"):
        read_table(Text(Path("a"), make(1_001), "utf-8", "", ""), ending, COLUMNS)


def test_a_page_called_messages99999_claims_no_million_missing_files(tmp_path):
    """The gap is one error, whatever its size."""
    page = '<div class="history"><div class="message" id="message1"></div></div>'
    (tmp_path / "messages.html").write_text(page)
    (tmp_path / "messages99999.html").write_text(page.replace("message1", "message2"))
    errors = load_corpus(tmp_path).documents["error"]
    assert len(errors) == 103  # both files, 100 names, and the rest in one
