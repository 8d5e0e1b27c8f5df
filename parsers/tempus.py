"""Tempus JSON, layouts 1.3/1.4 and 3.x: xT (DNA), xR (RNA), xF (plasma). Written from documentation.

Facts: two readers of it with excerpts of reports in their comments (USeq vcf/json and vcf/json/tempusv3); no file of the vendor
was seen. `report.workflow.reportType` says DNA or RNA: xT and xR are reports of their own that share `order.accessionId`. The
old test of 595 genes + mRNA comes with its DNA first, and a note that RNA analysis is being performed. `reportStatus` is
`standard` or `qns`; of quality only the notes speak. gene5 and gene3 are in order and may be null; there are no positions,
exons, frames or reads. An empty list says that nothing was found, a list that is not there says nothing. In 1.x fusions stand in
`fusionVariants` and among the other variants, in 3.x under `variantType` fusions or isoforms; `rna.variants` is expression. To
stand in any list but that of unknown significance is to be detected, and so the classification says. `modifiesReportId` names
the report that this one replaces: reports are told apart by reportId, not by the accession that xT and xR share.
"""

import re
from collections.abc import Iterator
from typing import Any

from fusionflag import clinical, markers
from fusionflag.clinical import check_rest, listed, problem, speaks_of_fusion
from fusionflag.documents import Node, document, each
from fusionflag.identity import day
from fusionflag.model import Assay, Finding, Marker, Record
from fusionflag.parsing import Keys, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.tempus import (
    GENES,
    check_sections,
    check_unknown,
    harmless,
    order_status,
    texts,
    variant,
    weak,
)

# lists of variants, and what standing in one says of a fusion
_V1 = {
    "fusionVariants": "detected",
    "somaticPotentiallyActionableMutations": "detected, potentially actionable",
    "somaticBiologicallyRelevantVariants": "detected, biologically relevant",
    "somaticVariantsOfUnknownSignificance": "VUS",
}
_V1_OTHER = {
    "somaticPotentiallyActionableCopyNumberVariants": "detected, potentially actionable",
    "inheritedRelevantVariants": "inherited",
    "inheritedIncidentalFindings": "inherited",
    "inheritedVariantsOfUnknownSignificance": "inherited, VUS",
}
_V3 = {
    "potentiallyActionable": "detected, potentially actionable",
    "biologicallyRelevant": "detected, biologically relevant",
    "pathogenic": "pathogenic",
    "likelyPathogenic": "likely pathogenic",
    "riskAllele": "risk allele",
    "unknownSignificance": "VUS",
}
_RNA_NOTES = (  # what the notes of a DNA report say of RNA; the first that fits holds
    (
        "not_done",
        r"insufficient|not sufficient|qns|unable|not (?:be )?(?:performed|completed|sequenced|run|meet|met|pass)|cancel|fail",
    ),
    ("pending", r"being performed|pending|in progress|to follow|will be (?:reported|performed)"),
)

_STATUS = (
    ("not_done", r"qns|not sufficient|insufficient|cancel|not performed|reject|revoked|withdrawn"),
    ("failed", r"fail"),
    ("pending", r"pending|prelim|progress"),
)


def _shape(found: Any) -> bool:
    order, report = found["order"], found["report"]
    return isinstance(order, dict) and isinstance(order.get("test"), dict) and isinstance(report, dict)


@parser(
    title="Tempus (JSON)",
    molecule="unknown",
    versions="1.3, 1.4, 3.x",
    evidence="documentation",
    direction="row: gene5 and gene3, of which one may be missing",
    positions="none",
    build="stated",
    silence="negative: an empty list of fusions in a report of RNA",
    looks_like=[
        Keys("order", "report", "patient", "specimens", "results", shape=_shape),
        Keys("order", "report", "patient", "specimens", "genomicVariants", shape=_shape),
    ],
)
def tempus(report: Report) -> Iterator[Record]:
    """One finding a fusion; one arm for the nucleic acid of the report, and one for RNA that is awaited or was analysed too."""
    top = document(report)
    molecule, status = _molecule(top), _status(top)
    layouts = [read for name, read in (("results", _old), ("genomicVariants", _new)) if name in top.value]
    records = [record for read in layouts for record in read(top, molecule, status)]
    check_sections(top)
    shared = _shared(top, molecule)  # arms come first: they say which case the findings belong to
    signed = status == "done" and shared["report_status"] in ("final", "corrected")
    yield Assay(molecule=molecule, status=status, negative_stated=signed, **shared)
    if molecule == "DNA" and (
        other := _of_rna(texts(top.get("report", "notes"), top.get("report", "workflow", "details")))
    ):
        yield Assay(molecule="RNA", status=other, **shared)
    elif molecule == "DNA" and top.get("results", "rnaFindings"):
        if any(
            isinstance(r, Finding) and mentions_nrg1(f"{r.gene5_reported} {r.gene3_reported}")
            for r in records
        ):
            shared["limitation"] = "the report does not say in which nucleic acid its fusion was seen"
        yield Assay(molecule="RNA", status=status, **shared)
    yield from records


