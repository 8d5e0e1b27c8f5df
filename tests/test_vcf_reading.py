"""The VCF door: grammar, repairs, builds, columns, counts, mates; what is a junction and what is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.model import Finding, Mark
from fusionflag.vcf import alt, columns
from fusionflag.vcf.build import assembly_of
from fusionflag.vcf.header import Header, _read
from fusionflag.vcf.readers import pyvcf3_breakend
from tests.vcf_files import COLUMNS, WRITINGS, Place, header, line, pair, read

CD74, NRG1 = Place("chr5", 150_403_800, "-"), Place("chr8", 32_700_000, "-")
PAIR = pair(CD74, NRG1)


def one(text: str, **options: bool) -> Finding:
    found, _, _ = read(text, **options)
    assert len(found) == 1, found
    return found[0]


# -- the grammar of ALT ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N[chr8:5[", alt.Breakend("+", "chr8", 5, "-")),
        ("N]chr8:5]", alt.Breakend("+", "chr8", 5, "+")),
        ("[chr8:5[N", alt.Breakend("-", "chr8", 5, "-")),
        ("]chr8:5]N", alt.Breakend("-", "chr8", 5, "+")),
        ("acgtACGTN[8:5[", alt.Breakend("+", "8", 5, "-", inserted=8)),
        ("[HLA-A*01:01:01:01:300[C", alt.Breakend("-", "HLA-A*01:01:01:01", 300, "-")),
        ("[<ctg1>:7[C", alt.Breakend("-", "<ctg1>", 7, "-")),
        (".[13:123457[", alt.Breakend("+", "13", 123457, "-")),
        ("A.", alt.Single("+")),
        (".A", alt.Single("-")),
        ("<DUP:TANDEM>", alt.Symbol("DUP:TANDEM")),
        ("<del>", alt.Symbol("DEL")),
        (".", alt.Sequence("")),
        ("ACGT", alt.Sequence("ACGT")),
        ("*", alt.Sequence("*")),
    ],
)
def test_alleles(text: str, expected: alt.Allele) -> None:
    assert alt.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[chr8:5]N",
        "]chr8:5[N",
        "N[chr8:5[N",
        "[chr8:5[",
        "N[chr8[",
        "N[chr8:x[",
        "N[:5[",
        "N[chr8:5",
        "N chr8:5[",
        "N[chr8:99999999999[",
        "<DEL",
        "A-B",
    ],
)
def test_what_is_no_allele_raises(text: str) -> None:
    with pytest.raises(RowError):
        alt.parse(text)


BASES = st.text("ACGTN", min_size=1, max_size=5)


@given(
    BASES,
    st.sampled_from("[]"),
    st.from_regex(r"[A-Za-z0-9_.*-]{1,12}", fullmatch=True),
    st.integers(0, 10**9),
    st.booleans(),
)
def test_pyvcf3_reads_every_usual_breakend_alike(
    bases: str, mark: str, chrom: str, pos: int, first: bool
) -> None:
    """The second reader agrees wherever it can be asked: contigs without a colon."""
    mate = f"{mark}{chrom}:{pos}{mark}"
    text = bases + mate if first else mate + bases
    found = alt.breakend(text)
    assert pyvcf3_breakend(text) == (found.kept, found.chrom, found.pos, found.mate_kept)
    assert alt.USUAL.match(text), "the quick look sees it too"


def test_a_disagreement_with_pyvcf3_is_a_notice() -> None:
    """pyvcf3 takes `[chr8:1]N` for `[chr8:1[N`; here the record is not read, and its mate tells the junction."""
    found, arms, notices = read(header() + PAIR.replace("[chr8:32700000[N", "[chr8:32700000]N"))
    assert [f.fusion for f in found] == ["CD74::NRG1"]
    assert {n.code for n in notices} >= {Code.BAD_ROW, Code.BREAKENDS_DISAGREE}
    assert arms[0].read_status == "incomplete"


# -- repairs: the same junction in every dress -----------------------------------------------------
QUOTED = re.sub(r"(SVTYPE=BND;MATEID=m[12])", r'"\1"', PAIR)
HEAD = header()
DRESSES = {
    "as it is": (HEAD + PAIR, "ok"),
    "no ##fileformat": (HEAD.split("\n", 1)[1] + PAIR, "repaired"),
    "no column line": (HEAD.replace(HEAD.splitlines()[-1] + "\n", "") + PAIR, "repaired"),
    "blank lines": (HEAD + "\n" + PAIR + "\n \n", "repaired"),
    "blanks for tabs": (HEAD.replace("\t", "  ") + PAIR.replace("\t", "   "), "repaired"),
    "INFO in quotes": (HEAD + QUOTED, "repaired"),
    "thousands marks": (HEAD + PAIR.replace("\t32700000\t", "\t32,700,000\t"), "repaired"),
    "QUAL in words": (HEAD + PAIR.replace("\t.\tPASS", "\thigh\tPASS"), "repaired"),
    "two columns of one name": (header(samples=("T", "T")) + PAIR.replace("\n", "\t0,0:0,0\n"), "repaired"),
    "blanks in INFO": (HEAD + PAIR.replace("SVTYPE=BND", "SVTYPE=BND;DB=COSMIC, Mitelman"), "ok"),
    "undeclared keys and filters": (HEAD + PAIR.replace("SVTYPE=BND", "SVTYPE=BND;FOO=1,2;BAR"), "ok"),
    "a number that is none": (HEAD + PAIR.replace("SVTYPE=BND", "SVTYPE=BND;SU=many"), "ok"),
    "bare column line": (HEAD.replace("#CHROM", "#Chrom") + PAIR, "ok"),
    "another case of contigs": (HEAD + PAIR.replace("[chr8:", "[CHR8:"), "ok"),
    "END that means nothing": (HEAD + PAIR.replace("SVTYPE=BND", "SVTYPE=BND;END=5"), "ok"),
}


@pytest.mark.parametrize("name", DRESSES)
def test_what_libraries_refuse_is_read_and_named(name: str) -> None:
    text, status = DRESSES[name]
    found, arms, notices = read(text)
    assert {(f.fusion, f.pos5, f.pos3, f.nrg1_role) for f in found} == {
        ("CD74::NRG1", CD74.pos, NRG1.pos, "three_prime")
    }
    assert {a.read_status for a in arms} == {status}
    if status == "repaired":
        assert {n.code for n in notices} & {Code.REPAIRED, Code.BAD_CELL}


LOST = {
    "cut in its header": HEAD.rsplit("#CHROM", 1)[0],
    "a record cut short": HEAD + PAIR[: PAIR.rindex("GT") if "GT" in PAIR else PAIR.rindex("PR:SR") + 2],
    "fewer columns than the header": header(samples=("N", "T")) + PAIR,
    "too few cells": HEAD + PAIR + "chr1\t5\t.\tN\n",
    "a position that is none": HEAD + PAIR + line("chr1", 5, "[chr2:x[N", "SVTYPE=BND"),
    "no end": HEAD + PAIR + line("chr8", 32_000_000, "<DEL>", "SVTYPE=DEL"),
    "another sample below": HEAD + PAIR + COLUMNS + "\tFORMAT\tOTHER\n" + PAIR,
    "NRG1 named for no reason": HEAD + line("chr1", 5, "C", "COMMENT=NRG1", ref="A"),
    "a comment with NRG1": HEAD + PAIR + "# NRG1 seen by eye\n",
}


@pytest.mark.parametrize("name", LOST)
def test_what_is_lost_makes_the_file_incomplete(name: str) -> None:
    found, arms, _ = read(LOST[name])
    assert {a.read_status for a in arms} == {"incomplete"}
    if name not in ("cut in its header", "NRG1 named for no reason"):
        assert "CD74::NRG1" in {f.fusion for f in found}, "what can be read still counts"


def test_an_annotated_small_variant_in_nrg1_is_a_note_in_the_file_and_no_finding() -> None:
    text = header() + line(
        "chr8", 32_000_000, "C", "ANN=C|intron_variant|MODIFIER|NRG1|ENSG00000157168", ref="A"
    )
    found, arms, notices = read(text)
    assert not found
    assert arms[0].complete
    assert Code.NRG1_CNV_OR_SNV in {n.code for n in notices}


# -- the build -------------------------------------------------------------------------------------
def head(*lines: str, records: str = "") -> Header:
    return _read([f"{text}\n" for text in ("##fileformat=VCFv4.2", *lines, COLUMNS, *records.splitlines())])


@pytest.mark.parametrize(
    ("lines", "genome", "foreign"),
    [
        (["##contig=<ID=chr8,length=145138636>"], "GRCh38", ""),
        (["##contig=<ID=8,length=146364022>"], "GRCh37", ""),
        (["##contig=<length=146364022,ID=8>"], "GRCh37", ""),
        (["##contig=<ID=NC_000008.11,length=145138636>"], "GRCh38", ""),
        (["##contig=<ID=NC_000008.11>"], "GRCh38", ""),
        (["##contig=<ID=CM000670.1>"], "GRCh37", ""),
        (["##contig=<ID=chr8,length=146259331>"], "", "T2T-CHM13v2.0"),
        (["##contig=<ID=chr8,length=129401213>"], "", "neither"),
        (["##contig=<ID=chr8>"], "", ""),
        (["##contig=<ID=chr8,assembly=GRCh38>", "##contig=<ID=chr9,assembly=GRCh38>"], "GRCh38", ""),
        (["##contig=<ID=chr8,assembly=GRCh38>", "##contig=<ID=chr9,assembly=GRCh37>"], "", ""),
        (["##reference=file:///refs/hg19.fa"], "GRCh37", ""),
        (["##reference=human_g1k_v37_decoy"], "GRCh37", ""),
        (["##assembly=GRCh38"], "GRCh38", ""),
        (["##reference=file:///hg38/lifted_to/hg19.fa"], "", ""),
        (["##reference=mm10.fa"], "", "mm10"),
        (['##VEP="v110" assembly="GRCh38.p14"'], "GRCh38", ""),
        (['##SnpEffCmd="SnpEff hg19 x.vcf"'], "GRCh37", ""),
        (["##contig=<ID=chr8,length=145138636>", "##reference=hg19.fa"], "GRCh38", ""),
        (["##contig=<ID=chr8_KI270810v1_alt,length=374415>"], "", ""),
        ([], "", ""),
    ],
)
def test_builds(lines: list[str], genome: str, foreign: str) -> None:
    found = assembly_of(head(*lines))
    assert found.genome == genome
    assert (foreign in found.foreign) if foreign else not found.foreign


def test_lengths_outweigh_the_reference_and_the_conflict_is_named() -> None:
    text = header(more="##reference=hg19.fa\n") + PAIR
    found, _, notices = read(text)
    assert found[0].genome == "GRCh38"
    assert Code.BUILD_CONFLICT in {n.code for n in notices}


def test_without_a_build_no_claim_is_made() -> None:
    """chr5:150403800 is CD74 in GRCh38 and another gene in GRCh37; chr8:32700000 lies behind NRG1 in GRCh37."""
    f = one(header("") + PAIR)
    assert (f.genome, f.gene5, f.egf_kept, f.nrg1_exon) == ("", "", "unknown", "")
    assert f.nrg1_role == "three_prime", "the kept part tells NRG1's role in either build"


def test_a_gene_that_the_file_names_tells_the_build() -> None:
    ann = "SVTYPE=BND;ANN=x|gene_fusion|HIGH|CD74&NRG1|"
    f = one(header("") + PAIR.replace("SVTYPE=BND", ann))
    assert (f.genome, f.fusion, f.egf_kept) == ("GRCh38", "CD74::NRG1", "kept")
    assert Code.BUILD_INFERRED in f.notes


@pytest.mark.parametrize("length", [146_259_331, 129_401_213])
def test_another_assembly_is_never_read_by_position(length: int) -> None:
    text = f"##fileformat=VCFv4.2\n##contig=<ID=chr8,length={length}>\n{COLUMNS}\tFORMAT\tT\n"
    found, arms, notices = read(text + PAIR)
    assert not found
    assert arms[0].read_status == "incomplete"
    assert Code.FOREIGN_ASSEMBLY in {n.code for n in notices}
    named, _, _ = read(text + PAIR.replace("SVTYPE=BND", "SVTYPE=BND;ANN=x|gene_fusion|HIGH|CD74&NRG1|"))
    assert [f.fusion for f in named] == ["CD74::NRG1"], "a name is found in any assembly"


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


# -- junctions and what is none --------------------------------------------------------------------
AT = 32_000_000
NONE = {
    "small deletion": ("N" * 20, "N", "SVTYPE=DEL"),
    "insertion": ("N", "<INS>", "SVTYPE=INS;END=32000000"),
    "mobile element": ("N", "<INS:ME:ALU>", "SVTYPE=INS"),
    "depth": ("N", "<DEL>", "SVTYPE=DEL;END=32500000;FOLD_CHANGE=0.5"),
    "CNV": ("N", "<CNV>", "SVTYPE=CNV;END=32500000"),
    "Craft": ("N", "<CNV>", "SVTYPE=BND;VARTYPE=copy_number_variation;END=32500000"),
    "depth by GATK-SV": ("N", "<DUP>", "SVTYPE=DUP;END=32500000;ALGORITHMS=depth;EVIDENCE=RD"),
    "gVCF": ("N", "<NON_REF>", "END=32500000"),
    "no other allele": ("N", ".", "."),
    "insertion as breakends": ("N", "NACGT[chr8:32000001[", "SVTYPE=BND"),
    "short deletion as breakends": ("N", "N[chr8:32000030[", "SVTYPE=DEL"),
    "small variant": ("A", "C", "."),
    "a span over all of NRG1": ("N", ".", "."),
}


@pytest.mark.parametrize("name", NONE)
def test_what_joins_nothing_is_no_junction(name: str) -> None:
    ref, allele, info = NONE[name]
    found, arms, _ = read(header() + line("chr8", AT, allele, info, ref=ref))
    assert not [f for f in found if Mark.BREAKENDS in f.marks]
    assert arms[0].complete


JUNCTIONS = {
    "deletion as sequence": ("N" * 200, "N", "SVTYPE=DEL", {("+", "-")}),
    "deletion": ("N", "<DEL>", "SVTYPE=DEL;END=32100000", {("+", "-")}),
    "duplication": ("N", "<DUP>", "SVTYPE=DUP;END=32100000", {("-", "+")}),
    "inversion, both ends": ("N", "<INV>", "SVTYPE=INV;END=32100000", {("+", "+"), ("-", "-")}),
    "INV3": ("N", "<INV>", "SVTYPE=INV;END=32100000;INV3", {("+", "+")}),
    "INV5": ("N", "<INV>", "SVTYPE=INV;END=32100000;INV5", {("-", "-")}),
    "DELLY's inversion": ("N", "<INV>", "SVTYPE=INV;END=32100000;CT=5to5", {("-", "-")}),
    "LUMPY's inversion": (
        "N",
        "<INV>",
        "SVTYPE=INV;END=32100000;STRANDS=++:4,--:7",
        {("+", "+"), ("-", "-")},
    ),
    "LUMPY's one-sided inversion": ("N", "<INV>", "SVTYPE=INV;END=32100000;STRANDS=++:4,--:0", {("+", "+")}),
    "Severus, no END": ("N", "<INV>", "SVTYPE=INV;SVLEN=100000;STRANDS=--", {("-", "-")}),
    "unknown parts": ("N", "<TRA>", "SVTYPE=TRA;CHR2=chr5;END=150403800", {("", "")}),
    "unknown orientation": ("N", "[chr5:150403800[N", "SVTYPE=BND;UNKNOWN_ORIENTATION", {("", "")}),
    "unknown direction": ("N", "[chr5:150403800[N", "SVTYPE=BND;IMPRECISE_DIR", {("", "")}),
    "a symbol that is not known": ("N", "<FOLDBACK>", "END=32100000", {("", "")}),
    "single breakend": ("N", "NACGT.", "SVTYPE=BND", {("+", "")}),
    "two alleles": ("N", "N[chr5:150403800[,]chr5:150403800]N", "SVTYPE=BND", {("+", "-"), ("-", "+")}),
}


@pytest.mark.parametrize("name", JUNCTIONS)
def test_junctions_of_one_record(name: str) -> None:
    ref, allele, info, kept = JUNCTIONS[name]
    found, _, _ = read(header() + line("chr8", AT, allele, info, ref=ref))
    low = [sorted(((f.pos5 or 0, f.kept5), (f.pos3 or 0, f.kept3))) for f in found]
    if name in (
        "unknown parts",
        "unknown orientation",
        "unknown direction",
        "two alleles",
        "single breakend",
    ):
        seen = {(f.kept3, f.kept5) if f.chrom3 == "chr8" else (f.kept5, f.kept3) for f in found}
        assert seen == kept
    else:
        assert {(a[1], b[1]) for a, b in low} == kept


def test_places_of_symbols_follow_manta() -> None:
    """Manta's user guide: a breakend 17124941/234919886 is an INV5 17124940/234919885."""
    f = one(header() + line("chr8", AT - 1, "<INV>", f"SVTYPE=INV;END={AT + 99_999};INV5"))
    assert {f.pos5, f.pos3} == {AT, AT + 100_000}
    f = one(header() + line("chr8", AT, "<DEL>", f"SVTYPE=DEL;END={AT + 1000}"))
    assert {f.pos5, f.pos3} == {AT, AT + 1001}
    f = one(header() + line("chr8", AT, "<DUP>", f"SVTYPE=DUP;END={AT + 1000}"))
    assert {f.pos5, f.pos3} == {AT + 1, AT + 1000}


