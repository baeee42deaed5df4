"""Files are found, opened and decoded strictly; one bad file does not hide the others."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from analysis import load_corpus
from analysis.reading.sources import document_ids
from analysis.reading.sources import files as files_module
from analysis.reading.sources.text import split_items
from analysis.tables import InputError


def error_of(corpus, doc_id):
    return corpus.documents.set_index("doc_id").loc[doc_id, "error"]


@given(texts())
def test_items_join_to_the_file(text):
    """The raw strings of a file's items, in order, are its text."""
    assert "".join(item.raw for item in split_items(text)[1]) == text


def test_a_dump_is_split_at_its_forward_headers():
    """Text before the first header is a post of its own, blank lines there are not."""
    text = "Forwarded from A\nx\nForwarded from B\ny\n"
    format_, items = split_items(text)
    assert format_ == "telegram"
    assert [(item.locator, item.channel) for item in items] == [
        ("lines 1–2", "A"),
        ("lines 3–4", "B"),
    ]
    assert split_items("\n \n" + text)[1][0].raw.startswith("\n \nForwarded")
    assert [item.channel for item in split_items("Hello\n" + text)[1]] == ["", "A", "B"]
    assert split_items("Forwarded from\N{NO-BREAK SPACE}MFA\nx\n")[1][0].channel == "MFA"
    assert split_items("[Forwarded from MFA]\nx\n")[1][0].channel == "MFA"
    assert split_items("MFA, [18.03.2021 14:35]\nx\n")[1][0].channel == "MFA"


def test_an_article_is_one_item_and_an_empty_file_none(read):
    """An empty file is listed, white space is one blank span."""
    corpus = read(article="Title\n\nText of the article.\n", empty="", white=" \n\n\t\n")
    assert corpus.documents["doc_id"].tolist() == ["article", "empty", "white"]
    assert corpus.items["item_id"].tolist() == ["article-1", "white-1"]
    spans = corpus.spans[corpus.spans["item_id"] == "white-1"]
    assert spans[["start", "end", "label"]].values.tolist() == [[0, 5, "blank"]]


@pytest.mark.parametrize(
    ("data", "encoding", "note"),
    [
        ("Talks".encode("utf-8-sig"), "utf-8-sig", "byte order mark"),
        ("Talks".encode("utf-16"), "utf-16", "byte order mark"),
        ("Ta\N{ZERO WIDTH NO-BREAK SPACE}lks".encode(), "utf-8", "U+FEFF inside the text"),
        (b"Ta\0lks in Moscow", "utf-8", ""),
    ],
)
def test_what_was_odd_in_the_bytes_is_noted(read, data, encoding, note):
    """A mark is removed and noted; a NUL is a character like others."""
    corpus = read(a=data)
    document = corpus.documents.iloc[0]
    assert (document["encoding"], document["note"], document["error"]) == (encoding, note, "")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("Переговоры".encode("cp1251"), "byte 0 is not UTF-8"),
        ("Talks — переговоры".encode()[:-1], "byte 28 is not UTF-8"),
        (b"\xc0\xaf", "byte 0 is not UTF-8"),
        (b"\xed\xa0\x80", "byte 0 is not UTF-8"),
        ("Talks".encode("utf-16-le"), "NUL"),
        ("Talks".encode("utf-16") + b"\x00", "is not UTF-16"),
    ],
)
def test_an_undecodable_file_is_an_error_and_hides_no_other(read, data, problem):
    """Nothing is guessed: the error has the file, the byte and a remedy; other files are read."""
    corpus = read(bad=data, good="Title\n\nText.\n")
    assert problem in error_of(corpus, "bad")
    assert "bad.txt: " in error_of(corpus, "bad")
    assert "convert" in error_of(corpus, "bad")
    assert corpus.items["item_id"].tolist() == ["good-1"]


@given(st.binary(max_size=200))
def test_any_bytes_give_a_result_or_an_error_row(tmp_path_factory, data):
    """No bytes raise anything but `InputError`."""
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a.txt").write_bytes(data)
    corpus = load_corpus(folder)
    assert (corpus.documents["error"][0] == "") or corpus.items.empty


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_stay_as_they_are(read, ends):
    """Offsets refer to the original characters."""
    raw = ends.join(["Title", "", "On May 2, 2024 they met.", ""])
    corpus = read(a=raw.encode())
    assert corpus.items["raw"][0] == raw
    place = corpus.locate("a-1", raw.index("On"), raw.index("On") + 14)
    assert (place.first_line, place.last_line, place.quote) == (3, 3, "On May 2, 2024")


