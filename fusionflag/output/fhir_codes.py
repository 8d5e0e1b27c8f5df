"""Codes of FHIR R4 and of the Genomics Reporting guide (STU3), and the small elements that are built from them.

Sources: HL7 Genomics Reporting 3.0.0 (profiles variant, genomic-report, genomic-study, genomic-study-analysis,
followup-recommendation), LOINC answer lists LL1971-2 (presence) and LL1040-6 (assembly), the Sequence Ontology, and for the two
sides of a fusion, which the guide cannot tell apart, the code system of the German molecular tumor board (MII).
"""

from __future__ import annotations

import re
from typing import Any

from fusionflag import schema
from fusionflag.genes import default

Json = dict[str, Any]

LOINC = "http://loinc.org"
GUIDE = "http://hl7.org/fhir/uv/genomics-reporting"
HL7 = "http://terminology.hl7.org/CodeSystem"
SO = "http://www.sequenceontology.org"
MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-mtb/CodeSystem/mii-cs-mtb-molekulare-biomarker"
HGNC = "http://www.genenames.org/geneId"

# the answers of LL1971-2, exactly as verdicts map to them: a verdict that is not here has no value, but a reason why not
PRESENT, ABSENT = ("LA9633-4", "Present"), ("LA9634-2", "Absent")
INDETERMINATE, NO_CALL = ("LA11884-6", "Indeterminate"), ("LA18198-4", "No call")
ANSWER = {
    "positive": PRESENT,
    "positive_confirm_rna": PRESENT,
    "equivocal": INDETERMINATE,
    "negative": ABSENT,
}
WHY_ABSENT = {
    "dna_only_negative": ("not-performed", "Not Performed", "no RNA-based fusion test: not excluded"),
    "inadequate_rna_negative": ("unknown", "Unknown", "the RNA test could not answer: not excluded"),
    "not_tested": ("not-performed", "Not Performed", "no fusion test among the reports"),
    "unreadable": ("error", "Error", "a report could not be read whole: no conclusion"),
}
REPORT_STATUS = {"unreadable": "partial", "not_tested": "cancelled"}
STATUS = {  # Procedure.status of an arm
    "done": "completed",
    "failed": "stopped",
    "not_done": "not-done",
    "pending": "in-progress",
    "unknown": "unknown",
}
BUILDS = {"GRCh37": "LA14029-5", "GRCh38": "LA26806-2"}
METHODS = {
    "RNA": "RNA sequencing",
    "cfRNA": "cfRNA sequencing",
    "DNA": "DNA sequencing",
    "cfDNA": "cfDNA sequencing",
    "FISH": "FISH",
    "IHC": "immunohistochemistry",
}
_REFSEQ = re.compile(r"[NX][MR]_\d+(?:\.\d+)?")
_ENSEMBL = re.compile(r"ENST\d{11}(?:\.\d+)?")


def words(text: str) -> str:
    """Text as FHIR takes it: no control characters, no white space but single blanks."""
    return " ".join(schema.cell(text).split())


def coding(system: str, code: str, display: str = "") -> Json:
    """A Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: Json, text: str = "") -> Json:
    """A CodeableConcept."""
    return {**({"coding": list(codings)} if codings else {}), **({"text": words(text)} if text else {})}


def loinc(code: str, display: str = "") -> Json:
    """A CodeableConcept of one LOINC code."""
    return concept(coding(LOINC, code, display))


def component(code: Json, **value: Any) -> Json:
    """A component of an Observation."""
    return {"code": code, **value}


def side(name: str, value: Json) -> Json:
    """A component that tells of one side of a fusion."""
    return component(concept(coding(MII, name)), **value)


def gene(symbol: str) -> Json:
    """A gene: HGNC id and symbol where it has one, as the guide asks; else its name alone."""
    found = default().resolve(symbol)
    if found.how == "approved" and found.hgnc_id:
        return concept(coding(HGNC, found.hgnc_id, found.symbol))
    return concept(text=symbol)


def transcript(name: str) -> Json:
    """A transcript of RefSeq or Ensembl; anything else as it was written."""
    if _REFSEQ.fullmatch(name):
        return concept(coding("http://www.ncbi.nlm.nih.gov/refseq", name))
    if _ENSEMBL.fullmatch(name):
        return concept(coding("http://www.ensembl.org", name))
    return concept(text=name)


def extension(name: str, **value: Any) -> Json:
    """An extension of the guide."""
    return {"url": f"{GUIDE}/StructureDefinition/{name}", **value}


def profile(name: str) -> Json:
    """The `meta` of a resource that follows a profile of the guide."""
    return {"profile": [f"{GUIDE}/StructureDefinition/{name}"]}
