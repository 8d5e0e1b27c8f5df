"""Caris: what makes an RNA arm, what a result word says, and which reports are no negative."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.testing import read_bytes
from tests.reports import arms, complete, load, of, read


def caris(**result: Any) -> dict[str, Any]:
    """The report without a fusion, with one more result of the transcriptome."""
    report: dict[str, Any] = load("caris/rna_clean.json")
    if result:
        report["tests"][1]["testResults"].append({"translocation": result})
    return report


JOINED = {"gene": "NRG1", "gene1": "CD74", "gene2": "NRG1", "fusionISOForm": "CD74:NRG1"}


# -- result words ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("result", "group", "is_finding", "is_complete"),
    [
        ("Fusion Detected", "Mutated", True, True),
        ("Pathogenic Fusion", "Mutated", True, True),
        ("Likely Pathogenic Fusion", "", True, True),
        ("Positive", "Mutated", True, True),
        ("Fusion of Uncertain Significance", "Mutated", True, True),
        ("", "unclassifiedVD", True, True),
        ("Indeterminate", "indeterminate", True, True),
        ("Fusion Detected", "Normal", True, False),  # word and group contradict
        ("Fusion Seen", "Mutated", True, False),
        ("Pathogenic Fusion", "other", True, False),
        ("", "", True, False),
        ("Fusion Not Detected", "Normal", False, False),  # two genes, but none found
    ],
)
def test_a_named_fusion_is_found_whatever_its_result(
    result: str, group: str, is_finding: bool, is_complete: bool
) -> None:
    frames = read(caris(**JOINED, result=result, result_group=group))
    found = [f for f in of(Finding, frames) if f.fusion == "CD74::NRG1"]
    assert bool(found) is is_finding
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    ("result", "group", "coverage", "limited", "is_complete"),
    [
        ("Fusion Not Detected", "Normal", "yes", False, True),
        ("Indeterminate", "No Result", "unknown", True, True),
        ("", "", "unknown", True, False),
        ("-", "Normal", "unknown", True, False),
        ("Fusion Not Detected", "Mutated", "unknown", True, False),
        ("Not Tested", "", "unknown", True, False),
    ],
)
def test_a_result_for_nrg1_alone(
    result: str, group: str, coverage: str, limited: bool, is_complete: bool
) -> None:
    report = caris(gene="NRG1", biomarkerName="NRG1", result=result, result_group=group)
    for test in report["tests"]:
        test["testName"] = f"X {test['testName']}"  # no name that the registry knows
    report["testDetails"].update(testName="X", testCode="X")
    frames = read(report)
    assert arms(frames)["RNA"].nrg1_coverage == coverage
    assert bool(arms(frames)["RNA"].limitation) is limited
    assert complete(frames) is is_complete
    assert not of(Finding, frames)


@pytest.mark.parametrize(
    ("gene", "is_complete"),
    [("NRG1", True), ("NRG1 fusion", True), ("CD74-NRG1", False), ("CD74-NRG1 fusion detected", False)],
)
def test_a_negative_result_is_one_for_a_gene_alone(gene: str, is_complete: bool) -> None:
    for name in ("gene", "biomarkerName"):
        report = caris(**{name: gene}, result="Fusion Not Detected", result_group="Normal")
        assert complete(read(report)) is is_complete


def test_results_for_other_genes_are_markers() -> None:
    states = {
        (m.gene, m.marker): m.state
        for m in of(Marker, read(caris(gene="RET", result="Indeterminate", result_group="No Result")))
    }
    assert states["NTRK1", "fusion"] == "not_detected"
    assert states["RET", "fusion"] == "unknown"
    assert states["KRAS", "variant"] == "detected"


def test_the_same_fusion_with_two_results_is_two_findings() -> None:
    report = caris(**JOINED, result="Fusion Detected", result_group="Mutated")
    report["tests"][1]["testResults"].append(
        {"translocation": {**JOINED, "result": "", "result_group": "unclassifiedVD"}}
    )
    assert [f.classification for f in of(Finding, read(report))] == [
        "Fusion Detected",
        "VUS (unclassifiedVD)",
    ]


@pytest.mark.parametrize(
    ("genes", "fusion"),
    [
        ({"fusionISOForm": "NRG1", "gene1": "CD74", "gene2": "NRG1"}, "CD74::NRG1"),
        ({"fusionISOForm": "CD74:NRG1"}, "CD74::NRG1"),
        ({"fusionISOForm": "CD74:NRG1", "gene2": "NRG1"}, "CD74::NRG1"),
        ({"gene1": "NRG1", "gene2": "STMN2"}, "NRG1::STMN2"),
        ({"gene": "NRG1"}, "NRG1/?"),
    ],
)
def test_the_genes_of_a_fusion(genes: dict[str, str], fusion: str) -> None:
    frames = read(caris(**genes, result="Fusion Detected", result_group="Mutated"))
    assert [f.fusion for f in of(Finding, frames)] == [fusion]
    assert complete(frames)


@pytest.mark.parametrize("place", ["interpretation", "note"])
def test_nrg1_in_the_text_of_another_gene_is_not_passed_over(place: str) -> None:
    assert not complete(
        read(
            caris(gene="ROS1", result="Fusion Not Detected", result_group="Normal", **{place: "NRG1 fusion"})
        )
    )
    assert complete(
        read(
            caris(gene="ROS1", result="Fusion Not Detected", result_group="Normal", **{place: "ROS1 fusion"})
        )
    )


def test_a_trial_for_nrg1_without_an_nrg1_finding_is_left_to_a_person() -> None:
    report = caris()
    report["clinicalTrials"] = {"titleBrief": "NRG1 fusions"}
    assert not complete(read(report))
    positive = load("caris/positive.json")
    assert "NRG1" in positive["clinicalTrials"]["titleBrief"]
    assert complete(read(positive))


# -- the corpus --
@pytest.mark.samples
def test_the_samples_of_caris_are_read(samples: Path) -> None:
    """All but the empty one hold one key twice in an object, which counts as a list."""
    files = sorted((samples / "vendor" / "caris").glob("*.json"))
    assert files
    for file in files:
        frames = read_bytes(file.read_bytes(), file.name)
        qns = "empty_test" in file.name
        assert complete(frames)
        assert {a.status for a in of(Assay, frames)} == {"not_done" if qns else "done"}
        assert not [n for n in of(Notice, frames) if n.severity == "error"]
        assert qns or "TPM3::ALK" in {f.fusion for f in of(Finding, frames)}
