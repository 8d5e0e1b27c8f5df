"""ORANGE (hartwigmedical/hmftools): the JSON of a whole genome or panel (LINX, PURPLE) and, where it was sequenced, of RNA
(ISOFOX).

Facts: orange-datamodel (OrangeRecord, LinxRecord, LinxFusion, IsofoxRecord, RnaFusion) over its versions and its test
documents. `isofox` is null or missing where there was no RNA: an arm that was not done, never an empty list; FAIL_* is one
that failed. Start and Up are the 5' side. Of DNA most fusions are not `reported` and no results of LINX. A document may be
stripped to what is reported: its RNA list is whole only where ISOFOX's own lists of expression, junctions or fusions hold
something. RNA QC is PASS, WARN_* or FAIL_*, one or a list, and so is PURPLE's. A structural variant or a breakend at NRG1
without a fusion is listed too. Copy numbers, small variants, expression and splice junctions within a gene are no fusions.
Positions of RNA are 1-based; of DNA exons and transcripts are given.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from fusionflag.cells import RowError
from fusionflag.documents import Node, bad, document, each
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Keys, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

_PHASED = {"INFRAME": "in", "SKIPPED_EXONS": "in", "OUT_OF_FRAME": "out"}
_BUILDS = {"V37": "GRCh37", "37": "GRCh37", "V38": "GRCh38", "38": "GRCh38"}
# what is neither a fusion nor a rearrangement, below the root, below `linx` and below `isofox`
_OTHER = (
    "wildTypeGenes",
    "germlineMVLHPerGene",
    "cuppa",
    "peach",
    "virusInterpreter",
    "immuneEscape",
    "sigAllocations",
)
_LINX_OTHER = (
    "somaticDrivers",
    "germlineDrivers",
    "somaticHomozygousDisruptions",
    "germlineHomozygousDisruptions",
)
_EXPRESSION = ("allGeneExpressions", "reportableHighExpression", "reportableLowExpression")
_JUNCTIONS = ("allNovelSpliceJunctions", "reportableSkippedExons", "reportableNovelExonsIntrons")


def _shape(document: Any) -> bool:
    linx = document["linx"]
    return isinstance(linx, dict) and any(name.endswith("Fusions") for name in linx)


@parser(
    title="ORANGE (JSON)",
    molecule="DNA",
    versions="2.x-4.x",
    evidence="example: the data model and its test documents, none with RNA",
    direction="row: Start and Up are 5'; structural variants and breakends say nothing",
    positions="1-based: of RNA alone",
    build="stated",
    silence="negative: ISOFOX's lists without NRG1, if they hold anything",
    looks_like=Keys("sampleId", "purple", "linx", shape=_shape),
)
def orange(report: Report) -> Iterator[Record]:
    """The arms of DNA and RNA, then their fusions, then the other rearrangements at NRG1."""
    root = document(report)
    yield _dna_arm(root)
    yield _rna_arm(root)
    for node in [root.get(name) for name in _OTHER] + [root.get("linx", name) for name in _LINX_OTHER]:
        node.explain()
    for _, node in [*root.get("purple").items()]:
        if not node.pointer.endswith("Fusions"):
            node.explain()
    try:
        genome = _build(root)
        dna = [*_lists(root.get("linx"), "Fusions"), *_lists(root.get("purple"), "Fusions")]
        yield from each(_once(dna), partial(_dna_fusion, genome=genome))
        yield from _rearrangements(root.get("linx"), genome)
        isofox = root.get("isofox")
        for name in (*_EXPRESSION, *_JUNCTIONS):
            isofox.get(name).explain()
        yield from each(_once(_lists(isofox, "Fusions")), partial(_rna_fusion, genome=genome))
    except RowError as error:
        bad(root, error)


# -- arms ------------------------------------------------------------------------------------------
def _dna_arm(root: Node) -> Assay:
    """LINX's arm. Only a whole genome is known to hold NRG1's introns; a panel is known by its laboratory."""
    words = _words(root.get("purple", "fit", "qc", "status"))
    purity, qc = root.number("purple", "fit", "purity"), _qc(words)
    whole = root.text("experimentType").upper() in ("WHOLE_GENOME", "WGS")
    return Assay(
        molecule="DNA",
        assay_reported="ORANGE" if whole else "",
        method="WGS" if whole else "",
        qc=qc,
        qc_metrics=f"PURPLE={'+'.join(words)}" if words else "",
        qc_from="report" if words else "",
        tumor_content=purity * 100 if purity is not None and 0 < purity <= 1 and qc != "fail" else None,
        **_shared(root),
    )


def _rna_arm(root: Node) -> Assay:
    """ISOFOX's arm; not done where the document has none."""
    isofox = root.get("isofox")
    if not isofox:
        return Assay(molecule="RNA", status="not_done", fusions_stated=False, **_shared(root))
    words = _words(isofox.first("summary", "statistics").get("qcStatus"))
    listed = [name for name, _ in isofox.items() if name.endswith("Fusions")]
    whole = any(isofox.get(name) for name in ("allFusions", "allGeneExpressions", "allNovelSpliceJunctions"))
    qc = _qc(words)
    return Assay(
        molecule="RNA",
        report_kind="caller" if whole else "candidates",
        status="failed" if qc == "fail" else "done",
        qc=qc,
        qc_metrics=f"ISOFOX={'+'.join(words)}" if words else "",
        qc_from="report" if words else "",
        fusions_stated="allFusions" in listed,
        **_shared(root),
    )


