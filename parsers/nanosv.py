"""NanoSV.

Facts: mroosmalen/nanosv README; a real file of 1.2. One breakend record a junction, at either end. DV is two numbers, the
supporting reads at the two ends; the second is taken, DR likewise is the reference.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(junction=("DV",)))


@parser(
    title="NanoSV",
    molecule="DNA",
    versions="1.2",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(used=r"SVMETHOD=NanoSV"), Vcf(meta=r"##cmdline=[^\n]*NanoSV")],
)
def nanosv(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
