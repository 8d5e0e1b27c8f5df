"""SQUID's table annotated by AnnotateSQUIDOutput.py (fusionsquid, nf-core).

Facts: Kingsford-Group/squid utils/AnnotateSQUIDOutput.py. `FusedGenes` is 5':3', several pairs joined by `,`; the
coordinates stand in genome order, not in the order of the genes. They are left out here, because the row does not say which
belongs to which gene: a wrong junction would be worse than none.
"""

from collections.abc import Iterator

from fusionflag.layouts import bedpe_ends
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="SQUID annotated",
    molecule="RNA",
    versions="1.x",
    evidence="real",
    direction="row: `FusedGenes` is 5':3'",
    positions="half-open: read only where no genes stand",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("# chrom1", "start1", "end1", "chrom2", "start2", "end2", "Type", "FusedGenes"),
)
def squid_annotated(report: Report) -> Iterator[Record]:
    """One finding a gene pair; a row without genes keeps its coordinates."""
    t = table(report)
    genes, kind, score, ends = t.column("FusedGenes"), t.column("Type"), t.column("score"), bedpe_ends(t)
    places = tuple(t.column(name) for name in ("chrom1", "start1", "end1", "chrom2", "start2", "end2"))

    def read_row(row: Row) -> list[Finding]:
        text = row.key(genes, may_be_missing=True)
        if not text:
            return [_nameless(row, ends(row), row.text(kind), row.reads(score))]
        where = "{}:{}-{}/{}:{}-{}".format(*(row[p] for p in places))
        found = []
        for pair in text.split(","):
            five, separator, three = pair.partition(":")
            if not (separator and five and three):
                raise RowError("is not GENE:GENE", genes + 1, pair)
            found.append(
                Finding(
                    gene5_reported=five,
                    gene3_reported=three,
                    call_reported=pair,
                    order_from="format",
                    event=f"{row.text(kind)} {where}",
                    total_reads=row.reads(score),
                )
            )
        return found

    yield from t.map(read_row)


def _nameless(row: Row, ends: list[tuple[str, int | None, str]], kind: str, reads: int | None) -> Finding:
    """A row without genes keeps its coordinates: its place may be NRG1's."""
    (chrom5, pos5, _), (chrom3, pos3, _) = ends
    return Finding(
        order_known=False,
        order_from="none",
        chrom5=chrom5,
        pos5=pos5,
        chrom3=chrom3,
        pos3=pos3,
        event=kind,
        total_reads=reads,
    )
