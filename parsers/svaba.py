"""SvABA.

Facts: walaj/svaba README and src; real somatic files. Breakends in pairs, IDs `6536:1` and `6536:2`. AD is one number, the
alternative's; SR and DR are spanning and discordant reads of the alternative too. Columns are BAM paths in no fixed order.
The indels stand in a file of their own, which declares no MATEID: no fusion can stand there.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(junction=("SR",), pairs=("DR",), total=("AD",)), rearranges=None)


@parser(
    title="SvABA",
    molecule="DNA",
    versions="0.2-2.0",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=svaba"), Vcf(info=("SCTG", "EVDNC"))],
)
def svaba(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
