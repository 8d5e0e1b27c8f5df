"""5' and 3' partner of known fusions, in every way in which callers write their junctions, from either end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag import genes, knowledge, nrg1
from tests.vcf_files import WRITINGS, Place, bracket, header, read, same_chromosome

GENES = genes.default()
# pairs whose direction is beyond doubt: 5' gene, 3' gene; their strands stand in the gene tables
KNOWN = [
    ("EML4", "ALK"),
    ("CCDC6", "RET"),
    ("KIF5B", "RET"),
    ("SLC34A2", "ROS1"),
    ("CD74", "ROS1"),
    ("TMPRSS2", "ERG"),
    ("FGFR3", "TACC3"),
    ("ETV6", "NTRK3"),
    ("TPM3", "NTRK1"),
    ("BCR", "ABL1"),
    ("EWSR1", "FLI1"),
    ("KIAA1549", "BRAF"),
    ("PAX8", "PPARG"),
    ("FGFR2", "BICC1"),
]
NOT_FIVE_PRIME = {"NRG1", "STMN2", "PMEPA1"}  # rows of the table in which NRG1 is the 5' gene, or both
PARTNERS = sorted(
    p.symbol
    for p in knowledge.partners().values()
    if p.known and p.symbol not in NOT_FIVE_PRIME and all(GENES.locus(p.symbol, b) for b in genes.BUILDS)
)


def test_most_known_partners_and_pairs_have_a_place_of_their_own() -> None:
    assert len(PARTNERS) > 50
    alone = [p for p in PARTNERS if readable(inside(p, "GRCh38", 0.5), "GRCh38") == {p}]
    assert len(alone) > 0.9 * len(PARTNERS)
    pairs = [junction(*pair, "GRCh38", 0.5) for pair in KNOWN]
    assert (
        sum(len(readable(a, "GRCh38")) == len(readable(as_three(b), "GRCh38")) == 1 for a, b in pairs) >= 12
    )
    assert {"CD74", "SLC3A2", "SDC4", "ATP1B1", "WRN"} <= set(PARTNERS)


def inside(symbol: str, build: str, share: float) -> Place:
    """A place in a gene from which its 5' part stays."""
    locus = GENES.locus(symbol, build)
    assert locus is not None, symbol
    return Place(locus.chrom, round(locus.start + (locus.end - locus.start) * share), locus.strand)


def opposite(kept: str) -> str:
    return {"+": "-", "-": "+"}[kept]


def junction(five: str, three: str, build: str, share: float) -> tuple[Place, Place]:
    """The kept parts of a fusion that can be read: the start of the 5' gene, the end of the 3' gene."""
    a, b = inside(five, build, share), inside(three, build, 1 - share)
    return a, Place(b.chrom, b.pos, opposite(b.kept))


def writings(a: Place, b: Place) -> list[str]:
    names = list(WRITINGS)
    return [*names, "symbol"] if a.chrom == b.chrom else names


def written(name: str, a: Place, b: Place) -> str:
    return same_chromosome(a, b) if name == "symbol" else WRITINGS[name](a, b)


def readable(place: Place, build: str) -> set[str]:
    """The coding genes of which the part that stays there is the 5' one: any of them may be named."""
    here = [g for g in GENES.at(place.chrom, place.pos, build) if g.biotype == "protein_coding"]
    return {g.symbol for g in here if g.strand == place.kept}


def as_three(place: Place) -> Place:
    """The place with the part that goes lost: of a 3' partner the 5' part."""
    return Place(place.chrom, place.pos, opposite(place.kept))


