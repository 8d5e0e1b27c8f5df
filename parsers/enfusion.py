"""EnFusion: fusions that several callers share.

Facts: nch-igm/enfusion (R/get_report.R, README) and a real file. Its cells are separated by tabs although it is named csv; above
it stand `# ` lines (sample, tools, their numbers of calls). It lists the overlap of the callers, filtered by frequency, reads and
distance, so its silence says nothing. `OrderedFusion` (A>>B) repeats the order of the caller's own genes: of callers whose order
says nothing (`Tool`) it says nothing either. Break1 and Break2 are 1-based. The full report has a row for each tool, with
SupportingReads, of which it does not say where they lie.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import frame_word, side_of
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

# callers whose first gene need not be the 5' one, as EnFusion names them
_UNORDERED = ("defuse", "mapsplice", "tophat", "infusion", "longgf")


@parser(
    title="EnFusion",
    molecule="RNA",
    versions="1.x",
    evidence="real",
    direction="row: `OrderedFusion`, but for callers whose own order says nothing",
    positions="1-based",
    build="unstated",
    silence="nothing: the overlap of several callers",
    looks_like=Columns("UnorderedFusion", "OrderedFusion", "Gene1", "Gene2", "Break1", "Break2"),
)
def enfusion(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, tool = t.column("OrderedFusion"), t.optional("Tool")
    genes = t.column("Gene1"), t.column("Gene2")
    chroms = t.optional("Chr1"), t.optional("Chr2")
    breaks = t.column("Break1"), t.column("Break2")
    strands = t.optional("Strand1"), t.optional("Strand2")
    reads, frame = t.optional("SupportingReads"), t.optional("FrameShiftClass")

    def read_row(row: Row) -> Finding:
        caller = row.text(tool)
        known = not caller.casefold().startswith(_UNORDERED)
        return Finding(
            gene5_reported=row.key(genes[0]),
            gene3_reported=row.key(genes[1]),
            call_reported=row.text(name),
            callers=(caller,) if caller else (),
            order_known=known,
            order_from="format" if known else "none",
            chrom5=row.text(chroms[0]),
            pos5=row.position(breaks[0], may_be_missing=True),
            strand5=side_of(row[strands[0]]),
            chrom3=row.text(chroms[1]),
            pos3=row.position(breaks[1], may_be_missing=True),
            strand3=side_of(row[strands[1]]),
            in_frame=frame_word(row[frame]),
            total_reads=row.reads(reads),
        )

    yield from lists.candidates(report, t.map(read_row), several=False)
