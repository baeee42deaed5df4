"""Imports run one way: tables and lexicons ← reading ← counting ← showing ← __main__."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"
# Each module may import only from those before it.
ORDER = [
    "analysis.tables",
    "analysis.lexicons.rows",
    "analysis.lexicons.boilerplate",
    "analysis.lexicons.terms",
    "analysis.lexicons.names",
    "analysis.lexicons.reporting",
    "analysis.lexicons.events",
    "analysis.lexicons",
    "analysis.reading.lines",
    "analysis.reading.sources.files",
    "analysis.reading.sources.beside",
    "analysis.reading.sources.raw",
    "analysis.reading.sources.text",
    "analysis.reading.sources",
    "analysis.reading.repeats",
    "analysis.reading.cleaning",
    "analysis.reading.duplicates",
    "analysis.reading.language",
    "analysis.reading.dating.days",
    "analysis.reading.dating.edtf",
    "analysis.reading.dating.mentions",
    "analysis.reading.dating.context",
    "analysis.reading.dating.solver",
    "analysis.reading.dating.choice",
    "analysis.reading.dating.aoristic",
    "analysis.reading.dating",
    "analysis.reading.rows",
    "analysis.reading.card",
    "analysis.reading.corpus",
    "analysis.reading",
    "analysis.counting.statistics",
    "analysis.counting.resampling",
    "analysis.finding.tokens",
    "analysis.counting.groups",
    "analysis.counting.provenance",
    "analysis.counting.words",
    "analysis.counting.collocations",
    "analysis.counting.dispersion",
    "analysis.counting.keyness",
    "analysis.finding.lexicon",
    "analysis.counting.series",
    "analysis.counting.changes",
    "analysis.counting.robustness",
    "analysis.counting.topics",
    "analysis.counting.audit",
    "analysis.counting.factorising",
    "analysis.counting.discovered",
    "analysis.finding.names",
    "analysis.finding.voices.grammar",
    "analysis.finding.voices.speakers",
    "analysis.finding.voices.clauses",
    "analysis.finding.voices.memory",
    "analysis.finding.voices.layout",
    "analysis.finding.voices.rules",
    "analysis.finding.voices",
    "analysis.counting.voices",
    "analysis.counting.chronology",
    "analysis.counting.ledger",
    "analysis.counting.ablation",
    "analysis.finding.syntax",
    "analysis.finding.patterns",
    "analysis.finding.search",
    "analysis.counting",
    "analysis.finding",
    "analysis.showing.settings",
    "analysis.showing.charts.theme",
    "analysis.showing.charts.corpus",
    "analysis.showing.charts.words",
    "analysis.showing.charts.series",
    "analysis.showing.charts.timeline",
    "analysis.showing.charts",
    "analysis.showing.files",
    "analysis.showing.rendering",
    "analysis.showing.export",
    "analysis.showing.pages.display",
    "analysis.showing.pages.saved",
    "analysis.showing.pages.texts",
    "analysis.showing.pages.report",
    "analysis.showing.pages",
    "analysis.showing.figures.standard",
    "analysis.showing.figures",
    "analysis.showing.notebooks",
    "analysis.showing.pages.markup",
    "analysis.showing.pages.item_view",
    "analysis.showing.pages.curves",
    "analysis.showing.pages.answers",
    "analysis.showing.pages.explorer",
    "analysis.showing",
    "analysis.__main__",
    "analysis",
]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def imports(tree: ast.Module, known: set[str]) -> set[str]:
    """Return the package's modules a module imports while it is imported itself."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(name if name in known else node.module)
    return {name for name in found if name.split(".")[0] == "analysis"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=module_name)
def test_imports_run_one_way(path):
    """A module imports only what stands before it, and everything has its place."""
    name = module_name(path)
    allowed = set(ORDER[: ORDER.index(name)])
    assert imports(ast.parse(path.read_text("utf-8")), set(ORDER)) <= allowed


def test_every_place_in_the_order_is_a_module():
    """The order names no module that is gone."""
    assert set(ORDER) == {module_name(path) for path in PACKAGE.rglob("*.py")}


def test_importing_the_package_does_no_work():
    """`import analysis` loads neither pandas nor any other module of the package."""
    import subprocess
    import sys

    code = "import sys, analysis; print([m for m in sys.modules if m.split('.')[0] == 'pandas'])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
