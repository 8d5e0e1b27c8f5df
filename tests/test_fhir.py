"""FHIR genomics reports: what fires, and what just does not. The bundles are built here."""

from typing import Any

import pytest

from fusionflag.model import Severity
from tests.fhir_bundles import (
    ABSENT,
    FUSION,
    PRESENT,
    analysis,
    bundle,
    change,
    concept,
    genes,
    named,
    observation,
    part,
    read,
)


@pytest.mark.parametrize(
    ("parts", "five", "three", "known"),
    [
        ([*genes("CD74", "NRG1")], "CD74", "NRG1", False),
        ([*genes("NRG1"), *FUSION], "", "NRG1", False),
        ([*genes("NRG1"), *named("CD74-NRG1 fusion")], "CD74", "NRG1", False),
        ([*genes("NRG1", "CD74"), *named("CD74::NRG1")], "CD74", "NRG1", True),
        ([*genes("NRG1"), *change("SO:0002062")], "", "NRG1", False),
        ([*genes("NRG1", "CD74", "SLC3A2"), *FUSION], "CD74;SLC3A2", "NRG1", False),
        (
            [*genes("NRG1"), part("48004-6", concept(text="NM_004355.4:r.1_?::NM_013964.5:r.?_*"))],
            "",
            "NRG1",
            False,
        ),
        (
            [part("48018-6", concept("3084", "", system="http://www.ncbi.nlm.nih.gov/gene")), *FUSION],
            "",
            "NRG1",
            False,
        ),
    ],
)
def test_a_fusion_in_each_of_its_codings(parts: list[Any], five: str, three: str, known: bool) -> None:
    _, findings, _, _, complete = read(bundle(observation(PRESENT, parts)))
    assert [(f.gene5_reported, f.gene3_reported, f.order_known, f.molecule) for f in findings] == [
        (five, three, known, "RNA")
    ]
    assert complete


@pytest.mark.parametrize(
    ("parts", "marker"),
    [
        ([*genes("NRG1"), *change("SO:0001483")], "variant"),
        ([*genes("NRG1"), part("48005-3", concept(text="p.R100Q"))], "variant"),
        ([*genes("NRG1"), *change("SO:0001742")], "amplification"),
    ],
)
def test_a_small_variant_or_a_copy_number_of_nrg1_is_a_marker(parts: list[Any], marker: str) -> None:
    _, findings, markers, _, complete = read(bundle(observation(PRESENT, parts)))
    assert not findings
    assert [(m.gene, m.marker) for m in markers] == [("NRG1", marker)]
    assert complete


@pytest.mark.parametrize(
    "parts",
    [genes("NRG1"), [*genes("NRG1"), part("81290-9", concept(text="NC_000008.11:g.31900000_32700000del"))]],
)
def test_a_kind_that_cannot_be_told_is_not_passed_over(parts: list[Any]) -> None:
    """Its class, which may be a small variant's, makes no positive of it."""
    worse = [*parts, part("53037-8", concept("LA6668-3"))]
    _, findings, _, notices, _ = read(bundle(observation(PRESENT, worse)))
    assert [(f.gene3_reported, f.classification, f.confidence) for f in findings] == [
        ("NRG1", "", "Pathogenic")
    ]
    assert [n.code for n in notices] == ["NONSTANDARD"]


