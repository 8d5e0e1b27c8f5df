"""What to do next, by verdict and reason."""

from __future__ import annotations

from fusionflag.codes import Code
from fusionflag.evidence import Evidence
from fusionflag.markers import is_driver
from fusionflag.model import Case
from fusionflag.wording import of_named


def next_step(case: Case, evidence: Evidence) -> str:
    """What to do next, by verdict and reason."""
    if case.verdict == "equivocal":
        named = next((f for f in evidence.events if f.finding_id == case.finding_id), None)
        return _next_equivocal(set(of_named(case, evidence, named)))
    if case.verdict == "inadequate_rna_negative":
        return _next_inadequate({Code(r) for r in case.reasons})
    if case.verdict == "dna_only_negative":
        return _next_dna_only(case, evidence)
    if case.verdict == "positive":
        second = Code.DOMINANT_BIOLOGY in case.warnings
        more = " Another driver is present: discuss which one dominates." if second else ""
        repeat = (
            " RNA results disagree: confirm by an orthogonal method."
            if Code.CONFLICT_RNA in case.reasons
            else ""
        )
        return f"Molecular tumor board; check the label conditions.{more}{repeat}"
    if case.verdict == "negative":
        older = Code.RNA_OLDER_THAN_SPECIMEN in case.reasons
        return (
            "Repeat RNA testing on the newer specimen if progression was on targeted therapy."
            if older
            else "None for NRG1; consider a re-test on a new specimen."
        )
    if case.verdict == "unreadable" and Code.IDENTITY_CONFLICT not in case.reasons:
        return _next_unreadable({Code(n.code) for n in evidence.notices if n.severity == "error"})
    return _FIXED_STEPS[Code.IDENTITY_CONFLICT in case.reasons, case.verdict]


_FIXED_STEPS = {
    (False, "positive_confirm_rna"): (
        "RNA fusion testing on the same block; if none is left, re-biopsy or plasma options. Do not wait silently."
    ),
    (False, "not_tested"): "Order an RNA fusion panel that covers NRG1.",
    (True, "unreadable"): "Find out which report belongs to whom; correct the sample sheet.",
}


_TO_CORRECT = {
    Code.MISSING_SAMPLE: "Correct `sample` in the sample sheet and run again.",
    Code.MISSING_FILE: "Find the listed file, or correct its path in the sample sheet, and run again.",
    Code.WRONG_PARSER: "Name the right parser, or none, and run again.",
    Code.AMBIGUOUS_FORMAT: "Name the parser and run again.",
    Code.FOREIGN_ASSEMBLY: "Obtain the variants called on, or lifted to, GRCh37 or GRCh38.",
    Code.PENDING: "Await the final report.",
}


def _next_unreadable(codes: set[Code]) -> str:
    """What to correct, where that is all that is wrong; else the file itself is to be had again."""
    known = [step for code, step in _TO_CORRECT.items() if code in codes]
    if known and codes <= _TO_CORRECT.keys():
        return " ".join(known)
    return "Obtain the original (structured export, or VCF with its metrics) and read it again."


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


def _next_inadequate(reasons: set[Code]) -> str:
    steps = []
    if Code.REPORT_LIST_EXCLUDES_NRG1 in reasons:
        steps.append("Ask the laboratory to open the NRG1 data already sequenced.")
    if reasons & {Code.NRG1_NOT_COVERED, Code.ISOFORM_LIMITED, Code.PARTIAL_PARTNER, Code.PLASMA_RNA}:
        steps.append("Use another RNA assay: one on tissue that covers NRG1 with any partner.")
    if reasons & {Code.QC_FAILED, Code.QC_BORDERLINE, Code.LOW_TUMOR, Code.RNA_FAILED, Code.RNA_LIMITED}:
        steps.append("Test new tissue or another block.")
    if reasons & {Code.QC_NOT_PROVIDED, Code.COVERAGE_UNKNOWN, Code.TUMOR_CONTENT_NOT_STATED}:
        steps.append("Obtain the metrics file, and state the assay and its QC in the sample sheet.")
    return " ".join(steps) or "Obtain the caller's own result list and state the assay in the sample sheet."


def _next_dna_only(case: Case, evidence: Evidence) -> str:
    if Code.RNA_PENDING in case.reasons:
        return "Await the pending RNA result."
    step = "Order RNA fusion testing (tissue) that covers NRG1."
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
