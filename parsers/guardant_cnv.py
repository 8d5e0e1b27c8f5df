"""Guardant's table of copy numbers, `*.cnv_call.hdr.tsv`, of the sample whose fusions stand in a table of their own.

Facts: bioinformatics-policlinicogemelli/Varan vendor_adapters/guardant.py, and public scripts that read the tables of the
software: one row a gene; `call` 0 is no change. It says nothing of fusions. No real file is public.
"""

from collections.abc import Iterator

from fusionflag.guardant import by_sample, copies, without_fusions
from fusionflag.model import Marker, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="Guardant copy numbers",
    molecule="cfDNA",
    versions="not stated",
    evidence="documentation",
    direction="none",
    positions="none",
    build="GRCh37",
    silence="companion",
    looks_like=Columns("run_sample_id", "gene", "copy_number", "call"),
)
def guardant_cnv(report: Report) -> Iterator[Record]:
    """Markers, and the arm that the fusions of another file belong to."""
    t = table(report)
    gene, number, call = t.column("gene"), t.column("copy_number"), t.column("call")

    def read_row(row: Row, sample: str) -> Marker | None:
        marker = copies(row.key(gene), row.key(call), row.text(number))
        if marker is not None:
            marker.sample = sample
        return marker

    yield from by_sample(report, t, t.column("run_sample_id"), read_row, without_fusions)
