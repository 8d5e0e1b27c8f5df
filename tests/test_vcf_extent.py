"""Files that could not have shown NRG1: parts of call sets, single kinds, small variants."""

from __future__ import annotations

import pytest

from fusionflag.codes import Code
from tests.vcf_files import CD74, COLUMNS, PAIR, header, line, read

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
    ("more", "records", "speaks"),
    [
        ("", line("chr1", 5, "<DEL>", "SVTYPE=DEL;END=900;SVMETHOD=EMBL.DELLYv0.7"), False),
        (
            "",
            line("chr1", 5, "<DEL>", "SVTYPE=DEL;END=900;SVMETHOD=EMBL.DELLYv0.7")
            + line("chr1", 5, "<DUP>", "SVTYPE=DUP;END=900;SVMETHOD=EMBL.DELLYv0.7"),
            True,
        ),
        (
            "##ALT=<ID=BND,Description=x>\n",  # 0.8 and later: one file for all
            line("chr1", 5, "<DEL>", "SVTYPE=DEL;END=900;SVMETHOD=EMBL.DELLYv1.1"),
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
