"""`load_corpus` gives four sound tables, quickly, and every offset leads back to the file."""

import hashlib
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from conftest import ROOT
from effort import calls

import analysis as an
from analysis import load_corpus
from analysis.__main__ import main
from analysis.reading.cleaning import split_lines
from analysis.reading.rows import Job, item_rows
from analysis.reading.sources.items import read_stamp, split_items
from analysis.tables import DOCUMENTS, EVIDENCE, ITEMS, SPANS, InputError


def test_the_four_tables_have_their_columns(corpus):
    """Names, order and dtypes are those of `analysis.tables`."""
    for name, columns in (
        ("documents", DOCUMENTS),
        ("items", ITEMS),
        ("spans", SPANS),
        ("evidence", EVIDENCE),
    ):
        assert getattr(corpus, name).dtypes.astype(str).to_dict() == columns


def test_text_is_exactly_the_kept_slices(corpus):
    """Sliced and joined, never rewritten."""
    kept = corpus.spans[corpus.spans["label"].isin(["heading", "body"])]
    for item in corpus.items.itertuples():
        spans = kept[kept["item_id"] == item.item_id]
        slices = [item.raw[a:b] for a, b in zip(spans["start"], spans["end"], strict=True)]
        assert item.text == "".join(slices)


def test_items_join_to_the_files(corpus):
    """Raw strings in order are the decoded file."""
    joined = corpus.items.groupby("doc_id")["raw"].agg("".join)
    for document in corpus.documents.itertuples():
        text = (ROOT / "seeds" / document.path).read_bytes().decode()
        assert joined[document.doc_id] == text
        assert document.n_chars == len(text)


def test_locate_gives_file_lines_and_quote(corpus):
    """Lines 66 to 67 of the dump, though the item begins at line 64."""
    raw = corpus.items.set_index("item_id").loc["002-6", "raw"]
    start = raw.index("🇷🇺🇨🇳 Russia and China")
    end = raw.index("This year") + len("This year")
    place = corpus.locate("002-6", start, end)
    assert place == ("002_4ff66988ac0948f1.txt", 66, 67, raw[start:end])
    lines = split_lines((ROOT / "seeds" / place.file).read_bytes().decode())
    assert place.quote in "".join(lines[place.first_line - 1 : place.last_line])


def test_a_part_of_a_corpus_locates_the_same_lines(corpus):
    """The place of an item is stored, not added up from the items before it."""
    part = replace(corpus, items=corpus.items[corpus.items["item_id"] == "002-6"])
    assert part.locate("002-6", 0, 9) == corpus.locate("002-6", 0, 9)
    assert part.locate("002-6", 0, 9).first_line == 64


@pytest.mark.parametrize("span", [("009-1", 0, 1), ("002-5", 0, 10_000), ("002-5", 3, 3)])
def test_locate_refuses_what_is_not_there(corpus, span):
    """Unknown item, offsets outside, nothing to quote."""
    with pytest.raises(InputError):
        corpus.locate(*span)


CONTRADICTION = "Met on March 5, 2022\n\nOn March 5, 2023 they met.\n"


def ruling_on(text, position=1, chosen="2022-03-05"):
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    header = "sha256,position,target,chosen,reason,source"
    return f"{header}\n{sha256},{position},event,{chosen},because,https://example.org/\n"


def test_a_ruling_of_another_corpus_stops_no_load(read):
    """The seeds' ruling on 001-1 was about any file called 001.txt."""
    corpus = read(**{"001": "Talks\n\nOn May 2, 2024 they met.\n"})
    assert corpus.items["event_status"].tolist() == ["stated"]
    assert corpus.rulings.empty
    assert corpus.notes == []


def test_a_ruling_is_about_a_text_whatever_its_file_is_called(tmp_path, read):
    """It lies beside the documents, chooses a way out and is no document itself."""
    assert read(a=CONTRADICTION).items["event_status"].tolist() == ["contested"]
    (tmp_path / "rulings.csv").write_text(ruling_on(CONTRADICTION), "utf-8")
    for corpus in (read(b=CONTRADICTION), load_corpus(tmp_path / "b.txt")):
        item = corpus.items.set_index("item_id").loc["b-1"]
        assert (item["event_status"], item["event_edtf"]) == ("ruled", "2022-03-05")
        row = corpus.rulings.set_index("item_id").loc["b-1"]
        assert (row["chosen"], row["reason"], row["note"]) == (
            pd.Timestamp("2022-03-05"),
            "because",
            "",
        )
    assert corpus.documents["path"].tolist() == ["b.txt"]


