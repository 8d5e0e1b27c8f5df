"""Several files, one arm: results, quality metrics, candidate lists and panel lists of one library find each other.

They are joined by identifiers that their formats declare (`Assay.joins`), never by likeness of names, and only within one branch
of folders: identifiers such as `Pair_1` come back in the next run. A companion (metrics, panel) that carries no identifier
belongs to the one library of its case. What two companions say, and what the report itself says, is never added up in favour
of a negative: the less trusting value holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from fusionflag.codes import Code
from fusionflag.coverage import COVERAGE_TRUST, QC_TRUST, less_trusting
from fusionflag.model import Assay, Finding, Marker, Notice, Severity, with_facts
from fusionflag.unread import digest

_VERSION = re.compile(r"\b\d+\.\d+")
_R = TypeVar("_R", Assay, Finding, Marker, Notice)
_STATUS_TRUST = ("failed", "not_done", "pending")


@dataclass
class Held:
    """What the judge keeps of one case."""

    assays: list[Assay] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    companions: list[Assay] = field(default_factory=list)  # arms that are no test of their own


@dataclass
class Joined:
    """What joining changed: reports that went to another case, arms that are no patient's, and what is to be said."""

    moved: dict[tuple[str, str], str] = field(default_factory=dict)  # (report, old case) -> case
    controls: list[Assay] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def join(cases: dict[str, Held], case_from: dict[str, str]) -> Joined:
    """Bring the files of one arm together, in place. `case_from`: who named each case (sheet, report, path)."""
    result = Joined()
    _controls(cases, case_from, result)
    _move(cases, case_from, result)
    _attach(cases, case_from, result)
    _same_id_other_run(cases, case_from, result)
    return result


# -- controls --------------------------------------------------------------------------------------
def _controls(cases: dict[str, Held], case_from: dict[str, str], result: Joined) -> None:
    """No-template controls are no patients: they make no case, unless the sheet lists them as one."""
    for case_id, held in list(cases.items()):
        controls = [a for a in held.assays if a.report_kind == "control"]
        if not controls:
            continue
        ids = {a.assay_id for a in controls}
        seen = [f for f in held.findings if f.assay_id in ids and f.nrg1_role != "none"]
        held.assays = [a for a in held.assays if a.assay_id not in ids]
        held.findings = [f for f in held.findings if f.assay_id not in ids]
        held.markers = [m for m in held.markers if m.assay_id not in ids]
        held.companions += controls
        result.controls += controls
        listed = case_from.get(case_id) == "sheet"
        for arm in controls:
            text = f"`{arm.sample}` is a no-template control: it is no patient, and its silence says nothing"
            result.notices.append(_note(Code.NO_TEMPLATE_CONTROL, text, arm, Severity.INFO))
        for finding in seen:
            text = f"a no-template control shows {finding.fusion}: check the run for contamination, and the name of the sample"
            note = _note(Code.CONTROL_HAS_FUSION, text, controls[0], Severity.WARNING)
            result.notices.append(
                with_facts(note, place=finding.place, notice_id=digest("control", finding.finding_id))
            )
        if not held.assays and not held.findings and not listed:
            result.notices += [with_facts(n, case_id="") for n in held.notices]
            del cases[case_id]


# -- results of one library in two files -----------------------------------------------------------
def _move(cases: dict[str, Held], case_from: dict[str, str], result: Joined) -> None:
    """A report that no sheet names and that shares an identifier with another's arm goes to that arm's case."""
    arms = _index((c, a) for c, held in cases.items() for a in held.assays if a.report_kind != "companion")
    for case_id, held in list(cases.items()):
        if case_from.get(case_id, "path") != "path":
            continue
        for report in {a.report_id for a in held.assays if a.joins and a.report_kind != "companion"}:
            own = [a for a in held.assays if a.report_id == report]
            homes = {
                c
                for a in own
                for c, other in _partners(a, arms)
                if c != case_id and case_from.get(c, "path") != "path"
            }
            if len(homes) == 1:
                _take(cases, case_id, homes.pop(), report, result)


def _take(cases: dict[str, Held], old: str, new: str, report: str, result: Joined) -> None:
    """Give all records of a report to another case; a case that keeps nothing is none."""
    source, target = cases[old], cases[new]
    source.assays, mine = _split(source.assays, report)
    target.assays += [with_facts(a, case_id=new) for a in mine]
    source.findings, found = _split(source.findings, report)
    target.findings += [with_facts(f, case_id=new) for f in found]
    source.markers, marked = _split(source.markers, report)
    target.markers += [with_facts(m, case_id=new) for m in marked]
    source.notices, noted = _split(source.notices, report)
    target.notices += [with_facts(n, case_id=new) for n in noted]
    result.moved[report, old] = new
    if not (source.assays or source.findings or source.notices or source.companions):
        del cases[old]


