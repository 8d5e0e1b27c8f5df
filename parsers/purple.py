"""PURPLE's structural variants, from GRIDSS or ESVEE (hmftools); ESVEE's own output too.

Facts: hartwigmedical/hmftools purple and esvee; real files of 2.47 and 4.1. Breakends with SVTYPE DEL, DUP, INV, INS, BND
or SGL: the brackets tell the junction, SVTYPE does not. VF counts supporting fragments. Columns are reference, then tumor;
FILTER `PON` is the panel of normals, `INFERRED` a break that only copy number shows.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(
    reads=Keys(total=("VF", "AD"), single=("BVF", "VF", "AD"), info_total=("VF",)), normal_first="."
)
PURPLE = Vcf(meta=r"##(?:purple|esvee)Version=")


@parser(
    title="PURPLE / ESVEE",
    molecule="DNA",
    method="WGS",
    versions="2.47-4.1",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[
        (Vcf(meta=r"##gridssVersion="), PURPLE),
        (Vcf(ids=r"gridss\d+"), PURPLE),
        PURPLE,
        Vcf(info=("PURPLE_AF", "PURPLE_CN")),
    ],
)
def purple(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
