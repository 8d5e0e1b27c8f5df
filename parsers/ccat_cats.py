"""C-CAT's CATS format: the JSON in which Japanese laboratories hand results to the national register.

Facts: the JSON schema 1.2.1 and synthetic files of catstools (ccatg-pub); no file of a laboratory was seen.
* `sequencingSamples` says what was sequenced (DNA, RNA; tumor, normal; cell-free by `testType`); a rearrangement names its
  sample. `suspectedSampleStates` (degraded, contaminated ...) is the only word on quality; an empty list is no pass.
* `variants.rearrangements` is optional: a file without it says nothing of fusions. `orderedGenePairs` is in the order of
  transcription; without it the order is unknown. `geneSymbol` null: no gene there.
* `matePieceLocation` is of the genome by the schema, but of the transcript in its samples (CD74, EML4 `downstream`, ALK, ERBB4
  `upstream`): not read. The build is stated, but a sample says GRCh38 of positions that are GRCh37.
* `testId` is arbitrary (two samples share one), so it groups nothing.
"""

from collections.abc import Iterator
from typing import Any

from fusionflag import clinical, markers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, document, each
from fusionflag.model import Assay, Finding, Mark, Marker, Record
from fusionflag.parsing import Keys, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

TYPES = {
    "gene fusion",
    "gene fusion and frameshift variant",
    "bidirectional gene fusion",
    "duplication",
    "tandem duplication",
    "deletion",
    "inversion",
    "truncation",
    "splice variant",
    "exon skipping",
    "other",
}
VARIANTS = {"shortVariants", "copyNumberAlterations", "rearrangements"}
METRICS = (
    "totalReadCount",
    "totalMappedReadCount",
    "mappedReadsPercentage",
    "duplicateReadsPercentage",
    "meanReadDepth",
)
WIDE = 10  # bases beyond which a place is no junction any more


def _lists(document: Any) -> bool:
    return isinstance(document["sequencingSamples"], list) and isinstance(document["testInfo"], dict)


@parser(
    title="C-CAT CATS (JSON)",
    molecule="unknown",
    looks_like=Keys("metaData", "testInfo", "sequencingSamples", shape=_lists),
    versions="1.0 to 1.3",
    evidence="example: the schema and synthetic files",
    direction="row: `orderedGenePairs`",
    positions="1-based: those of the pieces that are joined are not read",
    build="stated",
    silence="negative: an empty list of rearrangements; a missing one says nothing",
)
def ccat_cats(report: Report) -> Iterator[Record]:
    """An arm a tumor sample, a finding a rearrangement and ordered pair of genes."""
    root = document(report)
    variants = root.get("variants")
    for name, node in variants.items():
        if name not in VARIANTS and node:
            report.problem(Code.PARTIAL_TABLE, f"`variants` holds `{name}`, which is not known")
    cats = _Cats(root)
    yield from cats.arms(isinstance(variants.get("rearrangements").value, list))
    yield from each(variants.all("rearrangements"), cats.rearrangement)
    yield from each(variants.all("shortVariants"), cats.small)
    yield from each(variants.all("copyNumberAlterations"), cats.copies)
    yield from each(root.all("expressions"), cats.expression)
    yield from each(root.all("otherBiomarkers"), cats.biomarker)
    for node in (*root.all("compositeBiomarkers"), *root.all("metaData", "comments")):
        # said of results that were read above: put together, or commented on
        about = {n.text() for key in ("componentItemIds", "itemIds") for n in node.all(key)}
        if about & cats.of_nrg1(variants):
            node.explain()


