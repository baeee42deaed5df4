"""Tables and bytes → files: CSV that any program reads back; exports, all or nothing at all."""

import csv
import io
import json
import os
import re
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.tables import refusal, refuse

try:
    import fcntl
except ImportError:  # Windows: exports at once are not kept apart, killed ones are not undone
    fcntl = None  # type: ignore[assignment]
_Beside = Mapping[Path, bytes] | None  # notebooks that change with an export or not at all
MANIFEST = "export-manifest.json"  # names and hashes of the files that the last export wrote
SIGNIFICANT_DIGITS = 12  # of fractions: 0.30000000000000004 is 0.3; later digits vary by machine
# What a spreadsheet would run, and our own mark: "=HYPERLINK(…)" is written "'=HYPERLINK(…)".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
# What a console acts on, or no encoding holds: ESC is "\u001b"; backslashes before it are doubled.
_RAW = re.compile(
    r"(?<!\\)(\\*+)([\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ud800-\udfff]|\r(?!\n)|(?=u[0-9a-f]{4}))"
)
_ESCAPED = re.compile(r"(?<!\\)(\\++)u([0-9a-f]{4})")
_STAGE = ".export-at-work-"  # folders of work in progress
_JOURNAL = "journal.json"  # in such a folder: files are being replaced, and what they held before
# All that a journal may lead to: "01-a.csv", "../notebooks/01-a.ipynb"; not "../letter.docx".
_OURS = re.compile(r"\.\./(?!\.\.?/)([^/\\\0]+/)?[^/\\\0]+\.ipynb|(?!\.\.?$)[^/\\\0]+")


