"""What one finding contributes to the verdict: its event class, and why (verdicts.md sections 2 and 3).

R-QUAL is tested first, then R-NOTE; every other RNA row at NRG1 is R-EQ. An event is never dropped: a note stays listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fusionflag import nrg1
from fusionflag.codes import Code
from fusionflag.expressions import expression
from fusionflag.model import Assay, Finding, Mark, total_support, with_facts
from fusionflag.settings import Settings
from fusionflag.sides import INTRONIC

RNA = frozenset({"RNA", "cfRNA"})
DNA = frozenset({"DNA", "cfDNA"})
RAW = frozenset({"caller", "candidates", "export", "unknown"})  # kinds of reports that nobody signed

_VUS = expression(r"\b(?:vus|uncertain|undetermined|unknown significance|tier (?:iii|3))\b", re.I)
_BENIGN = expression(r"\b(?:benign|polymorphism|tier (?:iv|4))\b", re.I)
_PATHOGENIC = expression(
    r"\b(?:pathogenic|oncogenic|actionable|tier (?:i{1,2}|[12])[a-d]?|positive|detected)\b", re.I
)
_NEGATED = expression(
    r"\b(?:not|non|no|un|without)[- ]?(?:\w+[- ]){0,2}(?:pathogenic|oncogenic|actionable|positive|detected)\b",
    re.I,
)


# what a laboratory's signed class makes up for, and the note that says so
_NOT_STATED = {
    Code.EGF_UNKNOWN: Code.EGF_NOT_STATED,
    Code.FRAME_UNKNOWN: Code.FRAME_NOT_STATED,
    Code.PARTNER_NOT_STATED: Code.PARTNER_NOT_STATED,
    Code.ORIENTATION_UNKNOWN: Code.ORIENTATION_FROM_LAB_CLASS,
}


@dataclass(frozen=True, slots=True)
class Class:
    """Event class and its reasons; the first reason is the one to name first."""

    name: str
    reasons: tuple[Code, ...] = ()


def lab_class(finding: Finding) -> str:
    """pathogenic, vus, benign or nothing: the laboratory's class, as far as its wording is understood."""
    text = finding.classification
    if not text or _NEGATED.search(text):
        return ""
    if _VUS.search(text):
        return "vus"
    if _BENIGN.search(text):
        return "benign"
    return "pathogenic" if _PATHOGENIC.search(text) else ""


def support(finding: Finding, arm: Assay | None, settings: Settings) -> str:
    """adequate, low or trace. Being listed by a caller is not support; its reads are."""
    total, junction, unique = total_support(finding), finding.junction_reads, finding.unique_reads
    if Mark.PASS in finding.marks or (arm is not None and arm.report_kind == "signed"):
        return "adequate"
    if total is None:
        return "adequate" if Mark.TOP_CLASS in finding.marks and unique is None else "low"
    if (
        total >= settings.min_reads
        and junction is not None
        and junction >= settings.min_junction_reads
        and (unique is None or unique >= settings.min_unique_reads)
    ):
        return "adequate"
    return "trace" if total < settings.trace_below and Mark.UNREAD_CELL not in finding.marks else "low"


def frame_fault(finding: Finding) -> Code | None:
    """Why the frame is not in frame, or None if it is: the caller's word first, then arithmetic (section 2)."""
    stated, computed = finding.in_frame, finding.frame_computed
    if stated in ("out", "stop"):
        return Code.OUT_OF_FRAME
    if stated == "in":
        sure = Code.FRAME_TRANSCRIPT_DEPENDENT not in finding.notes
        return Code.FRAME_DISAGREE if computed == "out" and sure and not lab_class(finding) else None
    faults = {"in": None, "out": Code.OUT_OF_FRAME, "utr": Code.UTR_DONOR}
    return faults.get(computed, Code.FRAME_UNKNOWN)


def at_coding_acceptor(finding: Finding) -> bool:
    """Does the NRG1 side stand at one of the six coding acceptors (1 bp tolerance)?"""
    position = finding.pos3 if finding.gene3 == "NRG1" else finding.pos5
    return position is not None and nrg1.acceptor_at(position, finding.genome) is not None


def classify(finding: Finding, arm: Assay | None, settings: Settings, *, carryover: bool = False) -> Class:
    """The event class of a finding at NRG1."""
    if finding.molecule in RNA:
        return _rna(finding, arm, settings, carryover)
    if finding.molecule == "FISH":
        return Class("F-EQ", (Code.FISH_ONLY,))
    if finding.molecule == "unknown":
        return _unknown_molecule(finding, arm, settings, carryover)
    return _dna(finding, arm, settings)


def classified(
    finding: Finding, arm: Assay | None, settings: Settings, *, carryover: bool = False
) -> Finding:
    """The finding with its class and reasons."""
    found = classify(finding, arm, settings, carryover=carryover)
    return with_facts(finding, event_class=found.name, event_reasons=found.reasons)


