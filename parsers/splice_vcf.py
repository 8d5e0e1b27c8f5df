"""TSO500 SpliceVariants.vcf (SpliceGirl): exon skipping seen in RNA.

Facts: a real file. `<DEL>` from donor to acceptor inside one gene (MET exon 14, EGFR vIII, AR-V7): no fusions, so its
silence says nothing of them. LowUniqueAlignments in FILTER is not declared in the header.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(), rearranges=False, symbols=False)


@parser(
    title="TSO500 splice variants",
    molecule="RNA",
    versions="1.0-2.2",
    evidence="real",
    direction="none",
    positions="none",
    build="header",
    silence="nothing: splice variants within a gene",
    looks_like=Vcf(meta=r"##source=SpliceGirl"),
)
def splice_vcf(report: Report) -> Iterator[Record]:
    """Nothing but the arm: splice variants are no fusions."""
    yield from sv_calls(report, CALLER)
