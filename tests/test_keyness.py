"""Keyness agrees with quanteda, scipy and statsmodels, and with splits of items counted by hand."""

from fractions import Fraction
from itertools import combinations, product
from math import comb, log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, mannwhitneyu

from analysis import compare, evidence, words
from analysis.counting.keyness import keyness
from analysis.counting.provenance import source_of
from analysis.tables import InputError

# Counts in US inaugural addresses since 1945 and before, of 43,002 and 108,539 tokens, with the
# chi-squared that quanteda's documentation of textstat_keyness prints for them.
INAUGURALS = {
    "we": (1048, 779, 764.4484),
    "us": (289, 216, 207.5181),
    "america": (148, 54, 200.5544),
    "world": (196, 123, 171.9660),
    "upon": (39, 332, -58.39810),
    "which": (96, 911, -177.10087),
    "the": (2089, 8094, -331.99069),
}
SIZES = {"target_words": 43_002, "reference_words": 108_539}


def inaugurals():
    counts = pd.DataFrame(INAUGURALS).T
    return counts[0], counts[1]


def test_chi_squared_is_quantedas():
    """The printed values, to the printed precision, in the printed order."""
    table = keyness(*inaugurals(), **SIZES)
    assert table["term"].tolist() == list(INAUGURALS)
    for row in table.itertuples():
        printed = INAUGURALS[row.term][2]
        digits = 4 if printed > 0 else 5
        assert round(row.chi2, digits) == printed
        assert (row.n_target, row.n_reference) == INAUGURALS[row.term][:2]


@pytest.mark.parametrize(
    ("a", "b", "n1", "n2"), [(12, 5, 300, 400), (3, 0, 40, 60), (0, 4, 50, 50), (1, 9, 20, 900)]
)
def test_chi_squared_and_g2_are_scipys(a, b, n1, n2):
    """Yates' correction where an expected count is below 5 and the gap allows it."""
    cells = np.array([[a, b], [n1 - a, n2 - b]])
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    small = expected.min() < 5 and abs(a * (n2 - b) - b * (n1 - a)) >= cells.sum() / 2
    group = pd.Series({"x": a}), pd.Series({"x": b})
    sizes = {"target_words": n1, "reference_words": n2}
    sign = 1 if a / n1 > b / n2 else -1
    theirs = chi2_contingency(cells, correction=bool(small))
    row = keyness(*group, **sizes).iloc[0]
    assert (row["chi2"], row["p"]) == pytest.approx((sign * theirs.statistic, theirs.pvalue))
    theirs = chi2_contingency(cells, correction=False, lambda_="log-likelihood")
    row = keyness(*group, measure="g2", **sizes).iloc[0]
    assert (row["g2"], row["p"]) == pytest.approx((sign * theirs.statistic, theirs.pvalue))


def test_yates_is_left_out_where_it_would_turn_the_sign():
    """A gap below N / 2 keeps its plain value, as quanteda does; scipy would give 0."""
    row = keyness(pd.Series({"x": 3, "y": 7}), pd.Series({"x": 3, "y": 8})).set_index("term")
    # N (ad - bc)² / (row and column totals): 21 · 3² / (6 · 15 · 10 · 11)
    assert row.loc["x", "chi2"] == pytest.approx(float(Fraction(21 * 9, 6 * 15 * 10 * 11)))


def test_log_odds_worked_by_hand():
    """Target 8 of 10, reference 2 of 10, prior both together: 10 of 20."""
    counts = pd.Series({"x": 8, "y": 2}), pd.Series({"x": 2, "y": 8})
    row = keyness(*counts, measure="log_odds").set_index("term").loc["x"]
    delta = log((8 + 10) / (2 + 10)) - log((2 + 10) / (8 + 10))
    assert row["log_odds"] == pytest.approx(delta)
    assert row["z"] == pytest.approx(delta / sqrt(1 / 18 + 1 / 12))


