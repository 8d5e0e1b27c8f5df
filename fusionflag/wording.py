"""The words: a neutral addendum that a laboratory could paste, and the next step. Only what is stated or computed is printed.

The texts follow the wording table that docs/rules.md carries; figures and dates come from the knowledge tables, never from here.
"""

from __future__ import annotations

from collections.abc import Callable

from fusionflag import knowledge
from fusionflag.codes import Code
from fusionflag.evidence import Evidence
from fusionflag.meanings import SHOWN, meaning
from fusionflag.model import Case, Finding

__all__ = ["SHOWN", "addendum", "label_sentence", "meaning", "next_step"]

_PARTNER_CONFLICT = {
    Code.DNA_RNA_CONFLICT,
    Code.RNA_SHOWS_NONFUNCTIONAL,
    Code.FISH_RNA_DISCORDANT,
    Code.LAB_RULE_DISAGREE,
}
_MISSING = {
    Code.EGF_UNKNOWN,
    Code.FRAME_UNKNOWN,
    Code.ORIENTATION_UNKNOWN,
    Code.PARTNER_NOT_STATED,
    Code.PARTNER_UNREADABLE,
    Code.BUILD_UNKNOWN,
    Code.SINGLE_BREAKEND,
    Code.NUCLEIC_ACID_UNKNOWN,
}


def _because(case: Case) -> str:
    return "; ".join(dict.fromkeys(meaning(r) for r in case.reasons))


# -- addendum --------------------------------------------------------------------------------------
def addendum(case: Case, evidence: Evidence, finding: Finding | None) -> str:
    """The neutral wording of the verdict."""
    return _ADDENDA[case.verdict](case, evidence, finding)


def _positive(case: Case, e: Evidence, f: Finding | None) -> str:
    assert f is not None
    parts = [f"NRG1 gene fusion detected by RNA sequencing: {f.fusion}"]
    exons = _exons(f)
    parts[0] += f" ({exons})" if exons else ""
    if f.in_frame == "in":
        parts.append("in frame (stated)")
    elif f.frame_computed == "in":
        parts.append("in frame (computed)")
    if f.egf_kept == "kept":
        parts.append(f"EGF-like domain retained ({'by position' if f.egf_from == 'position' else 'stated'})")
    text = ", ".join(parts) + f"; {_reads(f)}." + _tumor_sentence(case) + label_sentence(case, e)
    text += (
        " Label conditions that sequencing cannot show (adult, advanced unresectable or metastatic disease, progression "
        "after prior systemic therapy) were not assessed."
    )
    return text + _conflicts(case)


def _exons(f: Finding) -> str:
    """The exons at the junction: the partner's as stated, else by its splice donor; NRG1's in type I numbering."""
    transcript, _, number = f.partner_exon.partition(":")
    exon, of = (f.exon5, f.transcript5) if f.exon5 and f.transcript5 else (number, transcript)
    parts = [f"{f.gene5} exon {exon} of {of}"] if exon else []
    if f.nrg1_exon:
        parts.append(f"NRG1 exon {f.nrg1_exon.removeprefix('e')}, type I numbering")
    return "; ".join(parts)


def _reads(f: Finding) -> str:
    parts = [
        f"{count} {name}"
        for count, name in (
            (f.junction_reads, "junction reads"),
            (f.pair_reads, "read pairs"),
            (f.unique_reads, "unique"),
        )
        if count is not None
    ]
    if not parts and f.total_reads is not None:
        parts = [f"{f.total_reads} supporting reads"]
    return ", ".join(parts) or "supporting reads not stated"


def _conflicts(case: Case) -> str:
    said = {
        Code.CONFLICT_RNA: " Another RNA test of the same specimen was negative.",
        Code.SPECIMEN_DISCORDANT: " An RNA test of another specimen was negative.",
        Code.UNREAD_INPUT: " Another report of this case could not be read whole.",
        Code.FRAME_DISAGREE: " The computed reading frame disagrees.",
    }
    return "".join(text for code, text in said.items() if code in (*case.reasons, *case.warnings))


