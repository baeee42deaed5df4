"""The ledger in numbers adds up to the files."""

from analysis.counting.ledger import by_label, kept_words, repeated_edges, strips
from analysis.tables import LABELS, read_tsv


def test_every_label_has_one_treatment():
    """No label is left out or treated twice."""
    treated = [label for label, _ in read_tsv("counting/treatments.tsv")]
    assert sorted(treated) == sorted(LABELS)


def test_characters_add_up(corpus):
    """Labels sum to the characters of the files."""
    assert by_label(corpus)["characters"].sum() == corpus.documents["n_chars"].sum()


def test_strips_tile_each_file(corpus):
    """In file coordinates, the spans of all items follow each other without a gap."""
    for doc_id, spans in strips(corpus).groupby("doc_id"):
        assert spans["start"].iloc[0] == 0
        assert (spans["start"].iloc[1:].values == spans["end"].iloc[:-1].values).all()
        length = corpus.documents.set_index("doc_id").loc[doc_id, "n_chars"]
        assert spans["end"].iloc[-1] == length


def test_kept_words(corpus):
    """File 002 goes from 2,075 to 1,033."""
    table = kept_words(corpus).set_index("doc_id")
    assert table.loc["002", ["items", "raw_words", "kept_words"]].tolist() == [6, 2075, 1033]


def test_no_row_is_proposed_that_a_console_would_act_on(read):
    """A line with an escape that ends forty posts is left to the researcher; a plain one is not."""
    post = "Forwarded from News\nTalks number {} began.\n{}\n"
    for line, rows in (("\x1b[31mFollow us", 0), ("Follow\xa0us here", 1)):
        corpus = read(a="".join(post.format(n, line) for n in range(40)))
        table = repeated_edges(corpus)
        assert (table["edge"] == "ends").sum() == rows
        assert "\x1b" not in "".join(table["row"])
