"""The ledger: one SQLite file with every report that was read, by path and content, and its records (docs/ledger.md).

One writer, write-ahead logging, a transaction for at most `CHUNK` files: a process that is killed loses the files of the open
transaction, and no file is ever there in part. Anybody may read it meanwhile, with any SQLite tool.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from fusionflag import schema
from fusionflag.ledger_rows import (
    NAMES,
    columns_sql,
    line_of,
    line_sql,
    record_of,
    storable,
    text_of,
    values_sql,
)
from fusionflag.magic import LEDGER as APPLICATION

SCHEMA = 2
CHUNK = 200  # files of one transaction at most
RECORDS = ("assays", "findings", "markers", "notices")
REQUEST = 0  # the file_id of what is said of the request itself, such as notices on the sample sheet

_OF_A_FILE = {
    "file_id": "the file",
    "seq": "place among its records",
    "held": "1: a judge looks at it",
    "plain": "1: its cells stand in its table as they stand here",
}
TABLES: dict[str, tuple[str, dict[str, str]]] = {  # docs/ledger.md is made from this
    "meta": (
        "Facts of the run: what was asked for, a hash of the plan, the shard.",
        {"name": "which fact", "value": "as JSON"},
    ),
    "plan": (
        "What the last run was asked to read, in its order. Only these files are judged.",
        {
            "n": "place, from 1",
            "path": "path as the outputs show it",
            "asked": "hash of all that its reading depends on: versions, knowledge, sheet rows, keys",
            "file_id": "the file",
            "block": "place of the first file that must be judged together with it",
        },
    ),
    "files": (
        "Every file that was read. Equal bytes under two paths are two files.",
        {
            "file_id": "number of the file, the same from run to run",
            "path": "path as the outputs show it",
            "sha256": "of its bytes; empty where it could not be opened",
            "asked": "what `plan.asked` was when it was read",
            "report_id": "hash of path and bytes; empty where the file is no report",
            "parser": "format",
            "named": "1: named outright, not met in a folder",
            "cases": "sample -> case and who says so, as JSON",
            "rows": "data rows read",
            "records": "records of its stream",
            "complete": "1: read to its last byte, every row understood",
            "failure": "died, timeout or memory: it brought its reader down, and is read again by the next run",
        },
    ),
    "links": (
        "What files have in common (a case, a library, a person, a run-mate) as 64-bit hashes.",
        {"link": "hash", "kind": "0 any, 1 an NRG1 fusion, 2 one in a control", "file_id": "the file"},
    ),
    "cases": ("The answers of the last judging.", {"place": "place in the order of cases.tsv"}),
    "assays": ("Arms, as read.", _OF_A_FILE),
    "findings": ("Rearrangements, as read and normalised.", _OF_A_FILE),
    "markers": ("Other results, as read.", _OF_A_FILE),
    "notices": ("Notices; those of file 0 are of the request itself.", _OF_A_FILE),
}


def _record_tables() -> str:
    own = "file_id INTEGER, seq INTEGER, held INTEGER, plain INTEGER"
    return "".join(
        f"CREATE TABLE {t} ({own}, {columns_sql(t)}, PRIMARY KEY (file_id, seq)) WITHOUT ROWID;"
        for t in RECORDS
    )


_SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (file_id INTEGER PRIMARY KEY, path TEXT UNIQUE, sha256 TEXT, asked BLOB, report_id TEXT, parser TEXT,
  named INTEGER, cases TEXT, "rows" INTEGER, records INTEGER, complete INTEGER, failure TEXT);
CREATE TABLE plan (n INTEGER PRIMARY KEY, path TEXT UNIQUE, asked BLOB, file_id INTEGER, block INTEGER);
CREATE TABLE links (link INTEGER, kind INTEGER, file_id INTEGER);
CREATE TABLE cases (place INTEGER PRIMARY KEY, {columns_sql("cases")});
CREATE INDEX cases_by_id ON cases (case_id);
{_record_tables()}
"""
_FILE = (
    'INSERT OR REPLACE INTO files (file_id, path, sha256, asked, report_id, parser, named, cases, "rows", records, complete,'
    " failure) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
)


