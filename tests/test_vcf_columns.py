"""Tumor, normal and cohort columns: who is judged, who has the event, and what is germline."""

from __future__ import annotations

import pytest

from fusionflag.codes import Code
from fusionflag.model import Mark
from fusionflag.vcf import columns
from fusionflag.vcf.header import Header
from tests.vcf_files import PAIR, header, one, read


# -- tumor and normal ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("names", "more", "tumors", "normals", "certain"),
    [
        ((), [], (), (), True),
        (("S1",), [], (0,), (), True),
        (("NORMAL",), [], (), (0,), True),
        (("NORMAL", "TUMOR"), [], (1,), (0,), True),
        (("tumour", "normal"), [], (0,), (1,), True),
        (("P1_T", "P1_N"), [], (0,), (1,), True),
        (("COLO829R", "COLO829T"), [], (1,), (0,), True),
        (("COLO829v003R_dedup.bam", "COLO829v003T_dedup.bam"), [], (1,), (0,), True),
        (("HCC1954_BL", "HCC1954"), [], (1,), (0,), True),
        (("/data/HCC1143BL.final.bam", "/data/HCC1143.final.bam"), [], (1,), (0,), True),
        (("A36971", "A36973"), [], (0, 1), (), False),
        (("A", "B"), ["##tumor_sample=B", "##normal_sample=A"], (1,), (0,), True),
        (("A", "B"), ["##normal_sample=A"], (1,), (0,), True),
        (
            ("A", "B"),
            ["##SAMPLE=<ID=TUMOR,SampleName=A>", "##SAMPLE=<ID=NORMAL,SampleName=B>"],
            (0,),
            (1,),
            True,
        ),
        (
            ("A", "B"),
            ["##SAMPLE=<ID=A,Genomes=Germline>", "##SAMPLE=<ID=B,Genomes=Germline;Tumor>"],
            (1,),
            (0,),
            True,
        ),
        (("A", "B"), ["##cmdline=configManta.py --tumorBam=/d/A.bam --normalBam /d/B.bam"], (0,), (1,), True),
        (("NORMAL", "TUMOR"), ["##INFO=<ID=set,Description=CombineVariants>"], (1,), (0,), True),
        (("A", "B"), ["##cmdline=configManta.py --bam A.bam --bam B.bam"], (0, 1), (), False),
        (
            ("A", "B"),
            ['##DRAGENCommandLine=<CommandLineOptions="--RGSM B --RGSM-tumor A">'],
            (0,),
            (1,),
            True,
        ),
        (("PT12_R",), [], (0,), (), True),
        (("PT1_BL",), [], (0,), (), True),
        (("PT7_BLOOD_cfDNA",), [], (0,), (), True),
        (("P01_BL", "P01_PD"), [], (0, 1), (), False),
        (("PT_P", "PT_R"), [], (0, 1), (), False),
        (("S1", "S1R"), [], (0, 1), (), False),
        (("P1_N", "P1_M"), [], (0, 1), (), False),
        (("P1_N", "P1_T"), [], (1,), (0,), True),
        (("P1_BLOOD", "P1_TUMOR"), [], (1,), (0,), True),
        (("P1_tumor", "P1_non_tumor"), [], (0,), (1,), True),
        (("TUMOR", "NORMAL", "X"), [], (0, 2), (1,), False),
        (("T1", "T2", "T3"), [], (0, 1, 2), (), False),
    ],
)
def test_columns(
    names: tuple[str, ...], more: list[str], tumors: tuple[int, ...], normals: tuple[int, ...], certain: bool
) -> None:
    found = columns.tell(Header(meta=tuple(more), samples=names))
    assert (found.tumors, found.normals, found.certain) == (tumors, normals, certain)


