"""Files → others in their place, all or none, though the process be killed or a disk be full."""

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from analysis.tables import InputError

try:
    import fcntl
except ImportError:  # Windows: exports at once are not kept apart, killed ones are not undone
    fcntl = None  # type: ignore[assignment]

_STAGE = ".export-at-work-"  # folders of work in progress
_JOURNAL = "journal.json"  # in such a folder: it has begun to replace files, and how to undo that
# A journal from elsewhere leads to files of its folder and to notebooks beside it, no others:
# "01-a.csv\0" + "0.old", "../notebooks/01-a.ipynb\0" + "1.old"; nothing where there was no file.
_UNDONE = re.compile(
    r"(?:(?:\.\./(?!\.\.?/)([^/\\\0]+/)?[^/\\\0]+\.ipynb)|(?!\.\.?\0)[^/\\\0]+)\0(?:\d+\.old)?"
)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other exports out of a folder; what killed ones left there is undone first."""
    with _locked(folder, wait=True) as locked:
        for stage in sorted(folder.glob(f"{_STAGE}*")) if locked else ():
            with _locked(stage, wait=False) as is_dead:
                if is_dead:
                    try:
                        _undo(stage)
                    except OSError as error:
                        raise unwritable(stage, error) from None
        yield


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """Make a folder and, in it, one for work in progress that goes away; say so if that fails."""
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with alone_in(folder):
                stage = tempfile.TemporaryDirectory(
                    dir=folder, prefix=_STAGE, ignore_cleanup_errors=True
                )
                scratch = Path(stack.enter_context(stage)) / "set"
                scratch.mkdir()
                stack.enter_context(_locked(scratch.parent, wait=True))  # somebody is at work in it
        except OSError as error:
            raise unwritable(folder, error) from None
        yield scratch


def broken_off(folder: Path) -> list[Path]:
    """Return the stages of exports into a folder that were killed while they replaced files."""
    return sorted(path.parent for path in folder.glob(f"{_STAGE}*/{_JOURNAL}"))


def swap(folder: Path, changes: Mapping[Path, bytes | None]) -> None:
    """Bring files to new contents, or away, in their order; it is undone unless it ends.

    They are those of a folder that is ours alone, and notebooks beside it.
    """
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=_STAGE))
    try:
        _replace(stage, changes)
    finally:
        _undo(stage)


def _replace(stage: Path, changes: Mapping[Path, bytes | None]) -> None:
    new = {path: stage / f"{n}.{path.name}" for n, path in enumerate(changes)}
    journal = {}  # path from the export's folder → its old file in the stage, if it had one
    for n, (path, data) in enumerate(changes.items()):
        if data is not None:
            new[path].write_bytes(data)
        name = Path(os.path.relpath(path, stage.parent)).as_posix()
        journal[name] = f"{n}.old" if path.exists() else ""
        if path.exists():
            path.replace(path)  # on Windows a file that is open refuses: before anything moves
            try:
                os.link(path, stage / f"{n}.old")
            except OSError:  # a file system without links, or another one
                shutil.copy2(path, stage / f"{n}.old")
    (stage / "draft").write_text(json.dumps(journal), "utf-8")
    (stage / "draft").replace(stage / _JOURNAL)
    for path, data in changes.items():
        if data is None:
            path.unlink()
        else:
            _move(new[path], path)
    (stage / _JOURNAL).unlink()


def _undo(stage: Path) -> None:
    """Undo what a swap began and did not end, and take its folder away."""
    journal = stage / _JOURNAL
    if journal.exists():
        try:
            old_of = dict(json.loads(journal.read_bytes()).items())
        except (ValueError, AttributeError, RecursionError):
            old_of = {"": ""}
        if not all(_UNDONE.fullmatch(f"{name}\0{old}") for name, old in old_of.items()):
            raise InputError(f"{stage}: is not of an export of ours; move it away")
        for name, old in old_of.items():
            path = Path(os.path.normpath(stage.parent / name))  # not through a linked folder
            if not old:
                path.unlink(missing_ok=True)
            elif (stage / old).exists():  # else it is back already
                _move(stage / old, path)
        journal.unlink()
    shutil.rmtree(stage, ignore_errors=True)  # what is left goes at the next start


def _move(path: Path, place: Path) -> None:
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(path, place)  # notebooks and figures on two file systems


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Lock a folder until the end, also that of a killed process; say whether it could be done."""
    if fcntl is None or not folder.is_dir():
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        locked = True
    except OSError:  # somebody is at work in it, or the file system knows no locks
        locked = False
    try:
        yield locked
    finally:
        os.close(descriptor)


def unwritable(place: object, error: OSError) -> InputError:
    """Return the error that says so of a place, and why."""
    return InputError(
        f"{place}: cannot be written ({error.strerror}); check the folder and its rights"
    )
