"""The tables keep their columns, and the checks fail on broken ledgers."""

import ast
import re
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from ledgers import check_items, check_spans

from analysis import tables
from analysis.tables import ITEMS, SPANS, dates_of, table


def ledger(*spans):
    items = pd.DataFrame({"item_id": ["a-1"], "raw": ["abcdef"]})
    return items, table(SPANS, [("a-1", s, e, label, "", of) for s, e, label, of in spans])


def test_an_empty_table_has_columns_and_dtypes():
    """No rows is still a table others can rely on."""
    assert table(ITEMS, []).dtypes.astype(str).to_dict() == ITEMS


def test_spans_that_tile_pass():
    """[0,3) and [3,6) cover six characters."""
    check_spans(*ledger((0, 3, "body", None), (3, 6, "repeat", 0)))


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([(0, 3, "body", None), (4, 6, "body", None)], "gap"),
        ([(0, 4, "body", None), (3, 6, "body", None)], "gap or overlap"),
        ([(1, 6, "body", None)], "does not start at 0"),
        ([(0, 5, "body", None)], "stop short"),
        ([(0, 6, "bodies", None)], "unregistered label"),
        ([(0, 0, "body", None), (0, 6, "body", None)], "empty span"),
        ([(0, 3, "repeat", 3), (3, 6, "body", None)], "point back"),
        ([(0, 3, "body", None), (3, 6, "repeat", 1)], "not the start of a span"),
    ],
)
def test_spans_that_do_not_tile_fail(spans, problem):
    """Gap, overlap, wrong edge, unknown label or dangling repeat: each is named."""
    with pytest.raises(AssertionError, match=problem):
        check_spans(*ledger(*spans))


def test_item_ids_are_unique(corpus):
    """A second item with the same id is refused."""
    with pytest.raises(AssertionError, match="item_id repeats"):
        check_items(pd.concat([corpus.items, corpus.items.iloc[:1]]))


def test_the_best_date_is_the_event_s_or_else_the_publication_s():
    """The table says which; an open event whose publication is unknown stays what it is."""
    days = {
        "event_edtf": ["2024-05-02", "XXXX-05-02", "XXXX-05-02", ""],
        "event_from": ["2024-05-02", None, None, None],
        "event_to": ["2024-05-02", None, None, None],
        "published_edtf": ["2024-05-03", "2024-06", "", ""],
        "published_from": ["2024-05-03", "2024-06-01", None, None],
        "published_to": ["2024-05-03", "2024-06-30", None, None],
    }
    items = pd.DataFrame(days)
    for name in days:
        if not name.endswith("edtf"):
            items[name] = pd.to_datetime(items[name])
    best = dates_of(items, "best")
    assert best["edtf"].tolist() == ["2024-05-02", "2024-06", "XXXX-05-02", ""]
    assert best["dated_by"].tolist() == ["event", "publication", "event", ""]
    assert best["to"].dt.day.tolist()[:2] == [2, 30]
    assert dates_of(items, "publication")["edtf"].equals(items["published_edtf"].rename("edtf"))
    assert dates_of(items, "event")["dated_by"].tolist() == ["event", "event", "event", ""]


def calls(tree):
    """Yield the name of an error and how many values it is told, for each call that may raise."""
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in ("refuse", "refusal") and not any(isinstance(a, ast.Starred) for a in node.args):
            named, *told = node.args[name == "refuse" :]
            is_row = isinstance(called, ast.Attribute) and called.value.id in ("row", "self")
            if isinstance(named, ast.Constant):
                yield named.value, len(told) + is_row


def test_every_error_has_its_words():
    """Each is used, is told what its places ask for, and says what to do."""
    trees = [
        ast.parse(path.read_text("utf-8")) for path in Path(tables.__file__).parent.rglob("*.py")
    ]
    words = dict(tables.read_tsv("errors.tsv"))
    constants = {n.value for t in trees for n in ast.walk(t) if isinstance(n, ast.Constant)}
    assert words.keys() <= constants
    for name, told in (call for tree in trees for call in calls(tree)):
        asked = [field for _, field, *_ in Formatter().parse(words[name]) if field is not None]
        assert len(asked) == told, name
    bare = {name for name, text in words.items() if not re.search("; |see |pip install", text)}
    assert bare == {"header", "scheduler", "no folder"}  # which say it by themselves
