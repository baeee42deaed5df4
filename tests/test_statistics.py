"""Intervals and corrections agree with statsmodels and with published values."""

import gc
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.counting.changes import _difference
from analysis.counting.statistics import adjust, bootstrap_interval, upper_chi2, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775328),  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (1, 29, 0.0061, 0.1718),
        (2, 3, 0.2077, 0.9385),  # by hand
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_against_published_values(k, n, low, high):
    """Newcombe's examples; 0 of 10 has z² / (n + z²) as its upper bound."""
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("k", "n"), [(0, 5), (2, 9), (7, 7), (31, 400)])
def test_wilson_is_statsmodels(k, n):
    """The same interval from other software."""
    assert wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)


def test_wilson_at_the_edges():
    """Nothing known without trials; exact 0 and 1; impossible counts refused."""
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 3)[0] == 0.0
    assert wilson(3, 3)[1] == 1.0
    with pytest.raises(ValueError, match="4 successes in 3 trials"):
        wilson(4, 3)


def test_the_difference_of_shares_is_newcombes():
    """Method 10 for 56 of 70 against 48 of 80, as statsmodels has it."""
    low, high = confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    estimates = [(k / n, *wilson(k, n)) for k, n in ((48, 80), (56, 70))]
    assert _difference(*estimates) == pytest.approx((0.2, low, high), abs=1e-9)


def test_tail_probabilities_are_scipys():
    """One degree of freedom, and the normal deviate."""
    assert upper_chi2([0, 3.841459, 50]) == pytest.approx(stats.chi2.sf([0, 3.841459, 50], 1))
    assert upper_chi2(np.array([-1.96, 0, 4]) ** 2) == pytest.approx(
        2 * stats.norm.sf([1.96, 0, 4])
    )


@pytest.fixture(scope="module")
def frozen():
    """Let statsmodels, which collects garbage at every call, pass over all that is alive now."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("frozen")
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_corrections_are_statsmodels(p):
    """Holm and Benjamini–Hochberg, whatever the p-values and their ties."""
    assert adjust(p)[0] == pytest.approx(multipletests(p, method="holm")[1])
    assert adjust(p)[1] == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_no_p_values_are_no_problem():
    """An empty table stays empty."""
    assert adjust([])[0].size == adjust(np.array([]))[1].size == 0


@pytest.mark.parametrize("n", [5, 10, 50, 500])
def test_wilson_covers_what_it_says(n):
    """Of all shares from 0.005 to 0.995 the mean coverage, exact: 95 % nominal, 93 to 97 % real."""
    bounds = np.array([wilson(k, n) for k in range(n + 1)]).T[:, :, None]
    shares = np.linspace(0.005, 0.995, 199)
    covered = (bounds[0] <= shares) & (shares <= bounds[1])
    chances = stats.binom.pmf(np.arange(n + 1)[:, None], n, shares)
    assert 0.93 <= (chances * covered).sum(axis=0).mean() <= 0.97


def simulated_coverage(n, times, draws):
    """Return how often the bootstrap interval of a rate per word covers the true one."""
    random, rate, covered = np.random.default_rng(n), 0.02, 0
    for seed in range(times):
        lengths = random.integers(100, 400, n).astype(float)
        hits = random.poisson(lengths * rate * random.gamma(10, 0.1, n)).astype(float)  # texts vary
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("analysis.counting.statistics.DRAWS", draws)
            low, high = bootstrap_interval(hits[:, None], lengths, n, seed=seed)
        covered += bool(low[0] <= rate <= high[0])
    return covered / times


@pytest.mark.parametrize(
    ("n", "times", "draws", "least"),
    [(5, 400, 2000, 0.88), (10, 400, 2000, 0.93), (50, 300, 1000, 0.93)]
    + [(500, 300, 1000, 0.93)] * (os.environ.get("HYPOTHESIS_PROFILE") == "long"),
)
def test_the_bootstrap_covers_what_it_says(n, times, draws, least):
    """93 to 97 % of the time from 10 texts on; of 5 texts it is too narrow: 90 %."""
    assert least <= simulated_coverage(n, times, draws) <= 0.97
