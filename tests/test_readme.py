"""What README says can be copied: its Python and its commands run."""

import re
import shlex

import pytest
from conftest import ROOT

from analysis.__main__ import main

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^    \.venv/bin/analysis (.*?)(?: +#.*)?$", README, re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_python_in_the_readme_runs(block, tmp_path, monkeypatch):
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_in_the_readme_run(command, tmp_path, monkeypatch, capsys):
    """On a folder with one text, and on a table with the columns that are named."""
    folder = tmp_path / "FOLDER"
    folder.mkdir()
    (folder / "a.txt").write_text("On May 2, 2024 ministers met.\n", "utf-8")
    rows = [f'2024-0{n % 3 + 1}-10,"Trade in a new era, number {n}.",News' for n in range(12)]
    table = "day,content,channel\n" + "\n".join(rows) + "\n"
    (tmp_path / "posts.csv").write_text(table, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().err == ""


def test_the_readme_has_something_to_run():
    assert len(BLOCKS) >= 2 and len(COMMANDS) >= 4
    assert {command.split()[0] for command in COMMANDS} == {"new", "check", "report"}


def test_every_file_the_readme_names_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links and all((ROOT / link).exists() for link in links)
