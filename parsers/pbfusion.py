"""pbfusion breakpoints.groups.bed, 0.4 and 0.5 (long reads).

Facts: PacificBiosciences/pbfusion documentation; measured: side 1 is the 5' side (472 of 472), positions jitter by -1 to -4.
BEDPE, 0-based. `GN` names the genes of the whole chain, `N/A` where there is none; `RC` counts reads; `CL` classes them.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

CLASSES = {"readthrough": Mark.READTHROUGH, "senseantisense": Mark.ANTISENSE}


@parser(
    title="pbfusion",
    molecule="RNA",
    versions="0.4, 0.5",
    evidence="real",
    direction="format: side 1",
    positions="half-open: up to four bases off",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns(
        "#chr1", "start1", "end1", "chr2", "start2", "end2", "id", "score", "strand1", "strand2", "info"
    ),
)
def pbfusion(report: Report) -> Iterator[Record]:
    """One finding a row; of a chain of genes the first and the last."""
    t = table(report)
    chrom1, start1, strand1 = t.column("chr1"), t.column("start1"), t.column("strand1")
    chrom2, start2, strand2 = t.column("chr2"), t.column("start2"), t.column("strand2")
    score, info = t.column("score"), t.column("info")

    def read_row(row: Row) -> Finding:
        facts = dict(part.partition("=")[::2] for part in row[info].split(";"))
        if "GN" not in facts:
            raise RowError("has no GN", info + 1, row[info])
        if any("=" not in part and mentions_nrg1(part) for part in row[info].split(";")):
            raise RowError("names NRG1 in a part without a key", info + 1, row[info])
        genes = ["" if name == "N/A" else name for name in facts["GN"].split(",")]
        classes = {part.partition(":")[0].lower() for part in facts.get("CL", "").split(",") if part}
        marks = [mark for name, mark in CLASSES.items() if classes and all(name == c for c in classes)]
        marks += [Mark.INTERGENIC] if "" in (genes[0], genes[-1]) else []
        reads = facts.get("RC", "")
        return Finding(
            gene5_reported=genes[0],
            gene3_reported=genes[-1] if len(genes) > 1 else "",
            call_reported="::".join(name or "?" for name in genes),
            confidence=row.text(score),
            filters=facts.get("CL", ""),
            marks=tuple(marks),
            order_from="format",
            chrom5=row.key(chrom1),
            pos5=row.position(start1, base=0),
            strand5=row[strand1].strip(),
            chrom3=row.key(chrom2),
            pos3=row.position(start2, base=0),
            strand3=row[strand2].strip(),
            junction_reads=int(reads) if reads.isdigit() else None,
        )

    yield from t.map(read_row)
