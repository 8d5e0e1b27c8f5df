"""FHIR: what stands beside a result: contradictions, open results, remarks, quality, tumor content."""

from typing import Any

import pytest

from tests.fhir_bundles import (
    ABSENT,
    FUSION,
    NO_FUSION,
    PRESENT,
    absent,
    analysis,
    bundle,
    change,
    concept,
    genes,
    named,
    observation,
    part,
    read,
    specimen,
)

COPIES = [{"code": concept("82155-3"), "valueQuantity": {"value": 4}}]


@pytest.mark.parametrize(
    ("parts", "positive"),
    [
        *(([*genes("CD74", "NRG1"), *change(so)], True) for so in ("SO:1000032", "SO:0001483", "SO:0001742")),
        ([*genes("CD74", "NRG1"), part("48019-4", concept("LA6690-7", "Substitution"))], True),
        ([*genes("CD74", "NRG1"), *COPIES], True),
        ([*genes("NRG1"), *named("CD74-NRG1"), *change("SO:1000032")], True),
        ([*genes("NRG1"), *named("CD74-NRG1"), *change("SO:0001742")], True),
        ([*genes("NRG1"), *named("NRG1 p.R100Q"), *change("SO:1000032")], False),
        ([*genes("NRG1"), *COPIES], False),
        ([*genes("ERBB2", "GRB7"), *change("SO:0001742")], False),  # two genes of one gain
    ],
)
def test_two_genes_are_a_fusion_whatever_change_stands_beside_them(parts: list[Any], positive: bool) -> None:
    _, findings, _, _, complete = read(bundle(observation(PRESENT, parts)))
    assert [(f.gene5_reported, f.gene3_reported) for f in findings] == [("CD74", "NRG1")] * positive
    assert complete


@pytest.mark.parametrize(
    ("resource", "clear"),
    [
        *((absent(t), True) for t in ("", "Absent", "Negative", "Not detected", "No NRG1 fusion detected.")),
        (absent("CD74-NRG1 fusion detected"), False),
        (absent("Positive for NRG1 fusion"), False),
        (absent("No ALK fusion detected"), False),
        *((absent(t), False) for t in ("Pending", "Not tested", "Not evaluable due to low RNA quality")),
        (absent(interpretation=[concept("NEG", "Negative")]), True),
        (absent(interpretation=[concept("N")]), True),
        (absent(interpretation=[concept("IND")]), False),
        (absent(interpretation=[concept("E")]), False),
        (absent(interpretation=[concept(text="Indeterminate")]), False),
        (absent(interpretation=[concept(text="see below")]), False),
        (absent(note=[{"text": "No NRG1 fusion detected."}]), True),
        (absent(note=[{"text": "CD74-NRG1 fusion detected on repeat"}]), False),
        (absent(note=[{"text": "RNA degraded; result unreliable"}]), False),
        (absent(note=[{"text": "Seen by two readers"}]), False),
        (absent(valueString="Pending"), False),
        (
            observation(ABSENT, [part("48018-6", concept("HGNC:7997", "NRG1 fusion detected")), *FUSION]),
            False,
        ),
        (observation(ABSENT, [{**genes("NRG1")[0], "remark": "CD74-NRG1 fusion"}, *FUSION]), False),
        (absent(dataAbsentReason=concept("unknown")), False),
        (absent(status="amended"), True),
        (absent(status="unknown"), False),
        (absent(status=None), False),
        (observation(ABSENT, [*genes("NRG1"), *named("NRG1 fusion detected")]), False),
        (observation(ABSENT, [*genes("NRG1"), *named("NRG1 fusion")]), True),
    ],
)
def test_what_contradicts_an_absent_fusion_is_no_negative(resource: Any, clear: bool) -> None:
    (arm,), findings, _, _, complete = read(bundle(resource))
    assert not findings
    stated = arm.negative_stated and not arm.limitation and arm.status == "done"
    assert (complete and stated) is clear


@pytest.mark.parametrize("value", [("LA18198-4", "No call"), ("LA11884-6", "Indeterminate")])
@pytest.mark.parametrize(
    ("parts", "more", "limited"),
    [
        (NO_FUSION, {}, True),
        (genes("NRG1"), {}, True),
        ([], {}, True),
        ([*genes("ALK"), *FUSION], {}, False),
        (NO_FUSION, {"method": {"text": "DNA sequencing"}}, False),
    ],
)
def test_an_open_result_of_an_unknown_nucleic_acid_limits_every_arm(
    value: tuple[str, str], parts: list[Any], more: dict[str, Any], limited: bool
) -> None:
    looked = [
        analysis("SO:0001565", description="Pertinent Negative", studied=["NRG1"]),
        analysis("SO:0001565", method="sequence-analysis-of-select-exons"),
    ]
    arms, *_ = read(bundle(observation(value, parts, **more), *looked, rna=False))
    (rna,) = (a for a in arms if a.molecule == "RNA")
    assert rna.negative_stated
    assert bool(rna.limitation) is limited