def to_csv(data: pd.DataFrame) -> str:
    """Return a table as CSV that any program reads back, and no spreadsheet or console runs."""
    # Text is quoted and numbers are not, so the word "nan" differs from a missing number.
    return str(_plain(data).to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n"))


def to_excel(data: pd.DataFrame) -> bytes:
    """Return a table as Excel, with the cells that `to_csv` writes."""
    _plain(data).to_excel(buffer := io.BytesIO(), index=False)
    return buffer.getvalue()


def from_csv(text: str, *columns: str) -> pd.DataFrame:
    """Read a table written by `to_csv`, or some of its columns, as text; an empty cell is ""."""
    plain: Any = {"dtype": object, "na_filter": False, "skip_blank_lines": False}
    cells = pd.read_csv(io.StringIO(text, newline=""), usecols=columns or None, **plain)
    return cells.rename(columns=_unguarded).map(_unguarded).astype("str")


def read_manifest(folder: Path) -> dict[str, str]:
    """Return name → sha256 of what the last export wrote into a folder; nothing if none did."""
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        named = {str(name): str(of) for name, of in json.loads(path.read_bytes())["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        named = {"/": ""}
    # "../letter.docx" in a manifest from elsewhere must not lead out of the folder
    leads_out = (name in ("", ".", "..", MANIFEST) or {*name} & {*"/\\"} for name in named)
    refuse(any(leads_out), "not a manifest", path)
    return named


def verify_export(folder: Path) -> tuple[int, list[str]]:
    """Return how many files the last export wrote, and what is wrong with them now."""
    named = read_manifest(folder)
    refuse(not named, "no export", folder, MANIFEST)
    state = {True: "changed since it was exported", False: "missing"}
    bad = (folder / name for name in sorted(named) if _digest(folder / name) != named[name])
    wrong = [f"{path}: {state[path.is_file()]}; export again" for path in bad]
    stages = sorted(path.parent for path in folder.glob(f"{_STAGE}*/{_JOURNAL}"))
    undone = "an export broke off while it replaced files; the next one undoes it"
    return len(named), wrong + [f"{stage}: {undone}" for stage in stages]


def replace_export(
    folder: Path, contents: Mapping[str, bytes], *, whole: bool = True, beside: _Beside = None
) -> list[str]:
    """Write the files of an export, or none, and take away those that only the last one wrote.

    If not ``whole``, they are added to the last. Returns notes on files that were changed and stay.
    """
    with _alone_in(folder):
        before = read_manifest(folder)
        written = {name: sha256(data).hexdigest() for name, data in contents.items()}
        _refuse_others(folder, (n for n in contents if _digest(folder / n) != written[n]))
        gone = sorted(before.keys() - written.keys()) if whole else []
        found = {folder / name: (_digest(folder / name), before[name]) for name in gone}
        changes: dict[Path, bytes | None] = {**(beside or {})}
        changes |= {folder / name: data for name, data in contents.items()}
        changes |= {path: None for path, (now, then) in found.items() if now == then}
        listed = {"files": dict(sorted({**({} if whole else before), **written}.items()))}
        changes[folder / MANIFEST] = (json.dumps(listed, indent=1) + "\n").encode()
        _swap(folder, changes)
    changed = (path for path, (now, then) in found.items() if now not in ("", then))
    return [f"{path}: changed since it was exported, so it stays" for path in changed]


@contextmanager
def scratch_folder(folder: Path, names: Iterable[str] = ()) -> Iterator[Path]:
    """Make a folder and a scratch folder in it; names there that no export wrote are refused."""
    with ExitStack() as stack:
        with _alone_in(folder):
            _refuse_others(folder, names)
            stage = tempfile.TemporaryDirectory(None, _STAGE, folder, True)
            scratch = Path(stack.enter_context(stage)) / "set"
            scratch.mkdir()
            stack.enter_context(_locked(scratch.parent, wait=True))  # somebody is at work in it
        yield scratch


def _refuse_others(folder: Path, names: Iterable[str]) -> None:
    ours = read_manifest(folder)
    for name in sorted(names):
        refuse(name not in ours and (folder / name).exists(), "not ours", folder / name, MANIFEST)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Make a folder and keep other exports out of it; what killed ones left is undone first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder, wait=True) as locked:
            for stage in sorted(folder.glob(f"{_STAGE}*")) if locked else ():
                with _locked(stage, wait=False) as is_dead:
                    if is_dead:
                        _undo(stage)
            yield
    except OSError as error:
        raise refusal("locked", error.filename2 or folder, error.strerror) from None


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Lock a folder until the end, also that of a killed process; say whether it could be done."""
    if fcntl is None or not folder.is_dir():
        yield False
        return
    descriptor, locked = os.open(folder, os.O_RDONLY), False
    try:
        with suppress(OSError):  # somebody is at work in it, or the file system knows no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            locked = True
        yield locked
    finally:
        os.close(descriptor)


def _swap(folder: Path, changes: Mapping[Path, bytes | None]) -> None:
    """Bring files of a folder to new contents, or away, in order; it is undone unless it ends."""
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=_STAGE))
    try:
        new = {path: stage / f"{n}.{path.name}" for n, path in enumerate(changes)}
        old: dict[str, str | None] = {}
        for path, data in changes.items():
            if data is not None:
                new[path].write_bytes(data)
            if path.exists():
                path.replace(path)  # on Windows a file that is open refuses: before anything moves
            name = Path(os.path.relpath(path, folder)).as_posix()
            old[name] = b64encode(path.read_bytes()).decode() if path.exists() else None
        (stage / "draft").write_text(json.dumps(old), "utf-8")
        (stage / "draft").replace(stage / _JOURNAL)
        for path, data in changes.items():
            if data is None:
                path.unlink()
            else:
                shutil.move(new[path], path)
        (stage / _JOURNAL).unlink()
    finally:
        _undo(stage)


def _undo(stage: Path) -> None:
    """Undo what a swap began and did not end, and take its folder away."""
    if (stage / _JOURNAL).exists():
        try:
            old = json.loads((stage / _JOURNAL).read_bytes()).items()
            before = {name: None if d is None else b64decode(d, validate=True) for name, d in old}
        except (ValueError, TypeError, AttributeError, RecursionError):
            before = {"": None}
        refuse(not all(map(_OURS.fullmatch, before)), "journal", stage)
        # Not through a linked folder; all new files go first, so that there is room for the old.
        paths = {Path(os.path.normpath(stage.parent / name)): before[name] for name in before}
        for path in paths:
            path.unlink(missing_ok=True)
        for path, data in paths.items():
            if data is not None:
                path.write_bytes(data)
        (stage / _JOURNAL).unlink()
    shutil.rmtree(stage, ignore_errors=True)  # what is left goes at the next start


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _plain(data: pd.DataFrame) -> pd.DataFrame:
    cells = {_guarded(str(name)): [*map(_cell, data[name].tolist())] for name in data}
    return pd.DataFrame(cells, dtype=object)


def _cell(value: object) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and not value.is_integer():
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return _guarded(value) if isinstance(value, str) else value


def _guarded(text: str) -> str:
    text = f"'{text}" if text.startswith(_FORMULA) else text
    if text.isprintable() and "\\" not in text:
        return text
    return _RAW.sub(lambda c: 2 * c[1] + (f"\\u{ord(c[2]):04x}" if c[2] else ""), text)


def _unguarded(text: str) -> str:
    def restore(found: re.Match[str]) -> str:
        pairs, odd = divmod(len(found[1]), 2)
        return "\\" * pairs + (chr(int(found[2], 16)) if odd else f"u{found[2]}")

    return (_ESCAPED.sub(restore, text) if "\\" in text else text).removeprefix("'")
