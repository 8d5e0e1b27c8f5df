"""Archer Analysis (FusionPlex), the read statistics of one sample from its REST interface (JSON): the gate of RNA quality.

Facts: a public program that asks for `read_stats`; no real document is public, so this is written from documentation.
`qc_stats.avg_unique_rna_start_sites_per_gsp2_control` decides whether the RNA was good enough; its limit stands in
qc_limits.tsv. The document carries no fusions, and mostly no sample either: a sample sheet joins it with its results.
"""

from collections.abc import Iterator
from typing import Any

from fusionflag import archer
from fusionflag.documents import document
from fusionflag.model import Assay, Record
from fusionflag.parsing import Keys, parser
from fusionflag.reading import Report


def _alone(document: Any) -> bool:
    """Statistics without the isoforms, which are read elsewhere together with them."""
    return not {"isoforms", "fusions", "results"} & document.keys()


def _inner(document: Any) -> bool:
    stats = document["read_stats"]
    return _alone(document) and isinstance(stats, dict) and "qc_stats" in stats


@parser(
    title="Archer Analysis (REST, read statistics)",
    molecule="RNA",
    versions="not stated",
    evidence="documentation",
    direction="none",
    positions="none",
    build="unstated",
    silence="companion: the gate of RNA quality",
    looks_like=[Keys("read_stats", shape=_inner), Keys("read_stat_types", "qc_stats", shape=_alone)],
)
def archer_read_stats(report: Report) -> Iterator[Record]:
    """One companion arm; raises RowError where the gate is missing."""
    root = document(report)
    stats = root.get("read_stats") if root.get("read_stats") else root
    sample, joins = archer.sample_of(root)
    yield Assay(
        sample=sample,
        joins=joins,
        report_kind="companion",
        fusions_stated=False,
        assay_reported=archer.panel_of(root),
        pipeline="FusionPlex",
        qc_metrics=archer.metrics_of(stats),
    )
    stats.need("qc_stats", archer.STARTS)
