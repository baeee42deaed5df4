"""Files are found, opened and decoded strictly; one bad file does not hide the others."""

import io
import json
import os
import sys
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from analysis import load_corpus
from analysis.reading.cleaning import kept_text, label_spans
from analysis.reading.sources import files as files_module
from analysis.reading.sources import items as items_module
from analysis.reading.sources import tables as tables_module
from analysis.reading.sources.files import document_ids
from analysis.reading.sources.html import missing_files
from analysis.reading.sources.items import read_stamp, split_items
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


def test_row58_a_missing_or_empty_folder_or_an_address_is_refused(tmp_path):
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


def test_row57_archives_and_other_formats_are_named(tmp_path):
    """Archives stay closed, unknown formats are not guessed, hidden files and READMEs skipped."""
    for name in ("a.zip", "b.pdf", ".hidden", "README.md", "d", "e.txt"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "topics.tsv").write_text("topic\tterm\tmatch\tnote\n", "utf-8")
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
    """The corpus has its documents, and whoever loads it is warned, there, of one problem."""
    (tmp_path / "b.pdf").write_text("x", "utf-8")
    (tmp_path / "c.pdf").write_text("x", "utf-8")
    expected = r"no items in it; .*b\.pdf: format \.pdf is not read"
    with pytest.warns(UserWarning, match=expected) as caught:
        assert load_corpus(tmp_path).items.empty
    assert caught[0].filename == __file__ and "c.pdf" not in str(caught[0].message)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")
def test_row52_row53_links_out_and_pipes_are_not_followed(tmp_path):
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


def test_a_table_may_be_larger_than_a_text(tmp_path, monkeypatch):
    """A million posts in one file are no reason to refuse it."""
    monkeypatch.setattr(files_module, "MAX_FILE_BYTES", 10)
    monkeypatch.setattr(files_module, "MAX_TABLE_BYTES", 30)
    (tmp_path / "a.csv").write_text("text\nTalks began.\nThey met.\n", "utf-8")
    (tmp_path / "b.csv").write_text("text\nTalks began.\nThey met again.\n", "utf-8")
    corpus = load_corpus(tmp_path)
    assert len(corpus.items) == 2
    assert "34 bytes is over the cap of 30" in error_of(corpus, "b.csv")
    (tmp_path / "c.dat").write_text("text\nTalks began again.\n", "utf-8")  # a table, as is said
    (tmp_path / "manifest.csv").write_text("file,format\nc.dat,csv\n", "utf-8")
    monkeypatch.setattr(files_module, "MAX_FILE_BYTES", 22)  # the manifest has as many
    assert len(load_corpus(tmp_path).items) == 3


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


def test_row55_row56_ids_are_short_and_distinct():
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
    monkeypatch.setattr(files_module, "HASH_DIGITS", 0)
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


def message(number, text="Talks held", **more):
    clock = {"date": "2024-05-02T11:00:00", "date_unixtime": "1714636800"}
    return {"id": number, "type": "message", "from": "MFA", "text": text, **clock, **more}


def chat(*messages, **more):
    return {"name": "MFA", "type": "public_channel", "id": 77, "messages": messages, **more}


@pytest.fixture
def load(tmp_path):
    """Return a function that loads a folder with files given by name and content."""

    def load_files(files, **options):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not isinstance(content, str | bytes):
                content = json.dumps(content)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_corpus(tmp_path, **options)

    return load_files


def by_id(corpus):
    return corpus.items.set_index("item_id")


def test_a_telegram_export_gives_one_item_per_message(load):
    """What is stated of a message stands beside it; service and media say so."""
    photo = message(4, "", photo="photos/1.jpg")
    edited = {"edited": "x", "edited_unixtime": "1714640400"}
    told = message(2, forwarded_from="TASS", reply_to_message_id=1, views=7, **edited)
    pinned = {"id": 3, "type": "service", "date": "2024-05-02T12:00:00", "action": "pin_message"}
    reaction = {"type": "emoji", "emoji": "👍", "count": 5}
    corpus = load({"result.json": chat(message(1, reactions=[reaction]), told, pinned, photo)})
    items = by_id(corpus)
    assert items["kind"].tolist() == ["post", "post", "service", "placeholder"]
    assert items["locator"].tolist()[:2] == ["message 1", "message 2"]
    first, second = items.loc["result.json-1"], items.loc["result.json-2"]
    assert (first["outlet"], first["published_edtf"]) == ("MFA", "2024-05-02")
    assert (first["published_status"], first["reactions"]) == ("stated", "👍 5")
    assert first["published_at"] == "2024-05-02T11:00:00+03:00"
    assert (second["forwarded_from"], second["reply_to"], second["views"]) == ("TASS", "1", 7)
    assert second["edited"] == "2024-05-02T09:00:00+00:00"
    assert (items.loc["result.json-3", "action"], items.loc["result.json-4", "media"]) == (
        "pin_message",
        "photo",
    )
    place = corpus.locate("result.json-1", 0, 5)
    assert (place.file, place.quote) == ("result.json", "Talks")