def test_an_open_result_that_no_report_names_limits_the_reports_of_its_patient() -> None:
    document = bundle(absent())
    second = {**document["entry"][1]["resource"], "id": "r2", "result": []}
    lone = observation(("LA18198-4", "No call"), NO_FUSION, id="o2")
    document["entry"] += [{"resource": second}, {"resource": lone}]
    assert all(a.limitation for a in read(document)[0])


def noted(text: str) -> dict[str, Any]:
    return {**analysis("SO:0001565"), "note": [{"text": text}]}


@pytest.mark.parametrize(
    ("resources", "limited"),
    [
        ([specimen(note=[{"text": "RNA degraded"}])], True),
        ([specimen(condition=[{"text": "degraded"}])], True),
        ([specimen(status="unsatisfactory")], True),
        ([specimen(status="available")], False),
        ([specimen(condition=[concept("ROOM")])], False),
        ([specimen(note=[{"text": "FFPE tissue. Tumor: 40%"}])], False),
        ([noted("Failed quality control.")], True),
        ([noted("RNA passed quality control.")], False),
        ([{**noted("Failed"), **analysis(method="whole-genom-sequencing"), "id": "d"}], False),
    ],
)
def test_remarks_on_specimens_and_analyses(resources: list[Any], limited: bool) -> None:
    arms, *_ = read(bundle(absent(), *resources, specimen=[{"reference": "Specimen/s1"}]))
    (rna,) = (a for a in arms if a.molecule == "RNA")
    assert bool(rna.limitation) is limited


def other(text: str, **value: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "x1",
        "status": "final",
        "code": {"text": text},
        "subject": {"reference": "Patient/p1"},
        **value,
    }


@pytest.mark.parametrize(
    ("name", "value", "qc", "understood"),
    [
        ("RNA quality control", {"valueString": "PASS"}, "attested", True),
        ("RNA quality control", {"valueString": "FAIL"}, "fail", True),
        ("QC", {"valueCodeableConcept": {"text": "Not passed"}}, "fail", True),
        ("DNA quality", {"valueString": "insufficient"}, "attested", True),
        ("RNA quality", {"valueQuantity": {"value": 2.1}}, "attested", False),
        ("RNA quality", {}, "attested", False),
        ("Quality of life", {"valueString": "poor"}, "attested", True),
    ],
)
def test_a_control_of_quality_counts(name: str, value: dict[str, Any], qc: str, understood: bool) -> None:
    (arm,), *_, complete = read(bundle(absent(), other(name, **value)))
    assert arm.qc == qc
    assert complete is understood


@pytest.mark.parametrize(
    ("value", "content", "limited"),
    [
        ({"valueQuantity": {"value": 40, "unit": "%"}}, 40, False),
        ({"valueQuantity": {"value": 0.4, "code": "1"}}, 40, False),
        ({"valueQuantity": {"value": 10, "comparator": "<", "unit": "%"}}, None, True),
        ({"valueQuantity": {"value": 0.4}}, None, True),
        ({"valueString": "5%"}, 5, False),
        ({"valueString": "few"}, None, True),
        ({"valueInteger": 5}, 5, False),
        ({"valueRange": {"low": {"value": 5}, "high": {"value": 20}}}, 5, False),
        ({"valueRange": {"high": {"value": 20}}}, None, True),
        ({"valueRatio": {"numerator": {"value": 1}}}, None, True),
        ({}, None, False),
    ],
)
def test_tumor_content_in_every_type_of_value(
    value: dict[str, Any], content: float | None, limited: bool
) -> None:
    (arm,), *_ = read(bundle(absent(), other("Tumor cell content", **value)))
    assert (arm.tumor_content, bool(arm.limitation)) == (content, limited)


@pytest.mark.parametrize(
    ("text", "content", "limited"), [("Tumor: 20%", 20, False), ("Tumor: <10%", None, True)]
)
def test_tumor_content_in_a_note(text: str, content: float | None, limited: bool) -> None:
    (arm,), *_ = read(
        bundle(absent(), specimen(note=[{"text": text}]), specimen=[{"reference": "Specimen/s1"}])
    )
    assert (arm.tumor_content, bool(arm.limitation)) == (content, limited)
