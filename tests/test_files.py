"""A table read back is the table, no cell runs, and no export touches what is not its own."""

import csv
import io
import json
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import HOSTILE

from analysis.showing.files import MANIFEST, from_csv, read_manifest, replace_export, to_csv
from analysis.tables import InputError

CELLS = st.one_of(
    HOSTILE.map(lambda text: text.encode("utf-8", "ignore").decode()),  # what pandas' text can hold
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        [*"\t\r'\"", *"＝＋", "=HYPERLINK(1)", "+1", "-1", "@x", "''", "nan", "null", ""]
    ),
    st.lists(st.sampled_from(["\\", "u001b", "\x1b", "\\u001b", "\r\n"]), max_size=5).map("".join),
)
RAW = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_back(written, dtypes):
    """Read a table, its numbers and days as such: an empty cell of them is missing."""
    cells = from_csv(written)
    plain = cells[[n for n in cells if dtypes[n] != "str"]].astype(object)
    return cells.assign(**plain.replace("", None)).astype(dtypes)


@given(st.lists(st.tuples(CELLS, st.integers(-5, 5), st.floats(allow_nan=False)), max_size=5))
def test_a_csv_read_back_equals_the_table(rows):
    """Whatever is in the cells, fractions to 12 digits; and no cell begins like a formula."""
    table = pd.DataFrame(rows, columns=["text", "count", "rate"]).astype(
        {"text": "str", "count": "int64", "rate": "float64"}
    )
    written = to_csv(table)
    pd.testing.assert_frame_equal(read_back(written, table.dtypes), table, rtol=1e-11)
    assert not RAW.search(written) and written.encode()
    for line in list(csv.reader(io.StringIO(written, newline="")))[1:]:
        assert not line[0].startswith(
            ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
        )


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("\x1b[31mred", "\\u001b[31mred"),
        ("a\0b", "a\\u0000b"),
        ("\\u001b", "\\\\u001b"),
        ("C:\\users", "C:\\users"),
        ("a\r\nb\rc", "a\r\nb\\u000dc"),
        ("\ud83d", "\\ud83d"),
    ],
    ids=["row15-ESC", "row14-NUL", "looks like one", "path", "CR", "row37-half a pair"],
)
def test_a_csv_holds_no_raw_control(cell, written):
    """What a console would act on is an escape, as in JSON; what looks like one is told apart."""
    assert to_csv(pd.DataFrame({"text": [cell]}, dtype=object)) == f'"text"\n"{written}"\n'


def test_missing_values_and_days_survive_the_csv():
    """Missing is missing, not the word; a day is a day."""
    table = pd.DataFrame(
        {
            "hits": pd.array([1, None], dtype="Int64"),
            "share": pd.array([None, 0.5], dtype="Float64"),
            "day": pd.array(["2024-05-15", None], dtype="datetime64[s]"),
            "note": pd.array(["nan", ""], dtype="str"),
        }
    )
    written = to_csv(table)
    assert '"2024-05-15"' in written
    pd.testing.assert_frame_equal(read_back(written, table.dtypes), table)


def test_fractions_have_twelve_digits_and_whole_numbers_all_of_theirs():
    """The last digits differ between versions of Python and numpy; a count has no such digits."""
    table = pd.DataFrame({"rate": [0.1 + 0.2, 2 / 3, 1e-7 / 3, 1.0, 123456789012345.0]})
    written = ["0.3", "0.666666666667", "3.33333333333e-08", "1.0", "123456789012345.0"]
    assert to_csv(table).splitlines() == ['"rate"', *written]


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


def test_an_export_takes_away_only_what_the_last_one_wrote(tmp_path):
    """A letter that is called like a figure stays; so does a figure that somebody has changed."""
    (tmp_path / "01-introduction.docx").write_bytes(b"mine")
    replace_export(tmp_path, {"01-a.csv": b"a", "02-b.csv": b"b", "03-c.csv": b"c"})
    (tmp_path / "02-b.csv").write_bytes(b"b, corrected")
    notes = replace_export(tmp_path, {"01-a.csv": b"A"})
    assert notes == [f"{tmp_path / '02-b.csv'}: changed since it was exported, so it stays"]
    assert files_in(tmp_path) == {
        "01-introduction.docx": b"mine",
        "01-a.csv": b"A",
        "02-b.csv": b"b, corrected",
    }
    assert list(read_manifest(tmp_path)) == ["01-a.csv"]


def test_a_file_that_no_export_wrote_is_not_replaced(tmp_path):
    """Nothing else is written either; the same bytes are nobody's loss."""
    (tmp_path / "README.md").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"README\.md: is there already, .*; move it away or"):
        replace_export(tmp_path, {"01-a.csv": b"a", "README.md": b"ours"})
    assert files_in(tmp_path) == {"README.md": b"mine"}
    assert replace_export(tmp_path, {"README.md": b"mine"}) == []


def test_files_are_added_to_an_export(tmp_path):
    """One figure drawn again leaves the others in the list."""
    replace_export(tmp_path, {"01-a.csv": b"a"})
    replace_export(tmp_path, {"02-b.csv": b"b"}, whole=False)
    assert list(read_manifest(tmp_path)) == ["01-a.csv", "02-b.csv"]
    assert files_in(tmp_path) == {"01-a.csv": b"a", "02-b.csv": b"b"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"files": ["a"]}', '{"name": "my web app"}', "[" * 100_000]
    + [json.dumps({"files": {name: "0"}}) for name in ("../letter", "/etc/x", "a\\b", "..", "")],
)
def test_a_list_that_is_none_leads_nowhere(tmp_path, text):
    """A manifest of something else, or one that names files elsewhere, is not followed."""
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"export-manifest\.json: is not the list of an export"):
        replace_export(tmp_path, {"01-a.csv": b"a"})
    assert files_in(tmp_path) == {}
