"""EricScript results.total.tsv and results.filtered.tsv.

Facts: EricScript manual; counts measured against STAR-Fusion on the same reads: `spanningreads` lie on the junction,
`crossingreads` around it. Gene 1 is the 5' partner. A breakpoint may be the sentence `Unable to predict breakpoint
position`. The negative of results.total.tsv is the sentence `No chimeric transcripts found!`.
"""

from collections.abc import Iterator

from fusionflag.layouts import side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, Text, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, map_lines

UNKNOWN = "Unable to predict breakpoint position"
NOTHING = "No chimeric transcripts found!"


@parser(
    title="EricScript",
    molecule="RNA",
    versions="0.5",
    evidence="real",
    direction="format: gene 1",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone; results.total.tsv supports none",
    looks_like=[
        Columns("GeneName1", "GeneName2", "Breakpoint1", "Breakpoint2", "EricScore"),
        Text(rf"\"?{NOTHING}"),
    ],
    candidates_names=("*.results.total*",),
)
def ericscript(report: Report) -> Iterator[Record]:
    """One finding a row; the sentence of a negative is one line without a row."""
    if not any("EricScore" in line for line in report.head):
        yield from map_lines(report, lambda number, line: None)
        return
    t = table(report)
    gene1, gene2 = t.column("GeneName1"), t.column("GeneName2")
    chrom1, at1, strand1 = t.optional("chr1"), t.column("Breakpoint1"), t.optional("strand1")
    chrom2, at2, strand2 = t.optional("chr2"), t.column("Breakpoint2"), t.optional("strand2")
    reads, pairs, kind = t.optional("spanningreads"), t.optional("crossingreads"), t.optional("fusiontype")
    score, black = t.optional("EricScore"), t.optional("Blacklist")

    def position(row: Row, column: int) -> int | None:
        return None if UNKNOWN in row[column] else row.position(column, may_be_missing=True)

    def read_row(row: Row) -> Finding:
        name5, name3 = row.key(gene1), row.key(gene2)
        event = row.text(kind)
        marks = [Mark.READTHROUGH] if event in ("Read-Through", "Cis") else []
        marks += [Mark.FILTERED] if row.text(black) else []
        marks += [Mark.IMPRECISE] if UNKNOWN in row[at1] + row[at2] else []
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            confidence=row.text(score),
            filters=row.text(black),
            marks=tuple(marks),
            order_from="format",
            chrom5=row.text(chrom1),
            pos5=position(row, at1),
            strand5=side_of(row[strand1]),
            chrom3=row.text(chrom2),
            pos3=position(row, at2),
            strand3=side_of(row[strand2]),
            event=event,
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
