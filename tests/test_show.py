"""Tables as people read them: headings, digits, alignment; and nothing in them is markup."""

import numpy as np
import pandas as pd
import pytest

from analysis import show


def lines(*args, **options):
    return repr(show(*args, **options)).splitlines()


@pytest.mark.parametrize(
    ("column", "values", "shown"),
    [
        ("hits", [1200, 7], ["1,200", "7"]),
        ("hits", [2.0, np.nan], ["2", "–"]),
        ("per_1000", [16.449, 30.1], ["16.4", "30.1"]),
        ("dp", [0.1234, 0.25], ["0.123", "0.250"]),
        ("rate", [130.25, 20.5, 3.75], ["130.2", "20.5", "3.8"]),
        ("rate", [0.0123, 0.02], ["0.0123", "0.0200"]),
        ("kept_share", [0.986, 1], ["99 %", "100 %"]),
        ("moved", [True, False], ["yes", "no"]),
        ("date", pd.to_datetime(["2024-05-02", None]), ["2024-05-02", "–"]),
        ("edtf", ["", "[2023..2024]"], ["–", "[2023..2024]"]),
    ],
)
def test_cells_are_written_as_people_write_them(column, values, shown):
    assert [line.strip() for line in lines(pd.DataFrame({column: values}))[1:]] == shown


def test_headings_are_words_and_the_index_comes_first():
    table = pd.DataFrame({"item_id": ["a-1"], "rank_raw": [3], "hits": [5]}).set_index("item_id")
    assert lines(table, "hits", "rank_raw") == ["item  hits  rank raw", "a-1      5         3"]


def test_a_long_table_says_how_long_it_is():
    assert lines(pd.DataFrame({"n": range(50)}), most=2)[-1] == "(the first 2 of 50 rows)"


def test_nothing_in_a_table_is_markup():
    hostile = '<script>alert(1)</script>"\x1b[31m\u202e'
    html = show(pd.DataFrame({hostile: [hostile]}))._repr_html_()
    assert "<script" not in html and "\x1b" not in html and "\u202e" not in html
    assert "&lt;script&gt;" in html


def test_numbers_stand_at_the_right_and_are_not_wrapped():
    html = show(pd.DataFrame({"term": ["peace " * 9], "hits": [1]}))._repr_html_()
    assert '<td style="text-align:right;white-space:nowrap">1</td>' in html
    assert '<td style="text-align:left">peace' in html


def test_a_line_may_begin_behind_a_comma_of_many_days_and_of_few_nowhere():
    many = "[" + ",".join(f"20{year}-10-16" for year in range(14, 24)) + "]"
    html = show(pd.DataFrame({"few": ["[2023-09-18,2024-09-18]"], "many": [many]}))._repr_html_()
    assert html.count('<span style="white-space:nowrap">') == 10 and html.count(",<wbr>") == 9
    assert '<td style="text-align:left;white-space:nowrap">[2023-09-18,2024-09-18]</td>' in html
    hostile = show(pd.DataFrame({"set": ["<b>,\u202e" * 20]}))._repr_html_()
    assert "<b" not in hostile and "\u202e" not in hostile