def _tumor_sentence(case: Case) -> str:
    return f" Tumor type: {case.tumor_type}." if case.tumor_type else " Tumor type not stated."


def label_sentence(case: Case, e: Evidence) -> str:
    """The label axis in words, with the date of the knowledge base."""
    date = knowledge.version()
    if case.label == "labelled":
        named = knowledge.label_of(e.tumor.group)
        text = f" The tumor type as stated ({case.tumor_type}) is within the US label for {named}, knowledge base date {date}."
    elif case.label == "not_labelled":
        text = f" Outside the US label ({case.label_reason}); consider trials."
    elif case.label == "ambiguous":
        text = f" {case.tumor_type} is not clearly one of the labelled tumor types ({case.label_reason}); clinician decision."
    else:
        text = " Tumor type not stated or not understood, so it is not compared with the label."
    return text + f" No approved companion diagnostic is known to this knowledge base at its date ({date})."


def _confirm(case: Case, e: Evidence, f: Finding | None) -> str:
    assert f is not None
    unknown = Code.NUCLEIC_ACID_UNKNOWN in case.reasons
    by = "by a report that does not state its nucleic acid" if unknown else "by DNA sequencing"
    points = "; ".join(f"{c}:{p}" for c, p in ((f.chrom5, f.pos5), (f.chrom3, f.pos3)) if c and p is not None)
    text = f"An NRG1 rearrangement compatible with an activating fusion, {f.fusion}, was reported {by}"
    text += f" ({points})." if points else "."
    if f.classification:
        text += f" The laboratory classified it as {f.classification}."
    cannot = (
        "the report does not state frame or expression" if unknown else "DNA cannot show frame or expression"
    )
    return (
        text
        + f" RNA confirmation is advised because {cannot}; if no tissue is left, the treating team decides on the signed "
        "report. This is not a negative result." + label_sentence(case, e)
    )


def _equivocal(case: Case, _e: Evidence, f: Finding | None) -> str:
    reasons = {Code(r) for r in case.reasons}
    if reasons & _PARTNER_CONFLICT:
        how = "conflicts with another result"
    elif reasons and reasons <= _MISSING | {Code.RNA_NEEDED}:
        how = "cannot be judged from this report"
    else:
        how = "does not meet the criteria for an activating fusion"
    named = f" ({f.fusion}; {_reads(f)})" if f is not None else ""
    return f"An NRG1 event was found{named} that {how}: {_because(case)}. This is neither a positive nor a negative result."


def _negative(case: Case, e: Evidence, _f: Finding | None) -> str:
    arms = e.adequate
    names = "; ".join(dict.fromkeys(a.assay_known or a.assay_reported or a.parser for a in arms))
    attested = all(a.qc == "attested" for a in arms)
    metrics = "; ".join(dict.fromkeys(a.qc_metrics for a in arms if a.qc_metrics))
    how = "as signed out by the laboratory" if attested else metrics or "as stated by the laboratory"
    content = " Tumor content not stated." if Code.TUMOR_CONTENT_NOT_STATED in case.reasons else ""
    bone = " The specimen was decalcified." if Code.DECALCIFIED in case.reasons else ""
    return (
        f"No NRG1 fusion detected by RNA sequencing ({names}) that covers NRG1; RNA quality met the assay's criteria ({how})."
        f"{content}{bone} False negatives remain possible (low tumor content, low expression, degraded RNA, events outside the "
        "design)."
    )


