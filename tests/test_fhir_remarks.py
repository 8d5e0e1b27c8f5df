"""FHIR: what stands beside a result: contradictions, open results, remarks, quality, tumor content."""

import copy
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
        ("RNA quality", {"valueString": "PASS", "interpretation": [{"text": "failed"}]}, "fail", True),
        ("RNA quality", {"valueString": "PASS", "interpretation": [{"text": "see note"}]}, "attested", False),
        ("RNA quality", {"valueString": "PASS", "interpretation": [{"text": "Normal"}]}, "attested", True),
        ("RNA quality", {"valueString": "PASS", "interpretation": [concept("N")]}, "attested", True),
        ("RNA quality", {"valueString": "PASS", "interpretation": [concept("L", "Low")]}, "fail", True),
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


@pytest.mark.parametrize(
    ("place", "more", "is_complete"),
    [
        ("Observation", {"modifierExtension": [{"url": "https://x/refuted", "valueBoolean": True}]}, False),
        ("Observation", {"modifierExtension": []}, True),
        ("Observation", {"implicitRules": "https://x/rules"}, False),
        ("DiagnosticReport", {"modifierExtension": [{"url": "https://x/draft"}]}, False),
        ("DiagnosticReport", {"implicitRules": ""}, True),
        ("Patient", {"implicitRules": "https://x/rules"}, False),
        ("Bundle", {"implicitRules": "https://x/rules"}, False),
        ("component", {"modifierExtension": [{"url": "https://x/refuted"}]}, False),
    ],
)
def test_what_changes_the_meaning_of_its_surroundings_is_not_passed_over(
    place: str, more: dict[str, Any], is_complete: bool
) -> None:
    document = copy.deepcopy(bundle(absent()))
    inner = {"Bundle": document} | {e["resource"]["resourceType"]: e["resource"] for e in document["entry"]}
    inner["component"] = inner["Observation"]["component"][0]
    inner[place].update(more)
    assert read(document)[4] is is_complete


@pytest.mark.parametrize("status", ["generated", "extensions"])
@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("<p>CD74-NRG1 fusion detected</p>", True),
        ("<p><b>CD74</b>::<b>NRG1</b></p>", True),
        ("<table><tr><td>NRG1</td><td>Present</td></tr></table>", True),
        ("<p>No ALK fusion. NRG1 fusion &#100;etected.</p>", True),
        ("<p>No NRG1 fusion detected</p>", False),
        ("<table><tr><td>NRG1</td><td>Absent</td></tr></table>", False),
        ("<p>Gene studied: NRG1</p><p>EGFR p.L858R: detected</p>", False),
    ],
)
def test_a_generated_narrative_that_finds_nrg1_is_no_repetition_of_a_negative(
    status: str, text: str, is_claim: bool
) -> None:
    narrative = {"status": status, "div": f"<div>{text}</div>"}
    assert read(bundle({**absent(), "text": narrative}))[4] is not is_claim
    assert read(bundle(absent(), text=narrative))[4] is not is_claim
    found = observation(PRESENT, [*genes("CD74", "NRG1"), *FUSION])
    assert read(bundle({**found, "text": narrative}, text=narrative))[4]


def with_part(name: str, *parts: dict[str, Any]) -> dict[str, Any]:
    """An analysis of RNA that looks for fusions, with one more extension."""
    found = analysis("SO:0001565", studied=["NRG1"])
    url = f"http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/genomic-study-analysis-{name}"
    found["extension"].append({"url": url, "extension": list(parts)})
    return found


@pytest.mark.parametrize(("kind", "limited"), [("uncalled", True), ("called", False), ("studied", False)])
def test_regions_that_could_not_be_called_may_stand_in_another_file(kind: str, limited: bool) -> None:
    regions = {"url": kind, "valueReference": {"reference": "DocumentReference/bed"}}
    (arm,), *_ = read(bundle(absent(), with_part("regions", regions)))
    assert bool(arm.limitation) is limited


@pytest.mark.parametrize(
    ("metric", "status", "is_complete"),
    [
        ({"url": "status", "valueCode": "failed"}, "failed", True),
        ({"url": "description", "valueString": "RNA QC failed"}, "failed", True),
        ({"url": "status", "valueCodeableConcept": {"text": "passed"}}, "done", True),
        ({"url": "status", "valueCodeableConcept": {"text": "odd"}}, "done", False),
        ({"url": "read-depth", "valueQuantity": {"value": 500}}, "done", True),
    ],
)
def test_metrics_of_an_analysis_may_say_that_it_failed(
    metric: dict[str, Any], status: str, is_complete: bool
) -> None:
    (arm,), *_, complete = read(bundle(absent(), with_part("metrics", metric)))
    assert (arm.status, complete) == (status, is_complete)
