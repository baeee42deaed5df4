"""An export that fails or is killed at any step leaves the last set or the new one, no mixture."""

import json
import os
import subprocess
import sys

import pytest

from analysis.__main__ import main
from analysis.showing.files import (
    MANIFEST,
    replace_export,
    scratch_folder,
    verify_export,
)
from analysis.tables import InputError

OLD = {"01-a.csv": b"old a", "02-b.csv": b"old b", "03-c.csv": b"old c"}
NEW = {name: b"new" for name in ("01-a.csv", "02-b.csv", "04-d.csv", "05-e.csv")}  # 03 goes away

posix = pytest.mark.skipif(os.name != "posix", reason="folders are locked on POSIX systems only")


def export(root, contents):
    """Export into root/figures, and change a notebook in root/notebooks with it."""
    notebook = root / "notebooks" / "01-x.ipynb"
    replace_export(root / "figures", contents, beside={notebook: contents["01-a.csv"]})


def files_in(root):
    found = {path.name: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found.pop(MANIFEST, None)
    return found


def with_notebook(contents):
    return {**contents, "01-x.ipynb": contents["01-a.csv"]}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "notebooks").mkdir()
    export(tmp_path, OLD)
    return tmp_path


def failing(monkeypatch, number, *, for_good):
    """Let the n-th call that changes the disk fail, and all after it if it is for good."""
    import io
    import tempfile

    done = 0

    def broken(real, is_change):
        def call(*arguments, **options):
            nonlocal done
            if is_change(arguments, options):
                done += 1
                if done == number or (for_good and done > number):
                    raise OSError(28, "No space left on device")
            return real(*arguments, **options)

        return call

    def always(arguments, options):
        return True

    def writes(arguments, options):
        return "w" in options.get("mode", arguments[1] if len(arguments) > 1 else "r")

    for name in ("mkdir", "replace", "rename", "unlink", "rmdir"):
        monkeypatch.setattr(os, name, broken(getattr(os, name), always))
    monkeypatch.setattr(io, "open", broken(io.open, writes))
    monkeypatch.setattr(tempfile, "mkdtemp", broken(tempfile.mkdtemp, always))
    return lambda: done


@pytest.mark.parametrize("for_good", [False, True])
def test_the_nth_write_or_rename_fails(root, for_good):
    """For every n: one line and the last set, at once or after the next start; no litter."""
    number, reached = 0, True
    while reached:
        number += 1
        with pytest.MonkeyPatch.context() as patch:
            count = failing(patch, number, for_good=for_good)
            try:
                export(root, NEW)
                assert files_in(root) == with_notebook(NEW)  # it did without that call
            except InputError as error:
                assert "cannot be written (No space left on device)" in str(error)
                begun = list((root / "figures").glob(".export-at-work-*/journal.json"))
                assert begun or with_notebook(OLD).items() <= files_in(root).items()
            reached = count() >= number
        with scratch_folder(root / "figures"):  # the next start
            pass
        assert files_in(root) in (with_notebook(OLD), with_notebook(NEW)), number
        assert verify_export(root / "figures")[1] == []
        assert not any(path.name.startswith(".") for path in root.rglob("*"))
        export(root, OLD)
    assert number > 25  # so many calls change the disk


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import analysis.showing.files
from analysis.__main__ import main
from test_swapping import NEW, OLD, export, files_in, with_notebook
from analysis.showing.files import scratch_folder, verify_export

root, signal_number = Path({root!r}), signal.{name}
ends, step, done = {{"old": 0, "new": 0, "mixed": 0}}, 0, False
while not done:
    step += 1
    child = os.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        seen = 0

        def trace(frame, event, argument):
            global seen
            if "showing" not in frame.f_code.co_filename:
                return None
            if event == "line":
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal_number)
            return trace

        sys.settrace(trace)
        try:
            export(root, NEW)
        except KeyboardInterrupt:
            os._exit(2)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    done = status == 0
    found = files_in(root)
    same = {{"old": with_notebook(OLD), "new": with_notebook(NEW)}}
    ends[next((name for name, files in same.items() if found == files), "mixed")] += 1
    with scratch_folder(root / "figures"):
        pass
    assert files_in(root) in same.values(), (step, sorted(files_in(root)))
    assert verify_export(root / "figures")[1] == []
    assert not any(path.name.startswith(".") for path in root.rglob("*")), step
    assert signal_number != signal.SIGINT or status in (0, 512), (step, status)
    export(root, OLD)
