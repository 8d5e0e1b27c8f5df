"""Oncofuse: drivers among fusions that other callers found.

Facts: mikessh/oncofuse README and real files. An annotator: what its input lacked, or what lies in no gene that it knows, is not
listed, so its silence says nothing. 5_FPG is the 5' side as its input had it. `GENOMIC` is `chr:pos>chr:pos`, 1-based, without
strands. SPANNING_READS lie on the junction, ENCOMPASSING_READS around it. The frame means something only where both breaks
lie in coding sequence. DRIVER_PROB is a probability that the fusion drives a tumor, not that it is there.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="Oncofuse",
    molecule="RNA",
    versions="1.0.9, 1.1.1",
    evidence="real",
    direction="format: 5_FPG, as its input had it",
    positions="1-based",
    build="unstated",
    silence="nothing: what its input lacked is not listed",
    multi_sample=True,
    looks_like=Columns("5_FPG_GENE_NAME", "3_FPG_GENE_NAME", "GENOMIC", "FPG_FRAME_DIFFERENCE"),
)
def oncofuse(report: Report) -> Iterator[Record]:
    """One finding a row, for the sample that the row names."""
    t = table(report)
    sample, genomic = t.optional("SAMPLE_ID"), t.column("GENOMIC")
    genes = t.column("5_FPG_GENE_NAME"), t.column("3_FPG_GENE_NAME")
    coding = t.optional("5_IN_CDS?"), t.optional("3_IN_CDS?")
    kinds = t.optional("5_SEGMENT_TYPE"), t.optional("3_SEGMENT_TYPE")
    shift, driver = t.column("FPG_FRAME_DIFFERENCE"), t.optional("DRIVER_PROB")
    spanning, encompassing = t.optional("SPANNING_READS"), t.optional("ENCOMPASSING_READS")

    def read_row(row: Row) -> Finding:
        five, three = (row.key(gene) for gene in genes)
        (chrom5, pos5, _), (chrom3, pos3, _) = (
            lists.place(p) for p in [*row[genomic].split(">"), "", ""][:2]
        )
        if pos5 is None or pos3 is None:
            raise RowError("is not chr:pos>chr:pos", genomic + 1, row[genomic])
        in_cds = all(row.text(column).casefold() == "yes" for column in coding)
        chance = row.text(driver)
        return Finding(
            sample=row.text(sample),
            gene5_reported=five,
            gene3_reported=three,
            call_reported=f"{five}--{three}",
            confidence=f"driver probability {chance}" if chance else "",
            order_from="format",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            event=";".join(filter(None, (row.text(kind) for kind in kinds))),
            in_frame={"0": "in", "1": "out", "2": "out"}.get(row.text(shift), "unknown")
            if in_cds
            else "unknown",
            junction_reads=row.reads(spanning),
            pair_reads=row.reads(encompassing),
        )

    yield from lists.candidates(report, t.map(read_row))
