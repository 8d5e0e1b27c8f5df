"""GRIDSS, not yet filtered by PURPLE.

Facts: PapenfussLab/gridss README and QuickStart; real files of 1.x to 2.11. Every event is written as breakends, deletions
and duplications too; IDs end in `o` and `h` for the two records of a pair, in `b` for a single breakend. VF counts
fragments of a pair, BVF of a single one; up to 2.0 the mate stands in PARID. Columns are named after the BAM files, the
normal first by convention only, so their order is not used.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(
    reads=Keys(
        junction=("SR",),
        pairs=("RP",),
        total=("VF",),
        single=("BVF",),
        info_junction=("SR",),
        info_pairs=("RP",),
        info_total=("VF",),
    )
)


@parser(
    title="GRIDSS",
    molecule="DNA",
    versions="1.x-2.11",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##gridssVersion="), Vcf(ids=r"gridss\d+")],
)
def gridss(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
