"""Kill reports and exports at random times, and starve them of memory: make kills.

Usage: kills.py [N]. After each, the next start must leave the last set or the new one, whole and
without a scratch file; an end that can say anything says one line.
"""

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from analysis.showing.files import MANIFEST, scratch_folder, verify_export

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    "one": "Ministers meet in Beijing\n\nOn April 9, 2024, the ministers met and spoke of trade.\n",
    "two": "Talks in Goa\n\nOn May 4, 2023, the ministers met and spoke of energy and of visas.\n",
}
KERNEL = "ipykernel_launcher"
MEGABYTE = 2**20


def start(*arguments: object, megabytes: int = 0) -> subprocess.Popen:
    """Start a command of the package, perhaps with little memory."""

    def limit() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if megabytes:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE,) * 2)

    command = [sys.executable, "-W", "ignore", "-m", "analysis", *map(str, arguments)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    one = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, preexec_fn=limit, env=one, **pipes)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what an export wrote, without the list of it."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name != MANIFEST}


def after(folder: Path, sets: dict[str, dict[str, bytes]]) -> str:
    """Start anew, as the next command does, and say which set is there."""
    with scratch_folder(folder):
        pass
    whole = verify_export(folder)[1] == [] and not [*folder.glob(".*")]
    found = [name for name, files in sets.items() if files == contents(folder)]
    return found[0] if found and whole else "mixed"


def kernel_of(process: subprocess.Popen) -> int:
    """Return the number of the kernel that a process has started, 0 if there is none."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    said = {child: Path(f"/proc/{child}/cmdline").read_text() for child in children}
    return next((int(child) for child, line in said.items() if KERNEL in line), 0)


def main(number: int) -> None:
    """Report on two folders in turn, one into the other's place, killed or starved each time."""
    with tempfile.TemporaryDirectory() as made:
        place, sets, took = Path(made), {}, 0.0
        for name, text in DOCUMENTS.items():
            (place / f"in-{name}").mkdir()
            (place / f"in-{name}" / "a.txt").write_text(text)
            began = time.monotonic()
            start("report", place / f"in-{name}", "--out", place / "out").communicate()
            took = time.monotonic() - began
            sets[name] = contents(place / "out")
        now, ends, draw = "two", Counter[str](), random.Random(1)
        cases = [(name, 0) for name in ("SIGKILL", "SIGINT") * (number // 2)]
        cases += [("memory", megabytes) for megabytes in range(300, 2_300, 100)]
        for case, megabytes in cases:
            other = "one" if now == "two" else "two"
            run = start(
                "report", place / f"in-{other}", "--out", place / "out", megabytes=megabytes
            )
            if case != "memory":
                time.sleep(draw.uniform(0, took * 1.05))
                run.send_signal(getattr(signal, case))
            lines = run.communicate()[1].decode().splitlines()
            last, now = now, after(place / "out", sets)
            ends[f"{case}: {'mixed' if now == 'mixed' else 'old' if now == last else 'new'}"] += 1
            if now == "mixed" or (len(lines) > 1 and case != "SIGKILL"):
                print(case, megabytes or "", now, *lines[-3:], sep=" | ", flush=True)
            if now == "mixed":
                raise SystemExit(1)
        print(*sorted(f"{end} {times}" for end, times in ends.items()), sep="\n", flush=True)
        for nth in range(1, 4):
            run = start("figures", "--out", place / "out")
            while run.poll() is None and not (kernel := kernel_of(run)):
                time.sleep(0.1)
            time.sleep(3 * nth)
            os.kill(kernel, signal.SIGKILL)
            said = run.communicate()[1].decode().splitlines()[-1]
            print(f"kernel killed: {after(place / 'out', sets)}, status {run.returncode}: {said}")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["100"])[0]))