def _split(records: list[_R], report: str) -> tuple[list[_R], list[_R]]:
    return [r for r in records if r.report_id != report], [r for r in records if r.report_id == report]


# -- companions ------------------------------------------------------------------------------------
def _attach(cases: dict[str, Held], case_from: dict[str, str], result: Joined) -> None:
    """Give every companion to the arms it speaks of; one that speaks of none is named."""
    arms = _index((c, a) for c, held in cases.items() for a in held.assays if a.report_kind != "companion")
    _profiled(cases, arms)
    found: dict[str, list[Assay]] = defaultdict(list)  # arm -> its companions
    homes: dict[str, set[str]] = defaultdict(set)  # companion -> cases it went to
    for case_id, held in cases.items():
        for companion in [a for a in held.assays if a.report_kind == "companion"]:
            for home, arm in _partners(companion, arms) or _only_library(case_id, companion, held):
                found[arm.assay_id].append(companion)
                homes[companion.assay_id].add(home)
    for held in cases.values():
        held.assays = [_merged(a, found[a.assay_id]) if a.assay_id in found else a for a in held.assays]
    _settle(cases, case_from, homes, result)


def _profiled(cases: dict[str, Held], arms: _Index) -> None:
    """A sample of a panel list whose study's results were read whole is an arm in which nothing was found.

    The arms of such a results file carry `format:*`: it lists every sample of its study that shows something, and no other.
    """
    for held in cases.values():
        for n, a in enumerate(held.assays):
            if a.report_kind != "companion" or a.fusions_stated or a.status != "done" or _partners(a, arms):
                continue
            every = [o for name in a.joins for _, o in arms.get(name.partition(":")[0] + ":*", ())]
            files = [o for o in every if _one_branch(a.report_file, o.report_file)]
            if files and all(o.complete for o in files):
                held.assays[n] = with_facts(a, report_kind="export", fusions_stated=True)


def _settle(
    cases: dict[str, Held], case_from: dict[str, str], homes: dict[str, set[str]], result: Joined
) -> None:
    """Companions leave the arms; a case that consists of nothing else goes with them, or stays as one without a test."""
    for case_id, held in list(cases.items()):
        companions = [a for a in held.assays if a.report_kind == "companion"]
        if not companions:
            continue
        held.assays = [a for a in held.assays if a.report_kind != "companion"]
        alone = []
        for arm in companions:
            own = homes.get(arm.assay_id)
            # what fits no arm goes where the rest of its column went: it makes no case of its own
            found = own or {
                h for a in companions if a.sample == arm.sample for h in homes.get(a.assay_id, ())
            }
            for home in found:
                _follow(cases[home], arm, case_id, home, held, result)
            alone += [] if found else [arm]
            if not own and not _not_run(arm):
                said = [cases[home] for home in found] or [held]
                result.notices += [_alone(arm, case) for case in said if case.assays]
        held.companions += alone
        # what tells of no arm at all (the description of a study) makes no case either
        speaking = any(a.joins or a.qc_metrics or not a.complete for a in alone)
        if not (speaking or held.assays or held.findings or case_from.get(case_id) == "sheet"):
            del cases[case_id]


def _not_run(companion: Assay) -> bool:
    """Metrics without a number and without a failure: the arm was not run."""
    return not companion.qc_metrics and companion.status == "unknown"


def _follow(target: Held, arm: Assay, old: str, home: str, source: Held, result: Joined) -> None:
    """A companion goes to the case of the arm it speaks of, and what was noted of its report goes along."""
    target.companions.append(with_facts(arm, case_id=home))
    if home != old:
        result.moved.setdefault((arm.report_id, old), home)
        known = {n.notice_id for n in target.notices}
        target.notices += [
            with_facts(n, case_id=home)
            for n in source.notices
            if n.report_id == arm.report_id and n.notice_id not in known
        ]


def _alone(companion: Assay, held: Held) -> Notice:
    names = ", ".join(sorted({f"`{a.sample}` {a.molecule}" for a in held.assays if a.sample}))
    text = f"`{companion.sample or companion.report_file}` {companion.molecule} fits no arm of this case"
    text += f" (its arms: {names}): another id, nucleic acid, software version or day" if names else ""
    note = _note(Code.COMPANION_ALONE, text, companion, Severity.WARNING)
    return with_facts(note, hint="Check the identifiers of both files, or state qc in the sample sheet.")


def _only_library(case_id: str, companion: Assay, held: Held) -> list[tuple[str, Assay]]:
    """The arms that a companion without an identifier speaks of: those of its nucleic acid, if they are one library."""
    if companion.joins:
        return []
    arms = [
        a
        for a in held.assays
        if a.report_kind in ("caller", "candidates", "unknown")
        and a.read_status != "unreadable"
        and companion.molecule in ("unknown", a.molecule)
        and (not companion.specimen or companion.specimen == a.specimen)
    ]
    libraries = {(a.specimen, a.molecule, a.run) for a in arms}
    return [(case_id, a) for a in arms] if len(libraries) == 1 else []


