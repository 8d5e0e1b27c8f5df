"""ChimPipe chimericJunctions_*.txt.

Facts: Chimera-tools/ChimPipe documentation; a real file. `juncCoord` is `chrA_posA_strandA:chrB_posB_strandB`, the donor first:
measured, the first position is the last base of an exon of gene A in 8 of 12 rows, the second never, and both strands are
those of the genes. 1-based. `nbSpanningReads` reads lie on the junction, `nbConsistentPE` pairs around it. `filtered` 1 with a
`reason`: ChimPipe rejected the row itself. A side may list genes, separated by commas. `type` readthrough names neighbors. No
frame. Its negative was not seen; a header alone is read as one.
"""

import re
from collections.abc import Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

_JUNCTION = re.compile(r"(.+)_(\d+)_([+-]):(.+)_(\d+)_([+-])")


@parser(
    title="ChimPipe",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="format: the donor stands first",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone, which was not seen",
    looks_like=Columns("juncCoord", "type", "filtered", "reason", "gnIdsA", "gnIdsB", "gnNamesA", "gnNamesB"),
)
def chimpipe(report: Report) -> Iterator[Record]:
    """One finding a junction."""
    t = table(report)
    junction, kind, filtered, reason = (
        t.column("juncCoord"),
        t.column("type"),
        t.column("filtered"),
        t.column("reason"),
    )
    ids5, ids3, gene5, gene3 = (
        t.column("gnIdsA"),
        t.column("gnIdsB"),
        t.column("gnNamesA"),
        t.column("gnNamesB"),
    )
    reads, pairs = t.optional("nbSpanningReads"), t.optional("nbConsistentPE")

    def read_row(row: Row) -> Finding:
        cell, rejected = row.key(junction), row.key(filtered)
        match = _JUNCTION.fullmatch(cell)
        if match is None:
            raise RowError("is not chromosome_position_strand:chromosome_position_strand", junction + 1, cell)
        if rejected not in ("0", "1"):
            raise RowError("is neither 0 nor 1", filtered + 1, rejected)
        name5 = row.key(gene5, may_be_missing=True) or row.key(ids5, may_be_missing=True)
        name3 = row.key(gene3, may_be_missing=True) or row.key(ids3, may_be_missing=True)
        marks = [Mark.FILTERED] if rejected == "1" else []
        marks += [Mark.READTHROUGH] if row.text(kind) == "readthrough" else []
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            filters=row.text(reason),
            marks=tuple(marks),
            order_from="format",
            chrom5=match[1],
            pos5=int(match[2]),
            strand5=match[3],
            chrom3=match[4],
            pos3=int(match[5]),
            strand3=match[6],
            event=row.text(kind),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
