"""Bags of terms → topics: tf-idf rows, factorised into non-negative parts."""

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt
from typing import Any

import numpy as np

TOLERANCE = 1e-4  # relative change at which the factorisation stops
MAX_ROUNDS = 2000  # real corpora take some hundreds
DECIMALS = 6  # of weights; finer differences are the processor's and must not decide an order
UNCLAIMED = -1


@dataclass(frozen=True)
class Topics:
    """Topics in alphabetical order of their terms, and the parts they have in every bag.

    ``listed`` holds per topic its terms with their weights, heaviest first; ``parts`` maps a bag
    to the length of each topic's part in its row, which has length 1.
    """

    listed: list[list[tuple[str, float]]]
    parts: dict[str, list[float]]

    def terms(self) -> list[set[str]]:
        """Return the listed terms of every topic."""
        return [{term for term, _ in listed} for listed in self.listed]

    def claims(self) -> dict[str, tuple[int, float]]:
        """Say which topic each bag belongs to: the number of the topic and the length of its part.

        It is the topic with the longest part, provided that the bag has one of its listed terms;
        otherwise `UNCLAIMED` and 0.
        """
        terms = self.terms()
        found = {}
        for bag, parts in self.parts.items():
            length, negative = max((part, -k) for k, part in enumerate(parts))
            claimed = length > 0 and not terms[-negative].isdisjoint(bag.split(" "))
            found[bag] = (-negative, length) if claimed else (UNCLAIMED, 0.0)
        return found


def weigh(bags: Sequence[str]) -> tuple[Any, list[str]]:
    """Return the tf-idf rows of bags of terms, each scaled to length 1.

    With tf(b, t) times the term t in bag b and t in df(t) of n bags, the weight of t is
    (1 + ln tf(b, t)) · ln(n / df(t)) (Salton & Buckley 1988, Information Processing & Management
    24: 513-523). A term of every bag weighs nothing and has no column.

    Parameters
    ----------
    bags
        Terms joined by spaces.

    Returns
    -------
    A sparse matrix of bags × terms, and the terms in alphabetical order.

    Examples
    --------
    >>> rows, terms = weigh(["oil price", "oil gas gas", "oil"])
    >>> terms, rows.toarray().tolist()
    (['gas', 'price'], [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    """
    from scipy.sparse import csr_matrix

    counts = [Counter(bag.split(" ")) for bag in bags]
    found = Counter(term for count in counts for term in count)
    idf = {term: log(len(bags) / df) for term, df in sorted(found.items()) if df < len(bags)}
    column = {term: n for n, term in enumerate(idf)}
    rows, columns, weights = [], [], []
    for n, count in enumerate(counts):
        row = {t: (1 + log(tf)) * idf[t] for t, tf in sorted(count.items()) if t in idf}
        length = sqrt(fsum(weight**2 for weight in row.values()))
        rows += [n] * len(row)
        columns += [column[term] for term in row]
        weights += [weight / length for weight in row.values()]
    shape = len(bags), len(column)
    return csr_matrix((weights, (rows, columns)), shape=shape, dtype="float64"), list(column)


def factorise(bags: Iterable[str], n_topics: int, n_terms: int) -> Topics:
    """Approximate the rows of the bags by W H, neither with a negative number.

    The parts add up and none cancels another, so each can be read (Lee & Seung 1999, Nature 401:
    788-791). Least squares by coordinate descent as in scikit-learn (Cichocki & Phan 2009), from
    the singular vectors (Boutsidis & Gallopoulos 2008, Pattern Recognition 41: 1350-1362), with a
    fixed seed. Equal bags are one row, so that copies do not make topics, and the rows are sorted,
    so that the order of the bags changes nothing.

    Parameters
    ----------
    bags
        Terms joined by spaces.
    n_topics
        How many to look for; fewer are returned when there are fewer different bags or terms.
    n_terms
        How many terms of each to list.
    """
    from sklearn.decomposition import non_negative_factorization
    from sklearn.exceptions import ConvergenceWarning

    different = sorted(set(bags))
    matrix, terms = weigh(different)
    n_topics = min(n_topics, *matrix.shape)
    if n_topics == 0:
        return Topics([], {})
    with warnings.catch_warnings():
        # Few bags can be given back exactly; then there is no first change to compare with, and
        # the last round is the end.
        warnings.simplefilter("ignore", ConvergenceWarning)
        parts, profiles, _ = non_negative_factorization(
            matrix,
            n_components=n_topics,
            init="nndsvda",
            tol=TOLERANCE,
            max_iter=MAX_ROUNDS,
            random_state=0,
        )
    lengths = np.linalg.norm(profiles, axis=1)
    topics = []
    for k in np.flatnonzero(lengths):
        profile = (profiles[k] / lengths[k]).round(DECIMALS).tolist()
        weights = [pair for pair in zip(terms, profile, strict=True) if pair[1] > 0]
        listed = sorted(weights, key=lambda pair: (-pair[1], pair[0]))[:n_terms]
        topics.append((listed, (parts[:, k] * lengths[k]).clip(max=1).round(DECIMALS)))
    topics.sort(key=lambda topic: [term for term, _ in topic[0]])
    by_bag = np.column_stack([part for _, part in topics]).tolist()
    return Topics([listed for listed, _ in topics], dict(zip(different, by_bag, strict=True)))


def agreement(mine: Sequence[set[str]], others: Sequence[set[str]]) -> list[float]:
    """Match two lists of term sets one to one, and say how alike the partners are.

    Likeness is the Jaccard index; the matching with the largest sum is found by the Hungarian
    method (Kuhn 1955).

    Returns
    -------
    For each of ``mine`` the index with its partner, 0 when it has none.

    Examples
    --------
    >>> agreement([{"oil", "gas"}, {"film"}], [{"film"}, {"oil", "coal", "gas"}])
    [0.6666666666666666, 1.0]
    """
    from scipy.optimize import linear_sum_assignment

    pairs = [jaccard(a, b) for a in mine for b in others]
    alike = np.reshape(pairs, (len(mine), len(others)))
    result = [0.0] * len(mine)
    for k, m in zip(*linear_sum_assignment(alike, maximize=True), strict=True):
        result[k] = float(alike[k, m])
    return result


def jaccard(a: set[str], b: set[str]) -> float:
    """Return the share of what either set has that both have; 0 when both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0