def _shared(root: Node) -> dict[str, Any]:
    date = root.first("samplingDate", "experimentDate")
    parts = (
        [date.count(part) for part in ("year", "month", "day")] if isinstance(date.value, dict) else [None]
    )
    day = "-".join(f"{n:02d}" for n in parts if n is not None) if None not in parts else ""
    tumors = [node.text("doidTerm") for node in root.all("configuredPrimaryTumor")]
    return {
        "genome": _build(root),
        "report_date": day,
        "tumor_type_reported": "; ".join(filter(None, tumors)),
    }


def _build(root: Node) -> str:
    return _BUILDS.get(root.text("refGenomeVersion").upper(), "")


def _words(node: Node) -> list[str]:
    """The words of a state that is one word or a list of them."""
    return [word for part in node.text().split(";") if (word := part.strip())]


def _qc(words: list[str]) -> str:
    """The worst of them; a word that is not known is borderline at best."""
    if not words:
        return "not_provided"
    if any(word.startswith("FAIL") for word in words):
        return "fail"
    return "pass" if set(words) == {"PASS"} else "borderline"


# -- fusions ---------------------------------------------------------------------------------------
def _lists(node: Node, kind: str) -> list[Node]:
    """The entries of all lists below `node` whose name ends with `kind`, the whole list first."""
    names = [name for name, below in node.items() if name.endswith(kind) and below]
    return [
        entry for name in sorted(names, key=lambda n: not n.startswith("all")) for entry in node.all(name)
    ]


def _once(nodes: Iterable[Node]) -> Iterator[Node]:
    """Each entry once: a reportable one stands again in the list of all."""
    seen: list[Any] = []
    for node in nodes:
        if node.value in seen:
            node.explain()
            continue
        seen.append(node.value)
        yield node


