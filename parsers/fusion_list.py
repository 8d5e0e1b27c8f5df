"""A list of fusion names, `A--B` a line: fusion-report's list, FusionAnnotator's input, and its output with annotations.

Facts: Clinical-Genomics/fusion-report docs (`fusion_list.tsv`, `fusionreport.tsv`); FusionAnnotator's script and its test.
There is no header, so the list is told by the shape of its rows. FusionAnnotator takes the name from the first cell, drops
what stands before a `|`, and appends a cell with its annotations, or `.`. A table with more cells is somebody's own.
Neither says which caller found a fusion, with how many reads, where, or in which nucleic acid; the order is that of an
unknown caller. A list shows what somebody kept, so its silence says nothing.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.cells import RowError
from fusionflag.marks import ANY
from fusionflag.model import Finding, Record
from fusionflag.parsing import parser
from fusionflag.reading import Report
from fusionflag.rows import map_lines

_NAME = r"(?:[^\t|]*\|)?[^\s|#,;][^\s|,;]*?--[^\s|,;]+"


@parser(
    title="list of fusion names (fusion-report, FusionAnnotator)",
    molecule="unknown",
    versions="any",
    evidence="example",
    direction="unknown",
    positions="none",
    build="unstated",
    silence="nothing: what somebody kept",
    looks_like=[
        lists.Bare("one cell, GENE--GENE", (_NAME,)),
        lists.Bare("GENE--GENE, and a cell with annotations or a point", (_NAME, ANY)),
    ],
)
def fusion_list(report: Report) -> Iterator[Record]:
    """One finding a line."""
    yield from lists.candidates(report, map_lines(report, lambda number, line: _read(line)), several=False)


def _read(line: str) -> Finding | None:
    if not line.strip() or line.startswith("#"):
        return None
    first, *others = line.split("\t")
    name = first.rpartition("|")[2].strip()
    five, three = lists.pair(name, "--")
    if not five:
        raise RowError("is not GENE--GENE", None, name)
    labels = others[-1].strip().strip('"') if others else ""
    call, weak = lists.named(name, others)
    return Finding(
        gene5_reported=five,
        gene3_reported=three,
        call_reported=call,
        marks=weak,
        filters="" if labels == "." else labels,
        order_known=False,
        order_from="none",
    )
