"""What holds for any documents: the numbered invariants, those that have no test of their own.

1–3, 7: test_sources, test_cleaning. 11, 12: test_tokens. 13: test_dating. 15, 17: test_files,
test_swapping. 16: test_report. 18: test_steps. The others are here.
"""

import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import HOSTILE, LINES, texts
from test_hostile import FORMATS, file_of

import analysis as an
from analysis import load_corpus
from analysis.reading.loading import load_corpus as load
from analysis.tables import KEPT, LABELS

FEWER = settings(max_examples=settings().max_examples // 7)
TOKENS = [
    b"",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r",
    b'"',
    b"'",
    b"\\",
    b"\\ud800",
    b"<",
    b">",
]
TOKENS += [b"{", b"}", b"[", b"]", b",", b":", b"null", b"NaN", b"1e999", b"-1", b"9" * 25, b"\x1b"]
TOKENS += [b"<!--", b"-->", b"<script>", b"</div>", b"&#0;", b"&#xD800;", b"true", b"text", b"id"]
EDITS = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 30), st.sampled_from(TOKENS)), max_size=5
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=settings().max_examples // 9)
@given(text=HOSTILE, edits=EDITS)
def test_5_any_bytes_are_items_or_one_error(tmp_path_factory, format_, text, edits):
    """A file of every format, cut, overwritten, stuffed: rows that hold together, or one line."""
    text = text.encode("utf-8", "replace").decode()
    if format_ == "xlsx":  # XML has no controls
        text = re.sub(r"[^\t\n\x20-\ud7ff]", "", text)
    name, data = file_of(format_, text)
    for place, length, token in edits:
        at = place % (len(data) + 1)
        data = data[:at] + token + data[at + length :]
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / name).write_bytes(data)
    corpus = load(folder)
    (error,) = corpus.documents["error"]
    assert not error or (corpus.items.empty and str(folder / name) in error and "\n" not in error)
    check(corpus)


def check(corpus):
    """1, 2, 4: the spans of an item tile its raw text, and its text is the kept ones."""
    for item_id, raw, text in corpus.items[["item_id", "raw", "text"]].itertuples(index=False):
        spans = corpus.spans[corpus.spans["item_id"] == item_id]
        starts, ends = spans["start"].tolist(), spans["end"].tolist()
        assert [0, *ends] == [*starts, len(raw)]
        assert set(spans["label"]) <= set(LABELS)
        kept = spans[spans["label"].isin(KEPT)]
        assert text == "".join(raw[a:b] for a, b in zip(kept["start"], kept["end"], strict=True))


FILES = st.dictionaries(
    st.sampled_from(["a.txt", "b.txt", "c/d.txt", "B.txt"]), texts(), min_size=1, max_size=3
)


def written(folder: Path, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "replace"))
    return folder


@pytest.mark.filterwarnings("ignore")
@FEWER
@given(files=FILES)
@example(files={"a.txt": "\0", "b.txt": "Talks\n\0 began."})
def test_1_items_of_a_text_file_join_to_it(tmp_path_factory, files):
    """From the first to the last character, whatever is beside it; what looks binary is refused."""
    folder = written(tmp_path_factory.mktemp("joined"), files)
    corpus = load(folder)
    check(corpus)
    columns = ["doc_id", "path", "error"]
    for doc_id, path, error in corpus.documents[columns].itertuples(index=False):
        raw = "".join(corpus.items.loc[corpus.items["doc_id"] == doc_id, "raw"])
        data = (folder / path).read_bytes()
        controls = sum(byte < 9 or 14 <= byte < 27 for byte in data)
        is_binary = 10 * controls > len(data) and not data.startswith(b"\xef\xbb\xbf")
        assert ("control bytes" in error) == is_binary
        assert error == "" or is_binary
        assert raw == ("" if is_binary else data.decode("utf-8-sig"))


