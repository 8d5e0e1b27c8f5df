"""What judging a ledger came to, on disk and in order: cases by id, records by the place of their file in the plan."""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo, not_read, of_the_run
from fusionflag.judge import neighbors, notice_order
from fusionflag.judging import Judging, release, tasks
from fusionflag.ledger import REQUEST, Ledger
from fusionflag.ledger_rows import NAMES, line_of, record_of
from fusionflag.linking import mark_blocks
from fusionflag.model import Assay, Case, Notice
from fusionflag.pipeline import OF_THE_JUDGE
from fusionflag.settings import Settings
from fusionflag.stream import Head
from fusionflag.workers import Done, Pool

_SCHEMA = """
PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;
CREATE TABLE cases (base BLOB, number INTEGER, line TEXT, row BLOB, stem BLOB, dossier BLOB);
CREATE TABLE extras (name TEXT, key BLOB, line TEXT);
CREATE TABLE texts (name TEXT, place INTEGER, part INTEGER, text TEXT);
CREATE TABLE unread (place INTEGER, record BLOB);
CREATE TABLE alike (base BLOB, note BLOB);
CREATE INDEX cases_in_order ON cases (base, number);
CREATE INDEX extras_in_order ON extras (name, key);
CREATE INDEX texts_in_order ON texts (name, place, part);
"""  # SQLite sorts in files that it maps into memory: an order of what is large needs an index


class JudgingError(Exception):
    """A block of files could not be judged: no table is written rather than one that lacks cases."""


