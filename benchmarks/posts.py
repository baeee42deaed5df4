"""A size → made-up posts with known copies, as a Parquet table: `posts.py N FILE`.

60 to 120 words a post, about 85 % in Latin and 15 % in Cyrillic letters, word frequencies after
Zipf; 25 % exact copies, 15 % near ones (one or two words of another), 1 % traps (half a text, which
is no copy). The same number makes the same bytes. ``truth`` is the number of the first of a
cluster. With `--viral` 20,000 posts of which 5,000 copy and 5,000 edit one text.
"""

import argparse
import itertools
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

ENGLISH = ("ba", "con", "de", "ex", "for", "in", "le", "min", "po", "ra", "sta", "ti", "un", "ver")
RUSSIAN = ("ба", "ве", "го", "до", "за", "ко", "ли", "мо", "на", "по", "ре", "со", "ту", "ше")
NAMED = "Russia China talks minister Lavrov Wang Yi BRICS cooperation trade partnership Beijing"
MONTHS = ("January", "March", "May", "July", "September", "November")


def vocabulary(syllables: tuple[str, ...]) -> list[str]:
    """Return 40,000 words of two to four syllables."""
    sizes = (itertools.product(syllables, repeat=n) for n in (2, 3, 4))
    return list(itertools.islice(map("".join, itertools.chain.from_iterable(sizes)), 40_000))


def write_posts(n: int, path: Path, *, viral: bool = False, seed: int = 1) -> None:
    """Write the table: id, text, date, outlet, truth."""
    draw, rng = random.Random(seed), np.random.default_rng(seed)
    words = (vocabulary(ENGLISH), vocabulary(RUSSIAN))
    texts, truth = list[str](), list[int]()
    for row in range(n):
        lot = draw.random()
        if viral and row and lot < 0.5:
            source, kind = 0, "exact" if lot < 0.25 else "near"
        elif not viral and row and lot < 0.41:
            source = draw.randrange(row)
            kind = "exact" if lot < 0.25 else "near" if lot < 0.4 else "trap"
        else:
            source, kind = row, "new"
        if kind == "new":
            texts.append(sentence_text(draw, rng, words[draw.random() < 0.15]))
        elif kind == "exact":
            texts.append(texts[source])  # of an edit as well
        else:
            parts = texts[truth[source]].split(" ")
            changed = 1 + draw.randrange(2) if kind == "near" else len(parts) // 2
            for place in draw.sample(range(len(parts) - 1), changed):
                parts[place] = f"other{draw.randrange(10**6)}"
            texts.append(" ".join(parts))
        truth.append(row if kind in ("new", "trap") else truth[source])
    days = rng.integers(0, 5 * 365, n)
    dates = [(date(2020, 1, 1) + timedelta(int(day))).isoformat() for day in days]
    outlets = [f"Channel {k}" for k in rng.integers(1, 21, n)]
    columns = {"id": range(n), "text": texts, "date": dates, "outlet": outlets, "truth": truth}
    pd.DataFrame(columns).to_parquet(path, index=False)


def sentence_text(draw: random.Random, rng: np.random.Generator, words: list[str]) -> str:
    """Return a text of 60 to 120 words in sentences, some with a date and known names."""
    named = NAMED.split()
    ranks = np.minimum(rng.zipf(1.15, draw.randint(60, 120)), len(words)) - 1
    parts = [words[rank] for rank in ranks.tolist()]
    for place in range(0, len(parts), 12):
        parts[place] = draw.choice(named)
        if place:
            parts[place - 1] += "."
    if draw.random() < 0.2:
        parts[5] = f"On {draw.choice(MONTHS)} {draw.randint(1, 28)}, {draw.randint(2020, 2024)}"
    return " ".join(parts) + "."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--viral", action="store_true")
    given = parser.parse_args()
    write_posts(given.n, given.path, viral=given.viral)
