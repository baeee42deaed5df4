"""Change the code in one random place, run the tests meant for it, and list what none noticed.

Usage: mutants.py [N [SEED]]. A mutant is one changed comparison, operator, number or word; it is
killed if a test fails. The tree is copied first: the checkout is never touched.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Module or folder → the tests that are meant to notice a change in it.
TARGETS = {
    "reading/cleaning.py": "cleaning naive seeds corpus",
    "reading/loading.py": "duplicates sources corpus saved",
    "reading/dating": "choice relative cues item mentions dating days context solver"
    " implied aoristic dates seeds corpus",
    "finding/words.py": "words search series provenance collocations tokens store",
    "counting/words.py": "words dispersion diversity collocations provenance",
    "counting/series.py": "series aoristic changes provenance",
    "counting/keyness.py": "keyness",
    "counting/provenance.py": "provenance export invariants",
}
SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}


def places(tree: ast.Module) -> list[tuple[int, int]]:
    """Return number of node and number of change of every mutant of a module."""
    nodes = list(ast.walk(tree))
    # Annotations do nothing, and decorators say how large a cache is.
    fields = ((n, f) for n in nodes for f in ("annotation", "returns", "decorator_list"))
    parts = (getattr(node, field, None) or [] for node, field in fields)
    trees = (tree for part in parts for tree in (part if isinstance(part, list) else [part]))
    idle = {id(node) for tree in trees for node in ast.walk(tree)}
    left = ((n, node) for n, node in enumerate(nodes) if id(node) not in idle)
    return [(n, change) for n, node in left for change in range(len(changes(node)))]


def mutate(source: str, number: int, change: int) -> tuple[int, str, str]:
    """Return line, what is changed, and the changed source."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[number]
    said = changes(node)[change](node)
    return getattr(node, "lineno", 0), said, ast.unparse(ast.fix_missing_locations(tree))


def changes(node: ast.AST) -> list:
    """Return the functions that change a node, and say how."""
    found = []

    def swap(field: str, at: int | None, new: type):
        def change(twin: ast.AST) -> str:
            old = getattr(twin, field) if at is None else getattr(twin, field)[at]
            if at is None:
                setattr(twin, field, new())
            else:
                getattr(twin, field)[at] = new()
            return f"{type(old).__name__} → {new.__name__}"

        return change

    def constant(new: object):
        def change(twin: ast.Constant) -> str:
            old, twin.value = twin.value, new
            return f"{old!r} → {new!r}"

        return change

    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            found += [swap("ops", at, new) for new in SWAPS.get(type(op), ())]
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign):
        found += [swap("op", None, new) for new in SWAPS.get(type(node.op), ())]
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        found.append(constant(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        found.append(constant(node.value + 1))
    return found


def main(number: int, seed: int) -> None:
    """Draw mutants, each place alike likely, and run their tests."""
    drawn = []
    for name, tests in TARGETS.items():
        path = ROOT / "analysis" / name
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found = places(ast.parse(module.read_text("utf-8")))
            drawn += [(module.relative_to(ROOT), tests, *place) for place in found]
    random.Random(seed).shuffle(drawn)
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tree"
        ignored = shutil.ignore_patterns(".venv*", ".git", "build", "__pycache__")
        shutil.copytree(ROOT, place, ignore=ignored)
        surroundings = {**os.environ, "PYTHONPATH": str(place)}
        # Compile what no mutant changes once; a file put back has its old time, so that it holds.
        once = [sys.executable, "-m", "pytest", "-q", "-n0", "--collect-only", "tests", "analysis"]
        subprocess.run(once, cwd=place, env=surroundings, capture_output=True, check=True)
        surroundings["PYTHONDONTWRITEBYTECODE"] = "1"
        for count, (path, tests, *where) in enumerate(drawn[:number], start=1):
            line, said, mutated = mutate((ROOT / path).read_text("utf-8"), *where)
            (place / path).write_text(mutated, "utf-8")
            files = [f"tests/test_{name}.py" for name in tests.split()]
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "--hypothesis-seed=0"]
            command += [str(path), *(file for file in files if (place / file).exists())]
            try:
                ran = subprocess.run(
                    command, cwd=place, env=surroundings, capture_output=True, timeout=600
                )
                survived = ran.returncode == 0
            except subprocess.TimeoutExpired:
                survived = False
            if survived:
                survivors.append(f"{path}:{line}: {said}")
                print(survivors[-1], flush=True)
            print(f"{count} of {number}", file=sys.stderr, flush=True)
            shutil.copy2(ROOT / path, place / path)
    killed = number - len(survivors)
    print(f"{killed} of {number} random mutants killed ({killed / number:.0%}), of {len(drawn)}")


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["60", "1"][len(sys.argv) - 1 :])[:2]))