JSON_ERRORS = {
    "row31-cut short": ('{"messages": [{"id"', "no whole JSON at character"),
    "row32-followed by rubbish": ('{"messages": []} x', "no whole JSON at character 17"),
    "row33-duplicate keys": ('{"messages": [], "messages": []}', "the key 'messages' stands twice"),
    "row34-nested too deep": ("[" * 70 + "]" * 70, "nested deeper than 64"),
    "row34-nested very deep": ("[" * 10**5 + "]" * 10**5, "nested deeper than 64"),
    "row35-a long integer": ('{"id": 12345678901234567890}', "an integer of 20 digits"),
    "row36-NaN": ('{"id": NaN}', "NaN is no JSON value"),
    "row36-Infinity": ('{"id": -Infinity}', "-Infinity is no JSON value"),
    "row36-1e400": ('{"id": 1e400}', "the number 1e400 is out of range"),
}


@pytest.mark.parametrize(("text", "problem"), JSON_ERRORS.values(), ids=JSON_ERRORS)
def test_doubtful_json_is_refused_and_hides_no_other_file(load, text, problem):
    """Nothing of the file is counted; the other is read."""
    corpus = load({"result.json": text, "good.txt": "Talks\n"})
    assert f"result.json: {problem}" in error_of(corpus, "result.json")
    assert corpus.items["item_id"].tolist() == ["good-1"]


def test_row37_half_a_character_is_an_escape(load):
    """No encoding could hold it, so it is written as it stood in the file."""
    text = r'{"name": "A", "messages": [{"id": 1, "text": "a\ud83d b \ud83d\ude00"}]}'
    assert load({"result.json": text}).items["raw"].tolist() == [r"a\ud83d b 😀"]


@pytest.mark.parametrize(
    ("text", "raw", "note"),
    [
        pytest.param(
            ["On ", {"type": "bold", "text": "May 2"}, ", they met."],
            "On May 2, they met.",
            [],
            id="row38-strings and entities",
        ),
        pytest.param(
            ["See ", {"type": "hologram", "text": "this"}],
            "See this",
            ["result.json: unknown types: 1 entity hologram kept as text"],
            id="row39-unknown entity",
        ),
    ],
)
def test_no_part_of_a_text_is_lost(load, text, raw, note):
    """Whatever its entities are called."""
    corpus = load({"result.json": chat(message(1, text))})
    assert (corpus.items["raw"].tolist(), corpus.notes) == ([raw], note)


def test_row39_an_unknown_type_of_message_is_kept_and_reported(load):
    """As a post."""
    corpus = load({"result.json": chat(message(1) | {"type": "telepathy"})})
    assert corpus.items["kind"].tolist() == ["post"]
    assert corpus.notes == ["result.json: unknown types: 1 message type telepathy kept as text"]


def test_row40_a_service_message_is_removed(load):
    """Every character of it has the label."""
    page = export_page('<div class="message service" id="message1"><div class="body details">'
                       "Channel created</div></div>")  # fmt: skip
    corpus = load({"messages.html": page})
    assert corpus.spans[["start", "end", "label"]].values.tolist() == [[0, 15, "service"]]
    assert corpus.items[["kind", "text"]].values.tolist() == [["service", ""]]


def test_row41_of_a_message_in_two_exports_the_latest_edit_counts(load):
    """The same text, and one that was edited in between."""
    edited = message(2, "Talks on trade held", edited="x", edited_unixtime="1714640400")
    corpus = load({"a.json": chat(message(1, "One"), message(2)),
                   "b.json": chat(message(1, "One"), edited)})  # fmt: skip
    copies = by_id(corpus)["duplicate_of"].to_dict()
    assert copies == {
        "a.json-1": "",
        "a.json-2": "b.json-2",
        "b.json-1": "a.json-1",
        "b.json-2": "",
    }
    assert corpus.notes == ["a.json: 1 messages have other words later (a.json-2 → b.json-2)"]


def test_row42_clocks_that_no_zone_explains_are_refused(load):
    """The message and both times are named."""
    wrong = message(5) | {"date": "2024-05-04T08:00:00"}
    corpus = load({"result.json": chat(message(1), wrong), "good.txt": "Talks\n"})
    error = error_of(corpus, "result.json")
    assert "message 5: date 2024-05-04 08:00:00 and date_unixtime 2024-05-02 08:00:00" in error


def test_row43_chats_of_a_whole_account_keep_their_ids(load):
    """Two chats may number their messages alike."""
    chats = [chat(message(1, "One")), chat(message(1, "Two"), id=78, name="TASS")]
    left = [chat(message(1, "Three"), id=79, name="Left")]
    account = {"about": "", "chats": {"list": chats}, "left_chats": {"list": left}}
    items = load({"result.json": account}).items
    assert items["item_id"].str.removeprefix("result.json-").tolist() == ["77.1", "78.1", "79.1"]
    assert items["chat_id"].tolist() == ["77", "78", "79"]
    assert items["outlet"].tolist() == ["MFA", "TASS", "Left"]


def export_page(*messages):
    head = '<div class="page_header"><div class="text bold">\nMFA\n</div></div>'
    return f'<html><body>{head}<div class="history">{"".join(messages)}</div></body></html>'