def test_a_prior_of_its_own_is_used_as_it_is():
    """A flat prior of 1: (8 + 1) of (10 + 2) against (2 + 1) of (10 + 2)."""
    counts = pd.Series({"x": 8, "y": 2}), pd.Series({"x": 2, "y": 8})
    prior = pd.Series({"x": 1, "y": 1})
    row = keyness(*counts, measure="log_odds", prior=prior).set_index("term").loc["x"]
    assert row["log_odds"] == pytest.approx(log(9 / 3) - log(3 / 9))
    with pytest.raises(InputError, match="no count of 'y'"):
        keyness(*counts, measure="log_odds", prior=pd.Series({"x": 1}))


def test_the_prior_holds_words_that_are_not_listed():
    """A term rarer in the target stays negative when the counts leave other words out."""
    table = keyness(*inaugurals(), measure="log_odds", **SIZES).set_index("term")
    assert (np.sign(table["z"]) == np.sign([row[2] for row in INAUGURALS.values()])).sum() == 7


def test_log_ratio_and_its_interval_worked_by_hand():
    """Twice the rate is 1; the standard error is Katz's."""
    group = pd.Series({"x": 20}), pd.Series({"x": 10})
    row = keyness(*group, measure="log_ratio", target_words=1000, reference_words=1000).iloc[0]
    error = sqrt(1 / 20 - 1 / 1000 + 1 / 10 - 1 / 1000)
    assert row["log_ratio"] == pytest.approx(1)
    assert row["high"] - row["log_ratio"] == pytest.approx(1.959964 * error / log(2))
    assert row["log_ratio"] - row["low"] == pytest.approx(1.959964 * error / log(2))


