"""The command line prints one line per problem and exits with 1."""

import pytest
from conftest import ROOT

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


def test_a_missing_folder_is_one_line(tmp_path, capsys):
    """No traceback."""
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_broken_lexicon_is_one_line(tmp_path, capsys, monkeypatch):
    """Path, line, problem and remedy reach whoever ran the command."""
    from analysis import lexicons

    path = tmp_path / "boilerplate.tsv"
    path.write_text("pattern\tlabel\tscope\tnote\tsource\n(\tcredit\tline\tx\tx\n", "utf-8")
    real = lexicons.boilerplate
    monkeypatch.setattr("analysis.reading.cleaning.boilerplate", lambda: real(path))
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