# -- RNA -------------------------------------------------------------------------------------------
def _rna(f: Finding, arm: Assay | None, settings: Settings, carryover: bool) -> Class:
    if f.nrg1_match == "family":
        return Class("R-NOTE", (Code.NRG2_NOT_LABELLED,))
    # of a row with a cell that could not be read nobody knows how few they are
    reads = None if Mark.UNREAD_CELL in f.marks else total_support(f)
    if f.nrg1_match == "intronic":
        joined = (reads is None or reads >= settings.trace_below) and Mark.ANTISENSE not in f.marks
        return (
            Class("R-EQ", (Code.NRG1_LOCUS_INTRONIC,))
            if joined
            else Class("R-NOTE", (Code.NRG1_IT1_NOT_NRG1,))
        )
    if Mark.COPY_NUMBER in f.marks:
        return Class("R-NOTE", (Code.NRG1_CNV_OR_SNV,))
    faults = _rna_faults(f, arm, settings, carryover)
    pathogenic = lab_class(f) == "pathogenic" and arm is not None and arm.report_kind == "signed"
    if pathogenic and Mark.INDETERMINATE not in f.marks:
        return _lab_says_pathogenic(f, faults)
    if not faults:
        return Class("R-QUAL", _qual_notes(f))
    if _only_a_note(f, arm, settings, reads):
        return Class("R-NOTE", (Code.ARTEFACT_NOTE,))
    return Class("R-EQ", faults)


def _rna_faults(f: Finding, arm: Assay | None, settings: Settings, carryover: bool) -> tuple[Code, ...]:
    """All that keeps an RNA row from R-QUAL, most telling first."""
    faults: list[Code | None] = []
    if Mark.IMBALANCE in f.marks:
        return (Code.IMBALANCE_ONLY,)
    if f.nrg1_role == "intragenic":
        faults.append(Code.INTRAGENIC)
    elif f.nrg1_role == "five_prime":
        faults.append(Code.NRG1_5P)
    elif f.nrg1_role != "three_prime":
        faults.append(Code.ORIENTATION_UNKNOWN)
    if f.nrg1_role != "intragenic":
        faults += _partner_faults(f)
    if f.nrg1_role == "three_prime":
        faults.append({"kept": None, "lost": Code.EGF_LOST}.get(f.egf_kept, Code.EGF_UNKNOWN))
        faults.append(frame_fault(f))
    for mark, code in (
        (Mark.ANTISENSE, Code.ANTISENSE),
        (Mark.SAME_ENDS, Code.ANTISENSE),
        (Mark.READTHROUGH, Code.READTHROUGH),
        (Mark.FILTERED, Code.FILTERED),
    ):
        faults.append(code if mark in f.marks else None)
    faults.append(Code.LOW_SUPPORT if support(f, arm, settings) != "adequate" else None)
    unsure = lab_class(f) in ("vus", "benign") or Mark.INDETERMINATE in f.marks
    faults.append(Code.VUS if unsure else None)
    faults.append(Code.CARRYOVER_SUSPECT if carryover else None)
    return tuple(dict.fromkeys(fault for fault in faults if fault is not None))


def _partner_faults(f: Finding) -> list[Code | None]:
    if Mark.INTERGENIC in f.marks or f.nrg1_match == "nearest":
        return [Code.INTERGENIC_PARTNER]
    if Code.EXCEL_DAMAGED in f.notes:
        return [Code.PARTNER_UNREADABLE]
    return [None if f.partner and f.partner not in ("?", "*") else Code.PARTNER_NOT_STATED]


def _qual_notes(f: Finding) -> tuple[Code, ...]:
    return (Code.FRAME_COMPUTED,) if f.in_frame == "unknown" else ()


def _lab_says_pathogenic(f: Finding, faults: tuple[Code, ...]) -> Class:
    """A signed pathogenic class outranks missing data, filters and computed frame; not a coordinate that contradicts it."""
    if any(fault in (Code.NRG1_5P, Code.INTRAGENIC, Code.EGF_LOST) for fault in faults):
        return Class("R-EQ", (Code.LAB_RULE_DISAGREE, *faults))
    notes = [_NOT_STATED[fault] for fault in faults if fault in _NOT_STATED]
    if f.frame_computed in ("out", "utr"):
        notes.append(Code.FRAME_DISAGREE)
    return Class("R-QUAL", tuple(notes))


def _only_a_note(f: Finding, arm: Assay | None, settings: Settings, reads: int | None) -> bool:
    """Section 3, R-NOTE: too weak or too well known as an artefact to leave a negative in doubt."""
    adequate = support(f, arm, settings) == "adequate"
    if f.artefact and not (at_coding_acceptor(f) and adequate):
        return True
    if f.partner in INTRONIC:
        return True
    if Mark.FILTERED not in f.marks:
        return False
    if Mark.SPLICE_VARIANT in f.marks and f.nrg1_role == "intragenic":
        return True  # ordinary splicing of NRG1, which its caller lists among the candidates and rejects
    counts = [n for n in (reads, f.unique_reads) if n is not None]
    if not counts or Mark.UNREAD_CELL in f.marks:
        return False
    fewest = min(counts)
    if fewest < settings.trace_below:
        return True
    return fewest < settings.min_reads and not f.partner_known and not at_coding_acceptor(f)


