"""fusion-report's JSON (nf-core/rnafusion).

Facts: Clinical-Genomics/fusion-report docs and its example. A list of `{"Fusion": "A--B", "Databases": [...], "Score": n,
"<tool>": {...}}`; how the parts are read stands in `fusion_report.py`. It merges callers and may be filtered by tools or
databases, so its silence says nothing. Without a fusion the list is empty and cannot be told from any other empty list.
"""

from collections.abc import Iterator

from fusionflag import fusion_report, lists
from fusionflag.documents import Node, document, each
from fusionflag.model import Finding, Record
from fusionflag.parsing import Listed, parser
from fusionflag.reading import Report

_OWN = ("Fusion", "Databases", "Score", "Explained score", "Fusion Indication Index (FII)", "Explained FII")


@parser(
    title="fusion-report (JSON)",
    molecule="RNA",
    versions="2.x-4.x",
    evidence="example",
    direction="row: that of the tool, if it has one",
    positions="1-based",
    build="unstated",
    silence="nothing: callers merged and filtered",
    looks_like=Listed("Fusion", "Databases"),
)
def fusion_report_json(report: Report) -> Iterator[Record]:
    """One finding a fusion and tool."""
    yield from lists.candidates(report, each(document(report).all(), _findings), several=False)


def _findings(node: Node) -> Iterator[Finding]:
    name = node.text("Fusion")
    tools = {
        tool: part
        for tool, part in node.items()
        if tool not in _OWN and isinstance(part.value, dict) and part
    }
    said = {tool: {key: value.text() for key, value in part.items()} for tool, part in tools.items()}
    for found in fusion_report.findings(name, said):
        tool = found.callers[0] if found.callers else ""
        found.place = tools[tool].place if tool else node.place
        yield found