def _dna_only(case: Case, e: Evidence, _f: Finding | None) -> str:
    arms = [a for a in e.arms if a.molecule in ("DNA", "cfDNA", "FISH", "unknown")]
    kinds = {a.molecule for a in arms}
    if kinds == {"FISH"}:
        text = "No NRG1 rearrangement was reported by FISH, which is a screening method and names no partner."
    elif kinds == {"unknown"}:
        text = "No NRG1 fusion was reported; the nucleic acid tested is not stated, and RNA is not shown to be among it."
    else:
        text = "No NRG1 fusion was reported, but only DNA was tested."
    if "cfDNA" in kinds:
        text += " In plasma, shedding of tumor DNA may be too low."
    if any(a.method == "WGS" for a in arms):
        text += (
            " Whole-genome DNA reads the introns but cannot show a transcript and misses a share of fusions."
        )
    elif kinds & {"DNA", "cfDNA"}:
        covered = {"no": "not covered", "yes": "covered"}
        states = "; ".join(dict.fromkeys(covered.get(a.nrg1_coverage, "coverage unknown") for a in arms))
        text += (
            " DNA panels often miss NRG1 fusions because the breakpoints lie in introns far larger than the panels sequence;"
            f" NRG1 on this assay: {states}."
        )
    if e.tumor.lung:
        text += (
            " In one vendor's series with both tests (few NRG1 cases), two thirds of NRG1-positive lung cancers were seen by "
            "RNA only."
        )
    return (
        text
        + " This result does not exclude an NRG1 fusion. RNA-based fusion testing that covers NRG1 is recommended before "
        "NRG1 status is called negative."
    )


def _inadequate(case: Case, _e: Evidence, _f: Finding | None) -> str:
    return f"RNA testing was done, but cannot exclude an NRG1 fusion because: {_because(case)}."


def _not_tested(_case: Case, _e: Evidence, _f: Finding | None) -> str:
    return "The supplied documents contain no test for gene fusions. NRG1 status is unknown."


def _unreadable(case: Case, e: Evidence, _f: Finding | None) -> str:
    if Code.IDENTITY_CONFLICT in case.reasons:
        seen = f" One of them shows {case.fusion}." if case.fusion else ""
        return (
            "The reports of this case name different people (birth date or name differ). No joint NRG1 conclusion is drawn; "
            f"each identity is judged as a case of its own.{seen}"
        )
    bad = [n for n in e.notices if n.severity == "error"]
    what = "; ".join(dict.fromkeys(f"{n.place}: {n.text}" for n in bad[:3])) or ", ".join(case.reasons)
    rows = sum(a.rows_read or 0 for a in e.arms)
    good = f"{case.reports_read} of {case.reports_read + case.reports_unread} reports read whole, {rows} rows in all"
    if Code.PENDING in case.reasons and not bad:
        what = "a report is preliminary"
    return f"A report could not be read or was incomplete ({what}). No NRG1 conclusion is drawn. Readable parts: {good}."


_ADDENDA: dict[str, Callable[[Case, Evidence, Finding | None], str]] = {
    "positive": _positive,
    "positive_confirm_rna": _confirm,
    "equivocal": _equivocal,
    "negative": _negative,
    "dna_only_negative": _dna_only,
    "inadequate_rna_negative": _inadequate,
    "not_tested": _not_tested,
    "unreadable": _unreadable,
}


# -- next step -------------------------------------------------------------------------------------
def next_step(case: Case, evidence: Evidence) -> str:
    """What to do next, by verdict and reason."""
    if case.verdict == "equivocal":
        return _next_equivocal({Code(r) for r in case.reasons})
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
    return _FIXED_STEPS[Code.IDENTITY_CONFLICT in case.reasons, case.verdict]


_FIXED_STEPS = {
    (False, "positive_confirm_rna"): (
        "RNA fusion testing on the same block; if none is left, re-biopsy or plasma options. Do not wait silently."
    ),
    (False, "not_tested"): "Order an RNA fusion panel that covers NRG1.",
    (
        False,
        "unreadable",
    ): "Obtain the original (structured export, or VCF with its metrics) and read it again.",
    (True, "unreadable"): "Find out which report belongs to whom; correct the sample sheet.",
}


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
    if evidence.tumor.cholangiocarcinoma:
        return step + " The same RNA test also answers FGFR2, NTRK and RET."
    if evidence.tumor.lung:
        return step + " The same RNA test also answers ALK, ROS1, RET, NTRK and MET exon 14."
    return step
