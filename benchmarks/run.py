"""A table of posts → what each step takes: `python benchmarks/run.py FILE` (see `make bench`).

Processor seconds of this process and the most memory so far; compiled code is compiled before the
clock starts.
"""

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import pandas as pd

import analysis as an
from analysis.finding.copies import mark_near_duplicates
from analysis.finding.store import find_in, sentences


def timed(name: str, job: Callable[[], Any]) -> Any:
    """Run a step and print what it took."""
    start = time.process_time()
    result = job()
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:<28}{seconds:9.2f} s {memory:7.2f} GB", flush=True)
    return result


def main(path: str) -> None:
    """Time every step on one table of `benchmarks.posts`."""
    find_in(["Talks began."], compiled=True)
    corpus = timed("read, clean, date", lambda: an.load_corpus(path))
    words = timed("words", lambda: an.words(corpus))
    timed("words per year", lambda: an.count_terms(words, by="year"))
    timed("sentences", lambda: sentences(corpus))
    timed("bigrams per year", lambda: an.count_ngrams(words, 2, by="year"))
    hits = timed("topics", lambda: an.topic_hits(words))
    timed("topics per year", lambda: an.topics.topic_series(words, by="year"))
    timed("concordance", lambda: an.concordance(words, "russia").head(10_000))
    timed("series of 20 words by month", lambda: an.series(words, words.terms[:20], by="month"))
    marked = timed("near copies", lambda: mark_near_duplicates(corpus))
    table = an.count_terms(words)
    timed("evidence of a row", lambda: an.evidence(table, table.iloc[50]))
    print(f"{len(corpus.items):,} items, {len(words):,} words, {len(hits):,} hits of topics")
    print(score(path, marked))


def score(path: str, marked: Any) -> str:
    """Return precision and recall of pairs against the planted clusters."""
    truth = pd.read_parquet(path, columns=["truth"])["truth"].to_numpy()
    ids = marked.items["item_id"]
    found = marked.items["duplicate_of"].where(marked.items["duplicate_of"] != "", ids)
    table = pd.DataFrame({"truth": truth, "found": found.to_numpy()})

    def pairs(columns: list[str]) -> int:
        sizes = table.groupby(columns).size().to_numpy()
        return int((sizes * (sizes - 1) // 2).sum())

    both = pairs(["truth", "found"])
    of_found, of_truth = pairs(["found"]), pairs(["truth"])
    return f"pairs: precision {both / of_found:.4f}, recall {both / of_truth:.4f}"


if __name__ == "__main__":
    main(sys.argv[1])
