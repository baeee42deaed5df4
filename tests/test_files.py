"""A table read back is the table, and no cell runs."""

import csv
import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.showing.files import from_csv, to_csv

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        ["=HYPERLINK(1)", "+1", "-1", "@x", "\t", "\r", "'", "''", "nan", "null", "", '"']
    ),
)


@given(st.lists(st.tuples(CELLS, st.integers(-5, 5), st.floats(allow_nan=False)), max_size=5))
def test_a_csv_read_back_equals_the_table(rows):
    """Whatever is in the cells; and no cell begins like a formula."""
    table = pd.DataFrame(rows, columns=["text", "count", "rate"]).astype(
        {"text": "str", "count": "int64", "rate": "float64"}
    )
    written = to_csv(table)
    pd.testing.assert_frame_equal(from_csv(written, table.dtypes), table)
    for line in list(csv.reader(io.StringIO(written, newline="")))[1:]:
        assert not line[0].startswith(("=", "+", "-", "@", "\t", "\r"))


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
    pd.testing.assert_frame_equal(from_csv(written, table.dtypes), table)
