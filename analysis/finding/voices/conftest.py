"""What the examples beside the rules call: a text → voice and rule of each of its sentences."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.finding.voices import voices
from analysis.reading.corpus import load_corpus


def decided(text: str, *, post: bool = False) -> str:
    """Return "chinese by verb | …" for the sentences of a text."""
    channel = "Forwarded from Russian MFA\n" if post else ""
    with TemporaryDirectory() as folder:
        Path(folder, "text.txt").write_text(f"{channel}{text}\n", encoding="utf-8")
        table = voices(load_corpus(folder))
    pairs = zip(table["voice"], table["rule"], strict=True)
    return " | ".join(f"{voice} by {rule}" if rule else voice for voice, rule in pairs)


def pytest_itemcollected(item: Any) -> None:
    """Let every example of this folder call `decided`, without importing the test runner."""
    if hasattr(item, "dtest"):
        item.dtest.globs["decided"] = decided
