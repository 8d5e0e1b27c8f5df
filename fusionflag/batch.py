"""From a plan to a ledger: which files must be read, by whom, and what becomes of one that brings its reader down.

Whatever the number of workers and whatever happens to them, the ledger holds the same rows for the same files.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import Any

from fusionflag.ledger import CHUNK, REQUEST, Ledger
from fusionflag.ledger_rows import Layout
from fusionflag.model import Notice
from fusionflag.pipeline import of_the_request
from fusionflag.reader import Reader, as_rows, changed, failed_frames, rows, veil
from fusionflag.sources import Source
from fusionflag.walk import Plan
from fusionflag.workers import Done, Pool, PoolError

_WAIT = 2.0  # seconds that a file which was read waits for its transaction
_HASHED = 100  # files whose content is compared in one task


@dataclass
class Batch:
    """Reads the files of a plan into a ledger.

    jobs     workers; 0: in this process, without protection against a file that brings it down
    timeout  seconds for a file; memory: bytes for a worker; 0: no limit
    shard    (i, n): read only every n-th file, beginning with the i-th
    dask     address of a scheduler whose workers read instead
    told     is called with the name of a file that was read, how many are done, how many there are to do, how many name NRG1
    """

    ledger: Ledger
    reader: Reader
    jobs: int = 0
    timeout: float = 0
    memory: int = 0
    shard: tuple[int, int] = (1, 1)
    dask: str = ""
    told: Callable[[str, int, int, int], None] | None = None

    def read(self, plan: Plan, notices: Iterable[Notice] = ()) -> int:
        """Bring the ledger up to the plan; how many files were read anew."""
        self.reader.ready()
        self._plan(plan)
        self._request(plan, notices)
        todo = self._todo(plan)
        number = todo.count(1)
        done = named = 0
        if number:
            with self.ledger.transaction():
                self.ledger.put("judged", None)  # the outputs that are there are of other records
                self.ledger.put("unread", True)
        sources = (source for n, source in enumerate(plan.sources) if todo[n]) if number else ()
        with closing(self._read(sources)) as results:
            for chunk in _chunks(results):
                with self.ledger.transaction():
                    named += self._store(chunk)
                done += len(chunk)
                if self.told:
                    self.told(veil().shown(chunk[-1].task.shown), done, number, named)
        if done != number:
            raise PoolError(
                f"{number - done} files were not read; go on with --resume, and please report this"
            )
        return number

    def _plan(self, plan: Plan) -> None:
        """Write which files are to be read. A file keeps its number from run to run; new ones get numbers of their own."""
        asked: dict[tuple[object, ...], bytes] = {}
        own = self.reader.fingerprint()
        sheet = hashlib.blake2b(
            repr(sorted(plan.sources.sheet_cases)).encode("utf-8", "backslashreplace")
        ).digest()

        def fingerprint(source: Source) -> bytes:
            key = (
                source.named,
                source.parser,
                source.sheet,
                source.folder,
                source.branch,
                source.all_junctions,
            )
            if key not in asked:
                if len(asked) > CHUNK:
                    asked.clear()
                data = own + (b"" if source.listed else sheet) + repr(key).encode("utf-8", "backslashreplace")
                asked[key] = hashlib.blake2b(data, digest_size=16).digest()
            return asked[key]

        def wanted() -> Iterator[tuple[int, str, bytes]]:
            for n, source in enumerate(plan.sources, 1):
                yield n, _named(source), fingerprint(source)

        run, count = self.ledger.execute, len(plan.sources)
        before = None if self.ledger.get("unread") else self.ledger.get("planned")
        if before and before == [count, _hash_of(wanted()).hexdigest()]:
            return  # the same files, asked for in the same way, and all of them were read
        new = run("SELECT 1 FROM files").fetchone() is None
        with self.ledger.transaction():
            self.ledger.put("unread", True)  # until all of the plan is there
            run("DELETE FROM plan")
            digest = hashlib.blake2b(digest_size=16)
            rows_ = ((n, path, key, n if new else None) for n, path, key in _hashed(wanted(), digest))
            self.ledger.executemany("INSERT INTO plan (n, path, asked, file_id) VALUES (?, ?, ?, ?)", rows_)
            self.ledger.put("planned", [count, digest.hexdigest()])
            self.ledger.put("key", hashlib.blake2b(self.reader.identity, digest_size=8).hexdigest())
            if not new:
                self._number()

    def _number(self) -> None:
        """Give each file of the plan its number: the one it has, or a new one; no gaps: judging needs memory for each."""
        run = self.ledger.execute
        last = run("SELECT max(file_id) FROM files").fetchone()[0]
        run("UPDATE plan SET file_id = (SELECT file_id FROM files WHERE files.path = plan.path)")
        run("CREATE TEMP TABLE IF NOT EXISTS fresh (number INTEGER PRIMARY KEY, n INTEGER UNIQUE)")
        run("DELETE FROM temp.fresh")
        run("INSERT INTO temp.fresh (n) SELECT n FROM plan WHERE file_id IS NULL ORDER BY n")
        number = "(SELECT number FROM temp.fresh WHERE fresh.n = plan.n)"
        run(f"UPDATE plan SET file_id = ? + {number} WHERE file_id IS NULL", (last,))

    def _request(self, plan: Plan, notices: Iterable[Notice]) -> None:
        """What is said of the request itself: of its sheet, and of files that the sheet does not list."""
        with self.ledger.transaction():
            self.ledger.forget([REQUEST])
            layout = Layout("notices", whole=True)
            for seq, note in enumerate(of_the_request(plan, notices)):
                plain, cells = layout.row(veil().frame(note))
                self.ledger.add_records("notices", layout.names, [(REQUEST, seq, 0, plain, *cells)])

    def _todo(self, plan: Plan) -> bytearray:
        """1 for each file of the plan that must be read: new, failed last time, asked for otherwise, or of another content."""
        i, n = self.shard
        todo = bytearray(len(plan.sources))
        if self.ledger.execute("SELECT 1 FROM files").fetchone() is None:
            todo[i - 1 :: n] = bytes([1]) * len(todo[i - 1 :: n])
            return todo
        query = "SELECT plan.n, sha256, failure, files.asked = plan.asked FROM plan LEFT JOIN files USING (file_id) ORDER BY n"

        def to_compare() -> Iterator[list[tuple[int, str, str]]]:
            part: list[tuple[int, str, str]] = []
            for (number, sha256, failure, same), path in zip(
                self.ledger.execute(query), plan.sources.paths(), strict=True
            ):
                if (number - 1) % n != i - 1:
                    continue
                if not sha256 or failure or not same or not path:
                    todo[number - 1] = 1
                    continue
                part.append((number - 1, path, sha256))
                if len(part) == _HASHED:
                    yield part
                    part = []
            if part:
                yield part

        for numbers in self._compared(to_compare()):
            for number in numbers:
                todo[number] = 1
        return todo

    def _compared(self, tasks: Iterator[list[tuple[int, str, str]]]) -> Iterator[Iterable[int]]:
        """The files of another content. Of a task that does not end each file is compared alone, and then read like a new one."""
        if not self.jobs:
            yield from map(changed, tasks)
            return
        slow: list[tuple[int, str, str]] = []
        for done in Pool(changed, self.jobs, timeout=self.timeout).map(tasks, chunk=1):
            if done.failure:
                slow += done.task
            else:
                yield list(done.items())
        for done in Pool(changed, self.jobs, timeout=self.timeout).map([[file] for file in slow], chunk=1):
            yield [number for number, _, _ in done.task] if done.failure else list(done.items())

    def _read(self, sources: Iterable[Source]) -> Generator[Done]:
        if self.dask:
            from fusionflag import cluster

            yield from cluster.read(sources, self.reader, self.dask, self.timeout, self.memory)
        elif self.jobs:
            pool = Pool(rows, self.jobs, timeout=self.timeout, memory=self.memory, ready=self.reader.ready)
            yield from pool.map(sources)
        else:
            for number, source in enumerate(sources):
                yield Done(number, source, None, list(rows(source)))

    def _store(self, chunk: list[Done]) -> int:
        """Write files and their records; how many of them name NRG1."""
        ids = self._numbers(chunk)
        self.ledger.forget(self.ledger.held(file_id for _, file_id, _ in ids))
        named: set[int] = set()
        waiting: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
        files, links = [], []
        for done, (path, file_id, asked) in zip(chunk, ids, strict=True):
            for table, first, second in _rows_of(done):
                if table is None:
                    sha256, *rest = first
                    files.append((file_id, path, sha256, asked, *rest))
                    links += [(link, kind, file_id) for link, kind in second]
                    continue
                if table == "findings" and any(held for _, held, *_ in second):
                    named.add(file_id)
                rows_ = waiting[table, first]
                rows_ += [(file_id, *row) for row in second]
                if len(rows_) >= 10 * CHUNK:
                    self.ledger.add_records(table, first, rows_)
                    rows_.clear()
        self.ledger.add_files(files, links)
        for (table, names), rows_ in waiting.items():
            self.ledger.add_records(table, names, rows_)
        return len(named)

    def _numbers(self, chunk: list[Done]) -> list[tuple[str, int, bytes]]:
        """Of each file its path, its number, and what it was asked for."""
        paths = [_named(done.task) for done in chunk]
        query = "SELECT path, file_id, asked FROM plan WHERE path IN (SELECT value FROM json_each(?))"
        known = {path: rest for path, *rest in self.ledger.execute(query, (json.dumps(paths),))}
        return [(path, *known[path]) for path in paths]


def _hashed(wanted: Iterable[tuple[int, str, bytes]], digest: Any) -> Iterator[tuple[int, str, bytes]]:
    """What is wanted, as it passes into the digest."""
    for n, path, key in wanted:
        digest.update(f"{path}\0".encode() + key)
        yield n, path, key


def _hash_of(wanted: Iterable[tuple[int, str, bytes]]) -> Any:
    digest = hashlib.blake2b(digest_size=16)
    deque(_hashed(wanted, digest), maxlen=0)
    return digest


def _named(source: Source) -> str:
    """The path of a file as the ledger writes it: as it is shown, and always text that SQLite takes."""
    return veil().shown(source.shown).encode("utf-8", "backslashreplace").decode()


def _rows_of(done: Done) -> Iterator[tuple[Any, ...]]:
    """The rows of a file, also of one that brought its reader down."""
    if done.failure is None:
        yield from done.items()
        return
    veil().begin(done.task)
    yield from as_rows(veil().frame(f, done.task) for f in failed_frames(done.task, done.failure))


def _chunks(results: Iterable[Done]) -> Iterator[list[Done]]:
    """The files of one transaction: not too many, and none that waits for long."""
    chunk: list[Done] = []
    since = monotonic()
    for done in results:
        chunk.append(done)
        if len(chunk) == CHUNK or monotonic() - since > _WAIT:
            yield chunk
            chunk, since = [], monotonic()
    if chunk:
        yield chunk
