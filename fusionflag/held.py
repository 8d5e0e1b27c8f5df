"""What the judge keeps of each case, and what bringing files together changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Marker, Notice, Severity, with_facts
from fusionflag.unread import digest

R = TypeVar("R", Assay, Finding, Marker, Notice)


@dataclass
class Held:
    """The records of one case."""

    assays: list[Assay] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    companions: list[Assay] = field(default_factory=list)  # arms that are no test of their own
    codes: list[Code] = field(default_factory=list)  # what a reader must see beside the verdict

    @property
    def empty(self) -> bool:
        return not (self.assays or self.findings or self.notices or self.companions)


@dataclass
class Joined:
    """Reports that went to another case: (report, old case) -> case; and what is to be said."""

    moved: dict[tuple[str, str], str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


Cases = dict[str, Held]


def take(cases: Cases, old: str, new: str, report: str, result: Joined) -> None:
    """Give all records of a report to another case; a case that keeps nothing is none."""
    source, target = cases[old], cases.setdefault(new, Held())
    source.assays, mine = _split(source.assays, report)
    target.assays += [with_facts(a, case_id=new) for a in mine]
    source.findings, found = _split(source.findings, report)
    target.findings += [with_facts(f, case_id=new) for f in found]
    source.markers, marked = _split(source.markers, report)
    target.markers += [with_facts(m, case_id=new) for m in marked]
    source.notices, noted = _split(source.notices, report)
    target.notices += [with_facts(n, case_id=new) for n in noted]
    result.moved[report, old] = new
    if source.empty:
        del cases[old]


def _split(records: list[R], report: str) -> tuple[list[R], list[R]]:
    return [r for r in records if r.report_id != report], [r for r in records if r.report_id == report]


def one_branch(a: Assay, b: Assay) -> bool:
    """Does one of the reports lie in the folder of the other, or in a folder below it?"""
    return any(
        not above or below == above or below.startswith(above + "/")
        for above, below in ((a.branch, b.branch), (b.branch, a.branch))
    )


def one_day(a: Assay, b: Assay) -> bool:
    """Are both of one day, as far as they say it? A day's difference is allowed: an analysis may end after midnight."""
    if not (a.report_date and b.report_date):
        return True
    return abs((date.fromisoformat(a.report_date) - date.fromisoformat(b.report_date)).days) <= 1


def note(code: Code, text: str, arm: Assay, severity: Severity, hint: str = "") -> Notice:
    """A notice on an arm, at its report."""
    return Notice(
        notice_id=digest(code, arm.assay_id, arm.case_id),
        code=code,
        severity=severity,
        text=text,
        place=arm.report_file,
        hint=hint,
        report_id=arm.report_id,
        case_id=arm.case_id,
    )
