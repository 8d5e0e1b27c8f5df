"""The tables of fusions and of structural variants that OncoKB's annotator reads, and what it writes of them.

Facts: oncokb/oncokb-annotator README and example data. `Tumor_Sample_Barcode`, and `Fusion` (`ALK-EML4`, `MLL2-intragenic`) or
`GeneA`, `GeneB` and `Sv_Type`. The order of the genes says nothing (ALK-EML4 is the example). DNA or RNA is not stated, nor
places, nor counts. The annotator appends ANNOTATED, ONCOGENIC and levels of drugs: OncoKB's knowledge of the gene pair, no result
of the sample and no laboratory's class. Samples without a fusion are left out.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import frame_word
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="OncoKB fusions and structural variants",
    molecule="unknown",
    versions="annotator 3.x",
    evidence="example",
    direction="unknown",
    positions="none",
    build="unstated",
    silence="nothing: samples without a fusion are left out",
    multi_sample=True,
    looks_like=[
        Columns("Tumor_Sample_Barcode", "Fusion", absent=("Hugo_Symbol",)),
        Columns("Tumor_Sample_Barcode", "GeneA", "GeneB"),
    ],
)
def oncokb_fusions(report: Report) -> Iterator[Record]:
    """One finding a row, for the sample that the row names."""
    t = table(report)
    sample, name = t.column("Tumor_Sample_Barcode"), t.optional("Fusion")
    genes = t.optional("GeneA"), t.optional("GeneB")
    kind, frame = t.optional("Sv_Type"), t.optional("Frame")

    def read_row(row: Row) -> Finding:
        one, two = (row.key(gene, may_be_missing=True) for gene in genes)
        call = row.key(name, may_be_missing=True)
        if not (one or two or call):
            raise RowError("names neither a gene nor a fusion", (name if name >= 0 else genes[0]) + 1)
        if not (one or two) and call.casefold().endswith("-intragenic"):
            one = two = call[: -len("-intragenic")]
        return Finding(
            sample=row.key(sample),
            gene5_reported=one,
            gene3_reported=two,
            call_reported=call or "-".join(filter(None, (one, two))),
            order_known=False,
            order_from="none",
            event=row.text(kind),
            in_frame=frame_word(row[frame]),
        )

    yield from lists.candidates(report, t.map(read_row))
