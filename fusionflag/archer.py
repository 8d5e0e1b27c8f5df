"""What the documents of Archer Analysis' REST interface share: the name of their sample and their read statistics."""

from __future__ import annotations

from fusionflag import clinical, numbers
from fusionflag.documents import Node

STARTS = "avg_unique_rna_start_sites_per_gsp2_control"


def sample_of(root: Node) -> tuple[str, tuple[str, ...]]:
    """The name of the sample and the identifiers under which its documents find each other; none where it is not stated."""
    sample = root.get("sample")
    told = isinstance(sample.value, dict)  # else its name stands there, or nothing
    name = root.text("sample_name") or (sample.text("name") if told else sample.text()) or root.text("name")
    number = root.text("sample_id") or (sample.text("id") if told else "")
    return name or number, tuple(f"archer:{i}" for i in dict.fromkeys((name, number)) if i)


def stats_of(root: Node) -> Node:
    """The read statistics in a document; an empty node where it has none, a problem where something else stands there."""
    stats = root.get("read_stats")
    if stats.value is None or isinstance(stats.value, dict):
        return stats
    clinical.problem(stats, "`read_stats` are no statistics: the quality of the RNA is not told")
    return root.get("")


def metrics_of(stats: Node) -> str:
    """The gate of RNA quality, start sites of the control primers, as a metric; empty where it was not measured.

    What is stated and is no number is a problem: `<50` and `FAIL` are no missing values.
    """
    group = stats.get("qc_stats")
    if group.value is not None and not isinstance(group.value, dict):
        clinical.problem(group, "`qc_stats` are no statistics: the quality of the RNA is not told")
        return ""
    gate = group.get(STARTS)
    value = gate.text()
    stated = value or isinstance(gate.value, dict | list)
    if stated and (numbers.decimal(value) is None or value.endswith("%")):
        clinical.problem(gate, f"`{STARTS}` is no number: the quality of the RNA is not told")
        return ""
    return f"UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL={value}" if value else ""


def panel_of(root: Node) -> str:
    """The name of the panel, where the document gives one."""
    node = root.first("panel_name", "panel", "assay_name", "assay")
    return node.text("name") if isinstance(node.value, dict) else node.text()
