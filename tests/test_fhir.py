"""FHIR genomics reports: what fires, and what just does not. The bundles are built here."""

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.model import Assay, Finding, Marker, Notice, Severity
from fusionflag.stream import ReportEnd
from fusionflag.testing import read_bytes

LOINC = "http://loinc.org"
GUIDE = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
PRESENT, ABSENT = ("LA9633-4", "Present"), ("LA9634-2", "Absent")
FIXTURES = Path(__file__).parents[1] / "fixtures"
PLANTED = ("Zzplanted", "Marker", "1931-02-03", "MRN-ZZ", "Zzphysician", "Zzaddress", "0100777", "zz@planted")


def concept(code: str = "", display: str = "", text: str = "", system: str = LOINC) -> dict[str, Any]:
    found: dict[str, Any] = {"text": text} if text else {}
    if code or display:
        found["coding"] = [{"system": system, "code": code, "display": display}]
    return found


def part(code: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"code": concept(code), "valueCodeableConcept": value}


def genes(*names: str) -> list[dict[str, Any]]:
    return [part("48018-6", concept("", n)) for n in names]


def named(text: str) -> list[dict[str, Any]]:
    return [part("81252-9", concept(text=text))]


def change(code: str) -> list[dict[str, Any]]:
    return [part("48019-4", concept(code, system="http://www.sequenceontology.org"))]


FUSION = change("SO:0001565")


def observation(value: tuple[str, str] | None, parts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    found = {
        "resourceType": "Observation",
        "id": more.pop("id", "o1"),
        "status": "final",
        "code": concept("69548-6"),
        "subject": {"reference": "Patient/p1"},
        "component": parts,
        **more,
    }
    return {**found, "valueCodeableConcept": concept(*value)} if value else found


def bundle(*resources: dict[str, Any], rna: bool = True, **report: Any) -> dict[str, Any]:
    """A final report that names all Observations given, of RNA as its category says."""
    results = [r["id"] for r in resources if r["resourceType"] == "Observation"]
    head = {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "code": concept("51969-4"),
        "category": [{"text": "RNA"}] if rna else [],
        "subject": {"reference": "Patient/p1"},
        "result": [{"reference": f"Observation/{i}"} for i in results],
        **report,
    }
    listed = [{"resourceType": "Patient", "id": "p1"}, head, *resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in listed]}


def analysis(
    *changes: str, method: str = "rna-analysis", status: str = "completed", **lists: Any
) -> dict[str, Any]:
    def extension(name: str, value: dict[str, Any]) -> dict[str, Any]:
        return {"url": f"{GUIDE}genomic-study-analysis-{name}", **value}

    regions = [{"url": "description", "valueString": lists.pop("description", "")}]
    regions += [
        {"url": kind, "valueCodeableConcept": concept("", name)}
        for kind, names in lists.items()
        for name in names
    ]
    return {
        "resourceType": "Procedure",
        "id": f"a-{method}",
        "status": status,
        "subject": {"reference": "Patient/p1"},
        "extension": [
            extension("method-type", {"valueCodeableConcept": concept(method)}),
            *(extension("change-type", {"valueCodeableConcept": concept(c)}) for c in changes),
            extension("regions", {"extension": regions}),
        ],
    }


def read(document: Any) -> tuple[list[Assay], list[Finding], list[Marker], list[Notice], bool]:
    frames = read_bytes(json.dumps(document).encode(), "x.json")
    kinds = [[f for f in frames if isinstance(f, kind)] for kind in (Assay, Finding, Marker, Notice)]
    complete = any(isinstance(f, ReportEnd) and f.complete for f in frames)
    return (*kinds, complete)  # type: ignore[return-value]


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


# -- what stands beside a result --------------------------------------------------------------------
NO_FUSION = [*genes("NRG1"), *FUSION]
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


def absent(text: str = "", **more: Any) -> dict[str, Any]:
    found = observation(ABSENT, NO_FUSION, **more)
    found["valueCodeableConcept"] |= {"text": text} if text else {}
    return found


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


def specimen(**facts: Any) -> dict[str, Any]:
    return {"resourceType": "Specimen", "id": "s1", **facts}


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


@pytest.mark.parametrize(
    ("own", "hint"),
    [
        ("case-a", "case-a"),
        ("0b9c5d1e", "0b9c5d1e"),
        ("zzplanted-marker-77", ""),
        ("pat-1931-7", ""),
        ("pat-ZZ-777001", ""),
        ("mrnzz777001", ""),
    ],
)
def test_a_server_id_that_tells_who_the_patient_is_names_no_case(own: str, hint: str) -> None:
    document = bundle(
        absent(subject={"reference": f"Patient/{own}"}), subject={"reference": f"Patient/{own}"}
    )
    document["entry"][0]["resource"] |= {
        "id": own,
        "identifier": [{"value": "MRN-ZZ-777001"}],
        "name": [{"family": "Marker", "given": ["Zzplanted"]}],
        "birthDate": "1931-02-03",
    }
    (arm,), *_ = read(document)
    assert arm.case_hint == hint


