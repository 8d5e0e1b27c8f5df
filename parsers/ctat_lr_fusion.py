"""CTAT-LR-fusion fusion_predictions.tsv (long reads).

Facts: TrinityCTAT/CTAT-LR-fusion. `num_LR` counts long reads, each of which spans the junction; gene cells come with and
without `^ENSG`. Where Illumina reads were given, FusionInspector's columns join in.
"""

from collections.abc import Iterator

from fusionflag.layouts import ctat
from fusionflag.model import Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report


@parser(
    title="CTAT-LR-fusion",
    molecule="RNA",
    versions="0.10-1.4",
    evidence="real",
    direction="format: left",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("#FusionName", "num_LR", "LeftGene", "LeftBreakpoint", "RightGene", "RightBreakpoint"),
    candidates_names=("*.preliminary*",),
)
def ctat_lr_fusion(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    yield from t.map(ctat(t, ("num_LR",), ("SpanningFragCount",)))
