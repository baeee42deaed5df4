"""The seed documents are exactly those that were collected."""

import csv
import hashlib

from conftest import ROOT

import analysis as an

SEEDS = ROOT / "seeds"


def rows():
    with (SEEDS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_names_every_file_with_its_hash():
    """Byte for byte: the sha256 of each document is the one in the manifest."""
    listed = {row["file"]: row["sha256"] for row in rows()}
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.txt")
    }
    assert present == listed
    assert len(listed) == 5


def test_the_manifest_has_the_stated_columns():
    """Columns: file, outlet, kind, language, note, sha256."""
    assert list(rows()[0]) == ["file", "outlet", "kind", "language", "note", "sha256"]


def test_the_readme_speaks_of_every_document():
    """seeds/README.md describes each file by name."""
    text = (SEEDS / "README.md").read_text("utf-8")
    assert all(row["file"] in text and row["outlet"] in text for row in rows())


def test_the_verbs_answer_as_they_did(corpus):
    """Six verbs on the seeds: a change of these numbers needs a reason."""
    assert an.voices(corpus)["voice"].head(2).tolist() == ["chinese", "unattributed"]
    assert an.name_hits(corpus)["name"].head(2).tolist() == ["Wang Yi", "Chinese side"]
    table = an.formulas(corpus)
    shared = table.loc[table["formula"] == "of the two countries", "item_id"]
    assert shared.tolist() == ["000-1", "004-1", "001-1", "003-1", "002-4"]
    parts = (an.words(corpus).where(items=ids) for ids in (["002-6"], ["000-1", "003-1"]))
    row = an.compare(*parts)[["term", "n_target", "n_reference"]].head(1)
    assert row.values.tolist() == [["diplomatic", 3, 0]]
    diverse = an.diversity(corpus)[["windows", "words", "types"]]
    assert diverse.values.tolist() == [[2259, 2979, 836]]
    assert str(an.passport(corpus, "pandemic", higher=2020, lower=2024)) == (
        "pandemic: more frequent in 2020 than in 2024 in 120 of 120 specifications and above 0 % "
        "of 200 exchanges of dates, which is too few to say so."
    )
