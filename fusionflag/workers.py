"""A small supervised pool: a task that crashes, hangs or eats memory costs that task alone, and is named with its cause.

Each worker writes into shared memory which task it is at and since when, so the parent, which waits on pipes and on the ends of
processes, knows the one culprit: its other tasks are given to a fresh worker. What a task yields reaches the caller when the task
is done, all of it or nothing. docs/decisions.md says why none of the usual pools is used.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from fusionflag.serving import Failure, Work, serve

CHUNK = 100  # tasks a worker is given at once, at most
_SHARE = 0.03  # seconds that what it is given should take: many quick tasks, or one that is slow
_LOOK = 0.25  # seconds between two looks at the clocks of the workers
_IN_MEMORY = 512  # items of a task that is not done, beyond which they go to disk
_ATTEMPTS = 2  # a worker may be killed from outside: the task it was at is tried once more
_AT_ONCE = 1 << (
    15 if sys.platform == "linux" else 11
)  # bytes that fit into a pipe nobody reads from just now
_NO_CULPRIT = 8  # workers in a row that ended before their first task: they cannot run here


class PoolError(RuntimeError):
    """Workers cannot run on this machine."""


@dataclass
class Done:
    """A task that ended: all that it yielded, or why it failed."""

    number: int
    task: Any
    failure: Failure | None = None
    _items: Iterable[Any] = field(default_factory=list)
    _spool: IO[bytes] | None = None

    def items(self) -> Iterator[Any]:
        """What the task yielded, in its order; to be asked once."""
        if self._spool is not None:
            self._spool.seek(0)
            with self._spool as spool, contextlib.suppress(EOFError):
                while True:
                    yield from pickle.load(spool)
        yield from self._items

    def take(self, items: list[Any]) -> None:
        """Keep a part of what it yields; parts of a large task go to disk."""
        kept = [*self._items, *items] if self._items else items
        if len(kept) > _IN_MEMORY:
            self._spool = self._spool or tempfile.TemporaryFile()  # noqa: SIM115  closed by items()
            pickle.dump(kept, self._spool)
            kept = []
        self._items = kept

    def drop(self) -> None:
        """Forget the parts of a task that will be done again."""
        self._items = []
        if self._spool is not None:
            self._spool.close()
            self._spool = None


def default_jobs() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# -- the parent ------------------------------------------------------------------------------------
class _Worker:
    def __init__(self, pool: Pool) -> None:
        # half as dear as the start of an interpreter, and a run of one report has no workers
        from multiprocessing import get_context

        context: Any = get_context(pool.method)
        self.pipe, theirs = context.Pipe()
        self.slot = context.RawArray("d", [-1.0, 0.0])
        arguments = (theirs, self.slot, pool.work, pool.ready, pool.memory)
        self.process = context.Process(target=serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()
        self.last = time.monotonic()  # when it last ended a task
        self.given: deque[tuple[int, Any]] = deque()  # not ended yet, in the order they were given
        self.kept: deque[tuple[int, bytes]] = (
            deque()
        )  # of these the chunks not sent yet: first task, and all of it

    def give(self, chunk: list[tuple[int, Any]]) -> None:
        """Send a chunk; a large one waits until the worker reads: two who both write wait for each other for ever."""
        from multiprocessing.reduction import ForkingPickler

        data = bytes(ForkingPickler.dumps(chunk))
        busy = bool(self.given)
        self.given.extend(chunk)
        if self.kept or (busy and len(data) > _AT_ONCE):
            self.kept.append((chunk[0][0], data))
        else:
            self._send(data)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it died: its end will be met
            self.pipe.send_bytes(data)

    def ended(self, number: int) -> None:
        """A task has ended; where it was the last that was sent, the worker reads now."""
        if self.given[0][0] == number:  # it does them in order, but what is done again may stand before it
            self.given.popleft()
        else:
            self.given = deque(t for t in self.given if t[0] != number)
        if self.kept and self.given and self.given[0][0] == self.kept[0][0]:
            self._send(self.kept.popleft()[1])

    def at(self) -> tuple[int, float]:
        """The task it is at (-1: none) and for how many seconds."""
        number, since = int(self.slot[0]), self.slot[1]
        return number, time.monotonic() - since

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.process.close()


class Pool:
    """Workers that run `work(task)`, an iterable of picklable items, for each task.

    jobs     number of workers
    timeout  seconds that one task may take; 0: no limit
    memory   bytes of address space of a worker; 0: no limit (never on Windows)
    ready    called in each worker before its first task
    ahead    how many tasks may be begun while one before them is not ended; 0: any number
    method   how processes are started; the default is fork on Linux, where a worker starts in some milliseconds, else spawn
    """

    def __init__(
        self,
        work: Work,
        jobs: int,
        *,
        timeout: float = 0,
        memory: int = 0,
        ready: Callable[[], None] | None = None,
        ahead: int = 0,
        method: str = "",
    ) -> None:
        self.work, self.jobs, self.timeout, self.memory, self.ready = work, jobs, timeout, memory, ready
        self.ahead = ahead
        self.method = method or ("fork" if sys.platform == "linux" else "spawn")
        self._workers: list[_Worker] = []
        self._open: dict[int, Done] = {}
        self._again: deque[tuple[int, Any]] = deque()
        self._tried: dict[int, int] = {}
        self._idle_deaths = self._taken = 0
        self._pace = _SHARE  # seconds a task, of late

    def map(self, tasks: Iterable[Any], chunk: int = CHUNK) -> Generator[Done]:
        """Each task once, as it ends, in no fixed order; no more than a few chunks are taken from `tasks` ahead."""
        source = iter(enumerate(tasks))
        try:
            while True:
                self._feed(source, chunk)
                if not any(w.given for w in self._workers):
                    if self._again or self._open:
                        raise PoolError("tasks were left over; please report this")
                    return
                yield from self._look()
        finally:
            for worker in self._workers:
                worker.end()
            self._workers = []

    def _feed(self, source: Iterator[tuple[int, Any]], chunk: int) -> None:
        """Keep each worker one chunk ahead. What is done again always comes first, or it would wait for itself."""
        chunk = max(1, min(chunk, int(_SHARE / self._pace)))
        far = self.ahead and self._taken - self._oldest() > self.ahead
        for n in range(self.jobs):
            while n >= len(self._workers) or len(self._workers[n].given) <= chunk:
                again = [self._again.popleft() for _ in range(min(chunk, len(self._again)))]
                part = again or ([] if far else list(islice(source, chunk)))
                if not part:
                    return
                self._taken = max(self._taken, part[-1][0] + 1)
                if n >= len(self._workers):
                    self._workers.append(_Worker(self))
                self._workers[n].give(part)

    def _oldest(self) -> int:
        """The first task that is not ended."""
        given = [w.given[0][0] for w in self._workers if w.given] + [number for number, _ in self._again]
        return min(given, default=self._taken)

    def _look(self) -> Iterator[Done]:
        """Wait for news of any worker, and end those that hang."""
        from multiprocessing.connection import wait

        by_pipe = {worker.pipe: worker for worker in self._workers if worker.given}
        for pipe in wait(list(by_pipe), _LOOK if self.timeout else None):
            worker = by_pipe[pipe]
            try:
                yield from self._received(worker, worker.pipe.recv())
            except (EOFError, OSError):
                yield from self._fallen(worker)
        for worker in list(self._workers) if self.timeout else ():
            number, seconds = worker.at()
            if number >= 0 and seconds > self.timeout and not worker.pipe.poll():
                yield from self._fallen(worker, hung=number)

    def _received(
        self, worker: _Worker, parts: list[tuple[int, list[Any], bool, Failure | None]]
    ) -> Iterator[Done]:
        self._pace = self._paced(worker, sum(ended for _, _, ended, _ in parts))
        for number, items, ended, failure in parts:
            done = self._open.get(number) or self._open.setdefault(number, self._begun(worker, number))
            done.take(items)
            if ended:
                del self._open[number]
                worker.ended(number)
                self._tried.pop(number, None)
                if failure is not None:
                    done.drop()
                    done.failure = failure
                yield done

    def _paced(self, worker: _Worker, ended: int) -> float:
        if not ended:
            return self._pace
        now = time.monotonic()
        seconds, worker.last = (now - worker.last) / ended, now
        return max(1e-6, 0.7 * self._pace + 0.3 * seconds)

    def _begun(self, worker: _Worker, number: int) -> Done:
        return Done(number, next(task for n, task in worker.given if n == number))

    def _fallen(self, worker: _Worker, hung: int = -1) -> Iterator[Done]:
        """A worker ended or is ended: its culprit fails, the rest of what it was given is done again. `hung`: at which it was."""
        worker.process.kill()
        worker.process.join()
        number, _ = worker.at()
        late = hung >= 0 and number == hung  # else it ended that task meanwhile, and the next is not to blame
        while worker.pipe.poll():  # what it had sent before
            try:
                yield from self._received(worker, worker.pipe.recv())
            except (EOFError, OSError):
                break
        code = worker.process.exitcode
        self._workers.remove(worker)
        left = list(worker.given)
        worker.end()
        self._idle_deaths = self._idle_deaths + 1 if number < 0 and hung < 0 else 0
        if self._idle_deaths >= _NO_CULPRIT:
            raise PoolError(f"the processes that read reports end before they begin (status {code})")
        for n, task in left:
            if n in self._open:
                self._open.pop(n).drop()
            if n == number and (late or hung < 0):
                self._tried[n] = self._tried.get(n, 0) + 1
                if late or self._tried[n] >= _ATTEMPTS:
                    del self._tried[n]
                    yield Done(n, task, _why(code, self.timeout if late else 0))
                    continue
            self._again.append((n, task))


def _why(code: int | None, timeout: float) -> Failure:
    if timeout:
        return Failure("timeout", f"reading it took longer than {timeout:g} seconds and was ended")
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return Failure("died", f"the process that read it was ended by {name}")
    return Failure("died", f"the process that read it ended with status {code}")
