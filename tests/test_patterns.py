"""Patterns find what Python's `re` finds, the longest match first, and never take long."""

import re

import pytest
from effort import seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.finding.search import _MAX_MEMORY, _compile, _matches
from analysis.tables import InputError

# Parts of patterns, and what they are for `re`, to which marks are no parts of words.
WORD = r"\w\u0300-\u036f"
EDGE = rf"(?:(?<![{WORD}])(?=[{WORD}])|(?<=[{WORD}])(?![{WORD}]))"
ATOMS = {
    **{same: same for same in ("a", "b", "A", ".", "[ab]", "[^a]", r"\s", r"\S", " ", "^")},
    "$": r"\Z",  # the end: for `re`, "$" stands before a last "\n" too
    **{same: same for same in ("в", "Ё", "і", r"\d", r"\D", r"[^\s,]", "[а-яё’]", r"\.", "_", "—")},
    **{same: same for same in (r"[\S\n]", r"[\D_]", "[]a]", r"[\—\-]", "{", "[Z-a]", r"[^\S\n]")},
    r"\w": f"[{WORD}]",
    r"\W": f"[^{WORD}]",
    r"[\w-]": f"[{WORD}-]",
    r"[^\w.]": f"[^{WORD}.]",
    r"[\W_]": f"(?:[^{WORD}]|_)",
    r"[^\W\d_]": rf"(?![\d_])[{WORD}]",
    r"\b": EDGE,
    r"\B": f"(?!{EDGE})",
}
REPEATS = ["*", "+", "?", "{2}", "{0}", "{1,2}", "{0,2}", "{2,}"]
SOURCES = st.recursive(  # pairs of a pattern and what it is for `re`
    st.sampled_from(sorted(ATOMS.items())),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: (two[0][0] + two[1][0], two[0][1] + two[1][1])),
        st.tuples(inner, inner).map(
            lambda two: tuple(f"(?:{x}|{y})" for x, y in zip(*two, strict=True))
        ),
        st.tuples(inner, st.sampled_from(REPEATS)).map(
            lambda two: tuple(f"({x}){two[1]}" for x in two[0])
        ),
    ),
    max_leaves=6,
)
TEXTS = st.text("abA _-вВёі\u0301\u0306й2٣.,—’\n\u00a0\u2028😀\ud83d\x00", max_size=7)


def found(source, text):
    return [text[a:b] for a, b in _matches(_compile(source), text)]


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


@settings(max_examples=300)
@given(SOURCES, TEXTS)
def test_matches_are_those_of_re(source, text):
    """Places, order and length, for any small pattern on Latin and Cyrillic, marks and signs."""
    ours, theirs = source
    assert list(_matches(_compile(ours), text)) == longest_by_re(theirs, text)


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
    ("source", "matches"),
    [
        (r"\bв\b", ["В", "в"]),
        (r"тока\w+", ["Тока\u0301ев"]),  # a stress mark is a part of its word
        (r"\w+-\w+", ["И-и\u0306"]),  # so is the breve of a й in two characters
        (r"\b[вк]\w*", ["В", "встретил", "в", "КНР2"]),
        (r"\bTACC\b", []),  # in Latin letters
        (r"\bТАСС\b", ["ТАСС"]),
        (r"\B\d|ток\b", ["2"]),
        (r"[^\w\s]", [":", "-", "«", "»", "."]),
    ],
)
def test_words_of_every_script(source, matches):
    """Letters, marks and digits make words; ASCII is no limit."""
    text = "ТАСС: В мае Тока\u0301ев встретил И-и\u0306 в «КНР2»."
    assert found(source, text) == matches


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("(a", r"a bracket \( is never closed"),
        ("a)", r"a bracket \) is never opened"),
        ("*a", r"nothing to repeat"),
        ("a+?", r"'\+\?' cannot be read; .* there is no look-around, back-reference or lazy"),
        ("a{2}{3}", r"'\{2\}\{3\}' cannot be read"),
        ("(?=a)", r"'\(\?=a\)' cannot be read"),
        ("(?i)a", r"'\(\?i\)a' cannot be read"),
        (r"(a)\1", r"'\\\\1' cannot be read"),
        (r"\pL\Z", r"'\\\\pL\\\\Z' cannot be read"),
        ("[a", r"'\[a' cannot be read"),
        ("[z-a]", "invalid character class range"),
        ("[[a]", r"'\[\[a\]' cannot be read"),
        ("a{3,2}", "invalid repetition size"),
        ("a" * 201, "201 characters; shorten it to 200"),
        ("(" * 30, r"a bracket \( is never closed"),
        ("((a{50}){50}){50}", "invalid repetition size"),
        ("(((){500}){500}){500}", "invalid repetition size"),
        (r"\w{999}", "pattern too large"),
    ],
)
def test_what_is_no_pattern_is_named(source, problem):
    """Each refusal says what is wrong, in one line."""
    with pytest.raises(InputError, match=problem) as refusal:
        _compile(source)
    assert "\n" not in str(refusal.value)


