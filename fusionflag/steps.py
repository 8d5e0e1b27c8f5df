"""What to do next, by verdict and reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from fusionflag import qc
from fusionflag.codes import Code
from fusionflag.coverage import UNREAD_SHEET
from fusionflag.evidence import Evidence
from fusionflag.markers import is_driver
from fusionflag.model import Assay, Case, Finding
from fusionflag.wording import of_named, specimen_unknown


def next_step(case: Case, evidence: Evidence) -> str:
    """What to do next, by verdict and reason."""
    if case.verdict == "unreadable" and Code.IDENTITY_CONFLICT in case.reasons:
        return "Find out which report belongs to whom; correct the sample sheet."
    return _STEPS[case.verdict](case, evidence)


def _named(case: Case, evidence: Evidence) -> Finding | None:
    """The event that the case names."""
    return next((f for f in evidence.events if f.finding_id == case.finding_id), None)


def _next_positive(case: Case, evidence: Evidence) -> str:
    step = "Molecular tumor board; check the label conditions."
    if Code.DOMINANT_BIOLOGY in case.warnings:
        step += " Another driver is present: discuss which one dominates."
    if Code.CONFLICT_RNA in case.reasons:
        step += " RNA results disagree: confirm by an orthogonal method."
    return step + _same_specimen(case, evidence, "")


def _next_confirm(case: Case, evidence: Evidence) -> str:
    return (
        "RNA fusion testing on the same block; if none is left, re-biopsy or plasma options. Do not wait silently."
        + _same_specimen(case, evidence, ": the verdict becomes equivocal")
    )


def _same_specimen(case: Case, evidence: Evidence, then: str) -> str:
    """An RNA negative whose specimen is not stated may be of the same one, which changes what it means."""
    if Code.SPECIMEN_DISCORDANT not in case.reasons or not specimen_unknown(evidence, _named(case, evidence)):
        return ""
    return f" An RNA test was negative: if it was of the same specimen, state `specimen` in the sample sheet{then}."


def _next_negative(case: Case, _evidence: Evidence) -> str:
    if Code.RNA_OLDER_THAN_SPECIMEN in case.reasons:
        return "Repeat RNA testing on the newer specimen if progression was on targeted therapy."
    return (
        "No further NRG1 test is needed now; test again on a new specimen if the tumor progresses on targeted therapy or this "
        "specimen was poor."
    )


def _next_not_tested(case: Case, _evidence: Evidence) -> str:
    if Code.COMPANION_ALONE in case.reasons:
        return "Find the result file (for TSO500 the CombinedVariantOutput) and run both."
    if Code.RNA_QNS in case.reasons:
        return "New tissue is needed for an RNA fusion panel that covers NRG1."
    if Code.RNA_PENDING in case.reasons:
        return "Await the pending RNA result."
    return "Order an RNA fusion panel that covers NRG1."


_TO_CORRECT = {
    Code.MISSING_SAMPLE: "Correct `sample` in the sample sheet and run again.",
    Code.MISSING_FILE: "Find the listed file, or correct its path in the sample sheet, and run again.",
    Code.WRONG_PARSER: "Name the right parser, or none, and run again.",
    Code.AMBIGUOUS_FORMAT: "Name the parser and run again.",
    Code.FOREIGN_ASSEMBLY: "Obtain the variants called on, or lifted to, GRCh37 or GRCh38.",
    Code.BROKEN_STREAM: "Run the pipe again and look at the exit status of its first command.",
    Code.PENDING: "Await the final report.",
}


def _next_unreadable(case: Case, evidence: Evidence) -> str:
    """What to correct, where that is all that is wrong; else the file itself is to be had again."""
    codes = {Code(n.code) for n in evidence.notices if n.severity == "error"}
    look = (
        "A line of the report names NRG1: look at it by hand now. "
        if Code.NRG1_UNEXPLAINED in codes or Code.NRG1_UNEXPLAINED in case.reasons
        else ""
    )
    if set(case.reasons) == {Code.PENDING} and not codes:
        return "The report is preliminary: await the final report."
    known = [step for code, step in _TO_CORRECT.items() if code in codes]
    if known and codes <= _TO_CORRECT.keys():
        return look + " ".join(known)
    return look + "Obtain the original (structured export, or VCF with its metrics) and read it again."


def _next_of_event(case: Case, evidence: Evidence) -> str:
    return _next_equivocal(set(of_named(case, evidence, _named(case, evidence))))


def _next_equivocal(reasons: set[Code]) -> str:
    if reasons & {Code.DNA_RNA_CONFLICT, Code.RNA_SHOWS_NONFUNCTIONAL, Code.FISH_RNA_DISCORDANT}:
        return "Review the raw data, RNA expression and 3' imbalance; repeat the test."
    if reasons & {Code.OUT_OF_FRAME, Code.EGF_LOST, Code.NRG1_5P, Code.UTR_DONOR, Code.BREAK_AFTER_EGF}:
        return "Molecular pathologist's review of the junction; look for the reciprocal product with NRG1 as 3' partner."
    if reasons & {Code.LOW_SUPPORT, Code.READTHROUGH, Code.FILTERED, Code.CARRYOVER_SUSPECT}:
        return "Repeat, or confirm by an orthogonal method (RT-PCR)."
    if Code.RNA_NEEDED in reasons or Code.FISH_ONLY in reasons:
        return "RNA fusion testing that covers NRG1, on the same specimen."
    return "Ask the issuing laboratory for the missing facts (order, exons, frame, reads)."


# what another assay, or other tissue, can mend
_OTHER_ASSAY = frozenset({Code.NRG1_NOT_COVERED, Code.ISOFORM_LIMITED, Code.PARTIAL_PARTNER, Code.PLASMA_RNA})
_OTHER_TISSUE = frozenset(
    {Code.QC_FAILED, Code.QC_BORDERLINE, Code.LOW_TUMOR, Code.RNA_FAILED, Code.RNA_LIMITED}
)


def _next_inadequate(case: Case, evidence: Evidence) -> str:
    reasons = set(case.reasons)
    steps = []
    unread = {a.limitation for a in evidence.rna if a.limitation.startswith(UNREAD_SHEET)}
    if unread:
        steps += [
            f"Correct the sample sheet ({', '.join(sorted(s.removeprefix(UNREAD_SHEET) for s in unread))})."
        ]
        reasons.discard(Code.RNA_LIMITED)
    if Code.REPORT_LIST_EXCLUDES_NRG1 in reasons:
        steps.append("Ask the laboratory to open the NRG1 data already sequenced.")
    if reasons & _OTHER_ASSAY:
        steps.append("Use another RNA assay: one on tissue that covers NRG1 with any partner.")
    if reasons & _OTHER_TISSUE:
        steps.append("Test new tissue or another block.")
    steps += _to_state(evidence)
    return " ".join(steps) or "Obtain the caller's own result list and state the assay in the sample sheet."


def _to_state(evidence: Evidence) -> list[str]:
    """What the laboratory can state, of the arms that did not fail: no statement mends a failed one."""
    arms = [a for a in evidence.rna if a.status in ("done", "unknown") and not a.adequate]
    said = {a.assay_id: set(a.adequate_reason.split(";")) for a in arms if a.qc != "fail"}
    codes = set().union(*said.values())
    with_metrics = [a for a in arms if a.qc_metrics and Code.QC_NOT_PROVIDED in said.get(a.assay_id, ())]
    steps = []
    blank = sorted({name for a in with_metrics for name in _unmeasured(a)})
    if blank:
        steps.append(
            f"The metrics give no value for {', '.join(blank)}: obtain those of the whole analysis, or state `qc` in the sample "
            "sheet."
        )
    elif with_metrics:
        steps.append(
            "Metrics are there, but no limit to judge them by: state limits (`qc_limits` in --assays) or `qc` in the "
            "sample sheet."
        )
    elif Code.QC_NOT_PROVIDED in codes:
        return ["Obtain the metrics file, and state the assay and its QC in the sample sheet."]
    if Code.COVERAGE_UNKNOWN in codes:
        steps.append("State the assay, or its coverage of NRG1, in the sample sheet.")
    if Code.TUMOR_CONTENT_NOT_STATED in codes:
        steps.append("State `tumor_content` in the sample sheet.")
    return steps


def _unmeasured(arm: Assay) -> list[str]:
    """The metrics of an arm that have no value, and would be needed to judge it."""
    family = f"{arm.assay_known or arm.assay_reported} {arm.pipeline}"
    own = [re.split("[<>]=", limit)[0] for limit in arm.limits]
    return qc.unmeasured(qc.parse_metrics(arm.qc_metrics), family, own)


def _next_dna_only(case: Case, evidence: Evidence) -> str:
    if Code.RNA_PENDING in case.reasons:
        return "Await the pending RNA result."
    step = (
        "Order RNA fusion testing that covers NRG1, on new tissue: the RNA test was not done for lack of material."
        if Code.RNA_QNS in case.reasons
        else "Order RNA fusion testing (tissue) that covers NRG1."
    )
    also: tuple[str, ...] = ()
    if evidence.tumor.cholangiocarcinoma:
        also = ("FGFR2", "NTRK", "RET")
    elif evidence.tumor.lung:
        also = ("ALK", "ROS1", "RET", "NTRK", "MET exon 14")
    unanswered = [gene for gene in also if _unanswered(evidence, gene.removesuffix(" exon 14"))]
    if unanswered:
        listed = " and ".join(filter(None, (", ".join(unanswered[:-1]), unanswered[-1])))
        step += f" The same RNA test also answers {listed}."
    if case.urgency == "low":
        found = sorted({m.gene for m in evidence.markers if is_driver(m)})
        step += f" {' and '.join(found)}: another driver is reported, which makes it less urgent, not superfluous."
    return step


def _unanswered(evidence: Evidence, gene: str) -> bool:
    """Has no report detected this gene's fusion, or said that there is none?"""
    genes = ("NTRK1", "NTRK2", "NTRK3") if gene == "NTRK" else (gene,)
    states = [
        {m.state for m in evidence.markers if m.gene == g and m.marker in ("fusion", "exon 14 skipping")}
        for g in genes
    ]
    return not any("detected" in s for s in states) and not all("not_detected" in s for s in states)


_STEPS: dict[str, Callable[[Case, Evidence], str]] = {
    "positive": _next_positive,
    "positive_confirm_rna": _next_confirm,
    "equivocal": _next_of_event,
    "negative": _next_negative,
    "dna_only_negative": _next_dna_only,
    "inadequate_rna_negative": _next_inadequate,
    "not_tested": _next_not_tested,
    "unreadable": _next_unreadable,
}
