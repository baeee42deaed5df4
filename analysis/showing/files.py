"""Tables and bytes → files: CSV that any program reads back, written all or not at all."""

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.tables import InputError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # what a spreadsheet would run, and our own mark


def to_csv(data: pd.DataFrame) -> str:
    """Return a table as CSV that any program reads back unchanged and no spreadsheet runs.

    Text is quoted and numbers are not, so the word "nan" differs from a missing number; a cell
    that begins like a formula, or with an apostrophe, gets an apostrophe before it. Days are
    written as YYYY-MM-DD. `from_csv` reverses all of it.
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


def write_all(contents: dict[Path, bytes]) -> None:
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


def _unwritable(place: object, error: OSError) -> InputError:
    return InputError(
        f"{place}: cannot be written ({error.strerror}); check the folder and its rights"
    )


def _cell(value: object) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return _guarded(value) if isinstance(value, str) else value


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text
