"""Corpus ↔ a folder of Arrow files that opens at once, and is refused when it no longer holds."""

import json
import tempfile
from collections.abc import Mapping
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import numpy as np

from analysis import __version__
from analysis.lexicons import FILES, FOLDER, PACKAGE, Lexicons
from analysis.reading.corpus import Corpus
from analysis.reading.dating.days import Horizon
from analysis.reading.sources.files import MANIFEST, RULINGS, SAVED, find_files
from analysis.tables import InputError, need, refusal, refuse

_FORMAT = 3  # of the folder and of saved.json, which says what the tables were made from
TABLES = ("documents", "items", "spans", "evidence", "rulings")


def save(corpus: Corpus, folder: Path) -> None:
    """Write a corpus; a saved one is replaced when the new one is complete, anything else never."""
    feather = need("pyarrow.feather", "extra", folder)
    refuse(folder.exists() and not (folder / SAVED).is_file(), "not saved", folder)
    source, own = corpus.source.get("path", ""), corpus.lexicons
    files = _fingerprint(Path(source)) if source else {}
    told: dict[str, Any] = {"format": _FORMAT, "version": __version__}
    told["lexicons"] = ["" if own == PACKAGE else str(own.folder.absolute()), _lexicon_hash(own)]
    told["horizon"] = [str(corpus.horizon.first), str(corpus.horizon.last)]
    told["source"] = {**corpus.source, "files": files}
    read = dict(zip(corpus.documents["path"], corpus.documents["sha256"], strict=True))
    for name, (*_, digest) in files.items():
        refuse(read.get(name) and read[name] != digest, "changed since", source, name)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".saving-") as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            for name in TABLES:
                # in one piece each: of many, rows are slowly taken
                table = feather.Table.from_pandas(getattr(corpus, name)).combine_chunks()
                how = {"compression": "uncompressed", "chunksize": len(table) or None}
                feather.write_feather(table, new / f"{name}.arrow", **how)
            for name, values in corpus.found(("store", False), ("sentences",)).items():  # if made
                np.save(new / name, np.asarray(values))
            told["files"] = {file.name: _told(file) for file in sorted(new.iterdir())}
            (new / SAVED).write_text(json.dumps(told, indent=1), "utf-8")
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)
    except OSError as error:
        raise refusal("unwritable", folder, error.strerror) from None


def open_saved(folder: Path, source: Mapping[str, Any] | None = None) -> Corpus:
    """Open a saved corpus; `InputError` if damaged, stale, or of another version or source."""

    def check(holds: bool, problem: str) -> None:
        refuse(not holds, "no longer holds", folder, problem)

    feather = need("pyarrow.feather", "extra", folder)
    try:
        told = json.loads((folder / SAVED).read_text("utf-8"))
        version = f"{told['version']} in format {told['format']}"
        check(version == f"{__version__} in format {_FORMAT}", f"saved by version {version}")
        said = {name: value for name, value in told["source"].items() if name != "files"}
        check(source in (None, said), "saved of other documents, or with other options")
        # Sources are compared where they still lie; a corpus may be carried away from them.
        path, files = Path(said.get("path", "")), told["source"]["files"]
        is_there, root = bool(files) and path.exists(), path if path.is_dir() else path.parent
        own, hashes = told["lexicons"]  # none: none lay beside the documents, and none may now
        beside = own or (said.get("lexicons", root) if is_there else "")
        lexicons = Lexicons.of(Path(beside)) if beside else PACKAGE
        check(_lexicon_hash(lexicons) == hashes, "its lexicons have changed")
        found = _fingerprint(path, files) if is_there else files
        for name in sorted(found.keys() | files.keys()):
            same = name in found and name in files and found[name][2] == files[name][2]
            check(same, f"stale: {name} has changed since")
        for name in sorted({f"{name}.arrow" for name in TABLES} | told["files"].keys()):
            before = told["files"][name]
            check(_told(folder / name, before)[2] == before[2], f"{name} is damaged")
        tables = {n: feather.read_feather(folder / f"{n}.arrow", memory_map=True) for n in TABLES}
        arrays = (name for name in told["files"] if name.endswith(".npy"))
        tables["kept"] = {name[:-4]: np.load(folder / name, mmap_mode="r") for name in arrays}
        horizon = Horizon(*map(date.fromisoformat, told["horizon"]))
    except InputError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise refusal("damaged", folder, error) from None
    return Corpus(**tables, horizon=horizon, lexicons=lexicons, source=said)


def _fingerprint(path: Path, before: Mapping[str, Any] | None = None) -> dict[str, list[Any]]:
    """Return size, time and hash of each file of a source; hashed if not of the time before."""
    root = path if path.is_dir() else path.parent
    files = filter(Path.is_file, (*find_files(path)[0], root / MANIFEST, root / RULINGS))
    named = {file.relative_to(root).as_posix(): file for file in files}
    return {name: _told(file, (before or {}).get(name)) for name, file in named.items()}


def _told(file: Path, before: Any = None) -> list[Any]:
    size, time = file.stat().st_size, file.stat().st_mtime_ns
    *known, digest = before or [None]
    if known != [size, time]:
        with file.open("rb") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
    return [size, time, digest]


def _lexicon_hash(lexicons: Lexicons) -> str:
    package = {name: _told(FOLDER / name)[-1] for name in FILES}
    return sha256(json.dumps([package, lexicons.hashes]).encode()).hexdigest()
