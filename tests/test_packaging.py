"""The wheel has all that the package needs, and the project declares all that it imports."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest
from conftest import ROOT

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
    assert imported("analysis") <= base | extras["topics"]
    assert imported("analysis") >= extras["topics"]
    assert imported("tests", "notebooks") <= base | extras["topics"] | extras["dev"]