def html_message(number, text, *, name="", classes="", title="05.09.2018 16:42:32", body=""):
    sender = f'<div class="from_name">\n{name} </div>' if name else ""
    date = f'<div class="pull_right date details" title="{title}">16:42</div>'
    return (
        f'<div class="message default clearfix {classes}" id="message{number}"><div class="body">'
        f'{date}{sender}{body}<div class="text">\n{text}\n   </div></div></div>'
    )


def test_a_telegram_page_gives_one_item_per_message(load):
    """Joined messages inherit their sender; lines that name a day are none."""
    forward = (
        '<div class="pull_left forwarded userpic_wrap"><div class="userpic">T</div></div>'
        '<div class="forwarded body"><div class="from_name">TASS <span class="date details" '
        'title="04.09.2018 10:00:00">04.09.2018</span></div></div>'
    )
    reply = '<div class="reply_to details">In reply to <a href="#go_to_message7">this</a></div>'
    day = '<div class="message service" id="message-1"><div class="body details">5 May</div></div>'
    first = export_page(
        day,
        html_message(7, "Talks<br>held &amp; <b>done</b>", name="Anna"),
        html_message(8, "Again", classes="joined", title="05.09.2018 01:43:00 UTC+03:00"),
        html_message(9, "Told", name="Boris", body=forward + reply),
    )
    corpus = load(
        {
            "index.html": first,
            "messages2.html": export_page(html_message(10, "More")),
            "css/style.css": "x",
            "photos/1.jpg": b"\xff",
        }
    )
    items = by_id(corpus)
    assert items["raw"].tolist() == ["Talks\nheld & done", "Again", "Told", "More"]
    assert items["author"].tolist() == ["Anna", "Anna", "Boris", ""]
    assert items["published_edtf"].tolist() == ["2018-09-05"] * 4
    assert items["published_at"].tolist()[1] == "2018-09-05T01:43:00+03:00"
    told = items.loc["index.html-9"]
    assert (told["forwarded_from"], told["forwarded_at"]) == ("TASS", "2018-09-04T10:00:00")
    assert (told["reply_to"], told["locator"], told["outlet"]) == ("7", "message 9", "MFA")
    assert corpus.notes == ["index.html: 2 files of the export passed over"]


def test_row44_a_gap_in_the_series_is_an_error(load):
    """The missing file is a document with its error."""
    page = export_page(html_message(1, "Talks"))
    corpus = load({"messages.html": page, "messages3.html": page.replace("message1", "message2")})
    assert "missing in a series of messages" in error_of(corpus, "messages2.html")
    assert len(corpus.items) == 2


def test_a_folder_inside_a_series_opens_no_gap_in_it(load):
    """messages/notes.txt stands between messages.html and messages2.html in order of name."""
    page = export_page(html_message(1, "Talks"))
    more = page.replace("message1", "message2")
    corpus = load({"messages.html": page, "messages/notes.txt": "x", "messages2.html": more})
    assert corpus.documents["error"].tolist() == [""] * 3


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        pytest.param("a <b>b", "a b", id="row45-unclosed tag"),
        pytest.param("a<!-- b", "a", id="row45-unclosed comment"),
        pytest.param("<div>" * 300 + "deep", "deep", id="row46-depth over 256"),
        pytest.param("x" * 11_000_000, "x" * 11_000_000, id="row46-text over 10 MB"),
        pytest.param("&lt;img onerror=x&gt;", "<img onerror=x>", id="row47-markup as text"),
    ],
)
def test_no_text_of_a_page_is_lost(load, text, raw):
    """Whatever its markup is like."""
    assert load({"messages.html": export_page(html_message(1, text))}).items["raw"][0] == raw


def test_row46_a_page_nested_beyond_reason_is_an_error(load):
    """It is never silently empty."""
    page = export_page(html_message(1, "<div>" * 3_000))
    corpus = load({"messages.html": page, "good.txt": "Talks\n"})
    assert "elements nested deeper than 2,000" in error_of(corpus, "messages.html")


POSTS = [
    {"text": "Talks held", "date": "2024-05-02T23:00:00+00:00", "channel": "MFA", "topic": "a"},
    {"text": "null", "date": "soon", "channel": "TASS", "topic": "nan"},
]


def table_file(ending, rows=POSTS):
    """Return the same table in one of the formats."""
    if ending == "json":
        return json.dumps(rows)
    if ending == "jsonl":
        return "".join(json.dumps(row) + "\n" for row in rows)
    frame, buffer = pd.DataFrame(rows), io.BytesIO()
    if ending == "parquet":
        frame.to_parquet(buffer)
    elif ending == "xlsx":
        frame.to_excel(buffer, index=False)
    else:
        return frame.to_csv(index=False, sep={"csv": ",", "tsv": "\t"}[ending])
    return buffer.getvalue()


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "json", "parquet", "xlsx"])
def test_row51_a_table_is_the_same_in_every_format(load, ending):
    """One item per row, its own columns kept, the guess and what could not be read said."""
    corpus = load({f"posts.{ending}": table_file(ending)})
    items = corpus.items
    assert items["raw"].tolist() == ["Talks held", "null"]
    assert items["topic"].tolist() == ["a", "nan"]
    assert items["outlet"].tolist() == ["MFA", "TASS"]
    assert items["published_edtf"].tolist() == ["2024-05-02", ""]
    place = {"json": "entry 2", "jsonl": "line 2", "parquet": "entry 2"}.get(ending, "row 3")
    assert items["locator"][1] == place
    guess = "guessed text = text, date = date, outlet = channel"
    assert corpus.notes == [f"posts.{ending}: {guess}; 1 dates not read ({place})"]


