"""Any VCF that no other parser claims: a structural-variant caller that is not known here, or a file that cannot hold a
fusion.

Facts: the VCF specification 4.1 to 4.5, sections 3 and 5. Neither the caller nor the nucleic acid is known; counts are
taken only from keys that mean the same in every program.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls

CALLER = Caller(rearranges=None)


@parser(
    title="VCF of an unknown caller",
    molecule="unknown",
    versions="4.0-4.5",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=Vcf(merged=None),
)
def vcf_generic(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