def test_the_sheet_outweighs_names_and_the_callers_order_comes_last() -> None:
    head = Header(samples=("A", "B"))
    assert columns.tell(head, ("A",)).tumors == (0,)
    somatic = Header(meta=("##INFO=<ID=SOMATIC,Number=0>",), samples=("A", "B"))
    assert columns.tell(somatic, normal_first="ID=SOMATIC").tumors == (1,)
    assert not columns.tell(head, normal_first="ID=SOMATIC").certain, "a germline run of two samples"
    assert columns.tell(somatic, ("B",), normal_first="ID=SOMATIC").normals == (0,), (
        "named by the sheet or not"
    )
    described = Header(
        meta=(*somatic.meta, "##INFO=<ID=set,Description=as CombineVariants does>"), samples=("A", "B")
    )
    assert columns.tell(described, normal_first="ID=SOMATIC").tumors == (1,)
    merged = Header(meta=(*somatic.meta, "##bcftools_mergeCommand=merge a b"), samples=("A", "B"))
    assert not columns.tell(merged, normal_first="ID=SOMATIC").certain, "two tumors"
    record = ("chr1", "5", ".", "A", "C", ".", "PASS", ".", "PR", "4,5", ".")
    apart = Header(meta=somatic.meta, samples=("A", "B"), first_records=(record,))
    assert not columns.tell(apart, normal_first="ID=SOMATIC").certain, (
        "a column is empty where the other was called"
    )
    assert not columns.tell(head, ("C",)).certain, "a sample that is not there picks nothing"


TWO = header(samples=("P_N", "P_T"))


@pytest.mark.parametrize(
    ("reads", "marks"),
    [
        ("40,0:30,0\t40,12:33,9", set()),
        ("40,1:30,0\t40,12:33,9", set()),  # 1 of 21: below 5 %
        ("40,2:30,0\t40,12:33,9", {Mark.GERMLINE}),
        ("40,1:30,0\t40,9:33,8", set()),  # 1 of 17 is more than 5 %, but one read proves nothing
        ("40,9:30,0\t40,0:33,0", {Mark.GERMLINE}),
        (".:.\t40,12:33,9", {Mark.NOT_SOMATIC}),
    ],
)
def test_germline(reads: str, marks: set[Mark]) -> None:
    f = one(TWO + PAIR.replace("40,12:33,9", reads))
    assert set(f.marks) & {Mark.GERMLINE, Mark.NOT_SOMATIC} == marks
    assert f.sample == "P_T"


@pytest.mark.parametrize("cells", ["GT:DR\t0/0:0\t0/1:9", "GT:DR\t0/1:9\t0/0:0"])
def test_files_of_one_sample_are_one_arm(cells: str) -> None:
    """SURVIVOR writes a column for each merged file: a junction of the second file alone is one of the sample."""
    text = header(samples=("M31", "M31_1"), more="##INFO=<ID=SUPP_VEC,Number=1>\n")
    text += PAIR.replace("SVTYPE=BND", "SVTYPE=BND;SUPP=1;SUPP_VEC=01").replace("PR:SR\t40,12:33,9", cells)
    found, arms, _ = read(text)
    assert [(f.fusion, f.sample) for f in found] == [("CD74::NRG1", "M31")]
    assert [a.sample for a in arms] == ["M31"]


def test_columns_named_after_their_callers_are_one_sample() -> None:
    head = Header(samples=("manta_S12", "delly_S12", "S13.lumpy", "S13.tiddit"))
    found = columns.tell(head, files=True)
    assert (found.tumors, found.files) == ((0, 2), {0: (0, 1), 2: (2, 3)})


COHORT = header(samples=("P1", "P2", "P3"))


@pytest.mark.parametrize("empty", [".:.", "."])
def test_a_call_of_one_patient_is_not_passed_for_the_others(empty: str) -> None:
    """bcftools merge: what FILTER says is said of the patient in whom it was called."""
    found, _, _ = read(COHORT + PAIR.replace("40,12:33,9", f"40,12:33,9\t{empty}\t{empty}"))
    assert {f.sample: Mark.PASS in f.marks for f in found}["P1"]
    assert not any(Mark.PASS in f.marks for f in found if f.sample != "P1")


