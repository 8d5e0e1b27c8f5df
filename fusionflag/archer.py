"""What the files of Archer Analysis share: a junction as a finding; of its REST documents the sample and the read statistics."""

from __future__ import annotations

from typing import Any

from fusionflag import clinical, numbers, two_sites
from fusionflag.documents import Node
from fusionflag.model import Finding, Mark

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


def finding(
    place: dict[str, Any], name: str, words: str, *, strong: bool, artifact: bool, **facts: Any
) -> Finding:
    """One junction: its genes and places, and whether Archer calls it.

    name   what the entry is called, where no genes are told
    words  all that the entry says, in which NRG1 may be named; empty where the genes of the entry name it
    strong, artifact  Archer's own calibrated call, and the mark of a reader against it
    """
    one, two = place["gene5_reported"], place["gene3_reported"]
    call, weak = two_sites.call_of(one, two, words)
    filters = [word for word, holds in (("weak evidence", not strong), ("artifact", artifact)) if holds]
    return Finding(
        call_reported=call if one or two else name,
        filters="; ".join(filters),
        marks=(
            Mark.FILTERED if filters else Mark.PASS,
            *(weak if one or two else ()),
            *((Mark.SPLICE_VARIANT,) if one == two != "" else ()),
        ),
        genome="GRCh37",
        **facts,
        **place,
    )


def unordered(one: str, two: str) -> dict[str, Any]:
    """Two genes without order and places."""
    return {"gene5_reported": one, "gene3_reported": two, "order_known": False, "order_from": "none"}
