"""Broken and hostile input: kept, repaired with a note, or refused in one line; no other falls.

The numbers are those of the rows of the table of bad inputs in CONTRIBUTING. Each row is tried in
every format that can hold it.
"""

import io
import json
from contextlib import suppress
from html import escape
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analysis import load_corpus
from analysis.__main__ import main
from analysis.reading.sources.files import Text
from analysis.reading.sources.tables import read_table
from analysis.tables import InputError

TEXTS = ("txt", "telegram.json", "messages.html", "csv", "tsv", "jsonl", "json", "page.html")
FORMATS = (*TEXTS, "parquet", "xlsx")
LONG = "The ministers met in Moscow and spoke of trade for a long time, as the record says. "


def file_of(format_, text):
    """Return name and bytes of a file of a format with one post or article of this text."""
    rows = [{"id": 1, "text": text}]
    frame, buffer = pd.DataFrame(rows), io.BytesIO()
    if format_ == "txt":
        data = text
    elif format_ == "telegram.json":
        message = {"id": 1, "type": "message", "date": "2024-05-02T11:00:00", "text": text}
        data = json.dumps({"name": "MFA", "id": 7, "messages": [message]}, ensure_ascii=False)
    elif format_ == "messages.html":
        body = escape(text).replace("\n", "<br>")
        data = (
            '<html><body><div class="page_header"><div class="text bold">MFA</div></div>'
            '<div class="history"><div class="message default clearfix" id="message1"><div '
            f'class="body"><div class="text">{body}</div></div></div></div></body></html>'
        )
    elif format_ == "page.html":
        lines = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
        data = f"<html><body><article><h1>Talks</h1>{lines}</article></body></html>"
    elif format_ in ("csv", "tsv"):
        data = frame.to_csv(
            index=False, sep=",\t"[format_ == "tsv"], lineterminator="\n", quoting=1
        )
    elif format_ == "jsonl":
        data = json.dumps(rows[0], ensure_ascii=False) + "\n"
    elif format_ == "json":
        data = json.dumps(rows, ensure_ascii=False)
    elif format_ == "parquet":
        frame.to_parquet(buffer)
    else:  # pandas would make a formula of "=1"
        book = openpyxl.Workbook()
        for row, cells in enumerate([["id", "text"], [1, text]], start=1):
            for column, cell in enumerate(cells, start=1):
                made = book.active.cell(row, column, cell)
                made.data_type = "s" if isinstance(cell, str) else "n"
        book.save(buffer)
    name = format_ if "." in format_ else f"posts.{format_}"
    return name, buffer.getvalue() or data.encode()


def written(folder, name, data):
    """Write a file, and a good one beside it."""
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_bytes(b"Talks\n\nThey met.\n")
    return folder / name


def cases(rows, formats=TEXTS):
    """Return a test for every row in every format: `row05-bad UTF-8-csv`."""
    return [
        pytest.param(format_, *row, id=f"{name}-{format_}")
        for name, row in rows.items()
        for format_ in formats
    ]


BYTES = {
    "row05-bad UTF-8": (lambda data: data + b"\xff", r"byte \d+ is not UTF-8"),
    "row07-UTF-16 without mark": (
        lambda data: data.decode().encode("utf-16-le"),
        "NUL or other control bytes",
    ),
    "row08-cp1251": (lambda data: data.decode().encode("cp1251"), r"byte \d+ is not UTF-8"),
    "row08-KOI8-R": (lambda data: data.decode().encode("koi8-r"), r"byte \d+ is not UTF-8"),
    "row09-mixed": (lambda data: data + "Мир".encode("cp1251"), r"byte \d+ is not UTF-8"),
    "row10-cut": (lambda data: data + "й".encode()[:1], r"byte \d+ is not UTF-8"),
    "row11-overlong": (lambda data: data + b"\xc0\xaf", r"byte \d+ is not UTF-8"),
    "row11-surrogate": (lambda data: data + b"\xed\xa0\x80", r"byte \d+ is not UTF-8"),
    "row57-gzip": (lambda data: b"\x1f\x8b\x08" + data, "unpack first"),
    "row57-zip": (lambda data: b"PK\x03\x04" + data, "unpack first"),
}


