"""Where figures go, and in which form: kernels that run notebooks get it from the environment."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from analysis.tables import refusal, refuse

IMAGES = ("png", "svg", "pdf")
DPI, MIN_DPI, MAX_DPI = 300, 50, 2400
MM_PER_INCH = 25.4
PRESETS = {"one-column": 85.0, "two-column": 178.0}  # mm, as most journals have them
MIN_WIDTH_MM, MAX_WIDTH_MM = 60.0, 600.0
VARIABLE = "ANALYSIS_EXPORT"  # JSON, any of Export's fields: {"formats": ["svg"], "dpi": 600}
ROOT = Path(__file__).parents[2]  # of the checkout; of an installed package, site-packages
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in)")  # "85mm", "3.5 in"
_UNITS = {"mm": 1.0, "cm": 10.0, "in": MM_PER_INCH}


class Export(NamedTuple):
    """Folder, image formats, width in mm (None: each figure's own) and dpi of PNG."""

    folder: Path
    formats: tuple[str, ...] = IMAGES
    width_mm: float | None = None
    dpi: int = DPI


def read_export(folder: Path, formats: str = "", width: str = "", dpi: str = "") -> Export:
    """Read what is asked for: formats "svg, pdf", width "85mm", "3.5in" or "two-column", dpi."""
    asked = (formats or ",".join(IMAGES)).lower().split(",")
    kinds = tuple(dict.fromkeys(filter(None, map(str.strip, asked))))
    refuse(not kinds or not {*kinds} <= {*IMAGES}, "formats", formats, ", ".join(IMAGES))
    found = _LENGTH.fullmatch(width.strip().lower())
    mm = float(found[1]) * _UNITS[found[2]] if found else PRESETS.get(width, 0.0)
    limits = MIN_WIDTH_MM, MAX_WIDTH_MM, " or ".join(PRESETS)
    refuse(width and not MIN_WIDTH_MM <= mm <= MAX_WIDTH_MM, "width", width, *limits)
    dots = int(dpi or DPI) if dpi.isdecimal() or not dpi else 0
    refuse(not MIN_DPI <= dots <= MAX_DPI, "dpi", dpi, MIN_DPI, MAX_DPI)
    return Export(folder, kinds, round(mm, 2) if width else None, dots)


def export_settings(environment: Mapping[str, str] = os.environ) -> Export:
    """Return what the environment asks for; else figures/ here, or of the checkout's notebooks."""
    here, text = Path.cwd(), environment.get(VARIABLE) or "{}"
    default = (ROOT if here == ROOT / "notebooks" else here) / "figures"
    try:
        asked = Export(**{"folder": default, **json.loads(text)})
        width = f"{asked.width_mm:g}mm" if asked.width_mm else ""
        shape = ",".join(asked.formats or IMAGES), width, str(asked.dpi or DPI)
        return read_export(Path(asked.folder or default), *shape)
    except (ValueError, TypeError, RecursionError) as error:
        raise refusal("environment", VARIABLE, text, error) from None


@contextmanager
def exporting(export: Export) -> Iterator[None]:
    """Ask for an export by the environment, in this process and its children, and undo it."""
    before = os.environ.get(VARIABLE, "")
    os.environ[VARIABLE] = json.dumps(export._asdict(), default=str)
    try:
        yield
    finally:
        os.environ[VARIABLE] = before
