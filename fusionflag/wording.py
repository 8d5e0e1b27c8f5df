"""The words: a neutral addendum that a laboratory could paste. Only what is stated or computed is printed.

The texts follow the wording table that docs/rules.md carries; figures and dates come from the knowledge tables, never from here.
"""

from __future__ import annotations

from collections.abc import Callable

from fusionflag import knowledge
from fusionflag.codes import Code
from fusionflag.evidence import Evidence
from fusionflag.meanings import SHOWN, meaning, shown
from fusionflag.model import Assay, Case, Finding, total_support
from fusionflag.qc import parse_metrics
from fusionflag.told import plural, reads_in_words

__all__ = ["SHOWN", "addendum", "label_sentence", "meaning", "of_named", "shown", "specimen_unknown"]

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


def of_named(case: Case, e: Evidence, f: Finding | None) -> list[Code]:
    """The reasons of the case without those of other events: what is said must hold for the event that is named."""
    if f is None:
        return [Code(r) for r in case.reasons]
    others = {r for x in _others(e, f) for r in x.event_reasons}
    return [Code(r) for r in case.reasons if r in f.event_reasons or r not in others]


def _others(e: Evidence, f: Finding) -> list[Finding]:
    return [x for x in e.of_class("R-EQ", "D-EQ", "F-EQ") if x.finding_id != f.finding_id]


def _said_of(code: Code, e: Evidence, f: Finding | None) -> str:
    """A reason in words; few reads and reads that are not stated are told apart."""
    if code is Code.LOW_SUPPORT and f is not None:
        total = total_support(f)
        if total is None:
            return "the number of supporting reads is not stated"
        if f.junction_reads is None and total >= e.settings.min_reads:
            return "the number of reads across the junction is not stated"
    return meaning(code)


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
    text = ", ".join(parts) + f"; {reads_in_words(f)}." + _tumor_sentence(case) + label_sentence(case, e)
    text += (
        " Label conditions that sequencing cannot show (adult, advanced unresectable or metastatic disease, progression "
        "after prior systemic therapy) were not assessed."
    )
    return text + _conflicts(case, e, f)


def _exons(f: Finding) -> str:
    """The exons at the junction: the partner's as stated, else by its splice donor; NRG1's in type I numbering."""
    transcript, _, number = f.partner_exon.partition(":")
    exon, of = (f.exon5, f.transcript5) if f.exon5 and f.transcript5 else (number, transcript)
    parts = [f"{f.gene5} exon {exon} of {of}"] if exon else []
    if f.nrg1_exon:
        parts.append(f"NRG1 exon {f.nrg1_exon.removeprefix('e')}, type I numbering")
    return "; ".join(parts)


def _conflicts(case: Case, e: Evidence, f: Finding | None) -> str:
    own = any(a.assay_id == f.assay_id and not a.complete for a in e.arms) if f is not None else False
    said = {
        Code.CONFLICT_RNA: " Another RNA test of the same specimen was negative.",
        Code.SPECIMEN_DISCORDANT: (
            " An RNA test was negative; it is not stated whether it was of the same specimen."
            if specimen_unknown(e, f)
            else " An RNA test of another specimen was negative."
        ),
        Code.UNREAD_INPUT: (
            " The report could not be read whole: it may hold more than is told here."
            if own
            else " Another report of this case could not be read whole."
        ),
        Code.FRAME_DISAGREE: " The computed reading frame disagrees.",
        Code.GERMLINE_NOT_EXCLUDED: " The file does not show that it is absent from the germline.",
    }
    return "".join(text for code, text in said.items() if code in (*case.reasons, *case.warnings))


def specimen_unknown(e: Evidence, f: Finding | None) -> bool:
    """Is it open whether the RNA that speaks against a finding is of its specimen?"""
    return f is not None and not (e.specimen_of(f) and all(a.specimen for a in e.adequate_elsewhere(f)))


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
    how = (
        "stands in a report that does not state its nucleic acid"
        if unknown
        else "was reported by DNA sequencing"
    )
    points = "; ".join(f"{c}:{p}" for c, p in ((f.chrom5, f.pos5), (f.chrom3, f.pos3)) if c and p is not None)
    text = f"An NRG1 rearrangement compatible with an activating fusion, {f.fusion}, {how}"
    text += f" ({points})." if points else "."
    if f.classification:
        text += f" The laboratory classified it as {f.classification}."
    cannot = (
        "the report does not state frame or expression" if unknown else "DNA cannot show frame or expression"
    )
    signed = any(a.assay_id == f.assay_id and a.report_kind == "signed" for a in e.arms)
    return (
        text
        + f" RNA confirmation is advised because {cannot}; if no tissue is left, the treating team decides on the "
        f"{'signed report' if signed else 'result as it is'}. This is not a negative result."
        + label_sentence(case, e)
        + _conflicts(case, e, f)
    )


def _equivocal(case: Case, e: Evidence, f: Finding | None) -> str:
    reasons = of_named(case, e, f)
    if set(reasons) & _PARTNER_CONFLICT:
        how = "conflicts with another result"
    elif reasons and set(reasons) <= _MISSING | {Code.RNA_NEEDED}:
        how = "cannot be judged from this report"
    else:
        how = "does not meet the criteria for an activating fusion"
    named = f" ({f.fusion}; {reads_in_words(f)})" if f is not None else ""
    because = "; ".join(dict.fromkeys(_said_of(code, e, f) for code in reasons))
    more = len(_others(e, f)) if f is not None else 0
    others = (
        f" {more} more uncertain {plural('event', more)} at NRG1 {'is' if more == 1 else 'are'} listed."
        if more
        else ""
    )
    return (
        f"An NRG1 event was found{named} that {how}: {because}.{others} This is neither a positive nor a negative result."
        + _conflicts(case, e, f)
    )


