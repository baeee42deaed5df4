"""Make the report of the seeds under many surroundings and compare every byte: make variants.

Hash seed, locale (installed for the run), time zone, number of CPUs, rc files, order of folders,
clock (where `faketime` is installed) and Python (the environments of `make versions`) vary. Each
value of one meets each value of another at least once; with ALL=1 all combinations run, with
FIRST=4 only four, which have every value of most axes.
"""

import hashlib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
AXES = {
    "hash seed": ("0", "1", "4294967295"),
    "locale": ("C", "en_US", "ru_RU", "tr_TR"),
    "time zone": ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
    "CPUs": ("1", "all"),
    "rc files": ("none", "hostile"),
    "order": ("sorted", "shuffled"),
    "clock": ("now", "1999-12-31 23:59:59") if shutil.which("faketime") else ("now",),
    "Python": (sys.executable, *map(str, sorted(ROOT.glob(".venv-python3.1*/bin/python")))),
}
RC = {
    "matplotlibrc": "font.size: 30\naxes.facecolor: red\nsvg.fonttype: path\nsavefig.dpi: 20\n",
    ".config/matplotlib/matplotlibrc": "font.family: serif\ntext.usetex: False\n",
    ".ipython/profile_default/ipython_config.py": "raise RuntimeError('read')\n",
    "pytest.ini": "[pytest]\n",
}


def child(out: Path, order: str, cpus: str) -> None:
    """Write the report and print one hash per file and table."""
    if cpus == "1":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if order == "shuffled":
        listed, walked = os.listdir, os.walk
        os.listdir = lambda *a: random.sample(found := listed(*a), len(found))  # type: ignore

        def walk(*a: object, **b: object) -> object:
            for place, folders, names in walked(*a, **b):  # type: ignore
                random.shuffle(folders)
                random.shuffle(names)
                yield place, folders, names

        os.walk = walk  # type: ignore
    from analysis import load_corpus
    from analysis.__main__ import main

    if main(["report", str(ROOT / "seeds"), "--out", str(out)]):
        raise SystemExit("no report")
    for path in sorted(out.iterdir()):
        print("=", path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    corpus = load_corpus(ROOT / "seeds")
    corpus.save(saved := out.with_name("saved"))
    for path in sorted(saved.iterdir()):  # saved.json says when each file was last written
        data = path.read_bytes()
        data = re.sub(rb"\b\d{15,19}\b", b"", data) if path.suffix == ".json" else data
        print("=", f"saved/{path.name}", hashlib.sha256(data).hexdigest())
    for name in ("documents", "items", "spans", "evidence"):
        table = getattr(corpus, name).to_csv().encode()
        print("=", name, hashlib.sha256(table).hexdigest())


def combinations() -> list[tuple[str, ...]]:
    """Return all combinations, or so few that any two values of two axes meet once."""
    every = list(itertools.product(*AXES.values()))
    if os.environ.get("ALL"):
        return every

    def pairs(row: tuple[str, ...]) -> set[tuple[tuple[int, str], ...]]:
        return set(itertools.combinations(enumerate(row), 2))

    left = set().union(*map(pairs, every))
    chosen = []
    while left:
        best = max(every, key=lambda row: len(pairs(row) & left))
        chosen.append(best)
        left -= pairs(best)
    return chosen


def main() -> None:
    """Run the variants and say how many gave how many different sets of hashes."""
    with tempfile.TemporaryDirectory() as made:
        folder, seen = Path(made), dict[str, list[str]]()
        for name in AXES["locale"][1:]:
            if shutil.which("localedef"):
                target = [str(folder / f"{name}.UTF-8")]
                command = ["localedef", "-i", name, "-f", "UTF-8", *target]
                subprocess.run(command, check=False, capture_output=True)
            if not (folder / f"{name}.UTF-8").exists():
                print(f"locale {name} could not be installed: it is named only")
        chosen = combinations()[: int(os.environ.get("FIRST", "0")) or None]
        print(*AXES["clock"], *AXES["Python"], sep="\n")
        for number, variant in enumerate(chosen):
            seed, locale, zone, cpus, rc, order, clock, python = variant
            home = folder / f"home{number}"
            home.mkdir()
            for name, text in RC.items() if rc == "hostile" else ():
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (home / name).write_text(text)
            surroundings = {
                **os.environ,
                "PYTHONHASHSEED": seed,
                "LC_ALL": locale if locale == "C" else f"{locale}.UTF-8",
                "LOCPATH": made,
                "TZ": zone,
                "HOME": str(home),
                "PYTHONPATH": str(ROOT),
            }
            command = ["faketime", clock] if clock != "now" else []
            command += [python, __file__, str(home / "out"), order, cpus]
            ran = subprocess.run(
                command, cwd=home, env=surroundings, capture_output=True, text=True
            )
            if ran.returncode:
                raise SystemExit(f"{variant}: {ran.stderr}")
            lines = [line for line in ran.stdout.splitlines() if line.startswith("= ")]
            for line in lines:
                seen.setdefault(line.split()[1], []).append(line.split()[2])
            shutil.rmtree(home)
            print(f"{number + 1} of {len(chosen)}", end="\r", flush=True)
    differing = sorted(name for name, hashes in seen.items() if len(set(hashes)) > 1)
    print(
        f"{len(chosen)} variants, {len(seen)} files and tables, {len(differing)} differ", *differing
    )
    raise SystemExit(bool(differing))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    else:
        main()
