"""STARChip *.summary and *.summary.annotated of starchip-fusions.

Facts: LosicLab/starchip; real files. Partners are `chr17:48943419:-`, 1-based. The strand is that of the read, not of the gene:
where both are the genes' own, partner 1 is the 5' partner (measured: its position is the last base of an exon in 3 of 4 such
rows), where both are contrary, partner 2 is (3 of 4), so the columns' order says nothing. The part left of the break is kept
of partner 1 on +, right of it on -; of partner 2 the other way round. `SplitReads` lie on the junction, `SpanningReads` around
it. NearGene is a call only at `Distance` 0. The annotated table hides the genes in GTF attributes (`gene_name:"TOB1"`). No
filter, no frame. Negative: a header alone, or no file (starchip issue 6).
"""

import re
from collections.abc import Iterator

from fusionflag.layouts import other_part
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

_NAME = re.compile(r'gene_name:"([^"]+)"')
_ID = re.compile(r'gene_id:"([^"]+)"')


@parser(
    title="STARChip",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="places: the kept part, by the strand of the read",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=[
        Columns("Partner1", "Partner2", "SpanningReads", "SplitReads", "NearGene1", "NearGene2"),
        Columns("Partner1", "Partner2", "SpanningReads", "SplitReads", "GeneInfo1", "GeneInfo2"),
    ],
)
def starchip(report: Report) -> Iterator[Record]:
    """One finding a row, as two joined places with the names that the caller gives them."""
    t = table(report)
    partner1, partner2 = t.column("Partner1"), t.column("Partner2")
    gene1, gene2 = t.column("NearGene1", "GeneInfo1"), t.column("NearGene2", "GeneInfo2")
    distances = t.optional("Distance1"), t.optional("Distance2")
    reads, pairs, score = t.column("SplitReads"), t.column("SpanningReads"), t.optional("Score")

    def read_row(row: Row) -> Finding:
        chrom5, pos5, strand5 = row.breakpoint(partner1)
        chrom3, pos3, strand3 = row.breakpoint(partner2)
        name5, name3 = _gene(row, gene1), _gene(row, gene2)
        beside = any(row.text(distance) not in ("", "0") for distance in distances)
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}/{name3}",
            confidence=row.text(score),
            marks=(Mark.BREAKENDS, Mark.INTERGENIC) if beside else (Mark.BREAKENDS,),
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            kept5=strand5,
            chrom3=chrom3,
            pos3=pos3,
            kept3=other_part(strand3),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)


def _gene(row: Row, column: int) -> str:
    """The gene of a cell: as it stands, or out of GTF attributes."""
    cell = row.text(column)
    match = _NAME.search(cell) or _ID.search(cell)
    return match[1] if match else "" if ":" in cell else cell
