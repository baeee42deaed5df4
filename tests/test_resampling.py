"""Items are drawn again in every way or by a seed, and never change between two runs."""

from itertools import combinations
from math import comb

import numpy as np
import pytest

from analysis.counting.statistics import (
    DRAWS,
    SPLITS,
    _bootstrap_ratios,
    _count_splits,
    _splits,
    bootstrap_interval,
)


def group(k, n):
    return np.arange(n) < k


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_few_items_are_split_in_every_way(size):
    """Two of five: ten splits, each once, whatever the size of the chunks."""
    rows = np.concatenate(list(_splits(group(2, 5), [], size, seed=1)))
    assert len(rows) == comb(5, 2) == _count_splits(group(2, 5), [])
    chosen = {tuple(np.flatnonzero(row)) for row in rows}
    assert chosen == set(combinations(range(5), 2))


def test_many_items_are_split_at_random():
    """Ten of twenty: 9,999 splits of the right size; chunks and runs agree."""

    def drawn(seed):
        return np.concatenate(list(_splits(group(10, 20), [], SPLITS, seed=seed)))

    assert drawn(1).shape == (SPLITS, 20)
    assert (drawn(1).sum(axis=1) == 10).all()
    assert np.array_equal(drawn(1), drawn(1))
    assert not np.array_equal(drawn(1), drawn(2))


def test_splits_of_many_items_are_not_listed_first():
    """Half of 200 items: more splits than any memory holds, drawn one chunk at a time."""
    chunk = next(_splits(group(100, 200), [], 10, seed=1))
    assert chunk.sum(axis=1).tolist() == [100] * 10


def test_parts_of_one_text_only_change_places():
    """Two pairs and two free parts of the target's two: 2 · 2 swaps, 2 ways to deal one of two."""
    in_target = np.array([True, True, True, False, False, False])
    pairs = [(0, 3), (1, 4)]
    rows = np.concatenate(list(_splits(in_target, pairs, 3, seed=1)))
    assert len({tuple(row) for row in rows}) == len(rows) == 8 == _count_splits(in_target, pairs)
    for one, other in pairs:
        assert (rows[:, one] != rows[:, other]).all()
    assert (rows.sum(axis=1) == 3).all()
    many = [(n, n + 20) for n in range(20)]
    drawn = np.concatenate(list(_splits(group(20, 40), many, 500, seed=1)))
    assert drawn.shape == (SPLITS, 40)
    assert (drawn[:, :20] != drawn[:, 20:]).all()
    assert abs(drawn[:, 0].mean() - 0.5) < 0.02


def test_the_bootstrap_finds_the_standard_error():
    """A ratio of means with equal bottoms has the standard error of a mean, within 5 %."""
    random = np.random.default_rng(3)
    top = random.poisson(4, size=400).astype(float)
    draws = _bootstrap_ratios(top[:, None], np.ones(400), seed=5)
    assert draws.shape == (DRAWS, 1)
    assert draws.std() == pytest.approx(top.std() / 20, rel=0.05)
    low, high = bootstrap_interval(top[:, None], np.ones(400), 400, seed=5)
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * top.std() / 20, rel=0.1)


def test_many_texts_are_drawn_in_groups():
    """Of 6,000 texts with 100 to 400 words the width is that of a ratio's standard error (Taylor).

    A frequent word, one of 3 hits in all (0 to 7 of them by Poisson's law), and one that no text
    has; the rate lies inside, another seed is another lot, and the same one the same interval.
    """
    random, n = np.random.default_rng(4), 6000
    words = random.integers(100, 400, n).astype(float)
    top = np.column_stack([random.poisson(words * 0.02), np.arange(n) % 2000 == 7, np.zeros(n)])
    low, high = bootstrap_interval(top, words, n, seed=5)
    rate = top.sum(axis=0) / words.sum()
    error = np.sqrt(((top[:, 0] - rate[0] * words) ** 2).sum()) / words.sum()
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert (low[:2] <= rate[:2]).all() and (rate[:2] <= high[:2]).all()
    assert (low * words.sum()).round(1)[1:].tolist() == [0, 0]
    assert 6 <= (high * words.sum())[1] <= 8 and high[2] == 0
    again, other = (bootstrap_interval(top, words, n, seed=seed)[0] for seed in (5, 6))
    assert again[0] == low[0] != other[0]


def test_draws_without_a_bottom_have_no_value():
    """One of two units is empty: a quarter of the draws hold nothing to divide by."""
    top, bottom = np.array([[3.0], [0.0]]), np.array([1.0, 0.0])
    draws = _bootstrap_ratios(top, bottom, seed=1)
    assert np.isnan(draws).mean() == pytest.approx(0.25, abs=0.05)
    low, high = bootstrap_interval(top, bottom, 2, seed=1)
    assert (low[0], high[0]) == (3, 3)
