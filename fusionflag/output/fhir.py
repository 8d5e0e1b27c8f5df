"""FHIR R4: one Bundle a case after the Genomics Reporting guide, in a folder with a file a case.

The report says what the case came to, its Observations what was found (`fhir_results`), its genomic study what was tested, a Task
what is proposed; Device and Provenance say that software made it, of which reports. The whole wording is attached as plain
text. There is no clock and no identity in it: the Patient is the case, as the tables name it.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.meanings import meaning, shown
from fusionflag.model import Assay
from fusionflag.output.fhir_codes import (
    BUILDS,
    GUIDE,
    HL7,
    LOINC,
    METHODS,
    REPORT_STATUS,
    SO,
    STATUS,
    Json,
    coding,
    concept,
    extension,
    gene,
    loinc,
    profile,
)
from fusionflag.output.fhir_results import observations
from fusionflag.output.jsonl import plain
from fusionflag.output.names import file_name

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NAMESPACE = uuid.UUID("5f0d3c3e-8f62-5a0c-9a57-3f5d0b1c7a11")  # of this format; never to be changed
_NO_PATIENT = ("companion", "control")
# the report in one sentence, in words that a reader of such reports can tell from a finding
_CONCLUSION = {
    "negative": "No NRG1 fusion detected.",
    "equivocal": "NRG1 fusion uncertain: event of unknown function, or results disagree. "
    "This is neither a positive nor a negative result.",
    "dna_only_negative": "NRG1 fusion not excluded: only DNA was tested. This is not a negative result.",
    "inadequate_rna_negative": "NRG1 fusion not excluded: the RNA test could not answer. This is not a negative result.",
    "not_tested": "NRG1 fusion not tested: no fusion test among the reports.",
    "unreadable": "NRG1 fusion not assessed: a report could not be read whole.",
}
_ACTION = {
    "positive_confirm_rna": ("LA14021-2", "Confirmatory testing recommended"),
    "dna_only_negative": ("LA14022-0", "Additional testing recommended"),
    "inadequate_rna_negative": ("LA14022-0", "Additional testing recommended"),
    "not_tested": ("LA14022-0", "Additional testing recommended"),
}
_COVERAGE = {
    "listed_pairs": "listed partner pairs only",
    "partner_side": "introns of some partners only",
    "no": "the gene in question is not among them",
}


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """A folder with one file a case."""
    destination.mkdir()
    for d in dossiers:
        text = json.dumps(bundle(d, info), indent=1, ensure_ascii=False)
        (destination / f"{file_name(d.case.case_id)}.json").write_text(text + "\n", encoding="utf-8")


def bundle(d: Dossier, info: RunInfo) -> Json:
    """The Bundle of a case."""
    made = _Bundle(plain(d.case.case_id))
    patient = {"resourceType": "Patient", "id": made.case_id if _ID.fullmatch(made.case_id) else ""}
    made.add("patient", patient)
    _specimens(made, d)
    if d.case.tumor_type:
        condition = {"resourceType": "Condition", "code": concept(text=plain(d.case.tumor_type))}
        made.add("tumor", made.about(condition))
    results = []
    for key, observation, finding in observations(d):
        specimen = made.reference(f"specimen {finding.specimen}") if finding and finding.specimen else None
        observation |= {"specimen": specimen} if specimen else {}
        results.append(made.add(f"result {key}", made.about({**observation, "device": made.name("software")})))
    arms = [a for a in d.assays if a.report_kind not in _NO_PATIENT and _counts(a, d.case.verdict)]
    made.add("study", _study(made, arms))
    for arm in arms:
        made.add(f"arm {arm.assay_id}", _analysis(made, arm))
    made.add("task", _task(made, d))
    made.add("report", _report(made, d, results))
    made.add("software", _device(info))
    made.add("provenance", _provenance(made, d))
    return {
        "resourceType": "Bundle",
        "identifier": {"value": made.case_id},
        "type": "collection",
        "entry": made.entries,
    }


def _counts(arm: Assay, verdict: str) -> bool:
    """Is an arm one of the study that gave the verdict? What is not is told in words: a failed run of RNA beside the one that
    supports a negative, and RNA of another tumor beside DNA that alone speaks of this one."""
    if arm.molecule not in ("RNA", "cfRNA"):
        return True
    return {"negative": arm.adequate is True, "dna_only_negative": arm.status != "done"}.get(verdict, True)


class _Bundle:
    """The entries of a Bundle, and how they name each other."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self.entries: list[Json] = []
        self._names: set[str] = set()

    def _uuid(self, key: str) -> str:
        return str(uuid.uuid5(_NAMESPACE, f"{self.case_id}\0{key}"))

    def add(self, key: str, resource: Json) -> Json:
        """Take a resource in under a key; a Reference to it."""
        own = resource.get("id") or self._uuid(key)
        made = {"resourceType": resource["resourceType"], "id": own, **{k: v for k, v in resource.items() if v}}
        self.entries.append({"fullUrl": f"urn:uuid:{self._uuid(key)}", "resource": {**made, "id": own}})
        self._names.add(key)
        return self.name(key)

    def name(self, key: str) -> Json:
        """A Reference to a resource that is or will be in the Bundle."""
        return {"reference": f"urn:uuid:{self._uuid(key)}"}

    def reference(self, key: str) -> Json | None:
        """A Reference to a resource, if the Bundle holds it."""
        return self.name(key) if key in self._names else None

    def about(self, resource: Json) -> Json:
        """The resource as one of this patient."""
        return {**resource, "subject": self.name("patient")}


