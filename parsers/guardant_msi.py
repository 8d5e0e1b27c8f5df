"""Guardant's table of microsatellite status, `*.msi_call.hdr.tsv`, of the sample whose fusions stand in a table of their own.

Facts: bioinformatics-policlinicogemelli/Varan vendor_adapters/guardant.py (`msi_score`, `msi_status`: `MSI-H` is seen) and
mizomizo1/OncoUnify (`MSS/MSI-L`). It says nothing of fusions. No real file is public.
"""

from collections.abc import Iterator

from fusionflag import markers
from fusionflag.guardant import by_sample, without_fusions
from fusionflag.model import Marker, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="Guardant microsatellite status",
    molecule="cfDNA",
    versions="not stated",
    evidence="documentation",
    direction="none",
    positions="none",
    build="GRCh37",
    silence="companion",
    looks_like=Columns("run_sample_id", "msi_score", "msi_status"),
)
def guardant_msi(report: Report) -> Iterator[Record]:
    """One marker a row, and the arm that the fusions of another file belong to."""
    t = table(report)
    status = t.column("msi_status")

    def read_row(row: Row, sample: str) -> Marker | None:
        marker = markers.msi(row.text(status))
        if marker is not None:
            marker.sample = sample
        return marker

    yield from by_sample(report, t, t.column("run_sample_id"), read_row, without_fusions)
