"""Groups hold every countable item once."""

from dataclasses import replace

from analysis.counting.groups import complete_groups, item_groups


def test_years_of_the_seeds(corpus):
    """Nine items, each certain of its year; the placeholder is not counted."""
    groups = item_groups(corpus)
    assert groups["year"].value_counts().to_dict() == {2024: 3, 2021: 2, 2023: 2, 2020: 1, 2022: 1}
    assert groups["year"].notna().all()
    assert "002-5" not in set(groups["item_id"])
    assert complete_groups(corpus, "year") == [2020, 2021, 2022, 2023, 2024]


def test_an_interval_over_new_year_has_no_year(read):
    """Which of the two years counts is not known."""
    corpus = read(a="Forum held on December 30–31, 2023\n", b="Met on 2023-12-31\n")
    assert item_groups(corpus)["year"].tolist() == [2023, 2023]
    items = corpus.items.assign(event_edtf="[2023-12-31..2024-01-01]")
    assert item_groups(replace(corpus, items=items))["year"].isna().all()
