"""Pindel.

Facts: genome/pindel and its pindel2vcf; a real file. Deletions, inversions and tandem duplications with END; no
translocations between chromosomes, so its silence says nothing of most fusions. `<RPL>` is a deletion with an insertion.
PASS is written always. AD is `ref,alt` of reads.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(junction=("AD",)), rearranges=False, pass_counts=False)


@parser(
    title="Pindel",
    molecule="DNA",
    versions="0.2",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="nothing: it writes no translocations",
    looks_like=[Vcf(meta=r"##source=pindel"), Vcf(info=("NTLEN", "PF"))],
)
def pindel(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