def test_mates_that_contradict_each_other_have_no_orientation() -> None:
    text = header() + line("chr5", CD74.pos, f"[chr8:{NRG1.pos}[N", "SVTYPE=BND;MATEID=b", id="a")
    text += line("chr8", NRG1.pos, f"N]chr5:{CD74.pos}]", "SVTYPE=BND;MATEID=a", id="b")
    found, _, notices = read(text)
    assert [(f.kept5, f.kept3, f.nrg1_role, f.order_known) for f in found] == [("", "", "unknown", False)]
    assert Code.BREAKENDS_DISAGREE in {n.code for n in notices}


def test_a_lone_mate_is_kept_and_named() -> None:
    for record in PAIR.splitlines():
        found, arms, notices = read(header() + record + "\n")
        assert [(f.fusion, f.nrg1_role) for f in found] == [("CD74::NRG1", "three_prime")]
        assert Code.MATE_MISSING in {n.code for n in notices}
        assert arms[0].complete


def test_both_lines_of_a_junction_are_named() -> None:
    f = one(header() + PAIR)
    assert (f.place, f.also_at) == ("x.vcf:27", ("x.vcf:28",))


def test_filters_of_both_mates_and_of_the_sample_count() -> None:
    first, second = PAIR.splitlines()
    f = one(header() + first + "\n" + second.replace("PASS", "LowQual") + "\n")
    assert Mark.FILTERED in f.marks
    assert f.filters == "LowQual"
    f = one(header() + PAIR.replace("PR:SR\t", "FT:PR:SR\tMinGQ:"))
    assert Mark.FILTERED in f.marks
    f = one(header() + PAIR.replace("PASS", "."))
    assert not {Mark.PASS, Mark.FILTERED} & set(f.marks)


