"""Who is a patient: controls are none, one id of two runs may be two, and one person in two cases is warned of."""

from __future__ import annotations

from collections import defaultdict

from fusionflag.codes import Code
from fusionflag.held import Cases, Held, Joined, note, one_branch, one_day, take
from fusionflag.model import Assay, Finding, Severity, with_facts


# -- controls --------------------------------------------------------------------------------------
def controls(cases: Cases, case_from: dict[str, str], result: Joined) -> list[tuple[Assay, Finding]]:
    """No-template controls are no patients and make no case, unless a sheet names them as one.

    A control that shows NRG1 stays a case, never a positive one: its name may be that of a patient, and a fusion in a true
    control speaks against the patients of its run that show the same. Returns the NRG1 findings of controls.
    """
    seen: list[tuple[Assay, Finding]] = []
    for case_id, held in list(cases.items()):
        own = {a.assay_id: a for a in held.assays if a.report_kind == "control"}
        if not own:
            continue
        seen += [(own[f.assay_id], f) for f in held.findings if f.assay_id in own and f.nrg1_role != "none"]
        speaking = {f.assay_id for f in held.findings if f.nrg1_role != "none"}
        _set_aside(held, {i: a for i, a in own.items() if i not in speaking})
        for arm in own.values():
            fusions = [f.fusion for f in held.findings if f.assay_id == arm.assay_id]
            shows = f"; it shows {', '.join(dict.fromkeys(fusions))}" if fusions else ""
            text = f"`{arm.sample}` is a no-template control: it is no patient, and its silence says nothing{shows}"
            result.notices.append(note(Code.NO_TEMPLATE_CONTROL, text, arm, Severity.INFO))
        if not held.assays and not held.findings and case_from.get(case_id) != "sheet":
            result.notices += held.notices
            del cases[case_id]
    return seen


def _set_aside(held: Held, silent: dict[str, Assay]) -> None:
    held.companions += silent.values()
    held.assays = [a for a in held.assays if a.assay_id not in silent]
    held.findings = [f for f in held.findings if f.assay_id not in silent]
    held.markers = [m for m in held.markers if m.assay_id not in silent]


def warn_of(control: Assay, found: Finding, cases: Cases, result: Joined) -> None:
    """Tell of an NRG1 fusion in a control, and every patient of its run or folders who shows the same."""
    text = f"a no-template control shows {found.fusion}: check the run for contamination, and the name of the sample"
    result.notices.append(note(Code.CONTROL_HAS_FUSION, text, control, Severity.WARNING))
    for held in cases.values():
        arms = {a.assay_id: a for a in held.assays}
        for finding in held.findings:
            arm = arms.get(finding.assay_id)
            if (
                arm is None
                or (finding.gene5, finding.gene3) != (found.gene5, found.gene3)
                or arm.report_kind == "control"
            ):
                continue
            if arm.run == control.run if arm.run and control.run else one_branch(arm, control):
                text = f"{found.fusion} stands in the no-template control `{control.sample}` of this run too"
                result.notices.append(note(Code.CONTROL_HAS_FUSION, text, arm, Severity.WARNING))
                held.codes.append(Code.CONTROL_HAS_FUSION)


# -- one id, several patients ----------------------------------------------------------------------
def split_runs(cases: Cases, case_from: dict[str, str], result: Joined) -> None:
    """An id such as `Pair_1` comes back in the next run: reports that share it, but neither library nor analysis, are parted.

    Reports that state who the patient is are left together: their names and birth dates are compared.
    """
    for case_id, held in list(cases.items()):
        if case_from.get(case_id) != "report":
            continue
        groups: list[list[Assay]] = []
        for arms in _reports(held):
            home = next((g for g in groups if any(_one_patient(a, b) for a in arms for b in g)), None)
            if home is None:
                groups.append(list(arms))
            else:
                home += arms
        if len(groups) == 1 and len({a.run for a in groups[0] if a.run}) > 1:
            text = f"the id `{case_id}` comes from several sequencing runs, and is judged as one patient's"
            hint = "If they are several patients, name the cases in a sample sheet."
            result.notices.append(note(Code.SAME_ID_OTHER_RUN, text, groups[0][0], Severity.WARNING, hint))
        for group in groups if len(groups) > 1 else []:
            new = f"{case_id} in {group[0].report_file}"
            text = f"the id `{case_id}` comes from {len(groups)} analyses of different samples; each is judged by itself"
            hint = "If they are one patient's, give them one case_id in a sample sheet."
            told = note(Code.SAME_ID_OTHER_RUN, text, group[0], Severity.WARNING, hint)
            result.notices.append(with_facts(told, case_id=new))
            for report in dict.fromkeys(a.report_id for a in group):
                take(cases, case_id, new, report, result)
            case_from[new] = "report"
            cases[new].codes.append(Code.SAME_ID_OTHER_RUN)


def _reports(held: Held) -> list[list[Assay]]:
    """The arms of each report that holds results, in a fixed order."""
    found: dict[str, list[Assay]] = defaultdict(list)
    for arm in sorted(held.assays, key=lambda a: (a.report_file, a.assay_id)):
        if arm.report_kind != "companion":
            found[arm.report_id].append(arm)
    return list(found.values())


def _one_patient(a: Assay, b: Assay) -> bool:
    if a.patient_name or a.birth_date or b.patient_name or b.birth_date:
        return True
    if not (a.sample and b.sample) or a.sample == b.sample:
        return True
    if a.molecule != b.molecule:  # the DNA and the RNA of a patient have samples of their own
        return one_branch(a, b) and one_day(a, b)
    return not (a.run and b.run and a.run != b.run) and one_branch(a, b) and one_day(a, b)


# -- one person, several cases ---------------------------------------------------------------------
def same_person(cases: Cases, result: Joined) -> None:
    """Reports that carry one name and one birth date, but stand in different cases: nothing is grouped, but it is said."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case_id, held in cases.items():
        for arm in held.assays:
            if arm.patient_name and arm.birth_date:
                found[arm.patient_name, arm.birth_date].add(case_id)
    for ids in (sorted(ids) for ids in found.values() if len(ids) > 1):
        for case_id in ids:
            others = ", ".join(f"`{i}`" for i in ids if i != case_id)
            text = f"the same name and birth date stand in another case: {others}"
            hint = "If it is one patient, give the reports one case_id in a sample sheet: they are judged together then."
            arm = cases[case_id].assays[0]
            result.notices.append(note(Code.SAME_PERSON_OTHER_CASE, text, arm, Severity.WARNING, hint))
            cases[case_id].codes.append(Code.SAME_PERSON_OTHER_CASE)
