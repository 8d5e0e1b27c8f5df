"""pbsv (PacBio).

Facts: PacificBiosciences/pbsv README; a real file of 2.4. Breakends in pairs (MATEID); AD is `ref,alt` of reads.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(junction=("AD",)))


@parser(
    title="pbsv",
    molecule="DNA",
    versions="2.x",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=pbsv"), Vcf(ids=r"pbsv\.")],
)
def pbsv(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
