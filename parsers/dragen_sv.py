"""DRAGEN SV (DNA), which is Manta rewritten.

Facts: Illumina DRAGEN documentation; real files of 3.9 and 4.4. IDs are `MantaBND:` in 3.x and `DRAGEN:BND:` in 4.x. PR and
SR as in Manta, from 4.x also VF (fragments, `ref,alt`). Two columns: the normal first, as in Manta.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(
    reads=Keys(junction=("SR",), pairs=("PR",), total=("VF",)),
    normal_first=r"##INFO=<ID=SOMATIC",
)
MANTA = Vcf(ids=r"Manta(?:BND|DEL|INS|DUP|INV):")


@parser(
    title="DRAGEN SV",
    molecule="DNA",
    versions="3.9-4.4",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[
        (MANTA, Vcf(meta=r"##source=DRAGEN|##DRAGENVersion")),
        Vcf(meta=r"##source=DRAGEN_SV"),
        Vcf(ids=r"DRAGEN:(?:BND|DEL|INS|DUP|INV)"),
        Vcf(meta=r"##source=DRAGEN|##DRAGENVersion", info=("MATEID", "BND_DEPTH")),
    ],
)
def dragen_sv(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
