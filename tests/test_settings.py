"""What an export asks for is read strictly and reaches the kernels unchanged."""

from pathlib import Path

import pytest

from analysis.showing.settings import Export, export_settings, read_dpi, read_formats, read_width
from analysis.tables import InputError


def test_without_wishes_everything_goes_to_figures():
    """The folder beside the package, all formats, each figure's own width, 300 dpi."""
    settings = export_settings({})
    assert settings.folder.name == "figures"
    assert (settings.formats, settings.width_mm, settings.dpi) == (("png", "svg", "pdf"), None, 300)


@pytest.mark.parametrize(
    "export",
    [
        Export(Path("/tmp/a")),
        Export(Path("/tmp/b"), ("pdf",), 85.0, 600),
        Export(Path("/tmp/c"), ("svg", "png"), 88.9, 72),
    ],
)
def test_settings_survive_the_environment(export):
    """What a kernel reads is what was asked for."""
    assert export_settings(export.environment()) == export


@pytest.mark.parametrize(
    ("text", "mm"),
    [("85mm", 85), ("8.5 cm", 85), ("3.5in", 88.9), ("one-column", 85), ("two-column", 178)],
)
def test_widths_are_lengths_or_presets(text, mm):
    """Millimetres, centimetres, inches."""
    assert read_width(text) == mm


@pytest.mark.parametrize("text", ["85", "wide", "-3in", "5mm", "9000mm", "", "1e2mm"])
def test_a_width_that_cannot_be_is_named(text):
    """With the way to write it."""
    with pytest.raises(InputError, match=r"write it like 85mm, 3\.5in or one-column"):
        read_width(text)


def test_formats_and_dpi_that_cannot_be_are_named():
    """With the choice."""
    for text in ("gif", "png,gif", ","):
        with pytest.raises(InputError, match="choose from png, svg, pdf"):
            read_formats(text)
    for text in ("0", "many", "99999", "3.5"):
        with pytest.raises(InputError, match="is not 50 to 2400"):
            read_dpi(text)