@pytest.mark.parametrize(("format_", "spoil", "problem"), cases(BYTES))
def test_bytes_that_are_no_text_are_refused(tmp_path, capsys, format_, spoil, problem):
    """One line with file, place and remedy; the other file is read; the exit status is 1."""
    name, data = file_of(format_, "Переговоры в Москве")
    path = written(tmp_path, name, spoil(data))
    assert main(["check", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("1 documents, 1 items\n")
    assert err.startswith(f"error: {path}: ") and err.count("\n") == 1
    assert pd.Series([err]).str.contains(problem)[0], err


def test_text_of_a_parquet_file_that_is_no_utf_8_is_refused(tmp_path, capsys):
    """Found by fuzzing: the table opens, its cells do not."""
    name, data = file_of("parquet", "Talks — встреча")
    path = written(tmp_path, name, data.replace("встреча".encode(), b"\xff" * 14))
    assert main(["check", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"error: {path}: no Parquet file (") and err.count("\n") == 1


def test_a_parquet_file_with_any_byte_changed_is_read_or_refused():
    """Found by fuzzing: whatever Arrow raises, such as that it has no integers below 8 bits."""
    name, data = file_of("parquet", "Talks")
    columns, read = dict.fromkeys(("text", "date", "outlet", "id"), ""), 0
    for n, byte in enumerate(data):
        changed = data[:n] + bytes([byte ^ 1]) + data[n + 1 :]
        with suppress(InputError):
            read_table(Text(Path(name), "", "", "", "", changed), ".parquet", columns)
            read += 1
    assert 0 < read < len(data)


MARKS = {
    "row03-UTF-8 mark": ("utf-8-sig", "utf-8-sig"),
    "row06-UTF-16 mark": ("utf-16", "utf-16"),
    "row06-UTF-32 mark": ("utf-32", "utf-32"),
}


@pytest.mark.parametrize(("format_", "encoding", "recorded"), cases(MARKS))
def test_a_byte_order_mark_is_repaired_and_recorded(tmp_path, format_, encoding, recorded):
    """The text is what stands behind it."""
    name, data = file_of(format_, "Переговоры в Москве")
    written(tmp_path, name, data.decode().encode(encoding))
    corpus = load_corpus(tmp_path)
    document = corpus.documents.set_index("path").loc[name]
    assert (document["encoding"], document["error"]) == (recorded, "")
    assert "byte order mark" in document["note"]
    raw = corpus.items.set_index("doc_id").loc[document["doc_id"], "raw"]
    assert raw.removeprefix("Talks\n") == "Переговоры в Москве"


ACCEPTED = {
    "row04-mark inside": ("Ta\ufefflks in Moscow",),
    "row13-NEL VT FF LS": ("Talks\x85in\x0bMoscow\x0cand\u2028Beijing",),
    "row14-NUL": ("Ta\0lks in Moscow",),
    "row15-ESC and C1": ("\x1b[31mred\x9b0m",),
    "row16-bidi": ("a\u202eb\u2066c",),
    "row17-zero width": ("Mos\u200bcow\u200dx",),
    "row18-NFD": ("cafe\u0301 and caf\u00e9",),
    "row20-entities": ("Smith &amp; Co &#8217;s",),
    "row21-combining marks": ("a" + "\u0301" * 20_000,),
    "row24-digits": ("1" * 10_000,),
    "row24-full stops": ("." * 10_000,),
    "row47-markup": ("<img src=x onerror=alert(1)>",),
    "row48-mathtext": (r"$\foo$ _x",),
    "row50-formula": ('=HYPERLINK("http://example.org")',),
    "row50-at": ("@SUM(1)",),
    "row51-null": ("null",),
    "row51-nan": ("nan",),
}
# What a format cannot hold: XML of Excel has no controls, HTML turns U+0085 or CR into others.
UNABLE = {
    ("xlsx", "\0"), ("xlsx", "\x1b"), ("xlsx", "\x0b"), ("xlsx", "\x0c"),
    ("messages.html", "\0"), ("page.html", "\0"), ("page.html", "\x0c"),
    ("csv", "\0"), ("tsv", "\0"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        case
        for case in cases(ACCEPTED, FORMATS)
        if not any((case.values[0], c) in UNABLE for c in case.values[1])
    ],
)
def test_odd_text_is_kept_as_it_stands(tmp_path, format_, text):
    """To the last character, and the rows of the corpus hold together."""
    name, data = file_of(format_, text)
    corpus = load_corpus(written(tmp_path, name, data))
    raw = corpus.items["raw"][0]
    assert raw.removeprefix("Talks\n") == text
    spans = corpus.spans[["start", "end"]].to_numpy()
    assert (spans[1:, 0] == spans[:-1, 1]).all() and spans[-1, 1] == len(raw)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["row12-LF", "row12-CRLF", "row12-CR"])
@pytest.mark.parametrize("format_", ["txt", "telegram.json", "csv", "jsonl", "parquet"])
def test_line_ends_are_kept_and_offsets_are_of_the_original(tmp_path, format_, ends):
    """The third line is the third whatever ends it."""
    text = ends.join(["Talks", "", "On May 2, 2024 they met.", ""])
    name, data = file_of(format_, text)
    corpus = load_corpus(written(tmp_path, name, data))
    assert corpus.items["raw"][0] == text
    place = corpus.locate(corpus.items["item_id"][0], text.index("On"), text.index("On") + 14)
    assert place.quote == "On May 2, 2024"
    assert corpus.items["event_edtf"][0] == "2024-05-02"


EMPTY = {
    "txt": b"", "csv": b"text\n", "tsv": b"text\n", "jsonl": b"", "json": b"[]",
    "telegram.json": b'{"messages": []}', "messages.html": b'<div class="history"></div>',
}  # fmt: skip


@pytest.mark.parametrize("format_", EMPTY, ids=lambda format_: f"row01-{format_}")
def test_a_file_without_items_is_listed(tmp_path, format_):
    """As a document, with a note."""
    written(tmp_path, file_of(format_, "x")[0], EMPTY[format_])
    corpus = load_corpus(tmp_path)
    assert corpus.items["doc_id"].tolist() == ["good"]
    document = corpus.documents.set_index("path").loc[file_of(format_, "x")[0]]
    assert document["error"] == "" and document["note"] in (
        "no items in it",
        "no rows; no items in it",
    )


@pytest.mark.parametrize(
    "format_", ["csv", "tsv", "page.html", "messages.html", "telegram.json", "xlsx", "parquet"]
)
def test_row01_a_file_of_no_bytes_at_all(tmp_path, capsys, format_):
    """No format but text and JSON lines can be empty: listed, or refused in one line."""
    written(tmp_path, file_of(format_, "x")[0], b"")
    status = main(["check", str(tmp_path)])
    out, err = capsys.readouterr()
    assert status == (1 if err else 0) and err.count("\n") == status
    assert "1 items\n" in out


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: f"row02-{format_}")
def test_white_space_only_is_one_blank_span(tmp_path, format_):
    """Every character of it is accounted for, and none is text."""
    name, data = file_of(format_, " \n\t ")
    if format_ == "page.html":
        data = b"<html><body><p> </p></body></html>"
    corpus = load_corpus(written(tmp_path, name, data).parent)
    spans = corpus.spans[~corpus.spans["item_id"].str.startswith("good")]
    assert set(spans["label"]) <= {"blank"} and len(spans) <= 1
    errors = corpus.documents["error"].tolist()
    assert [bool(error) for error in errors] == [False, False] or "no visible text" in "".join(
        errors
    )


DATES = {
    "row26-31 February": ("On 31 February 2024 they met in Moscow.", "undated"),
    "row28-today": ("They meet today in Moscow.", "undated"),
    "row28-сегодня": ("Министры встретились сегодня в Москве.", "undated"),
    "row29-year 0000": ("On May 2, 0000 they met in Moscow.", "undated"),
    "row29-year 9999": ("On May 2, 9999 they met in Moscow.", "undated"),
}


@pytest.mark.parametrize(
    ("format_", "text", "status"), cases(DATES, ("txt", "csv", "jsonl", "parquet"))
)
def test_no_date_is_made_up(tmp_path, format_, text, status):
    """A day that is none, one without a publication, one out of reach."""
    name, data = file_of(format_, text)
    items = load_corpus(written(tmp_path, name, data)).items
    assert items[["event_edtf", "event_status"]].values.tolist() == [["", status]]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: f"row49-{format_}")