def test_other_sheets_of_a_book_are_named_and_empty_ones_are_not(load):
    """Who keeps a sheet for each year is told that the first alone is read."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer) as book:
        for sheet, rows in {"2021": POSTS, "2022": POSTS, "notes": []}.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=sheet, index=False)
    corpus = load({"posts.xlsx": buffer.getvalue()})
    assert len(corpus.items) == 2
    assert corpus.notes[0].endswith("only the first sheet is read, not 2022")


@pytest.mark.parametrize("text", [["Talks", "held"], {"en": "Talks"}])
@pytest.mark.parametrize("ending", ["json", "jsonl", "parquet"])
def test_a_column_of_lists_or_objects_is_no_text(load, ending, text):
    """Its JSON would be counted as words."""
    corpus = load({f"posts.{ending}": table_file(ending, [{"text": text}])})
    told = f"the column 'text' holds a {type(text).__name__}, no text; name another"
    assert told in error_of(corpus, f"posts.{ending}")


def test_columns_are_named_or_guessed_and_none_is_overwritten(load):
    """A name that is ours is kept under another; an outlet that is no column is a name."""
    rows = "url,title,date_extracted,content,kind\na,T,2019-03-01,Text,x\n"
    corpus = load({"news.csv": rows}, outlet="TASS")
    item = corpus.items.iloc[0]
    assert (item["raw"], item["title"], item["source_kind"]) == ("Text", "T", "x")
    assert (item["outlet"], item["kind"], item["url"]) == ("TASS", "article", "a")
    assert load({}, text="title", date="date_extracted").items["raw"][0] == "T"
    with pytest.raises(InputError, match="no column 'body'; the columns are url, title"):
        load_corpus(next(iter_csv(corpus, load)), text="body")


@pytest.mark.parametrize("name", ["Published At", "publishedAt", "pub-date", "POST DATE", " Дата "])
def test_a_column_is_recognised_however_its_name_is_written(load, name):
    """Capitals, blanks and hyphens make no other name; "updated" is no day of publication."""
    corpus = load({"news.csv": f"Body,updated,{name}\nTalks,2020-01-01,09.04.2024 14:05\n"})
    assert corpus.items["published_edtf"].tolist() == ["2024-04-09"]
    assert f"date = {name}" in corpus.notes[0]


def iter_csv(corpus, load):
    load({})
    yield from load.__closure__[0].cell_contents.glob("*.csv")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("a,b\n1,2\n", "no column of texts is recognised; the columns are a, b; name one with"),
        ("text,b\n1\n", "posts.csv:2: 1 cells instead of 2"),
        ("text,text\n1,2\n", "the column 'text' stands here twice"),
        ('text,b\n"1,2\n', "posts.csv:2: unexpected end of data; close the quote"),
    ],
)
def test_a_table_that_can_not_be_read_says_why(load, rows, problem):
    """File, place, remedy."""
    corpus = load({"posts.csv": rows, "good.txt": "Talks\n"})
    assert problem in error_of(corpus, "posts.csv")


def test_row27_both_readings_of_a_date_are_kept(load):
    """3 April or 4 March: a set of two days."""
    corpus = load({"posts.csv": "text,date\nTalks,03/04/2021\nMore,1614816000\n"})
    assert corpus.items["published_edtf"].tolist() == ["[2021-03-04,2021-04-03]", "2021-03-04"]


def test_row30_a_stated_day_is_the_one_written(load):
    """Without a zone, and with one in which it is another day elsewhere."""
    rows = "text,date\nTalks,2021-03-04 23:00\nMore,2021-03-04T01:00:00+05:00\n"
    items = load({"posts.csv": rows}).items
    assert items["published_edtf"].tolist() == ["2021-03-04"] * 2
    assert items["published_at"].tolist() == ["2021-03-04T23:00:00", "2021-03-04T01:00:00+05:00"]


@pytest.mark.parametrize("module", ["trafilatura", "openpyxl", "pyarrow.parquet"])
def test_a_missing_extra_says_how_to_get_it(load, monkeypatch, module):
    """In the error of the file that needs it."""
    name = {"trafilatura": "a.html", "openpyxl": "a.xlsx", "pyarrow.parquet": "a.parquet"}[module]
    monkeypatch.setitem(sys.modules, module, None)
    corpus = load({name: "<p>Talks", "good.txt": "Talks\n"})
    assert 'pip install "diplomatic-readouts[sources]"' in error_of(corpus, name)


PAGE = (
    '<html><head><title>Talks | Site</title><meta property="article:published_time" '
    'content="2024-05-02T10:00:00Z"><meta property="og:site_name" content="Site"></head><body>'
    "<nav><ul><li>Home</li><li>About us</li></ul></nav><article><h1>Talks held in Moscow</h1>"
    + "".join(
        f"<p>The ministers met in Moscow and spoke of trade for a long time, part {n} of the "
        "long record of their talks on that day.</p>"
        for n in range(6)
    )
    + "</article><footer>Copyright 2024</footer><script>var x = 1</script></body></html>"
)


def test_a_web_page_is_one_article_and_what_is_left_out_is_labelled(load):
    """Every visible character is accounted for."""
    corpus = load({"page.html": PAGE})
    item = corpus.items.iloc[0]
    assert (item["kind"], item["outlet"], item["published_edtf"]) == (
        "article",
        "Site",
        "2024-05-02",
    )
    assert item["text"].startswith("Talks held in Moscow\n")
    assert "part 5 of the" in item["text"]
    spans = corpus.spans[corpus.spans["label"] == "left_out"]
    left = [item["raw"][a:b].strip() for a, b in zip(spans["start"], spans["end"], strict=True)]
    assert left == ["Home", "About us", "Copyright 2024"]
    assert "var x" not in item["raw"]


def test_a_copied_message_is_dated_by_its_header(load):
    """With or without a second line that names the origin; prose is no post."""
    text = (
        "Anna!, [09.03.2026 08:04]\n[Forwarded from TASS]\nTalks\n\n"
        "Anna!, [10.03.2026 09:00]\nMore\n"
    )
    items = load({"chat.txt": text}).items
    assert items["published_edtf"].tolist() == ["2026-03-09", "2026-03-10"]
    assert items["forwarded_from"].tolist() == ["TASS", ""]
    assert items["outlet"].tolist() == ["Anna!", "Anna!"]
    assert "".join(items["raw"]) == text
    assert items["text"].tolist() == ["Talks\n", "More\n"]
    prose = "He wrote to them, [09.03.2026 08:04] as noted.\n"
    assert load({"chat.txt": prose}).items["kind"].tolist() == ["article"]


MANIFEST = "file,published,event,language,century\na.txt,2024-05,2024-05-02,ru,XXI\n"


def test_what_the_manifest_states_is_stated(load):
    """Dates, language and any other column; the row of evidence names the line."""
    corpus = load({"a.txt": "Talks\n\nOn June 1, 2023 they met.\n", "manifest.csv": MANIFEST})
    item = corpus.items.iloc[0]
    assert (item["event_edtf"], item["event_status"]) == ("2024-05-02", "stated")
    assert (item["published_edtf"], item["published_status"]) == ("2024-05", "stated")
    assert (item["language"], item["century"]) == ("ru", "XXI")
    used = corpus.evidence[corpus.evidence["used"]]
    assert set(used["note"]) == {"manifest.csv:2"}
    assert "June 1, 2023" in corpus.evidence["quote"].tolist()


@pytest.mark.parametrize(("n", "days"), [(1, ["2024-05-01"]), (2, ["2024-05-02"] * 2)])
def test_the_manifest_dates_a_document_of_one_item(load, n, days):
    """Before what the source states; of several items each keeps its own day."""
    rows = "text,date\n" + "Talks,2024-05-02\n" * n
    items = load({"a.csv": rows, "manifest.csv": "file,published\na.csv,2024-05-01\n"}).items
    assert items["published_edtf"].tolist() == days


@pytest.mark.parametrize(("column", "value"), [("published", "2024-13"), ("event", "in May")])
def test_a_date_of_the_manifest_is_checked(load, column, value):
    """By file and line."""
    with pytest.raises(InputError, match=rf"manifest\.csv:2: {column} '{value}' is no date"):
        load({"a.txt": "Talks\n", "manifest.csv": f"file,{column}\na.txt,{value}\n"})


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        (
            "\u0438\u0306.txt",
            "\u0439.txt",
        ),  # й in two characters, as some systems and archives write it
        ("\u0439.txt", "\u0438\u0306.txt"),
        ("b/c.txt", "./b/c.txt"),
        ("b/c.txt", r"b\c.txt"),
    ],
)
def test_the_manifest_finds_a_file_by_another_writing_of_its_name(tmp_path, name, listed):
    """As macOS composes letters, as a shell and as Windows write a path."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("Talks\n", "utf-8")
    (tmp_path / "manifest.csv").write_text(f"file,outlet\n{listed},MFA\n", "utf-8")
    corpus = load_corpus(tmp_path)
    assert corpus.documents[["path", "error"]].values.tolist() == [[name, ""]]
    assert corpus.items["outlet"].tolist() == ["MFA"]