def _merged(arm: Assay, companions: list[Assay]) -> Assay:
    """The arm with what its companions say, the less trusting value of each."""
    speaking = [c for c in companions if c.qc in QC_TRUST]
    qc = less_trusting((arm.qc, *(c.qc for c in companions)), QC_TRUST, "not_provided")
    if arm.qc == "not_provided" and any(not c.complete for c in companions):
        qc = less_trusting(
            (qc,), ("fail", "borderline"), "not_provided"
        )  # metrics that were not read whole pass nothing
    from_file = next((c for c in speaking if c.qc == qc and arm.qc != qc), None)
    panel = next((c for c in companions if c.assay_known), None) if not arm.assay_known else None
    return with_facts(
        arm,
        qc=qc,
        qc_from=f"{from_file.report_file}: {from_file.qc_from}" if from_file else arm.qc_from,
        qc_metrics=";".join(
            dict.fromkeys(m for a in (arm, *companions) for m in a.qc_metrics.split(";") if m)
        ),
        status=less_trusting((arm.status, *(c.status for c in companions)), _STATUS_TRUST, arm.status),
        notes=tuple(dict.fromkeys((*arm.notes, *(n for c in companions for n in c.notes)))),
        **({} if panel is None else _panel(arm, panel)),
    )


def _panel(arm: Assay, panel: Assay) -> dict[str, str]:
    """What a panel list says of an arm whose own report names no assay."""
    value = less_trusting((arm.nrg1_coverage, panel.nrg1_coverage), COVERAGE_TRUST, "unknown")
    return {
        "assay_reported": panel.assay_reported,
        "assay_known": panel.assay_known,
        "nrg1_coverage": value,
        "coverage_from": panel.coverage_from,
        "method": arm.method or panel.method,
    }


# -- who fits whom ---------------------------------------------------------------------------------
_Index = dict[str, list[tuple[str, Assay]]]


def _index(arms: Iterable[tuple[str, Assay]]) -> _Index:
    found: _Index = defaultdict(list)
    for case_id, arm in arms:
        for name in arm.joins:
            found[name].append((case_id, arm))
    return found


def _partners(arm: Assay, index: _Index) -> list[tuple[str, Assay]]:
    """Arms of other reports that share an identifier and the nucleic acid, in one branch of folders."""
    found = {
        other.assay_id: (case_id, other)
        for name in arm.joins
        if not name.endswith(":*")  # what a whole study is called makes no two of its samples one
        for case_id, other in index.get(name, ())
        if other.report_id != arm.report_id
        and (arm.molecule == other.molecule or "unknown" in (arm.molecule, other.molecule))
        and _one_branch(arm.report_file, other.report_file)
        and _one_analysis(arm, other)
    }
    return list(found.values())


def _one_analysis(a: Assay, b: Assay) -> bool:
    """Two files of one analysis: where both state their day and their software, these agree.

    An id comes back when a sample is sequenced or analysed again, and the metrics of one run pass nothing of another. A day's
    difference is allowed: an analysis may end after midnight.
    """
    versions = [_VERSION.search(arm.pipeline) for arm in (a, b)]
    if all(versions) and len({v[0] for v in versions if v}) > 1:
        return False
    if not (a.report_date and b.report_date):
        return True
    return abs((date.fromisoformat(a.report_date) - date.fromisoformat(b.report_date)).days) <= 1


def _one_branch(a: str, b: str) -> bool:
    """Does one of the files lie in the folder of the other, or in a folder below it?"""
    one, other = (path.replace("\\", "/").rpartition("/")[0] for path in (a, b))
    return any(
        not above or below == above or below.startswith(above + "/")
        for above, below in ((one, other), (other, one))
    )


def _same_id_other_run(cases: dict[str, Held], case_from: dict[str, str], result: Joined) -> None:
    """An identifier such as a pair id that comes from several sequencing runs may be that of several patients."""
    for case_id, held in cases.items():
        runs = {a.run for a in held.assays if a.run}
        if len(runs) > 1 and case_from.get(case_id) == "report":
            text = f"the identifier `{case_id}` comes from {len(runs)} sequencing runs and is judged as one patient"
            note = _note(Code.SAME_ID_OTHER_RUN, text, held.assays[0], Severity.WARNING)
            hint = "If they are several patients, name the cases in a sample sheet."
            result.notices.append(with_facts(note, case_id=case_id, hint=hint))


def _note(code: Code, text: str, arm: Assay, severity: Severity) -> Notice:
    return Notice(
        notice_id=digest(code, arm.assay_id),
        code=code,
        severity=severity,
        text=text,
        place=arm.report_file,
        report_id=arm.report_id,
        case_id=arm.case_id,
    )
