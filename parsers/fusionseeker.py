"""FusionSeeker confident_genefusion.txt (long reads).

Facts: Maggi-Chen/FusionSeeker README; measured: genes stand in order of their chromosome's name, then position (620 of
620), so NRG1 is Gene2 for nearly every partner, whatever the true order. NumSupp counts long reads, each across the
junction.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="FusionSeeker",
    molecule="RNA",
    versions="1.0",
    evidence="real",
    direction="unknown: genes stand in the order of the genome",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("ID", "Gene1", "Gene2", "NumSupp", "Chrom1", "Breakpoint1", "Chrom2", "Breakpoint2"),
)
def fusionseeker(report: Report) -> Iterator[Record]:
    """One finding a row, of unknown order."""
    t = table(report)
    gene1, gene2, reads = t.column("Gene1"), t.column("Gene2"), t.column("NumSupp")
    chrom1, pos1 = t.column("Chrom1"), t.column("Breakpoint1")
    chrom2, pos2 = t.column("Chrom2"), t.column("Breakpoint2")

    def read_row(row: Row) -> Finding:
        first, second = row.key(gene1), row.key(gene2)
        return Finding(
            gene5_reported=first,
            gene3_reported=second,
            call_reported=f"{first}/{second}",
            order_known=False,
            order_from="none",
            chrom5=row.key(chrom1),
            pos5=row.position(pos1),
            chrom3=row.key(chrom2),
            pos3=row.position(pos2),
            junction_reads=row.reads(reads),
        )

    yield from t.map(read_row)