@pytest.mark.filterwarnings("ignore")
@FEWER
@given(files=FILES, seed=st.randoms(use_true_random=False))
def test_6_the_order_of_a_directory_changes_nothing(tmp_path_factory, files, seed):
    """Nor the order in which its files were made."""
    folder = written(tmp_path_factory.mktemp("order"), files)
    before = load(folder)
    real = os.scandir

    class Shuffled:
        def __init__(self, path):
            with real(path) as found:
                self.entries = list(found)
            seed.shuffle(self.entries)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *error):
            return None

        def __iter__(self):
            return iter(self.entries)

        def __next__(self):
            if not self.entries:
                raise StopIteration
            return self.entries.pop()

        def close(self):
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", Shuffled)
        after = load(folder)
    for table in ("documents", "items", "spans", "evidence"):
        assert getattr(before, table).equals(getattr(after, table))


@pytest.mark.filterwarnings("ignore")
@FEWER
@given(files=FILES, other=st.sampled_from(["Zebras\n\nThey graze.\n", "", "x", "\ufeff", "(1)\n"]))
def test_8_an_unrelated_file_changes_no_row_of_others(tmp_path_factory, files, other):
    """Before or behind them, in the same folder or a deeper one."""
    folder = written(tmp_path_factory.mktemp("alone"), files)
    before = load(folder)
    for name in ("0.txt", "zz.txt", "c/zz.txt"):
        written(folder, {name: other})
    after = load(folder)
    documents = set(before.documents["doc_id"])
    for table in ("documents", "items"):
        mine = getattr(after, table)
        mine = mine[mine["doc_id"].isin(documents)].reset_index(drop=True)
        assert mine.equals(getattr(before, table))
    spans = after.spans[after.spans["item_id"].isin(before.items["item_id"])]
    assert spans.reset_index(drop=True).equals(before.spans)


@pytest.mark.filterwarnings("ignore")
@FEWER
@given(files=FILES)
def test_9_10_counts_are_their_concordance_and_years_add_up(tmp_path_factory, files):
    """Each term has as many lines as hits; the years and the undated make up the whole."""
    corpus = load(written(tmp_path_factory.mktemp("counts"), files))
    counted = an.words(corpus)
    table = an.count_terms(counted)
    for term, hits in table[["term", "hits"]].head(3).itertuples(index=False):
        assert len(an.concordance(counted, term)) == hits
    by_year = an.count_terms(counted, by="year")
    assert by_year.groupby("term")["hits"].sum().to_dict() == dict(
        zip(table["term"], table["hits"], strict=True)
    )
    weights = an.dates.aoristic_weights(corpus.items).groupby("item_id")["weight"].sum()
    assert (abs(weights - 1) < 1e-9).all()
    assert len(weights) == corpus.items["event_from"].notna().sum()


REMOVED = ["Read in full", "Новости партнёров", "19.11.2020 139 просмотров", "https://is.gd/fg56SL"]


@pytest.mark.filterwarnings("ignore")
@FEWER
@given(lines=st.lists(LINES, min_size=1, max_size=6), link=st.sampled_from(["a", "bC7", "x-1"]))
def test_14_what_is_removed_counts_for_nothing(tmp_path_factory, lines, link):
    """Another short link in its place: the same words, the same date."""
    found = []
    for address in ("https://is.gd/fg56SL", f"https://is.gd/{link}"):
        text = "\n".join(["Talks in Moscow", *lines, address, "They met in Moscow on trade."])
        folder = written(tmp_path_factory.mktemp("removed"), {"a.txt": text})
        corpus = load_corpus(folder)
        labels = corpus.spans.loc[corpus.spans["label"] == "short_link"]
        assert len(labels) >= 1
        found.append((corpus, an.count_terms(corpus)))
    (one, counts), (other, same) = found
    assert counts.equals(same)
    columns = ["text", "event_edtf", "event_status"]
    assert one.items[columns].equals(other.items[columns])
