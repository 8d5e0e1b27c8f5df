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
        (32800000, "", None, ""),  # in NRG1 in one build only: it may be of a third assembly
        (31550000, "", None, ""),
        (32600000, "CD74", 150402000, "GRCh38"),  # inside the span of CD74 in one build only
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


def test_every_transcript_in_both_builds() -> None:
    """Each exon of a transcript starts where its unit starts; phases follow from the coding lengths; the protein is whole."""
    starts = {e["name"]: e for e in nrg1.model()["exons"]}
    for name, facts in nrg1.model()["transcripts"].items():
        coding = 0
        for exon in facts["exons"]:
            unit = starts[exon["unit"]]
            assert unit["number_in"][name] == exon["number"]
            assert (
                exon["GRCh37"][1] - exon["GRCh37"][0] == exon["GRCh38"][1] - exon["GRCh38"][0] or coding == 0
            )
            for build in ("GRCh37", "GRCh38"):
                assert exon[build][0] == unit[build][0] or exon["number"] == 1
                assert nrg1.exon_at_number(f"{name}.9", exon["number"], build) == (exon["unit"], *exon[build])
            if exon["cds_length"]:
                assert coding == 0 or exon["phase_in"] == coding % 3
                coding += exon["cds_length"]
                assert exon["phase_out"] == coding % 3
        assert coding % 3 == 0


def test_the_acceptors_need_the_phase_of_their_exons() -> None:
    needs = {a["name"]: a["needs_donor_phase"] for a in nrg1.model()["coding_acceptors"]}
    found = {
        (e["unit"], e["phase_in"])
        for t in nrg1.model()["transcripts"].values()
        for e in t["exons"]
        if e["unit"] in needs
    }
    assert found == {(name, phase) for name, phase in needs.items() if name != "e1b"}  # e1b: GENCODE only


@pytest.mark.parametrize("name", ACCEPTORS)
def test_an_acceptor_shows_its_build(name: str) -> None:
    for build, pos in zip(("GRCh38", "GRCh37"), ACCEPTORS[name][:2], strict=True):
        found = nrg1.acceptor_at(pos, "")
        assert found is not None
        assert (found.name, found.build) == (name, build)
        assert nrg1.exon_name(pos, build) == name
        assert nrg1.infer_build("chr8", pos, "", None, default()) == build


def test_exon_names_need_a_build() -> None:
    assert nrg1.exon_name(32727949, "") == ""
    assert nrg1.exon_name(32700000, "GRCh38") == ""
    assert nrg1.exon_at_number("NM_013964", 6, "") is None
    assert nrg1.exon_at_number("NM_013964", 0, "GRCh38") is None
    assert nrg1.exon_at_number("nm_013964.5", 12, "GRCh37") == ("last", 32621266, 32622558)


@pytest.mark.parametrize(
    ("stated", "state"), [("1", "in"), ("0", "out"), ("2", "out"), ("utr5", "utr"), ("noncoding", "utr")]
)
def test_the_stated_transcript_decides_the_frame(stated: str, state: str) -> None:
    """Before MANE Select, and without a note: the report says which transcript it means."""
    acceptor = nrg1.acceptor_at(32727949, "GRCh38")
    assert nrg1.frame(donor({"0", "1", "2"}, "1"), acceptor, stated) == nrg1.FrameCall(state)
    assert nrg1.frame(None, acceptor, stated) == nrg1.FrameCall(state)
    assert nrg1.frame(None, None, stated).state == "unknown"


WORKED = [
    ("CD74", 150404680, "e6", "in"),
    ("CD74", 150402563, "e6", "in"),
    ("SDC4", 45330366, "e2", "in"),
    ("ATP1B1", 169111498, "e2", "in"),
    ("SLC3A2", 62882066, "e6", "in"),
    ("RAB3IL1", 61899314, "e6", "in"),
    ("PDE7A", 65779720, "e6", "in"),
    ("WRN", 31167230, "e6", "out"),
    ("THBS1", 39584422, "e6", "out"),
    ("AKAP13", 85543955, "e2", "out"),
    ("THAP7", 21000647, "e2", "out"),
    ("SMAD4", 51030623, "e6", "utr"),
    ("GPRC5A", 12891664, "e2", "utr"),
    ("PCM1", 17924780, "TM", "unknown"),
]


@pytest.mark.parametrize(("partner", "pos", "exon", "state"), WORKED)
def test_worked_junctions(partner: str, pos: int, exon: str, state: str) -> None:
    """Published and TCGA junctions, GRCh38 (UCSC refGene, GENCODE v43)."""
    found = default().donor(partner, pos, "GRCh38")
    assert found is not None
    at = ACCEPTORS[exon][0] if exon in ACCEPTORS else 32754372
    assert nrg1.frame(found, nrg1.acceptor_at(at, "GRCh38")).state == state
    assert nrg1.egf_at_rna_junction(at, "GRCh38").state == ("kept" if exon in ACCEPTORS else "lost")
    assert nrg1.infer_build("chr8", at, partner, pos, default()) == "GRCh38"
