"""Where figures go, and in which form: kernels that run notebooks get it from the environment."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.tables import InputError

IMAGES = ("png", "svg", "pdf")
DPI = 300
MIN_DPI, MAX_DPI = 50, 2400
MM_PER_INCH = 25.4
PRESETS = {"one-column": 85.0, "two-column": 178.0}  # mm, as most journals have them
MIN_WIDTH_MM, MAX_WIDTH_MM = 60.0, 600.0
# A JSON object with any of Export's fields: {"folder": "/tmp/a", "formats": ["svg"], "dpi": 600}
VARIABLE = "ANALYSIS_EXPORT"
ROOT = Path(__file__).parents[2]  # of the checkout; of an installed package, site-packages
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in)")  # "85mm", "3.5 in"
_UNITS = {"mm": 1.0, "cm": 10.0, "in": MM_PER_INCH}


@dataclass(frozen=True)
class Export:
    """Folder, image formats, width in mm (None: each figure's own) and dpi of PNG."""

    folder: Path
    formats: tuple[str, ...] = IMAGES
    width_mm: float | None = None
    dpi: int = DPI

    def environment(self) -> dict[str, str]:
        """Return the variable from which `export_settings` reads the same again."""
        return {VARIABLE: json.dumps(asdict(self), default=str)}


def export_settings(environment: Mapping[str, str] = os.environ) -> Export:
    """Return what the environment asks for; else figures/ here, or of the checkout's notebooks."""
    here, text = Path.cwd(), environment.get(VARIABLE) or "{}"
    default = (ROOT if here == ROOT / "notebooks" else here) / "figures"
    try:
        asked = Export(**{"folder": default, **json.loads(text)})
        formats = read_formats(",".join(asked.formats or IMAGES))
        width = read_width(f"{asked.width_mm:g}mm") if asked.width_mm else None
        dpi = read_dpi(str(asked.dpi or DPI))
        return Export(Path(asked.folder or default), formats, width, dpi)
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            f'{VARIABLE}={text!r} cannot be used ({error}); write it like {{"folder": "out"}}'
        ) from None


@contextmanager
def exporting(export: Export) -> Iterator[None]:
    """Ask for an export by the environment, in this process and its children, and undo it."""
    before = os.environ.get(VARIABLE, "")
    os.environ.update(export.environment())
    try:
        yield
    finally:
        os.environ[VARIABLE] = before


def read_formats(text: str) -> tuple[str, ...]:
    """Read a list of image formats: "svg, pdf" is ("svg", "pdf")."""
    formats = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not formats or not {*formats} <= {*IMAGES}:
        raise InputError(f"formats {text!r} are not known; choose from {', '.join(IMAGES)}")
    return formats


def read_width(text: str) -> float:
    """Read a width as mm: "85mm" is 85, "3.5in" 88.9, "two-column" 178."""
    found = _LENGTH.fullmatch(text.strip().lower())
    width = float(found[1]) * _UNITS[found[2]] if found else PRESETS.get(text, 0.0)
    if not MIN_WIDTH_MM <= width <= MAX_WIDTH_MM:
        raise InputError(
            f"width {text!r} is not {MIN_WIDTH_MM:g} to {MAX_WIDTH_MM:g} mm; write it like 85mm, "
            f"3.5in or {' or '.join(PRESETS)}"
        )
    return round(width, 2)


def read_dpi(text: str) -> int:
    """Read dots per inch."""
    if not text.isdecimal() or not MIN_DPI <= int(text) <= MAX_DPI:
        raise InputError(f"dpi {text!r} is not {MIN_DPI} to {MAX_DPI}; write it like 600")
    return int(text)
