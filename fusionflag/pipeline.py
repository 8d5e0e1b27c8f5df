"""parse, flag and report, and `run`, which is the three in one process.

A stream that was cut is never repaired: what arrived is judged with the knowledge that something is missing, so a positive
stays and nothing else becomes a negative; and the cut is passed on, so that the next command knows of it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from fusionflag import __version__, knowledge
from fusionflag.codes import Code
from fusionflag.judge import Judge, Judged
from fusionflag.model import Assay, Case, Finding, Notice, Severity, is_held, with_facts
from fusionflag.readfile import read_source
from fusionflag.settings import Settings
from fusionflag.stream import End, Frame, Head, ReportEnd, ReportStart, StreamError, decode, encode
from fusionflag.unread import digest
from fusionflag.walk import Plan

OF_THE_JUDGE = frozenset({Code.UNGROUPED_NEIGHBOR, Code.BROKEN_STREAM, Code.OTHER_IDENTIFIER})


@dataclass
class Request:
    """What the command line asked for, as far as the stream's head tells it on."""

    inputs: tuple[str, ...] = ()
    as_of: str = ""
    settings: Settings = field(default_factory=Settings)
    progress: Callable[[str, int, int], None] | None = None


def parse(plan: Plan, notices: Iterable[Notice] = (), request: Request | None = None) -> Iterator[Frame]:
    """Read every source of the plan: Head, the records of each report, End."""
    request = request or Request()
    yield Head(
        version=__version__,
        knowledge=knowledge.version(),
        as_of=request.as_of,
        inputs=request.inputs,
        skipped=dict(sorted(plan.skipped.items())),
        settings=asdict(request.settings),
    )
    for note in notices:
        yield with_facts(note, notice_id=digest("sheet", note.place, note.code, note.text, note.value))
    for path in plan.unlisted:
        text = "this file is not listed in the sample sheet; it is judged as a case of its own"
        note = Notice(code=Code.UNLISTED_FILE, severity=Severity.WARNING, text=text, place=path)
        yield with_facts(note, notice_id=digest("unlisted", path))
    reports = 0
    for number, source in enumerate(plan.sources, 1):
        if request.progress:
            request.progress(source.shown, number, len(plan.sources))
        for frame in read_source(source):
            reports += isinstance(frame, ReportStart)
            yield frame
    yield End(reports=reports)


def decoded(lines: Iterable[str]) -> Iterator[Frame]:
    """The frames of a stream up to its end or to the line where it breaks; a broken line ends it without End."""
    for line in lines:
        if not line.strip():
            continue
        try:
            yield decode(line)
        except StreamError:
            return


@dataclass
class Outcome:
    """What a run came to."""

    judged: Judged
    reports: int = 0
    incomplete: int = 0
    whole: bool = True

    def exit_code(self, fail_on: frozenset[str] = frozenset()) -> int:
        """2 no report; 1 something unread; 3 a verdict of `fail_on`; else 0."""
        if not self.reports:
            return 2 if self.whole else 1
        if self.incomplete or not self.whole:
            return 1
        return 3 if any(c.verdict in fail_on for c in self.judged.cases) else 0


class _Taking:
    """Feeds frames to the judge and counts what an exit status needs."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.judge = Judge(self.settings)
        self.reports = self.incomplete = self.ended = 0
        self.whole = False
        self.flagged = False
        self.closed = True

    def take(self, frame: Frame) -> bool:
        """True if the frame belongs to the tables: what a former judge added is judged anew."""
        if isinstance(frame, Head):
            self.flagged = frame.flagged
            if frame.settings:
                self.settings = Settings(**frame.settings)  # type: ignore[arg-type]
                self.judge.settings = self.settings
        elif isinstance(frame, ReportStart):
            self.reports += 1
        elif isinstance(frame, ReportEnd):
            self.ended += 1
            self.incomplete += not frame.complete
        elif isinstance(frame, End):
            self.whole = frame.reports == self.reports == self.ended
        if isinstance(frame, Case):
            return False
        if self.flagged and isinstance(frame, Notice) and frame.code in OF_THE_JUDGE:
            return False
        self.judge.add(frame)
        return True

    def outcome(self) -> Outcome:
        return Outcome(self.judge.finish(whole=self.whole), self.reports, self.incomplete, self.whole)


def flag(frames: Iterable[Frame], write: Callable[[str], object]) -> Outcome:
    """Judge a stream and write it again with event classes, adequacy and `case` lines. A cut stream is written without End."""
    from fusionflag.spool import Spool  # needs tempfile, which costs the short commands a tenth of their time

    taking = _Taking()
    with Spool() as spool:
        for frame in frames:
            if not taking.take(frame) or isinstance(frame, End):
                continue
            key = held_key(frame)
            if key:
                spool.gap(type(frame).__name__, key + " " + encode(frame))
            else:
                spool.line(encode(with_head(frame) if isinstance(frame, Head) else frame))
        outcome = taking.outcome()

        def fill(kind: str, text: str) -> str:
            key, _, line = text.partition(" ")
            found = outcome.judged.assays if kind == "Assay" else outcome.judged.findings
            return encode(found[key]) if key in found else line

        for line in spool.filled(fill):
            write(line + "\n")
    for note in outcome.judged.notices:
        write(encode(note) + "\n")
    for case in outcome.judged.cases:
        write(encode(case) + "\n")
    if outcome.whole:
        write(encode(End(reports=outcome.reports)) + "\n")
    return outcome


def with_head(head: Head) -> Head:
    """The head of a judged stream."""
    values = {name: getattr(head, name) for name in Head.__dataclass_fields__}
    return Head(**{**values, "flagged": True})


def held_key(frame: Frame) -> str:
    """The id under which the judge will give the frame back, or nothing."""
    if isinstance(frame, Assay):
        return frame.assay_id
    return frame.finding_id if isinstance(frame, Finding) and is_held(frame) else ""


def tables(frames: Iterable[Frame], out: Path | None, fail_on: frozenset[str] = frozenset()) -> Outcome:
    """Judge a stream and, with `out`, write the tables. The same for `run` and `report`."""
    taking = _Taking()
    if out is None:
        for frame in frames:
            taking.take(frame)
        return taking.outcome()
    from fusionflag.output.tsv import TableWriter

    with TableWriter(out) as writer:
        for frame in frames:
            if taking.take(frame):
                writer.add(frame)
        outcome = taking.outcome()
        writer.finish(outcome.judged, outcome.exit_code(fail_on), whole=outcome.whole)
    return outcome