def test_an_imprecise_break_across_the_egf_exon_shows_nothing() -> None:
    at = Place("chr8", 32_727_900, "-")
    assert one(header() + pair(CD74, at)).egf_kept == "kept"
    assert (
        one(header() + pair(CD74, at).replace("SVTYPE=BND", "SVTYPE=BND;CIPOS=-200,200")).egf_kept
        == "unknown"
    )


@pytest.mark.parametrize("text", ["a,b", "-2000", "1", "-5;x"])
def test_an_interval_that_cannot_be_read_is_a_doubt(text: str) -> None:
    """The break may lie anywhere near: beside the EGF exon nothing is claimed, far from it the claim stands."""
    for at, kept in ((32_727_000, "unknown"), (32_700_000, "kept")):
        records = pair(CD74, Place("chr8", at, "-")).replace("SVTYPE=BND", f"SVTYPE=BND;CIPOS={text}")
        found, arms, notices = read(header() + records)
        assert [(f.fusion, f.egf_kept) for f in found] == [("CD74::NRG1", kept)]
        assert arms[0].read_status == "repaired"
        assert Code.BAD_CELL in {n.code for n in notices}


def test_an_interval_that_leaves_nrg1_shows_nothing() -> None:
    """Behind the last exon NRG1 is not joined at all."""
    last = Place("chr8", 32_764_300, "-")
    assert one(header() + pair(CD74, last)).egf_kept == "lost"
    records = pair(CD74, last).replace("SVTYPE=BND", "SVTYPE=BND;IMPRECISE;CIPOS=-200,99000")
    f = one(header() + records)
    assert f.egf_kept == "unknown"
    alone = header() + line("chr5", CD74.pos, "[chr8:32727900[N", "SVTYPE=BND;IMPRECISE;CIPOS=-200,200")
    assert one(alone).egf_kept == "unknown", "the missing mate is no more precise"


