"""What the documents of Archer Analysis' REST interface share: the name of their sample and their read statistics."""

from __future__ import annotations

from fusionflag.documents import Node

STARTS = "avg_unique_rna_start_sites_per_gsp2_control"


def sample_of(root: Node) -> tuple[str, tuple[str, ...]]:
    """The name of the sample and the identifiers under which its documents find each other; none where it is not stated."""
    sample = root.get("sample")
    told = isinstance(sample.value, dict)  # else its name stands there, or nothing
    name = root.text("sample_name") or (sample.text("name") if told else sample.text()) or root.text("name")
    number = root.text("sample_id") or (sample.text("id") if told else "")
    return name or number, tuple(f"archer:{i}" for i in dict.fromkeys((name, number)) if i)


def metrics_of(stats: Node) -> str:
    """The gate of RNA quality, start sites of the control primers, as a metric; empty where it was not measured."""
    value = stats.text("qc_stats", STARTS)
    return f"UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL={value}" if value else ""


def panel_of(root: Node) -> str:
    """The name of the panel, where the document gives one."""
    node = root.first("panel_name", "panel", "assay_name", "assay")
    return node.text("name") if isinstance(node.value, dict) else node.text()
