"""CREST, converted to VCF.

Facts: St. Jude's CREST; a real file as converted for StructuralVariantAnnotation. Mates stand in PARID; the first record of
a pair has no counts. Reads are clipped at the left or at the right side of a junction: both support it. PASS stands on every
record. left_strand `+` keeps the left part at left_pos, right_strand `+` the right part at right_pos, so `<INV>` is one
junction.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.junctions import Junction
from fusionflag.vcf.orientation import is_one_of_two
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.support import Keys

READS = Keys(info_junction=("left_softclipped_read_count+right_softclipped_read_count",))
TURNED = {"+": "-", "-": "+"}


def _check(record: Line, junction: Junction) -> bool:
    left, right = record.info.get("left_strand", ""), TURNED.get(record.info.get("right_strand", ""), "")
    return not (left and right) or is_one_of_two(junction, (left, right))


CALLER = Caller(READS, _check, pass_counts=False)


@parser(
    title="CREST",
    molecule="DNA",
    versions="not stated",
    evidence="real: as converted to VCF",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=Vcf(info=("left_softclipped_read_count", "right_softclipped_read_count")),
)
def crest(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
