"""Foundation Medicine's XML: FoundationOne CDx, Heme, Liquid, RNA.

Facts: three files of the vendor's own layout (LifeOmic foundation-xml-fhir and phc-ingestion, fake patient), USeq's parser, and a
synthetic Japanese file. `ResultsReport/ResultsPayload` holds `FinalReport` (the issued report, signed by name and time) and
`variant-report` (what the pipeline found); older files begin at one of these; prefixes differ, so names are local names.
* What was sequenced stands in `samples/sample@nucleic-acid-type` alone: the FoundationOne Heme file lists only DNA.
* `<rearrangements/>` empty is the negative. `PertinentNegatives` lists genes of the disease, not what the assay covers.
* `targeted-gene` (older: `target-gene`) is the side that was captured, no 5' partner; pos1 belongs to it (`ch17:` is a typo of
  the files). The order is known only where `description` is `A(NM_1)-B(NM_2) fusion (A1;B2)`. The build is not stated.
* `quality-control@status` is one word for all samples. An order's number is shown, its MRN, CSN and block number are not.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from fusionflag import markers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Element, Node, document, each
from fusionflag.foundation import (
    CLASSES,
    LIQUID,
    LITERATURE,
    Where,
    check_quality,
    class_of,
    content,
    detail_of,
    explain_prose,
    explain_trials,
    in_words,
    is_listed,
    kind_of,
    limitation,
    ordered_pair,
    place_of,
    placed,
    quality,
    signed_on,
    was_not_run,
)
from fusionflag.model import Assay, Finding, Marker, Record, with_facts
from fusionflag.parsing import Root, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

PARTS = ("FinalReport", "variant-report")
RESULTS = {f"{one}s": one for one in ("rearrangement", "short-variant", "copy-number-alteration")}
SECTIONS = {*RESULTS, "samples", "quality-control", "biomarkers", "non-human-content"}
QC = {"pass": ("pass", "done"), "qualified": ("borderline", "done"), "fail": ("fail", "failed")}


class Parts(NamedTuple):
    """The three parts of a report; a part that the file lacks is an empty node."""

    order: Node
    final: Node
    variants: Node


@parser(
    title="Foundation Medicine report (XML)",
    molecule="unknown",
    looks_like=[
        Root("ResultsReport", shape=lambda root: bool({"ResultsPayload", *PARTS} & root.keys())),
        Root("FinalReport", shape=lambda root: bool({"PMI", "Sample", *PARTS} & root.keys())),
        Root("variant-report", shape=lambda root: bool({"samples", *RESULTS} & root.keys())),
    ],
    versions="ResultsReport 2.0, 2.1; FinalReport and variant-report alone",
    evidence="example: the vendor's layout with a made-up patient",
    direction="row: `description`; the targeted gene need not be 5'",
    positions="1-based",
    build="unstated",
    silence="negative: an empty `rearrangements`, for the nucleic acids that `samples` lists",
)
def foundation_xml(report: Report) -> Iterator[Record]:
    """An arm a sequenced sample, a finding a rearrangement and nucleic acid it was seen in."""
    parts = _parts(document(report))
    arms = [*_arms(parts)]
    yield from arms
    where = Where(arms)
    found = [*_variants(parts.variants, where)]
    yield from found
    yield from _negatives(parts.final, where, passed=all(a.qc == "pass" for a in arms))
    yield from _printed(parts, found, where)


# -- the arms ------------------------------------------------------------------------------------------
def _parts(root: Node) -> Parts:
    top = root.get("ResultsReport")
    payload = _one(top, "ResultsPayload") or top or root
    final = _one(payload, "FinalReport")
    variants = _one(payload, "variant-report") or _one(final, "variant-report")
    for name in ("PMI", "Sample", "Signatures"):
        _one(final, name)
    final.get("ReportPDF").explain()
    payload.get("ReportPDF").explain()  # the same report as a picture of it
    return Parts(top.get("CustomerInformation"), final, variants)


def _one(node: Node, name: str) -> Node:
    if len(node.all(name)) > 1:
        node.report.problem(
            Code.PARTIAL_TABLE,
            f"holds more than one `{name}`; only the first was read",
            hint="Ask for one file a report.",
        )
    return node.get(name)


def _arms(parts: Parts) -> Iterator[Assay]:
    facts = _shared(parts)
    variants, report = parts.variants, parts.final.report
    if not variants:
        not_run = was_not_run(parts.final)
        if not not_run:
            report.problem(
                Code.PARTIAL_TABLE,
                "holds no `variant-report`: its results are not in it",
                hint="Ask the laboratory for the complete XML.",
            )
        yield Assay(**facts, status="not_done" if not_run else "unknown", fusions_stated=None)
        return
    word = variants.need("quality-control").text("status").casefold()
    if word not in QC:
        raise RowError("`quality-control` is none of Pass, Qualified, Fail", value=word)
    qc, status = QC[word]
    check_quality(variants.get("quality-control"))
    for name, node in variants.items():
        if isinstance(node.value, Element | list) and node and name not in SECTIONS:
            report.problem(Code.PARTIAL_TABLE, f"has a section `{name}` that is not known").place = node.place
        elif isinstance(node.value, list) and name not in RESULTS:
            _one(variants, name)
    section = variants.value.get("rearrangements")  # an attribute of this name is no section
    stated = all(isinstance(s, Element) for s in (section if isinstance(section, list) else [section]))
    facts |= {"fusions_stated": stated, "run": variants.text("flowcell-analysis")}
    samples = variants.all("samples", "sample")
    if not samples and qc != "fail":
        raise RowError("`samples` is empty, so it is not known what was sequenced", variants.pointer)
    if not samples:
        yield Assay(**facts, qc=qc, status="not_done")
    for sample in samples:
        own, state = quality(sample, qc, status)
        yield Assay(
            **facts,
            qc=own,
            sample=sample.text("name"),
            molecule=_molecule(sample, facts["assay_reported"]),
            status=state,
            negative_stated=stated and state == "done" and facts["report_kind"] == "signed",
        )


def _molecule(sample: Node, assay: str) -> str:
    word = sample.text("nucleic-acid-type").upper()
    if word not in ("DNA", "RNA"):
        sample.report.problem(
            Code.BAD_ROW, "a sample is neither DNA nor RNA", value=word
        ).place = sample.place
        return "unknown"
    return f"cf{word}" if LIQUID.search(assay) else word


def _shared(parts: Parts) -> dict[str, Any]:
    """What all arms of a report have in common. The MRN, names and dates go to fields that become tokens."""
    order, final, variants = parts
    pmi, sample = final.get("PMI"), final.get("Sample")
    signed = signed_on(final)
    state = "corrected" if final.get("AAC", "Amendmends") else "final" if signed else ""
    state = "preliminary" if final.get("Signatures") and not signed else state
    share, limit = content(variants)
    mrn = pmi.text("MRN") or order.text("MRN")
    number = (
        order.text("TRF")
        or final.text("ReportId")
        or sample.text("TRFNumber")
        or variants.text("test-request")
    )
    stated = (variants.text("test-type"), sample.text("TestType"), variants.text("study"))
    names = [" ".join(re.sub("[®™]", " ", name).split()) for name in stated if name]
    if final and not signed:
        final.report.notice(
            Code.NONSTANDARD,
            "the report bears no signature with a date: read as output of the pipeline",
            hint="Ask whether it was signed out.",
        )
    return {
        "report_kind": "signed" if signed else "caller",
        "report_status": state,
        "issuer": "Foundation Medicine",
        # an order may hold several tests: an amended report of one replaces none of another
        "accession": " ".join([number, *names][:2]) if number != mrn else "",
        "case_hint": number if number != mrn else "",
        "assay_reported": "; ".join(dict.fromkeys(names)),
        "specimen": variants.text("specimen") or sample.text("SampleId"),
        "tumor_type_reported": _tumor(parts),
        "tumor_content": share,
        "report_date": next(reversed(signed), "") or sample.text("ReceivedDate"),
        "patient_name": pmi.text("FullName") or f"{pmi.text('FirstName')} {pmi.text('LastName')}".strip(),
        "birth_date": pmi.text("DOB"),
        "mrn": mrn,
        "limitation": "; ".join(filter(None, (limitation(final), limit))),
    }


def _tumor(parts: Parts) -> str:
    """The diagnoses; the organ (`disease="LUNG"`) only where nothing better is stated."""
    words = (
        parts.variants.text("pathology-diagnosis"),
        parts.variants.text("disease-ontology"),
        parts.final.text("PMI", "SubmittedDiagnosis"),
    )
    stated = {word.casefold(): word for word in reversed(words) if word}
    return "; ".join(reversed(stated.values())) or parts.variants.text("disease")


# -- what was found ------------------------------------------------------------------------------------
def _variants(variants: Node, where: Where) -> Iterator[Finding | Marker]:
    nodes: dict[str, list[Node]] = {section: [] for section in RESULTS}
    for section, child in RESULTS.items():
        for node in variants.all(section):
            nodes[section] += node.all(child)
            for name, other in node.items():
                if name != child and other:
                    text = f"`{section}` holds `{name}`, which is not known"
                    node.report.problem(Code.PARTIAL_TABLE, text).place = other.place
    yield from each(nodes["rearrangements"], lambda n: _rearrangement(n, where))
    yield from each(nodes["short-variants"], lambda n: placed(_small(n), where.of(n)[0]))
    yield from each(nodes["copy-number-alterations"], lambda n: placed(_copies(n), where.of(n)[0]))
    if where.first.status != "done":
        return
    biomarkers = variants.get("biomarkers")
    burden = biomarkers.get("tumor-mutation-burden")
    for found in (
        markers.msi(biomarkers.text("microsatellite-instability", "status")),
        markers.tmb(detail_of(burden, "score", "unit"), burden.text("status")),
    ):
        if marker := placed(found, where.dna()):
            yield biomarkers.tell(marker)


def _small(node: Node) -> Marker | None:
    change = node.text("protein-effect") or node.text("cds-effect")
    if mentions_nrg1(node.text("gene")) and kind_of(change) != "small":
        raise RowError("a small variant of NRG1 is no change of a protein or a transcript", node.pointer)
    return markers.small_variant(
        node.text("gene"),
        change,
        significant={"known": True, "likely": True, "unknown": False}.get(node.text("status")),
        detail=detail_of(node, "protein-effect", "cds-effect", "status"),
    )


def _rearrangement(node: Node, where: Where) -> Iterator[Finding]:
    target, other = node.first("targeted-gene", "target-gene").text(), node.text("other-gene")
    description = node.text("description")
    if not (target or other or description):
        raise RowError("a rearrangement names no gene", node.pointer)
    first, second = (target, *place_of(node, "pos1")), (other, *place_of(node, "pos2"))
    pair = ordered_pair(description)
    known = pair is not None and {pair.five, pair.three} == {target, other}
    if known and pair is not None and pair.five != target:
        first, second = second, first
    (gene5, chrom5, pos5, wide5), (gene3, chrom3, pos3, wide3) = first, second
    for arm in where.of(node):
        yield Finding(
            gene5_reported=gene5,
            gene3_reported=gene3,
            call_reported=description if pair else detail_of(node, "description", "type") or "rearrangement",
            order_known=known,
            order_from="laboratory" if known else "none",
            event=node.text("type"),
            chrom5=chrom5,
            pos5=pos5,
            interval5=(0, wide5) if wide5 else (),
            chrom3=chrom3,
            pos3=pos3,
            interval3=(0, wide3) if wide3 else (),
            in_frame={"yes": "in", "no": "out"}.get(node.text("in-frame").casefold(), "unknown"),
            pair_reads=node.count("supporting-read-pairs"),
            **class_of(node, wide5 + wide3),
            **(pair.transcripts() if known and pair is not None else {}),
            **arm,
        )


def _copies(node: Node) -> Marker | None:
    gene, kind = node.text("gene"), node.text("type")
    if mentions_nrg1(gene) and kind_of(kind) == "rearrangement":
        raise RowError("a copy number of NRG1 is called a rearrangement", node.pointer)
    detail = detail_of(node, "type", "copy-number", "status")
    if "amplification" in kind.casefold():
        sure = node.text("status") in ("known", "likely") and node.text("equivocal") != "true"
        return markers.amplification(gene, detail, state="detected" if sure else "unknown")
    return (
        Marker(gene=gene, marker=kind or "copy number", state="detected", detail=detail)
        if gene == "NRG1"
        else None
    )


# -- what the issued report prints ---------------------------------------------------------------------
def _negatives(final: Node, where: Where, *, passed: bool) -> Iterator[Marker]:
    """Genes of this disease in which nothing was found. NRG1 among them says nothing of fusions."""
    for node in final.all("PertinentNegatives", "PertinentNegative"):
        gene = node.text("Gene")
        plain = all(name == "Gene" or inner.text() in ("", "true") for name, inner in node.items())
        if gene == "NRG1" and plain:
            node.get("Gene").explain()  # not what a remark beside it says
        if passed and (marker := placed(markers.absent(gene), where.dna())):
            yield node.tell(marker)


def _printed(parts: Parts, found: list[Finding | Marker], where: Where) -> Iterator[Record]:
    """NRG1 in the issued report: the same results in words, or one that the pipeline's part does not list."""
    entries: list[tuple[Node, str, str, str]] = []
    for node in parts.final.all("Genes", "Gene"):
        for alteration in node.all("Alterations", "Alteration"):
            for key in LITERATURE:
                explain_prose(alteration.get(key))
            entries.append((alteration, node.text("Name"), alteration.text("Name"), ""))
            node.get("Name").explain()
    for node in parts.final.all("VariantProperties", "VariantProperty"):
        vus = CLASSES["unknown"] if node.text("isVUS") == "true" else ""
        entries.append((node, node.text("geneName"), node.text("variantName"), vus))
    told = []
    for node, gene, name, word in entries:
        if not mentions_nrg1(gene) and not mentions_nrg1(name):
            continue
        if is_listed(name, found):
            node.explain()
            continue
        arm = where.any()
        if arm not in where.arms:
            yield with_facts(where.first, **arm)
        told.append(in_words(gene, name, word, arm))
        yield node.tell(told[-1])
    explain_trials(parts.final, [*found, *told])
