"""Near copies: exactly as similar as said, clusters as planted, differences word by word."""

import random
import sys

import pandas as pd
import pytest

import analysis as an
from analysis.finding.copies import differences, mark_near_duplicates
from analysis.tables import InputError

pytest.importorskip("numba", reason="extra [scale]")
WORDS = [f"{a}{b}{c}" for a in "bdfg" for b in ("an", "el", "or", "um") for c in "klmn"]


def shingles(text):
    words = text.split()
    return {tuple(words[n : n + 3]) for n in range(len(words) - 2)}


def similarity(one, other):
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


@pytest.fixture
def planted():
    """Return texts: twenty of their own, and of each an edit that differs in one word of forty."""
    draw = random.Random(7)
    own = [" ".join(draw.choices(WORDS, k=40)) for _ in range(20)]
    edits = [" ".join([*text.split()[:20], "other", *text.split()[21:]]) for text in own]
    return own + edits


def table_of(tmp_path, texts, days=None):
    """Load texts as posts of a table, each with its day."""
    import pandas as pd

    days = days or [f"2024-05-{1 + n % 28:02}" for n in range(len(texts))]
    pd.DataFrame({"text": texts, "date": days}).to_csv(tmp_path / "posts.csv", index=False)
    return an.load_corpus(tmp_path / "posts.csv")


def test_planted_edits_are_found_and_nothing_else(tmp_path, planted):
    """Each text and its edit are one cluster; their similarity is that of their shingles."""
    corpus = mark_near_duplicates(table_of(tmp_path, planted), threshold=0.8)
    copy_of = corpus.items["duplicate_of"].tolist()
    ids = corpus.items["item_id"].tolist()
    for n in range(20):
        roots = {copy_of[n] or ids[n], copy_of[n + 20] or ids[n + 20]}
        assert len(roots) == 1
        assert roots <= {ids[n], ids[n + 20]}
        shown = corpus.items["similarity"].iloc[[n, n + 20]].dropna().tolist()
        assert shown == [pytest.approx(similarity(planted[n], planted[n + 20]), abs=1e-12)]
    assert sorted(corpus.clusters()["size"].tolist()) == [2] * 20


def test_below_the_threshold_there_is_no_copy(tmp_path, planted):
    """36 of 40 shingles shared by 35 of 41 are no copies at 0.9."""
    exact = similarity(planted[0], planted[20])
    assert 0.8 < exact < 0.9
    corpus = mark_near_duplicates(table_of(tmp_path, planted), threshold=0.9)
    assert (corpus.items["duplicate_of"] == "").all()


def test_the_earliest_dated_copy_counts(tmp_path, planted):
    """Of a text and its edit the one of the earlier day; in each month one is read."""
    days = ["2024-06-02", "2024-05-20", "2024-05-25"]
    texts = [planted[0], planted[20], planted[20]]
    corpus = mark_near_duplicates(table_of(tmp_path, texts, days))
    ids = corpus.items["item_id"].tolist()
    assert corpus.items["duplicate_of"].tolist() == [ids[1], "", ids[1]]
    assert corpus.items["similarity"].iloc[2] == 1
    first, last = corpus.clusters()[["first", "last"]].iloc[0]
    assert (str(first.date()), str(last.date())) == ("2024-05-20", "2024-06-02")
    words = len(planted[0].split())
    counted = {r: len(an.words(corpus, r)) for r in ("cleaned", "distinct", "distinct_by_period")}
    # May has a copy of its own, which is not read again; June has one.
    assert counted == {"cleaned": 3 * words, "distinct": words, "distinct_by_period": 2 * words}


def test_a_viral_text_takes_pairs_by_its_copies(tmp_path, planted):
    """Of 400 edits of one text all are one cluster, and each is compared with a few others."""
    draw = random.Random(3)
    words = planted[0].split()
    texts = []
    for n in range(400):
        edited = words.copy()
        edited[draw.randrange(40)] = f"w{n}"
        texts.append(" ".join(edited))
    corpus = mark_near_duplicates(table_of(tmp_path, texts), threshold=0.7)
    assert corpus.clusters()["size"].tolist() == [400]


def test_short_texts_alone_have_no_near_copies(read):
    """Below ten words nothing is compared, and nothing fails."""
    items = mark_near_duplicates(read(a="Live now.\n", b="Live today.\n")).items
    assert items["duplicate_of"].tolist() == ["", ""]
    assert items["similarity"].isna().all()