def test_a_patient_that_the_file_lacks_names_no_case() -> None:
    document = bundle(subject={"reference": "Patient/MRN-ZZ-777001"})
    (arm,), *_ = read(document)
    assert (arm.case_hint, "777001" in arm.case_id) == ("", False)


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ({"value": "ACC-1"}, "ACC-1"),
        ({"type": concept("ACSN"), "value": "ACC-1"}, "ACC-1"),
        *(({"type": concept(kind), "value": "ACC-1"}, "") for kind in ("MR", "PI", "SS")),
        ({"type": concept("ACSN"), "value": "MRN-ZZ-777001"}, ""),
        ({"value": "S/MRN ZZ 777001/2"}, ""),
    ],
)
def test_a_number_of_the_patient_is_neither_accession_nor_specimen(identifier: Any, shown: str) -> None:
    document = bundle(
        specimen(identifier=[identifier]), identifier=[identifier], specimen=[{"reference": "Specimen/s1"}]
    )
    document["entry"][0]["resource"]["identifier"] = [{"value": "MRN-ZZ-777001"}]
    (arm,), *_ = read(document)
    assert (arm.accession, arm.specimen) == (shown, shown or "s1")


@pytest.mark.parametrize(("name", "shown"), [("Tempus Labs, Inc", "Tempus"), ("Zzhospital", "")])
def test_a_clinic_is_a_token(name: str, shown: str) -> None:
    laboratory = {"resourceType": "Organization", "id": "l", "name": name}
    (arm,), *_ = read(bundle(laboratory, performer=[{"reference": "Organization/l"}]))
    assert arm.issuer == shown or (not shown and len(arm.issuer) == 16 and "zz" not in arm.issuer)
    (bare,), *_ = read(bundle(identifier=[{"system": "https://zzhospital.example/acc", "value": "A-1"}]))
    assert len(bare.issuer) == 16


BROKEN = analysis("SO:0001565")


@pytest.mark.parametrize(
    "document",
    [
        bundle(absent(), result=[[{"reference": "Observation/o1"}, {"reference": "Observation/o2"}]]),
        bundle(absent(), result=["Observation/o1"]),
        bundle(absent(), result=[{}]),
        bundle(absent(), {**BROKEN, "extension": [*BROKEN["extension"], "uncalled NRG1"]}),
        bundle(absent(), {**BROKEN, "extension": [*BROKEN["extension"], {"url": ["x"]}]}),
        bundle(absent(), extension=[{"valueReference": {"reference": "Procedure/a"}}]),
        bundle(
            absent(),
            extension=[
                {"url": f"{GUIDE}genomic-study-reference", "valueReference": {"reference": "Procedure/a"}}
            ],
        ),
    ],
)
def test_an_element_that_is_not_what_it_must_be_is_not_passed_over(document: Any) -> None:
    *_, notices, complete = read(document)
    assert not complete
    assert [n for n in notices if n.severity is Severity.ERROR]


def test_an_observation_alone_attests_nothing() -> None:
    lone = observation(ABSENT, NO_FUSION, method={"text": "RNA sequencing"})
    (arm,), *_ = read(lone)
    assert (arm.molecule, arm.report_kind, arm.qc) == ("RNA", "export", "not_provided")
    (arm,), *_ = read(bundle(lone))
    assert (arm.report_kind, arm.qc) == ("signed", "attested")
    (arm,), *_ = read({**lone, **observation(PRESENT, [*genes("CD74", "NRG1"), *FUSION])})
    assert arm.report_kind == "signed"  # found by a laboratory, not a row of a caller


@pytest.mark.parametrize("file", sorted((FIXTURES / "fhir_genomics").glob("*.json")), ids=lambda f: f.name)
def test_no_identity_leaves_the_reader(file: Path) -> None:
    golden = file.with_name(file.name + ".golden").read_text(encoding="utf-8")
    assert not [word for word in PLANTED if word in golden]


def test_a_bundle_without_genomics_is_not_claimed() -> None:
    document = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "p"}}]}
    *_, notices, complete = read(document)
    assert [n.code for n in notices] == ["UNKNOWN_FORMAT"]
    assert not complete


@pytest.mark.samples
def test_the_bundle_of_tempus(samples: Path) -> None:
    file = samples / "vendor" / "fhir" / "tempus_xT_gdx_bundle_converted.json"
    (arm,), (finding,), markers, _, complete = read(json.loads(file.read_text(encoding="utf-8")))
    assert complete
    assert (arm.molecule, arm.report_status, arm.nrg1_coverage) == ("DNA", "final", "unknown")
    assert arm.assay_reported.startswith("XT.V4")
    assert (finding.fusion, finding.classification) == ("MET/ALK", "Pathogenic")
    assert {(m.gene, m.state) for m in markers} >= {("NRAS", "not_detected"), ("BRAF", "not_detected")}
