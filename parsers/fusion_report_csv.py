"""fusion-report's CSV (nf-core/rnafusion).

Facts: Clinical-Genomics/fusion-report docs and its example. `Fusion`, `Databases`, two columns of its score, then one
column a tool with `key: value,key: value`; how they are read stands in `fusion_report.py`. It merges callers and may be
filtered by tools or databases, so its silence says nothing.
"""

from collections.abc import Iterator

from fusionflag import fusion_report, lists
from fusionflag.cells import RowError
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="fusion-report (CSV)",
    molecule="RNA",
    versions="2.x-4.x",
    evidence="example",
    direction="row: that of the tool, if it has one",
    positions="1-based",
    build="unstated",
    silence="nothing: callers merged and filtered",
    looks_like=[
        Columns("Fusion", "Databases", "Explained FII"),
        Columns("Fusion", "Databases", "Explained score"),
    ],
)
def fusion_report_csv(report: Report) -> Iterator[Record]:
    """One finding a fusion and tool."""
    t = table(report)
    name, databases = t.column("Fusion"), t.column("Databases")
    scores = ("Score", "Explained score", "Fusion Indication Index (FII)", "Explained FII")
    own = {name, databases, *(t.optional(score) for score in scores)}
    tools = {
        index: tool.strip().strip('"')
        for index, tool in enumerate(t.header)
        if index not in own and tool.strip()
    }

    def read_row(row: Row) -> list[Finding]:
        said = {}
        for index, tool in tools.items():
            if cell := row.text(index):
                try:
                    said[tool] = fusion_report.parts(cell)
                except RowError as error:
                    raise RowError(str(error), index + 1, cell) from error
        return list(fusion_report.findings(row.key(name), said))

    yield from lists.candidates(report, t.map(read_row), several=False)
