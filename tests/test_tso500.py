"""Illumina's TSO500 and what DRAGEN writes beside it: which arms were run, who is 5', and whose quality a column is."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag import tso500
from fusionflag.cells import RowError
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.stream import Frame, ReportEnd
from fusionflag.testing import read_bytes
from tests.reports import arms_of_samples, complete, of

PAIR = """\
TruSight Oncology 500 - Combined Variant Output

[Analysis Details]
Pair ID\tP9
DNA Sample ID\tP9-D
RNA Sample ID\tP9-R
Output Date\t2026-03-04
Pipeline Version\truo-2.2.0.12

[Sequencing Run Details]
NA

[TMB]
Total TMB\t3.1

[MSI]
Percent Unstable MSI Sites\t64.8

[Gene Amplifications]
Gene\tFold Change
NA

[Splice Variants]
Gene\tAffected Exon\tBreakpoint 1\tBreakpoint 2\tSplice Supporting Reads\tReference Reads Transcript
NA

[Fusions]
Gene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\tGene 1 Reference Reads\tGene 2 Reference Reads
NA

[Small Variants]
Gene\tChromosome\tGenomic Position
NA
"""
HEADER = PAIR.splitlines()[PAIR.splitlines().index("[Fusions]") + 1]
CD74 = "CD74-NRG1\tchr5:149784243\tchr8:32585467\t96\t2\t0\n"
COLUMNS = (
    "Caller,Gene A,Gene B,Gene A Breakpoint,Gene B Breakpoint,Filter,KeepFusion,Alt Split Dedup,Alt Pair Dedup,"
    "Fusion Directionality Known\n"
)
METRICS = """\
DRAGEN TruSight Oncology 500 v2.6.2 Analysis Software - Metrics Output

[Header]
Workflow Version\t2.6.2.4

[Run QC Metrics]
Metric (UOM)\tLSL Guideline\tUSL Guideline\tValue
PCT_PF_READS (%)\tNA\tNA\tNA

[Analysis Status]
\tA_P900001_X\tP900002
COMPLETED_ALL_STEPS\tTRUE\tTRUE
FAILED_STEPS\tNA\tNA
STEPS_NOT_EXECUTED\tNA\tNA

[DNA Library QC Metrics]
Metric (UOM)\tLSL Guideline\tUSL Guideline\tA_P900001_X\tP900002
CONTAMINATION_SCORE (NA)\t0\t1457\t53\t54

[RNA Library QC Metrics]
Metric (UOM)\tLSL Guideline\tUSL Guideline\tA_P900001_X\tP900002
MEDIAN_CV_GENE_500X (NA)\t0\t0.93\t0.69\tNA
TOTAL_ON_TARGET_READS (Count)\t2500000\tNA\t2600000\tNA
MEDIAN_INSERT_SIZE (Count)\t80\tNA\t101\tNA

