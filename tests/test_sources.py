"""Files are found, opened and decoded strictly; one bad file does not hide the others."""

import os
import unicodedata

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from analysis import load_corpus
from analysis.reading.cleaning import kept_text, label_spans
from analysis.reading.sources import files as files_module
from analysis.reading.sources import ids as sources_ids
from analysis.reading.sources.ids import document_ids
from analysis.reading.sources.text import split_items
from analysis.tables import InputError


def error_of(corpus, path):
    return corpus.documents.set_index("path").loc[path, "error"]


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


@pytest.mark.parametrize(
    "name",
    [
        "Yahoo!",
        "Russia today!",
        "Ministry of Foreign Affairs.",
        "Washington D.C.",
        "Что? Где? Когда?",
        "Раньше всех. Ну почти.",
    ],
)
def test_a_channel_may_end_like_a_sentence(name):
    """The second header begins a post, and cleaning takes it out of the text."""
    items = split_items(f"Forwarded from TASS\nx\n\nForwarded from {name}\ny\n")[1]
    assert [(item.channel, item.first_line) for item in items] == [("TASS", 1), (name, 4)]
    assert split_items(f"Переслано от {name}\nx\n")[1][0].channel == name
    assert label_spans(items[1].raw, "post")[0].label == "forward_header"


@pytest.mark.parametrize(
    "line",
    [
        "Forwarded from the embassy to the ministry, the note proposed talks in May.",
        "Forwarded from Beijing, the letter arrived on Monday.",
        "Forwarded from Beijing to Moscow in May.",
        "Forwarded from the ministry.",
        "Forwarded from Beijing to Moscow, it came back!",
        "Переслано из Москвы в Пекин вчера.",
        "Переслано из посольства, нота осталась без ответа.",
    ],
)
def test_a_sentence_that_begins_like_a_header_splits_nothing(line):
    """An article stays one item, and the sentence stays in it."""
    raw = f"Notes on notes\n\n{line}\n\nThe ministers met in Moscow.\n"
    format_, items = split_items(raw)
    assert (format_, len(items)) == ("article", 1)
    assert line in kept_text(raw, label_spans(raw, "article"))


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
    assert problem in error_of(corpus, "bad.txt")
    assert "bad.txt: " in error_of(corpus, "bad.txt")
    assert "convert" in error_of(corpus, "bad.txt")
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
    with pytest.raises(InputError, match="no documents in this folder; put text files"):
        load_corpus(tmp_path)
    with pytest.raises(InputError, match="never fetched"):
        load_corpus("https://example.org/a.txt")


def test_a_single_file_is_a_corpus(tmp_path):
    """A path to a file reads that file."""
    (tmp_path / "a.txt").write_text("Title\n", "utf-8")
    assert load_corpus(tmp_path / "a.txt").items["item_id"].tolist() == ["a-1"]


def test_other_formats_are_named(tmp_path):
    """Archives stay closed, unknown formats are not guessed, hidden files and READMEs skipped."""
    for name in ("a.zip", "b.pdf", ".hidden", "README.md", "topics.tsv", "d", "e.txt"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "c.json").write_text("{}", "utf-8")
    corpus = load_corpus(tmp_path)
    assert "unpack first" in error_of(corpus, "a.zip")
    assert "b.pdf: format .pdf is not read; read are .txt .md .html" in error_of(corpus, "b.pdf")
    assert "column format of manifest.csv" in error_of(corpus, "b.pdf")
    assert "no messages or chats in it" in error_of(corpus, "c.json")
    assert "d: a file without ending is not read; read are .txt" in error_of(corpus, "d")
    assert len(corpus.documents) == 5
    with pytest.raises(InputError, match=r"b\.pdf: format \.pdf is not read"):
        load_corpus(tmp_path / "b.pdf")


