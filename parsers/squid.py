"""SQUID _sv.txt, not annotated: breakpoints without gene names.

Facts: Kingsford-Group/squid README. BEDPE, 0-based half-open; the breakpoint is the end of the interval where the strand is +
(left part kept), its start + 1 where it is -. Rows stand in coordinate order, so they say nothing of 5' and 3'; `score` is the
only weight. Genes are looked up by position later; NRG1's locus is known in both builds.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="SQUID",
    molecule="RNA",
    versions="1.x",
    looks_like=Columns("# chrom1", "start1", "end1", "chrom2", "start2", "end2", "num_concordantfrag_bp1"),
)
def squid(report: Report) -> Iterator[Record]:
    """One finding a row; a kept right part (-) is written as the 3' side, which is all that the row knows of direction."""
    t = table(report)
    sides = tuple(tuple(t.column(f"{n}{i}") for n in ("chrom", "start", "end", "strand")) for i in (1, 2))
    score = t.column("score")

    def read_row(row: Row) -> Finding:
        ends = []
        for chrom, start, end, strand in sides:
            kept = row.key(strand) if row[strand].strip() != "-" else "-"
            position = row.position(end) if kept == "+" else row.position(start, base=0)
            ends.append((row.key(chrom), position, kept))
        ends.sort(key=lambda side: side[2] == "-")  # left part kept first; equal strands stay as they are
        (chrom5, pos5, _), (chrom3, pos3, _) = ends
        return Finding(
            call_reported=f"{chrom5}:{pos5}/{chrom3}:{pos3}",
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            total_reads=row.reads(score),
        )

    yield from t.map(read_row)
