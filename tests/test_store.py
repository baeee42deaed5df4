"""The store of tokens: chunks and compiled code find what the expression finds."""

import random
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

import analysis as an
from analysis.counting.words import collocations
from analysis.finding import store as module
from analysis.finding import words as running
from analysis.finding.copies import mark_near_duplicates
from analysis.finding.store import find_in, sentences, store

# What the alternatives of the expression turn on, some of it rare: a long s, digits that are no
# decimals, letters of other widths, marks, a lone surrogate.
PIECES = [
    *"ab1 2.-_'#@/:tTmMeEhHpPsSwWſ,)…\nʼ\u0301\u200d\xadяй٣²ⅷ中＃«“\u2011‐\U0001f600\x00\u2028éǅßİ"
]
PIECES += ["https://", "www.", "t.me/", "T.me/", "\ud800"]
HOSTILE = st.lists(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), max_size=12)


def same(one, other):
    """Whether two sets of tokens are one, column by column."""
    *columns, surfaces = zip(one, other, strict=True)
    return surfaces[0] == surfaces[1] and all(np.array_equal(a, b) for a, b in columns)


@given(st.one_of(HOSTILE, st.lists(texts(), max_size=3)))
def test_compiled_code_finds_the_same_tokens(given):
    """Of any text, whatever it holds, the kernel has the tokens of the expression."""
    pytest.importorskip("numba", reason="extra [scale]")
    assert same(find_in(given), find_in(given, compiled=True))


def test_chunks_change_nothing(corpus, monkeypatch):
    """Read line by line or at once, with or without the kernel, the tables are the same."""
    tables = []
    for chunk, kernel in ((10**9, 10**9), (1, 10**9), (1, 1), (50, 1)):
        monkeypatch.setattr(module, "CHUNK_CHARS", chunk)
        monkeypatch.setattr(module, "KERNEL_CHARS", kernel)
        fresh = corpus.where(items=corpus.items["item_id"])  # nothing found before is kept
        pairs = an.count_ngrams(an.words(fresh, lemmatize=True), 2, by="year")
        tables.append((an.count_terms(fresh, by="outlet"), pairs, an.topic_hits(fresh)))
    for table in tables[1:]:
        for one, other in zip(tables[0], table, strict=True):
            assert one.equals(other)


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    """Return 2,000 posts of the benchmark, half of them with hostile signs behind."""
    path = tmp_path_factory.mktemp("posts") / "posts.parquet"
    made = Path(__file__).parents[1] / "benchmarks" / "posts.py"
    runpy.run_path(str(made))["write_posts"](2_000, path)
    table, draw = pd.read_parquet(path), random.Random(9)
    signs = [piece for piece in PIECES if piece != "\ud800"]  # no file holds a lone surrogate
    tails = ["".join(draw.choices(signs, k=draw.randrange(60) * (n % 2))) for n in range(2_000)]
    table["text"] = [f"{text} {tail}" for text, tail in zip(table["text"], tails, strict=True)]
    table.to_parquet(path)
    return an.load_corpus(path)


@pytest.mark.parametrize("name", ["corpus", "posts"])
def test_every_table_is_the_same_with_compiled_code(name, request, monkeypatch):
    """Of the seeds and of mixed posts, whether the kernel has read and counted or plain Python."""
    pytest.importorskip("numba", reason="extra [scale]")
    from analysis.finding import kernel

    given, calls = request.getfixturevalue(name), set()
    for verb in ("find", "tally"):
        own = getattr(kernel, verb)
        note = lambda *given, own=own, verb=verb: calls.add(verb) or own(*given)  # noqa: E731
        monkeypatch.setattr(kernel, verb, note)
    both = []
    for threshold in (10**12, 1):
        monkeypatch.setattr(module, "KERNEL_CHARS", threshold)
        monkeypatch.setattr(running, "KERNEL_WORDS", threshold)
        fresh = given.where(items=given.items["item_id"])  # nothing found before is kept
        words, ids = an.words(fresh, lemmatize=True), fresh.items["item_id"]
        halves = words.where(items=ids[::2]), words.where(items=ids[1::2])
        counts = (an.count_terms(half).set_index("term")["hits"] for half in halves)
        near = mark_near_duplicates(fresh).items[["item_id", "duplicate_of", "similarity"]]
        frequent = an.count_terms(words)["term"].head(5).tolist()
        series = an.series(words, frequent, by="month", dates="publication")
        tables = an.count_terms(words, by="year"), an.count_ngrams(words, 2, by="year"), series
        tables += an.count_terms(words, by="item_id"), an.count_ngrams(words, 5, by="outlet")
        tables += an.count_ngrams(halves[0], 3), collocations(words)
        both.append([*tables, an.topic_hits(fresh), an.keyness(*counts), near, words.hits()])
        assert calls == ({"find", "tally"} if threshold == 1 else set())
    for without, compiled in zip(*both, strict=True):
        assert len(without)
        pd.testing.assert_frame_equal(without, compiled, check_exact=True)


def test_every_token_stands_where_the_store_says(corpus):
    """Offsets, spans, items and sentences of the store agree with the tables of the corpus."""
    tokens, said = store(corpus), sentences(corpus)
    every = np.arange(len(tokens.start))
    ends = tokens.end(every)
    raws, spans = corpus.items["raw"].tolist(), corpus.spans
    ids = corpus.items["item_id"].tolist()
    for n in every.tolist():
        span = spans.iloc[tokens.span[n]]
        row = tokens.item[tokens.span[n]]
        assert ids[row] == span["item_id"]
        assert span["start"] <= tokens.start[n] < ends[n] <= span["end"]
        assert raws[row][tokens.start[n] : ends[n]] == tokens.surfaces[tokens.surface[n]]
        sentence = said.of_token[n]
        assert said.span[sentence] == tokens.span[n]
        assert said.start[sentence] <= tokens.start[n] < said.end[sentence]


@given(HOSTILE)
def test_a_text_is_read_by_itself(given):
    """What stands beside a text, kept or removed, changes none of its tokens."""
    alone = [find_in([text]) for text in given]
    assert same(module._join(alone), find_in(given))
