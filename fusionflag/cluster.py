"""`run --dask ADDRESS`: the workers of an existing dask cluster read shards of many files each.

A million small reports are a minute of work, so a cluster buys the reading of slow disks, not computing. A task is therefore many
files, and is read on its machine by a process of its own, under the same protection as everywhere: a file that brings its reader
down costs that file, not the cluster's worker; a worker that dies costs a repetition of its tasks.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Generator, Iterable
from itertools import islice
from typing import Any

from fusionflag.reader import Reader, rows
from fusionflag.sources import Source
from fusionflag.workers import Done, Pool, PoolError

FILES = 256  # of one task at most
_AHEAD = 3  # tasks for each worker of the cluster


def read(
    sources: Iterable[Source], reader: Reader, address: str, timeout: float, memory: int
) -> Generator[Done]:
    """Each source once, in no fixed order. Raises PoolError where the cluster cannot be used."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise PoolError(f"--dask needs {error.name}: pip install 'fusionflag[cluster]'") from error
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise PoolError(f"--dask {address}: no scheduler answers there ({type(error).__name__})") from error
    numbered = enumerate(sources)
    with client:
        workers = max(1, len(client.scheduler_info()["workers"]))

        def submit() -> Any:
            chunk = list(islice(numbered, FILES))
            if not chunk:
                return None
            future = client.submit(remote, (own, reader, chunk, timeout, memory), pure=False, retries=2)
            given[future.key] = chunk
            return future

        own = reader.fingerprint()
        given: dict[str, list[tuple[int, Source]]] = {}
        begun = [f for _ in range(_AHEAD * workers) if (f := submit()) is not None]
        futures = as_completed(begun, loop=client.loop)
        for future in futures:
            chunk = given.pop(future.key)
            try:
                found = future.result()
            except Exception:  # noqa: BLE001  the cluster could not, or lost what it had: nothing is lost here
                found = pickle.dumps(_here(reader, chunk, timeout, memory))
            if (more := submit()) is not None:
                futures.add(more)
            yield from _done(found, dict(chunk))


def _done(found: bytes, tasks: dict[int, Source]) -> Generator[Done]:
    for number, failure, items in pickle.loads(found):
        yield Done(number, tasks[number], failure, items)


def remote(task: tuple[bytes, Reader, list[tuple[int, Source]], float, int]) -> bytes:
    """On a worker of the cluster: read the files of a task in a process of its own. Raises CalledProcessError, also where the
    worker has another version, knowledge or registry than whoever asks."""
    command = [sys.executable, "-m", "fusionflag.cluster"]
    return subprocess.run(command, input=pickle.dumps(task), stdout=subprocess.PIPE, check=True).stdout


def _here(
    reader: Reader, chunk: list[tuple[int, Source]], timeout: float, memory: int
) -> list[tuple[int, Any, list[Any]]]:
    """Read the files of a task in this process's own worker; also what the cluster could not do is read so."""
    numbers = [number for number, _ in chunk]
    pool = Pool(rows, 1, timeout=timeout, memory=memory, ready=reader.ready)
    return [
        (numbers[done.number], done.failure, [] if done.failure else list(done.items()))
        for done in pool.map(source for _, source in chunk)
    ]


def _asked(own: bytes, reader: Reader, *task: Any) -> bytes:
    reader.ready()
    if reader.fingerprint() != own:
        sys.exit("fusionflag: this worker of the cluster has another version, knowledge or registry")
    return pickle.dumps(_here(reader, *task))


if __name__ == "__main__":
    sys.stdout.buffer.write(_asked(*pickle.load(sys.stdin.buffer)))
