"""The variant Observations of a case: what each NRG1 event is in this case, and an answer where there is no event.

Present only what the verdict rests on or would; Indeterminate every other event that counts; Absent stands in a trusted negative
alone, and nothing else beside it. What could not be answered has no value, but says why (FHIR allows only one of both).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fusionflag.dossiers import Dossier
from fusionflag.model import Finding, total_support
from fusionflag.output.fhir_codes import (
    ABSENT,
    ANSWER,
    BUILDS,
    GUIDE,
    HL7,
    INDETERMINATE,
    LOINC,
    METHODS,
    NO_CALL,
    PRESENT,
    SO,
    WHY_ABSENT,
    Json,
    coding,
    component,
    concept,
    gene,
    loinc,
    profile,
    side,
    transcript,
)
from fusionflag.output.standing import events, stands

_CHROMOSOME = re.compile(r"(?:chr)?(\d{1,2}|X|Y)", re.I)
_ACCESSION = re.compile(r"NC_0000(\d\d)\.\d+")
_UCUM = "http://unitsofmeasure.org"
_FUSION = coding(SO, "SO:0001565", "gene_fusion")
_LONGEST = 40  # characters of a gene's name: what is longer is a list of alternatives


def observations(d: Dossier) -> Iterator[tuple[str, Json, Finding | None]]:
    """The Observations of a case without ids and references: a key, the resource, and the event it tells of."""
    verdict = d.case.verdict
    found = events(d)
    for f in found:
        answer = PRESENT if stands(d, f) else INDETERMINATE
        yield f.finding_id, _of_event(f, answer), f
    if verdict == "negative":
        yield "answer", {**_answered(ABSENT), "method": _method("RNA"), "component": _about_nrg1()}, None
    elif not found:
        yield "answer", _no_event(ANSWER[verdict]) if verdict in ANSWER else _unanswered(verdict), None


def _variant(status: str = "final") -> Json:
    laboratory = concept(coding(f"{HL7}/observation-category", "laboratory"))
    genetics = concept(coding(f"{HL7}/v2-0074", "GE"))
    return {
        "resourceType": "Observation",
        "meta": profile("variant"),
        "status": status,
        "category": [laboratory, genetics],
        "code": loinc("69548-6", "Genetic variant assessment"),
    }


def _answered(answer: tuple[str, str]) -> Json:
    return {**_variant(), "valueCodeableConcept": loinc(*answer)}


def _unanswered(verdict: str) -> Json:
    """No call: no value, and why."""
    code, display, text = WHY_ABSENT[verdict]
    why = concept(
        coding(f"{HL7}/data-absent-reason", code, display), coding(LOINC, *NO_CALL), text=f"No call: {text}"
    )
    status = {"unreadable": "preliminary", "not_tested": "cancelled"}.get(verdict, "final")
    return {**_variant(status), "dataAbsentReason": why, "component": _about_nrg1()}


def _no_event(answer: tuple[str, str]) -> Json:
    """A result that rests on an event which no report shows any more (withdrawn, or of another file)."""
    unsure = [component(loinc("53037-8"), valueCodeableConcept=_uncertain())]
    return {**_answered(answer), "component": [*_about_nrg1(), *(unsure if answer == INDETERMINATE else [])]}


def _about_nrg1() -> list[Json]:
    """Which gene and what kind of change the answer is about."""
    return [
        component(loinc("48018-6", "Gene studied [ID]"), valueCodeableConcept=gene("NRG1")),
        component(loinc("48019-4", "DNA change type"), valueCodeableConcept=concept(_FUSION)),
    ]


def _uncertain() -> Json:
    return loinc("LA26333-7", "Uncertain significance")


def _method(molecule: str) -> Json:
    """The method with its nucleic acid; FISH and others are no sequencing."""
    words = METHODS[molecule]
    return concept(*([coding(LOINC, "LA26398-0", "Sequencing")] if "sequencing" in words else []), text=words)


# -- an event --------------------------------------------------------------------------------------
def _of_event(f: Finding, answer: tuple[str, str]) -> Json:
    method = {"method": _method(f.molecule)} if f.molecule in METHODS else {}
    note = {"note": [{"text": "Seen in DNA: confirm by RNA."}]} if f.molecule in ("DNA", "cfDNA") else {}
    parts = [*_genes(f), *_kind(f), *_sides(f), *_numbers(f), *_class(f, answer)]
    return {**_answered(answer), **method, **(note if answer == PRESENT else {}), "component": parts}


def _named(name: str) -> bool:
    return name not in ("", "?", "*") and len(name) <= _LONGEST


def _genes(f: Finding) -> Iterator[Json]:
    names = [name for name in dict.fromkeys((f.gene5, f.gene3)) if _named(name)]
    names += ["NRG1"] if "NRG1" not in names else []
    for name in names:
        yield component(loinc("48018-6", "Gene studied [ID]"), valueCodeableConcept=gene(name))
    if f.fusion and len(f.fusion) <= 2 * _LONGEST:
        yield component(
            loinc("81252-9", "Discrete genetic variant"), valueCodeableConcept=concept(text=f.fusion)
        )


def _kind(f: Finding) -> Iterator[Json]:
    pair = f.gene5 and f.gene3 and f.gene5 != f.gene3
    change = _FUSION if pair else coding(SO, "SO:0001537", "structural_variant")
    yield component(loinc("48019-4", "DNA change type"), valueCodeableConcept=concept(change))
    frame = {"in": "in frame", "out": "out of frame", "stop": "out of frame, stop codon"}.get(f.in_frame, "")
    if f.molecule in ("RNA", "cfRNA") or frame:
        code = concept(coding(f"{GUIDE}/CodeSystem/tbd-codes-cs", "molecular-consequence"))
        effect = concept(coding(SO, "SO:0001886", "transcript_fusion"), text=frame)
        yield component(code, valueCodeableConcept=effect)
    if f.egf_kept != "unknown":
        yield component(concept(text="EGF-like domain"), valueCodeableConcept=concept(text=f.egf_kept))


def _sides(f: Finding) -> Iterator[Json]:
    """Both sides, where it is known which is which; a side without a gene cannot be told."""
    if not f.order_known:
        return
    for prime, ours in (("five", "5"), ("three", "3")):
        name = getattr(f, f"gene{ours}")
        if _named(name):
            yield side(f"{prime}-prime-gene", {"valueCodeableConcept": gene(name)})
            yield from _place(f, prime, ours)


def _place(f: Finding, prime: str, ours: str) -> Iterator[Json]:
    chrom, pos = chromosome(getattr(f, f"chrom{ours}")), getattr(f, f"pos{ours}")
    if chrom and pos is not None:
        yield side(f"{prime}-prime-chromosome", {"valueCodeableConcept": concept(text=f"chr{chrom}")})
        point = {"value": pos}
        yield side(f"{prime}-prime-position", {"valueRange": {"low": point, "high": point}})
    if name := getattr(f, f"transcript{ours}"):
        yield side(f"{prime}-prime-transcript-id", {"valueCodeableConcept": transcript(name)})
    if exon := getattr(f, f"exon{ours}"):
        text = f"Exon {exon}" if exon.isdigit() else exon
        yield side(f"{prime}-prime-exon-id", {"valueCodeableConcept": concept(text=text)})


def chromosome(contig: str) -> str:
    """1 to 22, X or Y; empty for any other contig. The accessions of RefSeq are numbered 1 to 24."""
    if match := _CHROMOSOME.fullmatch(contig):
        return match[1].upper()
    if match := _ACCESSION.fullmatch(contig):
        return {23: "X", 24: "Y"}.get(int(match[1]), str(int(match[1])))
    return ""


def _numbers(f: Finding) -> Iterator[Json]:
    if (reads := total_support(f)) is not None:
        count = {"value": reads, "unit": "reads", "system": _UCUM, "code": "1"}
        yield component(loinc("82121-5", "Allelic read depth"), valueQuantity=count)
    if f.allele_fraction is not None:
        share = {"value": f.allele_fraction, "system": _UCUM, "code": "1"}
        yield component(loinc("81258-6", "Sample variant allelic frequency [NFr]"), valueQuantity=share)
    if f.genome in BUILDS:
        build = loinc(BUILDS[f.genome], f.genome)
        yield component(
            loinc("62374-4", "Human reference sequence assembly version"), valueCodeableConcept=build
        )


def _class(f: Finding, answer: tuple[str, str]) -> Iterator[Json]:
    """The laboratory's class; of an event that is not judged to be there, at least that it is uncertain."""
    if f.classification:
        yield component(loinc("53037-8"), valueCodeableConcept=concept(text=f.classification))
    elif answer == INDETERMINATE:
        yield component(loinc("53037-8"), valueCodeableConcept=_uncertain())