def test_log_ratio_interval_is_statsmodels():
    """confint_proportions_2indep, method log, for the ratio of two shares."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(20, 1000, 10, 900, method="log", compare="ratio")
    group = pd.Series({"x": 20}), pd.Series({"x": 10})
    row = keyness(*group, measure="log_ratio", target_words=1000, reference_words=900).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((np.log2(low), np.log2(high)))


def test_splits_of_items_are_counted_out():
    """Three items against four: all 35 splits, each chi-squared worked anew."""
    items = [{"x": 5, "y": 5}, {"x": 4, "y": 6}, {"x": 3, "y": 7}]
    items += [{"x": 1, "y": 9}, {"x": 3, "y": 7}, {"x": 0, "y": 10}, {"x": 2, "y": 8}]

    def chi2(chosen):
        a = sum(items[n]["x"] for n in chosen)
        b = sum(item["x"] for item in items) - a
        table = keyness(pd.Series({"x": a, "y": 30 - a}), pd.Series({"x": b, "y": 40 - b}))
        return abs(table.set_index("term").loc["x", "chi2"])

    observed = chi2((0, 1, 2)) - 1e-9
    reached = sum(chi2(chosen) >= observed for chosen in combinations(range(7), 3))
    table = keyness(items[:3], items[3:]).set_index("term")
    assert table.loc["x", "p_items"] == pytest.approx(reached / comb(7, 3))
    assert table.loc["x", ["items_target", "items_reference"]].tolist() == [3, 3]


def test_random_splits_come_near_the_exact_value_and_do_not_change():
    """Sixteen items: 12,870 splits are sampled; two runs are the same."""
    target = [{"x": n % 4, "y": 10} for n in range(8)]
    reference = [{"x": (n + 2) % 3, "y": 10} for n in range(8)]
    one = keyness(target, reference, terms=["x"])
    assert one.equals(keyness(target, reference, terms=["x"]))
    other = keyness(target, reference, terms=["x"], seed=7)
    assert abs(one["p_items"][0] - other["p_items"][0]) < 0.03
    assert 0 < one["p_items"][0] <= 1


def test_one_wordy_item_is_no_evidence():
    """All hits in one of eight items: the tokens are sure, the items are not."""
    target = [{"x": 50, "y": 50}, {"y": 100}, {"y": 100}, {"y": 100}]
    reference = [{"y": 100}] * 4
    row = keyness(target, reference).set_index("term").loc["x"]
    assert row["p"] < 1e-9
    assert row["p_items"] == 1  # whichever group holds the item, it is as extreme


def test_too_few_items_say_so():
    """Two against two: the most extreme of six splits has p = 1/3."""
    table = keyness([{"x": 9, "y": 1}] * 2, [{"x": 1, "y": 9}] * 2)
    assert table["p_items"].isna().all()
    assert (
        table["note"].tolist() == ["2 against 2 items: p can't be below 0.33 whatever they say"] * 2
    )


def test_texts_are_counted_as_the_corpus_counts_them():
    """Folded words, hashtags as words, no numbers."""
    table = keyness(["Peace, PEACE and #peace in 2024"], ["War and war"])
    assert table.set_index("term").loc["peace", ["n_target", "n_reference"]].tolist() == [3, 0]
    assert "2024" not in set(table["term"])


def test_no_hit_in_a_group_is_defined():
    """Half a hit for the ratio, zero for G², nothing missing."""
    for measure in ("chi2", "g2", "log_odds", "log_ratio"):
        table = keyness(pd.Series({"x": 3, "y": 9}), pd.Series({"y": 10, "z": 2}), measure=measure)
        assert table.notna().all(axis=None)
        assert table["term"].tolist().index("x") < table["term"].tolist().index("z")


def test_groups_of_a_single_term_do_not_differ():
    """Every word is the term in both groups."""
    for measure in ("chi2", "g2", "log_ratio"):
        row = keyness(pd.Series({"x": 3}), pd.Series({"x": 5}), measure=measure).iloc[0]
        assert (row[measure], row["p"]) == (0, 1)


@pytest.mark.parametrize(
    ("target", "reference", "words"),
    [
        (pd.Series(dtype=int), pd.Series({"x": 1}), "the target has no words"),
        ([""], ["one word"], "the target has no words"),
        ([], ["one word"], "the target has no words"),
        (pd.Series({"x": 1}), pd.Series({"x": -1}), "the reference has -1 hits of 'x'"),
        (pd.Series({"x": np.nan}), pd.Series({"x": 1}), "the target has nan hits of 'x'"),
        (pd.Series([1, 2], ["x", "x"]), pd.Series({"x": 1}), "the target counts 'x' twice"),
    ],
)
def test_what_cannot_be_counted_is_named(target, reference, words):
    """Group and term are in the message."""
    with pytest.raises(InputError, match=words):
        keyness(target, reference)


def test_wrong_arguments_are_named():
    """A misspelt measure, one list, words fewer than hits."""
    one = pd.Series({"x": 3})
    with pytest.raises(ValueError, match="measure is 'lr'; use one of chi2, g2"):
        keyness(one, one, measure="lr")
    with pytest.raises(ValueError, match="not a single item"):
        keyness("one text", "another")
    with pytest.raises(InputError, match="3 hits in 2 words"):
        keyness(one, one, target_words=2)


counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


@settings(deadline=None)
@given(counts, counts, st.sampled_from(["chi2", "g2", "log_ratio", "log_odds"]))
def test_turning_the_groups_round_turns_the_sign(one, other, measure):
    """Whatever the counts, nothing is missing and the measures are antisymmetric."""
    if not sum(one.values()) or not sum(other.values()):
        return
    forth = keyness(pd.Series(one), pd.Series(other), measure=measure).set_index("term")
    back = keyness(pd.Series(other), pd.Series(one), measure=measure).set_index("term")
    assert np.isfinite(forth.select_dtypes("number")).all(axis=None)
    assert forth[measure].to_dict() == pytest.approx((-back[measure]).to_dict())


def test_no_hit_never_turns_the_sign():
    """One hit in a hundred times more words: the ratio leans to the group that has it."""
    row = (
        keyness(pd.Series({"x": 1, "o": 9999}), pd.Series({"y": 1, "o": 99}), measure="log_ratio")
        .set_index("term")
        .loc["x"]
    )
    assert row["low"] < 0 < row["log_ratio"]


def test_parts_of_one_text_are_only_exchanged():
    """Four texts with a part on each side: 16 ways, so p can't be below 2/16."""
    table = keyness(
        [{"x": 9, "y": 1}] * 4, [{"x": 1, "y": 9}] * 4, pairs=[(n, n) for n in range(4)]
    )
    assert set(table["note"]) == {
        "4 against 4 items, 4 of them in both: p can't be below 0.12 whatever they say"
    }


