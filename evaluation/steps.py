"""Count the instructions that hostile texts of growing size cost, under valgrind: make steps.

Prints every stage and unit whose work grows by more than `GROWTH` when the text doubles, and how
fast the group of units grows that does so most. Counts are of instructions, not of time; they vary
by the build of Python.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from blowup import LIGHT, STAGES, UNITS, hostile

GROWTH = 2.3
FEW = 300_000  # instructions: what one fork differs from another
GROUP, SUSPICIOUS = 8, 2.1  # units are measured together; their sum may hide one that is steeper
SIZES = (8_000, 16_000, 32_000)
# Most of what the verbs cost is the same for any text: they read a group as one corpus, and code
# that valgrind has translated before a fork is not translated anew behind it.
WHOLE = (STAGES["verbs"],)


def instructions(stage: Callable[..., object], texts: list[str], folder: Path) -> int:
    """Return the instructions of a process that runs a stage, from the start of its parent on."""
    child = os.fork()
    if not child:
        gc.disable()  # as `load_corpus` does; how often it looks at all objects goes by steps
        for given in [texts] if stage in WHOLE else [[text] for text in texts]:
            stage(*given)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{stage}: failed on {[text[:20] for text in texts]}")
    path = folder / str(child)
    return int(path.read_text().partition("Total instructions: ")[2].split()[0])


def growth(stage: Callable[..., object], units: list[str], folder: Path) -> float:
    """Return how the work that doubling adds grows when all is doubled once more."""
    texts = ([hostile(unit, size) for unit in units] for size in SIZES)
    one, two, four = (instructions(stage, made, folder) for made in texts)
    return (four - two) / max(two - one, FEW)


def main(folder: Path, chosen: list[str]) -> None:
    """Measure every stage, units in groups; those of a group that grows too fast one by one."""
    names, over, largest = list(UNITS), 0, (0.0, "")
    stages = {name: run for name, run in {**LIGHT, **STAGES}.items() if name in (chosen or [name])}
    for name, stage in stages.items():
        stage("x")
        if stage in WHOLE:
            stage(*(hostile(name, 200) for name in names))
        groups = [names[n : n + GROUP] for n in range(0, len(names), GROUP)]
        measured = [(growth(stage, group, folder), group) for group in groups]
        for by, group in measured:
            largest = max(largest, (by, f"{name}: {', '.join(group)}"))
            for unit in group if by > SUSPICIOUS else ():
                if (alone := growth(stage, [unit], folder)) > GROWTH:
                    over += 1
                    print(f"{name}, {unit}: {alone:.2f}", flush=True)
        print(f"{name}: at most {max(measured)[0]:.2f}", flush=True)
    print(f"{len(stages)} stages, {len(names)} units, {over} pairs grow by more than {GROWTH}; ")
    print(f"the group that grows most does so by {largest[0]:.2f} ({largest[1]})")


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
