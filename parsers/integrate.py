"""INTEGRATE's tables: breakpoints.tsv, breakpoints.cov.tsv, summary.tsv and bk_fusion.bedpe (its VCF: `integrate_vcf`).

Facts: ChrisMaherLab/INTEGRATE, its wiki's page on outputs; real files. The 5' partner stands first. Measured on exon ends (two
rows): `Exon_BK` is 1-based and exact, `RNA_BK` is up to two bases off; the BEDPE gives one number a side (start equals end),
that of Exon_BK or one less, by strand. NUM_SP_RNA (SP_RNA) reads span the junction, NUM_EN_RNA (EN_RNA) pairs encompass it;
breakpoints.cov.tsv joins both counts, and both names, by a blank. A side may list genes, `MINOS1/MINOS1-NBL1`. There is no
filter: `Tier` (1 best, to 7) is given as it is.
"""

from collections.abc import Callable, Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError, Table

COUNTS = "NUM_EN_RNA NUM_SP_RNA"


@parser(
    title="INTEGRATE",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="format: 5P",
    positions="1-based: the BEDPE gives one number a side",
    build="unstated",
    silence="negative: a header alone",
    looks_like=[
        Columns("#5P", "3P", "Chr1", "RNA_BK1", "Exon_BK1", "Chr2", "RNA_BK2", "Exon_BK2"),
        Columns("Fusion_Candidate", "5_Prime", "3_Prime", "Reciprocal", "EN_RNA", "SP_RNA"),
        Columns("#chr5p", "start5p", "end5p", "chr3p", "start3p", "end3p", "gene5p", "gene3p"),
    ],
)
def integrate(report: Report) -> Iterator[Record]:
    """One finding a row of whichever table it is."""
    t = table(report)
    if t.has("Fusion_Candidate"):
        yield from t.map(_summary(t))
    elif t.has("gene5p"):
        yield from t.map(_bedpe(t))
    else:
        yield from t.map(_breakpoints(t))


def _breakpoints(t: Table) -> Callable[[Row], Finding]:
    gene5, gene3, counts = t.column("5P"), t.column("3P"), t.optional(COUNTS)
    sides = [(t.column(f"Chr{n}"), t.column(f"Exon_BK{n}"), t.column(f"RNA_BK{n}")) for n in (1, 2)]

    def read_row(row: Row) -> Finding:
        name5, name3 = row.key(gene5), row.key(gene3)
        (chrom5, pos5, exact5), (chrom3, pos3, exact3) = (
            (row.key(chrom), exon or row.position(rna, may_be_missing=True), exon is not None)
            for chrom, exon, rna in ((c, row.position(e, may_be_missing=True), r) for c, e, r in sides)
        )
        pairs, reads = _counts(row, counts)
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}>>{name3}",
            marks=() if exact5 and exact3 else (Mark.IMPRECISE,),
            order_from="format",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            junction_reads=reads,
            pair_reads=pairs,
        )

    return read_row


def _counts(row: Row, column: int) -> tuple[int | None, int | None]:
    """Encompassing pairs and spanning reads from `4 1`; nothing where the table has no such column."""
    cell = row.text(column)
    if not cell:
        return None, None
    numbers = cell.split()
    if len(numbers) != 2 or not all(n.isdigit() for n in numbers):
        raise RowError("are not two counts", column + 1, cell)
    return int(numbers[0]), int(numbers[1])


def _summary(t: Table) -> Callable[[Row], Finding]:
    gene5, gene3, reciprocal = t.column("5_Prime"), t.column("3_Prime"), t.column("Reciprocal")
    tier, kind, splicings = t.optional("Tier"), t.optional("Type"), t.optional("Splicings")
    pairs, reads = t.column("EN_RNA"), t.column("SP_RNA")

    def read_row(row: Row) -> Finding:
        name5, name3 = row.key(gene5), row.key(gene3)
        marks = [Mark.READTHROUGH] if row.text(kind) == "Read_Through" else []
        marks += [Mark.RECIPROCAL] if row.text(reciprocal) == "Y" else []
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}>>{name3}",
            confidence=f"tier {row.text(tier)}" if row.text(tier) else "",
            marks=tuple(marks),
            order_from="format",
            event=row.text(kind) or row.text(splicings),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    return read_row


def _bedpe(t: Table) -> Callable[[Row], Finding]:
    gene5, gene3, tier = t.column("gene5p"), t.column("gene3p"), t.optional("tier")
    chrom5, at5 = t.column("chr5p"), t.column("end5p")
    chrom3, at3 = t.column("chr3p"), t.column("end3p")

    def read_row(row: Row) -> Finding:
        name5, name3 = row.key(gene5), row.key(gene3)
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}>>{name3}",
            confidence=f"tier {row.text(tier)}" if row.text(tier) else "",
            order_from="format",
            chrom5=row.key(chrom5),
            pos5=row.position(at5),
            chrom3=row.key(chrom3),
            pos3=row.position(at3),
        )

    return read_row