@pytest.mark.parametrize(
    ("resources", "coverage", "stated"),
    [
        ([observation(ABSENT, [*genes("NRG1"), *FUSION])], "yes", True),
        ([observation(ABSENT, [*genes("NRG1", "ALK", "ROS1"), *FUSION])], "yes", True),
        ([observation(ABSENT, genes("NRG1"))], "unknown", False),  # absent: of what is not said
        ([observation(ABSENT, [*genes("NRG1"), *change("SO:0001483")])], "unknown", False),
        ([observation(ABSENT, [*genes("CD74", "NRG1"), *FUSION])], "listed_pairs", True),  # one pair
        ([observation(ABSENT, [*genes("ALK"), *FUSION])], "unknown", False),
        ([analysis("SO:0001565", description="Pertinent Negative", studied=["NRG1"])], "yes", True),
        ([analysis("SO:0001483", description="Pertinent Negative", studied=["NRG1"])], "unknown", False),
        ([analysis(description="Pertinent Negative", studied=["NRG1"])], "unknown", False),
        ([analysis("SO:0001565", studied=["NRG1"])], "yes", False),  # looked at, no result given
        ([analysis("SO:0001565", studied=["ALK"])], "no", False),
        ([analysis("SO:0001483", studied=["ALK"])], "unknown", False),
        ([analysis("SO:0001565", studied=["NRG1"], uncalled=["NRG1"])], "no", False),
        ([observation(ABSENT, [*genes("NRG1"), *FUSION], status="cancelled")], "unknown", False),
    ],
)
def test_what_is_a_stated_negative_and_what_is_not(resources: list[Any], coverage: str, stated: bool) -> None:
    arms, findings, _, notices, complete = read(bundle(*resources))
    assert not findings
    assert [(a.nrg1_coverage, a.negative_stated) for a in arms] == [(coverage, stated)]
    assert complete, notices


@pytest.mark.parametrize(
    ("value", "limited"),
    [
        (("LA18198-4", "No call"), True),
        (("LA11884-6", "Indeterminate"), True),
        (("", "no call"), True),
        (ABSENT, False),
    ],
)
def test_no_call_is_a_limitation(value: tuple[str, str], limited: bool) -> None:
    (arm,), findings, _, _, complete = read(bundle(observation(value, [*genes("NRG1"), *FUSION])))
    assert bool(arm.limitation) is limited
    assert not findings
    assert complete


@pytest.mark.parametrize(
    "document",
    [
        bundle(observation(("", "Maybe"), [*genes("NRG1"), *FUSION])),
        bundle(observation(("LA9634-2", "Present"), [*genes("ALK"), *FUSION])),
        bundle(observation(PRESENT, [*genes("ALK"), *FUSION], interpretation=[concept("NEG")])),
        bundle(observation(PRESENT, named("Gene fusion"))),
        bundle(observation(PRESENT, [part("48018-6", {}), *genes("CD74"), *FUSION])),
        bundle(
            observation(
                PRESENT,
                [
                    part("five-prime-gene", concept("", "CD74")),
                    part("three-prime-exon-id", concept(text="6")),
                ],
            )
        ),
        bundle(observation(PRESENT, [{"valueCodeableConcept": concept("", "NRG1")}, *genes("CD74")])),
        bundle(observation(PRESENT, [])),
        bundle(observation(PRESENT, named("No NRG1 fusion detected"))),
        bundle(result=[{"reference": "Observation/gone"}]),
        bundle(result=[], presentedForm=[{"contentType": "application/pdf", "data": "WlpQREY="}]),
        bundle(status="entered-in-error"),
        bundle(conclusion="NRG1 fusion detected by another method."),
        {**bundle(), "type": "searchset", "total": 9},
        {**bundle(), "link": [{"relation": "next", "url": "x"}]},
        bundle({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}),
        bundle(observation(ABSENT, genes("ALK"), meta={"tag": [{"code": "SUBSETTED"}]})),
        bundle(observation(ABSENT, genes("ALK")), observation(PRESENT, genes("ALK"))),
        bundle(observation(ABSENT, [*genes("NRG1"), *FUSION], subject={"reference": "Patient/p2"})),
        bundle(
            analysis("SO:0001565", studied=["ALK"]),
            {"resourceType": "Observation", "id": "x", "code": concept("1-8"), "component": genes("NRG1")},
        ),
    ],
)
def test_what_is_not_understood_or_not_there_makes_the_report_incomplete(document: Any) -> None:
    *_, notices, complete = read(document)
    assert not complete
    assert [n for n in notices if n.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("status", "report_status", "arm"),
    [
        ("final", "final", "done"),
        ("amended", "corrected", "done"),
        ("appended", "corrected", "done"),
        ("partial", "preliminary", "done"),
        ("registered", "preliminary", "pending"),
        ("cancelled", "", "not_done"),
        ("unknown", "", "unknown"),
    ],
)
def test_the_status_of_the_report(status: str, report_status: str, arm: str) -> None:
    (found,), *_ = read(bundle(status=status))
    assert (found.report_status, found.status) == (report_status, arm)


