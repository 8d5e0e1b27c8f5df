"""TopHat-Fusion: result.txt of tophat-fusion-post, and fusions.out of tophat --fusion-search.

Facts: DaehwanKimLab/tophat src/tophat-fusion-post; real files. Neither has a header, so both are told by the shape of their rows.
Coordinates are counted from 0 (the code compares them with exon ends less one; measured: position + 1 is the last base of an
exon on the left side of 10 and on the right side of 3 of 20 rows of result.txt). So left is not always the 5' partner, and
result.txt, which has no strand, does not know the order.

result.txt, 11 cells: sample, gene, contig, position, gene, contig, position, reads that span the junction, pairs around it, pairs
of which one end spans it, score. It may hold several samples and leaves out those without a fusion; genes are old symbols.
fusions.out, all that the aligner saw, before any filter: `chr1-chr2`, both positions, ff, fr, rf or rr (f: the part left of
the break is kept of the first place, right of it of the second; r: the other way round), reads, pairs, pairs with one end on the
junction, and more. It names no genes, and supports no negative. Nothing found is an empty file, which is no result.
"""

import re
from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.layouts import other_part
from fusionflag.marks import ANY, CONTIG, COUNT, SOME
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Shape, first_row, headless, parser
from fusionflag.reading import Report
from fusionflag.rows import Row, map_lines

CELLS = ("sample", "gene1", "contig1", "pos1", "gene2", "contig2", "pos2", "reads", "pairs", "half", "score")
NUMBER = r"-?\d+(?:\.\d+)?"
RESULT = Shape(
    "11 cells: sample, gene, contig, position, gene, contig, position, three counts, score",
    (SOME, SOME, CONTIG, COUNT, SOME, CONTIG, COUNT, COUNT, COUNT, COUNT, NUMBER),
)
FUSIONS_OUT = Shape(
    "contig-contig, position, position, ff, fr, rf or rr, six counts, a number, @",
    (f"{CONTIG}-{CONTIG}", COUNT, COUNT, "[fr]{2}", *[COUNT] * 6, NUMBER, f"@{ANY}"),
    more=(0, 1000),
)
_OUT = re.compile(rf"({CONTIG})-({CONTIG})\t(\d+)\t(\d+)\t([fr])([fr])\t(\d+)\t(\d+)\t(\d+)\t")


@parser(
    title="TopHat-Fusion",
    molecule="RNA",
    versions="2",
    evidence="real",
    direction="places: of fusions.out; result.txt says nothing",
    positions="0-based",
    build="unstated",
    silence="negative: result.txt alone; an empty file is no result",
    looks_like=[RESULT, FUSIONS_OUT],
    candidates_names=("*fusions.out*",),
    multi_sample=True,
)
def tophat_fusion(report: Report) -> Iterator[Record]:
    """One finding a row."""
    if len(first_row(report)) == len(CELLS):
        yield from _result(report)
        return
    yield Assay(report_kind="candidates")
    yield from map_lines(report, lambda number, line: _candidate(line))


def _result(report: Report) -> Iterator[Record]:
    t = headless(report, CELLS)
    sample, reads, pairs, score = (t.column(n) for n in ("sample", "reads", "pairs", "score"))
    gene1, contig1, pos1 = (t.column(f"{n}1") for n in ("gene", "contig", "pos"))
    gene2, contig2, pos2 = (t.column(f"{n}2") for n in ("gene", "contig", "pos"))

    def read_row(row: Row) -> Finding:
        name1, name2 = row.key(gene1, may_be_missing=True), row.key(gene2, may_be_missing=True)
        return Finding(
            sample=row.key(sample),
            gene5_reported=name1,
            gene3_reported=name2,
            call_reported=f"{name1}/{name2}",
            confidence=row.text(score),
            order_known=False,
            order_from="none",
            chrom5=row.key(contig1),
            pos5=row.position(pos1, base=0),
            chrom3=row.key(contig2),
            pos3=row.position(pos2, base=0),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)


def _candidate(line: str) -> Finding | None:
    """Two joined places, without genes; None for a comment or an empty line."""
    if not line.strip() or line.startswith("#"):
        return None
    match = _OUT.match(line)
    if match is None:
        raise RowError("is not contig-contig, two positions, two directions and counts")
    contig1, contig2, pos1, pos2, first, second, reads, pairs, _ = match.groups()
    sign = {"f": "+", "r": "-"}
    return Finding(
        marks=(Mark.BREAKENDS, Mark.FILTERED),
        order_known=False,
        order_from="none",
        chrom5=contig1,
        pos5=int(pos1) + 1,
        kept5=sign[first],
        chrom3=contig2,
        pos3=int(pos2) + 1,
        kept3=other_part(sign[second]),
        junction_reads=int(reads),
        pair_reads=int(pairs),
    )
