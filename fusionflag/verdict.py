"""Evidence -> rules -> Case: the verdict, and beside it the label axis, urgency, warnings and wording.

Tumor type, other drivers and age never change the verdict; they speak on the label axis, in the urgency and in the text.
"""

from __future__ import annotations

from fusionflag import __version__, knowledge, steps, wording
from fusionflag.codes import Code
from fusionflag.evidence import Evidence
from fusionflag.markers import is_driver
from fusionflag.model import Case
from fusionflag.rules import RULES, Outcome, Rule


def decide(evidence: Evidence) -> tuple[Rule, Outcome]:
    """The first rule of the table that applies. The last one always does."""
    for rule in RULES:
        outcome = rule.applies(evidence)
        if outcome is not None:
            return rule, outcome
    raise AssertionError("the last rule applies to everything")


def judge(evidence: Evidence, case_id: str = "", case_id_from: str = "path") -> Case:
    """The answer for one case."""
    rule, outcome = decide(evidence)
    tumor = evidence.tumor
    warnings = _warnings(evidence, rule, outcome)
    therapy = knowledge.therapy_of(tumor.group) if tumor.label == "labelled" else None
    finding = outcome.finding
    arms = evidence.arms
    read = {a.report_id: True for a in arms}
    for arm in arms:
        read[arm.report_id] &= arm.complete and arm.read_status in (
            "ok",
            "repaired",
            "cannot_express_fusions",
        )
    case = Case(
        case_id=case_id,
        case_id_from=case_id_from,
        verdict=rule.verdict,
        verdict_rule=rule.id,
        reasons=tuple(outcome.reasons),
        warnings=warnings,
        fusion=finding.fusion if finding is not None and rule.verdict != "negative" else "",
        finding_id=finding.finding_id if finding is not None and rule.verdict != "negative" else "",
        event_callers=finding.event_callers if finding is not None and rule.verdict != "negative" else "",
        label=tumor.label,
        label_reason=tumor.reason,
        label_not_assessed=therapy.population if therapy else "",
        urgency=urgency(evidence, rule, outcome),
        tumor_type="; ".join(dict.fromkeys(a.tumor_type_reported for a in arms if a.tumor_type_reported)),
        arms_rna=len(evidence.rna),
        arms_dna=len(evidence.dna),
        arms_other=len(arms) - len(evidence.rna) - len(evidence.dna),
        reports_read=sum(read.values()),
        reports_unread=len(read) - sum(read.values()),
        version=__version__,
        knowledge=knowledge.version(),
    )
    case.next_step = steps.next_step(case, evidence)
    case.addendum = wording.addendum(case, evidence, finding)
    return case


def _warnings(evidence: Evidence, rule: Rule, outcome: Outcome) -> tuple[str, ...]:
    """What a reader must see beside the verdict: unread inputs, notes of events and arms, label conflicts."""
    codes: list[str] = []
    if rule.id != "R8":
        codes += evidence.unread
    codes += evidence.codes
    for finding in evidence.of_class("R-NOTE", "D-NOTE"):
        codes += finding.event_reasons
    if outcome.finding is not None:
        codes += outcome.finding.notes
    if rule.verdict in ("positive", "positive_confirm_rna") and _other_driver(evidence):
        codes.append(Code.DOMINANT_BIOLOGY)
    codes += [n for a in evidence.arms for n in a.notes]
    if evidence.tumor.age_excluded:
        codes.append(Code.LABEL_AGE)
    return tuple(str(c) for c in dict.fromkeys(codes) if c not in outcome.reasons) if codes else ()


def _other_driver(evidence: Evidence) -> bool:
    return any(map(is_driver, evidence.markers))


def _kras_mutant(evidence: Evidence) -> bool:
    return any(m.state == "detected" and m.gene == "KRAS" for m in evidence.markers)


def urgency(evidence: Evidence, rule: Rule, outcome: Outcome) -> str:
    """high, standard, low or none (verdicts.md section 6); never changes the verdict."""
    if Code.IDENTITY_CONFLICT in outcome.reasons or rule.verdict in ("positive", "positive_confirm_rna"):
        return "high"
    if rule.verdict == "negative":
        return "none"
    if rule.verdict == "unreadable":
        return "standard"
    tumor = evidence.tumor
    if rule.verdict == "equivocal":
        finding = outcome.finding
        recurrent = finding is not None and evidence.recurrent(finding)
        return "high" if tumor.label == "labelled" and recurrent else "standard"
    return _urgency_of_a_gap(evidence)


def _urgency_of_a_gap(evidence: Evidence) -> str:
    """How urgent RNA testing is where nothing was found and nothing was excluded."""
    tumor = evidence.tumor
    if tumor.label == "not_labelled":
        return "none"
    driver = _other_driver(evidence)
    if tumor.invasive_mucinous_lung:  # KRAS goes with SLC3A2::NRG1 there
        return "standard" if _kras_mutant(evidence) else "low" if driver else "high"
    if driver:
        return "low"
    if tumor.cholangiocarcinoma:
        return "high"
    if tumor.pancreatic_adenocarcinoma and _kras_wild_type(evidence):
        return "high"
    if tumor.lung_adenocarcinoma and _driver_negative(evidence):
        return "high"
    return "standard"


def _kras_wild_type(evidence: Evidence) -> bool:
    return any(m.gene == "KRAS" and m.state == "not_detected" for m in evidence.markers)


def _driver_negative(evidence: Evidence) -> bool:
    """Low TMB, or the usual lung drivers stated as not detected."""
    absent = {m.gene for m in evidence.markers if m.state == "not_detected"}
    low_tmb = any(m.gene == "TMB" and m.state == "detected" and m.marker == "low" for m in evidence.markers)
    return low_tmb or {"EGFR", "KRAS", "ALK", "ROS1"} <= absent
