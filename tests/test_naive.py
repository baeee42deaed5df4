"""A slow reader that was written apart agrees on the ledger, character by character."""

import pytest
from conftest import ROOT
from hypothesis import given
from naive import label_post
from strategies import texts

from analysis.reading.cleaning import label_spans
from analysis.reading.sources.items import split_items


def ledger(raw):
    return [span.label for span in label_spans(raw, "post") for _ in range(span.end - span.start)]


def agree(raw):
    """Compare; of a headline's copy with another name behind it only that it is a repeat."""
    for mine, other in zip(ledger(raw), label_post(raw), strict=True):
        assert mine == other or (other == "a repeat" and mine not in ("body", "heading"))


@given(texts())
def test_the_ledger_of_any_post_is_that_of_the_naive_reader(raw):
    """Furniture, blocks, headline with the names behind it, repeats, blank lines."""
    agree(raw)


@pytest.mark.parametrize("name", ["002_4ff66988ac0948f1.txt", "004_9f5848c933a79d71.txt"])
def test_the_ledger_of_the_seeds_is_that_of_the_naive_reader(name):
    """Six posts of a dump with their repeats; an article read as a post."""
    raw = (ROOT / "seeds" / name).read_text("utf-8")
    for item in split_items(raw)[1]:
        agree(item.raw)
