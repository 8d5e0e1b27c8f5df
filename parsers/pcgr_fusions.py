"""PCGR's table of RNA fusions, an input that its users write.

Facts: sigven/pcgr examples and documentation. Four columns: FusionGene (`A--B`), LeftBreakpoint and RightBreakpoint (`chr:pos`,
1-based, no strand) and SplitReads (on the junction). The order says nothing: PCGR's own example has NTRK1--TPM3 for the
fusion whose 5' side is TPM3, beside EML4--ALK. Whoever wrote the table chose its rows, so its silence says nothing.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import both_sides
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="PCGR fusion table",
    molecule="RNA",
    versions="2.x",
    evidence="example",
    direction="unknown",
    positions="1-based",
    build="unstated",
    silence="nothing: whoever wrote it chose its rows",
    looks_like=Columns("FusionGene", "LeftBreakpoint", "RightBreakpoint", "SplitReads", absent=("Score",)),
)
def pcgr_fusions(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, reads = t.column("FusionGene"), t.column("SplitReads")
    left, right = t.column("LeftBreakpoint"), t.column("RightBreakpoint")

    def read_row(row: Row) -> Finding:
        call = row.key(name)
        one, two = lists.pair(call, "--", "::")
        if not one:
            raise RowError("is not GENE--GENE", name + 1, call)
        return Finding(
            gene5_reported=one,
            gene3_reported=two,
            call_reported=call,
            order_known=False,
            order_from="none",
            **both_sides(row, left, right),
            junction_reads=row.reads(reads),
        )

    yield from lists.candidates(report, t.map(read_row), several=False)
