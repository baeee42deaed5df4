"""What an export asks for is read strictly and reaches the kernels unchanged."""

import os
from pathlib import Path

import pytest
from conftest import ROOT

from analysis.showing.settings import (
    VARIABLE,
    Export,
    export_settings,
    exporting,
    read_export,
)
from analysis.tables import InputError


def test_without_wishes_everything_goes_to_figures(tmp_path, monkeypatch):
    """In the working directory, all formats, each figure's own width, 300 dpi."""
    monkeypatch.chdir(tmp_path)
    settings = export_settings({})
    assert settings == Export(tmp_path / "figures", ("png", "svg", "pdf"), None, 300)


def test_only_the_checkouts_own_notebooks_write_its_figures(monkeypatch):
    """A session in another folder never changes figures/ of the package it imports."""
    monkeypatch.chdir(ROOT / "notebooks")
    assert export_settings({}).folder == ROOT / "figures"
    monkeypatch.chdir(ROOT / "seeds")
    assert export_settings({}).folder == ROOT / "seeds" / "figures"


@pytest.mark.parametrize(
    "export",
    [
        Export(Path("/tmp/a")),
        Export(Path("/tmp/b"), ("pdf",), 85.0, 600),
        Export(Path("/tmp/c"), ("svg", "png"), 88.9, 72),
    ],
)
def test_settings_survive_the_environment(export):
    """What a kernel reads is what was asked for, from one variable; it is gone afterwards."""
    before = export_settings()
    with exporting(export):
        assert export_settings({VARIABLE: os.environ[VARIABLE]}) == export
        assert export_settings() == export
    assert export_settings() == before


@pytest.mark.parametrize(
    "text",
    [
        *("svg", "[]", "{", '{"format": ["svg"]}', '{"formats": ["gif"]}', '{"formats": 1}'),
        *('{"dpi": "x"}', '{"width_mm": "85mm"}', '{"width_mm": Infinity}', '{"folder": 3}'),
    ],
)
def test_an_environment_that_cannot_be_is_named(text):
    """One line with the way to write it."""
    with pytest.raises(InputError, match=r"ANALYSIS_EXPORT=.* cannot be used \(.*write it like"):
        export_settings({VARIABLE: text})


@pytest.mark.parametrize(
    ("text", "mm"),
    [("85mm", 85), ("8.5 cm", 85), ("3.5in", 88.9), ("one-column", 85), ("two-column", 178)],
)
def test_widths_are_lengths_or_presets(text, mm):
    """Millimetres, centimetres, inches."""
    assert read_export(ROOT, width=text).width_mm == mm


@pytest.mark.parametrize("text", ["85", "wide", "-3in", "5mm", "9000mm", " ", "1e2mm"])
def test_a_width_that_cannot_be_is_named(text):
    """With the way to write it."""
    with pytest.raises(InputError, match=r"write it like 85mm, 3\.5in or one-column"):
        read_export(ROOT, width=text)


def test_formats_and_dpi_that_cannot_be_are_named():
    """With the choice."""
    for text in ("gif", "png,gif", ","):
        with pytest.raises(InputError, match="choose from png, svg, pdf"):
            read_export(ROOT, text)
    for text in ("0", "many", "99999", "3.5"):
        with pytest.raises(InputError, match="is not 50 to 2400"):
            read_export(ROOT, dpi=text)
