"""FHIR R4 genomics reports: a Bundle, a DiagnosticReport with contained resources, or a single Observation.

Facts: HL7 Genomics Reporting STU1 to STU3 and its examples (a variant is an Observation with LOINC 69548-6, whose value is
Present, Absent, No call or Indeterminate: LOINC LL1971-2), mCODE, GenomeX Data Exchange (Tempus), and the profiles of the German
molecular tumor board (MII: five-prime and three-prime components). Nothing says that a result list is complete, so a negative
counts only where it is stated: an absent fusion of NRG1, or NRG1 among the pertinent negatives of an analysis that looks for
fusions. No call and Indeterminate are limitations, never negatives. A result that the report names and the file lacks makes the
report incomplete.
"""

import re
from collections.abc import Iterator
from typing import Any

from fusionflag.documents import document
from fusionflag.model import Record
from fusionflag.parsing import Keys, parser
from fusionflag.reading import Report

_LOINC = {"69548-6", "51969-4", "53041-0", "94076-7", "81695-9"}
_PROFILE = re.compile(r"genomics-reporting|GenomeX|mcode-genom|genomic-|modul-mtb|modul-molgen", re.I)


def _shape(root: Any) -> bool:
    """Is any resource of the document one of genomics?"""
    if root.get("resourceType") not in ("Bundle", "DiagnosticReport", "Observation"):
        return False
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            profile = node.get("profile")
            if isinstance(profile, list) and any(isinstance(p, str) and _PROFILE.search(p) for p in profile):
                return True
            if node.get("code") in ("GE",) and "v2-0074" in str(node.get("system")):
                return True
            if isinstance(node.get("code"), str) and node["code"] in _LOINC:
                return True
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    return False


@parser(
    title="FHIR genomics report",
    molecule="unknown",
    versions="R4: Genomics Reporting STU1-STU3, mCODE, GenomeX, MII",
    evidence="example: official ones",
    direction="row: five-prime and three-prime components, or a name",
    positions="stated: by LOINC 92822-6, else 1-based",
    build="stated",
    silence="stated: an absent fusion of NRG1, or NRG1 among the pertinent negatives",
    looks_like=Keys("resourceType", shape=_shape),
)
def fhir_genomics(report: Report) -> Iterator[Record]:
    """What `fusionflag.fhir` reads: it is large, and loaded only where such a report is met."""
    from fusionflag.fhir.reports import records

    yield from records(report, document(report))
