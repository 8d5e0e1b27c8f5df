"""Ion Reporter / Oncomine fusion VCF (RNA of an amplicon panel).

Facts: drmrgd/ocp_tools and ir_utils, Ion Reporter help; no real file is public, so this is written from documentation. Two
records a fusion, IDs `CD74-NRG1.C6N6.COSF1234_1` and `..._2`, with equal counts: the first gene is the 5' partner. Every
targeted pair is listed, with READ_COUNT=0 too: such rows show what the panel covers, they are no findings. A file without
such a row was filtered and tells nothing of it. Only listed pairs amplify; IDs that say `Non-Targeted` or `Novel` are no
targets. SVTYPE ExprControl, GeneExpression, ProcControl and RNAExonTiles are no fusions; 5p3pAssays compare the two ends of
a gene. GRCh37.
"""

import re
from collections.abc import Iterator

from fusionflag import numbers
from fusionflag.cells import RowError
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.vcf import alt
from fusionflag.vcf.fusions import Fusions, name
from fusionflag.vcf.marks import SMALL_VARIANTS
from fusionflag.vcf.record import Record as Line

FUSIONS = frozenset({"FUSION", "RNAEXONVARIANT"})
NOT_FUSIONS = frozenset({"EXPRCONTROL", "GENEEXPRESSION", "PROCCONTROL", "RNAEXONTILES", "5P3PASSAYS"})
ID = re.compile(r"(?P<pair>[^.]+)\.(?P<rest>.+?)(?:_(?P<end>[12]))?\Z")
IN_FRAME = {"TRUE": "in", "FALSE": "out"}
HEADER = Vcf(meta=r"##TotalMappedFusionPanelReads=")


@parser(
    title="Ion Reporter / Oncomine fusions",
    molecule="RNA",
    versions="not stated",
    evidence="documentation",
    direction="row: the first gene of an ID of two records",
    positions="1-based",
    build="GRCh37",
    silence="stated: only of targets that it lists, with no reads too",
    looks_like=[(SMALL_VARIANTS, HEADER), HEADER, Vcf(used=r"SVTYPE=Fusion;?.*READ_COUNT=")],
)
def ion_fusion(report: Report) -> Iterator[Record]:
    """One finding a pair of records with reads."""
    vcf = Fusions(report)
    targets: set[str] = set()
    seen: set[int] = set()
    silent: set[int] = set()

    def made(record: Line) -> Iterator[Finding]:
        kind = record.value("SVTYPE").upper()
        if kind == "5P3PASSAYS" and record.filter == "PASS" and mentions_nrg1(name(record, "GENE_NAME")):
            yield Finding(
                sample=vcf.sample,
                gene3_reported="NRG1",
                marks=(Mark.IMBALANCE, Mark.PASS),
                order_known=False,
                order_from="none",
            )
        if kind not in FUSIONS:
            if kind in NOT_FUSIONS or kind == "CNV" or (not kind and _is_small(record)):
                seen.add(record.line)
            return
        match = ID.match(record.id)
        if match is None:
            raise RowError("is no ID of Ion Reporter, GENE-GENE.E1E2.id_1", 3, record.id)
        if "NON-TARGETED" not in record.id.upper() and "NOVEL" not in record.id.upper():
            targets.add(match["pair"])
        other = vcf.by_id.get(record.id[:-1] + {"1": "2", "2": "1"}[match["end"]]) if match["end"] else None
        count = record.count("READ_COUNT", "MOL_COUNT")
        silent.add(record.line) if count == 0 else None
        if count == 0 or (match["end"] == "2" and other is not None):
            seen.add(record.line)
            return
        yield _finding(vcf, record, other, match["end"] != "2")

    yield from vcf.map(made)
    yield from vcf.end(_arm(vcf, targets if silent else set()), explained=seen)


def _is_small(record: Line) -> bool:
    """A small variant of a file of DNA and RNA. A fusion's record that lost its SVTYPE is none."""
    return "[" not in record.alt and "]" not in record.alt and ID.match(record.id) is None


def _finding(vcf: Fusions, record: Line, other: Line | None, first: bool) -> Finding:
    places = [(record.chrom, record.pos)]
    if "[" in record.alt or "]" in record.alt:
        mate = alt.breakend(record.alt)
        places.append((mate.chrom, mate.pos))
    else:
        places.append((other.chrom, other.pos) if other else ("", 0))
    five, three = (record, other) if first else (other, record)
    at5, at3 = places if first else places[::-1]
    state = {"PASS": Mark.PASS, ".": None}.get(record.filter, Mark.FILTERED)
    variant = five is not None and three is not None and name(five, "GENE_NAME") == name(three, "GENE_NAME")
    marks = (
        state,
        Mark.SPLICE_VARIANT if record.value("SVTYPE").upper() == "RNAEXONVARIANT" and variant else None,
    )
    return Finding(
        sample=vcf.sample,
        call_reported=record.id,
        gene5_reported=name(five, "GENE_NAME"),
        gene3_reported=name(three, "GENE_NAME"),
        filters="" if record.filter in ("PASS", ".") else record.filter,
        marks=tuple(mark for mark in marks if mark),
        order_from="format",
        chrom5=at5[0],
        pos5=at5[1] or None,
        exon5=name(five, "EXON_NUM"),
        chrom3=at3[0],
        pos3=at3[1] or None,
        exon3=name(three, "EXON_NUM"),
        event=record.value("SVTYPE"),
        in_frame=IN_FRAME.get(record.value("NT_FUSION_IN_FRAME").upper(), "unknown"),
        total_reads=record.count("READ_COUNT"),
        unique_reads=record.count("MOL_COUNT"),
        also_at=vcf.place(other),
    )


def _arm(vcf: Fusions, targets: set[str]) -> Assay:
    """The targets that the file lists show what it covers; its header tells QC, tumor type and tumor content."""
    head = {
        key: (vcf.header.values(key) or [""])[0].strip('"')
        for key in ("TotalMappedFusionPanelReads", "sampleDiseaseType")
    }
    share = numbers.decimal((vcf.header.values("CellularityAsAFractionBetween0-1") or [""])[0])
    covered = (
        "listed_pairs" if any(mentions_nrg1(pair) for pair in targets) else "no" if targets else "unknown"
    )
    reads = head["TotalMappedFusionPanelReads"]
    return Assay(
        molecule="",
        pipeline="Ion Reporter",
        nrg1_coverage=covered,
        qc_metrics=f"TOTAL_MAPPED_FUSION_READS={reads}" if reads else "",
        tumor_type_reported=head["sampleDiseaseType"],
        tumor_content=share * 100 if share is not None and 0 < share <= 1 else None,
    )
