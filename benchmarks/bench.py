"""Sizes → benchmarks/results.md: what every step takes here and what it takes others, in one run.

`make bench SIZES="10000 100000"`. Each peer is a process of its own, ours one process for all
steps; seconds by the clock and of the processor (all threads), the most memory so far, and between
two sizes the growth exponent ln(t₂/t₁) / ln(n₂/n₁). Conc is missing: it needs a model of spaCy that
is downloaded, and an older polars.
"""

import argparse
import math
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PEERS = ("polars_words", "polars_bigrams", "duckdb_words", "nltk_words")
PEERS += ("rensa_flags", "fastsketch_flags", "daft_flags", "datasketch_flags")
PEERS += ("pycorpdiff_keyness",)


def lines(python: str, script: str, *arguments: str) -> list[list[str]]:
    """Run a script and return its lines of tab-separated cells."""
    command = [python, "-W", "ignore", str(HERE / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [[f"{' '.join(arguments[:1])} failed: {done.stderr.strip().splitlines()[-1]}"]]
    return [line.split("\t") for line in done.stdout.splitlines()]


def main() -> None:
    """Write the results of all sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--peers", default=sys.executable, help="Python of their environment")
    given = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "numba"))
    machine = platform.processor() or platform.machine()
    made = f"{date.today()}, Python {platform.python_version()}, {packages}; {machine}. Made by "
    written = ["# What every step takes", ""]
    written += [f"{made}`make bench`; see [bench.py](bench.py) for how."]
    before: dict[str, tuple[int, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for n in given.sizes:
            path = str(Path(folder) / f"{n}.parquet")
            lines(sys.executable, "posts.py", str(n), path)
            rows = lines(sys.executable, "ours.py", path)
            rows += [row for peer in PEERS for row in lines(given.peers, "peers.py", peer, path)]
            written += ["", f"## {n:,} posts", "", "| step | s | processor s | GB | growth |"]
            written += ["|---|--:|--:|--:|--:|"]
            for name, *cells in rows:
                if len(cells) < 2:
                    written.append(f"| {name} | | | | |")
                    continue
                seconds, growth = float(cells[0]), ""
                if name in before and seconds > 0 and before[name][1] > 0.05:
                    size, earlier = before[name]
                    growth = f"{math.log(seconds / earlier) / math.log(n / size):.2f}"
                before[name] = n, seconds
                seen = " | ".join([*cells, ""][:3])  # a peer says no memory
                written.append(f"| {name} | {seen} | {growth} |")
            print("\n".join(written[-len(rows) - 4 :]), flush=True)
        path = str(Path(folder) / "viral.parquet")
        lines(sys.executable, "posts.py", "20000", path, "--viral")
        written += ["", "## 20,000 posts, half of them copies and edits of one text", ""]
        for row in lines(sys.executable, "ours.py", path, "--copies"):
            written.append("- " + " ".join(row[:2]) + (" s" if len(row) > 1 else ""))
    (HERE / "results.md").write_text("\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