# -- what was tested -------------------------------------------------------------------------------
def _specimens(made: _Bundle, d: Dossier) -> None:
    """The specimens that reports name, with their tumor content."""
    for name in dict.fromkeys(a.specimen for a in d.assays if a.specimen):
        arms = [a for a in d.assays if a.specimen == name]
        plasma = all(a.molecule in ("cfDNA", "cfRNA") for a in arms)
        content = [a.tumor_content for a in arms if a.tumor_content is not None]
        resource = {
            "resourceType": "Specimen",
            "identifier": [{"value": plain(name)}],
            "type": concept(text="Plasma specimen") if plasma else {},
            "note": [{"text": f"Tumor content: {min(content):g}%"}] if content else [],
        }
        made.add(f"specimen {name}", made.about(resource))


def _laboratory() -> Json:
    return concept(coding(f"{HL7}/observation-category", "laboratory"))


def _study(made: _Bundle, arms: list[Assay]) -> Json:
    """The genomic study, which is nothing but its analyses."""
    each = [
        extension("genomic-study-analysis-ext", valueReference=made.name(f"arm {a.assay_id}")) for a in arms
    ]
    study = {
        "resourceType": "Procedure",
        "meta": profile("genomic-study"),
        "extension": each,
        "status": "completed",
        "category": _laboratory(),
    }
    return made.about(study)


def _analysis(made: _Bundle, arm: Assay) -> Json:
    """One arm: its method, whether it speaks of fusions, the region in question, build and specimen."""
    name = "genomic-study-analysis"
    facts: list[Json] = []
    if arm.molecule in METHODS:
        code = {"RNA": "rna-analysis", "cfRNA": "rna-analysis", "FISH": "fish"}.get(arm.molecule)
        system = f"{GUIDE}/CodeSystem/genomic-study-method-type-cs"
        method = concept(*([coding(system, code)] if code else []), text=METHODS[arm.molecule])
        facts.append(extension(f"{name}-method-type", valueCodeableConcept=method))
    if arm.fusions_stated:
        fusion = concept(coding(SO, "SO:0001565", "gene_fusion"))
        facts.append(extension(f"{name}-change-type", valueCodeableConcept=fusion))
    if arm.genome in BUILDS:
        build = loinc(BUILDS[arm.genome], arm.genome)
        facts.append(extension(f"{name}-genome-build", valueCodeableConcept=build))
    if arm.assay_known:
        facts.append(extension(f"{name}-title", valueString=plain(arm.assay_known)))
    if arm.nrg1_coverage == "yes":
        facts.append(
            extension(
                f"{name}-regions", extension=[{"url": "studied", "valueCodeableConcept": gene("NRG1")}]
            )
        )
    elif arm.nrg1_coverage in _COVERAGE:
        text = {"url": "description", "valueString": _COVERAGE[arm.nrg1_coverage]}
        facts.append(extension(f"{name}-regions", extension=[text]))
    if specimen := made.reference(f"specimen {arm.specimen}"):
        facts.append(extension(f"{name}-specimen", valueReference=specimen))
    status = STATUS[arm.status]
    procedure = {
        "resourceType": "Procedure",
        "meta": profile(name) if status == "completed" else {},  # the profile knows no other status
        "extension": facts,
        "status": status,
        "category": _laboratory(),
    }
    return made.about(procedure)


