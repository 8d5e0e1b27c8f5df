"""The quick look at a VCF passes over nothing that a closer look would keep, and does not change what is said of the file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.codes import Code
from fusionflag.model import Finding
from fusionflag.vcf import mates
from tests.vcf_files import COLUMNS, Place, header, line, pair, read

CD74, NRG1 = Place("chr5", 150_403_800, "-"), Place("chr8", 32_700_000, "-")
PAIR = pair(CD74, NRG1)

POSITIONS = st.sampled_from(
    [31_496_901, 31_629_222, 31_700_000, 32_600_000, 32_855_660, 32_855_668, 40_000_000]
)
CONTIGS = st.sampled_from(["chr8", "8", "chr5", "chr1", "CHR8", "Chr8", "NC_000008.11", "CM000670.1"])
ALLELES = st.sampled_from(
    [
        "N[{c}:{p}[",
        "]{c}:{p}]N",
        "[{c}:{p}[N",
        "A[chr1:{p}[,C",
        "N.",
        ".N",
        "C",
        "N",
        "<DEL>",
        "<INV>",
        "<TRA>",
        "<DUP>",
        "<BND>",
        "<CTX>",
        "<CNV>",
        "<UNK>",
        "<INS>",
        "<DEL>,<DEL>",
        "NN[{c}:{p}",
        "N[{c}:x[",
    ]
)
INFOS = st.sampled_from(
    [
        "SVTYPE=BND",
        "SVTYPE=DEL;END={p}",
        "END={p};SVTYPE=INV",
        "SVTYPE=TRA;CHR2={c};END={p}",
        ".",
        "CHR2={c};POS2={p}",
        "SVTYPE=DEL;END=x",
        "SVTYPE=BND;CHR2={c};END2={p};END=7",
        "Chr2={c};Pos2={p};SVTYPE=TRA",
        "CHR_2={c};END={p}",
        "SVTYPE=DEL;SVLEN=-900",
        "SVTYPE=DEL;END={p};SVLEN=-100,-1600000",
        "GENE=NRG1",
        "ANN=x|gene_fusion|HIGH|CD74&NRG1|",
        "GENE=ENSG00000157168",
        "SVTYPE=DUP;SVLEN=9000000",
    ]
)
RECORDS = st.tuples(CONTIGS, POSITIONS, ALLELES, CONTIGS, POSITIONS, INFOS)
HEADS = st.sampled_from(
    [
        header(),
        header(chr=False),
        header(""),
        header(more="##INFO=<ID=CHR2,Number=1,Type=String,Description=x>\n"),
        f"##fileformat=VCFv4.2\n##contig=<ID=chr8,length=146259331>\n{COLUMNS}\tFORMAT\tT\n",
        COLUMNS + "\tFORMAT\tT\n",
        "",
    ]
)


@settings(max_examples=200)
@given(HEADS, st.lists(RECORDS, min_size=1, max_size=6))
def test_the_quick_look_passes_over_nothing_at_nrg1(
    head: str, records: list[tuple[str, int, str, str, int, str]]
) -> None:
    """What the scan of candidates finds at NRG1, and says of the file, is what reading every record finds and says."""
    text = head
    for chrom, pos, allele, mate, far, info in records:
        other = far + 20  # no place is joined to itself
        text += line(chrom, pos, allele.format(c=mate, p=other), info.format(c=mate, p=other))
    quick, quick_arms, _ = read(text)
    every, every_arms, _ = read(text, all_junctions=True)

    def held(found: list[Finding]) -> set[tuple[str, ...]]:
        """Without places: of two records of one junction either may be the first."""
        return {(f.gene5, f.gene3, f.nrg1_role) for f in found if f.nrg1_match != "none"}

    assert held(quick) == held(every)
    told = [[(a.sample, a.fusions_stated, a.rows_read) for a in arms] for arms in (quick_arms, every_arms)]
    assert told[0] == told[1]
    # what is odd in a record elsewhere is met by the closer look alone
    order = ("ok", "repaired", "incomplete")
    for one, two in zip(quick_arms, every_arms, strict=True):
        if one.fusions_stated:
            assert order.index(one.read_status) <= order.index(two.read_status)


GLUED = {
    "breakend behind a breakend": (header() + PAIR.replace("\n", "", 1), CD74),
    "breakend behind a small variant": (
        header() + line("chr1", 5, "C", ".", ref="A").rstrip("\n") + PAIR,
        CD74,
    ),
    "symbol behind a small variant": (
        header()
        + line("chr1", 5, "C", ".", ref="A").rstrip("\n")
        + line("chr8", 32_000_000, "<INV>", "SVTYPE=INV;END=32100000"),
        None,
    ),
    "no sample column": (
        header(samples=())
        + line("chr1", 5, "C", ".", ref="A", reads="").rstrip("\n")
        + line("chr8", 32_000_000, "<INV>", "SVTYPE=INV;END=32100000", reads=""),
        None,
    ),
    "record behind the column line": (header().rstrip("\n") + PAIR, CD74),
}


@pytest.mark.parametrize("name", GLUED)
def test_two_records_on_one_line_are_never_one(name: str) -> None:
    """A lost line break hides the second record: the file is then not read whole."""
    text, place = GLUED[name]
    found, arms, notices = read(text)
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.BAD_ROW in {n.code for n in notices}
    if place:
        assert [f.fusion for f in found] == (["CD74::NRG1"] if name != "breakend behind a breakend" else [])


DEL = line("chr1", 5_000, "<DEL>", "SVTYPE=DEL;END=9000")
BND = line("chr5", CD74.pos, f"[chr8:{NRG1.pos}[N", "SVTYPE=BND")
DAMAGED = {
    "cells beyond the columns": PAIR.replace("\n", "\t0,0:0,0\n"),
    "a doubled tab": BND.replace("\tN\t", "\t\tN\t"),
    "a lost tab": BND.replace("chr5\t", "chr5"),
    "a line broken behind ID": BND.replace("\t.\tN\t", "\t.\nN\t"),
    "a line broken behind POS": BND.replace("\t.\tN\t", "\n.\tN\t"),
    "REF and ALT exchanged": BND.replace(f"N\t[chr8:{NRG1.pos}[N", f"[chr8:{NRG1.pos}[N\tN"),
    "a record of three cells": f"chr5\t{CD74.pos}\tBND7\n",
    "a scheduler's last word": "slurmstepd: error: *** JOB 812345 CANCELLED DUE TO TIME LIMIT ***\n",
    "a message of the shell": "Segmentation fault (core dumped)\n",
    "a record of fewer columns": BND.replace("\tPR:SR\t40,12:33,9", ""),
    "a small variant of fewer columns": line("chr1", 7, "C", ".", ref="A", reads=""),
    "CHROM and POS exchanged": BND.replace(f"chr5\t{CD74.pos}", f"{CD74.pos}\t5"),
    "CHROM and INFO exchanged": BND.replace("chr5\t", "SVTYPE=BND\t").replace("\tSVTYPE=BND\t", "\tchr5\t"),
    "ALT and INFO exchanged": line("chr8", 26_350_000, "SVTYPE=DEL;END=32700000", "<DEL>"),
    "ALT and INFO exchanged elsewhere": line("chr5", CD74.pos, "SVTYPE=BND", f"[chr8:{NRG1.pos}[N"),
    "a damaged name of the sequence": line("hr8", NRG1.pos, "N[chr5:150403800[", "SVTYPE=BND"),
    "a damaged name of the mate's": BND.replace("[chr8:", "[chhr8:"),
    "a comment that was no allele": "#" + BND.replace("[N", "]N"),
    "a quoted sequence": BND.replace("chr5\t", '"chr5"\t'),
    "no sequence": BND.replace("chr5\t", "\t"),
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("more", ["", "##INFO=<ID=CHR2,Number=1,Type=String,Description=x>\n"])
def test_a_damaged_line_is_met_wherever_it_lies(name: str, more: str) -> None:
    """None of these looks like NRG1 at first sight, and none of them is a record that was read."""
    small = "".join(line("chr1", n, "C", ".", ref="A") for n in range(100, 3_000, 100))
    _, arms, notices = read(header(more=more) + DEL + small + DAMAGED[name] + small)
    assert {a.read_status for a in arms} == {"incomplete"}
    assert {n.code for n in notices} & {Code.BAD_ROW, Code.TRUNCATED, Code.RAGGED_ROW, Code.PARTIAL_TABLE}


def test_a_tab_at_the_end_of_a_line_does_no_harm() -> None:
    found, arms, _ = read(header() + PAIR.replace("\n", "\t\n"))
    assert [f.fusion for f in found] == ["CD74::NRG1"]
    assert {a.read_status for a in arms} == {"ok"}


COLUMN_LINES = {
    "cut behind ALT": "#CHROM\tPOS\tID\tREF\tALT",
    "cut inside QUAL": "#CHROM\tPOS\tID\tREF\tALT\tQ",
    "ID moved": "#CHROM\tPOS\tREF\tALT\tID\tQUAL\tFILTER\tINFO\tFORMAT\tT",
    "REF and ALT exchanged": "#CHROM\tPOS\tID\tALT\tREF\tQUAL\tFILTER\tINFO\tFORMAT\tT",
    "a column more": "#CHROM\tPOS\tEND\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT",
    "FORMAT lost": "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tT",
}


@pytest.mark.parametrize("name", COLUMN_LINES)
@pytest.mark.parametrize("records", ["", PAIR], ids=["no record", "records"])
def test_a_column_line_that_was_cut_or_moved_is_no_silence(name: str, records: str) -> None:
    text = header().rsplit("#CHROM", 1)[0] + COLUMN_LINES[name] + "\n"
    _, arms, notices = read(text + records)
    assert all(a.read_status in ("incomplete", "unreadable") for a in arms)
    assert any(n.severity == "error" for n in notices)


def test_listing_all_junctions_changes_no_finding_by_an_annotation() -> None:
    """An annotation lists all genes that an event spans: a junction away from NRG1 is not one of it."""
    ann = "SVTYPE=DEL;END=40000000;ANN=<DEL>|x|HIGH|NRG1|,<DEL>|x|HIGH|DUSP4|"
    text = header() + line("chr8", 29_000_000, "<DEL>", ann)
    for everything in (False, True):
        found, _, _ = read(text, all_junctions=everything)
        assert not [f for f in found if f.nrg1_match != "none"]


def test_finding_mates_is_not_quadratic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only junctions near each other are compared, by place and within an event."""
    calls = 0
    fit = mates._fit

    def counted(*ends: object, **more: object) -> bool:
        nonlocal calls
        calls += 1
        return fit(*ends, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(mates, "_fit", counted)
    many = 2_000
    apart = "".join(
        line("chr8", 31_600_000 + 500 * n, f"[chr5:{1_000_000 + 5_000 * n}[N", "SVTYPE=BND;EVENT=e")
        for n in range(many)
    )
    hotspots = "".join(
        line("chr8", 32_000_000 + 7 * n % 1_000, f"[chr5:{1_000_000 + 11 * n % 997}[N", "SVTYPE=BND")
        for n in range(many)
    )
    imprecise = hotspots.replace("SVTYPE=BND", "SVTYPE=BND;CIPOS=-6,4")
    for text in (apart, hotspots, imprecise):
        calls = 0
        found, _, _ = read(header() + text)
        assert len(found) > many // 2
        assert calls < 25 * many