[Notes]
Run Metrics\tnone
"""


def read(text: str, name: str = "x.tsv") -> list[Frame]:
    return read_bytes(text.encode(), name)


def with_fusions(rows: str) -> str:
    return PAIR.replace(f"{HEADER}\nNA\n", f"{HEADER}\n{rows}")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RNA Sample ID\tP9-R\n", {"DNA", "RNA"}),
        ("RNA Sample ID\tNA\n", {"DNA"}),
        ("RNA Sample ID\n", {"DNA"}),
        ("", {"DNA"}),
    ],
)
def test_the_same_empty_fusions_are_an_rna_arm_only_where_rna_was_run(line: str, expected: set[str]) -> None:
    frames = read(PAIR.replace("RNA Sample ID\tP9-R\n", line))
    assert complete(frames)
    assert {molecule for _, molecule in arms_of_samples(frames)} == expected
    assert {a.nrg1_coverage for a in arms_of_samples(frames).values() if a.molecule == "DNA"} == {"no"}
    assert all(a.qc == "not_provided" and a.fusions_stated for a in arms_of_samples(frames).values())


@pytest.mark.parametrize(
    ("pair", "rna", "dna", "controls"),
    [
        ("NTC-9", "NTC-RNA-9", "DNA Sample ID\tNTC-DNA-9\n", {"DNA", "RNA"}),
        (
            "NTC-9",
            "NTC-RNA-9",
            "",
            {"DNA", "RNA", "unknown"},
        ),  # a gain of copies without a DNA library: of no patient
        ("NTC-9", "NTC-RNA-9", "DNA Sample ID\tP9-D\n", {"RNA"}),  # an id of a patient among them
        ("NTC-MARIA", "P9-R", "", set()),
        ("P9", "NTC-RNA-9", "DNA Sample ID\tP9-D\n", {"RNA"}),
        ("P9", "P9-R", "DNA Sample ID\tP9-D\n", set()),
        ("ANTC9", "P9-R", "", set()),
    ],
)
def test_a_control_is_one_with_all_that_it_shows(pair: str, rna: str, dna: str, controls: set[str]) -> None:
    data = with_fusions(CD74).replace("Pair ID\tP9", f"Pair ID\t{pair}").replace("P9-R", rna)
    data = data.replace("DNA Sample ID\tP9-D\n", dna).replace("Fold Change\nNA", "Fold Change\nERBB2\t9.1")
    frames = read(data)
    assert of(Marker, frames)
    found = arms_of_samples(frames).values()
    marked = {a.molecule for a in found if a.report_kind == "control"}
    assert marked == controls & {a.molecule for a in found}
    if len(controls) > 1:
        assert marked == {a.molecule for a in found}
        assert {(r.sample, r.molecule) for r in of((Finding, Marker), frames)} <= set(arms_of_samples(frames))


def test_a_fusion_without_an_rna_sample_is_kept_and_the_report_is_not_understood() -> None:
    frames = read(with_fusions(CD74).replace("RNA Sample ID\tP9-R\n", ""))
    (finding,) = of(Finding, frames)
    assert (finding.molecule, finding.fusion, complete(frames)) == ("unknown", "CD74::NRG1", False)


@pytest.mark.parametrize("title", ["Fusions", "Small Variants", "Splice Variants", "Analysis Details"])
def test_a_missing_section_is_no_whole_file(title: str) -> None:
    parts = [p for p in PAIR.split("\n\n") if f"[{title}]" not in p]
    frames = read("\n\n".join(parts).rstrip() + "\n")
    assert not complete(frames) or not of(ReportEnd, frames)


@pytest.mark.parametrize("cut", [f"{HEADER}\n", "[Fusions]\n"])
def test_a_section_that_breaks_off_behind_its_header_is_no_negative(cut: str) -> None:
    assert not complete(read(PAIR.replace(f"[Fusions]\n{HEADER}\nNA\n", f"[Fusions]\n{HEADER}\n")))
    assert not complete(read(PAIR.replace(f"[Fusions]\n{HEADER}\nNA\n", "[Fusions]\nNA\n")))
    assert not complete(read(PAIR[: PAIR.index(cut) + len(cut)]))


@pytest.mark.parametrize(
    ("section", "whole"),
    [
        ("[Gene Rearrangements]\nGene\tPartner\nCD74\tNRG1\n", False),
        ("[RNA Fusions]\nCD74-NRG1\n", False),
        ("[Something New]\nNA\n", True),
        ("[Large Rearrangements]\nGene\tChromosome\nBRCA1\tNA\n", True),
        ("[Exon-Level CNVs]\nGene\tChromosome\nNRG1\tchr8\n", False),  # names NRG1 and becomes no record
    ],
)
def test_unknown_sections_may_hold_fusions(section: str, whole: bool) -> None:
    assert complete(read(PAIR.replace("[Splice", f"{section}\n[Splice"))) is whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CD74-NRG1", ("CD74", "NRG1", True)),
        ("CD74/NRG1", ("CD74", "NRG1", False)),
        ("CD74-ROS1;GOPC", ("CD74", "ROS1;GOPC", True)),
        ("PPARG/AC016683.6;PAX8", ("PPARG", "AC016683.6;PAX8", False)),
        ("PPARG/AC016683.6-NRG1", ("PPARG/AC016683.6", "NRG1", False)),  # rewritten: NRG1 is not lost in it
        ("NKX2-1-NRG1", ("NKX2-1", "NRG1", True)),
        ("HLA-A/NRG1", ("HLA-A", "NRG1", False)),
        ("CD74-NRG1-IT1", ("CD74", "NRG1-IT1", True)),
        ("RP11-458D21.5;NOTCH2NL-NRG1", ("RP11-458D21.5;NOTCH2NL", "NRG1", True)),
        ("CD74\u2011NRG1", ("CD74", "NRG1", True)),
    ],
)
def test_pairs_of_genes(text: str, expected: tuple[str, str, bool]) -> None:
    assert tso500.gene_pair(text) == expected


@pytest.mark.parametrize("text", ["NRG1", "-NRG1", "NRG1-", ""])
def test_what_is_no_pair_is_not_guessed(text: str) -> None:
    with pytest.raises(RowError):
        tso500.gene_pair(text)


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("NTC", True),
        ("NTC-RNA-1", True),
        ("11_NTC", True),
        ("ntc.dna", True),
        ("H2O_3", True),
        ("BLANK", True),
        ("RNA-blank-2", True),
        ("Blank_Marker", False),
        ("21M1_Blank", False),
        ("P1_NTC_RNA", False),
        ("NTC7", False),
        ("SANTC", False),
        ("P900001", False),
        ("", False),
    ],
)
def test_only_a_whole_word_makes_a_control(name: str, control: bool) -> None:
    assert tso500.is_control(name) is control


def test_numbers_of_the_dna_are_no_status() -> None:
    markers = {m.gene: m for m in of(Marker, read(PAIR))}
    assert (markers["MSI"].state, markers["TMB"].marker) == ("unknown", "score")


@pytest.mark.parametrize(
    ("completed", "failed", "not_run", "dna", "rna"),
    [
        ("TRUE", "NA", "NA", "done", "done"),
        ("FALSE", "DragenRna", "NA", "done", "failed"),
        ("TRUE", "DragenRna", "NA", "done", "failed"),
        ("FALSE", "DragenCaller", "NA", "failed", "done"),
        ("FALSE", "NA", "RnaFusionFiltering", "done", "failed"),
        ("FALSE", "DragenCaller", "DnaFusionFiltering,RnaAnnotation", "failed", "failed"),
        ("FALSE", "NA", "NA", "failed", "failed"),
        ("FALSE", "FastqValidation", "NA", "failed", "failed"),
        ("FALSE", "CombinedVariantOutput", "NA", "failed", "failed"),
        ("", "NA", "NA", "unknown", "unknown"),
    ],
)
def test_a_failed_step_beats_good_numbers(
    completed: str, failed: str, not_run: str, dna: str, rna: str
) -> None:
    text = METRICS.replace("COMPLETED_ALL_STEPS\tTRUE", f"COMPLETED_ALL_STEPS\t{completed}")
    text = text.replace("FAILED_STEPS\tNA", f"FAILED_STEPS\t{failed}")
    found = arms_of_samples(read(text.replace("STEPS_NOT_EXECUTED\tNA", f"STEPS_NOT_EXECUTED\t{not_run}")))
    assert (found["A_P900001_X", "DNA"].status, found["A_P900001_X", "RNA"].status) == (dna, rna)


def test_metrics_are_no_test_and_a_column_of_na_is_no_pass() -> None:
    frames = read(METRICS)
    found = arms_of_samples(frames)
    assert complete(frames)
    assert {a.report_kind for a in found.values()} == {"companion"}
    assert not any(a.fusions_stated for a in found.values())
    rna, none = found["A_P900001_X", "RNA"], found["P900002", "RNA"]
    assert (rna.qc, rna.status) == ("pass", "done")  # by the printed limit, not by that of an older version
    assert "TOTAL_ON_TARGET_READS=2600000;TOTAL_ON_TARGET_READS_LSL=2500000" in rna.qc_metrics
    assert "_USL=NA" not in rna.qc_metrics
    assert (none.qc, none.status, none.qc_metrics) == ("not_provided", "unknown", "")


@pytest.mark.parametrize(
    ("columns", "joins"),
    [
        (("5_C0000001_FCUP", "P900002"), {"5_C0000001_FCUP", "C0000001"}),
        (("P900003_1", "P900003_2"), {"P900003_1"}),  # one patient twice: which library is meant?
        (("RUN20260304_P900003", "RUN20260304_X"), {"RUN20260304_P900003", "P900003"}),
        (("P900003_1", "P900003"), {"P900003_1"}),
        (("P9_FCUPABC", "Y"), {"P9_FCUPABC"}),  # too short, or without a digit
        (("C0000001-X_2", "Y"), {"C0000001-X_2", "C0000001-X"}),
    ],
)
def test_a_column_is_joined_by_its_name_and_by_words_of_its_own(
    columns: tuple[str, str], joins: set[str]
) -> None:
    text = METRICS.replace("A_P900001_X\tP900002", "\t".join(columns))
    found = arms_of_samples(read(text))[columns[0], "RNA"]
    assert {j.removeprefix("tso500:") for j in found.joins} == joins


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\tA_P900001_X\tP900002\nCOMPLETED", "A_P900001_X\tP900002\nCOMPLETED"),  # shifted to the left
        ("USL Guideline\tA_P900001_X\tP900002\nMEDIAN", "USL Guideline\tP900002\tP900002\nMEDIAN"),
        ("2600000\tNA", "2600000\tNA\t1"),
        ("[Notes]\nRun Metrics\tnone\n", ""),
        ("[RNA Library QC Metrics]", "[RNA Quality]"),
    ],
)
def test_a_table_of_metrics_that_is_not_understood_says_nothing(old: str, new: str) -> None:
    assert old in METRICS
    frames = read(METRICS.replace(old, new))
    assert not complete(frames)


def row(known: str = "True", keep: str = "True", genes: str = "CD74,NRG1", caller: str = "DRAGEN") -> str:
    return f"{COLUMNS}{caller},{genes},chr5:149784243,chr8:32585467,PASS,{keep},40,3,{known}\n"


def test_all_fusions() -> None:
    (kept,) = of(Finding, read(row(), "x.csv"))
    assert (kept.order_known, kept.reported, kept.marks) == (True, True, ("PASS",))
    (dropped,) = of(Finding, read(row(keep="False", known="False"), "x.csv"))
    assert (dropped.reported, dropped.marks, dropped.order_from) == (False, ("FILTERED",), "junction")
    (turned,) = of(Finding, read(row(known="False", genes="NRG1,CD74"), "x.csv"))
    assert not turned.order_known  # the places do not fit the names
    (spliced,) = of(Finding, read(row(caller="SpliceGirl", genes="MET;X,MET"), "x.csv"))
    assert spliced.marks == ("PASS", "SPLICE_VARIANT")
    (neighbors,) = of(Finding, read(row(caller="SpliceGirl", genes="CD74,NRG1"), "x.csv"))
    assert neighbors.marks == ("PASS",)
    for bad in (row(keep="?"), row(keep=""), row(known="maybe")):
        assert not complete(read(bad, "x.csv"))


@pytest.mark.parametrize(
    ("name", "joins"),
    [
        ("S1_AllFusions.csv", ("tso500:S1",)),
        ("run/S1_AllFusions.csv", ("tso500:S1",)),
        ("S1.csv", ()),
        ("S1_AllFusions.txt", ()),
    ],
)
def test_a_file_name_only_joins(name: str, joins: tuple[str, ...]) -> None:
    (arm,) = of(Assay, read(row(), name))
    assert (arm.joins, arm.case_hint, arm.sample) == (joins, "", "")


def test_a_table_of_tst170_is_not_taken_for_tso500() -> None:
    """It lacks directionality; its coverage of NRG1 is not known."""
    text = row().replace(",Fusion Directionality Known", "").replace(",True\n", "\n")
    assert "tso500_all_fusions" not in {a.parser for a in of(Assay, read(text, "x.csv"))}


@pytest.mark.parametrize(
    ("direction", "role"),
    [("rR2R1", "three_prime"), ("L1R2", "three_prime"), ("L1rL2", "five_prime"), ("L2R1", "five_prime")],
)
def test_plasma_fusions_are_turned_by_the_parts_that_are_kept(direction: str, role: str) -> None:
    """NRG1 (break 2) lies on the plus strand: it is 3' where its right part is kept."""
    text = (
        "Sample,Name,Chr1,Pos1,Chr2,Pos2,Direction,Alt_Depth,Gene1,Gene2,Filter\n"
        f"S,CD74/NRG1,chr5,149783900,chr8,32580000,{direction},22,CD74,NRG1,PASS\n"
    )
    (finding,) = of(Finding, read(text, "x.csv"))
    assert (finding.nrg1_role, finding.molecule) == (role, "cfDNA")