class Results:
    """Use as a context manager, then `judge`; after that everything can be asked for, each in its order."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self.verdicts: Counter[str] = Counter()
        self.added: Counter[str] = Counter()  # records that the judge added, by table

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        release()
        self._db.close()

    # -- judging -----------------------------------------------------------------------------------
    def judge(self, settings: Settings, jobs: int = 0, *, dossiers: bool = False) -> None:
        """Judge all files of the plan. Raises JudgingError."""
        mark_blocks(self.ledger)
        work = Judging(self.ledger.path, settings, dossiers)
        self._db.execute("BEGIN")
        with closing(self._done(work, jobs)) as results:
            for done in results:
                if done.failure:
                    raise JudgingError(f"judging failed: {done.failure.text}; please report this")
                self._take(done.items())
        self._look_alikes()
        self._db.execute("CREATE INDEX alike_of ON alike (base)")
        self._db.execute("COMMIT")

    def _done(self, work: Judging, jobs: int) -> Generator[Done]:
        if jobs:
            yield from Pool(work, jobs).map(tasks(self.ledger), chunk=1)
        else:
            for number, task in enumerate(tasks(self.ledger)):
                yield Done(number, task, None, list(work(task)))

    def _take(self, items: Iterable[tuple[Any, ...]]) -> None:
        cases, extras, texts, unread = [], [], [], []
        for kind, *cells in items:
            if kind == "text":
                texts.append(cells)
            elif kind == "case":
                base, number, line, row, stem, dossier = cells
                self.verdicts[row[NAMES["cases"].index("verdict")]] += 1
                cases.append((_key(base), number, line, pickle.dumps(row), _key(stem), dossier))
            elif kind == "extra":
                name, key, line = cells
                self.added[name] += 1
                extras.append((name, _key("\0".join(key)), line))
            else:
                unread.append(cells)
        insert = self._db.executemany
        insert("INSERT INTO texts VALUES (?, ?, ?, ?)", texts)
        insert("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?)", cases)
        insert("INSERT INTO extras VALUES (?, ?, ?)", extras)
        insert("INSERT INTO unread VALUES (?, ?)", unread)

    def _look_alikes(self) -> None:
        same = "SELECT stem FROM cases WHERE stem <> x'' GROUP BY stem HAVING count(*) > 1"
        rows = self._db.execute(f"SELECT stem, base FROM cases WHERE stem IN ({same})")
        for note in neighbors((_text(stem), _text(base)) for stem, base in rows):
            self._take([("extra", "notices", notice_order(note), schema.row("notices", note))])
            told = [
                (_key(case), pickle.dumps(note))
                for case in dict.fromkeys((note.place, *note.value.split("; ")))
            ]
            self._db.executemany("INSERT INTO alike VALUES (?, ?)", told)

    # -- asking ------------------------------------------------------------------------------------
    def lines(self, table: str) -> Iterator[str]:
        """The lines of a table, without its header, in their order."""
        if table == "cases":
            yield from (line for (line,) in self._db.execute("SELECT line FROM cases ORDER BY base, number"))
            return
        if table == "notices":
            for _, note in self.ledger.records("notices", [REQUEST]):
                yield schema.row("notices", note)
        query = "SELECT text FROM texts WHERE name = ? ORDER BY place, part"
        yield from (text for (text,) in self._db.execute(query, (table,)))
        yield from (
            x for (x,) in self._db.execute("SELECT line FROM extras WHERE name = ? ORDER BY key", (table,))
        )

    def parsers(self) -> set[str]:
        """The parsers that read the files."""
        return parsers_of(self.ledger)

    def cases(self) -> Iterator[Case]:
        """The cases in their order."""
        for (row,) in self._db.execute("SELECT row FROM cases ORDER BY base, number"):
            yield record_of("cases", pickle.loads(row))

    def dossiers(self) -> Iterator[Dossier]:
        """The cases with their records, where they were asked for."""
        for base, number, data in self._db.execute(
            "SELECT base, number, dossier FROM cases ORDER BY base, number"
        ):
            dossier: Dossier = pickle.loads(data)
            alike = () if number else self._db.execute("SELECT note FROM alike WHERE base = ?", (base,))
            notes = [pickle.loads(note) for (note,) in alike]
            # they stand where one judge of all cases says them: behind what the reader says, before all else
            said = (
                n for n, note in enumerate(dossier.notices) if note.code in OF_THE_JUDGE or not note.case_id
            )
            at = next(said, len(dossier.notices))
            dossier.notices[at:at] = notes
            yield dossier

    def keep(self) -> None:
        """Write the cases into the ledger, in place of those of the last judging."""
        with self.ledger.transaction():
            self.ledger.execute("DELETE FROM cases")
            rows = self._db.execute("SELECT row FROM cases ORDER BY base, number")
            self.ledger.add_cases([place, *pickle.loads(row)] for place, (row,) in enumerate(rows, 1))

    def info(self, head: Head, exit_code: int = 0) -> RunInfo:
        """What run.json tells."""
        ask = self.ledger.execute
        of_plan = "FROM files JOIN plan USING (file_id)"
        reports, whole, rows = ask(
            f"SELECT count(*), coalesce(sum(complete), 0), coalesce(sum(\"rows\"), 0) {of_plan} WHERE report_id <> ''"
        ).fetchone()
        counts = {
            t: ask(f"SELECT count(*) FROM {t} JOIN plan USING (file_id)").fetchone()[0]
            for t in ("findings", "notices")
        }
        requested = ask("SELECT count(*) FROM notices WHERE file_id = ?", (REQUEST,)).fetchone()[0]
        by_status = "SELECT read_status, count(*) FROM assays JOIN plan USING (file_id) GROUP BY read_status ORDER BY 1"
        of_files = self._db.execute("SELECT record FROM unread ORDER BY place, rowid")
        of_request = [note for _, note in self.ledger.records("notices", [REQUEST])]
        records = [*of_request, *(pickle.loads(r) for (r,) in of_files)]
        return RunInfo(
            version=head.version,
            knowledge=head.knowledge,
            as_of=head.as_of,
            inputs=tuple(head.inputs),
            settings=head.settings or {},
            reports=reports,
            reports_complete=whole,
            files_ignored=ask(f"SELECT count(*) {of_plan} WHERE report_id = ''").fetchone()[0],
            files_skipped=head.skipped or {},
            arms_by_read_status=dict(ask(by_status).fetchall()),
            rows=rows,
            findings=counts["findings"],
            notices=counts["notices"] + requested + self.added["notices"],
            cases=sum(self.verdicts.values()),
            verdicts=dict(sorted(self.verdicts.items())),
            exit_code=exit_code,
            unread=not_read(
                (r for r in records if isinstance(r, Assay)), (r for r in records if isinstance(r, Notice))
            ),
            run_notices=of_the_run(of_request),
        )


class Finished:
    """The cases as the ledger keeps them from its last judging."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def cases(self) -> Iterator[Case]:
        """The cases in their order."""
        for row in self._ledger.execute(f"SELECT {', '.join(NAMES['cases'])} FROM cases ORDER BY place"):
            yield record_of("cases", row)

    def lines(self, table: str) -> Iterator[str]:
        """The lines of the table of cases."""
        shown = ", ".join(schema.header(table))
        rows = self._ledger.execute(f"SELECT {shown} FROM {table} ORDER BY place")
        return (line_of(table, row) for row in rows)

    def parsers(self) -> set[str]:
        """The parsers that read the files."""
        return parsers_of(self._ledger)


def parsers_of(ledger: Ledger) -> set[str]:
    """The names of the parsers that read the files of a ledger."""
    return {name for (name,) in ledger.execute("SELECT DISTINCT parser FROM files")}


def _key(text: str) -> bytes:
    """Sorts as Python sorts text, also text with half surrogate pairs."""
    return text.encode("utf-8", "surrogatepass")


def _text(key: bytes) -> str:
    return key.decode("utf-8", "surrogatepass")
