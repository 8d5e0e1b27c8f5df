"""Manta --rna, and AnaCore's fusion VCF, which keeps its keys.

Facts: Illumina/manta docs (RNA), bialimed/AnaCore fusionsToVCF. Breakends in pairs whose brackets are right; RNA_FIRST marks
the 5' breakend; in Manta it means something only with RNA_STRANDED, in AnaCore, which keeps the genes in FCANN and
percent-encodes MATEID, always. Where both sides share bases, POS is the first of the places that CIPOS allows. PR and SR are
`ref,alt`, JRL is AnaCore's. FILTER is Imprecise, Local, LowEvidence or PASS. Genes are told by place, as in DNA, and NRG1's
reading frame by its splice sites.
"""

from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.annotation import genes_of
from fusionflag.vcf.findings import filter_words
from fusionflag.vcf.fusions import Fusions
from fusionflag.vcf.junctions import of_record
from fusionflag.vcf.mates import mate_of
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.support import Keys

READS = Keys(junction=("SR",), pairs=("PR",), info_junction=("SR",), info_pairs=("PR",))
MANTA = Vcf(ids=r"Manta(?:BND|DEL|INS|DUP|INV):")
SOURCE = Vcf(meta=r"##source=GenerateSVCandidates")
RNA = Vcf(info=("RNA_FIRST",))


@parser(
    title="Manta --rna / AnaCore (VCF)",
    molecule="RNA",
    versions="Manta 1.6, AnaCore",
    evidence="documentation",
    direction="row: RNA_FIRST where the library is stranded, else the brackets",
    positions="1-based",
    build="header",
    silence="negative: a header alone",
    looks_like=[(SOURCE, RNA), (MANTA, RNA), RNA],
)
def manta_rna(report: Report) -> Iterator[Record]:
    """One finding a junction, wherever it lies: the list is short."""
    vcf = Fusions(report)
    anacore = any(key.endswith("FCANN") for key in vcf.header.declared.get("INFO", ()))

    def made(record: Line) -> Iterator[Finding]:
        other = vcf.by_id.get(mate_of(record))
        if other is not None and _second(record, other) and _joins(other):
            return
        for junction in of_record(record):
            first, second = junction.first, junction.second
            reads = READS.read(record, 0 if record.samples else None)
            words = list(dict.fromkeys(filter_words((record, other) if other else (record,))))
            stranded = record.flag("RNA_FIRST") and (anacore or record.flag("RNA_STRANDED"))
            low, high = first.interval
            turned = second is not None and second.kept == first.kept
            interval3 = (-high, -low) if turned else (low, high)  # a base that one side gives the other gains
            yield Finding(
                sample=vcf.sample,
                gene5_reported=";".join(genes_of(record, vcf.header)),
                gene3_reported=";".join(genes_of(other, vcf.header)) if other else "",
                call_reported=record.id,
                filters=";".join(words),
                marks=(
                    Mark.BREAKENDS,
                    *((Mark.FILTERED,) if words else (Mark.PASS,) if record.filter == "PASS" else ()),
                    *((Mark.IMPRECISE,) if junction.imprecise else ()),
                    *((Mark.SINGLE_BREAKEND,) if second is None else ()),
                ),
                order_known=stranded,
                order_from="format" if stranded else "none",
                chrom5=first.chrom,
                pos5=first.pos,
                kept5=first.kept,
                interval5=first.interval if any(first.interval) else (),
                chrom3=second.chrom if second else "",
                pos3=second.pos if second else None,
                kept3=second.kept if second else "",
                interval3=interval3 if any(interval3) else (),
                inserted=junction.inserted,
                event=record.value("SVTYPE"),
                junction_reads=reads.junction,
                pair_reads=reads.pairs,
                also_at=vcf.place(other),
            )

    yield from vcf.map(made)
    yield from vcf.end()


def _second(record: Line, other: Line) -> bool:
    """Is this the record to pass over? The one that RNA_FIRST marks speaks for both, else the one that stands first."""
    if record.flag("RNA_FIRST") != other.flag("RNA_FIRST"):
        return other.flag("RNA_FIRST")
    return other.line < record.line


def _joins(record: Line) -> bool:
    """Does this record tell a junction? If it cannot be read, its mate must speak."""
    try:
        return bool(of_record(record))
    except RowError:
        return False