def test_a_folder_without_items_is_not_silent(tmp_path):
    """The corpus has its documents, and whoever loads it is warned of the first problem."""
    (tmp_path / "b.pdf").write_text("x", "utf-8")
    with pytest.warns(UserWarning, match=r"no items in it; .*b\.pdf: format \.pdf is not read"):
        assert load_corpus(tmp_path).items.empty


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")
def test_links_out_and_pipes_are_not_followed(tmp_path):
    """A link out of the folder, a loop and a pipe are errors before anything is read."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.txt").write_text("x", "utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("x", "utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "away").symlink_to(tmp_path / "out")
    os.mkfifo(folder / "pipe.txt")
    corpus = load_corpus(folder)
    assert "link out of the corpus" in error_of(corpus, "link.txt")
    assert "cannot be read" in error_of(corpus, "loop.txt")
    assert "link out of the corpus" in error_of(corpus, "away")
    assert "not a regular file" in error_of(corpus, "pipe.txt")


def test_a_file_over_the_cap_is_refused(tmp_path, monkeypatch):
    """The cap is stated, and the file is not read whole to find out."""
    monkeypatch.setattr(files_module, "MAX_FILE_BYTES", 10)
    (tmp_path / "a.txt").write_text("eleven bytes", "utf-8")
    (tmp_path / "b.txt").write_text("ten bytes", "utf-8")
    assert "12 bytes is over the cap of 10" in error_of(load_corpus(tmp_path), "a.txt")


IDS = {
    "000_34093a0f0dff4853.txt": "000",
    "x.txt": "x",
    "лавров в пекине.txt": "лавров в пекине",
    "x.zip": "x.zip",
    "a/x.txt": "x~",
    "b/X.txt": "X~",
    "X.txt": "X~",
    "x.TXT": "x~",
    "x": "x~",
    "x.zip.txt": "x.zip~",
    "caf\u00e9.txt": "caf\u00e9",
    "cafe\u0301.txt": "cafe\u0301~",
    "x~0123456789ab.txt": "x~0123456789ab~",
    "a\x1b[2J\udcff.txt": "a_[2J_~",
}


def test_ids_are_short_and_distinct():
    """A plain name is its own id, any other takes a hash; none looks at the others."""
    ids = document_ids(IDS)
    for name, id_ in ids.items():
        assert document_ids([name]) == {name: id_}
        assert id_ == IDS[name] or (IDS[name].endswith("~") and id_.startswith(IDS[name]))
    folded = [unicodedata.normalize("NFC", id_.casefold()) for id_ in ids.values()]
    assert len(set(folded)) == len(IDS)


NAMES = st.builds(
    "".join,
    st.lists(
        st.sampled_from(["a", "A", "é", "e\u0301", "~", "0", "000", "_", "/", ".txt", ".zip"])
    ),
)


@given(st.lists(st.one_of(NAMES, st.text(max_size=5)), unique=True, max_size=20))
def test_no_names_share_an_id(names):
    """Whatever the files are called."""
    hashed = [f"{document_ids([name])[name]}.txt" for name in names]  # names that look like ids
    names = list(dict.fromkeys([*names, *hashed, *(f"{name}.txt" for name in names)]))
    assert len(set(document_ids(names).values())) == len(names)


def test_a_number_of_two_files_is_nobodys_unless_one_is_listed():
    """An id never changes hands: a citation of 000-1 finds the same text or none."""
    first, second, bare = "000_aaaaaaaa.txt", "000_bbbbbbbb.txt", "000.txt"
    both = document_ids([first, second, bare])
    assert all(id_.startswith("000~") for id_ in both.values())
    assert len(set(both.values())) == 3
    assert document_ids([first, second, bare], listed=[second])[second] == "000"
    assert document_ids([first, second, bare], listed=[second])[first] == both[first]


def test_ids_stay_distinct_when_hashes_are_made_to_collide(monkeypatch):
    """Somebody may search for names whose hashes begin alike: then the whole hash is taken."""
    monkeypatch.setattr(sources_ids, "HASH_DIGITS", 0)
    ids = document_ids(["a/x.txt", "b/x.txt", "y.txt"])
    assert len(set(ids.values())) == 3
    assert ids["y.txt"] == "y"


def test_seeds_keep_their_numbers_beside_any_other_file(tmp_path, corpus):
    """Files that claim a number of the seeds take none from them, whatever their order."""
    for path in (ROOT / "seeds").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name in ("000_00000000.txt", "001.txt", "001_ffffffff.txt", "A.txt", "a.txt"):
        (tmp_path / name).write_text("Talks\n\nOn May 2, 2024 they met.\n", "utf-8")
    items = load_corpus(tmp_path).items
    shared = items[items["item_id"].isin(corpus.items["item_id"])].reset_index(drop=True)
    assert shared["raw"].equals(corpus.items["raw"])
    documents = load_corpus(tmp_path).documents.set_index("path")
    assert documents.loc["001.txt", "doc_id"].startswith("001~")
    assert "another file has the same number" in documents.loc["001_ffffffff.txt", "note"]
    assert documents.loc["001_0fb7ed26430ebbf7.txt", "doc_id"] == "001"


def test_adding_an_unrelated_file_changes_no_other_row(tmp_path, corpus):
    """Rows of a file depend on that file alone."""
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
    assert "listed in the manifest but not there" in error_of(corpus, "b.txt")
    assert corpus.documents["doc_id"].is_unique


def test_ten_thousand_posts_are_split_in_linear_time():
    """Each post is met once."""
    text = "Forwarded from A\nx\n" * 20_000
    assert len(split_items(text)[1]) == 20_000


def test_a_name_like_a_sentence_is_a_header_and_a_sentence_is_none():
    """The examples beside the rule for forward headers."""
    for name in ("Ministry of Foreign Affairs.", "Раньше всех. Ну почти."):
        assert split_items(f"Forwarded from {name}\nTalks\n")[0] == "telegram"
    text = "Forwarded from Beijing to Moscow, the note was answered in May.\n"
    assert split_items(text)[0] == "article"