def test_the_correction_says_what_it_would_take():
    """Three items against six and 40 terms: 84 splits, so ten terms would have to reach 0.012."""
    items = [{f"t{n}": (n * k) % 5 + 1 for n in range(40)} for k in range(1, 10)]
    table = keyness(items[:3], items[3:])
    assert set(table["note"]) == {
        "3 against 6 items: none can pass unless 10 of 40 terms reach 0.012"
    }


def test_the_prior_counts_with_all_its_words():
    """A background of 100,000 words, 100 of them x."""
    background = pd.Series({"x": 100, "y": 900, "other": 99_000})
    counts = pd.Series({"x": 8, "y": 2}), pd.Series({"x": 2, "y": 8})
    row = keyness(*counts, measure="log_odds", prior=background).set_index("term").loc["x"]
    rest = 10 + 100_000
    expected = log(108 / (rest - 108)) - log(102 / (rest - 102))
    assert row["log_odds"] == pytest.approx(expected)


def test_parts_of_a_corpus_compare_like_its_words(corpus):
    """Two corpora of `where` have codes of their own; the numbers and passages are the same."""
    one, other = (corpus.where(outlet=name) for name in ("UNN", "Big Asia"))
    forms = words(corpus)
    ids = [part.items["item_id"].tolist() for part in (one, other)]
    parts = compare(words(one), words(other), measure="g2")
    expected = compare(*(forms.where(items=some) for some in ids), measure="g2")
    pd.testing.assert_frame_equal(parts, expected, check_like=True)
    row = parts.iloc[0]
    passages = evidence(parts, row)
    assert len(passages) == row["n_target"] + row["n_reference"]
    assert set(passages["part"]) <= {"target", "reference"}
    both = source_of(parts).corpus
    for table in (both.documents, both.items, both.spans):
        assert table.index.tolist() == list(range(len(table)))
    assert len(compare(words(one), forms)) > 0
    with pytest.raises(InputError, match="the reference has no words"):
        compare(forms, forms.where(items=[]))


ITEMS = [
    {"x": 3, "y": 97}, {"x": 2, "y": 48}, {"y": 80}, {"x": 4, "y": 96}, {"x": 1, "y": 24},
    {"x": 1, "y": 149}, {"y": 30}, {"y": 60}, {"x": 2, "y": 98}, {"y": 10}, {"y": 75},
]  # fmt: skip


@pytest.mark.parametrize("k", [2, 5, 8])
def test_rank_sum_is_scipys(k):
    """Rates with ties and zeros: z and p of scipy's Mann-Whitney test, without continuity."""
    table = keyness(ITEMS[:k], ITEMS[k:], measure="rank_sum").set_index("term")
    for term in ("x", "y"):
        rates = [item.get(term, 0) / sum(item.values()) for item in ITEMS]
        theirs = mannwhitneyu(rates[:k], rates[k:], method="asymptotic", use_continuity=False)
        assert table.loc[term, "p"] == pytest.approx(theirs.pvalue, abs=1e-9)
        above = theirs.statistic - k * (len(ITEMS) - k) / 2
        assert np.sign(table.loc[term, "rank_sum"]) == np.sign(above)


def test_rank_sum_worked_by_hand():
    """Rates 3, 2, 0 against 1, 0 in a hundred: W = 5 + 4 + 1.5 = 10.5 of 9, one tie of two."""
    items = [{"x": n, "y": 100 - n} for n in (3, 2, 0, 1, 0)]
    row = keyness(items[:3], items[3:], measure="rank_sum").set_index("term").loc["x"]
    variance = 3 * 2 / 12 * (6 - (2**3 - 2) / (5 * 4))
    assert row["rank_sum"] == pytest.approx(1.5 / sqrt(variance), abs=1e-9)


