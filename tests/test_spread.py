"""Processes and a cluster change nothing: every table is the same."""

import pandas as pd
import pytest

import analysis as an
from analysis.finding import store
from analysis.finding.copies import mark_near_duplicates
from analysis.reading import loading
from analysis.tables import InputError

TABLES = ("documents", "items", "spans", "evidence")


@pytest.fixture
def posts(tmp_path, monkeypatch):
    """Return a table of 60 posts in chunks of 7, with copies, dates and two languages."""
    monkeypatch.setattr(loading, "CHUNK", 7)
    monkeypatch.setattr(store, "CHUNK_CHARS", 500)
    texts = [
        f"On May {1 + n % 28}, 2023 ministers met in Beijing. Trade grew by {n % 9} percent again."
        if n % 3
        else f"Министры обсудили повестку. Встреча прошла {1 + n % 28} мая 2023 года в Пекине."
        for n in range(60)
    ]
    table = pd.DataFrame({"text": texts, "date": [f"2023-06-{1 + n % 28:02}" for n in range(60)]})
    table.to_csv(tmp_path / "posts.csv", index=False)
    return tmp_path / "posts.csv"


def counted(corpus):
    """Return tables of every wing."""
    words = an.words(corpus, lemmatize=True)
    return [
        *(getattr(corpus, name) for name in TABLES),
        an.count_terms(words, by="month"),
        an.count_ngrams(words, 2),
        an.topic_hits(corpus),
        an.voices(corpus),
        an.series(corpus, ["ministers", "министры"], by="month", dates="publication"),
        an.concordance(corpus, "trade"),
        words.hits(),
    ]


def same(one, other):
    """Whether two corpora give the same tables."""
    return all(a.equals(b) for a, b in zip(counted(one), counted(other), strict=True))


def test_processes_change_nothing(posts):
    """Two workers clean, date, find words and sentences; the tables are those of one."""
    assert same(an.load_corpus(posts), an.load_corpus(posts, workers=2))


def test_a_cluster_changes_nothing(posts):
    """On a Dask cluster of two processes, given by client or address, the tables are the same."""
    distributed = pytest.importorskip("distributed", reason="extra [scale]")
    alone = an.load_corpus(posts)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert same(alone, an.load_corpus(posts, dask=client))
        assert same(alone, an.load_corpus(posts, dask=cluster.scheduler_address))


def test_a_scheduler_that_is_not_there_is_named(posts):
    """One line says which address did not answer."""
    pytest.importorskip("distributed", reason="extra [scale]")
    with pytest.raises(InputError, match=r"dask='nowhere': no scheduler answers"):
        an.load_corpus(posts, dask="nowhere")


def test_compiled_code_and_a_saved_corpus_change_nothing(posts, tmp_path, monkeypatch):
    """With the kernel, in threads too, and opened from a saved corpus every table is the same."""
    alone = an.load_corpus(posts)
    before = counted(alone)
    marked = mark_near_duplicates(alone).items
    monkeypatch.setattr(store, "KERNEL_CHARS", 1)
    compiled = an.load_corpus(posts)
    alone.save(tmp_path / "saved")
    opened = an.load_corpus(tmp_path / "saved")
    for corpus in (compiled, opened, an.load_corpus(posts, workers=2)):
        assert all(a.equals(b) for a, b in zip(before, counted(corpus), strict=True))
        assert mark_near_duplicates(corpus).items.equals(marked)