def test_plasma_is_never_rna() -> None:
    text = PAIR.replace("500 - Combined", "500 ctDNA - Combined")
    assert {a.parser for a in of(Assay, read(text))} == {""}  # a pair in plasma: not known, so not read
    text = text.replace("Pair ID\tP9\nDNA Sample ID\tP9-D\nRNA Sample ID\tP9-R", "Sample ID\tP9")
    frames = read(text.replace("[Fusions]", "[DNA Fusions]").replace("[Splice Variants]", "[MSI Sites]"))
    assert set(arms_of_samples(frames)) == {("P9", "cfDNA")}


def test_metrics_of_a_mapper_state_no_nucleic_acid() -> None:
    text = "MAPPING/ALIGNING SUMMARY,,Total input reads,100,100.00\nMAPPING/ALIGNING SUMMARY,,Mapped reads,70,70.00\n"
    assert not complete(read(text, "x.csv"))
    frames = read(f"{text}MAPPING/ALIGNING PER RG,group,Total reads in RG,100,100.00\n", "x.csv")
    (arm,) = of(Assay, frames)
    assert (complete(frames), arm.molecule, arm.report_kind, arm.fusions_stated) == (
        True,
        "unknown",
        "companion",
        False,
    )
    assert "PCT_MAPPED_READS=70.00" in arm.qc_metrics


