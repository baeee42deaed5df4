"""What is said about change is what the intervals support, and nothing else."""

import pandas as pd
import pytest

from analysis.counting.changes import _difference, changes, finding
from analysis.counting.series import series
from analysis.counting.statistics import wilson


@pytest.fixture
def two_years(read):
    """Twenty texts a year: 2 with the word in 2020, 18 in 2021, and 2 with another in both."""
    texts = {}
    for year, often in ((2020, 2), (2021, 18)):
        for n in range(20):
            word = "peace" if n < often else "trade"
            other = "calm" if n in (0, 19) else "words"
            texts[f"y{year}{n:02}"] = f"Heading {n}\n\nOn May 2, {year} {word} and {other}.\n"
    return read(**texts)


def test_a_supported_difference_is_named(two_years):
    """2 of 20 against 18 of 20; the other word stays."""
    table = series(two_years, ["peace", "calm"], denominator="share_of_items")
    found = changes(table).set_index("term")
    assert found["verdict"].to_dict() == {"peace": "higher", "calm": "not told apart"}
    estimates = [(k / 20, *wilson(k, 20)) for k in (2, 18)]
    row = found.loc["peace", ["difference", "low", "high"]]
    assert row.tolist() == pytest.approx(_difference(*estimates))
    assert finding(changes(table)) == (
        "peace is higher in 2021 than in 2020 (1 of 2 comparisons, 5 %, Holm)."
    )


def test_the_other_way_round_is_lower(two_years):
    """Trade goes from 18 of 20 to 2 of 20, in rates too."""
    for denominator in ("share_of_items", "per_item", "share_of_sentences"):
        table = changes(series(two_years, ["trade"], denominator=denominator))
        assert table["verdict"].tolist() == ["lower"]


def test_nothing_is_said_of_few_texts(corpus):
    """The years of the seeds hold one to three items."""
    table = changes(series(corpus, ["china", "strategic"], denominator="share_of_items"))
    assert set(table["verdict"]) == {"refused"}
    assert len(table) == 2 * 5  # four neighbours, and the last against the first
    assert finding(table) == "No two periods can be compared (no interval: fewer than 5 texts)."


def test_what_is_not_told_apart_is_said(two_years):
    """No word of rising or falling."""
    table = changes(series(two_years, ["calm"], denominator="share_of_items"))
    assert finding(table) == "None of 1 comparisons tells periods apart (5 %, Holm)."


def test_a_single_period_has_no_change(read):
    """Nothing to compare, and said so."""
    table = changes(series(read(a="Heading\n\nOn May 2, 2020 talks.\n"), ["talks"]))
    assert table.empty
    assert finding(table) == "No two periods can be compared (only one period)."
    assert isinstance(table, pd.DataFrame)


def test_a_word_that_appears_from_nothing_is_found(read):
    """0 of 20 texts against 18 of 20, by every denominator that has intervals."""
    texts = {}
    for year, often in ((2020, 0), (2021, 18)):
        for n in range(20):
            filler = " ".join(["word"] * (8 + n % 3))
            word = "peace" if n < often else "trade"
            texts[f"y{year}{n:02}"] = f"Heading {n}\n\nOn May 2, {year} {word} {filler}.\n"
    corpus = read(**texts)
    for denominator in ("share_of_items", "per_item", "share_of_sentences", "per_1000_words"):
        table = series(corpus, ["peace"], denominator=denominator)
        assert table["low"].iloc[0] == 0
        assert 0 < table["high"].iloc[0] < table["low"].iloc[1]
        assert changes(table)["verdict"].tolist() == ["higher"]


def test_many_comparisons_are_corrected():
    """A constant share of a third in 120 months of 200 texts: nothing is said."""
    import numpy as np

    hits = np.random.default_rng(5).binomial(200, 1 / 3, size=120)
    table = pd.DataFrame(
        {
            "month": [f"{2010 + n // 12}-{n % 12 + 1:02d}" for n in range(120)],
            "term": "steady",
            "value": hits / 200,
            "low": [wilson(k, 200)[0] for k in hits],
            "high": [wilson(k, 200)[1] for k in hits],
            "refused": "",
        }
    )
    compared = changes(table)
    assert (compared["p"] < 0.05).sum() > 1  # what would be told without a correction
    assert set(compared["verdict"]) == {"not told apart"}
    assert finding(compared) == "None of 120 comparisons tells periods apart (5 %, Holm)."


def test_counts_have_no_interval_to_compare(corpus):
    """And the reason is given."""
    table = changes(series(corpus, ["china"], denominator="hits"))
    assert finding(table) == "No two periods can be compared (hits have no interval)."