def _dna_fusion(node: Node, genome: str) -> Finding:
    five, three = node.text("geneStart"), node.text("geneEnd")
    if not (five and three):
        raise RowError("names no two genes", node.pointer)
    status = node.first("reported", "reportedStatus").text().casefold()
    if status not in ("true", "false", "reported", "not_reported", "non_driver_reportable", ""):
        raise RowError("`reported` is neither true nor false", node.pointer)
    reported = status in ("true", "reported") if status else None
    germline = "Germline" in node.pointer
    return Finding(
        molecule="DNA",
        gene5_reported=five,
        gene3_reported=three,
        call_reported=node.first("name", "display").text() or f"{five}::{three}",
        confidence=node.first("driverLikelihood", "likelihood").text(),
        filters=node.text("unreportedReasons"),
        reported=reported,
        marks=(
            *{True: (Mark.PASS,), False: (Mark.FILTERED,), None: ()}[reported],
            *((Mark.GERMLINE,) if germline else ()),
        ),
        order_from="format",
        genome=genome,
        transcript5=node.first("geneTranscriptStart", "transcriptStart").text(),
        exon5=node.text("fusedExonUp"),
        transcript3=node.first("geneTranscriptEnd", "transcriptEnd").text(),
        exon3=node.text("fusedExonDown"),
        event=node.text("reportedType"),
        in_frame=_PHASED.get(node.text("phased"), "unknown"),
    )


def _rna_fusion(node: Node, genome: str) -> Finding:
    name = node.first("name", "display").text()
    separator = next((s for s in ("::", "_") if s in name), "")
    cut = name.partition(separator) if separator else (name, "", "")
    five, three = node.text("geneStart") or cut[0], node.text("geneEnd") or cut[2]
    if not (five or three):
        raise RowError("names no gene", node.pointer)
    frags = [n for key in ("splitFragments", "realignedFrags") if (n := node.count(key)) is not None]
    ends = [
        (
            node.first(f"chromosome{s}", f"chromosome{u}").text(),
            node.first(f"position{s}", f"position{u}").position(),
        )
        for s, u in (("Start", "Up"), ("End", "Down"))
    ]
    return Finding(
        molecule="RNA",
        gene5_reported=five,
        gene3_reported=three,
        call_reported=name or f"{five}::{three}",
        confidence=node.text("knownType"),
        order_from="format",
        genome=genome,
        chrom5=ends[0][0],
        pos5=ends[0][1],
        chrom3=ends[1][0],
        pos3=ends[1][1],
        event=node.text("svType"),
        junction_reads=sum(frags) if frags else None,
        pair_reads=node.count("discordantFrags"),
        depth=node.first("depthEnd", "depthDown").count(),
    )


# -- other rearrangements at NRG1 ------------------------------------------------------------------
def _rearrangements(linx: Node, genome: str) -> Iterator[Record]:
    """Structural variants that name NRG1, and breakends of it that belong to none of these."""
    variants = [n for n in _lists(linx, "StructuralVariants") if _names(n, "geneStart", "geneEnd")]
    told = {n.text("svId") for n in variants}
    yield from each(_once(variants), partial(_variant, genome=genome))
    ends = [n for n in _lists(linx, "Breakends") if _names(n, "gene")]
    known: Callable[[Node], bool] = lambda n: n.text("svId") in told  # noqa: E731
    for node in filter(known, ends):
        node.explain()
    yield from each(_once(n for n in ends if not known(n)), partial(_breakend, genome=genome))


def _names(node: Node, *keys: str) -> bool:
    return any(mentions_nrg1(node.text(key)) for key in keys)


def _variant(node: Node, genome: str) -> Finding:
    return Finding(
        molecule="DNA",
        gene5_reported=node.text("geneStart"),
        gene3_reported=node.text("geneEnd"),
        call_reported=f"sv {node.text('svId')}",
        marks=(Mark.GERMLINE,) if "Germline" in node.pointer else (),
        order_known=False,
        order_from="none",
        genome=genome,
        event=node.text("type"),
    )


def _breakend(node: Node, genome: str) -> Finding:
    """A break in NRG1, whose other end is not told here."""
    upstream = node.text("geneOrientation").casefold() == "upstream"
    gene = node.text("gene")
    return Finding(
        molecule="DNA",
        gene5_reported=gene if upstream else "",
        gene3_reported="" if upstream else gene,
        call_reported=f"sv {node.text('svId')}",
        marks=(Mark.SINGLE_BREAKEND, *((Mark.GERMLINE,) if "Germline" in node.pointer else ())),
        order_known=False,
        order_from="none",
        genome=genome,
        event=node.text("type"),
    )