@pytest.mark.parametrize(
    ("name", "text", "note"),
    [
        ("a.csv", "text\n<p>Talks&nbsp;began</p>\nThey ended\n", "HTML in 1 of 2 items"),
        ("a.txt", "Talks &mdash; trade\n", "HTML in 1 of 1 items"),
        ("a.csv", "text\n" + "Talks\n" * 40 + "of <b>trade</b>\n", ""),  # quoted once
        ("a.txt", "A < B > C & D; Q&A; R&D\n", ""),
        ("a.txt", "The ministers met\nin Moscow on\n" * 12, "12 of 24 lines end inside a sentence"),
        ("a.txt", "The ministers met\nin Moscow.\n\nTalks began.\n" * 3, ""),
        ("a.txt", "trade\ngas\npeace\n", ""),
        ("a.csv", "text\n" + '"Lavrov meets Wang Yi\nThe ministers talked."\n' * 12, ""),
    ],
)
def test_text_that_is_no_running_text_is_noted(load, name, text, note):
    """Tags in cells and lines wrapped at a width, where words and phrases would be cut."""
    noted = [n for n in load({name: text}).notes if "HTML" in n or "inside a sentence" in n]
    assert len(noted) == bool(note)
    assert all(note in said for said in noted)


def test_the_manifest_means_the_very_file_it_names(tmp_path):
    """Of two names that differ in how й is composed each; the same file listed twice is refused."""
    names = ("\u0439.txt", "\u0438\u0306.txt")
    for name in names:
        (tmp_path / name).write_text(f"Talks {name!a}\n", "utf-8")
    rows = "".join(f"{name},{n}\n" for n, name in enumerate(names))
    (tmp_path / "manifest.csv").write_text(f"file,outlet\n{rows}", "utf-8")
    items = load_corpus(tmp_path).items
    assert dict(zip(items["raw"], items["outlet"], strict=True)) == {
        f"Talks {name!a}\n": str(n) for n, name in enumerate(names)
    }
    (tmp_path / "manifest.csv").write_text(f"file,outlet\n{names[0]},1\n./{names[0]},2\n", "utf-8")
    with pytest.raises(InputError, match="is listed twice"):
        load_corpus(tmp_path)


