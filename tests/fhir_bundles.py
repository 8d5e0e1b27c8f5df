"""FHIR bundles, built for tests, and what is read of them."""

import json
from typing import Any

from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.testing import read_bytes
from tests.reports import complete, of

LOINC = "http://loinc.org"
GUIDE = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
PRESENT, ABSENT = ("LA9633-4", "Present"), ("LA9634-2", "Absent")


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


NO_FUSION = [*genes("NRG1"), *FUSION]


def absent(text: str = "", **more: Any) -> dict[str, Any]:
    found = observation(ABSENT, NO_FUSION, **more)
    found["valueCodeableConcept"] |= {"text": text} if text else {}
    return found


def specimen(**facts: Any) -> dict[str, Any]:
    return {"resourceType": "Specimen", "id": "s1", **facts}


def read(document: Any) -> tuple[list[Assay], list[Finding], list[Marker], list[Notice], bool]:
    frames = read_bytes(json.dumps(document).encode(), "x.json")
    return of(Assay, frames), of(Finding, frames), of(Marker, frames), of(Notice, frames), complete(frames)
