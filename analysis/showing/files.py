"""Tables and bytes → files: CSV that any program reads back; exports, all or nothing at all."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.showing.swapping import alone_in, broken_off, swap, unwritable
from analysis.tables import InputError

MANIFEST = "export-manifest.json"  # names and hashes of the files that the last export wrote
SIGNIFICANT_DIGITS = 12  # of fractions: 0.30000000000000004 is 0.3; later digits vary by machine
# What a spreadsheet would run, and our own mark: "=HYPERLINK(…)" is written "'=HYPERLINK(…)".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
# What a console acts on, or no encoding holds: ESC is written "\u001b". Backslashes right before
# such an escape, or before text that looks like one, are doubled.
_RAW = re.compile(
    r"(?<!\\)(\\*+)([\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ud800-\udfff]|\r(?!\n)|(?=u[0-9a-f]{4}))"
)
_ESCAPED = re.compile(r"(?<!\\)(\\++)u([0-9a-f]{4})")


def to_csv(data: pd.DataFrame) -> str:
    """Return a table as CSV that any program reads back and neither spreadsheet nor console runs.

    Text is quoted and numbers are not, so the word "nan" differs from a missing number; a cell
    that begins like a formula, or with an apostrophe, gets an apostrophe before it, and control
    characters are escaped. Fractions have `SIGNIFICANT_DIGITS`, whole numbers all of theirs; days
    are written as YYYY-MM-DD. `from_csv` reverses it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([_guarded(str(column)) for column in data.columns])
    for row in data.itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in row])
    return buffer.getvalue()


def to_excel(data: pd.DataFrame) -> bytes:
    """Return a table as Excel, with the cells that `to_csv` writes."""
    buffer = io.BytesIO()
    plain = data.astype(object).map(_cell).rename(columns=lambda name: _guarded(str(name)))
    plain.to_excel(buffer, index=False)
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


def verify_export(folder: Path) -> tuple[int, list[str]]:
    """Return how many files the last export wrote, and what is wrong with them now."""
    named = read_manifest(folder)
    if not named:
        raise InputError(f"{folder}: no export in it ({MANIFEST} is missing); check the folder")
    found = {name: _digest(folder / name) for name in sorted(named)}
    wrong = [
        f"{folder / name}: {'changed since it was exported' if digest else 'missing'}; export again"
        for name, digest in found.items()
        if digest != named[name]
    ]
    undone = "an export broke off while it replaced files; the next one undoes it"
    return len(named), wrong + [f"{stage}: {undone}" for stage in broken_off(folder)]


def check_free(folder: Path, names: Iterable[str]) -> None:
    """Raise `InputError` if an export of these names would replace a file it did not write.

    What a killed export began there is undone before.
    """
    with alone_in(folder):
        _refuse_others(folder, names)


def _refuse_others(folder: Path, names: Iterable[str]) -> None:
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

    ``contents`` are name → bytes; `MANIFEST` comes last. If not ``whole``, they are added to the
    files of the last export. ``beside`` are notebooks beside the folder that change with it or not
    at all. Returns notes on files of the last export that stay because they were changed since.
    Raises `InputError` when a file that no export wrote would be replaced, or one can't be written:
    then nothing is changed. One that is killed halfway is undone by the next into this folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder):
            before = read_manifest(folder)
            written = {name: _sha(data) for name, data in contents.items()}
            _refuse_others(folder, (n for n in contents if _digest(folder / n) != written[n]))
            kept = {} if whole else before
            manifest = {"files": dict(sorted({**kept, **written}.items()))}
            changes: dict[Path, bytes | None] = {**(beside or {})}
            changes |= {folder / name: data for name, data in contents.items()}
            notes = []
            for name in sorted(before.keys() - written.keys() - kept.keys()):
                if _digest(folder / name) == before[name]:
                    changes[folder / name] = None
                elif (folder / name).exists():
                    notes.append(f"{folder / name}: changed since it was exported, so it stays")
            changes[folder / MANIFEST] = (json.dumps(manifest, indent=1) + "\n").encode()
            swap(folder, changes)
    except OSError as error:
        raise unwritable(error.filename2 or folder, error) from None
    return notes


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def _digest(path: Path) -> str:
    """Return the hash of a file, or nothing if there is none to read."""
    return _sha(path.read_bytes()) if path.is_file() else ""


def _cell(value: object) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and not value.is_integer():
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return _guarded(value) if isinstance(value, str) else value


def _guarded(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        return 2 * found[1] + (f"\\u{ord(found[2]):04x}" if found[2] else "")

    text = f"'{text}" if text.startswith(_FORMULA) else text
    return _RAW.sub(escape, text)


def _unguarded(text: str) -> str:
    def restore(found: re.Match[str]) -> str:
        pairs, odd = divmod(len(found[1]), 2)
        return "\\" * pairs + (chr(int(found[2], 16)) if odd else f"u{found[2]}")

    return _ESCAPED.sub(restore, text).removeprefix("'")
