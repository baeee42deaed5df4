"""The wheel has all that the package needs, and the project declares all that it imports."""

import ast
import csv
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest
from conftest import ROOT

import analysis

DOCUMENT = (
    "Wang Yi meets Lavrov\n\nOn May 15, 2024 Wang Yi met Sergey Lavrov. They spoke of BRICS.\n"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel, unpack it outside the checkout, and return what runs a command there."""
    pytest.importorskip("hatchling", reason="only hatchling builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site-packages")
    (folder / "documents").mkdir()
    (folder / "documents" / "a.txt").write_text(DOCUMENT, "utf-8")

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "analysis", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder / "site-packages")},
            capture_output=True,
            text=True,
        )

    return run


def test_an_installed_package_reads_and_reports(installed):
    """Lexicons, templates and styles are in the wheel; nothing of the checkout is needed."""
    check = installed("check", "documents")
    assert (check.returncode, check.stderr) == (0, "")
    assert "2024-05-15 stated" in re.sub(" +", " ", check.stdout)
    report = installed("report", "documents", "--out", "out")
    assert (report.returncode, report.stderr) == (0, "")
    assert "report in out/report.html" in report.stdout


@pytest.mark.parametrize("command", ["figures", "report", "site"])
def test_an_installed_package_says_what_it_lacks(installed, command):
    """Notebooks and seeds are the repository's; what works without them is named."""
    ran = installed(command)
    assert ran.returncode == 1
    assert "needs the notebooks and documents of the repository" in ran.stderr
    assert ran.stderr.count("\n") == 1


def imported(*folders):
    """Return the distributions behind all imports of the Python files in some folders."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    own = {name for path in paths for name in (path.stem, path.parent.name)}
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    names = {a.name.partition(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names}
    names |= {(n.module or "").partition(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
    known = packages_distributions()
    return {_plain(known[n][0]) for n in names - {*sys.stdlib_module_names, *own, "analysis", ""}}


def _plain(requirement):
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def test_every_import_is_declared():
    """What another package happens to bring along may be gone with its next version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    base = {_plain(name) for name in project["dependencies"]}
    extras = {key: {*map(_plain, names)} for key, names in project["optional-dependencies"].items()}
    optional = extras["topics"] | extras["scale"] | extras["changes"]
    assert imported("analysis") <= base | optional
    assert imported("analysis") >= extras["topics"]
    assert imported("tests", "notebooks") <= base | optional | extras["dev"]


def test_no_dependency_is_declared_for_nothing():
    """Each is imported, or asked for by name when its format is met, or runs beside the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = "\n".join(path.read_text("utf-8") for path in (ROOT / "analysis").rglob("*.py"))
    by_name = {"openpyxl", "pyarrow", "trafilatura"}  # tables.need("openpyxl", …)
    assert all(re.search(rf'need\("{name}', asked) for name in by_name)
    beside = {
        "dask",
        "ruptures",
        "distributed",
        "jupyterlab",
        "edtf",
        "voila",
        "lxml-html-clean",
        "editables",
        "mypy",
        "nbval",
    }
    beside |= {
        "pytest-xdist",
        "ruff",
        "types-tqdm",
        "hatchling",
    }  # editors, servers, checkers; edtf is a module of ours too
    everything = {*map(_plain, project["dependencies"])}
    everything |= {_plain(name) for names in extras.values() for name in names}
    assert everything - imported("analysis", "tests", "notebooks") <= by_name | beside


def test_every_pinned_package_has_hashes_and_a_licence():
    """requirements.txt pins all by hash; licences.csv names the licence of each."""
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    blocks = re.findall(r"^([A-Za-z0-9._-]+)==\S+(.*?)(?=^[A-Za-z]|\Z)", pinned, re.M | re.S)
    assert all("--hash=sha256:" in rest for _, rest in blocks)
    elsewhere = {
        _plain(name) for name, rest in blocks if "sys_platform" in rest or "os_name" in rest
    }
    with (ROOT / "licences.csv").open(encoding="utf-8", newline="") as file:
        licences = {_plain(row["Name"]): row["License"] for row in csv.DictReader(file)}
    assert {_plain(name) for name, _ in blocks} - elsewhere <= licences.keys()
    assert all(licences.values())


def test_what_describes_the_project_agrees():
    """pyproject.toml, CITATION.cff, codemeta.json and the package name one version and licence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    meta = json.loads((ROOT / "codemeta.json").read_text("utf-8"))
    assert meta["version"] == project["version"] == analysis.__version__
    assert (meta["name"], meta["description"]) == (project["name"], project["description"])
    assert meta["license"].endswith("/" + project["license"])
    cited = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"version: {project['version']}\nlicense: {project['license']}\n" in cited


WITHOUT_EXTRAS = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pyarrow", "numba", "sklearn", "ruptures", "distributed"):
            raise ImportError(name)

sys.meta_path.insert(0, Missing())
import analysis as an

corpus = an.load_corpus("seeds")
table = an.count_ngrams(corpus, 2)
print(table["hits"][0], len(an.collocations(corpus)) > 0, len(an.evidence(table, 0)))
"""


def test_words_are_counted_without_any_extra():
    """What an extra brings is imported where it is needed, not by what everybody needs."""
    command = [sys.executable, "-W", "ignore", "-c", WITHOUT_EXTRAS]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout == "17 True 17\n", ran.stderr