def _of_rna(notes: str) -> str:
    """What becomes of RNA by the notes of a report of DNA; empty where they do not speak of it."""
    for status, words in _RNA_NOTES:
        if re.search(rf"\bm?RNA\b[^.\n]*\b(?:{words})", notes, re.I):
            return status
    return ""


# -- the report ------------------------------------------------------------------------------------
def _words(top: Node) -> list[str]:
    return [text for name in ("code", "name", "description") if (text := top.text("order", "test", name))]


def _mrna(top: Node) -> bool:
    return bool(re.search(r"\bmRNA\b", top.text("order", "test", "description"), re.I))


def _molecule(top: Node) -> str:
    """By the type of the report; where it names none, by the code of the test. Two that differ leave it unknown."""
    kind = top.text("report", "workflow", "reportType").casefold()
    test = " ".join(_words(top)[:2]).casefold()
    types = {acid for acid, word in (("DNA", "dna"), ("RNA", "rna")) if word in kind}
    codes = {acid for acid, code in (("RNA", r"\bxr\b"), ("DNA", r"\bx[tefg]\b")) if re.search(code, test)}
    codes = types if _mrna(top) else codes  # the old test of both has the code of xT
    found = types if kind else codes
    if len(found) != 1 or (codes and codes != found):
        problem(
            top.get("report"), "the report does not say whether DNA or RNA was analysed", f"{kind}; {test}"
        )
        return "unknown"
    samples = " ".join(s.text("sampleCategory") for s in listed(top, "specimens")).casefold()
    plasma = re.search(r"\bxf\b", test) or re.search("cfdna|ctdna|plasma|liquid", f"{samples} {kind}")
    return ("cf" if plasma else "") + found.pop()


def _status(top: Node) -> str:
    """done only where the status is `standard` and the order says nothing else; a word that is not known is a problem."""
    word = top.text("report", "workflow", "reportStatus").casefold()
    of_order = order_status(top.get("order"))
    for status, words in _STATUS:
        if any(re.search(words, said) for said in (word, *of_order)):
            return status
    if word != "standard":
        problem(top.get("report"), "the status of the report is not known", word)
        return "unknown"
    if not all(map(harmless, of_order)):
        problem(top.get("order"), "the status of the order is not known")
        return "unknown"
    return "done"


def _names(top: Node) -> str:
    """The names of the test that stand for one product: the old one with mRNA shares code and name with xT, xT CDx its genes."""
    names = _words(top)
    if _mrna(top):
        names = [top.text("order", "test", "description")]
    elif any("cdx" in name.casefold() for name in names):
        names = [name for name in names if "cdx" in name.casefold()]
    return "; ".join(dict.fromkeys(names))


def _shared(top: Node, molecule: str) -> dict[str, Any]:
    """What all arms of the report share."""
    order, report, patient = top.get("order"), top.get("report"), top.get("patient")
    signed = report.first("signout_date", "signoutDate").text()
    replaces = report.text("modifiesReportId")
    tumors = [s for s in listed(top, "specimens") if "normal" not in s.text("sampleCategory").casefold()]
    samples = {s.text("tempusSampleId") for s in tumors}
    contents = [clinical.tumor_content(texts(s.get("institutionData", "tumorPercentage"))) for s in tumors]
    limits = [weak(top, molecule), *(limit for _, limit in contents)]
    if not tumors:
        limits.append("no specimen of the tumor is listed")
    return {
        "assay_reported": _names(top),
        "issuer": "Tempus",
        "report_kind": "signed",
        "report_status": "preliminary" if not day(signed) else "corrected" if replaces else "final",
        "accession": replaces or report.text("reportId"),
        "case_hint": order.first("accessionId", "tempusOrder_id", "tempusOrderId").text(),
        "report_date": signed,
        "specimen": samples.pop() if len(samples) == 1 else "",
        "limitation": next(filter(None, limits), ""),
        "tumor_content": min((share for share, _ in contents if share is not None), default=None),
        "tumor_type_reported": "; ".join(
            part.replace(";", ",") for part in dict.fromkeys(_tumor(patient, tumors))
        ),
        "genome": clinical.build(order.text("test", "referenceGenome")),
        "patient_name": f"{patient.text('firstName')} {patient.text('lastName')}".strip(),
        "birth_date": patient.first("DoB", "dateOfBirth").text(),
        "mrn": patient.first("emr_id", "emrId", "emrID").text(),
    }


