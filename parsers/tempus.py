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
from fusionflag.clinical import check_rest, listed, problem
from fusionflag.documents import Node, document, each
from fusionflag.genes import default
from fusionflag.model import Assay, Finding, Mark, Marker, Record
from fusionflag.parsing import Keys, RowError, parser
from fusionflag.partners import mentions_nrg1, split_fusion
from fusionflag.reading import Report

_GENES = ("gene", "gene5", "gene3", "fusedGene")
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
_FUSION = re.compile(r"fusion|rearrang|transloc|structural|inversion", re.I)
_RNA_NOTES = (  # what the notes of a DNA report say of RNA; the first that fits holds
    ("not_done", r"insufficient|not sufficient|qns|unable|not (?:be )?(?:performed|completed)|cancel|fail"),
    ("pending", r"being performed|pending|in progress|to follow|will be (?:reported|performed)"),
)
_WEAK = re.compile(
    r"\b(?:insufficient|inconclusive|limited|sub-?optimal|degraded|poor|fail\w*|unable"
    r"|low (?:\w+ )?(?:quality|quantity|yield|coverage|purity|tumor|tumou?r content)|not be (?:performed|completed|assessed))\b",
    re.I,
)


def _shape(found: Any) -> bool:
    order, report = found["order"], found["report"]
    return isinstance(order, dict) and isinstance(order.get("test"), dict) and isinstance(report, dict)


@parser(
    title="Tempus (JSON)",
    molecule="unknown",
    versions="1.3, 1.4, 3.x, written from documentation",
    looks_like=[
        Keys("order", "report", "patient", "specimens", "results", shape=_shape),
        Keys("order", "report", "patient", "specimens", "genomicVariants", shape=_shape),
    ],
)
def tempus(report: Report) -> Iterator[Record]:
    """One finding a fusion; one arm for the nucleic acid of the report, and one for RNA that is awaited or was analysed too."""
    top = document(report)
    molecule, status = _molecule(top), _status(top)
    records = list((_old if "results" in top.value else _new)(top, molecule, status))
    shared = _shared(top)  # arms come first: they say which case the findings belong to
    signed = status == "done" and shared["report_status"] in ("final", "corrected")
    yield Assay(molecule=molecule, status=status, negative_stated=signed, **shared)
    if molecule == "DNA" and (other := _of_rna(top.text("report", "notes"))):
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
        if re.search(rf"\bm?RNA\b[^.]*\b(?:{words})", notes, re.I):
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
    found = types or codes
    if len(found) != 1 or (codes and codes != found):
        problem(
            top.get("report"), "the report does not say whether DNA or RNA was analysed", f"{kind}; {test}"
        )
        return "unknown"
    samples = " ".join(s.text("sampleCategory") for s in listed(top, "specimens")).casefold()
    plasma = re.search(r"\bxf\b", test) or re.search("cfdna|ctdna|plasma|liquid", f"{samples} {kind}")
    return ("cf" if plasma else "") + found.pop()


def _status(top: Node) -> str:
    """done only where the status is `standard`; a word that is not known is a problem."""
    word = top.text("report", "workflow", "reportStatus").casefold()
    for status, words in (
        ("not_done", r"qns|not sufficient|insufficient|cancel|not performed"),
        ("failed", r"fail"),
        ("pending", r"pending|prelim|progress"),
    ):
        if re.search(words, word):
            return status
    if word != "standard":
        problem(top.get("report"), "the status of the report is not known", word)
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


