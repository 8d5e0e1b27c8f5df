"""Trans-ABySS events.tab: rearrangements of assembled contigs.

Facts: bcgsc/mavis (src/mavis/convert/transabyss.py and its test file). The table is written for genomes and for
transcriptomes alike and does not say for which, so its nucleic acid is unknown. `breakpoint` is `chr:pos|chr:pos`, 1-based;
`orientations` tell the part that is kept, L the left and R the right one, and with it who is 5'. `genes` stand in the order
of the breakpoints; 5'gene and 3'gene are named where a transcript is made. `spanning_reads` lie on the junction,
`flanking_pairs` around it. There is no normal sample. Which of the program's lists a table is, and how it was filtered, is
not told, so its silence says nothing.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import frame_word
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

_KEPT = {"L": "+", "R": "-"}


@parser(
    title="Trans-ABySS",
    molecule="unknown",
    versions="1.x",
    evidence="example",
    direction="row: 5'gene and 3'gene, else the orientations",
    positions="1-based",
    build="unstated",
    silence="nothing: which of the program's lists it is, is not told",
    looks_like=Columns("contig", "rearrangement", "breakpoint", "genes", "orientations", "5'gene", "3'gene"),
)
def transabyss(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    breaks, sides, kind = t.column("breakpoint"), t.column("orientations"), t.column("rearrangement")
    names, five, three = t.column("genes"), t.column("5'gene"), t.column("3'gene")
    transcripts, exons = t.optional("transcripts"), (t.optional("5'exon"), t.optional("3'exon"))
    frame, reads, pairs = t.optional("frame"), t.optional("spanning_reads"), t.optional("flanking_pairs")

    def two(row: Row, column: int, separator: str) -> list[str]:
        cells = [cell.strip() for cell in row[column].split(separator)]
        if len(cells) != 2:
            raise RowError("does not hold two sides", column + 1, row[column])
        return ["" if cell in ("NA", "-", "na") else cell for cell in cells]

    def read_row(row: Row) -> Finding:
        genes, kept = two(row, names, ","), [_KEPT.get(side, "") for side in two(row, sides, ",")]
        ends = [lists.place(end) for end in two(row, breaks, "|")]
        if any(pos is None for _, pos, _ in ends) or not all(kept):
            raise RowError("is not two places with a kept part each", breaks + 1, row[breaks])
        first, last = row.text(five), row.text(three)
        told = bool(first and last and first != last and {first, last} == set(genes))
        a, b = (1, 0) if told and first == genes[1] else (0, 1)
        ids = row[transcripts].split(",") if row.text(transcripts).count(",") == 1 else ["", ""]
        ids = ["" if name in ("NA", "-") else name.strip() for name in ids]
        return Finding(
            gene5_reported=genes[a],
            gene3_reported=genes[b],
            call_reported=f"{first}--{last}" if first and last else "",
            marks=(Mark.BREAKENDS, Mark.NOT_SOMATIC, *lists.readthrough(row.text(kind))),
            order_known=told,
            order_from="format" if told else "none",
            chrom5=ends[a][0],
            pos5=ends[a][1],
            kept5=kept[a],
            chrom3=ends[b][0],
            pos3=ends[b][1],
            kept3=kept[b],
            transcript5=ids[a],
            exon5=row.text(exons[0]) if told else "",
            transcript3=ids[b],
            exon3=row.text(exons[1]) if told else "",
            event=row.text(kind),
            in_frame={"in": "in", "out": "out"}.get(row.text(frame), frame_word(row[frame])),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from lists.candidates(report, t.map(read_row), several=False)
