"""Figure → files: PNG, SVG, PDF, the table behind it and its caption, all or none of them."""

import csv
import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from analysis.showing.charts import style
from analysis.tables import InputError

FOLDER_VARIABLE = "ANALYSIS_FIGURES"  # where figures go instead of figures/: a test's folder
DPI = 300
SCREEN_DPI = 90
IMAGES = ("png", "svg", "pdf")
ENDINGS = (*IMAGES, "csv", "caption.txt")
NAME = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_CLOCK: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # what a spreadsheet would run, and our own mark


@dataclass(frozen=True)
class SavedFigure:
    """A figure that was written; a notebook shows it with its caption: SVG, or PNG if untrusted."""

    name: str
    svg: str
    png: bytes
    caption: str

    def __repr__(self) -> str:
        """Name the files, whatever folder they went to."""
        return f"figures/{self.name}.{{{','.join(ENDINGS)}}}"

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        pictures = {"image/svg+xml": self.svg, "image/png": self.png, "text/plain": repr(self)}
        display(pictures, raw=True)
        display(Markdown(f"*{self.name}.* {self.caption}"))


def folder() -> Path:
    """Return where figures are written: figures/ beside the package, unless the variable is set."""
    return Path(os.environ.get(FOLDER_VARIABLE) or Path(__file__).parents[2] / "figures")


def save(fig: Figure, name: str, data: pd.DataFrame, caption: str, alt: str) -> SavedFigure:
    """Write a figure with everything a reader needs to check it.

    Writes ``<name>.png`` (300 dpi), ``.svg``, ``.pdf``, ``.csv`` (the table behind it) and
    ``.caption.txt`` (caption, then alternative text). Each file is written beside its place and
    renamed when all are complete, so a failure leaves the previous set. The same figure gives
    the same bytes.

    Parameters
    ----------
    fig
        From `analysis.showing.charts`, ``ax.figure``.
    name
        ``NN-slug``: the number of the notebook, then lower-case words joined by hyphens.
    data
        The table drawn, one row per mark.
    caption
        What is shown, unit, period, n, undated share and repeat rule, for who sees only this.
    alt
        What the picture looks like, for who does not see it.

    Raises
    ------
    InputError
        When the name has another form, the caption or alt text is empty, or the folder cannot
        be written to.
    """
    if not NAME.fullmatch(name):
        raise InputError(f"figure name {name!r} is not NN-slug; write it like 03-words-by-year")
    if not caption.strip() or not alt.strip():
        raise InputError(f"figure {name} needs a caption and an alternative text; write both")
    contents = {ending: _render(fig, ending) for ending in IMAGES}
    contents["csv"] = to_csv(data).encode()
    contents["caption.txt"] = f"{_one_line(caption)}\n\n{_one_line(alt)}\n".encode()
    write_all({folder() / f"{name}.{ending}": contents[ending] for ending in ENDINGS})
    preview = _render(fig, "png", dpi=SCREEN_DPI)
    return SavedFigure(name, contents["svg"].decode(), preview, _one_line(caption))


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
    header, *body = csv.reader(io.StringIO(text, newline=""))
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
        place = error.filename or next(iter(contents))
        raise InputError(
            f"{place}: cannot be written ({error.strerror}); check the folder and its rights"
        ) from None
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def gallery(place: Path) -> str:
    """Return the README of a folder of figures: every figure with caption and files."""
    names = sorted(path.name.removesuffix(".caption.txt") for path in place.glob("*.caption.txt"))
    parts = [
        "# Figures",
        "Written by `make figures`; do not edit. Every figure comes with the table it was drawn "
        "from (CSV) and its caption.",
    ]
    for name in names:
        caption, alt = (place / f"{name}.caption.txt").read_text("utf-8").strip().split("\n\n")
        links = " · ".join(f"[{ending}]({name}.{ending})" for ending in (*IMAGES, "csv"))
        parts += [
            f"## {caption.split('. ')[0].rstrip('.')}",
            f"![{alt}]({name}.png)",
            caption,
            links,
        ]
    return "\n\n".join(parts) + "\n"


def _render(fig: Figure, ending: str, *, dpi: int = DPI) -> bytes:
    buffer = io.BytesIO()
    with mpl.rc_context(style()):
        fig.savefig(buffer, format=ending, dpi=dpi, metadata=_NO_CLOCK[ending])
    data = buffer.getvalue()
    if ending == "svg":  # matplotlib leaves blanks at line ends, which editors and git dislike
        data = b"\n".join(line.rstrip() for line in data.split(b"\n"))
    return data


def _one_line(text: str) -> str:
    return " ".join(text.split())


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
