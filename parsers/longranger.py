"""Long Ranger (10x Genomics), large_svs.

Facts: 10xgenomics/longranger; a real file of 2.2. Breakends in pairs with EVENT; IMPRECISE_DIR says that the orientation is
not known; `<UNK>` is an event of unknown kind; POS 0 occurs. PAIRS and SPLIT count reads, in INFO.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(info_junction=("SPLIT",), info_pairs=("PAIRS",)))


@parser(
    title="Long Ranger",
    molecule="DNA",
    versions="2.x",
    evidence="real",
    direction="places: not where IMPRECISE_DIR stands",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=10X/"), Vcf(info=("HAP_ALLELIC_FRAC", "WildCov"))],
)
def longranger(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
