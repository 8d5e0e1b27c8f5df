"""InFusion fusions.txt.

Facts: a real file; no documentation was at hand. The order of the sides says nothing: of 19 rows, 6 have their 5' partner first
by an exact exon end, 4 second. But `region` spans the reads of a side and the break lies at one end of it (0 to 3 bases off), so
the kept part is the one that the region covers; it agrees with the gene's strand at all 10 exact exon ends. Positions are
1-based, the region's start is counted from 0. `num_span` reads lie on the junction, `num_paired` pairs around it. Cells list
genes separated by `;`, or say `none`. Classes that begin with `readthrough` name neighbors. No filter, no frame. Its negative
was not seen; a header alone is read as one. fusions.detailed.txt has other columns and is not read.
"""

import re
from collections.abc import Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

_REGION = re.compile(r"\[(\d+),(\d+)\]")
NEAR = 5  # bases that the break may lie from its end of the region; 3 were seen


@parser(
    title="InFusion",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="places: the part that `region` covers",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone, which was not seen",
    looks_like=Columns(
        "#id",
        "ref1",
        "break_pos1",
        "region1",
        "ref2",
        "break_pos2",
        "region2",
        "num_span",
        "genes_1",
        "genes_2",
    ),
)
def infusion(report: Report) -> Iterator[Record]:
    """One finding a row, as two joined places with the names that the caller gives them."""
    t = table(report)
    sides = [
        (
            t.column(f"ref{n}"),
            t.column(f"break_pos{n}"),
            t.column(f"region{n}"),
            t.column(f"genes_{n}"),
        )
        for n in (1, 2)
    ]
    reads, pairs = t.column("num_span"), t.optional("num_paired")
    kind = t.optional("fusion_class")

    def read_row(row: Row) -> Finding:
        (chrom5, pos5, kept5, name5), (chrom3, pos3, kept3, name3) = (
            (
                row.key(ref),
                position := row.position(at),
                _kept(row, region, position),
                row.key(genes, may_be_missing=True),
            )
            for ref, at, region, genes in sides
        )
        event = row.text(kind)
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}/{name3}",
            marks=(Mark.BREAKENDS, Mark.READTHROUGH)
            if event.startswith("readthrough")
            else (Mark.BREAKENDS,),
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            kept5=kept5,
            chrom3=chrom3,
            pos3=pos3,
            kept3=kept3,
            event=event,
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)


def _kept(row: Row, column: int, position: int | None) -> str:
    """+ if the region lies left of the break, - if right; empty if the break is at neither end, or at both."""
    match = _REGION.fullmatch(row.text(column))
    if match is None or position is None:
        raise RowError("is not [start,end]", column + 1, row[column])
    left = abs(position - int(match[1]) - 1) <= NEAR
    right = abs(position - int(match[2])) <= NEAR
    return "" if left == right else "-" if left else "+"
