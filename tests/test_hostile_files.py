"""Broken files, folders and tables beside the documents: one line each, and no other file falls."""

import csv
import json
import os
import re
import socket
import unicodedata

import pytest

from analysis import load_corpus
from analysis.__main__ import main
from analysis.lexicons import check_all
from analysis.lexicons.rows import Lexicons
from analysis.reading.sources import files
from analysis.tables import InputError

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and links of POSIX systems")


def check(folder, capsys):
    """Run the command as a user does; return its status, and its errors line by line."""
    status = main(["check", str(folder)])
    return status, capsys.readouterr().err.splitlines()


def put(folder, **named):
    for name, data in named.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "corpus"
    put(place, good_dot_txt="Talks\n\nThey met.\n")
    return place


@posix
@pytest.mark.parametrize(
    "kind", ["row53-FIFO", "row53-socket", "row52-loop", "row52-out", "row52-device"]
)
def test_what_is_no_regular_file_is_refused_unopened(folder, tmp_path, capsys, monkeypatch, kind):
    """One line each; the good file is read."""
    path = folder / "odd.txt"
    if kind == "row53-FIFO":
        os.mkfifo(path)
    elif kind == "row53-socket":
        monkeypatch.chdir(folder)  # the name of a socket must be short
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("odd.txt")
    elif kind == "row52-loop":
        path.symlink_to(path)
    elif kind == "row52-device":
        path.symlink_to("/dev/zero")
    else:
        put(tmp_path, secret_dot_txt="x")
        path.symlink_to(tmp_path / "secret.txt")
    status, (line,) = check(folder, capsys)
    assert status == 1 and line.startswith(f"error: {path}: ")


def test_row59_a_folder_that_can_not_be_listed_is_a_row(folder, capsys, monkeypatch):
    """Permission denied: the other folders are read (root may read all, so it is made to fail)."""
    put(folder, sub__a_dot_txt="Talks\n", shut__b_dot_txt="Talks\n")
    real = os.scandir

    def scandir(path="."):
        if os.path.basename(os.fspath(path)) == "shut":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    status, (line,) = check(folder, capsys)
    assert status == 1
    assert (
        line == f"error: {folder / 'shut'}: cannot be read (Permission denied); "
        "check it and its rights"
    )
    corpus = load_corpus(folder)
    assert len(corpus.items) == 2
    assert corpus.documents["path"].tolist() == ["good.txt", "shut", "sub/a.txt"]


NAMES = {
    "row55-dots": "a..b..txt",
    "row55-controls": "a\x1b[2J\n.txt",
    "row55-long": "x" * 251 + ".txt",
    "row55-no UTF-8": b"a\xff.txt",
    "row55-formula": "=1+1.txt",
    "row55-markup": "<b>a&quot;.txt",
}


@posix
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_odd_file_names_are_read_and_shown_without_harm(folder, capsys, name):
    """The report names files by slug and hash; a console gets no control character."""
    path = os.path.join(os.fsencode(folder), os.fsencode(name))
    with open(path, "wb") as file:
        file.write(b"On May 2, 2024 they met.\n")
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.replace("\n", "").isprintable()
    corpus = load_corpus(folder)
    assert len(corpus.items) == 2 and corpus.items["item_id"].is_unique
    assert all(corpus.documents["path"].str.encode("utf-8"))
    with open(path, "wb") as file:
        file.write(b"\xff")
    status, (line,) = check(folder, capsys)
    assert status == 1 and line.isprintable() and "is not UTF-8" in line


@posix
def test_row56_names_equal_after_folding_are_told_apart(tmp_path):
    """Case and NFC: where the file system keeps them apart, so do the ids."""
    put(tmp_path, A_dot_txt="a\n", a_dot_txt="b\n")
    for form in ("NFC", "NFD"):
        (tmp_path / (unicodedata.normalize(form, "café") + ".txt")).write_bytes(b"c\n")
    ids = load_corpus(tmp_path).documents["doc_id"].tolist()
    assert len({unicodedata.normalize("NFC", id_.casefold()) for id_ in ids}) == len(ids) >= 2


def test_row22_row23_a_file_over_the_cap_is_refused(folder, capsys):
    """A gigabyte without a newline: a sparse file, refused before a byte of it is read."""
    with (folder / "big.txt").open("wb") as file:
        file.truncate(2**30)
    status, (line,) = check(folder, capsys)
    assert status == 1
    assert line.endswith("1,073,741,824 bytes is over the cap of 268,435,456; split the file")


def test_row25_many_posts_without_separators_are_one_item_with_a_warning(folder, capsys):
    """500 posts of a dump whose headers are missing: one item, and a note says so."""
    posts = "".join(f"Post {n} on talks\n18.03.2021 14:{n % 60:02}\n\n" for n in range(500))
    put(folder, dump_dot_txt=posts)
    corpus = load_corpus(folder)
    assert corpus.items["doc_id"].tolist() == ["dump", "good"]
    note = corpus.documents.set_index("doc_id").loc["dump", "note"]
    assert note == "1,500 lines and no separator: one item; is it a dump of posts?"
    assert corpus.documents.set_index("doc_id").loc["good", "note"] == ""


