"""STAR-Fusion fusion_predictions.tsv: full, abridged and coding effect, 0.5 to 1.15.

Facts: STAR-Fusion/STAR-Fusion (ChangeLog, util, wiki). Up to 0.5 `JunctionReads` and `SpanningFrags` are counts, later they
are lists and the counts are called JunctionReadCount and SpanningFragCount. Read-through shows only in `annots`, as
NEIGHBORS or LOCAL_REARRANGEMENT of the same strand. Being listed is not a quality class.
"""

from collections.abc import Iterator

from fusionflag.layouts import ctat
from fusionflag.model import Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

_SHARED = ("LeftGene", "LeftBreakpoint", "RightGene", "RightBreakpoint")
_OTHERS = ("LeftLocalBreakpoint", "num_LR")
NEIGHBORS = ("NEIGHBORS", "LOCAL_REARRANGEMENT:+")


@parser(
    title="STAR-Fusion",
    molecule="RNA",
    versions="0.5-1.15",
    evidence="real",
    direction="format: left",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone; the preliminary list supports none",
    looks_like=[
        Columns("#FusionName", "JunctionReadCount", "SpliceType", *_SHARED, absent=_OTHERS),
        Columns("#fusion_name", "JunctionReads", "LeftDistFromRefExonSplice", *_SHARED, absent=_OTHERS),
    ],
    candidates_names=("*fusion_candidates.preliminary*",),
)
def star_fusion(report: Report) -> Iterator[Record]:
    """One finding a row; the same fusion may stand on several rows, one per breakpoint."""
    t = table(report)
    annots = t.optional("annots")

    def marks(row: Row) -> list[Mark]:
        return [Mark.READTHROUGH] if any(word in row[annots] for word in NEIGHBORS) else []

    yield from t.map(
        ctat(t, ("JunctionReadCount", "JunctionReads"), ("SpanningFragCount", "SpanningFrags"), marks)
    )
