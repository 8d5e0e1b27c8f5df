"""Whose report it is and of what tumor: patient, specimen, tumor type, tumor content, dates.

Names, birth dates and record numbers go into the identity fields of the arm only. The case is the Patient resource's own `id`,
which a server makes up; it is not shown where it is itself one of the patient's numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fusionflag import clinical, identity
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
_PERCENT = r"(?P<{0}>[<>≤≥~≈]?=?\s*\d+(?:[.,]\d+)?(?:\s*%?\s*(?:-|–|to)\s*\d+(?:[.,]\d+)?)?\s*%)"
_CONTENT = re.compile(
    r"(?:estimated )?"
    r"(?:tumou?r(?: cells?| cell content| content| cellularity| purity| nuclei| percentage| fraction)?|tumorzellgehalt)"
    r"\s*(?:[:=]|is|was|of)?\s*"
    + _PERCENT.format("a")
    + "|"
    + _PERCENT.format("b")
    + r"\s*tumou?r(?: cells| content| nuclei)?",
    re.I,
)
_NOT_CONTENT = re.compile(r"pd-?l1|proportion score|\btps\b|mutation|burden|stain|positiv|cps\b", re.I)
# identifiers of people, not of reports or specimens (table HL7 0203)
_OF_PEOPLE = re.compile(
    "MRN?|MRT|P[IETN]|PNT|SS|SB|DL|PPN|NI|NIIP|NH|HC|JHN|MA|MB|MCN?|MI|AN|AM|WC|TAX|CZ|SR|BR|BC|DC|VN"
)
# laboratories whose name says nothing of the hospital: any other performer is shown as a token
_LABORATORIES = ("Tempus", "Caris", "Foundation Medicine", "Guardant Health", "NeoGenomics", "Labcorp")
_CONTENT_NAME = re.compile(
    r"tumou?r[ -]?(?:cell|purity|content|cellularity|fraction|percent|nuclei)|tumorzellgehalt|neoplastic cell|cellularity",
    re.I,
)


@dataclass(slots=True)
class Private:
    """What of the patients of a file may stand in no id that is shown: their numbers, words of their names, birth dates."""

    numbers: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    born: set[str] = field(default_factory=set)
    years: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, resources: Resources) -> Private:
        """Of all patients, and of what refers to them by a number or a name."""
        found = cls()
        for patient in resources.of("Patient"):
            found.numbers |= {i.text("value") for i in patient.node.all("identifier")}
            for name in patient.node.all("name"):
                for part in name.walk():
                    found.words |= set(identity.names(part.text()))
            born = identity.day(patient.node.text("birthDate")) or patient.node.text("birthDate")
            found.years |= {born[:4]} - {""}
            found.born |= {born, born.replace("-", "")} - {""} if len(born) == 10 else set()
        for resource in resources.all():
            for key in ("subject", "patient"):
                subject = resource.node.get(key)
                found.numbers.add(subject.text("identifier", "value"))
                found.words |= set(identity.names(subject.text("display")))
                reference = subject.text("reference")
                if reference and resources.named(reference, resource) is None:
                    found.numbers.add(reference.rpartition("/")[2].removeprefix("urn:uuid:"))
        found.words = {w for w in found.words if len(w) > 2}
        found.numbers = {n for n in found.numbers if len(_plain(n)) > 1}
        return found

    def holds(self, text: str, *, born: bool = False) -> bool:
        """Does an id hold, or stand in, any of it? Punctuation aside; with `born`, a year of birth counts too."""
        plain = _plain(text)
        if not plain:
            return False
        pieces = {p for n in self.numbers for p in re.split(r"[\W_]+", n.casefold()) if _telling(p)}
        own = {_plain(n) for n in self.numbers}
        found = {*pieces, *self.words, *map(_plain, self.born), *(n for n in own if len(n) > 3 or n == plain)}
        found |= self.years if born else set()
        return any(one in plain for one in found) or (len(plain) > 3 and any(plain in n for n in own))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _telling(piece: str) -> bool:
    """A part of a number that is long enough to find its patient by."""
    return len(piece) > 3 and any(c.isdigit() for c in piece)


def number(identifiers: list[Node], private: Private) -> str:
    """The first of these identifiers that is none of a person."""
    for identifier in identifiers:
        value = identifier.text("value")
        kinds = codes.concept(identifier.get("type"))
        if value and not any(map(_OF_PEOPLE.fullmatch, kinds.codes)) and not private.holds(value):
            return value
    return ""


def laboratory(names: list[str]) -> str:
    """Who issued a report: a laboratory that everybody knows, else a token, for a name may be that of a clinic."""
    for name in names:
        for known in _LABORATORIES:
            if re.search(rf"\b{known}\b", name, re.I):
                return known
    return identity.token(names[0].casefold(), "issuer") if names else ""


def person(patient: Resource | None, private: Private) -> dict[str, Any]:
    """The identity fields of an arm, and its case. A patient that the file does not hold gives none: its id may be a number."""
    if patient is None:
        return {}
    node = patient.node
    names = node.all("name")
    name = next((n for n in names if n.text("use") == "official"), names[0] if names else node.get("name"))
    given = name.get("given").value
    parts = [name.text("family"), *(given if isinstance(given, list) else [name.text("given")])]
    return {
        "case_hint": "" if private.holds(patient.id, born=True) else patient.id,
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
def specimen_id(specimen: Resource, private: Private) -> str:
    """The specimen's number as the laboratory gives it, else its id on the server."""
    node = specimen.node
    if given := number([*node.all("identifier"), *node.all("accessionIdentifier")], private):
        return given
    own = specimen.id or specimen.url.rpartition("/")[2].removeprefix("urn:uuid:")
    return "" if private.holds(own) else own


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


