"""What was tested, as a genomic study of the guide: each arm an analysis, each specimen that a report names."""

from __future__ import annotations

from fusionflag.dossiers import Dossier
from fusionflag.model import Assay
from fusionflag.output.fhir_codes import (
    BUILDS,
    GUIDE,
    HL7,
    METHODS,
    SO,
    STATUS,
    Json,
    coding,
    concept,
    extension,
    gene,
    loinc,
    profile,
    words,
)
from fusionflag.output.fhir_entries import Entries

_NO_PATIENT = ("companion", "control")
_COVERAGE = {
    "listed_pairs": "listed partner pairs only",
    "partner_side": "introns of some partners only",
    "no": "the gene in question is not among them",
}


def tested(made: Entries, d: Dossier) -> None:
    """The study and its analyses."""
    arms = [a for a in d.assays if a.report_kind not in _NO_PATIENT and _counts(a, d.case.verdict)]
    made.add("study", _study(made, arms))
    for arm in arms:
        made.add(f"arm {arm.assay_id}", _analysis(made, arm))


def _counts(arm: Assay, verdict: str) -> bool:
    """Is an arm one of the study that gave the verdict? What is not is told in words: a failed run of RNA beside the one that
    supports a negative, and RNA of another tumor beside DNA that alone speaks of this one."""
    if arm.molecule not in ("RNA", "cfRNA"):
        return True
    return {"negative": arm.adequate is True, "dna_only_negative": arm.status != "done"}.get(verdict, True)


def specimens(made: Entries, d: Dossier) -> None:
    """The specimens that reports name, with their tumor content."""
    for name in dict.fromkeys(a.specimen for a in d.assays if a.specimen):
        arms = [a for a in d.assays if a.specimen == name]
        plasma = all(a.molecule in ("cfDNA", "cfRNA") for a in arms)
        content = [a.tumor_content for a in arms if a.tumor_content is not None]
        resource = {
            "resourceType": "Specimen",
            "identifier": [{"value": words(name)}],
            "type": concept(text="Plasma specimen") if plasma else {},
            "note": [{"text": f"Tumor content: {min(content):g}%"}] if content else [],
        }
        made.add(f"specimen {name}", made.about(resource))


def _laboratory() -> Json:
    return concept(coding(f"{HL7}/observation-category", "laboratory"))


def _study(made: Entries, arms: list[Assay]) -> Json:
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


def _analysis(made: Entries, arm: Assay) -> Json:
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
        facts.append(extension(f"{name}-title", valueString=words(arm.assay_known)))
    if arm.nrg1_coverage == "yes":
        facts.append(
            extension(f"{name}-regions", extension=[{"url": "studied", "valueCodeableConcept": gene("NRG1")}])
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
