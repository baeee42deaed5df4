"""Read the largest inputs in processes of their own, and print their peak memory: make limits.

Usage: limits.py [CASE …]. What is over a stated cap is refused; the rest is read whole.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
SENTENCE = "The ministers met in Moscow on May 2, 2024 and spoke of trade. "


def gigabyte(folder: Path) -> None:
    """Make a file of one gigabyte without a line end."""
    with (folder / "a.txt").open("wb") as file:
        file.truncate(2**30)


def long_post(folder: Path) -> None:
    """Make one post of 50 MB, a sentence on each line."""
    line = SENTENCE + "\n"
    (folder / "a.txt").write_text("Forwarded from MFA\n" + line * (50_000_000 // len(line)))


def files(folder: Path, number: int = 200_000) -> None:
    """Make many small files."""
    for n in range(number):
        place = folder / f"{n // 1000:03}"
        place.mkdir(exist_ok=True)
        (place / f"{n}.txt").write_text(f"Talks {n}\n\n{SENTENCE}\n")


def messages(folder: Path, number: int = 1_000_000) -> None:
    """Make an export with many messages, in parts below the cap of a file."""
    for part in range(0, number, 250_000):
        made = [
            {"id": n, "type": "message", "date": "2024-05-02T11:00:00", "text": f"{n} {SENTENCE}"}
            for n in range(part, min(part + 250_000, number))
        ]
        (folder / f"{part}.json").write_text(json.dumps({"name": "MFA", "id": 7, "messages": made}))


CASES: dict[str, Callable[[Path], None]] = {
    "a file of 1 GB": gigabyte,
    "a post of 50 MB": long_post,
    "20,000 files": lambda folder: files(folder, 20_000),
    "200,000 files": files,
    "100,000 messages": lambda folder: messages(folder, 100_000),
    "1,000,000 messages": messages,
}


def child(folder: str) -> None:
    """Read a folder and say how it went."""
    from analysis import load_corpus
    from analysis.tables import InputError

    try:
        corpus = load_corpus(folder)
        errors = [error for error in corpus.documents["error"] if error]
        said = errors[0].partition(": ")[2] if errors else f"{len(corpus.items):,} items"
    except InputError as error:
        said = str(error).partition(": ")[2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{said}; peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "read":
        child(sys.argv[2])
    else:
        for name in sys.argv[1:] or CASES:
            with tempfile.TemporaryDirectory() as made:
                CASES[name](Path(made))
                command = [sys.executable, "-W", "ignore", __file__, "read", made]
                ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
                print(f"{name}: {ran.stdout.strip() or ran.stderr[-300:]}", flush=True)
