"""From the ledger to verdicts: blocks of files that must be judged together, each by itself, in any process.

A worker reads the records of its blocks, asks the judge, and gives back finished lines of the tables; the parent only puts them
in order. Whoever judges, and in how many processes, the lines are the same.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from fusionflag import schema
from fusionflag.dossiers import Shelf, dossiers
from fusionflag.judge import Judge, Judged, notice_order, stem_of
from fusionflag.ledger import RECORDS, Ledger
from fusionflag.ledger_rows import Layout
from fusionflag.model import Assay, Notice, Severity
from fusionflag.settings import Settings
from fusionflag.stream import ReportEnd, ReportStart

BATCH = 100  # files that are judged in one task, at least one block
_CASES = Layout("cases", whole=True)
_LINES = 2_000  # lines of a table that are sent at once
Block = list[tuple[int, int]]  # (place in the plan, file_id) of each file


@dataclass(frozen=True)
class Judging:
    """What judging depends on beside the ledger; `whole` dossiers are made where an export asks for them."""

    path: Path
    settings: Settings
    dossiers: bool = False

    def __call__(self, task: list[Block]) -> Iterator[tuple[Any, ...]]:
        """What the blocks of a task come to:

        ("case", case it is sorted by, number, line, row, stem, dossier or None)
        ("extra", table, (case, place ...), line)       what the judge adds to a table
        ("text", table, place in the plan, part, text)  lines of the records of files
        ("unread", place in the plan, arm or notice)    where dossiers are made: what was not read, and why
        """
        ledger = _opened(self.path)
        files = _files(ledger, task, everything=self.dossiers)
        judged: dict[int, tuple[int, Judged]] = {}
        for block in task:
            result = yield from self._block(block, files)
            judged.update((file_id, (place, result)) for place, file_id in block)
        for table in RECORDS:
            yield from _texts(table, ledger.lines(table, sorted(judged)), judged)

    def _block(self, block: Block, files: dict[int, _File]) -> Generator[tuple[Any, ...], None, Judged]:
        judge, shelf = Judge(self.settings), Shelf(everything=self.dossiers)
        place_of = {}
        for place, file_id in block:
            file = files.pop(file_id)
            place_of[file.start.report_id] = place
            file.feed(judge, shelf)
        judged = judge.finish(alone=False)
        for note in judged.notices:
            shelf.add(note)
        for marker in judged.markers:
            shelf.add(marker)
        made = dossiers(judged, shelf) if self.dossiers else None
        for case, (base, number) in zip(judged.cases, judged.order, strict=True):
            dossier = pickle.dumps(next(made)) if made is not None else None
            stem = stem_of(case.case_id, case.case_id_from)
            yield "case", base, number, schema.row("cases", case), _CASES.row(case)[1], stem, dossier
        for note in judged.notices:
            yield "extra", "notices", notice_order(note), schema.row("notices", note)
        for n, marker in enumerate(judged.markers):
            yield "extra", "markers", (marker.case_id, f"{n:06}"), schema.row("markers", marker)
        if self.dossiers:
            arms = (judged.assays.get(key, arm) for key, arm in shelf.arms.items())
            found: list[Any] = [record for record in (*arms, *shelf.notices) if is_unread(record)]
            for record in found:
                yield "unread", place_of.get(record.report_id, block[0][0]), pickle.dumps(record)
        return judged


def _texts(
    table: str, lines: Iterable[tuple[int, str, str, str, str]], judged: dict[int, tuple[int, Judged]]
) -> Iterator[tuple[Any, ...]]:
    """The lines of files, with what the judge says of their records; those of files that follow each other are one text."""
    text: list[str] = []
    first = last = part = 0
    for file_id, own, report, case, line in lines:
        place, result = judged[file_id]
        if (text and place not in (last, last + 1)) or len(text) == _LINES:
            yield "text", table, first, part, "\n".join(text)
            text, part = [], part + 1
        if place not in (last, last + 1):
            first, part = place, 0
        last = place
        found = result.of(table, own)
        home = result.moved.get((report, case)) if result.moved else None
        if found is not None:
            line = schema.row(table, found)
        elif home is not None:
            line = _rehomed(table, line, home)
        text.append(line)
    if text:
        yield "text", table, first, part, "\n".join(text)


@dataclass
class _File:
    """What a judge is told of one file."""

    start: ReportStart
    records: list[Any] = field(default_factory=list)

    def feed(self, judge: Judge, shelf: Shelf) -> None:
        """Give it to the judge, as the stream would."""
        report = self.start.report_id
        if report:
            judge.add(self.start)
        for record in self.records:
            judge.add(record)
            shelf.add(record)
        if report:
            judge.add(ReportEnd(report_id=report, records=len(self.records) + 1))  # its start counts too


def _files(ledger: Ledger, task: list[Block], *, everything: bool) -> dict[int, _File]:
    """The files of a task, by number."""
    ids = sorted(file_id for block in task for _, file_id in block)
    files = {}
    for file_id, report_id, path, named, cases in ledger.reports(ids):
        told = {sample: (case, who) for sample, (case, who) in json.loads(cases).items()}
        files[file_id] = _File(ReportStart(report_id=report_id, path=path, named=bool(named), cases=told))
    for table in RECORDS:
        for file_id, record in ledger.records(table, ids, held=not everything):
            files[file_id].records.append(record)
    return files


_open: dict[Path, Ledger] = {}


def _opened(path: Path) -> Ledger:
    """The ledger as this process reads it: a connection must not cross a fork."""
    if path not in _open:
        _open.clear()
        _open[path] = Ledger(path, write=False)
    return _open[path]


def release() -> None:
    """Close what judging in this process has opened."""
    while _open:
        _open.popitem()[1].close()


def is_unread(record: Any) -> bool:
    """An arm that was not read whole, or an error."""
    if isinstance(record, Assay):
        return not record.complete or record.read_status in ("unreadable", "incomplete")
    return isinstance(record, Notice) and record.severity is Severity.ERROR


def _rehomed(table: str, line: str, home: str) -> str:
    """A line of a report that belongs to another's case, with that case."""
    cells = line.split("\t")
    cells[schema.header(table).index("case_id")] = schema.cell(home)
    return "\t".join(cells)


def tasks(ledger: Ledger) -> Iterator[list[Block]]:
    """The blocks of the plan, some to a task."""
    task: list[Block] = []
    count = 0
    rows = ledger.execute("SELECT block, n, file_id FROM plan ORDER BY block, n")
    for _, files in groupby(rows, key=lambda row: row[0]):
        block = [(n, file_id) for _, n, file_id in files]
        task.append(block)
        count += len(block)
        if count >= BATCH:
            yield task
            task, count = [], 0
    if task:
        yield task
