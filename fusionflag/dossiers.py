"""One case with all that belongs to it: what the page, every export and `explain` tell, and what a run says of itself.

Dossiers come one after the other, so that whoever writes them never needs all cases at once. They are made from the records
of a run in hand (`Shelf`, `dossiers`); `runfolder.py` makes the same ones from the tables of a finished run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from fusionflag.codes import Code
from fusionflag.judge import Judged
from fusionflag.model import Assay, Case, Finding, Marker, Notice, Severity, is_held, with_facts


@dataclass(slots=True)
class Dossier:
    """A case, its arms, its findings at NRG1, its markers and its notices, each in the order of the tables."""

    case: Case
    assays: list[Assay] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)  # at NRG1 only
    markers: list[Marker] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)  # of the case, or of one of its reports as a whole
    other_findings: int = 0  # findings of its reports that do not speak of NRG1
    joint: str = ""  # the case whose arms these are, where the reports of several people were put together


@dataclass(slots=True)
class Unread:
    """A file that was not read, or not to its last byte, and why."""

    file: str
    read_status: str
    case_ids: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(slots=True)
class RunInfo:
    """What run.json holds, what was not read, and the notices that belong to no case."""

    version: str = ""
    knowledge: str = ""
    as_of: str = ""
    inputs: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    whole: bool = True  # was the stream of records read to its end?
    reports: int = 0
    reports_complete: int = 0
    files_ignored: int = 0
    files_skipped: dict[str, int] = field(default_factory=dict)
    arms_by_read_status: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    findings: int = 0
    notices: int = 0
    cases: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    exit_code: int = 0
    unread: list[Unread] = field(default_factory=list)
    run_notices: list[Notice] = field(default_factory=list)  # of neither a case nor a report

    def as_json(self, schema: int) -> dict[str, object]:
        """run.json: all but the records themselves, which stand in the tables."""
        values = asdict(self)
        del values["unread"], values["run_notices"]
        head = {name: values.pop(name) for name in ("version", "knowledge")}
        return {"tool": "fusionflag", **head, "schema": schema, **values, "inputs": list(self.inputs)}


class Shelf:
    """Keeps the records of a run until the judge has spoken. `everything=False`: only those that wait for the judge."""

    def __init__(self, *, everything: bool = True) -> None:
        self.everything = everything
        self.arms: dict[str, Assay] = {}
        self.findings: dict[str, Finding] = {}
        self.markers: list[Marker] = []
        self.notices: list[Notice] = []
        self.others: Counter[tuple[str, str]] = Counter()  # (report, case) -> findings that are none of NRG1

    def add(self, record: Assay | Finding | Marker | Notice) -> None:
        """Take a record as it comes."""
        if isinstance(record, Assay):
            self.arms[record.assay_id] = record
        elif isinstance(record, Finding):
            if is_held(record):
                self.findings[record.finding_id] = record
            elif self.everything:
                self.others[record.report_id, record.case_id] += 1
        elif self.everything:
            (self.markers if isinstance(record, Marker) else self.notices).append(record)  # type: ignore[arg-type]


class _Index:
    """The records of all cases by case, after the judge has brought reports together."""

    def __init__(self) -> None:
        self.arms: dict[str, list[Assay]] = defaultdict(list)
        self.findings: dict[str, list[Finding]] = defaultdict(list)
        self.by_id: dict[str, Finding] = {}
        self.markers: dict[str, list[Marker]] = defaultdict(list)
        self.notices: dict[str, list[Notice]] = defaultdict(list)
        self.of_report: dict[str, list[Notice]] = defaultdict(list)  # notices of a report that name no case
        self.others: Counter[str] = Counter()

    def take(self, record: Assay | Finding | Marker | Notice) -> None:
        if isinstance(record, Assay):
            self.arms[record.case_id].append(record)
        elif isinstance(record, Finding):
            self.findings[record.case_id].append(record)
            self.by_id[record.finding_id] = record
        elif isinstance(record, Marker):
            self.markers[record.case_id].append(record)
        elif record.code is Code.UNGROUPED_NEIGHBOR:
            for case_id in dict.fromkeys((record.place, *record.value.split("; "))):
                self.notices[case_id].append(record)
        elif record.case_id:
            self.notices[record.case_id].append(record)
        elif record.report_id:
            self.of_report[record.report_id].append(record)

    def dossier(self, case: Case) -> Dossier:
        """The dossier of a case. One identity of a joint case shows the joint case's arms, and of the findings only its own."""
        name = case.case_id
        joint = "" if name in self.arms or "#" not in name else name.rpartition("#")[0]
        arms = self.arms.get(joint or name, [])
        own = [self.by_id[case.finding_id]] if case.finding_id in self.by_id else []
        beside = [n for r in dict.fromkeys(a.report_id for a in arms) for n in self.of_report.get(r, ())]
        return Dossier(
            case=case,
            assays=arms,
            findings=own if joint else self.findings.get(name, []),
            markers=self.markers.get(name, []),
            notices=[*self.notices.get(name, ()), *beside],
            other_findings=self.others[joint or name],
            joint=joint if arms else "",
        )