@pytest.mark.parametrize("name", WRITINGS)
def test_one_record_at_the_partners_end_is_found_beside_an_index(name: str, tmp_path: object) -> None:
    """Single-record callers write the partner's end only; an index of the NRG1 locus would not show it."""
    text = (
        header()
        + "".join(line("chr1", n, "C", ".", ref="A") for n in range(100, 400, 100))
        + WRITINGS[name](CD74, NRG1)
    )
    assert one(text).nrg1_role == "three_prime"


# -- BCF and the standard --------------------------------------------------------------------------
def as_bcf(text: str, folder: Path, mode: str) -> bytes:
    """The file as htslib writes it."""
    pysam = pytest.importorskip("pysam")
    source, target = folder / "x.vcf", folder / "x.bcf"
    source.write_text(text, encoding="utf-8")
    with (
        pysam.VariantFile(str(source)) as variants,
        pysam.VariantFile(str(target), mode, header=variants.header) as out,
    ):
        for record in variants:
            out.write(record)
    return target.read_bytes()


DECLARED = "".join(
    f'##{kind}=<ID={key},Number=.,Type=String,Description="{key}">\n'
    for kind, key in (("INFO", "SVTYPE"), ("INFO", "MATEID"), ("FORMAT", "PR"), ("FORMAT", "SR"))
)


