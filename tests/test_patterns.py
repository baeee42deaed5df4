"""Patterns find what Python's `re` finds, the longest match first, and never take long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.finding import patterns
from analysis.finding.patterns import compile_pattern, find_matches
from analysis.tables import InputError

ATOMS = ["a", "b", "A", ".", "[ab]", "[^a]", r"\w", r"\W", r"\s", " ", r"\b", r"\B", "^", "$"]
REPEATS = ["*", "+", "?", "{2}", "{0}", "{1,2}", "{0,2}", "{2,}"]
SOURCES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(REPEATS)).map(lambda two: f"({two[0]}){two[1]}"),
    ),
    max_leaves=6,
)


def found(source, text):
    return [text[a:b] for a, b in find_matches(compile_pattern(source), text)]


def longest_by_re(source, text):
    """List the matches by asking `re` about every stretch of the text, longest first."""
    matches, start = [], 0
    while start < len(text):
        for end in range(len(text), start, -1):
            rest = len(text) - end
            if re.compile(rf"(?:{source})(?=.{{{rest}}}\Z)", re.I | re.S).match(text, start):
                matches.append((start, end))
                start = end
                break
        else:
            start += 1
    return matches


@given(SOURCES, st.text("abA _-", max_size=7))
def test_matches_are_those_of_re(source, text):
    """Places, order and length, for any small pattern."""
    assert list(find_matches(compile_pattern(source), text)) == longest_by_re(source, text)


@pytest.mark.parametrize(
    ("source", "matches"),
    [
        (r"co-?operat\w+", ["cooperation", "Co-operate"]),
        ("[0-9]{4}", ["2024"]),
        ("co|co-op", ["co", "Co-op"]),  # the longest, not the first
        (r"\.$", ["."]),
        ("^t|^a", ["T"]),
        (r"\bco\b|co\B", ["co", "Co"]),
        ("x*", []),  # an empty match is no hit
        ("", []),
    ],
)
def test_matches_worked_by_hand(source, matches):
    """On one sentence."""
    assert found(source, "Trade and cooperation: Co-operate in 2024.") == matches


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("(a", r"a bracket \( is never closed"),
        ("a)", r"a bracket \) is never opened"),
        ("*a", r"nothing to repeat with \*"),
        ("a+?", r"nothing to repeat with \?"),
        ("(?=a)", r"nothing to repeat with \?"),
        (r"(a)\1", r"'\\\\1' cannot be read"),
        ("[a", r"'\[a' cannot be read"),
        ("[z-a]", "bad character range"),
        ("[[a]", "Possible nested set"),
        ("a{3,2}", r"\{3,2\} ends before it begins"),
        ("a" * 201, "201 characters; shorten it to 200"),
        ("(" * 30, "more than 20 brackets"),
        ("((a{50}){50}){50}", "too large"),
        ("(((){500}){500}){500}", "too large"),
    ],
)
def test_what_is_no_pattern_is_named(source, problem):
    """Each refusal says what is wrong."""
    with pytest.raises(InputError, match=problem):
        compile_pattern(source)


HOSTILE = ["(a+)+$", "(a|a)*b", "(a|aa)+x", "a?" * 60 + "a" * 60, "a|a.*b", ".*.*.*.*c", "(.*)*c"]


@pytest.mark.parametrize("source", HOSTILE)
def test_work_grows_with_the_text_only(source):
    """What takes `re` more than a lifetime reads 20,000 characters in seconds at most."""
    began = time.process_time()
    list(find_matches(compile_pattern(source), "a" * 20_000 + "!"))
    assert time.process_time() - began < 5


def test_twice_the_text_is_twice_the_work(monkeypatch):
    """Counted in steps, not in seconds, for a pattern that could read to the end every time."""
    steps = []
    real = patterns._step

    def counted(*args, **kwargs):
        steps.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(patterns, "_step", counted)
    pattern = compile_pattern("a|a.*b")
    counts = []
    for n in (1_000, 2_000):
        steps.clear()
        list(find_matches(pattern, "a" * n))
        counts.append(len(steps))
    assert counts[1] <= 2.3 * counts[0]


def test_memory_is_bounded(monkeypatch):
    """A pattern with exponentially many sets of positions forgets them and still answers."""
    monkeypatch.setattr(patterns, "MAX_KNOWN_SETS", 50)
    pattern = compile_pattern("(a|b)*a(a|b){8}")
    text = "abbaababbbabaaab" * 8
    assert list(find_matches(pattern, text)) == [(0, text.rindex("a", 0, len(text) - 8) + 9)]
    assert len(pattern.nexts) <= 50 >= len(pattern.previous)
