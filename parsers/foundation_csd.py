"""Foundation Medicine's structured clinical data in JSON (`CSD-...-pdf-equivalent`).

Written from documentation: no file of the vendor was seen. Facts: phc-ingestion 1.0.11 (LifeOmic), csd_json_parser.py.
`clinicalStructuredDataReport.reports[0].reportData` (or `reports` at the top): patient, testType, caseIdentifier, specimen,
findings[]{gene, alterations[]{name, alterationType}}, variantsOfUnknownSignificance[].alterationsArray[], cdxClaims.
* Rearrangements appear by name only, without positions, order, nucleic acid or quality: no silence of it is a negative.
* Known and likely cannot be told apart: what stands under `findings` is at least likely pathogenic.
* `Not given`, `N/A`, `Units Not Reported` mean missing.
"""

import re
from collections.abc import Iterator
from typing import Any

from fusionflag import markers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, document, each
from fusionflag.foundation import explain_prose, kind_of, ordered_pair
from fusionflag.model import Assay, Finding, Marker, Record
from fusionflag.parsing import Keys, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

MISSING = ("Not given", "N/A", "Units Not Reported")
# findings that are no gene: their alteration is a state
STATES = re.compile(
    r"microsatellite|tumor mutation|tumou?r fraction|\bHRD\b|homologous recombination|heterozygosity|\bloh\b",
    re.I,
)
REPORTABLE = "reportable finding (likely pathogenic)"
VUS = "VUS"


def _bare(document: Any) -> bool:
    reports = document.get("reports")
    return (
        isinstance(reports, list)
        and bool(reports)
        and all(
            isinstance(r, dict) and isinstance(r.get("reportData"), dict) and "findings" in r["reportData"]
            for r in reports
        )
    )


@parser(
    title="Foundation Medicine structured data (CSD JSON)",
    molecule="unknown",
    looks_like=[Keys("clinicalStructuredDataReport"), Keys("reports", shape=_bare)],
    versions="not stated",
    evidence="documentation",
    direction="row: the words of an alteration's name",
    positions="none",
    build="unstated",
    silence="nothing: rearrangements appear by name alone",
)
def foundation_csd(report: Report) -> Iterator[Record]:
    """One arm of unknown nucleic acid, a finding a rearrangement that is named."""
    root = document(report)
    reports = (root.get("clinicalStructuredDataReport") or root).all("reports")
    if len(reports) != 1:
        report.problem(
            Code.PARTIAL_TABLE,
            f"holds {len(reports)} reports instead of one; only the first was read",
            hint="Ask for one file a report.",
        )
    if not reports:
        return
    data = reports[0].need("reportData")
    data.need("findings")
    arm = _arm(root, data)
    yield arm
    for finding in data.all("findings"):
        _explain_gene(finding, "alterations")
        for key in ("interpretation", "therapies", "clinicalTrials", "references"):
            explain_prose(finding.get(key))
        yield from _alterations(finding, finding.all("alterations"), REPORTABLE, arm)
    for vus in data.all("variantsOfUnknownSignificance"):
        _explain_gene(vus, "alterationsArray")
        yield from _alterations(vus, vus.all("alterationsArray"), VUS, arm)


def _explain_gene(group: Node, alterations: str) -> None:
    """The gene of a group is in the records of its alterations, if it is one gene's name and there are any."""
    if _text(group, "gene") == "NRG1" and group.all(alterations):
        group.get("gene").explain()


def _text(node: Node, *names: str) -> str:
    text = node.text(*names)
    return "" if text in MISSING else text


def _arm(root: Node, data: Node) -> Assay:
    order, patient, specimen = root.get("customerInformation"), data.get("patient"), data.get("specimen")
    order = order or data.get("customerInformation")
    mrn = _text(patient, "mrn") or _text(order, "MRN")
    number = _text(order, "TRF") or _text(data, "caseIdentifier")
    assay = " ".join(re.sub("[®™]", " ", _text(data, "testType")).split())
    return Assay(
        molecule="cfDNA" if re.search("liquid", assay, re.I) else "unknown",
        report_kind="signed",
        issuer="Foundation Medicine",
        accession=f"{number} {assay}".strip() if number != mrn else "",
        case_hint=number if number != mrn else "",
        assay_reported=assay,
        specimen=_text(specimen, "sampleId"),
        tumor_type_reported=_text(patient, "disease"),
        report_date=_text(data, "reportDate")[:10],
        patient_name=_text(patient, "name"),
        birth_date=_text(patient, "dob")[:10],
        mrn=mrn,
    )


def _alterations(group: Node, nodes: list[Node], word: str, arm: Assay) -> Iterator[Finding | Marker]:
    if not nodes:
        group.report.problem(
            Code.BAD_ROW, "a finding lists no alteration", hint="Look at this place of the report by hand."
        ).place = group.place

    def read(node: Node) -> Finding | Marker | None:
        gene = _text(node, "gene") or _text(group, "gene")
        name, kind = _text(node, "name"), _text(node, "alterationType")
        if not name:
            raise RowError("an alteration has no name", node.pointer, kind)
        record = _alteration(gene, name, kind, word)
        if record is not None:
            record.molecule = arm.molecule
        return record

    yield from each(nodes, read)


def _alteration(gene: str, name: str, stated: str, word: str) -> Finding | Marker | None:
    if (STATES.search(gene) or STATES.search(name)) and not mentions_nrg1(f"{gene} {name}"):
        return _state(gene, name)
    detail = f"{name} ({word})"
    kind = _kind(name, stated)
    if mentions_nrg1(gene) and (not kind or kind != kind_of(name)):
        kind = "rearrangement"  # of NRG1, only what is surely another kind is no rearrangement
    if kind == "rearrangement":
        return _named(gene, name, word)
    if kind == "copies":
        if re.search("amplif", name, re.I):
            return markers.amplification(gene, detail, state="unknown" if word == VUS else "detected")
        return (
            Marker(gene=gene, marker="copy number", state="detected", detail=detail)
            if gene == "NRG1"
            else None
        )
    if kind == "small":
        return markers.small_variant(gene, name, significant=word != VUS, detail=detail)
    raise RowError("an alteration is of no kind that is known", value=name)


def _kind(name: str, stated: str) -> str:
    """What the file says it is, else what its name says. A name with NRG1 in it is a rearrangement whatever is said."""
    word = stated.casefold()
    if mentions_nrg1(name) or re.search("rearrang|fusion|structural", word):
        return "rearrangement"
    if "short" in word:
        return "small"
    return "copies" if "copy" in word else kind_of(name)


def _named(gene: str, name: str, word: str) -> Finding:
    """`CD74-NRG1 fusion`: both genes in one name; `rearrangement intron 5`: the gene stands beside it."""
    pair = ordered_pair(name)
    if pair is not None:
        return Finding(
            gene5_reported=pair.five,
            gene3_reported=pair.three,
            call_reported=name,
            order_from="laboratory",
            classification=word,
            **pair.transcripts(),
        )
    both = bool(gene) and re.search(rf"(?<![\w]){re.escape(gene)}(?![\w])", name) is not None
    return Finding(
        gene5_reported="" if both or not gene else gene,
        call_reported=re.split(r"\s+(?:non-canonical )?(?:fusion|rearrangement)\b", name)[0]
        if both
        else name,
        event=name,
        classification=word,
        order_known=False,
        order_from="none",
    )


def _state(gene: str, name: str) -> Marker | None:
    if re.search("microsatellite", gene, re.I):
        return markers.msi(name.replace("MS-", ""))
    return markers.tmb("", name) if re.search("tumor mutation", gene, re.I) else None