def _named_arm(arm: Assay) -> str:
    """The assay as it is known or stated, never by the name of a reader; its specimen and day where stated."""
    parts = [arm.assay_known or arm.assay_reported or "assay not named"]
    parts += [f"specimen {arm.specimen}"] if arm.specimen else []
    parts += [f"dated {arm.report_date}"] if arm.report_date else []
    return ", ".join(parts)


def _metrics(arm: Assay) -> str:
    """The metrics as measured, without the limits that are printed beside them."""
    measured = parse_metrics(arm.qc_metrics).items()
    return "; ".join(
        f"{name}={value}" for name, value in measured if not name.upper().endswith(("_LSL", "_USL"))
    )


def _negative(case: Case, e: Evidence, _f: Finding | None) -> str:
    arms = e.adequate
    names = "; ".join(dict.fromkeys(map(_named_arm, arms)))
    attested = all(a.qc == "attested" for a in arms)
    metrics = "; ".join(dict.fromkeys(filter(None, map(_metrics, arms))))
    how = "as signed out by the laboratory" if attested else metrics or "as stated by the laboratory"
    said = {
        Code.TUMOR_CONTENT_NOT_STATED: " Tumor content not stated.",
        Code.DECALCIFIED: " The specimen was decalcified.",
        Code.RNA_OLDER_THAN_SPECIMEN: " A newer specimen has no adequate RNA test.",
    }
    beside = "".join(text for code, text in said.items() if code in case.reasons)
    if any(a.status == "failed" or a.qc == "fail" for a in e.rna if not a.adequate):
        beside += " Another RNA test of this case failed and supports nothing."
    return (
        f"No NRG1 fusion detected by RNA sequencing ({names}) that covers NRG1; RNA quality met the assay's criteria ({how})."
        f"{beside} False negatives remain possible (low tumor content, low expression, degraded RNA, events outside the "
        "design)."
    )


_COVERED = {
    "no": "not covered",
    "yes": "stated as covered",
    "partner_side": "read only from some partners' introns",
    "listed_pairs": "read only together with listed partners",
}


def _dna_only(case: Case, e: Evidence, _f: Finding | None) -> str:
    arms = [a for a in e.arms if a.molecule in ("DNA", "cfDNA", "FISH", "unknown")]
    kinds = {a.molecule for a in arms}
    if kinds == {"FISH"}:
        text = "No NRG1 rearrangement was reported by FISH, which is a screening method and names no partner."
    elif kinds == {"unknown"}:
        text = "No NRG1 fusion was reported; the nucleic acid tested is not stated, and RNA is not shown to be among it."
    else:
        text = "No NRG1 fusion was reported, but only DNA was tested."
    said = {
        Code.RNA_QNS: " RNA testing was ordered but not done for lack of material.",
        Code.RNA_PENDING: " An RNA result is pending.",
        Code.QC_FAILED: " The quality control of the DNA test failed.",
    }
    text += "".join(more for code, more in said.items() if code in case.reasons)
    if "cfDNA" in kinds:
        text += " In plasma, shedding of tumor DNA may be too low."
    if any(a.method == "WGS" for a in arms):
        text += (
            " Whole-genome DNA reads the introns but cannot show a transcript and misses a share of fusions."
        )
    elif kinds & {"DNA", "cfDNA"}:
        states = "; ".join(dict.fromkeys(_COVERED.get(a.nrg1_coverage, "coverage unknown") for a in arms))
        text += (
            " DNA panels often miss NRG1 fusions because the breakpoints lie in introns far larger than the panels sequence,"
            f" and DNA cannot show a transcript; NRG1 on this assay: {states}."
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


def _not_tested(case: Case, _e: Evidence, _f: Finding | None) -> str:
    if Code.COMPANION_ALONE in case.reasons:
        return "These files hold quality metrics or a list of panels, and no results. NRG1 status is unknown."
    if Code.RNA_QNS in case.reasons:
        return (
            "RNA testing was ordered but not done for lack of material, and the supplied documents contain no other test for "
            "gene fusions. NRG1 status is unknown."
        )
    return "The supplied documents contain no test for gene fusions. NRG1 status is unknown."


def _unreadable(case: Case, e: Evidence, _f: Finding | None) -> str:
    if Code.IDENTITY_CONFLICT in case.reasons:
        seen = f" One of them shows {case.fusion}." if case.fusion else ""
        return (
            "The reports of this case name different people (birth date or name differ). No joint NRG1 conclusion is drawn; "
            f"each identity is judged as a case of its own.{seen}"
        )
    bad = [n for n in e.notices if n.severity == "error"]
    if set(case.reasons) == {Code.PENDING} and not bad:
        return "The report is preliminary. No NRG1 conclusion is drawn before the final report."
    what = "; ".join(dict.fromkeys(f"{n.place}: {n.text}" if n.place else n.text for n in bad[:3]))
    what = what or "; ".join(map(meaning, case.reasons))
    rows = sum(a.rows_read or 0 for a in e.arms)
    good = f"{case.reports_read} of {case.reports_read + case.reports_unread} reports read whole, {rows} rows in all"
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
