"""Genomon fusionfusion: fusion_fusion.result.txt (merged) and star., ms2. or th2.fusion.result.txt (one aligner).

Facts: Genomon-Project/fusionfusion README; real files. There is no header, so the file is told by the shape of its rows: contig,
position and direction of both breaks, 1-based, inserted bases (`---` none), then genes and the exon edge of each side, in the
merged table followed by the supporting pairs of each aligner, in the others after them. The direction is the part that is kept: +
left of the break, - right of it. Sides stand in coordinate order. Measured: of 95 sides at an exon's end (`GENE.end`) 90 keep
the part that a 5' partner keeps, of 68 at an exon's start 67 the other; `.end` is the last base of an exon in 86 of 97. Genes are
lists joined by `;`, `---` none. The counts are of pairs with a read that is split at the junction (run.py clusters chimeric
alignments by it); aligners see the same reads, so the greatest is taken; `---` where an aligner did not see it. No frame, no
filter. Where nothing is found, run.py makes an empty file, which is no result.
"""

from collections.abc import Iterator

from fusionflag.marks import CONTIG, COUNT, SOME
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Shape, first_row, headless, parser
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

PLACES = ("contig1", "pos1", "kept1", "contig2", "pos2", "kept2", "inserted")
SIDES = ("gene1", "edge1", "gene2", "edge2")
_PLACES = (CONTIG, COUNT, "[+-]", CONTIG, COUNT, "[+-]", "---|[ACGTNacgtn]+")
EDGE = r"---|[^\t]+\.(?:start|end)"
MERGED = Shape(
    "contig, position, + or - twice, inserted bases, gene and exon edge twice, one to three counts",
    (*_PLACES, SOME, EDGE, SOME, EDGE, r"\d+|---"),
    more=(0, 2),
)
ONE = Shape(
    "contig, position, + or - twice, inserted bases, a count, gene and exon edge twice, up to four numbers",
    (*_PLACES, COUNT, SOME, EDGE, SOME, EDGE),
    more=(0, 4),
)


@parser(
    title="Genomon fusionfusion",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="places: the kept part of each side",
    positions="1-based",
    build="unstated",
    silence="negative: an empty file is no result",
    looks_like=[MERGED, ONE],
)
def genomon_fusionfusion(report: Report) -> Iterator[Record]:
    """One finding a row, as two joined places with the names that the caller gives them."""
    first = first_row(report)
    middle = (*SIDES, "pairs") if ONE.match(report) is None else ("pairs", *SIDES)
    rest = len(first) - len(PLACES) - len(middle)
    t = headless(report, [*PLACES, *middle, *(f"more{n}" for n in range(rest))])
    sides = [tuple(t.column(f"{n}{i}") for n in ("contig", "pos", "kept", "gene", "edge")) for i in (1, 2)]
    inserted, pairs = t.column("inserted"), t.column("pairs")
    counts = [pairs] if middle[0] == "pairs" else [pairs, *(t.column(f"more{n}") for n in range(rest))]

    def read_row(row: Row) -> Finding:
        ends = []
        for contig, pos, kept, gene, edge in sides:
            if row[kept].strip() not in ("+", "-"):
                raise RowError("is neither + nor -", kept + 1, row[kept])
            name = row.key(gene, may_be_missing=True)
            ends.append((row.key(contig), row.position(pos), row[kept].strip(), name, row.text(edge)))
        (chrom5, pos5, kept5, name5, edge5), (chrom3, pos3, kept3, name3, edge3) = ends
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5 or '---'}/{name3 or '---'}",
            marks=(Mark.BREAKENDS,),
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            kept5=kept5,
            chrom3=chrom3,
            pos3=pos3,
            kept3=kept3,
            event=";".join(edge for edge in (edge5, edge3) if edge),
            inserted=len(row.text(inserted)),
            junction_reads=max((n for n in map(row.reads, counts) if n is not None), default=None),
        )

    yield from t.map(read_row)
