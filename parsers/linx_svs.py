"""LINX structural variants (whole-genome DNA): both places of each, with the genes there.

Facts: hartwigmedical/hmftools linx (LinxSvAnnotation) and a real file. coordsStart and coordsEnd are `chr:pos:orient`,
1-based; orient 1 keeps the left part, -1 the right one, and with it who is 5'. Older layouts have no coordinates, and say
nothing of places or of order. geneStart and geneEnd are the genes there. Variants that are no fusions stand here too, so
these are candidates. SGL has one end only, INF is inferred from copy numbers. There are no counts of reads. The germline's
file has the same columns, and only its name tells it.
"""

from collections.abc import Iterator

from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

_KEPT = {"1": "+", "-1": "-"}


@parser(
    title="LINX structural variants",
    molecule="DNA",
    method="WGS",
    versions="1.x, 2.x",
    evidence="real",
    direction="places: `chr:pos:orient`; older layouts have none",
    positions="1-based",
    build="unstated",
    silence="nothing: variants, not fusions",
    looks_like=Columns("svId", "clusterId", "clusterReason", "geneStart", "geneEnd"),
)
def linx_svs(report: Report) -> Iterator[Record]:
    """One finding a row."""
    yield Assay(report_kind="candidates")
    t = table(report)
    sv, kind = t.column("svId"), t.optional("type")
    genes = t.column("geneStart"), t.column("geneEnd")
    coords = t.optional("coordsStart"), t.optional("coordsEnd")

    def read_row(row: Row) -> Finding:
        (chrom5, pos5, kept5), (chrom3, pos3, kept3) = (_place(row, column) for column in coords)
        event = row.text(kind)
        single = event in ("SGL", "INF")
        placed = pos5 is not None and (pos3 is not None or single)
        return Finding(
            gene5_reported=row.key(genes[0], may_be_missing=True),
            gene3_reported=row.key(genes[1], may_be_missing=True),
            call_reported=f"sv {row.key(sv)}",
            marks=(
                *((Mark.BREAKENDS,) if placed else ()),
                Mark.NOT_SOMATIC,
                *((Mark.SINGLE_BREAKEND,) if single else ()),
            ),
            order_known=False,
            order_from="none",
            chrom5=chrom5,
            pos5=pos5,
            kept5=kept5,
            chrom3="" if single else chrom3,
            pos3=None if single else pos3,
            kept3="" if single else kept3,
            event=event,
        )

    yield from t.map(read_row)


def _place(row: Row, column: int) -> tuple[str, int | None, str]:
    """chr:pos:orient; `-1:-1:0` and nothing are no place."""
    text = row.text(column)
    if text in ("", "0:-1:0", "-1:-1:0"):
        return "", None, ""
    parts = text.split(":")
    if len(parts) != 3 or not parts[1].isdigit() or parts[2] not in _KEPT:
        raise RowError("is not chr:pos:orient", column + 1, text)
    return parts[0], int(parts[1]), _KEPT[parts[2]]
