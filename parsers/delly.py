"""DELLY.

Facts: dellytools/delly README and src; real files of 0.6 to 0.8. One record a junction, at the end on the higher chromosome
(46 of 46 between chromosomes): `<TRA>` with CHR2 and END (to 0.7.3), later a breakend with CHR2 and POS2, whose END is POS +
1. `<INV>` is one junction (CT 3to3 or 5to5). DV counts pairs, RV split reads; DR and RR are the reference. FT is the
sample's own filter; the filters of 0.6 and 0.7 write the words Somatic, Germline and Quality into it, which are none.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(
    reads=Keys(junction=("RV",), pairs=("DV",), info_junction=("SR",), info_pairs=("PE",)),
    harmless=frozenset({"Somatic", "Germline", "Quality"}),
    file_a_kind=True,
)


@parser(
    title="DELLY",
    molecule="DNA",
    versions="0.6-1.2",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(used=r"SVMETHOD=EMBL\.DELLY"), Vcf(info=("CT",), formats=("FT", "DR", "DV", "RR", "RV"))],
)
def delly(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
