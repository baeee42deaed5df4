"""Where figures go, and in which form: kernels that run notebooks get it from the environment."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.tables import InputError

IMAGES = ("png", "svg", "pdf")
DPI = 300
MIN_DPI, MAX_DPI = 50, 2400
MM_PER_INCH = 25.4
PRESETS = {"one-column": 85.0, "two-column": 178.0}  # mm, as most journals have them
MIN_WIDTH_MM, MAX_WIDTH_MM = 60.0, 600.0
FOLDER_VARIABLE = "ANALYSIS_FIGURES"  # where figures go instead of figures/
FORMATS_VARIABLE = "ANALYSIS_FORMATS"
WIDTH_VARIABLE = "ANALYSIS_WIDTH_MM"
DPI_VARIABLE = "ANALYSIS_DPI"
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in)")
_UNITS = {"mm": 1.0, "cm": 10.0, "in": MM_PER_INCH}


@dataclass(frozen=True)
class Export:
    """Folder, image formats, width in mm (None: each figure's own) and dpi of PNG."""

    folder: Path
    formats: tuple[str, ...] = IMAGES
    width_mm: float | None = None
    dpi: int = DPI

    def environment(self) -> dict[str, str]:
        """Return the variables from which `export_settings` reads the same again."""
        width = {WIDTH_VARIABLE: f"{self.width_mm:g}"} if self.width_mm else {}
        return {
            FOLDER_VARIABLE: str(self.folder),
            FORMATS_VARIABLE: ",".join(self.formats),
            DPI_VARIABLE: str(self.dpi),
            **width,
        }


def export_settings(environment: Mapping[str, str] = os.environ) -> Export:
    """Return what the environment asks for; without it figures/ beside the package, and all."""
    folder = environment.get(FOLDER_VARIABLE) or Path(__file__).parents[2] / "figures"
    formats = environment.get(FORMATS_VARIABLE)
    width = environment.get(WIDTH_VARIABLE)
    return Export(
        Path(folder),
        read_formats(formats) if formats else IMAGES,
        read_width(f"{width}mm") if width else None,
        read_dpi(environment.get(DPI_VARIABLE) or str(DPI)),
    )


@contextmanager
def exporting(export: Export) -> Iterator[None]:
    """Ask for an export by the environment, in this process and its children, and undo it."""
    asked = export.environment()
    before = {name: os.environ.get(name) for name in asked}
    os.environ.update(asked)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def read_formats(text: str) -> tuple[str, ...]:
    """Read a list of image formats.

    >>> read_formats("svg, pdf")
    ('svg', 'pdf')
    """
    formats = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [name for name in formats if name not in IMAGES]
    if unknown or not formats:
        raise InputError(f"formats {text!r} are not known; choose from {', '.join(IMAGES)}")
    return formats


def read_width(text: str) -> float:
    """Read a width as mm: a length with its unit, or a preset.

    >>> read_width("85mm"), read_width("3.5in"), read_width("two-column")
    (85.0, 88.9, 178.0)
    """
    if text in PRESETS:
        return PRESETS[text]
    found = _LENGTH.fullmatch(text.strip().lower())
    width = float(found[1]) * _UNITS[found[2]] if found else 0.0
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
