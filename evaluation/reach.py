"""Say of how many events of news pages the day is among those their page gives.

Usage: reach.py FOLDER. It holds `docs/*.json`, each with id, dct (the day of publication;
dct_dateline where the page corrects it), title and text of a sentence a line, and `gold.tsv`
without a head: corpus, entity, day, id, sentence, word. The data of SemEval 2015, task 4 (TimeLine:
Cross-Document Event Ordering, Minard et al. 2015), written so, is not part of the project.
"""

import csv
import json
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from analysis.reading.dating.days import Horizon, to_days
from analysis.reading.dating.item import date_text

HORIZON = Horizon(date(1995, 1, 1), date(2026, 12, 31))


def untokenised(sentence: str) -> str:
    """Return a sentence as it is printed: "on June 9 , 2008" → "on June 9, 2008"."""
    quoted = sentence.replace("`` ", '"').replace(" ''", '"').replace(" n't", "n't")
    return re.sub(r"\s+([.,;:!?)'%])", r"\1", quoted.replace("( ", "("))


def days_named(lines: list[str], published: date | None) -> int:
    """Return the single days that sentences tell or mention, reckoned from a publication or not."""
    named = 0
    for line in map(untokenised, lines):
        found = date_text(line, published=published, events=(), horizon=HORIZON)
        pieces = (piece for piece in (*found.event.evidence, *found.unused) if piece.quote)
        days = [piece.days for piece in pieces]
        days += [to_days(found.event.edtf, HORIZON)] if found.event.edtf else []
        named |= sum({day for day in days if day.bit_count() == 1})
    return named


def main(folder: Path) -> None:
    """Print the share of events whose day a page names, as explicit dates and in all."""
    pages = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("docs/*.json"))]
    given, alone, reckoned = dict[str, int](), dict[str, int](), dict[str, int]()
    for page in pages:
        published = date.fromisoformat(page.get("dct_dateline") or page["dct"])
        lines = [page["title"], *page["text"].splitlines()]
        given[page["id"]] = HORIZON.of(published)
        alone[page["id"]], reckoned[page["id"]] = (
            days_named(lines, None),
            days_named(lines, published),
        )
    with (folder / "gold.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row[3] in given]
    events, reached = {(day, *where) for _, _, day, *where in rows}, Counter[str]()
    for day, page, *_ in events:
        truth = HORIZON.of(date.fromisoformat(day))
        reached["full dates on the page"] += bool(alone[page] & truth)
        reached["days reckoned from the publication too"] += bool(reckoned[page] & truth)
        reached["the publication alone"] += bool(given[page] & truth)
        reached["all of these"] += bool((reckoned[page] | given[page]) & truth)
    print(f"{len({event[1] for event in events})} pages, {len(events)} events with a day")
    for what, n in reached.items():
        print(f"{what}: {n} ({n / len(events):.1%})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
