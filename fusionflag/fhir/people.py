"""Whose report it is and of what tumor: patient, specimen, tumor type, tumor content, dates.

Names, birth dates and record numbers go into the identity fields of the arm only. The case is the Patient resource's own `id`,
which a server makes up; it is not shown where it is itself one of the patient's numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fusionflag import numbers
from fusionflag.documents import Node
from fusionflag.fhir import codes
from fusionflag.fhir.bundle import Resource, Resources
from fusionflag.fhir.codes import Concept

_SYSTEMS = (
    ("icd-10", "ICD-10"),
    ("icd-o", "ICD-O-3"),
    ("icdo", "ICD-O-3"),
    ("2.16.840.1.113883.6.43", "ICD-O-3"),
    ("oncotree", "OncoTree"),
    ("snomed", "SNOMED CT"),
    ("ncit", "NCIt"),
    ("ncicb", "NCIt"),
    ("nci-thesaurus", "NCIt"),
)
_QUALIFIER = re.compile(r"\s*\((?:disorder|finding|morphologic abnormality)\)\Z")
_MORPHOLOGY = re.compile(r"\b\d{4}/\d\b")
_TOPOGRAPHY = re.compile(r"\bC\d\d(?:\.\d)?\b", re.I)
_TUMOR = re.compile(
    r"carcinom|cancer|karzinom|krebs|neoplas|tumou?r|sarcom|lymphom|leuk|melanom|gliom|glioblast|myelom|blastom|thymom|seminom",
    re.I,
)
_CONTENT = re.compile(
    r"tumou?r(?: cells?| cell content| content| cellularity| purity| nuclei| percentage| fraction)?\s*(?:[:=]|is)?\s*"
    r"(\d+(?:[.,]\d+)?)\s*%",
    re.I,
)
_CONTENT_NAME = re.compile(
    r"tumou?r[ -]?(?:cell|purity|content|cellularity|fraction|percent|nuclei)|tumorzellgehalt|neoplastic cell|cellularity",
    re.I,
)


def person(patient: Resource | None, reference: str) -> dict[str, Any]:
    """The identity fields of an arm, and its case."""
    if patient is None:
        return {"case_hint": reference.rpartition("/")[2].removeprefix("urn:uuid:")} if reference else {}
    node = patient.node
    names = node.all("name")
    name = next((n for n in names if n.text("use") == "official"), names[0] if names else node.get("name"))
    given = name.get("given").value
    parts = [name.text("family"), *(given if isinstance(given, list) else [name.text("given")])]
    own = [i.text("value") for i in node.all("identifier")]
    return {
        "case_hint": "" if patient.id in own else patient.id,
        "patient_name": " ".join(str(p) for p in parts if p) or name.text("text"),
        "birth_date": node.text("birthDate"),
        "mrn": _record_number(node),
    }


def _record_number(patient: Node) -> str:
    for identifier in patient.all("identifier"):
        if {"MR", "MRN"} & codes.concept(identifier.get("type")).codes:
            return f"{identifier.text('value')} {identifier.text('system')}".strip()
    return ""


def day(*nodes: Node) -> str:
    """The first of these that is a date, as YYYY-MM-DD."""
    return next((n.text()[:10] for n in nodes if re.match(r"\d{4}-\d\d-\d\d", n.text())), "")


# -- specimens -------------------------------------------------------------------------------------
def specimen_id(specimen: Resource | None, reference: str) -> str:
    """The specimen's number as the laboratory gives it, else its place on the server."""
    if specimen is None:
        return reference.rpartition("/")[2].removeprefix("urn:uuid:")
    for place in ("identifier", "accessionIdentifier"):
        for identifier in specimen.node.all(place):
            if identifier.text("value") and not {"MR", "PI"} & codes.concept(identifier.get("type")).codes:
                return identifier.text("value")
    return specimen.url.removeprefix("urn:uuid:") or specimen.id


def specimen_words(specimen: Resource) -> str:
    return codes.concept(specimen.node.get("type")).words


