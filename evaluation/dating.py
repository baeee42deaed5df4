"""Date real texts whose day is known, beside other tools: `make evaluate DATA=FOLDER`.

The data is not part of the project. A source is a CSV, or a folder of CSV files, JSON lists or
pages of a Telegram export; a folder of such folders is several. A row has a text (text, content), a
title (title, t) or both, and a day (d, date, published …) or the day of its event (event). The
truth is the day of the event where it is given, else that of the post; they can differ by days when
an interview is posted late. So each share is given within 0, 2, 10 and 31 days.
"""

import argparse
import csv
import html
import json
import re
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from analysis.counting.statistics import wilson
from analysis.reading.dating.days import Horizon, to_days
from analysis.reading.dating.item import date_text
from analysis.reading.dating.solver import Dating

HORIZON = Horizon()
TOLERANCES_DAYS = (0, 2, 10, 31)
PEER_SAMPLE = 300  # texts of a source; dateparser reads some tens a second
MAX_KINDS = 8  # kinds of evidence listed, the commonest first
TITLES, TEXTS = ("title", "t"), ("text", "content")
POSTED, HAPPENED = ("published", "date", "d", "date_extracted"), ("event", "event_day")
# `title="05.09.2018 16:42:32"` … `<div class="text">…</div>` of a Telegram Desktop page
_MESSAGE = re.compile(
    r'date details" title="(\d\d)\.(\d\d)\.(\d{4})(?:(?!date details).)*?'
    r'<div class="text">\s*(.*?)</div>',
    re.DOTALL,
)


class Known(NamedTuple):
    """One text with the days known of it from elsewhere."""

    title: str
    text: str
    posted: date | None
    truth: date


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of one file: a CSV, a JSON list or a page of a Telegram export."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    elif path.suffix == ".json":
        yield from json.loads(path.read_text("utf-8"))
    elif path.suffix == ".html":
        for day, month, year, body in _MESSAGE.findall(path.read_text("utf-8")):
            text = html.unescape(re.sub(r"<[^>]+>", "", body.replace("<br>", "\n")))
            yield {"text": text, "date": f"{year}-{month}-{day}"}


def read_source(path: Path) -> list[Known]:
    """Return the rows of a file or of the files of a folder that have a text and a day."""
    known = []
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        for row in read_rows(file):
            title, text, posted, happened = (
                next((row[name] for name in names if row.get(name)), "")
                for names in (TITLES, TEXTS, POSTED, HAPPENED)
            )
            days = [date.fromisoformat(day[:10]) if day else None for day in (posted, happened)]
            truth = days[1] or days[0]
            if truth and (title or text):
                known.append(Known(title, text, days[0], truth))
    return known


def share(hits: int, n: int) -> str:
    """Write a share with its Wilson interval."""
    low, high = wilson(hits, n)
    return f"{hits:6d} of {n:<6d}" + (f"{hits / n:7.1%}  [{low:.1%}, {high:.1%}]" if n else "")


def report_days(found: Sequence[tuple[date, date]]) -> None:
    """Print how many single days lie near the truth."""
    for tolerance in TOLERANCES_DAYS:
        near = sum(abs((answer - truth).days) <= tolerance for answer, truth in found)
        print(f"    right within {tolerance:2d} days  {share(near, len(found))}")


def evaluate(texts: Sequence[Known], *, given: bool, wrong: int) -> None:
    """Print abstentions, coverage and single days, with or without the day of publication."""
    start = time.process_time()
    answers: list[Dating] = []
    for known in texts:
        posted = known.posted if given else None
        answers.append(date_text(known.text, title=known.title, published=posted))
    speed = len(texts) / (time.process_time() - start)
    print(f"  text {'and day of publication' if given else 'only'}: {speed:,.0f} texts a second")
    single, covered, dated = [], Counter[int](), 0
    right, all_of_kind = Counter[str](), Counter[str]()
    for known, answer in zip(texts, answers, strict=True):
        event, truth = answer.event, known.truth
        if not event.edtf:
            continue
        dated += 1
        for tolerance in (0, 2):
            near = HORIZON.between(truth - timedelta(tolerance), truth + timedelta(tolerance))
            covered[tolerance] += bool(to_days(event.edtf, HORIZON) & near)
        if event.n_days == 1 and event.earliest:
            single.append((event.earliest, truth))
            kinds = "+".join(sorted({piece.kind for piece in event.evidence}))
            all_of_kind[kinds] += 1
            is_right = abs((event.earliest - truth).days) <= 2
            right[kinds] += is_right
            if not is_right and wrong > 0:
                wrong -= 1
                quotes = " | ".join(f"{p.kind}: {p.quote}" for p in event.evidence)
                opening = " ".join(f"{known.title} {known.text}".split())[:200]
                print(f"      {event.edtf}, truth {truth}: {quotes} ← {opening}")
    print(f"    abstains              {share(len(texts) - dated, len(texts))}")
    for tolerance, n in sorted(covered.items()):
        print(f"    truth ±{tolerance} in the set   {share(n, dated)}")
    print(f"    single days           {share(len(single), len(texts))}")
    report_days(single)
    for kinds, n in all_of_kind.most_common(MAX_KINDS):
        print(f"      within 2 days by {kinds:40} {share(right[kinds], n)}")


def evaluate_peers(texts: Sequence[Known], python: str) -> None:
    """Print the same of dateparser and htmldate, text only, on every n-th text."""
    some = texts[:: max(1, len(texts) // PEER_SAMPLE)]
    run = subprocess.run(
        [python, str(Path(__file__).with_name("peer_dates.py"))],
        input=json.dumps([f"{known.title}\n{known.text}".strip() for known in some]),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        print(f"  {python}: no other tools to compare with ({run.stderr.splitlines()[-1]})")
        return
    for name, answers in json.loads(run.stdout).items():
        pairs = zip(answers, some, strict=True)
        found = [(date.fromisoformat(answer), known.truth) for answer, known in pairs if answer]
        print(f"  {name}, text only, every n-th text\n    single days           ", end="")
        print(share(len(found), len(some)))
        report_days(found)


def main() -> int:
    """Print the comparison; return 1 when there are no data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="CSV, folder, or folder of folders")
    parser.add_argument("--peers", help="a Python that has dateparser and htmldate")
    parser.add_argument("--half", choices=("0", "1"), help="build on one half, look at the other")
    parser.add_argument("--wrong", type=int, default=0, help="list so many wrong single days")
    options = parser.parse_args()
    sources = [
        source
        for path in options.data
        for source in [path, *sorted(path.iterdir() if path.is_dir() else ())]
    ]
    n_sources = 0
    for source in sources:
        # Only the folder of folders holds no rows itself, and files of a folder are read with it.
        texts = read_source(source) if source.is_dir() or source in options.data else []
        if options.half:
            half = int(options.half)  # by the words, so that both copies fall into one half
            texts = [k for k in texts if zlib.crc32((k.title + k.text).encode()) % 2 == half]
        if not texts:
            continue
        n_sources += 1
        first, last = min(known.truth for known in texts), max(known.truth for known in texts)
        print(f"\n{source.name}: {len(texts)} texts of {first} to {last}")
        for given in (False, True):
            evaluate(texts, given=given, wrong=options.wrong)
        if options.peers:
            evaluate_peers(texts, options.peers)
    if not n_sources:
        names = ", ".join(map(str, options.data))
        print(
            f"{names}: no texts with days to evaluate on; give a CSV or a folder", file=sys.stderr
        )
    return 0 if n_sources else 1


if __name__ == "__main__":
    sys.exit(main())
