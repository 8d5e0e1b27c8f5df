"""Several files, one arm: results, quality metrics, candidate lists and panel lists of one library find each other.

They are joined by identifiers that their formats declare (`Assay.joins`), never by likeness of names, and only within one branch
of folders and one analysis: identifiers such as `Pair_1` come back in the next run. A companion (metrics, panel) that carries no
identifier belongs to the one library of its case. What two companions say, and what the report itself says, is never added up in
favor of a negative: the less trusting value holds, and a companion that fits several patients can only lower them.
"""

from __future__ import annotations

import re
from collections import defaultdict

from fusionflag import qc
from fusionflag.codes import Code
from fusionflag.coverage import COVERAGE_TRUST, QC_TRUST, less_trusting
from fusionflag.grouping import controls, same_person, split_runs, warn_of
from fusionflag.held import Cases, Held, Joined, note, one_branch, one_day, take
from fusionflag.knowledge import QcLimit
from fusionflag.model import Assay, Notice, Severity, with_facts

_VERSION = re.compile(r"\b\d+\.\d+")
_STATUS_TRUST = ("failed", "not_done", "pending")
_FAILED = ("fail", "borderline")
_Index = dict[str, list[tuple[str, Assay]]]


def join(cases: Cases, case_from: dict[str, str]) -> Joined:
    """Bring the files of one arm together, in place. `case_from`: who named each case (sheet, report, path)."""
    result = Joined()
    seen = controls(cases, case_from, result)
    split_runs(cases, case_from, result)
    _move(cases, case_from, result)
    _attach(cases, case_from, result)
    for control, finding in seen:
        warn_of(control, finding, cases, result)
    same_person(cases, result)
    return result


# -- results of one library in two files -----------------------------------------------------------
def _move(cases: Cases, case_from: dict[str, str], result: Joined) -> None:
    """A report that no sheet lists, that names no case of its own and shares an identifier with one that does, goes to its case.

    It can only add events, so folders do not matter as long as one case alone has the identifier: the maker's own folders part
    results from candidates.
    """
    arms = _index(cases)
    if not arms:
        return
    for case_id, held in list(cases.items()):
        if case_from.get(case_id) == "sheet":
            continue
        for report in sorted({a.report_id for a in held.assays if a.joins and a.report_kind != "companion"}):
            own = [a for a in held.assays if a.report_id == report]
            if any(a.case_hint for a in own):
                continue
            homes = {c for a in own for c, o in _candidates(a, arms) if c != case_id and o.case_hint}
            if len(homes) == 1:
                take(cases, case_id, homes.pop(), report, result)
            elif homes:
                text = f"its identifier stands in several cases ({', '.join(sorted(homes))}): it is joined to none"
                result.notices.append(note(Code.COMPANION_ALONE, text, own[0], Severity.WARNING))


# -- companions ------------------------------------------------------------------------------------
def _attach(cases: Cases, case_from: dict[str, str], result: Joined) -> None:
    """Give every companion to the arms it speaks of; one that speaks of none is named."""
    if not any(a.report_kind == "companion" for held in cases.values() for a in held.assays):
        return
    arms = _index(cases)
    _profiled(cases, arms)
    found: dict[str, list[Assay]] = defaultdict(list)  # arm -> its companions
    homes: dict[str, list[str]] = {}  # companion -> cases it went to
    for case_id, held in cases.items():
        for companion in [a for a in held.assays if a.report_kind == "companion"]:
            partners = _partners(companion, arms) or _only_library(case_id, companion, held)
            homes[companion.assay_id] = sorted({home for home, _ in partners})
            several = len(homes[companion.assay_id]) > 1
            for _, arm in partners:
                found[arm.assay_id].append(_lowering(companion) if several else companion)
            if several and companion.qc_metrics:
                text = f"`{companion.sample}` fits arms of several cases: it passes none of them"
                result.notices.append(note(Code.COMPANION_ALONE, text, companion, Severity.WARNING))
    for held in cases.values():
        held.assays = [_merged(a, found[a.assay_id]) if a.assay_id in found else a for a in held.assays]
    _settle(cases, case_from, homes, result)


def _lowering(companion: Assay) -> Assay:
    """A companion of whom it is not certain whose it is: what it fails counts, what it passes does not."""
    kept = companion.qc if companion.qc in _FAILED else "not_provided"
    return with_facts(companion, qc=kept, qc_metrics="", assay_known="")


def _profiled(cases: Cases, arms: _Index) -> None:
    """A sample of a panel list whose study's results were read whole is an arm in which nothing was found.

    The arms of such a results file carry `format:*`: it lists every sample of its study that shows something, and no other. A
    study is a folder.
    """
    for held in cases.values():
        for n, a in enumerate(held.assays):
            if a.report_kind != "companion" or a.fusions_stated or a.status != "done" or _partners(a, arms):
                continue
            every = [o for name in a.joins for _, o in arms.get(name.partition(":")[0] + ":*", ())]
            files = [o for o in every if o.branch == a.branch]
            if files and all(o.complete for o in files):
                held.assays[n] = with_facts(a, report_kind="export", fusions_stated=True)


