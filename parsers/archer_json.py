"""Archer Analysis (FusionPlex), the isoforms of one sample as its REST interface gives them (JSON).

Facts: two public programs that ask rest_api/jobs and read `isoforms`; no real document is public, so this is written from
documentation. `fusions` and `oncogenic_isoforms` are lists; `strong_evidence_aberration` is Archer's own calibrated call, false a
weak row; `is_artifact` is set by a reader. `annotations` holds the parts in the order of the transcript; `breakpoint_signature`
(`chr5:149784243,chr8:32585467|..`) the places of each, alternatives after `|`. Another dress is a paged list under `results`; a
page that is not the last is a part of the answer. The software reads GRCh37. `gsp2s` are the primers of that fusion alone, not
those of the panel: they say nothing of what it covers.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from fusionflag import archer, numbers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, bad, document, each
from fusionflag.locus import on_chr8
from fusionflag.model import Assay, Finding, Record
from fusionflag.parsing import Keys, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.segments import Part, junctions, parts_of, sides

EVIDENCE = "strong_evidence_aberration"
ISOFORMS = ("fusions", "oncogenic_isoforms")


def _isoforms(document: Any) -> bool:
    """The two lists, empty or with Archer's entries."""
    lists = [document.get(key) for key in ISOFORMS if key in document]
    entries = [entry for found in lists if isinstance(found, list) for entry in found]
    whole = len(lists) == 2 and all(isinstance(found, list) for found in lists)
    return (whole or bool(entries)) and all(isinstance(e, dict) and EVIDENCE in e for e in entries)


def _paged(document: Any) -> bool:
    found = document["results"]
    return (
        isinstance(found, list) and bool(found) and all(isinstance(e, dict) and EVIDENCE in e for e in found)
    )


def _wrapped(document: Any) -> bool:
    return isinstance(document["isoforms"], dict) and _isoforms(document["isoforms"])


@parser(
    title="Archer Analysis (REST, isoforms)",
    molecule="RNA",
    versions="not stated",
    evidence="documentation",
    direction="row: `annotations` run in the order of the transcript",
    positions="1-based",
    build="GRCh37",
    silence="negative: empty lists",
    looks_like=[
        Keys("fusions", shape=_isoforms),
        Keys("isoforms", shape=_wrapped),
        Keys("results", shape=_paged),
    ],
)
def archer_json(report: Report) -> Iterator[Record]:
    """One finding a junction of a fusion."""
    root = document(report)
    sample, joins = archer.sample_of(root)
    stats = archer.stats_of(root)
    yield Assay(
        sample=sample,
        joins=joins,
        assay_reported=archer.panel_of(root),
        pipeline="FusionPlex",
        genome="GRCh37",
        qc_metrics=archer.metrics_of(stats),
    )
    lists = root.get("isoforms") if root.get("isoforms") else root
    if _is_part(root):
        report.problem(
            Code.PARTIAL_TABLE,
            "is one page of several: the other isoforms are not here",
            hint="Ask for all pages.",
        )
    keys = ISOFORMS if any(lists.get(key).value is not None for key in ISOFORMS) else ("results",)
    for key in keys:
        try:
            if not isinstance(lists.need(key).value, list):
                raise RowError(f"`{key}` is no list", lists.pointer)
        except RowError as error:
            bad(lists, error)
            continue
        yield from each(
            lists.all(key), partial(_findings, sample=sample, isoform=key == "oncogenic_isoforms")
        )


def _is_part(root: Node) -> bool:
    """Is this one page of several? A last page names the one before it, and its list is shorter than the count of all."""
    listed, stated = root.get("results").value, root.text("count")
    fewer = bool(stated) and isinstance(listed, list) and numbers.decimal(stated) != len(listed)
    return bool(root.text("next") or root.text("previous")) or fewer


def _findings(node: Node, sample: str, isoform: bool) -> Iterator[Finding]:
    """The junctions of one entry. Raises RowError where what decides is missing."""
    strong = node.need(EVIDENCE).value
    if not isinstance(strong, bool):
        raise RowError(f"`{EVIDENCE}` is neither true nor false")
    arms = [arm.text() or arm.text("gene") for arm in node.all("gene_arms")]
    places = _places(node, [*dict.fromkeys(filter(None, arms))], isoform)
    words = " ".join(below.text() for below in node.walk())
    for place in places:
        elsewhere = [p[key] for p in places for key in ("gene5_reported", "gene3_reported") if p is not place]
        yield archer.finding(
            place,
            node.text("name"),
            "" if any(map(mentions_nrg1, elsewhere)) else words,
            strong=strong,
            artifact=node.get("is_artifact").value is True,
            sample=sample,
            event=node.text("novel_type"),
            in_frame={True: "in", False: "out"}.get(
                node.first("in_frame", "has_inframe_translation").value, "unknown"
            ),
            junction_reads=node.count("num_reads"),
            unique_reads=node.count("unique_start_sites"),
        )


def _places(node: Node, genes: list[str], isoform: bool) -> list[dict[str, Any]]:
    """The junctions by the annotations; by the set of genes, without order, where they are not understood."""
    texts = [a.text() or a.text("annotation") for a in node.all("annotations")]
    parts = [part for text in texts for part in parts_of(text)] if all(map(parts_of, texts)) else []
    pairs = junctions(parts)
    named = list(dict.fromkeys(p.gene for p in parts))
    if pairs and (not genes or set(genes) == set(named)):
        found = [sides(*pair) for pair in pairs]
        if len(found) == 1:
            _signature(node, pairs[0], found[0])
        return found
    genes = genes or named
    if len(genes) == 1:
        return [archer.unordered(genes[0], genes[0])]
    if len(genes) == 2:
        return [archer.unordered(*genes)]
    name = node.text("name")
    if not name:
        raise RowError("names no genes", node.pointer)
    gene = name.split()[0] if isoform and not genes else ""  # `MET exon 14 skipping`
    return [archer.unordered(gene, gene)]


def _signature(node: Node, pair: tuple[Part, Part], place: dict[str, Any]) -> None:
    """The places of a junction from `breakpoint_signature`, where the annotations give none."""
    if place["pos5"] is not None and place["pos3"] is not None:
        return
    ends = [end.rpartition(":") for end in node.text("breakpoint_signature").split("|")[0].split(",")]
    if len(ends) != 2 or any(numbers.position(pos) is None for _, _, pos in ends):
        return
    nrg1 = [part.gene == "NRG1" for part in pair]
    if any(nrg1) and not on_chr8(ends[nrg1.index(True)][0]):
        ends.reverse()  # the signature does not follow the transcript here
    for side, (chrom, _, pos) in zip(("5", "3"), ends, strict=True):
        place[f"chrom{side}"], place[f"pos{side}"] = chrom, numbers.position(pos)
