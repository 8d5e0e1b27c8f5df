"""deFuse results.tsv, results.classify.tsv and results.filtered.tsv.

Facts: deFuse's column documentation; direction measured on 969 rows: gene1 is not the 5' partner; the 5' gene is the one
whose `gene_align_strand` is +. Positions are 1-based. `splitr_count` reads lie on the junction, `span_count` pairs around
it. `orf` N also means "no coding sequence", so only Y says something of the frame.
"""

from collections.abc import Iterator

from fusionflag.layouts import side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="deFuse",
    molecule="RNA",
    versions="0.6-0.8",
    evidence="real",
    direction="row: the gene whose `gene_align_strand` is +, not gene1",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone, of results.filtered.tsv; the other lists support none",
    looks_like=Columns("cluster_id", "splitr_count", "span_count", "gene_name1", "gene_name2"),
    candidates_names=("*results.tsv", "*results.classify.tsv", "*results.tsv.gz", "*results.classify.tsv.gz"),
)
def defuse(report: Report) -> Iterator[Record]:
    """One finding a row, its sides put into 5'-3' order where the row knows it."""
    t = table(report)
    sides = tuple(
        (
            t.column(f"gene_name{n}"),
            t.optional(f"gene{n}"),
            t.optional(f"gene_chromosome{n}"),
            t.optional(f"genomic_break_pos{n}"),
            t.optional(f"gene_strand{n}"),
            t.optional(f"gene_align_strand{n}"),
        )
        for n in (1, 2)
    )
    split, span, orf = t.column("splitr_count"), t.column("span_count"), t.optional("orf")
    through, adjacent, probability = (
        t.optional("read_through"),
        t.optional("adjacent"),
        t.optional("probability"),
    )

    def read_row(row: Row) -> Finding:
        ends = [
            (
                row.key(name, may_be_missing=True) or row.key(gene),
                row.text(chrom),
                row.position(pos, may_be_missing=True),
                side_of(row[strand]),
                row[aligned].strip(),
            )
            for name, gene, chrom, pos, strand, aligned in sides
        ]
        known = sorted(end[4] for end in ends) == ["+", "-"]
        if known and ends[0][4] == "-":
            ends.reverse()
        (name5, chrom5, pos5, strand5, _), (name3, chrom3, pos3, strand3, _) = ends
        marks = [Mark.READTHROUGH] if "Y" in (row[through].strip(), row[adjacent].strip()) else []
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{row[sides[0][0]]}--{row[sides[1][0]]}",
            confidence=row.text(probability),
            marks=tuple(marks),
            order_known=known,
            order_from="strand" if known else "none",
            chrom5=chrom5,
            pos5=pos5,
            strand5=strand5,
            chrom3=chrom3,
            pos3=pos3,
            strand3=strand3,
            in_frame="in" if row[orf].strip() == "Y" else "unknown",
            junction_reads=row.reads(split),
            pair_reads=row.reads(span),
        )

    yield from t.map(read_row)
