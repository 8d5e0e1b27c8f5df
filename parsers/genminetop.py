"""GenMineTOP (Todai OncoPanel): the XML of the DNA and RNA panel.

Facts: two synthetic files and the loader of OncoUnify; no file of the vendor was seen. `vendor-id` is `todai-oncopanel`.
* `test/panel/item` says what was run: `TDv6` DNA, `TRv6` RNA. Nothing tells the quality of the RNA.
* `alterations/item`: small variants and copy number have one gene, fusions `gene/item` twice, 5' and 3', as `breakpoint/item`.
  Fusions, splicing variants and expression come from RNA. `status` finding | notice (a germline result to disclose).
* `reference-genome` hg38. `tumor-content/estimated` is the sequence's, `nuclei` the pathologist's.
* `patient/id` is the hospital's number and `c-cat-id` the register's: neither is shown.
"""

import re
from collections.abc import Iterator
from typing import Any

from fusionflag import clinical, markers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Element, Node, document, each
from fusionflag.model import Assay, Finding, Mark, Marker, Record
from fusionflag.parsing import Root, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

FRAMES = {"in-frame": "in", "out-of-frame": "out", "out-frame": "out"}
SMALL = {"snv", "mnv", "substitution", "insertion", "deletion", "indel", "delins", "frameshift", "splice"}
STATUS = {"finding", "notice"}


def _vendor(root: Any) -> bool:
    vendor = root.get("vendor-id")
    return "report" in root and isinstance(vendor, Element) and vendor.get("") == "todai-oncopanel"


@parser(
    title="GenMineTOP (Todai OncoPanel, XML)",
    molecule="unknown",
    looks_like=Root("root", shape=_vendor),
    versions="2; TDv6 + TRv6",
    evidence="example: synthetic files of another program",
    direction="format: the first gene",
    positions="1-based",
    build="stated",
    silence="negative: no fusion among the alterations of an RNA panel that was run",
)
def genminetop(report: Report) -> Iterator[Record]:
    """An arm a panel that was run, a finding a fusion or splicing variant."""
    root = document(report).get("root")
    node, options = root.need("report"), root.get("input", "options")
    genome = _genome(node.text("result", "reference-genome") or options.text("genome-version"), report)
    arms = [*_arms(node, genome)]
    yield from arms
    of = {a.molecule: {"molecule": a.molecule, "sample": a.sample} for a in arms}
    other = {"molecule": "unknown", "sample": ""}
    rna, dna = of.get("RNA", other), of.get("DNA", other)
    result = node.need("result")
    result.need("alterations")
    for group in result.all("alterations"):
        for name, child in group.items():
            if name != "item" and child:
                report.problem(Code.PARTIAL_TABLE, f"`alterations` holds `{name}`, which is not known")
        yield from each(group.all("item"), lambda n: _alteration(n, rna, dna, genome))
    burden = result.get("marker", "tmb", "exon")
    score = burden.text("frequency-non-synonymous-alterations")
    if marker := markers.tmb(f"{score} mutations/Mb" if score else ""):
        marker.molecule, marker.sample = dna["molecule"], dna["sample"]
        yield burden.tell(marker)


def _genome(text: str, report: Report) -> str:
    genome = clinical.build(text)
    if not genome:
        report.notice(Code.BAD_CELL, "the reference genome is not known; taken as not stated", value=text)
    return genome


def _arms(node: Node, genome: str) -> Iterator[Assay]:
    items = [item.text() for item in node.all("test", "panel", "item")]
    kinds = {item: {"TD": "DNA", "TR": "RNA"}.get(item[:2].upper(), "") for item in items}
    if not items:
        raise RowError("`test/panel` lists no panel, so it is not known what was run", node.pointer)
    content = [node.number("qc", "tumor-content", key, "value") for key in ("estimated", "nuclei")]
    patient = node.get("patient")
    number = node.text("id") if node.text("id") != patient.text("id") else ""
    dates = (node.text("date", key) for key in ("updated", "reported", "accepted"))
    for item, molecule in kinds.items():
        if not molecule:
            node.report.problem(Code.BAD_ROW, "a panel is neither DNA (TD...) nor RNA (TR...)", value=item)
    facts: dict[str, Any] = {
        "report_kind": "caller",
        "issuer": "GenMineTOP",
        "accession": number,
        "case_hint": number,
        "assay_reported": "; ".join(filter(None, (" + ".join(items), node.text("test", "type")))),
        "specimen": node.text("specimen", "id"),
        "tumor_type_reported": node.text("specimen", "pathology"),
        "tumor_content": min((c for c in content if c is not None and 0 <= c <= 100), default=None),
        "genome": genome,
        "report_date": next((date for date in dates if date), ""),
        "mrn": patient.text("id"),
        "age": patient.number("age"),
    }
    for item, molecule in kinds.items():
        yield Assay(sample=item, molecule=molecule or "unknown", **facts)