HEADER = "file,outlet,published,event,language,kind,note,sha256"


def test_a_long_cell_of_the_manifest_is_read(folder):
    """131,072 characters is a limit of the csv module, not of ours."""
    put(folder, manifest_dot_csv=f"file,note\ngood.txt,{'x' * 200_000}\n")
    before = csv.field_size_limit()
    assert len(load_corpus(folder).items) == 1
    assert csv.field_size_limit() == before


@posix
@pytest.mark.parametrize("name", ["manifest.csv", "rulings.csv", "topics.tsv"])
@pytest.mark.parametrize("kind", ["FIFO", "folder", "dangling link"])
def test_a_table_beside_the_documents_that_is_no_file_is_refused(folder, capsys, name, kind):
    """It was put there to be read: it is not passed over in silence."""
    path = folder / name
    if kind == "FIFO":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(folder / "nowhere")
    status, (line,) = check(folder, capsys)
    assert status == 1 and line.startswith(f"error: {path}: ")


BAD_MANIFESTS = {
    "quote": (HEADER + '\n"good.txt,A\n', "unexpected end of data; close the quote"),
    "NUL": ("file,note\ngood.txt,a\0b\n", "control character"),
    "bytes": (b"file,note\ngood.txt,\xff\n", "byte 19 is not UTF-8"),
    "header twice": ("file,note,note\n", "the header must be"),
}


@pytest.mark.parametrize(("data", "problem"), BAD_MANIFESTS.values(), ids=BAD_MANIFESTS)
def test_a_broken_manifest_is_one_line(folder, capsys, data, problem):
    put(folder, manifest_dot_csv=data)
    status, (line,) = check(folder, capsys)
    assert status == 1
    assert line.startswith(f"error: {folder / 'manifest.csv'}:") and problem in line


ROWS = {
    "topics.tsv": "Trade\t{}duties\tword\t",
    "occasions.tsv": "Visit\t{}sojourn\tword\t",
    "stopwords.tsv": "{}zzz\ten\tproject\tmine",
    "aliases.tsv": "{}zzz\tyyy\tmine",
    "names.tsv": "{}Zed Zedson\tZed Zedson\tactor\trussia\tperson",
    "reporting.tsv": "{}zzzed\tsay\ten\t",
    "boilerplate.tsv": "{}zzz\tcredit\tline\tzzz\tmine\tmine",
    "events.csv": "{}zzz,Zzz,2024-05-02,2024-05-02,before,Zzz gathering,context,https://a.org,",
    "meetings.csv": "{}zzz,Zzz,2024-05-02,,meeting,Wang Yi,,https://example.org,",
}
HEADERS = {
    name: re.sub(r"=\S+|\?", "", columns).replace(" ", "," if name.endswith("csv") else "\t")
    for name, columns in files.FILES.items()
}


@pytest.mark.parametrize("name", ROWS)
def test_a_lexicon_with_a_nul_is_refused(tmp_path, name):
    """It would be part of a term that no text holds."""
    put(tmp_path, **{name.replace(".", "_dot_"): f"{HEADERS[name]}\n{ROWS[name].format(chr(0))}\n"})
    with pytest.raises(InputError, match=rf"{name}:2: control character '\\x00' in"):
        check_all(Lexicons.of(tmp_path))


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_a_lexicon_that_stands_there_twice_is_refused(tmp_path, name):
    """The second row is named, whichever lexicon it is."""
    row = ROWS[name].format("")
    put(tmp_path, **{name.replace(".", "_dot_"): f"{HEADERS[name]}\n{row}\n{row}\n"})
    with pytest.raises(InputError, match=rf"{name}:3: "):
        check_all(Lexicons.of(tmp_path))


def test_json_of_every_wrong_shape_is_an_error_or_items(tmp_path, capsys):
    """Whatever stands where a message, a text or a list should be."""
    odd = [None, 1, 1.5, True, "x", [], {}, [[]], [None], {"a": 1}]
    for n, value in enumerate(odd):
        whole = {"name": value, "id": 1, "messages": [{"id": 1, "text": "Talks"}]}
        put(tmp_path, **{
            f"{n}__a_dot_json": json.dumps(value),
            f"{n}__b_dot_json": json.dumps({"messages": value}),
            f"{n}__c_dot_json": json.dumps({"messages": [value]}),
            f"{n}__d_dot_json": json.dumps({"chats": {"list": [value]}}),
            f"{n}__e_dot_json": json.dumps(whole),
            f"{n}__f_dot_json": json.dumps([{"text": value}]),
            f"{n}__g_dot_jsonl": json.dumps({"text": value}) + "\n",
            **{f"{n}__h{m}_dot_json": json.dumps({"messages": [{"id": 1, name: value}]})
               for m, name in enumerate(("id", "text", "date", "date_unixtime", "from", "type",
                                         "reactions", "views", "edited_unixtime", "action"))},
        })  # fmt: skip
    main(["check", str(tmp_path)])
    for line in capsys.readouterr().err.splitlines():
        assert line.startswith(f"error: {tmp_path}") and ";" in line