def test_a_merge_of_patients_confirms_nobody() -> None:
    """SUPP_VEC tells the patients; two of them are no two callers of one."""
    text = header(samples=("P1", "P2", "P3"), more="##INFO=<ID=SUPP_VEC,Number=1>\n")
    text += PAIR.replace("SVTYPE=BND", "SVTYPE=BND;SUPP=2;SUPP_VEC=110").replace(
        "PR:SR\t40,12:33,9", "GT\t0/1\t0/1\t./."
    )
    found, _, _ = read(text)
    assert [f.sample for f in found] == ["P1", "P2"]
    assert not any(Mark.PASS in f.marks for f in found)


@pytest.mark.parametrize(
    ("normal", "tumor", "germline"),
    [("0/1", "0/1", True), ("0/1", "0/0", True), ("0/0", "0/1", False), ("./.", "0/1", False)],
)
def test_a_normal_that_carries_the_allele_is_germline_without_counts(
    normal: str, tumor: str, germline: bool
) -> None:
    f = one(TWO + PAIR.replace("PR:SR\t40,12:33,9", f"GT\t{normal}\t{tumor}"))
    assert (Mark.GERMLINE in f.marks) == germline


@pytest.mark.parametrize(
    ("flag", "germline"), [("GERMLINE", True), ("GERMLINE=False", False), ("GERMLINE=0", False)]
)
def test_a_flag_that_is_denied_is_none(flag: str, germline: bool) -> None:
    f = one(header() + PAIR.replace("SVTYPE=BND", f"SVTYPE=BND;{flag}"))
    assert (Mark.GERMLINE in f.marks) == germline


def test_an_empty_filter_is_no_pass() -> None:
    assert Mark.PASS not in one(header() + PAIR.replace("\tPASS\t", "\t\t")).marks


def test_columns_of_unknown_roles_are_cases_of_their_own() -> None:
    found, arms, notices = read(
        header(samples=("A", "B")) + PAIR.replace("40,12:33,9", "40,0:33,0\t40,12:33,9")
    )
    assert [(a.sample, a.case_id) for a in arms] == [("A", "x.vcf#A"), ("B", "x.vcf#B")]
    assert [f.sample for f in found] == ["B"], "A shows no read of it"
    assert Code.TUMOR_COLUMN_UNKNOWN in {n.code for n in notices}
    assert Mark.NOT_SOMATIC in found[0].marks


def test_a_germline_run_of_two_samples_is_no_pair() -> None:
    """DRAGEN declares SOMATIC in germline files too; FORMAT GQ and PL are of a diploid genotype."""
    more = "##source=DRAGEN_SV\n##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description=x>\n"
    cells = "GT:GQ:PL:PR:SR\t0/1:99:99,0,99:40,15:33,14\t0/0:99:0,99,99:40,0:33,0"
    found, arms, notices = read(
        header(samples=("S1", "S2"), more=more) + PAIR.replace("PR:SR\t40,12:33,9", cells)
    )
    assert [(f.sample, Mark.GERMLINE in f.marks) for f in found] == [("S1", False)]
    assert len(arms) == 2
    assert Code.TUMOR_COLUMN_UNKNOWN in {n.code for n in notices}


@pytest.mark.parametrize(
    ("cells", "germline"),
    [
        ("GT\t0/1\t0/1", False),
        ("PR:SR\t40,2:30,0\t40,10:33,8", False),  # 11 %
        ("PR:SR\t40,9:30,5\t40,10:33,8", True),
    ],
)
def test_the_callers_own_word_outweighs_a_trace_in_the_normal(cells: str, germline: bool) -> None:
    somatic = PAIR.replace("SVTYPE=BND", "SVTYPE=BND;SOMATIC").replace("PR:SR\t40,12:33,9", cells)
    f = one(TWO + somatic)
    assert (Mark.GERMLINE in f.marks) == germline


def test_a_junction_in_the_normal_alone_is_said() -> None:
    _, _, notices = read(TWO + PAIR.replace("40,12:33,9", "40,12:33,9\t40,0:33,0"))
    assert any("only the column that is taken for the normal" in n.text for n in notices)


def test_relapse_is_no_normal() -> None:
    found = columns.tell(Header(samples=("P1_T", "P1_R")))
    assert not found.normals or not found.certain
