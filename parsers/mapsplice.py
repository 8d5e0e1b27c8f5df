"""MapSplice 2 fusions_well_annotated.txt, written with --gene-gtf (61 to 63 cells).

Facts: the column list of MapSplice2FusionJunctionFormat, as EasyFuse's reader gives it; a real file. There is no header, so the
file is told by the shape of its rows. Cell 1 `5~6` names both contigs, cells 2 and 3 the last base of the donor and the first
of the acceptor, 1-based (measured: cell 2 is the last base of an exon in 14 of 26 rows, cell 3 never). Cell 6 gives the strand of
both sides: of the donor the part left of the break is kept on +, right of it on -, of the acceptor the other way round. Where
these are the genes' own strands (cell 60), the donor is the 5' partner; of a junction without splice signals they may both be
contrary. Cell 5 counts reads on the junction, cell 28 pairs around it; cell 58 `from_normal` is a read-through of neighbors,
cell 59 `normal` a junction inside one gene: a list of circular RNAs has the same cells and is not read as fusions. Cells 61 and
62 list genes, `ENO1,`. No frame, no filter. Lists without the genes' cells are not read. Nothing found is an empty file, which is
no result.
"""

from collections.abc import Iterator

from fusionflag.layouts import other_part
from fusionflag.marks import ANY, CONTIG, COUNT
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Shape, first_row, headless, parser
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

NAMES = {
    0: "contigs",
    1: "donor",
    2: "acceptor",
    4: "coverage",
    5: "strand",
    27: "encompassing",
    57: "annotated",
    58: "kind",
    59: "gene strand",
    60: "genes donor",
    61: "genes acceptor",
}
SHAPE = Shape(
    "61 or more cells: contig~contig, two positions, an id, a count, two strands",
    (f"{CONTIG}~{CONTIG}", COUNT, COUNT, ANY, COUNT, "[+-]{2}", *[ANY] * 52, "(?!normal$|normal\t)[^\t]*"),
    more=(2, 4),
)


@parser(
    title="MapSplice",
    molecule="RNA",
    versions="2",
    evidence="real",
    direction="places: donor and acceptor, if their strands are the genes' own",
    positions="1-based",
    build="unstated",
    silence="negative: an empty file is no result",
    looks_like=SHAPE,
)
def mapsplice(report: Report) -> Iterator[Record]:
    """One finding a row, as two joined places with the names that the caller gives them."""
    t = headless(report, [NAMES.get(i, f"cell {i + 1}") for i in range(len(first_row(report)))])
    contigs, donor, acceptor, strand = (t.column(n) for n in ("contigs", "donor", "acceptor", "strand"))
    genes5, genes3, own = t.column("genes donor"), t.optional("genes acceptor"), t.column("gene strand")
    reads, pairs, kind, source = (t.column(n) for n in ("coverage", "encompassing", "kind", "annotated"))

    def read_row(row: Row) -> Finding:
        chrom5, _, chrom3 = row.key(contigs).partition("~")
        strands = row.key(strand)
        if not chrom3 or len(strands) != 2 or set(strands) - {"+", "-"}:
            raise RowError("are not two contigs or two strands", contigs + 1, f"{row[contigs]} {strands}")
        name5, name3 = (row.key(genes, may_be_missing=True).rstrip(",") for genes in (genes5, genes3))
        known = row.text(own).replace(",", "") == strands
        marks = [Mark.BREAKENDS]
        marks += [Mark.READTHROUGH] if row.text(source) == "from_normal" else []
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            marks=tuple(marks),
            order_known=known,
            order_from="strand" if known else "none",
            chrom5=chrom5,
            pos5=row.position(donor),
            kept5=strands[0],
            chrom3=chrom3,
            pos3=row.position(acceptor),
            kept3=other_part(strands[1]),
            event=row.text(kind),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
