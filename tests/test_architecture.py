"""Imports run one way, from wing to wing and without a circle inside one; names are bound once."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import analysis as an

PACKAGE = Path(__file__).parents[1] / "analysis"
# Each wing may import only from those before it, and from itself.
WINGS = ["tables", "lexicons", "reading", "finding", "counting", "showing", "__main__"]
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def name_of(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports(path, names):
    """Return the package's modules that a module imports when it is imported itself."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("analysis"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in names else node.module)
    return found


GRAPH = {name_of(p): imports(p, {name_of(m) for m in MODULES}) for p in MODULES}


@pytest.mark.parametrize("module", GRAPH)
def test_imports_run_one_way(module):
    """tables, lexicons ← reading ← finding ← counting ← showing."""
    own = WINGS.index(module.split(".")[1])
    wings = {name.split(".")[1] for name in GRAPH[module] if name != "analysis"}
    assert wings <= set(WINGS[: own + 1])


def test_no_wing_holds_a_circle():
    """The modules can be put into an order."""
    assert len(list(TopologicalSorter(GRAPH).static_order())) >= len(MODULES)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_constant_is_bound_twice(path):
    """A second binding at the top of a module is a paste."""
    bound = []
    for node in ast.parse(path.read_text("utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        bound += [target.id for target in targets if isinstance(target, ast.Name)]
    assert len(bound) == len(set(bound))


def test_the_front_door_offers_the_verbs():
    """Tab after ``an.`` shows about thirty names, verbs and rooms, and every one is there."""
    offered = [name for name in dir(an) if not name.startswith("_")]
    assert {"load_corpus", "words", "count_terms", "series", "evidence", "figures"} <= set(offered)
    assert 20 <= len(offered) <= 36  # near copies and their differences came with larger corpora
    for name in offered:
        assert getattr(an, name).__doc__
    assert set(an.__all__) == {*offered, "__version__"}
    with pytest.raises(AttributeError, match=r"no attribute 'count_words'; see dir\(analysis\)"):
        an.count_words  # noqa: B018


def test_importing_the_package_does_no_work():
    """`import analysis` loads neither pandas nor any other module of the package."""
    code = (
        "import sys; before = set(sys.modules); import analysis; "
        "print(sorted(m for m in set(sys.modules) - before if m.split('.')[0] in "
        "('pandas', 'numpy', 'analysis')))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "['analysis']"


def test_what_is_kept_of_a_corpus_has_a_name_of_its_own():
    """`once` keeps results under the name of their function: two of one name would be mixed up."""
    trees = (ast.parse(path.read_text("utf-8")) for path in MODULES)
    functions = (n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))
    kept = [f.name for f in functions if "once" in map(ast.unparse, f.decorator_list)]
    assert len(kept) > 10
    assert len(set(kept)) == len(kept)