class LedgerError(Exception):
    """The ledger cannot be used: damaged, locked, of another version, or the disk does not take it."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors as one sentence that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        what = {
            "locked": "another fusionflag writes it; wait for its end, or name another folder",
            "full": "the disk is full; what was written before is kept, and --resume goes on from there",
            "readonly": "it cannot be written; check the rights of the folder",
            "unable to open": "it cannot be opened; check that its folder is there and may be written",
            "disk I/O": "the disk failed; what was written before is kept, and --resume goes on from there",
        }
        why = next(
            (v for k, v in what.items() if k in text),
            f"it is damaged ({text}); start the run without --resume",
        )
        raise LedgerError(f"{path}: {why}") from error


class Ledger:
    """An open ledger. Use as a context manager. `wait`: seconds for which another writer is waited for."""

    def __init__(self, path: Path, *, write: bool = True, wait: float = 5) -> None:
        self.path = path
        new = write and not path.exists()
        with told(path):
            target = str(path) if write else f"{path.absolute().as_uri()}?mode=ro"
            self._db = sqlite3.connect(target, isolation_level=None, timeout=wait, uri=not write)
            try:
                self._open(new, write)
            except BaseException:
                self._db.close()
                raise

    def _open(self, new: bool, write: bool) -> None:
        run = self._db.execute
        if write and (new or self._begun()):
            run("PRAGMA page_size=8192")
            run("PRAGMA journal_mode=WAL")
            marks = f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={SCHEMA};"
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} {marks} COMMIT;")
        if run("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise LedgerError(f"{self.path}: is no ledger of fusionflag")
        if (found := run("PRAGMA user_version").fetchone()[0]) != SCHEMA:
            raise LedgerError(
                f"{self.path}: has schema {found}, this version reads {SCHEMA}; run again without --resume"
            )
        if write:
            run("PRAGMA synchronous=NORMAL")  # with WAL no crash of a process loses a transaction
            run("BEGIN IMMEDIATE")  # a second writer is met now, not after an hour
            run("COMMIT")

    def _begun(self) -> bool:
        """Is this a ledger whose writer was killed before it held anything?"""
        marked = self._db.execute("PRAGMA application_id").fetchone()[0]
        return not marked and not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # -- meta --------------------------------------------------------------------------------------
    def put(self, name: str, value: Any) -> None:
        """Keep one fact of the run, as JSON."""
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def get(self, name: str, default: Any = None) -> Any:
        """A fact of the run."""
        found = self.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else default

    # -- writing -----------------------------------------------------------------------------------
    def forget(self, file_ids: Iterable[int]) -> None:
        """Delete files and their records."""
        ids = [(i,) for i in file_ids]
        if not ids:
            return
        for table in ("files", *RECORDS):
            self._db.executemany(f"DELETE FROM {table} WHERE file_id = ?", ids)
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS gone (file_id INTEGER PRIMARY KEY)")
        self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ids)
        self._db.execute("DELETE FROM links WHERE file_id IN (SELECT file_id FROM gone)")
        self._db.execute("DELETE FROM gone")

    def add_files(self, rows: Sequence[tuple[Any, ...]], links: Iterable[tuple[int, int, int]]) -> None:
        """Files that were read: their rows (columns of `files` in order) and what links them to others (columns of `links`)."""
        self._safely(_FILE, rows)
        self._db.executemany("INSERT INTO links VALUES (?, ?, ?)", links)

    def add_records(self, table: str, names: Iterable[str], rows: Sequence[Sequence[Any]]) -> None:
        """Records: file_id, seq, held, plain, then cells of the columns `names`, as `rows_of` gives them."""
        columns = ", ".join(("file_id", "seq", "held", "plain", *names))
        values = ", ".join(("?, ?, ?, ?", *filter(None, (values_sql(table, names),))))
        self._safely(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({values})", rows)

    def _safely(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        try:
            self._db.executemany(sql, rows)
        except (UnicodeEncodeError, OverflowError):
            self._db.executemany(sql, [storable(row) for row in rows])

    def add_cases(self, rows: Iterable[Sequence[Any]]) -> None:
        """Cases: their place, then all their cells as `Layout` gives them."""
        names = NAMES["cases"]
        sql = f"INSERT INTO cases (place, {', '.join(names)}) VALUES (?, {values_sql('cases', names)})"
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            self._safely(sql, chunk)

    def execute(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Any statement; SQLite's errors are told as this ledger's."""
        with told(self.path):
            return self._db.execute(sql, tuple(values))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Any statement for many rows."""
        with told(self.path):
            self._db.executemany(sql, rows)

    # -- reading -----------------------------------------------------------------------------------
    def held(self, file_ids: Iterable[int]) -> list[int]:
        """Those files of which there is anything."""
        sql = f"SELECT file_id FROM files WHERE file_id {_AMONG}"
        return [file_id for (file_id,) in self.execute(sql, (_json(file_ids),))]

    def reports(self, file_ids: Iterable[int]) -> Iterator[tuple[int, str, str, int, str]]:
        """Of each file: file_id, report_id, path, named, cases."""
        sql = f"SELECT file_id, report_id, path, named, cases FROM files WHERE file_id {_AMONG}"
        return self.execute(sql, (_json(file_ids),))

    def records(
        self, table: str, file_ids: Iterable[int], *, held: bool = False
    ) -> Iterator[tuple[int, Any]]:
        """(file_id, record) of files by number, in the order they were read; `held`: only those that a judge looks at."""
        only = " AND held" if held else ""
        names = ", ".join(NAMES[table])
        sql = f"SELECT file_id, {names} FROM {table} WHERE file_id {_AMONG}{only} ORDER BY file_id, seq"
        for file_id, *row in self.execute(sql, (_json(file_ids),)):
            yield file_id, record_of(table, row)

    def lines(self, table: str, file_ids: Iterable[int]) -> Iterator[tuple[int, str, str, str, str]]:
        """The records of files as lines of their table: file_id, id of the record, report, case, line."""
        line = f"CASE plain WHEN 1 THEN {line_sql(table)} END"
        sql = (
            f"SELECT file_id, seq, {table[:-1]}_id, report_id, case_id, {line} FROM {table}"
            f" WHERE file_id {_AMONG} ORDER BY file_id, seq"
        )
        whole = f"SELECT {', '.join(schema.header(table))} FROM {table} WHERE file_id = ? AND seq = ?"
        for file_id, seq, own, report, case, text in self.execute(sql, (_json(file_ids),)):
            if text is None:
                text = line_of(table, self._db.execute(whole, (file_id, seq)).fetchone())
            yield file_id, own, report, text_of(case), text


_AMONG = "IN (SELECT value FROM json_each(?))"  # any number of values, and one statement for all


def _json(values: Iterable[int]) -> str:
    return json.dumps(list(values))
