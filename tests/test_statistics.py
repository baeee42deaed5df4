"""Intervals and corrections agree with statsmodels and with published values."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.counting.changes import _difference
from analysis.counting.statistics import (
    benjamini_hochberg,
    holm,
    upper_chi2,
    wilson,
)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775328),  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (1, 29, 0.0061, 0.1718),
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
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_no_p_values_are_no_problem():
    """An empty table stays empty."""
    assert holm([]).size == benjamini_hochberg(np.array([])).size == 0
