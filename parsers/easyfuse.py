"""EasyFuse Detected_Fusions.csv: what its callers found, one row a caller and junction.

Facts: TRON-Bioinformatics/EasyFuse, its reader of the callers' outputs; a real file. Semicolons. `Fusion_Gene` is 5'_3', a
breakpoint `21:41494380:-`, 1-based; measured: Breakpoint1 is the last base of an exon in 21 of 26 rows, Breakpoint2 never. Rows
of InFusion and STARChip (older releases) are copied in those callers' order, which is none. Junction_Reads lie on the
junction, Spanning_Reads around it, as the caller of the row counts them. No filter, no frame: EasyFuse's own decision stands in
its later tables, which are not read. A header alone is a negative of all callers.
"""

from collections.abc import Iterator

from fusionflag.layouts import both_sides, underscored
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

UNORDERED = ("infusion", "starchip")


@parser(
    title="EasyFuse (detected fusions)",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="row: Breakpoint1, but for callers whose own order says nothing",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns(
        "BPID", "Fusion_Gene", "Breakpoint1", "Breakpoint2", "Junction_Reads", "Spanning_Reads", "Tool"
    ),
)
def easyfuse(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, break1, break2 = t.column("Fusion_Gene"), t.column("Breakpoint1"), t.column("Breakpoint2")
    reads, pairs, tool = t.column("Junction_Reads"), t.column("Spanning_Reads"), t.column("Tool")
    sample = t.optional("Sample")

    def read_row(row: Row) -> Finding:
        fusion, caller = row.key(name), row.key(tool)
        five, three = underscored(fusion, name + 1)
        known = caller.lower() not in UNORDERED
        return Finding(
            sample=row.text(sample),
            gene5_reported=five,
            gene3_reported=three,
            call_reported=fusion,
            order_known=known,
            order_from="format" if known else "none",
            **both_sides(row, break1, break2),
            callers=(caller,),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