def test_text_dispersion_is_g2_of_items():
    """4 of 5 items against 2 of 6, however often in each: scipy's likelihood ratio."""
    table = keyness(ITEMS[:5], ITEMS[5:], measure="text_dispersion").set_index("term")
    theirs = chi2_contingency([[4, 2], [1, 4]], correction=False, lambda_="log-likelihood")
    found = table.loc["x", ["text_dispersion", "p"]].tolist()
    assert found == pytest.approx([theirs.statistic, theirs.pvalue], abs=1e-9)
    assert table.loc["y", ["text_dispersion", "p"]].tolist() == [0, 1]
    often = [{**item, "x": 10 * item.get("x", 0)} for item in ITEMS]
    again = keyness(often[:5], often[5:], measure="text_dispersion").set_index("term")
    assert again.loc["x", "text_dispersion"] == table.loc["x", "text_dispersion"]


@pytest.mark.parametrize("measure", ["rank_sum", "text_dispersion"])
def test_measures_of_items_are_split_too(measure):
    """p_items by all 84 splits of nine items, each measured anew."""
    items = ITEMS[:9]
    table = keyness(items[:3], items[3:], measure=measure).set_index("term")

    def extremity(chosen):
        rest = [item for n, item in enumerate(items) if n not in chosen]
        split = keyness([items[n] for n in chosen], rest, measure=measure, terms=["x"])
        return abs(split[measure][0])

    observed = extremity((0, 1, 2)) - 1e-9
    reached = sum(extremity(chosen) >= observed for chosen in combinations(range(9), 3))
    assert table.loc["x", "p_items"] == pytest.approx(reached / comb(9, 3), abs=1e-9)
    with pytest.raises(ValueError, match=f"{measure} compares items; give lists of items"):
        keyness(pd.Series({"x": 1}), pd.Series({"x": 2}), measure=measure)


def test_the_conservative_ratio_is_the_bound_nearest_to_nothing():
    """Above 0, below 0, and 0 where the interval holds 0; rows stand in its order."""
    target = pd.Series({"often": 40, "rare": 4, "less": 2, "z": 954})
    reference = pd.Series({"often": 10, "rare": 1, "less": 30, "z": 959})
    table = keyness(target, reference, measure="log_ratio").set_index("term")
    for term, sign in (("often", 1), ("less", -1)):
        a, b = target[term], reference[term]
        error = sqrt(1 / a - 1 / 1000 + 1 / b - 1 / 1000)
        bound = (log(a / b) - sign * 1.959963984540054 * error) / log(2)
        assert table.loc[term, "conservative"] == pytest.approx(bound, abs=1e-9)
    assert table.loc["rare", "conservative"] == 0 < table.loc["rare", "log_ratio"]
    assert table.index.tolist() == ["often", "rare", "z", "less"]


def test_dispersion_stands_beside_keyness():
    """Shares 1/2, 3/10, 1/5: one hit is at best in the largest; spread evenly it is 0."""
    target = [{"x": 1, "e": 10, "y": 39}, {"e": 6, "y": 24}, {"e": 4, "y": 16}]
    reference = [{"x": 1, "y": 9}, {"x": 2, "y": 8}]
    table = keyness(target, reference).set_index("term")
    assert table.loc["e", "dp_target"] == pytest.approx(0, abs=1e-9)
    # DP = (1/2 + 3/10 + 1/5) / 2 = 1/2, of at most 1 - 1/5
    assert table.loc["x", "dp_target"] == pytest.approx(Fraction(1, 2) / Fraction(4, 5), abs=1e-9)
    assert table.loc["x", "dp_note"] == "target: 1 hit in 3 items, so dp is at least 0.62"
    # (|1/3 - 1/2| + |2/3 - 1/2|) / 2 = 1/6, of at most 1 - 1/2
    assert table.loc["x", "dp_reference"] == pytest.approx(1 / 3, abs=1e-9)
    assert np.isnan(table.loc["e", "dp_reference"])
    assert table.loc[["e", "y"], "dp_note"].tolist() == ["", ""]