class _Cats:
    """What the variants need to know of their file."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.genome = clinical.build(root.need("metaData").text("referenceGenome", "grcRelease"))
        self.samples = {s.text("itemId"): s for s in root.all("sequencingSamples")}
        self.plasma = "cell-free" in root.text("testInfo", "testType")

    def molecule(self, sample: Node) -> str:
        word = sample.text("nucleicAcid")
        if word not in ("DNA", "RNA"):
            return "unknown"
        return f"cf{word}" if self.plasma and sample.text("tumorOrNormal") == "tumor" else word

    def arms(self, stated: bool) -> Iterator[Assay]:
        test = self.root.get("testInfo")
        tumors = [s for s in self.samples.values() if s.text("tumorOrNormal") != "normal"]
        if not tumors:
            raise RowError(
                "lists no tumor sample, so it is not known what was sequenced", "/sequencingSamples"
            )
        for sample in tumors:
            if self.molecule(sample) == "unknown":
                sample.report.problem(
                    Code.BAD_ROW, "a sample is neither DNA nor RNA", value=sample.text("nucleicAcid")
                ).place = sample.place
            states = [s.text() for s in sample.all("suspectedSampleStates")]
            only = test.text("testForReferenceOnly") == "true"
            limits = [f"suspected to be {', '.join(states)}"] if states else []
            yield Assay(
                report_kind="export",
                sample=sample.text("itemId"),
                molecule=self.molecule(sample),
                assay_reported=test.text("panelName"),
                fusions_stated=stated,
                genome=self.genome,
                limitation="; ".join(limits + (["tested for reference only"] if only else [])),
                qc_metrics=";".join(f"{m}={sample.text(m)}" for m in METRICS if sample.text(m)),
            )

    def where(self, node: Node) -> dict[str, Any]:
        """Sample and nucleic acid of a variant; a sample that is not listed leaves the nucleic acid open."""
        name = node.text("sampleItemId")
        if name not in self.samples:
            node.report.problem(
                Code.BAD_ROW, "a variant is of a sample that is not listed", value=name
            ).place = node.place
            return {"sample": "", "molecule": "unknown"}
        return {"sample": name, "molecule": self.molecule(self.samples[name])}

    def of_nrg1(self, variants: Node) -> set[str]:
        """Ids of the variants that name NRG1."""
        nodes = [n for _, group in variants.items() for n in group.all()]
        return {
            n.text("itemId")
            for n in nodes
            if any(isinstance(x.value, str) and mentions_nrg1(x.value) for x in n.walk())
        }

    # -- rearrangements ----------------------------------------------------------------------------
    def rearrangement(self, node: Node) -> Iterator[Finding]:
        ends = node.all("breakends")
        if len(ends) != 2:
            raise RowError("a rearrangement has not two breakends", node.pointer, str(len(ends)))
        if node.text("rearrangementType") not in TYPES:
            node.report.problem(
                Code.BAD_ROW, "the type of a rearrangement is not known", value=node.text("rearrangementType")
            ).place = node.place
        arm = self.where(node)
        pairs = [[gene.text() for gene in pair.all()] for pair in node.all("orderedGenePairs")]
        _check_pairs(node, pairs, [_symbols(end) for end in ends])
        for pair in pairs or [[";".join(_symbols(end)) for end in ends]]:
            if len(pair) != 2:
                raise RowError("an ordered pair has not two genes", node.pointer, "-".join(pair))
            ordered = bool(pairs)
            five, three = ends
            if ordered and pair[0] not in _symbols(five) and pair[0] in _symbols(three):
                five, three = three, five
            names = "; ".join(filter(None, (n.text() for n in node.all("rearrangementNames"))))
            yield Finding(
                gene5_reported=pair[0],
                gene3_reported=pair[1],
                call_reported=names or "-".join(filter(None, pair)),
                order_known=ordered,
                order_from="format" if ordered else "none",
                event=node.text("rearrangementType"),
                reported={"true": True, "false": False}.get(node.text("reported")),
                marks=self.marks(node, pair, ends),
                **_place(five, "5"),
                **_place(three, "3"),
                genome=self.genome,
                total_reads=node.count("supportingReadCount"),
                allele_fraction=node.number("alternateAlleleFrequency"),
                **arm,
            )

    def marks(self, node: Node, pair: list[str], ends: list[Node]) -> tuple[Mark, ...]:
        sample = self.samples.get(node.text("sampleItemId"))
        origin, event = node.text("variantOrigin"), node.text("rearrangementType")
        germline = origin == "germline" or (sample is not None and sample.text("tumorOrNormal") == "normal")
        skipped = [[n.text() for n in s.all("exonRange")] for s in node.all("skippedExonRanges")]
        spliced = event in ("splice variant", "exon skipping") and (
            "MET" not in pair or skipped == [["14", "14"]]
        )
        said = {
            Mark.PASS: node.text("reported") == "true",
            Mark.GERMLINE: germline,
            Mark.NOT_SOMATIC: origin == "likely germline",
            Mark.SPLICE_VARIANT: spliced,
            Mark.INTERGENIC: bool(pair[0]) != bool(pair[1]),
            Mark.IMPRECISE: any(_width(end) > WIDE for end in ends),
        }
        return tuple(mark for mark, met in said.items() if met)

    # -- other results -----------------------------------------------------------------------------
    def small(self, node: Node) -> Iterator[Marker]:
        for transcript in _first_of_each_gene(node):
            change = transcript.text("aminoAcidsChange") or transcript.text("cdsChange")
            yield from self.placed(node, markers.small_variant(transcript.text("geneSymbol"), change))

    def copies(self, node: Node) -> Iterator[Marker]:
        kind = node.text("copyNumberAlterationType")
        for transcript in _first_of_each_gene(node):
            gene = transcript.text("geneSymbol")
            if kind == "amplification":
                yield from self.placed(node, markers.amplification(gene, kind))
            elif gene == "NRG1":
                yield from self.placed(node, Marker(gene=gene, marker=kind, state="detected"))

    def expression(self, node: Node) -> Iterator[Marker]:
        for transcript in _first_of_each_gene(node):
            if transcript.text("geneSymbol") == "NRG1":
                yield from self.placed(node, Marker(gene="NRG1", marker="expression", state="unknown"))

    def biomarker(self, node: Node) -> Iterator[Marker]:
        kind, state = node.text("biomarkerType"), node.text("state")
        values = [f"{m.text('value')} {m.text('unit')}".strip() for m in node.all("biomarkerMetrics")]
        if kind == "TMB":
            yield from self.placed(node, markers.tmb("; ".join(values), state))
        elif kind == "MSI":
            yield from self.placed(node, markers.msi(state))

    def placed(self, node: Node, marker: Marker | None) -> Iterator[Marker]:
        if marker is not None:
            arm = self.where(node)
            marker.sample, marker.molecule = arm["sample"], arm["molecule"]
            yield marker


def _check_pairs(node: Node, pairs: list[list[str]], symbols: list[list[str]]) -> None:
    """Pairs may name only the genes of the breakends, and where one of these is NRG1, so should they.

    Raises RowError where NRG1 would be lost; a pair that names it is kept.
    """
    known = {gene for end in symbols for gene in end or [""]}
    if "NRG1" not in known or not pairs:
        return
    strange = any(gene not in known for pair in pairs for gene in pair)
    named = any(gene == "NRG1" for pair in pairs for gene in pair)
    if strange and not named:
        raise RowError(
            "an ordered pair has a gene of neither breakend, and one of these is NRG1", node.pointer
        )
    if strange or not named:
        node.report.problem(
            Code.BAD_ROW, "the ordered pairs are not those of the breakends, one of which is NRG1"
        ).place = node.place


def _symbols(end: Node) -> list[str]:
    return list(dict.fromkeys(s for t in end.all("transcripts") if (s := t.text("geneSymbol"))))


def _first_of_each_gene(node: Node) -> list[Node]:
    genes: dict[str, Node] = {}
    for transcript in node.all("transcripts"):
        genes.setdefault(transcript.text("geneSymbol"), transcript)
    return list(genes.values())


def _width(end: Node) -> int:
    start, stop = end.position("startPosition"), end.position("endPosition")
    return abs(stop - start) if start is not None and stop is not None else 0


def _place(end: Node, side: str) -> dict[str, Any]:
    start, stop = end.position("startPosition"), end.position("endPosition")
    if start is None:
        raise RowError("a breakend has no position", end.pointer)
    width = abs((stop or start) - start)
    return {
        f"chrom{side}": end.text("chromosome"),
        f"pos{side}": min(start, stop or start),
        f"interval{side}": (0, width) if width else (),
    }
