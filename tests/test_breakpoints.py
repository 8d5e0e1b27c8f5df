"""Which gene stands at the end of a junction, and what is said of an end that lies in none."""

from __future__ import annotations

from typing import Any

import pytest

from fusionflag import breakpoints
from fusionflag.locus import LOCUS
from fusionflag.model import Finding, Mark
from fusionflag.normalise import Normaliser


def resolved(five: tuple[str, int, str], three: tuple[str, int, str], **facts: Any) -> Finding:
    """A DNA junction between two places with their kept parts, normalised."""
    genome = facts.pop("genome", "GRCh38")
    found = Finding(
        molecule="DNA",
        marks=(Mark.BREAKENDS, *facts.pop("marks", ())),
        order_known=False,
        order_from="none",
        chrom5=five[0],
        pos5=five[1],
        kept5=five[2],
        chrom3=three[0],
        pos3=three[1],
        kept3=three[2],
        genome=genome,
        **facts,
    )
    return Normaliser().finding(found)


NRG1 = ("chr8", 32_700_000, "-")


@pytest.mark.parametrize(
    ("kept", "strand", "role"),
    [("+", "+", "5"), ("-", "-", "5"), ("+", "-", "3"), ("-", "+", "3"), ("", "+", ""), ("+", "", "")],
)
def test_the_side_equals_strand_rule(kept: str, strand: str, role: str) -> None:
    assert breakpoints.role(kept, strand) == role


def test_the_order_of_the_file_is_no_order() -> None:
    a, b = resolved(("chr5", 150_403_800, "-"), NRG1), resolved(NRG1, ("chr5", 150_403_800, "-"))
    for f in (a, b):
        assert (f.fusion, f.chrom5, f.pos5, f.kept5, f.order_from) == (
            "CD74::NRG1",
            "chr5",
            150_403_800,
            "-",
            "strand",
        )
        assert (f.nrg1_role, f.partner, f.partner_known, f.egf_kept) == ("three_prime", "CD74", True, "kept")


def test_genes_inside_nrg1_never_mask_it() -> None:
    """NRG1-IT1 (hg38 chr8:32026210-32139495) and NRG1-IT3 lie in NRG1's introns; so does NRG1-IT2 in the GRCh37 tables."""
    for pos, genome in ((32_030_000, "GRCh38"), (31_890_000, "GRCh37"), (32_100_000, "GRCh37")):
        f = resolved(
            ("chr5", 150_403_800 if genome == "GRCh38" else 149_783_000, "-"),
            ("chr8", pos, "-"),
            genome=genome,
        )
        assert (f.fusion, f.nrg1_match) == ("CD74::NRG1", "exact")


def test_a_coding_gene_on_the_fitting_strand_comes_first() -> None:
    """hg38 chr1:169112500: ATP1B1 (+) and an RNA gene; the coding gene is named, also where only it lies antisense."""
    assert resolved(("chr1", 169_112_500, "+"), NRG1).gene5 == "ATP1B1"
    antisense = resolved(("chr1", 169_112_500, "-"), NRG1)
    assert antisense.gene5 == "ATP1B1"
    assert Mark.ANTISENSE in antisense.marks
    assert antisense.nrg1_role == "three_prime", "NRG1's own kept part tells its role"


def test_an_end_between_genes_names_a_candidate_and_says_so() -> None:
    """hg38 chr5:150340000 lies between genes: the candidate is read towards the break, from the kept part."""
    from fusionflag.genes import default

    genes = default()
    pos = next(p for p in range(150_300_000, 151_500_000, 5_000) if not genes.at("chr5", p, "GRCh38"))
    both = {kept: resolved(("chr5", pos, kept), NRG1) for kept in "+-"}
    assert any(f.gene5 for f in both.values())
    for kept, f in both.items():
        assert Mark.INTERGENIC in f.marks
        if f.gene5:
            locus = genes.locus(f.gene5, "GRCh38")
            assert locus is not None
            assert locus.strand == kept
            assert (locus.end < pos) == (kept == "+")
            assert abs((locus.end if kept == "+" else locus.start) - pos) <= breakpoints.BESIDE


