"""Count the instructions that hostile texts of growing size cost, under valgrind: make steps.

Prints every stage and unit whose work grows by more than `GROWTH` when the text doubles, and the
largest growth of all. Counts are of instructions, not of time; they vary by the build of Python.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from blowup import LIGHT, STAGES, UNITS, hostile

GROWTH = 2.3
FEW = 300_000  # instructions: what one fork differs from another
SIZES = (8_000, 16_000, 32_000)


def instructions(stage: Callable[[str], object], text: str, folder: Path) -> int:
    """Return the instructions of a process that runs a stage, from the start of its parent on."""
    child = os.fork()
    if not child:
        stage(text)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{stage}: failed on {text[:40]!r}")
    path = folder / str(child)
    return int(path.read_text().partition("Total instructions: ")[2].split()[0])


def main(folder: Path, chosen: list[str]) -> None:
    """Measure every stage with every unit."""
    largest, over, number = (0.0, ""), 0, 0
    for name, stage in {**LIGHT, **STAGES}.items():
        if chosen and name not in chosen:
            continue
        stage("x")
        for unit in UNITS:
            one, two, four = (instructions(stage, hostile(unit, n), folder) for n in SIZES)
            growth = (four - two) / max(two - one, FEW)
            largest, number = max(largest, (growth, f"{name}, {unit}")), number + 1
            if growth > GROWTH:
                over += 1
                print(f"{name}, {unit}: {growth:.2f}", flush=True)
        print(f"{name}: done", flush=True)
    print(f"{number} pairs of stage and unit, {over} grow by more than {GROWTH}; ", end="")
    print(f"the largest growth is {largest[0]:.2f} ({largest[1]})")


if __name__ == "__main__":
    if os.environ.get("UNDER_VALGRIND"):
        main(Path(os.environ["UNDER_VALGRIND"]), sys.argv[1:])
    else:
        with tempfile.TemporaryDirectory() as made:
            command = ["valgrind", "--tool=exp-bbv", "--instr-count-only=yes"]
            command += [
                f"--log-file={made}/%p",
                f"--bb-out-file={made}/bb",
                f"--pc-out-file={made}/pc",
            ]
            os.environ |= {"UNDER_VALGRIND": made, "PYTHONHASHSEED": "0"}
            line = [*command, sys.executable, __file__, *sys.argv[1:]]
            raise SystemExit(os.spawnvp(os.P_WAIT, "valgrind", line))
