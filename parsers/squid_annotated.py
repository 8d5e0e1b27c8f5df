"""SQUID's table annotated by AnnotateSQUIDOutput.py (fusionsquid, nf-core).

Facts: Kingsford-Group/squid utils/AnnotateSQUIDOutput.py. `FusedGenes` is 5':3', several pairs joined by `,`; the coordinates
stand in genome order, not in the order of the genes. They are left out here, because the row does not say which belongs to
which gene: a wrong junction would be worse than none.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="SQUID annotated",
    molecule="RNA",
    versions="1.x",
    looks_like=Columns("# chrom1", "start1", "end1", "chrom2", "start2", "end2", "Type", "FusedGenes"),
)
def squid_annotated(report: Report) -> Iterator[Record]:
    """One finding a gene pair; a row without genes keeps its coordinates as text."""
    t = table(report)
    genes, kind, score = t.column("FusedGenes"), t.column("Type"), t.column("score")
    places = tuple(t.column(name) for name in ("chrom1", "start1", "end1", "chrom2", "start2", "end2"))

    def read_row(row: Row) -> list[Finding]:
        text = row.key(genes, may_be_missing=True)
        where = "{}:{}-{}/{}:{}-{}".format(*(row[p] for p in places))
        found = []
        for pair in text.split(",") if text else [""]:
            five, separator, three = pair.partition(":")
            if pair and not (separator and five and three):
                raise RowError("is not GENE:GENE", genes + 1, pair)
            found.append(
                Finding(
                    gene5_reported=five,
                    gene3_reported=three,
                    call_reported=pair or where,
                    order_known=bool(pair),
                    order_from="format" if pair else "none",
                    event=f"{row.text(kind)} {where}",
                    total_reads=row.reads(score),
                )
            )
        return found

    yield from t.map(read_row)