# -- DNA and unknown -------------------------------------------------------------------------------
def _dna(f: Finding, arm: Assay | None, settings: Settings) -> Class:
    for mark, code in ((Mark.GERMLINE, Code.GERMLINE), (Mark.COPY_NUMBER, Code.NRG1_CNV_OR_SNV)):
        if mark in f.marks:
            return Class("D-NOTE", (code,))
    if f.nrg1_match == "family":
        return Class("D-NOTE", (Code.NRG2_NOT_LABELLED,))
    if f.nrg1_match == "intronic":
        return Class("D-EQ", (Code.NRG1_LOCUS_INTRONIC,))
    faults = _dna_faults(f, arm, settings)
    signed = arm is not None and arm.report_kind == "signed"
    if signed and lab_class(f) == "pathogenic" and set(faults) <= _NOT_STATED.keys():
        # what is missing is a note; a coordinate that speaks against it would be a fault of another kind
        return Class("D-QUAL", (Code.LAB_PATHOGENIC_DNA, *(_NOT_STATED[fault] for fault in faults)))
    notes = [Code.BREAK_IN_EXON] if Code.BREAK_IN_EXON in f.notes else []
    if not faults:
        notes += [Code.GERMLINE_NOT_EXCLUDED] if Mark.NOT_SOMATIC in f.marks else []
        notes += {"vus": [Code.LAB_VUS], "pathogenic": [Code.LAB_PATHOGENIC_DNA]}.get(lab_class(f), [])
        return Class("D-QUAL", tuple(notes))
    return Class("D-EQ", (*faults, *notes))


def _dna_faults(f: Finding, arm: Assay | None, settings: Settings) -> tuple[Code, ...]:
    faults: list[Code | None] = []
    if f.nrg1_role == "intragenic":
        faults.append(Code.INTRAGENIC)
    elif f.nrg1_role == "five_prime":
        faults.append(Code.NRG1_5P)
    elif f.nrg1_role != "three_prime":
        faults.append(Code.ORIENTATION_UNKNOWN)
    else:
        egf = {"kept": None, "lost": Code.BREAK_AFTER_EGF}.get(f.egf_kept, Code.EGF_UNKNOWN)
        faults.append(egf)
        unsure = egf is Code.EGF_UNKNOWN or (Mark.BREAKENDS in f.marks and not f.partner)
        if unsure and f.pos3 is not None and not f.genome:
            faults.append(Code.BUILD_UNKNOWN)
    if f.nrg1_role != "intragenic" and Mark.SINGLE_BREAKEND not in f.marks:
        faults += _partner_faults(f)
    for mark, code in (
        (Mark.ANTISENSE, Code.ANTISENSE),
        (Mark.SAME_ENDS, Code.ANTISENSE),
        (Mark.SINGLE_BREAKEND, Code.SINGLE_BREAKEND),
        (Mark.FILTERED, Code.FILTERED),
        (Mark.INDETERMINATE, Code.VUS),
    ):
        faults.append(code if mark in f.marks else None)
    faults.append(None if _dna_support(f, arm, settings) else Code.LOW_SUPPORT)
    return tuple(dict.fromkeys(fault for fault in faults if fault is not None))


def _dna_support(f: Finding, arm: Assay | None, settings: Settings) -> bool:
    """PASS or laboratory-reported; where the caller filtered nothing, reads decide."""
    if Mark.PASS in f.marks or (arm is not None and arm.report_kind == "signed"):
        return True
    reads = total_support(f)
    if reads is None:
        return Mark.FILTERED in f.marks  # rejected by the caller, which is fault enough
    return reads >= settings.min_reads


def _unknown_molecule(f: Finding, arm: Assay | None, settings: Settings, carryover: bool) -> Class:
    """Nucleic acid not stated: what would be R-QUAL needs confirmation; everything else is uncertain."""
    as_rna = _rna(f, arm, settings, carryover)
    if as_rna.name == "R-QUAL":
        return Class("D-QUAL", (Code.NUCLEIC_ACID_UNKNOWN, *as_rna.reasons))
    if Mark.BREAKENDS in f.marks or Mark.COPY_NUMBER in f.marks:
        as_dna = _dna(
            f, arm, settings
        )  # two joined places of the genome: DNA, or RNA at a splice site, which was asked first
        noted = as_dna.name == "D-NOTE"
        return as_dna if noted else Class(as_dna.name, (Code.NUCLEIC_ACID_UNKNOWN, *as_dna.reasons))
    if as_rna.name == "R-NOTE" and f.nrg1_match in ("family", "intronic"):
        return Class("D-NOTE", as_rna.reasons)
    return Class("D-EQ", (Code.NUCLEIC_ACID_UNKNOWN, *as_rna.reasons))
