"""The five tables and run.json in an output folder: written beside and renamed, never half, with no clock inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from fusionflag import schema
from fusionflag.codes import Code
from fusionflag.dossiers import RunInfo, Shelf, dossiers, not_read, of_the_run
from fusionflag.judge import Judged
from fusionflag.model import Assay, Finding, Marker, Notice, is_held
from fusionflag.output.folder import beside, check_folder, move, write_run, write_table
from fusionflag.output.formats import FORMATS, writer
from fusionflag.spool import Spool
from fusionflag.stream import SCHEMA, Frame, Head, ReportEnd, ReportStart

LEDGERS = (  # of a run before: they hold other records than a stream
    "ledger.key",
    *(f"ledger{kind}.sqlite{end}" for kind in ("", ".part") for end in ("", "-wal", "-shm")),
)
FILES = tuple(f"{name}.tsv" for name in schema.TABLES)
_TABLE = {Assay: "assays", Finding: "findings", Marker: "markers", Notice: "notices"}


def outputs(formats: Iterable[str]) -> list[str]:
    """The files of a run, run.json last: where it is, all of them are."""
    return [*FILES, *(FORMATS[name].file for name in formats), "run.json"]


def _rehomed(table: str, lines: Iterable[str], homes: dict[str, str]) -> Iterator[str]:
    """Lines written before it was known that their report belongs to another's case, with that case."""
    names = schema.header(table)
    report, case = names.index("report_id"), names.index("case_id")
    for line in lines:
        cells = line.split("\t")
        cells[case] = homes.get(f"{cells[report]}\t{cells[case]}", cells[case])
        yield "\t".join(cells)


class TableWriter:
    """Takes frames as they come; `finish` puts the judged records into their places and the files into the folder."""

    def __init__(self, out: Path, formats: tuple[str, ...] = ()) -> None:
        check_folder(out)
        self.out = out
        self._formats = {
            name: writer(name) for name in formats
        }  # what is not installed is told before reading
        self._stack = ExitStack()
        self._spools: dict[str, Spool] = {}
        self._shelf = Shelf(everything=bool(formats))
        self._head = Head()
        self._counts: Counter[str] = Counter()
        self._read: Counter[str] = Counter()

    def __enter__(self) -> TableWriter:
        self._spools = {name: self._stack.enter_context(Spool()) for name in _TABLE.values()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, frame: Frame) -> None:
        """Write one record, or leave a gap where the judge has the last word."""
        if isinstance(frame, Head):
            self._head = frame
        elif isinstance(frame, ReportStart):
            self._counts["reports"] += 1
        elif isinstance(frame, ReportEnd):
            self._counts["rows"] += frame.rows
            self._counts["reports_complete"] += frame.complete
        elif isinstance(frame, Assay | Finding | Marker | Notice):
            self._record(frame)

    def _record(self, record: Assay | Finding | Marker | Notice) -> None:
        table = _TABLE[type(record)]
        self._counts[table] += 1
        if isinstance(record, Notice) and record.code is Code.IGNORED_FILE:
            self._counts["ignored"] += 1
        if isinstance(record, Assay):
            self._read[record.read_status] += 1
        if isinstance(record, Assay) or (isinstance(record, Finding) and is_held(record)):
            key = record.assay_id if isinstance(record, Assay) else record.finding_id
            self._spools[table].gap(table, key)
        else:
            self._spools[table].line(schema.row(table, record))
        self._shelf.add(record)

    def finish(self, judged: Judged, exit_code: int, *, whole: bool = True) -> None:
        """Fill the gaps and move all files into the folder at once, run.json last."""
        for note in judged.notices:
            self._record(note)
        for marker in judged.markers:
            self._record(marker)

        homes = {f"{report}\t{case}": home for (report, case), home in judged.moved.items()}

        def fill(table: str, key: str) -> str:
            if table == "assays":
                return schema.row(table, judged.assays.get(key) or self._shelf.arms[key])
            return schema.row(table, judged.findings.get(key) or self._shelf.findings[key])

        def lines(name: str) -> Iterable[str]:
            if name == "cases":
                return (schema.row(name, case) for case in judged.cases)
            filled = self._spools[name].filled(fill)
            return _rehomed(name, filled, homes) if homes else filled

        with beside(self.out) as folder:
            for name in schema.TABLES:
                write_table(folder, name, schema.header(name), lines(name))
            info = self._info(judged, exit_code, whole)
            for name, write in self._formats.items():
                write(dossiers(judged, self._shelf), info, folder / FORMATS[name].file)
            write_run(folder, info.as_json(SCHEMA))
            move(folder, self.out, outputs(self._formats), (*(f.file for f in FORMATS.values()), *LEDGERS))

    def _info(self, judged: Judged, exit_code: int, whole: bool) -> RunInfo:
        head, counts, shelf = self._head, self._counts, self._shelf
        arms = [judged.assays.get(key, arm) for key, arm in shelf.arms.items()]
        return RunInfo(
            version=head.version,
            knowledge=head.knowledge,
            as_of=head.as_of,
            inputs=tuple(head.inputs),
            settings=head.settings or {},
            whole=whole,
            reports=counts["reports"],
            reports_complete=counts["reports_complete"],
            files_ignored=counts["ignored"],
            files_skipped=head.skipped or {},
            arms_by_read_status=dict(sorted(self._read.items())),
            rows=counts["rows"],
            findings=counts["findings"],
            notices=counts["notices"],
            cases=len(judged.cases),
            verdicts=dict(sorted(Counter(c.verdict for c in judged.cases).items())),
            exit_code=exit_code,
            unread=not_read(arms, shelf.notices),
            run_notices=of_the_run(shelf.notices),
        )
