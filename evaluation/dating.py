"""Date real titles whose day of publication is known, beside other tools: `make evaluate`.

The data is not part of the project: a folder of <year>.json, lists of {"t": title, "d": day}. A
title tells of an event, the truth at hand is the day of the post; they can differ by days when an
interview is posted late or a briefing announced. So each share is given within 2, 10 and 31 days.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from analysis.counting.series import wilson
from analysis.reading.dating import Horizon, date_text
from analysis.reading.dating.edtf import to_days

HORIZON = Horizon()
TOLERANCES_DAYS = (2, 10, 31)
PEER_SAMPLE = 1500  # titles; dateparser reads some tens a second


def share(hits: int, n: int) -> str:
    """Write a share with its Wilson interval."""
    low, high = wilson(hits, n)
    return f"{hits:5d} of {n:<5d}" + (f"{hits / n:7.1%}  [{low:.1%}, {high:.1%}]" if n else "")


def report_days(found: Sequence[tuple[date, date]]) -> None:
    """Print how many single days lie near the truth."""
    for tolerance in TOLERANCES_DAYS:
        near = sum(abs((answer - truth).days) <= tolerance for answer, truth in found)
        print(f"  right within {tolerance:2d} days  {share(near, len(found))}")


def evaluate(titles: Sequence[tuple[str, date]], *, given: bool) -> None:
    """Print coverage, single days and abstentions, with or without the publication day."""
    print(f"\nours, title {'and publication day' if given else 'only'}")
    single, covered, dated = [], 0, 0
    for title, truth in titles:
        event = date_text("", title=title, published=truth if given else None).event
        if event.precision == "none":
            continue
        dated += 1
        near = HORIZON.between(truth - timedelta(2), truth + timedelta(2))
        covered += bool(to_days(event.edtf, HORIZON) & near)
        if event.n_days == 1 and event.earliest:
            single.append((event.earliest, truth))
    print(f"  abstains              {share(len(titles) - dated, len(titles))}")
    print(f"  truth ±2 in the set   {share(covered, dated)}")
    print(f"  single days           {share(len(single), len(titles))}")
    report_days(single)


def evaluate_peers(titles: Sequence[tuple[str, date]], python: str) -> None:
    """Print the same of dateparser and htmldate, title only, on every n-th title."""
    some = titles[:: max(1, len(titles) // PEER_SAMPLE)]
    run = subprocess.run(
        [python, str(Path(__file__).with_name("peer_dates.py"))],
        input=json.dumps([title for title, _ in some]),
        capture_output=True,
        text=True,
        check=True,
    )
    for name, answers in json.loads(run.stdout).items():
        pairs = zip(answers, some, strict=True)
        found = [(date.fromisoformat(answer), truth) for answer, (_, truth) in pairs if answer]
        print(f"\n{name}, title only, {len(some)} titles")
        print(f"  single days           {share(len(found), len(some))}")
        report_days(found)


def main(folder: Path, *peers: str) -> int:
    """Print the comparison; return 1 when the data is absent."""
    files = sorted(folder.glob("*.json"))
    if not files:
        print(f"{folder}: no titles to evaluate on; give a folder of <year>.json", file=sys.stderr)
        return 1
    rows = [row for file in files for row in json.loads(file.read_text("utf-8"))]
    titles = [(row["t"], date.fromisoformat(row["d"])) for row in rows]
    print(f"{len(titles)} titles posted {min(d for _, d in titles)} to {max(d for _, d in titles)}")
    for given in (False, True):
        evaluate(titles, given=given)
    for python in peers:
        evaluate_peers(titles, python)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
