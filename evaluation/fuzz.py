"""Fuzz every reader and the dating, guided by coverage (atheris): make fuzz.

Usage: fuzz.py RUNS [TARGET …]. Anything but a result or `InputError` is a crash: its input is
written to build/fuzz/, to become a regression test.
"""

import logging
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris
import pandas as pd

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]
with atheris.instrument_imports(include=["analysis"]):
    from test_hostile import FORMATS, file_of

    from analysis.finding.search import _compile, split_queries
    from analysis.finding.tokens import find_sentences, find_tokens
    from analysis.lexicons.rows import PACKAGE, read_rows
    from analysis.reading.cleaning import kept_text, label_spans
    from analysis.reading.dating.days import bounds
    from analysis.reading.dating.item import date_text
    from analysis.reading.sources import read_documents
    from analysis.reading.sources.items import read_stamp
    from analysis.showing.files import from_csv, to_csv
    from analysis.showing.notebooks import read_notebook
    from analysis.tables import InputError

NO_COLUMNS = dict.fromkeys(("text", "date", "outlet", "id"), "")
FOLDER = Path(__file__).parents[1] / "build" / "fuzz"


def reader(format_: str) -> Callable[[bytes], object]:
    """Return what reads bytes as a file of a format, by way of a file."""
    place = Path(tempfile.mkdtemp()) / file_of(format_, "x")[0]

    def read(data: bytes) -> None:
        place.write_bytes(data)
        read_documents(place, place.parent, NO_COLUMNS, "", PACKAGE)

    return read


def text_of(data: bytes) -> str:
    """Return bytes as text that files can hold."""
    return data.decode("utf-8", "replace")


def clean(data: bytes) -> None:
    """Label a text: spans tile it."""
    raw = text_of(data)
    for kind in ("post", "article"):
        spans = label_spans(raw, kind)
        assert [0, *(s.end for s in spans)] == [*(s.start for s in spans), len(raw)]
        kept_text(raw, spans)


def tokens(data: bytes) -> None:
    """Find tokens, which are ordered, and sentences."""
    text = text_of(data)
    ends = [0, *(end for _, end, _ in find_tokens(text, 0, len(text)))]
    assert ends == sorted(ends)
    find_sentences(text)


def csv(data: bytes) -> None:
    """Write a cell and read it back."""
    table = pd.DataFrame({"text": [text_of(data)]}, dtype="str")
    assert from_csv(to_csv(table)).equals(table)


def quiet(call: Callable[[str], object]) -> Callable[[bytes], object]:
    """Return a target for what takes text and may refuse it."""
    return lambda data: call(text_of(data))


TARGETS = {
    **{f"read {format_}": reader(format_) for format_ in FORMATS},
    "dating": quiet(date_text),
    "stamps": quiet(read_stamp),
    "cleaning": clean,
    "tokens": tokens,
    "csv": csv,
    "patterns": quiet(_compile),
    "queries": quiet(split_queries),
    "EDTF": quiet(lambda text: bounds(text)),
    "lexicon": quiet(lambda text: [*read_rows(Path("a.tsv"), "a b c?", text=text)]),
    "manifest": quiet(lambda text: [*read_rows(Path("a.csv"), "a", text=text, others=True)]),
    "notebook": lambda data: read_notebook(data, "a"),
}
ALSO = {"EDTF": ValueError}  # documented


def run(name: str, runs: int) -> None:
    """Fuzz one target in this process, which ends with it."""
    logging.disable(logging.CRITICAL)
    target, refusals = TARGETS[name], (InputError, ALSO.get(name, InputError))

    def once(data: bytes) -> None:
        with suppress(*refusals):
            target(data)

    corpus = FOLDER / name.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    if name.startswith("read "):
        (corpus / "seed").write_bytes(file_of(name[5:], "On May 2, 2024 they met — «встреча».")[1])
    (corpus / "text").write_text("Forwarded from A\nTalks | News\n\nOn May 2, 2024 they met.\n")
    flags = [f"-runs={runs}", "-max_len=4096", f"-artifact_prefix={FOLDER}/crash-{corpus.name}-"]
    atheris.Setup([sys.argv[0], str(corpus), *flags, "-verbosity=0", "-seed=1"], once)
    atheris.Fuzz()


if __name__ == "__main__":
    failed = []
    if "CHILD" in os.environ:
        run(os.environ["CHILD"], int(sys.argv[1]))
    for name in sys.argv[2:] or TARGETS:
        os.environ["CHILD"] = name
        if os.spawnv(os.P_WAIT, sys.executable, [sys.executable, __file__, sys.argv[1]]):
            failed.append(name)
        print(
            f"{name}: {'crashed, see ' + str(FOLDER) if name in failed else 'no crash'}", flush=True
        )
    print(f"{sys.argv[1]} runs each, {len(failed)} crashed; inputs in {FOLDER}", *failed)
    raise SystemExit(bool(failed))