def test_a_word_of_many_characters_is_kept_whole(tmp_path, format_):
    """30,000 letters, as many as a cell of Excel holds."""
    word = "x" * 30_000
    name, data = file_of(format_, word)
    corpus = load_corpus(written(tmp_path, name, data))
    assert corpus.items["raw"][0].removeprefix("Talks\n") == word


@pytest.mark.parametrize("format_", ["txt", "csv", "telegram.json"], ids=lambda f: f"row19-{f}")
def test_mojibake_is_flagged(tmp_path, format_):
    """UTF-8 that was read as cp1252 or cp1251 on its way: kept as it is, and said."""
    text = "Переговоры в Москве прошли".encode().decode("cp1251", "replace")
    name, data = file_of(format_, text)
    corpus = load_corpus(written(tmp_path, name, data))
    assert corpus.items["raw"][0] == text
    assert "looks garbled" in corpus.documents["note"][0]
    name, data = file_of(format_, "Ð¢Ð°Ð»ÐºÑ\x81 and cafÃ© â€œquotedâ€\x9d")
    assert "looks garbled" in load_corpus(written(tmp_path, name, data)).documents["note"][0]
    name, data = file_of(format_, "Переговоры, café, naïve, “quoted”, «РИА», Ðóra, Šîš")
    assert "garbled" not in load_corpus(written(tmp_path, name, data)).documents["note"][0]
