"""Tables and bytes → files: CSV that any program reads back; exports, all or nothing at all."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.tables import InputError

MANIFEST = "export-manifest.json"  # names and hashes of the files that the last export wrote
SIGNIFICANT_DIGITS = 12  # of fractions: 0.30000000000000004 is 0.3; later digits vary by machine
# What a spreadsheet would run, and our own mark: "=HYPERLINK(…)" is written "'=HYPERLINK(…)".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def to_csv(data: pd.DataFrame) -> str:
    """Return a table as CSV that any program reads back unchanged and no spreadsheet runs.

    Text is quoted and numbers are not, so the word "nan" differs from a missing number; a cell
    that begins like a formula, or with an apostrophe, gets an apostrophe before it. Fractions have
    `SIGNIFICANT_DIGITS`, whole numbers all of theirs; days are written as YYYY-MM-DD. `from_csv`
    reverses it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([_guarded(str(column)) for column in data.columns])
    for row in data.itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in row])
    return buffer.getvalue()


def from_csv(text: str, dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """Read a table written by `to_csv`, given its dtypes.

    An empty cell is "" in a column of text and missing in any other.
    """
    before = csv.field_size_limit(max(len(text), csv.field_size_limit()))
    try:
        header, *body = csv.reader(io.StringIO(text, newline=""))
    finally:
        csv.field_size_limit(before)
    cells = pd.DataFrame(body, columns=[_unguarded(name) for name in header], dtype=object)
    return pd.DataFrame(
        {
            name: cells[name].map(_unguarded).astype(dtype)
            if pd.api.types.is_string_dtype(dtype)
            else cells[name].replace("", None).astype(dtype)
            for name, dtype in dtypes.items()
        }
    )


def read_manifest(folder: Path) -> dict[str, str]:
    """Return name → sha256 of what the last export wrote into a folder; nothing if none did."""
    path = folder / MANIFEST
    try:
        files = json.loads(path.read_bytes())["files"]
        named = {str(name): str(digest) for name, digest in files.items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        named = {"/": ""}
    # "../letter.docx" in a manifest from elsewhere must not lead out of the folder
    if any(name in ("", ".", "..", MANIFEST) or {*name} & {*"/\\"} for name in named):
        raise InputError(f"{path}: is not the list of an export; restore it, or move it away")
    return named


def check_free(folder: Path, names: Iterable[str]) -> None:
    """Raise `InputError` if an export of these names would replace a file it did not write."""
    ours = read_manifest(folder)
    for name in sorted(names):
        if name not in ours and (folder / name).exists():
            raise InputError(
                f"{folder / name}: is there already, and no export of ours wrote it (it is not in "
                f"{MANIFEST}); move it away or choose another folder"
            )


def replace_export(
    folder: Path,
    contents: Mapping[str, bytes],
    *,
    whole: bool = True,
    beside: Mapping[Path, bytes] | None = None,
) -> list[str]:
    """Write the files of an export, or none, and take away those that only the last one wrote.

    Parameters
    ----------
    contents
        Name → bytes. `MANIFEST` is written after them.
    whole
        If false, the other files of the last export stay: these are added to them.
    beside
        Files elsewhere that change with the export or not at all.

    Returns
    -------
    Notes on files of the last export that were changed since, and therefore stay.

    Raises
    ------
    InputError
        When a file that no export wrote would be replaced, or the folder can't be written to;
        nothing is changed then.
    """
    before = read_manifest(folder)
    check_free(
        folder, (name for name in contents if _digest(folder / name) != _sha(contents[name]))
    )
    written = {name: _sha(data) for name, data in contents.items()}
    kept = {} if whole else before
    manifest = json.dumps({"files": dict(sorted({**kept, **written}.items()))}, indent=1) + "\n"
    files = {folder / name: data for name, data in contents.items()}
    _write_all({**(beside or {}), **files, folder / MANIFEST: manifest.encode()})
    notes = []
    for name in sorted(before.keys() - written.keys() - kept.keys()):
        if _digest(folder / name) == before[name]:
            (folder / name).unlink()
        elif (folder / name).exists():
            notes.append(f"{folder / name}: changed since it was exported, so it stays")
    return notes


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """Make a folder and, in it, one for work in progress that goes away; say so if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(dir=folder, prefix=".new-")
    except OSError as error:
        raise _unwritable(folder, error) from None
    with scratch as name:
        yield Path(name)


def _write_all(contents: dict[Path, bytes]) -> None:
    """Write files beside their places and rename them when all are complete.

    A failure in writing leaves everything as before; renaming, which needs no space, comes last.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = path.with_name(f".{path.name}.tmp")
            waiting[path].write_bytes(data)
        for path, temporary in waiting.items():
            temporary.replace(path)
    except OSError as error:
        raise _unwritable(error.filename or next(iter(contents)), error) from None
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def _digest(path: Path) -> str:
    """Return the hash of a file, or nothing if there is none to read."""
    return _sha(path.read_bytes()) if path.is_file() else ""


def _unwritable(place: object, error: OSError) -> InputError:
    return InputError(
        f"{place}: cannot be written ({error.strerror}); check the folder and its rights"
    )


def _cell(value: object) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and not value.is_integer():
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return _guarded(value) if isinstance(value, str) else value


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text