@pytest.mark.samples
def test_the_real_files(samples: Path) -> None:
    """Which arms, how many findings, and that all is read."""
    folder = samples / "vendor" / "illumina_tso500"
    expected = {
        "awgl_v2.2_DNAonly_CombinedVariantOutput.tsv": ({"DNA"}, 0),
        "awgl_v2.2_DNAonly_novar_CombinedVariantOutput.tsv": ({"DNA"}, 0),
        "awgl_v2.2_NTC_RNA_CombinedVariantOutput.tsv": ({"RNA"}, 1),
        "awgl_v2.2_RNAonly_control_CombinedVariantOutput.tsv": ({"RNA"}, 18),
        "awgl_v2.2_sample_AllFusions.csv": ({"RNA"}, 152),
        "variantgrid_v2.1.1_AllFusions.csv": ({"RNA"}, 33),
        "variantgrid_v2.1.1_DNA_RNA_CombinedVariantOutput.tsv": ({"DNA", "RNA"}, 20),
        "variantgrid_v2.6.2_MetricsOutput.tsv": ({"DNA", "RNA"}, 0),
        "variantgrid_v2.1.1_SpliceVariants.vcf": ({"RNA"}, None),
    }
    for file in sorted(folder.iterdir()):
        molecules, count = expected[file.name]
        frames = read_bytes(file.read_bytes(), file.name)
        assert {molecule for _, molecule in arms_of_samples(frames)} == molecules, file.name
        assert count is None or len(of(Finding, frames)) == count, file.name
        assert complete(frames), of(Notice, frames)
