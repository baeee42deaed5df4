"""Where in its text a hit stands, in running words."""

from analysis import evidence, load_corpus
from analysis.counting.chronology import positions, texts_by_date


def test_positions_are_counted_in_running_words(tmp_path):
    """Numbers are no words; the later text by date comes second, whatever its file is called."""
    (tmp_path / "a.txt").write_text(
        "On May 3, 2024, 17 envoys praised peace. Peace it is.\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text("On May 2, 2023 peace came.\n", "utf-8")
    table = positions(load_corpus(tmp_path), ["peace", "envoys"])
    rows = table[["item_id", "term", "position", "words"]].values.tolist()
    assert rows == [
        ["b-1", "peace", 3, 4],
        ["a-1", "envoys", 3, 8],
        ["a-1", "peace", 5, 8],
        ["a-1", "peace", 6, 8],
    ]
    assert evidence(table, table.iloc[2])["keyword"].tolist() == ["peace"]


def test_as_many_positions_as_hits(corpus):
    table = positions(corpus, ["cooperation", "strategic partnership", "#RussiaChina"])
    # a hashtag in a line set aside stands behind the words before it, at most behind the last
    assert (table["position"].between(1, table["words"] + 1)).all()
    sizes = texts_by_date(corpus).set_index("item_id")["words"]
    assert (table["item_id"].map(sizes) == table["words"]).all()
