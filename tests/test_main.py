"""The command line prints one line per problem and exits with 1; nothing ends in a traceback."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import weakref

import nbformat
import pytest
from conftest import ROOT

from analysis import load_corpus
from analysis.__main__ import main


def test_check_says_what_was_kept_and_dated(capsys):
    """The seeds: five documents, ten items, file 002 at half its words."""
    assert main(["check", str(ROOT / "seeds")]) == 0
    out, err = capsys.readouterr()
    assert "5 documents, 10 items" in out
    assert "002      6       2075        1033        0.50" in out
    assert "2 derived, 2 identified, 1 ruled, 4 stated, 1 undated" in out
    assert err == ""


def test_a_bad_file_does_not_hide_the_others(tmp_path, capsys):
    """The good file is counted, the bad one named, the exit status 1."""
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "good.txt").write_text("Title\n\nText.\n", "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert "1 documents, 1 items" in out
    assert err.count("\n") == 1
    assert err.startswith(f"error: {tmp_path / 'bad.txt'}: ")
    (tmp_path / "good.txt").unlink()
    assert main(["check", str(tmp_path)]) == 1
    assert "Empty" not in capsys.readouterr().out


def test_a_missing_folder_is_one_line(tmp_path, capsys):
    """No traceback."""
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_broken_lexicon_is_one_line(tmp_path, capsys):
    """Path, line, problem and remedy reach whoever ran the command."""
    path = tmp_path / "boilerplate.tsv"
    path.write_text(
        "pattern\tlabel\tscope\texample\tnote\tsource\n(\tcredit\tline\tx\tx\tx\n", "utf-8"
    )
    (tmp_path / "a.txt").write_text("Title\n", "utf-8")
    assert main(["check", str(tmp_path / "a.txt")]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"error: {path}:2: pattern does not compile")


def test_unknown_commands_are_refused():
    """Argparse's own message and exit status 2."""
    with pytest.raises(SystemExit) as caught:
        main(["draw"])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dpi", "600"], "give its folder with --out"),
        (["--out", "x", "--width", "wide"], "width 'wide' is not 60 to 600 mm"),
        (["--out", "x", "--formats", "gif"], "formats 'gif' are not known"),
    ],
)
def test_an_export_that_cannot_be_is_one_line(arguments, words, capsys):
    """Before anything is run."""
    assert main(["figures", *arguments]) == 1
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_known_before_any_work(tmp_path, capsys):
    """A file stands where the folder should be; no notebook was run."""
    (tmp_path / "taken").write_text("in the way")
    assert main(["figures", "--out", str(tmp_path / "taken")]) == 1
    out, err = capsys.readouterr()
    assert "taken: cannot be written" in err
    assert "01-corpus" not in out + err


def run(*arguments, **options):
    """Start the command as a user does, with pipes that the test holds."""
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_nobody_reads_on(tmp_path):
    """``check DIR | head -0``: no traceback, and a shell's status for a closed pipe."""
    (tmp_path / "a.txt").write_text("Title\n\nText.\n", "utf-8")
    with run("check", tmp_path / "a.txt") as command:
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 141


def test_a_console_that_is_not_utf_8(tmp_path):
    """What it can't show is an escape, in results and in errors."""
    shown = {**os.environ, "PYTHONIOENCODING": "ascii"}
    (tmp_path / "北.txt").write_bytes(b"\xff")
    out, err = run("check", tmp_path, env=shown).communicate()
    assert out.startswith(b"0 documents")
    assert err.startswith(b"error: ") and rb"\u5317.txt" in err
    (tmp_path / "北.txt").write_text("Title\n\nText.\n", "utf-8")
    command = run("report", tmp_path, "--out", tmp_path / "南" / "x", env=shown)
    out, err = command.communicate()
    assert rb"\u5357" in err and err.count(b"\n") == 1
    assert command.returncode == 1


