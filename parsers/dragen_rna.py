"""DRAGEN RNA .fusion_candidates.final and .preliminary, 3.7 and later.

Facts: help.dragen.illumina.com, gene fusion detection (4.3 to 4.5). Left is the 5' side. `;` joins genes that one side may
be; Location and Sense are parallel lists. Up to 3.7 `Score` is a number of reads, later a probability; reads stand in
columns of their own then. A side whose Sense is False is read against its gene. Content cannot tell the final list from the
preliminary.
"""

from collections.abc import Iterator

from fusionflag.layouts import both_sides, side_marks
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="DRAGEN RNA",
    molecule="RNA",
    versions="3.7-4.5",
    evidence="real",
    direction="format: left",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone; the preliminary list supports none",
    looks_like=Columns("#FusionGene", "Score", "LeftBreakpoint", "RightBreakpoint"),
    candidates_names=("*.preliminary*",),
)
def dragen_rna(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, score = t.column("FusionGene"), t.column("Score")
    left, right = t.column("LeftBreakpoint"), t.column("RightBreakpoint")
    split, soft, pairs = (
        t.optional("NumSplitReads"),
        t.optional("NumSoftClippedReads"),
        t.optional("NumPairedReads"),
    )
    counted = t.has("NumSplitReads")
    sides = tuple((t.optional(f"Gene{n}Location"), t.optional(f"Gene{n}Sense")) for n in (1, 2))

    def read_row(row: Row) -> Finding:
        call = row.key(name)
        five, separator, three = call.partition("--")
        if not separator or not five or not three:
            raise RowError("is not GENE--GENE", name + 1, call)
        reads = [n for n in (row.reads(split), row.reads(soft)) if n is not None]
        return Finding(
            gene5_reported=five,
            gene3_reported=three,
            call_reported=call,
            confidence=row.text(score) if counted else "",
            marks=side_marks(row, sides),
            order_from="format",
            **both_sides(row, left, right),
            event="/".join(row.text(location) for location, _ in sides if row.text(location)),
            junction_reads=sum(reads) if reads else None,
            pair_reads=row.reads(pairs),
            total_reads=None if counted else row.reads(score),
        )

    yield from t.map(read_row)