def _alteration(node: Node, rna: dict[str, Any], dna: dict[str, Any], genome: str) -> Finding | Marker | None:
    kind = node.text("type").casefold()
    if node.text("status") not in STATUS:
        node.report.problem(
            Code.BAD_ROW,
            "the status of an alteration is neither finding nor notice",
            value=node.text("status"),
        ).place = node.place
    if kind in ("fusion", "rearrangement", "splicing-variant"):
        return _fusion(node, kind, rna, genome)
    gene, record = node.text("gene"), None
    detail = " ".join(
        filter(None, (node.text(key) for key in ("protein-alteration", "coding-dna-alteration")))
    )
    if kind in SMALL:
        record = markers.small_variant(gene, node.text("protein-alteration"), detail=detail)
    elif kind.startswith("cnv"):
        record = (
            markers.amplification(gene, f"{kind} {node.text('num-copy')}".strip())
            if "amplification" in kind
            else Marker(gene=gene, marker=kind, state="detected")
            if gene == "NRG1"
            else None
        )
    elif kind == "expression":
        record = (
            Marker(gene=gene, marker=kind, state="unknown", detail=f"{node.text('tpm')} TPM")
            if gene == "NRG1"
            else None
        )
    else:
        raise RowError("the type of an alteration is not known", node.pointer, kind)
    if record is not None:
        record.molecule, record.sample = (rna if kind == "expression" else dna).values()
        if mentions_nrg1(gene) and mentions_nrg1(detail):
            raise RowError("a change of NRG1 names NRG1 again, as a fusion would", node.pointer, kind)
    elif mentions_nrg1(gene):
        raise RowError("an alteration of NRG1 is not understood", node.pointer, kind)
    return record


def _points(node: Node, genes: list[str]) -> list[Node]:
    """The breakpoints in the order of the genes; empty nodes where they are not theirs.

    Raises RowError where they name NRG1 and the genes do not.
    """
    points = node.all("breakpoint", "item")
    named = [p.text("gene") for p in points]
    if named == genes:
        return points
    if named == genes[::-1]:
        return points[::-1]
    own = any(map(mentions_nrg1, genes))
    if any(map(mentions_nrg1, named)) and not own:
        raise RowError("the breakpoints of a fusion name NRG1, its genes do not", node.pointer)
    note = node.report.problem if own and set(named) - set(genes) else node.report.notice
    note(Code.BAD_CELL, "the breakpoints are not those of the genes; not read").place = node.place
    return [node.get("")] * 2


def _fusion(node: Node, kind: str, arm: dict[str, Any], genome: str) -> Finding:
    genes = [n.text() for n in node.all("gene", "item")] or [node.text("gene")]
    genes = genes * 2 if len(genes) == 1 else genes
    if len(genes) != 2 or not all(genes):
        raise RowError("a fusion does not name two genes", node.pointer, "-".join(genes))
    five, three = points = _points(node, genes)
    exons = [p.text("index") if p.text("region") == "exon" else "" for p in points]
    spliced = kind == "splicing-variant" and (genes[0] != "MET" or exons == ["13", "15"])
    marks = [Mark.PASS] if node.text("status") == "finding" else []
    marks += [Mark.SPLICE_VARIANT] if spliced else []
    marks += [Mark.GERMLINE] if node.text("origin") == "germline" else []
    return Finding(
        gene5_reported=genes[0],
        gene3_reported=genes[1],
        call_reported="-".join(dict.fromkeys(genes)),
        event=" ".join(filter(None, (kind, node.text("sv-type")))),
        order_from="format",
        confidence=node.text("status"),
        marks=tuple(marks),
        chrom5=five.text("chr"),
        pos5=five.position("pos"),
        transcript5=five.text("transcript"),
        exon5=exons[0],
        chrom3=three.text("chr"),
        pos3=three.position("pos"),
        transcript3=three.text("transcript"),
        exon3=exons[1],
        in_frame=FRAMES.get(re.sub(r"\s", "-", node.text("frame").casefold()), "unknown"),
        total_reads=node.count("num-reads"),
        genome=genome,
        **arm,
    )
