"""What lies beside the documents → what it says of them: manifest.csv and rulings.csv."""

from pathlib import Path

from analysis.lexicons import Ruling, read_rulings
from analysis.lexicons.rows import read_rows
from analysis.reading.sources.files import MANIFEST, RULINGS, read_text

MANIFEST_COLUMNS = ("file", "outlet", "kind", "language", "note", "sha256")


def manifest_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return what manifest.csv says of each file, or nothing when there is no manifest.

    Raises `InputError` with the line for another header, a short row or a file listed twice.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    manifest: dict[str, dict[str, str]] = {}
    text = read_text(path, root=folder).text
    for row in read_rows(path, MANIFEST_COLUMNS, required=("file",), text=text):
        if row["file"] in manifest:
            raise row.fail(f"{row['file']} is listed twice", "keep one row")
        manifest[row["file"]] = row.cells
    return manifest


def rulings_of(folder: Path) -> dict[tuple[str, int], Ruling]:
    """Return the rulings of rulings.csv by the file's hash and the item's position, if any.

    Raises `InputError` with the line of a malformed row.
    """
    path = folder / RULINGS
    return read_rulings(path, read_text(path, root=folder).text) if path.is_file() else {}
