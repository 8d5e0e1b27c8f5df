"""What each caller's habits demand, judged by hand: one line of a fixture, and what a person reads from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag.model import Assay, Finding, Mark, total_support
from fusionflag.readfile import read_source
from fusionflag.sources import Source
from fusionflag.stream import Frame

FIXTURES = Path(__file__).parents[1] / "fixtures"
G, F, N = Mark.GERMLINE, Mark.FILTERED, Mark.NOT_SOMATIC


def read(name: str) -> list[Frame]:
    file = FIXTURES / name
    return list(read_source(Source(path=file, shown=file.name, named=True)))


def at(name: str, line: int) -> list[Finding]:
    place = f"{Path(name).name}:{line}"
    return [f for f in read(name) if isinstance(f, Finding) and place in (f.place, *f.also_at)]


# report, line, what is joined, reads (None: not stated), marks that must be there
JUDGED = [
    # brackets that the caller itself writes wrongly
    ("sniffles/v1.bnd.vcf", 32, "CD74::NRG1", 15, ()),  # `]8:p]N` beside STRANDS=--
    ("sniffles/v2.brackets.vcf", 35, "CD74/NRG1", 21, ()),
    ("sniffles/v2.brackets.vcf", 36, "WRN::NRG1", 12, ()),  # a deletion has no brackets
    ("severus/v0.1.positive.vcf", 37, "CD74::NRG1", 23, ()),
    ("severus/v1.strands.vcf", 35, "SLC3A2::NRG1", 19, ()),
    ("severus/v1.7.positive.vcf", 35, "ATP1B1::NRG1", 20, ()),
    ("tiddit/v2.positive.vcf", 35, "CD74::NRG1", 24, ()),
    ("tiddit/v3.positive.vcf", 37, "NRG1/SLC3A2", 21, ()),
    ("tiddit/v4.odd.vcf", 34, "CD74/NRG1", 27, ()),
    ("sv_merge/survivor.v1.0.7.positive.vcf", 29, "SLC3A2::NRG1", None, ()),
    ("novobreak/v1.1.positive.vcf", None, "NRG1/SLC3A2", None, ()),
    # one or two junctions of an inversion
    ("cutesv/v2.odd.vcf", 32, "HR::NRG1", 13, ()),
    ("crest/odd.vcf", 25, "NRG1::FGFR1", 21, ()),
    ("manta/v1.1.odd.vcf", 32, "CLU::NRG1", 24, ()),
    ("lumpy/odd.vcf", 29, "CLU::NRG1", 17, ()),
    # counts: which key, which record, which column
    ("gridss/v2.11.odd.vcf", 31, "?::NRG1", 28, ()),  # VF=0 is of pairs, BVF of single breakends
    ("crest/positive.vcf", 25, "CD74::NRG1", 19, ()),  # only the second record counts, both sides support it
    ("longranger/v2.2.positive.vcf", 28, "SLC3A2::NRG1", 30, ()),  # in INFO, beside a sample column
    ("svim/v1.positive.vcf", 30, "CD74::NRG1", 14, ()),
    ("dragen_sv/v4.4.somatic.positive.vcf", 28, "ATP1B1::NRG1", 38, ()),
    ("annotsv/v3.positive.tsv", 2, "CD74::NRG1", 23, ()),
    ("rnafusion_vcf/v3.positive.vcf", 30, "CD74::NRG1", 34, ()),
    # the normal, the filters
    ("manta/v1.1.odd.vcf", 36, "SDC4::NRG1", 29, (G,)),
    ("gridss/v2.11.odd.vcf", 33, "CD74::NRG1", 19, (G, F)),
    ("purple/v4.1.esvee.odd.vcf", 32, "WRN::NRG1", 26, (G,)),
    ("delly/v0.6.tagged.odd.vcf", 33, "?::NRG1", 22, (Mark.PASS,)),  # FT `PASS;Somatic` is no filter
    ("delly/v0.6.tagged.odd.vcf", 34, "?::NRG1", 11, (G, Mark.PASS)),
    ("gatk_sv/odd.vcf", 38, "CD74::NRG1", None, (G,)),
    ("dragen_sv/v4.4.germline.odd.vcf", 32, "CD74::NRG1", 3, (F, N)),
    ("manta/v1.6.candidateSV.vcf", 28, "SLC3A2::NRG1", 8, (F, N)),
    ("annotsv/v3.odd.tsv", 4, "NRG1::NRG1", 25, (G,)),
    # RNA
    ("arriba_vcf/v2.odd.vcf", 23, "SLC3A2::NRG1", None, (Mark.ANTISENSE,)),
    ("ion_fusion/odd.vcf", 40, "MET::MET", 33, (Mark.SPLICE_VARIANT,)),
]


@pytest.mark.parametrize(("name", "line", "fusion", "reads", "marks"), JUDGED)
def test_a_line_is_read_as_a_person_reads_it(
    name: str, line: int | None, fusion: str, reads: int | None, marks: tuple[Mark, ...]
) -> None:
    found = at(name, line) if line else [f for f in read(name) if isinstance(f, Finding)]
    assert {f.fusion for f in found} == {fusion}
    assert {total_support(f) for f in found} == {reads}
    for f in found:
        assert set(marks) <= set(f.marks)
        if not marks:
            assert not {G, F} & set(f.marks)


NOT_JOINED = [
    ("svim/v2.odd.vcf", 32),  # copied to a place that is not told
    ("pindel/v0.2.5.odd.vcf", 19),  # 40 bases replaced
    ("gridss/v2.11.odd.vcf", 39),  # a small deletion written as breakends
    ("vcf_generic/snpeff_span.vcf", 11),  # a deletion around NRG1
    ("annotsv/v3.dup.tsv", 2),  # a gain around NRG1
    ("vcf_generic/mouse.vcf", 12),
]


@pytest.mark.parametrize(("name", "line"), NOT_JOINED)
def test_what_joins_nothing_at_nrg1(name: str, line: int) -> None:
    assert not at(name, line)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("copy_number_vcf/cnvkit.vcf", 22),
        ("copy_number_vcf/gcnv.vcf", 20),
        ("copy_number_vcf/tso500_craft.vcf", 27),
        ("longranger/v2.2.odd.vcf", 33),
        ("gatk_sv/odd.vcf", 39),
    ],
)
def test_a_gain_or_loss_is_a_note(name: str, line: int) -> None:
    assert [f.marks for f in at(name, line)] == [(Mark.COPY_NUMBER,)]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("svaba/negative.vcf", "ok"),
        ("svaba/somatic.indel.odd.vcf", "cannot_express_fusions"),
        ("pindel/v0.2.5.negative.vcf", "cannot_express_fusions"),
        ("copy_number_vcf/cnvkit.vcf", "cannot_express_fusions"),
        ("copy_number_vcf/tso500_craft.vcf", "cannot_express_fusions"),
        ("small_variant_vcf/strelka.indels.vcf", "cannot_express_fusions"),
        ("manta/v1.4.tumor_only.negative.vcf", "ok"),
        ("severus/v1.negative.vcf", "ok"),
    ],
)
def test_whether_silence_speaks_of_fusions(name: str, says: str) -> None:
    """Not earned where the program cannot write a junction between chromosomes."""
    (arm,) = (f for f in read(name) if isinstance(f, Assay))
    assert arm.read_status == says
    assert arm.fusions_stated == (says == "ok")


def test_inserted_bases_leave_the_frame_open() -> None:
    (found,) = at("manta_rna/v1.6.odd.vcf", 45)
    assert (found.fusion, found.nrg1_exon, found.frame_computed) == ("ATP1B1::NRG1", "e2", "unknown")


def test_homology_does_not_hide_the_splice_sites() -> None:
    """POS is 2 bases from the acceptor, and CIPOS covers it."""
    (found,) = at("manta_rna/v1.6.odd.vcf", 46)
    assert (found.fusion, found.nrg1_exon, found.frame_computed) == ("CD74::NRG1", "e6", "in")


def test_one_sample_in_two_files_is_one_case() -> None:
    arms = [f for f in read("sv_merge/survivor.v1.0.7.positive.vcf") if isinstance(f, Assay)]
    assert [a.sample for a in arms] == ["TUMOR_M31"]


RNA_VCFS = sorted(
    file
    for folder in (
        "arriba_vcf",
        "fusioncatcher_vcf",
        "rnafusion_vcf",
        "integrate_vcf",
        "manta_rna",
        "ion_fusion",
    )
    for file in (FIXTURES / folder).glob("*positive*.vcf")
)


@pytest.mark.parametrize("file", RNA_VCFS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_rna_fusions_of_another_assembly_are_found_by_name_alone(file: Path) -> None:
    """T2T: 8:32,700,000 is another gene there. The name is kept, nothing is read from the place, and no absence counts."""
    lines = [line for line in file.read_text("utf-8").splitlines(keepends=True) if "##contig" not in line]
    text = lines[0] + "##contig=<ID=chr8,length=146259331>\n" + "".join(lines[1:])
    as_shipped = {f.fusion for f in read(f"{file.parent.name}/{file.name}") if isinstance(f, Finding)}
    frames = list(read_source(Source(path=None, shown=file.name, data=text.encode(), named=True)))
    found = [f for f in frames if isinstance(f, Finding)]
    assert {a.read_status for a in frames if isinstance(a, Assay)} == {"incomplete"}
    assert all(Mark.FOREIGN_ASSEMBLY in f.marks and not f.genome for f in found)
    placed = [
        f for f in found if not (f.transcript3 and f.exon3)
    ]  # an exon's number in its transcript is of no assembly
    assert all(f.egf_from != "position" and not f.nrg1_exon for f in placed)
    if any(f.gene5_reported and f.gene3_reported for f in found):
        assert {f.fusion for f in found if f.nrg1_role == "three_prime"} <= as_shipped
        assert any(f.nrg1_role == "three_prime" for f in found)


@pytest.mark.parametrize("name", ["manta_rna/v1.6.positive.vcf", "ion_fusion/targeted.positive.vcf"])
def test_a_damaged_half_of_a_pair_loses_neither_fusion_nor_suspicion(name: str) -> None:
    """One record of two is damaged: the other still tells the fusion, and the file is not read whole."""
    text = (FIXTURES / name).read_text("utf-8")
    whole = list(read_source(Source(path=None, shown="x.vcf", data=text.encode(), named=True)))
    nrg1 = {f.fusion for f in whole if isinstance(f, Finding) and f.nrg1_match != "none"}
    assert nrg1
    lines = text.splitlines(keepends=True)
    for number, record in enumerate(lines):
        if record[0] == "#" or not ("NRG1" in record or "8:3" in record):
            continue
        cells = record.split("\t")
        for broken in ("\t".join([*cells[:3], "", *cells[3:]]), "\t".join([*cells[:7], ".", *cells[8:]])):
            if broken == record:
                continue
            data = "".join([*lines[:number], broken, *lines[number + 1 :]]).encode()
            frames = list(read_source(Source(path=None, shown="x.vcf", data=data, named=True)))
            found = {f.fusion for f in frames if isinstance(f, Finding) and f.nrg1_match != "none"}
            states = {a.read_status for a in frames if isinstance(a, Assay)}
            assert found & nrg1 or states == {"incomplete"}, (number, broken)