def is_normal(specimen: Resource) -> bool:
    """Blood or other normal tissue beside the tumor."""
    said = codes.concept(specimen.node.get("type"))
    return bool({"BLD", "WB", "119297000"} & said.codes) or bool(
        re.search(r"whole blood|\bblood specimen|normal|saliva|buccal|buffy", said.words, re.I)
    )


# -- the tumor -------------------------------------------------------------------------------------
def tumor_types(resources: Resources, report: Resource | None, subject: str) -> str:
    """Diagnoses as texts and codes, joined by `; `: of the order, of the report, and of tumor conditions of the patient."""
    said: list[str] = []
    if report is not None:
        for _, order in resources.follow(report, "basedOn"):
            said += _of_order(resources, order) if order is not None else []
        for said_code in codes.concepts(report.node, "conclusionCode"):
            said += written(said_code) if _TUMOR.search(said_code.words) else []
    for condition in resources.of("Condition"):
        if not subject or resources.subject(condition) in ("", subject):
            said += _of_condition(condition)
    return "; ".join(dict.fromkeys(said))


def _of_order(resources: Resources, order: Resource) -> Iterable[str]:
    for reason in codes.concepts(order.node, "reasonCode"):
        yield from written(reason)
    for _, condition in resources.follow(order, "reasonReference"):
        if condition is not None and condition.kind == "Condition":
            yield from _of_condition(condition)


def _of_condition(condition: Resource) -> list[str]:
    """A condition that is a tumor and not refuted; the morphology that mCODE and oBDS give in an extension with it."""
    node = condition.node
    if {"refuted", "entered-in-error"} & codes.concept(node.get("verificationStatus")).codes:
        return []
    code = codes.concept(node.get("code"))
    tumor = _TUMOR.search(code.words) or any(re.match(r"C\d\d|D[0-4]\d", c) for c in code.codes)
    if not tumor and not condition.profiled("primary-cancer-condition", "primaertumor"):
        return []
    said = list(written(code))
    sites = [
        c for s in codes.concepts(node, "bodySite") for c in s.codings if "icd-o" in c[0] or "icdo" in c[0]
    ]
    for extension in node.all("extension"):
        if re.search(r"morphology", extension.text("url"), re.I):
            morphology = codes.value(extension)
            said += written(Concept((*morphology.codings, *sites), morphology.displays, morphology.text))
    return said


def written(said: Concept) -> Iterator[str]:
    """A diagnosis in our writing: `Lung adenocarcinoma`, `ICD-10 C34.9`, `ICD-O-3 8140/3 C34.9`."""
    for text in said.displays or ((said.text,) if said.text else ()):
        yield re.sub(r"\s*;\s*", ", ", _QUALIFIER.sub("", text))[:120]
    tumor: list[str] = []
    for system, code in said.codings:
        name = next((ours for theirs, ours in _SYSTEMS if theirs in system.lower()), "")
        if name == "ICD-O-3":
            tumor += [*_MORPHOLOGY.findall(code), *_TOPOGRAPHY.findall(code)]
        elif name:
            yield f"{name} {code}"
    if tumor:
        yield "ICD-O-3 " + " ".join(sorted(dict.fromkeys(tumor), key=lambda c: c[0] == "C"))


def tumor_content(resources: Resources, specimens: list[Resource], subject: str) -> float | None:
    """Percent of tumor cells: an Observation of it, or a note of the specimen (`Tumor: 20%`); the lowest of several."""
    found: list[float] = []
    for specimen in specimens:
        for note in specimen.node.all("note"):
            found += [
                n for text in _CONTENT.findall(note.text("text")) if (n := numbers.decimal(text)) is not None
            ]
    for observation in resources.of("Observation"):
        node = observation.node
        if resources.subject(observation) not in ("", subject):
            continue
        named = _CONTENT_NAME.search(codes.concept(node.get("code")).words)
        if named or observation.profiled("tumorzellgehalt"):
            found += _percent(node.get("valueQuantity"))
    return min((n for n in found if 0 <= n <= 100), default=None)


def _percent(quantity: Node) -> list[float]:
    number = quantity.number("value")
    if number is None:
        return []
    is_percent = "%" in (quantity.text("unit"), quantity.text("code")) or number > 1
    return [number if is_percent else number * 100]
