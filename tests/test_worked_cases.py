"""The worked cases of the decision table: records in, verdict, label and codes out. Ids follow the table's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Mark, Marker, Notice, Severity
from tests.cases import (
    ATP1B1_E2,
    CCA,
    CD74_E6,
    HG38,
    ICCA,
    IMA,
    LUAD,
    NRG1_E2,
    NRG1_E6,
    PDAC,
    READS,
    SDC4_E4,
    SIGNED,
    SIGNED_NEGATIVE,
    SLC3A2_E5,
    SMAD4_UTR,
    WRN_E33,
    arm,
    found,
    fusion,
    verdict,
    wts,
)

POS, PCR, EQ, NAR = "positive", "positive_confirm_rna", "equivocal", "negative"
NUD, NUR, NT, UR = "dna_only_negative", "inadequate_rna_negative", "not_tested", "unreadable"
LABELS = {"L": "labelled", "N": "not_labelled", "A": "ambiguous", "U": "unknown"}


@dataclass
class Worked:
    """One worked case. `codes` must all stand among reasons or warnings."""

    id: str
    records: list[Any]
    expect: str
    label: str = ""
    codes: tuple[str, ...] = ()
    urgency: str = ""
    text: str = ""
    absent: tuple[str, ...] = field(default=())


def tumor(text: str) -> dict[str, Any]:
    return {"tumor_type_reported": text}


def dna(id: str = "d1", **facts: Any) -> Assay:
    return arm(id, "DNA", **facts)


def dna_fusion(of: str = "d1", **facts: Any) -> Finding:
    """CD74 intron 6 to NRG1 intron 5, PASS."""
    base: dict[str, Any] = {
        **HG38,
        "chrom5": "chr5",
        "pos5": 150404000,
        "chrom3": "chr8",
        "pos3": 32700000,
        "marks": (Mark.PASS,),
    }
    return found(facts.pop("gene5", "CD74"), facts.pop("gene3", "NRG1"), of, "DNA", **{**base, **facts})


CLEAN = [
    Worked(
        "01",
        [arm(**SIGNED, **tumor(LUAD)), fusion(junction_reads=None, pair_reads=None, total_reads=220)],
        POS,
        "L",
        ("RNA_POSITIVE",),
    ),
    Worked(
        "03",
        [wts(**tumor(ICCA)), found("ATP1B1", "NRG1", **HG38, **READS, **ATP1B1_E2, **NRG1_E2, in_frame="in")],
        POS,
        "L",
    ),
    Worked(
        "04",
        [
            arm(assay_reported="TSO500", **tumor(IMA)),
            found("SLC3A2", "NRG1", **HG38, **SLC3A2_E5, **NRG1_E6, marks=(Mark.PASS,)),
        ],
        POS,
        "L",
        text="mucinous",
    ),
    Worked(
        "05",
        [arm(**tumor(LUAD)), found("SDC4", "NRG1", **SDC4_E4, **NRG1_E6, junction_reads=1092)],
        POS,
        "L",
        ("FRAME_COMPUTED",),
        text="SDC4 exon 4 of NM_002999; NRG1 exon 6",
    ),
    Worked(
        "06",
        [arm(**SIGNED_NEGATIVE, **tumor(CCA))],
        NAR,
        "L",
        ("RNA_NEGATIVE",),
        text="as signed out by the laboratory",
    ),
    Worked(
        "07", [dna(**SIGNED, assay_reported="FoundationOne", **tumor(PDAC))], NUD, "L", ("NRG1_NOT_COVERED",)
    ),
    Worked(
        "08",
        [dna(assay_reported="IMPACT468", **tumor(ICCA))],
        NUD,
        "L",
        ("NRG1_NOT_COVERED",),
        urgency="high",
    ),
    Worked(
        "10",
        [dna(**tumor(PDAC)), Marker(gene="KRAS", marker="G12D", state="detected")],
        NUD,
        "L",
        ("DNA_ONLY",),
        urgency="low",
    ),
    Worked("11", [arm(**tumor("breast cancer")), fusion("FAM91A1")], POS, "N", text="consider trials"),
    Worked("12", [dna(**tumor(LUAD)), dna_fusion()], PCR, "L", ("DNA_POSITIVE",)),
]

COVERAGE = [
    Worked(
        "15",
        [wts(assay_reported="NTRK & RET NGS Fusion Profile", **tumor(LUAD))],
        NUR,
        "L",
        ("NRG1_NOT_COVERED",),
    ),
    Worked("16", [wts(assay_reported="OCAv3", **tumor(LUAD))], NUR, "L", ("ISOFORM_LIMITED",)),
    Worked(
        "17", [arm(**SIGNED, negative_stated=True, qc="pass", **tumor(LUAD))], NUR, "L", ("COVERAGE_UNKNOWN",)
    ),
    Worked("19", [wts(assay_reported="Oncomine", **tumor(LUAD))], NUR, "L", ("COVERAGE_UNKNOWN",)),
    Worked("21", [dna(nrg1_coverage="partner_side", **tumor(LUAD))], NUD, "L", ("PARTIAL_PARTNER",)),
    Worked(
        "22",
        [dna(fusions_stated=False, **tumor(LUAD))],
        NT,
        "L",
        ("NO_FUSION_ANALYSIS",),
        text="no test for gene fusions",
    ),
    Worked("23", [arm("c1", "cfDNA", **tumor(LUAD))], NUD, "L", ("CFDNA",)),
    Worked(
        "24", [arm("c1", "cfRNA", nrg1_coverage="yes", qc="pass", **tumor(LUAD))], NUR, "L", ("PLASMA_RNA",)
    ),
    Worked("25", [dna(nrg1_coverage="no", **tumor(LUAD))], NUD, "L", ("NRG1_NOT_COVERED",)),
    Worked("25b", [wts(nrg1_coverage="no", **tumor(LUAD))], NUR, "L", ("NRG1_NOT_COVERED",)),
    Worked("27", [arm("f1", "FISH", **tumor(LUAD))], NUD, "L", ("FISH_ONLY",)),
]


def tso(**metrics: Any) -> Assay:
    """A TSO500 RNA arm with these metrics, covering NRG1."""
    text = ";".join(f"{k}={v}" for k, v in metrics.items())
    return arm(assay_reported="TruSight Oncology 500", qc_metrics=text, tumor_content=30.0, **tumor(LUAD))


GOOD = {"TOTAL_ON_TARGET_READS": 12_000_000, "MEDIAN_INSERT_SIZE": 110, "MEDIAN_CV_GENE_500X": 0.6}
QC = [
    Worked("28", [tso(**{**GOOD, "TOTAL_ON_TARGET_READS": 4_000_000})], NUR, "L", ("QC_FAILED",)),
    Worked(
        "28b",
        [tso(**{**GOOD, "TOTAL_ON_TARGET_READS": 4_000_000, "TOTAL_ON_TARGET_READS_LSL": 9_000_000})],
        NUR,
        "L",
        ("QC_FAILED",),
    ),
    Worked("29", [tso(**{**GOOD, "MEDIAN_CV_GENE_500X": 0.90})], NAR, "L"),
    Worked("30", [tso(**{**GOOD, "MEDIAN_CV_GENE_500X": 90})], NAR, "L", ("UNIT_ASSUMED",)),
    Worked(
        "32",
        [tso(TOTAL_ON_TARGET_READS="NA", MEDIAN_INSERT_SIZE="NA", MEDIAN_CV_GENE_500X="NA")],
        NUR,
        "L",
        ("QC_NOT_PROVIDED",),
    ),
    Worked("33", [tso(**{**GOOD, "MEDIAN_INSERT_SIZE": 74})], NUR, "L", ("QC_FAILED",)),
    Worked("34", [arm(status="not_done", **tumor(LUAD)), dna(**tumor(LUAD))], NUD, "L", ("RNA_QNS",)),
    Worked("35", [arm(status="not_done", **tumor(LUAD))], NT, "L", ("RNA_QNS",)),
    Worked("38", [wts(tumor_content=5.0, **tumor(LUAD))], NUR, "L", ("LOW_TUMOR",)),
    Worked(
        "39", [wts(notes=("DECALCIFIED",), **tumor(LUAD))], NAR, "L", ("DECALCIFIED",), text="decalcified"
    ),
    Worked("42", [arm(**tumor(LUAD))], NUR, "L", ("QC_NOT_PROVIDED", "COVERAGE_UNKNOWN")),
    Worked("44", [wts(**tumor(LUAD))], NAR, "L"),
]


def unread(code: Code, **facts: Any) -> list[Any]:
    return [
        arm(
            "u1",
            "unknown",
            read_status="unreadable",
            complete=False,
            status="unknown",
            fusions_stated=None,
            **facts,
        ),
        Notice(code=code, severity=Severity.ERROR, text="cannot be read", place="u1.pdf"),
    ]


READING = [
    Worked("45", unread(Code.DOCUMENT), UR, "U", ("UNREAD_INPUT",)),
    Worked("49", unread(Code.MISSING_FILE), UR, "U", ("MISSING_FILE",)),
    Worked("50", unread(Code.UNKNOWN_FORMAT), UR, "U", ("UNKNOWN_FORMAT",)),
    Worked(
        "51",
        [wts(**tumor(LUAD)), *unread(Code.UNKNOWN_FORMAT)],
        UR,
        "L",
        ("UNREAD_INPUT",),
        text="1 of 2 reports read whole",
    ),
    Worked(
        "53",
        [
            wts(),
            Notice(code=Code.PARTIAL_TABLE, severity=Severity.ERROR, text="a table was not read", place="x"),
        ],
        UR,
        "U",
        ("PARTIAL_TABLE",),
    ),
    Worked("54", unread(Code.UNKNOWN_FORMAT, **tumor(LUAD)), UR, "L", ("UNKNOWN_FORMAT",)),
    Worked(
        "55",
        [dna(**SIGNED, negative_stated=True, **tumor(LUAD)), arm(status="not_done", **tumor(LUAD))],
        NUD,
        "L",
    ),
    Worked(
        "56",
        [arm(**SIGNED_NEGATIVE, limitation="an NRG1 fusion cannot be excluded", **tumor(LUAD))],
        NUR,
        "L",
        ("RNA_LIMITED",),
    ),
    Worked("57", [arm(**SIGNED_NEGATIVE, **tumor(LUAD))], NAR, "L"),
    Worked(
        "61",
        [
            arm("old", **SIGNED, accession="A1", report_status="final"),
            fusion(of="old"),
            arm("new", **SIGNED_NEGATIVE, accession="A1", report_status="corrected"),
        ],
        EQ,
        "",
        ("AMENDED_WITHDRAWN",),
    ),
    Worked(
        "61b",
        [
            arm("old", **SIGNED_NEGATIVE, accession="A1", report_status="final"),
            arm("new", **SIGNED, accession="A1", report_status="corrected"),
            fusion(of="new"),
        ],
        POS,
        "",
        ("AMENDED",),
    ),
]

EVENTS = [
    Worked(
        "62",
        [
            arm(**tumor("prostate adenocarcinoma")),
            found("NRG1", "STMN2", chrom5="chr8", pos5=32605683, junction_reads=88),
        ],
        EQ,
        "N",
        ("NRG1_5P",),
    ),
    Worked("63", [arm(), found("NRG1", "DAZAP2", in_frame="in", **READS)], EQ, "", ("NRG1_5P",)),
    Worked(
        "65",
        [arm(**tumor("breast cancer")), found("WRN", "NRG1", in_frame="out", **HG38, **NRG1_E2, **READS)],
        EQ,
        "N",
        ("OUT_OF_FRAME",),
    ),
    Worked(
        "66",
        [
            arm(**tumor("breast cancer")),
            found("ARHGEF39", "NRG1", in_frame="out", **HG38, **NRG1_E2, **READS),
        ],
        EQ,
        "N",
        ("OUT_OF_FRAME",),
    ),
    Worked(
        "66b", [arm(), found("WRN", "NRG1", **HG38, **WRN_E33, **NRG1_E6, **READS)], EQ, "", ("OUT_OF_FRAME",)
    ),
    Worked(
        "67",
        [
            arm(**tumor("squamous cell carcinoma of lung")),
            found("SMAD4", "NRG1", **HG38, **SMAD4_UTR, **NRG1_E6, junction_reads=25),
        ],
        EQ,
        "L",
        ("UTR_DONOR",),
    ),
    Worked("69", [arm(**tumor(LUAD)), found("NRG1", "NRG1", **READS)], EQ, "L", ("INTRAGENIC",)),
    Worked("70", [dna(**tumor(LUAD)), dna_fusion(gene5="NRG1")], EQ, "L", ("INTRAGENIC", "RNA_NEEDED")),
    Worked(
        "71",
        [
            dna(specimen="S1", **tumor(LUAD)),
            dna_fusion(gene5="", pos3=32000000, marks=(Mark.PASS, Mark.INTERGENIC)),
            wts(specimen="S1", **tumor(LUAD)),
        ],
        NAR,
        "L",
        ("DNA_EVENT_RESOLVED_BY_RNA",),
    ),
    Worked(
        "72",
        [dna(specimen="S1", **tumor(LUAD)), dna_fusion(), wts(specimen="S1", **tumor(LUAD))],
        EQ,
        "L",
        ("DNA_RNA_CONFLICT",),
    ),
    Worked(
        "73",
        [dna(specimen="S1", **tumor(LUAD)), dna_fusion(), wts(specimen="S2", **tumor(LUAD))],
        PCR,
        "L",
        ("SPECIMEN_DISCORDANT",),
    ),
    Worked(
        "76",
        [dna(**SIGNED, **tumor(LUAD)), dna_fusion(classification="significance undetermined")],
        PCR,
        "L",
        ("LAB_VUS",),
    ),
    Worked(
        "78",
        [
            wts(**tumor(LUAD)),
            found(
                "NRG1-IT1",
                "NRG1",
                **HG38,
                chrom5="chr8",
                pos5=32029485,
                chrom3="chr8",
                pos3=31844448,
                junction_reads=2,
                confidence="medium",
            ),
        ],
        NAR,
        "L",
        ("ARTEFACT_NOTE",),
    ),
    Worked("79", [wts(**tumor(LUAD)), found("GBP6", "NRG1", junction_reads=5)], NAR, "L", ("ARTEFACT_NOTE",)),
    Worked(
        "80",
        [
            arm(**tumor("glioma")),
            found(
                "GPAT4",
                "NRG1",
                **HG38,
                chrom3="chr8",
                pos3=32854328,
                junction_reads=1,
                pair_reads=2,
                in_frame="out",
            ),
        ],
        EQ,
        "N",
        ("EGF_LOST",),
    ),
    Worked(
        "83",
        [wts(**tumor(LUAD)), found("XYZ", "NRG1", marks=(Mark.FILTERED,), unique_reads=1)],
        NAR,
        "L",
        ("ARTEFACT_NOTE",),
    ),
    Worked(
        "85",
        [
            arm(**tumor(LUAD)),
            found(
                "CD74;AC011330.1",
                "NRG1",
                order_known=False,
                order_from="none",
                **HG38,
                chrom5="chr5",
                pos5=150404700,
                chrom3="chr8",
                pos3=32727960,
                marks=(Mark.PASS,),
            ),
        ],
        EQ,
        "L",
        ("ORIENTATION_UNKNOWN",),
    ),
    Worked(
        "85b",
        [
            arm(**tumor(LUAD)),
            found(
                "CD74;AC011330.1",
                "NRG1",
                order_known=False,
                order_from="none",
                **HG38,
                **CD74_E6,
                **NRG1_E6,
                marks=(Mark.PASS,),
            ),
        ],
        POS,
        "L",
        ("ORDER_FROM_JUNCTION",),
    ),
    Worked(
        "86",
        [arm(**SIGNED, **tumor(LUAD)), found("NRG1", "CD74", order_known=False, classification="Tier I")],
        POS,
        "L",
        ("ORIENTATION_FROM_LAB_CLASS",),
    ),
    Worked(
        "87",
        [arm(**SIGNED, **tumor(LUAD)), found("NRG1", "CD74", order_known=False)],
        EQ,
        "L",
        ("ORIENTATION_UNKNOWN",),
    ),
    Worked(
        "89",
        [
            arm(**SIGNED, **tumor("breast cancer")),
            found("", "", call_reported="PPP6R3-TENM4-NRG1", classification="pathogenic", in_frame="in"),
        ],
        POS,
        "N",
        ("MULTI_GENE",),
    ),
    Worked("92", [arm(**tumor(LUAD)), fusion("KIF13B", in_frame="stop")], EQ, "L", ("OUT_OF_FRAME",)),
    Worked("93", [arm(), fusion("CD74", in_frame="unknown")], POS, "", ("FRAME_COMPUTED",)),
    Worked(
        "93b",
        [arm(), fusion("XYZ9", in_frame="unknown", chrom5="chr2", pos5=1234567)],
        EQ,
        "",
        ("FRAME_UNKNOWN",),
    ),
    Worked(
        "94",
        [
            arm(**tumor(PDAC)),
            found("UBXN8", "NRG1", **HG38, **READS, chrom3="chr8", pos3=32287101, in_frame="in"),
        ],
        EQ,
        "L",
        ("EGF_UNKNOWN",),
    ),
    Worked("96", [wts(), found("CD74", "NRG2", **READS)], NAR, "", ("NRG2_NOT_LABELLED",)),
    Worked("96b", [dna(), found("CD74", "NRG2", "d1", "DNA", **READS)], NUD, "", ("NRG2_NOT_LABELLED",)),
    Worked("97", [wts(), found("HRG", "ALB", chrom5="chr3", pos5=186666666, **READS)], NAR),
    Worked("100", [wts(), found("FCHSD2", "NRG1-IT1", junction_reads=2)], NAR, "", ("NRG1_IT1_NOT_NRG1",)),
    Worked("100b", [wts(), found("FCHSD2", "NRG1-IT1", junction_reads=3)], EQ, "", ("NRG1_LOCUS_INTRONIC",)),
    Worked(
        "101",
        [dna(), found("NRG1", "", "d1", "DNA", marks=(Mark.COPY_NUMBER,))],
        NUD,
        "",
        ("NRG1_CNV_OR_SNV",),
    ),
    Worked("102", [dna(), dna_fusion(marks=(Mark.GERMLINE,))], NUD, "", ("GERMLINE", "DNA_ONLY")),
]

SEVERAL = [
    Worked("131", [wts(**tumor("breast cancer; melanoma"))], NAR, "A"),
    Worked("132", [arm(**tumor(ICCA), age=15), fusion()], POS, "N", ("AGE",)),
    Worked("133", [arm(), fusion()], POS, "U"),
    Worked(
        "135",
        [arm("a", specimen="S1"), fusion(of="a"), wts("b", specimen="S2")],
        POS,
        "",
        ("SPECIMEN_DISCORDANT",),
    ),
    Worked(
        "136",
        [arm("a", **SIGNED, specimen="S1"), fusion(of="a"), arm("b", **SIGNED_NEGATIVE, specimen="S1")],
        POS,
        "",
        ("CONFLICT_RNA",),
    ),
    Worked("138", [dna("a"), dna("b"), dna("c")], NUD),
    Worked("139", [wts(list_excludes_nrg1=True), dna()], NUR, "", ("REPORT_LIST_EXCLUDES_NRG1",)),
    Worked(
        "141",
        [arm(**tumor(LUAD)), fusion(), Marker(gene="EGFR", marker="L858R", state="detected")],
        POS,
        "L",
        ("DOMINANT_BIOLOGY",),
    ),
    Worked(
        "143",
        [dna(**SIGNED, **tumor(LUAD)), dna_fusion(classification="pathogenic")],
        PCR,
        "L",
        ("LAB_PATHOGENIC_DNA",),
    ),
    Worked("144", [dna(specimen="S1"), wts(specimen="S1")], NAR, "", ("RNA_NEGATIVE",)),
    Worked("145", [arm("a", status="failed", **SIGNED), wts("b")], NAR),
    Worked("146", [wts("a"), arm("b", status="failed", **SIGNED)], NAR),
    Worked(
        "147",
        [arm("a", "cfRNA"), fusion(of="a", molecule="cfRNA"), wts("b")],
        POS,
        "",
        ("SPECIMEN_DISCORDANT",),
    ),
    Worked("148", [dna(), dna_fusion(), dna_fusion(gene5="NRG1", gene3="CD74", n=2)], PCR),
    Worked("149", [dna(), dna_fusion(pos3=31640000)], PCR),
    Worked("150", [wts(), found("NRG1", "", marks=(Mark.IMBALANCE,))], EQ, "", ("IMBALANCE_ONLY",)),
    Worked(
        "151",
        [arm(**SIGNED, negative_stated=True, list_excludes_nrg1=True, **tumor(LUAD))],
        NUR,
        "L",
        ("REPORT_LIST_EXCLUDES_NRG1",),
    ),
    Worked("153", [arm(**tumor(LUAD)), fusion(junction_reads=5, pair_reads=0)], EQ, "L", ("LOW_SUPPORT",)),
    Worked(
        "154",
        [arm("a", **tumor(LUAD)), fusion(of="a", junction_reads=40), wts("b", **tumor(LUAD))],
        POS,
        "L",
        ("OTHER_CALLER_SILENT",),
        absent=("CONFLICT_RNA", "SPECIMEN_DISCORDANT"),
    ),
    Worked("155", [wts(**tumor(LUAD))], NAR, "L"),
    Worked(
        "156", [wts(assay_reported="NTRK NGS Fusion Profile", **tumor(LUAD))], NUR, "L", ("NRG1_NOT_COVERED",)
    ),
    Worked("157", [arm(**tumor(LUAD), age=9), fusion()], POS, "N", ("AGE",)),
    Worked(
        "R2b",
        [dna(specimen="S1"), dna_fusion(), arm(specimen="S1"), fusion(junction_reads=4, pair_reads=1)],
        POS,
        "",
        ("DNA_RNA_CONCORDANT",),
    ),
    Worked(
        "R3b",
        [dna(specimen="S1"), dna_fusion(), arm(specimen="S1"), fusion(in_frame="out")],
        EQ,
        "",
        ("RNA_SHOWS_NONFUNCTIONAL",),
    ),
    Worked(
        "unknown molecule",
        [arm("x", "unknown"), fusion(of="x", molecule="unknown")],
        PCR,
        "",
        ("NUCLEIC_ACID_UNKNOWN",),
        text="does not state its nucleic acid",
    ),
    Worked("unknown molecule negative", [arm("x", "unknown")], NUD, "", ("NUCLEIC_ACID_UNKNOWN",)),
    Worked("IHC", [arm("x", "IHC", fusions_stated=False)], NT, "", ("IHC_ONLY",)),
    Worked("nothing", [], NT, "", ("NO_INPUT",)),
    Worked("pending RNA", [arm(status="pending"), dna()], NUD, "", ("RNA_PENDING",)),
    Worked(
        "two primaries",
        [wts("a", **tumor(LUAD)), dna("b", **tumor("breast cancer"))],
        NUD,
        "",
        ("NAR_OTHER_TUMOR",),
    ),
    Worked(
        "newer DNA specimen",
        [
            wts("a", specimen="S1", report_date="2024-01-01"),
            dna("b", specimen="S2", report_date="2025-01-01"),
        ],
        NAR,
        "",
        ("RNA_OLDER_THAN_SPECIMEN",),
    ),
    Worked(
        "FISH positive",
        [arm("f", "FISH"), found("NRG1", "", "f", "FISH", marks=(Mark.BREAK_APART,))],
        EQ,
        "",
        ("FISH_ONLY",),
    ),
    Worked(
        "FISH against RNA",
        [arm("f", "FISH"), found("NRG1", "", "f", "FISH", marks=(Mark.BREAK_APART,)), wts()],
        EQ,
        "",
        ("FISH_RNA_DISCORDANT",),
    ),
]

ALL = CLEAN + COVERAGE + QC + READING + EVENTS + SEVERAL


@pytest.mark.parametrize("case", ALL, ids=[c.id for c in ALL])
def test_worked_case(case: Worked) -> None:
    got = verdict(*case.records)
    shown = f"{got.verdict} by {got.verdict_rule}: {got.reasons} {got.warnings}"
    assert got.verdict == case.expect, shown
    assert set(case.codes) <= {*got.reasons, *got.warnings}, shown
    assert not set(case.absent) & {*got.reasons, *got.warnings}, shown
    if case.label:
        assert got.label == LABELS[case.label], f"{got.label}: {got.label_reason}"
    if case.urgency:
        assert got.urgency == case.urgency
    assert case.text in got.addendum + got.tumor_type, got.addendum
    assert got.addendum
    assert got.next_step


def test_a_run_mate_makes_a_weak_copy_suspect() -> None:
    """Case 81: few reads here, a hundred times more in another case of the same stated run."""
    weak = fusion("SDC4", **SDC4_E4, junction_reads=1, pair_reads=4)
    got = verdict(arm(**tumor(LUAD)), weak, carryover=frozenset({weak.finding_id}))
    assert got.verdict == EQ
    assert {"LOW_SUPPORT", "CARRYOVER_SUSPECT"} <= set(got.reasons)


NAMES = [
    "CD74-NRG1",
    "CD74--NRG1",
    "CD74::NRG1",
    "CD74/NRG1",
    "CD74;NRG1",
    "CD74(6)-NRG1(6)",
    "CD74.NRG1.C6N6",
    "cd74–nrg1",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_way_of_writing_a_name_gives_one_normal_form(name: str) -> None:
    """Cases 103 and 111."""
    got = found("", "", call_reported=name)
    assert (got.gene5, got.gene3, got.nrg1_role) == ("CD74", "NRG1", "three_prime")


def test_both_builds_give_the_same_junction() -> None:
    """Case 106: hg19 and hg38; an unstated build is recognised by the acceptor, with a note."""
    hg38 = found("CD74", "NRG1", **CD74_E6, **NRG1_E6)
    hg19 = found("CD74", "NRG1", chrom5="5", pos5=149784243, chrom3="8", pos3=32585467)
    assert hg38.nrg1_exon == hg19.nrg1_exon == "e6"
    assert (hg38.genome, hg19.genome) == ("GRCh38", "GRCh37")
    assert hg38.frame_computed == hg19.frame_computed == "in"
    assert Code.BUILD_INFERRED in hg19.notes


def test_an_acceptor_one_base_off_is_tolerated() -> None:
    """Case 108."""
    got = found("CD74", "NRG1", genome="GRCh37", chrom5="5", pos5=149784243, chrom3="8", pos3=32585466)
    assert got.egf_kept == "kept"
    assert Code.OFF_BY_ONE in got.notes


def test_positive_needs_each_of_its_conditions() -> None:
    """One case that fires, and for each condition one that just does not."""
    just_enough = {"junction_reads": 3, "pair_reads": 7}
    assert verdict(arm(), fusion(**just_enough)).verdict == POS
    failing: list[Callable[[], Finding]] = [
        lambda: fusion(junction_reads=3, pair_reads=6),
        lambda: fusion(junction_reads=2, pair_reads=8),
        lambda: fusion(**just_enough, unique_reads=4),
        lambda: fusion(**just_enough, in_frame="out"),
        lambda: fusion(**just_enough, pos3=32742008),
        lambda: fusion(**just_enough, marks=(Mark.READTHROUGH,)),
        lambda: fusion(**just_enough, marks=(Mark.FILTERED,)),
        lambda: fusion(**just_enough, marks=(Mark.ANTISENSE,)),
        lambda: fusion(**just_enough, order_known=False, pos5=150404700),
        lambda: fusion(**just_enough, classification="VUS"),
    ]
    for make in failing:
        got = verdict(arm(), make())
        assert got.verdict == EQ, got.reasons


def test_exon_numbers_count_with_their_transcript() -> None:
    """Case 104: exon 2 of NM_013959 is the exon that holds the first part of the EGF-like domain."""
    got = found("", "", call_reported="NM_004355.3(CD74):e.1_6::NM_013959.3(NRG1):e.2_")
    assert (got.gene5, got.gene3, got.transcript3, got.exon3) == ("CD74", "NRG1", "NM_013959.3", "2")
    assert (got.nrg1_exon, got.egf_kept) == ("e6", "kept")
    without = found("", "", call_reported="CD74(6)-NRG1(6)")
    assert without.egf_kept == "unknown", "an exon number without a transcript says nothing"


def test_two_callers_rows_are_one_event() -> None:
    """Case 114: the same fusion in two rows, and its reciprocal, is one positive."""
    got = verdict(arm("a"), arm("b"), fusion(of="a"), fusion(of="b"), fusion(of="a", n=2, junction_reads=90))
    assert got.verdict == POS
    assert got.fusion == "CD74::NRG1"


def test_a_blank_result_cell_of_nrg1_is_not_a_negative() -> None:
    """Case 59."""
    note = Notice(
        code=Code.PARTIAL_TABLE, severity=Severity.ERROR, text="the result of NRG1 is blank", place="x:2:3"
    )
    assert verdict(arm(**SIGNED_NEGATIVE), note).verdict == UR


@pytest.mark.parametrize("name", ["APP-NRG1-APP", "APP::NRG1::APP", "CD74-NRG1-FOO1", "CD74--NRG1--X9"])
def test_nrg1_inside_a_name_is_not_lost(name: str) -> None:
    got = found("", "", call_reported=name)
    assert (got.gene3, got.nrg1_role) == ("NRG1", "three_prime")
    assert "MULTI_GENE" in got.notes
    assert verdict(wts(), got).verdict == EQ
