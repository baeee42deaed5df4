"""What is said about change is what the intervals support, and nothing else."""

import sys

import numpy as np
import pandas as pd
import pytest

from analysis import load_corpus
from analysis.counting.changes import _difference, changepoints, changes, finding
from analysis.counting.series import series
from analysis.counting.statistics import wilson
from analysis.tables import InputError


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


def months_of(values):
    names = [f"{2010 + n // 12}-{n % 12 + 1:02d}" for n in range(len(values))]
    value = pd.array(values, dtype="Float64")
    return pd.DataFrame({"month": names, "term": "talks", "value": value})


def best_levels(values):
    """Try every last level, shortest beginnings first: the least penalised sum of squares."""
    n, noise = len(values), (np.diff(values) ** 2).mean() / 2
    best = {0: (-3 * noise * np.log(n), [])}
    for end in range(3, n + 1):
        ways = [
            (
                cost
                + ((values[at:end] - values[at:end].mean()) ** 2).sum()
                + 3 * noise * np.log(n),
                at,
            )
            for at, (cost, _) in best.items()
            if end - at >= 3
        ]
        cost, at = min(ways)
        best[end] = cost, [*best[at][1], end]
    return best[n][1]


@pytest.mark.parametrize("seed", range(6))
def test_changepoints_are_the_best_of_all(seed):
    """PELT finds the levels that trying all of them finds; before and after are their means."""
    pytest.importorskip("ruptures")
    random = np.random.default_rng(seed)
    levels = np.repeat([3.0, 8.0, 2.0], [10 + seed, 9, 14])
    values = levels + random.normal(scale=1 + seed / 2, size=len(levels))
    ends = best_levels(values)
    found = changepoints(months_of(values)).dropna(subset=["month"])
    month_at = months_of(values)["month"]
    assert found["month"].tolist() == [month_at[end] for end in ends[:-1]]
    means = [values[a:b].mean() for a, b in zip([0, *ends], ends, strict=False)]
    assert found["before"].tolist() == pytest.approx(means[:-1], abs=1e-9)
    assert found["after"].tolist() == pytest.approx(means[1:], abs=1e-9)


def test_periods_without_a_value_are_dropped():
    """A gap of four months between two levels: the new one begins behind it."""
    pytest.importorskip("ruptures")
    table = months_of([2.0, 2.5] * 7 + [None] * 4 + [6.0, 6.5] * 7)
    row = changepoints(table).iloc[0]
    assert (row["month"], row["periods"]) == ("2011-07", 28)
    assert (row["before"], row["after"], row["why"]) == (2.25, 6.25, "")


def test_few_periods_or_no_change_say_so(corpus):
    """Five years are too few; a flat line has no change."""
    pytest.importorskip("ruptures")
    table = changepoints(series(corpus, ["china", "talks"], denominator="hits"))
    assert table["why"].tolist() == ["5 periods with a value, 24 needed"] * 2
    assert table["year"].isna().all()
    assert changepoints(months_of([1.0] * 30))["why"].tolist() == ["no change"]


def test_without_ruptures_the_extra_is_named(monkeypatch):
    """One line that says how to get it."""
    monkeypatch.setitem(sys.modules, "ruptures", None)
    with pytest.raises(InputError, match=r'run pip install "diplomatic-readouts\[changes\]"'):
        changepoints(months_of([1.0] * 30))


def test_a_group_without_a_label_is_compared_as_well(tmp_path):
    """What a reader's column leaves empty in some items is a group of its own."""
    rows = [
        {
            "text": f"Trade grows by {n} percent.",
            "date": f"{2023 + n % 2}-05-02",
            "team": team,
        }
        for n in range(24)
        for team in ("1", "")
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    corpus = load_corpus(tmp_path / "a.csv")
    corpus.items["team"] = corpus.items["team"].replace("", None)
    table = series(corpus, "trade", by=("year", "team"), dates="publication")
    assert changes(table)["team"].isna().any()
