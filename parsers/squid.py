"""SQUID _sv.txt, not annotated: breakpoints without gene names.

Facts: Kingsford-Group/squid README. BEDPE, 0-based half-open; the breakpoint is the end of the interval where the strand is
+ (left part kept), its start + 1 where it is -. Rows stand in coordinate order, so they say nothing of 5' and 3'; `score`
is the only weight. Genes are looked up by position later; NRG1's locus is known in both builds.
"""

from collections.abc import Iterator

from fusionflag.layouts import bedpe_ends
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="SQUID",
    molecule="RNA",
    versions="1.x",
    evidence="real",
    direction="unknown",
    positions="half-open",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("# chrom1", "start1", "end1", "chrom2", "start2", "end2", "num_concordantfrag_bp1"),
)
def squid(report: Report) -> Iterator[Record]:
    """One finding a row; a kept right part (-) is written as the 3' side, which is all that the row knows of direction."""
    t = table(report)
    ends, score = bedpe_ends(t), t.column("score")

    def read_row(row: Row) -> Finding:
        (chrom5, pos5, _), (chrom3, pos3, _) = ends(row)
        return Finding(
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            total_reads=row.reads(score),
        )

    yield from t.map(read_row)
