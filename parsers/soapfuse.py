"""SOAPfuse *.final.Fusion.specific.for.genes.

Facts: a real file, and EasyFuse's reader of it. `up` is the 5' partner, `dw` the 3' partner; measured: `up_Genome_pos` is the
last base of an exon in 19 of 41 rows, `dw_Genome_pos` never, so positions are 1-based. Junc_reads_num reads lie on the
junction, Span_reads_num pairs around it. `Fusion_Type` INTRACHR-SS-OGO-0GAP: neighbors in their original order and on one
strand, which is a read-through. Beware: `inframe-shift` is *in* frame, `frame-shift` is out. No filter stands in the table. Its
negative was not seen; a header alone is read as one.
"""

from collections.abc import Iterator

from fusionflag.layouts import side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

FRAME = {"inframe-shift": "in", "frame-shift": "out"}
NEIGHBORS = "INTRACHR-SS-OGO-0GAP"


@parser(
    title="SOAPfuse",
    molecule="RNA",
    versions="1.2",
    evidence="real",
    direction="format: up",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone, which was not seen",
    looks_like=Columns(
        "up_gene", "up_chr", "up_Genome_pos", "dw_gene", "dw_chr", "dw_Genome_pos", "Junc_reads_num"
    ),
)
def soapfuse(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    gene5, chrom5, strand5, pos5 = (t.column(f"up_{n}") for n in ("gene", "chr", "strand", "Genome_pos"))
    gene3, chrom3, strand3, pos3 = (t.column(f"dw_{n}") for n in ("gene", "chr", "strand", "Genome_pos"))
    reads, pairs, kind = t.column("Junc_reads_num"), t.optional("Span_reads_num"), t.optional("Fusion_Type")
    frame = t.optional("down_fusion_part_frame-shift_or_not")

    def read_row(row: Row) -> Finding:
        name5, name3 = row.key(gene5), row.key(gene3)
        event = row.text(kind)
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            marks=(Mark.READTHROUGH,) if event == NEIGHBORS else (),
            order_from="format",
            chrom5=row.key(chrom5),
            pos5=row.position(pos5),
            strand5=side_of(row[strand5]),
            chrom3=row.key(chrom3),
            pos3=row.position(pos3),
            strand3=side_of(row[strand3]),
            event=event,
            in_frame=FRAME.get(row.text(frame), "unknown"),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