@pytest.mark.parametrize("mode", ["wb", "wb0"])
def test_bcf(mode: str, tmp_path: Path) -> None:
    data = as_bcf(header(more=DECLARED) + PAIR, tmp_path, mode)
    found, arms, _ = read("", "x.bcf", data=data)
    assert [(f.fusion, f.pos3, f.junction_reads) for f in found] == [("CD74::NRG1", NRG1.pos, 9)]
    assert arms[0].read_status == "ok"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_bcf_that_was_cut_is_never_whole(share: float, tmp_path: Path) -> None:
    many = "".join(line("chr1", n, "C", ".", ref="A", reads="PR:SR\t1,1:1,1") for n in range(100, 4000, 10))
    data = as_bcf(header(more=DECLARED) + many + PAIR, tmp_path, "wb")
    _, arms, notices = read("", "x.bcf", data=data[: int(len(data) * share)])
    assert arms[0].read_status in ("incomplete", "unreadable")
    assert {n.code for n in notices} & {Code.TRUNCATED, Code.BAD_COMPRESSION}


@pytest.mark.parametrize("mode", ["wb", "wb0"])
def test_a_damaged_bcf_is_an_error_and_what_stood_before_counts(mode: str, tmp_path: Path) -> None:
    many = "".join(line("chr9", n, "C", ".", ref="A", reads="PR:SR\t1,1:1,1") for n in range(100, 20_000, 10))
    data = as_bcf(header(more=DECLARED) + PAIR + many, tmp_path, mode)
    kept = 0
    for start in range(len(data) // 2, len(data) - 200, len(data) // 25):
        found, arms, notices = read("", "x.bcf", data=data[:start] + b"\0" * 60 + data[start + 60 :])
        assert {a.read_status for a in arms} <= {"incomplete", "unreadable"}
        assert any(n.severity == "error" for n in notices)
        kept += [f.fusion for f in found] == ["CD74::NRG1"]
    assert kept or mode == "wb", "records before the damage are handed out"


def test_what_htslib_refuses_is_said_and_read_all_the_same() -> None:
    found, arms, notices = read(HEAD + QUOTED)
    assert [f.fusion for f in found] == ["CD74::NRG1"]
    assert Code.NONSTANDARD in {n.code for n in notices}
    assert arms[0].complete
    _, _, notices = read(header(more=DECLARED) + PAIR)
    assert Code.NONSTANDARD not in {n.code for n in notices}


# -- files that are no VCF any more ----------------------------------------------------------------
@pytest.mark.parametrize("mark", [";", ","])
def test_a_vcf_that_a_spreadsheet_saved_is_refused_in_one_notice(mark: str) -> None:
    text = "\n".join(
        line if line[:2] == "##" else line.replace("\t", mark) for line in (HEAD + PAIR).splitlines()
    )
    _, arms, notices = read(text + "\n")
    assert [a.read_status for a in arms] in (["unreadable"], ["incomplete"], [])
    errors = [n for n in notices if n.severity == "error"]
    assert len(errors) == 1
    assert f"parted by `{mark}`" in errors[0].text


def test_exchanged_columns_are_no_silence() -> None:
    """POS before CHROM: no record lies where it says."""
    rows = [record.split("\t") for record in PAIR.splitlines()]
    text = HEAD + "".join("\t".join([pos, chrom, *rest]) + "\n" for chrom, pos, *rest in rows)
    _, arms, notices = read(text)
    assert all(a.read_status in ("unreadable", "incomplete") for a in arms)
    assert "exchanged" in "".join(n.text for n in notices)


@pytest.mark.parametrize("name", ["Chromosome{}", "gi|{}", "scaffold_{}"])
def test_sequences_without_a_human_name_are_no_silence(name: str) -> None:
    """A record that lies on no known chromosome was not looked at, wherever it leads."""
    text = "##fileformat=VCFv4.2\n" + COLUMNS + "\tFORMAT\tT\n"
    text += pair(Place(name.format(5), CD74.pos, "-"), Place(name.format(8), NRG1.pos, "-"))
    _, arms, notices = read(text)
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.FOREIGN_ASSEMBLY in {n.code for n in notices}
    decoy = header().replace("##contig=<ID=chr1,", "##contig=<ID=chrUn_1,length=9>\n##contig=<ID=chr1,")
    _, arms, _ = read(decoy + line("chrUn_1", 5, "N[chrUn_1:900[", "SVTYPE=BND"))
    assert {a.read_status for a in arms} == {"ok"}, "a decoy that the header declares beside the chromosomes"


def test_a_position_that_is_none_is_never_passed_over() -> None:
    """Whatever is elsewhere in the record: where it lies is not known."""
    _, arms, notices = read(
        HEAD + PAIR + line("chr1", 5, "N[chr2:7[", "SVTYPE=BND").replace("\t5\t", "\tabc\t")
    )
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.BAD_ROW in {n.code for n in notices}


def test_many_bad_records_are_told_in_few_notices_and_none_with_nrg1_is_lost_among_them() -> None:
    bad = "".join(line("chr1", n, "N[chr2[", "SVTYPE=BND") for n in range(1, 500))
    text = HEAD + bad + line("chr1", 7, "N[chr8[", "SVTYPE=BND;GENE=NRG1") + PAIR
    found, arms, notices = read(text)
    told = [n for n in notices if n.code == Code.BAD_ROW]
    assert len(told) == 14
    assert "more records cannot be understood" in told[-1].text
    assert Code.NRG1_UNEXPLAINED in {n.code for n in notices}
    assert arms[0].read_status == "incomplete"
    assert [f.fusion for f in found] == ["CD74::NRG1"]


VIEW = "##bcftools_viewCommand=view {} -o x.vcf y.vcf; Date=Mon\n"
EVERY = ",".join(f"chr{c}" for c in [*range(1, 23), "X", "Y"])


@pytest.mark.parametrize(
    ("more", "whole"),
    [
        ("", True),
        (VIEW.format("-r chr1,chr2"), False),
        (VIEW.format("-r chr8"), False),  # a lone record may stand at the partner's end
        (VIEW.format(f"-r {EVERY}"), True),
        (VIEW.format("--regions 8:32,000,000-33,000,000"), False),
        (VIEW.format(f"--regions-overlap 2 -r {EVERY}"), True),
        (VIEW.format("-t ^chr8"), False),
        (VIEW.format("-t ^chrM,hs37d5"), True),
        (VIEW.format("-R panel.bed"), False),
        (VIEW.format("--targets-file ^x.bed"), False),
        (VIEW.format("-v snps,indels"), False),
        (VIEW.format("-V bnd"), False),
        (VIEW.format("-V indels"), True),
        (VIEW.format("-v snps,other"), True),
        (VIEW.format("-i 'QUAL>5'"), True),
        ("##bcftools_pluginCommand=plugin +fill-tags in.vcf.gz -- -t AN,AC,AF\n", True),
        ("##bcftools_viewCommand=view x -- -t AN,AC\n", True),
        (
            '##GATKCommandLine=<ID=SelectVariants,CommandLine="SelectVariants --intervals chr17 -V x">\n',
            False,
        ),
        ("##cmdline=/opt/manta/bin/configManta.py --bam T.bam --region chr17\n", False),
    ],
)
def test_a_part_of_a_call_set_is_no_test(more: str, whole: bool) -> None:
    text = header(more=more) + line("chr1", 5, "N[chr2:900[", "SVTYPE=BND")
    _, arms, notices = read(text)
    assert {a.fusions_stated for a in arms} == {whole}
    assert (Code.CANNOT_EXPRESS_FUSIONS in {n.code for n in notices}) != whole


def test_contigs_without_lengths_and_lengths_of_nothing_tell_nothing() -> None:
    """htslib adds the names that it meets; some programs write length=0."""
    for contig in ("##contig=<ID=2>\n", "##contig=<ID=chr8,length=0>\n##contig=<ID=chr5,length=0>\n"):
        text = "##fileformat=VCFv4.2\n" + contig + COLUMNS + "\tFORMAT\tT\n" + PAIR
        found, arms, _ = read(text)
        assert [f.nrg1_role for f in found] == ["three_prime"]
        assert {(a.read_status, a.fusions_stated) for a in arms} == {("ok", True)}


def test_hla_names_before_the_chromosomes_make_no_file_foreign() -> None:
    hla = "".join(line("HLA-DRB1*15:01", n, "C", ".", ref="A") for n in range(1, 260))
    found, arms, _ = read("##fileformat=VCFv4.2\n" + COLUMNS + "\tFORMAT\tT\n" + hla + PAIR)
    assert [f.nrg1_role for f in found] == ["three_prime"]
    assert {a.read_status for a in arms} == {"ok"}


def test_a_file_of_one_chromosome_is_no_test() -> None:
    one_of = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n" + COLUMNS + "\tFORMAT\tT\n"
    _, arms, _ = read(one_of + line("chr1", 5, "N[chr1:900000[", "SVTYPE=BND"))
    assert {(a.fusions_stated, a.read_status) for a in arms} == {(False, "cannot_express_fusions")}
    _, arms, _ = read(one_of + line("chr2", 5, "N[chr1:900000[", "SVTYPE=BND"))
    assert {a.fusions_stated for a in arms} == {True}, "the header's list is not complete: it tells nothing"


@pytest.mark.parametrize("name", ["chr08", "08", "8.0", "chr8.0"])
def test_chromosome_8_as_spreadsheets_write_it(name: str) -> None:
    found, _, _ = read(header() + pair(CD74, NRG1).replace("chr8", name))
    assert [f.fusion for f in found] == ["CD74::NRG1"]


def test_what_two_joined_files_hide_is_said() -> None:
    """A second header of another build; a record made a comment."""
    other = f"##contig=<ID=chr8,length=146364022>\n{COLUMNS}\tFORMAT\tT\n"
    for more in (other, "#" + PAIR.splitlines()[1] + "\n"):
        _, arms, notices = read(HEAD + line("chr1", 5, "N[chr2:900[", "SVTYPE=BND") + more)
        assert {a.read_status for a in arms} == {"incomplete"}
        assert Code.PARTIAL_TABLE in {n.code for n in notices}


# -- where a symbol leads ---------------------------------------------------------------------------
LEADS = {
    "dysgu": ("<TRA>", "SVTYPE=TRA;END=150403801;CHR2=chr8;CHR2_POS=32700000;CT=5to5"),
    "a float": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;END=32700000.0;CT=5to5"),
    "quotes": ("<TRA>", 'SVTYPE=TRA;CHR2="chr8";END=32700000;CT=5to5'),
    "a blank behind the mark": ("<TRA>", "SVTYPE=TRA; CHR2=chr8; END=32700000; CT=5to5"),
    "a SnpSift kind": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;END=32700000;CT=5to5;VARTYPE=MIXED;HET"),
}
NOWHERE = {
    "unknown keys": ("<TRA>", "SVTYPE=TRA;CHRB=chr8;POSB=32700000"),
    "lower case": ("<TRA>", "SVTYPE=TRA;chr2=chr8;END=32700000"),
    "two of them": ("<TRA>", "SVTYPE=TRA;CHR2=chr8,chr8;END=32700000"),
    "chromosome and place": ("<TRA>", "SVTYPE=TRA;CHR2=chr8:32700000;END=32700000"),
    "END of its own": ("<BND>", "SVTYPE=BND;CHR2=chr8;END=150403801"),
    "no END": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;SVLEN=0"),
    "beyond the chromosome": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;END=150403801;CT=5to5"),
}


@pytest.mark.parametrize("more", ["", "##INFO=<ID=CHR2,Number=1,Type=String,Description=x>\n"])
@pytest.mark.parametrize("name", LEADS)
def test_where_a_symbol_leads(name: str, more: str) -> None:
    allele, info = LEADS[name]
    f = one(header(more=more) + line("chr5", CD74.pos, allele, info))
    assert (f.fusion, f.nrg1_role) == ("CD74::NRG1", "three_prime")


@pytest.mark.parametrize("more", ["", "##INFO=<ID=CHR2,Number=1,Type=String,Description=x>\n"])
@pytest.mark.parametrize("name", NOWHERE)
def test_a_symbol_that_leads_nowhere_is_never_passed_over(name: str, more: str) -> None:
    allele, info = NOWHERE[name]
    _, arms, notices = read(header(more=more) + line("chr5", CD74.pos, allele, info))
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.BAD_ROW in {n.code for n in notices}


def test_each_of_several_alternatives_has_its_own_counts_lengths_and_carriers() -> None:
    """bcftools merge: the first sample has the second alternative, and only that one touches NRG1."""
    alts = f"N[chr9:900[,[chr8:{NRG1.pos}[N"
    cells = "GT:PR:SR\t0/2:40,0,12:33,0,9\t0/1:30,11,0:20,9,0"
    text = header(samples=("A", "B")) + line("chr5", CD74.pos, alts, "SVTYPE=BND", reads=cells)
    found, _, _ = read(text)
    assert [(f.sample, f.fusion, f.pair_reads, f.junction_reads) for f in found] == [
        ("A", "CD74::NRG1", 12, 9)
    ]
    found, _, _ = read(
        text.replace(":40,0,12:33,0,9", "").replace(":30,11,0:20,9,0", "").replace("GT:PR:SR", "GT")
    )
    assert [f.sample for f in found] == ["A"]
    wrn = header() + line("chr8", 26_350_000, "<DEL>,<DEL>", "SVTYPE=DEL;SVLEN=-500,-6350000")
    assert [(f.pos5, f.pos3) for f in read(wrn)[0]] == [(26_350_000, 32_700_001)]
    own = header() + line("chr8", 26_350_000, "<DEL>", "SVTYPE=DEL;END=26350000;SVLEN=-6350000")
    assert [(f.pos5, f.pos3) for f in read(own)[0]] == [(26_350_000, 32_700_001)]


@pytest.mark.parametrize("claim", ["SVCLAIM=D", "natorRD=0.5;IMPRECISE", "FOLD_CHANGE=0.5"])
def test_depth_joins_nothing(claim: str) -> None:
    records = line("chr8", 26_350_000, "<DEL>", f"SVTYPE=DEL;END=32700000;{claim}")
    assert not [f for f in read(header() + records)[0] if Mark.BREAKENDS in f.marks]
    for other in (records.replace(claim, "SVCLAIM=DJ"), records.replace(claim, "VARTYPE=DEL")):
        assert [f for f in read(header() + other)[0] if Mark.BREAKENDS in f.marks]


def test_a_rearrangement_below_small_variants_is_found() -> None:
    """The calls of two programs joined, the second without its header: recognised as Mutect2, and read all the same."""
    small = "".join(line("chr1", n, "C", ".", ref="A") for n in range(100, 30_000, 100))
    text = header(more="##source=Mutect2\n") + small
    for info, allele in (
        ("SVTYPE=TRA;CHR2=chr8;END=32700000;CT=5to5", "<TRA>"),
        ("SVTYPE=BND", "[chr8:32700000[N"),
    ):
        assert [f.fusion for f in read(text + line("chr5", CD74.pos, allele, info))[0]] == ["CD74::NRG1"]


@pytest.mark.parametrize(
    "record",
    [
        ("chr8", ".", "SVTYPE=BND;MATEID=x"),
        ("chr8", "N", "SVTYPE=BND"),
        ("chr8", "<BND>", "SVTYPE=BND;END=32600000;MATEID=x"),
        ("chr5", "N", "SVTYPE=TRA"),
    ],
)
def test_a_breakend_that_does_not_tell_its_mate_is_no_silence(record: tuple[str, str, str]) -> None:
    chrom, allele, info = record
    _, arms, notices = read(header() + line(chrom, 32_600_000, allele, info))
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.BAD_ROW in {n.code for n in notices}


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


def test_ids_that_repeat_join_no_distant_records() -> None:
    """Files of several chunks or callers joined: the mate is the record of that name that stands where the mate should."""
    far = pair(Place("chr5", 1_000_000, "-"), Place("chr8", 100_000_000, "-"))
    for everything in (False, True):
        found, _, _ = read(header() + far + PAIR, all_junctions=everything)
        at = [f for f in found if f.nrg1_match != "none"]
        assert [f.fusion for f in at] == ["CD74::NRG1"]


def test_an_adjacency_claim_is_a_junction() -> None:
    for claim in ("SVCLAIM=DJ;REFLEN=1500000", "SVCLAIM=J;REFLEN=1500000"):
        f = one(header() + line("chr8", 31_100_000, "<DEL>", f"SVTYPE=DEL;END=32600000;{claim}"))
        assert Mark.BREAKENDS in f.marks
    assert (
        Mark.BREAKENDS
        in one(header() + line("chr8", 31_100_000, "<DEL>", "SVTYPE=CNV;END=32600000;SVCLAIM=DJ")).marks
    )


@pytest.mark.parametrize(
    ("more", "records", "speaks"),
    [
        ("", line("chr1", 5, "<DEL>", "SVTYPE=DEL;END=900;SVMETHOD=EMBL.DELLYv0.7"), False),
        (
            "",
            line("chr1", 5, "<DEL>", "SVTYPE=DEL;END=900;SVMETHOD=EMBL.DELLYv0.7")
            + line("chr1", 5, "<DUP>", "SVTYPE=DUP;END=900;SVMETHOD=EMBL.DELLYv0.7"),
            True,
        ),
        ("", line("chr1", 5, "<TRA>", "SVTYPE=TRA;CHR2=chr2;END=900;SVMETHOD=EMBL.DELLYv0.7"), True),
    ],
)
def test_a_file_of_one_kind_says_nothing_of_the_others(more: str, records: str, speaks: bool) -> None:
    """DELLY to 0.7 writes a file for each kind of event."""
    _, arms, _ = read(header(more=more) + records)
    assert {a.fusions_stated for a in arms} == {speaks}


def test_mantas_small_indels_are_no_test_of_fusions() -> None:
    small = line("chr1", 5, "NNNN", ".", id="MantaDEL:1:0:1:0:0:0", reads="")
    _, arms, _ = read(header(samples=(), more="##source=GenerateSVCandidates 1.6.0\n") + small)
    assert {a.fusions_stated for a in arms} == {False}


def test_relapse_is_no_normal() -> None:
    found = columns.tell(Header(samples=("P1_T", "P1_R")))
    assert not found.normals or not found.certain
