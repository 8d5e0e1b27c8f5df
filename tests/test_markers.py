"""What stands beside NRG1: which results are markers, what they change, and that they never change a verdict."""

from __future__ import annotations

from typing import Any

import pytest

from fusionflag import markers
from fusionflag.evidence import Evidence
from fusionflag.model import Case, Finding, Mark, Marker
from fusionflag.targets import targets
from fusionflag.verdict import judge
from tests.cases import CCA, IMA, LUAD, PDAC, arm, fusion, wts


@pytest.mark.parametrize(
    ("gene", "change", "significant", "expected"),
    [
        ("KRAS", "p.(Gly12Cys)", None, ("variant", "detected")),
        ("KRAS", "NP_004976.2:p.(Gly12Asp)", None, ("variant", "detected")),
        ("KRAS", "G13D", None, ("variant", "detected")),
        ("KRAS", "p.(Thr58Ile)", None, ("variant", "unknown")),  # no hotspot, and nobody classed it
        ("KRAS", "p.(Thr58Ile)", True, ("variant", "detected")),
        ("KRAS", "p.(Gly12Cys)", False, ("variant", "unknown")),
        ("KRAS", "p.(Gly12=)", None, ("variant", "unknown")),
        ("BRAF", "p.Val600Glu", None, ("V600E", "detected")),
        ("BRAF", "V600K", None, ("variant", "detected")),
        ("EGFR", "p.(Leu858Arg)", None, ("variant", "detected")),
        ("EGFR", "p.(Arg521Lys)", None, ("variant", "unknown")),  # a polymorphism
        ("EGFR", "p.(Glu746_Ala750del)", None, ("variant", "detected")),
        ("IDH1", "R132C", None, ("variant", "detected")),
        ("TP53", "R175H", True, None),
        ("NRG1", "p.(Arg38Gln)", False, ("variant", "detected")),  # kept, so that the mention is explained
    ],
)
def test_small_variants(
    gene: str, change: str, significant: bool | None, expected: tuple[str, str] | None
) -> None:
    found = markers.small_variant(gene, change, significant=significant)
    assert (None if found is None else (found.marker, found.state)) == expected


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("MSI-H", "detected"),
        ("MSI-High", "detected"),
        ("Microsatellite instability high", "detected"),
        ("dMMR", "detected"),
        ("MSS", "not_detected"),
        ("stable", "not_detected"),
        ("MSI-Stable", "not_detected"),
        ("not MSI-H", "not_detected"),
        ("unstable", "detected"),
        ("cannot be determined", "unknown"),
    ],
)
def test_microsatellite_status(text: str, state: str) -> None:
    found = markers.msi(text)
    assert found is not None
    assert found.state == state
    assert markers.msi("") is None


def finding(**facts: Any) -> Finding:
    return Finding(**{"gene5": "EML4", "gene3": "ALK", "fusion": "EML4::ALK", "junction_reads": 20, **facts})


@pytest.mark.parametrize(
    ("facts", "gene"),
    [
        ({}, "ALK"),
        ({"gene5": "FGFR2", "gene3": "BICC1"}, "FGFR2"),
        ({"junction_reads": 9}, None),
        ({"junction_reads": 2, "pair_reads": 40}, None),
        ({"junction_reads": None, "marks": (Mark.PASS,)}, "ALK"),
        ({"marks": (Mark.FILTERED,)}, None),
        ({"marks": (Mark.READTHROUGH,)}, None),
        ({"reported": False}, None),
        ({"gene5": "MET", "gene3": "MET"}, None),
        ({"gene5": "MET", "gene3": "MET", "marks": (Mark.PASS, Mark.SPLICE_VARIANT)}, "MET"),
        ({"gene5": "ALK", "gene3": "NRG1"}, None),
    ],
)
def test_driver_fusions_come_from_findings(facts: dict[str, Any], gene: str | None) -> None:
    marker = markers.of_finding(finding(**facts))
    assert (marker.gene if marker else None) == gene


def case(*records: Any) -> tuple[Case, Evidence]:
    arms = [r for r in records if type(r).__name__ == "Assay"]
    found = [r for r in records if isinstance(r, Finding)]
    beside = [r for r in records if isinstance(r, Marker)]
    evidence = Evidence.of(arms, found, (), beside)
    return judge(evidence, "case"), evidence


def dna(tumor: str) -> Any:
    return arm(
        molecule="DNA", assay_reported="FoundationOne CDx", report_kind="signed", tumor_type_reported=tumor
    )