def _settle(cases: Cases, case_from: dict[str, str], homes: dict[str, list[str]], result: Joined) -> None:
    """Companions leave the arms; a case that consists of nothing else goes with them, or stays as one without a test."""
    for case_id, held in list(cases.items()):
        companions = [a for a in held.assays if a.report_kind == "companion"]
        if not companions:
            continue
        held.assays = [a for a in held.assays if a.report_kind != "companion"]
        alone = []
        for arm in companions:
            own = homes.get(arm.assay_id, [])
            # what fits no arm goes where the rest of its column went: it makes no case of its own
            rest = {h for a in companions if a.sample == arm.sample for h in homes.get(a.assay_id, ())}
            found = own or sorted(rest)
            _follow(cases, arm, case_id, found, held, result)
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


def _follow(cases: Cases, arm: Assay, old: str, homes: list[str], source: Held, result: Joined) -> None:
    """A companion goes to the cases of its arms (it is listed in the first), and what was noted of its report goes along."""
    for home in homes:
        if home == homes[0]:
            cases[home].companions.append(with_facts(arm, case_id=home))
        if home == old:
            continue
        result.moved.setdefault((arm.report_id, old), homes[0])
        known = {n.notice_id for n in cases[home].notices}
        cases[home].notices += [
            with_facts(n, case_id=home)
            for n in source.notices
            if n.report_id == arm.report_id and n.notice_id not in known
        ]


def _alone(companion: Assay, held: Held) -> Notice:
    names = ", ".join(sorted({f"`{a.sample}` {a.molecule}" for a in held.assays if a.sample}))
    text = f"`{companion.sample or companion.report_file}` {companion.molecule} fits no arm of this case"
    text += f" (its arms: {names}): another id, nucleic acid, software version or day" if names else ""
    hint = "Check the identifiers of both files, or state qc in the sample sheet."
    return note(Code.COMPANION_ALONE, text, companion, Severity.WARNING, hint)


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


# -- merging ---------------------------------------------------------------------------------------
def _merged(arm: Assay, companions: list[Assay]) -> Assay:
    """The arm with what its companions say, the less trusting value of each."""
    judged = [_by_own_limits(c, arm) for c in companions]
    value = less_trusting((arm.qc, *(c.qc for c in judged)), QC_TRUST, "not_provided")
    if arm.qc == "not_provided" and any(not c.complete for c in judged):
        value = less_trusting(
            (value,), _FAILED, "not_provided"
        )  # metrics that were not read whole pass nothing
    from_file = next((c for c in judged if c.qc == value and arm.qc != value), None)
    panel = next((c for c in judged if c.assay_known), None) if not arm.assay_known else None
    metrics = dict.fromkeys(m for a in (arm, *judged) for m in a.qc_metrics.split(";") if m)
    contents = [a.tumor_content for a in (arm, *judged) if a.tumor_content is not None]
    return with_facts(
        arm,
        qc=value,
        qc_from=f"{from_file.report_file}: {from_file.qc_from}" if from_file else arm.qc_from,
        qc_metrics=";".join(metrics),
        status=less_trusting((arm.status, *(c.status for c in judged)), _STATUS_TRUST, arm.status),
        tumor_content=min(contents, default=None),
        limitation=next((a.limitation for a in (arm, *judged) if a.limitation), ""),
        notes=tuple(dict.fromkeys((*arm.notes, *(n for c in judged for n in c.notes)))),
        **({} if panel is None else _panel(arm, panel)),
    )


def _by_own_limits(companion: Assay, arm: Assay) -> Assay:
    """The companion's metrics held against the limits that the laboratory states for the arm's assay."""
    if not arm.limits or not companion.qc_metrics or companion.qc in _FAILED:
        return companion
    own = [_limit(text) for text in arm.limits]
    call = qc.judge(
        qc.parse_metrics(companion.qc_metrics), f"{companion.assay_known} {companion.pipeline}", own
    )
    return with_facts(companion, qc=call.state, qc_from=call.limits_from)


def _limit(text: str) -> QcLimit:
    name, operator, value = re.split("(>=|<=)", text)
    return QcLimit("laboratory", name, operator, float(value), "")


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
def _index(cases: Cases) -> _Index:
    """The arms that hold results, by each of their identifiers."""
    found: _Index = defaultdict(list)
    for case_id, held in cases.items():
        for arm in held.assays:
            if arm.joins and arm.report_kind != "companion":
                for name in arm.joins:
                    found[name].append((case_id, arm))
    return found


def _candidates(arm: Assay, index: _Index) -> list[tuple[str, Assay]]:
    """Arms of other reports that share an identifier and the nucleic acid."""
    found = {
        other.assay_id: (case_id, other)
        for name in arm.joins
        if not name.endswith(":*")  # what a whole study is called makes no two of its samples one
        for case_id, other in index.get(name, ())
        if other.report_id != arm.report_id
        and (arm.molecule == other.molecule or "unknown" in (arm.molecule, other.molecule))
    }
    return list(found.values())


def _partners(companion: Assay, index: _Index) -> list[tuple[str, Assay]]:
    """The arms that a companion speaks of: of its branch of folders and its analysis.

    An arm of the same case that is of another analysis shows that the companion is not of this case's library: a candidate
    list that states neither day nor software must not be passed by what its own results refuse.
    """
    near = [(c, a) for c, a in _candidates(companion, index) if one_branch(companion, a)]
    refused = {c for c, a in near if not _one_analysis(companion, a)}
    return [(c, a) for c, a in near if c not in refused]


def _one_analysis(a: Assay, b: Assay) -> bool:
    """Two files of one analysis: where both state their day and their software, these agree."""
    versions = [_VERSION.search(arm.pipeline) for arm in (a, b)]
    if all(versions) and len({v[0] for v in versions if v}) > 1:
        return False
    return one_day(a, b)
