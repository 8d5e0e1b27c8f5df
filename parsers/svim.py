"""SVIM and SVIM-asm.

Facts: eldariont/svim README; a real file. One breakend record a junction. SUPPORT counts reads; AD is `ref,alt`, in
breakends `.,.`. PASS is what is neither hom_ref nor badly covered, with one read too, so it says nothing.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(pass_counts=False, reads=Keys(junction=("AD",), info_junction=("SUPPORT",)))


@parser(
    title="SVIM",
    molecule="DNA",
    versions="1.x, 2.0",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=SVIM"), Vcf(ids=r"svim(?:_asm)?\.")],
)
def svim(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
