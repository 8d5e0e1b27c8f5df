"""JAFFA and JAFFAL jaffa_results.csv, 1.0 to 2.5.

Facts: Oshlack/JAFFA src/make_final_table.c++ and its R predecessor. `fusion genes` is 5':3' (`A:B`, from 2.5 `A::B`);
`spanning pairs` lie around the junction, `spanning reads` on it. One file holds several samples and leaves out those
without a fusion.
"""

from collections.abc import Iterator

from fusionflag.layouts import frame_word, side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

CLASSES = {
    "HighConfidence": Mark.TOP_CLASS,
    "PotentialReadThrough": Mark.READTHROUGH,
    "NoSupport": Mark.FILTERED,
}


@parser(
    title="JAFFA / JAFFAL",
    molecule="RNA",
    versions="1.0-2.5",
    evidence="real",
    direction="format: the first gene",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("sample", "fusion genes", "chrom1", "base1", "chrom2", "base2", "spanning reads"),
    multi_sample=True,
)
def jaffa(report: Report) -> Iterator[Record]:
    """One finding a row, for the sample that the row names."""
    t = table(report)
    sample, genes = t.column("sample"), t.column("fusion genes")
    chrom1, base1, strand1 = t.column("chrom1"), t.column("base1"), t.optional("strand1")
    chrom2, base2, strand2 = t.column("chrom2"), t.column("base2"), t.optional("strand2")
    reads, pairs = t.column("spanning reads"), t.optional("spanning pairs")
    frame, kind, event = t.optional("inframe"), t.optional("classification"), t.optional("rearrangement")

    def read_row(row: Row) -> Finding:
        name = row.key(genes)
        five, _, three = name.partition("::" if "::" in name else ":")
        if not five or not three:
            raise RowError("is not GENE:GENE", genes + 1, name)
        label = row.key(kind, may_be_missing=True)
        return Finding(
            sample=row.key(sample),
            gene5_reported=five,
            gene3_reported=three,
            call_reported=name,
            confidence=label,
            marks=(CLASSES[label],) if label in CLASSES else (),
            order_from="format",
            chrom5=row.text(chrom1),
            pos5=row.position(base1),
            strand5=side_of(row.text(strand1) or row[strand1]),
            chrom3=row.text(chrom2),
            pos3=row.position(base2),
            strand3=side_of(row.text(strand2) or row[strand2]),
            event=f"rearrangement={row.text(event)}" if row.text(event) else "",
            in_frame=frame_word(row[frame]),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