@given(st.integers(1, 4), st.lists(st.integers(1, 9), min_size=5, max_size=6))
def test_the_least_dispersion_is_that_of_the_best_placing(n, sizes):
    """All ways to place n hits in the items, tried one by one."""
    shares = np.array(sizes) / sum(sizes)
    placed = (np.bincount(w, minlength=len(sizes)) for w in product(range(len(sizes)), repeat=n))
    least = min(np.abs(counts / n - shares).sum() / 2 for counts in placed) / (1 - shares.min())
    items = [{"x": n * (k == 0), "y": size - n * (k == 0)} for k, size in enumerate(sizes)]
    items = [{term: hits * 10 for term, hits in item.items()} for item in items]
    items[0] = {"x": n, "y": 10 * sizes[0] - n}
    note = keyness(items, [{"z": 9}]).set_index("term").loc["x", "dp_note"]
    assert float(note.rpartition(" ")[2]) == pytest.approx(least, abs=0.0051)


def test_fractions_empty_items_and_all_words_counted():
    """Counts stay whole or not; an item without words is none; the words may be just the hits."""
    one = pd.Series({"x": 3})
    assert keyness(one, one, target_words=3, reference_words=3)["chi2"].tolist() == [0]
    whole = keyness(one, pd.Series({"x": 4}))
    assert [str(whole[f"n_{name}"].dtype) for name in ("target", "reference")] == ["int64"] * 2
    part = keyness(pd.Series({"x": 1.5, "y": 2}), one).set_index("term")
    assert part.loc["x", ["n_target", "n_reference"]].tolist() == [1.5, 3]
    mixed = keyness(one, [{"x": 1}, {"y": 2}])
    assert "p_items" not in mixed and mixed["n_reference"].tolist() == [1, 2]
    counts = pd.Series({"x": 8, "y": 2}), pd.Series({"x": 2, "y": 8})
    with pytest.raises(InputError, match="no count of 'y'"):
        keyness(*counts, measure="log_odds", prior=pd.Series({"x": 1, "y": 0}))
    with pytest.raises(InputError, match="words"):
        keyness([{"x": 1}], [{"x": 2}], target_words=9)
    target, reference = [{"x": 2, "y": 8}, {"y": 10}, {"y": 20}], [{"y": 9, "z": 1}, {"z": 3}]
    table, other = keyness(target, reference), keyness([*target, {}], reference)
    same = ["items_target", "dp_target", "dp_note"]
    assert table[same].equals(other[same])
    notes = table.set_index("term")["dp_note"]
    assert notes["x"] == "target: 2 hits in 3 items, so dp is at least 0.33"
    assert notes["y"] == "" and notes["z"] == ""


def test_words_of_three_hits_are_compared(read):
    """By default; of words that are listed, of one hit at least; copies are one text."""
    pages = {"a": "peace trade talks\n", "b": "peace trade the\n", "c": "peace ties\n"}
    corpus = words(read(**pages, d="peace ties\n"))
    parts = corpus.where(items=["a-1", "b-1"]), corpus.where(items=["c-1", "d-1"])
    terms = {n: set(compare(*parts, min_hits=n)["term"]) for n in (0, 1, 2, 3)}
    assert terms[0] == terms[1] == {"peace", "trade", "talks", "ties"}
    assert terms[2] == {"peace", "trade", "ties"} and terms[3] == {"peace"}
    assert set(compare(*parts)["term"]) == {"peace"}
    table = compare(*parts, min_hits=1).set_index("term")
    assert table.loc["ties", ["n_reference", "items_reference"]].tolist() == [2, 1]
    passages = evidence(compare(*parts), 0)
    assert passages["part"].tolist() == ["target"] * 2 + ["reference"] * 2
    assert passages["item_id"].tolist() == ["a-1", "b-1", "c-1", "d-1"]
