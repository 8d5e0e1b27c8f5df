"""Collects the evidence of all cases and judges them: grouping, run-mates, identities, broken streams.

The judge keeps only what can decide: arms, findings at NRG1, markers, and notices that are more than information.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from fusionflag.codes import Code
from fusionflag.evidence import Evidence
from fusionflag.held import Held
from fusionflag.joining import join
from fusionflag.model import Assay, Case, Finding, Marker, Notice, Severity, is_held, with_facts
from fusionflag.settings import Settings
from fusionflag.stream import Frame, ReportEnd, ReportStart
from fusionflag.targets import targets
from fusionflag.unread import digest
from fusionflag.verdict import judge


@dataclass
class Judged:
    """The answers, and the held records with what the judge says of them."""

    cases: list[Case] = field(default_factory=list)
    findings: dict[str, Finding] = field(default_factory=dict)
    assays: dict[str, Assay] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    moved: dict[tuple[str, str], str] = field(default_factory=dict)  # (report, case as read) -> case
    # for each case the one it is sorted by, and its number there: those of several people follow the one they were put into
    order: list[tuple[str, int]] = field(default_factory=list)

    def of(self, table: str, own: str) -> Assay | Finding | None:
        """What the judge says of the record of a table with this id."""
        if table == "findings":
            return self.findings.get(own)
        return self.assays.get(own) if table == "assays" else None


class Judge:
    """Fed frame by frame, in any order of reports; `finish` gives the cases, sorted."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._cases: dict[str, Held] = defaultdict(Held)
        self._from: dict[str, str] = {}
        self._open: dict[str, ReportStart] = {}
        self._records = 0  # frames since the last report began
        self._of_report: dict[str, set[str]] = defaultdict(set)  # report -> its cases
        self._shared: list[Notice] = []  # notices of a report with several cases
        self._parted: dict[str, str] = {}  # cases that a former judge made of one id -> who named it
        self._told: list[Notice] = []  # what that judge said of them

    def add(self, frame: Frame) -> None:
        """Take one frame. Cases, Head and End frames say nothing new and are passed over."""
        self._records += 1
        if isinstance(frame, Finding):  # first, because most frames are findings
            if is_held(frame):
                self._cases[frame.case_id].findings.append(frame)
                self._of_report[frame.report_id].add(frame.case_id)
        elif isinstance(frame, ReportStart):
            self._open[frame.report_id] = frame
            self._records = 1
            for case_id, source in (frame.cases or {}).values():
                self._from.setdefault(case_id, source)
        elif isinstance(frame, ReportEnd):
            if frame.records == self._records - 1:  # else a line of it was lost on the way
                self._open.pop(frame.report_id, None)
        elif isinstance(frame, Assay):
            self._cases[frame.case_id].assays.append(frame)
            # a report names its case in its arms, after it has begun
            if frame.case_hint == frame.case_id and self._from.get(frame.case_id) != "sheet":
                self._from[frame.case_id] = "report"
            self._of_report[frame.report_id].add(frame.case_id)
        elif isinstance(frame, Marker):
            self._cases[frame.case_id].markers.append(frame)
        elif isinstance(frame, Notice) and frame.severity is not Severity.INFO:
            if frame.case_id:
                self._cases[frame.case_id].notices.append(frame)
            elif frame.report_id:
                self._shared.append(frame)

    def recall(self, frame: Case | Notice) -> None:
        """Take what a former judge found and nobody can find again: its stream holds the parts of an id as cases of their own."""
        if isinstance(frame, Case) and Code.SAME_ID_OTHER_RUN in frame.warnings:
            self._parted[frame.case_id] = frame.case_id_from
        elif isinstance(frame, Notice) and frame.code == Code.SAME_ID_OTHER_RUN:
            self._told.append(frame)

    def finish(self, *, whole: bool = True, alone: bool = True) -> Judged:
        """Judge all cases. `whole=False`: the stream was cut, so no case without an event is more than unreadable.
        `alone=False`: other cases of the run are judged elsewhere, where look-alikes are looked for too.
        """
        result = Judged()
        for note in self._shared:
            for case_id in self._of_report[note.report_id]:
                self._cases[case_id].notices.append(note)
        self._close_open_reports(result)
        for case_id in self._parted.keys() & self._cases.keys():
            self._from[case_id] = self._parted[case_id]
            self._cases[case_id].codes.append(Code.SAME_ID_OTHER_RUN)
        result.notices += [n for n in self._told if n.case_id in self._parted]
        joined = join(self._cases, self._from)
        result.moved, result.notices = joined.moved, [*result.notices, *joined.notices]
        carryover = self._carryover()
        broken = [] if whole else [_broken("the stream ends before its end line: reports may be missing")]
        result.notices += broken
        for case_id in sorted(self._cases):
            held = self._cases[case_id]
            if not whole:
                held.notices.append(with_facts(broken[0], case_id=case_id))
            self._judge_case(case_id, held, carryover, result)
        if alone:
            result.notices += neighbors((stem_of(c.case_id, c.case_id_from), c.case_id) for c in result.cases)
        result.notices.sort(key=notice_order)
        return result

    def _judge_case(self, case_id: str, held: Held, carryover: frozenset[str], result: Judged) -> None:
        evidence = self._evidence(held, carryover)
        source = self._from.get(case_id, "path")
        case = judge(evidence, case_id, source)
        result.cases.append(case)
        result.order.append((case_id, 0))
        result.markers += targets(case, evidence)
        result.assays.update({a.assay_id: a for a in (*held.companions, *evidence.arms)})
        result.findings.update({f.finding_id: f for f in evidence.events})
        result.notices += _other_identifiers(case_id, evidence)
        if len(evidence.identities) > 1:
            for number, arms in enumerate(evidence.identities, 1):
                ids = {a.assay_id for a in arms}
                reports = {a.report_id for a in arms}
                own = Held(
                    [a for a in held.assays if a.assay_id in ids],
                    [f for f in held.findings if f.assay_id in ids],
                    [m for m in held.markers if m.assay_id in ids],
                    [n for n in held.notices if not n.report_id or n.report_id in reports],
                )
                result.cases.append(self._of_one_identity(own, carryover, f"{case_id}#{number}", source))
                result.order.append((case_id, number))

    def _of_one_identity(self, own: Held, carryover: frozenset[str], case_id: str, source: str) -> Case:
        """The case of one of several people whose reports were put together: never shown without saying so."""
        own.codes.append(Code.IDENTITY_CONFLICT)
        case = judge(self._evidence(own, carryover), case_id, source)
        files = ", ".join(dict.fromkeys(a.report_file for a in own.assays))
        text = f"Judged from {files} alone, which was put together with another person's report: confirm first whose it is. "
        return with_facts(case, addendum=text + case.addendum, next_step=text + case.next_step)

    def _evidence(self, held: Held, carryover: frozenset[str]) -> Evidence:
        found = Evidence.of(held.assays, held.findings, held.notices, held.markers, self.settings, carryover)
        codes = dict.fromkeys((*found.codes, *held.codes))
        if not held.assays and any(a.report_kind == "companion" for a in held.companions):
            codes[Code.COMPANION_ALONE] = None
        return replace(found, codes=tuple(codes)) if codes else found

    def _close_open_reports(self, result: Judged) -> None:
        """A report without its end line, or with lines missing before it, was not read: its silence counts for nothing."""
        for report in self._open.values():
            started = {case for case, _ in (report.cases or {}).values()}
            for case_id in sorted(self._of_report[report.report_id] or started):
                note = with_facts(
                    _broken(f"the stream breaks off inside report {report.path}, or lines of it are missing"),
                    case_id=case_id,
                    report_id=report.report_id,
                    place=report.path,
                )
                self._cases[case_id].notices.append(note)
                result.notices.append(note)

    def _carryover(self) -> frozenset[str]:
        """Findings below 10 junction reads that another case of the same stated run shows at least 100 times stronger."""
        runs = {a.assay_id: a.run for held in self._cases.values() for a in held.assays if a.run}
        if not runs:
            return frozenset()
        mates: dict[tuple[object, ...], list[tuple[str, Finding]]] = defaultdict(list)
        for case_id, held in self._cases.items():
            for finding in held.findings:
                run = runs.get(finding.assay_id)
                if run and finding.pos5 is not None and finding.pos3 is not None:
                    key = (run, finding.gene5, finding.gene3, finding.pos5, finding.pos3)
                    mates[key].append((case_id, finding))
        suspects = set()
        for group in mates.values():
            for case_id, finding in group:
                reads = finding.junction_reads
                others = [f.junction_reads or 0 for other, f in group if other != case_id]
                weak = reads is not None and reads < self.settings.min_reads
                if weak and others and max(others) >= self.settings.carryover_ratio * max(reads or 0, 1):
                    suspects.add(finding.finding_id)
        return frozenset(suspects)


