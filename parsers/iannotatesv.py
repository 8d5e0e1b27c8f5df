"""iAnnotateSV's table, and the table of places that it reads.

Facts: mskcc/iAnnotateSV README and PredictFunction.py; real files. str 0 means that the part left of the position is kept, 1
the right part (0 and 1 of one chromosome are a deletion). `fusion` is text: `Protein Fusion: in frame {5P:3P}`, `mid-exon`,
`out of frame`, `Transcript Fusion {..}`, `Antisense Fusion` or `-`. Where site begins with `IGR`, the gene is only the
nearest one. There are no counts and no filters; the genome build is not stated.
"""

import re
from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

KEPT = {"0": "+", "1": "-"}
FRAME = ((re.compile(r"out of frame", re.I), "out"), (re.compile(r"in frame", re.I), "in"))


@parser(
    title="iAnnotateSV",
    molecule="DNA",
    versions="not stated",
    evidence="real",
    direction="places: str1 and str2",
    positions="1-based",
    build="unstated",
    silence="dna",
    looks_like=Columns("chr1", "pos1", "str1", "chr2", "pos2", "str2"),
)
def iannotatesv(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    ends = [tuple(t.column(f"{name}{i}") for name in ("chr", "pos", "str")) for i in (1, 2)]
    genes, sites = [t.optional("gene1"), t.optional("gene2")], [t.optional("site1"), t.optional("site2")]
    fusion = t.optional("fusion")

    def end(row: Row, columns: tuple[int, ...]) -> tuple[str, int | None, str]:
        chrom, pos, strand = columns
        kept = KEPT.get(row.text(strand))
        if kept is None and row.text(strand):
            raise RowError("is neither 0 nor 1", strand + 1, row.text(strand))
        return row.key(chrom), row.position(pos), kept or ""

    def read_row(row: Row) -> Finding:
        place = [row.text(site) for site in sites]
        gene = ["" if at.startswith("IGR") else row.text(name) for name, at in zip(genes, place, strict=True)]
        (chrom5, pos5, kept5), (chrom3, pos3, kept3) = (end(row, columns) for columns in ends)
        text = row.text(fusion)
        return Finding(
            gene5_reported=gene[0],
            gene3_reported=gene[1],
            call_reported=text,
            marks=(Mark.BREAKENDS, Mark.NOT_SOMATIC),
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            kept5=kept5,
            chrom3=chrom3,
            pos3=pos3,
            kept3=kept3,
            event="; ".join(at for at in place if at),
            in_frame=next((state for pattern, state in FRAME if pattern.search(text)), "unknown"),
        )

    yield from t.map(read_row)