def dossiers(judged: Judged, shelf: Shelf) -> Iterator[Dossier]:
    """The cases as judged, in their order, each with its records. `shelf` holds the records as they were read."""
    index = _Index()
    moved = judged.moved
    for arm in shelf.arms.values():
        index.take(judged.assays.get(arm.assay_id) or _at_home(arm, moved))
    for finding in shelf.findings.values():
        index.take(judged.findings.get(finding.finding_id) or _at_home(finding, moved))
    for record in (*shelf.notices, *shelf.markers):
        index.take(_at_home(record, moved))
    for (report, case), count in shelf.others.items():
        index.others[moved.get((report, case), case)] += count
    return map(index.dossier, judged.cases)


def gathered(
    cases: Iterable[Case], records: Iterable[Assay | Finding | Marker | Notice]
) -> Iterator[Dossier]:
    """Dossiers from judged cases and records that are in their places already, such as those of a finished run."""
    index = _Index()
    for record in records:
        if isinstance(record, Finding) and not is_held(record):
            index.others[record.case_id] += 1
        else:
            index.take(record)
    return map(index.dossier, cases)


def _at_home(record: Any, moved: dict[tuple[str, str], str]) -> Any:
    home = moved.get((record.report_id, record.case_id))
    return record if home is None else with_facts(record, case_id=home)


def not_read(arms: Iterable[Assay], notices: Iterable[Notice]) -> list[Unread]:
    """The files that were not read whole, by name, with what is said of them; also those that are listed and missing."""
    found: dict[str, Unread] = {}
    of_report: dict[str, Unread] = {}
    for arm in arms:
        if not arm.complete or arm.read_status in ("unreadable", "incomplete"):
            entry = found.setdefault(arm.report_file, Unread(arm.report_file, arm.read_status))
            of_report[arm.report_id] = entry
            if arm.case_id not in entry.case_ids:
                entry.case_ids.append(arm.case_id)
    for note in notices:
        if note.severity is Severity.ERROR and (note.report_id or note.place):
            file = note.place.partition("#")[0].split(":")[0]
            entry = of_report.get(note.report_id) or found.setdefault(file, Unread(file, "unreadable"))
            entry.notices.append(note)
            if note.case_id and note.case_id not in entry.case_ids:
                entry.case_ids.append(note.case_id)
    return sorted(found.values(), key=lambda u: u.file)


def of_the_run(notices: Iterable[Notice]) -> list[Notice]:
    """Notices of neither a case nor a report: of the sheet, of the walk, of the stream."""
    return [n for n in notices if not (n.case_id or n.report_id or n.code is Code.UNGROUPED_NEIGHBOR)]
