"""The closed lists that cells of the tables come from. A value that is not known is written `unknown`, never left blank."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """error: something was not read, so silence counts for nothing; warning: look at it; info: for the record."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Mark(StrEnum):
    """What a source says of one row besides its numbers; kept in `Finding.marks`."""

    PASS = "PASS"  # the source's own calibrated filter passed it (KeepFusion True, Ion PASS, LINX reported)
    TOP_CLASS = (
        "TOP_CLASS"  # the caller's best confidence class; counts as support only where no reads are given
    )
    FILTERED = "FILTERED"  # the caller rejected the row
    READTHROUGH = "READTHROUGH"
    ANTISENSE = "ANTISENSE"  # one side is read against its gene: no productive fusion
    SAME_ENDS = "SAME_ENDS"  # 5'-5' or 3'-3': not a productive fusion
    INTERGENIC = "INTERGENIC"  # the partner side lies in no gene; a gene named there is only the nearest one
    NRG1_NEAREST = "NRG1_NEAREST"  # NRG1 is named only as the nearest gene of an intergenic side
    IMPRECISE = "IMPRECISE"
    RECIPROCAL = "RECIPROCAL"
    GERMLINE = "GERMLINE"
    SPLICE_VARIANT = "SPLICE_VARIANT"
    IMBALANCE = "IMBALANCE"  # 5'/3' expression imbalance: no partner
    BREAK_APART = "BREAK_APART"  # FISH
    COPY_NUMBER = "COPY_NUMBER"
    SINGLE_BREAKEND = "SINGLE_BREAKEND"
    BREAKENDS = (
        "BREAKENDS"  # the row joins two places of the genome; genes and order follow from place and kept part
    )
    FOREIGN_ASSEMBLY = "FOREIGN_ASSEMBLY"  # positions are of an assembly whose genes are not known here
    NOT_SOMATIC = "NOT_SOMATIC"  # the file does not show that the event is absent from the germline
    INDETERMINATE = "INDETERMINATE"  # the report lists the event, and leaves open whether it is there
    UNREAD_CELL = "UNREAD_CELL"  # a cell of the row could not be read: more may support it than it says
    WEAK_ID = "WEAK_ID"  # the gene is named only in free text
    SIMULATED = "SIMULATED"


VOCABULARY: dict[str, tuple[str, ...]] = {
    "molecule": ("DNA", "RNA", "cfDNA", "cfRNA", "FISH", "IHC", "unknown"),
    "report_kind": ("signed", "caller", "candidates", "export", "companion", "control", "unknown"),
    "status": ("done", "failed", "not_done", "pending", "unknown"),
    "qc": ("pass", "fail", "borderline", "attested", "not_provided"),
    "nrg1_coverage": ("yes", "listed_pairs", "partner_side", "no", "unknown"),
    "read_status": (
        "ok",
        "repaired",
        "incomplete",
        "cannot_express_fusions",
        "unreadable",
    ),
    "in_frame": ("in", "out", "stop", "unknown"),
    "frame_computed": ("in", "out", "utr", "unknown"),
    "egf_kept": ("kept", "lost", "unknown"),
    "nrg1_role": ("three_prime", "five_prime", "intragenic", "unknown", "none"),
    "nrg1_match": ("exact", "alternative", "nearest", "intronic", "family", "none"),
    "urgency": ("high", "standard", "low", "none"),
    "label": ("labelled", "not_labelled", "ambiguous", "unknown"),
    "state": ("detected", "not_detected", "not_tested", "unknown"),
    "case_id_from": ("sheet", "report", "path"),
    "severity": tuple(s.value for s in Severity),
    "event_class": (
        "R-QUAL",
        "R-EQ",
        "R-NOTE",
        "D-QUAL",
        "D-EQ",
        "D-NOTE",
        "F-EQ",
        "none",
    ),
    "verdict": (
        "positive",
        "positive_confirm_rna",
        "equivocal",
        "negative",
        "dna_only_negative",
        "inadequate_rna_negative",
        "not_tested",
        "unreadable",
    ),
}
