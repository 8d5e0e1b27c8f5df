"""FusionMap / OSA FusionReport.txt.

Facts: Oshell FusionMap wiki and example output. The sample's name is part of three column names. `FusionGene` is `A->B`, 5'
to 3', also where KnownGene1 is the 3' gene; positions are found by matching the names with KnownGene1 and KnownGene2.
`Filter` is empty for rows that were kept.
"""

from collections.abc import Iterator

from fusionflag.layouts import frame_word
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

SUFFIXES = (".SeedCount", ".bam.SeedCount")


@parser(
    title="FusionMap / OSA",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="row: `FusionGene` is 5'->3'",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns(
        "FusionID", "*.SeedCount", "KnownGene1", "KnownGene2", "FusionGene", "Position1", "Position2"
    ),
)
def fusionmap(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    seeds, rescued = t.column("*.SeedCount"), t.optional("*.RescuedCount")
    sample = t.name_of(seeds).removesuffix(".SeedCount").removesuffix(".bam")
    yield Assay(sample=sample)  # a header-only report has its sample too
    fusion, frame, filters = t.column("FusionGene"), t.optional("FrameShiftClass"), t.optional("Filter")
    pattern, unique = t.optional("SplicePatternClass"), t.optional("*.UniqueCuttingPositionCount")
    sides = tuple(
        (
            t.column(f"KnownGene{n}"),
            t.column(f"Chromosome{n}"),
            t.column(f"Position{n}"),
            t.optional(f"KnownExonNumber{n}"),
        )
        for n in (1, 2)
    )

    def read_row(row: Row) -> Finding:
        ends = {gene: row.key(gene, may_be_missing=True).split(",") for gene, *_ in sides}
        call = row.key(fusion, may_be_missing=True)
        five, _, three = call.partition("->")
        first, second = sides
        turned = False
        if call and three:
            straight = five in ends[first[0]] and three in ends[second[0]]
            turned = not straight and three in ends[first[0]] and five in ends[second[0]]
        else:
            five, three = ends[first[0]][0], ends[second[0]][0]
        a, b = (second, first) if turned else (first, second)
        matched = bool(call) and (turned or (five in ends[a[0]] and three in ends[b[0]]))
        return Finding(
            sample=sample,
            gene5_reported=five,
            gene3_reported=three,
            call_reported=call,
            filters=row.text(filters),
            marks=(Mark.FILTERED,) if row.text(filters) else (),
            order_known=bool(call),
            order_from="format" if call else "none",
            chrom5=row.text(a[1]) if matched or not call else "",
            pos5=row.position(a[2]) if matched or not call else None,
            exon5=row.text(a[3]) if matched else "",
            chrom3=row.text(b[1]) if matched or not call else "",
            pos3=row.position(b[2]) if matched or not call else None,
            exon3=row.text(b[3]) if matched else "",
            event=row.text(pattern),
            in_frame=frame_word(row[frame]),
            junction_reads=row.reads(seeds),
            pair_reads=row.reads(rescued),
            unique_reads=row.reads(unique),
        )

    yield from t.map(read_row)
