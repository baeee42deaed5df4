"""The seed documents are exactly those that were collected."""

import csv
import hashlib

from conftest import ROOT

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
