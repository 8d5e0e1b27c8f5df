"""Tempus reports: what one variant says, what sections may hold fusions, and the remarks that limit a silence.

Source: the readers that parsers/tempus.py names. gene5 and gene3 are in order and may be null; nothing else says which gene is
5'. Of quality only the notes speak, in words that are not known: what is not surely harmless limits the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fusionflag import clinical, markers
from fusionflag.cells import RowError
from fusionflag.clinical import explain_no_fusion, problem
from fusionflag.documents import Node
from fusionflag.expressions import expression
from fusionflag.genes import default
from fusionflag.model import Finding, Mark, Marker
from fusionflag.partners import mentions_nrg1, split_fusion

GENES = ("gene", "gene5", "gene3", "fusedGene")
FUSION = expression(r"fusion|rearrang|transloc|structural|inversion", re.I)
_KEYS = expression(r"fusion|rearrang|transloc|structural|gene[53]\b|fusedgene", re.I)
_KNOWN = {"metadata", "order", "report", "patient", "specimens", "results", "genomicVariants", "rna"}
_REMARK = expression(r"note|comment|remark|limit|disclaim|qualit|qc|detail|statement|warning|status", re.I)
_HARMLESS = expression(
    r"no potentially actionable variants(?: and no reportable treatment options)?(?: were)? found"
    r"|no reportable (?:treatment options|variants)(?: were)? found"
    r"|complete|completed|standard|performed|pass|passed|adequate|sufficient|received",
    re.I,
)
_AWAITED = expression(  # in a report of DNA it makes an arm of its own
    r"m?RNA (?:analysis|sequencing) is being performed"
    r"(?: and will be reported(?: in the tempus (?:online )?portal)?(?: when complete)?)?",
    re.I,
)


# -- remarks ---------------------------------------------------------------------------------------
def texts(*nodes: Node) -> str:
    """All text below these nodes, whatever its shape; each on a line of its own."""
    return "\n".join(text for node in nodes for inner in node.walk() if (text := inner.text()))


def weak(top: Node, molecule: str) -> str:
    """What limits a silence: places of NRG1 read too thinly, or a remark that is not known to be harmless.

    The words of a remark are not repeated.
    """
    thin = top.get("results", "lowCoverageAmplicons")
    if any(mentions_nrg1(str(node.value)) for node in thin.walk() if isinstance(node.value, str)):
        thin.explain()
        return "low coverage of NRG1 is stated"
    for sentence in re.split(r"[.;!]+(?:\s|\Z)|\n", texts(*_remarks(top))):
        plain = sentence.strip()
        awaited = "DNA" in molecule and _AWAITED.fullmatch(plain)
        if plain and not awaited and not harmless(plain):
            return "a remark on the test or its material is not known to be harmless"
    return ""


def order_status(order: Node) -> list[str]:
    """What an order says of itself and of its test under a key of status or cancellation; `cancelled` where it is flagged so."""
    said = []
    for name, node in (*order.items(), *order.get("test").items()):
        if re.search(r"status|cancel", name, re.I):
            words = texts(node).casefold()
            flagged = "cancel" in name.casefold() and words not in ("", "false", "no")
            said.append("cancelled" if flagged else words)
    return [words for words in said if words not in ("", "false", "no")]


def harmless(words: str) -> bool:
    """Is this a word by which all is in order?"""
    return _HARMLESS.fullmatch(words) is not None


def _remarks(top: Node) -> Iterator[Node]:
    """The nodes that hold remarks: notes of the report and its workflow, of the specimens, and of RNA, by their keys."""
    report, rna = top.get("report"), top.get("rna")
    workflow = [(name, node) for name, node in report.get("workflow").items() if name != "reportStatus"]
    specimens = top.get("specimens")
    for specimen in specimens.all() if isinstance(specimens.value, list | dict) else []:
        workflow += [*specimen.items(), *specimen.get("institutionData").items()]
    for name, node in (*top.items(), *report.items(), *workflow):
        if _REMARK.search(name):
            yield node
    for name, node in rna.items():
        if name != "variants" and (_REMARK.search(name) or not isinstance(node.value, list | dict)):
            yield node
    if not isinstance(rna.value, list | dict) and rna.text():
        yield rna


# -- sections --------------------------------------------------------------------------------------
def check_sections(top: Node) -> None:
    """A section that is not known, and looks as if it held fusions, is not passed over; nor is anything unknown of RNA."""
    for name, inner in top.items():
        if name not in _KNOWN and any(n.text() for n in inner.walk()) and _may_hold_fusions(name, inner):
            problem(inner, "a section is not known, and may hold fusions", name)
    rna = top.get("rna")
    if isinstance(rna.value, list) and rna.value:
        problem(rna, "the section of RNA is a list, and may hold fusions")
    check_unknown(rna, {"variants", *(name for name, _ in rna.items() if _REMARK.search(name))})


def check_unknown(node: Node, known: Iterable[str]) -> None:
    """A section that is not known, and holds something, may hold fusions."""
    for name, inner in node.items():
        if name not in known and isinstance(inner.value, list | dict) and any(n.text() for n in inner.walk()):
            problem(inner, "a section is not known, and may hold fusions", name)


def _may_hold_fusions(name: str, section: Node) -> bool:
    """By the name of the section, a key in it, or a short word in it; sentences may speak of fusions in general."""
    if _KEYS.search(name):
        return True
    below = [node for node in section.walk() if node is not section]
    return any(
        _KEYS.search(node.pointer.rpartition("/")[2])
        or (len(text := node.text()) <= clinical.SHORT and FUSION.search(text))
        for node in below
    )


# -- variants --------------------------------------------------------------------------------------
def variant(node: Node, gene: str, said: str, kind: str) -> Finding | Marker | None:
    """One variant. What joins genes, or is called a fusion anywhere, is one; the others are markers."""
    words = f"{kind} {node.text('variantType')} {node.text('variantDescription')} {node.text('fusionType')}"
    joined = any(node.get(name) for name in ("gene5", "gene3", "fusedGene", "fusionType"))
    called = node.text("structuralVariant") == "true" or "isoforms" in words or FUSION.search(words)
    if joined or (called and kind not in ("snvindels", "cnvs")):
        return _fusion(node, gene, said, isoform="isoforms" in words)
    if not gene:
        raise RowError("names no gene", node.pointer)
    change = node.first("HGVS.p", "pVar", "mutationEffect", "HGVS.c", "cVar").text()
    if mentions_nrg1(gene):
        explain_no_fusion(node, gene)  # it is told as a marker, or is none
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
