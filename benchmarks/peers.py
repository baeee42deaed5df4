"""A table of posts → what others take for the same: `python benchmarks/peers.py JOB FILE`.

Each job is one process of its own, in the environment of requirements.txt; imports don't count.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

WORD = r"[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*"


def _words(path: str, *kept: str) -> Any:
    """Return polars' words of a table, a row each, beside other columns."""
    import polars as pl

    known = {"year": pl.col("date").str.slice(0, 4).alias("year"), "id": pl.col("id")}
    word = pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("term")
    return pl.scan_parquet(path).select(*map(known.get, kept), word).explode("term")


def polars_words(path: str) -> Callable[[], Any]:
    """Count words per year: polars, text to table."""
    return lambda: _words(path, "year").group_by("year", "term").len().collect()


def polars_bigrams(path: str) -> Callable[[], Any]:
    """Count bigrams per year: polars, text to table; across sentences."""
    import polars as pl

    pair = pl.concat_str("term", pl.col("term").shift(-1).over("id"), separator=" ").alias("pair")
    rows = _words(path, "id", "year").select("year", pair)
    return lambda: rows.group_by("year", "pair").len().collect()


def duckdb_words(path: str) -> Callable[[], Any]:
    """Count words per year: duckdb, text to table."""
    import duckdb

    query = f"""select left(date, 4) as year, term, count(*) from (select date,
        unnest(regexp_extract_all(lower(text), '{WORD.replace("'", "''")}')) as term
        from '{path}') group by all"""
    return lambda: duckdb.sql(query).fetchnumpy()


def nltk_words(path: str) -> Callable[[], Any]:
    """Count words per year: nltk's RegexpTokenizer and ConditionalFreqDist."""
    import nltk
    import pyarrow.parquet as pq

    tokenize = nltk.RegexpTokenizer(r"\w+(?:['’-]\w+)*").tokenize

    def job() -> Any:
        table = pq.read_table(path, columns=["text", "date"]).to_pydict()
        pairs = zip(table["date"], table["text"], strict=True)
        return nltk.ConditionalFreqDist(
            (date[:4], word) for date, text in pairs for word in tokenize(text.lower())
        )

    return job


def _hashes(path: str) -> tuple[Any, Any]:
    """Return polars' hashes of three-word shingles, flat, and where each text's begin."""
    import polars as pl

    table = _words(path, "id").with_columns(pl.col("term").hash(1)).collect()
    code, own = table["term"].to_numpy(), table["id"].to_numpy()
    same = own[:-2] == own[2:]
    with np.errstate(over="ignore"):
        mixed = (code[:-2] * np.uint64(3) + code[1:-1]) * np.uint64(5) + code[2:]
    sizes = np.bincount(own[:-2][same], minlength=own.max() + 1)
    return mixed[same], np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)


def rensa_flags(path: str) -> Callable[[], Any]:
    """Flag near copies: rensa on hashes of polars, text to flags."""
    import rensa

    digest, index = rensa.RMinHash.digest_matrix_from_flat_token_hashes, rensa.RMinHashLSH
    flags = index(0.8, 64, 16).query_duplicate_flags_matrix_one_shot
    return lambda: flags(digest(*_hashes(path), 64, 1))


def fastsketch_flags(path: str) -> Callable[[], Any]:
    """Flag near copies: FastSketchLSH on hashes of polars, text to flags."""
    import FastSketchLSH

    sketch = FastSketchLSH.FastSimilaritySketch(64, 1).batch_csr
    flags = FastSketchLSH.LSH(64, 16).insert_and_query_duplicates
    return lambda: flags(sketch(*_hashes(path), True))


if __name__ == "__main__":
    prepare = globals()[sys.argv[1]]
    job = prepare(sys.argv[2])
    wall, own = time.perf_counter(), time.process_time()
    job()
    said, taken = prepare.__doc__.rstrip("."), time.perf_counter() - wall
    print(f"{said}\t{taken:.2f}\t{time.process_time() - own:.2f}")
