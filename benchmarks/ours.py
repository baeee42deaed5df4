"""A table of posts → what each step takes: `python benchmarks/ours.py FILE`.

Tab-separated: step, seconds by the clock, of the processor (all threads), the most memory so far in
GB. Compiled code is compiled before the clock starts.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import analysis as an
from analysis.finding import words as finding
from analysis.finding.copies import mark_near_duplicates
from analysis.finding.store import find_in, sentences


def timed(name: str, job: Callable[[], Any]) -> Any:
    """Run a step and print seconds by the clock and of the processor, and memory."""
    wall, own = time.perf_counter(), time.process_time()
    result = job()
    taken = time.perf_counter() - wall, time.process_time() - own
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name}\t{taken[0]:.2f}\t{taken[1]:.2f}\t{memory:.2f}", flush=True)
    return result


def main(path: str, *, copies_only: bool = False) -> None:
    """Time every step on one table of `posts.py`."""
    find_in(["Talks began."], compiled=True)
    corpus = timed("Parquet → corpus (ledger, dates)", lambda: an.load_corpus(path))
    words = timed("corpus → words", lambda: an.words(corpus))
    part = corpus.where(items=corpus.items["item_id"].head(50))
    mark_near_duplicates(part)  # compiles, and so does counting
    most, finding.KERNEL_WORDS = finding.KERNEL_WORDS, 0
    for count in (an.count_terms, an.count_ngrams):
        count(part, by="year")
    finding.KERNEL_WORDS = most
    if not copies_only:
        timed("words per year", lambda: an.count_terms(words, by="year"))
        timed("sentences", lambda: sentences(corpus))
        timed("bigrams per year", lambda: an.count_ngrams(words, 2, by="year"))
        timed("topics", lambda: an.topic_hits(words))
        timed("topics per year", lambda: an.topics.topic_series(words, by="year"))
        timed("concordance of a frequent word", lambda: an.concordance(words, "russia"))
        timed("series of 20 words by month", lambda: an.series(words, words.terms[:20], by="month"))
        early = corpus.items["published_from"] < "2022"
        ids = corpus.items.loc[early, "item_id"], corpus.items.loc[~early, "item_id"]
        timed(
            "keyness of two halves by date", lambda: _keyness(*(words.where(items=i) for i in ids))
        )
        table = an.count_terms(words)
        timed("evidence of a row", lambda: an.evidence(table, table.iloc[50]))
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / "saved"
            timed("save", lambda: corpus.save(saved))
            timed("open what was saved", lambda: an.load_corpus(saved))
    marked = timed("near copies, verified", lambda: mark_near_duplicates(corpus))
    print(score(path, marked))


def _keyness(*halves: Any) -> pd.DataFrame:
    counts = (an.count_terms(half).set_index("term")["hits"] for half in halves)
    return an.keyness(*counts, measure="g2")


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
    main(sys.argv[1], copies_only="--copies" in sys.argv)