def _shared(top: Node) -> dict[str, Any]:
    """What all arms of the report share."""
    order, report, patient = top.get("order"), top.get("report"), top.get("patient")
    day = report.first("signout_date", "signoutDate").text()
    replaces = report.text("modifiesReportId")
    tumors = [s for s in listed(top, "specimens") if "normal" not in s.text("sampleCategory").casefold()]
    samples = {s.text("tempusSampleId") for s in tumors}
    if any(not 0 <= n <= 100 for n in (s.number("institutionData", "tumorPercentage") or 0 for s in tumors)):
        problem(top.get("specimens"), "a tumor cell content is no percentage")
    contents = [n for s in tumors if (n := s.number("institutionData", "tumorPercentage")) is not None]
    return {
        "assay_reported": _names(top),
        "issuer": "Tempus",
        "report_kind": "signed",
        "report_status": "preliminary" if not day else "corrected" if replaces else "final",
        "accession": replaces or report.text("reportId"),
        "case_hint": order.first("accessionId", "tempusOrder_id", "tempusOrderId").text(),
        "report_date": day,
        "specimen": samples.pop() if len(samples) == 1 else "",
        "limitation": _weak(top),
        "tumor_content": min(contents, default=None),
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


def _weak(top: Node) -> str:
    """What limits a silence: places of NRG1 read too thinly, or notes on the material (their words are not repeated)."""
    thin = top.get("results", "lowCoverageAmplicons")
    if any(mentions_nrg1(str(node.value)) for node in thin.walk() if isinstance(node.value, str)):
        thin.explain()
        return "low coverage of NRG1 is stated"
    notes = f"{top.text('report', 'notes')} {top.text('report', 'workflow', 'details')}"
    return "the notes speak of limited material or quality" if _WEAK.search(notes) else ""


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
                    item.get("gene").explain()  # it is the gene of the variants below it
                yield from _read(inner, said, molecule, gene=item.text("gene"))
        elif name in _V1 and status == "done":
            problem(results, f"the list `{name}` is not there, so nothing is known of it")
    acid = "RNA" if molecule == "DNA" else molecule
    yield from _read(listed(results, "rnaFindings"), "RNA finding", acid, kind="rna")
    _check_unknown(results, {*_V1, *_V1_OTHER, "rnaFindings", "ihcFindings", "lowCoverageAmplicons"})
    yield from _marked(results, markers.msi(results.text("msiStatus")), molecule)
    yield from _marked(results, markers.tmb(results.text("tumorMutationalBurden")), molecule)


def _new(top: Node, molecule: str, status: str) -> Iterator[Finding | Marker]:
    """Layout 3: variants by significance, then by type."""
    groups = top.get("genomicVariants")
    for name, said in _V3.items():
        found = groups.get(name, "variants")
        if not isinstance(found.value, list | dict) and status == "done":
            problem(groups, f"the list `{name}` is not there, so nothing is known of it")
        for item in listed(found):
            kind = item.text("variantType").casefold()
            known = kind in ("snvindels", "cnvs", "fusions", "isoforms")
            if not known:
                problem(item, "a type of variant is not known, and may be a fusion", item.text("variantType"))
            if not isinstance(item.get("variantDetails").value, list | dict):
                problem(item, "the details of a variant are not there")
            class_ = said if known else ""  # what a list says of a fusion it does not say of anything else
            yield from _read(listed(item, "variantDetails"), class_, molecule, kind=kind)
    yield from _read(listed(top, "rna", "variants"), "RNA finding", molecule, kind="rna")
    _check_unknown(groups, {*_V3, "tumorMutationalBurden", "bloodTumorMutationalBurden"})
    yield from _marked(top, markers.msi(top.text("microsatelliteInstability", "status")), molecule)
    burden = groups.text("tumorMutationalBurden", "tmb")
    yield from _marked(
        top, markers.tmb(burden or groups.text("bloodTumorMutationalBurden", "btmb")), molecule
    )


def _marked(node: Node, marker: Marker | None, molecule: str) -> Iterator[Marker]:
    if marker is not None:
        marker.molecule, marker.place = molecule, node.place
        yield marker


def _check_unknown(node: Node, known: set[str]) -> None:
    """A section that is not known, and holds something, may hold fusions."""
    for name, inner in node.items():
        if name not in known and isinstance(inner.value, list | dict) and any(n.text() for n in inner.walk()):
            problem(inner, "a section is not known, and may hold fusions", name)


def _read(
    nodes: list[Node], said: str, molecule: str, *, gene: str = "", kind: str = ""
) -> Iterator[Finding | Marker]:
    def read(node: Node) -> Finding | Marker | None:
        if not mentions_nrg1(gene):
            check_rest(node, *_GENES)
        record = _item(node, node.text("gene") or gene, said, kind)
        if record is not None:
            record.molecule = molecule
        return record

    return each(nodes, read)


def _item(node: Node, gene: str, said: str, kind: str) -> Finding | Marker | None:
    """One variant. What joins genes, or is called a fusion anywhere, is one; the others are markers."""
    words = f"{kind} {node.text('variantType')} {node.text('variantDescription')} {node.text('fusionType')}"
    joined = any(node.get(name) for name in ("gene5", "gene3", "fusedGene", "fusionType"))
    called = node.text("structuralVariant") == "true" or "isoforms" in words or _FUSION.search(words)
    if joined or (called and kind not in ("snvindels", "cnvs")):
        return _fusion(node, gene, said, isoform="isoforms" in words)
    if not gene:
        raise RowError("names no gene", node.pointer)
    change = node.first("HGVS.p", "pVar", "mutationEffect", "HGVS.c", "cVar").text()
    if mentions_nrg1(gene):
        node.explain()  # it is told as a marker, or is none
    if kind == "rna":
        detail = node.first("mechanism", "variantDescription").text()
        return Marker(gene="NRG1", marker="expression", detail=detail) if mentions_nrg1(gene) else None
    if re.search(r"cnv|copy|amplif", words, re.I) and not change:
        said = node.first("variantDescription", "variantType").text()
        return clinical.copies(gene, said or "copy number", node.text("copyNumber"))
    significant = None if "inherited" in said else "detected" in said or "pathogenic" in said
    return markers.small_variant(
        gene, change, significant=significant, detail=f"{change}; {said}".strip("; ")
    )


def _fusion(node: Node, gene: str, said: str, *, isoform: bool) -> Finding:
    """gene5 and gene3; where one of them is null, the other gene of `fusedGene`. Nothing else says which gene is 5'."""
    five, three, fused = node.text("gene5"), node.text("gene3"), node.text("fusedGene")
    ordered = bool(five or three)
    parts = split_fusion(fused, default()).parts if fused else ()
    others = [part for part in (*parts, gene) if part and part not in (five, three)]
    if not ordered:
        five, three = (gene, gene) if isoform else ((*others, "", "")[0], (*others, "", "")[1])
    elif others and not (five and three):
        five, three = five or others[0], three or others[0]
    if not five and not three:
        raise RowError("is a fusion without a gene", node.pointer)
    if mentions_nrg1(gene) and not mentions_nrg1(f"{five} {three} {fused}"):
        problem(node, "a fusion of NRG1 joins other genes")
    source = node.text("genomicSourceClass").casefold()
    germline = "germline" in source or "inherited" in said
    return Finding(
        gene5_reported=five,
        gene3_reported=three,
        call_reported=fused,
        order_known=ordered or isoform,
        order_from="format" if ordered or isoform else "none",
        classification=said,
        marks=(Mark.SPLICE_VARIANT,) * isoform + (Mark.GERMLINE,) * germline,
        event=node.text("variantDescription"),
    )