DETECTED = {"state": "detected"}
KRAS = Marker(gene="KRAS", marker="variant", **DETECTED)
NO_KRAS = Marker(gene="KRAS", marker="variant", state="not_detected")
FGFR2 = Marker(gene="FGFR2", marker="fusion", **DETECTED)


@pytest.mark.parametrize(
    ("tumor", "beside", "urgency"),
    [
        (CCA, [], "high"),
        (CCA, [FGFR2], "low"),
        (CCA, [Marker(gene="IDH1", marker="variant", state="unknown")], "high"),
        (
            CCA,
            [Marker(gene="MET", marker="amplification", **DETECTED)],
            "high",
        ),  # a gain of MET is no validated driver
        (CCA, [Marker(gene="ERBB2", marker="amplification", **DETECTED)], "low"),
        (CCA, [Marker(gene="BRAF", marker="variant", **DETECTED)], "high"),
        (CCA, [Marker(gene="BRAF", marker="V600E", **DETECTED)], "low"),
        (PDAC, [], "standard"),
        (PDAC, [NO_KRAS], "high"),
        (PDAC, [KRAS], "low"),
        (IMA, [KRAS], "standard"),
        (IMA, [], "high"),
        (LUAD, [], "standard"),
        (
            LUAD,
            [Marker(gene=g, marker="variant", state="not_detected") for g in ("EGFR", "KRAS", "ALK", "ROS1")],
            "high",
        ),
        (LUAD, [Marker(gene="TMB", marker="low", **DETECTED)], "high"),
        ("breast cancer", [NO_KRAS], "none"),
    ],
)
def test_markers_set_the_urgency_of_a_dna_only_negative_and_nothing_else(
    tumor: str, beside: list[Marker], urgency: str
) -> None:
    found, _ = case(dna(tumor), *beside)
    assert (found.verdict, found.urgency) == ("dna_only_negative", urgency)


@pytest.mark.parametrize("beside", [KRAS, FGFR2, NO_KRAS, Marker(gene="NRG1", marker="variant", **DETECTED)])
def test_no_marker_changes_a_verdict(beside: Marker) -> None:
    for records in ([wts()], [wts(), fusion()], [dna(CCA)], [arm(qc="fail")]):
        assert case(*records)[0].verdict == case(*records, beside)[0].verdict


@pytest.mark.parametrize(
    ("tumor", "beside", "step"),
    [
        (CCA, [], "The same RNA test also answers FGFR2, NTRK and RET."),
        (CCA, [FGFR2], "The same RNA test also answers NTRK and RET. FGFR2: another driver is reported"),
        (LUAD, [], "also answers ALK, ROS1, RET, NTRK and MET exon 14."),
        (
            LUAD,
            [
                Marker(gene=g, marker="fusion", state="not_detected")
                for g in ("NTRK1", "NTRK2", "NTRK3", "ALK")
            ],
            "also answers ROS1, RET and MET exon 14.",
        ),
        (LUAD, [Marker(gene="NTRK1", marker="fusion", state="not_detected")], "ROS1, RET, NTRK and MET"),
        (PDAC, [], "Order RNA fusion testing (tissue) that covers NRG1."),
    ],
)
def test_one_rna_order_answers_what_is_still_open(tumor: str, beside: list[Marker], step: str) -> None:
    assert step in case(dna(tumor), *beside)[0].next_step


def board(*records: Any) -> dict[str, str]:
    found, evidence = case(*records)
    return {m.gene: m.state for m in targets(found, evidence)}


def test_the_board_sees_each_target_of_cholangiocarcinoma() -> None:
    rna = wts(tumor_type_reported=CCA)
    assert board(rna) == {
        "NRG1": "not_detected",
        "FGFR2": "unknown",  # the RNA test could have shown it, and its report says nothing of it
        "IDH1": "not_tested",
        "BRAF": "not_tested",
        "ERBB2": "not_tested",
    }
    assert board(dna(CCA)) == dict.fromkeys(["NRG1", "FGFR2", "IDH1", "BRAF", "ERBB2"], "unknown")
    assert board(rna, fusion(), FGFR2) == {
        "NRG1": "detected",
        "IDH1": "not_tested",
        "BRAF": "not_tested",
        "ERBB2": "not_tested",
    }
    ambiguous = board(dna("biliary tract cancer"))
    assert set(ambiguous) == {"NRG1", "FGFR2", "IDH1", "BRAF", "ERBB2"}
    assert board(dna(LUAD)) == {}