@pytest.mark.parametrize("build", ["GRCh37", "GRCh38"])
@pytest.mark.parametrize("partner", PARTNERS)
def test_every_known_partner_in_every_writing(partner: str, build: str) -> None:
    """NRG1 keeps its right part behind the start of its partner: the 3' partner, with the EGF-like domain."""
    a = inside(partner, build, 0.5)
    at = nrg1.model()["coding_acceptors"][-1][build] - 20_000
    b = Place("chr8", at, "-")
    assert GENES.locus("NRG1", build) is not None
    for name in writings(a, b):
        for first, second in ((a, b), (b, a)):
            found, _, _ = read(header(build) + written(name, first, second))
            assert len(found) == 1, (name, partner)
            (f,) = found
            assert (f.nrg1_role, f.gene3, f.order_known, f.egf_kept) == (
                "three_prime",
                "NRG1",
                True,
                "kept",
            ), (name, f)
            assert abs((f.pos3 or 0) - b.pos) <= 3, (name, f)
            assert abs((f.pos5 or 0) - a.pos) <= 3, (name, f)
            assert (f.kept5, f.kept3) == (a.kept, "-"), name
            assert f.gene5 in readable(a, build) | {partner}, name


@pytest.mark.parametrize("build", ["GRCh37", "GRCh38"])
@pytest.mark.parametrize(("five", "three"), KNOWN)
def test_known_pairs_of_other_genes(five: str, three: str, build: str) -> None:
    a, b = junction(five, three, build, 0.5)
    for name in writings(a, b):
        for first, second in ((a, b), (b, a)):
            found, _, _ = read(header(build) + written(name, first, second), all_junctions=True)
            assert len(found) == 1, (name, five, three)
            (f,) = found
            assert f.order_known, (name, f)
            assert f.gene5 in readable(a, build) | {five}, (name, f)
            assert f.gene3 in readable(as_three(b), build) | {three}, (name, f)
            if readable(a, build) == {five} and readable(as_three(b), build) == {three}:
                assert (f.gene5, f.gene3) == (five, three), name


def test_the_pairs_that_hartwig_publishes() -> None:
    """Kept parts of the three NRG1 pairs in known_fusions.38.bedpe: CD74 -/-, SLC3A2 +/-, ATP1B1 +/-."""
    for partner, kept in (("CD74", "-"), ("SLC3A2", "+"), ("ATP1B1", "+")):
        a, b = inside(partner, "GRCh38", 0.5), Place("chr8", 32_700_000, "-")
        assert a.kept == kept
        assert bracket(b, a)[0] in "[]", "the bracket stands first where NRG1 is the 3' partner"


def joined(partner: str, share: float, at: int, kept: str, other: str) -> tuple[Place, Place] | None:
    """A place in a partner and one in NRG1, with the parts that are kept; None where they lie too near to each other."""
    locus = GENES.locus(partner, "GRCh38")
    assert locus is not None
    a = Place(locus.chrom, round(locus.start + (locus.end - locus.start) * share), other)
    return None if a.chrom == "chr8" and abs(a.pos - at) < 5000 else (a, Place("chr8", at, kept))


KEPT = st.sampled_from("+-")
WRITING = st.sampled_from([*WRITINGS, "symbol"])


@settings(max_examples=300)
@given(
    st.sampled_from(PARTNERS),
    st.floats(0.02, 0.98),
    st.integers(31_700_000, 32_700_000),
    KEPT,
    KEPT,
    WRITING,
    st.booleans(),
)
def test_junction_to_writing_to_junction(
    partner: str, share: float, at: int, kept: str, other: str, name: str, turned: bool
) -> None:
    """Whatever is joined to NRG1, in any writing, from either end: the same two places, kept parts, and NRG1's role by them."""
    if (places := joined(partner, share, at, kept, other)) is None:
        return
    a, b = places
    if name == "symbol" and a.chrom != "chr8":
        name = "pair"
    first, second = (b, a) if turned else (a, b)
    found, _, _ = read(header() + written(name, first, second))
    assert len(found) == 1
    (f,) = found
    sides = [(f.chrom5, f.kept5, f.pos5 or 0), (f.chrom3, f.kept3, f.pos3 or 0)]
    for place in (a, b):
        assert any((c, k) == (place.chrom, place.kept) and abs(p - place.pos) <= 3 for c, k, p in sides), f
    role = (
        "intragenic"
        if nrg1.in_locus(a.chrom, a.pos, "GRCh38")
        else "three_prime"
        if kept == "-"
        else "five_prime"
    )
    assert f.nrg1_role == role
    if role == "three_prime":
        assert f.gene3 == "NRG1"
    elif role == "five_prime":
        assert f.gene5 == "NRG1"
