"""BreakDancer, converted to VCF.

Facts: genome/breakdancer; a real file of 1.4.5 as converted for StructuralVariantAnnotation. Mates stand in PARID; most
records carry UNKNOWN_ORIENTATION, and the brackets of such records prove nothing. PASS stands on every record. num_Reads
counts supporting pairs; there are no sample columns.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(pass_counts=False, reads=Keys(info_pairs=("num_Reads",)))


@parser(
    title="BreakDancer",
    molecule="DNA",
    versions="1.4",
    evidence="real: as converted to VCF",
    direction="places: most records have none that is believed",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=Vcf(info=("num_Reads", "Orient1", "Orient2")),
)
def breakdancer(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
