"""VICC / GA4GH gene fusions as JSON (FUSOR): one AssayedFusion or CategoricalFusion, or a list of them.

Facts: cancervariants/fusor, src/fusor/models.py and its examples. `structure` runs from 5' to 3'. Positions are inter-residue
(0-based): of TPM3 exon 8 on the minus strand `start` 154170399 is base 154170400, of NTRK1 exon 10 `start` 156874570 is base
156874571, an `end` is the base of that number. `fusionDetection` is observed or inferred (from DNA); the nucleic acid is taken
from the assay's name, because "observed" does not say of what. A CategoricalFusion is knowledge, no patient's result. There is
no QC, no list of what was tested and no negative.
"""

import re
from collections.abc import Iterator
from typing import Any

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, document, each
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Keys, Listed, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

_REPORTED = ("AssayedFusion", "InternalTandemDuplication")
_GENES = ("GeneElement", "TranscriptSegmentElement")
_UNKNOWN = ("UnknownGeneElement", "MultiplePossibleGenesElement")
_BETWEEN = ("LinkerSequenceElement", "TemplatedSequenceElement", "RegulatoryElement")
_ASSAYS = (
    ("FISH", r"\bfish\b|in[- ]situ hybridi[sz]ation|OBI_0003094"),
    ("RNA", r"\bm?RNA|transcriptom|\bRT-?q?PCR|OBI_0000552|OBI_0001271|OBI_0001177"),
    ("DNA", r"\bDNA|exome|genome sequencing|OBI_0002118|OBI_0002117"),
)

_NRG1_ID = re.compile(
    r"(?:hgnc|normalize\.gene\.hgnc)[:.]7997|(?:normalize\.gene\.)?(?:ncbi_?gene|entrez(?:gene)?)[:.]3084"
    r"|(?:ensembl:)?ENSG00000157168(?:\.\d+)?",
    re.I,
)
_ACCESSION = re.compile(r"NC_0000(\d\d)\.(\d{1,4})\b")
# the versions of NC_000001 to NC_000024 in GRCh38; those of GRCh37 are one lower
_VERSIONS_38 = (11, 12, 12, 12, 10, 12, 14, 11, 12, 11, 10, 12, 11, 9, 10, 10, 11, 10, 10, 11, 9, 11, 11, 10)


def _shape(root: Any) -> bool:
    return root["type"] in (*_REPORTED, "CategoricalFusion") and isinstance(root["structure"], list)


@parser(
    title="VICC gene fusion (JSON)",
    molecule="unknown",
    versions="not stated",
    evidence="example",
    direction="format: `structure` runs from 5' to 3'",
    positions="half-open: places between bases",
    build="stated",
    silence="nothing: it has no negative",
    looks_like=[Keys("type", "structure", shape=_shape), Listed("type", "structure")],
)
def vicc_fusion(report: Report) -> Iterator[Record]:
    """One finding an assayed fusion."""
    root = document(report)
    nodes = root.all() if isinstance(root.value, list) else [root]
    assayed = []
    for node in nodes:
        kind = node.text("type")
        if kind == "CategoricalFusion":
            node.explain()
        elif kind in _REPORTED:
            assayed.append(node)
        else:
            report.problem(Code.BAD_ROW, "is of a type that is not known here", value=kind).place = node.place
    molecules = dict.fromkeys(_molecule(n) for n in assayed)
    for molecule in molecules or ("unknown",):
        own = [n for n in assayed if _molecule(n) == molecule]
        names = dict.fromkeys(n.text("assay", "assayName") for n in own)
        # a probe looks at one gene: what it says of another is no word on NRG1
        spoken = bool(own) and (molecule != "FISH" or any(mentions_nrg1(str(n.value)) for n in own))
        yield Assay(
            molecule=molecule,
            report_kind="export",
            assay_reported="; ".join(name for name in names if name),
            fusions_stated=spoken,
        )
    yield from each(assayed, _finding)


def _molecule(node: Node) -> str:
    """By the assay's name; `inferred` without a name that says more is DNA. RNA that only infers a fusion is not believed."""
    assay = node.get("assay")
    words = f"{assay.text('assayName')} {assay.text('assayId')}"
    found = [molecule for molecule, pattern in _ASSAYS if re.search(pattern, words, re.I)]
    inferred = assay.text("fusionDetection") == "inferred"
    if len(found) == 1:
        return "unknown" if found[0] == "RNA" and inferred else found[0]
    return "DNA" if inferred and not found else "unknown"


