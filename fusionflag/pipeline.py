"""parse, flag and report, and `run`, which is the three in one process.

A stream that was cut is never repaired: what arrived is judged with the knowledge that something is missing, so a positive
stays and nothing else becomes a negative; and the cut is passed on, so that the next command knows of it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from fusionflag import __version__, knowledge
from fusionflag.codes import Code
from fusionflag.judge import Judge, Judged
from fusionflag.model import Assay, Case, Finding, Marker, Notice, Record, Severity, is_held, with_facts
from fusionflag.pseudonyms import Veil
from fusionflag.readfile import read_source
from fusionflag.reading import ReportError
from fusionflag.settings import Settings
from fusionflag.sources import Source
from fusionflag.stream import (
    End,
    Frame,
    Head,
    ReportEnd,
    ReportStart,
    StreamError,
    as_dict,
    decode,
    encode,
)
from fusionflag.unread import digest, unopened
from fusionflag.walk import Plan

OF_THE_JUDGE = frozenset(
    {
        Code.UNGROUPED_NEIGHBOR,
        Code.BROKEN_STREAM,
        Code.OTHER_IDENTIFIER,
        Code.NO_TEMPLATE_CONTROL,
        Code.CONTROL_HAS_FUSION,
        Code.COMPANION_ALONE,
        Code.SAME_ID_OTHER_RUN,
        Code.SAME_PERSON_OTHER_CASE,
    }
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass
class Request:
    """What the command line asked for, as far as the stream's head tells it on."""

    inputs: tuple[str, ...] = ()
    as_of: str = ""
    settings: Settings = field(default_factory=Settings)
    progress: Callable[[str, int, int], None] | None = None
    key: bytes | None = None  # of --hash-ids


def parse(plan: Plan, notices: Iterable[Notice] = (), request: Request | None = None) -> Iterator[Frame]:
    """Read every source of the plan: Head, the records of each report, End."""
    request = request or Request()
    veil = Veil(request.key)
    yield veil.frame(head_of(plan, request))
    for note in of_the_request(plan, notices):
        yield veil.frame(note)
    reports = 0
    for number, source in enumerate(plan.sources, 1):
        if request.progress:
            request.progress(veil.shown(source.shown), number, len(plan.sources))
        for frame in veil.frames(isolated(source), source):
            reports += isinstance(frame, ReportStart)
            yield frame
    yield End(reports=reports)


def head_of(plan: Plan, request: Request) -> Head:
    """The head of a stream: what was asked for."""
    return Head(
        version=__version__,
        knowledge=knowledge.version(),
        as_of=request.as_of,
        inputs=request.inputs,
        skipped=dict(sorted(plan.skipped.items())),
        settings=asdict(request.settings),
    )


def of_the_request(plan: Plan, notices: Iterable[Notice]) -> Iterator[Notice]:
    """What is said of the request itself: of its sheet, and of files that the sheet does not list."""
    for note in notices:
        yield with_facts(note, notice_id=digest("sheet", note.place, note.code, note.text, note.value))
    for path in plan.unlisted:
        text = "this file is not listed in the sample sheet; it is joined by its own identifiers, or judged as a case of its own"
        note = Notice(code=Code.UNLISTED_FILE, severity=Severity.WARNING, text=text, place=path)
        yield with_facts(note, notice_id=digest("unlisted", path))


def isolated(source: Source) -> Iterator[Frame]:
    """The frames of one file. Whatever fails in it, its report ends as unread and the next file is read."""
    start: ReportStart | None = None
    count, seen = 0, set()
    try:
        for frame in read_source(source):
            if isinstance(frame, Record):
                seen.add(frame.case_id)
            elif isinstance(frame, ReportStart):
                start = frame
            yield frame
            count += 1
    except MemoryError:
        hint = "Look at the file alone; give it more memory with --max-memory."
        problem = ReportError(Code.OUT_OF_MEMORY, "it needs more memory than it may take", hint=hint)
        yield from failed(source, problem, start, count, seen)
    except Exception as error:  # noqa: BLE001  one file must not stop the batch
        text = f"reading it failed: {type(error).__name__}"  # its message could quote the report
        problem = ReportError(Code.PARSER_FAILED, text, hint="Please report this with the file's layout.")
        yield from failed(source, problem, start, count, seen)


def failed(
    source: Source,
    problem: ReportError,
    start: ReportStart | None = None,
    count: int = 0,
    seen: Iterable[str] = (),
) -> Iterator[Frame]:
    """Ends a report whose reading failed: every case of which it gave anything is told that there was more."""
    found = list(unopened(source, problem))
    if start is None:
        start = next(f for f in found if isinstance(f, ReportStart))
        count = 1
        yield start
    arms = [with_facts(f, report_id=start.report_id) for f in found if isinstance(f, Assay)]
    notes = [with_facts(f, report_id=start.report_id) for f in found if isinstance(f, Notice)]
    told = {arm.case_id for arm in arms} | {note.case_id for note in notes}
    for case_id in sorted({*seen} - told - {""}):
        notes.append(with_facts(notes[0], case_id=case_id, notice_id=digest(notes[0].notice_id, case_id)))
    yield from arms
    yield from notes
    yield ReportEnd(report_id=start.report_id, records=count + len(arms) + len(notes), complete=False)


def line_of(frame: Frame) -> str:
    """One line of the stream, without newline. Half a surrogate pair, which JSON allows and UTF-8 does not, stays escaped."""
    line = encode(frame)
    if line.isascii() or not _SURROGATE.search(line):
        return line
    return json.dumps(as_dict(frame), separators=(",", ":"))