def _tumor(patient: Node, tumors: list[Node]) -> Iterator[str]:
    if patient.text("diagnosis"):
        yield patient.text("diagnosis")
    for specimen in tumors:
        stated = specimen.get("diagnosis")
        if stated.text("originPathLabDiagnosis"):
            yield stated.text("originPathLabDiagnosis")
        yield from clinical.icd_o(
            stated.text("tempusIcdOCodeMorphology"), stated.text("tempusIcdOCodeTopography")
        )
        yield from clinical.icd10(stated.text("tempusIcd10Code"))


# -- results ---------------------------------------------------------------------------------------
def _old(top: Node, molecule: str, status: str) -> Iterator[Finding | Marker]:
    """Layouts 1.3 and 1.4: lists of items, some with the gene above its variants, some under `values`."""
    results = top.get("results")
    for name, said in {**_V1, **_V1_OTHER}.items():
        found = results.get(name)
        if isinstance(found.value, list | dict):
            for item in listed(found, *(["values"] if "values" in found.value else [])):
                inner = listed(item, "variants") if item.get("variants") else [item]
                if inner and mentions_nrg1(item.text("gene")):
                    _explain_gene(item)
                kind = "fusions" if name == "fusionVariants" else ""
                yield from _read(inner, said, molecule, gene=item.text("gene"), kind=kind)
        elif name in _V1 and status == "done":
            problem(results, f"the list `{name}` is not there, so nothing is known of it")
    acid = "RNA" if molecule == "DNA" else molecule
    yield from _read(listed(results, "rnaFindings"), "RNA finding", acid, kind="rna")
    check_unknown(results, {*_V1, *_V1_OTHER, "rnaFindings", "ihcFindings", "lowCoverageAmplicons"})
    yield from _marked(results, markers.msi(results.text("msiStatus")), molecule)
    yield from _marked(results, markers.tmb(results.text("tumorMutationalBurden")), molecule)


def _explain_gene(item: Node) -> None:
    """NRG1 as the gene of the variants below it; what else stands beside them must not speak of a fusion."""
    item.get("gene").explain()
    if item.get("variants"):
        own = {name: value for name, value in item.value.items() if name not in ("gene", "variants")}
        if speaks_of_fusion(Node(item.report, own, item.pointer, item.line)):
            problem(item, "variants of NRG1 are filed as no fusion, and may hold one")


def _new(top: Node, molecule: str, status: str) -> Iterator[Finding | Marker]:
    """Layout 3: variants by significance, then by type."""
    groups = top.get("genomicVariants")
    for name, said in _V3.items():
        found = groups.get(name, "variants")
        if not isinstance(found.value, list | dict) and status == "done":
            problem(groups, f"the list `{name}` is not there, so nothing is known of it")
        for group in listed(groups, name):
            check_unknown(group, {"variants"})
        for item in listed(found):
            check_unknown(item, {"variantDetails"})
            kind = item.text("variantType").casefold()
            known = kind in ("snvindels", "cnvs", "fusions", "isoforms")
            if not known:
                problem(item, "a type of variant is not known, and may be a fusion", item.text("variantType"))
            details = listed(item, "variantDetails")
            if not details:
                problem(item, "the details of a variant are not there")
            class_ = said if known else ""  # what a list says of a fusion it does not say of anything else
            yield from _read(details, class_, molecule, kind=kind)
    yield from _read(listed(top, "rna", "variants"), "RNA finding", molecule, kind="rna")
    check_unknown(groups, {*_V3, "tumorMutationalBurden", "bloodTumorMutationalBurden"})
    yield from _marked(top, markers.msi(top.text("microsatelliteInstability", "status")), molecule)
    burden = groups.text("tumorMutationalBurden", "tmb")
    yield from _marked(
        top, markers.tmb(burden or groups.text("bloodTumorMutationalBurden", "btmb")), molecule
    )


def _marked(node: Node, marker: Marker | None, molecule: str) -> Iterator[Marker]:
    if marker is not None:
        marker.molecule, marker.place = molecule, node.place
        yield marker


def _read(
    nodes: list[Node], said: str, molecule: str, *, gene: str = "", kind: str = ""
) -> Iterator[Finding | Marker]:
    def read(node: Node) -> Finding | Marker | None:
        if not mentions_nrg1(gene):
            check_rest(node, *GENES)
        record = variant(node, node.text("gene") or gene, said, kind)
        if record is not None:
            record.molecule = molecule
        return record

    return each(nodes, read)