def test_no_column_of_a_reader_is_lost_by_its_new_name(load):
    """A column term beside one source_term, and one called twice so."""
    items = load({"a.csv": "text,term,source_term,source_source_term\nTalks,A,B,C\n"}).items
    assert items.filter(like="source").iloc[0].to_dict() == {
        "source_source_source_term": "A",
        "source_term": "B",
        "source_source_term": "C",
    }


def test_the_manifest_may_name_a_format(load):
    """Of a file whose name does not."""
    corpus = load({"posts.dat": "text\nTalks\n", "manifest.csv": "file,format\nposts.dat,csv\n"})
    assert corpus.items["raw"].tolist() == ["Talks"]


def test_the_horizon_is_the_readers_to_set(load):
    """1789 is outside unless it is asked for, and that is said."""
    files = {"a.txt": "Talks\n", "manifest.csv": "file,event\na.txt,1789\n"}
    outside = load(files)
    assert outside.items["event_status"].tolist() == ["undated"]
    assert outside.notes == ["a.txt: 1 stated dates lie outside 2013–2026; load with between="]
    inside = load(files, between=(1400, 2100))
    assert inside.items[["event_edtf", "event_status"]].values.tolist() == [["1789", "stated"]]
    with pytest.raises(InputError, match="is no period"):
        load(files, between=("2024", "soon"))


def test_the_horizon_may_be_another_for_one_file(load):
    """The corpus spans them all; a period that is none is refused by its line."""
    files = {"a.txt": "Talks\n", "b.txt": "Talks\n"}
    manifest = "file,event,between\na.txt,1789,1700/1800\nb.txt,1789,\n"
    corpus = load({**files, "manifest.csv": manifest})
    assert corpus.items["event_status"].tolist() == ["stated", "undated"]
    assert (corpus.horizon.first.year, corpus.horizon.last.year) == (1700, 2026)
    assert corpus.notes == ["b.txt: 1 stated dates lie outside 2013–2026; load with between="]
    assert "between" not in corpus.items
    with pytest.raises(InputError, match=r"manifest\.csv:2: between '1800/1700' is no period"):
        load({"manifest.csv": manifest.replace("1700/1800", "1800/1700")})


def test_row50_a_formula_in_a_table_is_text(load):
    """It is exported with a prefix, as `tests/test_files.py` shows, and read as it stands."""
    assert load({"posts.csv": 'text\n"=HYPERLINK(1)"\n'}).items["raw"].tolist() == ["=HYPERLINK(1)"]


def test_row60_the_same_export_twice_is_a_copy(load):
    """All of the second is `duplicate_of` the first."""
    export = chat(message(1, "One"), message(2, "Two"))
    copies = by_id(load({"a/result.json": export, "b/result.json": export}))["duplicate_of"]
    assert [copy.startswith("result~") for copy in copies] == [False, False, True, True]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_row59_a_file_that_may_not_be_read_is_listed(tmp_path, load):
    """The others are read."""
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert "Permission denied" in error_of(load({"b.txt": "Talks\n"}), "a.txt")


