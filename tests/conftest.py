"""Fixtures shared by all tests."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from ledgers import check_items, check_spans

from analysis import load_corpus
from analysis.reading import loading
from analysis.reading.corpus import Corpus

ROOT = Path(__file__).parents[1]
# No test looks at the clock, also not to say that an example took long on a busy machine.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Of `make fuzz`.
settings.register_profile("long", settings.get_profile("house"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def made(*arguments: str) -> list[str]:
    """List the commands that make would run, continued lines joined."""
    command = ["make", "-n", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.replace("\\\n", "").splitlines()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Read the five seed documents once."""
    return load_corpus(ROOT / "seeds")


@pytest.fixture(autouse=True, scope="session")
def checked():
    """Check every corpus that any test reads."""
    read = loading._read_corpus

    def checking(*arguments, **known):
        corpus = read(*arguments, **known)
        check_items(corpus.items)
        check_spans(corpus.items, corpus.spans)
        return corpus

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_read_corpus", checking)
        yield


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a corpus of files given by name and content."""

    def read_files(**files: str | bytes) -> Corpus:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / f"{name}.txt").write_bytes(data)
        return load_corpus(tmp_path)

    return read_files