@pytest.mark.parametrize(
    ("rulings", "problem"),
    [
        (ruling_on("another text"), r"rulings\.csv:2: no file with sha256 \w{64} has an item 1;"),
        (ruling_on(CONTRADICTION, 2), r"rulings\.csv:2: no file with sha256 \w{64} has an item 2;"),
        (ruling_on(CONTRADICTION, chosen="2022-01-01"), r"rulings\.csv:2: 2022-01-01 is none of"),
        (ruling_on("Talks\n"), r"rulings\.csv:2: there is nothing to rule on"),
    ],
)
def test_a_ruling_that_does_not_apply_is_reported(tmp_path, read, capsys, rulings, problem):
    """The load goes on, the date is what the evidence says, and `check` tells it."""
    (tmp_path / "rulings.csv").write_text(rulings, "utf-8")
    corpus = read(a=CONTRADICTION, b="Talks\n")
    assert corpus.items["event_status"].tolist() == ["contested", "undated"]
    assert len(corpus.rulings) == len(corpus.notes) == 1
    assert re.search(problem, corpus.notes[0])
    assert main(["check", str(tmp_path)]) == 0
    assert re.search(f"note: .*{problem}", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("rulings", "problem"),
    [
        ("item,target\n", "rulings.csv:1: the header must be"),
        (ruling_on("x", position="one"), "rulings.csv:2: position 'one' is none"),
        (
            ruling_on("x") + '"' + "x" * 140_000,
            "rulings.csv:3: unexpected end of data; close the quote",
        ),
    ],
)
def test_malformed_rulings_are_refused(tmp_path, read, rulings, problem):
    """By file and line."""
    (tmp_path / "rulings.csv").write_text(rulings, "utf-8")
    with pytest.raises(InputError, match=re.escape(problem)):
        read(a="x")


def test_an_item_is_read_by_itself():
    """What workers call: plain values in and out, the same for the same item."""
    posts = split_items("Forwarded from TASS\nOn May 2, 2024 they met.\n")[1]
    told = {"id": "m7", "stamp": read_stamp("2024-05-03"), "locator": "message 7"}
    posts.append(posts[0]._replace(**told))
    for post in posts:
        make = partial(item_rows, Job(post, 1, "a"))
        rows = pickle.loads(pickle.dumps(make))()
        assert pickle.loads(pickle.dumps(rows)) == rows == make()
        assert rows.item["item_id"] == f"a-{post.id}"
        assert list(rows.item) == [name for name in ITEMS if name != "duplicate_of"]
    assert rows.item["published_edtf"] == "2024-05-03"


def test_outlets_come_from_the_manifest_or_the_forward_header(read, corpus):
    """A dump without manifest names whom it was forwarded from."""
    assert corpus.items.groupby("doc_id")["outlet"].nunique().eq(1).all()
    dump = read(dump="Forwarded from MFA Russia 🇷🇺\nText\n")
    assert dump.items["outlet"].tolist() == ["MFA Russia 🇷🇺"]


def test_results_depend_on_nothing_around_them():
    """Hash seed, locale, time zone and working folder change no table."""
    code = (
        "from analysis import load_corpus; from analysis.counting.topics import topic_series;"
        f"c = load_corpus({str(ROOT / 'seeds')!r});"
        "print(c.items.to_csv(), c.spans.to_csv(), c.evidence.to_csv(), topic_series(c).to_csv())"
    )
    shown = set()
    for seed, zone, locale in (("0", "UTC", "C.UTF-8"), ("7", "Asia/Shanghai", "ru_RU.UTF-8")):
        around = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | around,
            cwd="/" if seed == "7" else ROOT,
            capture_output=True,
            check=True,
        )
        shown.add(run.stdout)
    assert len(shown) == 1


def test_the_seeds_load_with_little_work(corpus):
    """After imports, 76,000 calls, a twentieth of a second: counted, since machines are shared."""
    assert calls(lambda: load_corpus(ROOT / "seeds")) < 120_000


def test_days_are_days(corpus):
    """Known dates have first and last day, open ones have neither."""
    items = corpus.items.set_index("item_id")
    assert items.loc["000-1", "event_from"] == pd.Timestamp("2020-11-18")
    assert (
        items.loc[items["event_status"] == "open", ["event_from", "event_to"]].isna().all(axis=None)
    )