def test_ctrl_c_ends_with_one_line(tmp_path):
    """While a notebook runs: its kernel stops, nothing was written, status 130."""
    # a shell's background jobs ignore Ctrl-C, and what they start does too
    command = run(
        *("figures", "--out", tmp_path / "out"),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    seen = b""
    while b"01-corpus" not in seen:
        seen += os.read(command.stderr.fileno(), 100)
    command.send_signal(signal.SIGINT)
    _, err = command.communicate()
    assert command.returncode == 130
    assert err.endswith(b"\nerror: interrupted; nothing was changed\n")
    assert err.count(b"\n") == 2  # the progress bar has one of its own
    assert list((tmp_path / "out").iterdir()) == []


def test_ctrl_c_while_loading_ends_with_one_line(tmp_path):
    """Before any command has begun: pandas is loaded first."""
    (tmp_path / "pandas.py").write_text("raise KeyboardInterrupt\n")
    command = run("check", tmp_path, env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"})
    out, err = command.communicate()
    assert (command.returncode, out) == (130, b"")
    assert err == b"error: interrupted; nothing was changed\n"


def test_too_little_memory_is_one_line(monkeypatch, capsys):
    """Whatever needed it."""

    def load(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("analysis.load_corpus", load)
    assert main(["check", str(ROOT / "seeds")]) == 1
    assert capsys.readouterr().err.startswith("error: not enough memory; nothing was changed")


def test_an_interrupt_in_a_callback_is_not_lost(monkeypatch, tmp_path, capsys):
    """Python drops what a weak reference's callback raises: the interrupt comes again after it."""

    def work(*_):
        gone = io.StringIO()
        watched = weakref.ref(gone, lambda _: signal.raise_signal(signal.SIGINT))
        del gone
        for _ in range(100):
            time.sleep(0.1)
        return [f"{watched()} went on"]

    monkeypatch.setattr("analysis.__main__._verify", work)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
    try:
        assert main(["verify", str(tmp_path)]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == "error: interrupted; nothing was changed\n"


def test_a_notebook_is_cleaned_for_git(tmp_path):
    """From standard input to standard output; what is no notebook is one line."""
    path = ROOT / "notebooks" / "05-chronology.ipynb"
    saved = path.read_bytes().replace(b'"display_name": "Python 3"', b'"display_name": "Mine"')
    out, err = run("clean-notebook", stdin=subprocess.PIPE).communicate(saved)
    assert (out, err) == (path.read_bytes(), b"")
    command = run("clean-notebook", stdin=subprocess.PIPE)
    out, err = command.communicate(b"<<<<<<< HEAD\n")
    assert out == b"" and err.startswith(b"error: standard input: is not a notebook")
    assert err.count(b"\n") == 1
    assert command.returncode == 1


@pytest.mark.parametrize("arguments", [["figures"], ["report"]])
def test_what_needs_the_checkout_says_so(arguments, monkeypatch, tmp_path, capsys):
    """An installed package has neither notebooks nor documents."""
    monkeypatch.setattr("analysis.__main__.ROOT", tmp_path)
    assert main(arguments) == 1
    assert "needs the notebooks and documents of the repository" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_s_own_report_is_not_replaced(tmp_path, capsys):
    """Nor are the documents read for it."""
    (tmp_path / "report.html").write_text("mine", "utf-8")
    for arguments in (["report"], ["report", str(ROOT / "seeds")]):
        assert main([*arguments, "--out", str(tmp_path)]) == 1
        assert "report.html: is there already" in capsys.readouterr().err
    assert (tmp_path / "report.html").read_text("utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


FOOTER = "Written for you by the night desk (late shift)"


def posts(folder, n=30):
    """Write a table of posts of one outlet that end with the same line, and return its path."""
    folder.mkdir()
    text = "Peace talks number {k} began.\n" + FOOTER
    rows = [f'{k},2024-0{k % 3 + 1}-10,"{text.format(k=k)}",News' for k in range(n)]
    path = folder / "posts.csv"
    path.write_text("id,day,words,channel\n" + "\n".join(rows) + "\n", "utf-8")
    return path


OF_POSTS = ("--text", "words", "--date", "day", "--outlet", "channel", "--id", "id")


def test_check_suggests_a_row_that_works(tmp_path, capsys):
    """The line that ends every post is named; with the row it prints, it is removed."""
    path = posts(tmp_path / "in")
    assert main(["check", str(path), *OF_POSTS]) == 0
    out = capsys.readouterr().out
    assert "30 of 30 posts of News end with this line; add the row to boilerplate.tsv?" in out
    row = out.splitlines()[-1].strip()
    own = tmp_path / "own"
    own.mkdir()
    header = (ROOT / "analysis/lexicons/boilerplate.tsv").read_text("utf-8").partition("\n")[0]
    (own / "boilerplate.tsv").write_text(f"{header}\n{row}\n", "utf-8")
    corpus = load_corpus(path, text="words", date="day", outlet="channel", id="id", lexicons=own)
    assert not corpus.items["text"].str.contains("night desk").any()
    assert main(["check", str(path), *OF_POSTS, "--lexicons", str(own)]) == 0
    assert "end with this line" not in capsys.readouterr().out


def test_check_speaks_to_programs(tmp_path, capsys):
    assert main(["check", str(posts(tmp_path / "in")), *OF_POSTS, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["documents"], told["items"]) == (1, 30)
    assert told["dates"]["published"] == {"stated": 30}
    assert len(told["rows"]) == 1 and told["errors"] == []


def test_a_report_is_drawn_as_asked(tmp_path, capsys):
    """By month of publication, with the reader's own words."""
    ways = ("--by", "month", "--dates", "publication", "--words", "peace, talks")
    out = tmp_path / "out"
    assert main(["report", str(posts(tmp_path / "in")), "--out", str(out), *OF_POSTS, *ways]) == 0
    caption = (out / "03-keywords-by-year.caption.txt").read_text("utf-8")
    assert caption.startswith("2 words by month of publication.")
    table = (out / "03-keywords-by-year.csv").read_text("utf-8")
    assert '"2024-01","peace",10,' in table
    capsys.readouterr()


def test_a_working_folder_is_ready(tmp_path, capsys):
    """Its lexicons change nothing, its commands run on what is put into it; it is made once."""
    project = tmp_path / "mine"
    assert main(["new", str(project)]) == 0
    (project / "corpus" / "a.txt").write_text("On May 2, 2024 ministers met.\n", "utf-8")
    corpus = load_corpus(project / "corpus", lexicons=project / "lexicons")
    assert corpus.items["event_edtf"].tolist() == ["2024-05-02"]
    notebook = nbformat.read(project / "notebook.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert main(["new", str(project)]) == 1
    assert "is there already; choose another name" in capsys.readouterr().err


def test_help_shows_examples(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    assert "analysis check posts.csv --text content" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        main(["report", "x", "--by", "decade"])
    assert stop.value.code == 2