def _finding(node: Node) -> Finding:
    parts = node.need("structure").all()
    kinds = [p.text("type") for p in parts]
    if strange := [k for k in kinds if k not in (*_GENES, *_UNKNOWN, *_BETWEEN)]:
        raise RowError(
            "is no element of a fusion that is known here", f"{node.pointer}/structure", strange[0]
        )
    ends = [p for p, kind in zip(parts, kinds, strict=True) if kind in (*_GENES, *_UNKNOWN)]
    regulated = "RegulatoryElement" in kinds or node.get("regulatoryElement")
    if len(ends) < (1 if regulated else 2):
        raise RowError("names fewer than two partners", f"{node.pointer}/structure")
    five, three = (ends[0], ends[-1]) if len(ends) > 1 else (_regulator(node, parts), ends[0])
    event = node.text("causativeEvent", "eventType")
    return Finding(
        molecule=_molecule(node),
        genome=_build(five, "End") or _build(three, "Start"),
        gene5_reported=_gene(five),
        gene3_reported=_gene(three),
        call_reported="::".join(_gene(p) or "?" for p in (ends if len(ends) > 1 else (five, three))),
        marks=(Mark.READTHROUGH,) if event == "read-through" else (),
        order_from="format",
        **_side(five, "End", "5"),
        **_side(three, "Start", "3"),
        event="; ".join(
            filter(
                None,
                (
                    event,
                    node.text("causativeEvent", "eventDescription")[:60],
                    "regulatory" if regulated else "",
                ),
            )
        ),
        in_frame={True: "in", False: "out"}.get(node.get("readingFramePreserved").value, "unknown"),
        egf_kept=_egf(node),
        junction_reads=node.count("readData", "split", "splitReads"),
        pair_reads=node.count("readData", "spanning", "spanningReads"),
    )


def _regulator(node: Node, parts: list[Node]) -> Node:
    """The element whose regulation a single gene came under."""
    return next((p for p in parts if p.text("type") == "RegulatoryElement"), node.get("regulatoryElement"))


def _gene(part: Node) -> str:
    """The symbol; older files call it label. Its id where there is none, and NRG1 wherever the id is that of NRG1.

    Raises RowError for more than one gene.
    """
    genes = part.all("gene") or part.all("associatedGene")
    if len(genes) > 1:
        raise RowError("an element names more than one gene", part.pointer)
    gene = genes[0] if genes else part.get("gene")
    ids = [gene.text("primaryCoding", "code"), gene.text("primaryCoding", "id"), gene.text("id")]
    ids += [gene.text(key) for key in ("gene_id", "geneId")]
    if any(map(_NRG1_ID.fullmatch, ids)):
        return "NRG1"
    return gene.first("name", "label").text() or gene.text("primaryCoding", "code") or gene.text("id").upper()


def _side(part: Node, edge: str, ours: str) -> dict[str, Any]:
    """Place, transcript and exon of one side. An offset says that the break is not at the exon's edge."""
    place = part.get(f"elementGenomic{edge}")
    place = place.get("location") or place
    reference = place.get("sequenceReference")
    accession = reference.text("id") or reference.text() or part.get(f"elementGenomic{edge}").text("id")
    accession = accession.rpartition(":")[2]
    exon, offset = part.text(f"exon{edge}"), part.text(f"exon{edge}Offset")
    return {
        f"pos{ours}": _position(place, part.text("strand"), edge),
        f"chrom{ours}": accession if accession.startswith("NC_") else "",
        f"strand{ours}": {"1": "+", "-1": "-"}.get(part.text("strand"), ""),
        f"transcript{ours}": part.text("transcript").rpartition(":")[2],
        f"exon{ours}": exon if offset in ("", "0") or not exon else f"{exon}{int(offset):+d}",
    }


def _build(part: Node, edge: str) -> str:
    """The build that the version of a chromosome's accession belongs to."""
    match = _ACCESSION.search(str(part.get(f"elementGenomic{edge}").value))
    if not match or not 1 <= int(match[1]) <= len(_VERSIONS_38):
        return ""
    behind = _VERSIONS_38[int(match[1]) - 1] - int(match[2])
    return {0: "GRCh38", 1: "GRCh37"}.get(behind, "")


def _position(place: Node, strand: str, edge: str) -> int | None:
    """The 1-based base at the junction. Older files give both ends, of one base; of a longer stretch the strand tells which."""
    start, end = place.position("start"), place.position("end")
    if start is None:
        return end
    if end is None or end == start + 1:
        return start + 1
    if strand not in ("1", "-1"):
        raise RowError(
            "gives a stretch, but no strand that tells at which end the junction is", place.pointer
        )
    return end if (strand == "1") == (edge == "End") else start + 1


def _egf(node: Node) -> str:
    """The EGF-like domain of NRG1 among the domains that were judged."""
    for domain in node.all("criticalFunctionalDomains"):
        gene = domain.get("associatedGene")
        named = "NRG1" in (gene.text("name"), gene.text("label")) or "HGNC:7997" in (
            gene.text("primaryCoding", "code"),
            gene.text("id").upper(),
        )
        if named and re.search(
            r"\bEGF|IPR000742|IPR013032|IPR001881", f"{domain.text('label')} {domain.text('id')}"
        ):
            return {"preserved": "kept", "lost": "lost"}.get(domain.text("status"), "unknown")
    return "unknown"
