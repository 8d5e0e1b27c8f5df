"""The EGF-like domain and the frame, by position, in both builds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import nrg1
from fusionflag.genes import Donor, default

ACCEPTORS = {
    "e1b": (32554944, 32412462, "1"),
    "e2": (32595828, 32453346, "1"),
    "e3": (32605562, 32463080, "2"),
    "e4": (32614514, 32472032, "1"),
    "e5": (32616835, 32474353, "1"),
    "e6": (32727949, 32585467, "1"),
}


@pytest.mark.parametrize("name", ACCEPTORS)
def test_the_six_coding_acceptors_keep_the_domain(name: str) -> None:
    hg38, hg19, phase = ACCEPTORS[name]
    for pos, build in ((hg38, "GRCh38"), (hg19, "GRCh37")):
        for offset in (-1, 0, 1):
            acceptor = nrg1.acceptor_at(pos + offset, build)
            assert acceptor is not None
            assert (acceptor.name, acceptor.offset, acceptor.needs_phase) == (name, offset, phase)
            assert nrg1.egf_at_rna_junction(pos + offset, build).state == "kept"
        assert nrg1.acceptor_at(pos + 2, build) is None


RNA = [
    (32754372, "GRCh38", "lost", "TM exon"),
    (32611890, "GRCh37", "lost", "TM exon"),
    (32742008, "GRCh38", "lost", "e7a"),
    (32742675, "GRCh38", "lost", "e7b"),
    (32600193, "GRCh37", "lost", "e7b"),
    (32749561, "GRCh38", "lost", "e8"),
    (32854328, "GRCh38", "lost", "after the stop"),
    (32287101, "GRCh38", "unknown", "non-coding terminal exon"),
    (32144617, "GRCh37", "unknown", "the same in the other build"),
    (31641753, "GRCh38", "unknown", "terminal coding exon"),
    (32727978, "GRCh38", "kept", "inside e6, last base before the domain's second"),
    (32727979, "GRCh38", "unknown", "one base on: partial"),
    (32728078, "GRCh38", "unknown", "end of e6: partial"),
    (32728079, "GRCh38", "lost", "behind e6"),
    (32700000, "GRCh38", "unknown", "cryptic, upstream of e6"),
    (1000, "GRCh38", "unknown", "not in NRG1"),
]


@pytest.mark.parametrize(("pos", "build", "state", "why"), RNA)
def test_rna_junctions(pos: int, build: str, state: str, why: str) -> None:
    assert nrg1.egf_at_rna_junction(pos, build).state == state


DNA = [
    (31639222, "GRCh38", "kept", "first base of the gene"),
    (31639221, "GRCh38", "unknown", "upstream of the gene"),
    (31640000, "GRCh38", "kept", "first exon counts as intron"),
    (32548310, "GRCh38", "kept", "long intron 1"),
    (32600000, "GRCh38", "kept", "intron 2"),
    (32595900, "GRCh38", "kept", "inside e2"),
    (32647000, "GRCh38", "kept", "SMDF first exon"),
    (32727948, "GRCh38", "kept", "last base of intron 5"),
    (32727949, "GRCh38", "unknown", "inside e6"),
    (32728078, "GRCh38", "unknown", "inside e6"),
    (32728079, "GRCh38", "lost", "intron 6"),
    (32585466, "GRCh37", "kept", "last base of intron 5"),
    (32585597, "GRCh37", "lost", "intron 6"),
    (32800000, "GRCh38", "lost", "behind the stop"),
]


@pytest.mark.parametrize(("pos", "build", "state", "why"), DNA)
def test_dna_breaks(pos: int, build: str, state: str, why: str) -> None:
    assert nrg1.egf_at_dna_break(pos, build).state == state


def test_a_break_inside_a_coding_exon_is_noted() -> None:
    assert nrg1.egf_at_dna_break(32595900, "GRCh38").why == "BREAK_IN_EXON"


@given(st.integers(31_400_000, 32_900_000))
def test_an_unknown_build_claims_only_what_holds_in_both(pos: int) -> None:
    unknown = nrg1.egf_at_rna_junction(pos, "")
    states = {nrg1.egf_at_rna_junction(pos, b).state for b in nrg1.builds_of(pos, "")}
    assert unknown.state == (states.pop() if len(states) == 1 else "unknown")


@pytest.mark.parametrize(
    ("pos", "partner", "partner_pos", "build"),
    [
        (32727949, "", None, "GRCh38"),
        (32585467, "", None, "GRCh37"),
        (32585467, "CD74", 149784243, "GRCh37"),
        (32727949, "CD74", 150404680, "GRCh38"),
        (32600000, "CD74", 150404680, "GRCh38"),
        (32727949, "CD74", 149784243, ""),
        (32600000, "", None, ""),
        (32800000, "", None, "GRCh38"),
        (31550000, "", None, "GRCh37"),
    ],
)
def test_inferring_the_build(pos: int, partner: str, partner_pos: int | None, build: str) -> None:
    """All the evidence must agree; a contradiction leaves the build unknown."""
    assert nrg1.infer_build("8", pos, partner, partner_pos, default()) == build


def test_other_chromosomes_are_never_nrg1() -> None:
    assert nrg1.infer_build("chr7", 32727949, "", None, default()) == ""
    assert not nrg1.in_locus("chr7", 32727949, "GRCh38")
    assert nrg1.in_locus("8", 32727949, "")


def donor(phases: set[str], mane: str = "") -> Donor:
    return Donor(1, frozenset(phases), mane, "NM_1:1", "chr1", "+")


@pytest.mark.parametrize(
    ("phases", "mane", "state", "noted"),
    [
        ({"1"}, "", "in", False),
        ({"0"}, "", "out", False),
        ({"2"}, "2", "out", False),
        ({"0", "1"}, "1", "in", True),
        ({"0", "1"}, "0", "out", True),
        ({"0", "1"}, "", "in", True),
        ({"0", "2"}, "", "out", True),
        ({"1", "utr5"}, "utr5", "in", False),
        ({"utr5"}, "utr5", "utr", False),
        ({"noncoding"}, "", "utr", False),
        ({"utr3"}, "", "utr", False),
    ],
)
def test_the_frame(phases: set[str], mane: str, state: str, noted: bool) -> None:
    """MANE Select decides, else any coding phase that fits; a coding phase beats UTR and non-coding ones."""
    call = nrg1.frame(donor(phases, mane), nrg1.acceptor_at(32727949, "GRCh38"))
    assert call.state == state
    assert bool(call.note) == noted


def test_exon_3_needs_phase_2() -> None:
    assert nrg1.frame(donor({"2"}), nrg1.acceptor_at(32605562, "GRCh38")).state == "in"
    assert nrg1.frame(donor({"1"}), nrg1.acceptor_at(32605562, "GRCh38")).state == "out"
    assert nrg1.frame(None, nrg1.acceptor_at(32605562, "GRCh38")).state == "unknown"
    assert nrg1.frame(donor({"1"}), None).state == "unknown"


def test_exon_numbers_mean_something_only_with_a_transcript() -> None:
    def name(transcript: str, number: int) -> str:
        found = nrg1.exon_at_number(transcript, number, "GRCh38")
        return found[0] if found else ""

    assert name("NM_013959.3", 2) == "e6"
    assert name("NM_013964", 6) == "e6"
    assert name("ENST00000405005.8", 2) == "e2"
    assert name("NM_000000", 6) == ""


def test_the_builds_differ_by_more_than_one_offset() -> None:
    offsets = {e["GRCh38"][0] - e["GRCh37"][0] for e in nrg1.model()["exons"]}
    assert len(offsets) > 1