print(step, *ends.values())
"""


@posix
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_killed_at_every_step(root, name):
    """At every line: the next start finds or restores a whole set, nothing is left behind."""
    code = KILLED.format(tests=os.path.dirname(__file__), root=str(root), name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    steps, *ends = map(int, done.stdout.split())
    assert steps > 150 and all(ends[: 2 if name == "SIGINT" else 3])  # a mixture until then: undone


@posix
def test_the_work_of_another_run_is_left_alone(root):
    """Its folder is locked as long as it lives; a dead one's goes away."""
    with scratch_folder(root / "figures") as staging:
        (staging / "begun").write_bytes(b"x")
        export(root, NEW)
        assert (staging / "begun").exists()
    (root / "figures" / ".export-at-work-dead").mkdir()
    export(root, OLD)
    assert not any(path.name.startswith(".") for path in root.rglob("*"))


JOURNALS = [
    '{"../../letter.docx": ""}',
    '{"../notes.txt": ""}',
    '{"../../a/b.ipynb": "0.old"}',
    '{"/etc/x.ipynb": ""}',
    '{"01-a.csv": "../letter.docx"}',
    '{"..": ""}',
    "[]",
    "{",
    "[" * 100_000,
]


@posix
@pytest.mark.parametrize("journal", JOURNALS, ids=range(len(JOURNALS)))
def test_a_journal_from_elsewhere_leads_nowhere(root, journal):
    """It touches files of its folder and notebooks beside it, and no others."""
    stage = root / "figures" / ".export-at-work-x"
    stage.mkdir()
    (stage / "journal.json").write_text(journal, "utf-8")
    with pytest.raises(InputError, match="is not of an export of ours; move it away"):
        export(root, NEW)
    assert files_in(root) == {**with_notebook(OLD), "journal.json": journal.encode()}


def test_an_open_file_of_windows_is_said_before_anything_moves(root, monkeypatch):
    """There a file that a program has open can't be renamed, not even to its own name."""
    real = os.replace

    def replace(source, target):
        if os.fspath(source) == os.fspath(target) and "02-b" in os.fspath(source):
            raise PermissionError(13, "is being used by another process", source, None, target)
        return real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(InputError, match=r"02-b\.csv: cannot be written \(is being used"):
        export(root, NEW)
    assert files_in(root) == with_notebook(OLD)


def test_files_on_two_file_systems(root, monkeypatch):
    """Notebooks here, figures there: what can't be renamed is copied."""

    def replaced_by(real):
        def replace(source, target):
            if os.path.dirname(source) != os.path.dirname(target) and "ipynb" in str(target):
                raise OSError(18, "Invalid cross-device link", source, None, target)
            return real(source, target)

        return replace

    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, replaced_by(getattr(os, name)))
    export(root, NEW)
    assert files_in(root) == with_notebook(NEW)


def test_verify_names_what_is_not_as_it_was_exported(root, capsys):
    """Changed, missing, or half replaced; the exit status says so."""
    figures = root / "figures"
    assert main(["verify", str(figures)]) == 0
    assert capsys.readouterr().out.startswith("3 files of the last export into ")
    (figures / "01-a.csv").write_bytes(b"edited")
    (figures / "02-b.csv").unlink()
    (figures / ".export-at-work-x").mkdir()
    (figures / ".export-at-work-x" / "journal.json").write_text(json.dumps({}), "utf-8")
    assert main(["verify", str(figures)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"error: {figures / '01-a.csv'}: changed since it was exported; export again",
        f"error: {figures / '02-b.csv'}: missing; export again",
        f"error: {figures / '.export-at-work-x'}: an export broke off while it replaced files; "
        "the next one undoes it",
    ]
    assert main(["verify", str(root / "notebooks")]) == 1
    assert "notebooks: no export in it" in capsys.readouterr().err