def content_in(sentence: str) -> tuple[float | None, str] | None:
    """The tumor content that a sentence states, and nothing else with it; None for any other sentence."""
    found = _CONTENT.fullmatch(sentence.strip(" ."))
    return clinical.tumor_content(found["a"] or found["b"]) if found else None


def tumor_content(specimens: list[Resource], observations: list[Node]) -> tuple[float | None, str]:
    """Percent of tumor cells and a limitation, from Observations and notes of specimens (`Tumor: 20%`); the lowest of several."""
    found = [
        clinical.tumor_content(match["a"] or match["b"])
        for specimen in specimens
        for note in specimen.node.all("note")
        for match in _CONTENT.finditer(note.text("text") or note.text())
    ]
    for node in observations:
        named = codes.concept(node.get("code")).words
        profile = " ".join(str(p) for p in node.get("meta", "profile").value or ()).lower()
        if "tumorzellgehalt" in profile or (_CONTENT_NAME.search(named) and not _NOT_CONTENT.search(named)):
            found.append(clinical.tumor_content(_stated(node)))
    limits = [limit for _, limit in found if limit]
    return min((n for n, _ in found if n is not None), default=None), limits[0] if limits else ""


def _stated(node: Node) -> str:
    """The value of an Observation of a percentage in words, whatever its type; empty where it states none."""
    quantity, span = node.get("valueQuantity"), node.get("valueRange")
    if quantity:
        return f"{quantity.text('comparator')}{_number(quantity)}" or "a quantity without a number"
    if span:
        low, high = _number(span.get("low")), _number(span.get("high"))
        return f"{low}-{high}" if low and high else f">={low}" if low else f"<{high}"
    said = next((inner for name, inner in node.items() if name.startswith("value") and inner), None)
    if said is None:
        return ""
    return said.text() or codes.concept(said).words or "a value that is no number"


def _number(quantity: Node) -> str:
    """The number of a quantity; of a fraction that is told to be one (unit 1), in percent."""
    value = quantity.get("value").value
    if (
        isinstance(value, int | float)
        and "1" in (quantity.text("unit"), quantity.text("code"))
        and value <= 1
    ):
        return f"{value * 100:g}"
    return quantity.text("value")
