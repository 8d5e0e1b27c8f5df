"""VCFs of small variants only: Mutect2, Strelka, FreeBayes, VarDict, Pisces, Ion TVC, DRAGEN, Foundation Medicine and others.

Facts: the callers' documentation; real files of FreeBayes, Strelka and Foundation Medicine (`##OrderedTest=ORD-`). A fusion
cannot be expressed in them, so their silence is no test for one. Strelka writes long insertions as `CTTT.` with SVTYPE=BND:
no breakends.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.marks import SMALL_VARIANTS
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(), rearranges=False, symbols=False)


@parser(
    title="small variants only (Mutect2, Strelka, FreeBayes ...)",
    molecule="DNA",
    versions="any",
    evidence="real",
    direction="none",
    positions="none",
    build="header",
    silence="nothing: a fusion cannot be expressed",
    looks_like=SMALL_VARIANTS,
)
def small_variant_vcf(report: Report) -> Iterator[Record]:
    """Nothing but the arm, unless the file holds breakends all the same."""
    yield from sv_calls(report, CALLER)