def test_a_dated_export_dates_a_dump_of_the_same_posts(load):
    """Evidence of its own kind; the earliest dated copy is the original."""
    text = "Talks on trade held\nThe ministers met in Moscow on Thursday."
    dump = f"Forwarded from MFA\n{text}\n"
    corpus = load({"dump.txt": dump, "z.json": chat(message(1, text))})
    items = by_id(corpus)
    told = items.loc["dump-1"]
    assert (told["published_edtf"], told["published_status"]) == ("2024-05-02", "derived")
    assert told["duplicate_of"] == "z.json-1"
    row = corpus.evidence[corpus.evidence["kind"] == "dated_copy"].iloc[0]
    assert (row["item_id"], row["note"]) == ("dump-1", "z.json-1 has the same text")
    assert corpus.clusters().to_dict("records") == [
        {
            "item_id": "z.json-1",
            "size": 2,
            "outlets": 1,
            "outlet": "MFA",
            "first": pd.Timestamp("2024-05-02"),
            "last": pd.Timestamp("2024-05-02"),
        }
    ]


def test_row54_a_file_that_changes_while_it_is_read_is_refused(load, monkeypatch):
    """Its size at the end is not the one at the beginning; other files are read."""
    real = os.fstat

    def growing(number):
        found = real(number)
        growing.calls += 1
        # the second look at the first file finds it one byte longer
        size = found.st_size + (growing.calls == 2)
        return os.stat_result((*found[:6], size, *found[7:]))

    growing.calls = 0
    monkeypatch.setattr(files_module.os, "fstat", growing)
    corpus = load({"a.txt": "Talks\n", "b.txt": "Talks\n"})
    assert "a.txt: changed while it was read; try again" in error_of(corpus, "a.txt")
    assert corpus.items["item_id"].tolist() == ["b-1"]


def test_row08_an_encoding_is_read_if_it_is_declared(load):
    """A name that is none is an error; nothing is guessed."""
    files = {"a.txt": "Переговоры\n".encode("cp1251"), "b.txt": "Talks\n"}
    corpus = load({**files, "manifest.csv": "file,encoding\na.txt,cp1251\nb.txt,klingon\n"})
    assert corpus.items["raw"].tolist() == ["Переговоры\n"]
    assert corpus.documents["encoding"][0] == "cp1251"
    assert "no encoding 'klingon'; correct the manifest" in error_of(corpus, "b.txt")


@pytest.mark.parametrize(
    ("outlet", "expected"),
    [("channel", ["News", "Other"]), ("All of them", ["All of them"] * 2), ("", ["News", "Other"])],
)
def test_an_outlet_is_a_column_or_the_name_of_one(tmp_path, outlet, expected):
    """A column of that name gives each row its own; any other name holds of all."""
    rows = 'id,text,channel\n1,"Peace talks.",News\n2,"Trade talks.",Other\n'
    (tmp_path / "posts.csv").write_text(rows, "utf-8")
    assert load_corpus(tmp_path / "posts.csv", outlet=outlet).items["outlet"].tolist() == expected


def test_the_examples_of_sources():
    """Ids and gaps of files, stamps, headers, cells, entities and half a character."""
    names = ["000_34093a0f0dff4853.txt", "talks.txt", "b/talks.txt"]
    assert list(document_ids(names).values()) == ["000", "talks", "talks~8dcb630b45b1"]
    assert missing_files(["messages.html", "messages3.html", "page.html"]) == ["messages2.html"]
    stamp = read_stamp("05.09.2018 01:42:32 UTC+03:00")
    assert stamp == (date(2018, 9, 5), "2018-09-05T01:42:32+03:00")
    assert read_stamp("03/04/2021").published == "[2021-03-04,2021-04-03]"
    assert (read_stamp("1789").published, read_stamp("soon")) == ("1789", None)
    (post,) = split_items("Forwarded from TASS!\nTalks\n")[1]
    assert (post.locator, post.channel) == ("lines 1–2", "TASS!")
    (post,) = split_items("Anna, [09.03.2026 08:04]\n[Forwarded from TASS]\nTalks\n")[1]
    assert (post.stamp.published, post.channel) == (date(2026, 3, 9), "Anna")
    assert post.own["forwarded_from"] == "TASS"
    cells = ["nan", None, 3.0, date(2024, 5, 15), ["a"]]
    assert list(map(tables_module._shown, cells)) == ["nan", "", "3", "2024-05-15", '["a"]']
    assert tables_module.read_json('{"text": "a\\ud83d"}', Path("x.json")) == {"text": "a\\ud83d"}
    text = ["Talks in ", {"type": "bold", "text": "Moscow"}, "."]
    assert items_module._joined(text, Counter()) == "Talks in Moscow."


@pytest.mark.parametrize(
    ("charset", "encoding", "read"),
    [
        ('"windows-1251"', "cp1251", "windows-1251"),
        ("koi8-r", "koi8-r", "koi8-r"),
        ('"windows-1251"', "utf-8", "utf-8"),  # it says so, and is not
        ("rot13", "utf-8", "utf-8"),
    ],
)
def test_a_page_that_is_no_utf_8_is_read_as_it_says(tmp_path, charset, encoding, read):
    """Strictly, and only in the encodings of the web; UTF-8 is never another by accident."""
    page = f"<html><head><meta charset={charset}><title>Встреча</title></head><body><p>"
    page += "12 мая 2023 года министр встретился с коллегой в Москве.</p></body></html>"
    (tmp_path / "a.html").write_bytes(page.encode(encoding))
    corpus = load_corpus(tmp_path)
    assert corpus.documents["encoding"].tolist() == [read]
    assert "министр встретился" in corpus.items["text"][0]
    (tmp_path / "a.html").write_bytes(page.replace(charset, "big5").encode("cp1251"))
    (error,) = load_corpus(tmp_path).documents["error"]
    assert "is not BIG5" in error


