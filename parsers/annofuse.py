"""annoFuse: calls of Arriba and STAR-Fusion in one standard, filtered and annotated.

Facts: d3b-center/annoFuse (fusion_standardization.R, annotate_fusion_calls.R) and real rows of OpenPBTA. The filtered list of a
cohort: samples without a row are left out, so its silence says nothing. FusionName is `A--B` of the caller. Gene1A and Gene2A
are the genes of the 5' side, Gene1B and Gene2B of the 3' side; two of them, `NRG1/RNU6-663P`, are Arriba's neighbours of
a break in no gene, whose distances are lost. So are Arriba's strands: its order is arbitrary where they were unknown, which
a stated frame rules out. `Fusion_Type` other may be a stop codon, or no frame. Breakpoints are 1-based, without strands.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import frame_word
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="annoFuse",
    molecule="RNA",
    versions="0.9x",
    evidence="real",
    direction="row: Arriba's order is believed only where a frame is stated",
    positions="1-based",
    build="unstated",
    silence="nothing: the filtered list of a cohort",
    multi_sample=True,
    looks_like=Columns("Sample", "FusionName", "Gene1A", "Gene1B"),
)
def annofuse(report: Report) -> Iterator[Record]:
    """One finding a row, for the sample that the row names."""
    t = table(report)
    sample, name = t.column("Sample"), t.column("FusionName")
    genes = [(t.column(f"Gene1{side}"), t.optional(f"Gene2{side}")) for side in "AB"]
    breaks = t.optional("LeftBreakpoint"), t.optional("RightBreakpoint")
    kind, caller, called = t.optional("Fusion_Type"), t.optional("Caller"), t.optional("CalledBy")
    reads, pairs = t.optional("JunctionReadCount"), t.optional("SpanningFragCount")
    annots, confidence, location = (
        t.optional("annots"),
        t.optional("Confidence"),
        t.optional("BreakpointLocation"),
    )

    def side(row: Row, columns: tuple[int, int]) -> str:
        return "/".join(filter(None, (row.key(columns[0], may_be_missing=True), row.text(columns[1]))))

    def at(row: Row, column: int) -> tuple[str, int | None]:
        chrom, pos, _ = lists.place(row.text(column))
        if row.text(column) and pos is None:
            raise RowError("is not chromosome:position", column + 1, row.text(column))
        return chrom, pos

    def read_row(row: Row) -> Finding:
        five, three = (side(row, columns) for columns in genes)
        (chrom5, pos5), (chrom3, pos3) = (at(row, column) for column in breaks)
        frame, source, labels = frame_word(row[kind]), row.text(caller), row.text(annots)
        known = frame != "unknown" or source.casefold() == "starfusion"
        intergenic = "/" in five + three or row.text(location).casefold() == "intergenic"
        callers = row.text(called) or source
        return Finding(
            sample=row.key(sample),
            gene5_reported=five,
            gene3_reported=three,
            call_reported=row.key(name),
            confidence=row.text(confidence),
            filters=labels,
            callers=tuple(filter(None, (c.strip() for c in callers.split(",")))),
            marks=(
                *((Mark.INTERGENIC,) if intergenic else ()),
                *((Mark.SAME_ENDS,) if "5'-5'" in labels or "3'-3'" in labels else ()),
                *lists.readthrough(labels),
            ),
            order_known=known,
            order_from="format" if known else "none",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            in_frame=frame,
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from lists.candidates(report, t.map(read_row))
