"""ISOFOX fusions and pass_fusions, before 2.0 (comma or tab) and 2.0.

Facts: hartwigmedical/hmftools isofox (FusionData, FusionWriter). Up is the 5' side. Split and realigned fragments lie on the
junction, discordant ones around it. From 2.0 on there is no gene column: `Name` is `A_B`.
"""

from collections.abc import Iterator

from fusionflag.layouts import side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="ISOFOX",
    molecule="RNA",
    versions="1.0-2.0",
    evidence="example: rows with made-up genes, and a real header",
    direction="format: Up",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=[
        Columns(
            "FusionId", "GeneNameUp", "GeneNameDown", "ChrUp", "PosUp", "ChrDown", "PosDown", "SplitFrags"
        ),
        Columns(
            "Name", "KnownType", "ChromosomeUp", "ChromosomeDown", "PositionUp", "PositionDown", "SplitFrags"
        ),
    ],
)
def isofox(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, old = t.optional("Name"), t.has("GeneNameUp")
    genes = tuple(t.optional(f"GeneName{side}") for side in ("Up", "Down"))
    chroms = tuple(t.column(f"Chr{side}", f"Chromosome{side}") for side in ("Up", "Down"))
    places = tuple(t.column(f"Pos{side}", f"Position{side}") for side in ("Up", "Down"))
    strands = tuple(t.optional(f"Strand{side}") for side in ("Up", "Down"))
    exons = tuple((t.optional(f"Transcript{side}"), t.optional(f"Exon{side}")) for side in ("Up", "Down"))
    split, realigned, pairs = (
        t.column("SplitFrags"),
        t.optional("RealignedFrags"),
        t.optional("DiscordantFrags"),
    )
    filters, kind, known = (
        t.optional("Filter"),
        t.optional("SVType", "SvType"),
        t.optional("KnownFusionType", "KnownType"),
    )

    def read_row(row: Row) -> Finding:
        five, three = (row.key(g, may_be_missing=True) for g in genes) if old else _split(row, name)
        reads = [n for n in (row.reads(split), row.reads(realigned)) if n is not None]
        state = row.key(filters, may_be_missing=True)
        return Finding(
            gene5_reported=five,
            gene3_reported=three,
            call_reported=row.text(name) if not old else f"{five}_{three}",
            confidence=row.text(known),
            filters=state,
            marks=(Mark.FILTERED,) if state and state != "PASS" else (),
            order_from="format",
            chrom5=row.key(chroms[0]),
            pos5=row.position(places[0]),
            strand5=side_of(row[strands[0]]),
            chrom3=row.key(chroms[1]),
            pos3=row.position(places[1]),
            strand3=side_of(row[strands[1]]),
            transcript5=row.text(exons[0][0]),
            exon5=row.text(exons[0][1]),
            transcript3=row.text(exons[1][0]),
            exon3=row.text(exons[1][1]),
            event=row.text(kind),
            junction_reads=sum(reads) if reads else None,
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)


def _split(row: Row, name: int) -> tuple[str, str]:
    five, separator, three = row.key(name).partition("_")
    if not separator:
        raise RowError("is not GENE_GENE", name + 1, row[name])
    return five, three
