"""A function and chunks → its results in order: here, in processes, or on a Dask cluster."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, TypeVar

from tqdm import tqdm

from analysis.tables import InputError

SHOWN_CHUNKS = 6  # a bar is worth it for more
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Spread:
    """Who works on chunks; it changes no result, for each chunk is a pure function's argument."""

    workers: int = 1  # processes of this machine
    dask: Any = None  # a client of `distributed`, or the address of its scheduler

    def map(self, function: Callable[[T], R], chunks: Sequence[T], what: str) -> Iterator[R]:
        """Yield the results in the order of the chunks; a terminal sees how far it is."""
        disable = None if len(chunks) > SHOWN_CHUNKS else True  # None: if nobody watches
        yield from tqdm(
            self._results(function, chunks), what, len(chunks), disable=disable, leave=False
        )

    def _results(self, function: Callable[[T], R], chunks: Sequence[T]) -> Iterator[R]:
        if self.dask is not None:
            yield from _on_dask(self.dask, function, chunks)
        elif self.workers < 2 or len(chunks) < 2:
            yield from map(function, chunks)
        else:
            try:
                with ProcessPoolExecutor(self.workers) as pool:
                    yield from pool.map(function, chunks)
            except BrokenProcessPool:
                problem = "a worker was ended from outside, perhaps for want of memory"
                raise InputError(f"{problem}; use fewer workers") from None


def _on_dask(dask: Any, function: Callable[[T], R], chunks: Sequence[T]) -> Iterator[R]:
    """Have a cluster work; a lost worker's chunks are done again by the others."""
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            'dask= needs the extra "scale": pip install "diplomatic-readouts[scale]"'
        ) from None
    try:
        client: Any = dask if isinstance(dask, Client) else Client(dask, timeout="10s")
    except (OSError, ValueError) as error:
        raise InputError(f"dask={dask!r}: no scheduler answers there ({error})") from None
    try:
        for future in client.map(function, chunks, pure=False):
            yield future.result()
            future.release()
    finally:
        if client is not dask:
            client.close()


HERE = Spread()