def decoded(lines: Iterable[str], broken: Callable[[str], object] | None = None) -> Iterator[Frame]:
    """The frames of a stream. A broken line is passed over, so that a positive behind it is not lost.

    That it is missing shows in the counts of its report or of the stream; `broken` is told of the first one, which line and
    why. Bytes that are no UTF-8 come as surrogates, and no line of ours holds those.
    """
    told = broken is None
    for number, line in enumerate(lines, 1):
        text = line.removeprefix("\ufeff") if number == 1 else line
        if not text.strip():
            continue
        try:
            if not text.isascii() and _SURROGATE.search(text):
                raise StreamError("holds bytes that are not UTF-8")
            frame = decode(text)
        except StreamError as error:
            if broken and not told:
                broken(f"line {number}: {error}")
            told = True
        else:
            yield frame


@dataclass
class Outcome:
    """What a run came to."""

    judged: Judged
    reports: int = 0
    incomplete: int = 0
    whole: bool = True

    @property
    def broken(self) -> bool:
        """Was the stream cut, or were lines of it lost?"""
        return not self.whole or any(n.code is Code.BROKEN_STREAM for n in self.judged.notices)

    def exit_code(self, fail_on: frozenset[str] = frozenset()) -> int:
        """2 no report; 1 something unread; 3 a verdict of `fail_on`; else 0."""
        if not self.reports:
            return 2 if self.whole else 1
        if self.incomplete or self.broken:
            return 1
        return 3 if any(c.verdict in fail_on for c in self.judged.cases) else 0


class _Taking:
    """Feeds frames to the judge and counts what an exit status needs."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.judge = Judge(self.settings)
        self.heads = self.reports = self.incomplete = self.ended = 0
        self.whole = False
        self.flagged = False

    def take(self, frame: Frame) -> bool:
        """True if the frame belongs to the tables: what a former judge added is judged anew."""
        self.whole = False  # a stream is whole if nothing follows its end: two streams in a row are not one
        if isinstance(frame, Head):
            self._head(frame)
        elif isinstance(frame, ReportStart):
            self.reports += 1
        elif isinstance(frame, ReportEnd):
            self.ended += 1
            self.incomplete += not frame.complete
        elif isinstance(frame, End):
            self.whole = frame.reports == self.reports == self.ended and self.heads == 1
        if isinstance(frame, Case) or (
            self.flagged and isinstance(frame, Notice) and frame.code in OF_THE_JUDGE
        ):
            self.judge.recall(frame)
            return False
        if self.flagged and isinstance(frame, Marker) and not frame.report_id:
            return False  # a target that a former judge found open
        self.judge.add(frame)
        return True

    def _head(self, head: Head) -> None:
        """Without its head a stream is not whole: the thresholds that its negatives need are unknown."""
        self.flagged = head.flagged
        try:
            self.settings = Settings(**(head.settings or {}))
        except TypeError:
            return
        self.judge.settings = self.settings
        self.heads += 1

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
                spool.gap(type(frame).__name__, key + " " + line_of(frame))
            else:
                spool.line(line_of(with_head(frame) if isinstance(frame, Head) else frame))
        outcome = taking.outcome()

        def fill(kind: str, text: str) -> str:
            key, _, line = text.partition(" ")
            found = outcome.judged.assays if kind == "Assay" else outcome.judged.findings
            return line_of(found[key]) if key in found else line

        for line in spool.filled(fill):
            write(_rehomed(line, outcome.judged) + "\n")
    for note in outcome.judged.notices:
        write(line_of(note) + "\n")
    for marker in outcome.judged.markers:
        write(line_of(marker) + "\n")
    for case in outcome.judged.cases:
        write(line_of(case) + "\n")
    if outcome.whole:
        write(encode(End(reports=outcome.reports)) + "\n")
    return outcome


def _rehomed(line: str, judged: Judged) -> str:
    """A line of a report that went to another case, with that case, so that the next command need not join it again."""
    if not judged.moved:
        return line
    frame = decode(line)
    if isinstance(frame, Finding | Marker | Notice):  # arms come from the judge, who has moved them
        frame.case_id = judged.moved.get((frame.report_id, frame.case_id), frame.case_id)
    return line_of(frame)


def with_head(head: Head) -> Head:
    """The head of a judged stream."""
    values = {name: getattr(head, name) for name in Head.__dataclass_fields__}
    return Head(**{**values, "flagged": True})


def held_key(frame: Frame) -> str:
    """The id under which the judge will give the frame back, or nothing."""
    if isinstance(frame, Assay):
        return frame.assay_id
    return frame.finding_id if isinstance(frame, Finding) and is_held(frame) else ""


def tables(
    frames: Iterable[Frame],
    out: Path | None,
    fail_on: frozenset[str] = frozenset(),
    formats: tuple[str, ...] = (),
) -> Outcome:
    """Judge a stream and, with `out`, write the tables and other `formats`. The same for `run` and `report`."""
    taking = _Taking()
    if out is None:
        for frame in frames:
            taking.take(frame)
        return taking.outcome()
    from fusionflag.output.tsv import TableWriter

    with TableWriter(out, formats) as writer:
        for frame in frames:
            if taking.take(frame):
                writer.add(frame)
        outcome = taking.outcome()
        writer.finish(outcome.judged, outcome.exit_code(fail_on), whole=outcome.whole)
    return outcome
