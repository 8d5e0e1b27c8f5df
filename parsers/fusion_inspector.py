"""FusionInspector fusions.tsv: 0.x, and full and abridged from 2.5 on.

Facts: FusionInspector/FusionInspector. It re-checks candidates that it is given, so its silence supports no negative;
without a candidate it writes no file at all. LeftLocalBreakpoint is a position in a mini-contig, not in the genome.
"""

from collections.abc import Iterator

from fusionflag.layouts import ctat
from fusionflag.model import Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report

_SHARED = ("LeftGene", "LeftBreakpoint", "RightGene", "RightBreakpoint")


@parser(
    title="FusionInspector",
    molecule="RNA",
    versions="0.x, 2.5 and later",
    evidence="real",
    direction="format: left",
    positions="1-based",
    build="unstated",
    silence="nothing: it checks candidates that it is given",
    looks_like=[
        Columns("#FusionName", "JunctionReadCount", "LeftLocalBreakpoint", *_SHARED, absent=("num_LR",)),
        Columns("#fusion_name", "JunctionReads", "Splice_type", *_SHARED),
    ],
    rechecker=True,
)
def fusion_inspector(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    yield from t.map(ctat(t, ("JunctionReadCount", "JunctionReads"), ("SpanningFragCount", "SpanningFrags")))
