"""Corpus ↔ a folder of Arrow files that opens at once, and is refused when it no longer holds.

`saved.json` says with which version, lexicons and sources the tables were made, and their hashes.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.lexicons import PACKAGE, Lexicons
from analysis.lexicons.rows import FILES, FOLDER
from analysis.reading.corpus import Corpus
from analysis.reading.dating import Horizon
from analysis.reading.sources.files import MANIFEST, RULINGS, SAVED, find_files, need
from analysis.tables import InputError

FORMAT = 1  # of the folder; another is refused
TABLES = ("documents", "items", "spans", "evidence", "rulings")


def save(corpus: Corpus, folder: Path) -> None:
    """Write a corpus; a saved one is replaced when the new one is complete, anything else never."""
    feather = need("pyarrow.feather", folder)
    if folder.exists() and not is_saved(folder):
        raise InputError(f"{folder}: is there already and no saved corpus; choose another name")
    source, own = corpus.source.get("path", ""), corpus.lexicons
    files = _fingerprint(Path(source)) if source else {}
    told: dict[str, Any] = {
        "format": FORMAT,
        "version": __version__,
        "lexicons": ["" if own == PACKAGE else str(own.folder.absolute()), _lexicon_hash(own)],
        "horizon": [str(corpus.horizon.first), str(corpus.horizon.last)],
        "source": {**corpus.source, "files": files},
        "tables": {},
    }
    read = dict(zip(corpus.documents["path"], corpus.documents["sha256"], strict=True))
    for name, (*_, digest) in files.items():
        if read.get(name) and read[name] != digest:
            raise InputError(f"{source}: {name} has changed since it was loaded; load it again")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".saving-") as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            for name in TABLES:
                file = new / f"{name}.arrow"
                feather.write_feather(getattr(corpus, name), file, compression="uncompressed")
                told["tables"][name] = _digest(file)
            (new / SAVED).write_text(json.dumps(told, indent=1), "utf-8")
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)
    except OSError as error:
        problem = f"cannot be written ({error.strerror}); nothing was changed"
        raise InputError(f"{folder}: {problem}; check the folder and its rights") from None


def is_saved(folder: Path) -> bool:
    """Whether a folder holds a saved corpus."""
    return (folder / SAVED).is_file()


def open_saved(folder: Path, source: Mapping[str, Any] | None = None) -> Corpus:
    """Open a saved corpus; `InputError` if it is damaged, stale, or of another version or source.

    Its sources are compared where they still lie; a corpus may be carried elsewhere without them.
    """

    def check(holds: bool, problem: str) -> None:
        if not holds:
            raise InputError(f"{folder}: {problem}; load its documents again and save them")

    feather = need("pyarrow.feather", folder)
    try:
        told = json.loads((folder / SAVED).read_text("utf-8"))
        version = f"{told['version']} in format {told['format']}"
        check(version == f"{__version__} in format {FORMAT}", f"saved by version {version}")
        own, hashes = told["lexicons"]
        lexicons = Lexicons.of(Path(own)) if own else PACKAGE
        check(_lexicon_hash(lexicons) == hashes, "its lexicons have changed")
        said = {name: value for name, value in told["source"].items() if name != "files"}
        check(source in (None, said), "saved of other documents, or with other options")
        path, files = Path(said.get("path", "")), told["source"]["files"]
        found = _fingerprint(path, files) if files and path.exists() else files
        for name in sorted(found.keys() | files.keys()):
            same = name in found and name in files and found[name][2] == files[name][2]
            check(same, f"stale: {name} has changed since")
        for name, digest in told["tables"].items():
            check(_digest(folder / f"{name}.arrow") == digest, f"{name}.arrow is damaged")
        tables = {
            name: feather.read_table(folder / f"{name}.arrow", memory_map=True).to_pandas()
            for name in TABLES
        }
        horizon = Horizon(*map(date.fromisoformat, told["horizon"]))
    except InputError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(f"{folder}: damaged ({error}); load its documents again") from None
    return Corpus(**tables, horizon=horizon, lexicons=lexicons, source=said)


def _fingerprint(path: Path, before: Mapping[str, Any] | None = None) -> dict[str, list[Any]]:
    """Return size, time and hash of each file of a source; hashed if not of the time before."""
    root = path if path.is_dir() else path.parent
    found = {}
    beside = filter(Path.is_file, (root / MANIFEST, root / RULINGS))
    for file in filter(Path.is_file, (*find_files(path)[0], *beside)):
        size, time = file.stat().st_size, file.stat().st_mtime_ns
        *known, digest = (before or {}).get(file.relative_to(root).as_posix(), [None])
        digest = digest if known == [size, time] else _digest(file)
        found[file.relative_to(root).as_posix()] = [size, time, digest]
    return found


def _lexicon_hash(lexicons: Lexicons) -> str:
    """Return one hash of the package's lexicons and the researcher's own."""
    package = {name: _digest(FOLDER / name) for name in FILES}
    return sha256(json.dumps([package, lexicons.hashes]).encode()).hexdigest()


def _digest(file: Path) -> str:
    if not file.stat().st_size:
        return ""
    with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as data:
        return sha256(data).hexdigest()