# -- what it came to -------------------------------------------------------------------------------
def _report(made: _Bundle, d: Dossier, results: list[Json]) -> Json:
    case = d.case
    days = [a.report_date for a in d.assays if _DAY.fullmatch(a.report_date)]
    report = {
        "resourceType": "DiagnosticReport",
        "meta": profile("genomic-report"),
        "extension": [
            extension("genomic-study-reference", valueReference=made.name("study")),
            extension("recommended-action", valueReference=made.name("task")),
        ],
        "status": REPORT_STATUS.get(case.verdict, "final"),
        "category": [concept(coding(f"{HL7}/v2-0074", "GE", "Genetics"))],
        "code": loinc("51969-4", "Genetic analysis report"),
        "effectiveDateTime": max(days, default=""),
        "specimen": [e for e in (made.reference(f"specimen {n}") for n in _specimen_names(d)) if e],
        "result": results,
        "conclusion": _CONCLUSION.get(case.verdict, f"{shown(case.verdict, case.reasons)}."),
        "presentedForm": [
            {
                "contentType": "text/plain; charset=utf-8",
                "language": "en",
                "data": base64.b64encode(_wording(d).encode()).decode(),
                "title": "Wording of the result",
            }
        ],
    }
    return made.about(report)


def _specimen_names(d: Dossier) -> list[str]:
    return list(dict.fromkeys(a.specimen for a in d.assays if a.specimen))


def _wording(d: Dossier) -> str:
    """The result in words, whole."""
    case = d.case
    lines = [
        f"{case.case_id}: {case.verdict} ({shown(case.verdict, case.reasons)})",
        case.addendum,
        f"Next step: {case.next_step}",
        *(f"{code}: {meaning(code)}" for code in (*case.reasons, *case.warnings)),
        *_arms(d.assays),
        *(f"{f.place}: {f.fusion} {f.event_class} {';'.join(f.event_reasons)}" for f in d.findings),
        f"Label: {case.label} ({case.label_reason})",
        f"fusionflag {case.version}, knowledge of {case.knowledge}. Decision support for professionals.",
    ]
    return str(plain("\n".join(lines))) + "\n"


def _arms(arms: list[Assay]) -> Iterator[str]:
    for a in arms:
        name = a.assay_known or a.assay_reported or "assay not named"
        yield f"{a.report_file}: {a.molecule}, {name}, {a.status}, QC {a.qc}, NRG1 coverage {a.nrg1_coverage}"


def _task(made: _Bundle, d: Dossier) -> Json:
    """What is proposed. Sentences that name the gene stand in the wording alone: in a Task they would look like a finding."""
    case = d.case
    said = [s for s in re.split(r"(?<=[.;:])\s+", case.next_step) if "NRG1" not in s]
    action = _ACTION.get(case.verdict)
    code = concept(*([coding(LOINC, *action)] if action else []), text="" if action else "Recommended follow-up")
    return {
        "resourceType": "Task",
        "meta": profile("followup-recommendation"),
        "status": "draft",
        "intent": "proposal",
        "priority": "urgent" if case.urgency == "high" else "routine",
        "code": code,
        "description": plain(" ".join(said)),
        "for": made.name("patient"),
        "reasonReference": made.name("report"),
    }


def _device(info: RunInfo) -> Json:
    return {
        "resourceType": "Device",
        "deviceName": [{"name": "fusionflag", "type": "model-name"}],
        "type": concept(text="software"),
        "version": [
            {"type": concept(text="software"), "value": info.version},
            {"type": concept(text="knowledge"), "value": info.knowledge},
        ],
    }


def _provenance(made: _Bundle, d: Dossier) -> Json:
    """Made by software from these reports, named by the ids of the tables. When is not told: the same reports give the same file."""
    unknown = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    assembler = concept(coding(f"{HL7}/provenance-participant-type", "assembler", "Assembler"))
    sources = dict.fromkeys(a.report_id for a in d.assays if a.report_id)
    entity: list[dict[str, Any]] = [{"role": "source", "what": {"identifier": {"value": s}}} for s in sources]
    return {
        "resourceType": "Provenance",
        "target": [made.name("report")],
        "_recorded": {"extension": [unknown]},
        "agent": [{"type": assembler, "who": made.name("software")}],
        "entity": entity,
    }
