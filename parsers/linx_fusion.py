"""LINX fusion table (whole-genome DNA), both layouts.

Facts: hartwigmedical/hmftools linx (LinxFusion). Rows with `reported` false are the majority and no results of LINX.
Coordinates stand in the table only from the later layout on (`fivePrimeCoords`, chr:pos:orient); the earlier one names the
fused exons of a transcript. `SKIPPED_EXONS` is in frame by skipping exons.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

PHASED = {"INFRAME": "in", "SKIPPED_EXONS": "in", "OUT_OF_FRAME": "out"}


@parser(
    title="LINX fusion table",
    molecule="DNA",
    method="WGS",
    versions="1.x, 2.x",
    evidence="real: the later layout is written from code",
    direction="format: the 5' breakend",
    positions="1-based: the later layout alone",
    build="unstated",
    silence="dna",
    looks_like=Columns("fivePrimeBreakendId", "threePrimeBreakendId", "name", "reported", "phased"),
)
def linx_fusion(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, reported, phased = t.column("name"), t.column("reported"), t.column("phased")
    start, end = t.optional("geneStart"), t.optional("geneEnd")
    coords = (t.optional("fivePrimeCoords"), t.optional("threePrimeCoords"))
    transcripts = (t.optional("transcriptStart"), t.optional("transcriptEnd"))
    exons = (t.optional("fusedExonUp"), t.optional("fusedExonDown"))
    likelihood, kind, why = (
        t.optional("likelihood"),
        t.optional("reportedType"),
        t.optional("reportableReasons"),
    )

    def read_row(row: Row) -> Finding:
        call = row.key(name)
        five, _, three = call.partition("_")
        five, three = row.text(start) or five, row.text(end) or three
        said = row.key(reported).lower()
        if said not in ("true", "false"):
            raise RowError("is neither true nor false", reported + 1, said)
        (chrom5, pos5), (chrom3, pos3) = (_place(row, column) for column in coords)
        return Finding(
            gene5_reported=five,
            gene3_reported=three,
            call_reported=call,
            confidence=row.text(likelihood),
            filters=row.text(why),
            reported=said == "true",
            marks=(Mark.PASS,) if said == "true" else (Mark.FILTERED,),
            order_from="format",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            transcript5=row.text(transcripts[0]),
            exon5=row.text(exons[0]),
            transcript3=row.text(transcripts[1]),
            exon3=row.text(exons[1]),
            event=row.text(kind),
            in_frame=PHASED.get(row[phased].strip(), "unknown"),
        )

    yield from t.map(read_row)


def _place(row: Row, column: int) -> tuple[str, int | None]:
    """chr:pos:orient of the later layout."""
    text = row.text(column)
    if not text:
        return "", None
    parts = text.split(":")
    if len(parts) < 2 or not parts[1].isdecimal() or len(parts[1]) > 12:
        raise RowError("is not chr:pos:orient", column + 1, text)
    return parts[0], int(parts[1])
