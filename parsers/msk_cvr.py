"""MSK CVR (MSK-IMPACT, MSK-ACCESS, MSK-Fusion): the JSON that the laboratory's server gives to cBioPortal's pipelines.

Facts: knowledgesystems/cmo-pipelines (CVRResult, CVRMetaData, CVRSvVariant) and readers of the same document; no real document
is public, so this is written from documentation. `results` holds the samples, by id or as a list, `meta-data` the panel and
`sv-variants` the events, with site1_gene/site2_gene or gene1/gene2. DNA or RNA is told by the panel alone; the genome is not
stated. Site 1 is not the 5' side (`two_sites.py`). `cnv-intragenic-variants` are losses within one gene.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from fusionflag import clinical, markers, two_sites
from fusionflag.cells import RowError
from fusionflag.documents import Node, bad, document, each
from fusionflag.model import Assay, Finding, Mark, Marker, Record
from fusionflag.parsing import Keys, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

SECTIONS = ("sv-variants", "snp-indel-exonic", "cnv-variants", "snp-indel-silent", "cnv-intragenic-variants")
SMALL = ("snp-indel-exonic", "snp-indel-exonic-np", "snp-indel-silent", "snp-indel-silent-np")
OTHER = ("seg-data", "segment-data", "cnv-arm-variants")
_STATUS = {  # the first that fits
    "not_done": r"insufficient|not sufficient|qns|cancel|reject|withdrawn|not (?:performed|done|tested)",
    "failed": r"fail",
    "pending": r"pending|progress|prelim|draft|review|await|not (?:signed|complete|final)|unsigned",
    "done": r"^(?:pass(?:ed)?|completed?|done|final|reported|signed(?:[- ]?out)?|)$",
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _shape(document: Any) -> bool:
    found = document["results"]
    samples = [*found.values()] if isinstance(found, dict) else found if isinstance(found, list) else []
    return bool(samples) and all(
        isinstance(s, dict) and "meta-data" in s and any(name in s for name in SECTIONS) for s in samples
    )


@parser(
    title="MSK CVR",
    molecule="unknown",
    versions="not stated",
    evidence="documentation",
    direction="row: the words of an annotation; site 1 need not be 5'",
    positions="1-based",
    build="unstated",
    silence="dna: by the panel; of an RNA panel a negative",
    multi_sample=True,
    looks_like=Keys("results", shape=_shape),
)
def msk_cvr(report: Report) -> Iterator[Record]:
    """An arm, its events and its markers for each sample."""
    results = document(report).get("results")
    named = [*results.items()] or [("", node) for node in document(report).all("results")]
    for key, node in named:
        meta = node.get("meta-data")
        sample = meta.text("dmp_sample_id") or key
        if not sample:
            bad(node, RowError("`dmp_sample_id` is missing: whose result this is cannot be told"))
        yield _arm(meta, sample)
        yield from _of_meta(meta, sample)
        try:
            events = _listed(node)
            losses = node.all("cnv-intragenic-variants")
            small = [item for name in SMALL for item in node.all(name)]
            gains = node.all("cnv-variants")
        except RowError as error:
            bad(node, error)
            continue
        unmatched = "unmatch" in meta.text("somatic_status").casefold()
        yield from each(events, partial(_event, sample=sample, unmatched=unmatched))
        yield from each(losses, partial(_loss, sample=sample))
        yield from _markers(small, gains, sample)
        for name in OTHER:
            for row in node.get(name).all() if isinstance(node.get(name).value, list) else []:
                _explain(row)


def _listed(node: Node) -> list[Node]:
    """The events, of which there may be none. Raises RowError where the list is missing: nobody says that there was none."""
    if not isinstance(node.need("sv-variants").value, list):
        raise RowError("`sv-variants` is no list", node.pointer)
    return node.all("sv-variants")


def _arm(meta: Node, sample: str) -> Assay:
    code, name = meta.text("tumor_type_code"), meta.text("tumor_type_name")
    share = meta.number("tumor_purity")
    day = DAY.match(meta.text("date_tumor_sequencing"))
    status = _status(meta)
    return Assay(
        sample=sample,
        report_kind="export",
        report_status="preliminary" if status == "pending" else "",
        assay_reported=meta.text("gene-panel"),
        issuer="MSKCC",
        status=status,
        case_hint=meta.text("dmp_patient_id") or sample,  # never the patient of another sample
        joins=(f"cbioportal:{sample}",) if sample else (),
        tumor_type_reported="; ".join(filter(None, (name, f"OncoTree {code}" if code else ""))),
        tumor_content=share * 100 if share is not None and 0 < share < 1 else share,
        report_date=day[0] if day else "",
    )


def _status(meta: Node) -> str:
    """What the state of signing out says of the test; a word that is not known is a problem."""
    word = meta.text("so_status_name")
    for status, words in _STATUS.items():
        if re.search(words, word, re.I):
            return status
    clinical.problem(
        meta, "the state of signing out is not known, so it is not known whether the test was done"
    )
    return "unknown"


def _event(node: Node, sample: str, unmatched: bool) -> Finding:
    texts = node.text("annotation"), node.text("event_info")
    genes = [node.first(f"site{n}_gene", f"gene{n}").text() for n in (1, 2)]
    one, two = two_sites.both_genes(*genes, *texts)
    if not (one or two or node.text("site1_pos") or node.text("site2_pos")):
        raise RowError("names neither a gene nor a place", node.pointer)
    known = two_sites.first_is_five_prime(one, two, *texts)
    first, second = (2, 1) if known is False else (1, 2)
    call, weak = two_sites.call_of(one, two, " ".join(n.text() for n in node.walk()))
    germline = "germline" in node.text("variant_status_name").casefold()
    return Finding(
        sample=sample,
        gene5_reported=(one, two)[first - 1],
        gene3_reported=(one, two)[second - 1],
        call_reported=call,
        confidence=node.text("confidence_class"),
        order_known=known is not None,
        order_from="none" if known is None else "laboratory",
        marks=(
            *weak,
            *two_sites.words_of(texts[1], node.text("sv_class_name")),
            *((Mark.GERMLINE,) if germline else (Mark.NOT_SOMATIC,) if unmatched else ()),
            *((Mark.IMPRECISE,) if node.text("breakpoint_type").upper() == "IMPRECISE" else ()),
        ),
        event=node.text("sv_class_name"),
        in_frame=two_sites.frame_of("", texts[1]),
        junction_reads=node.count("split_read_support"),
        pair_reads=node.count("paired_end_read_support"),
        total_reads=node.count("tumor_variant_count"),
        **_side(node, first, "5"),
        **_side(node, second, "3"),
    )


def _side(node: Node, site: int, side: str) -> dict[str, Any]:
    return {
        f"chrom{side}": node.text(f"site{site}_chrom"),
        f"pos{side}": node.position(f"site{site}_pos"),
        f"exon{side}": node.first(f"site{site}_exon", f"exon{site}").text(),
    }


def _loss(node: Node, sample: str) -> Finding:
    gene = node.text("gene_id")
    if not gene:
        raise RowError("names no gene", node.pointer)
    return Finding(
        sample=sample,
        gene5_reported=gene,
        gene3_reported=gene,
        call_reported=f"{gene}-intragenic",
        order_known=False,
        order_from="none",
        event=node.text("cnv_class_name"),
    )


def _markers(small: list[Node], gains: list[Node], sample: str) -> Iterator[Marker]:
    for node in small:
        made = markers.small_variant(node.text("gene_id"), node.first("aa_change", "cDNA_change").text())
        yield from _told(node, made, sample)
    for node in gains:
        gained = "amplification" in node.text("cnv_class_name").casefold()
        kind = node.text("cnv_class_name")
        made = markers.amplification(node.text("gene_id"), kind, state="detected" if gained else "unknown")
        yield from _told(node, made, sample)


def _told(node: Node, made: Marker | None, sample: str) -> Iterator[Marker]:
    """A row of another kind of variant is understood whether or not a marker comes of it, unless it may be a fusion."""
    if not _explain(node):
        bad(node, RowError("names NRG1 in a list of other variants, as a fusion would"))
    elif made is not None:
        made.sample = sample
        yield node.tell(made)


def _explain(row: Node) -> bool:
    """Explain a row of NRG1 and no other gene that says nothing of a fusion; True also where it does not name NRG1."""
    named = {inner.pointer for inner in row.walk() if mentions_nrg1(inner.text())}
    if not named:
        return True
    genes = [n.text() for n in row.walk() if "gene" in n.pointer.rpartition("/")[2].casefold()]
    if named != {row.get("gene_id").pointer}:
        return False
    try:
        clinical.explain_no_fusion(row, *(gene for gene in genes if not gene.isdigit()))
    except RowError:
        return False
    return True


def _of_meta(meta: Node, sample: str) -> Iterator[Marker]:
    for made in (markers.msi(meta.text("msi-type")), markers.tmb(meta.text("tmb_score"))):
        if made is not None:
            made.sample = sample
            made.place = meta.place
            yield made
