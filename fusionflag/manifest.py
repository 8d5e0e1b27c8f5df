"""The files of a run on disk, not in memory: met one by one, named at the end, read in the order they were met.

An archive of a million reports is planned in a few megabytes. The list lives in a private SQLite file that is gone when the run
ends; SQLite keeps it in memory as long as it is small.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from itertools import chain, takewhile
from pathlib import Path
from typing import NamedTuple

_BATCH = 2_000


class Met(NamedTuple):
    """A file that was met.

    real   what it is on disk, by which it is read once; the one of standard input is empty
    depth  how many of the last parts of its path are shown at least
    above  how many of its folder's
    """

    real: bytes
    path: bytes
    named: bool
    depth: int = 1
    above: int = 1


class Manifest:
    """Files in the order they were met, each once, each with a name of its own once `name` was called."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;"
            "CREATE TABLE files (n INTEGER PRIMARY KEY, real BLOB UNIQUE, path BLOB, named INTEGER, depth INTEGER,"
            " above INTEGER, listed INTEGER, shown TEXT);"
        )
        self._waiting: list[tuple[object, ...]] = []

    def __len__(self) -> int:
        self._write()
        return int(self._db.execute("SELECT count(*) FROM files").fetchone()[0])

    def __del__(self) -> None:
        with suppress(AttributeError, sqlite3.Error):
            self._db.close()

    def meet(self, file: Met, *, listed: bool = False, shown: str = "") -> None:
        """Add a file unless it was met before. `listed`: a sheet names it, as `shown`."""
        name = shown or tail(file.path, file.depth)
        row = (file.real, file.path, file.named, file.depth, file.above, listed, name)
        self._waiting.append(row)
        if len(self._waiting) >= _BATCH:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._db.execute("BEGIN")
            self._db.executemany(
                "INSERT OR IGNORE INTO files (real, path, named, depth, above, listed, shown) VALUES (?,?,?,?,?,?,?)",
                self._waiting,
            )
            self._db.execute("COMMIT")
            self._waiting.clear()

    def met(self) -> set[bytes]:
        """What was met that a sheet lists."""
        self._write()
        return {real for (real,) in self._db.execute("SELECT real FROM files WHERE listed")}

    def leave(self, real: bytes) -> None:
        """Forget a file."""
        self._write()
        self._db.execute("DELETE FROM files WHERE real = ?", (real,))

    def name(self, taken: Collection[str]) -> None:
        """Give files that no sheet lists names of their own: of those that clash, as many folders more as it takes."""
        self._write()
        self._db.executescript(
            "CREATE INDEX IF NOT EXISTS shown_index ON files (shown);"
            "CREATE TEMP TABLE taken (shown TEXT PRIMARY KEY) WITHOUT ROWID;"
        )
        self._db.executemany("INSERT OR IGNORE INTO taken VALUES (?)", ((t,) for t in taken))
        clash = (
            "SELECT n, path, depth FROM files WHERE NOT listed AND real <> x'' AND (shown IN (SELECT shown FROM files"
            " WHERE NOT listed AND real <> x'' GROUP BY shown HAVING count(*) > 1) OR shown IN (SELECT shown FROM taken))"
        )
        while True:
            deeper = []
            for n, path, depth in self._db.execute(clash):
                every = parts(path)
                if depth < len(every):
                    deeper.append((depth + 1, "/".join(every[-depth - 1 :]), n))
            if not deeper:
                break
            self._db.executemany("UPDATE files SET depth = ?, shown = ? WHERE n = ?", deeper)
        # what is left has a name that is no text, beside one that spells it as `\\xff`
        left = [(n, path) for n, path, _ in self._db.execute(clash) if not _is_text(path)]
        told = ((blake2b(path, digest_size=4).hexdigest(), n) for n, path in left)
        self._db.executemany("UPDATE files SET shown = shown || '~' || ? WHERE n = ?", told)

    def folders(self) -> Iterator[tuple[bytes, int]]:
        """The folders of files that no sheet lists, each with the greatest `above` of its files."""
        self._write()
        last: bytes | None = None
        most = 0
        query = "SELECT path, above FROM files WHERE NOT listed AND real <> x'' ORDER BY n"
        for path, above in self._db.execute(query):
            folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120  keeps links, whose names count
            if folder != last and last is not None:
                yield last, most
                most = 0
            last, most = folder, max(most, above)
        if last is not None:
            yield last, most

    def shared(self) -> int:
        """How many parts of their folders all files have in common."""
        self._write()
        common: tuple[str, ...] | None = None
        last = b""
        for (real,) in self._db.execute("SELECT real FROM files WHERE real <> x'' ORDER BY n"):
            folder = folder_of(real)
            if folder == last and common is not None:
                continue
            last, own = folder, Path(os.fsdecode(folder)).parts
            pairs = zip(common or own, own, strict=False)
            common = (
                tuple(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) if common != () else ()
            )
        return len(common or ())

    def rows(self) -> Iterator[tuple[bytes, bytes, bool, bool, str]]:
        """Of each file: real, path, named, whether a sheet lists it, and its name, in the order they were met."""
        self._write()
        query = "SELECT real, path, named, listed, shown FROM files ORDER BY n"
        for real, path, named, listed, shown in self._db.execute(query):
            yield real, path, bool(named), bool(listed), shown

    def paths(self) -> Iterator[str]:
        """The paths of the files on disk, in the order they were met; that of standard input is empty."""
        self._write()
        return (os.fsdecode(path) for (path,) in self._db.execute("SELECT path FROM files ORDER BY n"))

    def unlisted(self) -> Iterator[str]:
        """The names of files that no sheet lists."""
        self._write()
        return chain.from_iterable(self._db.execute("SELECT shown FROM files WHERE NOT listed ORDER BY n"))


def parts(path: bytes) -> tuple[str, ...]:
    """The parts of the absolute path; bytes that are no text are written as `\\xff`."""
    absolute = os.path.abspath(path)  # noqa: PTH100  unlike resolve(), it keeps links, whose names count
    text = absolute.decode("utf-8", "backslashreplace")
    if os.sep == "/":
        return ("/", *text.split("/")[1:]) if text != "/" else ("/",)
    return Path(text).parts


def _is_text(path: bytes) -> bool:
    try:
        path.decode()
    except UnicodeDecodeError:
        return False
    return True


def tail(path: bytes, count: int) -> str:
    """The last `count` parts of the absolute path."""
    last = path.rsplit(b"/", count)[1:] if os.sep == "/" else []
    if len(last) == count and not _ODD.intersection(last):
        return b"/".join(last).decode("utf-8", "backslashreplace")
    return "/".join(parts(path)[-count:])


_ODD = frozenset({b"", b".", b".."})
_SEP = os.fsencode(os.sep)


def folder_of(path: bytes) -> bytes:
    """The folder of an absolute path."""
    return path.rpartition(_SEP)[0]


def distinct(wanted: Iterable[tuple[bytes, int]], taken: Collection[str]) -> dict[bytes, str]:
    """A name for each path: its last parts, and of names that clash as many folders more as it takes."""
    depth: dict[bytes, int] = {}
    for path, count in wanted:
        depth[path] = max(depth.get(path, 1), count)
    every = {path: parts(path) for path in depth}
    while True:
        names = {path: "/".join(own[-depth[path] :]) for path, own in every.items()}
        seen: dict[str, int] = {}
        for name in names.values():
            seen[name] = seen.get(name, 0) + 1
        clash = [p for p, n in names.items() if (seen[n] > 1 or n in taken) and depth[p] < len(every[p])]
        if not clash:
            return names
        for path in clash:
            depth[path] += 1