def test_a_missing_or_empty_folder_or_an_address_is_refused(tmp_path):
    """One clear line: place, problem, remedy."""
    with pytest.raises(InputError, match="nowhere: no such file or folder; check the spelling"):
        load_corpus(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"no documents in this folder; put \.txt files"):
        load_corpus(tmp_path)
    with pytest.raises(InputError, match="never fetched"):
        load_corpus("https://example.org/a.txt")


def test_a_single_file_is_a_corpus(tmp_path):
    """A path to a file reads that file."""
    (tmp_path / "a.txt").write_text("Title\n", "utf-8")
    assert load_corpus(tmp_path / "a.txt").items["item_id"].tolist() == ["a-1"]


def test_other_formats_are_named(tmp_path):
    """Archives stay closed, unknown formats are not guessed, hidden files and READMEs skipped."""
    for name in ("a.zip", "b.pdf", ".hidden", "README.md"):
        (tmp_path / name).write_text("x", "utf-8")
    corpus = load_corpus(tmp_path)
    assert "unpack first" in error_of(corpus, "a")
    assert "unknown format .pdf" in error_of(corpus, "b")
    assert len(corpus.documents) == 2


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")
def test_links_out_and_pipes_are_not_followed(tmp_path):
    """A link out of the folder, a loop and a pipe are errors before anything is read."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.txt").write_text("x", "utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "away").symlink_to(tmp_path / "out")
    os.mkfifo(folder / "pipe.txt")
    corpus = load_corpus(folder)
    assert "link out of the corpus" in error_of(corpus, "link")
    assert "cannot be read" in error_of(corpus, "loop")
    assert "link out of the corpus" in error_of(corpus, "away")
    assert "not a regular file" in error_of(corpus, "pipe")


def test_a_file_over_the_cap_is_refused(tmp_path, monkeypatch):
    """The cap is stated, and the file is not read whole to find out."""
    monkeypatch.setattr(files_module, "MAX_FILE_BYTES", 10)
    (tmp_path / "a.txt").write_text("eleven bytes", "utf-8")
    assert "12 bytes is over the cap of 10" in error_of(load_corpus(tmp_path), "a")


def test_ids_are_short_and_distinct():
    """Names equal after case folding, or in two folders, still have distinct ids."""
    names = ["000_34093a0f0dff4853.txt", "a/talks.txt", "b/Talks.txt", "x.txt"]
    ids = document_ids(names)
    assert (ids[names[0]], ids["x.txt"]) == ("000", "x")
    assert len(set(ids.values())) == 4
    assert ids["a/talks.txt"].startswith("talks~")


def test_adding_an_unrelated_file_changes_no_other_row(tmp_path, corpus):
    """Rows of a file depend on that file alone."""
    from conftest import ROOT

    for path in (ROOT / "seeds").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "999.txt").write_text("Wang Yi meets Lavrov\n\nOn May 2, 2024 they met.\n", "utf-8")
    more = load_corpus(tmp_path)
    assert more.documents[:5].equals(corpus.documents)
    assert more.items[:10].equals(corpus.items)
    assert more.spans[more.spans["item_id"] != "999-1"].equals(corpus.spans)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("a,b\n", ":1: the header must be"),
        ("file,outlet,kind,language,note,sha256\na.txt,TASS\n", ":2: 2 cells instead of 6"),
        (
            "file,outlet,kind,language,note,sha256\na.txt,A,,,,\na.txt,B,,,,\n",
            ":3: a.txt is listed twice",
        ),
    ],
)
def test_a_malformed_manifest_is_refused(tmp_path, rows, problem):
    """File, line, problem, remedy."""
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "manifest.csv").write_text(rows, "utf-8")
    with pytest.raises(InputError, match=f"manifest.csv{problem}"):
        load_corpus(tmp_path)


def test_the_manifest_is_compared_with_what_is_there(tmp_path):
    """A changed file is noted, a missing one is an error, an outlet is taken over."""
    (tmp_path / "a.txt").write_text("x", "utf-8")
    header = "file,outlet,kind,language,note,sha256"
    (tmp_path / "manifest.csv").write_text(
        f"{header}\na.txt,TASS,article,en,,00\nb.txt,,,,,\n", "utf-8"
    )
    corpus = load_corpus(tmp_path)
    assert corpus.documents["note"][0] == "sha256 differs from the manifest"
    assert corpus.items["outlet"][0] == "TASS"
    assert "listed in the manifest but not there" in error_of(corpus, "b")
    assert corpus.documents["doc_id"].is_unique


def test_ten_thousand_posts_are_split_in_linear_time():
    """Each post is met once."""
    text = "Forwarded from A\nx\n" * 20_000
    assert len(split_items(text)[1]) == 20_000
