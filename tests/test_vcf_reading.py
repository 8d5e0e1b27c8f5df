"""The VCF door: grammar of ALT, repairs, damage, genome builds, BCF, and what the second readers say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.vcf import alt
from fusionflag.vcf.build import assembly_of
from fusionflag.vcf.header import Header, _read
from fusionflag.vcf.readers import pyvcf3_breakend
from tests.vcf_files import CD74, COLUMNS, NRG1, PAIR, Place, header, line, one, pair, read


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
