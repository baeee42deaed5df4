"""A saved corpus is the same one, opens at once, and is refused by name when it no longer holds."""

import errno
import json
import os
import re
import signal
import sys
from contextlib import nullcontext
from types import SimpleNamespace
from typing import NamedTuple

import pyarrow.feather
import pytest
from conftest import ROOT

import analysis as an
from analysis import load_corpus
from analysis.finding import store
from analysis.finding.copies import mark_near_duplicates
from analysis.reading import loading
from analysis.tables import InputError

TABLES = ("documents", "items", "spans", "evidence", "rulings")
TOPICS = "topic\tterm\tmatch\tnote\nFish\therring\tword\t\n"


def assert_same(one, other):
    for name in TABLES:
        assert getattr(one, name).dtypes.equals(getattr(other, name).dtypes), name
        assert getattr(one, name).equals(getattr(other, name)), name
    assert (one.horizon, one.lexicons, one.source) == (other.horizon, other.lexicons, other.source)


@pytest.fixture
def documents(tmp_path):
    """Return a folder with two documents, a manifest and a lexicon."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("On May 2, 2024 ministers met.\n", "utf-8")
    (folder / "posts.csv").write_text("id,text,views\n7,Talks,3\n8,,\n", "utf-8")
    (folder / "manifest.csv").write_text("file,outlet\na.txt,TASS\n", "utf-8")
    (folder / "topics.tsv").write_text(TOPICS, "utf-8")
    return folder


def test_what_is_saved_is_what_is_opened(corpus, tmp_path):
    """Tables, horizon and what is counted from them; a second save replaces the first."""
    corpus.save(tmp_path / "deep" / "saved")
    corpus.save(tmp_path / "deep" / "saved")
    opened = load_corpus(tmp_path / "deep" / "saved")
    assert_same(opened, corpus)
    assert an.count_terms(opened, by="year").equals(an.count_terms(corpus, by="year"))
    assert opened.locate("002-6", 0, 9) == corpus.locate("002-6", 0, 9)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["saved"]


def test_tokens_that_were_found_are_saved(corpus, tmp_path, monkeypatch):
    """An opened corpus counts without reading its texts again; a part of it reads them."""
    counts, bigrams = an.count_terms(corpus, by="year"), an.count_ngrams(corpus, 2)
    corpus.save(tmp_path / "saved")
    opened = load_corpus(tmp_path / "saved")
    part = opened.where(kind="post")
    assert an.count_terms(part).equals(an.count_terms(corpus.where(kind="post")))
    monkeypatch.setattr(store, "find_in", None)
    monkeypatch.setattr(store, "split_in", None)
    assert an.count_terms(opened, by="year").equals(counts)
    assert an.count_ngrams(opened, 2).equals(bigrams)
    opened.save(tmp_path / "again")  # what was opened is kept, too
    assert an.count_terms(load_corpus(tmp_path / "again"), by="year").equals(counts)
    (tmp_path / "saved" / "store.start.npy").write_bytes(b"")
    with pytest.raises(InputError, match=r"store\.start\.npy is damaged"):
        load_corpus(tmp_path / "saved")


def test_a_part_and_columns_of_ones_own_are_saved(documents, tmp_path):
    """Whole numbers stay whole, a gap stays one; the horizon and the lexicons are the same."""
    whole = load_corpus(documents, between=(1900, 2100))
    assert whole.items["views"].tolist()[1] == 3
    part = whole.where(kind=["article", "placeholder"])
    part.save(tmp_path / "saved")
    assert_same(load_corpus(tmp_path / "saved"), part)


def change(name, text):
    return lambda documents, saved: (documents / name).write_text(text, "utf-8")


def tell(**changed):
    def write(documents, saved):
        told = json.loads((saved / "saved.json").read_text("utf-8"))
        (saved / "saved.json").write_text(json.dumps(told | changed), "utf-8")

    return write


SPOILED = {
    "a changed document": (change("a.txt", "On May 2, 2025 ministers met.\n"), "stale: a.txt has"),
    "another document": (change("b.txt", "Talks\n"), "stale: b.txt has changed"),
    "a document less": (lambda documents, _: (documents / "a.txt").unlink(), "stale: a.txt has"),
    "a changed manifest": (change("manifest.csv", "file,outlet\na.txt,UNN\n"), "stale: manifest"),
    "a changed lexicon": (
        change("topics.tsv", TOPICS + "Fish\tcod\tword\t\n"),
        "its lexicons have",
    ),
    "another version": (tell(version="0.0.1"), "saved by version 0.0.1 in format 3"),
    "another format": (tell(format=99), "in format 99"),
    "no tables": (tell(files=None), "damaged"),
    "no manifest": (lambda _, saved: (saved / "saved.json").write_text("{", "utf-8"), "damaged"),
    "a table cut short": (
        lambda _, saved: (saved / "items.arrow").write_bytes(b"ARROW1"),
        "items.arrow is damaged",
    ),
    "a table gone": (lambda _, saved: (saved / "spans.arrow").unlink(), "spans.arrow"),
}


@pytest.mark.parametrize(("spoil", "problem"), SPOILED.values(), ids=SPOILED)
def test_what_no_longer_holds_is_refused(documents, tmp_path, spoil, problem):
    """In one line that names the folder; with ``cache`` it is read anew instead."""
    options = {"lexicons": documents, "cache": tmp_path / "saved"}
    load_corpus(documents, **options)
    spoil(documents, tmp_path / "saved")
    with pytest.raises(InputError, match=re.escape(problem)) as refused:
        load_corpus(tmp_path / "saved")
    assert str(refused.value).startswith(str(tmp_path)) and "\n" not in str(refused.value)
    anew = load_corpus(documents, **options)
    assert_same(load_corpus(tmp_path / "saved"), anew)


def test_a_cache_is_read_only_for_the_same_documents_and_options(documents, tmp_path, monkeypatch):
    """A touched file is the same; another option is not."""
    cache = tmp_path / "saved"
    first = load_corpus(documents, cache=cache)
    os.utime(documents / "a.txt", (1, 1))
    with monkeypatch.context() as patch:
        patch.setattr(loading, "_read_corpus", None)  # nothing is read a second time
        assert_same(load_corpus(documents, cache=cache), first)
        with pytest.raises(TypeError):
            load_corpus(documents, cache=cache, published="2024-05")
    dated = load_corpus(documents, cache=cache, published="2024-05")
    assert set(dated.items["published_edtf"]) == {"2024-05"}
    assert_same(load_corpus(cache), dated)


def test_a_cache_notices_the_first_lexicon(documents, tmp_path):
    """Where none lay beside the documents, one that comes later counts; a saved corpus is stale."""
    (documents / "topics.tsv").unlink()
    load_corpus(documents, cache=tmp_path / "saved")
    (documents / "topics.tsv").write_text(TOPICS, "utf-8")
    with pytest.raises(InputError, match="its lexicons have changed"):
        load_corpus(tmp_path / "saved")
    assert load_corpus(documents, cache=tmp_path / "saved").lexicons.folder == documents


def test_a_cache_opens_no_part_and_no_marked_copies(documents, tmp_path):
    """What was made of the corpus and saved in its cache is opened by name alone."""
    cache, whole = tmp_path / "saved", load_corpus(documents)
    for made in (whole.where(items=["a-1"]), mark_near_duplicates(whole)):
        made.save(cache)
        assert_same(load_corpus(cache), made)
        assert len(load_corpus(documents, cache=cache).items) == len(whole.items) > 1
        assert_same(load_corpus(cache), whole)


def test_a_corpus_may_be_carried_away_from_its_documents(documents, tmp_path):
    """What is not there can't be compared; lexicons of one's own are needed to count."""
    load_corpus(documents, cache=tmp_path / "saved")
    documents.rename(tmp_path / "moved")
    with pytest.raises(InputError, match="no such folder of lexicons"):
        load_corpus(tmp_path / "saved")
    (tmp_path / "moved").rename(documents)
    (documents / "topics.tsv").unlink()
    load_corpus(documents, cache=tmp_path / "saved")
    (tmp_path / "saved").rename(tmp_path / "elsewhere")
    documents.rename(tmp_path / "gone")
    assert load_corpus(tmp_path / "elsewhere").items["doc_id"].tolist()[0] == "a"


def test_a_folder_without_lexicons_need_not_be_carried_along(documents, tmp_path, monkeypatch):
    """An option that named one is not asked for again where the documents are not."""
    (documents / "topics.tsv").unlink()
    (tmp_path / "lex").mkdir()
    monkeypatch.chdir(tmp_path)
    load_corpus("in", lexicons="lex").save("saved")
    monkeypatch.chdir("/")
    load_corpus(tmp_path / "saved")
    documents.rename(tmp_path / "gone")
    (tmp_path / "lex").rmdir()
    load_corpus(tmp_path / "saved")


def test_a_cache_among_the_documents_is_none_of_them(documents):
    """The second load opens it, a third reads the same documents."""
    first = load_corpus(documents, cache=documents / "saved")
    assert_same(load_corpus(documents, cache=documents / "saved"), first)
    assert load_corpus(documents).documents["path"].tolist() == ["a.txt", "posts.csv"]


def test_options_of_a_saved_corpus_are_those_it_was_saved_with(corpus, tmp_path):
    corpus.save(tmp_path / "saved")
    with pytest.raises(InputError, match="was saved with its own between; load it without"):
        load_corpus(tmp_path / "saved", between=(2020, 2021))


def test_no_folder_of_somebody_else_is_written_to(corpus, tmp_path):
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match="is there already and no saved corpus"):
        corpus.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_document_that_changed_before_saving_is_named(documents, tmp_path):
    corpus = load_corpus(documents)
    (documents / "a.txt").write_text("Other\n", "utf-8")
    with pytest.raises(InputError, match=r"a\.txt has changed since it was loaded"):
        corpus.save(tmp_path / "saved")


def test_a_full_disk_leaves_the_saved_corpus_as_it_was(corpus, tmp_path, monkeypatch):
    """Nothing is lost, nothing lies about."""
    corpus.save(tmp_path / "saved")

    def fill(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pyarrow.feather, "write_feather", fill)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\); nothing"):
        corpus.where(kind="post").save(tmp_path / "saved")
    assert_same(load_corpus(tmp_path / "saved"), corpus)
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


@pytest.mark.parametrize(("workers", "chunk"), [(1, 3), (2, 1), (2, 4), (3, 500)])
def test_workers_and_chunks_change_nothing(corpus, monkeypatch, workers, chunk):
    """Any number of processes, any size of chunks: the same tables."""
    monkeypatch.setattr(loading, "CHUNK", chunk)
    assert_same(load_corpus(ROOT / "seeds", workers=workers), corpus)


def test_too_little_memory_is_said_before_it_happens(tmp_path, monkeypatch):
    """How much is needed and how much is there; no item was read, nothing saved."""

    class Little(NamedTuple):
        available: int = 3_000
        free: int = 0

    for name in ("virtual_memory", "swap_memory"):
        monkeypatch.setattr(f"analysis.reading.loading.psutil.{name}", Little)
    (tmp_path / "a.txt").write_text("Talks\n\nThey met.\n", "utf-8")
    assert len(load_corpus(tmp_path).items) == 1
    (tmp_path / "b.txt").write_text("Talks\n\n" + 500 * "They met.\n", "utf-8")
    monkeypatch.setattr("analysis.reading.loading.item_rows", None)
    said = r"about 0\.0 GB of memory are needed for 2 items, 0\.0 are free; load a part at a time"
    with pytest.raises(InputError, match=said):
        load_corpus(tmp_path, cache=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_loading_takes_seven_times_the_text(tmp_path, monkeypatch):
    """Of memory and of what can be swapped out together; one byte less is refused."""
    text = "Talks\n\nThey met.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    needed = 7 * sys.getsizeof(text)
    for free, is_enough in ((needed - 10, True), (needed - 11, False)):
        little = SimpleNamespace(available=free, free=10)
        for name in ("virtual_memory", "swap_memory"):
            monkeypatch.setattr(f"analysis.reading.loading.psutil.{name}", lambda few=little: few)
        with nullcontext() if is_enough else pytest.raises(InputError, match="for 1 items"):
            assert load_corpus(tmp_path).spread.workers == 1


def test_a_killed_worker_is_one_line(monkeypatch):
    monkeypatch.setattr(loading, "CHUNK", 1)
    monkeypatch.setattr(loading, "item_rows", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(InputError, match="a worker was ended from outside"):
        load_corpus(ROOT / "seeds", workers=2)