def test_a_preliminary_observation_makes_its_report_preliminary() -> None:
    (arm,), *_ = read(bundle(observation(ABSENT, [*genes("NRG1"), *FUSION], status="preliminary")))
    assert arm.report_status == "preliminary"


@pytest.mark.parametrize(
    ("resources", "report", "molecule"),
    [
        ([], {}, "unknown"),
        ([], {"category": [{"text": "DNA"}]}, "DNA"),
        ([analysis("SO:0001565")], {}, "RNA"),
        (
            [analysis("SO:0001565"), analysis("SO:0001483", method="sequence-analysis-of-select-exons")],
            {},
            "RNA",
        ),
        (
            [analysis("SO:0001565"), analysis("SO:0001565", method="sequence-analysis-of-select-exons")],
            {},
            "unknown",
        ),
        ([analysis("SO:0001565", method="ngs-mps")], {}, "unknown"),
        # a product's name is no evidence of RNA
        (
            [{"resourceType": "ServiceRequest", "id": "s", "code": concept("XT", "595 genes + mRNA")}],
            {"basedOn": [{"reference": "ServiceRequest/s"}]},
            "unknown",
        ),
    ],
)
def test_the_nucleic_acid_of_a_fusion(resources: list[Any], report: dict[str, Any], molecule: str) -> None:
    document = bundle(
        observation(PRESENT, [*genes("CD74", "NRG1"), *FUSION]), *resources, rna=False, **report
    )
    _, (finding,), *_ = read(document)
    assert finding.molecule == molecule


def test_an_order_of_rna_without_a_report_is_pending() -> None:
    order = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "active",
        "code": concept("XR", "RNA sequencing"),
    }
    arms, *_ = read(bundle(order, rna=False))
    assert [(a.molecule, a.status) for a in arms] == [("unknown", "done"), ("RNA", "pending")]


def test_a_note_of_a_failed_rna_analysis_limits_the_arm() -> None:
    for text, limited in (
        ("RNA quantity was not sufficient for analysis.", True),
        ("RNA analysis is being performed and will be reported.", True),
        ("RNA was degraded and fusions may be missed.", True),
        ("RNA sequencing failed, so the result cannot exclude a fusion.", True),
        ("RNA quality was poor.", True),
        ("RNA did not meet QC.", True),
        ("Die RNA-Sequenzierung ist fehlgeschlagen.", True),
        ("RNA-Qualitaet nicht ausreichend", True),
        ("See the remarks of the pathologist.", True),  # not understood
        ("RNA quality was adequate. No gene fusions detected.", False),
        ("No gene fusions detected, but the RNA was old.", True),
        ("(c) Copyright Example 2024. All rights reserved.", False),
    ):
        (arm,), *_ = read(bundle(conclusion=text))
        assert bool(arm.limitation) is limited, text


def test_two_patients_are_two_cases() -> None:
    other = bundle(
        observation(ABSENT, [*genes("NRG1"), *FUSION], id="o2", subject={"reference": "Patient/p2"}),
        id="r2",
        subject={"reference": "Patient/p2"},
    )
    own = bundle(observation(PRESENT, [*genes("CD74", "NRG1"), *FUSION]))
    own["entry"] += [e for e in other["entry"] if e["resource"]["resourceType"] != "Patient"]
    own["entry"].append({"resource": {"resourceType": "Patient", "id": "p2"}})
    arms, (finding,), *_, complete = read(own)
    assert complete
    assert [(a.sample, a.case_id) for a in arms] == [("r1", "p1"), ("r2", "p2")]
    assert (finding.sample, finding.case_id) == ("r1", "p1")


def test_an_identifier_of_the_patient_is_never_the_case() -> None:
    patient = {"resourceType": "Patient", "id": "77", "identifier": [{"value": "77"}]}
    document = bundle(subject={"reference": "Patient/77"})
    document["entry"][0]["resource"] = patient
    (arm,), *_ = read(document)
    assert arm.case_hint == ""