def test_an_end_in_a_desert_names_nobody() -> None:
    f = resolved(("chr8", 35_000_000, "+"), NRG1)
    assert Mark.INTERGENIC in f.marks
    assert f.fusion == "?::NRG1"


@pytest.mark.parametrize(
    ("pos", "kept", "match"),
    [
        (31_635_000, "-", "nearest"),
        (31_635_000, "+", "none"),
        (31_620_000, "-", "none"),
        (32_860_000, "-", "none"),
    ],
)
def test_a_break_just_before_nrg1_keeps_all_of_it(pos: int, kept: str, match: str) -> None:
    assert resolved(("chr5", 150_403_800, "-"), ("chr8", pos, kept)).nrg1_match == match


def test_both_ends_in_nrg1() -> None:
    f = resolved(("chr8", 32_400_000, "-"), ("chr8", 32_000_000, "+"))
    assert (f.fusion, f.nrg1_role, f.pos5, f.pos3) == ("NRG1::NRG1", "intragenic", 32_000_000, 32_400_000)


def test_without_kept_parts_the_role_is_unknown() -> None:
    f = resolved(("chr5", 150_403_800, ""), ("chr8", 32_700_000, ""))
    assert (f.fusion, f.nrg1_role, f.order_known, f.egf_kept) == ("CD74/NRG1", "unknown", False, "unknown")


def test_an_unknown_build_needs_both_builds_to_agree() -> None:
    """A place that is the same gene in both builds, joined to NRG1 where both have NRG1 before its EGF exons."""
    from fusionflag.genes import default

    genes = default()
    at = next(
        p
        for p in range(40_000_000, 150_000_000, 50_000)
        if (a := genes.at("chr5", p, "GRCh38"))
        and (b := genes.at("chr5", p, "GRCh37"))
        and len(a) == len(b) == 1
        and a[0].symbol == b[0].symbol
        and a[0].biotype == "protein_coding"
    )
    gene = genes.at("chr5", at, "GRCh38")[0]
    f = resolved(("chr5", at, gene.strand), ("chr8", 32_400_000, "-"), genome="")
    assert (f.gene5, f.nrg1_role, f.egf_kept, f.genome) == (gene.symbol, "three_prime", "kept", "")
    assert resolved(("chr5", 150_403_800, "-"), ("chr8", 32_400_000, "-"), genome="").gene5 == ""
    assert resolved(("chr5", at, gene.strand), ("chr8", 32_700_000, "-"), genome="").egf_kept == "unknown"


def test_names_of_the_file_stand_in_where_places_do_not_tell() -> None:
    f = resolved(
        ("chr5", 1, "-"),
        ("chr8", LOCUS.stop + 9, "-"),
        genome="",
        gene5_reported="CD74;TCOF1",
        gene3_reported="NRG1",
    )
    assert (f.nrg1_role, f.nrg1_match, f.gene5) == ("three_prime", "exact", "CD74")
    spanned = resolved(
        ("chr8", 30_100_000, "+"), ("chr8", 34_800_000, "-"), genome="", gene5_reported="NRG1;UNC5D"
    )
    assert (spanned.nrg1_match, spanned.gene5) == ("none", "UNC5D"), (
        "an annotation lists what the event spans"
    )
    foreign = resolved(
        ("chr5", 1, "-"),
        ("chr8", 32_700_000, "-"),
        genome="",
        marks=(Mark.FOREIGN_ASSEMBLY,),
        gene5_reported="CD74",
    )
    assert foreign.nrg1_match == "none", "a position of another assembly is no position of NRG1"


def test_a_stranded_rna_caller_that_contradicts_the_strand_is_antisense() -> None:
    f = resolved(NRG1, ("chr5", 150_403_800, "-"))
    assert Mark.ANTISENSE not in f.marks
    found = Finding(
        molecule="RNA",
        marks=(Mark.BREAKENDS,),
        order_known=True,
        order_from="format",
        chrom5="chr8",
        pos5=32_727_949,
        kept5="-",
        chrom3="chr5",
        pos3=150_404_680,
        kept3="-",
        genome="GRCh38",
    )
    assert Mark.ANTISENSE in Normaliser().finding(found).marks