def test_a_part_keeps_ids_lines_and_evidence(corpus):
    """By column, period, words and ids; several conditions hold together."""
    part = corpus.where(outlet="Russian MFA (Telegram)", contains="WANG YI")
    assert set(part.items["doc_id"]) == {"002"}
    assert part.documents["doc_id"].tolist() == ["002"]
    for item in part.items["item_id"]:
        assert part.locate(item, 0, 5) == corpus.locate(item, 0, 5)
    assert set(part.spans["item_id"]) == set(part.items["item_id"])
    assert set(part.evidence["item_id"]) <= set(part.items["item_id"])
    assert corpus.where(between=(2024, 2024), kind="post").items["item_id"].tolist() == [
        "002-4",
        "002-6",
    ]
    assert corpus.where(items=["002-6", "000-1"]).items["item_id"].tolist() == ["000-1", "002-6"]
    with pytest.raises(InputError, match="no column 'colour'; the columns are item_id"):
        corpus.where(colour="red")
    with pytest.raises(InputError, match="no item '009-1'"):
        corpus.where(items=["009-1"])


def test_what_is_kept_of_a_corpus_is_not_kept_of_its_part(corpus):
    """The words of the whole are not those of a part."""
    whole = corpus.once("test-of-parts", lambda: "whole")
    assert corpus.where(kind="post").once("test-of-parts", lambda: "part") == "part" != whole


def test_a_copy_whose_original_is_not_in_the_part_counts_there(tmp_path):
    """Of two copies left, the second points to the first."""
    rows = "text,channel,date\nTalks,A,2024-01-01\nTalks,B,2024-01-03\nTalks,C,2024-01-02\n"
    (tmp_path / "a.csv").write_text(rows, "utf-8")
    whole = load_corpus(tmp_path)
    assert whole.items["duplicate_of"].tolist() == ["", "a.csv-1", "a.csv-1"]
    part = whole.where(outlet=["B", "C"])
    assert part.items["duplicate_of"].tolist() == ["a.csv-3", ""]
    row = whole.clusters().iloc[0]
    assert (row["size"], row["outlets"], row["outlet"]) == (3, 3, "A, B, C")
    assert (row["first"], row["last"]) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-03"))


OWN = {
    "boilerplate.tsv": (
        "pattern\tlabel\tscope\texample\tnote\tsource\n"
        "Subscribe now\tread_more\tline\tSubscribe now\tends posts\town\n"
    ),
    "topics.tsv": "# replace\ntopic\tterm\tmatch\tnote\nFish\therring\tword\t\n",
    "names.tsv": "form\tname\tkind\tside\tnote\nAnna Berg\tAnna Berg\tactor\tother\tperson: x\n",
    "aliases.tsv": "form\tterm\tnote\nherrings\therring\tplural\n",
    "stopwords.tsv": "word\tlanguage\tlist\tsource\nsold\ten\tproject\town\n",
    "events.csv": (
        "id,label,start,end,relation,aliases,class,source,note\n"
        "fair,The fair,2024-05-02,2024-05-03,during,herring fair,context,own,\n"
    ),
}


@pytest.mark.parametrize("beside", [True, False])
def test_lexicons_of_ones_own_are_laid_over_those_of_the_package(tmp_path, beside):
    """Beside the documents or in a folder of their own; the corpus says which, by hash."""
    folder = tmp_path / "corpus" if beside else tmp_path / "lexicons"
    (tmp_path / "corpus").mkdir()
    folder.mkdir(exist_ok=True)
    for name, rows in OWN.items():
        (folder / name).write_text(rows, "utf-8")
    text = "A fair\n\nAt the herring fair Anna Berg sold herrings in Moscow.\nSubscribe now\n"
    (tmp_path / "corpus" / "a.txt").write_text(text, "utf-8")
    corpus = load_corpus(tmp_path / "corpus", **({} if beside else {"lexicons": folder}))
    assert corpus.documents["path"].tolist() == ["a.txt"]
    assert "Subscribe" not in corpus.items["text"][0]
    assert "own boilerplate.tsv:2 ends posts" in corpus.spans["reason"].tolist()
    assert an.topic_hits(corpus)["term"].tolist() == ["herring", "herring"]
    assert {"Anna Berg", "Moscow"} <= set(an.name_hits(corpus)["name"])
    assert "sold" not in an.count_terms(corpus)["term"].tolist()
    assert "2024-05-02" in corpus.items["event_edtf"][0]
    hashed = {name: hashlib.sha256(rows.encode()).hexdigest() for name, rows in OWN.items()}
    assert (corpus.lexicons.folder, dict(corpus.lexicons.hashes)) == (folder, hashed)