HOSTILE = ["(a+)+$", "(a|a)*b", "(a|aa)+x", "a?" * 60 + "a" * 60, "a|a.*b", ".*.*.*.*c", "(.*)*c"]


@pytest.mark.parametrize("source", [*HOSTILE, r"a|\b.*\bb", r"(\w|\w\w){30}x"])
def test_work_grows_with_the_text_only(source):
    """What takes `re` more than a lifetime reads eight times the text in eight times the time."""

    def read(letters):
        return lambda: list(_matches(_compile(source), "a" * letters + "!"))

    assert seconds(read(20_000)) <= 2.3**3 * seconds(read(2_500)) + 0.05


@pytest.mark.parametrize("source", ["a|a.*b", r"a|a.*\bb"])
def test_twice_the_text_is_twice_the_work(source, monkeypatch):
    """A pattern that could read to the end every time reads to the end of a stretch."""
    monkeypatch.setattr("analysis.finding.search._STRETCH", re.compile(".{1,100}"))
    (program, framed), read = _compile(source), []

    class Recorded:
        def finditer(self, text):
            read.append(len(text))
            return program.finditer(text)

    width = 3 if framed else 1
    for n in (1_000, 2_000):
        read.clear()
        matches = list(_matches((Recorded(), framed), "a" * n))
        assert matches == [(i, i + 1) for i in range(n)]
        assert read == [100 * width] * (n // 100)


def test_long_texts_are_cut_between_words():
    """No hit of a word is lost, wherever the cuts fall; a wall of letters is cut anywhere."""
    text = "слово да " * 3_000
    assert len(found(r"да", text)) == len(found(r"\bда\b", text)) == 3_000
    assert [len(match) for match in found(r"\w+", "я" * 12_000)] == [5_000, 5_000, 2_000]


def test_memory_is_bounded():
    """A pattern with exponentially many states is answered within its memory."""
    pattern = _compile("(a|b)*a(a|b){15}")
    text = "abbaababbbabaaab" * 80
    assert list(_matches(pattern, text)) == [(0, text.rindex("a", 0, len(text) - 15) + 16)]
    assert pattern[0].options.max_mem == _MAX_MEMORY


@pytest.mark.parametrize("source", ["b", r"\bb\b", r"b\B|b"])
def test_what_is_no_unicode_keeps_its_place(source):
    """A lone surrogate counts as one character of no word, in the text and in the pattern."""
    text = "\ud83db\udc4d яb"
    assert found(source, text)[0] == "b"
    assert next(_matches(_compile(source), text)) == (1, 2)
    assert found("\ud83d.", text) == ["\ud83db", "\udc4d "]


def test_offsets_are_characters():
    """Far into a text of letters of one to four bytes."""
    text = "я—a😀" * 3_000
    for source in ("😀", r"😀\b|\b😀"):
        places = [(i, i + 1) for i in range(3, len(text), 4)]
        assert list(_matches(_compile(source), text)) == places
