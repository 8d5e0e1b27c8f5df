"""GATK-SV.

Facts: broadinstitute/gatk-sv; two real files. `<BND>` and `<CTX>` with CHR2 and END2 (END is POS + 1) and STRANDS; `<CPX>`
with CPX_INTERVALS; calls by depth alone (ALGORITHMS or EVIDENCE say so) are copy number. BOTHSIDES_SUPPORT in FILTER is
good news. It calls germline cohorts, so nothing of it is somatic, and there are no counts of reads.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(), germline=True, harmless=frozenset({"BOTHSIDES_SUPPORT"}))


@parser(
    title="GATK-SV",
    molecule="DNA",
    versions="not stated",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="nothing: it calls germline cohorts",
    looks_like=Vcf(info=("ALGORITHMS", "EVIDENCE")),
)
def gatk_sv(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
