"""A table of posts → what others take for the same: `python benchmarks/peers.py JOB FILE`.

Each job is one process of its own, in the environment of benchmarks/requirements.txt; imports are
apart from the clock.
"""

import functools
import os
import re
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

WORD = r"[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*"


def polars_words(path: str) -> Callable[[], Any]:
    """Count words per year: polars, text to table."""
    import polars as pl

    word = pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("term")
    year = pl.col("date").str.slice(0, 4).alias("year")
    return lambda: (
        pl.scan_parquet(path)
        .select(year, word)
        .explode("term")
        .group_by("year", "term")
        .len()
        .collect()
    )


def polars_bigrams(path: str) -> Callable[[], Any]:
    """Count bigrams per year: polars, text to table; across sentences."""
    import polars as pl

    word = pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("term")
    year = pl.col("date").str.slice(0, 4).alias("year")
    pair = pl.concat_str("term", pl.col("term").shift(-1).over("id"), separator=" ")
    return lambda: (
        pl.scan_parquet(path)
        .select("id", year, word)
        .explode("term")
        .select("year", pair.alias("pair"))
        .group_by("year", "pair")
        .len()
        .collect()
    )


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

    word = pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("term")
    table = (
        pl.scan_parquet(path)
        .select("id", word)
        .explode("term")
        .with_columns(pl.col("term").hash(1))
        .collect()
    )
    code, own = table["term"].to_numpy(), table["id"].to_numpy()
    same = own[:-2] == own[2:]
    with np.errstate(over="ignore"):
        mixed = (code[:-2] * np.uint64(3) + code[1:-1]) * np.uint64(5) + code[2:]
    sizes = np.bincount(own[:-2][same], minlength=own.max() + 1)
    return mixed[same], np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)


def rensa_flags(path: str) -> Callable[[], Any]:
    """Flag near copies: rensa on hashes of polars, text to flags."""
    import rensa

    def job() -> Any:
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(*_hashes(path), 64, 1)
        lsh = rensa.RMinHashLSH(0.8, 64, 16)
        return lsh.query_duplicate_flags_matrix_one_shot(matrix)

    return job


def fastsketch_flags(path: str) -> Callable[[], Any]:
    """Flag near copies: FastSketchLSH on hashes of polars, text to flags."""
    import FastSketchLSH

    def job() -> Any:
        shingles, offsets = _hashes(path)
        sketches = FastSketchLSH.FastSimilaritySketch(64, 1).batch_csr(shingles, offsets, True)
        return FastSketchLSH.LSH(64, 16).insert_and_query_duplicates(sketches)

    return job


def daft_flags(path: str) -> Callable[[], Any]:
    """Flag near copies: daft, minhash and 16 bands put into groups, text to flags."""
    import daft
    from daft import DataType, col

    sketch = col("text").lower().minhash(num_hashes=64, ngram_size=3, seed=1)
    sketch = sketch.cast(DataType.list(DataType.uint32()))

    def job() -> Any:
        sketches = daft.read_parquet(path).select("id", sketch.alias("sketch")).collect()
        bands = [
            sketches.select(
                "id", daft.lit(n).alias("band"), col("sketch").list.slice(n, n + 4).hash()
            )
            for n in range(0, 64, 4)
        ]
        rows = functools.reduce(lambda above, below: above.union_all(below), bands)
        first = rows.groupby("band", "sketch").agg(col("id").min().alias("first"))
        later = rows.join(first, on=["band", "sketch"]).where(col("id") > col("first"))
        return later.select("id").distinct().collect()

    return job


def datasketch_flags(path: str) -> Callable[[], Any]:
    """Flag near copies: datasketch, text to flags."""
    import datasketch
    import pyarrow.parquet as pq
    import regex

    words = regex.compile(WORD).findall

    def shingles(text: str) -> list[bytes]:
        found = words(text.lower())
        return [" ".join(found[n : n + 3]).encode() for n in range(len(found) - 2)]

    def job() -> Any:
        texts = pq.read_table(path, columns=["text"])["text"].to_pylist()
        table, flags = datasketch.MinHashLSH(num_perm=64, params=(16, 4)), []
        sketches = datasketch.MinHash.generator(map(shingles, texts), num_perm=64)
        for number, sketch in enumerate(sketches):
            flags.append(bool(table.query(sketch)))
            table.insert(number, sketch)
        return flags

    return job


def pycorpdiff_keyness(path: str) -> Callable[[], Any]:
    """Keyness of two halves by date: pycorpdiff, table of texts to keyness."""
    import pandas as pd
    import pycorpdiff

    def job() -> Any:
        corpus = pycorpdiff.from_dataframe(pd.read_parquet(path), text_col="text")
        return pycorpdiff.compare.before_after(corpus, "2022-01-01", time_col="date").keyness()

    return job


JOBS = (polars_words, polars_bigrams, duckdb_words, nltk_words, rensa_flags, fastsketch_flags)
JOBS += (daft_flags, datasketch_flags, pycorpdiff_keyness)

if __name__ == "__main__":
    job = next(job for job in JOBS if job.__name__ == sys.argv[1])(sys.argv[2])
    wall, own = time.perf_counter(), time.process_time()
    job()
    taken = time.perf_counter() - wall, time.process_time() - own
    said = re.sub(r"\.$", "", (globals()[sys.argv[1]].__doc__ or "").strip())
    print(f"{said}\t{taken[0]:.2f}\t{taken[1]:.2f}", flush=True)
    os._exit(0)  # daft's threads crash when Python takes down its modules
