"""Verdicts and codes in plain words."""

from __future__ import annotations

from fusionflag.codes import Code

SHOWN = {
    "positive": "NRG1 fusion detected",
    "positive_confirm_rna": "NRG1 fusion detected in DNA: confirm by RNA",
    "equivocal": "NRG1 event of uncertain function, or results disagree",
    "negative": "no NRG1 fusion by adequate RNA testing",
    "dna_only_negative": "not excluded: only DNA was tested",
    "inadequate_rna_negative": "not excluded: RNA test could not answer",
    "not_tested": "no fusion test among the reports",
    "unreadable": "a report could not be read; no conclusion",
}
MEANING: dict[Code, str] = {
    Code.NRG1_5P: "NRG1 is the 5' partner, so its EGF-like domain is not behind the partner",
    Code.INTRAGENIC: "both sides lie in NRG1",
    Code.ORIENTATION_UNKNOWN: "the report does not say which gene is the 5' partner",
    Code.OUT_OF_FRAME: "the junction is out of frame",
    Code.FRAME_UNKNOWN: "the reading frame is neither stated nor computable",
    Code.FRAME_DISAGREE: "the stated frame and the computed frame disagree",
    Code.UTR_DONOR: "the partner contributes no coding sequence (5'-UTR or non-coding exon)",
    Code.EGF_LOST: "the EGF-like domain is lost",
    Code.EGF_UNKNOWN: "it is not shown that the EGF-like domain is kept",
    Code.PARTNER_NOT_STATED: "the partner is not stated",
    Code.PARTNER_UNREADABLE: "the partner's name was damaged by a spreadsheet",
    Code.INTERGENIC_PARTNER: "the partner breakpoint lies between genes",
    Code.ANTISENSE: "one side is read against its gene",
    Code.READTHROUGH: "the caller marks it as read-through",
    Code.FILTERED: "the caller filtered the row",
    Code.LOW_SUPPORT: "too few supporting reads",
    Code.VUS: "the laboratory classed it as of uncertain significance",
    Code.LAB_RULE_DISAGREE: "the laboratory's class and the stated coordinates contradict each other",
    Code.CARRYOVER_SUSPECT: "another case of the same sequencing run shows the same junction far more strongly",
    Code.NRG1_LOCUS_INTRONIC: "another gene is joined to a non-coding gene inside NRG1's introns",
    Code.BREAK_AFTER_EGF: "the breakpoint lies within or behind the exons of the EGF-like domain",
    Code.BUILD_UNKNOWN: "the genome build is not known",
    Code.SINGLE_BREAKEND: "only one end of the rearrangement is known",
    Code.IMBALANCE_ONLY: "only an expression imbalance was seen, no partner",
    Code.FISH_ONLY: "only FISH was done",
    Code.FISH_RNA_DISCORDANT: "FISH is positive, RNA testing negative",
    Code.DNA_RNA_CONFLICT: "DNA shows the event, RNA of the same specimen does not",
    Code.RNA_SHOWS_NONFUNCTIONAL: "RNA of the same specimen shows the junction to be without function",
    Code.AMENDED_WITHDRAWN: "a corrected report withdrew an earlier positive",
    Code.NUCLEIC_ACID_UNKNOWN: "the nucleic acid is not stated",
    Code.NRG1_NOT_COVERED: "NRG1 is not among the genes covered or reported",
    Code.REPORT_LIST_EXCLUDES_NRG1: "the reported gene list leaves NRG1 out",
    Code.ISOFORM_LIMITED: "the assay detects only listed fusion pairs",
    Code.PARTIAL_PARTNER: "the assay reads only some partner genes' introns",
    Code.COVERAGE_UNKNOWN: "coverage of NRG1 is not stated",
    Code.QC_FAILED: "RNA quality control failed",
    Code.QC_BORDERLINE: "RNA quality control is borderline",
    Code.QC_NOT_PROVIDED: "no quality data accompany this file",
    Code.LOW_TUMOR: "tumor content is below the minimum",
    Code.PLASMA_RNA: "RNA was taken from plasma",
    Code.RNA_LIMITED: "the laboratory limits the RNA result",
    Code.RNA_FAILED: "the RNA run gave no result",
    Code.CANDIDATES_ONLY: "the file is an unfiltered list or re-checks given candidates",
    Code.UNREAD_INPUT: "an input was not read whole",
}


def meaning(code: str) -> str:
    """A code in plain words; the code itself where it speaks for itself."""
    return MEANING.get(Code(code), str(code).replace("_", " ").lower())