def test_a_word_of_the_menu_is_no_line_of_the_article(load):
    """Though the article has it: "Trade" of the menu is left out, and is no headline."""
    long = "Trade between the two ports grew in the last quarter, as the harbour office said. " * 4
    page = (
        "<html><body><nav><ul><li>Home</li><li>Trade</li></ul></nav><article><h1>Port opens</h1>"
        f"<p>{long}</p><ul><li>More ferries<ul><li>Two daily</li></ul></li></ul>"
        "<table><tr><td>Quays</td><td>12</td></tr>"
        f"<tr><td>Cranes</td><td>7</td></tr></table><p>{long}</p></article></body></html>"
    )
    item = load({"a.html": page}).items.iloc[0]
    assert item["heading"] == "Port opens"
    lines = item["text"].split("\n")
    assert "Trade" not in lines
    assert {"More ferries", "Two daily", "Quays", "Cranes", "12", "7"} <= set(lines)


def test_a_message_has_one_day_in_both_formats_of_an_export(load):
    """That of the clock it was exported by, whose zone the two times of the JSON tell."""
    message = {"id": 1, "type": "message", "from": "Desk", "text": "The ministers met today."}
    message |= {"date": "2024-01-01T01:30:00", "date_unixtime": "1704061800"}
    chat = {"name": "Desk", "type": "public_channel", "id": 1, "messages": [message]}
    page = html_message(1, message["text"], name="Desk", title="01.01.2024 01:30:00 UTC+03:00")
    kinds = {"result.json": json.dumps(chat), "messages.html": export_page(page)}
    for name, content in kinds.items():
        item = load({f"{name[:3]}/{name}": content}).where(kind="post").items.iloc[-1]
        assert item["published_edtf"] == "2024-01-01"
        assert item["published_at"] == "2024-01-01T01:30:00+03:00"
        assert item["event_edtf"] == "[2023-12-31..2024-01-01]"


def test_rows_are_numbered_as_a_reader_sees_them(load, tmp_path):
    """Empty rows and lines are no items, but count."""
    pd.DataFrame({"text": ["One.", None, "Quota fell."]}).to_excel(tmp_path / "c.xlsx", index=False)
    corpus = load(
        {
            "a.jsonl": '{"text":"One."}\n\n\n{"text":"Quota fell."}\n',
            "b.csv": "text,date\nOne.,2024-01-05\n\n\nQuota fell.,2024-02-05\n",
            "c.xlsx": (tmp_path / "c.xlsx").read_bytes(),
        }
    )
    assert corpus.items["locator"].tolist() == [
        "line 1",
        "line 4",
        "row 2",
        "row 5",
        "row 2",
        "row 4",
    ]


def test_a_week_and_a_range_are_no_day(load):
    """The note says that such dates were not read."""
    corpus = load({"a.csv": "text,date\nUp.,2024-W05\nDown.,2024-01-05 to 2024-02-05\n"})
    assert corpus.items["published_edtf"].tolist() == ["", ""]
    assert "2 dates not read (row 2, row 3)" in corpus.documents["note"][0]


def test_numbers_written_otherwise_are_kept_as_text(load):
    """A column called views holds whole numbers, or it is the reader's own."""
    odd = load({"a.csv": 'text,views\nUp.,"1,200"\nDown.,7\nOn.,\n'}).items
    assert odd["source_views"].tolist() == ["1,200", "7", ""]
    assert load({"a.csv": "text,views\nUp.,1200\nDown.,\n"}).items["views"].tolist() == [
        1200,
        pd.NA,
    ]


def test_what_a_spreadsheet_adds_is_passed_over(load, tmp_path):
    """Empty columns without a name, the line that names the mark, the clock of a day."""
    marked = load({"a.csv": "sep=;\ntext;date;;\nUp, up.;2024-01-05;;\n"}).items.iloc[0]
    assert (marked["text"], marked["published_edtf"]) == ("Up, up.", "2024-01-05")
    days = pd.DataFrame({"text": ["Up."], "date": pd.to_datetime(["2024-01-05"])})
    days.assign(other=pd.to_datetime(["2024-02-01"])).to_excel(tmp_path / "b.xlsx", index=False)
    item = load({"b.xlsx": (tmp_path / "b.xlsx").read_bytes()}).items.iloc[-1]
    assert (item["published_at"], item["other"]) == ("2024-01-05", "2024-02-01")
    corpus = load({"c.csv": "text;;\nUp.;a;b\n"})
    assert "the first row must name every column" in corpus.documents["error"].iloc[-1]


def test_a_manifest_may_be_parted_as_a_table(load):
    """Excel writes semicolons where the comma parts decimals."""
    corpus = load(
        {"a.txt": "Talks.", "manifest.csv": "file;outlet;published\na.txt;TASS;2024-05\n"}
    )
    assert corpus.items.loc[0, ["outlet", "published_edtf"]].tolist() == ["TASS", "2024-05"]
