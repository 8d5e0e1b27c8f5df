"""LINX breakends (whole-genome DNA): the genes that each structural variant breaks.

Facts: hartwigmedical/hmftools linx (LinxBreakend) and a real file. A row is one end (`isStart`) of one variant (`svId`) in
one transcript of a gene; two ends of one variant are joined. geneOrientation Upstream means that the gene's start is kept,
so it is the 5' partner, Downstream that its end is. Places stand in the svs table, in old layouts a chromosome does here. A
broken gene is no fusion: what LINX calls one stands in its fusion table, so these are candidates. The germline's file has
the same columns, and only its name tells it.
"""

from collections.abc import Iterator

from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

_WAYS = {"upstream": "5", "downstream": "3"}


@parser(
    title="LINX breakends",
    molecule="DNA",
    method="WGS",
    versions="1.x, 2.x",
    evidence="real",
    direction="row: `geneOrientation` Upstream is 5'",
    positions="none",
    build="unstated",
    silence="nothing: broken genes, not fusions",
    looks_like=Columns("svId", "isStart", "gene", "transcriptId", "geneOrientation", "regionType"),
)
def linx_breakends(report: Report) -> Iterator[Record]:
    """One finding a variant that breaks a gene, placed at its first row."""
    yield Assay(report_kind="candidates")
    t = table(report)
    sv, start, gene = t.column("svId"), t.column("isStart"), t.column("gene")
    way, region, chrom = t.column("geneOrientation"), t.optional("regionType"), t.optional("chromosome")

    def read_row(row: Row) -> Finding:
        end, direction = row.key(start).lower(), _WAYS.get(row.key(way).lower())
        if end not in ("true", "false"):
            raise RowError("is neither true nor false", start + 1, end)
        if direction is None:
            raise RowError("is neither Upstream nor Downstream", way + 1, row[way])
        name, first = row.key(gene), end == "true"
        return Finding(
            call_reported=row.key(sv),
            gene5_reported=name if first else "",
            gene3_reported="" if first else name,
            chrom5=row.text(chrom) if first else "",
            chrom3="" if first else row.text(chrom),
            event=row.text(region),
            confidence=direction,
        )

    variants: dict[str, list[Finding]] = {}
    for record in t.map(read_row):
        assert isinstance(record, Finding)
        variants.setdefault(record.call_reported, []).append(record)
    for rows in variants.values():
        yield from _joined(rows)


def _joined(rows: list[Finding]) -> Iterator[Finding]:
    """The gene pairs of a variant: each gene of its start with each of its end, else a gene whose other end lies in none."""
    starts = dict.fromkeys((f.gene5_reported, f.chrom5, f.confidence) for f in rows if f.gene5_reported)
    ends = dict.fromkeys((f.gene3_reported, f.chrom3, f.confidence) for f in rows if f.gene3_reported)
    for one in starts or {("", "", ""): None}:
        for two in ends or {("", "", ""): None}:
            own = [f for f in rows if f.gene5_reported in ("", one[0]) and f.gene3_reported in ("", two[0])]
            yield _pair(one, two, own)


def _pair(one: tuple[str, str, str], two: tuple[str, str, str], rows: list[Finding]) -> Finding:
    known = {one[2], two[2]} == {"5", "3"}
    five, three = (two, one) if known and one[2] == "3" else (one, two)
    lacking = not (one[0] and two[0])
    return Finding(
        gene5_reported=five[0],
        gene3_reported=three[0],
        call_reported=f"sv {rows[0].call_reported}",
        marks=(
            Mark.NOT_SOMATIC,
            *((Mark.INTERGENIC,) if lacking else ()),
            *((Mark.SAME_ENDS,) if not lacking and one[2] == two[2] else ()),
        ),
        order_known=known,
        order_from="strand" if known else "none",
        chrom5=five[1],
        chrom3=three[1],
        event=";".join(dict.fromkeys(f.event for f in rows if f.event)),
        place=rows[0].place,
        also_at=tuple(f.place for f in rows[1:]),
    )