def notice_order(note: Notice) -> tuple[str, str, str, str]:
    """The order of what a judge says: by case and place, whatever was judged first."""
    return note.case_id, note.place, note.code, note.notice_id


def stem_of(case_id: str, case_from: str) -> str:
    """What look-alikes share: the folder and the name up to its first dot, of a case that is a path; else nothing."""
    folder, _, name = case_id.rpartition("/")
    stem = name.split(".")[0]
    return f"{folder}/{stem}" if case_from == "path" and "#" not in case_id and len(stem) >= 3 else ""


def neighbors(stems: Iterable[tuple[str, str]]) -> Iterator[Notice]:
    """Cases from paths that look like reports of one patient: a warning, never a grouping. `stems`: stem, case id."""
    found: dict[str, list[str]] = defaultdict(list)
    for stem, case_id in stems:
        if stem:
            found[stem].append(case_id)
    for stem, case_ids in sorted(found.items()):
        if len(case_ids) > 1:
            note = Notice(
                code=Code.UNGROUPED_NEIGHBOR,
                severity=Severity.WARNING,
                text=f"{len(case_ids)} reports look like one patient's but are judged as cases of their own",
                place=sorted(case_ids)[0],
                value="; ".join(sorted(case_ids))[:80],
                hint="Group them in a sample sheet (`fusionflag sheet` drafts one), or with --case-from folder.",
            )
            yield with_facts(note, notice_id=digest("neighbor", stem))


def _other_identifiers(case_id: str, evidence: Evidence) -> list[Notice]:
    """Record numbers that differ are no conflict, because every issuer has its own; but a person should know."""
    numbers = sorted({a.mrn for a in evidence.arms if a.mrn})
    if len(numbers) < 2:
        return []
    note = Notice(
        code=Code.OTHER_IDENTIFIER,
        severity=Severity.INFO,
        text=f"the reports of this case give {len(numbers)} different medical record numbers",
        place=evidence.arms[0].report_file,
        hint="Check that they are one person's; names and birth dates do not contradict each other.",
        case_id=case_id,
    )
    return [with_facts(note, notice_id=digest("identifier", case_id))]


def _broken(text: str) -> Notice:
    note = Notice(
        code=Code.BROKEN_STREAM,
        severity=Severity.ERROR,
        text=text,
        hint="Run the pipe again and look at the exit status of its first command.",
    )
    return with_facts(note, notice_id=digest("broken", text))