def test_differences_are_said_word_by_word(read):
    """Case and punctuation are no difference; what one adds has no words in the other."""
    corpus = read(
        a="Talks in Moscow.\n\nThey met, today.\n", b="TALKS in Beijing\n\nThey met today again\n"
    )
    one, other = corpus.items["item_id"]
    table = differences(corpus, one, other)
    assert table[["words", "other_words"]].values.tolist() == [["Moscow", "Beijing"], ["", "again"]]
    for words, side in (("words", ""), ("other_words", "other_")):
        raw = corpus.items["raw"].iloc[0 if not side else 1]
        for row in table.to_dict("records"):
            assert raw[row[f"{side}start"] : row[f"{side}end"]] == row[words]


def test_what_cannot_be_asked_is_refused(corpus):
    """A threshold that is no share and an unknown item are named."""
    with pytest.raises(InputError, match="threshold=80"):
        mark_near_duplicates(corpus, threshold=80)
    with pytest.raises(InputError, match="no item 'x'"):
        differences(corpus, "x", "002-1")


def test_without_the_extra_it_says_how_to_get_it(corpus, monkeypatch):
    """The base install has no compiled code: one line says what to install."""
    import analysis.finding.kernel  # so that it is there to be hidden

    monkeypatch.delattr(analysis.finding, "kernel")
    monkeypatch.setitem(sys.modules, "analysis.finding.kernel", None)
    with pytest.raises(InputError, match=r"\[scale\]"):
        mark_near_duplicates(corpus)


def test_the_seeds_have_no_near_copies(corpus):
    """Nine texts of their own stay nine."""
    assert mark_near_duplicates(corpus).items["duplicate_of"].equals(corpus.items["duplicate_of"])


def test_posts_that_differ_in_numbers_are_no_copies(tmp_path):
    """A rate of 105 euros and one of 250 are two; `differences` lists them, addresses aside."""
    text = "The evening rate of the harbour fee is {} euros and the quota {} tonnes, see t.me/p/{}"
    rows = [("105", "4000", "7"), ("250", "9000", "8"), ("105", "4000", "9")]
    corpus = table_of(tmp_path, [text.format(*row) for row in rows])
    marked = mark_near_duplicates(corpus, threshold=1.0)
    assert marked.items["duplicate_of"].tolist() == ["", "", "posts.csv-1"]
    assert differences(marked, "posts.csv-1", "posts.csv-2")["other_words"].tolist() == [
        "250",
        "9000",
    ]


SHARED = "agreed on trade and transport and energy and culture and sport and science and visas"


def test_an_undated_copy_displaces_no_dated_one(tmp_path):
    """What is derived from a text is no publication; clusters begin and end with stated ones."""
    rows = [
        ("", f"On March 15 the ministers met and {SHARED} of gas in all."),
        ("2024-02-02", f"On March 15 the ministers met and {SHARED} of oil in all."),
        ("2024-01-31", f"On March 15 the ministers met and {SHARED} of gas in sum."),
    ]
    table = pd.DataFrame(rows, columns=["date", "text"]).assign(outlet=["", "B", "A"])
    table.to_csv(tmp_path / "posts.csv", index=False)
    marked = mark_near_duplicates(an.load_corpus(tmp_path / "posts.csv"), threshold=0.6)
    assert marked.items["duplicate_of"].tolist() == ["posts.csv-3", "posts.csv-3", ""]
    (cluster,) = marked.clusters().itertuples()
    assert (str(cluster.first.date()), str(cluster.last.date())) == ("2024-01-31", "2024-02-02")
    assert (cluster.outlets, cluster.outlet) == (2, "B, A")


def test_of_a_part_the_earliest_stated_copy_counts(tmp_path):
    """A copy that one outside the part has dated does not go before one with a date of its own."""
    rows = [("A", "2024-01-01"), ("B", "2024-02-01"), ("C", "")]
    table = pd.DataFrame(rows, columns=["outlet", "date"]).assign(text="The ministers met again.")
    table.to_csv(tmp_path / "posts.csv", index=False)
    part = an.load_corpus(tmp_path / "posts.csv").where(outlet=["B", "C"])
    assert part.items["duplicate_of"].tolist() == ["", "posts.csv-2"]
