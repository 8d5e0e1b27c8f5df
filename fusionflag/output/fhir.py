"""FHIR R4: one Bundle a case after the Genomics Reporting guide, in a folder with a file a case.

The report says what the case came to, its Observations what was found (`fhir_results`), its genomic study what was tested, a Task
what is proposed; Device and Provenance say that software made it, of which reports. The whole wording is attached as plain
text. There is no clock and no identity in it: the Patient is the case, as the tables name it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.meanings import meaning, shown
from fusionflag.model import Assay
from fusionflag.output.fhir_codes import (
    HL7,
    LOINC,
    REPORT_STATUS,
    Json,
    coding,
    concept,
    extension,
    loinc,
    profile,
    words,
)
from fusionflag.output.fhir_entries import Entries
from fusionflag.output.fhir_results import observations
from fusionflag.output.fhir_tested import specimens, tested
from fusionflag.output.jsonl import plain
from fusionflag.output.names import file_name

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
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


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """A folder with one file a case."""
    destination.mkdir()
    for d in dossiers:
        text = json.dumps(bundle(d, info), indent=1, ensure_ascii=False)
        (destination / f"{file_name(d.case.case_id)}.json").write_text(
            text + "\n", encoding="utf-8", newline="\n"
        )


def bundle(d: Dossier, info: RunInfo) -> Json:
    """The Bundle of a case. One person of a joint case gets no arms: which of them are theirs is what could not be told."""
    d = replace(d, assays=[]) if d.joint else d
    made = Entries(d.case.case_id)
    patient = {"resourceType": "Patient", "id": made.case_id if _ID.fullmatch(made.case_id) else ""}
    made.add("patient", patient)
    specimens(made, d)
    if d.case.tumor_type:
        condition = {"resourceType": "Condition", "code": concept(text=d.case.tumor_type)}
        made.add("tumor", made.about(condition))
    results = []
    for key, observation, finding in observations(d):
        specimen = made.reference(f"specimen {finding.specimen}") if finding and finding.specimen else None
        observation |= {"specimen": specimen} if specimen else {}
        results.append(
            made.add(f"result {key}", made.about({**observation, "device": made.name("software")}))
        )
    tested(made, d)
    made.add("task", _task(made, d))
    made.add("report", _report(made, d, results))
    made.add("software", _device(info))
    made.add("provenance", _provenance(made, d))
    return {
        "resourceType": "Bundle",
        "identifier": {"value": words(made.case_id)},
        "type": "collection",
        "entry": made.entries,
    }


# -- what it came to -------------------------------------------------------------------------------
def _report(made: Entries, d: Dossier, results: list[Json]) -> Json:
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


def _task(made: Entries, d: Dossier) -> Json:
    """What is proposed. Sentences that name the gene stand in the wording alone: in a Task they would look like a finding."""
    case = d.case
    said = [s for s in re.split(r"(?<=[.;:])\s+", case.next_step) if "NRG1" not in s]
    action = _ACTION.get(case.verdict)
    code = concept(
        *([coding(LOINC, *action)] if action else []), text="" if action else "Recommended follow-up"
    )
    return {
        "resourceType": "Task",
        "meta": profile("followup-recommendation"),
        "status": "draft",
        "intent": "proposal",
        "priority": "urgent" if case.urgency == "high" else "routine",
        "code": code,
        "description": words(" ".join(said)),
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


def _provenance(made: Entries, d: Dossier) -> Json:
    """Made by software from these reports, named by the ids of the tables. When is not told: equal runs give equal files."""
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
