"""What the examples beside the rules call: a text → voice and rule of each of its sentences."""

import pytest

from analysis.finding.voices import voices
from analysis.reading.corpus import load_corpus


@pytest.fixture(autouse=True)
def decided(doctest_namespace: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give examples ``decided(text)``: voice and rule of each sentence of a text."""

    def decide_text(text: str, *, post: bool = False) -> str:
        folder = tmp_path_factory.mktemp("example")
        channel = "Forwarded from Russian MFA\n" if post else ""
        (folder / "text.txt").write_text(f"{channel}{text}\n", encoding="utf-8")
        table = voices(load_corpus(folder))
        pairs = zip(table["voice"], table["rule"], strict=True)
        return " | ".join(f"{voice} by {rule}" if rule else voice for voice, rule in pairs)

    doctest_namespace["decided"] = decide_text
