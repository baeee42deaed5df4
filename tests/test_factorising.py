"""Bags of terms are weighed by the stated formula and factorised into what keeps together."""

from itertools import combinations
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting.factorising import (
    UNCLAIMED,
    Topics,
    agreement,
    factorise,
    jaccard,
    weigh,
)

BAGS = st.lists(
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5).map(lambda t: " ".join(sorted(t))),
    max_size=12,
)
SETS = st.lists(st.sets(st.sampled_from("abcdef")), max_size=5)
FISH, FILM = ["cod", "herring", "quota", "trawler"], ["actor", "camera", "scene", "studio"]
TWO_TOPICS = [" ".join(pair) for terms in (FISH, FILM) for pair in combinations(terms, 2)]


def test_weights_worked_by_hand():
    """Of three bags, oil is in one and twice there, gas in two: (1 + ln 2) ln 3 and ln 1.5."""
    rows, terms = weigh(["gas oil oil", "gas", "coal"])
    assert terms == ["coal", "gas", "oil"]
    oil, gas = (1 + log(2)) * log(3), log(1.5)
    length = sqrt(oil**2 + gas**2)
    expected = [[0, gas / length, oil / length], [0, 1, 0], [1, 0, 0]]
    assert rows.toarray() == pytest.approx(np.array(expected))


@settings(deadline=None)  # the first call loads libraries
@given(BAGS)
def test_rows_have_length_one_or_nothing(bags):
    """Whatever the bags, no weight is negative or NaN."""
    rows, terms = weigh(bags)
    assert rows.shape == (len(bags), len(terms))
    lengths = np.linalg.norm(rows.toarray(), axis=1)
    assert all(length == 0 or length == pytest.approx(1) for length in lengths)
    assert (rows.toarray() >= 0).all()


def test_separate_vocabularies_are_separate_topics():
    """Fish and film share no sentence: two topics of four terms, each of its own length 1."""
    topics = factorise(TWO_TOPICS, 2, 10)
    assert [sorted(terms) for terms in topics.terms()] == [FILM, FISH]
    for listed in topics.listed:
        weights = [weight for _, weight in listed]
        assert weights == sorted(weights, reverse=True)
        assert sum(weight**2 for weight in weights) == pytest.approx(1, abs=1e-5)
    claims = topics.claims()
    assert [claims[bag][0] for bag in TWO_TOPICS] == [1] * 6 + [0] * 6


def test_order_and_copies_of_bags_change_nothing():
    """Backwards and with one bag a hundred times over, the topics are the same."""
    again = factorise([*reversed(TWO_TOPICS), *TWO_TOPICS[:1] * 100], 2, 10)
    assert again == factorise(TWO_TOPICS, 2, 10)


@pytest.mark.parametrize("bags", [[], ["oil gas"], ["oil gas"] * 9, ["oil", "oil oil"]])
def test_nothing_to_tell_apart_is_no_topic(bags):
    """No bags, one, copies of one, or a term in all of them."""
    assert factorise(bags, 3, 5) == Topics([], {})


@settings(deadline=None)  # the first call loads libraries
@given(BAGS, st.integers(1, 4))
def test_any_bags_give_topics(bags, n_topics):
    """At most as many topics as asked for, each with terms; every bag is claimed or not."""
    topics = factorise(bags, n_topics, 3)
    assert len(topics.listed) <= n_topics
    assert all(1 <= len(listed) <= 3 for listed in topics.listed)
    for bag, (k, length) in topics.claims().items():
        assert (k == UNCLAIMED) == (length == 0)
        assert 0 <= length <= 1
        assert k == UNCLAIMED or topics.terms()[k] & set(bag.split(" "))


def test_a_bag_goes_to_the_longest_part_with_a_listed_term():
    """Longest part wins, ties go to the first; without a listed term or a part nobody claims."""
    listed = [[("oil", 1.0)], [("gas", 1.0)]]
    parts = {"gas oil": [0.2, 0.6], "oil": [0.5, 0.5], "coal": [0.1, 0.9], "gas": [0.0, 0.0]}
    assert Topics(listed, parts).claims() == {
        "gas oil": (1, 0.6),
        "oil": (0, 0.5),
        "coal": (UNCLAIMED, 0.0),
        "gas": (UNCLAIMED, 0.0),
    }


def test_partners_are_matched_for_the_largest_sum():
    """Taking the best pair first (1 of 1) would leave 0; the matching gives 1/2 and 1/2."""
    mine = [{"a", "b"}, {"c"}]
    others = [{"a", "b"}, {"a"}]
    assert agreement(mine, others) == [1.0, 0.0]
    mine = [{"a", "b", "c"}, {"a", "b", "d"}]
    others = [{"a", "b", "c", "d"}, {"a", "b", "c"}]
    # Greedy in order would give 0.75 and 0.5 when the first takes the first; 1 + 3/4 is largest.
    assert agreement(mine, others) == [1.0, 0.75]


def test_who_has_no_partner_has_nothing():
    """One topic found again of two, or none at all."""
    assert agreement([{"a"}, {"b"}], [{"b"}]) == [0.0, 1.0]
    assert agreement([{"a"}, {"b"}], []) == [0.0, 0.0]
    assert agreement([], [{"a"}]) == []


@settings(deadline=None)
@given(SETS, st.randoms(use_true_random=False))
def test_the_order_of_the_others_does_not_matter(sets, random):
    """Shuffled partners are found again, each equal to itself."""
    others = random.sample(sets, len(sets))
    assert agreement(sets, others) == [float(bool(terms)) for terms in sets]


def test_jaccard_of_nothing_is_nothing():
    """Two empty sets share nothing; otherwise it is shared by all."""
    assert jaccard(set(), set()) == 0.0
    assert jaccard({"a", "b"}, {"b", "c"}) == pytest.approx(1 / 3)
