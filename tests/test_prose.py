"""Every number in the notebooks' sentences stands in a table or figure beside them."""

import json
import re

import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-5]-*.ipynb"))
WORDS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
NUMBER_OF = {word: n for n, word in enumerate(WORDS.split(), start=2)} | {"twenty": 20}
MAX_CELLS, MAX_LINES = 25, 6
# What is no count: `code`, (Dunning 1993), item 001-1, "quoted words", [links](…), EDTF letters.
NOT_COUNTED = re.compile(
    r"`[^`]*`|\((?:[^()]*\b)?(?:19|20)\d\d\)|\b\d{3}-\d\b|[\"“][^\"”]*[\"”]|\]\([^)]*\)"
    r"|ISO 8601-2|\(0\d\)|notebook 0\d|hundred words"
)
# "About half" is at most two points from a share that is shown.
FRACTIONS = {"half": 50, "a third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25}
FRACTION = re.compile(rf"\b({'|'.join(FRACTIONS)})(?=$|[,.;:\n]| of\b)")
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?|\b(?:" + "|".join(NUMBER_OF) + r")\b", re.I)


def numbers_in(text):
    found = set()
    for word in NUMBER.findall(text):
        plain = word.replace(",", "").rstrip(".")
        found.add(
            float(NUMBER_OF.get(word.lower(), plain)) if word.lower() in NUMBER_OF else float(plain)
        )
    return found


def told(cell):
    """Return what the outputs of a cell say: text, and the tables of the figures they name."""
    parts = ["".join(cell["source"])]
    for output in cell.get("outputs", []):
        text = "".join(output.get("data", {}).get("text/plain", output.get("text", "")))
        parts.append(text)
        for name in re.findall(r"figures/([\w-]+)\.\{", text):
            figure = ROOT / "figures" / name
            parts.append(figure.with_suffix(".csv").read_text("utf-8").replace(",", " "))
            parts.append(figure.with_suffix(".caption.txt").read_text("utf-8"))
    return "\n".join(parts)


def sections(path):
    """Yield each section's sentences and what its cells tell; the opening has all cells."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    everything = "\n".join(told(cell) for cell in cells if cell["cell_type"] == "code")
    heads = [
        n
        for n, cell in enumerate(cells)
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("#")
    ]
    for first, last in zip(heads, [*heads[1:], len(cells)], strict=True):
        part = cells[first:last]
        prose = "\n".join("".join(c["source"]) for c in part if c["cell_type"] == "markdown")
        beside = "\n".join(told(c) for c in part if c["cell_type"] == "code")
        closing = "What this shows" in prose
        yield prose, everything if first == 0 or closing else beside


def near(share, shown):
    return any(abs(share - other) <= 2 for other in shown)


def unsupported(prose, beside):
    """Return the numbers of some sentences that nothing beside them shows."""
    shown = numbers_in(beside)
    shown |= {float(year) for year in re.findall(r"\b((?:19|20)\d\d)-\d\d", beside)}
    said = NOT_COUNTED.sub(" ", prose)
    days = [day for day in DAY.findall(said) if day not in beside]
    shares = [float(share) for share in re.findall(r"([\d.]+) ?%", beside)]
    parts = [part for part in FRACTION.findall(said) if not near(FRACTIONS[part], shares)]
    return days + parts + sorted(n for n in numbers_in(DAY.sub(" ", said)) if n not in shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_number_in_prose_is_shown_beside_it(path):
    missing = [
        (prose.splitlines()[0], unsupported(prose, beside)) for prose, beside in sections(path)
    ]
    assert [pair for pair in missing if pair[1]] == []


def test_a_wrong_number_is_found():
    """In figures and in words; a year in brackets after a name is a source, no count."""
    beside = "term  hits\npeace  1,200\n2020-11-18"
    assert unsupported("1,200 hits in 2020 (Dunning 1993), `x = 7`.", beside) == []
    assert unsupported("1,201 hits in three texts.", beside) == [3.0, 1201.0]
    assert unsupported("About half of them, a third of it.", "kept  49 %") == ["a third"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert len(cells) <= MAX_CELLS
    longest = max(len("".join(c["source"]).splitlines()) for c in cells if c["cell_type"] == "code")
    assert longest <= MAX_LINES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_answer_and_ends_with_its_limits(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert re.match(r"# .+\?\n\n\w", texts[0].replace("*", ""))
    assert "**Counting unit:**" in texts[0]
    assert texts[-1].startswith("## What this shows, and what it does not\n\n")
